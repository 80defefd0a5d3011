"""An exercise of notebook 10: rates to choose, for a bowl and a number of steps."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Mistake
from ..lessons.numeric import as_numbers
from .nb10_bowl import mean_losses

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


_NEAR = 1.2


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


def _tapered(rates: Array) -> Array:
    """The same rates, but for a way down to 0 over the last 15 %."""
    steps = len(rates)
    return rates * np.minimum(1, (steps - np.arange(steps)) / (0.15 * steps))


def _never_comes_down(answer: Any, steps: int, sigma: float) -> bool:
    """Whether a fall over the last 15 % is all that is missing."""
    rates = _rates(answer, steps)
    if rates is None or rates[-1] < 0.7 * rates[int(0.85 * steps)]:
        return False
    return choose_fault(_tapered(rates), steps, sigma) is None


def _flat_alone(steps: int, sigma: float) -> Array:
    """The best rates of the flat direction by itself."""
    flat, far = 0.005, 16.0
    return np.asarray(1 / (flat + sigma**2 / (flat * far**2) + flat * np.arange(steps)))


_CHOOSE = Exercise(
    id="schedule-choose",
    task="A run in the bowl of this notebook has so many steps, and gradients with noise of "
    "standard deviation sigma. Return the rate of each step, so that the mean loss at the end is "
    "at most 1.2 times that of a straight line to 0 with its best peak.",
    inputs=("steps", "sigma"),
    simple=((1000, 1.0), (600, 3.0)),
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
            "no way down at the end",
            _flat_alone,
            "Good, but for the end: the steep direction still has the noise of the last rates. "
            "Let them come down to 0 over the last tenth or so.",
            fits=_never_comes_down,
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
        "Take one shape of shapes, multiply it by each of a range of peaks, and keep the one with "
        "the lowest loss.",
    ),
)

EXERCISES = (_CHOOSE,)
