"""The digit pad on paper: ink, hidden units, shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ... import plot, style
from ...translation import tr

if TYPE_CHECKING:
    from .widget import DigitPad

__all__ = ["draw"]

_ACROSS, _PITCH = 8, 9  # tiles beside each other, and pixels from one to the next


def draw(pad: DigitPad) -> Figure:
    """Draw the present state of a pad."""
    drawing = plot.axes.figure(11.0, 3.6)
    left, middle, right = drawing.subplots(1, 3, width_ratios=(1.0, 1.9, 1.1))
    left.imshow(np.reshape(pad.state["ink"], (8, 8)), cmap="gray_r", vmin=0, vmax=1)
    left.set_title(pad.origin(tr), loc="left")
    left.spines[:].set(visible=True, color=style.LIGHT["edge"])
    _tiles(middle, pad)
    _shares(right, pad)
    for ax in (left, middle):
        ax.set(xticks=[], yticks=[])
        ax.grid(visible=False)
    return drawing


def _tiles(ax: Any, pad: DigitPad) -> None:
    """Draw the weights of all units, each by its own largest, and frame the sums above 0."""
    sums, weights = pad.sums(), pad.V.T
    largest = np.abs(weights).max(axis=1, keepdims=True)
    weights = weights / np.where(largest > 0, largest, 1)
    down = -(-len(weights) // _ACROSS)
    wall = np.zeros((_PITCH * down, _PITCH * _ACROSS))
    for unit, one in enumerate(weights):
        y, x = _PITCH * (unit // _ACROSS), _PITCH * (unit % _ACROSS)
        wall[y : y + 8, x : x + 8] = one.reshape(8, 8)
        if sums[unit] > 0:
            ax.add_patch(Rectangle((x - 0.5, y - 0.5), 8, 8, fill=False, linewidth=1.6,
                                   edgecolor=style.LIGHT["text"]))  # fmt: skip
    signs = LinearSegmentedColormap.from_list(
        "signs", [style.LIGHT["gradient"], style.LIGHT["surface"], style.LIGHT["value"]]
    )
    ax.imshow(wall, cmap=signs, vmin=-1, vmax=1)
    ax.set_title(tr("{0} sums: {1} above 0", len(sums), np.sum(sums > 0)), loc="left")
    ax.spines[:].set_visible(False)


def _shares(ax: Any, pad: DigitPad) -> None:
    shares, read = pad.shares(), pad.read()
    colors = [style.LIGHT["value" if digit == read else "edge"] for digit in range(10)]
    ax.barh(range(10), shares, color=colors)
    ax.set(xlim=(0, 1), ylim=(9.6, -0.6), yticks=range(10), xlabel=tr("share"))
    ax.set_title(tr("read as {0}", read), loc="left")
