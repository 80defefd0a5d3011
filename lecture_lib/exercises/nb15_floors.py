"""Exercise of notebook 15: runs too good to be true."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES", "Run"]

Generator = np.random.Generator
Floor = Mapping[str, float]


@dataclass(frozen=True)
class Run:
    """What is known of a run.

    Attributes
    ----------
    name : str
        How it is called.
    kind : str
        Which of the floors is its own.
    loss : float
        Mean loss on new words, nats.
    luck : float
        The truth's mean loss, asked the same on the same words, less its exact value.

    Examples
    --------
    >>> Run("A", "masked", 0.7, -0.1)
    A (masked, loss 0.7, luck -0.1)
    """

    name: str
    kind: str
    loss: float
    luck: float

    def __repr__(self) -> str:
        return f"{self.name} ({self.kind}, loss {self.loss:g}, luck {self.luck:g})"


def _impossible(
    runs: Sequence[Run], floor: Floor, *, weight: float = 1.0, own: bool = True,
    lowest: Callable[[Iterable[float]], float] | None = None,
) -> list[str]:  # fmt: skip
    """Names of the runs below their floor, on the words that they were judged on."""
    one = floor["all words before"] if lowest is None else lowest(floor.values())
    return [
        run.name for run in runs
        if run.loss < (floor[run.kind] if own else one) + weight * run.luck
    ]  # fmt: skip


#: Gap to the floor of the run's own words, and luck: each kind of trap occurs.
_PLANS = ((-0.06, 0.1), (0.05, -0.12), (0.08, 0.0), (-0.08, -0.02), (0.05, -0.1), (-0.05, 0.09),
          (0.15, -0.1), (-0.4, 0.0))  # fmt: skip


def _drawn(rng: Generator) -> Inputs:
    truth = float(rng.integers(105, 140)) / 100
    floor = {
        "all words before": truth,
        "8 words before": round(truth + 0.15 + rng.integers(0, 5) / 100, 2),
        "masked": round(truth * 0.5 + rng.integers(0, 5) / 100, 2),
    }
    kinds = [*floor, "masked", "8 words before", "all words before", "8 words before", "masked"]
    order = rng.permutation(len(_PLANS))
    runs = []
    for letter, place in zip("ABCDEFGH", order, strict=True):
        gap, luck = _PLANS[place]
        kind = kinds[place]
        runs.append(Run(letter, kind, round(floor[kind] + luck + gap, 2), luck))
    return runs, floor


def _names(answer: Any) -> list[str] | None:
    if isinstance(answer, str):
        answer = answer.replace(",", " ").split()
    if not isinstance(answer, list | tuple | set | frozenset | np.ndarray):
        return None
    return sorted(str(getattr(name, "name", name)) for name in answer)


def _fault(answer: Any, runs: Sequence[Run], floor: Floor) -> str | None:
    found, right = _names(answer), sorted(_impossible(runs, floor))
    if found is None:
        return "return the names in a list, such as ['A', 'C']"
    if found == right:
        return None
    false = [run for run in runs if run.name in found and run.name not in right]
    if false:
        return f"{false[0]} is not too good to be true"
    missing = [run for run in runs if run.name in right and run.name not in found]
    if missing:
        return f"{missing[0]} is too good to be true"
    return f"{', '.join(found)}: there are no such runs, or one is there twice"


def _same(answer: Any, other: Any) -> bool:
    return _names(answer) == _names(other)


_JUDGE = Exercise(
    id="attention-floors",
    task="Which runs are impossible, so that their code must have a mistake? floor gives the least "
    "loss that is possible for each kind of model, exact, in nats a word. run.kind names the "
    "floor of a run, and run.loss is its mean loss on new words. These words may have been easy or "
    "hard: run.luck is the loss of the truth, asked the same on the same words, less its exact "
    "value. Return the names of the impossible runs in a list.",
    inputs=("runs", "floor"),
    simple=(_drawn(np.random.default_rng(1)), _drawn(np.random.default_rng(2))),
    numbers=_drawn,
    reference=_impossible,
    mistakes=(
        Mistake(
            "luck forgotten",
            lambda runs, floor: _impossible(runs, floor, weight=0.0),
            "Some words are easy: on them even the truth's loss is below the exact floor. What has "
            "a run to be compared with?",
        ),
        Mistake(
            "luck with the wrong sign",
            lambda runs, floor: _impossible(runs, floor, weight=-1.0),
            "Luck below 0 says that the words were easy. Does that raise or lower what is possible "
            "on them?",
        ),
        Mistake(
            "one floor for all",
            lambda runs, floor: _impossible(runs, floor, own=False),
            "Who sees both sides can do better than who sees what is before, and eight words are "
            "less than all. Each kind has a floor of its own.",
        ),
        Mistake(
            "one floor, luck forgotten",
            lambda runs, floor: _impossible(runs, floor, own=False, weight=0.0),
            "You held all against one floor. Each kind has its own, and its words their luck.",
        ),
        Mistake(
            "below all floors",
            lambda runs, floor: _impossible(runs, floor, own=False, lowest=min),
            "A run need not be below every floor to be impossible. Which one is its own?",
        ),
        Mistake(
            "the possible ones",
            lambda runs, floor: [
                run.name for run in runs if run.name not in _impossible(runs, floor)
            ],
            "Those are the possible ones.",
        ),
        Mistake(
            "the lowest loss",
            lambda runs, floor: [min(runs, key=lambda run: run.loss).name],
            "The lowest loss alone says nothing: some tasks are easier. And there may be more than "
            "one.",
        ),
        Mistake(
            "none",
            lambda runs, floor: [],
            "There are some. Put each beside the floor of its kind.",
        ),
    ),
    hints=(
        "For one run: which entry of floor is its own?",
        "The truth, asked the same on the same words, had a loss of that floor plus the luck.",
        "Add the two, run by run, and keep the names of those whose loss is below.",
    ),
    fault=_fault,
    same=_same,
)

EXERCISES = (_JUDGE,)
