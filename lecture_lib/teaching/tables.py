"""One table, written twice: aligned text for a terminal and nbval, semantic HTML for a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lecture_lib.graph.labels import pad, width
from lecture_lib.teaching.text import clean, escape

__all__ = ["Cell", "Matrix", "Note", "Table", "Verdict"]

#: Columns of text after which a cell of the plain table is cut.
WIDEST = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in a table; ``numeric`` cells get tabular figures and stay on one line."""

    text: str
    numeric: bool = False

    def plain(self) -> str:
        """Return the text for the plain table."""
        return clean(self.text, WIDEST)

    def html(self) -> str:
        """Return the content of the ``<td>``."""
        return escape(self.text)


@dataclass(frozen=True, slots=True)
class Matrix(Cell):
    """A matrix: rows of written numbers, drawn between brackets on a page.

    The ``marked`` entries, numbered along the rows, are underlined.
    """

    rows: tuple[tuple[str, ...], ...] = ()
    marked: frozenset[int] = frozenset()

    def html(self) -> str:
        """Return a grid with brackets; a screen reader reads the one-line text instead."""
        columns = max((len(row) for row in self.rows), default=0)
        flat = [escape(entry) for row in self.rows for entry in row]
        entries = "".join(
            f"<span{' class=ll-marked' if i in self.marked else ''}>{entry}</span>"
            for i, entry in enumerate(flat)
        )
        return (
            f'<span class="ll-matrix" role="img" aria-label="{escape(self.text, 2000)}"'
            f' style="grid-template-columns: repeat({columns}, auto)">{entries}</span>'
        )


@dataclass(frozen=True, slots=True)
class Verdict(Cell):
    """A word that judges, with a symbol before it so that colour is never alone.

    ``kind`` is one of ``good``, ``note`` and ``bad`` and only picks the tint.
    """

    symbol: str = ""
    kind: str = "good"

    def plain(self) -> str:
        """Return the word alone when all is well, the symbol and the word otherwise."""
        word = clean(self.text, WIDEST)
        return word if self.kind == "good" else f"{self.symbol} {word}"

    def html(self) -> str:
        """Return a tinted label."""
        return (
            f'<span class="ll-verdict ll-{self.kind}"><span class="ll-symbol" aria-hidden="true">'
            f"{escape(self.symbol)}</span> {escape(self.text)}</span>"
        )


@dataclass(frozen=True, slots=True)
class Note:
    """A remark that belongs to one row and runs over its whole width."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table that a notebook shows.

    Parameters
    ----------
    caption : str
        What the table is; the page's ``<caption>``.  The plain text leaves it out.
    header : sequence of str
        One word for each column.
    rows : sequence
        Sequences of `Cell`, as long as ``header``, and `Note` objects in between.
    empty : str
        What stands there when there are no rows.

    Examples
    --------
    >>> print(Table("two", ("name", "is"), ((Cell("a"), Cell("1")), (Cell("long"), Cell("2")))))
    name  is
    a     1
    long  2
    """

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell] | Note] = field(default_factory=tuple)
    empty: str = "(nothing here yet)"

    def __str__(self) -> str:
        if not self.rows:
            return clean(self.empty)
        cells = [
            [cell.plain() for cell in row] for row in self.rows if not isinstance(row, Note)
        ]
        widths = [
            max(width(text) for text in column)
            for column in zip(self.header, *cells, strict=True)
        ]

        def line(texts: Sequence[str]) -> str:
            return "  ".join(pad(t, w) for t, w in zip(texts, widths, strict=True)).rstrip()

        written = iter(cells)
        body = [
            f"      {clean(row.text)}" if isinstance(row, Note) else line(next(written))
            for row in self.rows
        ]
        return "\n".join([line(self.header), *body])

    __repr__ = __str__

    def to_html(self) -> str:
        """Return the table as a fragment of HTML, its style included."""
        head = "".join(f'<th scope="col">{escape(word)}</th>' for word in self.header)
        body = "".join(map(self._html_row, self.rows)) or (
            f'<tr><td colspan="{len(self.header)}">{escape(self.empty)}</td></tr>'
        )
        return (
            f'<style>{STYLE}</style><table class="ll-table"><caption>{escape(self.caption)}'
            f"</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    def _html_row(self, row: Sequence[Cell] | Note) -> str:
        if isinstance(row, Note):
            return (
                f'<tr class="ll-note"><td colspan="{len(self.header)}" dir="auto">'
                f"{escape(row.text)}</td></tr>"
            )
        first, *rest = row
        cells = "".join(
            f'<td class="ll-number">{cell.html()}</td>' if cell.numeric
            else f'<td dir="auto">{cell.html()}</td>'
            for cell in rest
        )
        return f'<tr><th scope="row" dir="auto">{first.html()}</th>{cells}</tr>'

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self.to_html()}


# The page's own colours come from the theme; only the three verdicts bring one, for each ground.
STYLE = """
.ll-table { --good: #1F7A5C; --note: #9A5B00; --bad: #A3246B;
  --line: var(--jp-border-color2, #D8DEE6); --quiet: var(--jp-ui-font-color2, #5B6675); }
[data-jp-theme-light='false'] .ll-table { --good: #58B99B; --note: #E3A948; --bad: #F08FC0; }
@media (prefers-color-scheme: dark) { body:not([data-jp-theme-light]) .ll-table {
  --good: #58B99B; --note: #E3A948; --bad: #F08FC0;
  --line: var(--jp-border-color2, #3A434E); --quiet: var(--jp-ui-font-color2, #A9B4C0); } }
table.ll-table { border-collapse: collapse; margin: .3em 0 .7em; border: 0; table-layout: auto;
  font-family: var(--jp-ui-font-family, system-ui, sans-serif); font-size: 14px;
  line-height: 1.4; color: var(--jp-ui-font-color1, inherit); }
.ll-table caption { caption-side: top; text-align: left; padding: 0 .75em .45em;
  color: var(--quiet); font-size: 13px; }
.ll-table tbody tr, .ll-table tbody tr:nth-child(even), .ll-table tbody tr:nth-child(odd) {
  background: transparent; border-top: 1px solid var(--line); }
.ll-table tbody tr:hover { background: color-mix(in srgb, currentColor 4%, transparent); }
.ll-table th, .ll-table td { padding: .42em .75em; border: 0; text-align: left; max-width: none;
  vertical-align: middle; white-space: normal; }
.ll-table thead th { color: var(--quiet); font-weight: 600; font-size: 12px;
  vertical-align: bottom; border-bottom: 1px solid var(--quiet); }
.ll-table tbody th { font-weight: 600; white-space: nowrap; }
.ll-table td.ll-number { font-variant-numeric: tabular-nums lining-nums; white-space: nowrap; }
.ll-table tbody tr.ll-note, .ll-table tbody tr.ll-note:hover { border-top: 0;
  background: transparent; }
.ll-table tr.ll-note td { padding: 0 .75em .5em 2em; color: var(--quiet); font-size: 13px; }
.ll-matrix { display: inline-grid; gap: .1em .8em; padding: .1em .5em; text-align: right;
  border: solid currentColor; border-width: 0 1.5px; border-radius: 3px; }
.ll-matrix .ll-marked { text-decoration: underline wavy var(--note) 1.2px;
  text-underline-offset: .2em; }
.ll-verdict { display: inline-block; padding: .05em .6em; border-radius: 1em; white-space: nowrap;
  --tint: var(--good); background: color-mix(in srgb, var(--tint) 13%, transparent); }
.ll-verdict.ll-note { --tint: var(--note); } .ll-verdict.ll-bad { --tint: var(--bad); }
.ll-verdict.ll-bad, .ll-verdict.ll-note { font-weight: 600; }
.ll-symbol { color: var(--tint); font-weight: 700; }
""".strip()
