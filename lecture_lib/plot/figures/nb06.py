"""Pictures of notebook 06: a line on points, the opinions of batches, and where a run settles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from numpy.typing import ArrayLike, NDArray

from ... import style
from ...descent import Surface
from ..axes import axes, figure

__all__ = [
    "batch_means", "dips", "epochs", "escapes", "first_epoch", "floors", "opinions", "scaling",
    "sweep", "variances", "windows",
]  # fmt: skip

Array = NDArray[Any]

_MUTED = style.LIGHT["muted"]
#: A run, and what it has learned. (On a dark page a brighter orange would turn brown.)
_RUN = style.LIGHT["parameter-line"]
#: One look for each way of drawing batches: never by colour alone.
_LOOKS: tuple[dict[str, Any], ...] = (
    {"color": _RUN, "linestyle": "-", "marker": "s"},
    {"color": style.PALETTE["blue"], "linestyle": (0, (5, 2)), "marker": "o"},
    {"color": style.PALETTE["bluish green"], "linestyle": (0, (1, 1.5)), "marker": "D"},
)


#: What a logarithmic axis names, of counts and of heights.
_COUNTS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_TICKS = [digit * 10.0**power for power in range(-9, 1) for digit in (1, 2, 5)]


def _plain(axis: Axis) -> None:
    """Write a logarithmic axis as 0.1, 1, 10."""
    axis.set_major_formatter(lambda value, _: f"{value:g}")
    axis.set_minor_formatter(lambda *_: "")


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
    orange: dict[str, Any] = {"color": _RUN}
    for w, b in points[1:-1]:
        left.plot(ends, w * ends + b, **orange, linewidth=1, alpha=0.5)
    named = {
        "start": (points[0], {"color": _MUTED, "linestyle": (0, (2, 2)), "linewidth": 3}),
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
    _plain(right.yaxis)
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

    Examples
    --------
    >>> left, right = opinions([0, 1], [0, 1], (0, 0), [(0, 0), (-1, -1)])
    >>> len(right.texts)
    3
    """
    drawing = figure(10.0, 4.4)
    left, right = drawing.subplots(1, 2)
    x, y, g = np.asarray(x, dtype=float), np.asarray(y, dtype=float), -np.asarray(gradients)
    ends = np.array([x.min() - 0.25, x.max() + 0.25])
    left.plot(ends, theta[0] * ends + theta[1], color=_RUN, linewidth=3)
    left.vlines(x, y, theta[0] * x + theta[1], color=style.LIGHT["gradient"], linewidth=1.6)
    _scatter(left, x, y)
    left.set(title="Each point pulls at the line …")
    look = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, "mutation_scale": 14}
    for arrow in g:
        right.annotate(
            "",
            arrow,
            (0, 0),
            arrowprops={**look, "color": style.LIGHT["gradient"], "linewidth": 1.3, "alpha": 0.8},
        )
    right.annotate(
        "",
        g.mean(axis=0),
        (0, 0),
        zorder=6,
        arrowprops={**look, "color": style.LIGHT["text"], "linewidth": 3.5, "mutation_scale": 22},
    )
    right.plot([], [], color=style.LIGHT["gradient"], label="$-g_k$, of one example")
    right.plot([], [], color=style.LIGHT["text"], linewidth=3.5, label="$-g$, the mean of all")
    right.legend(loc="lower left")
    _cross(right)
    _frame(right, g, 0.25)
    right.set(title="… its own way", xlabel="change of slope w", ylabel="change of intercept b")
    return [left, right]


def _cross(ax: Axes) -> None:
    ax.axhline(0, color=style.LIGHT["frame"], linewidth=1, zorder=0)
    ax.axvline(0, color=style.LIGHT["frame"], linewidth=1, zorder=0)


def _frame(ax: Axes, points: Array, pad: float) -> None:
    """Limits around points and the origin."""
    low = np.minimum(points.min(axis=0), 0) - pad
    high = np.maximum(points.max(axis=0), 0) + pad
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))


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
    across = np.array([-down[1], down[0]]) / np.linalg.norm(down) * 20
    edge = np.array([across, -across])
    behind = edge - down / np.linalg.norm(down) * 20
    ax.fill(*np.concatenate([edge, behind[::-1]]).T, color=style.LIGHT["anomaly"], zorder=0)
    ax.plot(*edge.T, color=style.LIGHT["anomaly-line"], linewidth=1)
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
    ax.plot(0, 0, "+", color=_MUTED, markersize=12)
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
    for (name, curve), look in zip(derived.items(), _LOOKS, strict=False):
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


def floors(
    curvatures: ArrayLike,
    measured: Mapping[str, ArrayLike],
    theory: Mapping[str, ArrayLike],
    ax: Axes | None = None,
) -> Axes:
    """Draw the loss at which runs settle over the curvature, both logarithmic.

    Parameters
    ----------
    curvatures : array_like, shape (n,)
        One for each axis of a bowl.
    measured, theory : mapping of str to array_like, shape (n,)
        Name of each setting -> loss above its minimum along each axis, found and by the formula.
    ax : Axes, optional

    Examples
    --------
    >>> floors([1, 0.1], {"η = 0.4": [0.12, 0.1]}, {"η = 0.4": [0.1, 0.1]}).get_xlabel()
    'curvature λ'
    """
    ax = axes(ax, figsize=(7.4, 4.6), layout="constrained")
    curvatures = np.asarray(curvatures)
    for (name, values), look in zip(measured.items(), _LOOKS, strict=False):
        ax.loglog(curvatures, theory[name], color=look["color"], linestyle=look["linestyle"])
        ax.plot(
            curvatures, values, linestyle="none", marker=look["marker"], color=look["color"],
            markersize=9,
        )  # fmt: skip
        ax.plot([], [], **look, markersize=9, label=name)
    ax.set(
        xlabel="curvature λ", ylabel="loss above its minimum", xticks=curvatures,
        title="Line: ηv/4. Marks: measured",
    )  # fmt: skip
    low, high = ax.get_ylim()
    low = max(tick for tick in _TICKS if tick <= low)
    ax.set(ylim=(0.95 * low, high), yticks=[tick for tick in _TICKS if low <= tick < high])
    ax.minorticks_off()
    _plain(ax.xaxis)
    _plain(ax.yaxis)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax


_IN_A_BAR = 10  # points
_LEAST = 1e-6  # the lowest loss drawn, as a share of the highest


def windows(
    losses: Mapping[str, ArrayLike],
    points: Sequence[int],
    floors: Sequence[float] = (),
    looks: Sequence[int] = (0, 1, 2),
) -> list[Axes]:
    """Draw the rough loss of runs in points, with a bar at the mean of each ten of them.

    Parameters
    ----------
    losses : mapping of str to array_like, shape (updates,)
        Title of each of at most three runs -> its loss above the minimum after each update. The
        number of updates is a multiple of those in ten points.
    points : sequence of int
        For each run, the updates in a point.
    floors : sequence of float, optional
        For each run, where it settles.
    looks : sequence of int
        For each run, which of three looks it has: the same for parts of the same run.

    Examples
    --------
    >>> (ax,) = windows({"a run": [4] * 10 + [2] * 10}, [1], [1.5])
    >>> ax.get_title()
    'a run'
    """
    drawing = figure(10.0, 3.9)
    panels = np.atleast_1d(drawing.subplots(1, len(losses), sharey=True))
    runs = zip(panels, losses.items(), points, looks, strict=False)
    for ax, (title, run), block, number in runs:
        look = _LOOKS[number]
        heights = np.reshape(run, (-1, block)).mean(axis=1)
        ax.plot(
            block * (np.arange(len(heights)) + 0.5), heights, color=look["color"],
            marker=look["marker"], markersize=4, linewidth=1, alpha=0.75, label=f"{block} updates",
        )  # fmt: skip
        size = _IN_A_BAR * block
        means = heights.reshape(-1, _IN_A_BAR).mean(axis=1)
        for number, mean in enumerate(means):
            ends = (number * size + 0.04 * size, (number + 0.96) * size)
            name = None if number else f"mean of {size} updates"
            ax.plot(ends, (mean, mean), color=style.LIGHT["text"], linewidth=4, label=name)
        ax.set(xlabel="update", title=title, yscale="log", xticks=size * np.arange(len(means) + 1))
        _plain(ax.yaxis)
    for ax, height in zip(panels, floors, strict=False):
        ax.axhline(height, **style.ROLES["theory"], label="floor by the formula")
    for ax in panels:
        ax.legend(loc="best")
    highest = max(ax.dataLim.y1 for ax in panels)
    if panels[0].get_ylim()[0] < _LEAST * highest:  # a run without a floor leaves the picture
        panels[0].set_ylim(_LEAST * highest, 2 * highest)
    panels[0].set_ylabel("loss above its minimum")
    return list(panels)


def dips(runs: Mapping[str, ArrayLike], target: float) -> Axes:
    """Draw the loss of runs over their updates, and mark where each is below a target first.

    Parameters
    ----------
    runs : mapping of str to array_like, shape (readings, 2)
        Name of each of at most three runs -> updates made, from 1 on, and the loss then.
    target : float
        The loss to be reached: a level line.

    Examples
    --------
    >>> dips({"B = 1": [(1, 2.0), (2, 0.1), (3, 0.5)]}, 0.2).get_ylabel()
    'mean loss of all images'
    """
    ax = axes(None, figsize=(9.0, 4.4), layout="constrained")
    ax.axhline(target, **style.ROLES["theory"], label=f"target, {target:g}")
    for (name, run), look in zip(runs.items(), _LOOKS, strict=False):
        updates, losses = np.transpose(run)
        ax.loglog(updates, losses, color=look["color"], linewidth=1.5)
        first = np.argmax(losses < target)
        ax.plot(
            updates[first], losses[first], look["marker"], color=look["color"], markersize=13,
            markeredgecolor=style.LIGHT["text"], markeredgewidth=1.5, zorder=4,
            label=f"{name}: first below, after {updates[first]:.0f}",
        )  # fmt: skip
    ax.set(xlabel="update", ylabel="mean loss of all images")
    low, high = ax.get_ylim()
    ax.set_yticks([tick for tick in (0.05, 0.1, 0.2, 0.5, *_COUNTS) if low < tick < high])
    ax.set_xticks(_COUNTS)
    ax.set_xlim(1, 1.1 * max(ax.dataLim.x1, 1))
    ax.minorticks_off()
    _plain(ax.xaxis)
    _plain(ax.yaxis)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax


def sweep(
    updates: Mapping[int, ArrayLike],
    rates: Mapping[int, float],
    ruled: Mapping[int, float],
    law: tuple[float, float, float],
) -> list[Axes]:
    """Draw how many updates and examples each batch size needs, and at which learning rate.

    Parameters
    ----------
    updates : mapping of int to array_like, shape (seeds,)
        Batch size -> updates needed by each run; the median is drawn, with the lowest and the
        highest. What doubling the first batch again and again would bring is drawn beside it.
    rates : mapping of int to float
        Batch size -> its best learning rate.
    ruled : mapping of int to float
        Batch size -> updates needed at the rate that is to the first as B to the first B.
    law : (float, float, float)
        Fewest updates, critical batch size and largest rate of the law that is drawn through all.

    Examples
    --------
    >>> runs = {1: [200, 180], 4: [50]}
    >>> left, right = sweep(runs, {1: 0.5, 4: 2.0}, {4: 60}, (10, 18, 9.5))
    >>> left.get_xlabel()
    'batch size B'
    """
    left, right = figure(10.0, 4.6).subplots(1, 2, width_ratios=(3, 2))
    sizes = np.array(list(updates))
    runs = [np.asarray(of, dtype=float) for of in updates.values()]
    means = np.array([np.median(of) for of in runs])
    thin: dict[str, Any] = {**style.ROLES["theory"], "linewidth": 1.5}
    work = sizes * means
    quarter = means[0] * sizes[0] / sizes
    seen = quarter > 0.4 * means.min()
    left.loglog(sizes, np.full(len(sizes), work[0]), **thin)
    left.plot(sizes[seen], quarter[seen], **thin, label="if each example counted as much")
    for name, heights, factors, look in (
        ("images read", work, sizes, _LOOKS[1]),
        ("updates, at the best η", means, np.ones(len(sizes)), _LOOKS[0]),
    ):
        left.plot(sizes, heights, **{**look, "linestyle": "none"}, markersize=7, label=name)
        ends = [[f(of) * k for of, k in zip(runs, factors, strict=True)] for f in (min, max)]
        left.vlines(sizes, *ends, color=look["color"], linewidth=2)
        for end in ends:
            left.plot(sizes, end, "_", color=look["color"], markersize=14, markeredgewidth=2)
    left.plot(
        list(ruled), list(ruled.values()), **_LOOKS[2], markersize=6, linewidth=2,
        label="updates, at η ∝ B",
    )  # fmt: skip
    fewest, critical, largest = law
    fine = np.geomspace(sizes[0], sizes[-1], 200)
    through: dict[str, Any] = {"color": style.LIGHT["text"], "linewidth": 1.2, "zorder": 1}
    left.plot(fine, fewest * (1 + critical / fine), **through, label="law: U(1 + $B_c$/B) updates")
    left.plot(fine, fewest * (fine + critical), **through)
    left.set(title="Needed to reach the loss", ylim=(0.5 * means.min(), 20 * work.max()))
    marks = {**_LOOKS[0], "linestyle": "none"}
    right.loglog(sizes, np.array(list(rates.values())), **marks, markersize=9)
    right.plot(fine, largest * fine / (fine + critical), **through, label="law: ∝ B/(B + $B_c$)")
    first = next(iter(rates.values()))
    top = 4 * max(rates.values())
    line = first * sizes / sizes[0]
    right.plot(sizes[line < top], line[line < top], **_LOOKS[2], markersize=8, label="η ∝ B")
    right.set(title="Best η")
    for ax in (left, right):
        low, high = (0, 0.55) if ax is left else (0.2, 1)
        ax.axvline(
            critical, low, high, color=_MUTED, linewidth=2.5, linestyle=":", zorder=0,
            label="$B_c$",
        )  # fmt: skip
        ax.set(xlabel="batch size B", xticks=sizes)
        ax.minorticks_off()
        _plain(ax.xaxis)
    bottom, ceiling = right.get_ylim()
    right.set_yticks([tick for tick in 2.0 ** np.arange(-3, 8) if bottom < tick < ceiling])
    left.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    right.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    left.legend(loc="upper left")
    right.legend(loc="lower right")
    return [left, right]


def epochs(updates: ArrayLike, ratios: Mapping[float, ArrayLike], ax: Axes | None = None) -> Axes:
    """Draw the floor of shuffled epochs over their length, as a share of independent batches'.

    Parameters
    ----------
    updates : array_like, shape (n,)
        Batches in an epoch.
    ratios : mapping of float to array_like, shape (n,)
        Learning rate η -> floor of epochs over that of independent batches. A mark on the axis
        shows 1/η updates, and a dotted line what is expected of short epochs at curvature 1,
        η(m + 1)/3 at m batches.
    ax : Axes, optional

    Examples
    --------
    >>> epochs([4, 40], {0.1: [0.2, 0.7]}).get_xlabel()
    'batches in an epoch'
    """
    ax = axes(ax, figsize=(7.4, 4.2), layout="constrained")
    ax.axhline(1, **style.ROLES["theory"], label="independent batches")
    fine = np.geomspace(np.min(updates), np.max(updates), 200)
    for (eta, values), look in zip(ratios.items(), _LOOKS, strict=False):
        ax.plot(fine, eta * (fine + 1) / 3, color=look["color"], linestyle=":", linewidth=1.8)
        ax.semilogx(updates, values, **look, markersize=8, linewidth=2, label=f"epochs, η = {eta}")
        ax.plot(1 / eta, 0, marker="^", color=look["color"], markersize=14, clip_on=False, zorder=5)
    ax.plot([], [], ":", color=_MUTED, label="η(m + 1)/3, m batches")
    ax.plot([], [], "^", color=_MUTED, markersize=10, label="1/η updates")
    ax.set(
        xlabel="batches in an epoch", ylabel="floor / floor of independent batches",
        ylim=(0, 1.1), xticks=updates,
    )  # fmt: skip
    ax.minorticks_off()
    _plain(ax.xaxis)
    ax.legend(loc="lower right")
    return ax


def scaling(
    sizes: ArrayLike,
    theory: Mapping[float, ArrayLike],
    measured: Mapping[float, tuple[ArrayLike, ArrayLike]],
    ax: Axes | None = None,
) -> Axes:
    """Draw the floor over what linear scaling promises, where η grows with the batch size.

    Parameters
    ----------
    sizes : array_like, shape (n,)
        Batch sizes of the theory.
    theory : mapping of float to array_like, shape (n,)
        η/B -> exact floor over ησ²/(4B); infinite where the walk has none.
    measured : mapping of float to pair of array_like
        η/B -> batch sizes, and the ratio found at them.
    ax : Axes, optional

    Examples
    --------
    >>> scaling([1, 2, 4], {0.5: [1, 2, np.inf]}, {0.5: ([1], [1.1])}).get_xlabel()
    'batch size B'
    """
    ax = axes(ax, figsize=(7.4, 4.4), layout="constrained")
    ax.axhline(1, **style.ROLES["theory"], label="linear scaling: the same floor")
    sizes, top = np.asarray(sizes, dtype=float), 8.0
    for (share, values), look in zip(theory.items(), _LOOKS, strict=False):
        ratio = np.asarray(values, dtype=float)
        ax.loglog(sizes, ratio, color=look["color"], linestyle=look["linestyle"])
        ax.plot(
            *measured[share], linestyle="none", marker=look["marker"], markersize=9,
            color=look["color"], zorder=4,
        )  # fmt: skip
        ax.plot([], [], **look, markersize=9, label=f"η = {share} B")
        last, height = (np.asarray(of)[-1] for of in measured[share])
        ax.annotate(
            f"η = {share * last:g}", (last, height), (-10, 4), textcoords="offset points",
            ha="right", color=style.LIGHT["text"],
        )  # fmt: skip
    marks = 2.0 ** np.arange(np.log2(sizes.max()) + 1)
    ax.set(
        xlabel="batch size B", ylabel="floor over ησ²/(4B)", title="Line: exact. Marks: measured",
        xticks=marks, yticks=[1, 2, 4, 8], ylim=(0.8, top), xlim=(0.9, 1.05 * sizes.max()),
    )  # fmt: skip
    ax.minorticks_off()
    _plain(ax.xaxis)
    _plain(ax.yaxis)
    ax.legend(loc="upper left")
    return ax


def escapes(
    curve: Surface, noises: ArrayLike, shares: ArrayLike, start: float, top: float
) -> list[Axes]:
    """Draw a curve with two minima, and the share of walkers that leave one for the other.

    Parameters
    ----------
    curve : Surface
        The loss of one number.
    noises, shares : array_like, shape (n,)
        Standard deviation of the noise, and the share at the end in the other minimum.
    start, top : float
        Where walkers start, and the top between the minima.

    Examples
    --------
    >>> from lecture_lib.descent import double_well
    >>> left, right = escapes(double_well, [0, 1], [0, 0.5], 1.0, 0.0)
    >>> right.get_xlabel()
    'noise σ of a gradient'
    """
    drawing = figure(10.0, 3.8)
    left, right = drawing.subplots(1, 2)
    x = np.linspace(-4.2, 2.2, 300)
    left.plot(x, np.ravel(curve.value(x[:, None])), color=style.LIGHT["value"])
    height = float(np.ravel(curve.value(np.array([start])))[0])
    left.plot(start, height, **style.ROLES["start"])
    left.axvline(top, color=_MUTED, linewidth=1, linestyle=(0, (2, 2)))
    left.set(xlabel="x", ylabel="loss", title="Two minima (○: start)")
    right.plot(noises, 100 * np.asarray(shares), "o-", color=_RUN, markersize=9)
    right.set(
        xlabel="noise σ of a gradient", ylabel="% over the top", ylim=(-5, 105),
        title="Who got out, after 400 updates",
    )  # fmt: skip
    return [left, right]
