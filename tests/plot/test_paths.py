"""Paths are drawn to the frame and no further, and say why."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.descent import descend, parabola, quadratic, saddle
from lecture_lib.optim import GradientDescent
from lecture_lib.plot import contours, leaves, path

BOX = np.array([[-2.0, 2.0], [-1.0, 1.0]])
BOWL = quadratic(condition_number=20, mu=0.2)


def words(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


@pytest.mark.parametrize(
    ("points", "last", "crossing"),
    [
        ([[0, 0], [1, 0]], 1, None),  # stays
        ([[0, 0], [4, 0]], 0, [2, 0]),  # leaves on the right
        ([[0, 0], [0, -3]], 0, [0, -1]),  # below
        ([[0, 0], [4, 2]], 0, [2, 1]),  # through a corner
        ([[0, 0], [3, 0], [1, 0], [1, 5]], 2, [1, 1]),  # comes back before it goes for good
        ([[5, 5], [6, 6]], -1, None),  # was never there
    ],
)
def test_leaves_finds_the_crossing(points, last, crossing):
    found, where = leaves(np.array(points, dtype=float), BOX)
    assert found == last
    assert (where is None) == (crossing is None)
    if crossing is not None:
        np.testing.assert_allclose(where, crossing)


def test_a_path_that_stays_has_no_words():
    ax = path(descend(BOWL, GradientDescent(0.3), (20.0, 1.0), 50), contours(BOWL))
    assert words(ax) == []


def test_divergence_is_labelled_and_nothing_is_drawn_outside():
    ax = path(descend(BOWL, GradientDescent(0.9), (20.0, 1.0), 300), contours(BOWL))
    assert words(ax) == ["GradientDescent diverges"]
    x, y = ax.lines[1].get_data()
    assert np.isfinite([x, y]).all()
    assert np.abs([x, y]).max() <= 25


def test_running_down_a_saddle_is_leaving_not_diverging():
    ax = path(descend(saddle, GradientDescent(0.1), (1.0, 0.1), 60), contours(saddle))
    assert words(ax) == ["GradientDescent leaves"]


def test_a_batch_has_one_entry_in_the_legend():
    ax = path(descend(BOWL, GradientDescent(0.3), [(20.0, 1.0), (5.0, 5.0)], 20))
    assert ax.get_legend_handles_labels()[1] == ["GradientDescent"]


def test_a_path_along_a_line_is_refused_in_words():
    with pytest.raises(ValueError, match="1 coordinates; a path over the plane has 2"):
        path(descend(parabola, GradientDescent(0.1), [1.0], 5))
