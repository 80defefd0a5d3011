"""What the pictures of notebook 06 share: a look for each run, and axes that say 0.1, 1, 10."""

from __future__ import annotations

from typing import Any

from matplotlib.axis import Axis

from ... import style

__all__ = ["LOOKS", "MUTED", "RUN", "plain"]

MUTED = style.LIGHT["muted"]
#: A run, and what it has learned. (On a dark page a brighter orange would turn brown.)
RUN = style.LIGHT["parameter-line"]
#: One look for each way of drawing batches: never by colour alone.
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": RUN, "linestyle": "-", "marker": "s"},
    {"color": style.PALETTE["blue"], "linestyle": (0, (5, 2)), "marker": "o"},
    {"color": style.PALETTE["bluish green"], "linestyle": (0, (1, 1.5)), "marker": "D"},
)


def plain(axis: Axis) -> None:
    """Write a logarithmic axis as 0.1, 1, 10, and nothing between its ticks.

    Examples
    --------
    >>> from lecture_lib.plot.axes import axes
    >>> ax = axes(None, figsize=(3, 2))
    >>> plain(ax.xaxis)
    >>> ax.xaxis.get_major_formatter()(0.1)
    '0.1'
    """
    axis.set_major_formatter(lambda value, _: f"{value:g}")
    axis.set_minor_formatter(lambda *_: "")
