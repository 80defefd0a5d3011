"""A sheet of rows as CSV that opens well, and safely, where teachers open it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from ..style.text import clean

__all__ = ["sheet"]


def sheet(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV with a head.

    Parameters
    ----------
    header : sequence of str
        Names of the columns.
    rows : iterable of sequence
        Texts and numbers; None is an empty cell.

    Returns
    -------
    str
        It begins with a byte order mark, by which Excel knows UTF-8 (read it back with
        ``utf-8-sig``).  A text that a spreadsheet would run as a formula gets an apostrophe before
        it, for names and answers come from people; a number such as ``-0.5`` stays as it is.

    Examples
    --------
    >>> print(sheet(["student", "answer"], [["Ada", -0.5], ["=1+1", "-0.5"]]).lstrip("\\ufeff"))
    student,answer
    Ada,-0.5
    '=1+1,-0.5
    <BLANKLINE>
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return "\ufeff" + stream.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else clean(value)
    if not text.startswith(("=", "+", "-", "@")):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text
