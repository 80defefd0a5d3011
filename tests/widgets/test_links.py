"""States as texts: written by one widget, followed by another, refused in words."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.translation import set_language
from lecture_lib.widgets import (
    BackpropStepper,
    ConditioningExplorer,
    DepthExplorer,
    DifferenceExplorer,
    DropoutExplorer,
    LedgerExplorer,
    MaskingExplorer,
    MemoryExplorer,
    NoiseExplorer,
    RunReader,
    ScheduleExplorer,
    links,
)

MAKERS = [
    ConditioningExplorer,
    DepthExplorer,
    DifferenceExplorer,
    DropoutExplorer,
    MaskingExplorer,
    MemoryExplorer,
    NoiseExplorer,
    RunReader,
    ScheduleExplorer,
    lambda: BackpropStepper(ll.Value(3.0).exp() ** 2),
]


def stored(widget):
    """All that a link may change."""
    if isinstance(widget, BackpropStepper):
        return widget.position, widget.level, widget.predict
    return dict(widget.state)


@pytest.mark.parametrize("make", MAKERS)
def test_another_follows_to_where_one_is(make):
    one, other = make(), make()
    begin = one.link()
    if isinstance(one, BackpropStepper):
        one.position, one.predict = 3, True
    else:
        for preset in one.payload.presets:
            one.state = {**one.state, **preset.state}
    assert other.follow(one.link()) is other
    assert stored(other) == stored(one) != stored(make())
    assert other.follow(begin).link() == begin
    assert stored(other) == stored(make())


@pytest.mark.parametrize("make", MAKERS)
def test_a_link_is_the_same_in_all_languages(make):
    english = make()
    set_language("de")
    try:
        german = make()
    finally:
        set_language("en")
    assert german.link() == english.link()
    assert stored(german.follow(english.link())) == stored(english)


def test_a_link_reads_as_the_traits_do():
    explorer = DropoutExplorer()
    explorer.p, explorer.form = 0.25, 1
    assert explorer.link() == (
        "ll:DropoutExplorer?p=0.25&draws=0&form=× (1 − p) in evaluation&exact=hidden"
    )


def test_what_was_found_is_neither_told_nor_taken():
    explorer = ConditioningExplorer()
    explorer.state = {**explorer.state, "found": [3]}
    assert "found" not in explorer.link()
    assert explorer.follow("ll:ConditioningExplorer?rate=2").state["found"] == [3]
    with pytest.raises(ValueError, match="no setting 'found'"):
        explorer.follow("ll:ConditioningExplorer?found=1")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rate=3", "no link to a widget; one begins with 'll:NoiseExplorer"),
        ("ll:ScheduleExplorer?peak=1", "a link to a ScheduleExplorer; here is a NoiseExplorer"),
        ("ll:NoiseExplorer?speed=1", "no setting 'speed'; it has batch, rate"),
        ("ll:NoiseExplorer?batch=6", "batch is '6'; there is 0 to 5"),
        ("ll:NoiseExplorer?batch=", "batch is ''"),
        ("ll:NoiseExplorer?sampling=often", "there is yes: with replacement; not in"),
        ("ll:NoiseExplorer?seed=x", "seed is 'x', which is no number"),
        ("ll:NoiseExplorer?seed=nan", "no number"),
        ("ll:NoiseExplorer?batch=2&shown=1,x,0", "no number"),
    ],
)
def test_a_link_that_cannot_be_followed_changes_nothing(text, words):
    explorer = NoiseExplorer()
    explorer.rate = 1
    before = dict(explorer.state)
    with pytest.raises(ValueError, match=words):
        explorer.follow(text)
    assert explorer.state == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ll:LedgerExplorer?words=x", "a link to a LedgerExplorer"),
        ("ll:BackpropStepper?step=1", "a link has position, level, predict"),
        ("ll:BackpropStepper?position=-1", "whole number"),
        ("ll:BackpropStepper?position=99", "position is 99; the last is 5"),
        ("ll:BackpropStepper?level=9&position=0", "level is 9; the last is 0"),
    ],
)
def test_a_stepper_says_why_it_does_not_follow(text, words):
    stepper = MAKERS[-1]()
    stepper.position = 2
    with pytest.raises(ValueError, match=words):
        stepper.follow(text)
    assert stored(stepper) == (2, 0, False)


def test_a_ledger_follows_too():
    ledger = LedgerExplorer([])
    ledger.state = {"words": "root"}
    assert LedgerExplorer([]).follow(ledger.link()).state == ledger.state
    with pytest.raises(ValueError, match="no row has verdict 'perhaps'"):
        ledger.follow("ll:LedgerExplorer?verdict=perhaps")
    assert ledger.state["words"] == "root"


def test_a_mail_may_have_wrapped_it():
    wrapped = "  ll:Bowl?rate=3&form=none,\n  a bug \n"
    assert links.read(wrapped, "Bowl") == {"rate": "3", "form": "none, a bug"}


def test_numbers_are_written_as_the_page_writes_them():
    values = [0, 2.0, -4.5, 1e-7, np.float64(0.15), 1e21, np.int64(3)]
    assert [links.as_text(value) for value in values] == [
        *("0", "2", "-4.5", "1e-7", "0.15", "1e+21", "3")
    ]
