"""Pictures of notebook 08: what is drawn is what was given, and no more is told."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.descent import quadratic
from lecture_lib.optim import GradientDescent, Momentum
from lecture_lib.plot.figures import nb08 as draw


def words(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


LOSSES = {(0.1, 0): np.ones((2, 3)), (0.1, 0.9): np.full((2, 3), 2.0)}


def test_all_runs_look_alike():
    images, ax = draw.digits_and_runs(np.zeros((12, 64)), LOSSES)
    assert images.images[0].get_array().shape == (50, 20) and len(ax.lines) == 4
    assert len({(line.get_color(), line.get_linestyle()) for line in ax.lines}) == 1
    assert ax.get_legend() is None and not words(ax)


def test_later_runs_have_names():
    ax = draw.digits_and_runs(np.zeros((12, 64)), LOSSES, named=True)[1]
    assert ax.get_legend_handles_labels()[1] == ["η = 0.1, β = 0", "η = 0.1, β = 0.9"]
    assert len({(line.get_color(), line.get_marker()) for line in ax.lines}) == 2


def test_factors_cross_at_kappa_20_and_not_at_100():
    for ax, crosses in zip(draw.factor_over_rate(0.9, (20, 100)), (True, False), strict=True):
        plain, ball = (line.get_ydata() for line in ax.lines[:2])
        assert np.any(plain < ball - 1e-9) == crosses
    eta, plain, ball = *draw.factor_over_rate(0.9, (20, 100))[0].lines[0].get_data(), 0.9**0.5
    ahead = eta[plain < ball]
    np.testing.assert_allclose([ahead[0], ahead[-1]], [0.257, 0.487], atol=2e-3)


def test_unnamed_runs_do_what_the_solution_says():
    zigzag, swing, creep = draw.unnamed_runs().values()
    assert np.abs(zigzag).max() > 3 and abs(zigzag[-1]) < 1
    assert 0 < np.sum(swing[1:] * swing[:-1] < 0) < 40
    assert np.all(creep > 0)


def test_the_bars_add_up_to_the_velocity():
    left, right = draw.past_gradients(0.9, shown=200)
    total = [sum(bar.get_height() for bar in ax.patches) for ax in (left, right)]
    np.testing.assert_allclose(total, [10, 1 / 1.9], rtol=1e-6)


def test_a_sweep_draws_medians_and_the_guess():
    (ax,) = draw.sweeps({"t": {"β = 0": ([0.1, 1.0], [[0.2, 0.3, 1.9], [2.0, 2.1, 2.3]])}}, 2.3)
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [0.3, 2.1])
    assert words(ax) == ["guessing"]


def test_many_rates_are_labelled_by_powers_of_two():
    u = np.geomspace(0.3, 19, 25)
    (ax,) = draw.sweeps({"t": {"β = 0": (u, np.ones((25, 2)))}}, 2.3)
    labels = [label.get_text() for label in ax.get_xticklabels()]
    assert labels == ["0.5", "1", "2", "4", "8", "16"]


def test_polyaks_pair_has_a_floor_from_mu_to_l():
    ball = draw.factor_over_curvature(0.66794, 0.40263).lines[1]
    curvature, factor = ball.get_data()
    inside = (curvature >= 0.21) & (curvature <= 3.99)
    np.testing.assert_allclose(factor[inside], 0.6345, atol=1e-3)
    assert factor[curvature < 0.1].min() > 0.75 and factor[-1] > 1


def test_losses_end_at_a_millionth():
    ax = draw.losses_over_condition({7: (8 * 0.1 ** np.arange(9), 8 * 0.01 ** np.arange(9))})
    first, second = (line for line in ax.lines if len(line.get_xdata()) > 2)
    assert first.get_xdata()[-1] in (6, 7) and second.get_xdata()[-1] in (3, 4)
    assert words(ax).count("7") == 2


def test_clouds_are_drawn_with_their_width():
    upper, lower = draw.clouds({"a": np.zeros(5), "b": np.ones(7)}, (0.5, 2.0))
    assert [len(ax.lines[0].get_xdata()) for ax in (upper, lower)] == [5, 7]
    np.testing.assert_allclose(lower.lines[1].get_xdata(), [-2, 2])


def test_runs_keep_their_names_and_numbers():
    a, b = draw.three_runs({"A": [1.0, 0.5], "B": [2.0, 1.0, 0.0]})
    assert (a.get_title(), b.get_title()) == ("A", "B")
    np.testing.assert_array_equal(b.lines[0].get_ydata(), [2, 1, 0])


def test_nesterov_ends_higher_up_the_wall_it_came_from():
    ax = draw.look_ahead(quadratic(20, mu=0.2), (-12.0, 1.5), (7.2, -2.4), 0.15)
    ends = {line.get_label(): line.get_ydata()[0] for line in ax.lines}
    assert ends["heavy ball"] == pytest.approx(-1.8)
    assert ends["Nesterov"] == pytest.approx(-0.36)


def test_a_saddle_has_a_path_for_each_rule():
    ax = draw.saddle_paths({"one": GradientDescent(0.05), "two": Momentum(0.05, 0.9)})
    assert ax.get_legend_handles_labels()[1] == ["one", "two"]
