"""What every picture stands on: axes and figures with the ground of the course."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from .. import style

__all__ = ["axes", "figure", "percent", "plain"]


def axes(ax: Axes | None, **settings: Any) -> Axes:
    """The axes given, or those of a new figure; ``settings`` as in ``pyplot.subplots``."""
    if ax is not None:
        return ax
    from matplotlib import pyplot

    drawing, ax = pyplot.subplots(**settings)
    drawing.set_facecolor(style.LIGHT["surface"])  # also when the course's style is not in use
    assert isinstance(ax, Axes)
    return ax


def figure(*size: float) -> Figure:
    """A figure with the course's ground, laid out so that nothing overlaps; sizes in inches."""
    from matplotlib import pyplot

    return pyplot.figure(
        figsize=size or None, layout="constrained", facecolor=style.LIGHT["surface"]
    )


def percent(ax: Axes, axis: str = "y") -> None:
    """Write the ticks of an axis, ``"x"`` or ``"y"``, as shares: 0.5 as 50 %."""
    getattr(ax, f"{axis}axis").set_major_formatter(PercentFormatter(1, symbol=" %"))


def plain(axis: Axis) -> None:
    """Write a logarithmic axis as 0.1, 1, 10, and nothing between its ticks."""
    axis.set_major_formatter(lambda value, _: f"{value:g}")
    axis.set_minor_formatter(lambda *_: "")
