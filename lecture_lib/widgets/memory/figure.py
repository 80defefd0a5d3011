"""The memory explorer on paper: the bar, its parts, and the devices that may hold it."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from ... import plot, style
from ...translation import tr
from .needs import ROOM
from .words import size_text

if TYPE_CHECKING:
    from .widget import MemoryExplorer

__all__ = ["draw", "end_of"]

_ROLES = ("parameter-line", "gradient", "scope-line", "value")
_HATCHES = ("", "//", "..", "xx")
_UNITS = (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3))


def end_of(total: float) -> float:
    """Return the end of the axis as the page has it: 1, 3, 10, 30 … bytes.

    >>> end_of(71e9) == 100e9, end_of(8e6) == 10e6, end_of(99e9) == 300e9
    (True, True, True)
    """
    power = 10.0 ** floor(log10(total))
    fitting = (end for end in (power, 3 * power, 10 * power) if total <= 0.985 * end)
    return next(fitting, 30 * power)


def draw(explorer: MemoryExplorer) -> Figure:
    """Draw the present state of the explorer."""
    drawing = plot.axes.figure(9.0, 2.8)
    ax, need = drawing.subplots(), explorer.need()
    end = end_of(need.total)
    name, unit = next((one for one in _UNITS if end >= one[1]), (tr("bytes"), 1.0))
    left = 0.0
    for part, size, role, hatch in zip(explorer.parts, need, _ROLES, _HATCHES, strict=True):
        ax.barh(0, size / unit, left=left / unit, height=0.6, color=style.LIGHT[role],
                hatch=hatch, edgecolor=style.LIGHT["surface"],
                label=f"{tr(part)}  {size_text(size)}")  # fmt: skip
        left += size
    for device, room in ROOM.items():
        if 0.03 * end < room <= end:
            ax.axvline(room / unit, color=style.LIGHT["theory"], linestyle="--", linewidth=1.2)
            ax.annotate(tr(device), (room / unit, 0.5), (0, 3), textcoords="offset points",
                        ha="center", color=style.LIGHT["text"])  # fmt: skip
    ax.set(xlim=(0, end / unit), ylim=(-0.5, 0.5), yticks=(), xlabel=tr("{0} on each device", name))
    ax.set_title(explorer.title, pad=22)
    ax.legend(ncols=4, loc="upper center", bbox_to_anchor=(0.5, -0.35), frameon=False)
    return drawing
