"""Exercises of notebook 08: references, wrong answers, and runs that confirm the references."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.descent import descend, parabola, quadratic, theory
from lecture_lib.exercises import nb08_beta, nb08_convert, nb08_edge, nb08_minimise, nb08_regime
from lecture_lib.exercises.nb08_edge import edge_fault, growth
from lecture_lib.exercises.nb08_minimise import make_fault
from lecture_lib.exercises.nb08_regime import regime, regime_fault
from lecture_lib.lessons import check, given, student
from lecture_lib.optim import Momentum

MODULES = (nb08_beta, nb08_convert, nb08_edge, nb08_minimise, nb08_regime)
ALL = {e.id: e for module in MODULES for e in module.EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")


pytestmark = pytest.mark.usefixtures("fresh_answers")


def own(id):
    return tuple(given(id).values())


def momentum(gradient, theta, rate, beta, steps, new=1.0):
    v = 0 * theta
    for _ in range(steps):
        v = beta * v + new * gradient(theta)
        theta = theta - rate * v
    return theta


# --- the rule ---------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [1.0, 1.8])
@pytest.mark.parametrize("beta", [0.9, 0.95])
def test_usual_settings_beat_gradient_descent_tenfold(rate, beta):
    report = check("momentum-make", lambda g, x, L, n: momentum(g, x, rate / L, beta, n))
    assert report.ok is True


@pytest.mark.parametrize(
    ("attempt", "diagnosis"),
    [
        (lambda g, x, L, n: momentum(g, x, 1 / L, 0.0, n), "no memory"),
        (lambda g, x, L, n: momentum(g, x, 2 / L, 0.0, n), "no memory"),
        (lambda g, x, L, n: momentum(g, x, 1.95 / L, 0.0, n), "no memory"),
        (lambda g, x, L, n: momentum(g, x, 1 / L, 0.9, n, new=1 / L), "η twice"),
        (lambda g, x, L, n: momentum(g, x, 1 / L, 0.9, n, new=0.1), "steps of an average"),
        (lambda g, x, L, n: momentum(g, x, 0.1 / L, 0.9, n), "steps of an average"),
        (lambda g, x, L, n: momentum(g, x, 1 / L, 0.99, n), "too much memory"),
        (lambda g, x, L, n: momentum(g, x, -1 / L, 0.9, n), "up the hill"),
        (lambda g, x, L, n: momentum(g, x, 1 / L, 0.3, n), None),
        (lambda g, x, L, n: momentum(g, x, 4 / L, 0.9, n), None),
    ],
)
def test_what_is_not_fast_enough_is_told(attempt, diagnosis):
    report = check("momentum-make", attempt)
    assert report.ok is False
    assert report.diagnosis == diagnosis


def test_the_gradient_answers_once_a_step():
    report = check("momentum-make", lambda g, x, L, n: momentum(g, x, 1 / L, 0.9, 2 * n))
    assert report.ok is False
    assert "more than 300 times" in report.details[0]


@pytest.mark.parametrize(
    ("answer", "says"),
    [("fast", "number"), ((1.0, 2.0), "shape"), (np.full(6, np.nan), "farther")],
)
def test_what_is_wrong_with_an_end_is_said(answer, says):
    assert says in make_fault(answer, *ALL["momentum-make"].simple[0])


def test_the_bowl_is_turned_and_its_gradient_vanishes_at_its_minimum():
    slope, theta, L, _ = ALL["momentum-make"].simple[0]
    assert np.linalg.norm(slope(slope.minimum)) < 1e-12
    assert np.abs(slope.hessian - np.diag(np.diag(slope.hessian))).max() > 0.1
    np.testing.assert_allclose(np.linalg.eigvalsh(slope.hessian)[-1], L)
    assert slope.left(theta) == pytest.approx(1)


# --- β ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_no_other_beta_is_faster(name):
    student(name)
    for eta, mu, L in (own("momentum-beta"), *ALL["momentum-beta"].simple):
        best = ALL["momentum-beta"].reference(eta, mu, L)
        rates = theory.momentum_rate(eta, np.linspace(0, 0.999, 2000), mu, L)
        assert theory.momentum_rate(eta, best, mu, L) <= rates.min() + 1e-6


# --- regimes ----------------------------------------------------------------------------------


def by_theory(scaled, beta):
    z = theory.momentum_eigenvalues(scaled, beta, 1.0)
    if np.abs(z).max() > 1:
        return "diverges"
    return "swings" if abs(z[0].imag) > 0 else "creeps" if z[0].real > 0 else "zig-zags"


def test_the_word_for_a_run_is_that_of_its_roots():
    seen = set()
    for beta in (0.2, 0.3, 0.4, 0.5, 0.6):
        low, high, edge = (1 - beta**0.5) ** 2, (1 + beta**0.5) ** 2, 2 * (1 + beta)
        for scaled in (0.5 * low, 0.6 * low + 0.4 * high, 0.5 * (high + edge), 1.02 * edge):
            x = descend(parabola(1.0), Momentum(scaled, beta), (1.0,), 40, bound=1e9).theta[:, 0]
            assert regime(x) == by_theory(scaled, beta)
            seen.add(regime(x))
    assert len(seen) == 4
    simple = [regime(*inputs) for inputs in ALL["momentum-regime"].simple]
    assert set(simple) == seen
    assert np.abs(ALL["momentum-regime"].simple[4][0]).max() > 3  # rises, and yet converges


@pytest.mark.parametrize("word", ["creeps", "swings", "zig-zags", "diverges"])
def test_one_word_for_all_runs_is_told(word):
    assert check("momentum-regime", lambda x: word).diagnosis == f"always {word!r}"


def test_a_run_that_diverges_may_end_below_zero():
    diverging = [x for (x,) in ALL["momentum-regime"].simple if regime(x) == "diverges"]
    assert {np.sign(x[-1]) for x in diverging} == {-1.0, 1.0}

    def unsigned(x):
        return "diverges" if x[-1] > x[0] else "zig-zags" if regime(x) == "diverges" else regime(x)

    assert check("momentum-regime", unsigned).diagnosis == "the last position without its size"


@pytest.mark.parametrize(
    ("attempt", "diagnosis"),
    [
        (
            lambda x: {"swings": "zig-zags", "zig-zags": "swings"}.get(regime(x), regime(x)),
            "swings and zig-zags exchanged",
        ),
        (
            lambda x: (
                "zig-zags"
                if regime(x) == "swings" and np.sum(x[1:] * x[:-1] < 0) > 20
                else regime(x)
            ),
            "many changes of side",
        ),
    ],
)
def test_swings_taken_for_zig_zags_are_told(attempt, diagnosis):
    assert check("momentum-regime", attempt).diagnosis == diagnosis


@pytest.mark.parametrize("most", [0.6, 0.8, 0.9])
@pytest.mark.parametrize("ends", [True, False])
def test_ends_and_shares_do_not_tell_what_a_run_does(ends, most):
    def judge(x):
        if abs(x[-1]) > abs(x[0]) if ends else regime(x) == "diverges":
            return "diverges"
        share = np.mean(x[1:] * x[:-1] < 0)
        return "zig-zags" if share > most else "swings" if share > 0 else "creeps"

    assert check("momentum-regime", judge).ok is False


def test_beta_without_its_square_is_told():
    report = check("momentum-beta", lambda eta, mu, L: 1 - np.sqrt(eta * mu))
    assert (report.ok, report.diagnosis) == (False, "√β of the flat mode alone")


def test_what_a_run_does_is_said_of_another_word():
    x = ALL["momentum-regime"].simple[6][0]
    says = "in its last 20 steps this run changes sides 20 times, and its distance from 0 goes"
    assert says in regime_fault("rolls", x)


def test_another_word_or_no_word_is_not_yet():
    assert check("momentum-regime", lambda x: "rolls").ok is False
    assert check("momentum-regime", lambda x: 1.0).ok is False
    assert check("momentum-regime", lambda x: ["creeps"]).ok is False


# --- conventions and edges --------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_converted_settings_walk_the_same_path(name):
    student(name)
    eta, beta = own("momentum-convert")
    valley = quadratic(20, mu=0.2)
    ours = descend(valley, Momentum(eta, beta), (20.0, 1.0), 50).theta
    pairs = ALL["momentum-convert"].reference(eta, beta)
    for form, pair in zip(("averaged", "printed"), pairs, strict=True):
        other = descend(valley, Momentum(*pair, form=form, initial="zero"), (20.0, 1.0), 50).theta
        np.testing.assert_allclose(other, ours, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_at_the_edge_the_mean_square_neither_grows_nor_shrinks(name):
    student(name)
    for case in (own("momentum-edge"), *ALL["momentum-edge"].simple):
        u = ALL["momentum-edge"].reference(*case)
        assert growth(u, *case) == pytest.approx(1, abs=1e-9)
        assert growth(0.97 * u, *case) < 1 < growth(1.03 * u, *case)


@pytest.mark.parametrize("beta", [0.0, 0.6, 0.9])
def test_the_growth_is_that_of_many_runs(beta):
    rng, u, lam, s2, B = np.random.default_rng(1), 0.8, 1.0, 0.4, 4
    eta, x, squares = u * (1 - beta), np.ones(400_000), []
    before = x
    for _ in range(24):
        slope = lam + np.sqrt(s2 / B) * rng.standard_normal(x.size)
        x, before = x - eta * slope * x + beta * (x - before), x
        squares.append([np.mean(x**2), np.mean(before**2), np.mean(x * before)])
    a, noise = 1 + beta - eta * lam, eta**2 * s2 / B
    matrix = np.array([[a**2 + noise, beta**2, -2 * a * beta], [1, 0, 0], [a, 0, -beta]])
    left = np.linalg.matrix_power(matrix, 8) @ np.ones(3)
    np.testing.assert_allclose(squares[7], left, rtol=0.05, atol=0.002)
    assert growth(u, beta, lam, s2, B) == pytest.approx(np.abs(np.linalg.eigvals(matrix)).max())


def test_an_edge_found_by_trying_is_right():
    def edge(beta, lam, s2, B):
        u = np.geomspace(0.01, 1000, 4000)
        return u[np.argmax([growth(x, beta, lam, s2, B) > 1 for x in u])]

    assert check("momentum-edge", edge).ok is True


@pytest.mark.parametrize(
    ("answer", "says"),
    [("x", "number"), (0.0, "above 0"), (np.inf, "finite"), (1.0, "may be larger"),
     (40.0, "must be smaller")],
)  # fmt: skip
def test_what_is_wrong_with_an_edge_is_said(answer, says):
    assert says in edge_fault(answer, 0.9, 1.0, 2.0, 8)
