"""Pictures of notebook 06: a line on points, and the opinions of batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from ... import style
from ..axes import axes, figure, plain
from .nb06_looks import LOOKS, MUTED, RUN

__all__ = ["batch_means", "first_epoch", "opinions", "variances"]

Array = NDArray[Any]

_NEAR = 0.4  # what an enlarged part shows, each way from 0


def _scatter(ax: Axes, x: ArrayLike, y: ArrayLike) -> None:
    ax.plot(x, y, "o", color=style.LIGHT["value"], markersize=8, zorder=4)
    ax.set(xlabel="x", ylabel="y")


def first_epoch(
    x: ArrayLike, y: ArrayLike, path: ArrayLike, mean: ArrayLike, best: Sequence[float]
) -> list[Axes]:
    """Draw the points with the line after each update, and the loss of this run and of many.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        The points.
    path : array_like, shape (steps + 1, 2)
        Slope and intercept of one run.
    mean : array_like, shape (steps + 1,)
        Mean loss of many runs, above its minimum.
    best : (float, float)
        Slope and intercept at the minimum.

    Examples
    --------
    >>> left, right = first_epoch([0, 1], [0, 1], [(0, 0), (1, 0)], [0.5, 0.1], (1, 0))
    >>> right.get_xlabel()
    'update'
    """
    x, y, points = np.asarray(x, dtype=float), np.asarray(y, dtype=float), np.asarray(path)
    last, ends = len(points) - 1, np.array([np.min(x) - 0.25, np.max(x) + 0.25])
    drawing = figure(10.0, 4.2)
    left, right = drawing.subplots(1, 2)
    orange: dict[str, Any] = {"color": RUN}
    for w, b in points[1:-1]:
        left.plot(ends, w * ends + b, **orange, linewidth=1, alpha=0.5)
    named = {
        "start": (points[0], {"color": MUTED, "linestyle": (0, (2, 2)), "linewidth": 3}),
        f"update {last}": (points[-1], {**orange, "linewidth": 3}),
        "best": (best, {"color": style.LIGHT["text"], "linestyle": (0, (6, 3))}),
    }
    for name, ((w, b), look) in named.items():
        left.plot(ends, w * ends + b, **look, label=name)
    _scatter(left, x, y)
    left.set(
        xlim=tuple(ends), ylim=(y.min() - 0.8, y.max() + 0.6), title="The line, update by update"
    )
    left.legend(loc="upper left")
    errors = points[:, :1] * x + points[:, 1:] - y
    least = np.mean((best[0] * x + best[1] - y) ** 2) / 2
    losses = np.mean(errors**2, axis=1) / 2 - least
    right.semilogy(losses, **orange, marker="s", markersize=5, label="this run")
    right.semilogy(mean, color=style.PALETTE["blue"], linewidth=3, label="mean of 150 runs")
    right.set(
        xlabel="update", title="Loss above its minimum", xlim=(0, last), ylim=(0.02, 12),
        xticks=range(0, last + 1, 3),
    )  # fmt: skip
    right.legend(loc="lower left")
    plain(right.yaxis)
    return [left, right]


def opinions(
    x: ArrayLike, y: ArrayLike, theta: Sequence[float], gradients: ArrayLike
) -> list[Axes]:
    """Draw how far a line is from each point, and which way each point would have it step.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        The points.
    theta : (float, float)
        Slope and intercept of the line.
    gradients : array_like, shape (n, 2)
        One for each point; the arrows are their negatives.

    Returns
    -------
    list of Axes
        The line, the arrows, and those near 0 enlarged. All sides are equally long, so that
        angles are true; steps into the shaded half-plane lead uphill.

    Examples
    --------
    >>> left, right, zoom = opinions([0, 1], [0, 1], (0, 0), [(0, 0), (-1, -1)])
    >>> zoom.get_title()
    'near 0'
    """
    drawing = figure(11.0, 4.6)
    left, right, zoom = drawing.subplots(1, 3, width_ratios=(9, 7.4, 8))
    x, y, g = np.asarray(x, dtype=float), np.asarray(y, dtype=float), -np.asarray(gradients)
    ends = np.array([x.min() - 0.25, x.max() + 0.25])
    left.plot(ends, theta[0] * ends + theta[1], color=RUN, linewidth=3)
    left.vlines(x, y, theta[0] * x + theta[1], color=style.LIGHT["gradient"], linewidth=1.6)
    _scatter(left, x, y)
    left.set(title="Each point pulls at the line …")
    thin = {"color": style.LIGHT["gradient"], "linewidth": 1.5, "mutation_scale": 14}
    thick = {"color": style.LIGHT["text"], "linewidth": 3.5, "mutation_scale": 20}
    _frame(right, g, 0.25)
    zoom.set(xlim=(-_NEAR, _NEAR), ylim=(-_NEAR, _NEAR))
    for ax in (right, zoom):
        _cross(ax)
        _uphill(ax, g.mean(axis=0))
        for tip, look in ((g.mean(axis=0), thick), *((tip, thin) for tip in g)):
            arrow = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, **look}
            ax.annotate("", tuple(tip), (0, 0), arrowprops=arrow)
            if ax is zoom and np.max(np.abs(tip)) > _NEAR:  # no arrow is drawn to what is unseen
                ax.plot(
                    *np.transpose([(0, 0), tip]), color=look["color"], linewidth=look["linewidth"]
                )
        ax.set(aspect="equal", xlabel="change of slope w")
    frame = _NEAR * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)])
    right.plot(*frame.T, color=MUTED, linewidth=1.2, linestyle=(0, (2, 2)))
    right.plot([], [], color=thin["color"], label="$-g_k$, of one example")
    right.plot([], [], color=thick["color"], linewidth=3.5, label="$-g$, the mean of all")
    right.fill([], [], color=style.LIGHT["anomaly"], label="uphill")
    drawing.legend(*right.get_legend_handles_labels(), loc="outside lower right", ncols=3)
    right.set(title="… its own way", ylabel="change of intercept b")
    zoom.set(title="near 0", xticks=(-0.3, 0, 0.3), yticks=(-0.3, 0, 0.3))
    return [left, right, zoom]


def _cross(ax: Axes) -> None:
    ax.axhline(0, color=style.LIGHT["frame"], linewidth=1, zorder=0)
    ax.axvline(0, color=style.LIGHT["frame"], linewidth=1, zorder=0)


def _frame(ax: Axes, points: Array, pad: float) -> None:
    """Limits around points and the origin."""
    low = np.minimum(points.min(axis=0), 0) - pad
    high = np.maximum(points.max(axis=0), 0) + pad
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))


def _uphill(ax: Axes, down: Array) -> None:
    """Shade the half-plane of steps at more than 90° to a step."""
    along = down / np.linalg.norm(down) * 20
    edge = np.array([(-along[1], along[0]), (along[1], -along[0])])
    behind = edge - along
    ax.fill(*np.concatenate([edge, behind[::-1]]).T, color=style.LIGHT["anomaly"], zorder=0)
    ax.plot(*edge.T, color=style.LIGHT["anomaly-line"], linewidth=1)


def batch_means(means: ArrayLike, full: Sequence[float], ax: Axes | None = None) -> Axes:
    """Draw where each batch would step, and the half-plane of steps that go uphill.

    Parameters
    ----------
    means : array_like, shape (batches, 2)
        Mean gradient of each batch; the points are their negatives.
    full : (float, float)
        The full gradient.
    ax : Axes, optional

    Examples
    --------
    >>> batch_means([(1, 0), (-1, 0), (3, 0)], (1, 0)).get_title()
    'Steps of all 3 batches'
    """
    ax = axes(ax, figsize=(6.6, 4.8), layout="constrained")
    steps, down = -np.asarray(means, dtype=float), -np.asarray(full, dtype=float)
    uphill = steps @ down < 0
    _frame(ax, steps, 0.2)
    _uphill(ax, down)
    ax.plot(*steps[~uphill].T, "o", color=style.LIGHT["gradient"], alpha=0.7, label="downhill")
    ax.plot(*steps[uphill].T, "X", color=style.LIGHT["anomaly-line"], markersize=9, label="uphill")
    ax.plot(
        *down, "P", color=style.LIGHT["text"], markeredgecolor=style.LIGHT["surface"],
        markersize=15, label="all examples", linestyle="none",
    )  # fmt: skip
    ax.annotate(
        "",
        tuple(down),
        (0, 0),
        arrowprops={"arrowstyle": "-", "color": style.LIGHT["text"], "lw": 2.5},
    )
    ax.plot(0, 0, "+", color=MUTED, markersize=12)
    ax.set(
        aspect="equal",
        xlabel="change of slope w",
        ylabel="change of intercept b",
        title=f"Steps of all {len(steps)} batches",
    )
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax


def variances(
    sizes: ArrayLike, counted: Mapping[str, ArrayLike], derived: Mapping[str, ArrayLike]
) -> Axes:
    """Draw the variance of a batch's gradient over its size, counted and derived.

    Parameters
    ----------
    sizes : array_like, shape (n,)
        Batch sizes of what is derived.
    counted, derived : mapping of str to array_like
        Name of each way to draw -> variances, of the first sizes where there are fewer.

    Examples
    --------
    >>> variances([1, 2], {"with": [2, 1]}, {"with": [2, 1]}).get_xlabel()
    'batch size B'
    """
    ax = axes(None, figsize=(7.0, 4.0), layout="constrained")
    sizes = np.asarray(sizes)
    for (name, curve), look in zip(derived.items(), LOOKS, strict=False):
        ax.plot(sizes, curve, color=look["color"], linestyle=look["linestyle"])
        found = np.asarray(counted[name])
        ax.plot(
            sizes[: len(found)], found, linestyle="none", marker=look["marker"],
            color=look["color"], markersize=9,
        )  # fmt: skip
        ax.plot([], [], **look, markersize=9, label=name)
    ax.set(
        xlabel="batch size B", ylabel="variance", ylim=(0, 1.08 * ax.dataLim.y1), xticks=sizes,
        xlim=(sizes[0] - 0.5, sizes[-1] + 0.5), title="Line: derived. Marks: all batches counted",
    )  # fmt: skip
    ax.legend()
    return ax
