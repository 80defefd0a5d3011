"""Pictures of notebook 08: when momentum pays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ... import style
from ..axes import figure

__all__ = ["best_of_each", "losses_over_length", "rescued"]

_LOOKS: tuple[dict[str, Any], ...] = (
    {"color": style.PALETTE["black"], "linestyle": "-", "linewidth": 4.5, "marker": "o"},
    {"color": style.PALETTE["blue"], "linestyle": (0, (4, 2)), "linewidth": 2.4, "marker": "D"},
    {"color": style.PALETTE["orange"], "linestyle": "-", "linewidth": 2.2, "marker": "s"},
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
    'σ² = 0.01'
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
        ax.set(xlabel="u", title=f"σ² = {variance:g}", ylim=(lowest / 2, 3))
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


def best_of_each(best: Mapping[float, tuple[ArrayLike, ArrayLike]]) -> Axes:
    """Draw the loss at the best rate over the batch size, and at which u that was.

    Parameters
    ----------
    best : mapping of float to (array_like, array_like)
        β -> batch sizes, shape (n,), and of each the losses at its best u with that u in front,
        shape (n, 1 + seeds).

    Examples
    --------
    >>> best_of_each({0: ([32, 64], [[1.0, 0.2, 0.3], [2.0, 0.1, 0.1]])}).get_xlabel()
    'images in a batch'
    """
    ax = figure(8.2, 3.9).subplots()
    for (beta, (sizes, found)), look in zip(best.items(), (_LOOKS[0], _LOOKS[2]), strict=False):
        rows, x = np.asarray(found, dtype=float), np.asarray(sizes, dtype=float)
        losses, middle = rows[:, 1:], np.median(rows[:, 1:], axis=1)
        ax.loglog(x, middle, **look, markersize=8, label=f"β = {beta:g}")
        ax.fill_between(
            x, losses.min(axis=1), losses.max(axis=1), color=look["color"], alpha=0.18, linewidth=0
        )
        for size, u, loss in zip(x, rows[:, 0], middle, strict=True):
            ax.annotate(
                f"u = {u:g}", (size, loss), (0, -9 if beta else 9), textcoords="offset points",
                ha="center", va="top" if beta else "bottom", fontsize=12,
                color=style.LIGHT["note"] if beta else style.LIGHT["text"],
            )  # fmt: skip
        ax.set_xticks(x, [f"{size:g}" for size in x])
    ax.tick_params(axis="x", which="minor", bottom=False, labelbottom=False)
    ax.margins(x=0.1, y=0.16)
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.set(xlabel="images in a batch", ylabel="loss at the best u\n(line: median; band: all)")
    ax.legend(loc="lower left")
    return ax


def rescued(u: ArrayLike, losses: Mapping[str, ArrayLike], dead: ArrayLike) -> list[Axes]:
    """Draw the last loss with a constant and a lowered rate, and how many units are dead.

    Parameters
    ----------
    u : array_like, shape (n,)
        η/(1−β) of each network.
    losses : mapping of str to array_like, shape (n, seeds)
        Name of each schedule -> losses in the last pass.
    dead : array_like, shape (n,)
        Share of hidden units that no image wakes.

    Examples
    --------
    >>> left, right = rescued([1, 2], {"constant": [[0.1, 0.2], [1.0, 2.0]]}, [0.1, 0.9])
    >>> [float(bar.get_height()) for bar in right.patches]
    [10.0, 90.0]
    """
    drawing = figure(10.0, 3.7)
    left, right = drawing.subplots(1, 2)
    names = [f"{x:g}" for x in np.asarray(u, dtype=float)]
    for (name, found), look in zip(losses.items(), (_LOOKS[0], _LOOKS[2]), strict=False):
        rows = np.asarray(found, dtype=float)
        left.semilogy(
            names, np.median(rows, axis=1), **{**look, "linewidth": 2.4}, markersize=8, label=name
        )
        left.fill_between(
            names, rows.min(axis=1), rows.max(axis=1), color=look["color"], alpha=0.18, linewidth=0
        )
    left.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    left.set(xlabel="u", ylabel="loss in the last pass")
    left.legend(loc="upper left")
    right.bar(names, 100 * np.asarray(dead), color=style.PALETTE["vermilion"])
    right.set(xlabel="u", ylabel="dead units, %", ylim=(0, 100))
    return [left, right]
