"""Exercises of notebook 10, *schedule the rate*."""

from __future__ import annotations

from collections.abc import Sequence
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
    ahead: int = 0,
    flat: bool = True,
    part: bool = True,
    line: bool = False,
) -> Array:
    """The schedule, and the ways to get it wrong."""
    t = np.asarray(t, dtype=float)
    passed = (t - warmup) / (total - warmup) if since else t / total
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
            "the cosine starts at 0",
            lambda *x: _warm_cosine(*x, since=False),
            "Right after the warm-up the rate must be the peak. From where does the cosine count?",
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
        "Two pieces: t < warmup, and the rest. np.where chooses.",
        "In the second piece let part = (t − warmup)/(total − warmup), at most 1.",
        "low + (peak − low)(1 + cos(π · part))/2 with low = lowest · peak.",
    ),
)


# --- plateau ----------------------------------------------------------------------------------


def _plateau(
    losses: Sequence[float],
    rate: float,
    factor: float,
    patience: int,
    *,
    previous: bool = False,
    reset: bool = True,
    early: int = 0,
    rising: bool = False,
) -> list[float]:
    """Rates after each check, and the ways to get them wrong."""
    rates, best, bad = [], -np.inf if rising else np.inf, 0
    for loss in losses:
        better = loss > best if rising else loss < best
        bad = 0 if better else bad + 1
        best = loss if better or previous else best
        if bad > patience - early:
            rate *= factor
            bad = 0 if reset else bad
        rates.append(rate)
    return rates


def _development(rng: Generator) -> Inputs:
    """Losses that fall, stall with a wobble (down, but not below the best), and fall again."""
    low = round(float(rng.uniform(0.5, 0.9)), 2)
    wobble = [round(low + 0.1 + 0.02 * k, 2) for k in (1, 3, 2, 4, 3, 5, 2, 6)]
    return [3.0, 2.0, low, *wobble, round(low - 0.2, 2), 0.1], 0.4, 0.5, int(rng.integers(1, 4))


_PLATEAU = Exercise(
    id="schedule-plateau",
    task="After each development loss return the rate: when more than patience checks in a row "
    "were not below the best so far, multiply the rate by factor and start counting anew.",
    inputs=("losses", "rate", "factor", "patience"),
    simple=(
        ([3.0, 2.0, 2.0, 2.0, 1.0], 0.4, 0.5, 1),
        ([1.0, 2.0, 1.5, 1.8, 1.2, 1.9, 1.1, 0.9], 1.0, 0.1, 2),
    ),
    numbers=_development,
    reference=_plateau,
    mistakes=(
        Mistake(
            "compared with the last",
            lambda *x: _plateau(*x, previous=True),
            "A loss that wobbles falls every other time. Compare with the best so far.",
        ),
        Mistake(
            "never counts anew",
            lambda *x: _plateau(*x, reset=False),
            "After a reduction every further check reduces again, before it could help.",
        ),
        Mistake(
            "one check too early",
            lambda *x: _plateau(*x, early=1),
            "patience checks are forgiven; the next one is not.",
        ),
        Mistake(
            "waits for a rise",
            lambda *x: _plateau(*x, rising=True),
            "A loss is better when it is lower. (A score, such as BLEU, when it is higher.)",
        ),
        Mistake(
            "never lowered",
            lambda losses, rate, factor, patience: [rate] * len(losses),
            "Some of these losses stall for longer than patience.",
        ),
    ),
    hints=(
        "Keep three things: the rate, the best loss, and how many checks in a row were bad.",
        "A better loss becomes the best and sets the count to 0; any other adds 1 to it.",
        "If the count exceeds patience: rate = rate · factor, count = 0. Append the rate.",
    ),
)


# --- the ideal rate ---------------------------------------------------------------------------


def _noisy(rng: Generator) -> Inputs:
    return (
        float(rng.choice([0.3, 0.7, 3.0, 5.0])),
        float(rng.choice([0.5, 0.8, 1.5])),
        float(rng.choice([0.6, 1.3, 2.0])),
    )


_IDEAL = Exercise(
    id="schedule-ideal",
    task="x ← x − η(λx + σξ) with independent noise ξ of mean 0 and variance 1. E x² is now "
    "square. Return the η that makes it smallest after this step.",
    inputs=("square", "lam", "sigma"),
    simple=((4.0, 1.0, 1.0), (0.25, 2.0, 3.0)),
    numbers=_noisy,
    reference=lambda square, lam, sigma: lam * square / (lam**2 * square + sigma**2),
    mistakes=(
        Mistake(
            "without noise",
            lambda square, lam, sigma: 1 / lam,
            "1/λ would jump to the minimum if the gradient were exact. Here it also adds all "
            "of the noise.",
        ),
        Mistake(
            "x for its square",
            lambda square, lam, sigma: lam * square**0.5 / (lam**2 * square**0.5 + sigma**2),
            "square is E x² already.",
        ),
        Mistake(
            "σ is not squared",
            lambda square, lam, sigma: lam * square / (lam**2 * square + sigma),
            "The noise moves x by ησξ. What does that add to E x²?",
        ),
        Mistake(
            "forgot λ",
            lambda square, lam, sigma: square / (square + sigma**2),
            "Right for λ = 1. x is multiplied by 1 − ηλ.",
        ),
        Mistake(
            "what is left",
            lambda square, lam, sigma: square * sigma**2 / (lam**2 * square + sigma**2),
            "That is the smallest E x². At which η?",
        ),
    ),
    hints=(
        "Write E x² after the step as a function of η.",
        "(1 − ηλ)² · square + η²σ². A parabola in η: where is its slope 0?",
        "−2λ(1 − ηλ) · square + 2ησ² = 0; collect η.",
    ),
)

EXERCISES = (_COSINE, _PLATEAU, _IDEAL)
