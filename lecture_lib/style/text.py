"""Text that came from people, made safe to print: the one place where it is escaped.

:func:`escape_label` shows a name literally. A question or a statement may be written over several
lines: :func:`clean` and :func:`escape` fold its whitespace first.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Collection, Sequence
from typing import Literal

__all__ = ["clean", "columns", "escape", "escape_label", "pad", "width", "wrapped", "written"]

Target = Literal["text", "xml", "dot"]

# Marks that reorder or hide the text around them.  Right-to-left letters need none of them.
_INVISIBLE_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_REPLACEMENT = "\ufffd"

#: Longer texts are cut, so that a pasted file does not become a table cell.
LONGEST = 600


def escape_label(text: object, target: Target = "text", limit: int = 200) -> str:
    r"""Make a label safe for a table, for SVG and HTML, or for DOT.

    This is the security boundary between names that a reader may choose freely and the page on
    which pictures are shown.  Whatever goes in, the reader sees the label literally.

    Parameters
    ----------
    text : object
        The label; anything but a string is converted with ``str``.
    target : {"text", "xml", "dot"}
        ``"text"`` only removes what cannot be printed: control characters become their pictures
        (``␊``), unpaired surrogates, non-characters and marks of text direction become ``�``.
        ``"xml"`` then escapes for text and attribute values of SVG and HTML, ``"dot"`` for the
        text in an HTML-like label of a DOT file.
    limit : int
        Longer labels end in ``…``.

    Examples
    --------
    >>> escape_label("two\nlines"), escape_label("a" * 300, limit=4)
    ('two␊lines', 'aaa…')
    >>> escape_label("<script>", "xml")
    '&lt;script&gt;'
    >>> print(escape_label(r"\N <b>", "dot"))
    \\N &lt;b&gt;
    """
    shown = str(text)[: limit + 1]
    if not (shown.isascii() and shown.isprintable()):
        shown = "".join(map(_printable, shown))
    if len(shown) > limit:
        shown = shown[: max(limit - 1, 0)] + "…"
    if target == "text":
        return shown
    # Graphviz replaces \N by the node's id in HTML-like labels too, and \\ by one backslash.
    return html.escape(shown.replace("\\", "\\\\") if target == "dot" else shown, quote=True)


def _printable(c: str) -> str:
    code = ord(c)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if code < 0x7F:
        return c
    # Cc: C1 controls, Cs: surrogates, Cn with ..FFFE/F: non-characters, Zl and Zp: line ends.
    unprintable = unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} or code & 0xFFFE == 0xFFFE
    return _REPLACEMENT if unprintable or c in _INVISIBLE_CONTROLS else c


def width(text: str) -> int:
    """Columns that `text` fills in a fixed-width font.

    >>> width("w × x"), width("重み"), width("e\u0301")
    (5, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def pad(text: str, columns: int) -> str:
    """Fill `text` with spaces on the right up to `columns`.

    >>> pad("重み", 6) + "|"
    '重み  |'
    """
    return text + " " * max(columns - width(text), 0)


def columns(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> str:
    """Write rows of words in columns; those numbered in `right` are flush right.

    >>> print(columns([("rule", "loss"), ("Adam", "0.1"), ("重み", "12.5")], right=[1]))
    rule  loss
    Adam   0.1
    重み  12.5
    """
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]

    def cell(number: int, word: str) -> str:
        space = " " * (widths[number] - width(word))
        return space + word if number in right else word + space

    return "\n".join("  ".join(cell(*pair) for pair in enumerate(row)).rstrip() for row in rows)


def wrapped(text: str, columns: int) -> list[str]:
    """Break one line into several of at most `columns`, at spaces where there are any.

    Examples
    --------
    >>> wrapped("two words, or three", 10), wrapped("unbroken", 5), wrapped("", 5)
    (['two words,', 'or three'], ['unbro', 'ken'], [''])
    """
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if width(longer) <= columns:
            lines[-1] = longer
            continue
        lines += [""] if lines[-1] else []
        for letter in word:
            if width(lines[-1] + letter) > columns:
                lines.append("")
            lines[-1] += letter
    return lines


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
