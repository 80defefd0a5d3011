"""The first words of stories: what counts, what a window can know, and who is judged how."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.language import Openings, losses, story, windows


@pytest.fixture(scope="module")
def tales():
    return story()


@pytest.fixture(scope="module")
def openings(tales):
    return Openings(tales, "¶", 24, tales.numbers(tales.sample(3_000, np.random.default_rng(0))))


def test_the_truth_is_the_measure(tales, openings):
    assert openings.above(tales) == 0
    assert openings.loss(tales) == pytest.approx(
        losses(tales, openings.text)[openings.judged].mean()
    )
    assert openings.loss(tales) == pytest.approx(openings.least, rel=0.05)


def test_who_sees_more_is_nearer_and_who_sees_all_knows_all(openings):
    floors = [openings.floor(n) for n in (1, 4, 12, 24)]
    assert floors == sorted(floors, reverse=True) and floors[-1] == pytest.approx(0, abs=1e-9)


def test_no_count_of_windows_gets_below_the_floor(tales, openings):
    """Two words, counted in much text of the same places, come to the floor from above."""
    text = tales.numbers(tales.sample(400_000, np.random.default_rng(1)))
    rows = openings.rows(text, seen=2)
    counts = np.full((43, 43, 43), 0.01)
    np.add.at(counts, tuple(rows.T), 1)

    class Counted:
        def distributions(self, text):
            p = tales.distributions(text)
            for t in range(2, len(text)):
                found = counts[text[t - 2], text[t - 1]]
                p[t] = found / found.sum()
            return p

    floor = openings.floor(2)
    assert floor - 0.5 < openings.above(Counted()) < floor + 2


def test_rows_begin_with_a_story(tales, openings):
    text = tales.numbers(tales.sample(2_000, np.random.default_rng(2)))
    rows = openings.rows(text)
    assert rows.shape[1] == 25 and (rows[:, 0] == openings.end).all()
    assert len(openings.rows(text, seen=3)) < len(windows(text, 4))


def test_a_text_without_a_story_cannot_judge(tales):
    with pytest.raises(ValueError, match="no story begins"):
        Openings(tales, "¶", 24, tales.numbers(["once", "a", "swan"]))
