"""The explorer of objectives on paper: its rows, word over word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from ... import plot, style
from ...style.text import width
from ...translation import tr

if TYPE_CHECKING:
    from .widget import MaskingExplorer

__all__ = ["draw"]

_LINE = 100  # columns of a line
_LABEL = 16  # columns in front of it
_ROW = 0.34  # inches


def draw(explorer: MaskingExplorer) -> Figure:
    """Draw the present state of the explorer."""
    lines = [rows for together in explorer.blocks(tr) for rows in _lines(together)]
    height = sum(len(rows) for rows in lines) + 0.4 * len(lines)
    drawing = plot.axes.figure(12.0, _ROW * height + 0.5)
    ax = drawing.subplots()
    ax.set(xlim=(0, _LINE + _LABEL), ylim=(height, -0.2), title=explorer.head(tr))
    ax.axis("off")
    top = 0.0
    for rows in lines:
        for name, cells in rows:
            ax.text(0, top, name, va="center", fontsize=11, color=style.LIGHT["muted"])
            for x, word, look in cells:
                ax.text(_LABEL + x, top, word, ha="center", va="center", fontsize=12, **_box(look))
            top += 1
        top += 0.4
    return drawing


Row = tuple[str, list[tuple[float, str, str]]]


def _lines(rows: list[tuple[str, list[tuple[str, str]]]]) -> Iterable[list[Row]]:
    """Rows of words and their looks, cut into lines: every word with the middle of its column."""
    at, line = 0.0, [(name, list[tuple[float, str, str]]()) for name, _ in rows]
    for column in zip(*(cells for _, cells in rows), strict=True):
        wide = 2.4 + max(width(word) for word, _ in column) * 1.15
        if at + wide > _LINE:
            yield line
            at, line = 0.0, [(name, []) for name, _ in rows]
        for (_, cells), (word, look) in zip(line, column, strict=True):
            cells.append((at + wide / 2, word, look))
        at += wide
    yield line


def _box(look: str) -> dict[str, Any]:
    """How a word looks: an answer blue, what was exchanged framed, the text plain."""
    light = style.LIGHT
    if look in ("text", "nothing"):
        return {"color": light["muted"]}
    fill, edge, dash = {
        "answer": (light["root"], light["value"], "-"),
        "exchanged": (light["parameter"], light["gradient"], ":"),
        "special": (light["surface"], light["edge"], "--"),
        "kept": (light["scope"], light["scope-line"], "-"),
        "word": (light["data"], light["frame"], "-"),
    }[look]
    return {
        "color": light["text"],
        "bbox": {"boxstyle": "round,pad=0.25", "facecolor": fill, "edgecolor": edge,
                 "linestyle": dash},
    }  # fmt: skip
