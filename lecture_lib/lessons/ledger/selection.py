"""Which claims a notebook shows: a lecture, a row, a range of rows, or all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...style.table import Table
from .record import (
    AGREES,
    CLAIM_ID,
    DISAGREES,
    ERRATUM,
    LECTURES,
    LEDGER,
    MARKS,
    ROUNDS,
    Claim,
    ClaimError,
    table_of,
)

__all__ = ["Claims", "claims"]

_COUNTED = {  # one, several
    AGREES: ("agrees", "agree"),
    ROUNDS: ("rounds", "round"),
    ERRATUM: ("is an erratum", "are errata"),
    DISAGREES: ("DISAGREES", "DISAGREE"),
}


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
            raise ClaimError(f"neither agree nor round, and name no erratum:\n{table_of(wrong)}")
        return self

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.chosen)

    def __len__(self) -> int:
        return len(self.chosen)

    def summary(self) -> str:
        """Count the verdicts in a sentence."""
        counts = {v: sum(c.verdict == v for c in self.chosen) for v in MARKS}
        return ", ".join(f"{n} {_COUNTED[v][n > 1]}" for v, n in counts.items() if n)

    def table(self) -> Table:
        """Return the table: id, what, stated, computed, verdict."""
        return table_of(self.chosen, self.summary(), self.asked)

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
