"""Exercises are data: numbers, a reference, known mistakes, three hints.

An exercise is a function to write, or a value to work out by hand.  Those of the course are in
:mod:`lecture_lib.exercises`, one file a notebook; a notebook of yours adds its own with
:func:`~lecture_lib.lessons.register`.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..answers import Student, student
from ..numeric import equal

__all__ = ["Exercise", "Inputs", "Mistake"]

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

    Examples
    --------
    >>> slip = Mistake("forgot the square", lambda r: np.pi * r, "Areas grow with the square of r.")
    >>> round(slip.wrong(2.0), 2)
    6.28
    """

    name: str
    wrong: Callable[..., Any]
    say: str
    fits: Callable[..., bool] | None = None


@dataclass(frozen=True, eq=False)
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
        Relative to the largest entry of the reference, and absolute below 1.  A mistake is
        recognised by its own largest entry, however small.
    fault : callable, optional
        ``fault(answer, *inputs)`` where several answers are right; it returns None when the
        answer is right and what is wrong with it otherwise.
    same : callable
        Whether an answer and a wrong one are the same; by default to the tolerance.
    stops : mapping of str to str
        Where an attempt stops with an exception: words for it, by a piece of its type and message.
    also : callable, optional
        ``also(f)`` looks at a function that is right in all cases, for what no answer shows, such
        as the memory it takes; it returns None, or what is still wrong.

    Notes
    -----
    The inputs should leave nothing to luck: a constant, a copy of an input, the size without the
    sign and the answer to half of the idea must fail in one of them.

    Examples
    --------
    >>> area = Exercise(
    ...     id="disc", task="Return the area of a disc.", inputs=("r",), simple=((1.0,), (2.0,)),
    ...     numbers=lambda rng: (float(rng.integers(3, 9)),),
    ...     reference=lambda r: np.pi * r**2,
    ...     mistakes=(Mistake("a circle", lambda r: 2 * np.pi * r, "That is the rim."),),
    ...     hints=("Cut it into rings.", "A ring is 2πr long.", "Sum them: πr²."),
    ... )
    >>> area.equal(3.14159265, area.reference(1.0)), len(area.cases())
    (True, 3)
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
    stops: Mapping[str, str] = field(default_factory=dict)
    also: Callable[[Callable[..., Any]], str | None] | None = None

    def cases(self) -> list[Inputs]:
        """Return all inputs that a function is tried on, smallest first."""
        return [*self.simple, self.given()]

    def given(self) -> Inputs:
        """Return the current student's own inputs, on which as few mistakes as can be coincide."""
        return _given(self, student().name.casefold())

    def equal(self, answer: Any, other: Any, least: float = 1.0) -> bool:
        """Whether two answers are the same, to the tolerance; for ``least`` see `numeric.equal`."""
        if self.same is not None:
            return self.same(answer, other)
        return equal(answer, other, self.tolerance, least)


@functools.cache  # to choose them takes up to a second, and every check needs them
def _given(exercise: Exercise, name: str) -> Inputs:
    rng = Student(name).rng(exercise.id)
    best, fewest = exercise.numbers(rng), math.inf
    for inputs in (best, *(exercise.numbers(rng) for _ in range(20))):
        if (count := _coincidences(exercise, inputs)) < fewest:
            best, fewest = inputs, count
        if fewest == 0:
            break
    return best


def _coincidences(exercise: Exercise, inputs: Inputs) -> int:
    answers = [f(*inputs) for f in (exercise.reference, *(m.wrong for m in exercise.mistakes))]
    return sum(exercise.equal(a, b) for a, b in itertools.combinations(answers, 2))
