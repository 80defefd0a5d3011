"""Pictures of notebook 12: dropout beside its rivals, seed by seed."""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from ... import style
from ..axes import figure
from .nb12 import LEVEL

__all__ = ["costs", "duels", "ladder", "leads", "overlaid", "stored"]

Array = NDArray[Any]

_BLUE, _RED = style.PALETTE["blue"], style.PALETTE["vermilion"]
_QUIET = style.LIGHT["data-line"]


def leads(
    panels: Mapping[str, Mapping[str, ArrayLike]], *, xlabel: str,
    sides: tuple[str, str] = ("dropout loses", "dropout wins"),
) -> list[Axes]:  # fmt: skip
    """Draw differences pair by pair, a row for each setting, and how often they are above 0.

    Parameters
    ----------
    panels : mapping of str to mapping of str to array_like, shape (pairs,)
        Title -> name of a row -> differences. All panels have the same rows.
    xlabel : str
        What minus what.
    sides : pair of str
        What it means to be below 0, and above.

    Examples
    --------
    >>> ax, = leads({"Digits": {"30 units": [0.1, -0.2], "100 units": [0.1, 0.2]}}, xlabel="a - b")
    >>> [ax.texts[k].get_text() for k in (0, 1)], [t.get_text() for t in ax.get_yticklabels()]
    (['1 of 2', '2 of 2'], ['30 units', '100 units'])
    """
    rows = max(len(some) for some in panels.values())
    size = (5.5 * len(panels) + (2.5 if len(panels) == 1 else 0), 1.4 + 0.6 * rows)
    every = figure(*size).subplots(1, len(panels), sharex=True, sharey=True, squeeze=False)[0]
    right, left = style.PALETTE["bluish green"], _RED
    lowest = highest = 0.0
    for ax, (title, some) in zip(every, panels.items(), strict=True):
        for y, row in enumerate(some.values()):
            ahead = np.asarray(row)
            lowest, highest = min(lowest, ahead.min()), max(highest, ahead.max())
            wins = ahead > 0
            ax.plot(ahead[wins], np.full(wins.sum(), y), "o", color=right, markersize=7, alpha=0.75)
            ax.plot(ahead[~wins], np.full((~wins).sum(), y), "s", color=left, markersize=7,
                    alpha=0.75)  # fmt: skip
            ax.plot([ahead.mean()] * 2, [y - 0.3, y + 0.3], color=style.PALETTE["black"],
                    linewidth=2.6)  # fmt: skip
            ax.annotate(f"{wins.sum()} of {wins.size}", (0.985, y), xycoords=("axes fraction",
                        "data"), ha="right", va="center", fontsize=12)  # fmt: skip
        ax.axvline(0, color=style.LIGHT["theory"], linewidth=1.3)
        ax.set(title=title, yticks=range(rows), yticklabels=[*some],
               ylim=(rows - 0.4, -0.9), xlabel=xlabel)  # fmt: skip
        ax.grid(visible=False, axis="y")
        for words, at, side in ((sides[0], -6, "right"), (sides[1], 6, "left")):
            ax.annotate(words, (0, -0.72), (at, 0), textcoords="offset points", va="center",
                        ha=side, fontsize=11, color=style.LIGHT["muted"])  # fmt: skip
    span = highest - lowest
    every[0].set_xlim(min(lowest - 0.08 * span, -0.4 * span), highest + 0.3 * span)
    return list(every)


def overlaid(
    panels: Mapping[str, tuple[ArrayLike, Mapping[str, ArrayLike]]],
    data: Mapping[str, tuple[ArrayLike, ArrayLike]],
) -> list[Axes]:  # fmt: skip
    """Draw fitted functions on top of each other, so that one sees which coincide.

    Parameters
    ----------
    panels : mapping of str to pair of array_like and mapping
        Title -> x, (n,); and name of a network -> its function, (n,). Up to three networks: the
        first is a quiet line, the second a broad band, the third a thin dashed line on it.
    data : mapping of str to pair of array_like
        Title -> the examples, x and y.

    Examples
    --------
    >>> x = np.linspace(0, 1, 5)
    >>> ax, = overlaid({"draw 1": (x, {"plain": 2 * x, "masks": x, "price": x})},
    ...                {"draw 1": ([0, 1], [0, 1])})
    >>> ax.get_legend_handles_labels()[1]
    ['plain', 'masks', 'price', 'data']
    """
    looks: tuple[Mapping[str, Any], ...] = (
        {"color": _QUIET, "linewidth": 1.6, "linestyle": "-"},
        {"color": style.PALETTE["sky blue"], "linewidth": 7, "linestyle": "-"},
        {"color": _RED, "linewidth": 2.4, "linestyle": (0, (4, 2))},
    )
    every = figure(11.0, 4.4).subplots(1, len(panels), sharey=True, squeeze=False)[0]
    for ax, (title, (x, curves)) in zip(every, panels.items(), strict=True):
        for look, (name, curve) in zip(looks, curves.items(), strict=False):
            ax.plot(np.ravel(x), np.ravel(curve), label=name, solid_capstyle="round", **look)
        ax.plot(np.ravel(data[title][0]), np.ravel(data[title][1]), "o", markersize=6,
                color=style.PALETTE["black"], label="data")  # fmt: skip
        ax.set(title=title, xlabel="x")
    every[0].figure.legend(
        *every[0].get_legend_handles_labels(), loc="outside lower center", ncols=4, fontsize=13
    )
    return list(every)


def costs(panels: Mapping[str, tuple[float, Mapping[str, ArrayLike]]]) -> list[Axes]:
    """Draw what masks do to a loss: how far they move its mean, and how far they shake it.

    Parameters
    ----------
    panels : mapping of str to pair of float and mapping
        Title -> the loss without a mask; and name of a row -> losses, one for each drawing of
        masks, or a single number, drawn as a tick. The first row is dropout's: its mean less the
        loss without a mask is the price, its standard deviation the noise.

    Examples
    --------
    >>> ax, = costs({"epoch 1": (0.5, {"dropout": [0.6, 0.8, 1.0], "formula": 0.7})})
    >>> [text.get_text() for text in ax.texts if text.get_text()]  # the others are arrows
    ['0.200 of 0.300', 'no mask', 'price', 'mean over masks', 'noise']
    """
    size = 1.6 + 0.85 * max(len(rows) for _, rows in panels.values())
    every = figure(11.0, size).subplots(1, len(panels), sharey=True, squeeze=False)[0]
    colours = (_BLUE, style.PALETTE["sky blue"], _QUIET, _RED)
    small: Mapping[str, Any] = {"textcoords": "offset points", "va": "center", "fontsize": 12}
    for ax, (title, (without, rows)) in zip(every, panels.items(), strict=True):
        first = np.asarray(next(iter(rows.values())), float)
        mean, noise = float(first.mean()), float(first.std())
        for y, ((name, row), colour) in enumerate(zip(rows.items(), colours, strict=False)):
            some = np.atleast_1d(np.asarray(row, float))
            ax.axhline(y, color=style.LIGHT["grid"], linewidth=1, zorder=0.5)
            if some.size > 1:
                count, edges = np.histogram(some, bins=32)
                ax.stairs(y - 0.72 * count / count.max(), edges, baseline=y, fill=True,
                          color=colour, alpha=0.75, label=name)  # fmt: skip
                continue
            ax.plot([without, some[0]], [y - 0.3] * 2, color=colour, linewidth=2.5)
            ax.plot([some[0]] * 2, [y - 0.6, y], color=colour, linewidth=5, label=name,
                    solid_capstyle="butt")  # fmt: skip
            ax.annotate(f"{some[0] - without:.3f} of {mean - without:.3f}", (mean, y - 0.3), (8, 0),
                        **small)  # fmt: skip
        ax.axvline(without, color=style.LIGHT["theory"], linewidth=1.8)
        ax.axvline(mean, **{**LEVEL, "linewidth": 1.8, "zorder": 3})
        both: Mapping[str, Any] = {"linewidth": 1.6, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", (mean, -1), (without, -1), arrowprops={"arrowstyle": "-|>", **both})
        ax.annotate("", (mean - noise, 0.14), (mean + noise, 0.14),
                    arrowprops={"arrowstyle": "<|-|>", **both})  # fmt: skip
        ax.set(title=title, xlabel="loss of one batch", yticks=[y - 0.3 for y in range(len(rows))],
               yticklabels=[*rows], ylim=(len(rows) - 0.8, -1.4))  # fmt: skip
        ax.tick_params(axis="y", length=0)
        ax.grid(visible=False)
        low, high = ax.get_xlim()
        ax.set_xlim(low - 0.02 * (high - low), high + 0.02 * (high - low))
        ax.annotate("no mask", (without, -1), (-6, 0), ha="right", **small)
        ax.annotate("price", ((without + mean) / 2, -1), (0, 9), ha="center", **small)
        ax.annotate("mean over masks", (mean, -1), (6, 0), ha="left", **small)
        ax.annotate("noise", (mean + noise, 0.14), (5, 0), ha="left", **small)
    return list(every)


@cache
def _read() -> dict[str, dict[str, Array]]:
    """Start -> name of a way to train -> loss and share right of each seed."""
    found: dict[str, dict[str, Array]] = {}
    text = Path(__file__).with_name("nb12_runs.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            start, name, numbers = line.split(": ")
            found.setdefault(start, {})[name] = np.array(numbers.split(), float).reshape(-1, 2)
    return found


def stored(start: str) -> dict[str, Array]:
    """Return runs on the digits that notebook 12 does not repeat.

    They were made by `benchmarks/bench_dropout.py`.

    Parameters
    ----------
    start : {"usual start", "quiet start"}

    Returns
    -------
    dict of str to ndarray, shape (30, 2)
        Name of a way to train -> loss and share of right answers, for the seeds 6 to 35.

    Examples
    --------
    >>> [*stored("usual start")][-2:]
    ['dropout', 'noise alone, p = 0.5']
    >>> stored("quiet start")["dropout"].shape
    (30, 2)
    """
    return {name: runs.copy() for name, runs in _read()[start].items()}


def ladder(
    starts: Mapping[str, Mapping[str, ArrayLike]], *, whole: str, xlabel: str,
    unshared: Container[str] = (), fresh: Mapping[str, ArrayLike] | None = None,
) -> Axes:  # fmt: skip
    """Draw what each rung saves, from one start or two, and how much of one rung's saving that is.

    Parameters
    ----------
    starts : mapping of str to mapping of str to array_like, shape (pairs,)
        Name of a start -> name of a rung -> how much lower its loss is, for each pair. Up to two
        starts with the same rungs: the first is filled, the second open. A bar ends at the mean,
        and a thick line says how far its standard error reaches.
    whole : str
        The rung whose mean saving is called 100 %.
    xlabel : str
        What minus what.
    unshared : container of str
        Rungs beside which no share is written.
    fresh : mapping of str to array_like, optional
        Name of a rung -> savings that were measured just now, drawn large on the first start.

    Examples
    --------
    >>> ax = ladder({"usual": {"vote": [0.01, 0.0], "all": [0.03, 0.01]}}, whole="all", xlabel="x")
    >>> [text.get_text() for text in ax.texts]
    ['usual', '25 %', '100 %']
    """
    names = [*next(iter(starts.values()))]
    ax = figure(11.0, 1.9 + 0.8 * len(names)).subplots()
    looks: tuple[tuple[float, Mapping[str, Any], Mapping[str, Any]], ...] = (
        (-0.2, {"color": style.PALETTE["sky blue"], "alpha": 0.6, "linewidth": 0},
         {"color": _BLUE, "alpha": 0.6, "markeredgewidth": 0}),
        (0.2, {"facecolor": style.LIGHT["surface"], "edgecolor": _BLUE, "linewidth": 1.4},
         {"color": _BLUE, "alpha": 0.55, "markerfacecolor": "none", "markeredgewidth": 1}),
    )  # fmt: skip
    if len(starts) == 1:
        looks = ((0.0, *looks[0][1:]),)
    at = 0.995 - 0.1 * (len(starts) - 1)
    share: Mapping[str, Any] = {"xycoords": ("axes fraction", "data"), "ha": "right"}
    for (shift, bar, dot), (start, gains), column in zip(
        looks, starts.items(), (at, 0.995), strict=False
    ):
        full = float(np.asarray(gains[whole]).mean())
        ax.annotate(start.removesuffix(" start"), (column, -0.82), fontsize=12, va="center",
                    color=style.LIGHT["muted"], **share)  # fmt: skip
        for y, name in enumerate(names):
            some = np.asarray(gains[name])
            mean, error = some.mean(), some.std(ddof=1) / np.sqrt(some.size)
            ax.barh(y + shift, mean, height=0.36, label=start if not y else None, **bar)
            ax.plot(some, y + shift + _apart(some.size), "o", markersize=5, **dot)
            ax.plot([mean - error, mean + error], [y + shift] * 2, linewidth=4.5, zorder=4,
                    color=_RED, solid_capstyle="butt")  # fmt: skip
            if name not in unshared:
                ax.annotate(f"{mean / full:.0%}".replace("%", " %").replace("-", "−"),
                            (column, y), va="center", fontsize=14, **share)  # fmt: skip
    for name, savings in (fresh or {}).items():
        now = np.asarray(savings)
        ax.plot(now, names.index(name) + looks[0][0] + _apart(now.size), "o", markersize=7,
                color=style.PALETTE["black"], zorder=3)  # fmt: skip
    ax.axvline(0, color=style.LIGHT["theory"], linewidth=1.3)
    low, high = ax.get_xlim()
    ax.set(yticks=range(len(names)), yticklabels=names, ylim=(len(names) - 0.4, -1.1),
           xlim=(low, high + (0.14 + 0.12 * (len(starts) - 1)) * (high - low)), xlabel=xlabel,
           xticks=[tick for tick in ax.get_xticks() if low <= tick <= high],  # none below shares
           title="A dot is a seed" + (" (large: run just now)" if fresh else ""))  # fmt: skip
    ax.set_title(f"share of the gain of {whole}", loc="right", fontsize=12)
    ax.grid(visible=False, axis="y")
    ax.plot([], [], color=_RED, linewidth=4.5, label="mean ± standard error")
    ax.legend(fontsize=12, loc="lower right")
    return ax


def _apart(count: int) -> Array:
    """Return small offsets, so that dots of equal value do not hide each other."""
    return 0.055 * (np.arange(count) % 3 - 1)


def duels(contests: Mapping[str, tuple[ArrayLike, Mapping[str, ArrayLike]]]) -> list[Axes]:
    """Draw by how much rivals' losses exceed a champion's, pair by pair, and who wins how often.

    Parameters
    ----------
    contests : mapping of str to pair of array_like and mapping
        Title -> losses of the champion, (pairs,); and name of a rival -> its losses on the same
        pairs. All contests have the same rivals.

    Examples
    --------
    >>> ax, = duels({"dropout, p = 0.5": ([1.0, 1.2], {"vote": [1.1, 1.0]})})
    >>> ax.texts[0].get_text(), [t.get_text() for t in ax.get_yticklabels()]
    ('1 of 2', ['vote'])
    """
    ahead = {
        title: {name: np.asarray(losses) - np.asarray(champion) for name, losses in rivals.items()}
        for title, (champion, rivals) in contests.items()
    }
    return leads(ahead, xlabel="rival's loss − loss with dropout")
