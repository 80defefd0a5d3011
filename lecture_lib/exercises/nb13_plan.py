"""An exercise of notebook 13, *choose a model*: a plan of halving, which is then played."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES", "compare"]

Array = NDArray[np.float64]
Generator = np.random.Generator
Plan = list[tuple[float, float]]
Judge = Callable[..., bool]

_BEHIND = 0.01  # halving ends 0.0 to 0.3 points below full training, one early leader 3 to 10
_SEARCHES = 400
_SPARE = 0.15  # so much of the budget may be left without a word


# --- playing a plan ---------------------------------------------------------------------------


@cache
def _recipes(models: int, longest: int) -> tuple[Array, Array, Array]:
    """Worth in the end, epochs to most of it, and luck on dev of the recipes of many searches.

    Most are bad, and of the others the slow ones end higher. The luck is that of a few hundred dev
    pictures, and a recipe keeps it.
    """
    rng, shape = np.random.default_rng(0), (_SEARCHES, models)
    slow = rng.random(shape)
    worth = 0.86 + 0.12 * slow + 0.02 * rng.standard_normal(shape)
    worth -= 0.4 * rng.random(shape) * (rng.random(shape) < 0.7)
    return worth, longest / (30 * 0.4**slow), 0.012 * rng.standard_normal(shape)


def _play(plan: Plan, models: int, longest: int) -> tuple[float, list[float]]:
    """Play a plan many times, and follow the recipe that full training of all would choose.

    Returns the winners' mean accuracy on new pictures, and for each pair in which share of the
    searches that recipe is dropped after it.
    """
    worth, pace, luck = _recipes(models, longest)
    search, lost = np.arange(_SEARCHES)[:, None], []

    def right(epochs: float) -> Array:
        return worth - (worth - 0.1) * np.exp(-epochs / pace)

    goal = (right(longest) + luck).argmax(axis=1)[:, None]
    alive = np.tile(np.arange(int(plan[0][0])), (_SEARCHES, 1))
    for k, (_, epochs) in enumerate(plan):
        keep = int(plan[k + 1][0]) if k + 1 < len(plan) else 1
        there = float((alive == goal).any(axis=1).mean())
        score = (right(epochs) + luck)[search, alive]
        best = np.argsort(-score, axis=1, kind="stable")[:, :keep]
        alive = np.take_along_axis(alive, best, axis=1)
        lost.append(there - float((alive == goal).any(axis=1).mean()))
    return float(right(plan[-1][1])[search, alive].mean()), lost


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


def _refused(answer: Any, models: int, longest: int, budget: int) -> str | None:
    """Why a plan cannot be played."""
    plan = _read(answer)
    if plan is None:
        return "a plan is a list of pairs (models, epochs)"
    for some, epochs in plan:
        if some < 1 or epochs < 1 or some % 1 or epochs % 1:
            return f"({some:.3g}, {epochs:.3g}) cannot be played: take whole numbers from 1"
    if plan[0][0] > models:
        return f"there are {models} recipes, and the plan starts {plan[0][0]:g}"
    if plan[-1][1] > longest:
        return f"nothing is trained longer than {longest} epochs"
    for (some, epochs), (more, longer) in pairwise(plan):
        if more > some:
            return f"of {some:g} models one cannot keep {more:g}"
        if longer <= epochs:
            return (
                f"after {epochs:g} epochs comes {longer:g}: say how many epochs the models have in "
                "all by then, so the numbers must rise"
            )
    if _cost(plan) > budget:
        return f"it takes {_cost(plan):g} epochs in all, and the budget is {budget}"
    return None


def _fault(answer: Any, models: int, longest: int, budget: int) -> str | None:
    """Play the plan, and say how it ends if that is not good."""
    if (refused := _refused(answer, models, longest, budget)) is not None:
        return refused
    plan = _read(answer) or []
    found, lost = _play(plan, models, longest)
    full, _ = _play([(models, longest)], models, longest)
    if found >= full - _BEHIND:
        return None
    worst = int(np.argmax(lost))
    return (
        f"your plan was played {_SEARCHES} times. Its winners have {100 * found:.1f} % of new "
        f"pictures right, and {100 * full:.1f} % if all {models} are trained to the end. Whom "
        f"that would choose, your plan drops most often after {plan[worst][1]:g} epochs: in "
        f"{100 * lost[worst]:.0f} % of the searches"
    )


# --- plans, good and bad ----------------------------------------------------------------------


def _halving(models: int, longest: int, budget: int) -> Plan:
    """Half of the models go on, for twice as many epochs in all."""
    first = max(1, longest // 10)
    return [(max(1, models // 2**k), first * 2**k) for k in range(4)]


def _leader(models: int, longest: int, budget: int) -> Plan:
    return [(models, 1), (1, longest)]


def _hasty(models: int, longest: int, budget: int) -> Plan:
    """Half of the models go on, but the first cut comes too soon."""
    first = max(1, longest // 16)
    rungs: Plan = [(max(1, models // 2**k), first * 2**k) for k in range(4)]
    return [*rungs, (1, longest)]


def _equal(models: int, longest: int, budget: int) -> Plan:
    return [(models, budget // models)]


def _if_it_runs(judge: Judge) -> Judge:
    def fits(answer: Any, *inputs: Any) -> bool:
        return _refused(answer, *inputs) is None and judge(np.asarray(answer, float), *inputs)

    return fits


def _problems(rng: Generator) -> Inputs:
    models, longest = 4 * int(rng.integers(5, 11)), 10 * int(rng.integers(3, 6))
    return models, longest, models * longest // 4


_OF_THE_TEXT = [(9, 5), (4, 10), (2, 30)]
_SIMPLE = ((24, 32, 192), (16, 40, 160), (48, 24, 288))


def compare(plan: Callable[[int, int, int], Any]) -> str:
    """Return what a plan ends with in each case of the check, and what it needs.

    Parameters
    ----------
    plan : callable
        ``plan(models, longest, budget)`` -> list of pairs (models, epochs).

    Examples
    --------
    >>> said = compare(lambda models, longest, budget: [(models, 1), (1, longest)])
    >>> for part in said.splitlines()[0].split("; "):
    ...     print(part)
    24 recipes, 32 epochs, budget 192
    needed 96.2 %
    yours 87.6 % with 55 epochs
    """
    lines = []
    for inputs in _PLAN.cases():
        models, longest, budget = inputs
        full, _ = _play([(models, longest)], models, longest)
        told = [
            f"{models} recipes, {longest} epochs, budget {budget}",
            f"needed {100 * (full - _BEHIND):.1f} %",
        ]
        answer = plan(*inputs)
        if answer is not None and answer is not ...:
            if (refused := _refused(answer, *inputs)) is not None:
                told.append(f"yours: {refused}")
            else:
                made = _read(answer) or []
                right, _ = _play(made, models, longest)
                told.append(f"yours {100 * right:.1f} % with {_cost(made):g} epochs")
        lines.append("; ".join(told))
    return "\n".join(lines)


_PLAN = Exercise(
    id="select-plan",
    task="models recipes are at hand, and their curves rise for longest epochs. Most are bad, and "
    "the good ones that end highest start slowest. Return a plan of halving: a list of pairs "
    "(models, epochs). check trains so many of them for the first number of epochs, keeps as many "
    "of the best on dev as the second pair says, trains these on until they have its number of "
    "epochs in all, and so on. At most budget epochs are made, those of all models together. On "
    "average over 400 searches, the winner must be at most one point worse on new pictures than if "
    "all were trained for longest epochs.",
    inputs=("models", "longest", "budget"),
    simple=_SIMPLE,
    numbers=_problems,
    reference=_halving,
    fault=_fault,
    same=lambda a, b: bool(np.array_equal(np.asarray(a), np.asarray(b))),
    mistakes=(
        Mistake(
            "the plan of the text",
            lambda models, longest, budget: _OF_THE_TEXT,
            "That is the plan of the text, for its nine rates. Here are more recipes, and training "
            "has another length: let your numbers follow from models, longest and budget.",
            lambda answer, *_: bool(np.array_equal(np.asarray(answer), _OF_THE_TEXT)),
        ),
        Mistake(
            "backwards",
            lambda models, longest, budget: [(2, 20), (4, 8), (8, 4)],
            "From pair to pair the models must become fewer and their epochs more. Yours run the "
            "other way: begin with the most models, and write (models, epochs).",
            lambda answer, *_: bool(
                len(answer) > 1 and (np.diff(np.asarray(answer, float), axis=0) * (1, -1) > 0).all()
            ),
        ),
        Mistake(
            "each rung counted from 0",
            lambda models, longest, budget: [(12, 3), (4, 3), (1, 12)],
            "The second number of a pair says how many epochs its models have in all by then, not "
            "how many more they get. So it must rise from pair to pair.",
            lambda answer, *_: bool((np.diff(np.asarray(answer, float)[:, 1]) <= 0).any()),
        ),
        Mistake(
            "more kept than there are",
            lambda models, longest, budget: [(3, 3), (6, 8), (12, 20)],
            "From pair to pair some models are dropped. None comes back.",
            lambda answer, *_: bool((np.diff(np.asarray(answer, float)[:, 0]) > 0).any()),
        ),
        Mistake(
            "over the budget",
            lambda models, longest, budget: [(models, longest // 2), (models // 2, longest)],
            "The budget counts the epochs of all models together, those that are dropped included. "
            "A model that goes on pays only for its new epochs.",
            lambda answer, models, longest, budget: _cost(_read(answer) or []) > budget,
        ),
        Mistake(
            "few are tried",
            lambda models, longest, budget: [(budget // longest, longest)],
            "Most recipes are bad, and yours leave out a third of them or more without a look. "
            "Start with more, for fewer epochs.",
            _if_it_runs(lambda answer, models, *_: answer[0, 0] <= 2 * models / 3),
        ),
        Mistake(
            "nobody is dropped",
            _equal,
            "All your models are trained equally long, so most of the budget goes to bad ones, and "
            "the good ones stop early. Drop the bad ones first.",
            _if_it_runs(lambda answer, *_: bool((answer[:, 0] == answer[0, 0]).all())),
        ),
        Mistake(
            "only the early leaders",
            _leader,
            "After your first epochs nearly all are dropped. The recipes that end highest start "
            "slowest: they are gone before they rise. Keep more of them at first.",
            _if_it_runs(lambda answer, *_: answer[1, 0] <= answer[0, 0] / 4),
        ),
        Mistake(
            "too short",
            lambda models, longest, budget: [(models, 2), (models // 2, 4)],
            "Even the last of your models stop early, while their curves still rise. Keep fewer in "
            "the end, and train them for longer.",
            _if_it_runs(lambda answer, models, longest, budget: answer[-1, 1] < longest / 2),
        ),
        Mistake(
            "epochs left over",
            _hasty,
            "A good part of the budget is left over: compare says how many epochs you use. Spend "
            "the rest before the first cuts, where the slow ones are lost.",
            _if_it_runs(
                lambda answer, models, longest, budget: (
                    _cost(_read(answer) or []) < (1 - _SPARE) * budget
                )
            ),
        ),
    ),
    hints=(
        "How many epochs can all recipes get, if about half of the budget is kept for later?",
        "Who is in the worse half then? Drop that half, and no more: a slow one may be third now. "
        "The rest gets as many epochs again.",
        "A pair costs its models times the epochs that are new. Add up what your pairs cost, as a "
        "multiple of the first, and compare with budget: with how many epochs may you begin, so "
        "that the last ones still come near longest?",
    ),
)


EXERCISES = (_PLAN,)
