"""Pictures of notebook 08: when momentum pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from operator import itemgetter
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator
from numpy.typing import ArrayLike

from ... import style
from ..axes import figure, plain

__all__ = [
    "floor_and_edge", "foretold", "gains", "good_lengths", "losses_over_length", "measured_edge",
    "over_beta", "two_edges",
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
    for (beta, found), look in zip(edges.items(), (_LOOKS[0], _LOOKS[2]), strict=False):
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
    edges: Mapping[float, Mapping[int, Sequence[float]]],
    schedules: Mapping[str, Mapping[int, Mapping[float, Sequence[ArrayLike]]]],
) -> list[Axes]:
    """Draw both edges and the good u of momentum, and its gain over how far out its best u lies.

    Parameters
    ----------
    edges : mapping of float to mapping
        β -> size of a batch -> the measured edge of u = η/(1−β) between its bounds, shape (3,).
        The smallest β is SGD, the largest is momentum.
    schedules : mapping of str to mapping
        Name of a schedule -> size of a batch -> β -> u, shape (n,), and the last losses, shape
        (n, seeds). The gain of a seed is SGD's loss over momentum's, each at the u of the lowest
        median. The first is drawn filled, the second hollow.

    Returns
    -------
    list of Axes
        Of the good u, and of the gain: medians, and the least and the largest of the seeds.

    Examples
    --------
    >>> curves = {0: ([1.0], [[0.2, 0.3]]), 0.9: ([1.0, 2.0], [[0.2, 0.2], [0.1, 0.1]])}
    >>> edges = {0: {32: (0.9, 1.0, 1.1)}, 0.9: {32: (3.0, 4.0, 5.0)}}
    >>> left, right = gains(edges, {"constant η": {32: curves}})
    >>> [text.get_text() for text in right.texts]
    ["SGD's edge", '32\\n2.5 ×']
    """
    plain_beta, ball_beta = min(edges), max(edges)
    sizes = np.array(sorted(edges[plain_beta]))
    wide = sizes[[0, -1]] * [1 / 1.5, 1.5]
    left, right = figure(12.0, 5.2).subplots(1, 2)
    ends = [[edges[b][B][1] for B in sizes] for b in (plain_beta, ball_beta)]
    left.fill_between(
        sizes, ends[0], ends[1], color=_AMBER, alpha=0.16, linewidth=0,
        label="only momentum gets there",
    )  # fmt: skip
    for values, look, words, shift, tone in zip(
        ends, (_LOOKS[0], _LOOKS[2]), ("SGD's edge", f"edge of β = {ball_beta:g}"),
        ((0, -9), (0, 9)), ("text", "note"), strict=True,
    ):  # fmt: skip
        left.loglog(sizes, values, color=look["color"], linewidth=2.4)
        left.annotate(
            words, (sizes[-1], values[-1]), shift, textcoords="offset points", fontsize=13,
            ha="right", va="top" if shift[1] < 0 else "bottom", color=style.LIGHT[tone],
        )  # fmt: skip
    right.axhline(1, color=style.LIGHT["muted"], linewidth=1.6)
    right.axvline(1, color=style.LIGHT["muted"], linewidth=1.6, linestyle=":")
    right.annotate(
        "SGD's edge", (1, 0.98), (-6, 0), xycoords=("data", "axes fraction"),
        textcoords="offset points", ha="right", va="top", fontsize=13, color=style.LIGHT["muted"],
    )  # fmt: skip
    blue = style.PALETTE["blue"]
    spots: list[tuple[float, str, Any]] = []
    twice = {B for B in sizes if sum(B in curves for curves in schedules.values()) > 1}
    for (name, curves), aside, face in zip(
        schedules.items(), (0.93, 1.07), (blue, style.LIGHT["surface"]), strict=False
    ):  # fmt: skip
        mark: dict[str, Any] = {
            "color": blue, "marker": "D", "markersize": 8, "markerfacecolor": face,
            "markeredgewidth": 2.2, "linestyle": "none", "zorder": 5,
        }  # fmt: skip
        at: list[float] = []
        best, beyond, middle = [], [], []
        for B in sorted(curves):
            low, one, high = good_lengths(*curves[B][ball_beta][:2])
            gain = _gain(curves[B], plain_beta, ball_beta)
            x, edge = float(B * aside) if B in twice else float(B), edges[plain_beta][B][1]
            words = "" if at or aside > 1 else "good u: within a fifth of the lowest loss"
            left.vlines(x, low, high, color=blue, linewidth=7, alpha=0.35, label=words)
            right.vlines(one / edge, gain.min(), gain.max(), color=blue, linewidth=3, alpha=0.5)
            right.hlines(
                np.median(gain), low / edge, high / edge, color=blue, linewidth=7, alpha=0.35
            )
            at.append(x)
            best.append(one)
            beyond.append(one / edge)
            middle.append(float(np.median(gain)))
            spots.append((one / edge, f"{B}{', η/20' if aside > 1 else ''}", gain))
        left.loglog(at, best, **mark, label=f"best u of β = {ball_beta:g}: {name}")
        right.loglog(beyond, middle, **mark)
    for k, (x, name, gain) in enumerate(sorted(spots, key=itemgetter(0))):
        up, half = k % 2 == 0, float(np.median(gain))  # neighbours on different sides
        number = f"{half:.2g}" if half >= 9.5 else f"{half:.1f}"
        right.annotate(
            f"{name}\n{number} ×", (x, gain.max() if up else gain.min()), (0, 5 if up else -5),
            textcoords="offset points", ha="center", va="bottom" if up else "top", fontsize=13,
            linespacing=1.1, zorder=6,
            bbox={"facecolor": style.LIGHT["surface"], "edgecolor": "none", "pad": 1},
        )  # fmt: skip
    left.set(
        xlabel="images in a batch", ylabel="u = η/(1 − β)", xlim=wide,
        ylim=(None, 6 * max(ends[1])),
    )  # fmt: skip
    left.legend(loc="upper left")
    left.set_xticks(sizes, [f"{size:g}" for size in sizes])
    right.set(
        xlabel=f"best u of β = {ball_beta:g} over SGD's edge",
        ylabel=f"best loss of SGD over that of β = {ball_beta:g}",
        xlim=(min(x for x, *_ in spots) / 1.5, max(x for x, *_ in spots) * 1.5),
        ylim=(
            min(gain.min() for *_, gain in spots) / 2.2,
            max(gain.max() for *_, gain in spots) * 2.2,
        ),
    )  # fmt: skip
    for ax in (left, right):
        ax.tick_params(axis="x", which="minor", bottom=False)
        plain(ax.yaxis)
    right.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    plain(right.xaxis)
    return [left, right]


def _gain(curves: Mapping[float, Sequence[ArrayLike]], one: float, other: float) -> Any:
    """Loss of one β over that of another, seed by seed, each at the u of its lowest median."""
    every = [np.asarray(curves[beta][1], dtype=float) for beta in (one, other)]
    least = [rows[np.argmin(np.median(rows, axis=1))] for rows in every]
    shared = min(map(len, least))
    return least[0][:shared] / least[1][:shared]


def over_beta(
    found: Mapping[int, Mapping[float, Sequence[ArrayLike]]], c: float, limit: float = 0.5
) -> list[Axes]:
    """Draw over β the edge of u for each size of a batch, and the gain over SGD of each.

    Parameters
    ----------
    found : mapping of int to mapping
        Size of a batch -> β -> u, shape (n,), and the last losses, shape (n, seeds). The least β
        is SGD; a gain is its loss over that of β, seed by seed, each at its best u.
    c : float
        Of the law 1/u = a + c/B: as β grows, a vanishes, and u can reach B/c at most.
    limit : float
        The loss whose crossing is the edge.

    Returns
    -------
    list of Axes
        Of the edges with their bounds, and of the gains of each size: medians, with bars that
        hold the middle half of the seeds.

    Examples
    --------
    >>> curves = {0: ([1.0, 4.0], [[0.25], [1.0]]), 0.9: ([1.0, 4.0], [[0.125], [2.0]])}
    >>> edge, gain = over_beta({32: curves}, c=8)
    >>> edge.lines[1].get_ydata().round(6).tolist(), gain.lines[1].get_ydata().tolist()
    ([2.0, 2.0], [1.0, 2.0])
    """
    left, *others = figure(12.0, 4.4).subplots(
        1, 1 + len(found), width_ratios=[1.25] + [1] * len(found)
    )
    betas = sorted({beta for curves in found.values() for beta in curves})
    for (size, curves), look, right in zip(
        sorted(found.items()), (_LOOKS[1], _LOOKS[0]), others, strict=False
    ):
        line = {**look, "linewidth": 2.4, "markersize": 8}
        places = [betas.index(beta) for beta in sorted(curves)]
        edges = [measured_edge(curves[beta][0], curves[beta][1], limit) for beta in sorted(curves)]
        gain = [_gain(curves, betas[0], beta) for beta in sorted(curves)]
        left.axhline(size / c, color=look["color"], linewidth=1.4, linestyle=":")
        left.annotate(
            f"noise edge, {size}", (1.05, size / c), (0, 4),
            textcoords="offset points", fontsize=12, color=style.LIGHT["muted"],
        )  # fmt: skip
        for ax, rows in ((left, edges), (right, [np.quantile(x, (0.25, 0.5, 0.75)) for x in gain])):
            for x, (low, _, high) in zip(places, rows, strict=True):
                ax.vlines(x, low, high, color=look["color"], linewidth=3, alpha=0.4)
        left.semilogy(places, [row[1] for row in edges], **line, label=f"batches of {size}")
        right.axhline(1, color=style.LIGHT["muted"], linewidth=1.6)
        middle = [float(np.median(row)) for row in gain]
        right.semilogy(places, middle, **line)
        for x, row, before in zip(places[1:], gain[1:], middle, strict=False):
            falls = np.median(row) < before  # its line comes from the left above
            right.annotate(
                f"{float(f'{np.median(row):.2g}'):g}", (x, np.quantile(row, 0.75)),
                (-6 if falls else 0, 5), textcoords="offset points",
                ha="left" if falls else "center", va="bottom", fontsize=13,
            )  # fmt: skip
        right.margins(y=0.12)
        if max(map(np.max, gain)) < 10:  # too narrow for powers of ten
            right.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        right.set(title=f"gain with {size}")
    for ax in (left, *others):
        ax.set_xticks(range(len(betas)), [f"{beta:g}" for beta in betas])
        ax.set(xlabel="β", xlim=(-0.5, len(betas) - 0.5))
        plain(ax.yaxis)
    left.set(ylabel="u = η/(1 − β)", title="edge of u")
    others[0].set_ylabel("best loss of SGD over that of β")
    left.legend(loc="lower right")
    return [left, *others]


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
