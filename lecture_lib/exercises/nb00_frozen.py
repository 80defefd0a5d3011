"""An exercise of notebook 00, *start here*: a start from which nothing moves."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


def _fault(answer: Any, images: Array, hidden: int) -> str | None:
    """Say which weight is 0, or which sum is above 0."""
    try:
        weights = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError) as error:
        return str(error)
    shape = images.shape[1], hidden
    if weights.shape != shape:
        return f"a row for each pixel and a column for each sum is {shape}, not {weights.shape}"
    if not np.isfinite(weights).all():
        return "there is nan or inf in it"
    if (weights == 0).any():
        return "a weight is 0, and none may be"
    row, which = np.unravel_index(np.argmax(images @ weights), (len(images), hidden))
    given = (images @ weights)[row, which]
    if given > 0:
        return f"sum {which} is {given:.3g} for image {row}, and relu lets it pass"
    return None


def _images(rng: Generator) -> Inputs:
    return rng.integers(0, 17, size=(6, 5)) / 16, int(rng.integers(2, 5))


_FROZEN = Exercise(
    id="start-frozen",
    task="Break it without a zero: return weights V, one row for each pixel and one column for "
    "each of the hidden sums, none of them 0, from which no weight ever moves, whatever W is. The "
    "ink in images is never negative.",
    inputs=("images", "hidden"),
    simple=(
        (np.array([[0.0, 1.0], [0.5, 0.25]]), 2),
        (np.array([[1.0, 0.0, 0.5]]), 1),
    ),
    numbers=_images,
    reference=lambda images, hidden: -np.ones((np.shape(images)[1], hidden)),
    mistakes=(
        Mistake(
            "zeros",
            lambda images, hidden: np.zeros((np.shape(images)[1], hidden)),
            "That is the start from above. This time no weight may be 0.",
            fits=lambda answer, images, hidden: (
                np.shape(answer) == (np.shape(images)[1], hidden) and not np.any(answer)
            ),
        ),
        Mistake(
            "positive",
            lambda images, hidden: np.ones((np.shape(images)[1], hidden)),
            "Ink times positive weights is positive, and relu lets it through.",
        ),
        Mistake(
            "tiny",
            lambda images, hidden: np.full((np.shape(images)[1], hidden), 1e-9),
            "Tiny is not 0: the sums are a little above 0, and training goes on.",
            fits=lambda answer, images, hidden: (
                np.shape(answer) == (np.shape(images)[1], hidden)
                and bool(0 < np.max(np.abs(answer)) < 1e-3)
            ),
        ),
        Mistake(
            "the other way round",
            lambda images, hidden: -np.ones((hidden, np.shape(images)[1])),
            "Rows and columns are exchanged: images @ V needs a row for each pixel.",
            fits=lambda answer, images, hidden: (
                np.shape(answer) == (hidden, np.shape(images)[1])
                and np.shape(answer) != (np.shape(images)[1], hidden)
            ),
        ),
        Mistake(
            "one sum is left",
            lambda images, hidden: (
                np.where(np.arange(hidden) == 0, 1.0, -1.0) * np.ones((np.shape(images)[1], 1))
            ),
            "One sum is still above 0, and its weights move. All of them must be silent.",
        ),
    ),
    hints=(
        "relu turns every sum below 0 into 0, and still does after a nudge. What is then the "
        "slope of a weight in V, and of one in W?",
        "When is a sum of ink times weights below 0, if no ink is?",
        "np.full((rows, columns), number) makes an array of one number; images.shape[1] is the "
        "number of pixels.",
    ),
    fault=_fault,
)

EXERCISES = (_FROZEN,)
