"""Exercises of notebook 07, *zig-zag*: modes and one learning rate for all of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..descent import theory
from ..lessons.checking import Exercise, Inputs, Mistake

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
            "the two largest",
            lambda hessian: 2 / np.linalg.eigvalsh(hessian)[-2:].sum(),
            "Those are the two largest curvatures. The flattest is the first one.",
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
            "the ends of the diagonal",
            lambda hessian: 2 / (hessian[0, 0] + hessian[-1, -1]),
            "The first and the last number of the diagonal belong to two axes. The valley need "
            "not lie along an axis: take the eigenvalues of H.",
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


def _without_the_square(answer: Any, kappa: float, accuracy: float) -> bool:
    """Recognise the steps of the distance, rounded or not."""
    exact = _steps(theory.best_rate, float)(kappa, accuracy)
    steps = [exact, math.floor(exact), math.ceil(exact)]
    return bool(np.isclose(float(answer), steps, rtol=1e-6).any())


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
            fits=_without_the_square,
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

EXERCISES = (_BEST, _ITERATIONS)
