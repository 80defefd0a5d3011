"""An exercise of notebook 07: what holds a run up?"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


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
            "one number",
            lambda eta, before, after: ((1 - _factor(before, after)) / eta,),
            "The curvature is right. Return two numbers: the advice is missing.",
            fits=lambda answer, eta, before, after: (
                np.size(answer) == 1
                and bool(np.allclose(answer, (1 - _factor(before, after)) / eta))
            ),
        ),
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

EXERCISES = (_JUDGE,)
