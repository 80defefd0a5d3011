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

    Returns
    -------
    mapping of str to Exercise
        :data:`EXERCISES`, by id.

    Examples
    --------
    >>> load()["two-paths"].inputs
    ('a', 'b')
    """
    room = import_module("...exercises", __package__)
    for module in sorted(m.name for m in iter_modules(room.__path__) if m.name.startswith("nb")):
        for exercise in import_module(f"{room.__name__}.{module}").EXERCISES:
            if exercise.id not in EXERCISES:  # a notebook's own of that id came first, and stays
                register([exercise])
    return EXERCISES


def register(exercises: Iterable[Exercise]) -> None:
    """Add exercises, replacing those of the same id.

    Parameters
    ----------
    exercises : iterable of Exercise
        Each with three hints and one known mistake at least.  Those of a notebook of yours stay,
        whether the course's are read before or after them.

    Raises
    ------
    ValueError
        When one has not three hints, or no known mistake.  None is added then.

    Examples
    --------
    >>> from lecture_lib.lessons import Exercise, Mistake, check, register
    >>> register([
    ...     Exercise(
    ...         id="disc", task="Return the area of a disc.",
    ...         inputs=("r",), simple=((1.0,), (2.0,)),
    ...         numbers=lambda rng: (float(rng.integers(3, 9)),),
    ...         reference=lambda r: 3.14159265 * r**2,
    ...         mistakes=(Mistake("a circle", lambda r: 6.2831853 * r, "That is the rim."),),
    ...         hints=("Cut it into rings.", "A ring is 2πr long.", "Sum them: πr²."),
    ...     ),
    ... ])
    >>> check("disc", lambda r: 6.2831853 * r)
    ✗ disc: not yet. Likely: a circle
      That is the rim.
      For r = 1 you return 6.283; it should be 3.142
    >>> del EXERCISES["disc"]
    """
    added = list(exercises)
    for exercise in added:
        hints: tuple[str, ...] = exercise.hints
        if len(hints) != 3 or not exercise.mistakes:
            raise ValueError(
                f"register: exercise {exercise.id!r} needs three hints and at least one known "
                f"mistake; it has {len(hints)} and {len(exercise.mistakes)}"
            )
    EXERCISES.update({exercise.id: exercise for exercise in added})


def find(id: str) -> Exercise:
    """Return the exercise of an id.

    Parameters
    ----------
    id : str
        As it stands in a notebook, ``ll.check("duck-dU", …)``.

    Raises
    ------
    UnknownExercise
        When there is none, or when it is no text.

    Examples
    --------
    >>> find("two-paths").task
    'f = (a + b)·a. Return ∂f/∂a.'
    """
    if not isinstance(id, str):
        raise UnknownExercise(
            f"an exercise is named by a text such as 'duck-dU', not by a {type(id).__name__}; "
            "the id comes first: check(id, attempt)"
        )
    if (found := load().get(id)) is not None:
        return found
    like = difflib.get_close_matches(id, EXERCISES, n=3, cutoff=0.4)
    hint = (
        f"did you mean {' or '.join(map(repr, like))}?"
        if like
        else f"there are {len(EXERCISES)}, and the cell that checks one names it"
    )
    raise UnknownExercise(f"there is no exercise {clean(id, 60)!r}; {hint}")
