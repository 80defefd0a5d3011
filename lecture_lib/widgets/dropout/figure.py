"""The dropout explorer on paper: the network, its outputs, their distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure

from ... import plot, style
from ...style import number
from ...translation import tr
from .widget import BINS, FORMS, short

if TYPE_CHECKING:
    from .widget import DropoutExplorer

__all__ = ["draw"]


def draw(explorer: DropoutExplorer) -> Figure:
    """Draw the present state of the explorer."""
    drawing = plot.axes.figure(12.0, 4.2)
    left, middle, right = drawing.subplots(1, 3, width_ratios=(1.2, 1.5, 0.8))
    right.sharey(middle)
    hand = explorer.by_hand()
    code = explorer.codes()[-1] if hand is None else hand
    training, evaluation = explorer.factors()
    rest = evaluation * explorer.sums[-1]
    _network(left, explorer, int(code))
    _outputs(middle, explorer, training * explorer.sums[code], rest)
    _distribution(right, explorer)
    for ax in (middle, right):
        plot.theory([-1, 1000], [rest, rest], ax, tr("evaluation"))
    middle.set(ylim=explorer.domain)
    middle.legend(loc="lower right", fontsize=11)
    return drawing


def _outputs(ax: Any, explorer: DropoutExplorer, now: float, rest: float) -> None:
    """Draw the outputs so far, their running mean, and what lies between it and evaluation."""
    low, high = explorer.domain
    out = explorer.outputs()
    count = np.arange(1, len(out) + 1)
    mean = out.cumsum() / count
    look, dots = explorer.looks
    inside = (low <= out) & (out <= high)
    ax.plot(count[inside], out[inside], ".", color=dots.color, label=tr("output of a draw"))
    above, below = out > high, out < low
    for far, edge, marker, told, side in (
        (above, high, "^", tr("{0} above", above.sum()), "top"),
        (below, low, "v", tr("{0} below", below.sum()), "bottom"),
    ):
        if far.any():
            ax.plot(count[far], np.full(far.sum(), edge), marker, color=dots.color, markersize=5,
                    clip_on=False)  # fmt: skip
            ax.annotate(told, (0.02, edge), (0, -8 if side == "top" else 8),
                        xycoords=("axes fraction", "data"), textcoords="offset points", va=side,
                        fontsize=11)  # fmt: skip
    bug = explorer.state["form"] == len(FORMS) - 1
    color = style.LIGHT["gradient" if bug else "value"]
    ax.fill_between(count, mean, rest, color=color, alpha=0.2, linewidth=0)
    plot.measured(count, mean, ax, tr("mean so far"), look)
    ax.plot(len(out), np.clip(now, low, high), **style.ROLES["start"], clip_on=False)
    end = next(end for _, end in explorer.content["charts"]["cloud"]["x"]["domains"]
               if 1.09 * len(out) <= end)  # fmt: skip
    ax.set(xlabel=tr("draw"), title=tr("Output y of each draw"), xlim=(0, end))


def _distribution(ax: Any, explorer: DropoutExplorer) -> None:
    """Draw the share of the draws in each bin; what all subnets give, and σ, if they are shown."""
    state, out = explorer.state, explorer.outputs()
    edges = np.linspace(*explorer.domain, BINS + 1)
    found = np.histogram(out, edges)[0] / len(out)
    mean, sigma = explorer.expected()
    chart = explorer.content["charts"]["share"]
    ax.stairs(found, edges, orientation="horizontal", fill=True, color=explorer.looks[1].color)
    if state["exact"]:
        shares = explorer.arrays["shares"][state["form"], state["p"]]
        ax.stairs(shares, edges, orientation="horizontal", color=style.LIGHT["theory"],
                  linestyle="--", label=tr("all {0} subnets", len(explorer.sums)))  # fmt: skip
        ax.plot(0, mean, **style.ROLES["minimum"], label=tr("their mean"), clip_on=False, zorder=5)
        ax.legend(loc="upper right", fontsize=11)
    if state["found"]:
        ax.errorbar(0.9 * chart["x"]["domain"][1], mean, sigma, color=style.LIGHT["text"],
                    capsize=5)  # fmt: skip
        told = tr("by the formula|σ = {0}", number(sigma, 3)).replace("|", "\n")
        ax.annotate(told, (0.95, mean + sigma), (0, 5),
                    ha="right", xycoords=("axes fraction", "data"), textcoords="offset points",
                    fontsize=11)  # fmt: skip
    ax.set(xlabel=tr("share of draws"), title=tr("Distribution"), xlim=chart["x"]["domain"])
    ax.tick_params(labelleft=False)


def _network(ax: Any, explorer: DropoutExplorer, code: int) -> None:
    """Draw the network with its dropped units struck and their edges dotted."""
    look, live = style.LIGHT, explorer.masks[code]
    n, (training, evaluation) = explorer.n, explorer.factors()
    heaviest = np.abs(explorer.w).max()
    rows = zip(np.linspace(1, 0, n), explorer.w, short(explorer.h), short(explorer.w), live,
               strict=True)  # fmt: skip
    for y, w, h_text, w_text, on in rows:
        sign, dash = ("value", "-") if w >= 0 else ("below", "--")
        color = look[sign] if on else look["edge"]
        width = 1 + 3.5 * abs(w) / heaviest if on else 1
        ax.plot([0, 1], [y, 0.5], color=color, linestyle=dash if on else ":", linewidth=width,
                zorder=1)  # fmt: skip
        ax.text(0.36, y + 0.36 * (0.5 - y), w_text, ha="center", va="center", fontsize=10,
                color=look["text" if on else "muted"],
                bbox={"facecolor": look["surface"], "edgecolor": "none", "pad": 3})  # fmt: skip
        ax.plot(0, y, "o", markersize=23, markerfacecolor=look["root" if on else "surface"],
                markeredgecolor=look["value" if on else "edge"])  # fmt: skip
        if not on:
            ax.plot(0, y, marker=(2, 0, -45), color=look["gradient"], markersize=23,
                    markeredgewidth=2)  # fmt: skip
        ax.text(0, y, h_text, ha="center", va="center", fontsize=10,
                color=look["text" if on else "muted"])  # fmt: skip
    total = explorer.sums[code]
    divided = f"÷ {1 - explorer.p:.2f}" if explorer.state["form"] == 0 else "× 1"
    ax.annotate("", (1.62, 0.5), (1.2, 0.5), arrowprops={"arrowstyle": "->"})
    ax.text(1.41, 0.55, divided, ha="center", fontsize=11)
    _node(ax, (1, 0.5), total, tr("sum"), "data", "data-line")
    _node(ax, (1.85, 0.5), training * total, "y", "root", "value")
    _node(ax, (1.85, 0.08), evaluation * explorer.sums[-1],
          tr("evaluation, × {0}", f"{evaluation:.3g}"), "surface", "theory")  # fmt: skip
    ax.set(xlim=(-0.2, 2.25), ylim=(-0.14, 1.12),
           title=tr("{0} of {1} units live", int(live.sum()), n))  # fmt: skip
    ax.axis("off")


def _node(ax: Any, at: tuple[float, float], value: float, name: str, fill: str, edge: str) -> None:
    ax.plot(*at, "o", markersize=34, markerfacecolor=style.LIGHT[fill],
            markeredgecolor=style.LIGHT[edge], linestyle="none")  # fmt: skip
    ax.text(*at, number(float(value), 3), ha="center", va="center", fontsize=11)
    ax.annotate(name, at, (0, -22), textcoords="offset points", ha="center", va="top", fontsize=11)
