"""What is likely wrong with an answer: the exercise's known mistakes first, then the usual ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...translation import tr, tr_noop
from ..numeric import NoNumber, as_numbers, equal
from .exercise import Exercise, Inputs, Mistake

__all__ = ["Ours", "fault", "known_mistake", "usual_mistake"]

# A wrong answer is recognised by its own size; only below this it is as good as 0.
_NOISE = 1e-6

# What a judge of numbers may raise on an answer that is none.
_UNFIT = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError)


class Ours(str):
    """A fault in our words, and so in the current language; others are in the exercise's.

    Examples
    --------
    >>> from lecture_lib.lessons.checking import find
    >>> exercise = find("draw-graph")
    >>> type(fault(exercise, 3.0, exercise.given())).__name__
    'Ours'
    """

    __slots__ = ()


def fault(exercise: Exercise, answer: Any, inputs: Inputs) -> str | None:
    """Judge one answer.

    Parameters
    ----------
    exercise : Exercise
        Compares with its reference, or judges by its own ``fault``.
    answer : object
        Anything at all.
    inputs : tuple
        What was given.

    Returns
    -------
    str or None
        None for a right answer; otherwise what the exercise itself says is wrong, or ``""``.

    Examples
    --------
    >>> from lecture_lib.lessons.checking import find
    >>> fault(find("two-paths"), 5.0, (1.0, 3.0)), fault(find("two-paths"), 4.0, (1.0, 3.0))
    (None, '')
    >>> fault(find("topo-order"), ["a", "b"], ([("b", "a")],))
    'a comes before b, from which it is computed'
    """
    if exercise.fault is not None:
        try:
            return exercise.fault(answer, *inputs)
        except _UNFIT as error:  # an answer may be anything: text, a dict, ragged lists
            return Ours(tr("it is not of the kind that is asked for ({0})", type(error).__name__))
    return None if exercise.equal(answer, exercise.reference(*inputs)) else ""


def known_mistake(
    exercise: Exercise, cases: Sequence[Inputs], answers: Sequence[Any]
) -> Mistake | None:
    """Return the first known mistake that explains all of the answers, right ones included.

    Parameters
    ----------
    exercise : Exercise
        Its mistakes are tried in their order.
    cases : sequence of tuple
        The inputs of each case.
    answers : sequence
        What was answered in each.

    Examples
    --------
    >>> from lecture_lib.lessons.checking import find
    >>> known_mistake(find("two-paths"), [(1.0, 3.0), (-2.0, 0.5)], [4.0, -1.5]).name
    'only one path'
    """
    judged = [  # once for all mistakes: a reference may take long
        (inputs, answer, fault(exercise, answer, inputs) is None)
        for inputs, answer in zip(cases, answers, strict=True)
    ]
    return next((m for m in exercise.mistakes if _explains(exercise, m, judged)), None)


def _explains(
    exercise: Exercise, mistake: Mistake, judged: Sequence[tuple[Inputs, Any, bool]]
) -> bool:
    """Whether a mistake explains all answers, each with its inputs and whether it is right."""
    seen = False
    for inputs, answer, right in judged:
        if mistake.fits is not None:
            if not right and not _fits(mistake, answer, inputs):
                return False
        else:
            wrong = mistake.wrong(*inputs)
            if _broken(answer) and not _broken(wrong):
                continue  # a second mistake hides the first one here
            if not exercise.equal(answer, wrong, _NOISE) and not (
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


def usual_mistake(
    answers: Sequence[Any], references: Sequence[Any], tolerance: float = 1e-6
) -> str:
    """Name what is usually wrong, from the answers alone; ``""`` when nothing is recognised.

    Parameters
    ----------
    answers, references : sequence
        What was answered in each case, and what is right.  A sign, an order or a factor is said
        only when it explains all cases: one number is always some factor of another.
    tolerance : float
        Relative to the largest entry of a case.

    Returns
    -------
    str
        Words that follow "not yet: ".

    Examples
    --------
    >>> usual_mistake([[-1.0, 2.0], [3.0]], [[1.0, -2.0], [-3.0]])
    'the sign is wrong, all else is right'
    >>> usual_mistake([1.0, 3.0], [2.0, 6.0]), usual_mistake([1.0, 3.0], [2.0, 5.0])
    ('it is 0.5 times what it should be', '')
    """
    cases = list(zip(answers, references, strict=True))
    wrong = [(a, r) for a, r in cases if not equal(a, r, tolerance)]
    if not wrong:
        return ""
    answer, reference = wrong[0]
    if isinstance(reference, Mapping):
        return _usual_in_mapping(answer, reference, tolerance)
    if words := _misfit(answer, np.asarray(reference, dtype=float)):
        return words
    if any(_misfit(a, np.asarray(r, dtype=float)) for a, r in cases):
        return ""  # two things are wrong at once
    numbers = [(_floats(a), _floats(r)) for a, r in cases]
    for change, words in _CHANGES:
        if all(equal(found, change(right), tolerance, _NOISE) for found, right in numbers):
            return tr(words)
    return _common_factor(numbers, tolerance)


def _misfit(answer: Any, right: NDArray[Any]) -> str:
    """Say what keeps an answer from being compared with the right one; ``""`` if nothing does."""
    try:
        found = _floats(answer)
    except NoNumber as error:
        return tr("the answer is a {0} where a real number is needed", error.found)
    except ValueError:
        return tr("the answer has rows of different lengths; make it a full array")
    if found.shape != right.shape:
        if found.shape == right.shape[::-1]:
            turned = found.shape, right.shape
            return tr("the shape is {0} and should be {1}: is it transposed?", *turned)
        return tr("the shape is {0} and should be {1}", found.shape, right.shape)
    return "" if np.isfinite(found).all() else tr("there is nan or inf in it")


def _floats(answer: Any) -> NDArray[Any]:
    return as_numbers(answer, "the answer").astype(float)


_CHANGES = (
    (np.negative, tr_noop("the sign is wrong, all else is right")),
    (np.transpose, tr_noop("it is transposed")),
    (lambda right: -right.T, tr_noop("it is transposed, and the sign is wrong")),
    (np.flip, tr_noop("the entries are in reverse order")),
    (np.abs, tr_noop("signs were lost: every entry has the right size")),
)


def _common_factor(numbers: Sequence[tuple[NDArray[Any], NDArray[Any]]], tolerance: float) -> str:
    found, right = (np.concatenate([np.ravel(case[k]) for case in numbers]) for k in (0, 1))
    if np.count_nonzero(right) < 2:
        return ""
    largest = np.argmax(np.abs(right))
    factor = float(found[largest] / right[largest])
    if not factor or not all(equal(f, factor * r, tolerance, _NOISE) for f, r in numbers):
        return ""
    if any(r.size > 1 for _, r in numbers):
        return tr("every entry is {0:.4g} times what it should be", factor)
    return tr("it is {0:.4g} times what it should be", factor)


def _usual_in_mapping(answer: Any, reference: Mapping[Any, Any], tolerance: float) -> str:
    if not isinstance(answer, Mapping):
        return tr("it should be a dict with the keys {0}", ", ".join(map(str, reference)))
    if missing := [key for key in reference if key not in answer]:
        return tr("there is no entry for {0!r}", missing[0])
    if strange := [key for key in answer if key not in reference]:
        return tr("the entry {0!r} should not be there", strange[0])
    return next(
        tr("the entry {0!r} is wrong", key)
        for key in reference
        if not equal(answer[key], reference[key], tolerance)
    )


def _broken(answer: Any) -> bool:
    """Whether there is NaN or infinity in an answer."""
    try:
        return not np.isfinite(as_numbers(answer, "answer").astype(float)).all()
    except (TypeError, ValueError):
        return False
