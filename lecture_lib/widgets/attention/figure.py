"""The attention explorer on paper: the text, all heads, what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ... import plot, style
from ...translation import tr
from .layout import Box
from .widget import percent

if TYPE_CHECKING:
    from .widget import AttentionExplorer

__all__ = ["draw"]

_LOOK = style.LIGHT
#: How many words have their weight in numbers, and the least weight that has.
_TOLD, _LEAST = 3, 0.05


def draw(explorer: AttentionExplorer) -> Figure:
    """Draw the present state of the explorer, by the places of the page."""
    place = explorer.layout(720, 15)
    drawing = plot.axes.figure(10.8, 0.015 * place.height)
    ax = drawing.subplots()
    ax.set(xlim=(-6, place.width + 6), ylim=(place.height + 6, -2))
    ax.axis("off")
    _text(ax, explorer, place.words)
    heads, following = place.titles
    _heads(ax, explorer, place.strips, heads)
    if explorer.said():
        _next(ax, explorer, place.rows, following)
    return drawing


def _rectangle(ax: Any, box: Box, share: float = 1.0, **look: Any) -> None:
    """A box, or so much of it from below."""
    height = share * box.height
    ax.add_patch(Rectangle((box.x, box.y + box.height - height), box.width, height, **look))


def _text(ax: Any, explorer: AttentionExplorer, boxes: list[Box]) -> None:
    weights, asks = explorer.looked_at(), explorer.state["word"]
    told = {at for at in np.argsort(-weights, kind="stable")[:_TOLD] if weights[at] >= _LEAST}
    ink = _LOOK["muted" if explorer.state["off"] else "value"]
    for at, (word, box, weight) in enumerate(zip(explorer.words, boxes, weights, strict=True)):
        seen = at <= asks or not explorer.causal
        if seen:
            _rectangle(ax, box, color=_LOOK["data"], linewidth=0)
            _rectangle(ax, box, weight, color=ink, alpha=0.5, linewidth=0)
        if at == asks:
            _rectangle(ax, box, facecolor="none", edgecolor=_LOOK["text"], linewidth=2)
        if explorer.causal and at == asks + 1:
            _rectangle(ax, box, facecolor="none", edgecolor=_LOOK["edge"], linestyle="--")
        middle = box.x + box.width / 2
        ax.text(middle, box.y + box.height / 2, word, ha="center", va="center", fontsize=12,
                color=_LOOK["text" if seen else "muted"],
                weight="bold" if at == asks else "normal")  # fmt: skip
        if at in told:
            ax.text(middle, box.y - 2, percent(weight), ha="center", va="bottom", fontsize=9)


def _heads(
    ax: Any, explorer: AttentionExplorer, strips: list[Box], title: tuple[float, float]
) -> None:
    state = explorer.state
    rows = explorer.arrays["weights"][state["step"], :, state["word"]]
    asking = explorer.words[state["word"]]
    ax.text(*title, tr("Where “{0}” looks in each head", asking), fontsize=11, weight="bold")
    for head, (box, row) in enumerate(zip(strips, rows, strict=True)):
        layer, number = divmod(head, explorer.heads)
        chosen = head == state["head"]
        edge, line = ("text", 2.0) if chosen else ("grid", 0.8)
        _rectangle(ax, box, facecolor=_LOOK["data"], edgecolor=_LOOK[edge], linewidth=line)
        wide = box.width / len(row)
        off = chosen and state["off"]
        for at, weight in enumerate(row):
            bar = Box(box.x + at * wide, box.y, wide, box.height)
            _rectangle(ax, bar, weight, color=_LOOK["muted" if off else "value"], linewidth=0)
        if not layer:
            ax.text(box.x, box.y - 6, tr("head {0}", number + 1), fontsize=9, color=_LOOK["muted"])
        if not number:
            ax.text(0, box.y + box.height / 2, tr("layer {0}", layer + 1), fontsize=9,
                    va="center", color=_LOOK["muted"])  # fmt: skip


def _next(
    ax: Any, explorer: AttentionExplorer, rows: list[Box], title: tuple[float, float]
) -> None:
    state = explorer.state
    if explorer.causal:
        what = tr("The next word without it") if state["off"] else tr("The next word")
    else:
        what = tr("The word here without it") if state["off"] else tr("The word here")
    ax.text(*title, what, fontsize=11, weight="bold")
    for (word, p, q), row in zip(explorer.said(), rows, strict=True):
        left, full = row.x + 0.32 * row.width, 0.48 * row.width
        bar = Box(left, row.y + 3, full * (q if state["off"] else p), row.height - 6)
        _rectangle(ax, bar, color=_LOOK["gradient" if state["off"] else "value"], linewidth=0)
        if state["off"]:
            _rectangle(ax, bar._replace(width=full * p), facecolor="none",
                       edgecolor=_LOOK["theory"], linestyle="--", linewidth=1)  # fmt: skip
        middle = row.y + row.height / 2
        true = word == explorer.truth()
        ax.text(left - 6, middle, word, ha="right", va="center", fontsize=11,
                weight="bold" if true else "normal")  # fmt: skip
        ax.text(row.x + row.width, middle, percent(q if state["off"] else p), ha="right",
                va="center", fontsize=10)  # fmt: skip
