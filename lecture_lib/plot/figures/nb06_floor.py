"""Pictures of notebook 06: where runs settle, and what moves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ... import style
from ...descent import Surface
from ..axes import axes, figure, plain
from .nb06_looks import LOOKS, MORE, MUTED, RUN

__all__ = ["epochs", "escapes", "floors", "scaling", "settling", "windows"]

#: What a logarithmic axis of heights names.
_TICKS = [digit * 10.0**power for power in range(-9, 1) for digit in (1, 2, 5)]
_IN_A_BAR = 10  # points
_LEAST = 1e-6  # the lowest loss drawn, as a share of the highest


def settling(
    means: Mapping[tuple[int, float], ArrayLike], variance: float, ax: Axes | None = None
) -> Axes:
    """Draw the mean loss of runs over their updates, down to the floors that a formula expects.

    Parameters
    ----------
    means : mapping of (int, float) to array_like, shape (updates,)
        Batch size and learning rate of each of at most four settings -> mean loss of many runs
        above its minimum after each update.
    variance : float
        Of one example's gradient at the minimum, σ²: the floors are ησ²/(4B).
    ax : Axes, optional

    Examples
    --------
    >>> ax = settling({(4, 0.2): [1.0, 0.5]}, 2.0)
    >>> [round(float(height), 3) for height in ax.lines[1].get_ydata()]
    [0.025, 0.025]
    """
    ax = axes(ax, figsize=(9.0, 4.6), layout="constrained")
    settings = zip(means.items(), (*LOOKS, MORE), strict=False)
    for ((size, eta), values), look in settings:
        made = np.arange(1, 1 + len(np.asarray(values)))
        ax.semilogy(
            made, values, color=look["color"], linestyle="-", linewidth=1.8, marker=look["marker"],
            markevery=max(1, len(made) // 8), markersize=8, label=f"B = {size}, η = {eta:g}",
        )  # fmt: skip
        height = eta * variance / (4 * size)
        ax.axhline(height, **{**style.ROLES["theory"], "color": look["color"]})
    ax.plot([], [], **style.ROLES["theory"], label="by the formula")
    ax.set(xlabel="update", ylabel="loss above its minimum", xlim=(0, len(made)))
    plain(ax.yaxis)
    ax.legend(loc="upper right")
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
    for (name, values), look in zip(measured.items(), LOOKS, strict=False):
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
    plain(ax.xaxis)
    plain(ax.yaxis)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax


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
        look = LOOKS[number]
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
        plain(ax.yaxis)
    for ax, height in zip(panels, floors, strict=False):
        ax.axhline(height, **style.ROLES["theory"], label="floor by the formula")
    for ax in panels:
        ax.legend(loc="best")
    highest = max(ax.dataLim.y1 for ax in panels)
    if panels[0].get_ylim()[0] < _LEAST * highest:  # a run without a floor leaves the picture
        panels[0].set_ylim(_LEAST * highest, 2 * highest)
    panels[0].set_ylabel("loss above its minimum")
    return list(panels)


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
    for (eta, values), look in zip(ratios.items(), LOOKS, strict=False):
        ax.plot(fine, eta * (fine + 1) / 3, color=look["color"], linestyle=":", linewidth=1.8)
        ax.semilogx(updates, values, **look, markersize=8, linewidth=2, label=f"epochs, η = {eta}")
        ax.plot(1 / eta, 0, marker="^", color=look["color"], markersize=14, clip_on=False, zorder=5)
    ax.plot([], [], ":", color=MUTED, label="η(m + 1)/3, m batches")
    ax.plot([], [], "^", color=MUTED, markersize=10, label="1/η updates")
    ax.set(
        xlabel="batches in an epoch", ylabel="floor / floor of independent batches",
        ylim=(0, 1.1), xticks=updates,
    )  # fmt: skip
    ax.minorticks_off()
    plain(ax.xaxis)
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
    for (share, values), look in zip(theory.items(), LOOKS, strict=False):
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
    plain(ax.xaxis)
    plain(ax.yaxis)
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
    left.axvline(top, color=MUTED, linewidth=1, linestyle=(0, (2, 2)))
    left.set(xlabel="x", ylabel="loss", title="Two minima (○: start)")
    right.plot(noises, 100 * np.asarray(shares), "o-", color=RUN, markersize=9)
    right.set(
        xlabel="noise σ of a gradient", ylabel="% over the top", ylim=(-5, 105),
        title="Who got out, after 400 updates",
    )  # fmt: skip
    return [left, right]
