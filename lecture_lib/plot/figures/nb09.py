"""Pictures of notebook 09: a step for each parameter, and what is left of it in a turned valley."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from ... import style
from ...descent import Trajectory
from ..axes import axes, figure
from ..contours import contours
from ..paths import path

__all__ = [
    "how_long", "learnt", "loss_times", "memories", "parts", "race", "step_lengths",
    "step_over_gradient", "two_paths", "uphill", "words",
]  # fmt: skip

Array = NDArray[Any]

_NAMES = {"GradientDescent": "gradient descent", "Momentum": "momentum"}


def _name(rule: str) -> str:
    """The name of a rule as a sentence has it."""
    return _NAMES.get(rule, rule)


def _look(rule: str, size: float = 8) -> dict[str, Any]:
    """Colour, marker and dash of a rule, for ``Axes.plot``."""
    return {**style.mark(rule).line, "markersize": size, "linewidth": 2.2}


def _reference(ax: Axes, height: float, words: str, below: bool = False) -> None:
    """A thin line to compare with, and what it is."""
    ax.axhline(height, color=style.LIGHT["muted"], linewidth=1.2, linestyle=(0, (2, 2)))
    ax.annotate(
        words, (0.5, height), (0, -16 if below else 3), xycoords=("axes fraction", "data"),
        textcoords="offset points", ha="center", fontsize=12, color=style.LIGHT["muted"],
    )  # fmt: skip


def _label(ax: Axes, rule: str, x: float, y: float) -> None:
    """The marker of a rule and its name, beside the end of its line."""
    look = {**_look(rule, 9), "linestyle": "none"}
    ax.plot(x, y, **look, clip_on=False)
    ax.annotate(
        _name(rule), (x, y), (9, 0), textcoords="offset points", fontsize=13.5, va="center",
        color=style.LIGHT["text"], annotation_clip=False,
    )  # fmt: skip


def _spread(heights: Sequence[float], gap: float) -> Array:
    """Heights of labels, moved apart until no two are closer than ``gap``; the order stays.

    >>> _spread([0.0, 0.1, 5.0], 1.0).tolist()
    [-0.45, 0.55, 5.0]
    """
    order = np.argsort(heights, kind="stable")
    placed = np.asarray(heights, dtype=float)[order]
    for _ in range(200):
        close = np.maximum(gap - np.diff(placed), 0) / 2
        if not close.any():
            break
        placed[:-1] -= close
        placed[1:] += close
    found = np.empty_like(placed)
    found[order] = placed
    return found.round(9)


def two_paths(runs: Sequence[Trajectory]) -> Axes:
    """Draw the paths of some rules down one valley, every step of them.

    Parameters
    ----------
    runs : sequence of Trajectory
        On the same surface.

    Examples
    --------
    >>> from lecture_lib.descent import descend, quadratic
    >>> from lecture_lib.optim import AdaGrad
    >>> valley = quadratic(9, domain=((-5, 5), (-2, 2)))
    >>> two_paths([descend(valley, AdaGrad(1), (-4, 1), 5)]).get_title()
    '5 steps'
    """
    ax = contours(runs[0].surface, axes(None, figsize=(9.6, 3.0)))
    for run in runs:
        assert run.rule is not None
        path(run, ax, every=1, arrows=0, label=_name(run.rule.name))
    ax.legend(loc="lower right")
    ax.set(title=f"{runs[0].steps} steps")
    return ax


def memories(lengths: Mapping[str, ArrayLike], shock: int) -> Axes:
    """Draw how long the steps of some rules are, before and after one large gradient.

    Parameters
    ----------
    lengths : mapping of str to array_like, shape (steps,)
        Rule -> length of each step over η.
    shock : int
        The step with the large gradient, from 1.

    Examples
    --------
    >>> memories({"AdaGrad": [1.0, 0.1, 0.1]}, shock=2).get_yscale()
    'log'
    """
    ax = axes(None, figsize=(8.6, 3.8))
    for name, values in lengths.items():
        length = np.asarray(values, dtype=float)
        ax.semilogy(
            np.arange(1, len(length) + 1), length, **_look(name, 7), label=name,
            markevery=max(1, len(length) // 12),
        )  # fmt: skip
    ax.axvline(shock, color=style.LIGHT["muted"], linewidth=1.2, linestyle=(0, (2, 2)))
    ax.annotate(
        "the slope of 100", (shock, 0.93), (6, 0), xycoords=("data", "axes fraction"),
        textcoords="offset points", fontsize=13, color=style.LIGHT["muted"],
    )  # fmt: skip
    ax.set(xlabel="step", ylabel="length of the step / η")
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.legend(loc="center right")
    return ax


def step_lengths(lengths: Mapping[str, ArrayLike]) -> Axes:
    """Draw the length of Adam's steps under a constant gradient, for some ways to begin.

    Parameters
    ----------
    lengths : mapping of str to array_like, shape (steps,)
        Name of each way -> length of each step over η; the first one is the one to avoid.

    Examples
    --------
    >>> step_lengths({"as it is": [3.2, 4.3], "corrected": [1.0, 1.0]}).get_xscale()
    'log'
    """
    ax = axes(None, figsize=(8.6, 3.8))
    looks: tuple[dict[str, Any], ...] = (
        {"color": style.PALETTE["vermilion"], "linestyle": (0, (5, 2)), "linewidth": 2.6},
        {"color": style.PALETTE["blue"], "linestyle": "-", "linewidth": 3.2},
    )
    for (name, values), look in zip(lengths.items(), looks, strict=False):
        length = np.asarray(values, dtype=float)
        ax.semilogx(np.arange(1, len(length) + 1), length, **look, label=name)
    ax.set(xlabel="step", ylabel="length of the step / η")
    ax.set_ylim(bottom=0)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.legend(loc="upper right")
    return ax


def how_long(lengths: Mapping[str, ArrayLike], ceiling: float) -> Axes:
    """Draw how long the steps of one rule are, on gradients that stay and on gradients that fade.

    Parameters
    ----------
    lengths : mapping of str to array_like, shape (steps,)
        What the rule meets -> length of each step over η, positive; at most four.
    ceiling : float
        The longest step there can be, over η.

    Examples
    --------
    >>> ax = how_long({"a slope": [1.0, 1.0], "a valley": [1.0, 0.1]}, ceiling=7.3)
    >>> ax.get_yscale(), ax.texts[0].get_text()
    ('log', 'no step is longer')
    """
    ax = axes(None, figsize=(8.6, 4.2))
    looks: tuple[tuple[str, str], ...] = (
        ("blue", "o"), ("bluish green", "s"), ("vermilion", "^"), ("black", "D"),
    )  # fmt: skip
    for (name, values), (color, marker) in zip(lengths.items(), looks, strict=False):
        length = np.asarray(values, dtype=float)
        ax.semilogy(
            np.arange(1, len(length) + 1), length, label=name, color=style.PALETTE[color],
            marker=marker, markersize=7, markevery=max(1, len(length) // 12), linewidth=2.4,
        )  # fmt: skip
    _reference(ax, ceiling, "no step is longer", below=True)
    ax.set(xlabel="step", ylabel="length of the step / η")
    ax.set_ylim(top=3 * ceiling)
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.legend(loc="lower left")
    return ax


def race(
    losses: Mapping[int, Mapping[str, tuple[ArrayLike, ArrayLike]]], least: float = 1e-12
) -> list[Axes]:
    """Draw what some rules leave of the loss in a valley along the axes and in a turned one.

    A panel for each number of steps; the line joins the medians, the bar holds the middle 80 %.

    Parameters
    ----------
    losses : mapping of int to mapping
        Steps -> rule -> the part of the loss that is left along the axes, and turned; one for
        each start.
    least : float
        Lower end of the axis; what is below is drawn there.

    Examples
    --------
    >>> (ax,) = race({20: {"Adam": ([0.1, 0.2], [0.2, 0.3])}})
    >>> ax.get_title(), [text.get_text() for text in ax.texts]
    ('20 steps', ['Adam'])
    """
    drawing = figure(11.0, 4.8)
    every = list(np.atleast_1d(drawing.subplots(1, len(losses), sharey=True)))
    for ax, (steps, rules) in zip(every, losses.items(), strict=True):
        ends = []
        for k, (name, pair) in enumerate(rules.items()):
            found = np.maximum(np.array(pair, dtype=float), least)
            middle = np.median(found, axis=1)
            low, high = np.quantile(found, [0.1, 0.9], axis=1)
            x = np.array([0.0, 1.0]) + 0.09 * (k - (len(rules) - 1) / 2)
            ax.vlines(x, low, high, color=style.mark(name).color, linewidth=1.6, alpha=0.5)
            ax.semilogy(x, middle, **_look(name, 9))
            ends.append(float(np.log10(middle[1])))
        if ax is every[-1]:
            for name, place in zip(rules, _spread(ends, 0.075 * -np.log10(least)), strict=True):
                _label(ax, name, 1.45, 10**place)
        ax.set(title=f"{steps} steps", xlim=(-0.35, 1.35), ylim=(least / 3, 30))
        ax.set_yticks([least, *(10.0**k for k in range(-9, 1, 3))])
        ax.set_yticklabels(["less", *(f"$10^{{{k}}}$" for k in range(-9, 0, 3)), "1"])
        ax.set_xticks([0, 1], ["along the\naxes", "turned\nby 45°"])
        ax.grid(visible=False, axis="x")
    every[0].set_ylabel("part of the loss that is left\n(median and middle 80 %)")
    return every


def words(losses: Mapping[str, ArrayLike]) -> list[Axes]:
    """Draw how far some rules end from momentum, with a parameter for each word, and words mixed.

    Points are draws, bars their means.

    Parameters
    ----------
    losses : mapping of str to array_like, shape (2, seeds)
        Rule -> loss, with the words as they are, and mixed; one of the rules is momentum.

    Examples
    --------
    >>> losses = {"Adam": ([0.3, 0.2], [0.4, 0.3]), "Momentum": ([0.4, 0.4], [0.3, 0.3])}
    >>> left, right = words(losses)
    >>> left.get_title(), [text.get_text() for text in left.texts]
    ('a parameter for each word', ['momentum'])
    """
    drawing = figure(10.4, 4.4)
    every = list(drawing.subplots(1, 2, sharey=True))
    others = [name for name in losses if name != "Momentum"]
    for half, ax in enumerate(every):
        base = np.asarray(losses["Momentum"], dtype=float)[half]
        for k, name in enumerate(others):
            found = np.asarray(losses[name], dtype=float)[half] - base
            aside = k + 0.28 * np.linspace(-1, 1, len(found))
            look = {**_look(name, 6), "linestyle": "none", "alpha": 0.75}
            ax.plot(aside, found, **look)
            ax.plot([k - 0.4, k + 0.4], [found.mean()] * 2, color=style.mark(name).color, lw=3.5)
        ax.axhline(0, color=style.LIGHT["muted"], linewidth=1.4, linestyle=(0, (2, 2)))
        ax.annotate(
            "momentum", (1, 0), (-2, 3), xycoords=("axes fraction", "data"),
            textcoords="offset points", ha="right", fontsize=12, color=style.LIGHT["muted"],
        )  # fmt: skip
        ax.set_xticks(range(len(others)), [_name(name).replace(" ", "\n") for name in others])
        ax.set(title=("a parameter for each word", "words mixed")[half])
        ax.set_xlim(-0.6, len(others) + 0.75)
        ax.grid(visible=False, axis="x")
    every[0].set_ylabel("loss minus momentum's")
    return every


def learnt(
    shares: Mapping[str, ArrayLike], roots: ArrayLike, groups: Sequence[int] = (1, 6, 21, 61)
) -> list[Axes]:
    """Draw how much of the true weights some rules have learnt, from common words to rare ones.

    A panel for words as they are, one for words mixed, and one for Adam's divisors in both.

    Parameters
    ----------
    shares : mapping of str to array_like, shape (2, groups)
        Rule -> share of the true weights, with the words as they are, and mixed.
    roots : array_like, shape (2, words)
        Adam's √v̂ of each parameter, in the same two cases.
    groups : sequence of int
        Ranks at which the groups of words begin, from 1.

    Examples
    --------
    >>> left, middle, right = learnt({"Adam": ([0.8, 0.7], [0.8, 0.5])}, [[3, 2, 1], [2, 2, 2]],
    ...                              groups=(1, 2))
    >>> [tick.get_text() for tick in left.get_xticklabels()], right.get_xscale()
    (['1–1', '2–3'], 'log')
    """
    drawing, roots = figure(11.6, 4.4), np.asarray(roots, dtype=float)
    left, middle, right = drawing.subplots(1, 3, width_ratios=(1, 1, 0.85))
    ends = [*(begin - 1 for begin in groups[1:]), roots.shape[1]]
    for half, ax in enumerate((left, middle)):
        for name, pair in shares.items():
            ax.plot(np.asarray(pair, dtype=float)[half], **_look(name, 9), label=_name(name))
        ax.set_xticks(
            range(len(groups)), [f"{a}–{b}" for a, b in zip(groups, ends, strict=True)]
        )  # fmt: skip
        ax.set(title=("a parameter for each word", "words mixed")[half], ylim=(0, 1),
               xlim=(-0.3, len(groups) - 0.7), xlabel="rank of the word")  # fmt: skip
    left.set_ylabel("share of the true weights learnt")
    left.legend(loc="lower left")
    looks = (("one for each word", style.mark("Adam").color, "-"),
             ("mixed", style.PALETTE["vermilion"], (0, (4, 2))))  # fmt: skip
    for values, (name, color, dash) in zip(roots, looks, strict=True):
        places = np.arange(1, len(values) + 1)
        right.loglog(places, values, color=color, linestyle=dash, linewidth=2.6, label=name)
    right.set(title="Adam's divisors √v̂", xlabel="number of the parameter")
    for axis in (right.xaxis, right.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:g}")
    right.legend(loc="lower left")
    return [left, middle, right]


def parts(
    leads: Mapping[str, Mapping[str, tuple[ArrayLike, ArrayLike]]],
    momentum: Mapping[str, ArrayLike],
) -> list[Axes]:
    """Draw what is left of Adam's lead over gradient descent when a part of Adam is taken away.

    A panel for each task; points are seeds, bars their means.

    Parameters
    ----------
    leads : mapping of str to mapping
        Task -> how divisors are shared -> loss minus gradient descent's for each seed, without m
        and with m.
    momentum : mapping of str to array_like, shape (seeds,)
        Task -> the same of momentum, a line to compare with.

    Examples
    --------
    >>> leads = {"digits": {"one each": ([-0.03, -0.04], [-0.04, -0.05])}}
    >>> (ax,) = parts(leads, {"digits": [-0.05, -0.05]})
    >>> ax.get_title(), [text.get_text() for text in ax.texts]
    ('digits', ['gradient descent', 'momentum'])
    """
    drawing = figure(11.0, 4.8)
    ratios = [len(columns) + 0.9 for columns in leads.values()]
    every = list(np.atleast_1d(drawing.subplots(1, len(leads), sharey=True, width_ratios=ratios)))
    looks = (("without m", "^", style.PALETTE["vermilion"], "none", -0.2),
             ("with m", "o", style.mark("Adam").color, style.mark("Adam").color, 0.2))  # fmt: skip
    for ax, (task, columns) in zip(every, leads.items(), strict=True):
        for k, pair in enumerate(columns.values()):
            for values, (name, marker, color, face, aside) in zip(pair, looks, strict=True):
                found, x = np.asarray(values, dtype=float), k + aside
                places = x + 0.13 * np.linspace(-1, 1, len(found))
                ax.plot(
                    places, found, marker, color=color, markerfacecolor=face, markersize=7,
                    alpha=0.6, label=None if k else name,
                )  # fmt: skip
                ax.plot([x - 0.18, x + 0.18], [found.mean()] * 2, color=color, linewidth=3.5)
        mean = float(np.asarray(momentum[task], dtype=float).mean())
        zero = "gradient descent" if ax is every[-1] else ""  # once is enough
        for name, height in ((zero, 0.0), ("momentum", mean)):
            ax.axhline(height, color=style.LIGHT["muted"], linewidth=1.4, linestyle=(0, (2, 2)))
            ax.annotate(
                name, (1, height), (-2, 3), xycoords=("axes fraction", "data"),
                textcoords="offset points", ha="right", fontsize=12, color=style.LIGHT["muted"],
            )  # fmt: skip
        ax.set_xticks(range(len(columns)), list(columns))
        ax.set(title=task, xlim=(-0.5, len(columns) + 0.4))
        ax.grid(visible=False, axis="x")
    every[0].set_ylabel("loss minus gradient descent's")
    every[-1].legend(loc="lower left")
    return every


def step_over_gradient(gradients: ArrayLike, lengths: Mapping[str, ArrayLike]) -> Axes:
    """Draw the length of a step over the size of a gradient that never changes.

    Parameters
    ----------
    gradients : array_like, shape (n,)
        Sizes, positive.
    lengths : mapping of str to array_like, shape (n,)
        Where ε stands -> length of the step over η.

    Examples
    --------
    >>> step_over_gradient([1e-6, 1.0], {"outside": [1, 1], "inside": [0.01, 1]}).get_xscale()
    'log'
    """
    ax = axes(None, figsize=(8.6, 3.6))
    looks: tuple[dict[str, Any], ...] = (
        {"color": style.PALETTE["blue"], "linestyle": "-", "marker": "o"},
        {"color": style.PALETTE["vermilion"], "linestyle": (0, (5, 2)), "marker": "s"},
    )
    for (name, values), look in zip(lengths.items(), looks, strict=False):
        ax.semilogx(gradients, values, **look, linewidth=2.4, markersize=6, markevery=4, label=name)
    ax.set(xlabel="size of the gradient", ylabel="length of the step / η", ylim=(-0.05, 1.08))
    ax.legend(loc="center right")
    return ax


def loss_times(factors: ArrayLike, left: Mapping[str, Mapping[str, ArrayLike]]) -> list[Axes]:
    """Draw what rules leave of a loss that is multiplied by a factor, tuned without it.

    Parameters
    ----------
    factors : array_like, shape (n,)
        What the loss is multiplied by.
    left : mapping of str to mapping
        Rule -> form of the rule -> part of the loss that is left, shape (n,).

    Examples
    --------
    >>> (ax,) = loss_times([0.1, 1, 10], {"Adam": {"with the root": [1e-3, 1e-3, 1e-3]}})
    >>> ax.get_title()
    'Adam'
    """
    drawing = figure(10.4, 3.6)
    every = list(np.atleast_1d(drawing.subplots(1, len(left), sharey=True)))
    dashes, colors = ("-", (0, (3, 2))), (style.PALETTE["blue"], style.PALETTE["vermilion"])
    for ax, (name, forms) in zip(every, left.items(), strict=True):
        for (form, values), dash, color in zip(forms.items(), dashes, colors, strict=False):
            ax.loglog(factors, values, linestyle=dash, color=color, linewidth=3, label=form)
        ax.set(title=name, xlabel="loss times", xticks=[1e-2, 1, 1e2])  # none meets a neighbour's
    every[0].set_ylabel("part of the loss left")
    every[-1].legend(loc="upper right")
    return every


def uphill(paths: Mapping[str, ArrayLike]) -> Axes:
    """Draw the positions of some rules over steps, on a line where −1 is best.

    Parameters
    ----------
    paths : mapping of str to array_like, shape (steps,)
        Name -> positions between −1 and 1.

    Examples
    --------
    >>> uphill({"Adam": [0.0, 0.5, 1.0]}).get_ylabel()
    'x'
    """
    ax = axes(None, figsize=(8.6, 3.6))
    looks: tuple[dict[str, Any], ...] = (
        {"color": style.PALETTE["black"], "linestyle": "-"},
        {"color": style.PALETTE["blue"], "linestyle": (0, (6, 2))},
        {"color": style.PALETTE["vermilion"], "linestyle": "-."},
        {"color": style.PALETTE["bluish green"], "linestyle": ":"},
    )
    for (name, values), look in zip(paths.items(), looks, strict=False):
        ax.plot(values, **look, linewidth=2.6, label=name)
    _reference(ax, -1.0, "the best x", below=True)
    ax.set(xlabel="step", ylabel="x", ylim=(-1.3, 1.15))
    ax.legend(loc="center right", bbox_to_anchor=(1, 0.62))
    return ax
