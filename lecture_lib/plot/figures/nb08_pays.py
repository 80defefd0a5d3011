"""Pictures of notebook 08: when momentum pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator
from numpy.typing import ArrayLike

from ... import style
from ..axes import figure, plain
from .nb08_edges import measured_edge
from .nb08_looks import AMBER, LOOKS

__all__ = ["gains", "good_lengths", "losses_over_length", "over_beta"]


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
        for (beta, found), look in zip(curves.items(), LOOKS, strict=False):
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
        sizes, ends[0], ends[1], color=AMBER, alpha=0.16, linewidth=0,
        label="only momentum gets there",
    )  # fmt: skip
    for values, look, words, shift, tone in zip(
        ends, (LOOKS[0], LOOKS[2]), ("SGD's edge", f"edge of β = {ball_beta:g}"),
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
        sorted(found.items()), (LOOKS[1], LOOKS[0]), others, strict=False
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
