"""Exercises of notebook 10 on formulas of schedules: one to repair, and updates to count."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- warm-up and cosine -----------------------------------------------------------------------


def _warm_cosine(
    t: Any,
    peak: float,
    warmup: int,
    total: int,
    lowest: float,
    *,
    since: bool = True,
    over: bool = True,
    ahead: int = 0,
    flat: bool = True,
    part: bool = True,
    line: bool = False,
) -> Array:
    """The schedule, and the ways to get it wrong."""
    t = np.asarray(t, dtype=float)
    passed = (t - warmup * since) / (total - warmup * (since and over))
    passed = np.minimum(passed, 1) if flat else passed
    low = lowest * peak if part else lowest
    fall = 1 - passed if line else (1 + np.cos(np.pi * passed)) / 2
    rise = peak * (t + ahead) / warmup
    return np.asarray(np.where(t < warmup, rise, low + (peak - low) * fall))


def _run(rng: Generator) -> Inputs:
    warmup, total = int(rng.integers(3, 9)), int(rng.integers(40, 80))
    return (
        np.array([1, warmup, total // 3, total - 5, total, total + 11]),
        float(rng.choice([0.3, 0.6, 2.0])),
        warmup,
        total,
        float(rng.choice([0.05, 0.1, 0.2])),
    )


_COSINE = Exercise(
    id="schedule-warmup-cosine",
    task="Return the rate for each number of steps already taken in t: up in a straight line from "
    "0 to peak over warmup steps, then half a cosine down to lowest · peak at step total, "
    "then flat.",
    inputs=("t", "peak", "warmup", "total", "lowest"),
    simple=(
        (np.array([0, 1, 2, 7, 12, 20]), 0.5, 2, 12, 0.1),
        (np.array([3, 50, 99, 120]), 2.0, 10, 100, 0.0),
    ),
    numbers=_run,
    reference=_warm_cosine,
    mistakes=(
        Mistake(
            "as it was",
            lambda *x: _warm_cosine(*x, since=False, flat=False, part=False),
            "Nothing is repaired yet. What is the rate right after the warm-up, at total, and "
            "later?",
        ),
        Mistake(
            "the end and what follows",
            lambda *x: _warm_cosine(*x, flat=False, part=False),
            "The cosine begins where it should. Now the rate at total, and after it.",
        ),
        Mistake(
            "the beginning and what follows",
            lambda *x: _warm_cosine(*x, since=False, flat=False),
            "The lowest rate is right. Now the rate right after the warm-up, and after total.",
        ),
        Mistake(
            "the beginning and the end",
            lambda *x: _warm_cosine(*x, since=False, part=False),
            "It stays after total. Now the rate right after the warm-up, and the lowest rate.",
        ),
        Mistake(
            "the cosine starts at 0",
            lambda *x: _warm_cosine(*x, since=False),
            "Right after the warm-up the rate must be the peak. From where does the cosine count?",
        ),
        Mistake(
            "over all steps",
            lambda *x: _warm_cosine(*x, over=False),
            "It counts from the end of the warm-up, but over too many steps: at total it is not "
            "down yet. How many steps are left when the warm-up is over?",
        ),
        Mistake(
            "over all steps, and nothing else",
            lambda *x: _warm_cosine(*x, over=False, flat=False, part=False),
            "It begins at the peak. Is it down at total, to which rate, and does it stay there?",
        ),
        Mistake(
            "rises again",
            lambda *x: _warm_cosine(*x, flat=False),
            "After total the cosine would go up again; it should stay.",
        ),
        Mistake(
            "a straight line",
            lambda *x: _warm_cosine(*x, line=True),
            "Both ends are right, but half a cosine is flat at both of them.",
        ),
        Mistake(
            "lowest is a part of the peak",
            lambda *x: _warm_cosine(*x, part=False),
            "lowest = 0.1 means 10 % of the peak, not a rate of 0.1.",
        ),
        Mistake(
            "one step ahead",
            lambda *x: _warm_cosine(*x, ahead=1),
            "t counts steps already taken: at t = 0 the rate is 0.",
        ),
    ),
    hints=(
        "Which part of the way down has been gone after t steps? At the end of the warm-up, and at "
        "total?",
        "Count that part from the end of the warm-up, over the steps that are then left, and let "
        "it be at most 1.",
        "The cosine then goes from the peak to the lowest rate. Which rate is that: lowest is a "
        "part.",
    ),
)


# --- updates while the batch grows ------------------------------------------------------------


def _updates(tokens: float, first: float, last: float, ramp: float) -> float:
    """The integral of 1/batch over the tokens read."""
    growing, growth = min(tokens, ramp), (last - first) / ramp
    return float(np.log1p(growth * growing / first) / growth + (tokens - growing) / last)


def _ends_averaged(tokens: float, first: float, last: float, ramp: float) -> float:
    batch = first + (last - first) * min(tokens, ramp) / ramp
    growing = min(tokens, ramp)
    return 2 * growing / (first + batch) + (tokens - growing) / last


def _mean_of_all(tokens: float, first: float, last: float, ramp: float) -> float:
    return 2 * tokens / (first + first + (last - first) * min(tokens / ramp, 1))


def _endless(tokens: float, first: float, last: float, ramp: float) -> float:
    growth = (last - first) / ramp
    return float(np.log1p(growth * tokens / first) / growth)


def _recipe(rng: Generator) -> Inputs:
    ramp = float(rng.choice([2e9, 5e9, 8e9]))
    return float(rng.choice([2.5, 3, 4])) * ramp, 64e3, float(rng.choice([1e6, 2e6, 4e6])), ramp


_RAMP = Exercise(
    id="schedule-ramp",
    task="The batch grows linearly with the tokens read: from first tokens to last, which it "
    "reaches when ramp tokens are read, and keeps. Return how many updates it takes to read so "
    "many tokens, to within 1 %.",
    inputs=("tokens", "first", "last", "ramp"),
    simple=((375e6, 32e3, 3.2e6, 4e9), (300e6, 16e3, 1.6e6, 200e6)),
    numbers=_recipe,
    reference=_updates,
    tolerance=0.01,
    mistakes=(
        Mistake(
            "as it was",
            lambda tokens, first, last, ramp: tokens / last,
            "All batches are counted as full ones. The first are a hundred times smaller, or so.",
        ),
        Mistake(
            "only small batches",
            lambda tokens, first, last, ramp: tokens / first,
            "That is for a batch that never grows.",
        ),
        Mistake(
            "the mean batch",
            _ends_averaged,
            "Half of the tokens are read with batches below that mean, and they make far more than "
            "half of the updates. Add up tokens over batch, piece by piece.",
        ),
        Mistake(
            "the mean of first and last",
            lambda tokens, first, last, ramp: 2 * tokens / (first + last),
            "An update reads that many tokens only half-way up the ramp. The small batches before "
            "it make most of the updates: add up tokens over batch, piece by piece.",
        ),
        Mistake(
            "the mean of first and reached",
            _mean_of_all,
            "Half of the tokens are read with batches below that mean, and they make far more than "
            "half of the updates. And after the ramp all batches are full.",
        ),
        Mistake(
            "it never stops growing",
            _endless,
            "The batch stays when ramp tokens are read.",
        ),
        Mistake(
            "the ramp alone",
            lambda tokens, first, last, ramp: _updates(min(tokens, ramp), first, last, ramp),
            "The tokens after the ramp make updates too.",
        ),
    ),
    hints=(
        "How many tokens does the next update read, when n have been read?",
        "A loop will do: read a batch, count one, until all tokens are read.",
        "On paper, an update per batch: integrate one over the batch over the tokens. It is a "
        "logarithm until the ramp ends.",
    ),
)

EXERCISES = (_COSINE, _RAMP)
