"""Exercise of notebook 15: attention that sees no future."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import softmax
from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


def _mixed(
    q: Array, k: Array, v: Array, *, seen: int = 0, power: float = 0.5, hide: float = -np.inf
) -> Array:
    """Row t mixes what stands up to `seen` places later; scores are divided by d ** power."""
    scores = np.asarray(q) @ np.asarray(k).T / np.shape(q)[1] ** power
    return np.asarray(softmax(np.where(np.tri(len(scores), k=seen) > 0, scores, hide)) @ v)


def _before_alone(q: Array, k: Array, v: Array) -> Array:
    """Row t sees what stands before it, and the first row itself."""
    scores = np.asarray(q) @ np.asarray(k).T / np.shape(q)[1] ** 0.5
    seen = np.tri(len(scores), k=-1) > 0
    seen[0, 0] = True
    return np.asarray(softmax(np.where(seen, scores, -np.inf)) @ v)


def _before_or_all(q: Array, k: Array, v: Array) -> Array:
    """Row t sees what stands before it; with a large number for −∞ the first row sees all alike."""
    found = _before_alone(q, k, v)
    found[0] = np.mean(v, axis=0)
    return found


def _nothing_to_see(q: Array, k: Array, v: Array) -> Array:
    """The mask of k = −1: row 0 has no word to see, and its softmax is 0 / 0."""
    found = _before_alone(q, k, v)
    found[0] = np.nan
    return found


def _begins_with_nan(answer: Any, q: Array, k: Array, v: Array) -> bool:
    found, expected = np.asarray(answer, float), _nothing_to_see(q, k, v)
    return found.shape == expected.shape and np.allclose(found, expected, equal_nan=True)


def _cut_afterwards(q: Array, k: Array, v: Array) -> Array:
    """Weights over all places, those of the future then dropped: rows sum to less than 1."""
    p = softmax(np.asarray(q) @ np.asarray(k).T / np.shape(q)[1] ** 0.5)
    return np.asarray((p * np.tri(len(p))) @ v)


def _down(q: Array, k: Array, v: Array, side: int) -> Array:
    """Columns, not rows, sum to 1."""
    scores = np.asarray(q) @ np.asarray(k).T / np.shape(q)[1] ** 0.5
    seen = np.tri(len(scores)) > 0
    return np.asarray(softmax(np.where(seen if side else seen.T, scores, -np.inf), axis=0) @ v)


def _backwards(q: Array, k: Array, v: Array) -> Array:
    """Each place sees the future alone, and itself."""
    scores = np.asarray(q) @ np.asarray(k).T / np.shape(q)[1] ** 0.5
    return np.asarray(softmax(np.where(np.tri(len(scores)).T > 0, scores, -np.inf)) @ v)


def _last_alone(q: Array, k: Array, v: Array) -> Array:
    return np.asarray(_mixed(q, k, v)[-1])


def _weights_alone(q: Array, k: Array, v: Array) -> Array:
    """The weights."""
    return _mixed(q, k, np.eye(len(q)))


def _scores_alone(q: Array, k: Array, v: Array) -> Array:
    scores = np.asarray(q) @ np.asarray(k).T / np.shape(q)[1] ** 0.5
    return np.asarray((scores * np.tri(len(scores))) @ v)


def _mean(q: Array, k: Array, v: Array) -> Array:
    seen = np.tri(len(q))
    return np.asarray(seen / seen.sum(axis=1, keepdims=True) @ v)


def _drawn(rng: Generator, words: int = 4, size: int = 3, given: int = 2) -> Inputs:
    q, k = rng.integers(-4, 5, (2, words, size)) / 2
    return q, k, rng.integers(-9, 10, (words, given)) / 2


_HAND = (
    np.array([[1.0, 0.0, 0.0, 1.0], [0.0, 2.0, 1.0, 0.0]]),
    np.array([[0.0, 1.0, 1.0, 1.0], [1.0, 0.0, 1.0, 1.0]]),
    np.array([[2.0, 0.0], [0.0, 4.0]]),
)

_ATTEND = Exercise(
    id="attention-causal",
    task="Causal attention of one head. q, k and v have one row for each of T words: q and k are "
    "(T, d), v is (T, m). The weights of row t are a softmax over the words 0 … t, itself "
    "included, of the scores q·k/√d. Return the mixtures of values, an array (T, m). No loop is "
    "needed.",
    inputs=("q", "k", "v"),
    simple=(_HAND, _drawn(np.random.default_rng(3)), _drawn(np.random.default_rng(4), 5, 2, 3)),
    numbers=_drawn,
    reference=_mixed,
    mistakes=(
        Mistake(
            "no mask",
            lambda q, k, v: _mixed(q, k, v, seen=len(q)),
            "The first row should have nothing to choose from but itself. It sees the future.",
        ),
        Mistake(
            "one place too far",
            lambda q, k, v: _mixed(q, k, v, seen=1),
            "Row t sees the word behind it, which it is to predict. By how much is the mask off?",
        ),
        Mistake(
            "nothing for the first row",
            _nothing_to_see,
            "Your first row is NaN: with k = −1 it has nothing to see. Row t may see its own word "
            "too: what it is to say is the next one.",
            _begins_with_nan,
        ),
        Mistake(
            "without itself",
            _before_alone,
            "Row t may see its own word too: what it is to say is the next one.",
        ),
        Mistake(
            "without itself, and a large number for −∞",
            _before_or_all,
            "Row t may see its own word too: what it is to say is the next one. (Your first row "
            "sees nothing, and so takes all alike.)",
        ),
        Mistake(
            "the future alone",
            _backwards,
            "Each row sees itself and what comes later. Print your mask: which side is kept?",
        ),
        Mistake(
            "hidden by 0",
            lambda q, k, v: _mixed(q, k, v, hide=0.0),
            "The scores of the future are 0 now, but a score of 0 still gets a weight: e⁰ is 1. "
            "Which score gets none?",
        ),
        Mistake(
            "masked after the softmax",
            _cut_afterwards,
            "The future gets nothing, but its share is lost: the weights of a row no longer sum "
            "to 1. Mask before they are shared out.",
        ),
        Mistake(
            "not divided",
            lambda q, k, v: _mixed(q, k, v, power=0.0),
            "Mask and softmax are right. What is every score divided by?",
        ),
        Mistake(
            "divided by d",
            lambda q, k, v: _mixed(q, k, v, power=1.0),
            "Nearly: what grows with d is the variance of a score. By what does its typical size "
            "grow?",
        ),
        Mistake(
            "multiplied by the root",
            lambda q, k, v: _mixed(q, k, v, power=-0.5),
            "The root of d is to make large scores smaller.",
        ),
        Mistake(
            "divided by the root of T",
            lambda q, k, v: _mixed(np.asarray(q) * np.sqrt(np.shape(q)[1] / len(q)), k, v),
            "Divide by the root of how many numbers a query has, not of how many words there are.",
        ),
        Mistake(
            "divided by the root of m",
            lambda q, k, v: _mixed(np.asarray(q) * np.sqrt(np.shape(q)[1] / np.shape(v)[1]), k, v),
            "Divide by the root of how many numbers a query has; a value may have another number.",
        ),
        Mistake(
            "softmax over queries",
            lambda q, k, v: _down(q, k, v, 1),
            "Columns of your weights sum to 1. Each row is one word that shares out its attention.",
        ),
        Mistake(
            "softmax over queries, and the other side",
            lambda q, k, v: _down(q, k, v, 0),
            "Columns of your weights sum to 1, and the mask is on the other side. Let row t be the "
            "word that looks.",
        ),
        Mistake(
            "queries and keys exchanged",
            lambda q, k, v: _mixed(k, q, v),
            "The word that looks uses its query, those that are looked at their keys.",
        ),
        Mistake(
            "queries with themselves",
            lambda q, k, v: _mixed(q, q, v),
            "Here queries meet queries. What do the others show to be found by?",
        ),
        Mistake(
            "keys with themselves",
            lambda q, k, v: _mixed(k, k, v),
            "Here keys meet keys. What does the word that looks ask with?",
        ),
        Mistake(
            "all alike",
            _mean,
            "That is the plain mean of what came before. The weights depend on q and k.",
        ),
        Mistake(
            "no softmax",
            _scores_alone,
            "Scores are no weights: they may be negative, and need not sum to 1.",
        ),
        Mistake(
            "the weights",
            _weights_alone,
            "Those are the weights, and they are right. Now mix the values with them.",
        ),
        Mistake(
            "the last row alone",
            _last_alone,
            "That is the last word's mixture. One row is asked for each word.",
        ),
        Mistake(
            "the values",
            lambda q, k, v: np.asarray(v, float),
            "Those are the values, not mixed.",
        ),
    ),
    hints=(
        "All scores at once are a matrix of T rows and T columns: row t for the word that looks. "
        "Which product makes it?",
        "np.tri(T) has ones where row t may look. np.where writes −∞ elsewhere: "
        "what does e to that power come to?",
        "Scores, masked scores, ll.softmax of each row (axis=-1), and a product with v.",
    ),
)

EXERCISES = (_ATTEND,)
