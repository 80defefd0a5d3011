"""Pictures of notebook 06: how many updates each batch size needs, and when one has arrived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ... import style
from ..axes import axes, figure, plain
from .nb06_looks import LOOKS, MUTED

__all__ = ["dips", "race", "ruled", "sweep"]

#: What a logarithmic axis of counts names.
_COUNTS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


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
    for (name, run), look in zip(runs.items(), LOOKS, strict=False):
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
    plain(ax.xaxis)
    plain(ax.yaxis)
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return ax


def race(updates: Mapping[int, ArrayLike]) -> list[Axes]:
    """Draw bars of what each batch size needs: its updates, and the images these read.

    Parameters
    ----------
    updates : mapping of int to array_like, shape (seeds,)
        Batch size -> updates needed by each run. A bar is as high as the median, its whisker goes
        from the lowest to the highest.

    Examples
    --------
    >>> left, right = race({1: [200, 180, 160], 4: [50]})
    >>> [int(bar.get_height()) for bar in right.patches]
    [180, 200]
    """
    panels = figure(10.0, 4.2).subplots(1, 2)
    sizes = list(updates)
    made = [np.asarray(of, dtype=float) for of in updates.values()]
    read = [size * of for size, of in zip(sizes, made, strict=True)]
    counts = ("Updates made", made, LOOKS[0]), ("Images read", read, LOOKS[1])
    for ax, (title, runs, look) in zip(panels, counts, strict=True):
        heights = np.array([np.median(of) for of in runs])
        ends = np.array([(min(of), max(of)) for of in runs]).T
        places = np.arange(len(sizes))
        ax.bar(places, heights, width=0.6, color=look["color"], alpha=0.75)
        ax.errorbar(
            places, heights, yerr=np.abs(ends - heights), fmt="none", capsize=9, capthick=2,
            elinewidth=2, ecolor=style.LIGHT["text"],
        )  # fmt: skip
        for place, height, top in zip(places, heights, ends[1], strict=True):
            digits = 10 ** max(0, int(np.log10(height)) - 1)  # two of them are certain enough
            ax.annotate(
                f"{digits * round(height / digits):,}", (place, top), (0, 6), ha="center",
                textcoords="offset points", fontsize="large", color=style.LIGHT["text"],
            )  # fmt: skip
        ax.set(title=title, xlabel="batch size B", ylim=(0, 1.14 * ends.max()))
        ax.set_xticks(places, [str(size) for size in sizes])
        ax.grid(visible=False, axis="x")
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    return list(panels)


def sweep(
    updates: Mapping[int, ArrayLike],
    rates: Mapping[int, float],
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
    law : (float, float, float)
        Fewest updates, critical batch size and largest rate of the law that is drawn through all.

    Examples
    --------
    >>> runs = {1: [200, 180], 4: [50]}
    >>> left, right = sweep(runs, {1: 0.5, 4: 2.0}, (10, 18, 9.5))
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
        ("images read", work, sizes, LOOKS[1]),
        ("updates, at the best η", means, np.ones(len(sizes)), LOOKS[0]),
    ):
        left.plot(sizes, heights, **{**look, "linestyle": "none"}, markersize=7, label=name)
        ends = [[f(of) * k for of, k in zip(runs, factors, strict=True)] for f in (min, max)]
        left.vlines(sizes, *ends, color=look["color"], linewidth=2)
        for end in ends:
            left.plot(sizes, end, "_", color=look["color"], markersize=14, markeredgewidth=2)
    fewest, critical, largest = law
    fine = np.geomspace(sizes[0], sizes[-1], 200)
    through: dict[str, Any] = {"color": style.LIGHT["text"], "linewidth": 1.2, "zorder": 1}
    left.plot(fine, fewest * (1 + critical / fine), **through, label="law: U(1 + $B_c$/B) updates")
    left.plot(fine, fewest * (fine + critical), **through)
    left.set(title="Needed to reach the loss", ylim=(0.5 * means.min(), 20 * work.max()))
    marks = {**LOOKS[0], "linestyle": "none"}
    right.loglog(sizes, np.array(list(rates.values())), **marks, markersize=9)
    right.plot(fine, largest * fine / (fine + critical), **through, label="law: ∝ B/(B + $B_c$)")
    first = next(iter(rates.values()))
    top = 4 * max(rates.values())
    line = first * sizes / sizes[0]
    right.plot(sizes[line < top], line[line < top], **LOOKS[2], markersize=8, label="η ∝ B")
    right.set(title="Best η")
    for ax in (left, right):
        low, high = (0, 0.55) if ax is left else (0.2, 1)
        ax.axvline(
            critical, low, high, color=MUTED, linewidth=2.5, linestyle=":", zorder=0,
            label="$B_c$",
        )  # fmt: skip
        ax.set(xlabel="batch size B", xticks=sizes)
        ax.minorticks_off()
        plain(ax.xaxis)
    bottom, ceiling = right.get_ylim()
    right.set_yticks([tick for tick in 2.0 ** np.arange(-3, 8) if bottom < tick < ceiling])
    left.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    right.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    left.legend(loc="upper left")
    right.legend(loc="lower right")
    return [left, right]


def ruled(updates: Mapping[int, ArrayLike], rules: Mapping[str, Mapping[int, ArrayLike]]) -> Axes:
    """Draw how many updates each batch size needs at rates by a rule, beneath those at the best.

    Parameters
    ----------
    updates : mapping of int to array_like, shape (seeds,)
        Batch size -> updates needed by each run at the best rate; medians are drawn.
    rules : mapping of str to (mapping of int to array_like, shape (seeds,))
        Name of each of at most two rules -> the same, at its rates, for some of the sizes.

    Examples
    --------
    >>> ax = ruled({1: [200, 180], 4: [50]}, {"η = 0.5 B": {1: [190], 4: [60, 80]}})
    >>> ax.lines[1].get_ydata().tolist()
    [190.0, 70.0]
    """
    ax = axes(None, figsize=(9.0, 4.4), layout="constrained")
    hollow = {**LOOKS[2], "linestyle": "-", "markerfacecolor": "none", "markeredgewidth": 2}
    rows = {"at the best η": updates, **rules}
    for (name, row), look in zip(rows.items(), (LOOKS[0], LOOKS[2], hollow), strict=False):
        medians = [np.median(np.asarray(of, dtype=float)) for of in row.values()]
        ax.loglog(list(row), medians, **look, linewidth=2, markersize=8, label=name)
    ax.set(xlabel="batch size B", ylabel="updates", xticks=list(updates))
    low, high = ax.get_ylim()
    ax.set_yticks([tick for tick in _COUNTS if low < tick < high])
    ax.minorticks_off()
    plain(ax.xaxis)
    plain(ax.yaxis)
    ax.legend(loc="upper right")
    return ax
