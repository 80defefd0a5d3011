"""Exercises of notebook 06, *noisy gradients*: batches, their noise and its floor."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- the size of a batch ----------------------------------------------------------------------


def _up(x: float) -> int:
    """The next whole number; what is one up to rounding stays."""
    return math.ceil(x - 1e-9)


def _needed(examples: int, share: float) -> float:
    """1/B · (N − B)/(N − 1) = share², solved for B."""
    return examples / (1 + share**2 * (examples - 1))


_BATCH = Exercise(
    id="noise-batch",
    task="Call the standard deviation of a batch's mean gradient its noise. Batches are drawn "
    "without replacement from so many examples. Return the smallest batch size at which the noise "
    "is at most share times that of a single example.",
    inputs=("examples", "share"),
    simple=((9, 0.5), (12, 0.5), (20, 0.1), (50, 0.3)),
    numbers=lambda rng: (int(rng.integers(150, 400)), float(rng.integers(11, 25)) / 100),
    reference=lambda examples, share: _up(_needed(examples, share)),
    mistakes=(
        Mistake(
            "drawn with replacement",
            lambda examples, share: _up(1 / share**2),
            "That holds when an example may come twice. Without replacement fewer are enough: a "
            "batch of all examples has no noise at all.",
        ),
        Mistake(
            "variance for noise",
            lambda examples, share: _up(_needed(examples, math.sqrt(share))),
            "That makes the variance so small. Asked is its root.",
        ),
        Mistake(
            "root forgotten, with replacement",
            lambda examples, share: _up(1 / share),
            "Twice the batch is not half the noise: what falls like 1/B is the variance, and only "
            "with replacement.",
        ),
        Mistake(
            "rounded down",
            lambda examples, share: int(_needed(examples, share) + 1e-9),
            "With this batch the noise is still a little too large: at most means round up.",
        ),
        Mistake(
            "one too few",
            lambda examples, share: _up(_needed(examples, share)) - 1,
            "This is one too few: the noise of such a batch is still a little too large.",
        ),
        Mistake(
            "rounded to the nearest",
            lambda examples, share: round(_needed(examples, share)),
            "Sometimes this rounds down, and then the noise is still a little too large.",
        ),
        Mistake(
            "one too many",
            lambda examples, share: int(_needed(examples, share) + 1e-9) + 1,
            "Where the equation has a whole solution, that one is enough.",
        ),
        Mistake(
            "a share of the examples",
            lambda examples, share: _up(share * examples),
            "A tenth of the examples does not have a tenth of the noise. Start from the variance.",
        ),
        Mistake(
            "not whole",
            _needed,
            "The equation is solved. But a batch holds whole examples.",
        ),
        Mistake(
            "N for N − 1",
            lambda examples, share: _up(examples / (1 + share**2 * examples)),
            "Close: at B = 1 your factor is not quite 1. What stands under N − B?",
        ),
    ),
    hints=(
        "Write down the variance of a batch of B over that of one example. It must be at most "
        "what?",
        "At most the square of the share. Turn both sides over and solve for B: it is linear.",
        "1/B · (N − B)/(N − 1) ≤ s² becomes N/B − 1 ≤ s²(N − 1). Then round up to whole examples.",
    ),
)


# --- unbiased, and yet ------------------------------------------------------------------------


def _uphill_fault(answer: Any, examples: int, batch: int) -> str | None:
    """What is wrong with gradients whose mean is positive while most batches say negative."""
    try:
        g = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError) as error:
        return str(error)
    if g.shape != (examples,) or not np.isfinite(g).all():
        return f"{examples} finite numbers in a row are needed"
    if g.sum() <= 1e-9:
        return f"the full gradient is {g.mean():.3g}, and should be positive"
    means = [sum(rows) for rows in combinations(g, batch)]
    below = sum(mean < -1e-9 for mean in means)
    if 2 * below <= len(means):
        return f"{below} of the {len(means)} batches have a negative gradient: not more than half"
    return None


def _outlier(examples: int, size: float) -> Array:
    return np.array([-1.0] * (examples - 1) + [size])


_UPHILL = Exercise(
    id="noise-uphill",
    task="“Right on average, so right more often than not.” Refute it: a model has one parameter. "
    "For a data set of this many examples return their gradients, one number each: their mean is "
    "positive, while more than half of all batches of this size have a negative mean. The batch is "
    "smaller than half of the examples.",
    inputs=("examples", "batch"),
    simple=((3, 1), (6, 2), (8, 3)),
    numbers=lambda rng: (int(rng.integers(9, 12)), int(rng.integers(2, 5))),
    reference=lambda examples, batch: _outlier(examples, 2.0 * examples),
    fault=_uphill_fault,
    mistakes=(
        Mistake(
            "all say the same",
            lambda examples, batch: np.ones(examples),
            "Now each batch agrees with the full gradient. Most examples must disagree with it.",
            fits=lambda answer, examples, batch: (
                np.shape(answer) == (examples,) and bool((np.asarray(answer) > 0).all())
            ),
        ),
        Mistake(
            "the mean is negative",
            lambda examples, batch: -np.ones(examples),
            "Most batches are negative, but so is the mean. What could a few examples do to it?",
            fits=lambda answer, examples, batch: (
                np.shape(answer) == (examples,) and bool(np.sum(answer) < -1e-9)
            ),
        ),
        Mistake(
            "they cancel",
            lambda examples, batch: _outlier(examples, examples - 1.0),
            "The gradients add up to 0. A little more on the positive side is needed.",
            fits=lambda answer, examples, batch: (
                np.shape(answer) == (examples,) and bool(abs(np.sum(answer)) <= 1e-9)
            ),
        ),
        Mistake(
            "half and half",
            lambda examples, batch: np.where(np.arange(examples) < examples // 2, -1.0, 2.0),
            "Too many batches meet one of the positive examples. How few positive ones are enough?",
        ),
    ),
    hints=(
        "A mean says nothing about how many are on its side. Which data have most values below "
        "their mean?",
        "One outlier can outweigh all others. A batch without it has only the others.",
        "Let all but one be −1, and make the last so large that the sum is positive.",
    ),
)


EXERCISES = (_BATCH, _UPHILL)
