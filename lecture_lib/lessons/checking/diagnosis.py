"""What is likely wrong with an answer: the exercise's known mistakes first, then the usual ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..numeric import as_numbers, equal
from .exercise import Exercise, Inputs, Mistake

__all__ = ["fault", "known_mistake", "usual_mistake"]

# What a judge of numbers may raise on an answer that is none.
_UNFIT = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError)


def fault(exercise: Exercise, answer: Any, inputs: Inputs) -> str | None:
    """Return None for a right answer, and otherwise what is seen to be wrong, or ``""``."""
    if exercise.fault is not None:
        try:
            return exercise.fault(answer, *inputs)
        except _UNFIT as error:  # an answer may be anything: text, a dict, ragged lists
            return f"it is not of the kind that is asked for ({type(error).__name__})"
    reference = exercise.reference(*inputs)
    if exercise.equal(answer, reference):
        return None
    return usual_mistake(answer, reference, exercise.tolerance)


def known_mistake(
    exercise: Exercise, cases: Sequence[Inputs], answers: Sequence[Any]
) -> Mistake | None:
    """Return the first known mistake that explains all of the answers, right ones included."""
    return next((m for m in exercise.mistakes if _explains(exercise, m, cases, answers)), None)


def _explains(
    exercise: Exercise, mistake: Mistake, cases: Sequence[Inputs], answers: Sequence[Any]
) -> bool:
    seen = False
    for inputs, answer in zip(cases, answers, strict=True):
        right = fault(exercise, answer, inputs) is None
        if mistake.fits is not None:
            if not right and not _fits(mistake, answer, inputs):
                return False
        else:
            wrong = mistake.wrong(*inputs)
            if _broken(answer) and not _broken(wrong):
                continue  # a second mistake hides the first one here
            if not exercise.equal(answer, wrong) and not (
                right and fault(exercise, wrong, inputs) is None
            ):
                return False
        seen = seen or not right
    return seen


def _fits(mistake: Mistake, answer: Any, inputs: Inputs) -> bool:
    try:
        return bool(mistake.fits is not None and mistake.fits(answer, *inputs))
    except _UNFIT:
        return False


def usual_mistake(answer: Any, reference: Any, tolerance: float = 1e-6) -> str:
    """Name what is usually wrong, from the two answers alone; ``""`` when nothing is recognised.

    Examples
    --------
    >>> usual_mistake([-1.0, 2.0], np.array([1.0, -2.0]))
    'the sign is wrong, all else is right'
    >>> usual_mistake([1.0, 2.0, 3.0], np.array([2.0, 4.0, 6.0]))
    'every entry is 0.5 times what it should be'
    """
    if isinstance(reference, Mapping):
        return _usual_in_mapping(answer, reference, tolerance)
    right = np.asarray(reference, dtype=float)
    try:
        found = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError) as error:
        return str(error)
    if found.shape != right.shape:
        hint = ": is it transposed?" if found.shape == right.shape[::-1] else ""
        return f"the shape is {found.shape} and should be {right.shape}{hint}"
    if not np.isfinite(found).all():
        return "there is nan or inf in it"
    for change, words in _CHANGES:
        if equal(found, change(right), tolerance):
            return words
    return _common_factor(found, right, tolerance)


_CHANGES = (
    (np.negative, "the sign is wrong, all else is right"),
    (np.transpose, "it is transposed"),
    (lambda right: -right.T, "it is transposed, and the sign is wrong"),
    (np.flip, "the entries are in reverse order"),
    (np.abs, "signs were lost: every entry has the right size"),
)


def _common_factor(found: Any, right: Any, tolerance: float) -> str:
    largest = np.unravel_index(np.argmax(np.abs(right)), right.shape)
    factor = float(found[largest] / right[largest]) if right[largest] else 0.0
    if factor and equal(found, factor * right, tolerance):
        subject = "every entry" if right.size > 1 else "it"
        return f"{subject} is {factor:.4g} times what it should be"
    return ""


def _usual_in_mapping(answer: Any, reference: Mapping[Any, Any], tolerance: float) -> str:
    if not isinstance(answer, Mapping):
        return f"it should be a dict with the keys {', '.join(map(str, reference))}"
    if missing := [key for key in reference if key not in answer]:
        return f"there is no entry for {missing[0]!r}"
    if strange := [key for key in answer if key not in reference]:
        return f"the entry {strange[0]!r} should not be there"
    return next(
        f"the entry {key!r} is wrong"
        for key in reference
        if not equal(answer[key], reference[key], tolerance)
    )


def _broken(answer: Any) -> bool:
    """Whether there is NaN or infinity in an answer."""
    try:
        return not np.isfinite(as_numbers(answer, "answer").astype(float)).all()
    except (TypeError, ValueError):
        return False
