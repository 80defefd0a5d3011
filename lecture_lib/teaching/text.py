"""Sentences of students and authors on their way to a table, a message or a page.

The escaping itself is that of the graph's labels; here whitespace folds first, since a question
or a statement may be written over several lines.
"""

from __future__ import annotations

from lecture_lib.graph.labels import escape_label

__all__ = ["clean", "escape", "written"]

#: Longer texts are cut, so that a pasted file does not become a table cell.
LONGEST = 600


def clean(text: object, limit: int = LONGEST) -> str:
    r"""Return ``text`` on one line, printable, and not too long.

    Examples
    --------
    >>> clean("two\n  lines"), clean("abcdef", limit=4)
    ('two lines', 'abc…')
    """
    return escape_label(_folded(text, limit), limit=limit)


def escape(text: object, limit: int = LONGEST) -> str:
    """Return ``text`` cleaned and fit for HTML, between tags and inside quoted attributes.

    Examples
    --------
    >>> escape('<b title="x">')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    return escape_label(_folded(text, limit), "xml", limit)


def written(x: object) -> str:
    """Return ``repr(x)``, or the name of its class where a half-written class raises.

    Examples
    --------
    >>> written("a"), written(2)
    ("'a'", '2')
    """
    try:
        return repr(x)
    except Exception:
        return f"<{type(x).__name__}>"


def _folded(text: object, limit: int) -> str:
    return " ".join(str(text)[: 4 * limit].split())
