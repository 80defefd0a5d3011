"""An explorer on paper: the charts and curves of its payload, by Matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure

from .. import plot, style
from .payload import Axis, Curve

if TYPE_CHECKING:
    from .explorer import Explorer

__all__ = ["draw"]

#: Along the valley and across it: the dash, and whose colour.
_DIRECTIONS = {"along": ("-", "value"), "across": ("--", "gradient")}


def draw(explorer: Explorer) -> Figure:
    """Draw the present state of an explorer, its charts side by side.

    Parameters
    ----------
    explorer : Explorer
    """
    payload = explorer.payload
    if payload is None:
        raise ValueError(f"{type(explorer).__name__} has no payload yet.")
    charts = payload.charts
    widths = [max(chart.place[2], 200) for chart in charts.values()]
    drawing = plot.axes.figure(6 + 2 * len(charts), 4.2)
    frames = drawing.subplots(1, len(charts), width_ratios=widths, squeeze=False)[0]
    axes = dict(zip(charts, frames, strict=True))
    explorer._illustrate(axes)
    for curve in payload.curves:
        if curve.series is None or explorer.state["shown"][curve.series]:
            _line(explorer, curve, axes[curve.chart])
    for name, chart in charts.items():
        shown = [
            explorer.points(curve)[:, 1]
            for curve in payload.curves
            if curve.chart == name
            and curve.role == "measured"
            and (curve.series is None or explorer.state["shown"][curve.series])
        ]
        x, y = chart.x, chart.y
        ax = axes[name]
        ax.set(title=chart.title, xlabel=x.label, ylabel=y.label, xlim=x.domain)
        ax.set(yscale="log" if y.log else "linear", ylim=domain(y, shown))
    if len(frames[-1].get_legend_handles_labels()[1]) > 1:
        frames[-1].legend()
    return drawing


def domain(axis: Axis, curves: list[Any]) -> tuple[float, float]:
    """What an axis shows, as ``domainFor`` of ``chart.js`` decides it.

    >>> domain(Axis("", (0, 1), domains=[(-1, 1), (-9, 9)]), [np.array([0.0, -5.0])])
    (-9, 9)
    """
    values = np.concatenate([*curves, np.zeros(1)])
    if axis.fit:
        return 0.0, 1.08 * max(1e-6, float(values.max()))
    for low, high in axis.domains or ():
        if low <= values.min() and values.max() <= high:
            return low, high
    return axis.domains[-1] if axis.domains else axis.domain


def _line(explorer: Explorer, curve: Curve, ax: Any) -> None:
    x, y = explorer.points(curve).T
    if curve.role == "theory":
        plot.theory(x, y, ax, label="")
        return
    if curve.role == "reference":
        ax.plot(x, y, color=style.LIGHT["muted"], linewidth=1.6, zorder=1)
        return
    if curve.role != "measured":
        dash, role = _DIRECTIONS[curve.role]
        ax.plot(x, y, dash, color=style.ROLES[role]["color"])
        return
    assert curve.series is not None and explorer.payload is not None
    name = explorer.payload.series[curve.series].name
    plot.measured(x, y, ax, label=name, mark=explorer.looks[curve.series])
