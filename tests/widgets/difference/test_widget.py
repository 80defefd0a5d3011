"""The difference explorer without a browser: what it shows, and what it does not tell too early."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.widgets import DifferenceExplorer
from lecture_lib.widgets.difference.quotients import FUNCTIONS, SCHEMES, STEPS
from lecture_lib.widgets.packing import inflate, unpack


def at(explorer, **change):
    explorer.state = {**explorer.state, **change}
    return explorer


@pytest.fixture
def explorer():
    return DifferenceExplorer()


def good(explorer):
    return unpack(inflate(explorer.data), explorer.content["arrays"])["good"].astype(bool)


def test_the_page_has_the_digits_of_every_quotient(explorer):
    for f in range(len(FUNCTIONS)):
        for scheme in range(len(SCHEMES)):
            for h in (0, 11, 32):
                q = at(explorer, function=f, scheme=scheme, h=h).quotient()
                assert explorer.content["digits"][f][scheme][h] == [*q.lines, q.value]


def test_good_steps_are_at_the_bottom_and_of_a_complex_step_most(explorer):
    found = good(explorer)
    for f, function in enumerate(FUNCTIONS):
        for scheme in (0, 1):
            places = np.flatnonzero(found[f, scheme])
            assert 2 <= len(places) <= 3 and np.ptp(places) == len(places) - 1  # side by side
            assert np.argmin(explorer.typical[f, scheme]) in places
            assert (explorer.arrays["error"][f, scheme, places] < 2 * function.least(scheme)).all()
    assert (found[:, 2].sum(axis=-1) > 12).all()


def test_a_lucky_step_is_none_of_the_good_ones(explorer):
    at_luck = STEPS.index(10.0**-6.5)
    assert explorer.arrays["error"][0, 1, at_luck] < FUNCTIONS[0].least(1)
    assert explorer.arrays["lucky"][0, 1, at_luck] and not good(explorer)[0, 1, at_luck]
    assert explorer.typical[0, 1, at_luck] > 5 * explorer.arrays["error"][0, 1, at_luck]
    assert not (explorer.arrays["lucky"] & good(explorer)).any()


def test_where_the_bottom_is_stays_a_question_even_when_it_is_found(explorer):
    least = explorer.content["sliders"][0]["texts"][int(np.argmin(explorer.typical[0, 1]))][4:]
    assert least not in repr(at(explorer, h=0, found=[explorer.place()]))
    assert not {"best", "reliable"} & set(explorer.content)


def test_around_the_bottom_typical_errors_are_a_U(explorer):
    """Single errors are not: among them a second bottom is as low."""
    own, typical = explorer.arrays["error"][0, 1], explorer.typical[0, 1]
    bottom = int(np.argmin(typical))
    assert (np.diff(typical[8 : bottom + 1]) < 0).all() and (np.diff(typical[bottom:]) > 0).all()
    assert (np.diff(own[8 : bottom + 1]) > 0).any()


def test_the_figure_has_only_what_was_tried_until_it_is_found(explorer):
    def lines():
        return explorer.figure().axes[0].lines

    at(explorer, h=30, tried=[explorer.place(28), explorer.place(2)])
    assert len(lines()[0].get_xdata()) == 3
    assert len(lines()) == 3  # those, what steps close to them err by, and where it is now
    at(explorer, found=[explorer.place()])
    assert len(lines()[0].get_xdata()) == len(STEPS)
    assert len(lines()) == 6  # and the typical ones, and both theories
    at(explorer, scheme=2, found=[explorer.place()])
    explorer.scheme = 0
    assert len(lines()[0].get_xdata()) == 1  # nothing was tried on this curve


def test_presets_are_complete_and_none_of_them_is_the_best(explorer):
    for preset in explorer.payload.presets:
        assert set(preset.state) == {"h", "function", "scheme"}
        f, scheme, h = (preset.state[name] for name in ("function", "scheme", "h"))
        assert not good(explorer)[f, scheme, h]
    start = explorer.content["initial"]
    assert not good(explorer)[:, :, start["h"]].any()


def test_steps_are_written_as_they_are_read(explorer):
    texts = explorer.content["sliders"][0]["texts"]
    assert [texts[k] for k in (0, 1, 16, 28, 32)] == [
        "h = 1e−16", "h = 3.16e−16", "h = 1e−8", "h = 0.01", "h = 1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [({"function": 5}, "function is 5; it has 0 to 4"), ({"scheme": -1}, "scheme is -1")],
)
def test_what_is_not_there_is_refused_in_words(arguments, words):
    with pytest.raises(ValueError, match=words):
        DifferenceExplorer(**arguments)
