"""What the five lectures state, and what of it is wrong: the two tables of this folder.

``inventory.csv`` has a row for each statement, in our words; ``errata.toml`` has the mistakes and
what a claim about each may quote. Both are read when the first claim is made.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["Erratum", "Statement", "errata", "known_erratum", "known_statement", "statements"]

_TABLES = files(__package__)


@dataclass(frozen=True)
class Statement:
    """One thing that a lecture states.

    Attributes
    ----------
    id : str
        Letter of the lecture and a number, ``"T-44"``.
    kind : str
        ``num`` a number, ``for`` a formula, ``clm`` a claim, ``alg``, ``obj``, ``heu``, ``def``,
        ``sys``, ``fig`` or ``q``; with a stroke between them where it is two.
    statement, check : str
        What it says, in our words, and how it was found: ✔ is right.
    errata : tuple of str
        What is wrong in it.
    inferred : bool
        Its figure is lost: the statement is our guess from the words around it.
    notebooks : tuple of str
        Numbers of the notebooks that teach it.
    reason : str
        Why no claim is made of it, where none is.
    """

    id: str
    kind: str
    statement: str
    check: str
    errata: tuple[str, ...]
    inferred: bool
    notebooks: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Erratum:
    """One mistake in a lecture.

    Attributes
    ----------
    id : str
        ``"E-T1"``.
    severity : str
        A: as printed it gives a wrong result; B: imprecise, or apart from its source; C: words.
    kind : str
        What sort of slip: ``"sum for mean"``; ``"added by us"`` is none, see `added`.
    fair : str
        What the lecture gets right, or how else it can be read.
    printed, right : str
        What the slide has, shortened, and what is right.
    numbers : mapping of str to Any
        Of each claim that names the erratum, what it may state.
    instead : mapping of str to Any
        Of the same claims, what comes out when it is computed.
    reason : str
        Why there is no such claim, where there is none.
    setting : str
        Where the slide names no number: whose the numbers are, and what the two columns hold.
    source : str
        Of what is not as in its source: what that has, and where.
    """

    id: str
    severity: str
    kind: str
    fair: str
    printed: str
    right: str
    numbers: Mapping[str, Any]
    instead: Mapping[str, Any]
    reason: str
    setting: str = ""
    source: str = ""

    @property
    def added(self) -> bool:
        """Whether the lecture is right, and we only add something to it: no mistake then."""
        return self.kind == "added by us"


@cache
def statements() -> Mapping[str, Statement]:
    """Return the rows of the inventory by their ids, in the order of the lectures.

    Examples
    --------
    >>> row = statements()["T-44"]
    >>> row.kind, row.errata, row.notebooks
    ('num', ('E-T1',), ('02',))
    """
    lines = _TABLES.joinpath("inventory.csv").read_text(encoding="utf-8").splitlines()
    return {
        row["id"]: Statement(
            id=row["id"],
            kind=row["kind"],
            statement=row["statement"],
            check=row["check"],
            errata=tuple(row["errata"].split()),
            inferred=row["inferred"] == "yes",
            notebooks=tuple(row["notebook"].split()),
            reason=row["reason"],
        )
        for row in csv.DictReader(lines)
    }


@cache
def errata() -> Mapping[str, Erratum]:
    """Return the mistakes by their ids, in the order of the lectures.

    Examples
    --------
    >>> errata()["E-T1"].numbers
    {'T-44': [['0', '-.502'], ['-.9', '.297']]}
    """
    found = tomllib.loads(_TABLES.joinpath("errata.toml").read_text(encoding="utf-8"))
    return {
        id: Erratum(
            id=id,
            severity=row["severity"],
            kind=row["kind"],
            fair=row["fair"],
            printed=row["printed"],
            right=row["right"],
            numbers=row.get("numbers", {}),
            instead=row.get("instead", {}),
            reason=row.get("reason", ""),
            setting=row.get("setting", ""),
            source=row.get("source", ""),
        )
        for id, row in found.items()
    }


def known_statement(where: str, id: str) -> Statement:
    """Return the row of a claim's id, whose last letter may tell several numbers apart.

    Parameters
    ----------
    where : str
        How the error begins.
    id : str
        ``"T-38b"``.

    Raises
    ------
    ValueError
        There is no such row; names the nearest.

    Examples
    --------
    >>> known_statement("claim", "T-99")
    Traceback (most recent call last):
    ValueError: claim: the inventory has no row T-99; the nearest are T-52, T-51, T-50
    """
    row = id.rstrip("abcdefghijklmnopqrstuvwxyz")
    if row not in statements():
        near = _nearest(row, statements())
        raise ValueError(f"{where}: the inventory has no row {row}; the nearest are {near}")
    return statements()[row]


def known_erratum(where: str, id: str, erratum: str) -> Erratum:
    """Return the erratum that a claim names, if it is one of that claim's row.

    Parameters
    ----------
    where : str
        How the error begins.
    id : str
        That of the claim.
    erratum : str
        ``"E-T1"``.

    Raises
    ------
    ValueError
        There is no such erratum, or it belongs to another row.

    Examples
    --------
    >>> known_erratum("claim", "T-37", "E-T1")
    Traceback (most recent call last):
    ValueError: claim: E-T1 belongs to T-44, and not to T-37, which has none
    """
    row = known_statement(where, id)
    if erratum not in errata():
        near = _nearest(erratum, errata())
        raise ValueError(f"{where}: there is no erratum {erratum!r}; the nearest are {near}")
    if erratum not in row.errata:
        at = ", ".join(r.id for r in statements().values() if erratum in r.errata)
        raise ValueError(
            f"{where}: {erratum} belongs to {at}, and not to {row.id}, which has "
            f"{', '.join(row.errata) or 'none'}"
        )
    return errata()[erratum]


def _nearest(id: str, known: Iterable[str]) -> str:
    """Name the three ids of the same lecture whose numbers are closest."""
    letters, number = id.rstrip("0123456789"), _number(id)
    same = [k for k in known if k.rstrip("0123456789") == letters] or list(known)
    return ", ".join(sorted(same, key=lambda k: abs(_number(k) - number))[:3])


def _number(id: str) -> int:
    digits = "".join(c for c in id if c.isdigit())
    return int(digits or 0)
