"""What a student answered and passed, as a table to hand in.

It says what stands in the student's own answers file, so it is the student's word: good for taking
part, not for marks. What counts for marks, the checks, ``make grade`` runs again.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..files import replacing
from ..style.table import Cell, Note, Table, Verdict
from ..style.text import clean
from ..translation import tr, tr_noop
from .answers import ANSWERS
from .sheet import sheet

__all__ = ["ELSEWHERE", "SORTS", "Entry", "HandIn"]

#: The notebook of what was answered in none that is here.
ELSEWHERE = tr_noop("(in no notebook here)")

# State -> how it is marked, in the order in which totals tell them. A file has these words as they
# are, whichever language a page has them in, and so those of sorts.
_STATES = {
    tr_noop("right"): ("✓", "good"),
    tr_noop("passed"): ("✓", "good"),
    # The answer was told, after three tries or because it was asked for.
    tr_noop("shown"): ("‡", "note"),
    tr_noop("not yet"): ("✗", "bad"),
    tr_noop("answered"): ("…", "note"),  # by an older edition, which kept no verdict
    tr_noop("open"): ("…", "note"),
}
#: What there is to answer.
SORTS = (tr_noop("predict"), tr_noop("quiz"), tr_noop("check"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One question or check and how it stands.

    Attributes
    ----------
    notebook : str
        Name without ``.ipynb``.
    place : int
        Its number among the questions and checks of the notebook, from 1.
    sort : {"predict", "quiz", "check"}
        What it is.
    id : str
        Its name.
    state : str
        ``right``, ``passed``, ``shown``, ``not yet``, ``answered`` or ``open``.
    tries : int
        Answers given until now, a right one included; showing the answer uses up three.
    answer : str
        What was answered; empty for a check.

    Examples
    --------
    >>> Entry("07_zig_zag", 2, "predict", "zigzag-best", "right", 1, "0.02").state
    'right'
    """

    notebook: str
    place: int
    sort: str
    id: str
    state: str
    tries: int
    answer: str


@dataclass(frozen=True)
class HandIn:
    """A student's answers and checks; shown as text and as a page.

    Attributes
    ----------
    student : str
        The name given to :func:`~lecture_lib.student`, ``""`` without one.
    entries : tuple of Entry
        All of each notebook that was begun, open ones too; by notebook, then by place.
    notes : tuple of str
        What else there is to know: files left out, answers under other names.

    Examples
    --------
    >>> entry = Entry("07_zig_zag", 2, "predict", "zigzag-best", "right", 1, "0.02")
    >>> HandIn("Ada", (entry,))
    Report of Ada: 1 right
    notebook    question     sort     tries  state
    07_zig_zag  zigzag-best  predict  1      right
          07_zig_zag: 1 right
    """

    student: str
    entries: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def totals(self) -> dict[str, int]:
        """How many there are of each state that occurs."""
        return _totals(self.entries)

    def _table(self) -> Table:
        rows: list[list[Cell] | Note] = []
        for notebook in dict.fromkeys(entry.notebook for entry in self.entries):
            theirs = [entry for entry in self.entries if entry.notebook == notebook]
            rows += map(_row, (entry for entry in theirs if entry.state != "open"))
            rows.append(Note(f"{_named(notebook)}: {_words(_totals(theirs))}"))
        rows += map(Note, self.notes)
        header = (tr("notebook"), tr("question"), tr("sort"), tr("tries"), tr("state"))
        return Table(self._headline(), header, rows, empty=tr("Nothing is answered yet."))

    def _headline(self) -> str:
        who = self.student or tr('a student without a name (ll.student("Ada") gives one)')
        return tr("Report of {0}: {1}", clean(who), _words(self.totals))

    def __repr__(self) -> str:
        return f"{self._headline()}\n{self._table()}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._table().to_html()}

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it whole or not at all; a file of that name is replaced.

        Parameters
        ----------
        path : path-like
            ``….csv``, a row for each question or check, or ``….json``, with totals and notes.

        Raises
        ------
        ValueError
            The name has another ending, or is that of the file in which answers are kept.
        OSError
            The folder is not there, or the file cannot be written.

        Examples
        --------
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "ada.csv")
        ...     HandIn("Ada", (Entry("07", 1, "check", "order", "passed", 2, ""),)).save(path)
        ...     print(path.read_text(encoding="utf-8-sig"))
        student,notebook,place,sort,id,state,tries,answer
        Ada,07,1,check,order,passed,2,
        <BLANKLINE>
        """
        target = Path(path)
        forms = {".csv": self._csv, ".json": self._json}
        if target.suffix.lower() not in forms:
            raise ValueError(
                f"report: {str(path)!r} ends neither in .csv nor in .json; "
                f"write ll.report({target.stem + '.csv'!r})"
            )
        kept = ANSWERS.path
        if kept is not None and os.path.realpath(target) == os.path.realpath(kept):
            raise ValueError(f"report: {kept.name} holds your answers; choose another name")
        with replacing(target, "w") as stream:
            stream.write(forms[target.suffix.lower()]())

    def _csv(self) -> str:
        header = ["student", *Entry.__slots__]
        return sheet(header, ([self.student, *asdict(entry).values()] for entry in self.entries))

    def _json(self) -> str:
        content = {"student": self.student, "totals": self.totals, "notes": self.notes,
                   "entries": [asdict(entry) for entry in self.entries]}  # fmt: skip
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _totals(entries: Iterable[Entry]) -> dict[str, int]:
    counted = Counter(entry.state for entry in entries)
    return {state: counted[state] for state in _STATES if counted[state]}


def _words(totals: Mapping[str, int]) -> str:
    told = ", ".join(f"{count} {tr(state)}" for state, count in totals.items())
    return told or tr("nothing yet")


def _named(notebook: str) -> str:
    return tr(ELSEWHERE) if notebook == ELSEWHERE else notebook


def _row(entry: Entry) -> list[Cell]:
    symbol, kind = _STATES[entry.state]
    verdict = Verdict(tr(entry.state), symbol=symbol, kind=kind)
    tries = Cell(str(entry.tries), numeric=True)
    return [Cell(_named(entry.notebook)), Cell(entry.id), Cell(tr(entry.sort)), tries, verdict]
