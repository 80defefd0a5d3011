"""One rule, one look: in every picture, inside a wrapper, and beside its relatives."""

from __future__ import annotations

from lecture_lib import style
from lecture_lib.optim import Adam, Clipped, GradientDescent, Momentum, Restarted, Rule
from lecture_lib.plot import marks


def test_a_rule_has_the_mark_of_the_style():
    rules = [GradientDescent(), Momentum(), Adam()]
    assert marks(rules) == [style.mark(rule) for rule in rules]


def test_a_wrapped_rule_looks_like_the_one_inside():
    assert marks([Clipped(Momentum(), max_norm=1.0)]) == [style.mark("Momentum")]
    assert marks([Restarted(Adam(), every=5)]) == [style.mark("Adam")]


def test_rules_of_one_kind_share_colour_and_marker_but_no_dash():
    found = marks([Adam(), Adam(form="printed"), Adam(form="efficient"), Adam(epsilon_inside=True)])
    assert {(m.color, m.marker) for m in found} == {(found[0].color, found[0].marker)}
    assert len({m.dash for m in found}) == 4


class Mine(Rule):
    """A student's own."""


class Yours(Rule):
    """Another one."""


def test_an_unknown_rule_has_a_mark_of_its_own():
    (mark,) = marks([Mine()])
    assert mark == style.UNKNOWN
    assert mark.marker not in {m.marker for m in style.OPTIMIZERS.values()} | {"*", "o"}
    assert mark.color not in {m.color for m in style.OPTIMIZERS.values()}
    assert marks([Clipped(Mine(), max_norm=1.0), "Mine"])[0] == mark


def test_two_unknown_rules_in_one_picture_differ_in_the_dash():
    one, two = marks([Mine(), Yours()])
    assert (one.color, one.marker) == (two.color, two.marker) and one.dash != two.dash
    assert {Mine().label, Yours().label} == {"Mine", "Yours"}  # which the legend shows
