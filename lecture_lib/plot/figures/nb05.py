"""Pictures of notebook 05: how far a step may go, what a run's losses tell, where a walk ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from numpy.typing import ArrayLike, NDArray

from ... import style
from ...descent import Surface, descend
from ...optim import GradientDescent
from ..axes import axes, figure
from ..contours import contours

__all__ = [
    "arrows", "basins", "logbook", "one_step", "parabola_walks", "past_a_saddle", "runs",
    "walk_on_a_curve",
]  # fmt: skip

Array = NDArray[Any]

#: One look for each run: never by colour alone.
_LOOKS: tuple[dict[str, Any], ...] = (
    {"color": style.PALETTE["black"], "linestyle": "-", "marker": "o"},
    {"color": style.PALETTE["blue"], "linestyle": (0, (5, 2)), "marker": "s"},
    {"color": style.PALETTE["vermilion"], "linestyle": "-.", "marker": "D"},
    {"color": style.PALETTE["reddish purple"], "linestyle": ":", "marker": "^"},
)
_PATH: dict[str, Any] = {"color": style.PALETTE["black"], "marker": "o", "linestyle": "-"}


def runs(losses: Mapping[str, ArrayLike], title: str = "") -> Axes:
    """Draw the losses of some runs on one chart, each with its name at its end.

    Parameters
    ----------
    losses : mapping of str to array_like
        Name of each run -> its losses, the first one first.
    title : str
        Over the chart.

    Examples
    --------
    >>> ax = runs({"A": [3.0, 2.0], "B": [3.0, 1.0]})
    >>> [text.get_text() for text in ax.texts]
    ['A', 'B']
    """
    ax = axes(None, figsize=(8.2, 4.2))
    curves = {name: np.asarray(run, dtype=float) for name, run in losses.items()}
    longest = max(len(run) for run in curves.values())
    for (name, run), look in zip(curves.items(), _LOOKS, strict=False):
        ax.plot(run, **look, markevery=max(1, longest // 10), markersize=7, linewidth=2,
                clip_on=False, zorder=3)  # fmt: skip
        ax.annotate(
            name, (len(run) - 1, run[-1]), (9, 0), textcoords="offset points", va="center",
            fontsize=15, fontweight="bold", color=look["color"], annotation_clip=False,
        )  # fmt: skip
    ax.set(xlabel="update", ylabel="loss", title=title, xlim=(0, longest - 1))
    low, high = (float(f(f(run) for run in curves.values())) for f in (min, max))
    low = min(0.0, low)
    ax.set_ylim(low - 0.03 * (high - low), high + 0.04 * (high - low))
    return ax


def arrows(surface: Surface, at: ArrayLike, ways: Mapping[str, ArrayLike]) -> Axes:
    """Draw a surface from above, a point of it, and arrows of one length from there.

    Parameters
    ----------
    surface : Surface
        Over the plane.
    at : array_like, shape (2,)
        The point.
    ways : mapping of str to array_like, shape (2,)
        Name of each arrow -> its direction, of any length.

    Examples
    --------
    >>> from lecture_lib.descent import bowl
    >>> ax = arrows(bowl([1.0, 4.0]), (3.0, -2.0), {"A": (0, 1)})
    >>> ax.texts[-1].get_text()
    'A'
    """
    ax = contours(surface, axes(None, figsize=(7.4, 4.9)))
    here = np.asarray(at, dtype=float)
    size = 0.22 * float(np.ptp(surface.domain[0]))
    for name, way in ways.items():
        unit = np.asarray(way, dtype=float) / np.linalg.norm(way)
        tip = here + size * unit
        ax.annotate(
            "", tuple(tip), tuple(here),
            arrowprops={"arrowstyle": "-|>", "linewidth": 3, "mutation_scale": 20,
                        "color": style.LIGHT["text"], "shrinkA": 6, "shrinkB": 0},
        )  # fmt: skip
        x, y = tip + 0.15 * size * unit
        ax.text(x, y, name, ha="center", va="center", fontsize=16, fontweight="bold")
    ax.plot(*here, **style.ROLES["start"])
    ax.set(aspect="equal", title="")
    return ax


def one_step(
    height: Callable[[Array], Any], at: float, slope: float, rates: tuple[float, float]
) -> Axes:
    """Draw the height after one step over the learning rate, and what the slope promises.

    Parameters
    ----------
    height : callable
        f of an array of positions.
    at, slope : float
        Where the step begins, and f′ there.
    rates : (float, float)
        Smallest and largest learning rate.

    Examples
    --------
    >>> ax = one_step(lambda x: x**2, 1.0, 2.0, (0.0, 1.2))
    >>> [text.get_text() for text in ax.texts]
    ['before the step', 'the slope’s promise', 'after the step']
    """
    ax = axes(None, figsize=(8.2, 4.2))
    eta = np.linspace(*rates, 201)
    first = float(height(np.array(at)))
    after, promise = height(at - eta * slope), first - eta * slope**2
    ax.axhline(first, color=style.LIGHT["muted"], linewidth=1.4, linestyle=(0, (2, 2)))
    ax.plot(eta, promise, color=style.PALETTE["vermilion"], linestyle=(0, (6, 2)), linewidth=2.2)
    ax.plot(eta, after, color=style.PALETTE["black"], linewidth=3)
    spread = max(first, float(after.max())) - float(after.min())
    low, high = float(after.min()) - 0.45 * spread, float(after.max()) + 0.1 * spread
    kept = eta[promise > low + 0.12 * (high - low)][-1]
    for x, y, words, color, side in (
        (eta[100], first, "before the step", style.LIGHT["muted"], "center"),
        (
            kept,
            first - kept * slope**2,
            "the slope’s promise",
            style.LIGHT["gradient-text"],
            "left",
        ),
        (eta[186], after[186], "after the step", style.LIGHT["text"], "right"),
    ):
        ax.annotate(
            words, (x, y), ({"center": 0, "left": 14, "right": -10}[side], 5),
            textcoords="offset points", ha=side, va="bottom", fontsize=14, color=color,
            fontweight="bold",
        )  # fmt: skip
    ax.set(xlabel="learning rate η", ylabel="f", xlim=rates, ylim=(low, high))
    return ax


def parabola_walks(
    curvature: float, rates: Sequence[float], start: float = 1.0, shown: int = 6
) -> list[Axes]:
    """Draw the first points of walks on ½λx², a panel for each learning rate.

    Parameters
    ----------
    curvature : float
        λ, positive.
    rates : sequence of float
        Learning rates.
    start : float
        Where all begin.
    shown : int
        Points of each walk, the start among them.

    Examples
    --------
    >>> [ax.get_title() for ax in parabola_walks(2.0, (0.1, 1.1))]
    ['η = 0.1', 'η = 1.1']
    """
    drawing = figure(2.75 * len(rates), 3.2)
    every = list(np.atleast_1d(drawing.subplots(1, len(rates), sharey=True)))
    reach = 2.6 * abs(start)
    grid = np.linspace(-reach, reach, 121)
    for ax, eta in zip(every, rates, strict=True):
        x = start * (1 - eta * curvature) ** np.arange(shown)
        ax.plot(grid, curvature * grid**2 / 2, color=style.LIGHT["muted"], linewidth=1.4)
        ax.plot(0, 0, **style.ROLES["minimum"])
        ax.plot(x, curvature * x**2 / 2, **_PATH, linewidth=1.6, markersize=6,
                markevery=range(1, shown))  # fmt: skip
        ax.plot(x[0], curvature * x[0] ** 2 / 2, **{**style.ROLES["start"], "zorder": 9})
        ax.set(title=f"η = {eta:g}", xlabel="x", xlim=(-reach, reach))
        ax.set_ylim(-0.06 * curvature * reach**2 / 2, curvature * reach**2 / 2)
    every[0].set_ylabel("f")
    return every


def logbook(
    losses: Mapping[str, ArrayLike],
    lengths: Mapping[str, ArrayLike] | None = None,
    cosines: Mapping[str, ArrayLike] | None = None,
) -> list[Axes]:
    """Draw the losses of some runs, a panel each; below them what else was logged.

    Parameters
    ----------
    losses : mapping of str to array_like
        Name of each run -> its losses.
    lengths : mapping of str to array_like, optional
        Name of each run -> the lengths of its gradients.
    cosines : mapping of str to array_like, optional
        Name of each run -> the cosine of the angle between each gradient and the next.

    Examples
    --------
    >>> [ax.get_title() for ax in logbook({"A": [2.0, 1.0], "B": [2.0, 2.0]})]
    ['A', 'B']
    """
    rows = [row for row in (losses, lengths, cosines) if row is not None]
    drawing = figure(2.6 * len(losses), 1.0 + 1.9 * len(rows))
    grid: Any = drawing.subplots(len(rows), len(losses), squeeze=False, sharex=True)
    for ax, (name, run) in zip(grid[0], losses.items(), strict=True):
        ax.plot(np.asarray(run), color=style.PALETTE["black"], linewidth=2.4)
        ax.set(title=name)
        ax.set_ylim(bottom=0)
    grid[0, 0].set_ylabel("loss")
    if lengths is not None:
        for ax, run in zip(grid[1], lengths.values(), strict=True):
            ax.semilogy(np.asarray(run), color=style.PALETTE["vermilion"], linewidth=2.4,
                        linestyle=(0, (6, 2)))  # fmt: skip
            ax.set(ylim=(1e-6, 20), yticks=[1e-6, 1e-4, 1e-2, 1])
        grid[1, 0].set_ylabel("‖gradient‖")
    if cosines is not None:
        for ax, run in zip(grid[-1], cosines.values(), strict=True):
            ax.axhline(0, color=style.LIGHT["muted"], linewidth=1)
            ax.plot(np.arange(1, len(np.asarray(run)) + 1), np.asarray(run), linewidth=2.4,
                    color=style.PALETTE["blue"], clip_on=False, zorder=3)  # fmt: skip
            ax.set(ylim=(-1.15, 1.15), yticks=[-1, 0, 1])
        grid[-1, 0].set_ylabel("cosine")
    longest = max(len(np.asarray(run)) for run in losses.values())
    for ax in grid[-1]:
        ax.set(xlabel="update", xticks=range(0, longest, max(1, longest // 2)))
    return list(grid.flat)


def past_a_saddle(surface: Surface, rate: float, starts: Mapping[str, ArrayLike], steps: int
                  ) -> list[Axes]:  # fmt: skip
    """Draw walks past a saddle from above, and their losses.

    Parameters
    ----------
    surface : Surface
        Over the plane.
    rate : float
        Learning rate.
    starts : mapping of str to array_like, shape (2,)
        Name of each walk -> where it begins.
    steps : int
        Of each walk.

    Examples
    --------
    >>> from lecture_lib.descent import saddle
    >>> len(past_a_saddle(saddle, 0.1, {"a": (1.0, 0.1)}, 10))
    2
    """
    left, right = figure(10.4, 4.0).subplots(1, 2, width_ratios=(1.1, 1))
    contours(surface, left)
    for (name, start), look in zip(starts.items(), _LOOKS, strict=False):
        walk = descend(surface, GradientDescent(rate), np.asarray(start, dtype=float), steps)
        left.plot(*walk.theta.T, **{**look, "marker": ""}, linewidth=2.6)
        left.plot(*walk.theta[0], **style.ROLES["start"])
        right.plot(walk.value, **{**look, "marker": ""}, linewidth=2.6, label=name)
    left.set(title="from above", xlabel="x", ylabel="y")
    right.set(xlabel="update", ylabel="loss")
    right.set_ylim(bottom=min(0.0, right.get_ylim()[0]))
    right.legend(loc="upper right")
    return [left, right]


def walk_on_a_curve(curve: Surface, walk: ArrayLike, shown: int = 25) -> Axes:
    """Draw a curve, a walk along it, and its minima.

    Parameters
    ----------
    curve : Surface
        Over a line.
    walk : array_like, shape (steps,)
        Positions, the start first.
    shown : int
        How many of them are marked.

    Examples
    --------
    >>> from lecture_lib.descent import double_well
    >>> walk_on_a_curve(double_well, [0.05, -0.5, -3.0]).get_xlabel()
    'x'
    """
    ax = axes(None, figsize=(8.2, 3.9))
    x = np.asarray(walk, dtype=float)[:: max(1, len(np.asarray(walk)) // shown)]
    ends = curve.minima[:, 0]
    low, high = min(*ends, *x) - 0.3 * np.ptp(ends), max(*ends, *x) + 0.3 * np.ptp(ends)
    grid = np.linspace(low, high, 301)
    ax.plot(grid, curve.value(grid[:, None]), color=style.LIGHT["muted"], linewidth=1.8)
    ax.plot(x, curve.value(x[:, None]), **_PATH, linewidth=0, markersize=5,
            markevery=range(1, len(x)))  # fmt: skip
    ax.plot(x[0], float(curve.value(x[:1])), **{**style.ROLES["start"], "zorder": 9})
    ax.plot(ends, curve.value(ends[:, None]), **{**style.ROLES["minimum"], "linestyle": "none"})
    ax.set(xlabel="x", ylabel="f", xlim=(low, high))
    return ax


def basins(surface: Surface, rates: Sequence[float], across: int = 161, steps: int = 400
           ) -> list[Axes]:  # fmt: skip
    """Colour each start by the minimum in which its walk ends, a panel for each learning rate.

    Parameters
    ----------
    surface : Surface
        Over the plane, with two to four minima.
    rates : sequence of float
        Learning rates.
    across : int
        Starts along each side.
    steps : int
        Of each walk.

    Examples
    --------
    >>> from lecture_lib.descent import himmelblau
    >>> len(basins(himmelblau, (0.005,), across=5, steps=20))
    1
    """
    tints = ListedColormap([style.PALETTE[name] for name in
                            ("sky blue", "orange", "bluish green", "reddish purple")])  # fmt: skip
    every = list(np.atleast_1d(figure(4.7 * len(rates), 4.6).subplots(1, len(rates))))
    sides = [np.linspace(*side, across) for side in surface.domain]
    starts = np.stack(np.meshgrid(*sides), axis=-1)
    for ax, eta in zip(every, rates, strict=True):
        ends = descend(surface, GradientDescent(eta), starts, steps).theta[-1]
        which = np.linalg.norm(ends[..., None, :] - surface.minima, axis=-1).argmin(-1)
        ax.pcolormesh(*sides, which, cmap=tints, vmin=0, vmax=3, alpha=0.55, rasterized=True)
        for letter, point in zip("ABCD", surface.minima, strict=False):
            ax.plot(*point, **style.ROLES["minimum"])
            ax.annotate(letter, tuple(point), (9, 7), textcoords="offset points",
                        fontweight="bold", fontsize=15)  # fmt: skip
        ax.set(aspect="equal", xlabel="x", ylabel="y", title=f"η = {eta:g}")
        ax.grid(visible=False)
    return every
