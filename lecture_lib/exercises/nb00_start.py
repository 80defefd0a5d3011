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
Generator = np.random.Generator


# --- what is right ----------------------------------------------------------------------------


def _share(scores: Array, labels: NDArray[Any]) -> float:
    return float(np.mean(np.argmax(scores, axis=1) == labels))


# Few images cannot tell these from all others; several cases can.
_AXES = (
    Mistake(
        "along the wrong axis",
        lambda scores, labels: float(np.mean(np.argmax(scores, axis=0) == labels)),
        "That finds the largest of each column, the image that scores a class highest. Asked for "
        "is the largest of each row.",
    ),
    Mistake(
        "counted from 1",
        lambda scores, labels: float(np.mean(np.argmax(scores, axis=1) + 1 == labels)),
        "Columns are counted from 0, as the classes in labels are.",
    ),
)
_CLASSES = Mistake(
    "divided by the classes",
    lambda scores, labels: _share(scores, labels) * len(labels) / np.shape(scores)[1],
    "Divide by the number of images, the rows, not by that of the classes.",
)
_APART = (*_AXES, _CLASSES)
_MISTAKES = (
    Mistake(
        "a count",
        lambda scores, labels: float(np.sum(np.argmax(scores, axis=1) == labels)),
        "That is how many are right. Which share of all images is it?",
    ),
    Mistake(
        "in per cent",
        lambda scores, labels: 100 * _share(scores, labels),
        "That is per cent. A share lies between 0 and 1.",
    ),
    Mistake(
        "what is wrong",
        lambda scores, labels: 1 - _share(scores, labels),
        "That is the share that is wrong.",
    ),
    Mistake(
        "the smallest score",
        lambda scores, labels: float(np.mean(np.argmin(scores, axis=1) == labels)),
        "The network says the class with the largest score, and this takes the smallest.",
    ),
    Mistake(
        "the score, not its place",
        lambda scores, labels: float(np.mean(np.max(scores, axis=1) == labels)),
        "A score is compared with a class. In which column does the largest score stand?",
    ),
    Mistake(
        "the score of the label",
        lambda scores, labels: float(np.mean(scores[np.arange(len(labels)), labels])),
        "That is the mean score of the right classes. How often is it the largest of its row?",
    ),
    Mistake(
        "one score for all",
        lambda scores, labels: float(np.mean(np.argmax(scores) == labels)),
        "Without an axis np.argmax finds one place in the whole array. Which axis runs over "
        "the classes?",
    ),
    *_AXES,
    Mistake(
        "which is right, not how often",
        lambda scores, labels: np.argmax(scores, axis=1) == labels,
        "That says of each image whether it is right. How large is the share?",
    ),
    Mistake(
        "what the network says",
        lambda scores, labels: np.argmax(scores, axis=1),
        "That is what the network says. Compare it with labels.",
    ),
    Mistake(
        "divided by all scores",
        lambda scores, labels: _share(scores, labels) / np.shape(scores)[1],
        "Divide by the number of images, not by the number of scores.",
    ),
    _CLASSES,
)


def _scores(rng: Generator) -> Inputs:
    """Scores and labels of which every mistake makes another number.

    There are as many images as classes, so that the largest of each column can be compared, too.
    """
    while True:
        n = int(rng.integers(7, 10))
        scores = rng.permuted(np.tile(np.arange(n) - 1.0, (n, 1)), axis=1)
        labels = np.where(rng.random(n) < 0.3, np.argmax(scores, axis=1), rng.integers(n, size=n))
        right = _share(scores, labels)
        made: list[Any] = [
            right, *(one.wrong(scores, labels) for one in _MISTAKES if one not in _APART)
        ]  # fmt: skip
        numbers = [value for value in made if np.ndim(value) == 0]
        apart = [one.wrong(scores, labels) for one in _AXES]
        if len(np.unique(np.round(numbers, 9))) == len(numbers) and right not in apart:
            return scores, labels


_ACCURACY = Exercise(
    id="start-accuracy",
    task="Each row of scores belongs to an image and has one number for each class; the network "
    "says the class with the largest. labels holds the classes that are right. Return the share "
    "of images that the network gets right, from 0 to 1.",
    inputs=("scores", "labels"),
    simple=(
        # With as many images as classes, or with one image, an argmax over the wrong axis gives
        # numbers and no error, so that it can be told.
        (np.array([[1.0, 5, 2], [4, 0, 1], [0, 1, 2]]), np.array([1, 0, 1])),
        (np.array([[0.0, 3, 1, 2]]), np.array([1])),
        (np.array([[0.5, 0.2, 0.1]]), np.array([2])),
        (
            np.array([[0.0, 2, 1, 3], [3, 0, 1, 2], [0, 1, 2, 3], [3, 1, 0, 2]]),
            np.array([0, 3, 3, 1]),
        ),
    ),
    numbers=_scores,
    reference=_share,
    mistakes=_MISTAKES,
    hints=(
        "In which column is the largest score of a row? A function of NumPy tells it for all rows.",
        "np.argmax(scores, axis=1) is what the network says. Where is it equal to labels?",
        "True counts as 1 and False as 0, so the mean of a comparison is a share.",
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
    "squared error, from w = 0. Two lines are wrong. Return w after all steps.",
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
            _loop(sign=1.0, afresh=False),
            "This is the loop as printed. Find its two wrong lines. After one step from w = 0, is "
            "w nearer to what fits?",
        ),
        Mistake(
            "uphill",
            _loop(sign=1.0),
            "Now the slope is made afresh in each step, but w walks uphill: the error grows.",
        ),
        Mistake(
            "the old slopes are still in it",
            _loop(afresh=False),
            "The direction is right, and the first step too. In the second, what is still in g? "
            "Run D had the same.",
        ),
        Mistake(
            "slope of the start",
            _loop(frozen=True),
            "The slope is that of w = 0 in every step. It has to be computed where w is now.",
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
        Mistake("one step fewer", _loop(less=1), "The last step is missing."),
    ),
    hints=(
        "Take one point, x = 1 and y = 2, and two steps by hand. Which way must w go?",
        "A slope says which way the error grows. And what stands in g when the second step begins?",
        "The slope of the second step has to be that of the second step alone. And where the slope "
        "is positive, the error grows with w: should w then grow?",
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
        "relu makes 0 of every sum below 0, and still does after a small nudge. What is then the "
        "slope of a weight in V, and of one in W?",
        "When is a sum of ink times weights below 0, if no ink is?",
        "np.full((rows, columns), number) makes an array of one number; images.shape[1] is the "
        "number of pixels.",
    ),
    fault=_fault,
)

EXERCISES = (_ACCURACY, _LOOP, _FROZEN)
