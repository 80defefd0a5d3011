"""Pictures of notebook 16: gradients that come late, and gradients that are held back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ... import style
from ..axes import axes, figure, plain

__all__ = ["arrivals", "delays", "parts", "turns", "unlabelled"]

_BLUE, _RED = style.PALETTE["blue"], style.PALETTE["vermilion"]
_LOOKS: tuple[tuple[str, Any], ...] = (
    (_BLUE, "-"), (style.PALETTE["bluish green"], (0, (5, 2))), (_RED, (0, (1, 1.2))),
    (style.PALETTE["black"], (0, (5, 2, 1, 2))),
)  # fmt: skip


def delays(
    paths: Mapping[str, ArrayLike], limits: ArrayLike, measured: Mapping[int, float]
) -> list[Axes]:
    """Draw a mode's paths with gradients of different age, and the largest rate over the age.

    Parameters
    ----------
    paths : mapping of str to array_like, shape (steps + 1,)
        Name -> distance from the minimum.
    limits : array_like, shape (ages,)
        Largest ηλ for gradients 0, 1, 2, … updates old, by theory.
    measured : mapping of int to float
        Age -> the largest ηλ of paths that were run.

    Examples
    --------
    >>> left, right = delays({"new": [1, 0.1]}, [2, 1, 0.62], {0: 2.0, 2: 0.61})
    >>> right.get_legend_handles_labels()[1]
    ['2 sin(π / (2(2d + 1)))', 'paths that were run']
    """
    left, right = figure(11.0, 4.4).subplots(1, 2)
    for (colour, dash), (name, path) in zip(_LOOKS, paths.items(), strict=False):
        some = np.asarray(path, float)
        far = np.flatnonzero(np.abs(some) > 3)
        some = some[: far[0] + 1] if far.size else some  # where it has left the picture
        left.plot(some, color=colour, linestyle=dash, label=name)
    left.axhline(0, color=style.LIGHT["theory"], linewidth=1)
    left.set(xlabel="updates", ylabel="distance from the minimum", ylim=(-3, 3))
    left.legend(loc="lower right", fontsize=12, title="gradients")
    limits = np.asarray(limits)
    right.plot(range(limits.size), limits, color=_BLUE, marker=".",
               label="2 sin(π / (2(2d + 1)))")  # fmt: skip
    right.plot(list(measured), list(measured.values()), "o", markersize=11, markerfacecolor="none",
               markeredgecolor=_RED, markeredgewidth=2, label="paths that were run")  # fmt: skip
    right.set(xlabel="d, updates that a gradient is old", ylabel="largest ηλ", ylim=(0, 2.1))
    right.legend(loc="upper right", fontsize=12)
    return [left, right]


def turns(paths: Mapping[str, Sequence[ArrayLike]], workers: int, ax: Axes | None = None) -> Axes:
    """Draw a mode's paths with many workers, by who sends the next gradient.

    Parameters
    ----------
    paths : mapping of str to sequence of array_like
        Name -> runs, each the distance from the minimum after every update.
    workers : int
        So many updates are a round.
    ax : Axes, optional

    Examples
    --------
    >>> ax = turns({"in turn": [[1, -9]], "at random": [[1, 0.5], [1, 0.4]]}, workers=1)
    >>> ax.get_legend_handles_labels()[1]
    ['in turn', 'at random']
    """
    ax = axes(ax, figsize=(9.6, 3.6), layout="constrained")
    looks = ((_RED, (0, (5, 2))), (_BLUE, "-"))
    for (colour, dash), (name, runs) in zip(looks, paths.items(), strict=False):
        for k, run in enumerate(runs):
            path = np.asarray(run, float)
            far = np.flatnonzero(np.abs(path) > 4)
            path = path[: far[0] + 1] if far.size else path  # where it has left the picture
            ax.plot(np.arange(path.size) / workers, path, color=colour, linestyle=dash,
                    linewidth=1.8, label=name if k == 0 else None)  # fmt: skip
    ax.axhline(0, color=style.LIGHT["theory"], linewidth=1)
    longest = max(len(run) for runs in paths.values() for run in runs)  # type: ignore[arg-type]
    ax.set(xlabel=f"rounds of {workers} updates", ylabel="distance from the minimum",
           ylim=(-3, 3), xlim=(0, (longest - 1) / workers))  # fmt: skip
    ax.legend(loc="upper right", fontsize=13, title="who comes next")
    return ax


def arrivals(curves: Mapping[str, tuple[ArrayLike, ArrayLike]], ax: Axes | None = None) -> Axes:
    """Draw losses over time, on a logarithmic axis, each named at its end.

    Parameters
    ----------
    curves : mapping of str to pair of array_like
        Name -> updates, and losses.
    ax : Axes, optional

    Examples
    --------
    >>> ax = arrivals({"dense": ([0, 1], [4.9, 0.1]), "top 1 %": ([0, 1], [4.9, 4.9])})
    >>> [text.get_text() for text in ax.texts]
    ['dense', 'top 1 %']
    """
    ax = axes(ax, figsize=(9.6, 4.6), layout="constrained")
    for (colour, dash), (name, (time, loss)) in zip(_LOOKS, curves.items(), strict=False):
        time, loss = np.asarray(time, float), np.asarray(loss, float)
        ax.plot(time, np.maximum(loss, 1e-9), color=colour, linestyle=dash, linewidth=2.4)
        seen = int(np.flatnonzero((loss > 2e-3) & (loss < 1e3))[-1])
        ax.annotate(name, (time[seen], loss[seen]), (8, 0), textcoords="offset points",
                    va="center", fontsize=13, color=style.LIGHT["text"])  # fmt: skip
    longest = max(float(np.asarray(time)[-1]) for time, _ in curves.values())
    ax.set(yscale="log", ylim=(1e-3, 1e3), xlim=(0, 1.36 * longest),
           xlabel="updates", ylabel="loss of the quiet coordinates")  # fmt: skip
    ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= longest])
    plain(ax.yaxis)
    return ax


def parts(found: Mapping[str, Any], ax: Axes | None = None) -> Axes:
    """Draw what runs lose with a part of the recipe set otherwise, with intervals of 95 %.

    Parameters
    ----------
    found : mapping of str to lecture_lib.scale.apart.Part
        What was set otherwise -> what came of it; the first, the full recipe, is the zero.
    ax : Axes, optional

    Examples
    --------
    >>> from lecture_lib.scale.apart import Part
    >>> ax = parts({"full": Part(0.008, 0.02, 0.0, 0.0), "no ramp": Part(0.01, 0.02, 0.001, 0.001)})
    >>> [tick.get_text() for tick in ax.get_yticklabels()]
    ['no ramp']
    """
    rows = dict(list(found.items())[1:])
    ax = axes(ax, figsize=(9.6, 1.3 + 0.5 * len(rows)), layout="constrained")
    for row, one in enumerate(rows.values()):
        ax.errorbar(100 * one.difference, row, xerr=100 * one.half, fmt="o" if one.clear else "s",
                    capsize=5, markersize=9, linewidth=2,
                    color=_RED if one.clear else style.LIGHT["data-line"])  # fmt: skip
    ax.axvline(0, color=style.LIGHT["theory"], linewidth=1.3)
    ax.set(yticks=range(len(rows)), yticklabels=[*rows], ylim=(len(rows) - 0.4, -0.6),
           xlabel="worse than the full recipe, percentage points")  # fmt: skip
    ax.grid(visible=False, axis="y")
    return ax


def unlabelled(seconds: ArrayLike, sizes: Sequence[int]) -> list[Axes]:
    """Draw a round of runs whose trouble is not named, each on its own axis of time.

    Parameters
    ----------
    seconds : array_like, shape (runs, workers, 4)
        What each worker spends in a round: waiting, pulling, computing, pushing.
    sizes : sequence of int
        Bytes of the parameters, of each run.

    Examples
    --------
    >>> first, second = unlabelled(np.ones((2, 2, 4)), [8000, 8000000])
    >>> first.get_title(loc="left"), second.get_title(loc="left")
    ('run 0: 8 kB', 'run 1: 8 MB')
    """
    from .nb16 import PIECES, _key

    seconds = 1e3 * np.asarray(seconds)
    rows = -(-len(seconds) // 2)
    every = figure(11.0, 1.0 + 1.9 * rows).subplots(rows, 2, squeeze=False).ravel()
    for k, (ax, run) in enumerate(zip(every, seconds, strict=False)):
        for worker, spent in enumerate(run):
            starts = np.cumsum(spent) - spent
            for what, start, length in zip(("wait", "pull", "compute", "push"), starts, spent,
                                           strict=True):  # fmt: skip
                ax.broken_barh([(start, length)], (worker - 0.34, 0.68), linewidth=0.8,
                               **PIECES[what])  # fmt: skip
        size = f"{sizes[k] / 1e6:g} MB" if sizes[k] >= 1e6 else f"{sizes[k] / 1e3:g} kB"
        ax.set_title(f"run {k}: {size}", loc="left")
        ax.set(yticks=range(len(run)), yticklabels=[f"worker {w}" for w in range(len(run))],
               ylim=(len(run) - 0.4, -0.6), xlabel="milliseconds")  # fmt: skip
        ax.grid(visible=False, axis="y")
    _key(every[0])
    return list(every)
