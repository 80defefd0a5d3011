"""Exercises of notebook 07, *zig-zag*: its cures, other units and steps that vary."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers
from .nb07_zigzag import best_rate, draw_valley

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- features ---------------------------------------------------------------------------------

_WANTED = 5.0


def _kappa(features: Array) -> float:
    """Condition number of a linear model with a bias; infinite when it cannot be solved."""
    design = np.column_stack([features, np.ones(len(features))])
    values = np.linalg.svd(design, compute_uv=False)
    return float((values[0] / values[-1]) ** 2) if values[-1] > 1e-12 * values[0] else math.inf


def _standardised(X: Array) -> Array:
    return np.asarray((X - X.mean(axis=0)) / X.std(axis=0))


def _squeezed(X: Array) -> Array:
    return np.asarray(2 * (X - X.min(axis=0)) / np.ptp(X, axis=0) - 1)


def _measurements(rng: Generator) -> Inputs:
    """Eight flats, three columns in very different units, no two strongly correlated."""
    while True:
        X = np.rint(rng.normal(size=(8, 3)) * [20, 5, 9] + [80, 40, 35]) / [1, 10, 1]
        if _kappa(_standardised(X)) < 3.5 and _kappa(_squeezed(X)) > 1.1 * _WANTED:
            return (X,)


def _feature_fault(answer: Any, X: Array) -> str | None:
    """What is wrong with features that should say all X says, at a small condition number."""
    try:
        F = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError) as error:
        return str(error)
    if F.ndim != 2 or len(F) != len(X):
        return f"the shape is {F.shape}; a row for each of the {len(X)} rows of X is needed"
    if F.shape[1] != X.shape[1]:
        return f"{X.shape[1]} columns are needed, as many as X has"
    if not np.isfinite(F).all():
        return "there is nan or inf in it"
    design = np.column_stack([F, np.ones(len(F))])
    residue = X - design @ np.linalg.lstsq(design, X, rcond=None)[0]
    if (np.abs(residue) > 1e-6 * np.abs(X).max(axis=0)).any():
        return "X cannot be computed from these columns any more"
    if (kappa := _kappa(F)) > _WANTED:
        return f"κ is {kappa:.3g}, and should be at most {_WANTED:g}"
    return None


_FEATURES = Exercise(
    id="zigzag-features",
    task="The columns of X are inputs of a linear model with a bias. Repair features(X): it "
    "returns as many columns, from which X could be computed, with a condition number of at most "
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
            "1 taken off",
            lambda X: X / X.std(axis=0) - 1,
            "All columns vary equally now. But 1 is not their mean: they still compete with the "
            "bias.",
        ),
        Mistake(
            "still one unit for all",
            lambda X: (X - X.min()) / (X.max() - X.min()),
            "One smallest and one largest number for all columns: square metres and years share "
            "a unit. A column is one quantity: axis=0.",
        ),
        Mistake(
            "one mean for all",
            lambda X: (X - X.mean()) / X.std(),
            "One mean and one deviation for all columns. A column is one quantity: axis=0.",
        ),
        Mistake(
            "squeezed into 0 to 1",
            lambda X: (X - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0)),
            "Nothing is negative, so every column still resembles the bias. Where should "
            "its mean be?",
        ),
        Mistake(
            "squeezed into −1 to 1",
            _squeezed,
            "Two extreme rows decide here about a whole column. The middle between them is not "
            "the mean, and most entries are much smaller than 1.",
        ),
        Mistake(
            "divided by the largest",
            lambda X: X / X.max(axis=0),
            "All columns end at 1 now. But nothing is negative, so they compete with the bias.",
        ),
        Mistake(
            "one deviation for all",
            lambda X: (X - X.mean(axis=0)) / X.std(),
            "Centred: good. But there is one deviation for all columns. A column is one "
            "quantity: axis=0.",
        ),
        Mistake(
            "divided by the range",
            lambda X: (X - X.mean(axis=0)) / np.ptp(X, axis=0),
            "Centred: good. But in units of its range a column varies by much less than 1, and "
            "the bias beside it is a column of ones.",
        ),
        Mistake(
            "divided by the farthest",
            lambda X: (X - X.mean(axis=0)) / np.abs(X - X.mean(axis=0)).max(axis=0),
            "Centred: good. But one extreme row decides about the unit, and in it a column varies "
            "by much less than 1, while the bias beside it is a column of ones.",
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


# --- steps that vary --------------------------------------------------------------------------


def _order_fault(answer: Any, hessian: Array) -> str | None:
    """What is wrong with step sizes that should reach the minimum and never swell a mode."""
    try:
        rates = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError) as error:
        return str(error)
    n = len(hessian)
    if rates.shape != (n,) or not np.isfinite(rates).all():
        return f"{n} finite step sizes in a row are needed"
    eigenvalues = np.linalg.eigvalsh(hessian)
    left = np.abs(np.cumprod(1 - rates[:, None] * eigenvalues, axis=0))
    if left[-1].max() > 1e-6:
        return f"at the end a mode is {left[-1].max():.3g} times what it was, and should be 0"
    if left.max() > 1 + 1e-9:
        return f"on the way a mode is {left.max():.3g} times as large as at the start"
    return None


def _inverses(curvatures: Callable[[Any], Any]) -> Callable[..., bool]:
    """Recognise the inverses of some numbers of H, in whatever order."""

    def fits(answer: Any, hessian: Array) -> bool:
        return bool(np.allclose(np.sort(answer), np.sort(1 / curvatures(hessian)), rtol=1e-6))

    return fits


_ORDER = Exercise(
    id="zigzag-order",
    task="f(θ) = ½ θᵀHθ with n directions. Return n learning rates, in the order in which they "
    "are to be used, that lead from every start to the minimum, while no mode is ever larger "
    "than at the start.",
    inputs=("hessian",),
    simple=(
        (np.diag([0.2, 4.0]),),
        (np.array([[5.0, 4.0], [4.0, 5.0]]),),
        (np.diag([9.0, 2.0, 1.0]),),
    ),
    numbers=draw_valley,
    reference=lambda hessian: np.sort(1 / np.linalg.eigvalsh(hessian)),
    fault=_order_fault,
    mistakes=(
        Mistake(
            "the flattest first",
            lambda hessian: 1 / np.linalg.eigvalsh(hessian),
            "It does arrive. But the first step is so large that the steep modes are thrown far "
            "up the walls. Which mode should be gone before the large steps come?",
        ),
        Mistake(
            "in no order",
            lambda hessian: 1 / np.linalg.eigvalsh(hessian)[[1, 0, *range(2, len(hessian))]],
            "The rates are right. But a mode may swell before its own step comes. Which mode "
            "should be gone before the large steps come? (np.linalg.eig does not sort.)",
            fits=_inverses(np.linalg.eigvalsh),
        ),
        Mistake(
            "the diagonal",
            lambda hessian: np.sort(1 / np.diag(hessian)),
            "The diagonal holds the curvatures along the axes. The modes of a turned bowl have "
            "the eigenvalues.",
            fits=_inverses(np.diag),
        ),
        Mistake(
            "curvatures instead of rates",
            lambda hessian: np.sort(np.linalg.eigvalsh(hessian))[::-1],
            "A mode is gone when 1 − ηλ = 0. Solve this for η.",
        ),
        Mistake(
            "bounce instead of stop",
            lambda hessian: np.sort(2 / np.linalg.eigvalsh(hessian)),
            "At η = 2/λ the mode only changes sides. Where is 1 − ηλ equal to 0?",
        ),
        Mistake(
            "the best constant rate",
            lambda hessian: np.full(len(hessian), best_rate(hessian)),
            "That is best when all steps are the same. Here each may kill one mode.",
        ),
    ),
    hints=(
        "Which η makes a mode of curvature λ vanish in one step?",
        "η = 1/λ, one step for each eigenvalue. Now the order: what does 1/μ do to the mode L?",
        "Small steps first: np.sort(1 / np.linalg.eigvalsh(hessian)).",
    ),
)

EXERCISES = (_FEATURES, _ORDER)
