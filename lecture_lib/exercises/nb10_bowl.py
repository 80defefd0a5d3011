"""Exercises of notebook 10 in its bowl: a drop to refute, rates to choose, curves to name."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES", "mean_losses"]

Array = NDArray[np.float64]
Generator = np.random.Generator

_FLAT, _FAR = 0.005, 16.0


def mean_losses(
    rates: ArrayLike, flat: float = _FLAT, far: float = _FAR, sigma: float = 1.0
) -> Array:
    """Mean loss in the steep and the flat direction, before each step and at the end.

    Parameters
    ----------
    rates : array_like, shape (..., steps)
        The rate of each step.
    flat, far : float
        Curvature and start of the flat direction; the steep one has 1 and 1.
    sigma : float
        Standard deviation of the noise of a gradient.

    Returns
    -------
    ndarray, shape (..., steps + 1, 2)

    Examples
    --------
    >>> mean_losses([0.5, 0.5], sigma=0.0)[-1].round(3)
    array([0.031, 0.634])
    """
    rates = np.asarray(rates, dtype=float)
    curvature = np.array([1.0, flat])
    square = np.ones((*rates.shape[:-1], 2)) * np.array([1.0, far**2])
    losses = [square * curvature / 2]
    for eta in np.moveaxis(rates, -1, 0)[..., None]:
        square = (1 - eta * curvature) ** 2 * square + (eta * sigma) ** 2
        losses.append(square * curvature / 2)
    return np.stack(losses, axis=-2)


# --- it fell, so it was right -----------------------------------------------------------------

_AFTER, _WORSE = 30, 1.2


def _with_and_without(flat: float, far: float, drop: int, steps: int) -> Array:
    """Loss with the drop and without it: (2, steps + 1)."""
    lowered = np.where(np.arange(steps) < drop, 0.4, 0.04)
    losses: Array = mean_losses([lowered, np.full(steps, 0.4)], flat, far).sum(axis=-1)
    return losses


def _read_bowl(answer: Any) -> tuple[float, float] | str:
    try:
        flat, far = as_numbers(answer, "the answer")
    except (TypeError, ValueError):
        return "return two numbers, curvature and start"
    if not 0 < flat <= 1:
        return f"the curvature is {flat:g}; it should be above 0, and at most 1, the steep one's"
    if not np.isfinite(far):
        return f"the start is {far:g}"
    return float(flat), float(far)


def refute_fault(answer: Any, drop: int, steps: int) -> str | None:
    """Walk in the bowl with the drop and without it."""
    bowl = _read_bowl(answer)
    if isinstance(bowl, str):
        return bowl
    low, high = _with_and_without(*bowl, drop, steps)
    soon = drop + _AFTER
    if low[soon] >= high[soon]:
        return (
            f"{_AFTER} steps after the drop the loss is {low[soon]:.3g}, and without it "
            f"{high[soon]:.3g}: there is no win to be fooled by"
        )
    if low[-1] < _WORSE * high[-1]:
        return (
            f"at step {steps} the loss is {low[-1]:.3g} with the drop and {high[-1]:.3g} without: "
            f"not {_WORSE:g} times as high"
        )
    return None


def _bowl_against(drop: int, steps: int) -> tuple[float, float]:
    """A flat direction that has six floors of the steep one left at the drop, and time to go."""
    flat, floor = 3 / steps, 0.4 / (2 * (2 - 0.4))
    return flat, float(np.sqrt(2 * 6 * floor / flat)) / (1 - 0.4 * flat) ** drop


def _fooled(answer: Any, drop: int, steps: int) -> tuple[float, float] | None:
    """Win soon after the drop, and loss at the end over that without it; None for no bowl."""
    bowl = _read_bowl(answer)
    if isinstance(bowl, str):
        return None
    low, high = _with_and_without(*bowl, drop, steps)
    return high[drop + _AFTER] / low[drop + _AFTER], low[-1] / high[-1]


def _exchanged(answer: Any, drop: int, steps: int) -> bool:
    try:
        far, flat = as_numbers(answer, "the answer")
    except (TypeError, ValueError):
        return False
    return refute_fault((flat, far), drop, steps) is None


def _arrived(answer: Any, drop: int, steps: int) -> bool:
    found = _fooled(answer, drop, steps)
    return bool(found and found[0] > 1 and found[1] < 1)


def _stands_still(answer: Any, drop: int, steps: int) -> bool:
    bowl = _read_bowl(answer)
    if isinstance(bowl, str) or not _arrived(answer, drop, steps):
        return False
    flat = mean_losses(np.full(steps, 0.4), *bowl)[:, 1]
    return bool(flat[drop] > 0.25 and flat[-1] > 0.6 * flat[drop])


def _no_win(answer: Any, drop: int, steps: int) -> bool:
    found = _fooled(answer, drop, steps)
    return bool(found and found[0] <= 1)


def _hardly(answer: Any, drop: int, steps: int) -> bool:
    found = _fooled(answer, drop, steps)
    return bool(found and found[0] > 1 and 1 <= found[1] < _WORSE)


_REFUTE = Exercise(
    id="schedule-refute",
    task="“The loss fell when I lowered the rate, so it was right to do so.” Refute it. In a bowl "
    "with noise of variance 1 the steep direction has curvature 1 and starts at 1; the rate falls "
    "from 0.4 to 0.04 at step drop. Return curvature and start of a flat direction such that, 30 "
    "steps after the drop, the mean loss is lower than it would be without it, and at the end, "
    "after steps steps, at least 1.2 times as high. Several pairs of drop and steps are tried.",
    inputs=("drop", "steps"),
    simple=((150, 1000), (1000, 9000)),
    numbers=lambda rng: (int(rng.integers(25, 35)) * 10, int(rng.integers(22, 30)) * 100),
    reference=_bowl_against,
    fault=refute_fault,
    mistakes=(
        Mistake(
            "exchanged",
            lambda drop, steps: _bowl_against(drop, steps)[::-1],
            "First the curvature, then the start.",
            fits=_exchanged,
        ),
        Mistake(
            "it stands still",
            lambda drop, steps: (0.1 / steps, 5 * steps**0.5),
            "With the drop it is ahead to the end: without it the flat direction hardly moves "
            "either, so nothing is lost.",
            fits=_stands_still,
        ),
        Mistake(
            "it had arrived",
            lambda drop, steps: (0.02, 1.0),
            "With the drop it is ahead to the end: there was little distance left to spoil. How "
            "could there be more of it at the drop?",
            fits=_arrived,
        ),
        Mistake(
            "no win to see",
            lambda drop, steps: tuple(np.multiply(_bowl_against(drop, steps), (1, 8))),
            "Without the drop the flat direction gains more in these steps than the drop does. "
            "Let it have less to gain, or be slower.",
            fits=_no_win,
        ),
        Mistake(
            "hardly worse",
            lambda drop, steps: tuple(np.multiply(_bowl_against(drop, steps), (1, 0.64))),
            "The win is there, and it is nearly lost in the end. What does the run without the "
            "drop gain in its last steps?",
            fits=_hardly,
        ),
    ),
    hints=(
        "What is the quick win, and which part of the loss pays for it?",
        "The flat part must be several times the floor of the steep one at the drop, and so slow "
        "that it hardly moves soon after it, but well before the end.",
        "The bowl of this notebook does it for the first case. For others give expected the "
        "rates with and without the drop, and a few curvatures and starts, as lam and start. "
        "The longer the run, the flatter the direction.",
    ),
)


# --- rates to choose --------------------------------------------------------------------------

_NEAR = 1.3


@cache
def reachable(steps: int, sigma: float) -> float:
    """The loss that a straight line to zero reaches with its best peak.

    >>> round(reachable(1000, 1.0), 3)
    0.102
    """
    line = 1 - np.arange(steps) / steps
    ends = mean_losses(np.geomspace(0.01, 1.9, 40)[:, None] * line, sigma=sigma)[:, -1].sum(axis=-1)
    return float(ends.min())


@cache
def _best_line(steps: int, sigma: float) -> tuple[float, ...]:
    line, peaks = 1 - np.arange(steps) / steps, np.geomspace(0.01, 1.9, 40)
    ends = mean_losses(peaks[:, None] * line, sigma=sigma)[:, -1].sum(axis=-1)
    return tuple(float(x) for x in peaks[ends.argmin()] * line)


def _line(steps: int, sigma: float) -> Array:
    return np.array(_best_line(steps, sigma))


def _read_rates(answer: Any, steps: int) -> Array | str:
    try:
        rates = as_numbers(answer, "the answer")
    except (TypeError, ValueError):
        return "return an array of rates"
    if rates.shape != (steps,):
        return f"the answer has the shape {rates.shape}; return one rate for each of {steps} steps"
    if not (np.isfinite(rates) & (rates >= 0)).all():
        return "a rate is below 0, infinite or NaN"
    return rates


def choose_fault(answer: Any, steps: int, sigma: float) -> str | None:
    """Walk with these rates, and say which of the two jobs was not done."""
    rates = _read_rates(answer, steps)
    if isinstance(rates, str):
        return rates
    with np.errstate(over="ignore", invalid="ignore"):
        loss = mean_losses(rates, sigma=sigma)[-1].sum()
        distance = mean_losses(rates, sigma=0.0)[-1].sum()
    if not loss < 1e6:
        return "the run diverges"
    if loss <= _NEAR * reachable(steps, sigma):
        return None
    return (
        f"the loss at the end is {loss:.3g} ({distance:.3g} of it distance still to go, the rest "
        f"noise); {_NEAR * reachable(steps, sigma):.3g} is asked for"
    )


def _rates(answer: Any, steps: int) -> Array | None:
    rates = _read_rates(answer, steps)
    return None if isinstance(rates, str) else rates


def _is_constant(answer: Any, steps: int, sigma: float) -> bool:
    rates = _rates(answer, steps)
    return rates is not None and bool(np.ptp(rates) < 1e-9)


def _is_one_rate(answer: Any, steps: int, sigma: float) -> bool:
    try:
        return as_numbers(answer, "the answer").ndim == 0
    except (TypeError, ValueError):
        return False


def _stays_high(answer: Any, steps: int, sigma: float) -> bool:
    rates = _rates(answer, steps)
    return rates is not None and bool(rates[-1] > 0.4 * rates.max())


def _halves(answer: Any, steps: int, sigma: float) -> tuple[float, float] | None:
    """What is left of the distance, and the noise, at the end."""
    rates = _rates(answer, steps)
    if rates is None:
        return None
    with np.errstate(over="ignore", invalid="ignore"):
        distance = float(mean_losses(rates, sigma=0.0)[-1].sum())
        return distance, float(mean_losses(rates, sigma=sigma)[-1].sum()) - distance


def _too_slow(answer: Any, steps: int, sigma: float) -> bool:
    parts = _halves(answer, steps, sigma)
    return parts is not None and parts[0] > parts[1]


def _too_loud(answer: Any, steps: int, sigma: float) -> bool:
    parts = _halves(answer, steps, sigma)
    return parts is not None and parts[1] >= parts[0]


_CHOOSE = Exercise(
    id="schedule-choose",
    task="A run in the bowl of this notebook has so many steps, and gradients with noise of "
    "standard deviation sigma. Return the rate of each step, so that the mean loss at the end is "
    "at most 1.3 times that of a straight line to 0 with its best peak.",
    inputs=("steps", "sigma"),
    simple=((1000, 1.0), (4000, 3.0)),
    numbers=lambda rng: (int(rng.integers(6, 14)) * 100, float(rng.choice([0.8, 1.2, 1.5]))),
    reference=_line,
    fault=choose_fault,
    mistakes=(
        Mistake(
            "one rate",
            lambda steps, sigma: 0.4,
            "Return an array: a rate for each of the steps.",
            fits=_is_one_rate,
        ),
        Mistake(
            "constant",
            lambda steps, sigma: np.full(steps, 0.4),
            "A constant rate has one job too many. Which one counts at the end?",
            fits=_is_constant,
        ),
        Mistake(
            "high at the end",
            lambda steps, sigma: 0.4 * (np.arange(steps) + 1) / steps,
            "The last rates are high, and what they add to the noise is never forgotten.",
            fits=_stays_high,
        ),
        Mistake(
            "too slow",
            lambda steps, sigma: 0.02 * (1 - np.arange(steps) / steps),
            "Most of the loss is distance still to go. A higher peak, or high for longer?",
            fits=_too_slow,
        ),
        Mistake(
            "too loud",
            lambda steps, sigma: np.where(np.arange(steps) < steps - 1, 1.5, 0.3),
            "Most of the loss is noise. Come down earlier, or from a lower peak: the best peak "
            "depends on the steps and on the noise.",
            fits=_too_loud,
        ),
    ),
    hints=(
        "Which shapes came out well, and what still had to be found for each?",
        "No peak is good for all numbers of steps and all noises. You can compute the mean loss of "
        "many peaks with expected.",
        "Take one shape of the section on ends, multiply it by each of a range of peaks, and keep "
        "the one with the lowest loss.",
    ),
)


# --- which schedule was it --------------------------------------------------------------------

NAMES = ("drop", "line", "cosine", "exponential")


def _four(rng: Generator) -> Inputs:
    steps, peak = 1000, float(rng.choice([0.5, 0.55, 0.6]))
    t = np.arange(steps)
    rates = {
        "drop": np.where(t < int(rng.integers(33, 42)) * 20, peak, peak / 10),
        "line": peak * np.clip((steps - t) / 250, 0, 1),
        "cosine": peak * (1 + np.cos(np.pi * t / steps)) / 2,
        "exponential": peak * 0.01 ** (t / steps),
    }
    turns = [(1, 2, 3, 0), (3, 0, 1, 2), (1, 3, 0, 2), (2, 0, 3, 1), (2, 3, 1, 0), (3, 2, 0, 1)]
    order = turns[rng.integers(len(turns))]  # each goes round all four: no two just exchanged
    sigma = float(rng.choice([0.9, 1.0, 1.1]))
    rows = mean_losses([rates[NAMES[k]] for k in order], sigma=sigma).sum(axis=-1)
    return (np.round(rows, 4),)


def _which(losses: Array) -> list[int]:
    """Rows of the late drop, of the late line, of the cosine and of the exponential schedule."""
    exponential, cosine, *late = (int(k) for k in np.argsort(losses[:, 200], kind="stable"))
    late.sort(key=lambda k: float(np.min(losses[k, 325:] / losses[k, 300:-25])))
    return [*late, cosine, exponential]


def _swapped(one: int, other: int) -> Any:
    def wrong(losses: Array) -> list[int]:
        rows = _which(losses)
        rows[one], rows[other] = rows[other], rows[one]
        return rows

    return wrong


def _inverse(losses: Array) -> list[int]:
    return [int(k) for k in np.argsort(_which(losses))]


_JUDGE = Exercise(
    id="schedule-judge",
    task="losses has four rows: mean losses of runs with the same peak in four schedules, in an "
    "order that is not told. One is divided by ten late, one is held and goes down in a line over "
    "the last quarter, one is a cosine to 0, one falls exponentially to 1 %. Return the four rows' "
    "numbers, from 0: that of the drop, of the line, of the cosine and of the exponential.",
    inputs=("losses",),
    simple=(_four(np.random.default_rng(3)), _four(np.random.default_rng(5))),
    numbers=_four,
    reference=_which,
    mistakes=(
        Mistake(
            "drop and line exchanged",
            _swapped(0, 1),
            "Two of the rows are one curve for long, as their rates are. Whose noise goes at once, "
            "and whose little by little?",
        ),
        Mistake(
            "cosine and exponential exchanged",
            _swapped(2, 3),
            "Both leave the peak early. Which rate is low so soon that the loss is ahead at first, "
            "and then hardly moves?",
        ),
        Mistake(
            "drop and cosine exchanged",
            _swapped(0, 2),
            "A cosine has no sudden fall. And which rows keep the peak, and its noise, for long?",
        ),
        Mistake(
            "line and cosine exchanged",
            _swapped(1, 2),
            "A cosine leaves the peak long before the last quarter. Which rows are one curve until "
            "then?",
        ),
        Mistake(
            "drop and exponential exchanged",
            _swapped(0, 3),
            "A rate that falls by factors from the first step on has no sudden fall at the end.",
        ),
        Mistake(
            "line and exponential exchanged",
            _swapped(1, 3),
            "The line stays at the peak for most of the run. Is such a run ahead early on?",
        ),
        Mistake(
            "the schedule of each row",
            _inverse,
            "You have numbered the schedules. Asked is, for each schedule, the number of its row.",
        ),
    ),
    hints=(
        "What does a fall of the rate do to the loss at once, and what later?",
        "Two schedules keep the peak for long: their rows are one curve until one of them leaves "
        "it. Which of the two leaves it suddenly?",
        "Of the other two, the sooner a rate is low, the sooner its quick win. And who pays for "
        "that at the end?",
    ),
)

EXERCISES = (_REFUTE, _CHOOSE, _JUDGE)
