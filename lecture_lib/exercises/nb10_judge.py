"""An exercise of notebook 10: which schedule was it, with much noise and with little?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from .nb10_bowl import mean_losses

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator
Rows = list[int]

NAMES = ("drop", "hold", "cosine", "line")
#: Orders of the rows; each goes round all four, and back it is no exchange within a pair.
_TURNS = ((1, 2, 3, 0), (3, 0, 1, 2), (1, 3, 0, 2), (2, 0, 3, 1))


def _four(rng: Generator, order: Sequence[int], sigma: float) -> Array:
    """Mean losses of the four schedules, in that order."""
    steps, peak = 1000, float(rng.choice([0.5, 0.55, 0.6]))
    t = np.arange(steps)
    rates = {
        "drop": np.where(t < int(rng.integers(33, 42)) * 20, peak, peak / 10),
        "hold": peak * np.clip((steps - t) / 250, 0, 1),
        "cosine": peak * (1 + np.cos(np.pi * t / steps)) / 2,
        "line": peak * (1 - t / steps),
    }
    rows = mean_losses([rates[NAMES[k]] for k in order], sigma=sigma).sum(axis=-1)
    return np.asarray(np.round(rows, 4))


def _two(rng: Generator) -> Inputs:
    one, other = rng.permutation(len(_TURNS))[:2]
    loud, little = float(rng.choice([0.9, 1.0, 1.1])), float(rng.choice([0.25, 0.3]))
    return _four(rng, _TURNS[one], loud), _four(rng, _TURNS[other], little)


def _of(losses: Array) -> Rows:
    """Rows of the late drop, of hold and line, of the cosine and of the line from the start."""
    middle = losses[:, 600]
    late = list(min(combinations(range(4), 2), key=lambda pair: abs(np.ptp(middle[list(pair)]))))
    soon = [k for k in range(4) if k not in late]
    late.sort(key=lambda k: float(np.min(losses[k, 325:] / losses[k, 300:-25])))
    soon.sort(key=lambda k: float(losses[k, 700]))
    return [*late, *soon]


def _which(losses: Array, quiet: Array) -> list[Rows]:
    return [_of(losses), _of(quiet)]


def _read(answer: Any) -> list[Rows] | None:
    try:
        rows = [[int(k) for k in four] for four in answer]
    except (TypeError, ValueError):
        return None
    whole = len(rows) == 2 and all(sorted(four) == [0, 1, 2, 3] for four in rows)
    return rows if whole else None


def _slip(name: str, say: str, slip: Callable[[Rows], Rows]) -> Mistake:
    """A slip in one of the two, or in both."""

    def fits(answer: Any, losses: Array, quiet: Array) -> bool:
        rows, right = _read(answer), _which(losses, quiet)
        if rows is None or rows == right:
            return False
        return all(one in (four, slip(four)) for one, four in zip(rows, right, strict=True))

    return Mistake(
        name, lambda *both: [slip(four) for four in _which(*both)], say, fits=fits
    )  # fmt: skip


def _turned(*order: int) -> Callable[[Rows], Rows]:
    return lambda rows: [rows[k] for k in order]


def _inverse(rows: Rows) -> Rows:
    return [int(k) for k in np.argsort(rows)]


def _pairs_mixed(answer: Any, losses: Array, quiet: Array) -> bool:
    """Whether in one of the two, drop and hold are not the two that keep the peak."""
    rows, right = _read(answer), _which(losses, quiet)
    return rows is not None and any(
        set(one[:2]) != set(four[:2]) for one, four in zip(rows, right, strict=True)
    )


def _as_if_loud(answer: Any, losses: Array, quiet: Array) -> bool:
    """Whether the quiet rows alone are judged by their noise: cosine for line."""
    one, other = _which(losses, quiet)
    return _read(answer) == [one, _turned(0, 1, 3, 2)(other)]


def _both_wrong(answer: Any, losses: Array, quiet: Array) -> bool:
    rows = _read(answer)
    return rows is not None and rows != _which(losses, quiet)


_JUDGE = Exercise(
    id="schedule-judge",
    task="losses has four rows, with noise of about 1, and quiet four more, with noise of about "
    "0.3: mean losses of runs with the same peak in four schedules, in an order that is not told. "
    "A drop is divided by ten late; a hold stays at the peak and goes down in a line over the last "
    "quarter; a cosine goes to 0, and so does a line, both from the first step on. Return a list "
    "for losses and a list for quiet, each with four rows' numbers, from 0: drop, hold, cosine, "
    "line.",
    inputs=("losses", "quiet"),
    simple=(_two(np.random.default_rng(3)), _two(np.random.default_rng(5))),
    numbers=_two,
    reference=_which,
    mistakes=(
        Mistake(
            "noise where there is little",
            lambda losses, quiet: [_of(losses), _turned(0, 1, 3, 2)(_of(quiet))],
            "The loud ones are right. Of the quiet ones, cosine and line are exchanged: where "
            "there is little noise, is the lower rate ahead?",
            fits=_as_if_loud,
        ),
        _slip(
            "drop and hold exchanged",
            "Two of the rows are one curve for long, as their rates are. Whose noise goes at once, "
            "and whose little by little?",
            _turned(1, 0, 2, 3),
        ),
        _slip(
            "cosine and line exchanged",
            "Both come down from the first step on. Which rate is the lower one after a tenth of "
            "the steps, and which after three quarters? And what counts there, noise or distance?",
            _turned(0, 1, 3, 2),
        ),
        _slip(
            "drop and cosine exchanged",
            "A cosine has no sudden fall. And which rows keep the peak for long?",
            _turned(2, 1, 0, 3),
        ),
        _slip(
            "hold and cosine exchanged",
            "A cosine leaves the peak long before the last quarter. Which rows are one curve until "
            "then?",
            _turned(0, 2, 1, 3),
        ),
        _slip(
            "drop and line exchanged",
            "A line from the first step on has no sudden fall.",
            _turned(3, 1, 2, 0),
        ),
        _slip(
            "hold and line exchanged",
            "Hold stays at the peak for most of the run. Which two rows do?",
            _turned(0, 3, 2, 1),
        ),
        _slip(
            "the schedule of each row",
            "You have numbered the schedules. Asked is, for each schedule, the number of its row.",
            _inverse,
        ),
        _slip(
            "both pairs exchanged",
            "You know which two keep the peak. Which of them falls at once? And of the other two, "
            "which rate is lower after a tenth of the steps?",
            _turned(1, 0, 3, 2),
        ),
        Mistake(
            "who keeps the peak",
            lambda *both: [_turned(2, 3, 1, 0)(four) for four in _which(*both)],
            "Begin with the two that keep their peak for long: until one leaves it, their rows are "
            "one curve. That may be the highest or the lowest: it depends on the noise.",
            fits=_pairs_mixed,
        ),
        Mistake(
            "another slip in each",
            lambda losses, quiet: [
                _turned(1, 0, 2, 3)(_of(losses)),
                _turned(0, 1, 3, 2)(_of(quiet)),
            ],
            "Drop and hold keep the peak, as you say. But within the pairs something is exchanged, "
            "in losses and in quiet.",
            fits=_both_wrong,
        ),
    ),
    hints=(
        "What does a fall of the rate do to the loss at once, and what later? Is it noise that "
        "counts, or distance?",
        "Two schedules keep the peak for long: their rows are one curve until one of them leaves "
        "it. Which of the two leaves it suddenly?",
        "Draw the rates of the other two. Which is the lower one before the middle? Where noise "
        "counts, that row is lower there; where distance counts, it is higher.",
    ),
)

EXERCISES = (_JUDGE,)
