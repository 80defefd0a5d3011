"""A slide as HTML: a heading, and a room for words and for what is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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

_SECTION = """<section><div class="frame">
<header class="{sort}">{ids}<{tag}>{title}</{tag}></header>
<div class="room"><div class="page">
{items}
</div></div>
</div>{notes}</section>"""
_FOLDED = "words folded"
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_BLANKS = re.compile(r"\n{3,}")  # two blank lines between definitions cost type its size
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
    made = []
    for slide, note in zip(slides, notes, strict=True):
        first = slide.cells[0]
        own, rest = heading(first.source) if _is_text(first) else (None, None)
        level = len(first.source.lstrip().partition(" ")[0]) if own else 0
        items = list(_items(slide, rest, markup, questions))
        made.append(_Made(slide.is_below, level, own, items, note, (own,) if own else ()))
    found: list[list[str]] = []
    title = ""
    for number, one in enumerate(_filled(made, markup)):
        title = one.own or title
        section = _SECTION.format(
            ids="".join(f'<span id="{escape(anchor(name))}"></span>' for name in one.names),
            sort="title" if one.own else "running",
            tag="h1" if number == 0 else "h2",
            title=markup.line(title),
            items="\n".join(one.items),
            notes=f'\n<aside class="notes">{markup.block(one.note)}</aside>' if one.note else "",
        )
        if one.is_below and found:
            found[-1].append(section)
        else:
            found.append([section])
    return "\n".join(f"<section>\n{chr(10).join(stack)}\n</section>" for stack in found)


@dataclass(frozen=True)
class _Made:
    """A slide: its own heading and the level of that, what stands below, where links lead to."""

    is_below: bool
    level: int
    own: str | None
    items: list[str]
    note: str
    names: tuple[str, ...]


def _filled(made: Sequence[_Made], markup: Markup) -> list[_Made]:
    """Slides without those that show nothing but a heading.

    Several of them one after the other, as exercises that are for the one at the keyboard, become
    a list under the first; one alone hands its note and its name to the slide after it.
    """
    runs: list[list[_Made]] = []
    for one in made:
        first = runs[-1][0] if runs else None
        if first and not (first.items or one.items) and one.level > first.level > 0:
            runs[-1].append(one)
        else:
            runs.append([one])
    found: list[_Made] = []
    alone = None
    for run in runs:
        one = _listed(run, markup) if len(run) > 1 else run[0]
        if alone:
            one, alone = _joined(one, alone, one), None
        if one.items or not found:
            found.append(one)
        elif one.own:  # else only code that shows nothing
            alone = one
    if alone:
        found[-1] = _joined(found[-1], found[-1], alone)
    return found


def _listed(run: Sequence[_Made], markup: Markup) -> _Made:
    titles = "\n".join(f"<li>{markup.line(one.own or '')}</li>" for one in run[1:])
    listed = replace(run[0], items=[f'<div class="words"><ul>{titles}</ul></div>'])
    return _joined(listed, *run)


def _joined(one: _Made, *all_: _Made) -> _Made:
    """The slide with the notes and names of all."""
    notes = dict.fromkeys(each.note for each in all_ if each.note)
    names = tuple(name for each in all_ for name in each.names)
    return replace(one, note="\n\n---\n\n".join(notes), names=names)


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
    source = _BLANKS.sub("\n\n", cell.source)
    return [(sort, highlight(source, PythonLexer(), _SOURCE)), *outputs]


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
