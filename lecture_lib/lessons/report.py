"""Gather what a student answered and passed, from the answers file and the notebooks beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..style.text import clean
from ..translation import tr
from .answers import ANSWERS, student
from .handin import ELSEWHERE, SORTS, Entry, HandIn
from .places import Place, places
from .questions.question import TRIES

__all__ = ["report"]


def report(path: str | os.PathLike[str] | None = None) -> HandIn:
    """Summarise what you answered and passed, in a table that you can hand in.

    Parameters
    ----------
    path : path-like, optional
        Where to write it as well, ``"ada.csv"`` or ``"ada.json"``; see `HandIn.save`.

    Returns
    -------
    HandIn
        Predictions, quizzes and checks of the notebooks in this folder, by notebook and place, of
        the student named by :func:`~lecture_lib.student`.

    Raises
    ------
    ValueError, OSError
        As `HandIn.save`, when there is a path.

    Notes
    -----
    It is made from the answers file beside the notebook.  A file that is damaged has been moved
    aside under another name, and a note says so; answers given under other names are named.

    Examples
    --------
    >>> type(report()).__name__
    'HandIn'
    """
    who = student().name
    kept = ANSWERS.of(who)
    notes: list[str] = []
    entries = []
    where, begun = _where(notes), set()
    for notebook, place, what in where:
        if (entry := _entry(notebook, place, what, kept)).state != "open":
            begun.add(notebook)
        entries.append(entry)
    entries = [entry for entry in entries if entry.notebook in begun]
    known = {what.key for _, _, what in where}
    strays = sorted({what.key: what for what in _strays(kept) if what.key not in known}.items())
    entries += [_entry(ELSEWHERE, n, what, kept) for n, (_, what) in enumerate(strays, 1)]
    if others := [name for name in ANSWERS.names() if name != who]:
        told = ", ".join(f'"{clean(name)}"' for name in others)
        notes.append(
            tr('Answers under other names are not in it: {0}; ll.student("…") chooses', told)
        )
    made = HandIn(who, tuple(entries), tuple(notes))
    if path is not None:
        made.save(path)
    return made


def _where(notes: list[str]) -> list[tuple[str, int, Place]]:
    """Return what the notebooks of this folder ask, each thing once; what they are not is noted."""
    found: dict[Place, tuple[str, int, Place]] = {}
    for path in sorted(Path.cwd().glob("*.ipynb")):
        try:
            theirs = places(path)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            notes.append(tr("{0} is left out: {1}", path.name, why))
            continue
        for number, what in enumerate(theirs, 1):
            found.setdefault(what, (path.stem, number, what))
    return list(found.values())


def _strays(kept: Mapping[str, Any]) -> Iterator[Place]:
    for key in kept:
        sort, _, id = key.removeprefix("tries ").partition(" ")
        if sort in SORTS and id:
            yield Place(sort, id)


def _entry(notebook: str, place: int, what: Place, kept: Mapping[str, Any]) -> Entry:
    """Read how one stands; a value of a kind that we never write counts as none."""
    value, right = kept.get(what.key), kept.get(f"right {what.key}")
    tries = kept.get(f"tries {what.key}")
    wrong = max(tries, 0) if type(tries) is int else 0
    answer = value if isinstance(value, str) and what.sort != "check" else ""
    if what.sort == "check":
        state = "passed" if value is True else "not yet" if value is False else "open"
    elif wrong >= TRIES:
        state = "shown"
    elif not answer:
        state = "open"
    else:
        state = {True: "right", False: "not yet"}.get(right, "answered")  # type: ignore[arg-type]
    given = wrong + (state in ("right", "passed")) if state != "answered" else max(wrong, 1)
    return Entry(notebook, place, what.sort, what.id, state, given, answer)
