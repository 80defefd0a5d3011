"""Exercises of notebook 08, *momentum versus SGD*."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..descent import theory
from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- the roots of a mode ----------------------------------------------------------------------


def _moduli(alpha: float, beta: float, lam: ArrayLike) -> Array:
    """Moduli of the two roots of each mode, the smaller one first."""
    return np.sort(np.abs(theory.momentum_eigenvalues(alpha, beta, np.asarray(lam))), axis=-1)


def _trace(alpha: float, beta: float, lam: ArrayLike) -> Array:
    return np.asarray(1 + beta - alpha * np.asarray(lam))


def _real_only(alpha: float, beta: float, lam: ArrayLike) -> Array:
    """The larger root when a negative discriminant is cut off at zero."""
    trace = _trace(alpha, beta, lam)
    root = np.sqrt(np.maximum(trace**2 - 4 * beta, 0.0))
    return np.asarray(np.maximum(np.abs(trace + root), np.abs(trace - root)) / 2)


def _determinant(alpha: float, beta: float, lam: ArrayLike) -> Array:
    """The larger root where both are real, and β where they are complex."""
    swings = _trace(alpha, beta, lam) ** 2 < 4 * beta
    return np.where(swings, beta, _moduli(alpha, beta, lam)[..., 1])


def _modes(rng: Generator) -> Inputs:
    """Draw α and β, and a mode that creeps, one that swings and one that bounces."""
    beta = float(rng.choice([0.16, 0.25, 0.36, 0.49]))
    low, high = (1 - np.sqrt(beta)) ** 2, (1 + np.sqrt(beta)) ** 2
    top = 2 * (1 + beta)
    scaled = np.array([0.6 * low, rng.uniform(1.2 * low, 0.8 * high), (high + top) / 2])
    return 0.5, beta, (2 * scaled).round(3)


_RATE = Exercise(
    id="momentum-rate",
    task="v ← βv + λx, x ← x − αv. Return, for each curvature in lam, the factor by which |x| "
    "shrinks per step in the end.",
    inputs=("alpha", "beta", "lam"),
    simple=(
        (0.1, 0.81, np.array([1.0])),
        (0.1, 0.25, np.array([1.0, 5.0])),
        (0.5, 0.25, np.array([4.8])),
    ),
    numbers=_modes,
    reference=lambda alpha, beta, lam: _moduli(alpha, beta, lam)[..., 1],
    mistakes=(
        Mistake(
            "√β everywhere",
            lambda alpha, beta, lam: np.full(np.shape(lam), np.sqrt(beta)),
            "√β is right while the roots are complex. Real roots have different moduli: their "
            "product is β, so the larger one is above √β.",
        ),
        Mistake(
            "only the real part",
            _real_only,
            "Where the discriminant is negative the roots have an imaginary part, and it "
            "counts for the modulus.",
        ),
        Mistake(
            "the determinant",
            _determinant,
            "β is the product of the two roots. Complex ones are conjugate, so both have the "
            "same modulus. Which?",
        ),
        Mistake(
            "the smaller root",
            lambda alpha, beta, lam: _moduli(alpha, beta, lam)[..., 0],
            "Both roots are in the path. Which one is left after many steps?",
        ),
        Mistake(
            "without momentum",
            lambda alpha, beta, lam: np.abs(1 - alpha * np.asarray(lam)),
            "|1 − αλ| is gradient descent's factor. With momentum real roots are others.",
        ),
    ),
    hints=(
        "αv is x before the step minus x after it. Write x after the step with the last two x.",
        "x′ = (1 + β − αλ) x − β x₋₁. Its matrix is [[1 + β − αλ, −β], [1, 0]]; what are its "
        "eigenvalues?",
        "The roots of z² − (1 + β − αλ) z + β; np.roots or np.linalg.eigvals finds them, complex "
        "ones too. Return the larger modulus.",
    ),
)


def _plane(rng: Generator) -> Inputs:
    return float(rng.integers(5, 90) / 100), float(rng.choice([0.5, 2.0, 3.0, 4.0, 5.0]))


_CRITICAL = Exercise(
    id="momentum-critical",
    task="For one mode of curvature λ and a given β: between which two learning rates are the "
    "roots complex? Return both ends, the critical line on the left and on the right.",
    inputs=("beta", "lam"),
    simple=((0.25, 1.0), (0.81, 4.0)),
    numbers=_plane,
    reference=lambda beta, lam: (
        np.array([(1 - np.sqrt(beta)) ** 2, (1 + np.sqrt(beta)) ** 2]) / lam
    ),
    mistakes=(
        Mistake(
            "where it is stable",
            lambda beta, lam: np.array([0.0, 2 * (1 + beta)]) / lam,
            "That is where the mode shrinks. Part of it has real roots: near α = 0 it creeps.",
        ),
        Mistake(
            "β for √β",
            lambda beta, lam: np.array([(1 - beta) ** 2, (1 + beta) ** 2]) / lam,
            "Take the square root of β = (1 − √(αλ))² before you solve for α.",
        ),
        Mistake(
            "√α for α",
            lambda beta, lam: np.array([1 - np.sqrt(beta), 1 + np.sqrt(beta)]) / np.sqrt(lam),
            "These are the square roots of the two rates.",
        ),
        Mistake(
            "not squared",
            lambda beta, lam: np.array([1 - np.sqrt(beta), 1 + np.sqrt(beta)]) / lam,
            "1 ± √β is √(αλ), not αλ.",
        ),
        Mistake(
            "forgot the curvature",
            lambda beta, lam: np.array([(1 - np.sqrt(beta)) ** 2, (1 + np.sqrt(beta)) ** 2]),
            "That is αλ. Divide by λ: a steeper mode needs smaller steps.",
        ),
        Mistake(
            "in reverse order",
            lambda beta, lam: np.array([(1 + np.sqrt(beta)) ** 2, (1 - np.sqrt(beta)) ** 2]) / lam,
            "Both rates are right; the smaller one comes first.",
        ),
    ),
    hints=(
        "The roots of z² − (1 + β − αλ) z + β are complex when a discriminant is negative. Which?",
        "(1 + β − αλ)² < 4β, that is −2√β < 1 + β − αλ < 2√β.",
        "1 + β ± 2√β is (1 ± √β)². Solve for α.",
    ),
)


# --- two modes --------------------------------------------------------------------------------


def tuning_fault(answer: Any, mu: float, L: float) -> str | None:
    """Say what 100 steps with (α, β) leave of the modes between μ and L, if it is too much."""
    try:
        pair = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError) as error:
        return str(error)
    if pair.shape != (2,):
        return f"return α and β, two numbers; this has the shape {pair.shape}"
    alpha, beta = pair
    if not (np.isfinite(pair).all() and alpha > 0 and 0 <= beta < 1):
        return "α must be positive, and β at least 0 and below 1"
    left, at = max(
        (abs(theory.mode_path(alpha, beta, lam, 100)[-1]), lam) for lam in np.geomspace(mu, L, 9)
    )
    if left <= 1e-6:
        return None
    if left > 1:
        return f"the mode with λ = {at:.3g} grows"
    return f"after 100 steps {left:.1g} of the mode with λ = {at:.3g} is left"


def _valley(rng: Generator) -> Inputs:
    mu = float(rng.choice([0.1, 0.2, 0.25, 0.5]))
    return mu, round(mu * float(rng.integers(30, 61)), 3)


def _polyak(mu: float, L: float) -> Array:
    return np.array(theory.polyak_best(mu, L)[:2])


_TUNE = Exercise(
    id="momentum-tune",
    task="The curvatures lie between μ and L. Return (α, β) such that 100 steps from rest leave "
    "at most 1e-6 of every mode.",
    inputs=("mu", "L"),
    simple=((0.2, 8.0), (0.1, 6.0)),
    numbers=_valley,
    reference=_polyak,
    mistakes=(
        Mistake(
            "no momentum",
            lambda mu, L: np.array([2 / (L + mu), 0.0]),
            "This is the best rate of gradient descent, (κ − 1)/(κ + 1): too slow here.",
        ),
        Mistake(
            "κ for √κ",
            lambda mu, L: np.array([_polyak(mu, L)[0], ((L - mu) / (L + mu)) ** 2]),
            "With this β the roots have the modulus (κ − 1)/(κ + 1). Momentum's gift is the "
            "square root of κ.",
        ),
        Mistake(
            "the usual 0.9",
            lambda mu, L: np.array([1 / L, 0.9]),
            "√0.9 = 0.949, and 0.949¹⁰⁰ is only 0.005. Less momentum is faster here.",
            lambda answer, mu, L: bool(np.size(answer) == 2 and np.ravel(answer)[1] >= 0.87),
        ),
        Mistake(
            "√α for α",
            lambda mu, L: np.array([2 / (np.sqrt(L) + np.sqrt(mu)), _polyak(mu, L)[1]]),
            "2/(√L + √μ) is √α.",
        ),
        Mistake("in reverse order", lambda mu, L: _polyak(mu, L)[::-1], "α comes first, then β."),
    ),
    hints=(
        "Both ends should shrink equally fast: the flat mode must not creep, the steep one not "
        "bounce.",
        "Let both sit at their critical β: 1 − √(αμ) = √(αL) − 1 = √β.",
        "√α = 2/(√L + √μ) and √β = (√L − √μ)/(√L + √μ).",
    ),
    fault=tuning_fault,
)


# --- conventions ------------------------------------------------------------------------------


def _setting(rng: Generator) -> Inputs:
    return float(rng.integers(2, 30) / 100), float(rng.choice([0.6, 0.7, 0.75, 0.8, 0.9, 0.95]))


_CONVERT = Exercise(
    id="momentum-convert",
    task="α and β work well in v ← βv + g, θ ← θ − αv. Return the two pairs (η, weight) that walk "
    "the same path: for the average v ← βv + (1−β)g, θ ← θ − ηv, and for the printed "
    "v ← βηg + (1−β)v, θ ← θ − v. All start at v = 0.",
    inputs=("alpha", "beta"),
    simple=((0.1, 0.75), (0.02, 0.9)),
    numbers=_setting,
    reference=lambda alpha, beta: np.array(
        [[alpha / (1 - beta), beta], [alpha / (1 - beta), 1 - beta]]
    ),
    mistakes=(
        Mistake(
            "the same numbers",
            lambda alpha, beta: np.array([[alpha, beta], [alpha, beta]]),
            "An average is 1 − β times the sum, so with the same numbers it is slower.",
        ),
        Mistake(
            "the inverse",
            lambda alpha, beta: np.array(
                [[alpha * (1 - beta), beta], [alpha * (1 - beta), 1 - beta]]
            ),
            "An average makes v smaller. Must its rate be larger or smaller to make up for it?",
        ),
        Mistake(
            "β not exchanged",
            lambda alpha, beta: np.array([[alpha / (1 - beta), beta], [alpha / (1 - beta), beta]]),
            "In the printed form β multiplies the new gradient. Which weight has the past?",
        ),
        Mistake(
            "only β exchanged",
            lambda alpha, beta: np.array([[alpha, beta], [alpha, 1 - beta]]),
            "The weights are right. Compare the long-run steps for a constant gradient.",
        ),
        Mistake(
            "divided by β",
            lambda alpha, beta: np.array([[alpha / beta, beta], [alpha / beta, 1 - beta]]),
            "A constant gradient sums to 1/(1 − β), not to 1/β.",
        ),
    ),
    hints=(
        "Let the gradient be 1 for ever. How long is the step in the end, in each form?",
        "α/(1 − β) in the first form, η in both averages. And the past must have the same weight.",
        "η = α/(1 − β) in both; the weight is β in the average and 1 − β in the printed form.",
    ),
)

EXERCISES = (_RATE, _CRITICAL, _TUNE, _CONVERT)
