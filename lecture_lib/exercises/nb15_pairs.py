"""Exercise of notebook 15: a loss that forgot a class."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import softmax
from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[Any]
Generator = np.random.Generator


def _log(logits: Array, axis: int = -1) -> Array:
    return np.asarray(np.log(softmax(np.asarray(logits, float), axis=axis)))


def _picked(logits: Array, labels: Array, axis: int = -1) -> Array:
    return np.asarray(_log(logits, axis)[np.arange(len(labels)), np.asarray(labels)])


def _right(logits: Array, labels: Array) -> float:
    return float(-_picked(logits, labels)[np.asarray(labels) >= 0].mean())


def _over(logits: Array, labels: Array, counted: Array) -> float:
    return float(-_picked(logits, labels)[counted].mean())


def _drawn(rng: Generator) -> Inputs:
    labels = rng.permutation([0, 0, 0, 1, 1, -1, -1, int(rng.integers(2))])
    return rng.integers(-20, 21, (8, 2)) / 10 + [0.05, -0.3], labels


_PAIRS = Exercise(
    id="objective-pairs",
    task="The repaired loss of next sentence. Row by row logits, (B, 2), says how probable the two "
    "classes are; labels is 1 where the second sentence follows, 0 where it does not, and −1 "
    "where a row is padding, no pair at all. Return the mean cross-entropy of the pairs.",
    inputs=("logits", "labels"),
    simple=(
        (np.array([[0.0, 2.0], [1.0, 1.5], [0.5, -1.0], [0.2, 0.4]]), np.array([1, 0, 0, -1])),
        _drawn(np.random.default_rng(8)),
    ),
    numbers=_drawn,
    reference=_right,
    mistakes=(
        Mistake(
            "as printed",
            lambda logits, labels: _over(logits, labels, np.asarray(labels) != 0),
            "That is the routine as it was: class 0 is left out, and padding is counted.",
        ),
        Mistake(
            "class 0 left out",
            lambda logits, labels: _over(logits, labels, np.asarray(labels) > 0),
            "Padding is out now. But pairs that do not follow each other are left out as well.",
        ),
        Mistake(
            "class 1 left out",
            lambda logits, labels: _over(logits, labels, np.asarray(labels) == 0),
            "Now the other class is left out.",
        ),
        Mistake(
            "padding counted",
            lambda logits, labels: float(-_picked(logits, labels).mean()),
            "Both classes count now, and so does padding: labels[i] = −1 picks the last column.",
        ),
        Mistake(
            "padding counted as class 0",
            lambda logits, labels: float(-_picked(logits, np.maximum(labels, 0)).mean()),
            "Both classes count, and padding counts as class 0. It is no pair at all.",
        ),
        Mistake(
            "a mean over all rows",
            lambda logits, labels: _right(logits, labels) * np.mean(np.asarray(labels) >= 0),
            "The sum is right. It was divided by all rows, padding included.",
        ),
        Mistake(
            "a sum",
            lambda logits, labels: _right(logits, labels) * np.sum(np.asarray(labels) >= 0),
            "That is the sum over the pairs. Their mean is asked for.",
        ),
        Mistake(
            "wrong sign",
            lambda logits, labels: -_right(logits, labels),
            "A loss is at least 0: what is the logarithm of a probability?",
        ),
        Mistake(
            "classes exchanged",
            lambda logits, labels: _right(np.asarray(logits)[:, ::-1], labels),
            "The right rows, and the other class in each. Column 1 is for a sentence that follows.",
        ),
        Mistake(
            "softmax over the batch",
            lambda logits, labels: float(
                -_picked(logits, labels, axis=0)[np.asarray(labels) >= 0].mean()
            ),
            "Probabilities sum to 1 over the two classes of a row, not over the batch.",
        ),
        Mistake(
            "no logarithm",
            lambda logits, labels: float(
                -np.exp(_picked(logits, labels))[np.asarray(labels) >= 0].mean()
            ),
            "Those are probabilities. Cross-entropy is the mean of their −ln.",
        ),
        Mistake(
            "no softmax",
            lambda logits, labels: float(
                -np.asarray(logits)[np.arange(len(labels)), labels][np.asarray(labels) >= 0].mean()
            ),
            "Those are logits. They become probabilities first.",
        ),
        Mistake(
            "classes alike",
            lambda logits, labels: sum(
                _over(logits, labels, np.asarray(labels) == c) / 2 for c in (0, 1)
            ),
            "That gives both classes the same weight. Each pair is to count once.",
        ),
    ),
    hints=(
        "Which rows are pairs? What do their labels have in common that padding's have not?",
        "The condition labels != 0 is true of 1 and −1. Find one that is true of 0 and 1.",
        "Change that condition, and leave everything else.",
    ),
)

EXERCISES = (_PAIRS,)
