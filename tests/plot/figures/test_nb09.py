"""Pictures of notebook 09: what is drawn is what was given, and no more is told."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.descent import descend, quadratic
from lecture_lib.optim import AdaGrad, GradientDescent
from lecture_lib.plot.figures import nb09 as draw
from lecture_lib.plot.figures import nb09_film as draw_film
from lecture_lib.plot.figures.nb09_film import kappa_left, turning


def words(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def test_two_paths_have_names_and_no_verdict():
    valley = quadratic(100, domain=((-5, 5), (-2, 2)))
    runs = [descend(valley, rule, (-4, 1), 3) for rule in (GradientDescent(0.01), AdaGrad(1))]
    ax = draw.two_paths(runs)
    assert ax.get_legend_handles_labels()[1] == ["gradient descent", "AdaGrad"]
    assert ax.get_title() == "3 steps"


def test_the_best_rates_leave_nothing_along_the_axes_and_all_at_45_degrees():
    def best(angle):
        hessian = quadratic(100, angle=np.radians(angle)).hessian(np.zeros(2))
        others = [kappa_left(hessian, [d, 1]) for d in np.geomspace(0.01, 100, 41)]
        least = kappa_left(hessian, np.diag(hessian))
        assert least <= min(others) * (1 + 1e-9)
        return least

    np.testing.assert_allclose([best(0), best(45), best(90)], [1, 100, 1], rtol=1e-9)


def test_the_film_turns_the_valley_and_the_path_with_it():
    film = turning(100, [0, 45], starts=4)
    scenes = {scene.name: scene.changes for scene in film.scenes}
    assert list(scenes) == [
        "AdaGrad",
        "AdaGrad, fixed",
        "Adam",
        "momentum",
        "gradient descent",
    ]
    c = np.sqrt(0.5)  # of 45 degrees, with y downwards
    for name in ("momentum", "gradient descent"):
        first, turned = (
            np.array([xy.split(",") for xy in path[1:].split("L")], float) - draw_film._MIDDLE
            for path in scenes[name]["path.d"]
        )
        np.testing.assert_allclose(first @ [[c, -c], [c, c]], turned, atol=0.2)
    steps = {
        name: [int(t.split()[0]) for t in scene["kappa.text"]] for name, scene in scenes.items()
    }
    assert steps["AdaGrad"][0] < 10 and steps["AdaGrad"][1] > 2 * steps["Adam"][1]
    assert abs(steps["Adam"][1] - steps["momentum"][1]) < 20
    assert scenes["Adam"]["kappa.text"][1].endswith("κ′ = 100 at best")
    assert "gradient descent: " in film.text


def test_with_sums_that_no_longer_grow_adagrad_is_not_behind_gradient_descent():
    film = turning(100, [0, 15, 30, 45], starts=4)
    steps = {
        scene.name: np.array([int(t.split()[0]) for t in scene.changes["kappa.text"]])
        for scene in film.scenes
    }
    fixed, plain = steps["AdaGrad, fixed"], steps["gradient descent"]
    assert (fixed <= steps["AdaGrad"]).all() and (fixed <= plain).all()
    assert steps["AdaGrad"][-1] > plain[-1]  # as it is, it falls behind


def test_parts_of_adam_stand_below_gradient_descent_by_their_lead():
    leads = {
        "a": {"one": ([-0.1, -0.3], [-0.4, -0.6])},
        "b": {"one": ([0.0, 0.1], [0.2, 0.3]), "two": ([1.0, 1.0], [2.0, 2.0])},
    }
    left, right = draw.parts(leads, {"a": [-0.2, -0.4], "b": [0.5, 0.5]})
    points, mean = left.lines[0].get_ydata(), left.lines[1].get_ydata()
    np.testing.assert_allclose(points, [-0.1, -0.3])
    np.testing.assert_allclose(mean, -0.2)
    assert [line.get_ydata()[0] for line in left.lines[-2:]] == [0.0, pytest.approx(-0.3)]
    assert words(left) == ["momentum"] and words(right) == ["gradient descent", "momentum"]
    assert [text.get_text() for text in right.get_xticklabels()] == ["one", "two"]
    assert right.get_legend_handles_labels()[1] == ["without m", "with m"]


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
    for angle in (15, 30, 45):
        turn = np.radians(angle)
        valley = quadratic(100, angle=turn)
        slopes = descend(valley, AdaGrad(2), (-4, 1), 60).gradient[:-1]
        hessian = valley.hessian(np.zeros(2))
        own = kappa_left(hessian, np.sqrt(np.sum(slopes**2, axis=0)))
        np.testing.assert_allclose(
            own, kappa_left(hessian, [np.sin(turn), np.cos(turn)]), rtol=0.08
        )


def test_words_draw_differences_from_momentum_and_their_mean():
    left, right = draw.words(
        {"Adam": ([0.1, 0.3], [0.3, 0.5]), "Momentum": ([0.4, 0.4], [0.4, 0.2])}
    )
    for ax, draws, mean in ((left, [-0.3, -0.1], -0.2), (right, [-0.1, 0.3], 0.1)):
        np.testing.assert_allclose(ax.lines[0].get_ydata(), draws)
        np.testing.assert_allclose(ax.lines[1].get_ydata(), mean)
        assert words(ax) == ["momentum"]
        assert [tick.get_text() for tick in ax.get_xticklabels()] == ["Adam"]


def test_learnt_shares_stand_over_the_ranks_and_divisors_over_all_parameters():
    shares = {"Adam": ([0.8, 0.7], [0.8, 0.5]), "Momentum": ([0.9, 0.6], [0.9, 0.6])}
    left, middle, right = draw.learnt(shares, [[4, 2, 1], [2, 2, 3]], groups=(1, 3))
    for half, ax in enumerate((left, middle)):
        for line, pair in zip(ax.lines, shares.values(), strict=True):
            np.testing.assert_allclose(line.get_ydata(), pair[half])
        assert [tick.get_text() for tick in ax.get_xticklabels()] == ["1–2", "3–3"]
    assert left.get_legend_handles_labels()[1] == ["Adam", "momentum"]
    np.testing.assert_allclose([line.get_ydata() for line in right.lines], [[4, 2, 1], [2, 2, 3]])
    assert right.lines[0].get_linestyle() != right.lines[1].get_linestyle()


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
