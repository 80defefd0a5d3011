"""What the package's own checks find in a student's kernel, signed: no output can pass for it.

The kernel of a graded notebook calls :func:`begin` before its first cell. From then on each call of
the package's check adds a line to a file, signed with a word that the grading process chose. Text
that a student prints, or a function of the student's that is called ``ll.check``, adds none. Each
line also tells whether what judges is still what was loaded at the beginning.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from ...lessons import checking
from ...lessons.answers import student
from ...style.text import clean

__all__ = ["Record", "begin", "read"]

# Modules that decide about right and wrong; those of the exercises as well.
_JUDGES = ("lecture_lib.lessons", "lecture_lib.exercises")


@dataclass(frozen=True, slots=True)
class Record:
    """What one call of the check found.

    Attributes
    ----------
    exercise : str
        The exercise's id.
    ok : bool or None
        As in the check's report.
    headline : str
        The report's sentence, and the first of its details.
    changed : bool
        Whether what judges is no longer what the package brought.
    reference : bool
        Whether the attempt was a function of the exercises themselves.
    student : str
        The name that the notebook gave to ``ll.student``.

    Examples
    --------
    >>> Record("two-paths", True, "right, in all 3 cases", False, False, "Ada").ok
    True
    """

    exercise: str
    ok: bool | None
    headline: str
    changed: bool
    reference: bool
    student: str


def begin(path: str, word: str) -> None:
    """Watch the checks of this process from now on.

    Parameters
    ----------
    path : str
        Gets a line for each.
    word : str
        With which lines are signed.
    """
    exercises = dict(checking.load())
    at_first = list(_judges(exercises))
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def watch(exercise: Any, attempt: Any, report: Any) -> None:
        now = list(_judges({id: checking.EXERCISES.get(id) for id in exercises}))
        changed = len(now) != len(at_first) or any(
            a is not b for a, b in zip(now, at_first, strict=True)
        )
        own = str(getattr(attempt, "__module__", "")).startswith("lecture_lib.exercises")
        reference = own and callable(attempt)
        told = " ".join([report.headline, *report.details[:1]])
        found = Record(exercise.id, report.ok, clean(told, 300), changed, reference, student().name)
        line = json.dumps(astuple(found))
        os.write(handle, f"{_sign(line, word)} {line}\n".encode())

    import_module("lecture_lib.lessons.checking.check").WATCHERS.append(watch)


def _judges(exercises: dict[str, Any]) -> Iterator[Any]:
    """Give all that decides about an attempt, always in one order, to be compared by identity."""
    for exercise in exercises.values():
        yield exercise
        for name in ("reference", "fault", "same", "also", "simple", "numbers", "tolerance"):
            yield getattr(exercise, name, None)
    for name in sorted(name for name in sys.modules if name.startswith(_JUDGES)):
        if name in _LATER:
            continue
        for key, value in sorted(vars(sys.modules[name]).items()):
            if callable(value) and not key.startswith("__"):
                yield value
                yield getattr(value, "__code__", None)
            if isinstance(value, type) and value.__module__ == name:
                yield from (part for _, part in sorted(vars(value).items()) if callable(part))


# Loaded only when the first question is shown, and no judge of exercises.
_LATER = frozenset({"lecture_lib.lessons.question_widget"})


def read(path: Path, word: str) -> list[Record]:
    """Return the records that bear the signature; lines of another make are left out.

    Examples
    --------
    >>> import tempfile
    >>> line = '["two-paths", true, "right", false, false, "Ada"]'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "checks")
    ...     _ = path.write_text(f"{_sign(line, 'word')} {line}\\n{'0' * 64} {line}\\n")
    ...     [record.exercise for record in read(path, "word")]
    ['two-paths']
    """
    found = []
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # removed: then nothing was recorded
        return []
    for entry in text.splitlines():
        signature, _, line = entry.partition(" ")
        if hmac.compare_digest(signature.encode(), _sign(line, word).encode()):
            found.append(Record(*json.loads(line)))
    return found


def _sign(line: str, word: str) -> str:
    return hmac.new(word.encode(), line.encode(), hashlib.sha256).hexdigest()
