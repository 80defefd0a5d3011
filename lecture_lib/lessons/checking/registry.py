"""All exercises by id: those of the course, found by name, and those a notebook registers."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from ...style.text import clean
from .exercise import Exercise

__all__ = ["EXERCISES", "UnknownExercise", "find", "load", "register"]


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
    room = import_module("...exercises", __package__)
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
        f"there is no exercise {clean(id, 60)!r}; "
        + (
            f"did you mean {' or '.join(map(repr, like))}?"
            if like
            else f"there are {', '.join(EXERCISES) or 'none'}"
        )
    )
