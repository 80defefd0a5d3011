"""Pictures of notebook 05: what a network does beyond its limit, and what a log says of a rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from ... import style
from ...descent import Surface
from ..axes import figure

__all__ = ["judged", "rates_of_networks", "searches", "sharpness", "slices"]

Array = NDArray[Any]

_LATE = 50
_BLACK, _BLUE, _RED = (style.PALETTE[name] for name in ("black", "blue", "vermilion"))
#: Three runs that stand out, never by colour alone.
_LOOKS: tuple[dict[str, Any], ...] = (
    {"color": _BLUE, "marker": "s"},
    {"color": style.LIGHT["good"], "marker": "D"},
    {"color": _RED, "marker": "^"},
)


def _late(losses: Array) -> Array:
    """The mean of the last losses of each run."""
    return np.asarray(losses[..., -_LATE:].mean(axis=-1))


def _plain(value: float, _: object = None) -> str:
    """A power of two as it is written by hand, and no power of ten."""
    return {0.125: "⅛", 0.25: "¼", 0.5: "½"}.get(value, f"{value:.12g}")


def rates_of_networks(
    rates: ArrayLike,
    losses: ArrayLike,
    straight: ArrayLike,
    limits: ArrayLike,
    shown: Sequence[float],
) -> list[Axes]:
    """Draw the late losses of several networks over the learning rate, and some runs of the first.

    Dots of runs whose path turns are filled; those far below the picture are triangles at its foot.

    Parameters
    ----------
    rates : array_like, shape (rates,)
        Learning rates, in order.
    losses : array_like, shape (rates, networks, updates + 1)
        The losses of each network with each of them.
    straight : array_like of bool, shape (rates, networks)
        Whether its path goes straight on.
    limits : array_like, shape (networks,)
        2/L of each network at its start: a band from the smallest to the largest.
    shown : sequence of float
        Up to three of the rates, whose runs of the first network are drawn whole.

    Examples
    --------
    >>> runs = [[[3.0, 2.0]], [[3.0, 1.0]]]
    >>> _, right = rates_of_networks([0.5, 1.0], runs, [[True], [False]], [0.9], shown=[1.0])
    >>> [text.get_text() for text in right.texts]
    ['η = 1']
    """
    left, right = figure(11.2, 4.9).subplots(1, 2, width_ratios=(1.12, 1))
    eta, runs = np.asarray(rates, dtype=float), np.asarray(losses, dtype=float)
    ends, turns = _late(runs), ~np.asarray(straight, dtype=bool)
    low, high = float(np.min(limits)), float(np.max(limits))
    left.axvspan(low, high, color=_RED, alpha=0.2, linewidth=0, zorder=0)
    left.annotate(
        "2/L at\nthe start", (float(np.sqrt(low * high)), 0.985),
        xycoords=("data", "axes fraction"), ha="center", va="top", fontsize=13,
        fontweight="bold", color=style.LIGHT["gradient-text"], linespacing=1.0,
    )  # fmt: skip
    floor = float(np.median(ends, axis=1).min()) / 30
    beside = 1.0 + 0.03 * (np.arange(ends.shape[1]) - (ends.shape[1] - 1) / 2)
    for end, of, aside in zip(ends.T, turns.T, beside, strict=True):
        left.plot(eta * aside, end, color=style.LIGHT["edge"], linewidth=0.8, zorder=2)
        for which, face in ((of, style.LIGHT["edge"]), (~of, style.LIGHT["surface"])):
            left.plot(eta[which] * aside, end[which], "o", markersize=7.5, zorder=3,
                      color=style.LIGHT["edge"], markerfacecolor=face)  # fmt: skip
        for rate in aside * eta[end < floor]:
            left.plot(rate, floor, "v", markersize=8, color=style.LIGHT["edge"], clip_on=False,
                      zorder=6)  # fmt: skip
    left.plot(eta, np.median(ends, axis=1), color=_BLACK, linewidth=4, zorder=4)
    left.set(xscale="log", yscale="log", xlabel="learning rate η", xticks=eta)
    left.set(ylabel=f"mean of the last {_LATE} losses", ylim=(floor, 4 * float(ends.max())))
    left.minorticks_off()
    for name, face in (("straight on", style.LIGHT["surface"]), ("turns", style.LIGHT["edge"])):
        left.plot([], [], "o", color=style.LIGHT["edge"], markerfacecolor=face, label=name)
    left.plot([], [], color=_BLACK, linewidth=4, label="median")
    left.legend(loc="lower left", fontsize=12)
    for one, look in zip(shown, _LOOKS, strict=False):
        k = int(np.argmin(abs(eta - one)))
        run = runs[k, 0]
        left.plot(eta[k] * beside[0], ends[k, 0], **look, markersize=10, zorder=5,
                  markeredgecolor=style.LIGHT["surface"])  # fmt: skip
        right.semilogy(run, color=look["color"], linewidth=1.5)
        right.annotate(
            f"η = {_plain(one)}", (len(run) - 1, ends[k, 0]), (8, 0), textcoords="offset points",
            va="center", fontsize=14, fontweight="bold", color=look["color"],
            annotation_clip=False,
        )  # fmt: skip
        right.plot(len(run) - 1, ends[k, 0], **look, markersize=10, zorder=5, clip_on=False,
                   markeredgecolor=style.LIGHT["surface"])  # fmt: skip
    left.set(title=f"{runs.shape[1]} networks")
    right.set(title="one of them", xlabel="update", ylabel="loss", xlim=(0, runs.shape[-1] - 1))
    for axis in (left.xaxis, left.yaxis, right.yaxis):
        axis.set_major_formatter(_plain)
    right.set_ylim(bottom=0.5 * min(float(ends[np.isin(eta, shown), 0].min()), 1.0))
    return [left, right]


#: How each verdict is drawn: its colour, and the sign of what to do with η.
_VERDICTS = {
    "too small": (_BLUE, "+"), "too large": (_RED, "_"), "at the edge": (style.LIGHT["good"], "o"),
    "flat point": (_BLACK, "x"),
}  # fmt: skip


def searches(
    tried: Sequence[Mapping[float, str]],
    found: ArrayLike,
    limits: ArrayLike,
    losses: Mapping[str, ArrayLike],
) -> list[Axes]:
    """Draw what a log said of each rate that a search tried, a row for each network.

    Parameters
    ----------
    tried : sequence of mapping of float to str
        For each network: learning rate -> verdict.
    found : array_like, shape (networks,)
        The rates that the searches chose; they are framed.
    limits : array_like, shape (networks,)
        2/L of each network at its start; the rows are in this order.
    losses : mapping of str to array_like of shape (networks,)
        Late losses with the rates found, and with one other rate.

    Examples
    --------
    >>> left, right = searches([{0.5: "too small", 1.0: "at the edge"}], [1.0], [0.9],
    ...                        {"found": [0.1], "η = 1": [0.2]})
    >>> [text.get_text() for text in right.get_legend().get_texts()]
    ['found', 'η = 1']
    """
    left, right = figure(11.2, 5.6).subplots(1, 2, width_ratios=(1.5, 1), sharey=True)
    order = np.argsort(np.asarray(limits))
    for row, k in enumerate(order):
        left.axhline(row, color=style.LIGHT["muted"], linewidth=0.5, zorder=0)
        for eta, verdict in tried[k].items():
            color, marker = _VERDICTS[verdict]
            left.plot(eta, row, marker, color=color, markersize=10, markeredgewidth=3, zorder=3)
    rows = np.arange(len(order))
    left.plot(np.asarray(found)[order], rows, "s", markersize=17, markeredgewidth=2.2,
              markerfacecolor="none", color=_BLACK, zorder=4, linestyle="none")  # fmt: skip
    left.plot(np.asarray(limits)[order], rows, "|", markersize=15, markeredgewidth=2.5,
              color=style.LIGHT["muted"], zorder=2, linestyle="none")  # fmt: skip
    every = sorted({eta for one in tried for eta in one})
    left.set(xscale="log", xticks=every, xlabel="learning rate η", yticks=[], ylabel="network")
    left.set(ylim=(-0.8, len(order) - 0.2), xlim=(every[0] / 1.5, every[-1] * 1.5))
    left.minorticks_off()
    left.grid(visible=False)
    shown = [v for v in _VERDICTS if any(v in one.values() for one in tried)]
    for verdict in shown:
        color, marker = _VERDICTS[verdict]
        left.plot([], [], marker, color=color, markersize=10, markeredgewidth=3, label=verdict)
    left.plot([], [], "|", color=style.LIGHT["muted"], markersize=13, markeredgewidth=2.5,
              label="2/L")  # fmt: skip
    left.plot([], [], "s", color=_BLACK, markersize=13, markeredgewidth=2.2,
              markerfacecolor="none", label="chosen")  # fmt: skip
    left.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=len(shown) + 2, fontsize=12,
                frameon=False, handletextpad=0.2, columnspacing=1.0)  # fmt: skip
    looks = (
        ("o", _BLACK, _BLACK, 7, 4),
        ("o", style.LIGHT["muted"], style.LIGHT["surface"], 11, 3),
    )
    ends = np.array(list(losses.values()), dtype=float)[:, order]
    for row, pair in enumerate(ends.T):
        right.plot(pair, [row, row], color=style.LIGHT["muted"], linewidth=1.6, zorder=1)
    for (name, _), end, look in zip(losses.items(), ends, looks, strict=True):
        marker, edge, face, size, above = look
        right.plot(end, rows, marker, color=edge, markerfacecolor=face, markersize=size,
                   zorder=above, markeredgewidth=2, linestyle="none", label=name)  # fmt: skip
    right.set(xlabel=f"mean of the last {_LATE} losses")
    right.set_xlim(left=0)
    right.locator_params(axis="x", nbins=5)
    right.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=len(losses), fontsize=12,
                 frameon=False, handletextpad=0.2)  # fmt: skip
    left.xaxis.set_major_formatter(_plain)
    return [left, right]


def judged(
    rates: ArrayLike,
    cosine: ArrayLike,
    losses: ArrayLike,
    verdicts: Sequence[str],
    limits: Mapping[str, float],
) -> list[Axes]:
    """Draw the turn and the end of one walk over its learning rate, with what a log said of each.

    Parameters
    ----------
    rates : array_like, shape (rates,)
        Learning rates, in order.
    cosine : array_like, shape (rates,)
        Of the angle between a gradient and the next, late in each walk.
    losses : array_like, shape (rates,)
        The last loss of each, above 0.
    verdicts : sequence of str, of length rates
        What the log said: the sign of each dot.
    limits : mapping of str to float
        Name -> rate at which a vertical line stands. The last name is written to its right.

    Examples
    --------
    >>> left, right = judged([0.1, 0.6], [1.0, -1.0], [0.5, 2.0], ["too small", "too large"],
    ...                      {"2/L": 0.5})
    >>> [text.get_text() for text in left.texts], right.get_yscale()
    (['2/L'], 'log')
    """
    axes = list(figure(11.2, 4.4).subplots(1, 2))
    eta, last = np.asarray(rates, dtype=float), list(limits)[-1]
    for ax, values in zip(axes, (cosine, losses), strict=True):
        heights = np.asarray(values, dtype=float)
        ax.plot(eta, heights, color=style.LIGHT["muted"], linewidth=1.6, zorder=2)
        for verdict, (color, marker) in _VERDICTS.items():
            of = np.array([one == verdict for one in verdicts])
            if of.any():
                ax.plot(eta[of], heights[of], marker, color=color, markersize=10,
                        markeredgewidth=3, zorder=3, label=verdict)  # fmt: skip
        for name, limit in limits.items():
            ax.axvline(limit, color=_RED, linestyle=(0, (6, 2)), linewidth=1.5, zorder=1)
            ax.annotate(
                name, (limit, 1.0), (4 if name == last else -4, 3), textcoords="offset points",
                xycoords=("data", "axes fraction"), ha="left" if name == last else "right",
                va="bottom", fontsize=13, color=style.LIGHT["gradient-text"],
            )  # fmt: skip
        ax.set(xlabel="learning rate η", xlim=(0, 1.05 * float(eta.max())))
    axes[0].set(ylabel="mean of the last ten cosines", ylim=(-1.15, 1.15))
    axes[1].set(ylabel="last loss", yscale="log")
    axes[0].legend(loc="upper right", fontsize=12)
    return axes


def sharpness(
    runs: Mapping[str, tuple[float, ArrayLike]], every: int, together: int | None = None
) -> list[Axes]:
    """Draw the largest curvature L along runs, a panel for each learning rate, and 2/η.

    Parameters
    ----------
    runs : mapping of str to (float, array_like of shape (networks, times))
        Title of each panel -> its learning rate η, and L of each network at some updates.
    every : int
        Updates from one L to the next.
    together : int, optional
        How many of the first panels share their height; all of them where nothing is said.

    Examples
    --------
    >>> ax = sharpness({"slow": (0.5, [[3.0, 3.9]])}, 100)
    >>> ax[0].texts[0].get_text()
    '2/η = 4'
    """
    every_ax = list(np.atleast_1d(figure(3.2 * len(runs), 3.9).subplots(1, len(runs))))
    shared = every_ax[:together]
    for ax, (title, (eta, several)) in zip(every_ax, runs.items(), strict=True):
        L = np.asarray(several, dtype=float)
        ax.plot(every * np.arange(L.shape[1]), L.T, color=_BLUE, linewidth=1.8, alpha=0.75)
        ax.axhline(2 / eta, color=_RED, linestyle=(0, (6, 2)), linewidth=3, zorder=4)
        ax.annotate(
            f"2/η = {2 / eta:.2g}", (0.97, 0.97), xycoords="axes fraction", ha="right", va="top",
            fontsize=14, fontweight="bold", color=style.LIGHT["gradient-text"],
        )  # fmt: skip
        ax.set(title=title, xlabel="update", ylim=(0, 1.25 * max(2 / eta, float(L.max()))))
    for ax in shared:
        ax.set_ylim(0, max(one.get_ylim()[1] for one in shared))
    every_ax[0].set_ylabel("L")
    return every_ax


def slices(surfaces: Sequence[Surface]) -> list[Axes]:
    """Draw slices of a loss through one point, a panel each, with heights below the point hatched.

    Parameters
    ----------
    surfaces : sequence of Surface
        As :func:`lecture_lib.descent.loss_slice` makes them, each with its own span.

    Examples
    --------
    >>> from lecture_lib.descent import bowl
    >>> [ax.get_title() for ax in slices([bowl([1.0, 4.0], domain=((-2, 2), (-2, 2)))])]
    ['±2']
    """
    every = list(np.atleast_1d(figure(5.2 * len(surfaces), 4.6).subplots(1, len(surfaces))))
    for ax, surface in zip(every, surfaces, strict=True):
        across, along = (np.linspace(*side, 81) for side in surface.domain)
        heights = surface.value(np.stack(np.meshgrid(across, along), axis=-1))
        here = [float(np.mean(side)) for side in surface.domain]
        middle = float(surface.value(np.array(here)))
        ax.contourf(across, along, heights, levels=12, cmap="Blues")
        ax.contour(across, along, heights, levels=12, colors=style.LIGHT["muted"], linewidths=0.7)
        if heights.min() < middle - 1e-12:
            ax.contourf(across, along, heights, levels=[heights.min() - 1, middle], colors="none",
                        hatches=["///"])  # fmt: skip
            ax.contour(across, along, heights, levels=[middle], colors=_RED, linewidths=3)
        ax.plot(*here, **{**style.ROLES["start"], "zorder": 9})
        ax.set(aspect="equal", title=f"±{surface.domain[0][1]:g}", xlabel="one random direction")
        ax.grid(visible=False)
    every[0].set_ylabel("another")
    return every
