"""Pictures of notebook 10: two jobs of a rate, schedules beside formulas, what they leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from ... import style
from ..axes import axes, figure, plain

__all__ = [
    "by_rate", "formulas", "heights", "jobs", "looks", "losses", "ramp", "range_test", "rates",
    "runs", "stacks", "sums", "ticks",
]  # fmt: skip

Array = NDArray[Any]

_MUTED = style.LIGHT["muted"]
_TEXT = style.LIGHT["text"]
#: One look for each curve: never by colour alone.
_LOOKS: tuple[dict[str, Any], ...] = (
    {"color": style.PALETTE["vermilion"], "linestyle": "-", "marker": "o"},
    {"color": style.PALETTE["blue"], "linestyle": (0, (5, 2)), "marker": "s"},
    {"color": style.PALETTE["bluish green"], "linestyle": (0, (1, 1.2)), "marker": "D"},
    {"color": style.PALETTE["reddish purple"], "linestyle": (0, (7, 2, 1, 2)), "marker": "^"},
    {"color": style.PALETTE["black"], "linestyle": (0, (3, 1)), "marker": "v"},
)


def ticks(low: float, high: float) -> list[float]:
    """Round numbers between two, more of them where the two are near.

    Parameters
    ----------
    low, high : float
        Above 0.

    Examples
    --------
    >>> ticks(0.3, 6)
    [0.5, 1.0, 2.0, 5.0]
    """
    digits: tuple[float, ...] = (1, 2, 5) if high > 10 * low else (1, 1.5, 2, 3, 4, 5, 6, 8)
    if high < 2.5 * low:
        digits = (1, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9)
    every = (digit * 10.0**power for power in range(-6, 4) for digit in digits)
    return [tick for tick in every if low <= tick <= high]


def looks() -> tuple[dict[str, Any], ...]:
    """One look for each curve, never by colour alone: color, linestyle and marker, five times.

    Examples
    --------
    >>> looks()[1]["marker"]
    's'
    """
    return _LOOKS


def heights(ax: Axes) -> None:
    """Name round heights of a logarithmic axis.

    Parameters
    ----------
    ax : Axes
        Its limits stay.

    Examples
    --------
    >>> ax = axes(None)
    >>> _ = ax.set(yscale="log", ylim=(0.09, 1.1))
    >>> heights(ax)
    >>> ax.get_yticks().tolist()
    [0.1, 0.2, 0.5, 1.0]
    """
    ax.set_yticks(ticks(*ax.get_ylim()))
    ax.minorticks_off()
    plain(ax.yaxis)


def losses(
    curves: Mapping[str, ArrayLike], until: int | None = None, marks: Sequence[int] = (),
    title: str = "", ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw the loss before each step of several runs, on a logarithmic axis.

    Parameters
    ----------
    curves : mapping of str to array_like, shape (steps + 1,)
        Name -> loss; at most five.
    until : int, optional
        The last step to draw.
    marks : sequence of int
        Steps at which something happens: a dotted line.
    title : str
    ax : Axes, optional

    Examples
    --------
    >>> ax = losses({"a": [1, 0.5, 0.2]}, until=1)
    >>> ax.lines[0].get_xdata().tolist()
    [0, 1]
    """
    ax = axes(ax, figsize=(8.6, 4.2), layout="constrained")
    for (name, curve), look in zip(curves.items(), _LOOKS, strict=False):
        drawn = np.asarray(curve)[: None if until is None else until + 1]
        every = max(len(drawn) // 8, 1)
        ax.semilogy(
            np.arange(len(drawn)), drawn, **look, markersize=7, markevery=every, label=name,
            linewidth=2.4,
        )  # fmt: skip
    for step in marks:
        ax.axvline(step, color=_MUTED, linewidth=1, linestyle=(0, (2, 2)), zorder=0)
    ax.set(xlabel="step", ylabel="loss (log scale)", title=title)
    heights(ax)
    ax.legend(loc="upper right")
    return ax


def runs(
    steps: ArrayLike, found: Mapping[str, ArrayLike], marks: Sequence[int] = (), title: str = "",
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw the loss of several runs of each name, thin, and their medians on top.

    Parameters
    ----------
    steps : array_like, shape (n,)
        Steps taken when the losses were measured.
    found : mapping of str to array_like, shape (runs, n)
        Name -> losses; at most five.
    marks : sequence of int
        Steps at which something happens: a dotted line.
    title : str
    ax : Axes, optional

    Examples
    --------
    >>> ax = runs([1, 2], {"a": [[3, 2], [1, 1], [2, 4]]})
    >>> ax.lines[-1].get_ydata().tolist()
    [2.0, 2.0]
    """
    ax = axes(ax, figsize=(8.6, 4.6), layout="constrained")
    for (name, values), look in zip(found.items(), _LOOKS, strict=False):
        each, every = np.asarray(values, dtype=float), max(np.size(steps) // 8, 1)
        ax.semilogy(steps, each.T, color=look["color"], linewidth=0.8, alpha=0.3)
        ax.semilogy(
            steps, np.median(each, axis=0), **look, markersize=7, markevery=every,
            linewidth=2.6, label=name, zorder=3,
        )  # fmt: skip
    for step in marks:
        ax.axvline(step, color=_MUTED, linewidth=1, linestyle=(0, (2, 2)), zorder=0)
    ax.set(xlabel="step", ylabel="loss (log scale)", title=title)
    heights(ax)
    ax.legend(loc="upper right")
    return ax


def jobs(
    rates: ArrayLike, distance: ArrayLike, noise: ArrayLike, title: str = "", ax: Axes | None = None
) -> Axes:
    """Draw two parts of a loss over the constant learning rate, and their sum.

    Parameters
    ----------
    rates : array_like, shape (n,)
        Learning rates.
    distance, noise : array_like, shape (n,)
        What is left of the start, and what the noise has added.
    title : str
    ax : Axes, optional

    Examples
    --------
    >>> ax = jobs([0.1, 1], [1, 0.1], [0.1, 1])
    >>> ax.lines[-1].get_ydata().tolist()
    [1.1, 1.1]
    """
    ax = axes(ax, figsize=(7.6, 4.4), layout="constrained")
    rates, distance, noise = map(np.asarray, (rates, distance, noise))
    for name, values, look in (
        ("distance still to go", distance, _LOOKS[0]),
        ("noise", noise, _LOOKS[1]),
    ):
        ax.loglog(rates, values, **look, markevery=max(len(rates) // 7, 1), label=name)
    total = distance + noise
    ax.loglog(rates, total, color=_TEXT, linewidth=3, label="loss: the sum")
    ax.set(xlabel="constant learning rate η", title=title, ylabel="loss at the end (log scale)")
    ax.set_ylim(0.08 * total.min(), 2 * total.max())
    ax.set_xticks(ticks(rates.min(), rates.max()))
    ax.xaxis.minorticks_off()
    plain(ax.xaxis)
    heights(ax)
    ax.legend(loc="upper center")
    return ax


def formulas(steps: ArrayLike, zoo: Mapping[str, tuple[ArrayLike, str]]) -> list[Axes]:
    """Draw schedules in a grid, three in a row, each under its formula.

    Parameters
    ----------
    steps : array_like, shape (n,)
        Steps already taken.
    zoo : mapping of str to (array_like of shape (n,), str)
        Name -> rates, and the formula in LaTeX.

    Examples
    --------
    >>> [ax.get_title() for ax in formulas([0, 1], {"constant": ([1, 1], r"\\eta_0")})]
    ['constant']
    """
    rows = -(-len(zoo) // 3)
    drawing = figure(11.0, 2.5 * rows)
    grid = np.ravel(drawing.subplots(rows, 3, sharex=True, sharey=True, squeeze=False))
    for ax in grid[len(zoo) :]:
        ax.remove()
    top = max(float(np.max(rates)) for rates, _ in zoo.values())
    for number, (ax, (name, (rates, formula))) in enumerate(zip(grid, zoo.items(), strict=False)):
        ax.plot(steps, rates, color=style.LIGHT["value"], linewidth=2.6)
        ax.set_title(name, fontsize=15, fontweight="bold")
        ax.text(
            0.98, 0.95, f"${formula}$", transform=ax.transAxes, fontsize=18, ha="right", va="top"
        )
        ax.set(xlim=(0, np.max(steps) * 1.01), ylim=(0, 1.75 * top), yticks=[0, top])
        ax.set_yticklabels(["0", r"$\eta_0$"], fontsize=15)
        if number + 3 >= len(zoo):
            ax.tick_params(labelbottom=True)
            ax.set_xlabel("step t")
    return list(grid[: len(zoo)])


def stacks(
    ends: Mapping[str, ArrayLike], names: Sequence[str], title: str = "", ax: Axes | None = None
) -> Axes:
    """Draw sums of a few parts as bars from left to right, with the whole behind each.

    Parameters
    ----------
    ends : mapping of str to array_like, shape (parts,)
        Name of each bar, from the top -> its parts.
    names : sequence of str
        What the parts are, at most three.
    title : str
    ax : Axes, optional

    Examples
    --------
    >>> ax = stacks({"line": [1, 2], "cosine": [1, 3]}, ["distance", "noise"])
    >>> [text.get_text() for text in ax.texts]
    ['3.000', '4.000']
    """
    ax = axes(ax, figsize=(9.4, 0.46 * len(ends) + 1.3), layout="constrained")
    values = np.array([np.asarray(parts, dtype=float) for parts in ends.values()])
    rows, begin = np.arange(len(values)), np.zeros(len(values))
    looks = ((_LOOKS[0], ""), (_LOOKS[1], "///"), (_LOOKS[2], ".."))
    for part, name, (look, hatch) in zip(values.T, names, looks, strict=False):
        ax.barh(
            rows, part, 0.7, begin, color=look["color"], hatch=hatch, label=name,
            edgecolor=style.LIGHT["surface"], linewidth=1.2,
        )  # fmt: skip
        begin = begin + part
    for row, whole in enumerate(begin):
        ax.text(whole + 0.01 * begin.max(), row, f"{whole:.3f}", va="center")
    ax.set_yticks(rows, list(ends))
    ax.invert_yaxis()
    ax.grid(visible=False, axis="y")
    ax.set(xlabel="loss at the end", title=title, xlim=(0, 1.1 * begin.max()))
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax


def rates(
    best: ArrayLike, others: Mapping[str, ArrayLike], title: str = "", ax: Axes | None = None
) -> Axes:
    """Draw the best rates of all, broad and grey, and those of other schedules on top.

    Parameters
    ----------
    best : array_like, shape (steps,)
        The rate of each step.
    others : mapping of str to array_like, shape (steps,)
        Name -> rates; at most five.
    title : str
    ax : Axes, optional

    Examples
    --------
    >>> ax = rates([2, 1], {"line": [1, 0.5]})
    >>> [line.get_label() for line in ax.lines]
    ['best of all', 'line']
    """
    ax = axes(ax, figsize=(8.6, 4.2), layout="constrained")
    ax.plot(best, color=_MUTED, linewidth=9, alpha=0.45, label="best of all")
    for (name, values), look in zip(others.items(), _LOOKS, strict=False):
        every = max(np.size(values) // 8, 1)
        ax.plot(values, **look, markersize=7, markevery=every, linewidth=2.4, label=name)
    ax.set(xlabel="step t", ylabel="η(t)", title=title, xlim=(0, None), ylim=(0, None))
    ax.legend(loc="upper right")
    return ax


def by_rate(
    rates: ArrayLike, found: Mapping[str, ArrayLike], references: Mapping[str, float],
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw the loss at the end over the learning rate: the runs as marks, their medians joined.

    Parameters
    ----------
    rates : array_like, shape (n,)
        Learning rates.
    found : mapping of str to array_like, shape (runs, n)
        Name -> losses.
    references : mapping of str to float
        Name -> height of a dashed line, such as the loss of a guess.
    ax : Axes, optional

    Examples
    --------
    >>> ax = by_rate([0.1, 1], {"a": [[1, 2], [3, 4], [2, 9]]}, {"guess": 2.3})
    >>> ax.lines[0].get_ydata().tolist()
    [2.0, 4.0]
    """
    ax = axes(ax, figsize=(9.4, 4.4), layout="constrained")
    for (name, values), look in zip(found.items(), _LOOKS, strict=False):
        runs = np.asarray(values, dtype=float)
        ax.loglog(rates, np.median(runs, axis=0), **look, markersize=9, linewidth=2.4, label=name)
        for run in runs:
            ax.loglog(
                rates, run, linestyle="none", color=look["color"], marker=look["marker"],
                markersize=5, alpha=0.45,
            )  # fmt: skip
    for words, height in references.items():
        ax.axhline(height, color=_MUTED, linestyle=(0, (6, 3)), linewidth=1.2)
        ax.annotate(
            words, (0.01, height), xycoords=("axes fraction", "data"), xytext=(0, 4),
            textcoords="offset points", color=_MUTED,
        )  # fmt: skip
    ax.set_xticks(np.asarray(rates))
    ax.xaxis.minorticks_off()
    plain(ax.xaxis)
    highest = (float(np.max(v)) for v in (*found.values(), *references.values()))
    ax.set_ylim(None, 2.2 * max(highest))
    heights(ax)
    ax.set(xlabel="peak learning rate η", ylabel="loss of all images (log scale)")
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax


def sums(curves: Mapping[str, ArrayLike], grey: str, ax: Axes | None = None) -> Axes:
    """Draw the mean size of a layer's sums before each step: each run, and their mean.

    Parameters
    ----------
    curves : mapping of str to array_like, shape (runs, steps)
        Name -> mean of the sizes of z.
    grey : str
        The name of the curve that the others, at most five, are compared with: broad, its mean
        alone.
    ax : Axes, optional

    Examples
    --------
    >>> ax = sums({"a": [[0, 1], [0, 3]], "b": [[0, 2], [0, 4]]}, grey="a")
    >>> [line.get_ydata().tolist() for line in ax.lines]
    [[0.0, 2.0], [0, 2], [0, 4], [0.0, 3.0]]
    """
    ax = axes(ax, figsize=(9.4, 4.4), layout="constrained")
    broad: dict[str, Any] = {
        "color": _MUTED, "linewidth": 7, "alpha": 0.4, "solid_capstyle": "round",
    }  # fmt: skip
    ax.plot(np.asarray(curves[grey]).mean(axis=0), label=grey, **broad)
    others = {name: values for name, values in curves.items() if name != grey}
    for (name, values), look in zip(others.items(), _LOOKS, strict=False):
        runs = np.asarray(values)
        every = max(runs.shape[1] // 8, 1)
        ax.plot(runs.T, color=look["color"], linewidth=0.8, alpha=0.35)
        ax.plot(runs.mean(axis=0), **look, markersize=8, markevery=every, linewidth=2.6, label=name)
    ax.set(xlabel="step", ylabel="mean |z|", ylim=(0, None), xlim=(0, None))
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax


def range_test(
    rates: ArrayLike, seen: ArrayLike, peaks: ArrayLike, reached: ArrayLike
) -> list[Axes]:
    """Draw the loss while the rate rises, beside the loss that runs of each peak reach.

    Parameters
    ----------
    rates, seen : array_like, shape (steps,)
        The rising rates, and the loss at each.
    peaks, reached : array_like, shape (n,)
        Peaks of whole runs, and the loss at their end.

    Examples
    --------
    >>> left, right = range_test([0.1, 1], [2, 1], [0.1, 1], [0.5, 0.2])
    >>> right.get_xlabel()
    'peak η of a whole run'
    """
    drawing = figure(10.0, 3.8)
    left, right = drawing.subplots(1, 2, sharex=True)
    left.loglog(rates, seen, color=style.PALETTE["vermilion"], linewidth=2)
    right.loglog(peaks, reached, **{**_LOOKS[1], "linestyle": "-"}, markersize=8)
    left.set(
        xlabel="η, rising in one run", ylabel="loss (log scale)", title="One short run, η rising"
    )
    right.set(xlabel="peak η of a whole run", title="Whole runs: loss at the end")
    for ax in (left, right):
        plain(ax.xaxis)
        heights(ax)
    return [left, right]


def ramp(tokens: ArrayLike, rates: ArrayLike, updates: Mapping[str, ArrayLike]) -> list[Axes]:
    """Draw a rate over the tokens read, and how many updates these tokens make.

    Parameters
    ----------
    tokens : array_like, shape (n,)
        Tokens read, from 0.
    rates : array_like, shape (n,)
        The learning rate.
    updates : mapping of str to array_like, shape (n,)
        Name of each way to choose batches -> updates made so far.

    Examples
    --------
    >>> left, right = ramp([0, 1e9], [0, 1e-4], {"full batches": [0, 300]})
    >>> left.get_xlabel()
    'tokens read, in millions'
    """
    drawing = figure(10.0, 3.8)
    left, right = drawing.subplots(1, 2)
    millions = np.asarray(tokens) / 1e6
    left.plot(millions, 1e5 * np.asarray(rates), color=style.LIGHT["value"], linewidth=2.6)
    left.set(title="Learning rate", xlabel="tokens read, in millions")
    left.set(ylabel="η, in 10⁻⁵", ylim=(0, None))
    for (name, values), look in zip(updates.items(), _LOOKS, strict=False):
        right.plot(millions, values, **look, markevery=max(len(millions) // 6, 1), label=name)
    highest = max(float(np.max(values)) for values in updates.values())
    right.set(title="Updates made", xlabel="tokens read, in millions", ylim=(0, 1.5 * highest))
    right.legend(loc="upper left")
    return [left, right]
