"""Gradient descent, line search and noise: every formula against a run. Tolerances: what rounding
leaves for exact statements; for means of noise, four standard errors."""

import numpy as np
import pytest

from lecture_lib.descent import bowl, descend, exact_line_search, parabola, quadratic, theory
from lecture_lib.optim import GradientDescent, Momentum

MU, L, KAPPA = 0.2, 4.0, 20.0
BOWL = quadratic(KAPPA, mu=MU)


def test_the_numbers_of_the_storyboard():
    assert theory.best_learning_rate(MU, L) == pytest.approx(0.4762, abs=5e-5)
    assert theory.best_rate(KAPPA) == pytest.approx(0.9048, abs=5e-5)
    assert theory.line_search_ratio(KAPPA) == pytest.approx(0.8186, abs=5e-5)
    decades = theory.steps_per_decade(theory.best_rate(np.array([10, 100, 1000])))
    np.testing.assert_allclose(decades, [11.5, 115, 1151], rtol=3e-3)
    assert theory.condition_number(BOWL.hessian([0, 0])) == pytest.approx(KAPPA)


def test_mode_factor_is_what_a_step_does():
    for eta in (0.1, 0.4, 0.6):
        path = descend(bowl([MU, L]), GradientDescent(eta), (1.0, 1.0), 1)
        np.testing.assert_allclose(path.theta[1], theory.mode_factor(eta, [MU, L]), rtol=1e-14)


@pytest.mark.parametrize(
    ("eta", "name"),
    [(0.1, "shrinks"), (0.4, "zig-zags"), (0.5, "bounces for ever"), (0.6, "diverges")],
)
def test_regimes_are_what_the_steep_mode_does(eta, name):
    assert theory.regime(eta, L) == name
    y = descend(bowl([MU, L]), GradientDescent(eta), (0.0, 1.0), 30).theta[:, 1]
    turns = bool((np.sign(y[1:]) != np.sign(y[:-1])).all())
    assert turns == (name != "shrinks")
    grows = np.sign(abs(y[-1]) - 1)
    assert grows == {"bounces for ever": 0, "diverges": 1}.get(name, -1)


@pytest.mark.parametrize("angle", [0.0, 0.7])
def test_rate_for_every_learning_rate_and_the_best_of_them(angle):
    etas = np.linspace(0.05, 0.49, 45)
    along = np.array([np.cos(angle), np.sin(angle)])
    start = 10 * along + 10 * along[::-1] * [-1, 1]  # as much of the one mode as of the other
    paths = descend(quadratic(KAPPA, angle, MU), GradientDescent(etas[:, None]), start, 400)
    np.testing.assert_allclose(paths.rate(), theory.gradient_descent_rate(etas, MU, L), rtol=2e-3)
    best = theory.best_learning_rate(MU, L)
    assert theory.gradient_descent_rate(best, MU, L) == pytest.approx(theory.best_rate(KAPPA))
    for other in (best - 1e-3, best + 1e-3):
        assert theory.gradient_descent_rate(other, MU, L) > theory.best_rate(KAPPA)


def test_stability_limit_separates():
    for beta in (0.0, 0.5, 0.9):
        limit = theory.stability_limit(L, beta)
        rates = limit * np.array([0.99, 1.01])
        path = descend(BOWL, Momentum(rates[:, None], beta), (1.0, 1.0), 4000)
        assert path.diverged.tolist() == [False, True]
        assert path.distance[-1, 0] < 0.1


def test_steps_to_a_tolerance():
    rate = theory.best_rate(KAPPA)
    needed = theory.steps_to(1e-6, rate)
    path = descend(BOWL, GradientDescent(theory.best_learning_rate(MU, L)), (20.0, 1.0), 200)
    reached = path.converged_at(1e-6 * path.distance[0], by="distance")
    assert reached == np.ceil(needed)
    assert theory.steps_to(1e-6, 0.0) == 0


def test_iterations_per_decade_are_measured():
    for kappa in (10.0, 100.0):
        surface = quadratic(kappa)
        path = descend(
            surface,
            GradientDescent(theory.best_learning_rate(1.0, kappa)),
            (20.0, 20.0 / kappa),
            600,
        )
        first = path.converged_at(2.0, by="distance")
        second = path.converged_at(0.2, by="distance")
        assert abs(second - first - theory.steps_per_decade(theory.best_rate(kappa))) <= 1


@pytest.mark.parametrize("angle", [0.0, 0.5])
def test_line_search_from_the_worst_start_and_from_others(angle):
    surface = quadratic(KAPPA, angle, MU)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    path = exact_line_search(surface, turn @ theory.worst_start(MU, L), 20)
    np.testing.assert_allclose(
        path.value[1:] / path.value[:-1], theory.line_search_ratio(KAPPA), rtol=1e-9
    )
    steps = np.diff(path.theta, axis=0)
    assert np.abs(np.sum(steps[1:] * steps[:-1], axis=-1)).max() < 1e-9  # right angles
    starts = np.random.default_rng(0).uniform(-20, 20, (200, 2))
    others = exact_line_search(surface, starts, 10)
    ratios = others.value[1:] / others.value[:-1]
    assert ratios.max() <= theory.line_search_ratio(KAPPA) + 1e-12


@pytest.mark.parametrize(("eta", "beta"), [(0.1, 0.0), (0.5, 0.0), (0.1, 0.9), (0.5, 0.5)])
def test_noise_floor(eta, beta):
    eigenvalue, sigma, paths = 2.0, 0.3, 4000
    run = descend(
        parabola(eigenvalue), Momentum(eta, beta), np.zeros((paths, 1)), 300, noise=sigma, seed=11
    )
    expected = theory.noise_floor(eta, eigenvalue, sigma, beta)
    # The variance of n independent normal numbers has relative standard error √(2/n).
    assert np.var(run.theta[-1]) == pytest.approx(expected, rel=4 * np.sqrt(2 / paths))


def test_momentum_raises_the_noise_floor_by_about_its_gain():
    ratio = theory.noise_floor(1e-4, 1.0, 1.0, 0.9) / theory.noise_floor(1e-4, 1.0, 1.0)
    assert ratio == pytest.approx(theory.momentum_gain(0.9), rel=1e-3)


def test_gradient_descent_stays_below_its_bound():
    eigenvalues = np.linspace(0.01, 1, 100)
    path = descend(bowl(eigenvalues), GradientDescent(1.0), np.ones(100), 300)
    bound = theory.gradient_descent_bound(1.0, 10.0, np.arange(1, 301))
    assert (path.value[1:] <= bound).all()


def test_scaling_the_inputs_cuts_the_condition_number():
    x = np.random.default_rng(3).normal(size=(500, 2)) * [1.0, 30.0]
    raw = theory.condition_number(x.T @ x / 500)
    scaled = x / x.std(axis=0)
    assert raw > 500
    assert theory.condition_number(scaled.T @ scaled / 500) < 1.5


def test_no_condition_number_without_a_minimum():
    with pytest.raises(ValueError, match="smallest eigenvalue is -1"):
        theory.condition_number(np.diag([1.0, -1.0]))
