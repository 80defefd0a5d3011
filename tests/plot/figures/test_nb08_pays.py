"""Pictures of when momentum pays: each marks the best of what was given."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.plot.figures import nb08_pays as draw


def test_each_best_u_is_marked():
    u = [0.1, 1.0, 10.0]
    panels = {v: {0: [3.0, 1.0, np.inf], 0.9: [3.0, 1.0, 0.1]} for v in (1e-3, 1e-4)}
    left, right = draw.losses_over_length(u, panels, edge=2)
    assert [ax.get_title() for ax in (left, right)] == ["σ² = $10^{-3}$", "σ² = $10^{-4}$"]
    points = [line.get_xydata()[0].tolist() for line in left.lines if len(line.get_xdata()) == 1]
    assert points == [[1.0, 1.0], [10.0, 0.1]]


def test_what_overflows_is_not_drawn():
    (ax,) = draw.losses_over_length([1.0, 2.0], {1e-3: {0: [0.5, np.inf]}}, edge=2)
    assert np.isnan(ax.lines[0].get_ydata()[-1])


def test_the_best_u_is_that_of_the_median():
    sweep = {0: ([1.0, 2.0], [[0.3, 0.3, 0.3], [0.1, 0.9, 0.9]])}
    ax = draw.best_of_each({32: sweep, 64: sweep})
    assert [text.get_text() for text in ax.texts] == ["u = 1", "u = 1"]
    assert ax.lines[0].get_ydata() == pytest.approx([0.3, 0.3])


def test_dead_units_are_shares_below_the_losses_of_their_column():
    losses = {"constant": [[0.1, 0.3], [1.0, 3.0]], "lowered": [[0.1, 0.1], [2.0, 2.0]]}
    panels = {"32": (losses, [0.25, 0.75]), "256": (losses, [0.0, 0.5])}
    *tops, left, right = draw.floor_and_edge([2, 4], panels)
    assert [ax.get_title() for ax in tops] == ["32", "256"]
    assert tops[1].lines[0].get_ydata() == pytest.approx([0.2, 2.0])
    assert [bar.get_height() for bar in left.patches] == [25.0, 75.0]
    assert [bar.get_height() for bar in right.patches] == [0.0, 50.0]
