"""Notes for who teaches, as pages whose headings lead to the places that they speak of."""

from __future__ import annotations

from markdown_it import MarkdownIt

from ..notes import Notes
from .headings import anchor

__all__ = ["linked"]


def linked(notes: Notes) -> str:
    """Return a page of notes as MyST text, for a folder beside that of the notebooks.

    Examples
    --------
    >>> from pathlib import Path
    >>> from lecture_lib.tools.notes import Note
    >>> print(linked(Notes(Path("07.md"), "Teaching", "Wait.", (Note("Why *not*?", "", "Ask."),))))
    # [Teaching](<../notebooks/07.ipynb>)
    <BLANKLINE>
    Wait.
    <BLANKLINE>
    ## [Why *not*?](<../notebooks/07.ipynb#Why-not?>)
    <BLANKLINE>
    Ask.
    """
    page = f"../notebooks/{notes.path.stem}.ipynb"
    parts = [f"# [{notes.title}](<{page}>)", notes.head]
    for note in notes.notes:
        link = f"## [{note.heading}](<{page}#{anchor(_plain(note.heading))}>)"
        parts += [note.name if note.words else link, note.text]
    return "\n\n".join(filter(None, parts))


def _plain(heading: str) -> str:
    """What MyST makes the address of a heading of: its text without marks."""
    (line,) = MarkdownIt("commonmark").parseInline(heading)
    kept = [token.content for token in line.children or () if token.type in ("text", "code_inline")]
    return "".join(kept)
