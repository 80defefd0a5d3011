"""The ledger of claims: each statement of a lecture that was recomputed, as a row of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...style.lang import NOTEBOOK
from ...style.table import Cell, Matrix, Note, Table, Verdict
from .inventory import known_statement
from .stated import write

__all__ = ["LECTURES", "LEDGER", "Claim", "ClaimError", "Ledger", "table_of"]

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
MARKS = {
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
    places : int or None
        Decimals in which the computed value is written, when they were asked for.
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
    places: int | None = None

    @property
    def inferred(self) -> bool:
        """Whether the row's figure is lost, so that its statement is our guess."""
        return known_statement("claim", self.id).inferred

    @property
    def lecture(self) -> tuple[str, str]:
        """Lecturer and title."""
        return LECTURES[self.id[0]]

    @property
    def label(self) -> str:
        """The verdict in words, with the erratum's id or the tolerance that was allowed."""
        word = f"erratum {self.erratum}" if self.verdict == ERRATUM else self.verdict
        if self.verdict == DISAGREES and self.erratum:
            word += f" with {self.erratum}"
        if self.tolerance is not None and self.verdict != ERRATUM:
            word += f" ±{self.tolerance:g}"
        return f"{word}, inferred" if self.inferred else word

    def repeats(self, other: Claim) -> bool:
        """Whether this is the other claim made again, as when a cell is run twice.

        A number that a formula gave may have changed in between, for a student changes things; the
        words and what is quoted may not.
        """
        return (self.statement, self.erratum, self._quoted()) == (
            other.statement,
            other.erratum,
            other._quoted(),
        )

    def _quoted(self) -> list[str]:
        pairs = zip(self.printed, self.stated, strict=True)
        return [text for text, entry in pairs if not isinstance(entry, float)]

    def row(self) -> list[Sequence[Cell] | Note]:
        """Return the claim as rows of a table: its cells, then its note."""
        computed = [
            str(bool(c)).lower() if self.computed.dtype == bool else write(float(c), s, self.places)
            for c, s in zip(self.computed.flat, self.stated, strict=True)
        ]
        symbol, kind = MARKS[self.verdict]
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
        return table_of([self])

    def __repr__(self) -> str:
        return str(self.table())

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return self.table()._repr_mimebundle_()


class Ledger:
    """Claims in the order of the lectures, one per id; the same claim may be recorded again."""

    def __init__(self) -> None:
        self._claims: dict[str, Claim] = {}

    def record(self, made: Claim) -> None:
        """Add a claim, or make it anew.

        Raises
        ------
        ClaimError
            Another claim has its id.
        """
        old = self._claims.get(made.id)
        if old is not None and not made.repeats(old):
            raise ClaimError(
                f"claim({made.id!r}, …): this id already says “{old.statement}”, stated as "
                f"{', '.join(old.printed[:_WRITTEN])}. Put a letter behind one of the two; or, if "
                "you changed that claim, restart the kernel"
            )
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


def table_of(chosen: Sequence[Claim], summary: str = "", asked: str = "") -> Table:
    """Return claims as a table: id, what, stated, computed, verdict.

    Parameters
    ----------
    chosen : sequence of Claim
        Its rows.
    summary, asked : str
        How the caption ends, and what an empty table says was asked for.
    """
    lectures = dict.fromkeys(c.lecture for c in chosen)
    sources = " · ".join(f"{who}, “{title}”" for who, title in lectures)
    return Table(
        caption=f"Claims of {sources}" + (f": {summary}" if summary else ""),
        header=("id", "what", "stated", "computed", "verdict"),
        rows=[row for c in chosen for row in c.row()],
        empty="no claims have been made" + (f" for {asked}" if asked else ""),
        language=NOTEBOOK,  # claims are the text of the ledger, and its words are theirs
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
