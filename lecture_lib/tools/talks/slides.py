"""A slide as HTML: a heading, and a room for words and for what is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from ..site.headings import anchor
from .markup import Markup, heading
from .slices import Slide

__all__ = ["stacks"]

_SECTION = """<section{id}><div class="frame">
<header class="{sort}"><{tag}>{title}</{tag}></header>
<div class="room"><div class="page">
{items}
</div></div>
</div>{notes}</section>"""
_FOLDED = "words folded"
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_UNSEEN = re.compile(r"\s*(<style\b.*?</style>\s*)*", re.DOTALL)
_SOURCE = HtmlFormatter(cssclass="source", wrapcode=True)


def stacks(
    slides: Sequence[Slide], notes: Sequence[str], markup: Markup, questions: set[str]
) -> str:
    """Return the slides of a talk as sections: an idea beside the next, what goes on below.

    Parameters
    ----------
    slides : sequence of Slide
        Their widgets have their places, as `lecture_lib.tools.site.pages.shown` gives them.
    notes : sequence of str
        For each slide, what only the lecturer reads; it may be empty.
    markup : Markup
        Makes HTML of their text.
    questions : set of str
        Models of the widgets that ask.
    """
    found: list[list[str]] = []
    title = ""
    for number, (slide, note) in enumerate(zip(slides, notes, strict=True)):
        own, rest = heading(slide.cells[0].source) if _is_text(slide.cells[0]) else (None, None)
        title = own or title
        items = list(_items(slide, rest, markup, questions))
        if not items and own is None:  # only code that shows nothing
            continue
        section = _SECTION.format(
            id=f' id="{escape(anchor(own))}"' if own else "",
            sort="title" if own else "running",
            tag="h1" if number == 0 else "h2",
            title=markup.line(title),
            items="\n".join(items),
            notes=f'\n<aside class="notes">{markup.block(note)}</aside>' if note else "",
        )
        if slide.is_below and found:
            found[-1].append(section)
        else:
            found.append([section])
    return "\n".join(f"<section>\n{chr(10).join(stack)}\n</section>" for stack in found)


def _is_text(cell: NotebookNode) -> bool:
    return bool(cell.cell_type == "markdown")


def _items(slide: Slide, first: str | None, markup: Markup, questions: set[str]) -> Iterator[str]:
    at_once = None  # as many presses as the first thing seen would take
    for k, cell in enumerate(slide.cells):
        source = first if k == 0 and first is not None else cell.source
        parts = [("words", markup.block(source))] if _is_text(cell) else _code(cell, questions)
        for sort, html in parts:
            if not html.strip():
                continue
            presses = slide.later.get(cell.id, 0)
            if at_once is None and sort != _FOLDED:
                at_once = presses
            presses -= at_once or 0
            later = (
                f' fragment" aria-hidden="true" data-fragment-index="{presses}'
                if presses > 0
                else ""
            )
            yield f'<div class="{sort}{later}">{html}</div>'


def _code(cell: NotebookNode, questions: set[str]) -> list[tuple[str, str]]:
    """The source of a cell and its outputs, each with its sort."""
    outputs = [(_sort(html, questions), html) for html in map(_output, cell.outputs)]
    if "remove-input" in cell.metadata.get("tags", ()):  # the answer is in there
        return outputs
    # Code that shows nothing else is there to be read.
    sort = _FOLDED if any(html for _, html in outputs) else "words"
    return [(sort, highlight(cell.source, PythonLexer(), _SOURCE)), *outputs]


def _sort(html: str, questions: set[str]) -> str:
    """Pictures and widgets are looked at; questions and what was printed are read."""
    if any(f'data-model="{model}"' in html for model in questions):
        return "words asked"
    return "stage" if 'class="widget"' in html or "<img" in html or "<svg" in html else "words"


def _output(output: dict[str, Any]) -> str:
    if output["output_type"] == "stream":
        return _printed(output["text"])
    data = output.get("data", {})
    if "text/html" in data:
        html = "".join(data["text/html"])
        return "" if _UNSEEN.fullmatch(html) else f'<div class="output">{html}</div>'
    return _printed(data.get("text/plain", ""))


def _printed(text: str) -> str:
    words = escape(_ESCAPES.sub("", text).rstrip())
    return f'<pre class="output">{words}</pre>' if words else ""
