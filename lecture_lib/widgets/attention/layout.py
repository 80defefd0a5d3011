"""Where everything stands: the text as lines of words, the heads in a grid, what comes next.

The page and the figure draw by the same places. A word's width is estimated from its letters, so
that nothing has to be measured before it can be placed; each stands in the middle of its box.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import east_asian_width

__all__ = ["Box", "Layout", "arrange", "flow", "letters"]

_NARROW, _WIDE = frozenset("ijl.,:;'!|()ftrI "), frozenset("mwMW@…—")

_PITCH, _CHIP = 2.75, 1.65  # from line to line, and a box's height, in sizes of type
_LEAST = 1.9  # of a box's width, in sizes of type: a weight fits above it
_PAD, _GAP = 5.0, 3.0
_STRIP, _BETWEEN = 40.0, 18.0  # a head, and what is told under it
_LABELS, _HEADING, _ROW = 54.0, 40.0, 18.0  # with type of the usual size
_NARROWEST = 520.0  # of a stage that has the next words beside the heads


class Box(NamedTuple):
    """A rectangle on the stage."""

    x: float
    y: float
    width: float
    height: float


class Layout(NamedTuple):
    """A stage of one width.

    Attributes
    ----------
    width, height : float
    size : float
        Of the words' type.
    words : list of Box
    strips : list of Box
        One for each head, layer after layer.
    rows : list of Box
        One for each word that may come next.
    titles : list of (float, float)
        Where those of the heads and of the next words begin.
    """

    width: float
    height: float
    size: float
    words: list[Box]
    strips: list[Box]
    rows: list[Box]
    titles: list[tuple[float, float]]


def letters(word: str) -> float:
    """Estimate how wide a word is, in sizes of its type.

    >>> letters("till") < letters("pond") < letters("swam")
    True
    """
    return sum(
        0.33 if c in _NARROW
        else 0.86 if c in _WIDE
        else 1.0 if east_asian_width(c) in "WF"
        else 0.74 if c.isupper()
        else 0.56
        for c in word
    )  # fmt: skip


def flow(words: Sequence[str], width: float, size: float) -> list[Box]:
    """Set words one after the other, in as many lines as they need.

    >>> [(round(box.x), round(box.y)) for box in flow(["pond", "a", "pond"], 70, 10)]
    [(0, 11), (35, 11), (0, 38)]
    """
    boxes, x, line = [], 0.0, 0
    for word in words:
        wide = min(max(letters(word) * size + 2 * _PAD, _LEAST * size), width)
        if x and x + wide > width:
            x, line = 0.0, line + 1
        top = (_PITCH - _CHIP) * size + line * _PITCH * size
        boxes.append(Box(round(x, 1), round(top, 1), round(wide, 1), round(_CHIP * size, 1)))
        x += wide + _GAP
    return boxes


def arrange(
    words: Sequence[str], layers: int, heads: int, rows: int, width: float, size: float
) -> Layout:
    """Place the text on top, heads under it, and the next words beside or under those.

    >>> wide = arrange(["a", "duck"], 2, 4, 5, width=720, size=15)
    >>> narrow = arrange(["a", "duck"], 2, 4, 5, width=380, size=15)
    >>> wide.rows[0].y < wide.strips[-1].y, narrow.rows[0].y > narrow.strips[-1].y
    (True, True)
    """
    boxes, larger = flow(words, width, size), size / 15
    labels, heading, line = (larger * one for one in (_LABELS, _HEADING, _ROW))
    top = boxes[-1].y + boxes[-1].height + 14
    beside = rows > 0 and width >= _NARROWEST
    across = width * 0.62 if beside else width
    column = (across - labels) / heads
    strips = [
        Box(round(labels + head * column, 1),
            round(top + heading + layer * (_STRIP + larger * _BETWEEN), 1),
            round(column - 8, 1), _STRIP)
        for layer in range(layers)
        for head in range(heads)
    ]  # fmt: skip
    under = strips[-1].y + _STRIP + larger * _BETWEEN
    left, first = (across + 20, top) if beside else (0.0, under)
    next_words = [
        Box(round(left, 1), round(first + 0.65 * heading + row * line, 1), round(width - left, 1),
            round(line, 1))
        for row in range(rows)
    ]  # fmt: skip
    titles = [
        (0.0, round(top + 0.4 * heading, 1)),
        (round(left, 1), round(first + 0.4 * heading, 1)),
    ]
    end = max(under, next_words[-1].y + line if next_words else 0)
    return Layout(width, round(end) + 4, size, boxes, strips, next_words, titles)
