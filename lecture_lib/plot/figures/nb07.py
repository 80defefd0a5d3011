"""Pictures of notebook 07: paths in a narrow valley, one direction at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from ... import style
from ...descent import descend, quadratic
from ...optim import GradientDescent
from ..axes import axes, figure
from ..contours import contours

__all__ = [
    "crossing",
    "heard",
    "own_steps",
    "search_paths",
    "step_products",
    "three_paths",
    "turned_bowl",
    "two_modes",
]

Array = NDArray[Any]

#: The valley of the notebook: curvature along it and across it.
CURVATURE = np.array([0.2, 4.0])
_ALONG: dict[str, Any] = {"color": style.PALETTE["blue"], "linestyle": "-", "marker": "o"}
_ACROSS: dict[str, Any] = {"color": style.PALETTE["vermilion"], "linestyle": "--", "marker": "s"}


def _walk(rate: float, start: ArrayLike, steps: int) -> Array:
    """Points of gradient descent in the valley, (steps + 1, 2), by the factors 1 − ηλ."""
    powers = np.arange(steps + 1)[:, None]
    return np.asarray(start, dtype=float) * (1 - rate * CURVATURE) ** powers


def _arrives(points: Array, goal: float = 0.01) -> int:
    """The first step within a share of the first distance, the last one when there is none."""
    near = np.linalg.norm(points, axis=1) <= goal * np.linalg.norm(points[0])
    return int(near.argmax()) if near.any() else len(points) - 1


def _point(point: ArrayLike) -> str:
    """Coordinates as they are written in the text."""
    x, y = (float(f"{value:.3g}") for value in np.asarray(point))
    return f"({x:g}, {y:g})".replace("-", "−")


def three_paths(rates: Sequence[float], start: tuple[float, float] = (20.0, 4.0)) -> list[Axes]:
    """Draw a path for each learning rate until it is within 1 % of the first distance.

    The steps are not marked, so that the picture does not tell how many there are.

    Parameters
    ----------
    rates : sequence of float
        Learning rates below 0.5, where the valley ½(0.2 x² + 4 y²) begins to diverge.
    start : (float, float)
        Inside the map, x up to 22 and y up to 4.8.

    Examples
    --------
    >>> upper, lower = three_paths((0.15, 0.45))
    >>> lower.get_title()
    'B: a path of length 43'
    """
    valley = quadratic(condition_number=20, mu=0.2, domain=((-2.0, 22.0), (-4.8, 4.8)))
    drawing = figure(8.6, 1.62 * len(rates))
    every = np.atleast_1d(drawing.subplots(len(rates), 1, sharex=True))
    for ax, rate, name in zip(every, rates, "ABCDEF", strict=False):
        points = _walk(rate, start, 4000)
        points = points[: _arrives(points) + 1]
        length = np.linalg.norm(np.diff(points, axis=0), axis=1).sum()
        contours(valley, ax).set(
            title=f"{name}: a path of length {length:.0f}",
            ylabel="y",
            xlabel="x",
            yticks=(-4, 0, 4),
        )
        ax.plot(*points.T, color=style.PALETTE["black"], linewidth=1.6)
        ax.plot(*points[0], **style.ROLES["start"])
        ax.plot(0, 0, **{**style.ROLES["minimum"], "markersize": 17}, zorder=5)
        ax.label_outer()
    return list(every)


def _beside(path: Array, size: tuple[float, float]) -> tuple[Array, Array]:
    """The middle of each step, and to which side of it there is room (a unit vector each)."""
    scale = np.array([2.0, 1.0]) / size  # the picture is about twice as wide as high
    middles, ways = (path[:-1] + path[1:]) / 2, np.diff(path, axis=0) * scale
    sides = ways[:, ::-1] * [1, -1] / np.linalg.norm(ways, axis=1, keepdims=True)
    apart = (middles[:, None] - middles) * scale
    push = np.sum(apart / (np.linalg.norm(apart, axis=-1, keepdims=True) + 1e-9) ** 3, axis=1)
    return middles, sides * np.where(np.sum(sides * push, axis=1, keepdims=True) < 0, -1.0, 1.0)


def own_steps(points: ArrayLike, rates: Sequence[float], beside: float = 0.45) -> Axes:
    """Draw a path in the valley with the learning rate of each of its steps.

    Parameters
    ----------
    points : array_like, shape (steps + 1, 2)
        The start first.
    rates : sequence of float
        The learning rate of each step.
    beside : float
        A constant learning rate, below 0.5, whose path from the same start is drawn faintly.

    Examples
    --------
    >>> own_steps([(20, 4), (19, 0), (0, 0)], (0.25, 5.0)).get_title()
    'D, each step with its η (faint: η = 0.45)'
    """
    path = np.asarray(points, dtype=float)
    reach = max(4.8, 1.2 * float(np.abs(path[:, 1]).max()))
    low = min(-4.8, 1.2 * float(path[:, 1].min()))
    valley = quadratic(condition_number=20, mu=0.2, domain=((-3.0, 23.0), (low, reach)))
    ax = contours(valley, axes(None, figsize=(8.6, 3.9)))
    other = _walk(beside, path[0], 4000)
    ax.plot(*other[: _arrives(other) + 1].T, color=style.LIGHT["muted"], alpha=0.55, linewidth=1)
    ax.plot(*path.T, "o-", color=style.PALETTE["black"], linewidth=1.8, markersize=5, zorder=5)
    ax.plot(*path[0], **style.ROLES["start"])
    ax.plot(0, 0, **{**style.ROLES["minimum"], "markersize": 17}, zorder=6)
    paper = {
        "boxstyle": "round,pad=0.12",
        "facecolor": style.LIGHT["surface"],
        "edgecolor": "none",
        "alpha": 0.9,
    }
    for rate, middle, aside in zip(rates, *_beside(path, (26.0, reach - low)), strict=True):
        ax.annotate(
            f"{rate:.2f}",
            tuple(middle),
            tuple(aside * (29, 15)),
            textcoords="offset points",
            fontsize=13,
            fontweight="bold",
            ha="center",
            va="center",
            bbox=paper,
            zorder=7,
        )
    title = f"D, each step with its η (faint: η = {beside:g})"
    ax.set(title=title, xlabel="x", ylabel="y")
    return ax


def two_modes(
    rates: Sequence[float], start: tuple[float, float] = (20.0, 4.0), steps: int = 160
) -> list[Axes]:
    """Draw how far a path still is along the valley and across it, a panel for each rate.

    Parameters
    ----------
    rates : sequence of float
        Learning rates.
    start : (float, float)
        x along the valley, y across it; not both 0.
    steps : int
        Length of the horizontal axis.

    Examples
    --------
    >>> left, right = two_modes((0.15, 0.45))
    >>> right.get_title()
    'B: η = 0.45'
    """
    drawing = figure(10.0, 3.9)
    every = np.atleast_1d(drawing.subplots(1, len(rates), sharey=True))
    first = float(np.linalg.norm(start))
    for ax, rate, name in zip(every, rates, "ABCDEF", strict=False):
        points = np.abs(_walk(rate, start, 2000))
        points = np.where(points > 1e-9 * first, points, np.nan)
        for part, look, words in zip(
            points.T, (_ALONG, _ACROSS), ("|x| along", "|y| across"), strict=True
        ):
            ax.semilogy(part[: steps + 1], **look, markevery=10, markersize=5, label=words)
        arrival = _arrives(np.nan_to_num(points))
        ax.axhline(0.01 * first, color=style.LIGHT["muted"], linewidth=1)
        if arrival <= steps:
            ax.axvline(arrival, color=style.LIGHT["muted"], linewidth=1, linestyle=":")
            left = arrival > 0.6 * steps
            ax.annotate(
                f"step {arrival}",
                (arrival, 0.95),
                (-5 if left else 5, 0),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                ha="right" if left else "left",
                va="top",
                fontsize=13,
                fontweight="bold",
            )
        ax.set(
            title=f"{name}: η = {rate:g}",
            xlabel="step",
            xlim=(-0.03 * steps, 1.03 * steps),
            xticks=range(0, steps - 20, 50),
            ylim=(0.002 * first, 1.5 * first),
        )
        low = arrival > 0.6 * steps  # the line is crossed on the right: write under it
        ax.annotate(
            "1 % of the start",
            (0.6 if low else 0.99, 0.01 * first),
            (0, -4 if low else 4),
            ha="right",
            va="top" if low else "bottom",
            fontsize=12,
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            color=style.LIGHT["muted"],
        )
    every[0].set_ylabel("how far from 0")
    drawing.legend(*every[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return list(every)


def heard(rate: float, start: tuple[float, float] = (20.0, 4.0)) -> list[Axes]:
    """Draw how far a path in the valley still is in each mode, and what its gradients show of it.

    The path ends where it is within 1 % of the first distance. What becomes of x, along the
    valley, with half of the learning rate is drawn faintly.

    Parameters
    ----------
    rate : float
        Learning rate, below 0.5.
    start : (float, float)
        x along the valley, y across it; neither is 0.

    Examples
    --------
    >>> [ax.get_title() for ax in heard(0.47)]
    ['distance: |x|, |y|', 'gradient: |0.2 x|, |4 y|']
    """
    drawing = figure(10.0, 4.2)
    every = list(drawing.subplots(1, 2, sharex=True, sharey=True))
    points = _walk(rate, start, 2000)
    last = _arrives(points)
    points = np.abs(points[: last + 1])
    slow = np.abs(_walk(rate / 2, start, last))[:, 0]
    x, y = (f"{curvature:g} " for curvature in CURVATURE)
    titles = ("distance: |x|, |y|", f"gradient: |{x}x|, |{y}y|")
    for ax, scale, title in zip(every, (1.0, CURVATURE), titles, strict=True):
        for part, look, words in zip(
            (points * scale).T, (_ALONG, _ACROSS), ("x, along", "y, across"), strict=True
        ):
            ax.semilogy(part, **look, markevery=5, markersize=6, linewidth=2.2, label=words)
        ax.set(title=title, xlabel="step", xlim=(-1, last + 1))
    muted = {"color": style.LIGHT["muted"], "linewidth": 1.8, "linestyle": "-."}
    every[0].semilogy(slow, **muted, label="x with half of η")
    drawing.legend(*every[0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
    return every


def crossing(mu: float, L: float) -> Axes:
    """Draw the size of both factors over η, the larger of them, ρ, and where it is smallest.

    Parameters
    ----------
    mu, L : float
        Smallest and largest curvature.

    Examples
    --------
    >>> crossing(1, 9).get_title()
    'the larger one is ρ; it is smallest where they cross'
    """
    ax = axes(None, figsize=(8.8, 4.0))
    best = 2 / (L + mu)
    rates = np.unique([*np.linspace(0, 2.3 / L, 400), best, 1 / L])
    flat, steep = (np.abs(1 - rates * curvature) for curvature in (mu, L))
    rho = np.maximum(flat, steep)
    ax.plot(rates, rho, color=style.LIGHT["muted"], alpha=0.3, linewidth=11, label="ρ, the larger")
    for size, look, words in ((flat, _ALONG, "|1 − ημ|"), (steep, _ACROSS, "|1 − ηL|")):
        ax.plot(rates, size, **look, markevery=50, markersize=5, linewidth=2.2, label=words)
    lowest = float(rho.min())
    ax.plot(best, lowest, **{**style.ROLES["minimum"], "markersize": 17}, zorder=6)
    ax.plot([best, best], [0, lowest], color=style.LIGHT["muted"], linestyle=":", linewidth=1.4)
    ax.axhline(1, color=style.LIGHT["muted"], linewidth=1)
    for place, side, words in (
        ((0.004 / L, 1.03), "left", "above 1: the mode grows"),
        ((best, 0.03), "right", "η* "),
        ((best + 0.03 / L, lowest - 0.16), "left", f"ρ* = {lowest:.3g}"),
    ):
        ax.annotate(words, place, ha=side, va="top" if words.startswith("ρ") else "bottom",
                    fontsize=14)  # fmt: skip
    ax.set(
        xlabel="learning rate η", ylabel="size of the factor", xlim=(0, 2.3 / L), ylim=(0, 1.35),
        xticks=[0, 1 / L, 2 / L], xticklabels=["0", "1/L", "2/L"],
        title="the larger one is ρ; it is smallest where they cross",
    )  # fmt: skip
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return ax


def search_paths(paths: Sequence[ArrayLike]) -> list[Axes]:
    """Draw paths of line search in the valley, each true to its angles, with its steps.

    Parameters
    ----------
    paths : sequence of array_like, shape (steps + 1, 2)
        The points of each path, the start first.

    Examples
    --------
    >>> upper, lower = search_paths([[(20, 1), (18, -1)], [(20, 4), (0, 0)]])
    >>> upper.get_title()
    'from (20, 1): 1 steps'
    """
    found = [np.asarray(path, dtype=float) for path in paths]
    sides = [(p[:, 1].min() - 0.8, p[:, 1].max() + 0.8) for p in found]
    heights = [high - low for low, high in sides]
    drawing = figure(8.6, 0.35 * sum(heights) + 0.75 * len(found))
    every = np.atleast_1d(drawing.subplots(len(found), 1, sharex=True, height_ratios=heights))
    for ax, points, side in zip(every, found, sides, strict=True):
        valley = quadratic(condition_number=20, mu=0.2, domain=((-2.0, 22.0), side))
        x, y = points[0]
        contours(valley, ax).set(
            title=f"from ({x:g}, {y:g}): {len(points) - 1} steps",
            aspect="equal",
            xlabel="x",
            ylabel="y",
        )
        ax.plot(*points.T, "o-", color=style.PALETTE["black"], linewidth=1.6, markersize=3.5)
        ax.plot(*points[0], **style.ROLES["start"])
        ax.label_outer()
    return list(every)


def turned_bowl(
    hessian: ArrayLike, start: tuple[float, float], rate: float, steps: int = 12
) -> Axes:
    """Draw a path in the bowl ½ θᵀHθ, the directions of H, and the two parts of the start.

    Parameters
    ----------
    hessian : array_like, shape (2, 2)
        Symmetric, with positive eigenvalues.
    start : (float, float)
    rate : float
        Learning rate.
    steps : int
        Steps to draw.

    Examples
    --------
    >>> turned_bowl([[5, 4], [4, 5]], (7.0, 1.0), 0.2).get_xlabel()
    'θ₁'
    """
    values, vectors = np.linalg.eigh(np.asarray(hessian, dtype=float))
    vectors = vectors * np.where(vectors[0] < 0, -1.0, 1.0)  # both point to the right
    reach = 1.25 * float(np.abs(start).max())
    box = ((-reach, reach), (-reach, reach))
    angle = float(np.arctan2(vectors[1, 0], vectors[0, 0]))
    bowl = quadratic(values[1] / values[0], angle, mu=values[0], domain=box)
    ax = contours(bowl, axes(None, figsize=(6.2, 5.6)))
    path = descend(bowl, GradientDescent(rate), start, steps, bound=1e9).theta
    muted = style.LIGHT["muted"]
    paper = {
        "boxstyle": "round,pad=0.15",
        "facecolor": style.LIGHT["surface"],
        "edgecolor": "none",
        "alpha": 0.85,
    }
    for value, way, color in zip(
        values, vectors.T, (style.PALETTE["blue"], style.PALETTE["vermilion"]), strict=True
    ):
        part = (way @ path[0]) * way
        multiple = way * np.abs(part).max() / np.abs(way).max()  # as on paper: 4·(1, 1)
        ax.axline((0, 0), tuple(way), color=muted, linewidth=0.9)
        ax.plot(*np.stack([part, path[0]]).T, color=muted, linestyle=":", linewidth=1.4)
        ax.annotate(
            "",
            tuple(part),
            (0, 0),
            arrowprops={
                "arrowstyle": "-|>",
                "color": color,
                "linewidth": 3,
                "mutation_scale": 22,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
        end = np.sign(way @ path[0]) * way * reach
        ax.annotate(
            f"curvature {value:.3g}",
            tuple(-0.74 * end),
            (0, 0),
            color=color,
            textcoords="offset points",
            fontsize=13,
            fontweight="bold",
            ha="center",
            bbox=paper,
        )
        ax.annotate(
            _point(multiple),
            tuple(part),
            (0, 9 if part[1] > 0 else -9),
            color=color,
            textcoords="offset points",
            fontsize=13,
            ha="center",
            va="bottom" if part[1] > 0 else "top",
            bbox=paper,
            zorder=6,
        )
    ax.plot(*path.T, "o-", color=style.PALETTE["black"], linewidth=1.5, markersize=4, zorder=5)
    ax.plot(*path[0], **style.ROLES["start"])
    ax.plot(0, 0, **{**style.ROLES["minimum"], "markersize": 15}, zorder=7)
    for point, away, side in zip(path, (9, -9), ("bottom", "top"), strict=False):
        ax.annotate(
            _point(point),
            tuple(point),
            (0, away),
            textcoords="offset points",
            fontsize=13,
            fontweight="bold",
            ha="center",
            va=side,
            bbox=paper,
            zorder=6,
        )
    ax.set(
        xlabel="θ₁",
        ylabel="θ₂",
        aspect="equal",
        xlim=box[0],
        ylim=box[1],
        title="Two directions that do not mix",
    )
    return ax


def step_products(rates: Mapping[str, ArrayLike], mu: float = 0.2, L: float = 4.0) -> Axes:
    """Draw what a whole sequence of steps multiplies a mode by, over its curvature.

    Parameters
    ----------
    rates : mapping of str to array_like
        Name of each sequence -> its learning rates, one for each step.
    mu, L : float
        Smallest and largest curvature.

    Examples
    --------
    >>> float(step_products({"twice 1/L": [0.25, 0.25]}).get_ylim()[1])
    2.0
    """
    ax = axes(None, figsize=(8.4, 4.2))
    curvature = np.linspace(mu, L, 4001)
    looks = (("-", "black", 2.2), ("-", "vermilion", 1.4), ("-.", "blue", 2.2))
    for (name, values), (dash, color, width) in zip(rates.items(), looks, strict=False):
        left = np.abs(np.prod(1 - np.multiply.outer(curvature, values), axis=-1))
        ax.semilogy(
            curvature,
            np.maximum(left, 1e-12),
            dash,
            color=style.PALETTE[color],
            linewidth=width,
            label=name,
        )
    ax.set(xlabel="curvature λ", ylabel="what is left of the mode", xlim=(mu, L), ylim=(1e-10, 2.0))
    ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(rates))
    return ax
