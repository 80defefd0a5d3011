"""An exercise of notebook 17: a setting, a prediction and a tolerance for a sentence."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..lessons.checking import Exercise, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES"]

Plan = tuple[float, float, float]

#: How many standard deviations chance is given, and how often anybody may draw.
_CHANCE, _MOST = 3.0, 1_000_000


def _plan(answer: Any) -> Plan | None:
    """The answer as draws, prediction and tolerance; None where it is no such thing."""
    try:
        found = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError):
        return None
    if found.shape != (3,) or not np.isfinite(found).all():
        return None
    draws, predicted, tolerance = map(float, found)
    return draws, predicted, tolerance


def _by_chance(draws: float) -> float:
    """The share by which a ratio of two measured standard deviations may be off."""
    return _CHANCE / math.sqrt(draws)


def _too_few(plan: Plan, n: int) -> bool:
    """Whether chance alone may hide that √n comes out, and not n."""
    share = _by_chance(plan[0])
    return plan[1] * share >= n - math.sqrt(n) * (1 + share)


def _fault(answer: Any, n: int) -> str | None:
    plan = _plan(answer)
    if plan is None:
        return "return three numbers: draws, predicted, tolerance"
    draws, predicted, tolerance = plan
    if draws != int(draws) or not 2 <= draws <= _MOST:
        return f"draw a whole number of times, between 2 and {_MOST:,}; not {draws:g} times"
    if not math.isclose(predicted, n):
        return f"for n = {n} the sentence predicts something else than {predicted:.4g}"
    share = _by_chance(draws)
    if tolerance < predicted * share:
        return (
            f"were the sentence true, chance alone would move the ratio by up to "
            f"{predicted * share:.2g} in {draws:g} draws, and your tolerance is {tolerance:.2g}: "
            "a true sentence would be convicted"
        )
    if tolerance >= n - math.sqrt(n) * (1 + share):
        return (
            f"for n = {n} another number than {n} comes out, and a tolerance of {tolerance:.3g} "
            "lets it pass as well: your test would not notice"
        )
    return None


def _when(holds: Callable[[Plan, int], bool]) -> Callable[[Any, int], bool]:
    """Recognise a mistake in a plan that is one."""

    def fits(answer: Any, n: int) -> bool:
        plan = _plan(answer)
        return plan is not None and plan[0] >= 2 and holds(plan, n)

    return fits


_TESTABLE = Exercise(
    id="ledger-testable",
    task="“The mean over n examples has n times less noise than one example.” Noise is a standard "
    "deviation: measure that of one example, and that of a mean of n, each in so many draws, and "
    "divide. For a given n return the draws, the ratio that the sentence predicts, and the "
    "tolerance: the largest difference that counts as none.",
    inputs=("n",),
    simple=((4,), (100,)),
    numbers=lambda rng: (int(rng.integers(9, 400)),),
    reference=lambda n: (10_000.0, float(n), n / 4),
    fault=_fault,
    mistakes=(
        Mistake(
            "another sentence",
            lambda n: (10_000.0, math.sqrt(n), n / 4),
            "That may well come out. But a test of this sentence has to predict what this sentence "
            "says, right or wrong.",
            _when(lambda plan, n: math.isclose(plan[1], math.sqrt(n), rel_tol=0.01)),
        ),
        Mistake(
            "upside down",
            lambda n: (10_000.0, 1 / n, n / 4),
            "Which of the two noises is divided by which? One example has the more.",
            _when(lambda plan, n: math.isclose(plan[1], 1 / n, rel_tol=0.01)),
        ),
        Mistake(
            "one n for all",
            lambda n: (10_000.0, 100.0, 25.0),
            "The sentence speaks of every n. Let the prediction depend on it.",
            _when(lambda plan, n: plan[1] in (4.0, 100.0) and plan[1] != n),
        ),
        Mistake(
            "no tolerance",
            lambda n: (10_000.0, float(n), 0.0),
            "Two measured noises are never exactly right. With this tolerance a true sentence is "
            "convicted too.",
            _when(lambda plan, n: math.isclose(plan[1], n) and plan[2] <= 0),
        ),
        Mistake(
            "too few draws",
            lambda n: (5.0, float(n), n / 4),
            "With so few draws chance alone moves the ratio as far as the sentence may be wrong. "
            "No tolerance helps there: choose another setting.",
            _when(lambda plan, n: math.isclose(plan[1], n) and _too_few(plan, n)),
        ),
        Mistake(
            "it cannot fail",
            lambda n: (10_000.0, float(n), float(n)),
            "Whatever is likely to come out lies within this tolerance, from no gain at all to "
            "nearly twice what is predicted. What would have to happen for the sentence to fail?",
            _when(lambda plan, n: math.isclose(plan[1], n) and plan[2] >= n - 1),
        ),
        Mistake(
            "a fixed tolerance",
            lambda n: (10_000.0, float(n), 1.0),
            "For one n this is fine. A measured ratio is off by a share of itself: what should the "
            "tolerance be for a large n?",
            _when(
                lambda plan, n: (
                    n > 4  # with which all begin
                    and math.isclose(plan[1], n)
                    and plan[2] in (0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
                    and plan[2] < n * _by_chance(plan[0])
                )
            ),
        ),
    ),
    hints=(
        "Prediction: the sentence itself says by what the noise of one example is divided. And if "
        "it were true, would the measured ratio be exactly that?",
        "A standard deviation from N draws is itself off by chance, and the ratio of two by a "
        "share of about 1/√N. Allow three times as much; a true sentence must pass.",
        "With 10,000 draws the share is 0.01. Predict n; a tolerance of n/4 is far above chance, "
        "and still small enough to fail.",
    ),
)

EXERCISES = (_TESTABLE,)
