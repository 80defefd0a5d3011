"""One table, written twice: aligned text for a terminal and nbval, semantic HTML for a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, count, islice, zip_longest
from string import Template
from typing import Any

from ..translation import tr
from .lang import attribute, marked
from .palette import DARK, LIGHT
from .text import clean, columns, escape, wrapped

__all__ = ["Cell", "Matrix", "Note", "Quoted", "Table", "Verdict"]

#: Columns of text after which a cell of the plain table goes on in the next line.
WIDEST = 60

_PUNCTUATION = '<span class="ll-punctuation">{}</span>'
# Inline, since JupyterLab aligns all tables to the right, and trusts no style sheet at first.
_LEFT = 'style="text-align: left"'


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in a table; ``numeric`` cells get tabular figures and stay on one line."""

    text: str
    numeric: bool = False

    def plain(self) -> str:
        """Return the text for the plain table."""
        return clean(self.text)

    def html(self) -> str:
        """Return the content of the ``<td>``."""
        return escape(self.text)


@dataclass(frozen=True, slots=True)
class Quoted(Cell):
    """A text that the notebook says, whichever language the table is in."""

    def html(self) -> str:
        """Return the content of the ``<td>``."""
        return marked(self.text, [self.text])


@dataclass(frozen=True, slots=True)
class Matrix(Cell):
    """A matrix: rows of written numbers, drawn between brackets on a page.

    The ``marked`` entries, numbered along the rows, are underlined.
    """

    rows: tuple[tuple[str, ...], ...] = ()
    marked: frozenset[int] = frozenset()

    def html(self) -> str:
        """Return a grid with brackets.

        Commas and brackets in writing are there too: before a notebook is trusted there is no
        style, and they are what keeps the entries apart.
        """
        columns = max((len(row) for row in self.rows), default=0)
        numbers = count()
        rows = (
            _PUNCTUATION.format(", ").join(self._entry(next(numbers), e) for e in row)
            for row in self.rows
        )
        text = _PUNCTUATION.format("], [").join(rows)
        outer = ("(", ")") if len(self.rows) == 1 else ("[[", "]]")
        return (
            f'<span class="ll-matrix" role="img" aria-label="{escape(self.text, 2000)}"'
            f' style="grid-template-columns: repeat({columns}, auto)">'
            f"{_PUNCTUATION.format(outer[0])}{text}{_PUNCTUATION.format(outer[1])}</span>"
        )

    def _entry(self, number: int, text: str) -> str:
        mark = ' class="ll-marked"' if number in self.marked else ""
        return f"<span{mark}>{escape(text)}</span>"


@dataclass(frozen=True, slots=True)
class Verdict(Cell):
    """A word that judges, with a symbol before it so that colour is never alone.

    ``kind`` is one of ``good``, ``note`` and ``bad`` and only picks the tint.
    """

    symbol: str = ""
    kind: str = "good"

    def plain(self) -> str:
        """Return the word alone when all is well, the symbol and the word otherwise."""
        word = clean(self.text)
        return word if self.kind == "good" else f"{self.symbol} {word}"

    def html(self) -> str:
        """Return a tinted label."""
        return (
            f'<span class="ll-verdict ll-{self.kind}"><span class="ll-symbol" aria-hidden="true">'
            f"{escape(self.symbol)}</span> {escape(self.text)}</span>"
        )


@dataclass(frozen=True, slots=True)
class Note:
    """A remark that belongs to one row and runs over its whole width.

    What of it the notebook says is ``quoted``.
    """

    text: str
    quoted: tuple[str, ...] = ()


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
        What stands there when there are no rows; without it that there is nothing yet.
    language : str
        In which it speaks, the current one by default.

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
    empty: str = ""
    language: str = ""

    def __str__(self) -> str:
        if not self.rows:
            return self._nothing()
        # A cell over several lines makes a row several, in which the others are empty.
        cells = [
            list(zip_longest(*(wrapped(cell.plain(), WIDEST) for cell in row), fillvalue=""))
            for row in self.rows
            if not isinstance(row, Note)
        ]
        header, *lines = columns([tuple(self.header), *chain(*cells)]).split("\n")
        written, heights = iter(lines), map(len, cells)
        body = [
            f"      {clean(row.text)}"
            if isinstance(row, Note)
            else "\n".join(islice(written, next(heights)))
            for row in self.rows
        ]
        return "\n".join([header, *body])

    __repr__ = __str__

    def _nothing(self) -> str:
        return clean(self.empty or tr("(nothing here yet)"))

    def to_html(self) -> str:
        """Return the table as a fragment of HTML, its style included."""
        head = "".join(f'<th scope="col" {_LEFT}>{escape(word)}</th>' for word in self.header)
        body = "".join(map(self._html_row, self.rows)) or (
            f'<tr><td colspan="{len(self.header)}">{escape(self._nothing())}</td></tr>'
        )
        return (
            f'<style>{STYLE}</style><table class="ll-table"{attribute(self.language)}>'
            f"<caption {_LEFT}>{escape(self.caption)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    def _html_row(self, row: Sequence[Cell] | Note) -> str:
        if isinstance(row, Note):
            return (
                f'<tr class="ll-note"><td colspan="{len(self.header)}" dir="auto" {_LEFT}>'
                f"{marked(row.text, row.quoted)}</td></tr>"
            )
        first, *rest = row
        cells = "".join(
            f'<td class="ll-number" {_LEFT}>{cell.html()}</td>'
            if cell.numeric
            else f'<td dir="auto" {_LEFT}>{cell.html()}</td>'
            for cell in rest
        )
        return f'<tr><th scope="row" dir="auto" {_LEFT}>{first.html()}</th>{cells}</tr>'

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self.to_html()}


# The page's own colours come from the theme; only the three verdicts bring one, for each ground.
STYLE = Template(
    """
.ll-table { --good: $day_good; --note: $day_note; --bad: $day_bad;
  --line: var(--jp-border-color2, $day_grid); --quiet: var(--jp-ui-font-color2, $day_muted); }
[data-jp-theme-light='false'] .ll-table { --good: $night_good; --note: $night_note; \
--bad: $night_bad; }
@media (prefers-color-scheme: dark) { body:not([data-jp-theme-light]) .ll-table {
  --good: $night_good; --note: $night_note; --bad: $night_bad;
  --line: var(--jp-border-color2, $night_grid); --quiet: var(--jp-ui-font-color2, $night_muted); } }
table.ll-table.ll-table { border-collapse: collapse; margin: .3em 0 .7em; border: 0;
  table-layout: auto; font-family: var(--jp-ui-font-family, system-ui, sans-serif);
  font-size: 14px; line-height: 1.4; color: var(--jp-ui-font-color1, inherit); }
table.ll-table.ll-table caption { caption-side: top; padding: 0 .75em .45em;
  color: var(--quiet); font-size: 13px; }
table.ll-table.ll-table tbody tr:nth-child(n) { background: transparent;
  border-top: 1px solid var(--line); }
table.ll-table.ll-table tbody tr:hover:nth-child(n) {
  background: color-mix(in srgb, currentColor 4%, transparent); }
table.ll-table.ll-table th, table.ll-table.ll-table td { padding: .42em .75em; border: 0;
  max-width: none; vertical-align: middle; white-space: normal; }
table.ll-table.ll-table thead th { color: var(--quiet); font-weight: 600; font-size: 12px;
  vertical-align: bottom; border-bottom: 1px solid var(--quiet); }
table.ll-table.ll-table tbody th { font-weight: 600; white-space: nowrap; }
table.ll-table.ll-table td.ll-number { font-variant-numeric: tabular-nums lining-nums;
  white-space: nowrap; }
table.ll-table.ll-table tbody tr.ll-note:nth-child(n) { border-top: 0; }
table.ll-table.ll-table tr.ll-note td { padding: 0 .75em .5em 2em; color: var(--quiet);
  font-size: 13px; }
.ll-matrix { display: inline-grid; gap: .1em .8em; padding: .1em .5em; text-align: right;
  border: solid currentColor; border-width: 0 1.5px; border-radius: 3px; }
.ll-matrix .ll-punctuation { display: none; }
.ll-matrix .ll-marked { text-decoration: underline wavy var(--note) 1.2px;
  text-underline-offset: .2em; }
.ll-verdict { display: inline-block; padding: .05em .6em; border-radius: 1em; white-space: nowrap;
  --tint: var(--good); background: color-mix(in srgb, var(--tint) 13%, transparent); }
.ll-verdict.ll-note { --tint: var(--note); } .ll-verdict.ll-bad { --tint: var(--bad); }
.ll-verdict.ll-bad, .ll-verdict.ll-note { font-weight: 600; }
.ll-symbol { color: var(--tint); font-weight: 700; }
""".strip()
).substitute(
    {f"day_{role}": color for role, color in LIGHT.items()},
    **{f"night_{role}": color for role, color in DARK.items()},
)
