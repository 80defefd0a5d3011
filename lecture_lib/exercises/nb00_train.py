"""An exercise of notebook 00, *start here*: the loop from memory, for one array."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import Tensor, cross_entropy, relu
from ..lessons.checking import Exercise, Inputs, Mistake
from ..training import data

__all__ = ["EXERCISES", "one_array"]

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Generator = np.random.Generator

_KEPT = 360  # the first images are not trained on


def _trained(
    sign: float = -1.0, kept: bool = False, all_images: bool = False, last: int | None = None,
    rate: float | None = None, through: Callable[..., Tensor] | None = None,
) -> Callable[..., Array]:  # fmt: skip
    """Train one array, with one line or another changed."""

    def train(S: Array, images: Array, digits: Labels, batches: list[Labels], eta: float) -> Array:
        weights = Tensor(S)
        for rows in batches[:last]:
            chosen = np.arange(len(images)) if all_images else np.asarray(rows)
            scores = Tensor(np.asarray(images)[chosen]) @ weights
            scores = scores if through is None else through(scores)
            cross_entropy(scores, np.asarray(digits)[chosen]).backward()
            weights.data += sign * (eta if rate is None else rate) * np.asarray(weights.grad)
            if not kept:
                weights.grad = None
        return np.asarray(weights.data)

    return train


def one_array(odd: bool = False, seed: int = 0) -> float:
    """Train one array from zeros with the notebook's settings; return the share it reads right.

    Parameters
    ----------
    odd : bool
        Read whether a digit is odd (1) or even (0), not which it is.
    seed : int
        The next one is that of the batches, as in :func:`~.nb00_lines.run`.

    Examples
    --------
    >>> one_array() > 0.9
    True
    """
    digits = data.load("digits")
    truth = digits.y % 2 if odd else digits.y
    rng = np.random.default_rng(seed + 1)
    batches = [rng.integers(len(truth) - _KEPT, size=32) for _ in range(1000)]
    S = _trained()(np.zeros((64, 10)), digits.X[_KEPT:], truth[_KEPT:], batches, 0.3)
    return float(np.mean(np.argmax(digits.X[:_KEPT] @ S, axis=1) == truth[:_KEPT]))


def _drawn(rng: Generator) -> Inputs:
    images = rng.integers(0, 5, size=(6, 3)) / 4 + 0.25
    batches = [rng.choice(6, size=2, replace=False) for _ in range(4)]
    return np.round(rng.normal(size=(3, 3)), 1), images, rng.integers(3, size=6), batches, 0.5


def _no_array(attempt: Callable[..., Any]) -> str | None:
    """Whether the weights come back in the tensor that they were trained in."""
    answer = attempt(np.zeros((1, 2)), np.ones((1, 1)), np.array([0]), [np.array([0])], 1.0)
    if not isinstance(answer, Tensor):
        return None
    return "they come as a Tensor. Asked for is the array in it, its data."


_TRAIN = Exercise(
    id="start-train",
    task="Write the loop for one array: S holds its weights at first, and images @ S are the "
    "scores. For each rows in batches take one step on the cross-entropy of these images and their "
    "digits, with learning rate eta. Return the weights in the end, as an array.",
    inputs=("S", "images", "digits", "batches", "eta"),
    simple=(
        (np.zeros((1, 2)), np.array([[1.0], [2.0]]), np.array([0, 1]),
         [np.array([0]), np.array([1])], 1.0),
        (np.array([[0.5, 0.0], [0.0, -0.5]]), np.array([[1.0, 0.0], [0.5, 1.0], [0.25, 0.5]]),
         np.array([0, 1, 1]), [np.array([0, 1]), np.array([2, 0]), np.array([1, 2])], 0.5),
    ),
    numbers=_drawn,
    reference=_trained(),
    also=_no_array,
    mistakes=(
        Mistake("uphill", _trained(sign=1.0),
                "The weights go with their slopes, and the loss grows. Run A had the same."),
        Mistake("the old slopes are still in it", _trained(kept=True),
                "The first step is right. What is still in grad when backward adds the slopes of "
                "the second? Run D had the same."),
        Mistake("all images in each step", _trained(all_images=True),
                "Each step sees all images. It should see those in rows, and their digits."),
        Mistake("relu is left in", _trained(through=relu),
                "relu is left in: it turns scores below 0 into 0, and these have no slope."),
        Mistake("without eta", _trained(rate=1.0), "eta is missing: each step is a whole slope."),
        Mistake("one step only", _trained(last=1),
                "One step is taken. Does the function return inside the loop?"),
        Mistake("the last step is missing", _trained(last=-1), "The last step is missing."),
        Mistake("nothing has moved", _trained(rate=0.0),
                "These are the weights of the start. Which line moves them, and what is returned?"),
    ),
    hints=(
        "Which lines of train are about one step, and which of them name V or W?",
        "Slopes are found for a tensor, ll.Tensor(S). A step needs a loss, its slopes, a move, and "
        "an empty grad.",
        "The loss is ll.cross_entropy of the scores of images[rows] and digits[rows]. In the end "
        "return S.data.",
    ),
)  # fmt: skip

EXERCISES = (_TRAIN,)
