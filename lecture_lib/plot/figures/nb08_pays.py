"""Pictures of notebook 08: when momentum pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ... import style
from ..axes import figure, plain

__all__ = [
    "floor_and_edge", "foretold", "gains", "good_lengths", "losses_over_length", "over_beta",
    "two_edges",
]  # fmt: skip

#: Amber, deep enough to be seen when a dark page turns a picture's lightness round.
_AMBER = style.LIGHT["parameter-line"]

_LOOKS: tuple[dict[str, Any], ...] = (
    {"color": style.PALETTE["black"], "linestyle": "-", "linewidth": 4.5, "marker": "o"},
    {"color": style.PALETTE["blue"], "linestyle": (0, (4, 2)), "linewidth": 2.4, "marker": "D"},
    {"color": _AMBER, "linestyle": "-", "linewidth": 2.4, "marker": "s"},
)


def losses_over_length(
    u: ArrayLike, panels: Mapping[float, Mapping[float, ArrayLike]], edge: float
) -> list[Axes]:
    """Draw the expected loss over u = η/(1−β), a panel for each variance, with each best u.

    Parameters
    ----------
    u : array_like, shape (n,)
        Steps along a flat direction.
    panels : mapping of float to mapping
        Variance of the noise -> β -> loss as a part of the first, shape (n,).
    edge : float
        The u at which SGD breaks.

    Examples
    --------
    >>> (ax,) = losses_over_length([0.1, 1.0], {0.01: {0: [0.5, 0.2]}}, edge=2)
    >>> ax.get_title()
    'σ² = $10^{-2}$'
    """
    drawing, lengths = figure(11.4, 3.9), np.asarray(u, dtype=float)
    every = list(np.atleast_1d(drawing.subplots(1, len(panels), sharey=True)))
    lowest = min(float(np.nanmin(y)) for curves in panels.values() for y in curves.values())
    for ax, (variance, curves) in zip(every, panels.items(), strict=True):
        for (beta, found), look in zip(curves.items(), _LOOKS, strict=False):
            losses = np.asarray(found, dtype=float)
            line = {k: v for k, v in look.items() if k != "marker"}
            ax.loglog(lengths, np.where(losses < 10, losses, np.nan), **line, label=f"β = {beta:g}")
            k = int(np.nanargmin(losses))
            ax.plot(
                lengths[k], losses[k], look["marker"], color=look["color"], markersize=10,
                markeredgecolor=style.LIGHT["surface"], zorder=5,
            )  # fmt: skip
        ax.axvline(edge, color=style.LIGHT["muted"], linewidth=1, linestyle=":")
        ax.set(xlabel="u", title=f"σ² = $10^{{{round(np.log10(variance))}}}$", ylim=(lowest / 2, 3))
        ax.set_xticks([0.1, 1, 10], ["0.1", "1", "10"])
        ax.tick_params(axis="x", which="minor", bottom=False)
    every[0].annotate(
        "SGD breaks", (edge, 0.98), (4, 0), xycoords=("data", "axes fraction"),
        textcoords="offset points", fontsize=12, va="top", rotation=90,
        color=style.LIGHT["muted"],
    )  # fmt: skip
    every[0].set_ylabel("expected loss / first loss")
    every[0].legend(loc="lower left")
    return every


def foretold(
    largest: Mapping[float, Mapping[int, ArrayLike]],
    given: Mapping[float, Mapping[int, float]],
    a: Mapping[float, float],
    c: float,
) -> Axes:
    """Draw the largest u over the batch size: the law and a power law, and what was measured.

    Parameters
    ----------
    largest : mapping of float to mapping
        β -> size of a batch -> the largest u = η/(1−β) with which each run learns.
    given : mapping of float to mapping
        β -> size of a batch -> the u that was known before; drawn filled. The power law goes
        through the first and the last of the largest β.
    a : mapping of float to float
        β -> a of the law 1/u = a + c/B.
    c : float
        Of the same law, for every β.

    Examples
    --------
    >>> given = {0.9: {32: 4.0, 256: 12.0}}
    >>> ax = foretold({0.9: {8: [1.0, 1.2, 1.1]}}, given, {0.9: 0.05}, 7)
    >>> [text.get_text() for text in ax.texts]
    ['noise edge', 'power law', 'law, β = 0.9', '1.1', '4', '12']
    """
    ax, far = figure(8.8, 5.2).subplots(), max(largest)
    known = np.array(sorted(given[far].items())).T
    sizes = sorted({*largest[far], *given[far]})
    wide = np.geomspace(sizes[0] / 1.5, sizes[-1] * 1.5, 100)
    power = np.log(known[1, -1] / known[1, 0]) / np.log(known[0, -1] / known[0, 0])
    rival = known[1, 0] * (wide / known[0, 0]) ** power
    muted, top = style.LIGHT["muted"], 1.6 * rival[-1]
    ax.loglog(wide, wide / c, color=muted, linewidth=1.6)
    ax.loglog(wide, rival, color=muted, linewidth=2.4, linestyle=":")
    for name, x, y, shift, side in (
        ("noise edge", 0.8 * top * c, 0.8 * top, (-10, 0), "right"),
        ("power law", wide[2], rival[2], (0, 30), "left"),
    ):
        ax.annotate(
            name, (x, y), shift, textcoords="offset points", ha=side, va="center", fontsize=13,
            color=muted,
        )  # fmt: skip
    for (beta, found), look in zip(largest.items(), (_LOOKS[0], _LOOKS[2]), strict=False):
        color, words = look["color"], style.LIGHT["note" if beta else "text"]
        law = 1 / (a[beta] + c / wide)
        ax.plot(wide, law, color=color, linewidth=2.4)
        ax.annotate(
            f"law, β = {beta:g}", (wide[-2], law[-2]), (0, -58),
            textcoords="offset points", ha="right", va="center", fontsize=13, color=words,
        )  # fmt: skip
        points = {B: np.quantile(np.asarray(u, dtype=float), (0, 0.5, 1)) for B, u in found.items()}
        points |= {B: np.full(3, u) for B, u in given[beta].items()}
        for B, (low, middle, high) in sorted(points.items()):
            number = f"{middle:.3g}" if B in given[beta] else f"{middle:#.2g}".rstrip(".")
            face = color if B in given[beta] else style.LIGHT["surface"]
            ax.vlines(B, low, high, color=color, linewidth=3, zorder=4)
            ax.plot(
                B, middle, look["marker"], color=color, markersize=10, zorder=5,
                markerfacecolor=face, markeredgewidth=2.4,
            )  # fmt: skip
            over = middle > 1.15 * (1 / (a[beta] + c / B))  # clear of the law
            ax.annotate(
                number, (B, middle), (9, 9 if over else -9), textcoords="offset points",
                va="bottom" if over else "top", fontsize=13, color=words,
            )  # fmt: skip
    for face, name in ((muted, "given"), (style.LIGHT["surface"], "measured afterwards")):
        ax.plot(
            [], [], "s", color=muted, markersize=10, markerfacecolor=face, markeredgewidth=2.4,
            label=name,
        )  # fmt: skip
    ax.set(
        xlabel="images in a batch", ylabel="largest u = η/(1 − β) that is not broken",
        xlim=wide[[0, -1]], ylim=(0.45, top),
    )  # fmt: skip
    ax.set_xticks(sizes, [f"{size:g}" for size in sizes])
    ax.tick_params(axis="x", which="minor", bottom=False)
    plain(ax.yaxis)
    ax.legend(loc="upper left")
    return ax


def good_lengths(u: ArrayLike, losses: ArrayLike) -> tuple[float, float, float]:
    """Return the least, the best and the largest u whose loss is within a fifth of the lowest.

    Parameters
    ----------
    u : array_like, shape (n,)
        η/(1−β) of each network.
    losses : array_like, shape (n, seeds)
        Their last losses; the median over the seeds counts.

    Examples
    --------
    >>> good_lengths([1, 2, 4, 8], [[0.5], [0.11], [0.1], [0.3]])
    (2.0, 4.0, 4.0)
    """
    lengths, middle = np.asarray(u, dtype=float), np.median(np.asarray(losses, dtype=float), axis=1)
    good = lengths[middle <= 1.2 * middle.min()]
    return float(good.min()), float(lengths[middle.argmin()]), float(good.max())


def gains(
    reach: Mapping[float, Mapping[int, ArrayLike]],
    schedules: Mapping[str, Mapping[int, Mapping[float, Sequence[ArrayLike]]]],
) -> list[Axes]:
    """Draw over the batch size both edges, the good u of momentum, and what it gains.

    Parameters
    ----------
    reach : mapping of float to mapping
        β -> size of a batch -> the largest u = η/(1−β) with which each run learns. The smallest β
        is SGD, the largest is momentum.
    schedules : mapping of str to mapping
        Name of a schedule -> size of a batch -> β -> u, shape (n,), and the last losses, shape
        (n, seeds). The gain of a seed is SGD's loss over momentum's, each at the u of the lowest
        median. The first is drawn filled, the second hollow.

    Returns
    -------
    list of Axes
        Of the good u, and of the gain.

    Examples
    --------
    >>> curves = {0: ([1.0], [[0.2, 0.3]]), 0.9: ([1.0, 2.0], [[0.2, 0.2], [0.1, 0.1]])}
    >>> reach = {0: {32: [1.0]}, 0.9: {32: [4.0]}}
    >>> above, below = gains(reach, {"constant η": {32: curves}})
    >>> [text.get_text() for text in below.texts]
    ['equally low', '2.5']
    """
    plain_beta, ball_beta = min(reach), max(reach)
    sizes = np.array(sorted(reach[plain_beta]))
    wide = sizes[[0, -1]] * [1 / 1.5, 1.5]
    above, below = figure(9.2, 7.0).subplots(2, 1, sharex=True)
    edges = [
        [float(np.median(np.asarray(reach[b][B], dtype=float))) for B in sizes]
        for b in (plain_beta, ball_beta)
    ]
    above.fill_between(
        sizes, edges[0], edges[1], color=_AMBER, alpha=0.16, linewidth=0,
        label="only momentum gets there",
    )  # fmt: skip
    for values, look, words, shift, tone in zip(
        edges, (_LOOKS[0], _LOOKS[2]), ("SGD breaks", f"β = {ball_beta:g} breaks"),
        ((0, -9), (0, 9)), ("text", "note"), strict=True,
    ):  # fmt: skip
        above.loglog(sizes, values, color=look["color"], linewidth=2.4)
        above.annotate(
            words, (sizes[-1], values[-1]), shift, textcoords="offset points", fontsize=13,
            ha="right", va="top" if shift[1] < 0 else "bottom", color=style.LIGHT[tone],
        )  # fmt: skip
    below.axhline(1, color=style.LIGHT["muted"], linewidth=1.6)
    below.annotate(
        "equally low", (wide[-1], 1), (-6, -6), textcoords="offset points", ha="right", va="top",
        fontsize=13, color=style.LIGHT["muted"],
    )  # fmt: skip
    blue, most = style.PALETTE["blue"], 1.0
    twice = {B for B in sizes if sum(B in curves for curves in schedules.values()) > 1}
    for (name, curves), aside, face in zip(
        schedules.items(), (0.93, 1.07), (blue, style.LIGHT["surface"]), strict=False
    ):  # fmt: skip
        mark: dict[str, Any] = {
            "color": blue, "marker": "D", "markersize": 8, "markerfacecolor": face,
            "markeredgewidth": 2.2, "linestyle": "none", "zorder": 5,
        }  # fmt: skip
        at: list[float] = []
        best, middle = [], []
        for B in sorted(curves):
            (_, sgd), (u, ball) = (curves[B][b][:2] for b in (plain_beta, ball_beta))
            low, one, high = good_lengths(u, ball)
            every = [np.asarray(rows, dtype=float) for rows in (sgd, ball)]
            least = [rows[np.argmin(np.median(rows, axis=1))] for rows in every]
            gain = least[0] / least[1]
            x = float(B * aside) if B in twice else float(B)
            words = "" if at or aside > 1 else "good u: within a fifth of the lowest loss"
            above.vlines(x, low, high, color=blue, linewidth=7, alpha=0.35, label=words)
            below.vlines(x, gain.min(), gain.max(), color=blue, linewidth=3, alpha=0.5)
            at.append(x)
            best.append(one)
            middle.append(float(np.median(gain)))
            most = max(most, float(gain.max()))
            below.annotate(
                f"{middle[-1]:.2g}" if middle[-1] >= 9.5 else f"{middle[-1]:.1f}",
                (x, middle[-1]), (-11 if aside < 1 else 11, 0), textcoords="offset points",
                ha="right" if aside < 1 else "left", va="center", fontsize=13,
                bbox={"facecolor": style.LIGHT["surface"], "edgecolor": "none", "pad": 1.5},
            )  # fmt: skip
        above.loglog(at, best, **mark, label=f"best u of β = {ball_beta:g}: {name}")
        below.loglog(at, middle, **mark)
    above.set(ylabel="u = η/(1 − β)", ylim=(None, 4 * max(edges[1])))
    above.legend(loc="upper left")
    below.set(
        xlabel="images in a batch", ylabel=f"best loss of SGD\nover that of β = {ball_beta:g}",
        xlim=wide, ylim=(None, 1.6 * most),
    )  # fmt: skip
    below.set_xticks(sizes, [f"{size:g}" for size in sizes])
    for ax in (above, below):
        ax.tick_params(axis="x", which="minor", bottom=False)
        plain(ax.yaxis)
    return [above, below]


def over_beta(
    found: Mapping[int, Mapping[float, Sequence[ArrayLike]]], c: float, broken: float = 0.5
) -> list[Axes]:
    """Draw over β how far u reaches, and the best loss, a line for each size of a batch.

    Parameters
    ----------
    found : mapping of int to mapping
        Size of a batch -> β -> u, shape (n,), and the last losses, shape (n, seeds). Lines go
        through the medians, bars reach from the least to the largest.
    c : float
        Of the law 1/u = a + c/B: as β grows, a vanishes, and u can reach B/c at most.
    broken : float
        The loss above which a run does not count as one that learns.

    Returns
    -------
    list of Axes
        Of the reach, and of the best loss.

    Examples
    --------
    >>> curves = {0: ([1.0, 2.0], [[0.2, 0.3], [0.9, 0.8]]), 0.9: ([1.0, 2.0], [[0.2], [0.1]])}
    >>> reach, loss = over_beta({32: curves}, c=8)
    >>> reach.lines[1].get_ydata().tolist(), loss.lines[0].get_ydata().tolist()
    ([1.0, 2.0], [0.25, 0.1])
    """
    left, right = figure(11.0, 4.4).subplots(1, 2)
    betas = sorted({beta for curves in found.values() for beta in curves})
    for (size, curves), look in zip(sorted(found.items()), (_LOOKS[1], _LOOKS[0]), strict=False):
        line = {**look, "linewidth": 2.4, "markersize": 8}
        places = [betas.index(beta) for beta in sorted(curves)]
        reach, best = [], []
        for beta in sorted(curves):
            u, losses = (np.asarray(x, dtype=float) for x in curves[beta][:2])
            reach.append(np.max(u[:, None] * (losses < broken), axis=0))
            best.append(losses[np.argmin(np.median(losses, axis=1))])
        left.axhline(size / c, color=look["color"], linewidth=1.4, linestyle=":")
        left.annotate(
            f"noise edge, {size}", (1.05, size / c), (0, 4),
            textcoords="offset points", fontsize=12, color=style.LIGHT["muted"],
        )  # fmt: skip
        for ax, rows in ((left, reach), (right, best)):
            for x, row in zip(places, rows, strict=True):
                ax.vlines(x, row.min(), row.max(), color=look["color"], linewidth=3, alpha=0.4)
            middle = [float(np.median(row)) for row in rows]
            ax.semilogy(places, middle, **line, label=f"batches of {size}")
    for ax in (left, right):
        ax.set_xticks(range(len(betas)), [f"{beta:g}" for beta in betas])
        ax.set(xlabel="β", xlim=(-0.4, len(betas) - 0.6))
    plain(left.yaxis)
    left.set(ylabel="u = η/(1 − β)", title="largest u that is not broken")
    right.set(ylabel="loss in the last pass", title="loss at the best u")
    right.legend(loc="lower left")
    return [left, right]


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
        for (name, found), look in zip(losses.items(), (_LOOKS[0], _LOOKS[2]), strict=False):
            rows, color = np.asarray(found, dtype=float), look["color"]
            line = {**look, "linewidth": 2.4}
            above.semilogy(names, np.median(rows, axis=1), **line, markersize=8, label=name)
            above.fill_between(
                names, rows.min(axis=1), rows.max(axis=1), color=color, linewidth=0,
                alpha=0.35 if color == _AMBER else 0.18,
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
    for (beta, found), look in zip(measured.items(), (_LOOKS[0], _LOOKS[2]), strict=False):
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
