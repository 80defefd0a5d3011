"""Pictures of notebook 07: what is drawn is what was computed."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.descent import descend, quadratic
from lecture_lib.optim import GradientDescent
from lecture_lib.plot.figures.nb07 import (
    crossing,
    own_steps,
    search_paths,
    step_products,
    three_paths,
    turned_bowl,
    two_modes,
)
from lecture_lib.plot.figures.nb07_film import cost, one_rate
from lecture_lib.plot.figures.nb07_run import (
    block_means,
    edge,
    felt,
    noisy,
    steered,
    thrown,
    turning,
)
from lecture_lib.plot.figures.nb07_units import eigenvalue_rows, flats, loss_left

RATES = (0.15, 0.45, 0.49)


def words(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def test_paths_end_near_the_minimum_and_do_not_tell_their_steps():
    for ax in three_paths(RATES):
        path = next(line for line in ax.lines if len(line.get_xdata()) > 2)
        ends = np.array([line[[0, -1]] for line in path.get_data()]).T
        np.testing.assert_allclose(ends[0], (20, 4))
        assert np.linalg.norm(ends[1]) <= 0.01 * np.linalg.norm(ends[0])
        assert path.get_marker() == "None" and not words(ax)


def test_each_step_is_told_its_rate_and_none_covers_another():
    path = [(20, 4), (19.4, 1.6), (18.4, -0.1), (2.9, -0.5), (0.1, 9.4), (0.07, -0.7), (0.07, 0)]
    ax = own_steps(path, (0.15, 0.26, 4.2, 4.9, 0.27, 0.25))
    assert words(ax) == ["0.15", "0.26", "4.20", "4.90", "0.27", "0.25"]
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert all(ax.bbox.x0 <= box.x0 and box.x1 <= ax.bbox.x1 for box in boxes)
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert ax.get_ylim()[1] > 9.4


def test_arrivals_are_those_of_descend():
    valley = quadratic(condition_number=20, mu=0.2, domain=((-22, 22), (-5, 5)))
    for ax, rate in zip(two_modes(RATES), RATES, strict=True):
        path = descend(valley, GradientDescent(rate), (20.0, 4.0), 400)
        first = path.converged_at(0.01 * path.distance[0], by="distance")
        assert f"step {first}" in words(ax)


def test_a_start_without_an_x_draws_no_x():
    for ax in two_modes(RATES, (0.0, 4.0)):
        assert np.isnan(ax.lines[0].get_ydata()).all()
        assert np.isfinite(ax.lines[1].get_ydata()[:5]).all()


def test_searched_paths_keep_their_right_angles():
    first, second = search_paths([[(20, 1), (18, -1), (16, 1)], [(20, 4), (0, 0)]])
    assert [ax.get_title() for ax in (first, second)] == [
        "from (20, 1): 2 steps",
        "from (20, 4): 1 steps",
    ]
    assert first.get_aspect() == second.get_aspect() == 1.0


def test_a_turned_bowl_names_its_curvatures_and_draws_its_path():
    ax = turned_bowl([[5, 4], [4, 5]], (7.0, 1.0), 0.15, steps=3)
    assert {"curvature 9", "curvature 1"} <= set(words(ax))
    path = next(line for line in ax.lines if len(line.get_xdata()) == 4)
    np.testing.assert_allclose(np.array(path.get_data())[:, 1], (1.15, -3.95))


def test_rows_of_eigenvalues_tell_the_condition_number():
    ax = eigenvalue_rows({"round": [2.0, 2.0], "narrow": [4.0, 0.2, 1.0]})
    assert words(ax) == ["κ ≈ 1", "κ ≈ 20"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["round", "narrow"]


def test_products_vanish_where_a_rate_is_the_inverse_curvature():
    ax = step_products({"two": [1 / 0.2, 1 / 4.0]})
    curvature, left = ax.lines[0].get_data()
    np.testing.assert_allclose(left[[0, -1]], 1e-12)
    np.testing.assert_allclose(left[2000], abs((1 - 5 * 2.1) * (1 - 2.1 / 4)))
    assert curvature[2000] == pytest.approx(2.1)


def test_flats_are_drawn_as_measured():
    X, price = np.array([[80.0, 5.0], [40.0, 50.0]]), [2.0, -1.0]
    for ax, column in zip(flats(X, price), X.T, strict=True):
        np.testing.assert_array_equal(ax.lines[0].get_data(), (column, price))


def test_what_is_left_is_drawn_as_walked_and_as_predicted():
    walked = {"fast": 8.0 * 0.5 ** np.arange(11.0)[:, None] * [1, 3, 5]}
    ax = loss_left(
        walked,
        {"fast": lambda t: 2.0 * 0.5**t * np.array([[1, 1], [2, 4], [4, 6]])},
        {"fast": 20.0},
        1e3,
        1e-4,
    )
    line, marks = ax.lines[:2]
    for drawn in (line, marks):
        steps, share = drawn.get_data()
        seen = share > 1e-4
        np.testing.assert_allclose(share[seen], 0.5 ** steps[seen])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["fast, κ ≈ 20"]
    assert ax.get_xlim() == (1, 1e3)


def test_the_film_is_the_formula():
    film = one_rate({"a": [1, 9]}, {"a": [[1, 9], [2, 8], [3, 7]]}, [0.5, 1.0, 1.2], first=1.0)
    (scene,) = film.scenes
    assert scene.first == 1 and scene.at("at.text", 1) == "1.00 η*"
    assert [scene.at("turned.d", frame).count("M") for frame in range(3)] == [0, 1, 1]
    assert scene.at("says.text", 1) == "1/10,000: about 21 steps"  # 0.8 ** 42 < 1e-4
    assert scene.at("says.text", 2).endswith("never")
    assert "a, 1 η*: 6, 11, 16, 21" in repr(film)


def test_a_cost_is_the_first_step_at_which_so_little_is_left():
    factors, shares = np.array([0.9, -0.5]), np.array([[0.1, 0.9], [0.2, 0.8], [0.3, 0.7]])
    left = [np.median((shares * factors ** (2 * t)).sum(axis=1)) for t in range(60)]
    for goal in (0.1, 1e-3):
        assert cost(factors, shares, goal) == next(t for t in range(60) if left[t] <= goal)
    assert cost([1.0, 0.5], shares, 0.1) == np.inf


def test_each_run_has_its_own_limit():
    curved, fallen = edge(
        {1.0: [1.5, 1.8], 1.25: [1.4, 1.6]}, {1.0: [0.3, 0.1], 1.25: [0.4, 0.2]}, every=20
    )
    np.testing.assert_array_equal(curved.lines[0].get_data(), ([0, 20], [1.5, 1.8]))
    assert [curved.lines[at].get_ydata()[0] for at in (1, 3)] == [2.0, 1.6]
    assert words(curved) == ["2/1", "2/1.25"]
    np.testing.assert_array_equal(fallen.lines[1].get_ydata(), [0.4, 0.2])


def test_a_felt_curvature_stands_among_the_eigenvalues():
    ax = felt([3.0, -1.0, 1.5], [1.0, 2.0, 4.0])
    assert [line.get_ydata()[0] for line in ax.lines[:3]] == [1.0, 2.0, 4.0]
    np.testing.assert_array_equal(ax.lines[3].get_data(), ([1, 2, 3], [3.0, np.nan, 1.5]))
    assert words(ax) == ["eigenvalues", "λ̂"]


def test_a_steered_run_is_drawn_beside_its_rivals():
    runs = {"0.5 η*": 8 * 0.5 ** np.arange(4.0)[:, None] * [1, 3, 5], "steered": [[2, 4], [1, 1]]}
    fallen, turned = steered(runs, [0.1, 2.0])
    np.testing.assert_allclose(fallen.lines[0].get_ydata(), 0.5 ** np.arange(4))
    np.testing.assert_allclose(fallen.lines[1].get_ydata(), [1, 0.375])
    np.testing.assert_array_equal(turned.lines[0].get_data(), ([0, 1], [0.1, 2.0]))


def test_a_bar_is_what_a_digit_costs_and_the_dearest_reaches_no_further_than_its_axis():
    def height(film, part, frame):
        return float(film.scenes[0].at(part, frame).split("V")[1].split("h")[0])

    film = one_rate({"a": [1, 9]}, {"a": [[1, 9]]}, [0.1, 0.5, 1.0, 1.2], first=1.0)
    assert film.scenes[0].at("cost2.text", 0) == "100"
    # At η* both factors are ±0.8: 5.2 steps for a digit of the loss.
    assert height(film, "one.d", 2) == height(film, "other.d", 2)
    share = np.log10(np.log(10) / -np.log(0.64)) / 2
    assert height(film, "one.d", 2) == pytest.approx(264 - 200 * share, abs=0.06)
    # Beyond 2/L the steep mode has no end: its bar leaves the axis.
    assert height(film, "other.d", 3) == 44.0 < height(film, "one.d", 0)


def test_the_larger_factor_is_lowest_at_the_crossing():
    ax = crossing(1.0, 9.0)
    envelope = ax.lines[0]
    rates, rho = envelope.get_data()
    assert rates[rho.argmin()] == pytest.approx(0.2) and rho.min() == pytest.approx(0.8)
    np.testing.assert_allclose(rho, np.maximum(abs(1 - rates), abs(1 - 9 * rates)))
    assert ax.lines[3].get_xdata()[0] == pytest.approx(0.2) and "ρ* = 0.8" in words(ax)


def test_fresh_noise_turns_gradients_by_half_of_what_a_step_kills():
    """⟨g g₊⟩ = −½ηλ⟨g²⟩ where a walk neither nears the minimum nor leaves it."""
    eta, curvature, rng = 0.5, 1.2, np.random.default_rng(0)
    z, pairs = 0.0, []
    before = rng.normal()
    for _ in range(40_000):
        z -= eta * before
        after = curvature * z + rng.normal()
        pairs.append([[before], [after]])
        before = after
    cosine, felt_ = block_means(pairs, eta, 40_000)
    assert cosine[0] == pytest.approx(-eta * curvature / 2, abs=0.02)
    assert felt_[0] == pytest.approx(1 / eta + curvature / 2, abs=0.04)


def test_batches_are_drawn_beside_all_the_data():
    runs = {"all": [[[2.0], [1.0]]] * 4, "some": [[[2.0], [-1.0]]] * 4}
    turned, curved = noisy(runs, 0.5, [1.0, 4.0], until=2, block=2)
    np.testing.assert_allclose(turned.lines[2].get_ydata(), -1)
    assert [line.get_ydata()[0] for line in curved.lines[:5]] == [1.0, 4.0, 2.0, 1.0, 3.0]


def test_who_is_thrown_out_stays_above_the_picture():
    """The median of three runs, of which two end in what is no number."""
    path = np.ones((9, 3))
    path[4:, :2] = np.nan
    path[6:, 2] = 1e-3
    ax = thrown({"stays": np.ones((9, 3)), "goes": path}, furthest=8)
    stays, goes = (np.asarray(line.get_ydata()) > ax.get_ylim()[1] for line in ax.lines[:2])
    assert ax.lines[1].get_xdata().tolist() == list(range(1, 10))
    assert goes.tolist() == [False] * 3 + [True] * 6 and not stays.any()
    (label,) = (text for text in ax.texts if text.get_text() == "thrown out")
    assert label.xy[0] == 4 and len(ax.lines) == 2 + 2  # medians, two levels


def test_noise_is_drawn_on_the_lines_of_theory():
    x = np.array([0.5, 1.5])
    ax = turning(x, -x / 2)
    lines = [line.get_xydata() for line in ax.lines]
    np.testing.assert_allclose(np.interp(x, *lines[1].T), 1 - x, atol=1e-12)
    np.testing.assert_allclose(np.interp(x, *lines[2].T), lines[3][:, 1], atol=1e-12)
    (high, low) = (line[0] for line in lines[4:])  # where half of η starts: with noise lower
    np.testing.assert_allclose((high, low), [(1.8, -0.8), (1.8, -0.9)])
    assert words(ax).count("half of η") == 1
