"""Exercise of notebook 15: runs too good to be true."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


def _distance(run: Run, floor: Floor) -> float:
    """How far a run is above the best possible on the words that it was judged on."""
    return run.loss - (floor[run.kind] + run.luck)


def _ranked(
    runs: Sequence[Run], floor: Floor, distance: Callable[[Run, Floor], float] = _distance,
    all_of_them: bool = False,
) -> list[str]:  # fmt: skip
    """Names of the possible runs, the nearest to its floor first."""
    kept = [run for run in runs if all_of_them or distance(run, floor) >= 0]
    return [run.name for run in sorted(kept, key=lambda run: distance(run, floor))]


def _by_loss(runs: Sequence[Run], floor: Floor) -> list[str]:
    """Possible ones, the lowest loss first."""
    possible = set(_ranked(runs, floor))
    kept = [run for run in runs if run.name in possible]
    return [run.name for run in sorted(kept, key=lambda run: run.loss)]


def _kept_by_loss(runs: Sequence[Run], floor: Floor) -> list[str]:
    """Those whose loss is above the exact floor, in the right order."""
    kept = [run for run in runs if run.loss >= floor[run.kind]]
    return [run.name for run in sorted(kept, key=lambda run: _distance(run, floor))]


def _by_share(runs: Sequence[Run], floor: Floor) -> list[str]:
    """Possible ones, the least ratio of loss and floor first."""
    possible = set(_ranked(runs, floor))
    kept = [run for run in runs if run.name in possible]
    return [run.name for run in sorted(kept, key=lambda run: run.loss / floor[run.kind])]


def _by_percent(runs: Sequence[Run], floor: Floor) -> list[str]:
    """Possible ones, the fewest per cent above the floor first."""
    return _ranked(runs, floor, lambda run, f: _distance(run, f) / f[run.kind])


#: Kind, gap to the floor of the run's own words, and luck: each kind of trap occurs.
_PLANS = (
    ("all words before", -0.06, 0.1), ("8 words before", 0.05, -0.12), ("masked", 0.06, 0.0),
    ("masked", -0.08, -0.02), ("8 words before", 0.03, 0.1), ("all words before", 0.08, -0.1),
    ("masked", 0.3, -0.04),
)  # fmt: skip


def _drawn(rng: Generator) -> Inputs:
    truth = float(rng.integers(105, 140)) / 100
    floor = {
        "all words before": truth,
        "8 words before": round(truth + 0.15 + rng.integers(0, 5) / 100, 2),
        "masked": round(truth * 0.5 + rng.integers(0, 5) / 100, 2),
    }
    order = rng.permutation(len(_PLANS))
    runs = []
    for letter, place in zip("ABCDEFG", order, strict=True):
        kind, gap, luck = _PLANS[place]
        runs.append(Run(letter, kind, round(floor[kind] + luck + gap, 2), luck))
    return runs, floor


def _names(answer: Any) -> list[str] | None:
    if isinstance(answer, str):
        answer = answer.replace(",", " ").split()
    if not isinstance(answer, list | tuple | np.ndarray):
        return None
    return [str(getattr(name, "name", name)) for name in answer]


def _fault(answer: Any, runs: Sequence[Run], floor: Floor) -> str | None:
    found, right = _names(answer), _ranked(runs, floor)
    if found is None:
        return "return the names in a list, such as ['A', 'C']"
    if found == right:
        return None
    named = {run.name: run for run in runs}
    for name in found:
        if name not in named or found.count(name) > 1:
            return f"{name}: there is no such run, or it is there twice"
        if name not in right:
            return f"{named[name]} is too good to be true"
    missing = [name for name in right if name not in found]
    if missing:
        return f"{named[missing[0]]} is possible, and is missing"
    at = next(i for i, pair in enumerate(zip(found, right, strict=True)) if pair[0] != pair[1])
    return f"{named[right[at]]} is nearer to its floor than {named[found[at]]}"


def _same(answer: Any, other: Any) -> bool:
    return _names(answer) == _names(other)


_JUDGE = Exercise(
    id="attention-floors",
    task="Rank runs of different tasks. floor gives the least loss that is possible for each kind "
    "of task, exact, in nats a word. run.kind names the floor of a run, and run.loss is its mean "
    "loss on new words. These words may have been easy or hard: run.luck is the loss of the truth, "
    "asked the same on the same words, less its exact value. They are so many that no other luck "
    "counts. Leave out the runs that are impossible: their code must have a mistake. Return the "
    "names of the others in a list, the one that is fewest nats above the best possible on its "
    "words first.",
    inputs=("runs", "floor"),
    simple=(_drawn(np.random.default_rng(1)), _drawn(np.random.default_rng(2))),
    numbers=_drawn,
    reference=_ranked,
    mistakes=(
        Mistake(
            "luck forgotten",
            lambda runs, floor: _ranked(runs, floor, lambda run, f: run.loss - f[run.kind]),
            "Some words are easy: on them even the truth's loss is below the exact floor. What has "
            "a run to be compared with?",
        ),
        Mistake(
            "left out without luck",
            _kept_by_loss,
            "The order heeds luck, but what you leave out does not: on easy words a loss below the "
            "exact floor is possible, and on hard ones a loss above it may be impossible.",
        ),
        Mistake(
            "luck with the wrong sign",
            lambda runs, floor: _ranked(
                runs, floor, lambda run, f: run.loss - f[run.kind] + run.luck
            ),
            "Luck below 0 says that the words were easy. Does that raise or lower what is possible "
            "on them?",
        ),
        Mistake(
            "one floor for all",
            lambda runs, floor: _ranked(
                runs, floor, lambda run, f: run.loss - f["all words before"] - run.luck
            ),
            "Who sees both sides can do better than who sees what is before, and eight words are "
            "less than all. Each kind has a floor of its own.",
        ),
        Mistake(
            "one floor, luck forgotten",
            lambda runs, floor: _ranked(
                runs, floor, lambda run, f: run.loss - f["all words before"]
            ),
            "You held all against one floor. Each kind has its own, and its words their luck.",
        ),
        Mistake(
            "impossible ones kept",
            lambda runs, floor: _ranked(runs, floor, all_of_them=True),
            "The order is right. But who is below the best possible is not the best: its code has "
            "a mistake. Leave it out.",
        ),
        Mistake(
            "by loss",
            _by_loss,
            "The right runs, ordered by loss. Some tasks are easier: order them by what is left "
            "above their own floor.",
        ),
        Mistake(
            "by loss, impossible ones kept",
            lambda runs, floor: _ranked(runs, floor, lambda run, f: run.loss, True),
            "That is the order of the losses. Different tasks have different floors, and nobody "
            "can be below.",
        ),
        Mistake(
            "by share of the floor",
            _by_share,
            "The right runs. Order them by nats above the best possible on their words, not by "
            "the ratio of loss and floor.",
        ),
        Mistake(
            "by per cent of the floor",
            _by_percent,
            "The right runs, ordered by per cent above their floors. Nats are asked for: do not "
            "divide.",
        ),
        Mistake(
            "the worst first",
            lambda runs, floor: _ranked(runs, floor)[::-1],
            "The right runs, the other way round: the nearest comes first.",
        ),
        Mistake(
            "the impossible ones",
            lambda runs, floor: [
                run.name for run in sorted(runs, key=lambda run: _distance(run, floor))
                if _distance(run, floor) < 0
            ],
            "Those are the impossible ones. The others are asked for.",
        ),
        Mistake(
            "in the order given",
            lambda runs, floor: [run.name for run in runs if _distance(run, floor) >= 0],
            "The right runs. Now put the nearest to its floor first.",
        ),
        Mistake(
            "all of them",
            lambda runs, floor: [run.name for run in runs],
            "Those are all. Some are impossible, and the others have an order.",
        ),
    ),
    hints=(
        "For one run: which entry of floor is its own?",
        "The truth, asked the same on the same words, had a loss of that floor plus the luck. How "
        "far above is the run?",
        "Take that distance for each run; drop those whose distance is negative; sort the others "
        "by it.",
    ),
    fault=_fault,
    same=_same,
)  # fmt: skip

EXERCISES = (_JUDGE,)
