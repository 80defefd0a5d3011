"""An exercise of notebook 14, *a neural language model*: its feet, from a text to rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]
Generator = np.random.Generator


def _before(
    text: Numbers, k: int, start: int, *, late: int = 0, first: int | None = None
) -> Numbers:
    """The k words before each word, oldest first; `late` moves the window on."""
    padded = np.concatenate([np.full(k, start if first is None else first), text])
    return np.array([padded[t + late : t + late + k] for t in range(len(text))], int)


def _feet(text: Numbers, E: Array, k: int, start: int, **other: int) -> Array:
    return np.asarray(E[_before(text, k, start, **other)].reshape(len(text), -1))


def _without_start(text: Numbers, E: Array, k: int, start: int) -> Array:
    rows = [text[t - k : t] for t in range(k, len(text))]
    return np.asarray(E[np.array(rows, int)].reshape(len(rows), -1))


def _one_more(text: Numbers, E: Array, k: int, start: int) -> Array:
    """A window after the last word too."""
    padded = np.concatenate([np.full(k, start), text])
    return np.asarray(
        E[[padded[t : t + k] for t in range(len(text) + 1)]].reshape(-1, k * E.shape[1])
    )


def _text(rng: Generator) -> Inputs:
    words, size, k = 5, int(rng.integers(2, 4)), int(rng.integers(2, 4))
    E = rng.permutation(np.arange(1, 1 + words * size)).reshape(words, size) / 10
    text = np.concatenate([rng.permutation(words), rng.integers(0, words, 2)])
    return text, E, k, int(rng.integers(1, words))


_FEET = Exercise(
    id="lm-feet",
    task="text holds numbers of words, and row w of the table E belongs to word w. Return x with a "
    "row for each word of the text: the rows of E of the k words before it, the oldest first, all "
    "in one row. Where the text has not begun, the word start stands.",
    inputs=("text", "E", "k", "start"),
    simple=(
        (np.array([2, 0, 1]), np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]), 2, 1),
        (np.array([2, 0, 0, 1]), np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]), 3, 1),
    ),
    numbers=_text,
    reference=_feet,
    mistakes=(
        Mistake(
            "the word itself",
            lambda text, E, k, start: _feet(text, E, k, start, late=1),
            "The last k words here include the word that is to be foretold. With that, foretelling "
            "is easy.",
        ),
        Mistake(
            "without the beginning",
            _without_start,
            "The first words have fewer than k before them, and get a row all the same: start "
            "stands in the empty places.",
        ),
        Mistake(
            "zero for the start",
            lambda text, E, k, start: _feet(text, E, k, start, first=0),
            "0 is the number of a word. The one that stands before the beginning is given.",
        ),
        Mistake(
            "nothing before the start",
            lambda text, E, k, start: np.where(
                np.repeat(np.arange(len(text))[:, None] + np.arange(k) < k, E.shape[1], axis=1),
                0.0,
                _feet(text, E, k, start),
            ),
            "Before the beginning there are zeros. But there stands the word start, and it has a "
            "row in E like any other.",
        ),
        Mistake(
            "newest first",
            lambda text, E, k, start: np.asarray(
                E[_before(text, k, start)[:, ::-1]].reshape(len(text), -1)
            ),
            "The right words, but the newest first. The oldest comes first.",
        ),
        Mistake(
            "numbers mixed",
            lambda text, E, k, start: np.asarray(
                E[_before(text, k, start)].transpose(0, 2, 1).reshape(len(text), -1)
            ),
            "The right rows, but their numbers are mixed: first all first numbers, then all "
            "second. The rows are to stand one behind the other.",
        ),
        Mistake(
            "added up",
            lambda text, E, k, start: np.asarray(E[_before(text, k, start)].sum(axis=1)),
            "The rows are added up, so their order is lost. They are to stand one behind the "
            "other.",
        ),
        Mistake(
            "averaged",
            lambda text, E, k, start: np.asarray(E[_before(text, k, start)].mean(axis=1)),
            "The mean of the rows loses their order. They are to stand one behind the other.",
        ),
        Mistake(
            "not in one row",
            lambda text, E, k, start: np.asarray(E[_before(text, k, start)]),
            "The right rows of E. But for each word they are still k rows: make one of them.",
        ),
        Mistake(
            "numbers of words",
            lambda text, E, k, start: np.asarray(_before(text, k, start)),
            "Those are the right words. Each is to be replaced by its row of E.",
        ),
        Mistake(
            "one too many",
            _one_more,
            "There is one row too many, at the end: it is for the word after the text.",
        ),
    ),
    hints=(
        "Put start in front of the text. How many times? And where, in the longer text, are the "
        "words before word t?",
        "padded = np.concatenate([np.full(k, start), text]). The words before word t are there "
        "from place t to place t + k.",
        "E[row of k numbers] has k rows; reshape(-1) makes one of them. Do it for every t.",
    ),
)


EXERCISES = (_FEET,)
