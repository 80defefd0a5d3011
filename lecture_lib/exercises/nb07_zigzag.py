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
        (np.diag([2.0, 9.0, 1.0]),),
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
            "too bold",
            lambda hessian: 1 / np.linalg.eigvalsh(hessian)[0],
            "That solves the flattest direction at once and throws the steepest up the walls: "
            "it is far above the limit.",
        ),
        Mistake(
            "the two smallest",
            lambda hessian: 2 / np.linalg.eigvalsh(hessian)[:2].sum(),
            "Those are the two smallest curvatures. The steepest is the last one.",
        ),
        Mistake(
            "forgot the 2",
            lambda hessian: best_rate(hessian) / 2,
            "At the best rate both ends shrink equally fast, with opposite signs: "
            "1 − ημ = ηL − 1. Solve this for η once more.",
        ),
        Mistake(
            "the difference",
            lambda hessian: 2 / np.ptp(np.linalg.eigvalsh(hessian)),
            "The factor of the steep mode is negative at the crossing. Solve 1 − ημ = ηL − 1 "
            "for η.",
        ),
        Mistake(
            "the rate of convergence",
            lambda hessian: theory.best_rate(float(np.linalg.cond(hessian))),
            "That is ρ, by which a step multiplies the distance. Which η leads to it?",
        ),
        Mistake(
            "unsorted eigenvalues",
            lambda hessian: 2 / np.linalg.eig(hessian)[0][[0, -1]].sum(),
            "Its first and last eigenvalue: np.linalg.eig does not sort them, np.linalg.eigvalsh "
            "does.",
        ),
        Mistake(
            "the trace",
            lambda hessian: 2 / np.trace(hessian),
            "The trace is the sum of all curvatures. That is L + μ only when there are two.",
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


def _by_rule(share: float) -> Callable[..., bool]:
    """Recognise steps counted by ln ρ ≈ −2/κ: 1.15 κ a digit, or with more of its digits."""

    def fits(answer: Any, kappa: float, accuracy: float) -> bool:
        digits = np.array([1.15, 1.151, 1.152, math.log(10) / 2])
        steps = -math.log10(accuracy) * share * kappa * digits
        return bool(np.isclose(float(answer), [*steps, *np.ceil(steps)], rtol=1e-6).any())

    return fits


_ITERATIONS = Exercise(
    id="zigzag-iterations",
    task="Gradient descent at its best rate, in a valley of two modes with condition "
    "number κ. Return the first step at which the loss is at most accuracy times that of "
    "the start.",
    inputs=("kappa", "accuracy"),
    simple=((3.0, 0.1), (3.0, 1e-6), (20.0, 1e-6)),
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
            "At that step the loss is still a little too high. Round up.",
        ),
        Mistake(
            "to the nearest",
            _steps(theory.line_search_ratio, round),
            "Now and then that is one step early: the loss is still a little too high. Round up.",
        ),
        Mistake(
            "one step late",
            lambda kappa, accuracy: _steps(theory.line_search_ratio)(kappa, accuracy) + 1,
            "The loss was there a step earlier. The start is step 0.",
        ),
        Mistake(
            "the rule of thumb",
            lambda kappa, accuracy: math.ceil(-math.log10(accuracy) * 1.15 * kappa / 2),
            "1.15 κ is a rule of thumb for large κ. Take ρ itself.",
            fits=_by_rule(0.5),
        ),
        Mistake(
            "the rule, for the distance",
            lambda kappa, accuracy: math.ceil(-math.log10(accuracy) * 1.15 * kappa),
            "1.15 κ is a rule of thumb, and it counts digits of the distance. The loss is "
            "quadratic in it.",
            fits=_by_rule(1.0),
        ),
        Mistake(
            "fewer than none",
            lambda kappa, accuracy: -_steps(theory.line_search_ratio)(kappa, accuracy),
            "A number of steps is positive. Both logarithms are negative; their quotient is not.",
            fits=lambda answer, kappa, accuracy: float(answer) < 0,
        ),
        Mistake(
            "twice instead of half",
            lambda kappa, accuracy: math.ceil(
                2 * math.log(accuracy) / math.log(theory.best_rate(kappa))
            ),
            "The loss falls faster than the distance, so it needs fewer steps than the distance, "
            "not more.",
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
    simple=((np.array([1.0]),), (np.array([0.2, 4.0]),), (np.array([1.0, 1000.0]),)),
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
    factor = -float(np.round(rng.uniform(0.6, 0.97), 2))  # here lengths would mislead
    return eta, way, factor * way


def _factor(before: Array, after: Array) -> float:
    return float(before @ after / (before @ before))


def _verdict(curvature: Callable[..., float]) -> Callable[..., tuple[float, float]]:
    """Pair a curvature with the right advice: 1 to raise η, −1 to lower it."""
    return lambda eta, before, after: (
        curvature(eta, before, after),
        1.0 if before @ after > 0 else -1.0,
    )


def _first(answer: Any) -> Array:
    """The curvature of an answer, which may be a row of them; infinite when there is none."""
    try:
        return np.asarray(answer[0] if len(answer) else math.inf, dtype=float)
    except (TypeError, ValueError, IndexError):
        return np.asarray(math.inf)


def _slip(name: str, curvature: Callable[..., float], say: str) -> Mistake:
    """A wrong curvature, whatever the advice beside it."""

    def fits(answer: Any, eta: float, before: Array, after: Array) -> bool:
        return bool(np.allclose(_first(answer), curvature(eta, before, after), rtol=1e-6))

    return Mistake(name, _verdict(curvature), say, fits)


def _by_components(answer: Any, eta: float, before: Array, after: Array) -> bool:
    """Whether gradients were divided: a row of numbers, or 0/0 where a component is 0."""
    found = _first(answer)
    return bool(found.ndim) or bool(np.isnan(found))


_JUDGE = Exercise(
    id="zigzag-judge",
    task="Late in a run with learning rate eta, only the slowest mode is left. before and after "
    "are its gradients at two successive steps, with respect to θ. Return the curvature λ of "
    "that mode, and 1 if η should be raised, −1 if it should be lowered.",
    inputs=("eta", "before", "after"),
    simple=(
        (0.5, np.array([1.0, 0.0]), np.array([0.9, 0.0])),
        (0.4, np.array([0.0, 2.0]), np.array([0.0, -1.6])),
        (0.2, np.array([3.0, -3.0]), np.array([2.4, -2.4])),
    ),
    numbers=_late,
    reference=_verdict(lambda eta, before, after: (1 - _factor(before, after)) / eta),
    mistakes=(
        Mistake(
            "the advice",
            lambda eta, before, after: (
                (1 - _factor(before, after)) / eta,
                -1.0 if before @ after > 0 else 1.0,
            ),
            "The curvature is right. Now the advice: when the two gradients point opposite ways, "
            "is it the flat mode that is slow, or the steep one?",
            fits=lambda answer, eta, before, after: bool(
                np.allclose(_first(answer), (1 - _factor(before, after)) / eta)
            ),
        ),
        _slip(
            "the sign was lost",
            lambda eta, before, after: float(
                (1 - np.linalg.norm(after) / np.linalg.norm(before)) / eta
            ),
            "Where the two gradients point opposite ways, the factor is negative. The two lengths "
            "do not tell; an inner product does.",
        ),
        _slip(
            "η is still in it",
            lambda eta, before, after: 1 - _factor(before, after),
            "That is ηλ.",
        ),
        _slip(
            "the factor",
            lambda eta, before, after: _factor(before, after),
            "That is what a step multiplies the mode by, 1 − ηλ. Solve for λ.",
        ),
        _slip(
            "the wrong way round",
            lambda eta, before, after: (1 - 1 / _factor(before, after)) / eta,
            "after is the factor times before, not the other way round.",
        ),
        _slip(
            "plus instead of minus",
            lambda eta, before, after: (1 + _factor(before, after)) / eta,
            "The factor is 1 − ηλ, not ηλ − 1. Solve for λ once more.",
        ),
        _slip(
            "the other sign",
            lambda eta, before, after: (_factor(before, after) - 1) / eta,
            "A bowl has positive curvatures. Solve for λ once more.",
        ),
        _slip(
            "the cosine",
            lambda eta, before, after: (1 - float(np.sign(before @ after))) / eta,
            "The cosine of two gradients along one line is 1 or −1. How much shorter has the "
            "gradient become?",
        ),
        Mistake(
            "component by component",
            lambda eta, before, after: (math.nan, 0.0),
            "A component of a gradient may be 0, and all components have the same factor. "
            "Find one number for the two vectors.",
            fits=_by_components,
        ),
    ),
    hints=(
        "Along a mode of curvature λ the gradient is λx. What does a step multiply it by?",
        "By the factor that x has, 1 − ηλ. So after = (1 − ηλ) · before. A negative factor is a "
        "mode that is too steep for η.",
        "factor = before @ after / (before @ before), and λ = (1 − factor) / eta. Raise η if "
        "the factor is positive.",
    ),
)


EXERCISES = (_BEST, _ITERATIONS, _JUDGE, _REFUTE)
