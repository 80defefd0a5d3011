"""Bug hunts: the student writes a test, and the test is tried on what is right and what is wrong.

A hunt has several suspects, implementations of one thing. Some are right, one computes what a slide
prints, the others are wrong in ways of their own. The student's function takes one of them and says
whether it is right. So a test that always says no, compares with one number, or looks at one case
only is found out by a suspect that it lets pass, or by a right one that it convicts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..lessons.checking import Exercise, Mistake

__all__ = ["Suspect", "hunt", "wrong_tests"]


@dataclass(frozen=True, eq=False)
class Suspect:
    """An implementation to be judged.

    Attributes
    ----------
    run : callable
        What it computes.
    right : bool
        Whether it is what it says to be.
    how : str
        What it does, told once a test has judged it wrongly.

    Examples
    --------
    >>> double = Suspect(lambda x: x + 2, right=False, how="it adds 2")
    >>> double(2), double
    (4, a suspect)
    """

    run: Callable[..., Any]
    right: bool
    how: str

    def __call__(self, *given: Any, **named: Any) -> Any:
        with np.errstate(all="ignore"):
            return self.run(*given, **named)

    def __repr__(self) -> str:
        return "a suspect"


def _verdict(answer: Any) -> bool | None:
    """The answer as a bool; None when it is something else."""
    if isinstance(answer, np.ndarray) and not answer.shape:
        answer = answer[()]
    return bool(answer) if isinstance(answer, (bool, np.bool_)) else None


def _fault(answer: Any, suspect: Suspect) -> str | None:
    said = _verdict(answer)
    if said is None:
        return "return True for one that is right, False for one that is wrong"
    if said == suspect.right:
        return None
    if suspect.right:
        return f"your test convicts one that is right: {suspect.how}"
    return f"your test lets one pass that is wrong: {suspect.how}"


def _same(answer: Any, other: Any) -> bool:
    return _verdict(answer) is not None and _verdict(answer) == _verdict(other)


def wrong_tests(
    tests: Mapping[str, tuple[Callable[[Suspect], Any], str]], never: str = ""
) -> tuple[Mistake, ...]:
    """Return the mistakes of a hunt: tests that are known to fail, after the two that never look.

    Parameters
    ----------
    tests : mapping of str to (callable, str)
        Name, the test, and what to say to who wrote it.
    never : str
        What to say to one that convicts all, where chance has a part.
    """
    blind = (
        Mistake(
            "always True",
            lambda suspect: True,
            "It lets all pass. What must hold, and do your numbers hide it, as ones may?",
        ),
        Mistake(
            "never True",
            lambda suspect: False,
            "It convicts all, those that are right too. "
            + (
                never
                or "Is there something in it that no right one fulfils, or a comparison "
                "without a tolerance?"
            ),
        ),
    )
    return (*blind, *(Mistake(name, test, say) for name, (test, say) in tests.items()))


def hunt(
    id: str,
    task: str,
    name: str,
    suspects: Sequence[Suspect],
    hidden: Sequence[Suspect],
    reference: Callable[[Any], bool] | None,
    mistakes: Sequence[Mistake],
    hints: tuple[str, str, str],
) -> Exercise:
    """Return a hunt as an exercise.

    Parameters
    ----------
    id, task, hints
        As in `Exercise`.
    name : str
        Of the argument.
    suspects, hidden : sequence of Suspect
        Those that everybody meets, and those of which a student's name picks one.
    reference : callable, optional
        A test that tells them apart; by default what is known of them.
    mistakes : sequence of Mistake
        See :func:`wrong_tests`.
    """
    return Exercise(
        id=id,
        task=task,
        inputs=(name,),
        simple=tuple((suspect,) for suspect in suspects),
        numbers=lambda rng: (hidden[int(rng.integers(len(hidden)))],),
        reference=reference or (lambda suspect: suspect.right),
        mistakes=tuple(mistakes),
        hints=hints,
        fault=_fault,
        same=_same,
    )
