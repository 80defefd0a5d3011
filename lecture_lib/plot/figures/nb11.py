"""Pictures of notebook 11: runs that fail, accidents, signals through depth, number formats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullLocator
from numpy.typing import ArrayLike, NDArray

from ... import style
from ..axes import axes, figure, plain
from .nb11_looks import LINES, LOOKS, MUTED, mere_guess, smooth

__all__ = [
    "accidents",
    "decays",
    "formats",
    "patients",
    "rates",
    "records",
    "rescues",
    "sums",
    "together",
]

Array = NDArray[Any]


def patients(runs: Mapping[str, Mapping[str, ArrayLike]], guess: float) -> list[Axes]:
    """Draw the losses of several runs, a panel each, beside the loss of a mere guess.

    Parameters
    ----------
    runs : mapping of str to mapping of str to array_like
        Title of each panel -> name of each curve -> its losses, at equal distances; what has
        fewer points than the first of its panel is stretched to the same length.
    guess : float
        The loss of equal probabilities.

    Examples
    --------
    >>> [ax.get_title() for ax in patients({"A": {"loss": [2, 1]}, "B": {"loss": [2, 3]}}, 2.3)]
    ['A', 'B']
    """
    drawing = figure(10.0, 2.9 * ((len(runs) + 1) // 2))
    panels = drawing.subplots((len(runs) + 1) // 2, 2, squeeze=False).ravel()
    for ax, (title, curves) in zip(panels, runs.items(), strict=False):
        mere_guess(ax, guess)
        length = len(np.asarray(next(iter(curves.values()))))
        for (name, values), look in zip(curves.items(), LINES, strict=False):
            at, means = smooth(values) if len(np.asarray(values)) == length else (None, values)
            at = np.linspace(0, length, len(np.asarray(values)) + 1)[1:] if at is None else at
            ax.plot(at, means, **look, linewidth=2.5, label=name)
        ax.set(title=title, ylim=(0, 3.2), xlim=(0, 1.02 * length), xlabel="update", ylabel="loss")
    drawn = panels[: len(runs)]
    named = {
        name: handle
        for ax in drawn
        for handle, name in zip(*ax.get_legend_handles_labels(), strict=True)
    }
    drawing.legend(named.values(), named.keys(), loc="outside upper center", ncols=len(named))
    return list(drawn)


def rescues(
    factors: ArrayLike,
    errors: Mapping[str, ArrayLike],
    guess: float,
) -> list[Axes]:
    """Draw the errors of several runs over their learning rate.

    Parameters
    ----------
    factors : array_like, shape (n,)
        Multiples of the rate that a run had.
    errors : mapping of str to array_like, shape (n,)
        Title of each panel -> share of wrong answers at each rate.
    guess : float
        Share of wrong answers of a mere guess.

    Examples
    --------
    >>> (ax,) = rescues([0.1, 1], {"A": [0.2, 0.9]}, 0.9)
    >>> ax.get_title(), [round(float(y)) for y in ax.lines[1].get_ydata()]
    ('A', [20, 90])
    """
    drawing = figure(10.4, 3.6)
    panels = np.atleast_1d(drawing.subplots(1, len(errors), sharey=True))
    factors = np.asarray(factors, dtype=float)
    for ax, (name, values) in zip(panels, errors.items(), strict=True):
        mere_guess(ax, 100 * guess)
        ax.plot(
            factors, 100 * np.asarray(values), **LOOKS[0], linewidth=2.5, markersize=9,
            label="at the end",
        )  # fmt: skip
        ax.axhline(25, color=MUTED, linewidth=1.2, label="25%")
        ax.set(xscale="log", title=name, ylim=(-6, 104))
        ax.set_xticks(factors, [f"×{factor:g}" for factor in factors])
        ax.minorticks_off()
        ax.margins(x=0.15)
    panels[0].set_ylabel("% errors at the end")
    drawing.supxlabel("learning rate", fontsize=13)
    handles, labels = panels[-1].get_legend_handles_labels()
    drawing.legend(handles, labels, loc="outside upper center", ncols=4)
    return list(panels)


def records(runs: Mapping[str, Any], guess: float) -> list[Axes]:
    """Draw the four records of several runs, a column each: losses, norms, and zeros.

    Norms are drawn over the median of their run, so that a spike is as tall in every unit.

    Parameters
    ----------
    runs : mapping of str to Records
        Title of each column -> its ``loss``, ``new``, ``norm`` and ``zeros``, a number for each of
        equal parts.
    guess : float
        The loss of equal probabilities.

    Returns
    -------
    list of Axes
        Row by row.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> run = SimpleNamespace(loss=[2.0, 1.0], new=[2.1, 1.2], norm=[1.0, 9.0], zeros=[0.1, 0.5])
    >>> [ax.get_ylabel() for ax in records({"run 1": run}, 2.3)]
    ['loss', 'norm / median', '% zeros']
    """
    drawing = figure(max(4.2, 0.6 + 2.1 * len(runs)), 6.0)
    panels = drawing.subplots(3, len(runs), squeeze=False, sharex=True)
    for column, (name, run) in zip(panels.T, runs.items(), strict=True):
        loss, norms, zeros = column
        part = np.arange(1, len(run.loss) + 1)
        mere_guess(loss, guess, None)
        loss.plot(part, run.loss, **LINES[0], linewidth=2.2, label="training")
        loss.plot(part, run.new, **LINES[1], linewidth=2.2, label="new images")
        norms.axhline(1, color=MUTED, linewidth=1.2, linestyle=(0, (2, 2)))
        over = np.asarray(run.norm, dtype=float) / np.median(run.norm)
        norms.plot(part, over, color=style.PALETTE["vermilion"], linewidth=2)
        zeros.axhline(30, color=MUTED, linewidth=1.5, linestyle=(0, (2, 2)))
        zeros.plot(part, 100 * np.asarray(run.zeros), color=style.PALETTE["blue"], linewidth=2)
        loss.set(title=name, ylim=(0, 3.4), xlim=(0, len(run.loss) + 1))
        norms.set(yscale="log", ylim=(1e-3, 1e5))
        norms.yaxis.set_major_locator(LogLocator(numticks=4))
        norms.yaxis.set_minor_locator(NullLocator())
        zeros.set(ylim=(0, 103), xlabel="part of the run")
    for ax, label in zip(panels[:, 0], ("loss", "norm / median", "% zeros"), strict=True):
        ax.set_ylabel(label)
    handles, labels = panels[0, 0].get_legend_handles_labels()
    drawing.legend(handles, labels, loc="outside upper center", ncols=2)
    return list(panels.ravel())


def accidents(records: Mapping[str, Any], guess: float, at: int) -> list[Axes]:
    """Draw the losses of runs that meet one broken batch, a panel for each rule.

    The loss of that batch is left out: it tells of the batch, not of the network.

    Parameters
    ----------
    records : mapping of str to History
        Name of each run -> its ``loss``; what stands before a comma is its rule and panel.
    guess : float
        The loss of equal probabilities.
    at : int
        The broken batch is the one after so many.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> run = SimpleNamespace(loss=[2.0, 1.0])
    >>> [ax.get_title() for ax in accidents({"a": run, "a, clipped": run, "b": run}, 2.3, 1)]
    ['a', 'b']
    """
    rules = list(dict.fromkeys(name.split(",")[0] for name in records))
    drawing = figure(10.4, 4.2)
    panels = np.atleast_1d(drawing.subplots(1, len(rules), sharey=True))
    for ax, rule in zip(panels, rules, strict=True):
        mere_guess(ax, guess)
        mine = [(name, run) for name, run in records.items() if name.split(",")[0] == rule]
        for (name, run), look in zip(mine, LINES, strict=False):
            label = name.partition(", ")[2] or "not clipped"
            others = np.delete(np.asarray(run.loss, dtype=float), at)
            ax.plot(*smooth(others), **look, linewidth=2.5, label=label)
        ax.axvline(at, color=MUTED, linewidth=1.2)
        ax.set(title=rule, xlabel="update", yscale="log", ylim=(0.01, 1e4))
        ax.tick_params(labelleft=True)
    panels[0].set_ylabel("loss")
    named = {
        name: handle
        for ax in panels
        for handle, name in zip(*ax.get_legend_handles_labels(), strict=True)
    }
    drawing.legend(named.values(), named.keys(), loc="outside upper center", ncols=len(named))
    return list(panels)


def rates(etas: ArrayLike, ends: Mapping[str, ArrayLike], guess: float) -> Axes:
    """Draw where runs end over the learning rate: all of them as marks, and their medians.

    Parameters
    ----------
    etas : array_like, shape (n,)
        Learning rates.
    ends : mapping of str to array_like, shape (n, seeds)
        Name of each rival -> loss at the end; NaN and what is above 5 stands at 5.
    guess : float
        The loss of equal probabilities.

    Examples
    --------
    >>> rates([0.1, 1], {"plain": [[0.1], [np.nan]]}, 2.3).lines[1].get_ydata().tolist()
    [0.1, 5.0]
    """
    ax = axes(None, figsize=(10.4, 4.4), layout="constrained")
    etas = np.asarray(etas, dtype=float)
    mere_guess(ax, guess)
    for shift, (name, found), look in zip((0.95, 1.05), ends.items(), LOOKS, strict=False):
        heights = np.nan_to_num(np.asarray(found, dtype=float), nan=5.0, posinf=5.0).clip(None, 5)
        ax.plot(etas * shift, np.median(heights, axis=1), **look, markersize=0, linewidth=2.5)
        ax.plot([], [], **look, label=name, markersize=8, linewidth=2.5)
        for eta, row in zip(etas * shift, heights, strict=True):
            ax.plot(
                [eta] * len(row), row, linestyle="none", marker=look["marker"],
                color=look["color"], alpha=0.6, markersize=8,
            )  # fmt: skip
    ax.set(
        xscale="log", yscale="log", xlabel="learning rate η", ylabel="loss at the end", xticks=etas
    )
    ax.minorticks_off()
    plain(ax.xaxis)
    plain(ax.yaxis)
    ax.legend(loc="upper left")
    return ax


def sums(found: Mapping[str, Sequence[ArrayLike]], derived: Mapping[str, float]) -> list[Axes]:
    """Draw for several kinds of blocks the size of a signal after each, and how alike two are.

    Parameters
    ----------
    found : mapping of str to (sizes, cosines, ...), each of shape (blocks + 1,)
        Name of each kind -> root mean square before the first block, and after each; the mean
        cosine of two signals there. What follows is not drawn.
    derived : mapping of str to float
        For some of them what the last size should be; drawn as a cross.

    Examples
    --------
    >>> left, right = sums({"x + f(x)": ([1, 1.4, 2], [0, 0.3, 0.6])}, {"x + f(x)": 2})
    >>> left.get_yscale(), left.lines[-1].get_xydata().tolist()
    ('log', [[2.0, 2.0]])
    """
    drawing = figure(10.4, 4.4)
    left, right = drawing.subplots(1, 2)
    for (name, (sizes, cosines, *_)), look in zip(found.items(), LOOKS, strict=False):
        more: dict[str, Any] = {**look, "linewidth": 2.5, "markersize": 7, "markevery": 5}
        left.semilogy(sizes, **more, label=name)
        right.plot(cosines, **more)
    ends = [(len(np.asarray(found[name][0])) - 1, end) for name, end in derived.items()]
    left.plot(
        *np.transpose(ends), "X", color=style.LIGHT["text"], markersize=11, linestyle="none",
        zorder=5, label="derived",
    )  # fmt: skip
    left.set(xlabel="block", title="Size: root mean square")
    right.set(xlabel="block", title="Cosine of two signals", ylim=(-0.05, 1.05))
    drawing.legend(loc="outside upper center", ncols=5, fontsize=12)
    return [left, right]


def decays(
    strengths: Mapping[str, ArrayLike], errors: Mapping[str, ArrayLike], without: ArrayLike
) -> list[Axes]:
    """Draw the errors on new images over the strength of two kinds of weight decay.

    Parameters
    ----------
    strengths : mapping of str to array_like, shape (n,)
        Name of each kind -> its λ.
    errors : mapping of str to array_like, shape (n, seeds)
        Share of wrong answers.
    without : array_like, shape (seeds,)
        The same without any decay.

    Examples
    --------
    >>> len(decays({"a": [1, 2]}, {"a": [[0.1, 0.2], [0.3, 0.2]]}, [0.4, 0.5]))
    1
    """
    drawing = figure(10.4, 4.0)
    panels = np.atleast_1d(drawing.subplots(1, len(strengths), sharey=True))
    for ax, (name, values), look in zip(panels, strengths.items(), LOOKS, strict=False):
        found = 100 * np.asarray(errors[name], dtype=float)
        mere_guess(ax, 100 * float(np.asarray(without, dtype=float).mean()), "no decay")
        ax.fill_between(
            np.asarray(values), found.min(axis=1), found.max(axis=1), color=look["color"],
            alpha=0.2, linewidth=0,
        )  # fmt: skip
        ax.plot(values, found.mean(axis=1), **look, markersize=8, linewidth=2.5)
        ax.set(xscale="log", xlabel="λ", title=name, xticks=np.asarray(values), ylim=(0, 60))
        ax.minorticks_off()
        plain(ax.xaxis)
        ax.legend(loc="upper left")
    panels[0].set_ylabel("% errors on new images")
    return list(panels)


#: Format -> smallest number, smallest with all its digits, largest: as powers of ten.
_RANGES: Mapping[str, tuple[float, float, float]] = {
    "float16": (2.0**-24, 2.0**-14, 65504.0),
    "bfloat16": (2.0**-133, 2.0**-126, 3.39e38),
    "float32": (2.0**-149, 2.0**-126, 3.40e38),
}


def formats(gradients: ArrayLike, scale: float) -> list[Axes]:
    """Draw the sizes of gradients, plain and scaled, above the range of three number formats.

    Parameters
    ----------
    gradients : array_like
        Entries that are 0 are left out.
    scale : float
        What they are multiplied by.

    Examples
    --------
    >>> top, bottom = formats([1e-8, 0, 1e-9], 1024.0)
    >>> [label.get_text() for label in bottom.get_yticklabels()]
    ['float16', 'bfloat16', 'float32']
    """
    drawing = figure(10.4, 4.6)
    top, bottom = drawing.subplots(2, 1, sharex=True, height_ratios=(1.3, 1))
    sizes = np.abs(np.ravel(np.asarray(gradients, dtype=float)))
    logs = np.log10(sizes[sizes > 0])
    bins = np.arange(-46, 40, 0.25)
    top.hist(logs, bins, color=style.PALETTE["vermilion"], alpha=0.9, label="gradients")
    top.hist(
        logs + np.log10(scale), bins, histtype="step", linewidth=2.5, hatch="//",
        color=style.PALETTE["blue"], label=f"gradients × {scale:g}",
    )  # fmt: skip
    top.set(yticks=[], ylabel="how many")
    for row, (low, full, high) in enumerate(_RANGES.values()):
        ends = np.log10([low, full, high])
        bottom.barh(row, ends[2] - ends[1], 0.6, ends[1], color=style.PALETTE["bluish green"])
        bottom.barh(
            row, ends[1] - ends[0], 0.6, ends[0], color=style.LIGHT["scope"], hatch="///",
            edgecolor=style.PALETTE["bluish green"], linewidth=0,
        )  # fmt: skip
    for ax in (top, bottom):
        ax.tick_params(labelbottom=True)
        for k, edge in enumerate(np.log10(_RANGES["float16"])[[0, 2]]):
            ax.axvline(
                edge, color=style.LIGHT["theory"], linewidth=1.2, linestyle=(0, (3, 2)),
                label=None if k else "ends of float16",
            )  # fmt: skip
    top.legend(loc="upper left", fontsize=11)
    bottom.set_yticks(range(len(_RANGES)), list(_RANGES))
    bottom.set(xlabel="size, as a power of ten (hatched: with fewer digits)", xlim=(-18, 8))
    return [top, bottom]


def together(losses: Mapping[str, Sequence[ArrayLike]], guess: float) -> Axes:
    """Draw the losses of several runs of each kind, smoothed, the first of them bold.

    Of three kinds or more the second is a broad band, so that another can be seen upon it.

    Parameters
    ----------
    losses : mapping of str to sequence of array_like
        Name of each kind -> its runs.
    guess : float
        The loss of equal probabilities.

    Examples
    --------
    >>> len(together({"a": [[2, 1], [2, 3]]}, 2.3).lines)
    3
    """
    drawing = figure(10.4, 4.0)
    ax = drawing.subplots()
    mere_guess(ax, guess)
    for place, ((name, runs), look) in enumerate(zip(losses.items(), LINES, strict=False)):
        under = {"linestyle": "-", "alpha": 0.35} if place == 1 and len(losses) > 2 else {}
        for number, values in enumerate(runs):
            width = 8.0 if under else 2.8 - 1.4 * (number > 0)
            label = None if number else name
            ax.plot(*smooth(values, 20), **{**look, **under}, linewidth=width, label=label)
    ax.set(xlabel="update", ylabel="loss", ylim=(0, 2.6))
    drawing.legend(loc="outside upper center", ncols=4, fontsize=12)
    return ax
