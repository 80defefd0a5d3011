"""An exercise of notebook 13, *choose a model*: a plan of halving, which is then run."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from itertools import pairwise
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
Plan = list[tuple[float, float]]
Judge = Callable[..., bool]

_AIM = 0.905  # halving reaches 0.91 to 0.94, one length for all at most 0.92, and rarely
_SHORT = 15  # epochs that are too few for any rate
_STEP = 1.0  # decades from one rate to the next, within which a good rate can hide
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
    return [(float(models), float(epochs)) for models, epochs in table]


def _cost(plan: Plan) -> float:
    """Epochs that are made: each rung only adds what its models do not have yet."""
    before = [0.0, *(epochs for _, epochs in plan)]
    return sum(models * (epochs - b) for (models, epochs), b in zip(plan, before, strict=False))


def _refused(answer: Any, low: float, high: float, budget: int) -> str | None:
    """Why a plan cannot be run."""
    plan = _read(answer)
    if plan is None:
        return "a plan is a list of pairs (models, epochs)"
    for models, epochs in plan:
        if models < 1 or epochs < 1 or models % 1 or epochs % 1:
            return f"({models:.3g}, {epochs:.3g}) cannot be run: take whole numbers from 1"
    for (models, epochs), (more, longer) in pairwise(plan):
        if more > models:
            return f"of {models:g} models one cannot keep {more:g}"
        if longer <= epochs:
            return (
                f"after {epochs:g} epochs comes {longer:g}: say how many epochs the models have in "
                "all by then, so the numbers must rise"
            )
    if _cost(plan) > budget:
        return f"it takes {_cost(plan):g} epochs in all, and the budget is {budget}"
    return None


def _run(plan: Plan, low: float, high: float) -> tuple[float, float]:
    """Rate of the model that is best on dev in the end, and its accuracy on new pictures."""
    rates = np.geomspace(low, high, int(plan[0][0])) if plan[0][0] > 1 else [math.sqrt(low * high)]
    alive, factor = [float(rate) for rate in rates], _factor(low, high)
    for k, (_, epochs) in enumerate(plan):
        keep = int(plan[k + 1][0]) if k + 1 < len(plan) else 1
        on_dev = {rate: _trained(factor * rate, int(epochs))[0] for rate in alive}
        alive = sorted(alive, key=lambda rate: -on_dev[rate])[:keep]
    return alive[0], _trained(factor * alive[0], int(plan[-1][1]))[1]


def _fault(answer: Any, low: float, high: float, budget: int) -> str | None:
    """Run the plan, choose on the development set, and say what was chosen if it is not good."""
    if (refused := _refused(answer, low, high, budget)) is not None:
        return refused
    plan = _read(answer) or []
    rate, new = _run(plan, low, high)
    if new >= _AIM:
        return None
    return (
        f"your plan was run. The best on dev in the end has η = {rate:.2g} and {plan[-1][1]:g} "
        f"epochs, and it is right on {100 * new:.1f} % of new pictures"
    )


# --- plans, good and bad ----------------------------------------------------------------------


def _good(low: float, high: float, budget: int) -> Plan:
    """Two rates for each factor of ten; a quarter goes on, then one of them."""
    models = 2 * round(math.log10(high / low))
    return [(models, 3), (models // 4, 8), (1, 20)]


def _equal(low: float, high: float, budget: int) -> Plan:
    """Two rates for each factor of ten, and all of them equally long."""
    models = 2 * round(math.log10(high / low))
    return [(models, budget // models)]


def _one_step(answer: Any, low: float, high: float) -> float:
    """From one rate to the next, in powers of ten."""
    return math.log10(high / low) / max(float(np.asarray(answer, float)[0, 0]) - 1, 0.5)


def _if_it_runs(judge: Judge) -> Judge:
    def fits(answer: Any, *inputs: Any) -> bool:
        return _refused(answer, *inputs) is None and judge(np.asarray(answer, float), *inputs)

    return fits


def _problems(rng: Generator) -> Inputs:
    low = -int(rng.integers(2000, 6000)) / 1000
    return 10.0**low, 10.0 ** (low + 6), 72


_PLAN = Exercise(
    id="select-plan",
    task="Digits again, with 200 to learn from and 32 hidden units. Their loss is multiplied by a "
    "factor that you are not told, so no old rate can be trusted. Return a plan of halving: a list "
    "of pairs (models, epochs). check spreads so many rates from low to high by equal factors, "
    "trains all of them for the first number of epochs, keeps as many of the best on 200 dev "
    "pictures as the second pair says, trains these on until they have its number of epochs in "
    "all, and so on. At most budget epochs are made, those of all models together. The best in the "
    "end must have 90.5 % of new pictures right.",
    inputs=("low", "high", "budget"),
    simple=(  # the good rates lie near the lower end, near the upper, and in the middle
        (10**-1.5, 10**4.5, 72),
        (10**-5.25, 10**0.75, 72),
        (1e-3, 1e2, 60),
    ),
    numbers=_problems,
    reference=_good,
    fault=_fault,
    same=lambda a, b: bool(np.array_equal(np.asarray(a), np.asarray(b))),
    mistakes=(
        Mistake(
            "each rung counted from 0",
            lambda low, high, budget: [(12, 3), (4, 3), (1, 12)],
            "The second number of a pair says how many epochs its models have in all by then, not "
            "how many more they get. So it must rise from pair to pair.",
            lambda answer, *_: bool((np.diff(np.asarray(answer, float)[:, 1]) <= 0).any()),
        ),
        Mistake(
            "more kept than there are",
            lambda low, high, budget: [(3, 3), (6, 8), (12, 20)],
            "From pair to pair some models are dropped. None comes back.",
            lambda answer, *_: bool((np.diff(np.asarray(answer, float)[:, 0]) > 0).any()),
        ),
        Mistake(
            "over the budget",
            lambda low, high, budget: [(12, 5), (6, 10), (3, 30)],
            "The budget counts the epochs of all models together, those that are dropped included. "
            "A model that goes on pays only for its new epochs.",
            lambda answer, low, high, budget: _cost(_read(answer) or []) > budget,
        ),
        Mistake(
            "one rate",
            lambda low, high, budget: [(1, budget)],
            "The whole budget goes to one rate. It is well trained, if it trains at all.",
            _if_it_runs(lambda answer, *_: answer[0, 0] == 1),
        ),
        Mistake(
            "a gap",
            lambda low, high, budget: [(5, 6), (2, 20)],
            "From one of your rates to the next it is more than a factor of ten, and the good "
            "rates fit in between. Start with more of them.",
            _if_it_runs(
                lambda answer, low, high, budget: _one_step(answer, low, high) > _STEP + 1e-9
            ),
        ),
        Mistake(
            "nobody is dropped",
            _equal,
            "All your models are trained to the end, so most of the budget goes to rates that were "
            "hopeless after a few epochs. Drop those early.",
            _if_it_runs(lambda answer, *_: bool((answer[:, 0] == answer[0, 0]).all())),
        ),
        Mistake(
            "too short",
            lambda low, high, budget: [(12, 3), (6, 5)],
            "Even the last of your models are trained so briefly that a good one has not learnt "
            "yet. Drop more of them, or drop them sooner, and train the rest for longer.",
            _if_it_runs(lambda answer, *_: answer[-1, 1] < _SHORT),
        ),
    ),
    hints=(
        "Look at the picture of three lengths of training: how wide is the range of rates that do "
        "well, as a factor? From one rate to the next it must be less. How many rates is that?",
        "Which rates of the picture are hopeless after a few epochs already? Train all for about "
        "three, and you may drop more than half. What is left of the budget then?",
        "Two rates for each factor of ten, three epochs, then about a quarter of them, then one. "
        "Add up what each pair costs: models times new epochs.",
    ),
)


EXERCISES = (_PLAN,)
