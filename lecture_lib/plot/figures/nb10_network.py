"""Pictures of notebook 10 on its network: one run with many ends, and shapes tuned apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ..axes import axes, figure
from .nb10 import heights, looks, ticks

__all__ = ["branches", "by_peak"]


def branches(
    steps: ArrayLike, rival: tuple[str, ArrayLike], held: Mapping[int, ArrayLike],
    until: int | None = None, title: str = "", ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw a run that is held at its peak, its branches, and the mean loss at each end.

    Parameters
    ----------
    steps : array_like, shape (n,)
        Steps taken when the losses were measured.
    rival : tuple of str and array_like, shape (n,)
        Name and mean losses of a run that the branches are compared with.
    held : mapping of int to array_like, shape (n,)
        End of each branch -> its mean losses; the one that ends last is drawn whole, of the
        others what differs from it.
    until : int, optional
        The last step to draw.
    title : str
    ax : Axes, optional

    Examples
    --------
    >>> ax = branches([0, 1, 2], ("cosine", [3, 2, 1]), {2: [3, 2, 1.5], 1: [3, 1.9, 1.9]})
    >>> [text.get_text().strip() for text in ax.texts]
    ['1.00', '1.50', '1.90']
    """
    ax = axes(ax, figsize=(8.6, 4.6), layout="constrained")
    x, (name, other) = np.asarray(steps), rival
    shown = x <= (x.max() if until is None else until)
    trunk = np.asarray(held[max(held)], dtype=float)
    drawn: list[tuple[str, Any, Any, Any]] = [
        (name, np.asarray(other), shown, looks()[0]), ("hold", trunk, shown, looks()[1])
    ]  # fmt: skip
    for end in sorted(set(held) - {max(held)}, reverse=True):
        losses = np.asarray(held[end], dtype=float)
        first = max(int(np.argmax(losses != trunk)) - 1, 0)
        part = shown & (x <= end) & (np.arange(len(x)) >= first)
        drawn.append(("", losses, part, {**looks()[1], "linestyle": "-"}))
    for label, losses, part, look in drawn:
        line, last = x[part], losses[part]
        if not len(line):
            continue
        ax.semilogy(line, last, **{**look, "marker": ""}, linewidth=2.6, label=label or None)
        place: dict[str, Any] = {"xytext": (8, -4)}
        if not label:
            place = {"xytext": (0, -20), "ha": "center"}
        if not label or until is None:  # a mark is an end
            ax.plot(line[-1], last[-1], color=look["color"], marker=look["marker"], markersize=9)
        ax.annotate(
            f"{last[-1]:.2f}", (line[-1], last[-1]), textcoords="offset points",
            color=look["color"], fontweight="bold", **place,
        )  # fmt: skip
    ax.set(xlabel="step", ylabel="loss (log scale)", title=title, xlim=(0, 1.09 * x.max()))
    heights(ax)
    ax.legend(loc="upper right")
    return ax


def by_peak(
    peaks: ArrayLike, panels: Mapping[str, Mapping[str, ArrayLike]], title: str = ""
) -> list[Axes]:
    """Draw the loss at the end of schedules over their peak: a panel for each length of run.

    Parameters
    ----------
    peaks : array_like, shape (n,)
        Learning rates.
    panels : mapping of str to (mapping of str to array_like, shape (n,) or (runs, n))
        Title of each panel -> name of each schedule -> loss at the end; runs are thin dots, their
        means are joined, and the lowest mean has a ring.
    title : str
        Of the whole.

    Examples
    --------
    >>> [ax] = by_peak([0.1, 0.2, 0.4], {"300 steps": {"cosine": [3, 2, 4]}})
    >>> ax.lines[-1].get_xdata().tolist(), ax.get_xlabel()
    ([0.2], 'peak η')
    """
    drawing = figure(11.0, 4.4)
    grid = list(np.ravel(drawing.subplots(1, len(panels), squeeze=False)))
    x = np.asarray(peaks, dtype=float)
    for ax, (name, curves) in zip(grid, panels.items(), strict=True):
        for (shape, values), look in zip(curves.items(), looks(), strict=False):
            runs = np.atleast_2d(np.asarray(values, dtype=float))
            mean = runs.mean(axis=0)
            if len(runs) > 1:
                dots = {"color": look["color"], "linestyle": "", "marker": ".", "alpha": 0.4}
                ax.loglog(x, runs.T, **dots, markersize=5)
            every = max(len(x) // 8, 1)
            ax.loglog(x, mean, **look, markersize=7, markevery=every, linewidth=2.4, label=shape)
            low = int(mean.argmin())
            ax.plot(
                x[low:low + 1], mean[low:low + 1], marker="o", markersize=17, linestyle="",
                markerfacecolor="none", markeredgecolor=look["color"], markeredgewidth=2,
            )  # fmt: skip
        some = x.tolist() if len(x) < 8 else ticks(x.min(), x.max())
        ax.set_xticks(some, [f"{peak:.2g}" for peak in some])
        ax.xaxis.minorticks_off()
        ax.set(title=name, xlabel="peak η")
        heights(ax)
    grid[0].set_ylabel("loss at the end (log scale)")
    grid[-1].legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    drawing.suptitle(title)
    return grid
