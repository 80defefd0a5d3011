"""Exercises are data: numbers, a reference, known mistakes, three hints.

An exercise is a function to write (or a value to work out by hand).  Those of the course are in
:mod:`lecture_lib.exercises`, one file a notebook; a notebook of yours adds its own with
:func:`register`.
"""

from __future__ import annotations

import difflib
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import numpy as np

from ..style.text import clean, written
from .answers import student
from .numeric import equal

__all__ = [
    "EXERCISES", "Exercise", "Given", "Mistake", "UnknownExercise", "find", "given", "load",
    "register",
]  # fmt: skip

Inputs = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer that students give.

    Attributes
    ----------
    name : str
        Two or three words: "wrong sign", "missing factor".
    wrong : callable
        Computes it, from the same inputs as the reference.
    say : str
        What to tell who made it: a nudge, not the solution.
    fits : callable, optional
        ``fits(answer, *inputs)`` recognises the mistake where it has more than one form.
    """

    name: str
    wrong: Callable[..., Any]
    say: str
    fits: Callable[..., bool] | None = None


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    Attributes
    ----------
    id : str
        As in ``ll.check("duck-dU", …)``.
    task : str
        One sentence: what to compute.
    inputs : tuple of str
        Names of what the function is given.
    simple : tuple of tuple
        Inputs tried first, smallest first, the same for everybody.
    numbers : callable
        Makes further inputs from a `numpy.random.Generator` that the student's name seeds.
    reference : callable
        The right answer to such inputs.
    mistakes : tuple of Mistake
        The known wrong answers; the first that fits names the diagnosis.
    hints : tuple of three str
        From a question to nearly the solution.
    tolerance : float
        Relative to the largest entry of the reference, and absolute below 1.
    fault : callable, optional
        ``fault(answer, *inputs)`` where several answers are right; it returns None when the
        answer is right and what is wrong with it otherwise.
    same : callable
        Whether an answer and a wrong one are the same; by default to the tolerance.
    """

    id: str
    task: str
    inputs: tuple[str, ...]
    simple: tuple[Inputs, ...]
    numbers: Callable[[np.random.Generator], Inputs]
    reference: Callable[..., Any]
    mistakes: tuple[Mistake, ...]
    hints: tuple[str, str, str]
    tolerance: float = 1e-6
    fault: Callable[..., str | None] | None = None
    same: Callable[[Any, Any], bool] | None = None

    def cases(self) -> list[Inputs]:
        """Return all inputs that a function is tried on, smallest first."""
        return [*self.simple, self.given()]

    def given(self) -> Inputs:
        """Return the current student's own inputs, on which as few mistakes as can be coincide."""
        rng = student().rng(self.id)
        best, fewest = self.numbers(rng), math.inf
        for inputs in (best, *(self.numbers(rng) for _ in range(20))):
            if (count := self._coincidences(inputs)) < fewest:
                best, fewest = inputs, count
            if fewest == 0:
                break
        return best

    def _coincidences(self, inputs: Inputs) -> int:
        answers = [f(*inputs) for f in (self.reference, *(m.wrong for m in self.mistakes))]
        return sum(self.equal(a, b) for a, b in itertools.combinations(answers, 2))

    def equal(self, answer: Any, other: Any) -> bool:
        """Whether two answers are the same, to the tolerance."""
        if self.same is not None:
            return self.same(answer, other)
        return equal(answer, other, self.tolerance)


@dataclass(frozen=True, eq=False)
class Given(Mapping[str, Any]):
    """A student's own numbers: ``g["h"]``, ``g.h``, ``f(**g)``, or in order ``g.values()``."""

    exercise: str
    task: str
    numbers: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.numbers[name]

    def __getattr__(self, name: str) -> Any:
        numbers = self.__dict__.get("numbers", {})
        if name not in numbers:
            raise AttributeError(f"this exercise gives {', '.join(numbers)}, and no {name!r}")
        return numbers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)

    def __repr__(self) -> str:
        lines = [f"  {clean(name)} = {shown(value)}" for name, value in self.numbers.items()]
        return "\n".join([clean(self.task), *lines])


class UnknownExercise(LookupError):
    """There is no exercise of this id; the message names those that are like it."""


#: All exercises by id, those of the course once :func:`load` has found them.
EXERCISES: dict[str, Exercise] = {}


@cache
def load() -> Mapping[str, Exercise]:
    """Register the exercises of the course, file by file, and return all there are.

    They are found by name, so that a new file needs no line anywhere else.  The room of the
    exercises stands above this one; it is looked up, never imported by name.
    """
    room = import_module("...exercises", __name__)
    for module in sorted(m.name for m in iter_modules(room.__path__) if m.name.startswith("nb")):
        for exercise in import_module(f"{room.__name__}.{module}").EXERCISES:
            if exercise.id not in EXERCISES:  # a notebook's own of that id came first, and stays
                register([exercise])
    return EXERCISES


def register(exercises: Iterable[Exercise]) -> None:
    """Add exercises, replacing those of the same id.

    Raises
    ------
    ValueError
        When one has not three hints, or no known mistake.
    """
    for exercise in exercises:
        hints: tuple[str, ...] = exercise.hints
        if len(hints) != 3 or not exercise.mistakes:
            raise ValueError(
                f"register: exercise {exercise.id!r} needs three hints and at least one known "
                f"mistake; it has {len(hints)} and {len(exercise.mistakes)}"
            )
        EXERCISES[exercise.id] = exercise


def find(id: str) -> Exercise:
    """Return the exercise of an id.

    Raises
    ------
    UnknownExercise
        When there is none.
    """
    if (found := load().get(str(id))) is not None:
        return found
    like = difflib.get_close_matches(str(id), EXERCISES, n=3, cutoff=0.4)
    raise UnknownExercise(
        f"there is no exercise {clean(id, 60)!r}; " + (
            f"did you mean {' or '.join(map(repr, like))}?" if like
            else f"there are {', '.join(EXERCISES) or 'none'}"
        )
    )


def given(id: str) -> Given:
    """Return your own numbers for an exercise, to work it out by hand.

    Examples
    --------
    >>> numbers = given("neuron-dw")
    >>> sorted(numbers)
    ['b', 'w', 'x', 'y']
    """
    exercise = find(id)
    values = dict(zip(exercise.inputs, exercise.given(), strict=True))
    return Given(exercise.id, exercise.task, values)


def shown(value: Any, limit: int = 160) -> str:
    """Write an input or an answer on one line, arrays as nested lists of short numbers.

    Examples
    --------
    >>> shown(np.array([[1.0, 0.333333333]])), shown({"a": 2.0})
    ('[[1, 0.3333]]', "{'a': 2}")
    """
    return clean(_shown(value), limit)


def _shown(value: Any) -> str:
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (bool, np.bool_, str)) or value is None:
        return repr(value)
    if isinstance(value, (float, np.floating)):
        return f"{float(value) + 0.0:.4g}"  # the sum turns -0.0 into 0.0
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k!r}: {_shown(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        inside = ", ".join(map(_shown, value))
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    return written(value)
