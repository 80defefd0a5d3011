"""Pictures of notebook 13: what luck adds to a chosen score, and the sets it is drawn from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ... import style
from ..axes import axes, figure, percent

__all__ = ["flattery", "kept", "learning", "luck", "one_coin", "sets"]

_BLUE, _RED = style.PALETTE["blue"], style.PALETTE["vermilion"]
_QUIET, _MUTED = style.LIGHT["data-line"], style.LIGHT["muted"]


def one_coin(questions: int, ax: Axes | None = None) -> Axes:
    """Draw how likely each score is for one model that guesses yes or no.

    Parameters
    ----------
    questions : int
        How many it answers.
    ax : Axes, optional

    Examples
    --------
    >>> [round(float(bar.get_height()), 2) for bar in one_coin(2).patches]
    [0.25, 0.5, 0.25]
    """
    ax = axes(ax, figsize=(8.6, 3.4), layout="constrained")
    right = np.arange(questions + 1)
    chance = [math.comb(questions, int(k)) / 2**questions for k in right]
    ax.bar(right / questions, chance, 0.8 / questions, color=style.PALETTE["sky blue"])
    ax.set(
        xlim=(0.2, 0.8), xlabel=f"right, of {questions} answers", yticks=[],
        title="One model: how likely is each score?",
    )  # fmt: skip
    percent(ax, "x")
    return ax


def luck(
    models: ArrayLike, exact: ArrayLike, simulated: ArrayLike, shown: Sequence[int]
) -> list[Axes]:
    """Draw how likely the largest of K normal numbers is at most x, and its mean over K.

    For the second of the numbers shown, the two areas whose difference is the mean are filled.

    Parameters
    ----------
    models : array_like, shape (n,)
        Numbers K.
    exact, simulated : array_like, shape (n,)
        Mean of the largest of K.
    shown : sequence of int
        Numbers K whose distribution function is drawn.

    Examples
    --------
    >>> left, right = luck([1, 2], [0, 0.56], [0, 0.57], [1, 2])
    >>> right.get_xlabel()
    'number of models K'
    """
    drawing = figure(10.0, 4.0)
    left, right = drawing.subplots(1, 2)
    x = np.linspace(-3.2, 4.6, 400)
    below = np.array([(1 + math.erf(t / math.sqrt(2))) / 2 for t in x])
    dashes: tuple[Any, ...] = ((0, (1, 1.5)), (0, (5, 2)), (0, (5, 2, 1, 2)), "-")
    for k, dash in zip(shown, dashes, strict=False):
        left.plot(x, below**k, color=_BLUE, linestyle=dash, linewidth=2, label=f"K = {k}")
    second = below ** shown[1]
    left.fill_between(x, second, 1, where=(x >= 0).tolist(), color=_BLUE, alpha=0.18, linewidth=0)
    left.fill_between(x, 0, second, where=(x <= 0).tolist(), color=_RED, alpha=0.3, linewidth=0)
    left.axvline(0, color=_MUTED, linewidth=1)
    left.axhline(1, color=_MUTED, linewidth=1)
    left.text(0.1, 0.94, "+", fontsize=18, va="top")
    left.text(-0.1, 0.07, "−", fontsize=18, ha="right")
    left.set(xlabel="x, in σ", ylabel="probability", ylim=(0, 1.04), xlim=(-3.2, 4.6))
    left.set_title("The luckiest of K is at most x")
    left.legend(loc="lower right", fontsize=12)
    right.semilogx(models, exact, color=_BLUE, linewidth=2, label="computed")
    right.semilogx(models, simulated, "o", color=_RED, markersize=9, label="20,000 draws")
    right.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    right.set(xlabel="number of models K", ylabel="mean, in σ", title="Its mean, $e_K$")
    right.legend(loc="upper left")
    return [left, right]


def learning(dev: ArrayLike, new: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw one network's accuracy after each epoch; rings mark all that are best on dev.

    Parameters
    ----------
    dev, new : array_like, shape (epochs,)
        Accuracy on a small development set, and on many other pictures.
    ax : Axes, optional

    Examples
    --------
    >>> ax = learning([0.5, 0.9, 0.9], [0.6, 0.8, 0.9])
    >>> ax.lines[-1].get_xdata().tolist()
    [2, 3]
    """
    ax = axes(ax, figsize=(9.4, 4.0), layout="constrained")
    on_dev = np.asarray(dev, float)
    epoch = 1 + np.arange(len(on_dev))
    ax.plot(epoch, new, color=_BLUE, linewidth=2.5, label="on the new pictures")
    ax.plot(
        epoch, on_dev, "s:", color=style.PALETTE["orange"], linewidth=2, markersize=7,
        label="on the 100 of dev",
    )  # fmt: skip
    best = epoch[on_dev == on_dev.max()]
    ax.plot(
        best, np.full(len(best), on_dev.max()), "o", color=_RED, markersize=18, fillstyle="none",
        markeredgewidth=2.5, label="best on dev",
    )  # fmt: skip
    lowest = min(float(on_dev.min()), float(np.min(new)))
    ax.set(xlabel="epoch", ylabel="right", ylim=(lowest // 0.1 * 0.1, 1.0))
    percent(ax)
    ax.legend(loc="lower right")
    return ax


def flattery(rules: Mapping[str, tuple[float, float]], ax: Axes | None = None) -> Axes:
    """Draw what each way of choosing scores on the development set, and on new pictures.

    Parameters
    ----------
    rules : mapping of str to (float, float)
        Name of the way to choose -> accuracy there, and accuracy on new pictures.
    ax : Axes, optional

    Examples
    --------
    >>> ax = flattery({"none": (0.9, 0.9), "best": (0.97, 0.89)})
    >>> [tick.get_text() for tick in ax.get_yticklabels()]
    ['none', 'best']
    """
    ax = axes(ax, figsize=(9.4, 3.8), layout="constrained")
    for row, (dev, fresh) in enumerate(rules.values()):
        ax.plot([fresh, dev], [row, row], color=_QUIET, linewidth=2.5, zorder=1)
        ax.plot(dev, row, "s", color=style.PALETTE["orange"], markersize=12)
        ax.plot(fresh, row, "o", color=_BLUE, markersize=12)
    ax.plot([], [], "s", color=style.PALETTE["orange"], markersize=11, label="on its dev set")
    ax.plot([], [], "o", color=_BLUE, markersize=11, label="on new pictures")
    low, high = min(map(min, rules.values())), max(map(max, rules.values()))
    room = 0.15 * (high - low)
    ax.set(
        yticks=range(len(rules)), yticklabels=list(rules), ylim=(len(rules) - 0.4, -0.6),
        xlim=(low - room, high + room), xlabel="right, mean of all deals",
    )  # fmt: skip
    percent(ax, "x")
    ax.legend(loc="upper right")
    return ax


def kept(
    dev: ArrayLike,
    new: ArrayLike,
    best: tuple[float, float],
    deals: int = 25,
    ax: Axes | None = None,
) -> Axes:
    """Draw how much of a lead on a development set is kept on new pictures.

    Parameters
    ----------
    dev, new : array_like, shape (deals, networks)
        Leads over the mean of all networks, in points.
    best : (float, float)
        Both leads of the network that is best on dev, a mean over all deals: a star.
    deals : int
        So many of the deals are drawn as dots; the line is the mean of all.
    ax : Axes, optional

    Examples
    --------
    >>> ax = kept([[-1, 1], [-1, 1]], [[0, 0], [-0.5, 0.5]], best=(1, 0.25))
    >>> [line.get_label() for line in ax.lines if line.get_label()[0] != "_"]
    ['if dev told the truth', 'a network, one deal', 'mean of all deals', 'the best on dev']
    """
    ax = axes(ax, figsize=(9.4, 4.6), layout="constrained")
    x, y = np.asarray(dev, float), np.asarray(new, float)
    low, high = np.quantile(x, [0.002, 0.999])
    ends = [min(low, float(y.min())), max(high, best[0])]
    ax.axhline(0, color=_MUTED, linewidth=1, zorder=0)
    ax.plot(ends, ends, color=_MUTED, linestyle=(0, (5, 3)), label="if dev told the truth")
    ax.plot(
        x[:deals].ravel(), y[:deals].ravel(), "o", color=_QUIET, markersize=4, alpha=0.6,
        label="a network, one deal",
    )  # fmt: skip
    edges = np.linspace(low, high, 13)
    place = np.digitize(x, edges)
    inside = [place == k for k in range(1, len(edges)) if np.any(place == k)]
    ax.plot(
        [x[part].mean() for part in inside], [y[part].mean() for part in inside], "o-",
        color=_BLUE, linewidth=2.5, markersize=7, label="mean of all deals",
    )  # fmt: skip
    ax.plot(
        *best, "*", color=_RED, markersize=22, zorder=5, markeredgecolor=style.LIGHT["surface"],
        label="the best on dev",
    )  # fmt: skip
    ax.set(
        xlabel="lead on dev, in points", ylabel="on new pictures",
        xlim=(low - 0.2, ends[1] + 0.3), ylim=(float(y.min()) - 0.2, min(high, best[0]) + 0.2),
    )  # fmt: skip
    ax.legend(loc="upper left", fontsize=12)
    return ax


def sets(cuts: Mapping[str, Mapping[str, int]], ax: Axes | None = None) -> Axes:
    """Draw how the examples are cut, each cut as one bar.

    Parameters
    ----------
    cuts : mapping of str to mapping of str to int
        Name of each cut -> name of each part -> how many examples it has.
    ax : Axes, optional

    Examples
    --------
    >>> ax = sets({"here": {"train": 300, "test": 100}})
    >>> [text.get_text() for text in ax.texts]
    ['train\\n300', 'test\\n100']
    """
    ax = axes(ax, figsize=(9.4, 0.5 + 0.9 * len(cuts)), layout="constrained")
    colours = (style.LIGHT["value"], _QUIET, style.PALETTE["orange"], _MUTED)
    end = 0
    for row, sizes in enumerate(cuts.values()):
        start = 0
        for (name, size), colour in zip(sizes.items(), colours, strict=False):
            ax.barh(row, size, left=start, height=0.84, color=colour, alpha=0.25)
            ax.plot([start, start], [row - 0.42, row + 0.42], color=style.LIGHT["surface"], lw=4)
            ax.text(start + size / 2, row, f"{name}\n{size}", ha="center", va="center", fontsize=13)
            start += size
        end = max(end, start)
    ax.set(xlim=(0, end), ylim=(len(cuts) - 0.5, -0.5), xticks=[], yticks=range(len(cuts)))
    ax.set_yticklabels(list(cuts), fontsize=13)
    ax.tick_params(length=0)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return ax
