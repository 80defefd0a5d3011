"""Momentum and Nesterov: every formula against a run, with tolerances set beforehand.

Exact recurrences are held to rounding; asymptotic rates to 0.5 %, which is what a path of a few
hundred steps leaves of its transient away from repeated roots.
"""

import numpy as np
import pytest

from lecture_lib.descent import bowl, descend, heavy_ball_trap, parabola, quadratic, saddle, theory
from lecture_lib.optim import GradientDescent, Momentum, Nesterov, growing_momentum

MU, L, KAPPA = 0.2, 4.0, 20.0
BOWL = quadratic(KAPPA, mu=MU)


def test_the_numbers_of_the_storyboard():
    np.testing.assert_allclose(theory.polyak_best(MU, L), (0.6679, 0.4026, 0.6345), atol=5e-5)
    assert theory.steps_per_decade(theory.polyak_best(1, 100).rate) == pytest.approx(11.5, abs=0.05)
    assert theory.steps_per_decade(theory.best_rate(100)) == pytest.approx(115, abs=0.5)
    np.testing.assert_allclose(theory.heavy_ball_cycle(), (-1.802, 2.116, 0.647), atol=5e-4)


@pytest.mark.parametrize(
    ("rule", "beta", "first_step", "steps"),
    [
        (GradientDescent(0.01), 0.0, None, 1852),
        (Momentum(0.01, 0.9), 0.9, None, 299),
        (Momentum(0.01, 0.1, form="printed"), 0.9, 0.01, 2003),
        (Momentum(0.01, 0.9, form="printed"), 0.1, 0.01, 1854),
    ],
)
def test_saddle_escape_times(rule, beta, first_step, steps):  # E-G8
    rate = 0.01 if first_step is None else theory.as_torch(0.01, rule.beta, "printed")[0]
    predicted = theory.saddle_escape_steps(rate, 1.0, 1e-8, beta=beta, first_step=first_step)
    path = descend(saddle, rule, (0.0, 1e-8), 2100)
    measured = int(np.argmax(np.abs(path.theta[:, 1]) > 1))
    assert (predicted, measured) == (steps, steps)


def test_at_the_saddle_nothing_moves():
    assert (descend(saddle, Momentum(0.01), (0.0, 0.0), 100).theta == 0).all()
    with pytest.raises(ValueError, match="0 < start < radius"):
        theory.saddle_escape_steps(0.01, 1.0, 0.0)


def test_with_speed_the_printed_form_passes_a_flat_point():
    """What the fairness of E-G8 says: of x³ from 1, where gradient descent comes to a stop."""
    theta = {}
    for rule in (Momentum(0.1, 0.1, form="printed"), GradientDescent(0.1)):
        x = np.ones(1)
        state = rule.init(x)
        for _ in range(8):
            x, state = rule.update(x, 3 * x**2, state)
        theta[type(rule).__name__] = x[0]
    assert theta["Momentum"] < -0.8
    assert theta["GradientDescent"] > 0.1


@pytest.mark.parametrize(
    ("form", "initial"),
    [("torch", "zero"), ("averaged", "zero"), ("averaged", "first"), ("averaged", "debiased")],
)
def test_velocity_weights_are_read_off_the_rule(form, initial):
    rule = Momentum(1.0, 0.9, form=form, initial=initial)
    steps = 6
    state, theta = rule.init(np.zeros(steps)), np.zeros(steps)
    for step in range(steps):  # coordinate i gets its only gradient at step i
        before = theta
        theta, state = rule.update(theta, np.eye(steps)[step], state)
    np.testing.assert_allclose(
        before - theta, theory.velocity_weights(steps, 0.9, form, initial), rtol=1e-12
    )


def test_terminal_velocity():
    theta, rule = np.zeros(1), Momentum(1.0, 0.9)
    state = rule.init(theta)
    for _ in range(400):
        theta, state = rule.update(theta, np.ones(1), state)
    assert state.velocity[0] == pytest.approx(theory.momentum_gain(0.9), rel=1e-12)
    assert theory.velocity_weights(400, 0.9).sum() == pytest.approx(theory.momentum_gain(0.9))


@pytest.mark.parametrize("form", ["torch", "polyak", "averaged", "printed"])
def test_conventions_share_a_path_once_converted(form):
    initial = "zero" if form == "printed" else None
    left = descend(BOWL, Momentum(0.1, 0.3, form=form, initial=initial), (5.0, 1.0), 60)
    right = descend(BOWL, Momentum(*theory.as_torch(0.1, 0.3, form)), (5.0, 1.0), 60)
    np.testing.assert_allclose(left.theta, right.theta, rtol=1e-9, atol=1e-12)


def test_an_unknown_convention():
    with pytest.raises(ValueError, match=r"no form 'keras'.*'averaged'"):
        theory.as_torch(0.1, 0.9, "keras")


@pytest.mark.parametrize(
    ("matrix", "roots", "rule"),
    [
        (theory.momentum_matrix, theory.momentum_eigenvalues, Momentum),
        (theory.nesterov_matrix, theory.nesterov_eigenvalues, Nesterov),
    ],
)
def test_matrices_take_the_step_of_the_rule(matrix, roots, rule):
    for eta, beta, lam in [(0.1, 0.9, 1.0), (0.3, 0.5, 4.0), (0.05, 0.2, 0.3)]:
        made = rule(eta, beta)
        path = descend(parabola(lam), made, (1.0,), 12).theta[:, 0]
        if rule is Nesterov:  # the rule stores y; its matrix is about x = y_t − αg(y_t)
            path = path * (1 - eta * lam)
        pairs = np.stack([path[1:], path[:-1]])  # columns (x_t, x_{t−1})
        np.testing.assert_allclose(
            matrix(eta, beta, lam) @ pairs[:, :-1], pairs[:, 1:], rtol=1e-11, atol=1e-13
        )
        found = np.linalg.eigvals(matrix(eta, beta, lam))
        np.testing.assert_allclose(
            np.sort_complex(roots(eta, beta, lam)),
            np.sort_complex(found.astype(complex)),
            atol=1e-12,
        )


def test_determinant_is_beta_and_complex_roots_have_its_root_as_modulus():
    rng = np.random.default_rng(0)
    eta, beta, lam = rng.uniform(0.01, 1, 50), rng.uniform(0, 1, 50), rng.uniform(0.1, 2, 50)
    np.testing.assert_allclose(np.linalg.det(theory.momentum_matrix(eta, beta, lam)), beta)
    roots = theory.momentum_eigenvalues(eta, beta, lam)
    swinging = np.abs(roots[:, 0].imag) > 1e-9
    assert 5 < swinging.sum() < 50
    np.testing.assert_allclose(np.abs(roots[swinging]).T, [np.sqrt(beta[swinging])] * 2)


@pytest.mark.parametrize(
    ("rule", "rate", "roots"),
    [
        (Momentum, theory.momentum_rate, theory.momentum_eigenvalues),
        (Nesterov, theory.nesterov_rate, theory.nesterov_eigenvalues),
    ],
)
def test_rates_over_the_phase_plane(rule, rate, roots):
    etas, betas = np.linspace(0.05, 1.0, 20)[:, None], np.linspace(0.0, 0.95, 20)[None, :]
    expected, steps = rate(etas, betas, MU, L), 1500
    paths = descend(BOWL, rule(etas[..., None], betas[..., None]), (20.0, 20.0), steps)
    clear = np.abs(expected - 1) > 0.02
    assert (paths.diverged == (expected > 1))[clear].all()
    # The largest distance in a stretch of h steps lies within half a swing of its beginning, so
    # the measured rate is off by at most (half swing)·|ln ρ|/h; ask only where that is < 0.5 %.
    both = np.stack([roots(etas, betas, lam) for lam in (MU, L)])
    angle = np.abs(np.angle(both[..., 0]))
    angle = np.where(np.abs(both[..., 0].imag) > 0, np.minimum(angle, np.pi - angle), np.pi)
    off = np.pi / angle.min(axis=0) * np.abs(np.log(expected)) / (steps / 4)
    apart = np.abs(both[..., 0] - both[..., 1]).min(axis=0) > 0.05  # no repeated root
    ask = apart & (off < 5e-3) & (expected > 0.65) & (expected < 1)
    assert ask.sum() > 50
    np.testing.assert_allclose(paths.rate()[ask], expected[ask], rtol=5e-3)


def test_spectral_radius_is_the_rate_of_a_repeated_matrix():
    matrix = theory.momentum_matrix(0.3, 0.5, 4.0)
    x = np.linalg.matrix_power(matrix, 300) @ [1.0, 1.0]
    assert np.linalg.norm(x) ** (1 / 300) == pytest.approx(theory.spectral_radius(matrix), rel=5e-3)
    assert theory.momentum_rate(0.3, 0.5, 4.0, 4.0) == pytest.approx(theory.spectral_radius(matrix))


def test_critical_beta_is_the_best_for_one_mode():
    for eta in (0.01, 0.1, 0.5):
        betas = np.linspace(0, 0.999, 2000)
        rates = theory.momentum_rate(eta, betas, 1.0, 1.0)
        assert betas[rates.argmin()] == pytest.approx(theory.critical_beta(eta, 1.0), abs=6e-4)


def test_mode_path_is_the_run():
    best = theory.polyak_best(MU, L)
    cases = [
        (0.1, 0.9, 1.0),
        (0.01, 0.5, 1.0),
        (0.25, 0.25, 1.0),
        (1.0, 0.0, 1.0),
        (best.learning_rate, best.beta, MU),
        (best.learning_rate, best.beta, L),
    ]
    for eta, beta, lam in cases:
        path = descend(parabola(lam), Momentum(eta, beta), (1.0,), 60).theta[:, 0]
        np.testing.assert_allclose(theory.mode_path(eta, beta, lam, 60), path, rtol=1e-6, atol=1e-9)


def test_polyaks_best_settings_are_best_and_reach_their_rate():
    best = theory.polyak_best(MU, L)
    etas, betas = np.linspace(0.3, 1.0, 141)[:, None], np.linspace(0.1, 0.8, 141)[None, :]
    rates = theory.momentum_rate(etas, betas, MU, L)
    i, j = np.unravel_index(rates.argmin(), rates.shape)
    assert etas[i, 0] == pytest.approx(best.learning_rate, abs=0.01)
    assert betas[0, j] == pytest.approx(best.beta, abs=0.01)
    assert rates.min() >= best.rate - 1e-6
    # At a repeated root x_t = (1 + ct) ρᵗ: measure what is left after dividing by t.
    path = descend(BOWL, Momentum(*best[:2]), (20.0, 1.0), 400)
    t = np.arange(200, 401)
    slope = np.polyfit(t, np.log(path.distance[200:]) - np.log(t), 1)[0]
    assert np.exp(slope) == pytest.approx(best.rate, rel=5e-3)
    assert best.rate < path.rate() < 1.01 * best.rate


def test_oscillation_period_is_the_time_between_crossings():
    eta, beta, lam = 0.01, 0.98, 1.0
    x = descend(parabola(lam), Momentum(eta, beta), (1.0,), 600).theta[:, 0]
    crossings = np.flatnonzero(np.sign(x[1:]) != np.sign(x[:-1]))
    period = 2 * np.diff(crossings).mean()
    assert theory.oscillation_period(eta, beta, lam) == pytest.approx(period, rel=0.02)
    assert theory.oscillation_period(0.01, 0.1, 1.0) == np.inf


def test_the_heavy_ball_cycles_where_nesterov_converges():
    best = theory.polyak_best(1.0, 25.0)
    cycle = theory.heavy_ball_cycle()
    ball = descend(heavy_ball_trap, Momentum(*best[:2]), (3.3,), 600)
    tail = ball.theta[-3:, 0]
    np.testing.assert_allclose(np.roll(tail, -int(tail.argmin())), cycle, rtol=1e-9)
    nesterov = descend(heavy_ball_trap, Nesterov(*theory.nesterov_best(1.0, 25.0)[:2]), (3.3,), 600)
    assert np.abs(nesterov.theta[-1]) < 1e-12
    assert descend(heavy_ball_trap, GradientDescent(2 / 26), (3.3,), 600).distance[-1] < 1e-12


@pytest.mark.parametrize("tuned", [False, True])
def test_nesterovs_settings_have_the_rate_they_promise(tuned):
    best = theory.nesterov_best(MU, L, tuned)
    # A repeated root is known to √(machine precision) only.
    assert theory.nesterov_rate(*best[:2], MU, L) == pytest.approx(best.rate, abs=1e-6)
    path = descend(BOWL, Nesterov(*best[:2]), (20.0, 10.0), 600)
    assert path.rate() == pytest.approx(best.rate, rel=1e-2)
    assert theory.polyak_best(MU, L).rate < best.rate < theory.best_rate(KAPPA)


def test_nesterov_stability_limit_separates():
    for beta in (0.0, 0.5, 0.9):
        rates = theory.nesterov_stability_limit(L, beta) * np.array([0.99, 1.01])
        path = descend(BOWL, Nesterov(rates[:, None], beta), (1.0, 1.0), 3000)
        assert path.diverged.tolist() == [False, True]
    assert theory.nesterov_stability_limit(L, 0.0) == theory.stability_limit(L)


E_F1 = {
    "gd": (GradientDescent(1.0), -1.00),
    "growing": (Nesterov(1.0, growing_momentum), -2.48),
    "constant 0.5": (Nesterov(1.0, 0.5), -1.00),
    "constant 0.9": (Nesterov(1.0, 0.9), -1.02),
    "ball": (Momentum(1.0, 0.9), -1.03),
}


@pytest.mark.parametrize("name", E_F1)
def test_only_growing_momentum_gives_the_square(name):  # E-F1
    """Slopes of log f from step 100 to 1000, each mode with the same part of the height."""
    rule, slope = E_F1[name]
    eigenvalues = (np.arange(20_000) + 0.5) / 20_000
    theta = eigenvalues**-0.5
    state, heights = rule.init(theta), {}
    for step in range(1, 1001):
        theta, state = rule.update(theta, eigenvalues * theta, state)
        if step in (100, 1000):
            x = rule.position(theta, state) if isinstance(rule, Nesterov) else theta
            heights[step] = np.sum(eigenvalues * x * x) / 2
    assert np.log10(heights[1000] / heights[100]) == pytest.approx(slope, abs=0.006)


def test_with_no_smallest_curvature_the_growing_slope_is_two():
    """Log-spaced curvatures with equal starts stand for ½∫(…)² dλ, with λ down to nothing: the
    excess of 2.48 over 2 was the gap below the smallest of 20,000 curvatures."""
    k = np.arange(1, 1001)
    path = descend(
        bowl(np.logspace(-7, 0, 700)), Nesterov(1.0, growing_momentum), np.ones(700), 1000
    )
    assert np.log10(path.value[1000] / path.value[100]) == pytest.approx(-2, abs=0.1)
    assert (path.value[1:] <= theory.nesterov_bound(1.0, np.sqrt(700), k)).all()
