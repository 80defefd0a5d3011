"""Exercises of notebook 06, *noisy gradients*: batches, their noise and its floor."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
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


def _same_floor(eta: float, batch: int, new_batch: int, curvature: float) -> float:
    x = new_batch / batch * eta / (2 - eta * curvature)
    return 2 * x / (1 + x * curvature)


def _sign_slipped(eta: float, batch: int, new_batch: int, curvature: float) -> float:
    """The last step with the wrong sign; not a number where that divides by zero."""
    x = new_batch / batch * eta / (2 - eta * curvature)
    rest = 1 - x * curvature
    return 2 * x / rest if rest else math.nan


_SCALE = Exercise(
    id="noise-scale",
    task="SGD with independent batches, in a bowl with one curvature λ and noise that is the same "
    "everywhere, settles at the floor ηv/(2(2 − ηλ)), where v = σ²/B. Return the learning rate "
    "with which batches of new_batch settle at the same floor as batches of batch with eta, for "
    "any η, not for small η only.",
    inputs=("eta", "batch", "new_batch", "curvature"),
    simple=((0.1, 1, 4, 1.0), (0.4, 2, 16, 2.0), (1.0, 8, 2, 0.5)),
    numbers=lambda rng: (
        float(rng.integers(2, 8)) / 10,
        int(rng.integers(4, 20)),
        int(rng.integers(30, 90)),
        float(rng.integers(6, 16)) / 10,
    ),
    reference=_same_floor,
    mistakes=(
        Mistake(
            "in proportion",
            lambda eta, batch, new_batch, curvature: eta * new_batch / batch,
            "The rule of thumb for small η. Here ηλ is not small: keep the 2 − ηλ.",
        ),
        Mistake(
            "square root",
            lambda eta, batch, new_batch, curvature: eta * math.sqrt(new_batch / batch),
            "The root belongs to the size of one step's noise. The floor holds the variance.",
        ),
        Mistake(
            "unchanged",
            lambda eta, batch, new_batch, curvature: eta,
            "The floor does change with the batch, and η must make up for it.",
        ),
        Mistake(
            "the wrong way round",
            lambda eta, batch, new_batch, curvature: _same_floor(eta, new_batch, batch, curvature),
            "A larger batch has less noise, so a larger learning rate is allowed.",
        ),
        Mistake(
            "in inverse proportion",
            lambda eta, batch, new_batch, curvature: eta * batch / new_batch,
            "A larger batch has less noise: the same floor allows a larger η, not a smaller one.",
        ),
        Mistake(
            "half-way",
            lambda eta, batch, new_batch, curvature: (
                new_batch / batch * eta / (2 - eta * curvature)
            ),
            "That is what η/(2 − ηλ) must become. Now solve it for η.",
        ),
        Mistake(
            "a sign when collecting",
            _sign_slipped,
            "Almost. When the terms with η come to one side, check the sign of the one that moves.",
        ),
        Mistake(
            "the old 2 − ηλ kept",
            lambda eta, batch, new_batch, curvature: (
                2 * new_batch / batch * eta / (2 - eta * curvature)
            ),
            "The new η stands in 2 − ηλ as well.",
        ),
    ),
    hints=(
        "σ² is the same on both sides. What must be equal?",
        "η/(B(2 − ηλ)). Call what the new η/(2 − ηλ) must be x, and solve for η.",
        "η = x(2 − ηλ) is linear in η: collect the terms with η on one side.",
    ),
)


# --- on its way, or at its floor --------------------------------------------------------------


def _errors(before: Array, last: Array) -> float:
    """How many standard errors of the difference the mean falls by."""
    luck = np.hypot(before.std(ddof=1), last.std(ddof=1)) / math.sqrt(len(last))
    return float((before.mean() - last.mean()) / luck)


def _trend(losses: Array) -> float:
    """How many standard errors the slope of the last 20 is below 0."""
    t = np.arange(20) - 9.5
    slope = t @ losses[20:] / (t @ t)
    rest = losses[20:] - losses[20:].mean() - slope * t
    return float(-slope * math.sqrt(18 * (t @ t) / (rest @ rest)))


def _curve(
    seed: int, scatter: float, fall: tuple[float, float], floor: float, errors: tuple[float, float]
) -> Array:
    """Mean losses of 40 epochs whose last ten fall by a number of standard errors in a range.

    Several sound rules must agree with margin on whether the run falls, and the last step goes
    the other way than the run.
    """
    rng, t = np.random.default_rng(seed), np.arange(40)
    start, pace = fall
    falls = errors[0] > 3
    while True:
        noise = rng.gamma(scatter**-2, scatter**2, 40)
        losses = np.round((floor + start * np.exp(-t / pace)) * noise, 4)
        losses[-2:] = sorted(losses[-2:], reverse=not falls)
        found = _errors(losses[20:30], losses[30:])
        others = (_errors(losses[24:32], losses[32:]), _trend(losses))
        agree = min(others) > 3.4 if falls else max(others) < 2.4
        if errors[0] < found < errors[1] and agree and losses[-1] != losses[-2]:
            return losses


def _losses(rng: Generator) -> Inputs:
    seed = int(rng.integers(1000))
    if rng.random() < 0.5:
        return (_curve(seed, 0.2, (4.0, float(rng.uniform(11, 14))), 0.0, (4, 9)),)
    return (_curve(seed, 0.4, (4.0, 2.0), float(rng.uniform(0.1, 0.4)), (1.3, 1.9)),)


def _verdict(losses: Array, falls: bool) -> Array:
    return np.array([np.mean(losses[30:]), float(falls)])


def _falls(losses: Array) -> bool:
    return _errors(losses[20:30], losses[30:]) > 3


_JUDGE = Exercise(
    id="noise-judge",
    task="losses holds the loss above its minimum of one run at constant learning rate, one mean "
    "for each of 40 epochs, each longer than the run's memory. Return two numbers: the mean over "
    "the last ten epochs, and 1 if waiting longer would make it clearly smaller, 0 if it is at its "
    "noise floor, as far as one can tell.",
    inputs=("losses",),
    simple=(
        (_curve(6, 0.05, (1.0, 5.0), 0.5, (-1, 0.8)),),
        (_curve(2, 0.05, (4.0, 14.0), 0.0, (5, 9)),),
        (_curve(11, 0.4, (0.0, 1.0), 0.3, (1.3, 1.9)),),  # by luck
        (_curve(5, 0.4, (3.0, 3.0), 0.2, (1.3, 1.9)),),
        (_curve(4, 0.02, (0.8, 17.0), 1.0, (4, 8)),),  # a small share, and no luck
        (_curve(7, 0.2, (4.0, 12.0), 0.0, (4, 8)),),
        (_curve(3, 0.4, (0.0, 1.0), 0.02, (-1.9, -1.3)),),
    ),
    numbers=_losses,
    reference=lambda losses: _verdict(losses, _falls(losses)),
    mistakes=(
        Mistake(
            "always 1",
            lambda losses: _verdict(losses, True),
            "The second number is 1 for each of the runs. Some of them are level. (Nearly all have "
            "come down since their first epoch; the question is whether they still fall.)",
        ),
        Mistake(
            "always 0",
            lambda losses: _verdict(losses, False),
            "The second number is 0 for each of the runs. Some of them still fall. If you measure "
            "the scatter of single epochs: a mean of ten scatters less, by which factor?",
        ),
        Mistake(
            "turned round",
            lambda losses: _verdict(losses, not _falls(losses)),
            "The second number is the wrong way round: 1 means that waiting helps. (Or do you "
            "compare the last two epochs? They differ by chance: compare means of many.)",
        ),
        Mistake(
            "one standard error",
            lambda losses: _verdict(losses, _errors(losses[20:30], losses[30:]) > 1),
            "A fall of one standard error is often luck. Ask for several.",
        ),
        Mistake(
            "the first ten with the last ten",
            lambda losses: _verdict(losses, _errors(losses[:10], losses[30:]) > 3),
            "The first epochs hold the way down. Has the run fallen since?",
        ),
        Mistake(
            "the first half with the last",
            lambda losses: _verdict(losses, _errors(losses[:20], losses[20:]) > 3),
            "The first half holds the way down. Has the run fallen since?",
        ),
        Mistake(
            "a share of the first half",
            lambda losses: _verdict(losses, np.mean(losses[20:]) < 0.8 * np.mean(losses[:20])),
            "The first half holds the way down. Has the run fallen since?",
        ),
        Mistake(
            "a tenth",
            lambda losses: _verdict(losses, np.mean(losses[30:]) < 0.9 * np.mean(losses[20:30])),
            "A fixed share knows nothing of luck: a rough curve loses a tenth by chance, and a "
            "smooth one may lose less without any. Measure the scatter.",
        ),
        Mistake(
            "a fifth",
            lambda losses: _verdict(losses, np.mean(losses[30:]) < 0.8 * np.mean(losses[20:30])),
            "A fixed share knows nothing of luck: a rough curve loses a fifth by chance, and a "
            "smooth one may lose less without any. Measure the scatter.",
        ),
        Mistake(
            "any fall at all",
            lambda losses: _verdict(losses, np.mean(losses[30:]) < np.mean(losses[20:30])),
            "Noise alone changes such means, up or down. Ask for more than luck can do.",
        ),
        Mistake(
            "a fixed difference",
            lambda losses: _verdict(losses, np.mean(losses[20:30]) - np.mean(losses[30:]) > 0.05),
            "What luck can do differs from run to run. Measure it by the scatter within a window.",
        ),
    ),
    hints=(
        "What differs between a noisy curve that falls and one that is level, if you may look at "
        "means only?",
        "Compare the mean of the last epochs with that of as many before them, late in the run.",
        "The spread of the ten over the root of their number is the standard error of a mean. A "
        "fall of several standard errors is no luck.",
    ),
)


EXERCISES = (_BATCH, _UPHILL, _SCALE, _JUDGE)
