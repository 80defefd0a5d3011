"""Exercises of notebook 06, *noisy gradients*."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator

_RATE = Exercise(
    id="noise-rate",
    task="η was tuned for the mean over a batch. The code is changed to the sum. Return the η "
    "that takes the same path.",
    inputs=("eta", "batch"),
    simple=((0.5, 10), (0.1, 32)),
    numbers=lambda rng: (float(rng.integers(1, 10)) / 10, int(rng.integers(3, 60))),
    reference=lambda eta, batch: eta / batch,
    mistakes=(
        Mistake(
            "the wrong way round",
            lambda eta, batch: eta * batch,
            "The gradient of the sum is the longer one, so its steps must be made shorter.",
        ),
        Mistake(
            "unchanged",
            lambda eta, batch: eta,
            "The gradient of the sum is longer, and so would be every step.",
        ),
        Mistake(
            "square root",
            lambda eta, batch: eta / np.sqrt(batch),
            "The square root belongs to the noise. The whole gradient grows, not only that.",
        ),
    ),
    hints=(
        "How much longer is the gradient of the sum than that of the mean?",
        "It is batch times as long. The step is η times the gradient and must stay.",
        "Divide η by the batch size.",
    ),
)


# --- variance ---------------------------------------------------------------------------------


def _spread(gradients: Array) -> float:
    return float(np.sum(np.var(gradients, axis=0)))


def _left(gradients: Array, batch: int) -> float:
    """The finite-population factor: nothing is left to chance when the batch is everything."""
    return (len(gradients) - batch) / (len(gradients) - 1)


_VARIANCE = Exercise(
    id="noise-variance",
    task="One row a gradient of one example. Return the variance, summed over the components, of "
    "the mean of a batch drawn without replacement.",
    inputs=("gradients", "batch"),
    simple=(
        (np.array([[0.0], [2.0]]), 1),
        (np.array([[0.0, 1.0], [3.0, 1.0], [6.0, 4.0]]), 2),
        (np.array([[1.0], [2.0], [4.0]]), 3),
    ),
    numbers=lambda rng: (rng.integers(-5, 6, (7, 2)).astype(float), int(rng.integers(3, 6))),
    reference=lambda gradients, batch: _spread(gradients) / batch * _left(gradients, batch),
    mistakes=(
        Mistake(
            "drawn with replacement",
            lambda gradients, batch: _spread(gradients) / batch,
            "That is right when an example may come twice. A batch of all examples has no "
            "variance at all.",
        ),
        Mistake(
            "forgot the batch",
            lambda gradients, batch: _spread(gradients) * _left(gradients, batch),
            "A mean over more examples varies less. By what factor?",
        ),
        Mistake(
            "square root of the batch",
            lambda gradients, batch: _spread(gradients) / np.sqrt(batch) * _left(gradients, batch),
            "The standard deviation falls like 1/√B; the variance is its square.",
        ),
        Mistake(
            "standard deviation",
            lambda gradients, batch: float(
                np.sqrt(_spread(gradients) / batch * _left(gradients, batch))
            ),
            "Close: asked is the variance, the square of that.",
        ),
        Mistake(
            "divided by N − 1",
            lambda gradients, batch: (
                float(np.sum(np.var(gradients, axis=0, ddof=1))) / batch * _left(gradients, batch)
            ),
            "The examples are all there are, no sample of more: their own variance divides by N.",
        ),
        Mistake(
            "factor from N",
            lambda gradients, batch: _spread(gradients) / batch * (1 - batch / len(gradients)),
            "The factor is (N − B)/(N − 1): for B = 1 it must be 1.",
        ),
    ),
    hints=(
        "Start with drawing with replacement: what is the variance of a mean of B numbers?",
        "It is np.var(gradients, axis=0).sum() / B. Without replacement there is a factor that is "
        "1 for B = 1 and 0 for B = N.",
        "That factor is (N − B)/(N − 1).",
    ),
)


# --- accumulation -----------------------------------------------------------------------------


def _micro(rng: Generator) -> Inputs:
    return rng.integers(-9, 10, (3, 2)).astype(float), rng.choice(np.arange(2, 9), 3, replace=False)


_ACCUMULATE = Exercise(
    id="noise-accumulate",
    task="One row for each micro-batch: the gradient of its summed loss; and its number of "
    "examples. Return the gradient of the mean loss over all examples.",
    inputs=("gradients", "counts"),
    simple=(
        (np.array([[4.0], [2.0]]), np.array([2, 1])),
        (np.array([[4.0, 0.0], [-9.0, 2.0], [1.0, 1.0]]), np.array([4, 4, 2])),
    ),
    numbers=_micro,
    reference=lambda gradients, counts: gradients.sum(axis=0) / counts.sum(),
    mistakes=(
        Mistake(
            "never divided",
            lambda gradients, counts: gradients.sum(axis=0),
            "That is the gradient of the summed loss, too long by the number of examples.",
        ),
        Mistake(
            "mean of means",
            lambda gradients, counts: (gradients / counts[:, None]).mean(axis=0),
            "A micro-batch of two examples would count as much as one of four.",
        ),
        Mistake(
            "divided by micro-batches",
            lambda gradients, counts: gradients.mean(axis=0),
            "The mean is over examples; that there were so many micro-batches is only how they "
            "came.",
        ),
        Mistake(
            "only the last",
            lambda gradients, counts: gradients[-1] / counts[-1],
            "The gradients before it are lost: accumulate means add up.",
        ),
    ),
    hints=(
        "What is the gradient of the sum of all losses?",
        "The rows added up. The mean loss is the sum over the number of examples.",
        "gradients.sum(axis=0) divided by counts.sum().",
    ),
)


# --- tokens -----------------------------------------------------------------------------------


def _padded(rng: Generator) -> Inputs:
    lengths = rng.permutation([5, 3, 2])
    there = np.arange(5) < lengths[:, None]
    labels = np.where(there, rng.integers(0, 9, there.shape), -100)
    return rng.integers(1, 40, there.shape) / 10, labels


def _total(losses: Array, labels: NDArray[Any]) -> float:
    return float(np.sum(losses, where=labels != -100))


def _mean_of_means(losses: Array, labels: NDArray[Any]) -> float:
    there = labels != -100
    return float(np.mean(np.sum(losses * there, axis=1) / there.sum(axis=1)))


_TOKENS = Exercise(
    id="noise-tokens",
    task="A row for each sequence, padded; where the label is −100 there is no target. Return the "
    "mean loss per target.",
    inputs=("losses", "labels"),
    simple=(
        (np.array([[1.0, 2.0], [3.0, 9.0]]), np.array([[5, 1], [7, -100]])),
        (np.array([[2.0, 4.0, 4.0], [1.0, 7.0, 7.0]]), np.array([[0, 3, 2], [0, -100, -100]])),
    ),
    numbers=_padded,
    reference=lambda losses, labels: _total(losses, labels) / int((labels != -100).sum()),
    mistakes=(
        Mistake(
            "divided by len",
            lambda losses, labels: _total(losses, labels) / len(labels),
            "len counts sequences; the sum ran over tokens.",
        ),
        Mistake(
            "divided by size",
            lambda losses, labels: _total(losses, labels) / labels.size,
            "Padding was counted among the targets, and makes the loss look smaller.",
        ),
        Mistake(
            "mean of sequence means",
            _mean_of_means,
            "A token in a short sequence would count more than one in a long sequence.",
        ),
        Mistake(
            "padding in the sum",
            lambda losses, labels: float(np.mean(losses)),
            "The losses where the label is −100 do not belong in the sum.",
        ),
    ),
    hints=(
        "Which entries of losses belong to a target?",
        "Those where labels != -100: add them up, and count them.",
        "losses[labels != -100].mean().",
    ),
)


# --- epochs -----------------------------------------------------------------------------------


def _training(rng: Generator) -> Inputs:
    batch = int(rng.integers(4, 9))
    examples = batch * int(rng.integers(3, 9)) + int(rng.integers(1, batch))
    return examples, batch, int(rng.integers(3, 9))


_UPDATES = Exercise(
    id="noise-updates",
    task="Return the number of updates in some epochs; the last batch of an epoch may be smaller.",
    inputs=("examples", "batch", "epochs"),
    simple=((10, 4, 2), (12, 4, 3), (33, 32, 5)),
    numbers=_training,
    reference=lambda examples, batch, epochs: epochs * -(-examples // batch),
    mistakes=(
        Mistake(
            "dropped the rest",
            lambda examples, batch, epochs: epochs * (examples // batch),
            "In an epoch every example is in a batch, the last few too.",
        ),
        Mistake(
            "one epoch", lambda examples, batch, epochs: -(-examples // batch), "That is one epoch."
        ),
        Mistake(
            "no end of an epoch",
            lambda examples, batch, epochs: -(-examples * epochs // batch),
            "A batch does not reach into the next epoch.",
        ),
        Mistake(
            "an update for each example",
            lambda examples, batch, epochs: examples * epochs,
            "That is a batch size of 1: there is one update for a whole batch.",
        ),
    ),
    hints=(
        "How many batches are there in one epoch of 10 examples in batches of 4?",
        "Three: 4 + 4 + 2. Round up.",
        "epochs times ⌈examples / batch⌉, in Python epochs * -(-examples // batch).",
    ),
)

EXERCISES = (_RATE, _VARIANCE, _ACCUMULATE, _TOKENS, _UPDATES)
