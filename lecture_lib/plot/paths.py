"""Paths over a surface: direction, steps, the start, and where a path leaves the picture."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from .. import style
from ..descent import Trajectory
from .axes import axes
from .marks import marks

__all__ = ["leaves", "look", "path"]

Array = NDArray[Any]


def leaves(points: Array, box: Array) -> tuple[int, Array | None]:
    """Find where a path crosses the frame of a picture for good.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        The path; no NaN.
    box : ndarray, shape (2, 2)
        Low and high of x, and of y.

    Returns
    -------
    last : int
        The last point inside, -1 if none is.
    crossing : ndarray of shape (2,), or None
        Where the path crosses the frame after it; None when it ends inside, or begins outside.

    Examples
    --------
    >>> path = np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]])
    >>> leaves(path, np.array([[-2, 2], [-2, 2]]))
    (1, array([2., 0.]))
    """
    low, high = np.asarray(box, dtype=float).T
    inside = ((points >= low) & (points <= high)).all(axis=-1)
    if not inside.any() or inside[-1]:
        return len(points) - 1 if inside.any() else -1, None
    last = int(np.flatnonzero(inside)[-1])
    here, step = points[last], points[last + 1] - points[last]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(step > 0, (high - here) / step, (low - here) / step)
    part = np.nanmin(np.where(step == 0, np.inf, part))
    return last, np.clip(here + part * step, low, high)


def look(
    trajectory: Trajectory, label: str | None = None, mark: style.Mark | None = None
) -> tuple[str, style.Mark]:
    """The label and the mark of a trajectory, unless others are given: those of its rule.

    >>> from lecture_lib.descent import exact_line_search, quadratic
    >>> look(exact_line_search(quadratic(condition_number=4), (1.0, 1.0), 3))[0]
    'exact line search'
    """
    rule = trajectory.rule
    if label is None:
        label = "exact line search" if rule is None else rule.label
    return label, mark or marks(["GradientDescent" if rule is None else rule])[0]


def path(
    trajectory: Trajectory,
    ax: Axes | None = None,
    *,
    every: int | None = None,
    arrows: int = 3,
    label: str | None = None,
    mark: style.Mark | None = None,
    start: bool = True,
) -> Axes:
    """Draw paths with step markers and arrows along them.

    A path that ends outside the picture is drawn up to the frame, where an arrow and its name say
    so: that it diverges, or only leaves.

    Parameters
    ----------
    trajectory : Trajectory
        Over the plane; all paths of a batch are drawn.
    ax : Axes, optional
        With its limits set, as :func:`contours` does; default: new ones.
    every : int, optional
        A marker at every so many steps; default: at most 24 markers.
    arrows : int
        Arrows along each path.
    label : str, optional
        For the legend; default: the rule's own.
    mark : Mark, optional
        Default: the rule's, see :func:`~lecture_lib.plot.marks`.
    start : bool
        Draw the open circle at the start.

    Returns
    -------
    Axes
        Those given, or new ones with the domain of the surface as limits.

    Raises
    ------
    ValueError
        When the points are not in the plane.

    Examples
    --------
    >>> from lecture_lib.descent import descend, quadratic
    >>> from lecture_lib.optim import GradientDescent
    >>> bowl = quadratic(condition_number=20, mu=0.2)
    >>> ax = path(descend(bowl, GradientDescent(0.4), start=(20.0, 1.0), steps=40))
    >>> ax.get_legend_handles_labels()[1]
    ['GradientDescent']
    """
    if trajectory.theta.shape[-1] != 2:
        raise ValueError(
            f"path: the points have {trajectory.theta.shape[-1]} coordinates; a path "
            "over the plane has 2. Draw loss_curve, or pick two coordinates."
        )
    ax = axes(ax)
    if not ax.has_data():
        ax.set(xlim=trajectory.surface.domain[0], ylim=trajectory.surface.domain[1])
    label, mark = look(trajectory, label, mark)
    every = every or max(1, -(-trajectory.steps // 24))
    box = np.array([sorted(ax.get_xlim()), sorted(ax.get_ylim())])
    flat = trajectory.theta.reshape(len(trajectory.theta), -1, 2)
    ends = trajectory.value[[0, -1]].reshape(2, -1)
    worse = trajectory.diverged.ravel() | (ends[1] > ends[0])
    for i, diverges in enumerate(worse):
        last, end = leaves(flat[:, i], box)
        points = flat[: last + 1, i]
        ax.plot(
            *points.T,
            **mark.line,
            markevery=every,
            markersize=5,
            linewidth=2,
            markeredgecolor=style.LIGHT["surface"],
            markeredgewidth=0.6,
            alpha=0.95,
            label=label if i == 0 else None,
        )
        for a, b in _segments(points, arrows):
            ax.annotate("", tuple(b), tuple(a), arrowprops=_arrow(mark.color))
        if start and len(points):
            ax.plot(*points[0], **style.ROLES["start"])
        if end is not None:
            _says(ax, points[-1], end, mark, f"{label} {'diverges' if diverges else 'leaves'}")
    return ax


def _segments(points: Array, count: int) -> list[tuple[Array, Array]]:
    """Steps to put an arrow on: those nearest to equal parts of the way, if long enough to see."""
    if len(points) < 2 or not count:
        return []
    lengths = np.hypot(*np.diff(points, axis=0).T)
    way = np.cumsum(lengths)
    at = {int(np.searchsorted(way, way[-1] * k / (count + 1))) for k in range(1, count + 1)}
    return [
        (points[i], points[i] + 0.6 * (points[i + 1] - points[i]))
        for i in sorted(at)
        if lengths[i] > 0.02 * way[-1]
    ]


def _arrow(color: str) -> dict[str, Any]:
    return {
        "arrowstyle": "-|>",
        "color": color,
        "linewidth": 0,
        "mutation_scale": 15,
        "shrinkA": 0,
        "shrinkB": 0,
    }


def _says(ax: Axes, last: Array, end: Array, mark: style.Mark, words: str) -> None:
    """An arrow at the frame, and words."""
    ax.annotate(
        "",
        tuple(end),
        tuple(last),
        arrowprops={
            **_arrow(mark.color),
            "linewidth": 2,
            "linestyle": mark.dash,
            "mutation_scale": 18,
        },
    )
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    right, up = end[0] > (x0 + x1) / 2, end[1] > (y0 + y1) / 2
    ax.annotate(
        words,
        tuple(end),
        (-8 if right else 8, -8 if up else 8),
        textcoords="offset points",
        ha="right" if right else "left",
        va="top" if up else "bottom",
        color=mark.color,
        fontsize=11,
        fontweight="bold",
        bbox={
            "boxstyle": "round,pad=0.2",
            "facecolor": style.LIGHT["surface"],
            "edgecolor": "none",
            "alpha": 0.85,
        },
    )
