"""Pictures of notebook 14: how far models of language are from the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator
from numpy.typing import ArrayLike, NDArray

from ... import style
from ..axes import axes

__all__ = ["distance", "judges", "learning", "passes", "worth"]

Array = NDArray[Any]

_TEXT = style.LIGHT["text"]
#: A model that counts, a network, the truth: never told apart by colour alone.
COUNTS: dict[str, Any] = {
    "color": style.LIGHT["gradient"],
    "marker": "s",
    "linestyle": (0, (5, 2)),
}
NETWORK: dict[str, Any] = {"color": style.LIGHT["value"], "marker": "o", "linestyle": "-"}
TRUTH: dict[str, Any] = {"color": style.LIGHT["theory"], "linestyle": (0, (1, 1.5))}
_LOOKS = (COUNTS, NETWORK)


def learning(
    read: ArrayLike, curves: ArrayLike, lines: Mapping[str, float], entropy: float,
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw how a network's loss on fresh words falls, over floors and what counting reaches.

    Parameters
    ----------
    read : array_like, shape (T,)
        Words read so far, those read again counted again.
    curves : array_like, shape (S, T)
        Losses, one row for each seed.
    lines : mapping of str to float
        Name -> a loss to compare with.
    entropy : float
        The least loss of all.
    ax : Axes, optional
        Where to draw.

    Examples
    --------
    >>> ax = learning([100, 200], [[2.0, 1.5]], {"2 words": 1.6}, 1.0)
    >>> [text.get_text() for text in ax.texts]
    ['2 words', 'entropy']
    """
    ax = axes(ax, figsize=(9.6, 4.6), layout="constrained")
    x = np.asarray(read, float)
    for k, losses in enumerate(np.atleast_2d(curves)):
        dashes: Any = ("-", (0, (5, 1.5)), (0, (2, 1)))[k % 3]
        ax.plot(x, losses, color=style.LIGHT["value"], linewidth=2.6 - 0.5 * k, linestyle=dashes,
                label=f"network, seed {k}")  # fmt: skip
    end = x[-1] * 1.04
    named = {**lines, "entropy": entropy}
    at = _apart([*named.values()], 0.024)
    for (name, loss), height in zip(named.items(), at, strict=True):
        count = "counting" in name
        look: Any = {"color": style.LIGHT["gradient"] if count else _TEXT,
                "linestyle": (0, (5, 2)) if count else (0, (1, 1.5)), "linewidth": 1.8}  # fmt: skip
        ax.axhline(loss, **look)
        ax.text(end, height, name, va="center", fontsize=13, clip_on=False,
                color=style.LIGHT["gradient-text"] if count else _TEXT)  # fmt: skip
    ax.set(xlabel="words read", ylabel="nats a word, fresh text", xscale="log",
           xlim=(x[0], x[-1]), ylim=(entropy - 0.03, entropy + 0.42))  # fmt: skip
    ax.set_xticks([t for t in (1e3, 3e3, 1e4, 3e4, 1e5, 3e5, 1e6) if x[0] <= t <= x[-1]])
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.xaxis.set_minor_formatter(lambda *_: "")
    ax.legend(loc="upper right")
    return ax


def worth(
    counted: Mapping[int, float], learnt: Mapping[int, ArrayLike], at: int, ax: Axes | None = None
) -> Axes:
    """Draw how far models are above the entropy, over the words that they have read.

    Both axes are logarithmic, so a power law is a straight line; one is fitted to each. An arrow
    leads from the network to the text after which counting would be as good.

    Parameters
    ----------
    counted : mapping of int to float
        Words read -> nats above the entropy, for a model that counts.
    learnt : mapping of int to array_like
        Words read -> nats above the entropy, for a network with each seed.
    at : int
        From which text's network the arrow begins. What is not above 0 is left out.
    ax : Axes, optional
        Where to draw.

    Examples
    --------
    >>> ax = worth({10: 0.2, 1000: 0.1}, {10: [0.15], 1000: [0.02, 0.03]}, 10)
    >>> (ax.get_xscale(), ax.get_yscale())
    ('log', 'log')
    """
    ax = axes(ax, figsize=(9.6, 5.2), layout="constrained")
    sizes = sorted({*counted, *learnt})
    wide = np.geomspace(sizes[0] / 1.4, 8 * sizes[-1], 2)
    laws = []
    for name, look, found in (("counting", COUNTS, counted), ("network", NETWORK, learnt)):
        x, y = (np.concatenate(part) for part in zip(
            *((np.full(np.size(v), n), np.ravel(v)) for n, v in found.items()), strict=True,
        ))  # fmt: skip
        x, y = x[y > 0], y[y > 0]
        law = np.polyfit(np.log(x), np.log(y), 1)
        ends = wide if name == "counting" else np.array([wide[0], 1.4 * x.max()])
        ax.loglog(ends, np.exp(np.polyval(law, np.log(ends))), color=look["color"],
                  linestyle=(0, (1, 1.5)), linewidth=2)  # fmt: skip
        ax.loglog(x, y, **{**look, "linestyle": "none"}, markersize=10, label=name)
        laws.append(law)
    from_, [slope, level] = float(np.asarray(learnt[at], float).mean()), laws[0]
    to = float(np.exp((np.log(from_) - level) / slope)) if from_ > 0 and slope < 0 else 0.0
    if at < to < wide[1]:
        ax.annotate("", (to, from_), (1.25 * at, from_), arrowprops={
            "arrowstyle": "-|>", "color": _TEXT, "linewidth": 2.2, "mutation_scale": 18,
            "shrinkA": 0, "shrinkB": 0,
        })  # fmt: skip
        ax.text(float(np.sqrt(1.25 * at * to)), 1.06 * from_, "the same loss", ha="center",
                va="bottom", fontsize=14, color=_TEXT)  # fmt: skip
    ax.set(xlabel="words read", ylabel="nats above the entropy")
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.yaxis.set_minor_formatter(lambda *_: "")
    ax.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    ax.legend(loc="lower left")
    return ax


def passes(
    epochs: ArrayLike, read: ArrayLike, fresh: ArrayLike, entropy: float, ax: Axes | None = None
) -> Axes:
    """Draw losses on the text that is read again and again, and on fresh text.

    Parameters
    ----------
    epochs : array_like, shape (T,)
        How often the text has been read.
    read, fresh : array_like, shape (S, T)
        Losses, one row for each seed.
    entropy : float
        The least loss on fresh text.
    ax : Axes, optional
        Where to draw.

    Examples
    --------
    >>> ax = passes([1, 2], [[2.0, 0.5]], [[2.1, 2.2]], 1.0)
    >>> [line.get_label() for line in ax.lines][:2]
    ['fresh text', 'the text it reads']
    """
    ax = axes(ax, figsize=(9.6, 4.0), layout="constrained")
    looks = {"fresh text": (fresh, NETWORK["color"], "-"),
             "the text it reads": (read, style.LIGHT["gradient"], (0, (5, 2)))}  # fmt: skip
    for name, (losses, colour, dashes) in looks.items():
        for k, one in enumerate(np.atleast_2d(np.asarray(losses, float))):
            ax.plot(np.asarray(epochs, float), one, color=colour, linestyle=dashes, linewidth=2.2,
                    label=name if not k else "_")  # fmt: skip
    ax.axhline(entropy, **TRUTH, linewidth=2.5)
    ax.annotate("entropy ", (1.0, entropy), (0, 4), xycoords=ax.get_yaxis_transform(),
                textcoords="offset points", ha="right", va="bottom", fontsize=13,
                color=_TEXT)  # fmt: skip
    ax.set(xlabel="times that the text has been read", ylabel="nats a word")
    ax.locator_params(axis="x", integer=True)
    ax.legend(loc="upper right")
    return ax


def _apart(heights: Sequence[float], gap: float) -> Array:
    """Heights of labels, moved as little as keeps them a gap apart, the lowest where it is."""
    order = np.argsort(heights)
    found = np.asarray(heights, float)[order]
    for k in range(1, len(found)):
        found[k] = max(found[k], found[k - 1] + gap)
    return np.asarray(found[np.argsort(order)])


def distance(
    lacks: Mapping[str, ArrayLike], errors: Mapping[str, ArrayLike] | None = None,
    floor: ArrayLike | None = None, ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw what models lack at verbs, over how far back the subject is.

    Parameters
    ----------
    lacks : mapping of str to array_like
        Name -> nats at distance 1, 2, …; NaN where there is no such verb.
    errors : mapping of str to array_like, optional
        Name -> standard errors of these, drawn as bars.
    floor : array_like, optional
        The least that a window can lack there.
    ax : Axes, optional
        Where to draw.

    Examples
    --------
    >>> ax = distance({"counts": [0.1, 1.0], "network": [0.1, 0.2]})
    >>> ax.get_xlabel()
    'words back from the verb to its subject'
    """
    ax = axes(ax, figsize=(9.6, 4.2), layout="constrained")
    for look, (name, values) in zip(_LOOKS, lacks.items(), strict=False):
        found = np.asarray(values, float)
        back = 1 + np.arange(len(found))
        ax.plot(back, found, **look, label=name, linewidth=2.6, markersize=8)
        if errors is not None:
            ax.errorbar(back, found, np.asarray(errors[name], float), fmt="none",
                        ecolor=look["color"], elinewidth=1.6, capsize=4)  # fmt: skip
    if floor is not None:
        least = np.asarray(floor, float)
        ax.plot(1 + np.arange(len(least)), least, **TRUTH, linewidth=2.5, label="out of sight")
    ax.set(xlabel="words back from the verb to its subject", ylabel="nats it lacks",
           xticks=1 + np.arange(len(found)), ylim=(-0.03, None))  # fmt: skip
    ax.legend(loc="upper left")
    return ax


def judges(found: Mapping[str, ArrayLike], ax: Axes | None = None) -> Axes:
    """Draw how often judges are right: a mark for each seed, and 50 % for a coin.

    Parameters
    ----------
    found : mapping of str to array_like
        Name -> shares, one for each seed.
    ax : Axes, optional
        Where to draw.

    Examples
    --------
    >>> ax = judges({"one": [0.5, 0.6], "two": [0.8, 0.9]})
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['one', 'two']
    """
    ax = axes(ax, figsize=(9.6, 3.4), layout="constrained")
    for row, shares in enumerate(found.values()):
        v = 100 * np.asarray(shares, float)
        ax.plot(v, np.full(len(v), row), color=style.LIGHT["value"], marker="o", markersize=10,
                linestyle="none", markeredgecolor=style.LIGHT["surface"])  # fmt: skip
        ax.plot([v.min(), v.max()], [row, row], color=style.LIGHT["value"], linewidth=2, zorder=1)
    ax.axvline(50, **TRUTH, linewidth=2)
    ax.set_yticks(range(len(found)), [*found])
    ax.set(xlabel="sentences judged rightly, %", xlim=(45, 101), ylim=(len(found) - 0.5, -0.5))
    return ax
