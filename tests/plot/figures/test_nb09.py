"""Pictures of notebook 09: what is drawn is what was given, and no more is told."""

from __future__ import annotations

import numpy as np

from lecture_lib.descent import descend, quadratic
from lecture_lib.optim import AdaGrad, GradientDescent
from lecture_lib.plot.figures import nb09 as draw


def words(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def test_two_paths_have_names_and_no_verdict():
    valley = quadratic(100, domain=((-5, 5), (-2, 2)))
    runs = [descend(valley, rule, (-4, 1), 3) for rule in (GradientDescent(0.01), AdaGrad(1))]
    ax = draw.two_paths(runs)
    assert ax.get_legend_handles_labels()[1] == ["gradient descent", "AdaGrad"]
    assert ax.get_title() == "3 steps"


def test_the_best_rates_leave_nothing_along_the_axes_and_all_at_45_degrees():
    ax = draw.kappa_left(100, AdaGrad(2), starts=12)
    angle, best = ax.lines[0].get_data()
    np.testing.assert_allclose(best[[0, 90, 180]], [1, 100, 1], rtol=1e-9)
    np.testing.assert_allclose(best, best[::-1], rtol=1e-9)
    for line in ax.lines[1:]:
        at, found = line.get_data()
        assert np.all(found >= best[np.isin(angle, at)] * (1 - 1e-9)), at[0]


def test_a_race_shows_medians_and_the_middle_of_all():
    left = np.logspace(-8, -2, 11)
    (ax,) = draw.race({20: {"Adam": (left, 10 * left), "AdaGrad": (1e-30 * left, left)}})
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [1e-5, 1e-4])
    np.testing.assert_allclose(ax.lines[1].get_ydata(), [1e-12, 1e-5])  # below the axis
    assert words(ax) == ["Adam", "AdaGrad"]
    assert ax.get_yticklabels()[0].get_text() == "less"


def test_names_beside_lines_keep_apart():
    places = draw._spread([0.0, 0.1, 0.05, 3.0], 1.0)
    assert np.diff(np.sort(places)).min() > 0.99
    assert list(np.argsort(places)) == [0, 2, 1, 3]
    np.testing.assert_allclose(draw._spread([0.0, 2.0], 1.0), [0.0, 2.0])


def test_the_ceiling_is_drawn_above_all_steps():
    ax = draw.how_long({"one": np.ones(30), "fading": 0.9 ** np.arange(30)}, ceiling=7.3)
    np.testing.assert_allclose(ax.lines[1].get_ydata(), 0.9 ** np.arange(30))
    np.testing.assert_allclose(ax.lines[2].get_ydata(), 7.3)
    assert ax.get_ylim()[1] > 7.3
    assert words(ax) == ["no step is longer"]


def test_roots_of_sums_follow_the_steep_direction():
    ax = draw.kappa_left(100, AdaGrad(2), starts=12)
    angle, steep = ax.lines[1].get_data()
    for line in ax.lines[2:]:
        at, found = line.get_data()
        if 15 <= at[0] <= 75:
            np.testing.assert_allclose(found, steep[angle == at[0]][0], rtol=0.08)


def test_words_draw_differences_from_momentum_and_their_mean():
    left, right = draw.words(
        {"Adam": ([0.1, 0.3], [0.3, 0.5]), "Momentum": ([0.4, 0.4], [0.4, 0.2])}
    )
    for ax, draws, mean in ((left, [-0.3, -0.1], -0.2), (right, [-0.1, 0.3], 0.1)):
        np.testing.assert_allclose(ax.lines[0].get_ydata(), draws)
        np.testing.assert_allclose(ax.lines[1].get_ydata(), mean)
        assert words(ax) == ["momentum"]
        assert [tick.get_text() for tick in ax.get_xticklabels()] == ["Adam"]


def test_lines_differ_by_more_than_colour():
    lengths = {"one": np.ones(30), "two": np.full(30, 2.0)}
    sizes = np.logspace(-3, 0, 30)
    for ax in (
        draw.step_lengths(lengths),
        draw.step_over_gradient(sizes, lengths),
        draw.uphill(lengths),
        draw.how_long(lengths, 7.3),
        draw.memories({"AdaGrad": lengths["one"], "RMSProp": lengths["two"]}, shock=5),
        draw.loss_times(sizes, {"Adam": lengths})[0],
    ):
        looks = {(line.get_linestyle(), line.get_marker()) for line in ax.lines[:2]}
        assert len(looks) == 2, ax.get_ylabel()
