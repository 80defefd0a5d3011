"""The ledger of claims: every statement of the lectures that was recomputed, and its table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...style.table import Cell, Matrix, Note, Table, Verdict
from .stated import write

__all__ = ["LECTURES", "LEDGER", "Claim", "ClaimError", "Claims", "Ledger", "claims"]

#: First letter of a claim's id -> lecturer, and title of the lecture.
LECTURES = {
    "G": ("Glavaš", "Training Neural Language Models"),
    "T": ("Titov", "Backpropagation and Gradient Descent"),
    "K": ("Kuhlmann", "Training LLMs"),
    "F": ("Flanigan", "Deep Learning Optimizers"),
    "S": ("Stanford CS324", "Training"),
}

CLAIM_ID = re.compile(r"([GTKFS])-(\d\d)([a-z]?)")
_WRITTEN = 12  # entries of an array that a cell of the table spells out

AGREES, ROUNDS, ERRATUM, DISAGREES = "agrees", "rounds", "erratum", "disagrees"
_COUNTED = {  # one, several
    AGREES: ("agrees", "agree"),
    ROUNDS: ("rounds", "round"),
    ERRATUM: ("is an erratum", "are errata"),
    DISAGREES: ("DISAGREES", "DISAGREE"),
}
_MARKS = {
    AGREES: ("✓", "good"),
    ROUNDS: ("≈", "good"),
    ERRATUM: ("‡", "note"),
    DISAGREES: ("✗", "bad"),
}


class ClaimError(AssertionError):
    """A statement of a lecture and its recomputation do not fit, or an erratum is none."""


@dataclass(frozen=True, eq=False)
class Claim:
    """One statement of a lecture beside its recomputation; made by :func:`claim`.

    Attributes
    ----------
    id : str
        See :mod:`lecture_lib.lessons.ledger`; ``"T-38b"`` is the second number of T-38.
    statement : str
        What the number is, in our words.
    printed : tuple of str
        The stated entries as the lecture shows them, in C order.
    stated : tuple of Decimal, float or bool
        The same entries as numbers.
    computed : ndarray
        What they are judged against.
    judged : tuple of str
        The verdict on each entry, before an erratum is taken into account.
    verdict : {"agrees", "rounds", "erratum", "disagrees"}
        How they relate.
    erratum, note : str or None
        The erratum's id, and a remark such as its proof.
    tolerance : float or None
        The absolute difference that was allowed, when one was asked for.
    """

    id: str
    statement: str
    printed: tuple[str, ...]
    stated: tuple[Decimal | float | bool, ...]
    computed: NDArray[Any]
    judged: tuple[str, ...]
    verdict: str
    erratum: str | None = None
    note: str | None = None
    tolerance: float | None = None

    @property
    def lecture(self) -> tuple[str, str]:
        """Lecturer and title."""
        return LECTURES[self.id[0]]

    @property
    def label(self) -> str:
        """The verdict in words, with the erratum's id or the tolerance that was allowed."""
        if self.verdict == ERRATUM:
            return f"erratum {self.erratum}"
        return self.verdict if self.tolerance is None else f"{self.verdict} ±{self.tolerance:g}"

    def row(self) -> list[Sequence[Cell] | Note]:
        """Return the claim as rows of a table: its cells, then its note."""
        computed = [
            str(bool(c)).lower() if self.computed.dtype == bool else write(float(c), s)
            for c, s in zip(self.computed.flat, self.stated, strict=True)
        ]
        symbol, kind = _MARKS[self.verdict]
        wrong = frozenset(i for i, verdict in enumerate(self.judged) if verdict == DISAGREES)
        shape = self.computed.shape
        cells = [
            Cell(self.id),
            Cell(self.statement),
            _written(self.printed, shape, wrong),
            _written(computed, shape),
            Verdict(self.label, symbol=symbol, kind=kind),
        ]
        return [cells, Note(self.note)] if self.note else [cells]

    def table(self) -> Table:
        """Return the claim as a table of its own."""
        return _table([self])

    def __repr__(self) -> str:
        return str(self.table())

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return self.table()._repr_mimebundle_()


class Ledger:
    """Claims in the order of the lectures, one per id; recording an id again replaces it."""

    def __init__(self) -> None:
        self._claims: dict[str, Claim] = {}

    def record(self, made: Claim) -> None:
        """Add a claim, or replace the one with its id."""
        self._claims[made.id] = made

    def clear(self) -> None:
        """Forget all claims."""
        self._claims.clear()

    def __iter__(self) -> Iterator[Claim]:
        order = list(LECTURES)
        return iter(sorted(self._claims.values(), key=lambda c: (order.index(c.id[0]), c.id)))

    def __len__(self) -> int:
        return len(self._claims)

    def __getitem__(self, key: str) -> Claim:
        if key not in self._claims:
            raise KeyError(f"no claim {key!r} has been made; there are {[c.id for c in self]}")
        return self._claims[key]


#: The claims made since the kernel started.
LEDGER = Ledger()


@dataclass(frozen=True, eq=False)
class Claims:
    """A selection of the ledger, which a notebook shows as a table.

    Attributes
    ----------
    chosen : tuple of Claim
        In the order of the lectures.
    asked : str
        The ids that were asked for, for the words of an empty table.
    """

    chosen: tuple[Claim, ...]
    asked: str = ""

    @property
    def ok(self) -> bool:
        """Whether no claim disagrees."""
        return not any(c.verdict == DISAGREES for c in self.chosen)

    def require(self) -> Claims:
        """Return the selection, or raise a `ClaimError` that names what disagrees."""
        if not self.ok:
            wrong = [c for c in self.chosen if c.verdict == DISAGREES]
            raise ClaimError(f"neither agree nor round, and name no erratum:\n{_table(wrong)}")
        return self

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.chosen)

    def __len__(self) -> int:
        return len(self.chosen)

    def summary(self) -> str:
        """Count the verdicts in a sentence."""
        counts = {v: sum(c.verdict == v for c in self.chosen) for v in _MARKS}
        return ", ".join(f"{n} {_COUNTED[v][n > 1]}" for v, n in counts.items() if n)

    def table(self) -> Table:
        """Return the table: id, what, stated, computed, verdict."""
        return _table(self.chosen, self.summary(), self.asked)

    def __repr__(self) -> str:
        return f"{self.table()}\n\n{self.summary()}".rstrip()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self.table().to_html()}


def claims(*ids: str) -> Claims:
    """Return the claims made so far, to be shown as a table.

    Parameters
    ----------
    *ids : str
        Which: a lecture's letter ``"T"``, a row ``"T-38"`` with all its numbers, or a range
        ``"T-27…T-46"`` (three dots will do).  None means all.

    Raises
    ------
    ValueError
        When an id cannot be read.

    Examples
    --------
    >>> claims("K-01...K-02")
    no claims have been made for K-01...K-02
    """
    ranges = [_range(i) for i in ids]
    chosen = [c for c in LEDGER if not ids or any(a <= _row(c) <= b for a, b in ranges)]
    return Claims(tuple(chosen), ", ".join(ids))


def _table(chosen: Sequence[Claim], summary: str = "", asked: str = "") -> Table:
    lectures = dict.fromkeys(c.lecture for c in chosen)
    sources = " · ".join(f"{who}, “{title}”" for who, title in lectures)
    return Table(
        caption=f"Claims of {sources}" + (f": {summary}" if summary else ""),
        header=("id", "what", "stated", "computed", "verdict"),
        rows=[row for c in chosen for row in c.row()],
        empty="no claims have been made" + (f" for {asked}" if asked else ""),
    )


def _written(
    entries: Sequence[str], shape: tuple[int, ...], wrong: frozenset[int] = frozenset()
) -> Cell:
    if not shape:
        return Cell(entries[0], numeric=True)
    if len(entries) > _WRITTEN or len(shape) > 2:
        size = "×".join(map(str, shape))
        return Cell(f"{size}: {', '.join(entries[:3])}, …", numeric=True)
    rows = np.array(entries, dtype=object).reshape(-1, shape[-1]).tolist()
    lines = (
        [f"({', '.join(row)})" for row in rows]
        if len(shape) == 1
        else [f"[{', '.join(row)}]" for row in rows]
    )
    text = lines[0] if len(shape) == 1 else f"[{', '.join(lines)}]"
    return Matrix(text, numeric=True, rows=tuple(map(tuple, rows)), marked=wrong)


def _row(made: Claim) -> tuple[str, str]:
    return made.id[0], made.id[2:4]


def _range(text: str) -> tuple[tuple[str, str], tuple[str, str]]:
    first, _, last = text.replace("...", "…").partition("…")
    if first in LECTURES and not last:
        return (first, "00"), (first, "99")
    start, end = (CLAIM_ID.fullmatch(part.strip()) for part in (first, last or first))
    if start is None or end is None or start[1] != end[1]:
        raise ValueError(
            f"claims: {text!r} is no id; write a lecture 'T', a row 'T-44' or 'T-27…T-46'"
        )
    return (start[1], start[2]), (end[1], end[2])
