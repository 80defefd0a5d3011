"""A student's answers, kept beside the notebook, so that a restart loses none.

They live in ``.answers.json`` in the folder the kernel runs in, which is the notebook's.  The
environment variable ``LECTURE_LIB_ANSWERS`` names another file, and empty it means memory only:
that is how outputs are refreshed and checked, since no student's answers may show in them.
"""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ..files import replacing
from ..style.text import clean
from ..translation import tr

__all__ = ["ANSWERS", "Answers", "Student", "student"]

FILE_NAME = ".answers.json"
VARIABLE = "LECTURE_LIB_ANSWERS"
_LONGEST_NAME = 80


class Answers:
    """Answers by student and question; read afresh each time, written in one step.

    Reading afresh lets several notebooks of one folder share the file.  What cannot be written
    stays in memory, a note is printed once, and nothing is raised.

    Parameters
    ----------
    path : Path, optional
        The file; by default that of the environment, see the module.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Answers(Path(folder) / "answers.json").put("Ada", "predict slope", "1/3")
    ...     Answers(Path(folder) / "answers.json").get("Ada", "predict slope")
    '1/3'
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._memory: dict[str, dict[str, Any]] = {}  # what is in no file yet
        self._noted: set[str] = set()

    @property
    def path(self) -> Path | None:
        """The file, or None when answers are kept in memory only."""
        if self._path is not None:
            return self._path
        asked = os.environ.get(VARIABLE)
        if asked is None:
            return Path.cwd() / FILE_NAME
        return Path(asked) if asked else None

    def get(self, who: str, key: str) -> Any:
        """Return what was stored, or None."""
        if key in self._memory.get(who, {}):
            return self._memory[who][key]
        return (self._read() or {}).get(who, {}).get(key)

    def of(self, who: str) -> dict[str, Any]:
        """Return all that a student answered, by key."""
        kept = (self._read() or {}).get(who, {}) | self._memory.get(who, {})
        return {key: value for key, value in kept.items() if value is not None}

    def names(self) -> list[str]:
        """Return the names under which something was answered, sorted; ``""`` is nobody's."""
        names = {*(self._read() or {}), *self._memory}
        return sorted(name for name in names if self.of(name))

    def put(self, who: str, key: str, value: Any) -> None:
        """Store a JSON value; None forgets it."""
        self.update(who, {key: value})

    def update(self, who: str, values: Mapping[str, Any]) -> None:
        """Store several values by their keys, all or none; None forgets one."""
        self._memory.setdefault(who, {}).update(values)
        everyone = self._read()
        if everyone is None:
            return
        for name, kept in self._memory.items():
            everyone.setdefault(name, {}).update(kept)
        if self._write(everyone):
            self._memory.clear()

    def _read(self) -> dict[str, dict[str, Any]] | None:
        """Return what the file holds, or None where there is no file to read or to replace."""
        path = self.path
        if path is None:
            return None
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            if (
                not isinstance(content, dict)
                or not isinstance(content["answers"], dict)
                or not all(isinstance(kept, dict) for kept in content["answers"].values())
            ):
                raise ValueError("not a file of answers")
        except FileNotFoundError:
            return {}
        except OSError as error:
            self._note(tr("answers in {0} cannot be read ({1})", path.name, error.strerror))
            return None
        except (ValueError, KeyError, RecursionError):
            return {} if self._set_aside(path) else None
        answers: dict[str, dict[str, Any]] = content["answers"]
        return answers

    def _set_aside(self, path: Path) -> bool:
        number = 1
        while (aside := path.with_name(f"{path.name}.corrupt-{number}")).exists():
            number += 1
        try:
            os.replace(path, aside)
        except OSError as error:
            self._note(tr("{0} is damaged and cannot be moved ({1})", path.name, error.strerror))
            return False
        self._note(
            tr("{0} was damaged; it is now {1}, and a new one begins", path.name, aside.name)
        )
        return True

    def _write(self, everyone: dict[str, dict[str, Any]]) -> bool:
        path = self.path
        assert path is not None
        kept = {
            name: {key: value for key, value in theirs.items() if value is not None}
            for name, theirs in everyone.items()
        }
        content = {
            "about": "Answers given in the notebooks beside it. Safe to delete.",
            "answers": kept,
        }
        try:
            with replacing(path) as file:
                file.write(json.dumps(content, indent=1, sort_keys=True).encode())
        except OSError as error:
            self._note(
                tr(
                    "answers cannot be written here ({0}); they last as long as this kernel",
                    error.strerror,
                )
            )
            return False
        return True

    def _note(self, message: str) -> None:
        if message not in self._noted:
            self._noted.add(message)
            print(tr("Note: {0}.", clean(message)))


class Student:
    """Who answers; exercises take their numbers from the name, so everybody has their own.

    Attributes
    ----------
    name : str
        ``""`` until one is given; spaces around it go, and what is beyond 80 characters.

    Examples
    --------
    >>> Student("  Ada  Lovelace ").name
    'Ada Lovelace'
    """

    def __init__(self, name: str = "") -> None:
        words = " ".join(unicodedata.normalize("NFC", name).split())[:_LONGEST_NAME]
        # A lone surrogate cannot be stored as UTF-8.
        self.name = words.encode("utf-8", "replace").decode("utf-8")

    def rng(self, exercise: str) -> np.random.Generator:
        """Return the random numbers of one exercise: the same for the same name, always.

        Capital letters and spaces around a name make no difference.

        Examples
        --------
        >>> a, b = Student("Ada").rng("two-paths"), Student(" ada ").rng("two-paths")
        >>> int(a.integers(1000)) == int(b.integers(1000))
        True
        """
        text = f"{exercise}\0{self.name.casefold()}"
        return np.random.default_rng(
            int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        )

    def __repr__(self) -> str:
        if not self.name:
            return tr('Exercises use everybody\'s numbers; ll.student("Ada") gives you your own.')
        return tr("Exercises use the numbers of {0}.", clean(self.name))


ANSWERS = Answers()
_current = Student()


def student(name: str | None = None) -> Student:
    """Say who you are, or ask who answers now.

    Parameters
    ----------
    name : str, optional
        Any name; ``""`` returns to everybody's numbers.  It seeds the exercises and keeps the
        answers of several students of one folder apart.  It goes nowhere but into
        ``.answers.json`` beside the notebook.

    Raises
    ------
    TypeError
        When the name is no text.

    Examples
    --------
    >>> student("Ada")
    Exercises use the numbers of Ada.
    >>> student("")
    Exercises use everybody's numbers; ll.student("Ada") gives you your own.
    """
    global _current
    if name is None:
        return _current
    if not isinstance(name, str):
        raise TypeError(f'student: the name is {name!r}; write it in quotes, ll.student("Ada")')
    _current = Student(name)
    return _current
