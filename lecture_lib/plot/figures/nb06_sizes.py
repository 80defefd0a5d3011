"""Pictures of notebook 06: how many updates each batch size needs, and when one has arrived."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ... import style
from ..axes import axes, figure, plain
from .nb06_looks import LOOKS

__all__ = ["corner", "dips", "ruled"]

#: What a logarithmic axis of counts names.
_COUNTS = [digit * 10**power for power in range(6) for digit in (1, 2, 5)]


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
    ax = axes(None, figsize=(7.6, 5.0), layout="constrained")
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
    ax.legend(loc="upper center", bbox_to_anchor=(0.45, -0.16), ncols=2)
    return ax


def _good(tried: Mapping[float, float]) -> tuple[float, float]:
    """The lowest and the highest rate that takes at most a third longer than the best."""
    near = [rate for rate, median in tried.items() if median <= 4 / 3 * min(tried.values())]
    return min(near), max(near)


def corner(
    tuned: Mapping[int, tuple[float, ArrayLike, Mapping[float, float]]],
    law: tuple[float, float],
    fitted: Collection[int],
) -> list[Axes]:
    """Draw images read over updates made, with a law and its corner; and the best rates.

    Parameters
    ----------
    tuned : mapping of int to (float, array_like, mapping of float to float)
        Batch size -> its best rate, the updates needed by each run at it, and for each rate tried
        the median of other runs. A mark is a median, its line goes from the lowest to the highest;
        on the right a bar holds all rates that take at most a third longer than the best.
    law : (float, float)
        Fewest updates and critical batch size. The scale of its rates is fitted to the marks.
    fitted : collection of int
        Batch sizes that fixed the law; the others test it.

    Examples
    --------
    >>> tuned = {1: (0.5, [200, 180], {0.5: 190}), 4: (2.0, [50], {2.0: 50, 1.0: 60})}
    >>> left, right = corner(tuned, (10, 18), fitted=[1])
    >>> left.get_ylabel()
    'images read'
    """
    left, right = figure(10.0, 4.8).subplots(1, 2, width_ratios=(5, 4))
    fewest, critical = law
    sizes = np.array(sorted(tuned))
    black, text = style.LIGHT["text"], {"textcoords": "offset points", "va": "center"}
    curve: dict[str, Any] = {"color": black, "linewidth": 1.8, "zorder": 1}
    least: dict[str, Any] = {**style.ROLES["theory"], "linewidth": 1.5, "zorder": 0}

    fine = np.geomspace(sizes[0] / 9, 9 * sizes[-1], 400)
    left.loglog(fewest * (1 + critical / fine), fewest * (fine + critical), **curve, label="law")
    left.axvline(fewest, **least, label="least of each, $U$ and $UB_c$")
    left.axhline(fewest * critical, **least)
    left.plot(
        2 * fewest, 2 * fewest * critical, "*", color=black, markersize=16, zorder=3,
        label="$B = B_c$: twice the least",
    )  # fmt: skip
    seen: list[tuple[float, float]] = []
    for size in sizes.tolist():
        rate, runs, tried = tuned[size][0], np.asarray(tuned[size][1], dtype=float), tuned[size][2]
        name, look = ("fixed the law", LOOKS[0]) if size in fitted else ("tests it", LOOKS[1])
        if name in (line.get_label() for line in left.lines):
            name = f"_{size}"
        mark = {**look, "linestyle": "none", "markersize": 10, "zorder": 4}
        middle, low, high = (float(of(runs)) for of in (np.median, np.min, np.max))
        left.plot((low, high), (size * low, size * high), color=look["color"], linewidth=3)
        left.plot(middle, size * middle, **mark, label=name)
        left.annotate(f"B = {size:,}", (high, size * high), (7, 3), color=black, **text)
        right.vlines(size, *_good(tried), color=look["color"], linewidth=7, alpha=0.4)
        right.plot(size, rate, **mark)
        seen.append((high, size * high))
    ends = np.max(seen, axis=0)
    left.set(
        xlim=(0.7 * fewest, 3 * ends[0]), ylim=(0.6 * fewest * critical, 3 * ends[1]),
        xlabel="updates made", ylabel="images read", title="Needed to reach the loss",
    )  # fmt: skip

    rates = np.array([tuned[size][0] for size in sizes.tolist()])
    scale = np.exp(np.mean(np.log(rates * (1 + critical / sizes))))
    fine = np.geomspace(sizes[0] / 1.6, 1.6 * sizes[-1], 200)
    right.loglog(fine, scale / (1 + critical / fine), **curve, label="law: ∝ B/(B + $B_c$)")
    low, high = _good(tuned[int(sizes[0])][2])
    right.fill_between(
        fine, low * fine / sizes[0], high * fine / sizes[0], color=LOOKS[2]["color"], alpha=0.25,
        linewidth=0, zorder=0, label="η ∝ B",
    )  # fmt: skip
    right.set(
        xlabel="batch size B", title="Best η", xlim=(fine[0], fine[-1]), xticks=sizes,
        ylim=(low / 1.6, 4 * rates.max()),
    )  # fmt: skip
    low, high = right.get_ylim()
    right.set_yticks([tick for tick in 2.0 ** np.arange(-3, 8) if low < tick < high])
    left.set_xticks([tick for tick in _COUNTS if fewest < tick < 3 * ends[0]])
    left.set_yticks([tick for tick in _COUNTS if fewest * critical < tick < 3 * ends[1]])
    for ax in (left, right):
        ax.minorticks_off()
        ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    left.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    right.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    left.legend(loc="upper right")
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
