"""An exercise of notebook 00, *start here*: what is read for what."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Generator = np.random.Generator


def _counts(found: Labels, truth: Labels, classes: int) -> Array:
    table = np.zeros((classes, classes))
    np.add.at(table, (truth, found), 1)
    return table


def _once(found: Labels, truth: Labels, classes: int) -> Array:
    table = np.zeros((classes, classes))
    table[truth, found] += 1
    return table


def _by_row(found: Labels, truth: Labels, classes: int) -> Array:
    table = _counts(found, truth, classes)
    shares: Array = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    return shares


def _has_shares_of_rows(answer: Any, found: Labels, truth: Labels, classes: int) -> bool:
    """Whether each row adds up to 1; one of a class that does not occur may be 0/0."""
    try:
        shares = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError):
        return False
    if shares.shape != (classes, classes):
        return False
    occurs = np.bincount(truth, minlength=classes) > 0
    return np.allclose(shares[occurs], _by_row(found, truth, classes)[occurs])


def _of_those_seen(found: Labels, truth: Labels, classes: int) -> Array:
    return _counts(found, truth, int(max(found.max(), truth.max())) + 1)


def _readings(rng: Generator) -> Inputs:
    """Readings of three classes out of four or five, some right, and some pairs that come twice."""
    classes = int(rng.integers(4, 6))
    truth = np.concatenate([[1, 1, 2, 0], rng.integers(3, size=8)])
    found = np.concatenate([[2, 2, 2, 0], rng.integers(3, size=8)])
    order = rng.permutation(len(truth))
    return found[order], truth[order], classes


_COUNTS = Exercise(
    id="start-counts",
    task="found holds what a network reads in each image, truth what it is; both are numbers from "
    "0 to classes − 1. Return an array with classes rows and columns: in row t and column f stands "
    "how many images of t are read as f.",
    inputs=("found", "truth", "classes"),
    simple=(
        (np.array([1, 1, 0]), np.array([0, 0, 0]), 2),
        (np.array([2, 0, 2, 0]), np.array([0, 0, 0, 1]), 4),
    ),
    numbers=_readings,
    reference=_counts,
    mistakes=(
        Mistake(
            "each pair once",
            _once,
            "A pair t, f that comes twice counts once here. Adding at arrays of rows and columns "
            "writes the same new number twice. Count one image after the other, or use np.add.at.",
        ),
        Mistake(
            "rows and columns exchanged",
            lambda found, truth, classes: _counts(truth, found, classes),
            "Rows and columns are exchanged: the row is what it is, the column what is read.",
        ),
        Mistake(
            "only what is right",
            lambda found, truth, classes: np.diag(np.diag(_counts(found, truth, classes))),
            "Only images that are read right are counted. The others show what goes wrong.",
        ),
        Mistake(
            "only what is wrong",
            lambda found, truth, classes: _counts(found, truth, classes) * (1 - np.eye(classes)),
            "Images that are read right are missing. They stand where the row is the column.",
        ),
        Mistake(
            "shares of all",
            lambda found, truth, classes: _counts(found, truth, classes) / len(found),
            "These are shares of all images. Asked for is how many.",
        ),
        Mistake(
            "shares of each row",
            _by_row,
            "These are shares of the images of each class. Asked for is how many.",
            fits=_has_shares_of_rows,
        ),
        Mistake(
            "no place for what does not occur",
            _of_those_seen,
            "A class that does not occur among the images still has a row and a column.",
            fits=lambda answer, found, truth, classes: (
                np.array_equal(answer, _of_those_seen(found, truth, classes))
                and np.shape(answer) != (classes, classes)
            ),
        ),
        Mistake(
            "counted from 1",
            lambda found, truth, classes: _counts(found - 1, truth - 1, classes),
            "Rows and columns are counted from 0, as the classes are.",
        ),
        Mistake(
            "how often each is read",
            lambda found, truth, classes: np.bincount(found, minlength=classes),
            "That is how often each class is read. Of which images? Count for each pair t, f.",
        ),
        Mistake(
            "how many of each are right",
            lambda found, truth, classes: np.diag(_counts(found, truth, classes)),
            "That is how many of each class are read right: one line of the table. What are the "
            "others taken for?",
        ),
        Mistake(
            "one image only",
            lambda found, truth, classes: _counts(found[:1], truth[:1], classes),
            "One image is counted. Does the function return inside the loop?",
        ),
        Mistake(
            "the last image is missing",
            lambda found, truth, classes: _counts(found[:-1], truth[:-1], classes),
            "The last image is not counted.",
        ),
        Mistake(
            "begun with ones",
            lambda found, truth, classes: _counts(found, truth, classes) + 1,
            "Each number is one too large. With what does the array begin?",
        ),
        Mistake(
            "how many are right",
            lambda found, truth, classes: int(np.sum(found == truth)),
            "That is how many are right in all. What are the others taken for?",
        ),
        Mistake(
            "which are right",
            lambda found, truth, classes: found == truth,
            "That says of each image whether it is right. Count what is read for what.",
        ),
    ),
    hints=(
        "Take an image that is a 0 and is read as a 1. Which place of the array does it change?",
        "Begin with zeros. Go through found and truth together, image by image, with zip.",
        "The image that is t and is read as f adds 1 to the number in row t and column f.",
    ),
    stops={
        "out of bounds": "Has the array a row and a column for each of the classes, also for those "
        "that do not occur in truth? And are they counted from 0?"
    },
)

EXERCISES = (_COUNTS,)
