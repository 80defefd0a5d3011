"""From what happened in a notebook's kernel to a row for each of its exercises."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...lessons.places import asked, code_cells
from .hand_ins import HandedIn, Original, own_tries
from .trial import Limits, Trial, attempt
from .witness import Record

__all__ = ["Result", "grade", "recognised", "results"]

#: Words by which a cell may get at the answers; a cell of the original may hold them.
_LOOK = re.compile(
    r"\breference\b|\bEXERCISES\b|\bexercises\b|\bWATCHERS\b|\b_?witness\b|\bchecking\b"
)


@dataclass(frozen=True, slots=True)
class Result:
    """A row of the table.

    Attributes
    ----------
    student, notebook, exercise : str
        The last two are empty where the file is no notebook of the course.
    passed : {"yes", "no", ""}
        What the package's check found; empty where there was nothing to check.
    tries : int or None
        What the answers file beside the notebook says, the student's word; None without one.
    message : str
        What the check said, or why there was none.
    name : str
        As the notebook called its student.
    file : str
        Tells apart who has the same name.

    Examples
    --------
    >>> Result("ada", "07_zig_zag", "zigzag-order", "yes", 2, "right").passed
    'yes'
    """

    student: str
    notebook: str
    exercise: str
    passed: str
    tries: int | None
    message: str
    name: str = ""
    file: str = ""


async def grade(
    handed: HandedIn, course: Sequence[Original], limits: Limits
) -> tuple[list[Result], Trial]:
    """Run a hand-in and return a row for each exercise that it should hold.

    Parameters
    ----------
    handed : HandedIn
        The file; not changed.
    course : sequence of Original
        What it may be a copy of.
    limits : Limits
        What it may take.
    """

    def nothing(why: str) -> tuple[list[Result], Trial]:
        row = Result(handed.student, "", "", "", None, why, file=str(handed.path))
        return [row], Trial(end=why)

    try:
        sources = code_cells(handed.path)
    except OSError as error:
        return nothing(f"cannot be read ({error.strerror})")
    except ValueError as error:
        return nothing(str(error))
    original = recognised(handed.path.stem, sources, course)
    if not original.exercises:
        return nothing("no exercise of the course is in it")
    trial = await attempt(sources, limits)
    return results(handed, original, sources, trial), trial


def recognised(stem: str, sources: Sequence[str], course: Sequence[Original]) -> Original:
    """Return the notebook of the course with which these cells share most questions.

    Where there is none, it is a notebook of its own, and its own checks are what counts.

    Parameters
    ----------
    stem : str
        Name of the file, without its ending.
    sources : sequence of str
        Its code cells.
    course : sequence of Original
        The notebooks of the course.
    """
    mine = {place for source in sources for place in asked(source)}
    best = max(course, key=lambda one: len(mine & set(one.places)), default=None)
    if best is not None and mine & set(best.places):
        return best
    own = dict.fromkeys(place for source in sources for place in asked(source))
    return Original(stem, tuple(own), frozenset(sources))


def results(
    handed: HandedIn, original: Original, sources: Sequence[str], trial: Trial
) -> list[Result]:
    """Return a row for each exercise of the original, in order.

    An exercise is passed when one of its checks, as the package made them, was right.

    Parameters
    ----------
    handed : HandedIn
        Whose file it was.
    original : Original
        What it is a copy of.
    sources : sequence of str
        The student's cells.
    trial : Trial
        What happened.
    """
    own = [source for source in sources if source not in original.sources]
    words = sorted({word for source in own for word in _LOOK.findall(source)})
    look = f" (look at it: a cell of the student's names {', '.join(words)})" if words else ""
    cells = {place.id: number for number, source in enumerate(sources, 1)
             for place in asked(source) if place.sort == "check"}  # fmt: skip
    tries = own_tries(handed.path)
    rows = []
    for exercise in original.exercises:
        found = [record for record in trial.records if record.exercise == exercise]
        name = found[-1].student if found else ""
        passed, message = _verdict(found) if found else ("no", _missing(exercise, cells, trial))
        if passed == "yes":
            message += look
        known = tries.get((name, exercise))
        told = (original.name, exercise, passed, known, message, name, str(handed.path))
        rows.append(Result(handed.student, *told))
    return rows


def _verdict(found: Sequence[Record]) -> tuple[str, str]:
    right = [record for record in found if record.ok]
    honest = [record for record in right if not record.changed and not record.reference]
    if honest:
        return "yes", honest[-1].headline
    if any(record.changed for record in found):
        return "no", "before its check, the notebook had changed what judges"
    if right:
        return "no", "what was handed in is the exercise's own reference"
    return "no", found[-1].headline


def _missing(exercise: str, cells: Mapping[str, int], trial: Trial) -> str:
    """Say why there was no check of an exercise."""
    cell = cells.get(exercise)
    if cell is None:
        return "its check is not in the notebook"
    if cell in trial.errors:
        return f"its cell, code cell {cell}, failed: {trial.errors[cell]}"
    if trial.end:
        return f"not reached: {trial.end}"
    return f"code cell {cell} did not call the package's check: is ll.check something else there?"
