"""Exercises of notebook 05: references, wrong answers, and the theory behind both."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.descent import bowl, descend
from lecture_lib.exercises import moons, nb05_descent, nb05_ends, nb05_network, nb05_reading
from lecture_lib.lessons import check, given, student
from lecture_lib.optim import GradientDescent

MODULES = (nb05_descent, nb05_reading, nb05_ends, nb05_network)
ALL = {e.id: e for module in MODULES for e in module.EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")


pytestmark = pytest.mark.usefixtures("fresh_answers")


def own(id):
    return tuple(given(id).values())


# --- the references against something independent ---------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_rate_that_halves_never_raises_the_loss(name):
    student(name)
    f, slope, theta, _ = own("descent-make")
    walk = ALL["descent-make"].reference
    path = [walk(f, slope, theta, k) for k in range(40)]
    assert (np.diff([f(point) for point in path]) <= 0).all()
    eta = float((path[39] / path[38])[0] - 1) / -f.curvatures[0]
    assert 0.5 / max(f.curvatures) < eta < 2 / max(f.curvatures)
    np.testing.assert_allclose(path[1], descend_once(f, slope, theta), rtol=1e-12)


def descend_once(f, slope, theta):
    rate = next(r for r in 0.5 ** np.arange(20) if f(theta - r * slope(theta)) <= f(theta))
    return theta - rate * slope(theta)


@pytest.mark.parametrize("name", NAMES)
def test_the_start_that_deceives_is_found_by_the_library_too(name):
    student(name)
    mu, L, eta = own("descent-break")
    start = ALL["descent-break"].reference(mu, L, eta)
    f = descend(bowl([mu, L]), GradientDescent(eta), start, 60).value
    assert (np.diff(f[:11]) < 0).all() and f[60] > f[0]


def test_no_one_start_deceives_at_every_rate():
    exercise = ALL["descent-break"]
    for y in np.geomspace(1, 1e-12, 200):
        assert any(exercise.fault((1.0, y), *case) for case in exercise.simple)


@pytest.mark.parametrize("name", NAMES)
def test_runs_are_far_from_the_edges_of_the_rule(name):
    student(name)
    for losses, gradients in ALL["descent-judge"].cases():
        lengths = np.linalg.norm(gradients, axis=-1)
        straight = nb05_reading.cosines(gradients)[-10:].mean()
        late = losses[-10:].mean() / np.array([losses[-20:-10].mean(), losses[0]])
        assert not 0.003 < lengths[-1] / lengths.max() < 0.03
        flat = lengths[-1] < lengths.max() / 100 and late[0] > 0.99
        assert flat or not 0.81 < straight < 0.99
        assert (straight > 0.9 and not flat) or not 0.97 < late[0] < 0.994
        assert straight > 0.9 or not 0.9 < late[1] < 1.1


@pytest.mark.parametrize("name", NAMES)
def test_the_basins_are_those_gradient_descent_finds(name):
    student(name)
    left, top, right, starts = own("descent-basin")
    point = starts
    for _ in range(20_000):
        x, y = point.T
        slope = np.stack([(x - left) * (x - top) * (x - right), y], axis=-1)
        point = point - 0.002 * slope
    assert point == pytest.approx(
        ALL["descent-basin"].reference(left, top, right, starts), abs=1e-6
    )


@pytest.mark.parametrize("name", NAMES)
def test_below_the_limit_a_walk_stays_and_above_it_leaves(name):
    student(name)
    for (hessian,) in ALL["descent-limit"].cases():
        limit = ALL["descent-limit"].reference(hessian)
        start = np.random.default_rng(0).normal(size=len(hessian))
        for share, stays in ((0.98, bool(limit)), (1.02, False)):
            theta, eta = start, share * (limit or 0.05)
            for _ in range(1000):
                theta = np.clip(theta - eta * hessian @ theta, -100, 100)
            assert (np.linalg.norm(theta) < 1e-6) == stays


def test_a_right_answer_in_another_form_passes():
    def by_trying(hessian):
        if (np.linalg.eigvals(hessian) < 0).any():
            return 0
        return np.float64(2) / np.linalg.norm(hessian, 2)

    assert check("descent-limit", by_trying).ok


def uphill(f, slope, theta, steps):
    eta = 1.0
    for _ in range(steps):
        g = slope(theta)
        while f(theta + eta * g) > f(theta):
            eta /= 2
        theta = theta + eta * g
    return theta


def test_a_sign_slip_and_a_list_of_points_are_told():
    assert check("descent-make", uphill).diagnosis == "never leaves the start"
    walk = ALL["descent-make"].reference

    def points(f, slope, theta, steps):
        return [walk(f, slope, theta, k) for k in range(steps + 1)]

    assert check("descent-make", points).diagnosis == "all points of the walk"


@pytest.mark.parametrize(
    ("ends", "name"),
    [
        (lambda left, top, right, p: np.stack([np.where(p[:, 0] < top, left, right), p[:, 1]], -1),
         "y stays"),
        (lambda left, top, right, p: np.stack([np.where(p[:, 0] < top, right, left), 0 * p[:, 1]],
                                              -1), "the wrong side"),
    ],
)  # fmt: skip
def test_a_second_slip_upon_the_ridge_hides_no_first(ends, name):
    assert check("descent-basin", ends).diagnosis == name


def test_slips_of_those_who_see_the_way_down_and_of_those_who_do_not():
    for guarded in (True, False):
        report = check("descent-limit", lambda hessian, guarded=guarded: (
            0 if guarded and np.linalg.eigvalsh(hessian)[0] < 0
            else 1 / np.linalg.eigvalsh(hessian)[-1]))  # fmt: skip
        assert report.diagnosis == "the best rate"


@pytest.mark.parametrize("stride", [4.0, 10.0])
@pytest.mark.parametrize("start", [0.002, 250.0])
def test_searches_with_any_long_stride_find_a_rate(start, stride):
    for seed in (5, 6, 7, 20, 21):
        train, factor, before = nb05_network.Training(seed, 10.0), stride, ""
        eta = start / 10
        for _ in range(8):
            verdict = nb05_reading.judge(*train(eta))
            if verdict not in ("too small", "too large"):
                break
            factor = factor if before in ("", verdict) else factor**0.5
            eta, before = eta * factor if verdict == "too small" else eta / factor, verdict
        assert nb05_network.choose_fault(eta, train, start / 10) is None


def test_the_search_of_the_lesson_needs_too_many_runs():
    def in_eight(train, eta):
        for _ in range(8):
            verdict = nb05_reading.judge(*train(eta))
            eta = eta * {"too small": 2, "too large": 0.5}.get(verdict, 1)
        return eta

    assert not check("descent-choose", in_eight).ok

    def choose(train, eta):
        while True:
            verdict = nb05_reading.judge(*train(eta))
            if verdict not in ("too small", "too large"):
                return eta
            eta = 2 * eta if verdict == "too small" else eta / 2

    report = check("descent-choose", choose)
    assert not report.ok and "ninth time" in repr(report) and "longer strides" in repr(report)


@pytest.mark.parametrize("seed", [5, 6, 7, 20, 21])
def test_beyond_the_cliff_all_networks_of_the_search_are_told_so(seed):
    for eta in 2.0 ** (np.arange(14, 33) / 4):
        train = nb05_network.Training(seed, 1.0)
        assert nb05_reading.judge(*train(eta)) == "too large"
    assert nb05_network.late_loss(seed, 4.0) < 1.6 * nb05_network.late_loss(seed, 2.0)


@pytest.mark.parametrize(("answer", "says"), [("x", "one learning rate"), (0, "above 0")])
def test_what_is_no_rate_is_told(answer, says):
    assert says in nb05_network.choose_fault(answer, *own("descent-choose"))


def judged(losses, gradients, cosines, falls):
    lengths = np.linalg.norm(gradients, axis=-1)
    late, before = losses[-10:].mean(), losses[-20:-10].mean()
    if lengths[-1] < lengths.max() / 100 and late > 0.99 * before:
        return "flat point"
    if np.mean(cosines) > 0.9:
        return "too small"
    return "at the edge" if falls else "too large"


@pytest.mark.parametrize("back", [2, 10, 11])
def test_single_losses_are_told_however_far_apart(back):
    def judge(losses, gradients):
        falls = losses[-1] < 0.99 * losses[-back] and losses[-1] < losses[0]
        return judged(losses, gradients, nb05_reading.cosines(gradients)[-10:], falls)

    assert check("descent-judge", judge).diagnosis == "single losses"


@pytest.mark.parametrize("window", [slice(-9, None), slice(-11, None), slice(-11, -1)])
def test_a_window_that_is_one_off_does_not_pass(window):
    def judge(losses, gradients):
        late = losses[-10:].mean()
        falls = late < 0.99 * losses[-20:-10].mean() and late < losses[0]
        return judged(losses, gradients, nb05_reading.cosines(gradients)[window], falls)

    assert not check("descent-judge", judge).ok


@pytest.mark.parametrize("seed", [3, 5])
@pytest.mark.parametrize(
    ("network", "eta", "verdict"),
    [(5, 4.0, "at the edge"), (6, 4.0, "at the edge"), (0, 8.0, "too large"),
     (1, 16.0, "too large"), (2, 16.0, "too large")],
)  # fmt: skip
def test_networks_are_no_accident_of_the_last_bits(seed, network, eta, verdict):
    losses, gradients = (run[:31] for run in moons.logbook(network, eta))
    assert nb05_reading.judge(losses, gradients) == verdict
    rng = np.random.default_rng(seed)
    shaken = [run * (1 + 1e-3 * rng.normal(size=run.shape)) for run in (losses, gradients)]
    assert nb05_reading.judge(*shaken) == verdict


@pytest.mark.parametrize(("network", "eta", "last", "verdict"),
                         [(2, 4.0, 200, "too small"), (2, 8.0, 50, "at the edge")])  # fmt: skip
def test_a_short_gradient_is_no_flat_point_while_the_loss_falls(network, eta, last, verdict):
    losses, gradients = (run[: last + 1] for run in moons.logbook(network, eta))
    lengths = np.linalg.norm(gradients, axis=-1)
    assert lengths[-1] < lengths.max() / 300
    assert nb05_reading.judge(losses, gradients) == verdict
    report = check("descent-judge", lambda losses, gradients: (
        "flat point" if np.linalg.norm(gradients[-1]) < np.linalg.norm(gradients, axis=-1).max()
        / 100 else nb05_reading.judge(losses, gradients)))  # fmt: skip
    assert report.diagnosis == "short, but still falling"


def test_creeping_networks_go_straight_on_and_wild_ones_do_not():
    for seed in range(8):
        creeping, wild = (moons.logbook(seed, eta)[1][:51] for eta in (0.5, 8.0))
        assert nb05_reading.cosines(creeping)[-10:].mean() > 0.99
        lengths = np.linalg.norm(wild, axis=-1)
        short = lengths[-1] < lengths.max() / 100
        assert short or nb05_reading.cosines(wild)[-10:].mean() < 0.5
