"""Exercises of notebook 07, *zig-zag*: modes and one learning rate for all of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..descent import theory
from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES", "best_rate", "draw_valley"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- the best learning rate -------------------------------------------------------------------


def draw_valley(rng: Generator) -> Inputs:
    """Draw a turned valley with three curvatures, the middle one far from the mean."""
    eigenvalues = np.array([rng.uniform(0.2, 0.6), rng.uniform(1.0, 1.5), rng.uniform(4.0, 9.0)])
    turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    return (np.asarray((turn * eigenvalues @ turn.T).round(2)),)


def best_rate(hessian: Array) -> float:
    eigenvalues = np.linalg.eigvalsh(hessian)
    return float(theory.best_learning_rate(eigenvalues[0], eigenvalues[-1]))


_BEST = Exercise(
    id="zigzag-best-step",
    task="f(θ) = ½ θᵀHθ. Return the learning rate at which gradient descent is fastest.",
    inputs=("hessian",),
    simple=(
        (np.diag([0.2, 4.0]),),
        (np.array([[3.0, 1.0], [1.0, 3.0]]),),
        (np.diag([1.0, 2.0, 9.0]),),
    ),
    numbers=draw_valley,
    reference=best_rate,
    mistakes=(
        Mistake(
            "the limit",
            lambda hessian: 2 / np.linalg.eigvalsh(hessian)[-1],
            "That is where it begins to diverge: the steepest direction bounces for ever.",
        ),
        Mistake(
            "too careful",
            lambda hessian: 1 / np.linalg.eigvalsh(hessian)[-1],
            "That solves the steepest direction at once and crawls along the flattest. "
            "Let the steep one zig-zag a little.",
        ),
        Mistake(
            "forgot the 2",
            lambda hessian: best_rate(hessian) / 2,
            "At the best rate both ends shrink equally fast, with opposite signs: "
            "1 − ημ = ηL − 1. Solve this for η once more.",
        ),
        Mistake(
            "all curvatures averaged",
            lambda hessian: len(hessian) / np.trace(hessian),
            "Only the two ends matter: |1 − ηλ| is largest at the smallest or the largest λ.",
        ),
        Mistake(
            "entries of the matrix",
            lambda hessian: 2 / (hessian.min() + hessian.max()),
            "Curvatures are the eigenvalues of H. Its entries depend on the axes you chose.",
        ),
        Mistake(
            "the axes' curvatures",
            lambda hessian: 2 / (np.diag(hessian).min() + np.diag(hessian).max()),
            "The valley need not lie along an axis: take the eigenvalues of H.",
        ),
    ),
    hints=(
        "By which number does one step multiply the part of θ along an eigenvector of H?",
        "By 1 − ηλ. The slowest part has the largest |1 − ηλ|, at the smallest λ or the largest.",
        "Where the two are equal: 1 − ημ = ηL − 1, so η = 2/(L + μ). np.linalg.eigvalsh sorts.",
    ),
)


# --- how many steps ---------------------------------------------------------------------------


def _goal(rng: Generator) -> Inputs:
    return float(rng.integers(15, 300)), float(10.0 ** -int(rng.integers(4, 10)))


def _steps(
    shrinks: Callable[[float], float], whole: Callable[[float], float] = math.ceil
) -> Callable[..., float]:
    """Count steps when each multiplies by ``shrinks(kappa)``."""
    return lambda kappa, accuracy: whole(math.log(accuracy) / math.log(shrinks(kappa)))


_ITERATIONS = Exercise(
    id="zigzag-iterations",
    task="Gradient descent at its best rate, in a valley of two modes with condition "
    "number κ. Return the first step at which the loss is at most accuracy times that of "
    "the start.",
    inputs=("kappa", "accuracy"),
    simple=((3.0, 0.1), (20.0, 1e-6)),
    numbers=_goal,
    reference=_steps(theory.line_search_ratio),
    mistakes=(
        Mistake(
            "counted for the distance",
            _steps(theory.best_rate),
            "ρ is the factor of the distance to the minimum. The loss is quadratic in it.",
        ),
        Mistake(
            "rounded down",
            _steps(theory.line_search_ratio, math.floor),
            "At that step the loss is still a little too high. Round up; and 1.15 κ is a rule "
            "of thumb, take ρ itself.",
        ),
        Mistake(
            "not a whole number",
            _steps(theory.line_search_ratio, float),
            "Nearly: at which step is it there? Steps are whole.",
        ),
        Mistake(
            "the rate of η = 1/L",
            _steps(lambda kappa: (1 - 1 / kappa) ** 2),
            "1 − 1/κ belongs to η = 1/L. The best rate is about twice as fast.",
        ),
        Mistake(
            "mixed logarithms",
            lambda kappa, accuracy: math.ceil(
                math.log10(accuracy) / math.log(theory.line_search_ratio(kappa))
            ),
            "Both logarithms need the same base.",
        ),
    ),
    hints=(
        "By what is the loss multiplied in one step, at the best rate?",
        "The distance shrinks by ρ = (κ − 1)/(κ + 1), the loss by ρ². After t steps: ρ²ᵗ.",
        "ρ²ᵗ ≤ accuracy is t ≥ ln(accuracy) / (2 ln ρ); take the next whole number, math.ceil.",
    ),
)


# --- a refutation -----------------------------------------------------------------------------


def _curvatures(rng: Generator) -> Inputs:
    return (np.sort(rng.uniform([0.5, 2.0, 5.0], [1.5, 4.0, 9.0])).round(2),)


def _turning_points(curvatures: Array) -> tuple[float, float, float]:
    """The best rate, the rate that is as fast as its half, and where divergence begins."""
    mu, L = float(np.min(curvatures)), float(np.max(curvatures))
    return theory.best_learning_rate(mu, L), theory.best_learning_rate(mu / 2, L), 2 / L


def _rate(eta: Any) -> float:
    """The answer as one number; NaN when it is no learning rate at all."""
    try:
        rate = as_numbers(eta, "the answer").astype(float)
    except (TypeError, ValueError):
        return math.nan
    return float(rate) if not rate.ndim and np.isfinite(rate) else math.nan


def _refute_fault(eta: Any, curvatures: Array) -> str | None:
    rate = _rate(eta)
    if math.isnan(rate):
        return "a learning rate is one finite number"
    _, turn, limit = _turning_points(curvatures)
    if turn * (1 + 1e-9) < rate < limit * (1 - 1e-9):
        return None
    mu, L = np.min(curvatures), np.max(curvatures)
    whole, half = (theory.gradient_descent_rate(r, mu, L) for r in (rate, rate / 2))
    return f"ρ is {whole:.4g} with η and {half:.4g} with η/2"


def _between(low: int | None, high: int | None) -> Callable[..., bool]:
    """Recognise a learning rate by the turning points it lies between, the upper one included."""

    def fits(eta: Any, curvatures: Array) -> bool:
        at = [*_turning_points(curvatures), math.inf]
        below = -math.inf if low is None else 0.0 if low < 0 else at[low]
        above = 0.0 if high is None else at[high]
        slack = 1 + 1e-9
        return below < _rate(eta) * slack and _rate(eta) <= above * slack

    return fits


_REFUTE = Exercise(
    id="zigzag-refute",
    task="“With half the learning rate, gradient descent needs more steps.” The curvatures of a "
    "bowl are given. Return a learning rate η that converges, and for which η/2 has a smaller ρ.",
    inputs=("curvatures",),
    simple=((np.array([1.0]),), (np.array([0.2, 4.0]),)),
    numbers=_curvatures,
    reference=lambda curvatures: float(np.mean(_turning_points(curvatures)[1:])),
    fault=_refute_fault,
    mistakes=(
        Mistake(
            "uphill",
            lambda curvatures: -1.0 / np.max(curvatures),
            "A negative rate walks uphill, and with 0 nobody moves.",
            fits=_between(None, None),
        ),
        Mistake(
            "left of the crossing",
            lambda curvatures: 2 / (np.min(curvatures) + np.max(curvatures)),
            "Up to the best rate the flattest direction is the slowest, and half the rate makes "
            "it slower still. On which side of the crossing does less η help?",
            fits=_between(-1, 0),
        ),
        Mistake(
            "not far enough",
            lambda curvatures: float(np.mean(_turning_points(curvatures)[:2])),
            "Right of the crossing: good. But η/2 lies far on the left, and is still the slower "
            "of the two. Go on towards 2/L.",
            fits=_between(0, 1),
        ),
        Mistake(
            "it does not converge",
            lambda curvatures: 2.5 / np.max(curvatures),
            "With ηλ of 2 or more the steepest direction never shrinks. Stay below 2/L.",
            fits=lambda eta, curvatures: _rate(eta) >= 2 / np.max(curvatures) * (1 - 1e-9),
        ),
    ),
    hints=(
        "Draw the V: ρ over η. Mark a point on the right-hand arm, and the point at half its η.",
        "On the right ρ(η) = ηL − 1, on the left ρ(η/2) = 1 − ημ/2. When is the first larger?",
        "ηL − 1 > 1 − ημ/2 is η > 2/(L + μ/2). Any rate between this and 2/L refutes.",
    ),
)


# --- what holds a run up ----------------------------------------------------------------------


def _late(rng: Generator) -> Inputs:
    """Two successive gradients of which one mode is left, seen from turned axes."""
    way = rng.normal(size=3)
    way = way / np.linalg.norm(way) * rng.uniform(0.5, 3.0)
    eta = float(np.round(rng.uniform(0.1, 0.4), 2))
    factor = float(np.round(rng.uniform(0.6, 0.97), 2)) * float(rng.choice([-1.0, 1.0]))
    return eta, way, factor * way


def _factor(before: Array, after: Array) -> float:
    return float(before @ after / (before @ before))


_JUDGE = Exercise(
    id="zigzag-judge",
    task="Late in a run with learning rate eta, only the slowest mode is left. before and after "
    "are its gradients at two successive steps. Return the curvature of that mode.",
    inputs=("eta", "before", "after"),
    simple=(
        (0.5, np.array([1.0, 0.0]), np.array([0.9, 0.0])),
        (0.4, np.array([0.0, 2.0]), np.array([0.0, -1.6])),
        (0.2, np.array([3.0, -3.0]), np.array([2.4, -2.4])),
    ),
    numbers=_late,
    reference=lambda eta, before, after: (1 - _factor(before, after)) / eta,
    mistakes=(
        Mistake(
            "the sign was lost",
            lambda eta, before, after: (1 - np.linalg.norm(after) / np.linalg.norm(before)) / eta,
            "Where the two gradients point opposite ways, the factor is negative. Lengths do not "
            "tell; an inner product does.",
        ),
        Mistake(
            "η is still in it",
            lambda eta, before, after: 1 - _factor(before, after),
            "That is ηλ.",
        ),
        Mistake(
            "the factor",
            lambda eta, before, after: _factor(before, after),
            "That is what a step multiplies the mode by, 1 − ηλ. Solve for λ.",
        ),
        Mistake(
            "the wrong way round",
            lambda eta, before, after: (1 - 1 / _factor(before, after)) / eta,
            "after is the factor times before, not the other way round.",
        ),
    ),
    hints=(
        "Along a mode of curvature λ the gradient is λx. What does a step multiply it by?",
        "By the factor that x has, 1 − ηλ. So after = (1 − ηλ) · before. Mind its sign.",
        "factor = before @ after / (before @ before), and λ = (1 − factor) / eta.",
    ),
)


EXERCISES = (_BEST, _ITERATIONS, _JUDGE, _REFUTE)
