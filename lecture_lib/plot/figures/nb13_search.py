"""Pictures of notebook 13: where a search for settings looks, and what it finds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ... import style
from ..axes import axes, figure, percent

__all__ = ["designs", "epochs", "patience", "rungs", "sweep"]

_BLUE, _RED = style.PALETTE["blue"], style.PALETTE["vermilion"]
_GREEN, _QUIET = style.PALETTE["bluish green"], style.LIGHT["data-line"]
_MUTED = style.LIGHT["muted"]
#: One look for each of a few curves, in their order: never by colour alone.
_LOOKS: tuple[Mapping[str, Any], ...] = (
    {"color": _BLUE, "linestyle": "-", "marker": "o"},
    {"color": _RED, "linestyle": (0, (5, 2)), "marker": "s"},
    {"color": _GREEN, "linestyle": (0, (1, 1.5)), "marker": "D"},
)


def _rates(ax: Axes, rates: ArrayLike) -> None:
    """A logarithmic axis that names powers of ten as 0.01, 1, 10."""
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.minorticks_off()
    ax.set(xlabel="learning rate η", xticks=[r for r in np.ravel(rates) if math.log10(r) % 1 == 0])


def sweep(
    rates: ArrayLike,
    scores: Mapping[str, ArrayLike],
    first: Sequence[float],
    ax: Axes | None = None,
) -> Axes:
    """Draw accuracy over the learning rate, each seed a mark and their mean a line.

    Parameters
    ----------
    rates : array_like, shape (n,)
        Learning rates.
    scores : mapping of str to array_like, shape (n, seeds)
        Name of each model -> accuracies.
    first : sequence of float
        Rates of the first, small grid: a band marks each.
    ax : Axes, optional

    Examples
    --------
    >>> ax = sweep([0.01, 0.1], {"L = 2": [[0.5, 0.6], [0.8, 0.9]]}, [0.01])
    >>> ax.get_xlabel()
    'learning rate η'
    """
    ax = axes(ax, figsize=(9.4, 4.4), layout="constrained")
    for (name, found), look in zip(scores.items(), _LOOKS, strict=False):
        values = np.asarray(found, dtype=float)
        ax.plot(rates, values.mean(axis=1), **look, linewidth=2.5, markersize=9, label=name)
        for seed in values.T:
            ax.plot(rates, seed, look["marker"], color=look["color"], markersize=4, alpha=0.45)
    for rate in first:
        ax.axvspan(rate / 1.3, rate * 1.3, color=style.LIGHT["parameter"], zorder=0)
    ax.text(
        math.sqrt(min(first) * max(first)), 1.0, "the first grid", ha="center", va="top",
        fontsize=12,
    )  # fmt: skip
    ax.set(ylabel="right on dev", ylim=(0, 1.03))
    percent(ax)
    _rates(ax, rates)
    ax.legend(loc="center right")
    return ax


def epochs(rates: ArrayLike, scores: Mapping[str, ArrayLike], ax: Axes | None = None) -> Axes:
    """Draw accuracy over the learning rate after several lengths of training.

    Parameters
    ----------
    rates : array_like, shape (n,)
        Learning rates.
    scores : mapping of str to array_like, shape (n,)
        Name of each length -> accuracy; a star marks the best rate.
    ax : Axes, optional

    Examples
    --------
    >>> ax = epochs([0.1, 1], {"5 epochs": [0.5, 0.3], "30 epochs": [0.8, 0.9]})
    >>> [float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() == "*"]
    [0.1, 1.0]
    """
    ax = axes(ax, figsize=(9.4, 4.2), layout="constrained")
    places = np.asarray(rates, dtype=float)
    for (name, found), look in zip(scores.items(), reversed(_LOOKS), strict=False):
        values = np.asarray(found, dtype=float)
        ax.plot(places, values, **look, linewidth=2.5, markersize=7, label=name)
        best = int(np.argmax(values))
        ax.plot(
            places[best], values[best], "*", color=look["color"], markersize=22, zorder=5,
            markeredgecolor=style.LIGHT["surface"],
        )  # fmt: skip
    ax.set(ylabel="right on dev", ylim=(0, 1.03))
    percent(ax)
    _rates(ax, places)
    ax.legend(loc="upper left")
    return ax


def rungs(
    rates: ArrayLike,
    scores: Mapping[int, ArrayLike],
    kept: Mapping[int, ArrayLike],
    ax: Axes | None = None,
) -> Axes:
    """Draw a search by halving: each rate a line that ends where it is dropped.

    Parameters
    ----------
    rates : array_like, shape (n,)
        Learning rates.
    scores : mapping of int to array_like, shape (n,)
        Epochs, rising -> accuracy of every rate.
    kept : mapping of int to array_like of int
        Epochs -> which rates are kept there; all of the last make a star.
    ax : Axes, optional

    Examples
    --------
    >>> ax = rungs([0.1, 1], {5: [0.5, 0.3], 30: [0.8, 0.9]}, {5: [0], 30: [0]})
    >>> [line.get_xdata().tolist() for line in ax.lines]  # the second is the star
    [[5, 30], [30], [5]]
    """
    ax = axes(ax, figsize=(9.4, 4.4), layout="constrained")
    lengths = list(scores)
    table = np.array([np.ravel(scores[n]) for n in lengths])
    for k, rate in enumerate(np.ravel(rates)):
        made = 1 + sum(k in np.ravel(kept[n]) for n in lengths[:-1])
        won = k in np.ravel(kept[lengths[-1]])
        colour = _RED if won else _BLUE if made > 1 else _QUIET
        ax.plot(
            lengths[:made], table[:made, k], "o-", color=colour, linewidth=2.5 if made > 1 else 1,
            markersize=9,
        )  # fmt: skip
        if won:
            ax.plot(lengths[-1], table[-1, k], "*", color=colour, markersize=24, zorder=5)
        if made > 1:
            ax.annotate(
                f"η = {rate:g}", (lengths[0], table[0, k]), (-12, 0), textcoords="offset points",
                ha="right", va="center", color=style.LIGHT["text"],
            )  # fmt: skip
    dropped = np.setdiff1d(np.arange(table.shape[1]), np.ravel(kept[lengths[0]]))
    if len(dropped):
        ax.annotate(
            "dropped\nat once", (lengths[0], float(table[0, dropped].max())), (14, -4),
            textcoords="offset points", va="top", color=_MUTED,
        )  # fmt: skip
    ax.set(
        xlabel="epochs", ylabel="right on dev", xticks=lengths, ylim=(0, 1.0),
        xlim=(lengths[0] - 0.16 * (lengths[-1] - lengths[0]), 1.05 * lengths[-1]),
    )  # fmt: skip
    percent(ax)
    return ax


def designs(rates: ArrayLike, scores: ArrayLike, tried: Mapping[str, ArrayLike]) -> list[Axes]:
    """Draw where ways to search look, on the plane of two settings and on the curve of one.

    Parameters
    ----------
    rates : array_like, shape (n,)
        Learning rates.
    scores : array_like, shape (n,)
        Accuracy at each.
    tried : mapping of str to array_like, shape (2, trainings)
        Name of each way -> the rates, and another setting from 0 to 1.

    Examples
    --------
    >>> drawn = designs([0.1, 1], [0.5, 0.9], {"grid": [[0.1, 1], [0.5, 0.5]]})
    >>> drawn[0].get_title()
    'grid'
    """
    drawing = figure(11.0, 4.6)
    places, values = np.log10(np.asarray(rates, float)), np.asarray(scores, float)
    panels = drawing.subplots(2, len(tried), sharex=True, height_ratios=(1, 1.5), squeeze=False)
    for column, (name, pairs) in enumerate(tried.items()):
        upper, lower = panels[:, column]
        x, other = np.asarray(pairs, float)
        x = np.log10(x)
        lower.vlines(x, -0.02, 1.08, color=_QUIET, linewidth=1)
        upper.vlines(x, 0, other, color=_QUIET, linewidth=1)
        upper.plot(x, other, "o", color=_RED, markersize=9)
        found = np.interp(x, places, values)
        lower.plot(places, values, color=_BLUE, linewidth=2.5)
        lower.plot(x, found, "o", color=_RED, markersize=8)
        best = int(np.argmax(found))
        lower.plot(x[best], found[best], "*", color=_RED, markersize=20, zorder=5)
        upper.set(title=name, ylim=(0, 1.05), yticks=[])
        lower.set(xlabel="learning rate η", ylim=(0, 1.08), xticks=np.arange(-3, 2))
        lower.xaxis.set_major_formatter(lambda value, _: f"{10.0**value:g}")
        percent(lower)
        if column:
            lower.set_yticklabels([])
    panels[0, 0].set_ylabel("other\nsetting")
    panels[1, 0].set_ylabel("right")
    return list(panels[0])


def patience(
    train: ArrayLike, dev: ArrayLike, kept: int, made: int, ax: Axes | None = None
) -> Axes:
    """Draw training and development loss, the epoch that is kept and the one that stops.

    Parameters
    ----------
    train, dev : array_like, shape (epochs,)
        Mean losses after each epoch.
    kept, made : int
        The epoch whose parameters are kept and the last one that is made, counted from 1.
    ax : Axes, optional

    Examples
    --------
    >>> ax = patience([1, 0.5, 0.2], [1, 0.8, 0.9], kept=2, made=3)
    >>> [text.get_text() for text in ax.texts]
    ['keep', 'stop']
    """
    ax = axes(ax, figsize=(9.4, 4.0), layout="constrained")
    epoch = 1 + np.arange(len(np.ravel(dev)))
    ax.plot(epoch, train, color=_QUIET, linestyle=(0, (5, 2)), linewidth=2.5, label="train")
    ax.plot(epoch, dev, color=_RED, linewidth=2.5, label="dev")
    top = float(np.max(dev))
    for place, word in ((kept, "keep"), (made, "stop")):
        ax.axvline(place, color=_MUTED, linestyle=":")
        ax.text(place + 0.4, top, word, va="top", fontsize=12)
    ax.set(xlabel="epoch", ylabel="mean loss", ylim=(0, None))
    ax.legend(loc="upper right")
    return ax
