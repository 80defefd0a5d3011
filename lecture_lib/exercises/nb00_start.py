"""Exercises of notebook 00, *start here*: the loop, and what is measured after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Generator = np.random.Generator


# --- what is read for what --------------------------------------------------------------------


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
)


# --- the loop ---------------------------------------------------------------------------------


def _loop(
    sign: float = -1.0, afresh: bool = True, frozen: bool = False, factor: float = 2.0,
    less: int = 0, begin: float = 0.0,
) -> Callable[..., float]:  # fmt: skip
    """Fit ŷ = wx by squared error, with one line or another changed."""

    def fit(x: Array, y: Array, eta: float, steps: int) -> float:
        w, g = begin, 0.0
        for _ in range(steps - less):
            slope = factor * float(np.mean(((0.0 if frozen else w) * x - y) * x))
            g = slope if afresh else g + slope
            w += sign * eta * g
        return w

    return fit


def _late(x: Array, y: Array, eta: float, steps: int) -> float:
    w, before = 0.0, 0.0
    for _ in range(steps):
        slope = 2 * float(np.mean((before * x - y) * x))
        before, w = w, w - eta * slope
    return w


def _direction(x: Array, y: Array, eta: float, steps: int) -> float:
    w = _loop(less=1)(x, y, eta, steps)
    return 2 * float(np.mean((w * x - y) * x))


def _replaced(x: Array, y: Array, eta: float, steps: int) -> float:
    w = 0.0
    for _ in range(steps):
        w = -eta * 2 * float(np.mean((w * x - y) * x))
    return w


def _line(rng: Generator) -> Inputs:
    x = rng.permutation([-1.0, 0.5, 1.0, 2.0])
    return x, x * float(rng.choice([-2.0, 1.5, 3.0])) + 0.25, 0.1, int(rng.integers(4, 9))


_LOOP = Exercise(
    id="start-loop",
    task="Repair the loop: ŷ = wx is fitted to points (x, y) by gradient descent on the mean "
    "squared error, from w = 0. Two lines are wrong, or stand in the wrong place. Return w after "
    "all steps.",
    inputs=("x", "y", "eta", "steps"),
    simple=(
        (np.array([1.0]), np.array([2.0]), 0.25, 2),
        (np.array([1.0, 2.0]), np.array([3.0, 6.0]), 0.1, 5),
    ),
    numbers=_line,
    reference=_loop(),
    mistakes=(
        Mistake(
            "as printed",
            _loop(afresh=False, frozen=True),
            "This is the loop as printed. Its first step is right, and from the second on its "
            "steps are too long. From what are they made?",
        ),
        Mistake(
            "uphill",
            _loop(sign=1.0),
            "w walks uphill: it goes with the slope, and the error grows.",
        ),
        Mistake(
            "the old slopes are still in it",
            _loop(afresh=False),
            "The error is now that of each new w. But in the second step, what is still in g? "
            "Run D had the same.",
        ),
        Mistake(
            "slope of the start",
            _loop(frozen=True),
            "The slope is that of w = 0 in every step, so that all steps are equally long. What in "
            "it has to be computed anew when w has moved?",
        ),
        Mistake(
            "summed over the points",
            lambda x, y, eta, steps: _loop(factor=2.0 * len(x))(x, y, eta, steps),
            "The error is a mean over the points, and this is a sum.",
        ),
        Mistake(
            "w is replaced",
            _replaced,
            "w becomes the step itself. The step is taken from where w is.",
        ),
        Mistake(
            "all the way at once",
            lambda x, y, eta, steps: float(x @ y / (x @ x)),
            "That is the w that fits best. Asked for is how far the loop has come after its steps.",
        ),
        Mistake("without the 2", _loop(factor=1.0), "The derivative of a square has a factor 2."),
        Mistake("one step only", lambda x, y, eta, steps: _loop()(x, y, eta, 1),
                "One step is taken. Does the function return inside the loop?"),
        Mistake("another start", _loop(begin=1.0), "This one starts at w = 1. Asked for is w = 0."),
        Mistake("one step late", _late,
                "The error is computed anew, but the slope is made before it, from the last one."),
        Mistake("the slope", _direction,
                "That is the last slope. Asked for is where w is after the last step."),
        Mistake("one step fewer", _loop(less=1), "The last step is missing."),
    ),
    hints=(
        "Take one point, x = 1 and y = 2, and two steps by hand. Which numbers of the second step "
        "are not those of the first?",
        "Before the second step, ask of each of w, error and g: is it new, or is it an old one?",
        "An error says how far off the w is that made it. And a step needs one slope, that of now.",
    ),
)  # fmt: skip


# --- a start from which nothing moves ------------------------------------------------------------


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

EXERCISES = (_COUNTS, _LOOP, _FROZEN)
