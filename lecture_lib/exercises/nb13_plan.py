"""An exercise of notebook 13, *choose a model*: a plan for a search, which is then run."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from ..nn import MLP
from ..optim import GradientDescent
from ..training import accuracy, evaluate, fit, load

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator
Plan = list[tuple[float, int]]
Judge = Callable[..., bool]

_AIM = 0.86  # a sensible plan reaches 0.89 to 0.94
_SHORT = 8  # epochs that are too few for any rate
_GAP = 1.25  # decades within which a good rate can hide
_GOOD = 0.3  # the best rate of these digits when nothing multiplies their loss


# --- running a plan ---------------------------------------------------------------------------


@cache
def _digits() -> tuple[Array, NDArray[np.int64]]:
    """Digits that the notebook does not lock away as its test set."""
    X, y = load("digits", dtype=float).split(np.random.default_rng(0)).train
    return X, y


def _factor(low: float, high: float) -> float:
    """What a problem multiplies its loss by: it puts the good rates anywhere in its range."""
    place = np.random.default_rng(round(1000 * abs(math.log10(low)))).uniform(0.1, 0.9)
    return float(_GOOD / (low * (high / low) ** place))


@cache
def _trained(step: float, epochs: int) -> tuple[float, float]:
    """Accuracy on 200 development pictures, and on 859 new ones, of a network trained on 200.

    A loss that is multiplied by a factor, at one rate, is the plain loss at factor · rate.
    """
    (X, y), rng = _digits(), np.random.default_rng(0)
    model = MLP((64, 32, 10), rng=rng, dtype=float)
    fit(model, (X[:200], y[:200]), GradientDescent(step), epochs=epochs, batch_size=20, rng=rng)
    dev, new = (
        evaluate(model, (X[part], y[part]), metric=accuracy)[1]
        for part in (slice(200, 400), slice(400, None))
    )
    return float(dev or 0), float(new or 0)


def _read(answer: Any) -> Plan | None:
    """A plan as pairs; None if it is none."""
    table = np.asarray(answer, dtype=float)
    if table.ndim != 2 or table.shape[1] != 2 or not len(table):
        return None
    return [(float(rate), float(epochs)) for rate, epochs in table]  # type: ignore[misc]


def _cost(plan: Plan) -> float:
    return sum(epochs for _, epochs in plan)


def _refused(answer: Any, low: float, high: float, budget: int) -> str | None:
    """Why a plan cannot be run."""
    plan = _read(answer)
    if plan is None:
        return "a plan is a list of pairs (rate, epochs)"
    for rate, epochs in plan:
        if not low * (1 - 1e-6) <= rate <= high * (1 + 1e-6):
            return f"the rate {rate:.3g} is not between {low:g} and {high:g}"
        if epochs < 1 or epochs != int(epochs):
            return f"{epochs:.3g} epochs cannot be made: take whole numbers from 1"
    if _cost(plan) > budget:
        return f"it takes {_cost(plan):g} epochs in all, and the budget is {budget}"
    return None


def _fault(answer: Any, low: float, high: float, budget: int) -> str | None:
    """Run the plan, choose on the development set, and say what was chosen if it is not good."""
    if (refused := _refused(answer, low, high, budget)) is not None:
        return refused
    plan = _read(answer) or []
    factor = _factor(low, high)
    found = [_trained(factor * rate, int(epochs)) for rate, epochs in plan]
    best = max(range(len(plan)), key=lambda k: found[k][0])
    if found[best][1] >= _AIM:
        return None
    rate, epochs = plan[best]
    return (
        f"your plan was run. Of {len(plan)} trainings, the best on dev has η = {rate:.2g} and "
        f"{epochs:g} epochs, and it is right on {100 * found[best][1]:.0f} % of new pictures"
    )


# --- plans, good and bad ----------------------------------------------------------------------


def _spread(low: float, high: float, number: int, epochs: int) -> Plan:
    return [(float(rate), epochs) for rate in np.geomspace(low, high, number)]


def _good(low: float, high: float, budget: int) -> Plan:
    """Two or more rates for each factor of ten."""
    number = 2 * round(math.log10(high / low))
    return _spread(low, high, number, budget // number)


def _rates(answer: Any) -> Array:
    return np.sort(np.asarray(answer, dtype=float)[:, 0])


def _gap(answer: Any, low: float, high: float) -> float:
    """The widest part of the range without a rate, in powers of ten."""
    return float(np.diff(np.log10([low, *_rates(answer), high])).max())


def _if_it_runs(judge: Judge) -> Judge:
    def fits(answer: Any, *inputs: Any) -> bool:
        return _refused(answer, *inputs) is None and judge(answer, *inputs)

    return fits


def _even(answer: Any, *_: Any) -> bool:
    steps = np.diff(_rates(answer))
    return len(steps) > 2 and bool(np.ptp(steps) < 0.02 * steps.mean())


def _even_plan(low: float, high: float, budget: int) -> Plan:
    return [(float(rate), budget // 12) for rate in np.linspace(low, high, 12)]


def _problems(rng: Generator) -> Inputs:
    low = -int(rng.integers(2000, 6000)) / 1000
    return 10.0**low, 10.0 ** (low + 6), 156


_PLAN = Exercise(
    id="select-plan",
    task="Digits again, with 200 to learn from and 32 hidden units. Their loss is multiplied by a "
    "factor that you are not told, so no old rate can be trusted. Return a plan: a list of pairs "
    "(rate, epochs), rates from low to high, with at most budget epochs in all. check trains them "
    "all, takes the one that is best on 200 dev pictures, and asks it new ones: it must have 86 % "
    "right.",
    inputs=("low", "high", "budget"),
    simple=(  # the good rates lie near the lower end, near the upper, and in the middle
        (10**-1.5, 10**4.5, 156),
        (10**-5.25, 10**0.75, 156),
        (1e-3, 1e2, 130),
    ),
    numbers=_problems,
    reference=_good,
    fault=_fault,
    same=lambda a, b: bool(np.array_equal(np.asarray(a), np.asarray(b))),
    mistakes=(
        Mistake(
            "over the budget",
            lambda low, high, budget: _spread(low, high, 12, budget),
            "The budget counts the epochs of all trainings together.",
            lambda answer, low, high, budget: _cost(_read(answer) or []) > budget,
        ),
        Mistake(
            "outside of the range",
            lambda low, high, budget: _spread(low / 100, high, 10, budget // 10),
            "The rates must lie from low to high.",
            lambda answer, low, high, budget: bool(
                _rates(answer)[0] < low * (1 - 1e-6) or _rates(answer)[-1] > high * (1 + 1e-6)
            ),
        ),
        Mistake(
            "one rate",
            lambda low, high, budget: [(math.sqrt(low * high), budget)],
            "The whole budget goes to one rate. It is well trained, if it trains at all.",
            _if_it_runs(lambda answer, *_: len(set(_rates(answer))) == 1),
        ),
        Mistake(
            "even steps",
            _even_plan,
            "Your rates have the same distance, so nearly all of them are large. From low to high "
            "it is a matter of factors: take the same factor from each rate to the next.",
            _if_it_runs(_even),
        ),
        Mistake(
            "too short",
            lambda low, high, budget: _spread(low, high, budget // 4, 4),
            "You try many rates, but train each so briefly that even a good one has not learnt "
            "yet. Try fewer, for longer.",
            _if_it_runs(lambda answer, *_: bool(np.median(np.asarray(answer)[:, 1]) < _SHORT)),
        ),
        Mistake(
            "a gap",
            lambda low, high, budget: _spread(low, 100 * low, 10, budget // 10),
            "Somewhere, at an end or between two of your rates, a large part of the range is not "
            "looked at, and the good rates lie there. (Random draws leave such gaps by chance.)",
            _if_it_runs(lambda answer, low, high, budget: _gap(answer, low, high) > _GAP),
        ),
    ),
    hints=(
        "You do not know the power of ten. Look at the picture of three lengths of training: how "
        "wide is the range of rates that do well, as a factor? A gap must not be wider.",
        "The same factor from each rate to the next: np.geomspace. How many rates does the range "
        "need, if each factor of ten holds two of them?",
        "Divide the budget evenly among these rates with //, and return the pairs in a list.",
    ),
)


EXERCISES = (_PLAN,)
