"""Pictures of notebook 05: what is drawn is what was given, and no more is told."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.descent import bowl, double_well, himmelblau, saddle
from lecture_lib.plot.figures import nb05 as draw


def words(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def test_runs_bear_their_names_only():
    ax = draw.runs({"A": [3.0, 2.0, 1.0], "B": [3.0, 0.5, 0.1]})
    assert words(ax) == ["A", "B"] and ax.get_legend() is None
    np.testing.assert_array_equal(ax.lines[1].get_ydata(), [3.0, 0.5, 0.1])
    assert len({line.get_marker() for line in ax.lines}) == 2


def test_all_arrows_are_alike_but_for_their_way():
    ways = {"A": (-3.0, 2.0), "B": (-3.0, 8.0)}
    ax = draw.arrows(bowl([1.0, 4.0], domain=((-4, 4), (-3, 3))), (3.0, -2.0), ways)
    tips = np.array([text.xy for text in ax.texts if hasattr(text, "arrow_patch")])
    moves = tips - [3.0, -2.0]
    lengths = np.linalg.norm(moves, axis=1)
    np.testing.assert_allclose(lengths, lengths[0])
    units = np.array([np.array(way) / np.linalg.norm(way) for way in ways.values()])
    np.testing.assert_allclose(moves / lengths[:, None], units, atol=1e-12)


def test_one_step_crosses_its_start_at_two_over_the_curvature():
    ax = draw.one_step(lambda x: 2 * x**2, 1.0, 4.0, (0.0, 0.6))  # λ = 4
    _, promise, after = ax.lines
    eta, height = after.get_data()
    assert eta[(height > 2.0) & (eta > 0.01)][0] == pytest.approx(0.5, abs=0.004)
    np.testing.assert_allclose(promise.get_ydata(), 2 - 16 * eta)


def test_walks_on_a_parabola_multiply_by_one_minus_eta_lambda():
    (ax,) = draw.parabola_walks(4.0, (0.3,), start=2.0, shown=4)
    walk = next(line for line in ax.lines if len(line.get_xdata()) == 4)
    np.testing.assert_allclose(walk.get_xdata(), 2 * (-0.2) ** np.arange(4))


def test_a_logbook_has_a_panel_each_and_the_gradients_below():
    losses = {"A": [2.0, 1.0], "B": [5.0, 5.0]}
    assert [ax.get_title() for ax in draw.logbook(losses)] == ["A", "B"]
    axes = draw.logbook(losses, {"A": [1.0, 0.1], "B": [1.0, 1.0]})
    assert len(axes) == 4 and axes[2].get_yscale() == "log" and axes[0].get_ylim()[0] == 0
    np.testing.assert_array_equal(axes[3].lines[0].get_ydata(), [1.0, 1.0])
    axes = draw.logbook(losses, {"A": [1.0, 0.1], "B": [1.0, 1.0]}, {"A": [1.0], "B": [-1.0]})
    assert len(axes) == 6 and axes[5].get_ylim()[0] < -1 and axes[5].get_xlabel() == "update"
    np.testing.assert_array_equal(axes[5].lines[-1].get_xydata(), [[1.0, -1.0]])


def test_a_walk_past_a_saddle_has_its_losses_beside_it():
    above, beside = draw.past_a_saddle(saddle, 0.1, {"one": (1.0, 0.1), "two": (1.0, 0.01)}, 9)
    assert [text.get_text() for text in beside.get_legend().get_texts()] == ["one", "two"]
    assert [len(line.get_xdata()) for line in beside.lines] == [10, 10]
    assert above.get_xlabel() == "x"


def test_a_walk_on_a_curve_lies_on_it():
    ax = draw.walk_on_a_curve(double_well, np.linspace(0.05, -3.0, 50))
    walk = ax.lines[1]
    x, height = walk.get_data()
    np.testing.assert_allclose(height, double_well.value(x[:, None]))
    np.testing.assert_allclose(ax.lines[-1].get_xdata(), double_well.minima[:, 0])


def test_a_basin_has_the_colour_of_its_minimum():
    (ax,) = draw.basins(himmelblau, (0.005,), across=13, steps=200)
    which = np.asarray(ax.collections[0].get_array()).reshape(13, 13)
    at = {tuple(point.round().astype(int)): k for k, point in enumerate(himmelblau.minima)}
    for (x, y), k in at.items():
        assert which[y + 6, x + 6] == k
    assert words(ax) == list("ABCD")
