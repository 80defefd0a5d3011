"""A table of what the lectures state: filters above it, and the proof inside each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from ...style.text import columns
from .. import links
from ..assets import Script, sheet

if TYPE_CHECKING:
    from typing import Self

__all__ = ["FILTERS", "LedgerExplorer"]

#: What a row must have, each a text.
_FIELDS = ("id", "lecturer", "what", "stated", "computed", "note", "verdict", "label", "code",
           "notebook", "section", "erratum", "severity", "kind", "printed", "right",
           "fair", "setting", "source")  # fmt: skip
#: The filters, and which field each looks at; ``words`` looks at all that is told.
FILTERS = {"lecture": "lecturer", "verdict": "verdict", "severity": "severity",
           "notebook": "notebook", "kind": "kind", "words": ""}  # fmt: skip
_TOLD = ("id", "erratum", "what", "note", "printed", "right", "fair", "setting", "source",
         "kind")  # fmt: skip


class LedgerExplorer(anywidget.AnyWidget):
    """Look through a ledger: filter its rows, and open one to see how it was proved.

    An open row shows what is printed and what is right, what the lecture gets right, the lines of
    code that prove it, and a link to their notebook.

    Parameters
    ----------
    entries : iterable of Entry
        Rows, such as ``lecture_lib.lessons.ledger.entries()``: objects with the texts ``id``,
        ``lecturer``, ``what``, ``stated``, ``computed``, ``verdict`` and so on.
    **filters : str
        What to begin with: ``lecture``, ``verdict``, ``severity``, ``notebook``, ``kind``,
        ``words``; ``""`` is all.

    Attributes
    ----------
    content : dict
        The rows, as the page has them.
    state : dict
        The filters; page and kernel both may set it.

    Raises
    ------
    traitlets.TraitError
        There is no such filter, or no row has its value.

    Examples
    --------
    >>> from lecture_lib.lessons.ledger import entries
    >>> some = [entry for entry in entries() if entry.id in ("T-39", "T-43", "T-44")]
    >>> print(LedgerExplorer(some, words="step"))
    LedgerExplorer: 1 of 3 rows; words step
           rows  agrees  rounds  erratum  told  added
    Titov     1       0       0        1     0      0
    """

    _esm = Script("widgets/ledger/draw.js")
    _css = sheet(".ll-ledger", "widgets/js/bar.css", "widgets/ledger/draw.css")

    content = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, entries: Iterable[Any], **filters: str) -> None:
        super().__init__()
        rows = [{name: str(getattr(entry, name)) for name in _FIELDS} for entry in entries]
        self.content = {"rows": rows, "filters": FILTERS, "told": _TOLD}
        self.state = filters

    @traitlets.validate("state")
    def _valid(self, proposal: Mapping[str, Any]) -> dict[str, str]:
        state = {name: str(value) for name, value in proposal["value"].items()}
        if strange := set(state) - set(FILTERS):
            raise traitlets.TraitError(
                f"LedgerExplorer: there is no filter {', '.join(sorted(strange))}; "
                f"there are {', '.join(FILTERS)}"
            )
        for name, value in state.items():
            known = {row[FILTERS[name]] for row in self.content["rows"]} if FILTERS[name] else None
            if value and known is not None and value not in known:
                raise traitlets.TraitError(
                    f"LedgerExplorer: no row has {name} {value!r}; there are "
                    f"{', '.join(sorted(filter(None, known)))}"
                )
        return {**dict.fromkeys(FILTERS, ""), **state}

    def rows(self) -> list[dict[str, str]]:
        """Return the rows that the filters leave.

        Examples
        --------
        >>> LedgerExplorer([]).rows()
        []
        """
        at = self.state
        fields = {field: at[name] for name, field in FILTERS.items() if field and at[name]}
        words = at["words"].casefold().split()
        return [
            row
            for row in self.content["rows"]
            if all(row[field] == value for field, value in fields.items())
            and all(word in "\n".join(row[f] for f in _TOLD).casefold() for word in words)
        ]

    def link(self) -> str:
        """Return the filters as a text, as the *Copy* button does.

        Examples
        --------
        >>> LedgerExplorer([], words="step").link()
        'll:LedgerExplorer?words=step'
        """
        return links.write("LedgerExplorer", {k: v for k, v in self.state.items() if v})

    def follow(self, link: str) -> Self:
        """Set the filters that a link tells of, so that a notebook can begin there.

        Parameters
        ----------
        link : str
            From :meth:`link`, or from the *Copy* button of a ledger.

        Returns
        -------
        LedgerExplorer
            Itself.

        Raises
        ------
        ValueError
            It is no link to a ledger, or there is no such filter or value. The filters are as
            they were.

        Examples
        --------
        >>> LedgerExplorer([]).follow("ll:LedgerExplorer?words=step").state["words"]
        'step'
        """
        filters = links.read(link, "LedgerExplorer")
        try:
            self.state = {**dict.fromkeys(FILTERS, ""), **filters}
        except traitlets.TraitError as error:
            raise ValueError(f"LedgerExplorer.follow: {error}") from None
        return self

    def summary(self) -> str:
        """Return the counts of the rows that are shown, by lecture and verdict."""
        left = self.rows()
        asked = "".join(f"; {name} {value}" for name, value in self.state.items() if value)
        head = f"LedgerExplorer: {len(left)} of {len(self.content['rows'])} rows{asked}"
        verdicts = ("agrees", "rounds", "erratum", "told", "added")
        table: list[tuple[str, ...]] = [("", "rows", *verdicts)]
        for who in dict.fromkeys(row["lecturer"] for row in left):
            counts = Counter(row["verdict"] for row in left if row["lecturer"] == who)
            table.append((who, *map(str, (counts.total(), *(counts[v] for v in verdicts)))))
        widths = [max(len(row[k]) for row in table) for k in range(1, len(table[0]))]
        right = [(row[0], *(t.rjust(w) for t, w in zip(row[1:], widths, strict=True)))
                 for row in table]  # fmt: skip
        return f"{head}\n{columns(right)}" if left else head

    def __repr__(self) -> str:
        return self.summary()
