"""An exercise of notebook 14: the perplexity of sentences of unequal length."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]
Generator = np.random.Generator


def _right(p: Array, targets: Numbers, padding: int) -> float:
    return float(np.exp(-np.log(p[targets != padding]).mean()))


def _sentences(p: Array, targets: Numbers, padding: int) -> Array:
    """The mean surprise of each sentence, at its words."""
    there = targets != padding
    return np.asarray((-np.log(p) * there).sum(axis=1) / there.sum(axis=1))


def _batch(rng: Generator) -> Inputs:
    padding = int(rng.choice([5, 7, 9]))
    lengths = rng.permutation([1, 3, 5])
    targets = rng.integers(0, 5, (3, 5))
    targets[:, 0] = 0  # a word like any other
    p = rng.integers(5, 70, (3, 5)) / 100
    out = np.arange(5) >= lengths[:, None]
    targets[out], p[out] = padding, rng.choice([0.97, 0.98, 0.99], int(out.sum()))
    return p, targets, padding


_PADDING = Exercise(
    id="lm-padding",
    task="A batch holds sentences of unequal length, one a row; the shorter ones are filled up "
    "with the number padding, which is no word. p[i, j] is the probability that a model gave to "
    "targets[i, j], padding included. Return the perplexity of the words: of the text that one "
    "gets by writing the sentences one after the other.",
    inputs=("p", "targets", "padding"),
    simple=(
        (np.array([[0.5, 0.25], [0.125, 0.9]]), np.array([[0, 2], [1, 3]]), 3),
        (
            np.array([[0.5, 0.2, 0.4], [0.1, 0.99, 0.98], [0.25, 0.3, 0.95]]),
            np.array([[0, 1, 2], [2, 6, 6], [0, 0, 6]]),
            6,
        ),
    ),
    numbers=_batch,
    reference=_right,
    mistakes=(
        Mistake(
            "as printed",
            lambda p, targets, padding: float(np.exp(-np.log(p).mean(axis=1)).mean()),
            "So the printed one does. What does it do with padding, and how much does a word in a "
            "short sentence count?",
        ),
        Mistake(
            "padding counts",
            lambda p, targets, padding: float(np.exp(-np.log(p).mean())),
            "Every place counts alike now. But padding is no word: it is easily foreseen, and "
            "makes the model look better than it is.",
        ),
        Mistake(
            "a perplexity for each sentence",
            lambda p, targets, padding: float(np.exp(_sentences(p, targets, padding)).mean()),
            "Padding is gone. But the mean of perplexities is not the perplexity of the text: "
            "when is e^… taken?",
        ),
        Mistake(
            "sentences alike",
            lambda p, targets, padding: float(np.exp(_sentences(p, targets, padding).mean())),
            "Padding is gone. But each sentence counts alike, so a word of a short one counts for "
            "more than one of a long one.",
        ),
        Mistake(
            "divided by all places",
            lambda p, targets, padding: float(
                np.exp((-np.log(p) * (targets != padding)).sum() / p.size)
            ),
            "Only words are added up. But they are divided by the number of all places.",
        ),
        Mistake(
            "zero for padding",
            lambda p, targets, padding: float(np.exp(-np.log(p[targets != 0]).mean())),
            "That leaves the word of number 0 out, and padding in. The number of padding is given.",
        ),
        Mistake(
            "a loss",
            lambda p, targets, padding: float(np.log(_right(p, targets, padding))),
            "That is the mean surprise, and right. The perplexity is e to it.",
        ),
        Mistake(
            "the mean first",
            lambda p, targets, padding: float(1 / p[targets != padding].mean()),
            "That is one over the mean probability. The mean is taken of the surprises.",
        ),
        Mistake(
            "a mean of perplexities",
            lambda p, targets, padding: float((1 / p[targets != padding]).mean()),
            "1/p is the perplexity at one word. First the mean of the surprises, then e to it.",
        ),
        Mistake(
            "a mean of perplexities, padding included",
            lambda p, targets, padding: float((1 / p).mean()),
            "1/p is the perplexity at one place, and padding is among them. First the mean of the "
            "surprises of words, then e to it.",
        ),
        Mistake(
            "to the base 2",
            lambda p, targets, padding: float(2.0 ** np.log(_right(p, targets, padding))),
            "Nats go with e, bits with 2: the base of the power is that of the logarithm.",
        ),
        Mistake(
            "upside down",
            lambda p, targets, padding: 1 / _right(p, targets, padding),
            "One over the perplexity. Is the surprise −ln p, with the minus?",
        ),
    ),
    hints=(
        "Write the second case's sentences one after the other. Which places are left?",
        "targets != padding is True at the words. Index p with it, and all words are in one row.",
        "The mean of −ln p over the words, then e to it.",
    ),
)


EXERCISES = (_PADDING,)
