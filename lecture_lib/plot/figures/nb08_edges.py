"""Pictures of notebook 08: how long a step may be, over the size of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ... import style
from ..axes import figure, plain
from .nb08_looks import AMBER, LOOKS

__all__ = ["floor_and_edge", "foretold", "measured_edge", "two_edges"]


def measured_edge(u: ArrayLike, losses: ArrayLike, limit: float = 0.5) -> tuple[float, ...]:
    """Return the u at which the median loss passes a limit, between its bounds by the seeds.

    The last crossing counts, on a straight line between the logarithms of its two neighbours, so
    that no single u of the grid decides.

    Parameters
    ----------
    u : array_like, shape (n,)
        η/(1−β) of each network, rising.
    losses : array_like, shape (n, seeds)
        Their last losses.
    limit : float
        The loss that is passed.

    Returns
    -------
    tuple of float
        Lower bound, crossing, upper bound. Bounds hold nine tenths of the crossings of 400 draws
        of as many seeds with replacement. A median that is never above the limit gives the
        largest u, one that is never below it the least.

    Examples
    --------
    >>> [round(x, 6) for x in measured_edge([1, 2, 4], [[0.1, 0.1], [0.25, 0.25], [1, 1]])]
    [2.828427, 2.828427, 2.828427]
    """
    lengths, rows = np.log(np.asarray(u, dtype=float)), np.asarray(losses, dtype=float)
    some = np.random.default_rng(0).integers(rows.shape[1], size=(400, rows.shape[1]))
    drawn = np.concatenate([rows[:, None, :], rows[:, some]], axis=1)  # the first: as they are
    above = np.log(np.median(drawn, axis=2) / limit)
    found = []
    for y in above.T:
        k = int(np.flatnonzero(y < 0).max(initial=0))
        far = min(k + 1, len(lengths) - 1)
        part = y[k] / (y[k] - y[far]) if y[k] < 0 < y[far] else 0.0
        found.append(float(np.exp(lengths[k] + part * (lengths[far] - lengths[k]))))
    low, high = np.quantile(found[1:], (0.05, 0.95))
    return min(float(low), found[0]), found[0], max(float(high), found[0])


def foretold(
    edges: Mapping[float, Mapping[int, Sequence[float]]],
    given: Mapping[float, Mapping[int, float]],
    a: Mapping[float, float],
    c: float,
) -> Axes:
    """Draw the edge of u over the batch size: the law and a power law, and what was measured.

    Parameters
    ----------
    edges : mapping of float to mapping
        β -> size of a batch -> the measured edge of u = η/(1−β) between its bounds, shape (3,).
    given : mapping of float to mapping
        β -> size of a batch -> the edge that was known before; drawn filled, between the bounds
        of the measured one. The power law goes through the first and the last of the largest β.
        Bands hold what both laws say if the given edges lie anywhere between their bounds.
    a : mapping of float to float
        β -> a of the law 1/u = a + c/B.
    c : float
        Of the same law, for every β.

    Examples
    --------
    >>> edges = {0.9: {8: (1.0, 1.1, 1.2), 32: (3.8, 4.1, 4.4), 256: (11, 12, 13)}}
    >>> ax = foretold(edges, {0.9: {32: 4.0, 256: 12.0}}, {0.9: 0.05}, 7)
    >>> [text.get_text() for text in ax.texts]
    ['noise edge', 'power law', 'law, β = 0.9', '1.1', '4', '12']
    """
    ax, far = figure(8.8, 5.2).subplots(), max(edges)
    sizes = sorted({*edges[far], *given[far]})
    wide = np.geomspace(sizes[0] / 1.5, sizes[-1] * 1.5, 100)
    first, last = min(given[far]), max(given[far])

    def power(one: float, other: float) -> Any:
        return one * (wide / first) ** (np.log(other / one) / np.log(last / first))

    rival = power(given[far][first], given[far][last])
    muted, top = style.LIGHT["muted"], 1.6 * rival[-1]
    bounds = {
        beta: {B: edges[beta].get(B, (u, u, u))[::2] for B, u in known.items()}
        for beta, known in given.items()
    }
    corners = list(product(bounds[far][first], bounds[far][last]))
    ax.loglog(wide, wide / c, color=muted, linewidth=1.6)
    ax.loglog(wide, rival, color=muted, linewidth=2.4, linestyle=":")
    _band(ax, wide, [power(*corner) for corner in corners], muted, 0.16)
    for name, x, y, shift, side in (
        ("noise edge", 0.8 * top * c, 0.8 * top, (-10, 0), "right"),
        ("power law", wide[2], rival[2], (0, 30), "left"),
    ):
        ax.annotate(
            name, (x, y), shift, textcoords="offset points", ha=side, va="center", fontsize=13,
            color=muted,
        )  # fmt: skip
    slopes = [(1 / one - 1 / other) / (1 / first - 1 / last) for one, other in corners]
    for (beta, found), look in zip(edges.items(), (LOOKS[0], LOOKS[2]), strict=False):
        color, words = look["color"], style.LIGHT["note" if beta else "text"]
        law = 1 / (a[beta] + c / wide)
        ax.plot(wide, law, color=color, linewidth=2.4)
        at, ends = max(bounds[beta]), bounds[beta][max(bounds[beta])]
        laws = [
            1 / (1 / end + slope * (1 / wide - 1 / at))
            for slope, (_, other) in zip(slopes, corners, strict=True)
            for end in ((other,) if beta == far else ends)
        ]
        _band(ax, wide, laws, color, 0.2)
        ax.annotate(
            f"law, β = {beta:g}", (wide[-2], law[-2]), (0, -58),
            textcoords="offset points", ha="right", va="center", fontsize=13, color=words,
        )  # fmt: skip
        for B, (low, middle, high) in sorted(found.items()):
            known = given[beta].get(B)
            height = middle if known is None else known
            ax.vlines(B, low, high, color=color, linewidth=3, zorder=4)
            ax.plot(
                B, height, look["marker"], color=color, markersize=10, zorder=5,
                markerfacecolor=color if known else style.LIGHT["surface"], markeredgewidth=2.4,
            )  # fmt: skip
            over = height > 1.15 * (1 / (a[beta] + c / B))  # clear of the law
            ax.annotate(
                f"{height:#.2g}".rstrip(".") if known is None else f"{height:.3g}", (B, height),
                (9, 9 if over else -9), textcoords="offset points",
                va="bottom" if over else "top", fontsize=13, color=words, zorder=6,
                bbox={"facecolor": style.LIGHT["surface"], "edgecolor": "none", "pad": 0.5,
                      "alpha": 0.8},
            )  # fmt: skip
    for face, name in ((muted, "given"), (style.LIGHT["surface"], "measured afterwards")):
        ax.plot(
            [], [], "s", color=muted, markersize=10, markerfacecolor=face, markeredgewidth=2.4,
            label=name,
        )  # fmt: skip
    ax.fill_between(
        [], [], [], color=muted, alpha=0.3, linewidth=0, label="other draws of the seeds"
    )
    ax.set(
        xlabel="images in a batch", ylabel="edge of u = η/(1 − β)",
        xlim=wide[[0, -1]], ylim=(0.45, top),
    )  # fmt: skip
    ax.set_xticks(sizes, [f"{size:g}" for size in sizes])
    ax.tick_params(axis="x", which="minor", bottom=False)
    plain(ax.yaxis)
    ax.legend(loc="upper left")
    return ax


def _band(ax: Axes, x: Any, curves: Sequence[Any], color: str, alpha: float) -> None:
    """Fill what lies between the lowest and the highest of some curves."""
    low, high = np.min(curves, axis=0), np.max(curves, axis=0)
    ax.fill_between(x, low, high, color=color, alpha=alpha, linewidth=0)


def floor_and_edge(
    u: ArrayLike, panels: Mapping[str, tuple[Mapping[str, ArrayLike], ArrayLike]]
) -> list[Axes]:
    """Draw last losses with a constant and a lowered rate, above the share of dead units.

    Parameters
    ----------
    u : array_like, shape (n,)
        η/(1−β) of each network.
    panels : mapping of str to tuple
        Title of a column -> losses of each schedule by name, shape (n, seeds), and the share of
        hidden units that no image wakes, shape (n,).

    Returns
    -------
    list of Axes
        Losses of each column, then dead units of each.

    Examples
    --------
    >>> column = {"constant": [[0.1, 0.2], [1.0, 2.0]]}, [0.1, 0.9]
    >>> losses, dead = floor_and_edge([1, 2], {"batches of 32": column})
    >>> [float(bar.get_height()) for bar in dead.patches]
    [10.0, 90.0]
    """
    drawing = figure(10.0, 5.4)
    top, bottom = drawing.subplots(
        2, len(panels), sharex=True, sharey="row", squeeze=False, height_ratios=(1.5, 1)
    )
    names = [f"{x:g}" for x in np.asarray(u, dtype=float)]
    for above, below, (title, (losses, dead)) in zip(top, bottom, panels.items(), strict=True):
        for (name, found), look in zip(losses.items(), (LOOKS[0], LOOKS[2]), strict=False):
            rows, color = np.asarray(found, dtype=float), look["color"]
            line = {**look, "linewidth": 2.4}
            above.semilogy(names, np.median(rows, axis=1), **line, markersize=8, label=name)
            above.fill_between(
                names, rows.min(axis=1), rows.max(axis=1), color=color, linewidth=0,
                alpha=0.35 if color == AMBER else 0.18,
            )  # fmt: skip
        below.bar(names, 100 * np.asarray(dead), width=0.6, color=style.PALETTE["vermilion"])
        above.set_title(title)
        below.set(xlabel="u", ylim=(0, 100))
    top[0].yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    top[0].set_ylabel("loss in the last pass")
    bottom[0].set_ylabel("dead units, %")
    top[-1].legend(loc="upper right")
    return [*top, *bottom]


def two_edges(
    sizes: ArrayLike, panels: Mapping[str, tuple[Mapping[float, ArrayLike], ArrayLike, float]]
) -> list[Axes]:
    """Draw the largest u that learns over the batch size, between the two edges.

    Parameters
    ----------
    sizes : array_like of int, shape (n,)
        Examples in a batch.
    panels : mapping of str to tuple
        Title -> what was measured, the curvatures of all modes, and s²/λ. Measured are β -> the
        largest u = η/(1−β) at which the loss did not grow, shape (n, seeds). The largest curvature
        and s²/λ give the two edges, and all curvatures the curve of both together, on which B is
        s²/λ times the mean of uλ/(2 − uλ(1−β)/(1+β)), weighed so that small u give the noise edge.

    Examples
    --------
    >>> found = {0: [[0.5], [0.9]], 0.9: [[0.6], [2.0]]}
    >>> (ax,) = two_edges([1, 4], {"digits": (found, [2, 1, 1], 4)})
    >>> tops = [line for line in ax.lines if line.get_label().startswith("curvature")]
    >>> [round(float(line.get_ydata()[0]), 6) for line in tops]
    [1.0, 19.0]
    """
    B = np.asarray(sizes, dtype=float)
    every = list(np.atleast_1d(figure(6.1 * len(panels), 4.9).subplots(1, len(panels))))
    for ax, (title, panel) in zip(every, panels.items(), strict=True):
        _edges(ax, B, *panel)
        ax.set_title(title)
        ax.set(xlabel="images in a batch")
        plain(ax.yaxis)
    every[0].set_ylabel("largest u = η/(1 − β)")
    last = every[-1]
    pale = last.plot([], [], color=style.LIGHT["muted"], linewidth=2, alpha=0.45)[0]
    points = [line for line in last.lines if str(line.get_label()).startswith("measured")]
    names = [str(line.get_label()) for line in points]
    last.legend([*points, pale], [*names, "both edges together"], loc="lower right")
    return every


def _edges(
    ax: Axes, B: Any, measured: Mapping[float, ArrayLike], curvatures: ArrayLike, noise: float
) -> None:
    """One panel of ``two_edges``."""
    lam = np.asarray(curvatures, dtype=float)
    L, wide = lam.max(), np.geomspace(B[0] / 1.7, B[-1] * 1.7, 100)
    line = 2 * wide / noise
    ax.loglog(wide, line, color=style.LIGHT["muted"], linewidth=1.6)
    for (beta, found), look in zip(measured.items(), (LOOKS[0], LOOKS[2]), strict=False):
        top, color = 2 * (1 + beta) / ((1 - beta) * L), look["color"]
        ax.plot(
            wide[[0, -1]], [top, top], color=color, linewidth=1.6, linestyle=(0, (5, 3)),
            label=f"curvature edge, β = {beta:g}",
        )  # fmt: skip
        ax.annotate(
            f"curvature edge, β = {beta:g}", (wide[0], top), (4, 5), textcoords="offset points",
            fontsize=13, color=style.LIGHT["note" if beta else "text"],
        )  # fmt: skip
        u = np.linspace(0, top, 4000, endpoint=False)[1:, None]
        needs = np.sum(u * lam / (2 - 2 * u / top * lam / L), axis=1)  # of B, by this u
        ax.plot(needs * noise / lam.sum(), u[:, 0], color=color, linewidth=2, alpha=0.45)
        rows = np.asarray(found, dtype=float)
        middle = np.median(rows, axis=1)
        ax.vlines(B, rows.min(axis=1), rows.max(axis=1), color=color, linewidth=3, zorder=4)
        ax.plot(
            B, middle, look["marker"], color=color, markersize=11, zorder=5,
            markeredgecolor=style.LIGHT["surface"], label=f"measured, β = {beta:g}",
        )  # fmt: skip
    highest = 3.2 * 2 * (1 + max(measured)) / ((1 - max(measured)) * L)
    ax.set(xlim=wide[[0, -1]], ylim=(line[0] * 0.8, highest))
    ax.set_xticks(B, [f"{size:g}" for size in B])
    ax.tick_params(axis="x", which="minor", bottom=False)
    at = int(np.sum(line < highest / 6.4)) - 1  # half of the highest curvature edge
    ax.annotate(
        "noise edge, any β", (wide[at], line[at]), (-26, -6), textcoords="offset points",
        fontsize=13, ha="right", color=style.LIGHT["muted"],
    )  # fmt: skip
