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


def test_an_unknown_rule_is_drawn_all_the_same():
    class Mine(Rule):
        pass

    assert marks([Mine()]) == [style.mark("GradientDescent")]
