"""Walking down: batches equal single runs, divergence is a label, and errors teach."""

import tracemalloc

import numpy as np
import pytest

from lecture_lib.descent import (
    bowl,
    descend,
    double_well,
    exact_line_search,
    memory_needed,
    parabola,
    quadratic,
    rastrigin,
    rosenbrock,
    saddle,
)
from lecture_lib.optim import (
    Adafactor,
    AdaGrad,
    Adam,
    Apollo,
    Clipped,
    Cosine,
    GradientDescent,
    Momentum,
    Nesterov,
    Restarted,
    RMSProp,
)

RULES = [
    GradientDescent(1e-3),
    Momentum(1e-4),
    Nesterov(1e-4),
    AdaGrad(0.1),
    RMSProp(0.01),
    Adam(0.05),
    Apollo(1e-5),
    Adafactor(0.05),
    Clipped(Momentum(0.01), max_norm=0.1),
    Restarted(Adam(0.05), every=7),
    Momentum(Cosine(1e-4, 20)),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.label)
def test_a_batch_of_starts_equals_single_runs(rule):
    starts = np.array([[-1.2, 1.0], [0.5, 0.5], [1.5, -0.5]])
    batch = descend(rosenbrock, rule, starts, 30)
    assert batch.theta.shape == (31, 3, 2)
    for i, start in enumerate(starts):
        single = descend(rosenbrock, rule, start, 30)
        assert single.theta.shape == (31, 2)
        np.testing.assert_allclose(batch.theta[:, i], single.theta, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(batch[i].value, single.value, rtol=1e-8, atol=1e-12)
        np.testing.assert_allclose(batch[i].gradient, single.gradient, rtol=1e-6, atol=1e-9)


def test_the_path_is_the_rule_applied_by_hand():
    theta, velocity = np.array([-1.2, 1.0]), np.zeros(2)
    path = descend(rosenbrock, Momentum(1e-4, 0.9), theta, 25)
    for step in range(25):
        np.testing.assert_allclose(path.theta[step], theta, rtol=1e-12)
        velocity = 0.9 * velocity + rosenbrock.gradient(theta)
        theta = theta - 1e-4 * velocity
    np.testing.assert_allclose(path.value, rosenbrock.value(path.theta))
    np.testing.assert_allclose(path.gradient, rosenbrock.gradient(path.theta))


def test_settings_of_rule_and_surface_make_a_grid():
    rates, kappas = np.array([0.01, 0.02]), np.array([1.0, 10.0, 50.0])
    batch = descend(
        quadratic(condition_number=kappas), GradientDescent(rates[:, None, None]), (2.0, 1.0), 15
    )
    assert batch.theta.shape == (16, 2, 3, 2)
    for i, rate in enumerate(rates):
        for j, kappa in enumerate(kappas):
            single = descend(quadratic(kappa), GradientDescent(rate), (2.0, 1.0), 15)
            np.testing.assert_allclose(batch.theta[:, i, j], single.theta, rtol=1e-12)
            np.testing.assert_allclose(batch.value[:, i, j], single.value, rtol=1e-12)


def test_rates_and_betas_make_a_phase_plane():
    rates, betas = np.array([0.1, 0.5])[:, None, None], np.array([0.0, 0.5, 0.9])[:, None]
    batch = descend(parabola(1.0), Momentum(rates, betas), (1.0,), 10)
    assert batch.theta.shape == (11, 2, 3, 1)
    single = descend(parabola(1.0), Momentum(0.5, 0.9), (1.0,), 10)
    np.testing.assert_allclose(batch.theta[:, 1, 2], single.theta)


def test_divergence_is_a_label():
    rates = np.array([0.3, 0.55, 1.5, 1e200])
    path = descend(quadratic(20, mu=0.2), GradientDescent(rates[:, None]), (20.0, 1.0), 400)
    assert path.diverged.tolist() == [False, True, True, True]
    assert np.isfinite(path.theta).all()
    assert np.isfinite(path.value).all()
    assert np.abs(path.theta).max() <= 25_000
    for i in (1, 2, 3):
        held = path.theta[path.diverged_at[i] :, i]
        assert (held == held[0]).all()
    at = path.diverged_at[1]  # |1 − ηL| = 1.2 from y = 1
    assert 1.2 ** (at - 1) <= 25_000 < 1.2**at
    assert path.rate()[1] == np.inf
    assert path.converged_at(1e-3).tolist() == [path.converged_at(1e-3)[0], -1, -1, -1]


def test_nan_counts_as_divergence_and_the_path_stays_where_it_was():
    path = descend(saddle(1.0, 0.0), AdaGrad(0.1, epsilon=0.0), (1.0, 0.5), 5)  # 0/0 in y
    assert path.diverged
    assert path.diverged_at == 1
    np.testing.assert_allclose(path.theta[1:], [[0.9, 0.5]] * 5)
    assert str(path) == "AdaGrad on saddle, 5 steps: diverged at step 1"


def test_a_path_may_be_asked_to_stay_nearer():
    path = descend(parabola, GradientDescent(1.1), (1.0,), 20)
    assert not path.diverged
    assert path.theta[-1, 0] == pytest.approx(38.3, abs=0.05)  # E-G14, T-7
    assert descend(parabola, GradientDescent(1.1), (1.0,), 20, bound=10.0).diverged_at == 13


def test_the_nearest_minimum_is_not_always_reached():  # E-G14
    path = descend(double_well, GradientDescent(0.02), (0.05,), 2000)
    assert path.theta[-1, 0] == pytest.approx(-3)
    assert path.distance[0] == pytest.approx(0.95)


def test_gradient_descent_stops_at_a_saddle():  # E-G12
    path = descend(saddle(2.0, 2.0), GradientDescent(0.1), (1.0, 0.0), 200)
    np.testing.assert_allclose(path.theta[-1], 0, atol=1e-12)


def test_converged_at():
    path = descend(parabola(1.0), Momentum(0.1, 0.9), (1.0,), 400)
    x = np.abs(path.theta[:, 0])
    first, stays = path.converged_at(0.1), path.converged_at(0.1, stays=True)
    assert x[first] <= 0.1 < x[first - 1]
    assert (x[stays:] <= 0.1).all()
    assert x[stays - 1] > 0.1
    assert stays > first
    assert path.converged_at(1e-30) == -1
    assert path.converged_at(0.1, by="distance") == first
    height = path.converged_at(0.005, by="value")
    assert path.value[height] <= 0.005 < path.value[height - 1]
    with pytest.raises(ValueError, match=r"positive tolerance.*'gradient', 'distance', 'value'"):
        path.converged_at(0.0)
    with pytest.raises(ValueError, match="by is 'height'"):
        path.converged_at(0.1, by="height")
    with pytest.raises(ValueError, match="no known minimum"):
        _ = descend(saddle, GradientDescent(0.1), (1.0, 0.5), 3).distance


def test_rate_needs_enough_steps():
    with pytest.raises(ValueError, match="walk further"):
        descend(parabola, GradientDescent(0.1), (1.0,), 2).rate()
    path = descend(parabola, GradientDescent(0.5), (1.0,), 40)  # arrives in one step
    assert path.rate() == 0.0


def test_noise_is_reproducible_and_has_the_given_size():
    runs = [
        descend(bowl([1.0, 1.0]), GradientDescent(1.0), (0.0, 0.0), 5000, noise=0.5, seed=s)
        for s in (1, 1, 2)
    ]
    np.testing.assert_array_equal(runs[0].theta, runs[1].theta)
    assert not np.array_equal(runs[0].theta, runs[2].theta)
    assert runs[0].theta[1:].std() == pytest.approx(0.5, rel=0.03)  # η = 1/λ: θ is the noise


def test_line_search_takes_the_best_step():
    surface = quadratic(20, 0.4, 0.2)
    path = exact_line_search(surface, (10.0, 3.0), 4)
    for step in range(4):
        g = path.gradient[step]
        etas = np.linspace(0.01, 5, 4000)
        heights = surface.value(path.theta[step] - etas[:, None] * g)
        assert path.value[step + 1] <= heights.min() + 1e-9
        assert abs(path.gradient[step + 1] @ g) < 1e-9 * (g @ g)
    assert str(path).startswith("Exact line search on quadratic, 4 steps: f ")
    still = exact_line_search(surface, (0.0, 0.0), 2)
    np.testing.assert_array_equal(still.theta, 0)


def test_memory_is_what_was_predicted():
    start = np.random.default_rng(0).uniform(-1, 1, (500, 2))
    predicted = memory_needed(400, start.shape)
    assert predicted == 401 * 500 * 2 * 8
    for rule in (Momentum(1e-4), Adam(0.01)):
        tracemalloc.start()
        path = descend(rosenbrock, rule, start, 400)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert path.theta.nbytes == predicted
        assert predicted < peak < 1.2 * predicted


def test_too_much_memory_is_refused_before_it_is_taken():
    with pytest.raises(
        MemoryError,
        match=r"10000 steps of \(1000, 2\) numbers take 160 MB, over "
        r"the limit of 100 MB.*fewer steps",
    ):
        descend(rosenbrock, Adam(), np.zeros((1000, 2)), 10_000, limit=10**8)


def test_inputs_are_left_alone():
    start = np.array([[0.5, 0.5], [1.0, 1.0]])
    before = start.copy()
    path = descend(rosenbrock, Adam(0.1), start, 10)
    np.testing.assert_array_equal(start, before)
    assert path.rule.name == "Adam"
    apollo = Apollo(1e-5)
    assert descend(rosenbrock, apollo, start, 2).rule is apollo
    assert apollo.axis is None


@pytest.mark.parametrize(
    ("start", "steps", "message"),
    [
        (
            (3.0, 0.0),
            5,
            r"start \(3, 0\) is outside the domain \[-2, 2\] × \[-1, 3\] of rosenbrock",
        ),
        ((np.nan, 0.0), 5, r"start \(nan, 0\) is outside"),
        ([[0.0, 0.0], [0.0, np.inf]], 5, r"start \(0, inf\) is outside"),
        ((0.0, 0.0, 0.0), 5, r"shape \(3,\), but rosenbrock has points of 2 coordinates"),
        (0.5, 5, r"shape \(\)"),
        ((0.0, 0.0), 0, "steps is 0; take a whole number of at least 1"),
        ((0.0, 0.0), -3, "steps is -3"),
        ((0.0, 0.0), 2.5, "steps is 2.5"),
    ],
)
def test_bad_starts_and_steps_are_named(start, steps, message):
    for walk in (
        lambda: descend(rosenbrock, Adam(), start, steps),
        lambda: exact_line_search(rosenbrock, start, steps),
    ):
        with pytest.raises(ValueError, match=message):
            walk()


@pytest.mark.parametrize("shape", [(3,), (4, 1), (1, 3)])
def test_shapes_that_do_not_broadcast_are_named(shape):
    with pytest.raises(ValueError, match=r"do not broadcast.*rates\[:, None\]"):
        descend(rosenbrock, Adam(np.full(shape, 0.1)), np.zeros((3, 2)), 5)


def test_a_schedule_that_returns_nan_is_named():
    with pytest.raises(ValueError, match="learning_rate is nan at step 4 of its schedule"):
        descend(rosenbrock, Adam(lambda step: np.nan if step == 4 else 0.1), (0.0, 0.0), 10)


def test_a_plain_function_is_no_surface():
    with pytest.raises(TypeError, match=r"no surface.*surface\(function\)"):
        descend(lambda theta: theta, Adam(), (0.0, 0.0), 5)


def test_summaries():
    starts = np.full((4, 2), 0.5)
    assert repr(descend(rastrigin, Adam(0.1), starts, 5)) == (
        "Adam on rastrigin, 5 steps, 4 paths, 0 diverged"
    )
    path = descend(parabola, GradientDescent(0.25), (2.0,), 1)
    assert str(path) == "GradientDescent on parabola, 1 steps: f 4 → 1"


def test_a_diverged_path_is_held_where_it_left_and_not_a_step_before():
    # θ doubles its distance and changes sides: 1, −2, 4, −8, 16; the bound is 5
    path = descend(parabola(1.0), GradientDescent(3.0), (1.0,), 5, bound=5.0)
    assert path.diverged_at == 3
    assert path.theta[:, 0].tolist() == [1, -2, 4, -5, -5, -5]


def test_a_path_that_became_nan_is_held_at_its_last_point():
    class Broken(GradientDescent):
        def update(self, theta, gradient, state):
            theta, state = super().update(theta, gradient, state)
            return theta * (np.nan if state.step > 2 else 1.0), state

    path = descend(parabola(1.0), Broken(0.5), (1.0,), 4)
    assert path.diverged_at == 3
    assert path.theta[:, 0].tolist() == [1, 0.5, 0.25, 0.25, 0.25]


@pytest.mark.parametrize(
    ("start", "steps", "limit", "error"),
    [
        ((1.0,), 5, 2**30, ValueError), ((1e3, 0.0), 5, 2**30, ValueError),
        ((1.0, 1.0), 0, 2**30, ValueError), ((1.0, 1.0), 10**6, 100, MemoryError),
    ],
)  # fmt: skip
def test_line_search_speaks_under_its_own_name(start, steps, limit, error):
    with pytest.raises(error, match=r"^exact_line_search: "):
        exact_line_search(quadratic, start, steps, limit=limit)
    with pytest.raises(error, match=r"^descend: "):
        descend(quadratic, GradientDescent(0.1), start, steps, limit=limit)
    with pytest.raises(TypeError, match=r"^exact_line_search: "):
        exact_line_search(np.sin, start, steps)
