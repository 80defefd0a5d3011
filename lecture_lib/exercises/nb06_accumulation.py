"""Exercises of notebook 06, *noisy gradients*: several batches to one update."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- accumulation -----------------------------------------------------------------------------

_PADDING = -100


def _padded(rng: Generator, lengths: list[list[int]], width: int = 4) -> list[NDArray[Any]]:
    """Labels of micro-batches: a row for each sequence, −100 after its end."""
    return [
        np.where(
            np.arange(width) < np.array(ends)[:, None],
            rng.integers(0, 9, (len(ends), width)),
            _PADDING,
        )
        for ends in lengths
    ]


def _micro(rng: Generator) -> Inputs:
    counts = rng.permutation([1, 2, 3])
    lengths = [rng.integers(1, 5, count).tolist() for count in counts]
    return rng.integers(-9, 10, (3, 2)).astype(float), _padded(rng, lengths)


def _targets(labels: list[NDArray[Any]]) -> Array:
    return np.array([(np.asarray(each) != _PADDING).sum() for each in labels], dtype=float)


def _sequences(labels: list[NDArray[Any]]) -> Array:
    return np.array([len(each) for each in labels], dtype=float)


_ACCUMULATE = Exercise(
    id="noise-accumulate",
    task="gradients has a row for each micro-batch: the gradient of its loss, summed over its "
    "targets. labels has an array for each: a row for each sequence, with −100 where there is no "
    "target. Return the gradient of the mean loss over all targets.",
    inputs=("gradients", "labels"),
    simple=(
        (np.array([[6.0], [2.0]]), [np.array([[5, 1], [0, -100]]), np.array([[7, -100]])]),
        (
            np.array([[4.0, 0.0], [-9.0, 2.0], [1.0, 5.0]]),
            _padded(np.random.default_rng(0), [[4, 2], [1], [3, 3, 1]]),
        ),
    ),
    numbers=_micro,
    reference=lambda gradients, labels: gradients.sum(axis=0) / _targets(labels).sum(),
    mistakes=(
        Mistake(
            "as it was",
            lambda gradients, labels: (gradients / _sequences(labels)[:, None]).mean(axis=0),
            "Nothing is repaired yet. What does len count, and what does the sum run over?",
        ),
        Mistake(
            "never divided",
            lambda gradients, labels: gradients.sum(axis=0),
            "That is the gradient of the summed loss: it was divided by nothing, or by 1. labels "
            "is a list of arrays: labels != -100 compares the list, not the numbers in it.",
        ),
        Mistake(
            "mean of means",
            lambda gradients, labels: (gradients / _targets(labels)[:, None]).mean(axis=0),
            "The targets are counted well. But a micro-batch with one target now counts as much "
            "as one with ten.",
        ),
        Mistake(
            "means added",
            lambda gradients, labels: (gradients / _targets(labels)[:, None]).sum(axis=0),
            "The targets are counted well. But a sum of means is the mean of nothing: divide once, "
            "at the end.",
        ),
        Mistake(
            "means over sequences added",
            lambda gradients, labels: (gradients / _sequences(labels)[:, None]).sum(axis=0),
            "Two things are left: what len counts, and that each micro-batch is divided by itself.",
        ),
        Mistake(
            "sequences counted",
            lambda gradients, labels: gradients.sum(axis=0) / _sequences(labels).sum(),
            "One division at the end: good. But len counts sequences, and the sum runs over "
            "targets.",
        ),
        Mistake(
            "padding counted",
            lambda gradients, labels: gradients.sum(axis=0) / sum(np.size(y) for y in labels),
            "Padding is counted among the targets, and makes the gradient too short.",
        ),
        Mistake(
            "padding instead of targets",
            lambda gradients, labels: (
                gradients.sum(axis=0) / max(1, sum(np.sum(y == _PADDING) for y in labels))
            ),
            "That is divided by the number of paddings: the mask is turned round.",
        ),
        Mistake(
            "class 0 left out",
            lambda gradients, labels: (
                gradients.sum(axis=0) / max(1, sum(np.sum(y > 0) for y in labels))
            ),
            "Nearly. A label may be 0: that is a class, and a target like any other.",
        ),
        Mistake(
            "divided by micro-batches",
            lambda gradients, labels: gradients.mean(axis=0),
            "How many micro-batches there are is chance: they are only how the targets came.",
        ),
        Mistake(
            "only the last",
            lambda gradients, labels: gradients[-1] / _targets(labels)[-1],
            "The gradients before it are lost. Accumulate means add up.",
        ),
    ),
    hints=(
        "What is the gradient of the loss summed over all targets of all micro-batches?",
        "The rows added up. There is one division, at the end: by what?",
        "By the number of labels that are not −100, in all micro-batches together.",
    ),
)


# --- batches of one epoch ---------------------------------------------------------------------


def _division(rng: Generator) -> Inputs:
    batch = int(rng.integers(3, 9))
    return batch * int(rng.integers(3, 9)), batch


_EPOCH = Exercise(
    id="noise-epoch",
    task="An epoch cuts the shuffled examples into batches of equal size; batch divides examples. "
    "Return the correlation of the noises of two different batches of the same epoch: the mean "
    "product of their deviations from the full gradient, over the variance of one batch.",
    inputs=("examples", "batch"),
    simple=((12, 3), (12, 6), (10, 1)),
    numbers=_division,
    reference=lambda examples, batch: -batch / (examples - batch),
    mistakes=(
        Mistake(
            "independent",
            lambda examples, batch: 0.0,
            "What one batch has, the others lack. Over the epoch their deviations add up to what?",
        ),
        Mistake(
            "single examples",
            lambda examples, batch: -1 / (examples - 1),
            "That is for two examples. Put batches in their place: how many are there?",
        ),
        Mistake(
            "one batch too many",
            lambda examples, batch: -batch / examples,
            "With m batches, how many others does each have?",
        ),
        Mistake(
            "turned over",
            lambda examples, batch: -(examples - batch) / batch,
            "Upside down: with many batches two of them are nearly independent.",
        ),
    ),
    hints=(
        "The deviations of all batches of an epoch add up to a number that you know.",
        "They add up to 0. Square the sum, as was done for single examples.",
        "With m batches, each has m − 1 others. How many batches are there in an epoch?",
    ),
)


EXERCISES = (_ACCUMULATE, _EPOCH)
