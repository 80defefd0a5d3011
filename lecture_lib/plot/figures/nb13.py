"""Pictures of notebook 13: what luck adds to a chosen score, and where a search looks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from ... import style
from ..axes import axes, figure

__all__ = [
    "designs", "differences", "epochs", "flattery", "kept", "leads", "learning", "luck", "one_coin",
    "patience", "rungs", "sets", "sweep",
]  # fmt: skip

Array = NDArray[Any]

_BLUE, _RED = style.PALETTE["blue"], style.PALETTE["vermilion"]
_GREEN, _QUIET = style.PALETTE["bluish green"], style.LIGHT["data-line"]
_MUTED, _INK = style.LIGHT["muted"], style.LIGHT["text"]
#: One look for each of a few curves, in their order: never by colour alone.
_LOOKS: tuple[Mapping[str, Any], ...] = (
    {"color": _BLUE, "linestyle": "-", "marker": "o"},
    {"color": _RED, "linestyle": (0, (5, 2)), "marker": "s"},
    {"color": _GREEN, "linestyle": (0, (1, 1.5)), "marker": "D"},
)


def _percent(ax: Axes, axis: str = "y") -> None:
    getattr(ax, f"{axis}axis").set_major_formatter(lambda value, _: f"{100 * value:g} %")


def _rates(ax: Axes, rates: ArrayLike) -> None:
    """A logarithmic axis that names powers of ten as 0.01, 1, 10."""
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.minorticks_off()
    ax.set(xlabel="learning rate η", xticks=[r for r in np.ravel(rates) if math.log10(r) % 1 == 0])


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
    _percent(ax, "x")
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
    _percent(ax)
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
    _percent(ax, "x")
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


def differences(table: ArrayLike, named: Sequence[int] = ()) -> list[Axes]:
    """Draw seeds × pictures on which one of two recipes alone is right, with leads and gains.

    Pictures on which no seed tells the two apart are left out; the others stand in the order of
    their gains.

    Parameters
    ----------
    table : array_like, shape (seeds, pictures)
        1 where A alone is right, -1 where B alone is, else 0.
    named : sequence of int
        Seeds whose names and leads are written in bold.

    Returns
    -------
    list of Axes
        The table; the sums of its rows (leads); the means of its columns (gains).

    Examples
    --------
    >>> table, leads, gains = differences([[1, 0, -1], [1, 0, 0]])
    >>> [text.get_text() for text in leads.texts], [float(b.get_height()) for b in gains.patches]
    (['0', '+1'], [1.0, -0.5])
    """
    every = np.asarray(table, int)
    told = every[:, np.any(every != 0, axis=0)]
    told = told[:, np.argsort(-told.mean(axis=0), kind="stable")]
    seeds, pictures = told.shape
    drawing = figure(9.4, 1.9 + 0.3 * seeds)
    heights = (0.3 * seeds, 1.2)
    panels = drawing.subplots(2, 2, width_ratios=(8, 1), height_ratios=heights, sharex="col")
    (main, sums), (below, corner) = panels
    corner.set_axis_off()
    for value, mark, colour in ((1, "P", _BLUE), (-1, "_", _RED)):
        row, column = np.nonzero(told == value)
        main.plot(
            column, row, mark, color=colour, markersize=8 if value > 0 else 9,
            markeredgewidth=0 if value > 0 else 3,
            label="A alone is right" if value > 0 else "B alone is right",
        )  # fmt: skip
    main.set(
        xlim=(-0.7, pictures - 0.3), ylim=(seeds - 0.4, -0.6), yticks=range(seeds),
        yticklabels=[f"seed {seed}" for seed in range(seeds)],
    )  # fmt: skip
    main.tick_params(labelsize=12, bottom=False)
    for line in np.arange(pictures - 1) + 0.5:
        main.axvline(line, color=style.LIGHT["grid"], linewidth=0.8, zorder=0)
    main.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, fontsize=12, frameon=False)
    sums.set(xlim=(-1, 1), ylim=main.get_ylim())
    sums.set_title("lead", fontsize=13)
    sums.set_axis_off()
    for seed, lead in enumerate(told.sum(axis=1)):
        bold = "bold" if seed in named else "normal"
        said = f"{lead:+d}".replace("-", "−") if lead else "0"
        sums.text(0, seed, said, ha="center", va="center", fontsize=13, fontweight=bold)
        main.get_yticklabels()[seed].set_fontweight(bold)
    gain = told.mean(axis=0)
    top = 1.15 * float(np.abs(gain).max())
    below.bar(range(pictures), gain, 0.7, color=[_BLUE if g > 0 else _RED for g in gain])
    below.axhline(0, color=_MUTED, linewidth=1)
    below.yaxis.set_major_formatter(lambda value, _: f"{value:g}".replace("-", "−"))
    below.set(
        ylabel="gain", ylim=(-top, top), xticks=[],
        xlabel=f"{pictures} of the {every.shape[1]} pictures; on the others, A and B never differ",
    )  # fmt: skip
    return [main, sums, below]


def leads(tables: Mapping[str, ArrayLike], of: int = 269) -> list[Axes]:
    """Draw the mean lead of one recipe over another, with twice its standard deviation, twice.

    The thick bar has the luck of the seeds alone, the thin one that of seeds and pictures. A
    small table beside them shows which entries share a seed or a picture with one of them.

    Parameters
    ----------
    tables : mapping of str to array_like, shape (seeds, pictures)
        Name of each set -> 1 where A alone is right, -1 where B alone is, else 0.
    of : int
        Leads are drawn as in so many pictures.

    Returns
    -------
    list of Axes
        The small table; the bars.

    Examples
    --------
    >>> _, bars = leads({"dev": [[1, 1, 0], [1, 1, -1], [1, 0, 1]]}, of=3)
    >>> [text.get_text() for text in bars.texts]
    ['1.7 ± 0.3, with the pictures ± 0.9']
    """
    drawing = figure(11, 2.1 + 0.8 * len(tables))
    small, ax = drawing.subplots(1, 2, width_ratios=(1, 2.4))
    _shared(small)
    ax.axvline(0, color=_MUTED, linewidth=1.5, zorder=0)
    for row, table in enumerate(tables.values()):
        found = np.asarray(table, float) * of / np.shape(table)[1]
        seeds, pictures = found.shape
        rows = found.sum(axis=1).var(ddof=1) / seeds
        columns = found.mean(axis=0).var(ddof=1) * pictures
        whole = max(rows, columns, rows + columns - found.var(ddof=1) * pictures / seeds)
        mean, inner, outer = found.sum(axis=1).mean(), math.sqrt(rows), math.sqrt(whole)
        for length, thick, cap, look in ((outer, 2.5, 10, _GREEN), (inner, 6, 6, _RED)):
            ax.errorbar(
                mean, row, xerr=2 * length, fmt="o", color=look, markersize=11, capsize=cap,
                elinewidth=thick, capthick=thick, zorder=4 if look == _RED else 3,
            )  # fmt: skip
        ax.annotate(
            f"{mean:.1f} ± {inner:.1f}, with the pictures ± {outer:.1f}", (0, row), (8, 15),
            textcoords="offset points", fontsize=13,
        )  # fmt: skip
    ax.plot([], [], color=_RED, linewidth=6, label="luck of seeds")
    ax.plot([], [], color=_GREEN, linewidth=2.5, label="of seeds and pictures")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, fontsize=12, frameon=False)
    ax.set(
        yticks=range(len(tables)), yticklabels=list(tables), ylim=(len(tables) - 0.6, -0.75),
        xlabel=f"A leads B, in pictures of {of}; bars: two standard deviations",
    )  # fmt: skip
    return [small, ax]


def _shared(ax: Axes) -> None:
    """Draw a table in which the row and the column of one entry are coloured."""
    rows, columns, row, column = 5, 7, 1, 4
    ax.add_patch(Rectangle((0, row), columns, 1, facecolor=_RED, alpha=0.45))
    ax.add_patch(
        Rectangle((column, 0), 1, rows, facecolor=_GREEN, alpha=0.45, hatch="//", edgecolor="w")
    )
    ax.add_patch(Rectangle((column, row), 1, 1, fill=False, edgecolor=_INK, linewidth=3, zorder=3))
    ax.hlines(range(rows + 1), 0, columns, color=_QUIET, linewidth=1)
    ax.vlines(range(columns + 1), 0, rows, color=_QUIET, linewidth=1)
    ax.text(columns + 0.2, row + 0.5, "same seed", color=_RED, va="center", fontsize=13)
    ax.text(column + 0.5, rows + 0.2, "same picture", color=_GREEN, ha="center", va="top",
            fontsize=13)  # fmt: skip
    ax.annotate(
        "in both", (column + 0.5, row), (column + 1.7, -0.9), fontsize=13, va="center",
        arrowprops={"arrowstyle": "-", "color": _INK, "shrinkB": 2},
    )  # fmt: skip
    ax.set(xlim=(-0.2, columns + 3.6), ylim=(rows + 1.2, -1.4), aspect="equal")
    ax.set_axis_off()


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
    _percent(ax)
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
    _percent(ax)
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
    _percent(ax)
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
        _percent(lower)
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
