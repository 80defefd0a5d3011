"""Pictures of notebook 12: a network that forgets on purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator
from numpy.typing import ArrayLike, NDArray

from ... import style
from ..axes import axes, figure

__all__ = [
    "calls", "contributions", "doubt", "gallery", "gaps", "samples", "sweep", "unlabelled",
]  # fmt: skip

Array = NDArray[Any]

_BLUE, _RED = style.PALETTE["blue"], style.PALETTE["vermilion"]
_QUIET = style.LIGHT["data-line"]
#: One look for each of a few settings of p, in their order.
_LOOKS: tuple[Mapping[str, Any], ...] = (
    {"color": style.PALETTE["black"], "linestyle": "-", "marker": "o"},
    {"color": _RED, "linestyle": "--", "marker": "s"},
    {"color": _BLUE, "linestyle": (0, (6, 1.5)), "marker": "D"},
    {"color": style.PALETTE["bluish green"], "linestyle": "-.", "marker": "^"},
)
#: How a line of reference looks.
LEVEL: Mapping[str, Any] = {
    "color": style.LIGHT["theory"],
    "linewidth": 1.3,
    "linestyle": (0, (2, 2)),
    "zorder": 1,
}


def _level(ax: Axes, height: float, words: str, *, above: bool = True, x: float = 0.995) -> None:
    """A reference line with its name on it."""
    ax.axhline(height, **LEVEL)
    ax.annotate(
        words, (x, height), (0, 3 if above else -3), xycoords=("axes fraction", "data"),
        textcoords="offset points", fontsize=11, color=style.LIGHT["muted"],
        ha="right" if x > 0.5 else "left", va="bottom" if above else "top",
    )  # fmt: skip


def calls(scores: Sequence[float], ax: Axes | None = None, *, best: float = 0.8) -> Axes:
    """Draw the accuracy of several calls of one network as bars between a coin and the best.

    Parameters
    ----------
    scores : sequence of float
        Accuracies, 0 to 1.
    ax : Axes, optional
    best : float
        The highest accuracy that can be hoped for.

    Examples
    --------
    >>> [text.get_text() for text in calls([0.66, 0.67]).texts]
    ['0.66', '0.67', 'the best one can hope for']
    """
    ax = axes(ax, figsize=(8.0, 3.2))
    number = np.arange(1, len(scores) + 1)
    ax.bar(number, scores, width=0.62, color=style.PALETTE["sky blue"], edgecolor=_BLUE)
    for x, score in enumerate(scores, 1):
        ax.text(x, score + 0.008, f"{score:.2f}", ha="center", va="bottom", fontsize=14)
    _level(ax, best, "the best one can hope for", x=0.01)
    ax.set(
        xticks=number, xticklabels=[f"call {n}" for n in number], ylabel="share right",
        ylim=(0.5, best + 0.06), xlim=(0.4, len(number) + 0.6), yticks=(0.5, 0.6, 0.7, 0.8),
        yticklabels=("0.5, a coin", "0.6", "0.7", "0.8"),
        title=f"One network, the same 1000 examples, {len(number)} calls",
    )  # fmt: skip
    ax.grid(visible=False, axis="x")
    return ax


def _draw_parts(ax: Axes, x: Array, parts: ArrayLike) -> None:
    """One line for each unit: red and solid where it mostly adds, else blue and dashed."""
    for part in np.asarray(parts).T:
        up = part[np.abs(part).argmax()] > 0
        ax.plot(x, part, color=_RED if up else _BLUE, linestyle="-" if up else "--",
                linewidth=1.2)  # fmt: skip


def contributions(
    x: ArrayLike, fits: Mapping[str, tuple[ArrayLike, ArrayLike]],
    data: tuple[ArrayLike, ArrayLike], truth: ArrayLike | None = None,
) -> list[Axes]:  # fmt: skip
    """Draw fitted functions, and below each what every hidden unit adds to it.

    All units are drawn to one scale; where they would be flat lines an inset enlarges them.

    Parameters
    ----------
    x : array_like, shape (n,)
    fits : mapping of str to (array_like, array_like)
        Title -> the function (n,), and what each unit contributes, (n, units).
    data : pair of array_like
        The examples, x and y.
    truth : array_like, shape (n,), optional
        The curve that the examples scatter around.

    Examples
    --------
    >>> x = np.linspace(0, 1, 5)
    >>> parts = np.stack([3 * x, -2 * x], axis=1)
    >>> axs = contributions(x, {"p = 0": (x, parts), "p = 0.5": (x, parts / 4)}, ([0, 1], [0, 1]))
    >>> len(axs), len(axs[2].lines)
    (4, 2)
    """
    at = np.ravel(x)
    every = figure(1.6 + 3.1 * len(fits), 6.0).subplots(
        2, len(fits), sharex=True, sharey="row", height_ratios=(1, 1.3)
    )
    top, bottom = every
    loud = max(np.abs(parts).max() for _, parts in fits.values())
    for upper, lower, (title, (curve, parts)) in zip(top, bottom, fits.items(), strict=True):
        if truth is not None:
            upper.plot(at, np.ravel(truth), color=_RED, linewidth=2, linestyle="--", label="truth")
        upper.plot(at, np.ravel(curve), color=_BLUE, linewidth=2.6, label="network")
        upper.plot(np.ravel(data[0]), np.ravel(data[1]), "o", color=style.PALETTE["black"],
                   markersize=6, label="data")  # fmt: skip
        upper.set(title=title)
        _draw_parts(lower, at, parts)
        lower.set(xlabel="x", ylim=(-1.08 * loud, 1.08 * loud))
        own = float(np.abs(parts).max())
        if 0 < own < loud / 8:  # on the common scale nothing would be seen
            small = lower.inset_axes((0.15, 0.64, 0.83, 0.34))
            _draw_parts(small, at, parts)
            small.set(xticks=(), ylim=(-1.08 * own, 1.08 * own))
            small.tick_params(labelsize=12)
            small.annotate(f"enlarged {loud / own:.0f} times", (1, 0), (0, -4), ha="right",
                           va="top", xycoords="axes fraction", textcoords="offset points",
                           fontsize=12)  # fmt: skip
    top[0].set_ylabel("the network, and its data")
    bottom[0].set_ylabel("what each unit adds")
    top[0].legend(fontsize=11, loc="upper left")
    return [*top, *bottom]


def gallery(
    x: ArrayLike, outputs: ArrayLike, live: ArrayLike, whole: ArrayLike, geometric: ArrayLike,
    arithmetic: ArrayLike,
) -> list[Axes]:  # fmt: skip
    """Draw the output of every subnet as a thumbnail, and all of them with their means.

    Parameters
    ----------
    x : array_like, shape (n,)
    outputs : array_like, shape (subnets, n)
        Probabilities.
    live : array_like, shape (subnets,)
        How many units each subnet has; thumbnails are sorted by it.
    whole, geometric, arithmetic : array_like, shape (n,)
        The whole network, and two means of the subnets.

    Examples
    --------
    >>> x = np.linspace(0, 1, 5)
    >>> axs = gallery(x, [x, x**2, x, 0 * x], [1, 1, 2, 0], x, x, x / 2)
    >>> len(axs), axs[-1].get_legend_handles_labels()[1][:2]
    (5, ['each of the 4', 'the whole network'])
    """
    at, curves, units = np.ravel(x), np.asarray(outputs), np.asarray(live)
    halves: Any = figure(11.0, 4.6).subfigures(1, 2, width_ratios=(1, 1.15))
    left, right = halves
    for part in (left, right):
        part.set_facecolor(style.LIGHT["surface"])
    side = int(np.ceil(np.sqrt(len(curves))))
    small = left.subplots(side, side, sharex=True, sharey=True, squeeze=False).ravel()
    says_yes = curves[:, 0] > 0.5  # at the left edge
    for ax, which in zip(small, np.argsort(-units, kind="stable"), strict=False):
        ax.plot(at, curves[which], color=_RED if says_yes[which] else _BLUE, linewidth=1.6)
        ax.set(xticks=(), yticks=(), ylim=(-0.08, 1.08))
        if says_yes[which]:
            ax.set_facecolor(style.LIGHT["root"])
        ax.grid(visible=False)
    left.suptitle(f"All {len(curves)} networks, most units first", fontsize=14)
    left.supxlabel(
        f"x runs from {at[0]:g} to {at[-1]:g}, the probability from 0 to 1\n"
        f"shaded: above ½ at x = {at[0]:g}, {says_yes.sum()} of {len(curves)}".replace("-", "−"),
        fontsize=11,
    )
    ax = right.subplots()
    every = ax.plot(at, curves.T, color=_QUIET, linewidth=0.7, alpha=0.55)
    every[0].set_label(f"each of the {len(curves)}")
    ax.plot(at, np.ravel(whole), color=_BLUE, linewidth=3.2, label="the whole network")
    ax.plot(
        at,
        np.ravel(geometric),
        "o",
        color=style.PALETTE["black"],
        markersize=6,
        markevery=max(1, len(at) // 16),
        label="geometric mean, divided by its sum",
    )
    ax.plot(at, np.ravel(arithmetic), "--", color=_RED, linewidth=2.6, label="arithmetic mean")
    ax.set(xlabel="x", ylim=(-0.05, 1.05), yticks=(0, 0.5, 1), ylabel="probability of class 1",
           title="The same curves, and means")  # fmt: skip
    right.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2, fontsize=11)
    return [*small[: len(curves)], ax]


def samples(images: ArrayLike, labels: ArrayLike) -> list[Axes]:
    """Draw square images in a row, with their labels.

    Parameters
    ----------
    images : array_like, shape (n, pixels)
        The larger a number, the darker the pixel.
    labels : array_like, shape (n,)

    Examples
    --------
    >>> [ax.get_title() for ax in samples(np.eye(2, 4), [3, 7])]
    ['3', '7']
    """
    pixels, names = np.asarray(images), np.asarray(labels)
    side = int(np.sqrt(pixels.shape[1]))
    every = figure(11.0, 1.3).subplots(1, len(pixels), squeeze=False)[0]
    for ax, image, name in zip(every, pixels, names, strict=True):
        ax.imshow(image.reshape(side, side), cmap="Greys")
        ax.set_title(f"{name}", loc="center", fontsize=12)
        ax.set(xticks=(), yticks=())
        ax.grid(visible=False)
        ax.spines[:].set_visible(False)
    return list(every)


def sweep(
    starts: Mapping[str, Mapping[float, ArrayLike]], shown: Sequence[float], *, coin: float,
    floor: float,
) -> tuple[Axes, Axes]:  # fmt: skip
    """Draw the first start's curves over the epochs, and the lowest loss of each run over p.

    Parameters
    ----------
    starts : mapping of str to mapping of float to array_like, shape (seeds, epochs)
        Name of a start -> p -> validation losses of runs; up to three starts, with the same p.
    shown : sequence of float
        Up to four p, whose mean curves from the first start are drawn on the left, with a band
        from lowest to highest.
    coin, floor : float
        Reference lines: knowing nothing, and knowing all there is to know.

    Examples
    --------
    >>> falls = np.linspace(1.0, 0.5, 9) * np.ones((3, 1))
    >>> left, right = sweep({"quiet": {0: falls, 0.5: falls}}, (0,), coin=0.69, floor=0.4)
    >>> [label.get_text() for label in right.get_xticklabels()]
    ['0', '0.5']
    """
    left, right = figure(11.0, 4.4).subplots(1, 2, width_ratios=(1.15, 1))
    first = next(iter(starts.values()))
    for look, p in zip(_LOOKS, shown, strict=False):
        runs = np.asarray(first[p])
        epoch = np.arange(1, runs.shape[1] + 1)
        left.fill_between(epoch, runs.min(axis=0), runs.max(axis=0), color=look["color"],
                          alpha=0.12, linewidth=0)  # fmt: skip
        left.plot(epoch, runs.mean(axis=0), label=f"p = {p:g}", markevery=max(1, len(epoch) // 8),
                  **look)  # fmt: skip
    ps = np.arange(len(first))
    for look, (name, some) in zip(_LOOKS[2::-1], starts.items(), strict=False):
        best = np.stack([np.min(runs, axis=1) for runs in some.values()])
        right.plot(ps, best, color=look["color"], linewidth=1, alpha=0.45)
        right.plot(ps, best.mean(axis=1), markersize=8, linewidth=2.6, label=name, **look)
    _level(left, floor, "the labels allow no less", above=False)
    _level(left, coin, "a coin")
    _level(right, floor, "the labels allow no less", x=0.01)
    _level(right, coin, "a coin")
    left.set(xlabel="epoch", ylabel="validation loss", ylim=(floor - 0.2, None),
             title=f"{next(iter(starts)).capitalize()}, epoch by epoch")  # fmt: skip
    left.legend(loc="upper left")
    right.set(
        xticks=ps, xticklabels=[f"{p:g}" for p in first], xlabel="p (not to scale)",
        ylim=(floor - 0.02, None), title="At the best epoch of each run",
    )  # fmt: skip
    right.legend(loc="upper right")
    return left, right


def unlabelled(panels: Mapping[str, Mapping[str, tuple[ArrayLike, ArrayLike]]]) -> list[Axes]:
    """Draw training and validation losses of runs whose settings are not told.

    Parameters
    ----------
    panels : mapping of str to mapping of str to pair of array_like, shape (seeds, epochs)
        Title -> name of a run -> its validation and its training losses; up to three runs each.

    Examples
    --------
    >>> run = (np.ones((2, 9)), 0.5 * np.ones((2, 9)))
    >>> ax, = unlabelled({"left": {"A": run, "B": run}})
    >>> ax.get_legend_handles_labels()[1]
    ['A, validation', 'A, training', 'B, validation', 'B, training']
    """
    every = np.atleast_1d(figure(11.0, 4.4).subplots(1, len(panels), sharey=True))
    colours = (style.PALETTE["black"], _RED, _BLUE)
    for ax, (title, runs) in zip(every, panels.items(), strict=True):
        for colour, marker, (name, pair) in zip(colours, "osD", runs.items(), strict=False):
            for part, losses, dash in zip(
                ("validation", "training"), pair, ("-", ":"), strict=True
            ):
                mean = np.asarray(losses).mean(axis=0)
                epoch = np.arange(1, len(mean) + 1)
                ax.plot(
                    epoch,
                    mean,
                    color=colour,
                    linestyle=dash,
                    label=f"{name}, {part}",
                    marker=marker if dash == "-" else "",
                    markevery=max(1, len(mean) // 8),
                )
        ax.set(title=title, xlabel="epoch", yscale="log")
        ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        ax.yaxis.set_major_formatter("{x:g}")
        ax.yaxis.set_minor_formatter("")
    every[0].set_ylabel("loss")
    every[0].legend(fontsize=11, ncols=2, loc="lower left")
    return list(every)


def doubt(sure: ArrayLike, right: Mapping[str, ArrayLike], ax: Axes | None = None) -> Axes:
    """Draw how often an answer is right, by how sure something was of it.

    Parameters
    ----------
    sure : array_like
        ½ to 1, rising.
    right : mapping of str to array_like
        What was sure (up to three) -> share of those examples on which it was right.
    ax : Axes, optional

    Examples
    --------
    >>> doubt([0.6, 0.9], {"votes": [0.55, 0.8]}).get_ylabel()
    'share right'
    """
    ax = axes(ax, figsize=(6.8, 3.8))
    ax.plot([0.5, 1], [0.5, 1], **style.ROLES["theory"], label="as sure as right")
    for look, (name, shares) in zip(_LOOKS, right.items(), strict=False):
        ax.plot(sure, shares, markersize=8, label=name, **look)
    _level(ax, 0.8, "the labels allow no more", x=0.03)
    ax.set(xlabel="how sure", ylabel="share right", xlim=(0.48, 1.02), ylim=(0.3, 1.02),
           title="Being sure, and being right")  # fmt: skip
    ax.legend(loc="lower right", fontsize=11, ncols=2)
    return ax


def gaps(ps: ArrayLike, found: Mapping[str, ArrayLike]) -> list[Axes]:
    """Draw, for many random networks, how far the whole one is from means over its subnets.

    Parameters
    ----------
    ps : array_like
    found : mapping of str to array_like, shape (networks, len(ps))
        Name of a mean -> largest difference of a probability, for every network.

    Examples
    --------
    >>> len(gaps([0.1, 0.5], {"arithmetic": np.ones((3, 2)), "geometric": np.zeros((3, 2))}))
    2
    """
    every = np.atleast_1d(figure(5.0 * len(found), 3.8).subplots(1, len(found), sharey=True))
    for ax, (name, values) in zip(every, found.items(), strict=True):
        ax.plot(ps, np.transpose(values), color=_QUIET, linewidth=0.8, alpha=0.6)
        ax.plot(ps, np.asarray(values).mean(axis=0), color=_BLUE, marker="o", label="mean")
        ax.plot(ps, np.median(np.asarray(values), axis=0), color=_RED, linestyle="--", marker="s",
                label="median")  # fmt: skip
        ax.set(title=name, xlabel="p", ylim=(-0.03, 1.03))
        ax.legend(loc="upper left")
    every[0].set_ylabel("gap to the whole network")
    return list(every)
