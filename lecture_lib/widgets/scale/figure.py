"""The scale explorer on paper: the curves, and under them one round taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ... import plot, style
from ...scale import PATTERNS
from ...style import number
from ...translation import tr, tr_noop
from .costs import COUNTS, SERVERS, SHARES, WIDTH, WORKERS, Parts
from .words import seconds_text

if TYPE_CHECKING:
    from .widget import ScaleExplorer

__all__ = ["draw"]

_PARTS = {"work": tr_noop("work"), "latency": tr_noop("latency"), "bytes": tr_noop("bytes")}
_TINTS = dict(zip(Parts._fields, (1.0, 0.5, 0.2), strict=True))
_LOWEST, _HIGHEST = 1e-2, 1e4


def draw(explorer: ScaleExplorer) -> Figure:
    """Draw the present state of the explorer."""
    drawing = plot.axes.figure(7.6, 6.0)
    above, under = drawing.subplots(2, 1, height_ratios=(3, 1))
    _curves(explorer, above)
    _bars(explorer, under)
    return drawing


def _curves(explorer: ScaleExplorer, ax: Axes) -> None:
    at, model = explorer.state, explorer.model
    work, size = explorer.works[at["work"]], explorer.sizes[at["size"]] * WIDTH
    counts = np.array(COUNTS)
    plot.theory(counts, counts, ax, label=tr("R workers, R times as fast"))
    for pattern, name, mark in zip(PATTERNS, explorer.said_names(tr), explorer.looks, strict=True):
        sending = (
            {"servers": SERVERS[at["servers"]], "share": SHARES[at["share"]]}
            if pattern == "server" else {}
        )  # fmt: skip
        speed = work / model.round(counts, work, size, pattern, **sending)
        ax.plot(counts, speed, color=mark.color, linestyle=mark.dash, label=name)
        if pattern == "server" and explorer.is_fitted and model.fitted:
            inside = (counts >= model.fitted[0]) & (counts <= model.fitted[1])
            ax.plot(counts[inside], speed[inside], color=mark.color)
        now = WORKERS[at["workers"]]
        ax.plot(now, speed[counts == now], color=mark.color, marker=mark.marker)
    if runs := explorer.measured():
        x, y = np.array(runs).T
        plot.measured(x, y, ax, color=style.LIGHT["text"], linestyle="")
    if (best := explorer.best()) is not None:
        speed = explorer.speed_at(best)
        ax.plot(best, speed, **style.ROLES["minimum"])
        ax.annotate(f"R* = {number(best, 3)}", (best, speed), (0, 8),
                    textcoords="offset points", ha="center")  # fmt: skip
    ax.set(xscale="log", yscale="log", xlim=(1, 1e4), ylim=(_LOWEST, _HIGHEST),
           xlabel=tr("workers R"), ylabel=tr("times as fast as one machine"))  # fmt: skip
    ax.set_title(explorer.said_title(tr))
    ax.legend()


def _bars(explorer: ScaleExplorer, ax: Axes) -> None:
    rounds = explorer.rounds()
    labels = []
    for row, (name, found, mark) in enumerate(
        zip(explorer.said_names(tr), rounds.values(), explorer.looks, strict=True)
    ):
        left = 0.0
        for part, seconds in found._asdict().items():
            share = seconds / found.total
            ax.barh(row, share, left=left, height=0.7, color=mark.color, alpha=_TINTS[part])
            if share > 0.12:
                ink = style.LIGHT["surface" if part == "work" else "text"]
                told = f"{tr(_PARTS[part])} {100 * share:.0f} %"
                ax.annotate(told, (left + share / 2, row), color=ink, ha="center", va="center")
            left += share
        labels.append(f"{name}, {seconds_text(found.total, tr)}")
    ax.set(yticks=range(len(labels)), yticklabels=labels, xlim=(0, 1))
    ax.invert_yaxis()
    plot.axes.percent(ax, "x")
    workers = WORKERS[explorer.state["workers"]]
    ax.set_title(
        tr("What a round of {0} workers is made of", f"{workers:,}")
        if workers > 1
        else tr("What a round of {0} worker is made of", workers)
    )
