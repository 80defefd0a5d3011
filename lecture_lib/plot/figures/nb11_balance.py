"""Pictures of notebook 11: errors that lost their balance, and what that does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ... import style
from ..axes import figure, plain
from .nb11_looks import LINES, MUTED, mere_guess, smooth

__all__ = ["balance", "errors"]


def errors(versions: Mapping[str, ArrayLike]) -> list[Axes]:
    """Draw the errors of one image in several versions, as bars that push up or down.

    Parameters
    ----------
    versions : mapping of str to array_like, shape (classes,)
        Title of each panel -> its errors; their sum stands beneath.

    Examples
    --------
    >>> (ax,) = errors({"exact": [0.5, -0.5]})
    >>> ax.get_title(), ax.get_xlabel()
    ('exact', 'sum: 0.0')
    """
    drawing = figure(10.4, 3.2)
    panels = np.atleast_1d(drawing.subplots(1, len(versions), sharey=True))
    for ax, (name, given) in zip(panels, versions.items(), strict=True):
        values = np.asarray(given, dtype=float)
        up = values < 0  # a negative error pushes its output up
        colors = np.where(up, style.PALETTE["blue"], style.PALETTE["vermilion"])
        ax.bar(range(len(values)), values, 0.8, color=colors)
        ax.axhline(0, color=MUTED, linewidth=1.2)
        total = values.sum().round(2) + 0.0
        ax.set(title=name, xticks=(), ylim=(-1, 0.3), xlabel=f"sum: {total:.1f}".replace("-", "−"))
        ax.tick_params(labelleft=True)
    panels[0].set_ylabel("error of each class")
    return list(panels)


def balance(found: Mapping[str, Sequence[Sequence[Any]]], guess: float) -> list[Axes]:
    """Draw the losses of several versions of a run, and how far each step throws outputs apart.

    Parameters
    ----------
    found : mapping of str to sequence of (losses, thrown, ...)
        Name of each version -> its runs, each with two numbers for each update; what follows is
        not drawn. The first run is bold.
    guess : float
        The loss of equal probabilities.

    Returns
    -------
    list of Axes
        Losses, and what a step does: both are means over 20 updates, on logarithmic axes.

    Examples
    --------
    >>> losses, apart = balance({"exact": [([2, 1], [0.1, 0.3])]}, 2.3)
    >>> apart.get_yscale(), apart.lines[0].get_ydata().tolist()
    ('log', [0.2])
    """
    drawing = figure(10.4, 4.2)
    panels = drawing.subplots(1, 2)
    titles = ("Loss", "One step throws outputs apart by")
    for ax, title, part in zip(panels, titles, (0, 1), strict=True):
        for (name, runs), look in zip(found.items(), LINES, strict=False):
            for number, run in enumerate(runs):
                width, label = (1.3, None) if number else (2.8, name)
                ax.semilogy(*smooth(run[part], 20), **look, linewidth=width, label=label)
        ax.set(xlabel="update", title=title)
        plain(ax.yaxis)
    handles, names = panels[0].get_legend_handles_labels()
    mere_guess(panels[0], guess)
    drawing.legend(
        [*handles, panels[0].lines[-1]], [*names, "a mere guess"], loc="outside upper center",
        ncols=5, fontsize=12,
    )  # fmt: skip
    return list(panels)
