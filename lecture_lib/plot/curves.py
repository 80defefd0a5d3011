"""Curves: loss against step, and theory (thin, dashed) beside measurement (solid, markers)."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from .. import style
from ..descent import Trajectory
from .axes import axes
from .contours import lowest as lowest_of
from .paths import look

__all__ = ["loss_curve", "measured", "theory"]


def theory(
    x: ArrayLike, y: ArrayLike, ax: Axes | None = None, label: str = "theory", **settings: Any
) -> Axes:
    """Draw what theory predicts: a thin dark dashed line.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        The predicted curve.
    ax : Axes, optional
        Default: new ones.
    label : str
        For the legend.
    **settings
        As in ``Axes.plot``; they win over the look of the role.

    Examples
    --------
    >>> ax = theory([0, 1, 2], [1.0, 0.5, 0.25])
    >>> ax.lines[0].get_linestyle()
    '--'
    """
    ax = axes(ax)
    ax.plot(x, y, **{**style.ROLES["theory"], "zorder": 3, "label": label, **settings})
    return ax


def measured(
    x: ArrayLike,
    y: ArrayLike,
    ax: Axes | None = None,
    label: str = "measured",
    mark: style.Mark | None = None,
    **settings: Any,
) -> Axes:
    """Draw what was measured: a solid line with at most 16 markers.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        The measurements.
    ax : Axes, optional
        Default: new ones.
    label : str
        For the legend.
    mark : Mark, optional
        Colour, marker and dash of an optimiser, see :func:`~lecture_lib.plot.marks`; default: the
        blue of a value.
    **settings
        As in ``Axes.plot``; they win over the mark.

    Examples
    --------
    >>> ax = measured(range(100), range(100))
    >>> ax.lines[0].get_marker()
    'o'
    """
    ax = axes(ax)
    every = max(1, -(-len(np.atleast_1d(np.asarray(x))) // 16))
    look = {
        **style.ROLES["measured"],
        "markevery": every,
        "color": style.LIGHT["value"],
        **(mark.line if mark is not None else {}),
    }
    ax.plot(x, y, **{**look, "label": label, **settings})
    return ax


def loss_curve(
    trajectory: Trajectory,
    ax: Axes | None = None,
    *,
    lowest: float | None = None,
    label: str | None = None,
    mark: style.Mark | None = None,
    **settings: Any,
) -> Axes:
    """Draw the height against the step, for each path of a trajectory.

    Parameters
    ----------
    trajectory : Trajectory
        One path or a batch; all get one entry in the legend.
    ax : Axes, optional
        Default: new ones.
    lowest : float, optional
        Height of the minimum; the curve shows the height above it on a logarithmic axis. Default:
        that of the surface's lowest minimum. A surface without one gets a linear axis.
    label, mark
        As in :func:`~lecture_lib.plot.path`.
    **settings
        As in ``Axes.plot``.

    Notes
    -----
    A curve that diverged ends in an arrow at the step at which it did.

    Examples
    --------
    >>> from lecture_lib.descent import descend, rosenbrock
    >>> from lecture_lib.optim import Adam
    >>> ax = loss_curve(descend(rosenbrock, Adam(0.05), start=(-1.2, 1.0), steps=50))
    >>> ax.get_yscale(), ax.get_ylabel()
    ('log', 'loss above the minimum')
    """
    ax = axes(ax)
    lowest = lowest_of(trajectory.surface) if lowest is None else lowest
    label, mark = look(trajectory, label, mark)
    heights = trajectory.value.reshape(len(trajectory.value), -1)
    for i, gone in enumerate(trajectory.diverged_at.ravel()):
        end = len(heights) if gone < 0 else max(int(gone), 1)
        y = heights[:end, i] - (lowest or 0.0)
        if lowest is not None:
            # Below the precision of the heights a logarithm shows only rounding.
            y = np.maximum(y, np.finfo(float).eps * max(1.0, abs(lowest)))
        measured(np.arange(end), y, ax, label if i == 0 else "", mark, **settings)
        if gone >= 0:
            ax.annotate(
                f"{label} diverges",
                (end - 1, y[-1]),
                (6, 4),
                va="bottom",
                textcoords="offset points",
                color=mark.color,
                fontsize=11,
                fontweight="bold",
            )
            ax.plot(end - 1, y[-1], marker="^", markersize=11, color=mark.color, clip_on=False)
    if lowest is not None:
        ax.set_yscale("log")
    ax.set(xlabel="step", ylabel="loss" if lowest is None else "loss above the minimum")
    return ax
