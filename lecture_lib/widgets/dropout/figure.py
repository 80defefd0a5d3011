"""The dropout explorer on paper: the network, its outputs, their distribution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from ... import plot, style
from .widget import BINS, factors

if TYPE_CHECKING:
    from .widget import DropoutExplorer

__all__ = ["draw"]


def draw(explorer: DropoutExplorer) -> Figure:
    """Draw the present state of the explorer."""
    drawing = plot.axes.figure(12.0, 4.0)
    left, middle, right = drawing.subplots(1, 3, width_ratios=(1, 1.5, 1))
    state = explorer.state
    code = explorer.codes[state["p"], state["draws"]]
    live = np.ones(explorer.n) if state["mode"] else explorer.masks[code]
    _network(left, explorer.h, live)
    _outputs(middle, explorer)
    _distribution(right, explorer)
    return drawing


def _evaluation(explorer: DropoutExplorer) -> float:
    return float(factors(explorer.state["form"], explorer.p)[1] * explorer.sums[-1])


def _outputs(ax: Any, explorer: DropoutExplorer) -> None:
    """Draw the outputs so far and their running mean."""
    out = explorer.outputs()
    count = np.arange(1, len(out) + 1)
    running = out.cumsum() / count
    spread = np.array([out[:k].std(ddof=1) if k > 1 else 0.0 for k in count])
    half = explorer.content["z"] * spread / np.sqrt(count)
    mean, dots, _ = explorer.looks
    ax.plot(count, out, ".", color=dots.color, label="outputs")
    ax.fill_between(count, running - half, running + half, color=mean.color, alpha=0.2)
    plot.measured(count, running, ax, "running mean ± 95 %", mean)
    plot.theory(count[[0, -1]], [_evaluation(explorer)] * 2, ax, "evaluation")
    low, high = ax.get_ylim()
    ax.set(xlabel="draw", title="Output y", ylim=(low, high + 0.4 * (high - low)))
    ax.legend(loc="upper left", fontsize=11)


def _distribution(ax: Any, explorer: DropoutExplorer) -> None:
    """Draw the share of the draws in each bin, and what all subnets give."""
    state, sums = explorer.state, explorer.sums
    ax.axvline(_evaluation(explorer), color=style.LIGHT["theory"], linewidth=1)
    ax.set(xlabel="output y", title="Share of the draws")
    if state["mode"]:
        return
    training, _ = factors(state["form"], explorer.p)
    edges = np.linspace(sums.min(), sums.max(), BINS + 1) * training
    drawn = explorer.codes[state["p"], : state["draws"] + 1]
    found = np.bincount(explorer.bins[drawn], minlength=BINS) / len(drawn)
    expected = np.bincount(explorer.bins, explorer.chance[state["p"]], BINS)
    ax.stairs(found, edges, fill=True, color=explorer.looks[1].color, label="drawn")
    ax.stairs(expected, edges, color=style.LIGHT["theory"], linestyle="--",
              label=f"all {len(sums)} subnets")  # fmt: skip
    ax.set_ylim(0, 1.4 * ax.get_ylim()[1])
    ax.legend(loc="upper left", fontsize=11)


def _network(ax: Any, h: NDArray[Any], live: Sequence[float] | NDArray[Any]) -> None:
    """Draw the network with its dead units crossed and their edges dotted."""
    look = style.LIGHT
    for y, value, on in zip(np.linspace(1, 0, len(h)), h, live, strict=True):
        color = look["value"] if on else look["muted"]
        wire = {"color": color, "linestyle": "-" if on else ":", "zorder": 1,
                "linewidth": 1.4 if on else 0.9}  # fmt: skip
        for start in (0.85, 0.5, 0.15):
            ax.plot([0, 1], [start, y], **wire)
        ax.plot([1, 2], [y, 0.5], **wire)
        ax.plot(1, y, "o", markersize=17, markerfacecolor=look["root"], markeredgecolor=color,
                alpha=1 if on else 0.45)  # fmt: skip
        if on:
            ax.text(1, y, f"{value:.1f}", ha="center", va="center", fontsize=9)
        else:
            ax.plot(1, y, "x", color=look["gradient"], markersize=12, markeredgewidth=2.5)
    for x, y in ((0, 0.85), (0, 0.5), (0, 0.15), (2, 0.5)):
        ax.plot(x, y, "o", markersize=15, markerfacecolor=look["data"],
                markeredgecolor=look["data-line"])  # fmt: skip
    ax.set(xlim=(-0.25, 2.25), ylim=(-0.12, 1.12), title=f"{int(sum(live))} live units")
    ax.axis("off")
