"""An exercise of notebook 10: which schedule was it?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from .nb10_bowl import mean_losses

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


NAMES = ("drop", "hold", "cosine", "line")


def _four(rng: Generator) -> Inputs:
    steps, peak = 1000, float(rng.choice([0.5, 0.55, 0.6]))
    t = np.arange(steps)
    rates = {
        "drop": np.where(t < int(rng.integers(33, 42)) * 20, peak, peak / 10),
        "hold": peak * np.clip((steps - t) / 250, 0, 1),
        "cosine": peak * (1 + np.cos(np.pi * t / steps)) / 2,
        "line": peak * (1 - t / steps),
    }
    turns = [(1, 2, 3, 0), (3, 0, 1, 2), (1, 3, 0, 2), (2, 0, 3, 1), (2, 3, 1, 0), (3, 2, 0, 1)]
    order = turns[rng.integers(len(turns))]  # each goes round all four: no two just exchanged
    sigma = float(rng.choice([0.9, 1.0, 1.1]))
    rows = mean_losses([rates[NAMES[k]] for k in order], sigma=sigma).sum(axis=-1)
    return (np.round(rows, 4),)


def _which(losses: Array) -> list[int]:
    """Rows of the late drop, of hold and line, of the cosine and of the line from the start."""
    *soon, one, other = (int(k) for k in np.argsort(losses[:, 600], kind="stable"))
    late = [one, other]
    late.sort(key=lambda k: float(np.min(losses[k, 325:] / losses[k, 300:-25])))
    soon.sort(key=lambda k: float(losses[k, 700]))
    return [*late, *soon]


def _swapped(one: int, other: int) -> Any:
    def wrong(losses: Array) -> list[int]:
        rows = _which(losses)
        rows[one], rows[other] = rows[other], rows[one]
        return rows

    return wrong


def _pairs_mixed(answer: Any, losses: Array) -> bool:
    """Whether four rows are told, but drop and hold are not the two that keep the peak."""
    try:
        rows = [int(k) for k in answer]
    except (TypeError, ValueError):
        return False
    return sorted(rows) == [0, 1, 2, 3] and set(rows[:2]) != set(_which(losses)[:2])


def _inverse(losses: Array) -> list[int]:
    return [int(k) for k in np.argsort(_which(losses))]


_JUDGE = Exercise(
    id="schedule-judge",
    task="losses has four rows: mean losses of runs with the same peak in four schedules, in an "
    "order that is not told. A drop is divided by ten late; a hold stays at the peak and goes down "
    "in a line over the last quarter; a cosine goes to 0, and so does a line, both from the first "
    "step on. Return the four rows' numbers, from 0: drop, hold, cosine, line.",
    inputs=("losses",),
    simple=(_four(np.random.default_rng(3)), _four(np.random.default_rng(5))),
    numbers=_four,
    reference=_which,
    mistakes=(
        Mistake(
            "drop and hold exchanged",
            _swapped(0, 1),
            "Two of the rows are one curve for long, as their rates are. Whose noise goes at once, "
            "and whose little by little?",
        ),
        Mistake(
            "cosine and line exchanged",
            _swapped(2, 3),
            "Both come down from the first step on. Which rate is the lower one after a tenth of "
            "the steps, and which after three quarters?",
        ),
        Mistake(
            "drop and cosine exchanged",
            _swapped(0, 2),
            "A cosine has no sudden fall. And which rows keep the peak, and its noise, for long?",
        ),
        Mistake(
            "hold and cosine exchanged",
            _swapped(1, 2),
            "A cosine leaves the peak long before the last quarter. Which rows are one curve until "
            "then?",
        ),
        Mistake(
            "drop and line exchanged",
            _swapped(0, 3),
            "A line from the first step on has no sudden fall.",
        ),
        Mistake(
            "hold and line exchanged",
            _swapped(1, 3),
            "Hold stays at the peak for most of the run. Is such a run ahead early on?",
        ),
        Mistake(
            "the schedule of each row",
            _inverse,
            "You have numbered the schedules. Asked is, for each schedule, the number of its row.",
        ),
        Mistake(
            "both pairs exchanged",
            lambda losses: [_which(losses)[k] for k in (1, 0, 3, 2)],
            "You know which two keep the peak. Whose noise goes at once? And of the other two, "
            "which rate is lower after a tenth of the steps?",
        ),
        Mistake(
            "who keeps the peak",
            lambda losses: [_which(losses)[k] for k in (2, 3, 1, 0)],
            "Begin with the two that keep their peak for long: until one leaves it, their rows are "
            "one curve. Are these your drop and hold?",
            fits=_pairs_mixed,
        ),
    ),
    hints=(
        "What does a fall of the rate do to the loss at once, and what later?",
        "Two schedules keep the peak for long: their rows are one curve until one of them leaves "
        "it. Which of the two leaves it suddenly?",
        "Draw the rates of the other two. The lower rate has the lower noise: which is that before "
        "the middle, and which after it?",
    ),
)

EXERCISES = (_JUDGE,)
