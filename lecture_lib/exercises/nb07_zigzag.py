"""Exercises of notebook 07, *zig-zag*."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..descent import theory
from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- the best learning rate -------------------------------------------------------------------


def _valley(rng: Generator) -> Inputs:
    """Draw a turned valley with three curvatures, the middle one far from the mean."""
    eigenvalues = np.array([rng.uniform(0.2, 0.6), rng.uniform(1.0, 1.5), rng.uniform(4.0, 9.0)])
    turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    return (np.asarray((turn * eigenvalues @ turn.T).round(2)),)


def _best(hessian: Array) -> float:
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
    numbers=_valley,
    reference=_best,
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
            lambda hessian: _best(hessian) / 2,
            "At the best rate both ends shrink equally fast, with opposite signs: "
            "1 − ημ = ηL − 1. Solve this for η once more.",
        ),
        Mistake(
            "all curvatures averaged",
            lambda hessian: len(hessian) / np.trace(hessian),
            "Only the two ends matter: |1 − ηλ| is largest at the smallest or the largest λ.",
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
    task="Gradient descent at its best rate, from the worst start of a valley with condition "
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
            "At that step the loss is still a little too high.",
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


# --- features ---------------------------------------------------------------------------------

_WANTED = 5.0


def _kappa(features: Array) -> float:
    """Condition number of a linear model with a bias; infinite when it cannot be solved."""
    design = np.column_stack([features, np.ones(len(features))])
    values = np.linalg.svd(design, compute_uv=False)
    return float((values[0] / values[-1]) ** 2) if values[-1] > 1e-12 * values[0] else math.inf


def _standardised(X: Array) -> Array:
    return np.asarray((X - X.mean(axis=0)) / X.std(axis=0))


def _measurements(rng: Generator) -> Inputs:
    """Eight flats, three columns in very different units, no two strongly correlated."""
    while True:
        X = np.rint(rng.normal(size=(8, 3)) * [20, 5, 9] + [80, 40, 35]) / [1, 10, 1]
        if _kappa(_standardised(X)) < 3.5:
            return (X,)


def _feature_fault(answer: Any, X: Array) -> str | None:
    """What is wrong with features that should say all X says, at a small condition number."""
    try:
        F = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError) as error:
        return str(error)
    if F.ndim != 2 or len(F) != len(X):
        return f"the shape is {F.shape}; a row for each of the {len(X)} rows of X is needed"
    if not np.isfinite(F).all():
        return "there is nan or inf in it"
    design = np.column_stack([F, np.ones(len(F))])
    residue = X - design @ np.linalg.lstsq(design, X, rcond=None)[0]
    if (np.abs(residue) > 1e-6 * np.abs(X).max(axis=0)).any():
        return "X cannot be computed from them any more: a linear model has lost something"
    if (kappa := _kappa(F)) > _WANTED:
        return f"κ is {kappa:.3g}, and should be at most {_WANTED:g}"
    return None


_FEATURES = Exercise(
    id="zigzag-features",
    task="The columns of X are inputs of a linear model with a bias. Return features, made from "
    "them column by column, that tell the same but have a condition number of at most "
    f"{_WANTED:g}.",
    inputs=("X",),
    simple=((np.array([[100.0, 1.0], [100.0, 3.0], [300.0, 1.0], [300.0, 3.0]]),),),
    numbers=_measurements,
    reference=_standardised,
    fault=_feature_fault,
    mistakes=(
        Mistake(
            "nothing changed",
            lambda X: X,
            "The largest column makes the steepest direction. Which units would you choose?",
        ),
        Mistake(
            "not scaled",
            lambda X: X - X.mean(axis=0),
            "Centred: good. But the columns are still of very different sizes.",
        ),
        Mistake(
            "not centred",
            lambda X: X / X.std(axis=0),
            "All columns vary equally now. But their means are far from 0, and so they "
            "compete with the bias.",
        ),
        Mistake(
            "squeezed into 0 to 1",
            lambda X: (X - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0)),
            "Nothing is negative, so every column still resembles the bias. Where should "
            "its mean be?",
        ),
        Mistake(
            "divided by the variance",
            lambda X: (X - X.mean(axis=0)) / X.var(axis=0),
            "The units are now 1/m² instead of none. Divide by the standard deviation.",
        ),
        Mistake(
            "rows instead of columns",
            lambda X: (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True),
            "That mixes square metres with years in one mean. A column is one quantity: axis=0.",
        ),
    ),
    hints=(
        "Measure every column in a unit in which it varies by about 1. Is that enough?",
        "The bias is a column too, all ones. A feature with mean 0 is at right angles to it.",
        "Subtract X.mean(axis=0), then divide by X.std(axis=0).",
    ),
)


# --- a refutation -----------------------------------------------------------------------------


def _curvatures(rng: Generator) -> Inputs:
    return (np.sort(rng.uniform([0.1, 1.0, 5.0], [0.6, 3.0, 9.0])).round(2),)


def _steepest(eta: Any, curvatures: Array) -> float:
    """The largest ηλ; NaN when the answer is no learning rate at all."""
    try:
        rate = as_numbers(eta, "the answer").astype(float)
    except (TypeError, ValueError):
        return math.nan
    return float(rate * curvatures.max()) if not rate.ndim and np.isfinite(rate) else math.nan


def _refute_fault(eta: Any, curvatures: Array) -> str | None:
    steepest = _steepest(eta, curvatures)
    if math.isnan(steepest):
        return "a learning rate is one finite number"
    return None if 1 < steepest < 2 * (1 - 1e-9) else f"the largest ηλ is {steepest:.4g}"


def _within(low: float, high: float) -> Callable[..., bool]:
    """Recognise a learning rate by its largest ηλ, in (low, high]."""
    return lambda eta, curvatures: low < _steepest(eta, curvatures) <= high


_REFUTE = Exercise(
    id="zigzag-refute",
    task="“If ηλ > 1 for some curvature λ, gradient descent on ½ Σ λᵢθᵢ² diverges.” Return a "
    "learning rate η that refutes this.",
    inputs=("curvatures",),
    simple=((np.array([1.0]),), (np.array([0.2, 4.0]),)),
    numbers=_curvatures,
    reference=lambda curvatures: 1.5 / np.max(curvatures),
    fault=_refute_fault,
    mistakes=(
        Mistake(
            "from the flattest",
            lambda curvatures: 1.5 / np.min(curvatures),
            "It refutes it in the flattest direction. What does the steepest do meanwhile?",
        ),
        Mistake(
            "uphill",
            lambda curvatures: -1.5 / np.max(curvatures),
            "ηλ > 1 does not hold here: a negative rate walks uphill, and 0 not at all.",
            fits=_within(-math.inf, 0.0),
        ),
        Mistake(
            "no counterexample",
            lambda curvatures: 0.9 / np.max(curvatures),
            "It converges, but no ηλ is above 1: the sentence says nothing about this case.",
            fits=_within(0.0, 1.0),
        ),
        Mistake(
            "on the edge",
            lambda curvatures: 2 / np.max(curvatures),
            "At ηλ = 2 the steepest direction bounces for ever: it neither diverges nor "
            "converges. Go a little lower.",
            fits=_within(2 * (1 - 1e-9), 2 * (1 + 1e-9)),
        ),
        Mistake(
            "it does diverge",
            lambda curvatures: 2.5 / np.max(curvatures),
            "Some ηλ is above 2, and there it does diverge. So the sentence stands.",
            fits=_within(2 * (1 + 1e-9), math.inf),
        ),
    ),
    hints=(
        "A counterexample has ηλ > 1 somewhere and converges all the same. What must |1 − ηλ| be?",
        "|1 − ηλ| < 1 for every λ means 0 < ηλ < 2. The largest λ decides.",
        "Any η between 1/L and 2/L, with L the largest curvature.",
    ),
)

EXERCISES = (_BEST, _ITERATIONS, _FEATURES, _REFUTE)
