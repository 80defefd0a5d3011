"""An exercise of notebook 07: a claim about the learning rate to refute."""

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
            "Right of the crossing: good. But η/2 lies far on the left, and its ρ is no smaller "
            "yet. Go on towards 2/L.",
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

EXERCISES = (_REFUTE,)
