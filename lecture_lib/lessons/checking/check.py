"""Check an exercise: right, not yet and why, or not attempted and a hint."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...style.lang import NOTEBOOK, attribute, marked
from ...style.text import clean, escape
from ...translation import tr
from ..answers import ANSWERS, student
from ..card import card
from .diagnosis import Ours, fault, known_mistake, usual_mistake
from .exercise import Exercise, Inputs
from .given import lines, shown
from .limit import time_limit
from .registry import find

__all__ = ["WATCHERS", "Hint", "Report", "check", "hint"]

_SYMBOLS = {True: "✓", False: "✗", None: "…"}
_ROLES = {True: "good", False: "bad", None: "note"}
_SECONDS = 20.0  # for one case

#: Told of every check with its exercise, the attempt and the report: how a class is graded.
WATCHERS: list[Callable[[Exercise, Any, Report], None]] = []


@dataclass(frozen=True)
class Report:
    """What :func:`check` found; shown as text and as a page.

    Attributes
    ----------
    exercise : str
        The exercise's id.
    ok : bool or None
        Whether the attempt is right; None when there is none yet, or a part is still to do.
    headline : str
        One sentence.
    details : tuple of str
        Further sentences: the likely mistake, the smallest failing case.
    diagnosis : str or None
        Name of the known mistake that explains the attempt.
    task : str
        What is to be done, while there is no attempt.  A page folds it, for a notebook has told it
        right above; text has it in full.
    quoted : tuple of str
        What of it the exercise or Python says, in English whichever language the rest is in.

    Examples
    --------
    >>> report = check("two-paths", lambda a, b: a + b)
    >>> report.ok, report.diagnosis
    (False, 'only one path')
    """

    exercise: str
    ok: bool | None
    headline: str
    details: tuple[str, ...] = ()
    diagnosis: str | None = None
    task: str = ""
    quoted: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ok)

    def __repr__(self) -> str:
        first = f"{_SYMBOLS[self.ok]} {clean(self.exercise)}: {clean(self.headline)}"
        more = (self.task, *self.details) if self.task else self.details
        return "\n".join([first, *(line for text in more for line in lines(text, "  "))])

    def to_html(self) -> str:
        """Return a card; its symbol and its words say what its colour says."""
        lines = (marked(line, self.quoted) for line in self.details)
        details = "".join(f'<div dir="auto">{line}</div>' for line in lines)
        if self.task:
            task = f'<div{attribute(NOTEBOOK)} dir="auto">{escape(self.task)}</div>'
            title = tr("The task")
            details = f"<details><summary>{title}</summary>{task}</details>{details}"
        return card(
            _ROLES[self.ok],
            f"<div><strong>{_SYMBOLS[self.ok]} {escape(self.exercise)}</strong>: "
            f"{marked(self.headline, self.quoted)}</div>{details}",
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self.to_html()}


class _Stopped(Exception):
    """The student's function did not come to an answer; the arguments are lines to print.

    What of them is quoted stands in ``quoted``.
    """

    def __init__(self, *details: str, quoted: tuple[str, ...] = ()) -> None:
        super().__init__(*details)
        self.quoted = quoted


@dataclass(frozen=True)
class _ToDo:
    """In place of an answer: the student's function came to a part that is still to be written.

    ``says`` is what the function says, ``what`` is also where.
    """

    says: str
    what: str


def check(id: str, attempt: Any) -> Report:
    """Check an attempt at an exercise.

    Parameters
    ----------
    id : str
        The exercise, ``"duck-dU"``.
    attempt : callable or value
        A function of the exercise's inputs, tried on small cases and on the student's own numbers,
        always on copies; or a value worked out for the numbers of ``ll.given(id)``.
        ``NotImplemented``, ``None``, ``...`` and a function that gives one of them or raises
        `NotImplementedError` have not been attempted yet, and are told the task; if it raises it in
        some cases only, the others are judged.

    Returns
    -------
    Report
        Right, or not yet: with the likely mistake, or the smallest case that fails.  Exceptions of
        the attempt are reported with the line they come from; none is raised.

    Raises
    ------
    UnknownExercise
        When there is no such exercise.

    Examples
    --------
    >>> check("two-paths", lambda a, b: a + b)
    ✗ two-paths: not yet. Likely: only one path
      That is the arrow from a straight to f. a is also inside the sum a + b.
      For a = 1, b = 3 you return 4; it should be 5
    """
    exercise = find(id)
    report = _report(exercise, attempt)
    _record(report)
    for watch in WATCHERS:
        watch(exercise, attempt, report)
    return report


def _record(report: Report) -> None:
    """Keep whether it is right, and how many tries were not; what was right once stays so."""
    who, key = student().name, f"check {report.exercise}"
    if report.ok is None or ANSWERS.get(who, key) is True:
        return
    tries = ANSWERS.get(who, f"tries {key}")
    wrong = (tries if type(tries) is int and tries > 0 else 0) + (not report.ok)
    ANSWERS.update(who, {key: report.ok, f"tries {key}": wrong or None})


def _report(exercise: Exercise, attempt: Any) -> Report:
    """Judge an attempt."""
    is_function = callable(attempt)
    cases = exercise.cases() if is_function else [exercise.given()]
    answers: list[Any] = []
    try:
        for inputs in cases:
            answers.append(_answer(exercise, attempt, inputs))
    except _Stopped as stopped:
        return _stopped(exercise, cases, answers, stopped)
    if all(map(_is_blank, answers)):
        ask = tr('not attempted yet. ll.hint("{0}") gives a hint', exercise.id)
        returns = is_function and answers[0] is None
        nothing = tr("The function returns nothing: is there a return? And is it reached?")
        return Report(exercise.id, None, ask, (nothing,) * returns, task=exercise.task)
    if to_do := [answer for answer in answers if isinstance(answer, _ToDo)]:
        done = [k for k, answer in enumerate(answers) if not isinstance(answer, _ToDo)]
        report = _judge(exercise, [cases[k] for k in done], [answers[k] for k in done], is_function)
        if report.ok:
            so_far = tr("right so far, in {0} of {1} cases", len(done), len(cases))
            left = tr("Still to do: {0}", to_do[0].what)
            report = Report(exercise.id, None, so_far, (left,), quoted=(to_do[0].says,))
    else:
        report = _judge(exercise, cases, answers, is_function)
        if report.ok and is_function and exercise.also and (wrong := exercise.also(attempt)):
            but = tr("not yet: the answers are right, but {0}", wrong)
            report = Report(exercise.id, False, but, quoted=(wrong,))
    return report


def _stopped(
    exercise: Exercise, cases: Sequence[Inputs], answers: Sequence[Any], stopped: _Stopped
) -> Report:
    """Say where it stopped; and first, if several answers came before, what is wrong with them."""
    if len(answers) > 1 and not any(map(_is_blank, answers)):
        report = _judge(exercise, cases[: len(answers)], answers, True)
        if not report.ok:
            later = tr("Later it stops: {0}", stopped.args[0])
            return dataclasses.replace(
                report,
                details=(*report.details, later),
                quoted=(*report.quoted, *stopped.quoted),
            )
    stops = tr("not yet: it stops before it has an answer")
    return Report(exercise.id, False, stops, stopped.args, quoted=stopped.quoted)


def _judge(
    exercise: Exercise, cases: Sequence[Inputs], answers: Sequence[Any], is_function: bool
) -> Report:
    faults = [fault(exercise, a, inputs) for inputs, a in zip(cases, answers, strict=True)]
    first = next((k for k, wrong in enumerate(faults) if wrong is not None), None)
    if first is None:
        tried = tr("right, in all {0} cases", len(cases)) if is_function else tr("right")
        return Report(exercise.id, True, tried)
    inputs, answer = cases[first], answers[first]
    example = _example(exercise, inputs, answer, is_function)
    mistake = known_mistake(exercise, cases, answers)
    if mistake is not None:
        likely = tr("not yet. Likely: {0}", mistake.name)
        details, quoted = (mistake.say, example), (mistake.name, mistake.say)
        return Report(exercise.id, False, likely, details, mistake.name, quoted=quoted)
    wrong = said = faults[first] or ""
    if exercise.fault is None:
        references = [exercise.reference(*inputs) for inputs in cases]
        wrong = usual_mistake(answers, references, exercise.tolerance)
    headline = tr("not yet: {0}", wrong) if wrong else tr("not yet")
    theirs = "" if isinstance(said, Ours) else said
    return Report(exercise.id, False, headline, (example,), quoted=(theirs,))


def _example(exercise: Exercise, inputs: Inputs, answer: Any, is_function: bool) -> str:
    """Tell one case in which the answer is wrong."""
    case = _case(exercise, inputs)
    if not is_function and "…" in case:
        # Curves of many numbers, cut off after a few, tell nothing: they stand in a picture.
        return tr("Your answer: {0}", shown(answer))
    if not is_function:
        return tr("Your numbers: {0}. Your answer: {1}", case, shown(answer))
    if exercise.fault is not None:
        return tr("For {0} you return {1}", case, shown(answer))
    given, right = _told_apart(answer, exercise.reference(*inputs))
    return tr("For {0} you return {1}; it should be {2}", case, given, right)


def _case(exercise: Exercise, inputs: Inputs) -> str:
    """Name the inputs and write them, but for nests that nobody can read."""
    return ", ".join(
        tr("{0} of shape {1}", name, value.shape)
        if getattr(value, "ndim", 0) > 3
        else f"{name} = {shown(value)}"
        for name, value in zip(exercise.inputs, inputs, strict=True)
    )


def _told_apart(answer: Any, right: Any) -> tuple[str, str]:
    """Write both with four digits, or with as many as it takes to see them differ.

    Where it stands among the entries that are left out, the one that is farthest off is told.
    """
    for digits in range(4, 17):
        both = shown(answer, digits=digits), shown(right, digits=digits)
        if both[0] != both[1]:
            return both
    try:
        mine, other = (np.asarray(one, dtype=float) for one in (answer, right))
    except (TypeError, ValueError):  # words, or rows of different length
        return both
    if mine.shape != other.shape or not mine.shape:
        return both
    place = np.unravel_index(int(np.nanargmax(np.abs(mine - other))), mine.shape)
    entry, wanted = _told_apart(mine[place], other[place])
    where = ", ".join(map(str, place))
    return tr("{0}, with {1} at [{2}]", both[0], entry, where), tr("{0} there", wanted)


def _answer(exercise: Exercise, attempt: Any, inputs: Inputs) -> Any:
    """Return the attempt's answer, or stop with an explanation of why there is none."""
    if not callable(attempt):
        return attempt
    _check_signature(exercise, attempt)
    try:
        # a NaN is diagnosed; a warning would only be in the way
        with np.errstate(all="ignore"), time_limit(_SECONDS):
            return attempt(*copy.deepcopy(inputs))
    except NotImplementedError as error:
        return _ToDo(str(error), f"{error}{_place(error, attempt)}".strip())
    except Exception as error:
        case = _case(exercise, inputs)
        message = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        words = [say for piece, say in exercise.stops.items() if piece in message]
        place = _place(error, attempt)
        given = tr("It was given {0}", case)
        quoted = (message, *words[:1])
        raise _Stopped(f"{message}{place}", *words[:1], given, quoted=quoted) from error


def _check_signature(exercise: Exercise, attempt: Callable[..., Any]) -> None:
    try:
        inspect.signature(attempt).bind(*exercise.inputs)
    except TypeError:
        many, names = len(exercise.inputs), ", ".join(exercise.inputs)
        told = tr("The function is called with {0} arguments: ({1})", many, names)
        if many == 1:
            told = tr("The function is called with 1 argument: ({0})", names)
        raise _Stopped(told) from None
    except ValueError:
        return  # some builtins tell nothing about their arguments


def _place(error: Exception, attempt: Callable[..., Any]) -> str:
    """Return the last line of the student's own code that the error passed through."""
    code = getattr(inspect.unwrap(attempt), "__code__", None)
    if code is None:
        return ""
    trace = traceback.extract_tb(error.__traceback__)
    last = next((f for f in reversed(trace) if f.filename == code.co_filename), None)
    if last is None:
        return ""
    place = tr("line {0} of your cell, in {1}", last.lineno, last.name)
    return f" ({place}: {last.line})" if last.line else f" ({place})"


def _is_blank(answer: Any) -> bool:
    return answer is None or answer is NotImplemented or answer is ... or isinstance(answer, _ToDo)


@dataclass(frozen=True)
class Hint:
    """A hint of an exercise, as :func:`hint` returns it.

    Attributes
    ----------
    exercise : str
        The exercise's id.
    level : {1, 2, 3}
        From a question to nearly the solution.
    text : str
        The hint.

    Examples
    --------
    >>> Hint("two-paths", 1, "How many edges leave a?")
    Hint 1 of 3. ll.hint("two-paths") once more tells more
      How many edges leave a?
    """

    exercise: str
    level: int
    text: str

    def _first_line(self) -> str:
        if self.level == 3:
            return tr("Hint {0} of 3", self.level)
        return tr('Hint {0} of 3. ll.hint("{1}") once more tells more', self.level, self.exercise)

    def __repr__(self) -> str:
        return f"{self._first_line()}\n  {clean(self.text)}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        bundle = {"text/plain": repr(self)}
        if ours := attribute():  # the same, with its two languages told apart
            text = f"<span{attribute(NOTEBOOK)}>{escape(self.text)}</span>"
            bundle["text/html"] = f"<pre{ours}>{escape(self._first_line())}\n  {text}</pre>"
        return bundle


def hint(id: str, level: int | None = None) -> Hint:
    """Return a hint; each call tells more, up to the third.

    Parameters
    ----------
    id : str
        The exercise.
    level : {1, 2, 3}, optional
        Which hint; by default the one after the last that was asked for.

    Raises
    ------
    UnknownExercise
        When there is no such exercise.
    ValueError
        When there is no such level.

    Examples
    --------
    >>> hint("neuron-db", level=3)
    Hint 3 of 3
      The three factors are 2e, −1 and 1.
    """
    exercise = find(id)
    if level is not None and level not in (1, 2, 3):
        raise ValueError(f"hint: level is {level!r}; there are hints 1, 2 and 3")
    key = f"hint {exercise.id}"
    if level is None:
        last = ANSWERS.get(student().name, key)
        level = min(last + 1, 3) if isinstance(last, int) and last in (1, 2, 3) else 1
        ANSWERS.put(student().name, key, level)
    return Hint(exercise.id, level, exercise.hints[level - 1])
