"""Which note is read at which slide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from ..notes import Note, Notes
from .markup import heading
from .slices import Slide

__all__ = ["placed"]

_STRESS = re.compile(r"[*`]")


def placed(notes: Notes, slides: Sequence[Slide]) -> list[str]:
    """Return what the lecturer reads at each slide, as Markdown.

    The first slide has the head of the file, too. A note stays while slides go on under its
    heading, until one of them has its own: the answer to a question is often the next slide.

    Parameters
    ----------
    notes : Notes
        Of the notebook that the slides are made of.
    slides : sequence of Slide
        All of the talk.

    Raises
    ------
    ValueError
        A note is for no slide, or two are for the same.

    Examples
    --------
    >>> from pathlib import Path
    >>> from nbformat.v4 import new_markdown_cell
    >>> slides = [Slide(False, [new_markdown_cell(text)]) for text in ("# A", "More", "## B")]
    >>> placed(Notes(Path("a.md"), "Teaching", "Wait.", (Note("A", "", "Ask."),)), slides)
    ['Ask.\\n\\n---\\n\\nWait.', 'Ask.', '']
    """
    titles = [_title(slide) for slide in slides]
    texts: dict[int, str] = {}
    for note in notes.notes:
        place = _place(note, slides, titles, f"{notes.path}: {note.name}")
        if place in texts:
            raise ValueError(f"{notes.path}: {note.name}: this slide has a note already.")
        texts[place] = note.text
    found, text = [], ""
    for place, title in enumerate(titles):
        text = texts.get(place, "" if title else text)
        found.append(text)
    found[0] = "\n\n---\n\n".join(filter(None, (found[0], notes.head)))
    return found


def _title(slide: Slide) -> str | None:
    first = slide.cells[0]
    return heading(first.source)[0] if first.cell_type == "markdown" else None


def _place(note: Note, slides: Sequence[Slide], titles: Sequence[str | None], name: str) -> int:
    """Return which slide a note is for."""
    if note.heading not in titles:
        near = get_close_matches(note.heading, filter(None, titles), 1, 0.0)
        hint = f"; the nearest is {near[0]!r}" if near else ""
        raise ValueError(f"{name}: no slide has this heading{hint}.")
    if (count := titles.count(note.heading)) > 1:
        raise ValueError(f"{name}: {count} slides have this heading.")
    first = titles.index(note.heading)
    if not note.words:
        return first
    for place in range(first + 1, len(slides)):
        if titles[place]:
            break
        if _plain(note.words) in _plain(" ".join(cell.source for cell in slides[place].cells)):
            return place
    raise ValueError(f"{name}: no slide after the first under {note.heading!r} says these words.")


def _plain(text: str) -> str:
    return " ".join(_STRESS.sub("", text).split())
