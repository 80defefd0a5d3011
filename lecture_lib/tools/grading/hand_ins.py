"""Which files were handed in, by whom, and which notebook of the course each of them is."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...lessons.answers import FILE_NAME
from ...lessons.places import Place, code_cells, places
from ..copies import FOLDER

__all__ = ["HandedIn", "Original", "collect", "originals", "own_tries"]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file and the student it is from.

    Attributes
    ----------
    student : str
        What tells it from the others in the names of folders or files, see :func:`collect`.
    path : Path
        The file, as it was named.

    Examples
    --------
    >>> HandedIn("ada", Path("week1/ada/07_zig_zag.ipynb")).student
    'ada'
    """

    student: str
    path: Path


@dataclass(frozen=True, slots=True)
class Original:
    """A notebook of the course.

    Attributes
    ----------
    name : str
        Without ``.ipynb``.
    places : tuple of Place
        What it asks, in order.
    sources : frozenset of str
        Its code cells.

    Examples
    --------
    >>> Original("07", (Place("quiz", "a"), Place("check", "b")), frozenset()).exercises
    ['b']
    """

    name: str
    places: tuple[Place, ...]
    sources: frozenset[str]

    @property
    def exercises(self) -> list[str]:
        """Its checked exercises, in order."""
        return [place.id for place in self.places if place.sort == "check"]


def collect(named: Sequence[str | os.PathLike[str]]) -> list[HandedIn]:
    """Return the notebooks that were named, each once, with who handed it in.

    Parameters
    ----------
    named : sequence of path-like
        Files, or folders, of which all notebooks are taken.  A file that is not there is kept, to
        be told.

    Returns
    -------
    list of HandedIn
        By student and name.  The student is the folder, where files lie in several (the part that
        they share is left out, and so is ``my_notebooks``), and the file's name where all lie in
        one.

    Examples
    --------
    >>> [one.student for one in collect(["week1/ada/07.ipynb", "week1/bob/my_notebooks/07.ipynb"])]
    ['ada', 'bob']
    >>> [one.student for one in collect(["week1/07_ada.ipynb", "week1/07_bob.ipynb"])]
    ['07_ada', '07_bob']
    """
    paths: dict[str, Path] = {}
    for path in map(Path, named):
        inside = sorted(path.rglob("*.ipynb")) if path.is_dir() else [path]
        for one in inside:
            if ".ipynb_checkpoints" not in one.parts:
                paths.setdefault(os.path.realpath(one), one)
    folders = {path: Path(os.path.abspath(path)).parent for path in paths.values()}
    if not folders:
        return []
    shared = Path(os.path.commonpath(list(folders.values())))

    def student(path: Path) -> str:
        parts = [part for part in folders[path].relative_to(shared).parts if part != FOLDER]
        return "/".join(parts) if len(set(folders.values())) > 1 and parts else path.stem

    found = [HandedIn(student(path), path) for path in paths.values()]
    return sorted(found, key=lambda one: (one.student, one.path))


def originals(folder: Path) -> list[Original]:
    """Return the notebooks of the course that ask something.

    Parameters
    ----------
    folder : Path
        Where they are, ``notebooks/``.

    Raises
    ------
    OSError, ValueError
        One of them cannot be read.
    """
    made = [
        Original(path.stem, tuple(places(path)), frozenset(code_cells(path)))
        for path in sorted(folder.glob("*.ipynb"))
    ]
    return [one for one in made if one.places]


def own_tries(path: Path) -> dict[tuple[str, str], int]:
    """Return tries by student's name and exercise, from the answers file beside a notebook.

    It is the student's word. Without such a file, or with a damaged one, nothing is known.

    Parameters
    ----------
    path : Path
        The notebook.
    """
    try:
        answers: Any = json.loads(path.with_name(FILE_NAME).read_text(encoding="utf-8"))["answers"]
        return {
            (name, found[1]): tries + (kept.get(f"check {found[1]}") is True)
            for name, kept in answers.items()
            for key in kept
            if (found := re.fullmatch(r"(?:tries )?check (.+)", key))
            and type(tries := kept.get(f"tries check {found[1]}", 0)) is int
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
