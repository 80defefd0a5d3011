"""The sampling explorer on paper: the bars of the next word, and what every knob trades."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import style
from ...translation import tr
from .generated import Generated

__all__ = ["draw_shares", "draw_words"]

_INK = style.LIGHT


def draw_words(ax: Any, rows: Sequence[tuple[str, float, float, float, bool]]) -> None:
    """Bars: a word, drawn, before anything was cut, true, and whether it is wrong."""
    _, drawn, whole, truth, wrong = zip(*rows, strict=True)
    places, q = range(len(drawn)), 100 * np.array(drawn)
    ax.barh(places, np.where(q > 0, 0, 100 * np.array(whole)), 0.7, fill=False, linestyle="--",
            edgecolor=_INK["edge"])  # fmt: skip
    ax.barh(places, q, 0.7, color=[_INK["bad" if bad else "value"] for bad in wrong])
    ax.plot(100 * np.array(truth), places, "|", color=_INK["theory"], markersize=12,
            markeredgewidth=2)  # fmt: skip


def draw_shares(
    ax: Any,
    found: Generated,
    knobs: Sequence[tuple[str, style.Mark, Sequence[int]]],
    now: int,
    truth: float,
    asked: float,
) -> None:
    """What is accepted over how varied it is: for each knob its settings, and where one is now."""
    ax.axvline(truth, color=_INK["theory"], linestyle="--", linewidth=1.2)
    ax.axhline(asked, color=_INK["muted"], linewidth=1)
    for label, mark, seen in knobs:
        ax.plot(found.variety[seen], found.accepted[seen], color=mark.color,
                marker=mark.marker, linestyle=mark.dash, label=label)  # fmt: skip
    ax.plot(found.variety[0], found.accepted[0], "o", color=_INK["text"], label=tr("all off"))
    ax.errorbar(found.variety[now], found.accepted[now], 2 * found.accepted_error[now],
                2 * found.variety_error[now], color=_INK["text"], capsize=3)  # fmt: skip
    ax.plot(found.variety[now], found.accepted[now], **style.ROLES["start"])
