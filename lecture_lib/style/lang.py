"""Two languages on one page: ours, which the reader chose, and that of the notebook.

A page tells which of its parts are in which, or they are read aloud with the sounds of another
language (WCAG 2.2, 3.1.2). In English there is nothing to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..translation import ENGLISH, current
from .text import clean, escape, escape_label

__all__ = ["NOTEBOOK", "attribute", "marked"]

#: In what the notebooks are written, their questions and their exercises.
NOTEBOOK = ENGLISH


def attribute(language: str | None = None) -> str:
    """Return the attribute for what is said in a language, ``""`` where all is in one.

    Parameters
    ----------
    language : str, optional
        By default the current one.

    Examples
    --------
    >>> from lecture_lib.translation import set_language
    >>> attribute()
    ''
    >>> set_language("de")
    >>> attribute(), attribute(NOTEBOOK)
    (' lang="de"', ' lang="en"')
    >>> set_language("en")
    """
    return "" if current() == NOTEBOOK else f' lang="{language or current()}"'


def marked(text: object, quoted: Iterable[object]) -> str:
    """Return a text as HTML, in which what the notebook says is marked as in its language.

    Parameters
    ----------
    text : object
        A sentence of ours.
    quoted : iterable
        What it may quote, word for word.

    Examples
    --------
    >>> from lecture_lib.translation import set_language
    >>> set_language("de")
    >>> marked("Noch nicht: only one path.", ["only one path"])
    'Noch nicht: <span lang="en">only one path</span>.'
    >>> set_language("en")
    """
    found = sorted({clean(one) for one in quoted} - {""}, key=len, reverse=True)
    if current() == NOTEBOOK or not found:
        return escape(text)
    whole = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, found))})(?!\w)")
    parts = [escape_label(part, "xml", len(part)) for part in whole.split(clean(text))]
    parts[1::2] = [f"<span{attribute(NOTEBOOK)}>{part}</span>" for part in parts[1::2]]
    return "".join(parts)
