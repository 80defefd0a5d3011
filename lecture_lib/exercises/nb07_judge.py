"""An exercise of notebook 07: what holds a run up in the end?"""

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


def _run(rng: Generator) -> Inputs:
    """All gradients of a run in a turned bowl, until one mode is left.

    That mode bounces, so the lengths of gradients mislead. At first two other modes outweigh it,
    which keep their direction, so the first steps mislead as well.
    """
    eta = float(np.round(rng.uniform(0.1, 0.4), 2))
    factors = np.array([-np.round(rng.uniform(0.93, 0.97), 3), rng.uniform(0.4, 0.5), 0.2])
    turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    parts = np.array([1.0, 4.0, 2.0]) * rng.uniform(0.8, 1.2, 3)
    return eta, (parts * factors ** np.arange(81)[:, None]) @ turn.T


def _factor(gradients: Array, at: int = -2) -> float:
    """What a step multiplied the gradient by; the last step unless another one is named."""
    before, after = gradients[at], gradients[at + 1]
    return float(before @ after / (before @ before))


def _verdict(curvature: Callable[..., float]) -> Callable[..., tuple[float, float]]:
    """Pair a curvature with the right advice: 1 to raise η, −1 to lower it."""
    return lambda eta, gradients: (
        curvature(eta, gradients),
        1.0 if _factor(gradients) > 0 else -1.0,
    )


def _first(answer: Any) -> Array:
    """The curvature of an answer, which may be a row of them; infinite when there is none."""
    try:
        return np.asarray(answer[0] if len(answer) else math.inf, dtype=float)
    except (TypeError, ValueError, IndexError):
        return np.asarray(math.inf)


def _slip(name: str, curvature: Callable[..., float], say: str) -> Mistake:
    """A wrong curvature, whatever the advice beside it."""

    def fits(answer: Any, eta: float, gradients: Array) -> bool:
        return bool(np.allclose(_first(answer), curvature(eta, gradients), rtol=1e-6))

    return Mistake(name, _verdict(curvature), say, fits)


def _by_components(answer: Any, eta: float, gradients: Array) -> bool:
    """Whether gradients were divided: a row of numbers, or 0/0 where a component is 0."""
    found = _first(answer)
    return bool(found.ndim) or bool(np.isnan(found))


_JUDGE = Exercise(
    id="zigzag-judge",
    task="The rows of gradients are those of a run in a bowl, with learning rate eta, with respect "
    "to θ. At its end only the slowest mode is left. Return the curvature λ of that mode, and 1 if "
    "η should be raised, −1 if it should be lowered.",
    inputs=("eta", "gradients"),
    simple=(
        (0.5, np.array([[1.0, 3.0], [0.9, 0.0], [0.81, 0.0], [0.729, 0.0]])),
        (0.4, np.array([[5.0, 2.0], [0.0, -1.6], [0.0, 1.28], [0.0, -1.024]])),
        (0.2, np.array([[9.0, 3.0], [2.0, -2.0], [1.6, -1.6], [1.28, -1.28]])),
    ),
    numbers=_run,
    reference=_verdict(lambda eta, gradients: (1 - _factor(gradients)) / eta),
    mistakes=(
        Mistake(
            "one number",
            lambda eta, gradients: ((1 - _factor(gradients)) / eta,),
            "The curvature is right. Return two numbers: the advice is missing.",
            fits=lambda answer, eta, gradients: (
                np.size(answer) == 1 and bool(np.allclose(answer, (1 - _factor(gradients)) / eta))
            ),
        ),
        Mistake(
            "the advice",
            lambda eta, gradients: (
                (1 - _factor(gradients)) / eta,
                -1.0 if _factor(gradients) > 0 else 1.0,
            ),
            "The curvature is right. Now the advice: when the last two gradients "
            "point opposite ways, is it the flat mode that is slow, or the steep one?",
            fits=lambda answer, eta, gradients: bool(
                np.allclose(_first(answer), (1 - _factor(gradients)) / eta)
            ),
        ),
        Mistake(
            "the first steps",
            lambda eta, gradients: (
                (1 - _factor(gradients, 0)) / eta,
                1.0 if _factor(gradients, 0) > 0 else -1.0,
            ),
            "That is what the first step felt: a mean over all modes. Which two gradients have "
            "only one mode left?",
            fits=lambda answer, eta, gradients: bool(
                np.allclose(_first(answer), (1 - _factor(gradients, 0)) / eta, rtol=1e-6)
            ),
        ),
        _slip(
            "the mean over the run",
            lambda eta, gradients: (
                (1 - float(np.mean([_factor(gradients, t) for t in range(len(gradients) - 1)])))
                / eta
            ),
            "The mean over all steps mixes the early ones in, which felt other modes. Look late.",
        ),
        _slip(
            "sums over the run",
            lambda eta, gradients: (
                (1 - float(np.sum(gradients[:-1] * gradients[1:]) / np.sum(gradients[:-1] ** 2)))
                / eta
            ),
            "Sums over all steps are ruled by the early gradients, which are the largest and felt "
            "other modes. Look late.",
        ),
        _slip(
            "the first and the last",
            lambda eta, gradients: (
                (1 - float(gradients[0] @ gradients[-1] / (gradients[0] @ gradients[0]))) / eta
            ),
            "Between the first gradient and the last lie many steps. The factor of one step is "
            "that of two successive gradients.",
        ),
        _slip(
            "the sign was lost",
            lambda eta, gradients: float(
                (1 - np.linalg.norm(gradients[-1]) / np.linalg.norm(gradients[-2])) / eta
            ),
            "Where the two gradients point opposite ways, the factor is negative. The two lengths "
            "do not tell; an inner product does.",
        ),
        _slip(
            "squared lengths",
            lambda eta, gradients: float(
                (1 - gradients[-1] @ gradients[-1] / (gradients[-2] @ gradients[-2])) / eta
            ),
            "The squared lengths give the square of the factor, without its sign. The inner "
            "product of both gradients has it.",
        ),
        _slip(
            "η is still in it",
            lambda eta, gradients: 1 - _factor(gradients),
            "That is ηλ.",
        ),
        _slip(
            "the factor",
            lambda eta, gradients: _factor(gradients),
            "That is what a step multiplies the mode by, 1 − ηλ. Solve for λ.",
        ),
        _slip(
            "the length, not its square",
            lambda eta, gradients: (
                (1 - _factor(gradients) * float(np.linalg.norm(gradients[-2]))) / eta
            ),
            "If after = factor · before, then before @ after is the factor times which number?",
        ),
        _slip(
            "the wrong way round",
            lambda eta, gradients: (1 - 1 / _factor(gradients)) / eta,
            "The later gradient is the factor times the earlier one, not the other way round.",
        ),
        _slip(
            "plus instead of minus",
            lambda eta, gradients: (1 + _factor(gradients)) / eta,
            "The factor is 1 − ηλ, not ηλ − 1. Solve for λ once more.",
        ),
        _slip(
            "the other sign",
            lambda eta, gradients: (_factor(gradients) - 1) / eta,
            "A bowl has positive curvatures. Solve for λ once more.",
        ),
        _slip(
            "the cosine",
            lambda eta, gradients: (1 - float(np.sign(_factor(gradients)))) / eta,
            "The cosine of two gradients along one line is 1 or −1. How much shorter has the "
            "gradient become?",
        ),
        Mistake(
            "component by component",
            lambda eta, gradients: (math.nan, 0.0),
            "A component of a gradient may be 0, and all components have the same factor. "
            "Find one number for the last two of them.",
            fits=_by_components,
        ),
    ),
    hints=(
        "Along a mode of curvature λ the gradient is λx. What does a step multiply it by? And when "
        "is there only one mode?",
        "At the end, after = (1 − ηλ) · before, with the last two rows as before and after. A "
        "negative factor is a mode that is too steep for η.",
        "factor = before @ after / (before @ before), and λ = (1 − factor) / eta. Raise η if "
        "the factor is positive.",
    ),
)

EXERCISES = (_JUDGE,)
