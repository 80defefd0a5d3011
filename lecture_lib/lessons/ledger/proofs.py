"""Every claim that a committed notebook makes, with the lines that prove it, and all mistakes.

``claims.json`` is collected from the notebooks by :mod:`lecture_lib.tools.ledger`. What nbval
holds to be true of their outputs is then true of it, and no other notebook has to run.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from .inventory import errata, known_statement, statements
from .record import ERRATUM, LECTURES

__all__ = ["ADDED", "CLAIMS", "TOLD", "Entry", "entries", "kinds", "proofs"]

#: The file of the claims, beside this module.
CLAIMS = "claims.json"
#: The verdict on a mistake in words, of which nothing can be computed.
TOLD = "told"
#: The verdict where the lecture is right, and we add something.
ADDED = "added"


@dataclass(frozen=True)
class Entry:
    """One row of the whole ledger: a claim of a notebook, or a mistake that is only told.

    Attributes
    ----------
    id : str
        That of the claim, ``"T-38b"``; of what is told or added, its own, ``"E-T4"``.
    what, stated, computed, note : str
        As the notebook's table has them; for what is told or added, the first and the last.
    verdict : {"agrees", "rounds", "erratum", "told", "added"}
        ``label`` has it with the tolerance, and whether the figure is lost.
    label : str
        As the notebook's table writes it.
    code : str
        The lines that prove it: the claim, and whatever of its cell it is computed from.
    notebook, cell, section : str
        Stem of the file, id of the cell, and the heading above it, as in an address.
    erratum, severity, kind, printed, right, fair, setting, source : str
        Of the mistake, if there is one: see :class:`Erratum`.

    Examples
    --------
    >>> row = next(entry for entry in entries() if entry.id == "T-44")
    >>> row.erratum, row.severity, row.notebook
    ('E-T1', 'A', '02_duck_duck_goose')
    """

    id: str
    what: str
    stated: str
    computed: str
    note: str
    verdict: str
    label: str
    code: str
    notebook: str
    cell: str
    section: str
    erratum: str = ""
    severity: str = ""
    kind: str = ""
    printed: str = ""
    right: str = ""
    fair: str = ""
    setting: str = ""
    source: str = ""

    @property
    def lecture(self) -> str:
        """The lecture's letter."""
        return self.id[0] if self.computed else self.id[2]

    @property
    def lecturer(self) -> str:
        """Who gave it."""
        return LECTURES[self.lecture][0]

    @property
    def counts(self) -> bool:
        """Whether it was recomputed, and is no guess about a slide that is lost."""
        return bool(self.computed) and not self.label.endswith("inferred")

    @property
    def wrong(self) -> bool:
        """Whether what is printed was recomputed and found wrong, or imprecise."""
        return self.counts and self.verdict == ERRATUM


@cache
def proofs() -> Sequence[dict[str, str]]:
    """Return the claims of all notebooks, as they were collected.

    Examples
    --------
    >>> {proof["verdict"] for proof in proofs()} == {"agrees", "rounds", "erratum"}
    True
    """
    text = files(__package__).joinpath(CLAIMS).read_text(encoding="utf-8")
    found: list[dict[str, str]] = json.loads(text)
    return tuple(found)


@cache
def entries() -> Sequence[Entry]:
    """Return the whole ledger: all claims, and after those of a lecture what is told or added.

    Examples
    --------
    >>> lectures = [entry.lecture for entry in entries()]
    >>> list(dict.fromkeys(lectures))
    ['G', 'T', 'K', 'F', 'S']
    """
    made = [Entry(**proof, **_mistake(proof.get("erratum", ""))) for proof in proofs()]
    proved = {entry.erratum for entry in made}
    told = [_told(id) for id in errata() if id not in proved]
    order = list(LECTURES)
    return tuple(sorted([*made, *told], key=lambda entry: order.index(entry.lecture)))


def kinds() -> dict[str, int]:
    """Count the mistakes of each kind, the most frequent kind first.

    Examples
    --------
    >>> sum(kinds().values()) == sum(not erratum.added for erratum in errata().values())
    True
    """
    slips = (erratum.kind for erratum in errata().values() if not erratum.added)
    return dict(Counter(slips).most_common())


def _mistake(id: str) -> dict[str, str]:
    if not id:
        return {}
    found = errata()[id]
    names = ("severity", "kind", "printed", "right", "fair", "setting", "source")
    return {name: getattr(found, name) for name in names}


def _told(id: str) -> Entry:
    row = next(row for row in statements().values() if id in row.errata)
    what = known_statement("ledger", row.id).statement
    blank: dict[str, Any] = dict.fromkeys(
        ("stated", "computed", "code", "notebook", "cell", "section"), ""
    )
    verdict, label = (ADDED, "added by us") if errata()[id].added else (TOLD, "told only")
    mistake = _mistake(id) | ({"severity": ""} if errata()[id].added else {})
    return Entry(
        id=id, what=what, note=errata()[id].reason, verdict=verdict, label=label, erratum=id,
        **blank, **mistake,
    )  # fmt: skip
