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


# --- one floor, two batch sizes ---------------------------------------------------------------


def _louder(batch: int, new_batch: int, examples: int) -> float:
    """How many times the variance of the new batch the old one has, without replacement."""
    return new_batch / batch * (examples - batch) / (examples - new_batch)


def _converted(eta: float, updates: float, times: float) -> Array:
    return np.array([eta * times, updates / times])


def _only_rounded(
    answer: Any, eta: float, updates: int, batch: int, new_batch: int, examples: int
) -> bool:
    rate, count = _converted(eta, updates, _louder(batch, new_batch, examples))
    return bool(math.isclose(answer[0], rate, rel_tol=1e-6) and abs(answer[1] - count) < 1)


def _has_a_root(
    answer: Any, eta: float, updates: int, batch: int, new_batch: int, examples: int
) -> bool:
    """Whether the learning rate is changed by a root of what it should be changed by."""
    sizes = new_batch / batch
    rest = (examples - batch) / (examples - new_batch)
    roots = [a * b for a in (sizes, math.sqrt(sizes)) for b in (1.0, rest, math.sqrt(rest))][1:]
    roots.remove(sizes * rest)
    times = answer[0] / eta
    return any(math.isclose(r, times, rel_tol=1e-6) for root in roots for r in (root, 1 / root))


_SCALE = Exercise(
    id="noise-scale",
    task="Each batch is drawn without replacement from so many examples. A run makes so many "
    "updates at the learning rate eta with batches of batch. It is changed to batches of "
    "new_batch. Return two numbers: the learning rate with the same noise floor, and the number "
    "of updates (not rounded) in which it comes down as far. ηλ is small in both.",
    inputs=("eta", "updates", "batch", "new_batch", "examples"),
    simple=((0.01, 300, 1, 4, 10), (0.02, 500, 4, 12, 20), (0.03, 100, 6, 2, 9)),
    numbers=lambda rng: (
        float(rng.integers(5, 20)) / 1000,
        int(rng.integers(200, 900)),
        int(rng.integers(4, 20)),
        int(rng.integers(30, 50)),
        int(rng.integers(80, 150)),
    ),
    reference=lambda eta, updates, batch, new_batch, examples: _converted(
        eta, updates, _louder(batch, new_batch, examples)
    ),
    mistakes=(
        Mistake(
            "drawn with replacement",
            lambda eta, updates, batch, new_batch, examples: _converted(
                eta, updates, new_batch / batch
            ),
            "That is the rule for a large N. Here a batch holds a good part of all examples, and "
            "none of them twice: which factor has its variance?",
        ),
        Mistake(
            "square root",
            lambda eta, updates, batch, new_batch, examples: _converted(
                eta, updates, math.sqrt(_louder(batch, new_batch, examples))
            ),
            "The root belongs to the size of one step's noise. The floor holds the variance.",
        ),
        Mistake(
            "square root, with replacement",
            lambda eta, updates, batch, new_batch, examples: _converted(
                eta, updates, math.sqrt(new_batch / batch)
            ),
            "The root belongs to the size of one step's noise: the floor holds the variance. And "
            "no example comes twice.",
        ),
        Mistake(
            "the wrong way round",
            lambda eta, updates, batch, new_batch, examples: _converted(
                eta, updates, 1 / _louder(batch, new_batch, examples)
            ),
            "The larger of two batches has less noise, so it may have the larger learning rate.",
        ),
        Mistake(
            "the wrong way round, with replacement",
            lambda eta, updates, batch, new_batch, examples: _converted(
                eta, updates, batch / new_batch
            ),
            "The larger of two batches has less noise, so it may have the larger learning rate. "
            "And no example comes twice.",
        ),
        Mistake(
            "the factor turned over",
            lambda eta, updates, batch, new_batch, examples: _converted(
                eta,
                updates,
                new_batch / batch * (examples - new_batch) / (examples - batch),
            ),
            "Half of it is right. But N − B stands in the numerator of the variance: what makes "
            "it small lets η grow.",
        ),
        Mistake(
            "N − B alone",
            lambda eta, updates, batch, new_batch, examples: _converted(
                eta, updates, (examples - batch) / (examples - new_batch)
            ),
            "N − B is there. But the variance also falls like 1/B.",
        ),
        Mistake(
            "the number of updates kept",
            lambda eta, updates, batch, new_batch, examples: (
                eta * _louder(batch, new_batch, examples),
                updates,
            ),
            "The learning rate is right. But longer steps need fewer updates, shorter ones more.",
        ),
        Mistake(
            "with replacement, updates kept",
            lambda eta, updates, batch, new_batch, examples: (eta * new_batch / batch, updates),
            "That is the learning rate for a large N: which factor has the variance here? And "
            "longer steps need fewer updates, shorter ones more.",
        ),
        Mistake(
            "as many examples",
            lambda eta, updates, batch, new_batch, examples: (
                eta * _louder(batch, new_batch, examples),
                updates * batch / new_batch,
            ),
            "The learning rate is right. So many updates read as many examples; but how far they "
            "come depends on the learning rate.",
        ),
        Mistake(
            "updates turned over",
            lambda eta, updates, batch, new_batch, examples: (
                eta * _louder(batch, new_batch, examples),
                updates * _louder(batch, new_batch, examples),
            ),
            "The learning rate is right. But longer steps need fewer updates, shorter ones more.",
        ),
        Mistake(
            "rounded",
            lambda eta, updates, batch, new_batch, examples: (
                np.round(_converted(eta, updates, _louder(batch, new_batch, examples)) * [1e12, 1])
                * [1e-12, 1]
            ),
            "All but the rounding is right: return the number of updates as it comes out.",
            fits=_only_rounded,
        ),
        Mistake(
            "a root in the rate",
            lambda eta, updates, batch, new_batch, examples: _converted(
                eta,
                updates,
                math.sqrt(new_batch / batch) * (examples - batch) / (examples - new_batch),
            ),
            "A root is in the learning rate. It belongs to the size of one step's noise; the floor "
            "holds the variance, in which B and N − B stand without a root.",
            fits=_has_a_root,
        ),
        Mistake(
            "only the updates",
            lambda eta, updates, batch, new_batch, examples: (
                eta * _louder(batch, new_batch, examples),
                updates / math.sqrt(_louder(batch, new_batch, examples)),
            ),
            "The learning rate is right, the number of updates is not. It depends on the learning "
            "rates alone: how far does one step of 4η go?",
            fits=lambda answer, eta, updates, batch, new_batch, examples: math.isclose(
                answer[0], eta * _louder(batch, new_batch, examples), rel_tol=1e-6
            ),
        ),
        Mistake(
            "unchanged",
            lambda eta, updates, batch, new_batch, examples: (eta, updates),
            "The floor does change with the batch, and η must make up for it.",
            fits=lambda answer, eta, updates, batch, new_batch, examples: math.isclose(
                answer[0], eta, rel_tol=1e-6
            ),
        ),
    ),
    hints=(
        "The floor is η/4 times the variance of a batch. What is that variance, if no example "
        "comes twice?",
        "What is the same for both cancels. η (N − B)/B must stay as it is.",
        "In how many updates? One step of 4η goes about as far as four of η: η times their number "
        "must stay as it is.",
    ),
)


EXERCISES = (_BATCH, _UPHILL, _SCALE)
