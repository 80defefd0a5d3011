"""Pictures of notebook 15: how attention works, and where it looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle
from numpy.typing import ArrayLike, NDArray

from ... import style
from ...autograd import softmax
from ..axes import axes

__all__ = ["block", "copied", "edited", "exchanged", "largest", "mask", "mixture", "switched_off"]

Array = NDArray[Any]

_BLUE, _RED = style.PALETTE["blue"], style.PALETTE["vermilion"]
_MUTED, _TEXT = style.LIGHT["muted"], style.LIGHT["text"]


def mixture(
    words: Sequence[str], query: ArrayLike, keys: ArrayLike, values: ArrayLike,
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw how a last word asks, how much it takes from each, and the mean that comes out.

    Parameters
    ----------
    words : sequence of str
        The last one asks.
    query : array_like, shape (d,)
        What it looks for.
    keys : array_like, shape (T, d)
        What each word can be found by.
    values : array_like, shape (T, m)
        What each word has to give.
    ax : Axes, optional

    Examples
    --------
    >>> ax = mixture(["swan", "pond", "it"], [0, 2], [[0, 1], [1, 0], [0, 0]], np.eye(3, 2))
    >>> [text.get_text() for text in ax.texts[:5]]
    ['swan', '(0, 1)', '1.41', '0.67', '(1, 0)']
    """
    q, k, v = np.asarray(query, float), np.asarray(keys, float), np.asarray(values, float)
    ax = axes(ax, figsize=(9.0, 4.6), layout="constrained")
    last, scores = len(words) - 1, k @ q / np.sqrt(len(q))
    p = softmax(scores)
    rows = {"has the key": -0.62, "query · key / √d": -1.12, "so its weight is": -1.62,
            "has to give": -2.12}  # fmt: skip
    for t, word in enumerate(words):
        ax.plot([t, last], [0.12, 1.3], color=_BLUE, linewidth=0.8 + 18 * p[t], alpha=0.75,
                solid_capstyle="round", zorder=1)  # fmt: skip
        ax.text(t, -0.02, word, ha="center", va="top", fontsize=18)
        told = _vector(k[t]), f"{scores[t]:.3g}", f"{p[t]:.2f}", _vector(v[t])
        for y, text in zip(rows.values(), told, strict=True):
            colour = _BLUE if y == rows["so its weight is"] else _TEXT
            ax.text(t, y, text, ha="center", va="center", fontsize=14, color=colour)
    for name, y in rows.items():
        ax.text(-1.0, y, name, va="center", fontsize=13, color=_MUTED)
    ax.text(last, 1.87, f"{words[-1]}  looks for {_vector(q)}", ha="center", fontsize=14)
    ax.text(last, 1.5, f"takes ({', '.join(f'{x:.2f}' for x in p @ v)})".replace("-", "−"),
            ha="center", fontsize=17)  # fmt: skip
    ax.set(xlim=(-1.05, last + 0.75), ylim=(-2.4, 2.2))
    ax.axis("off")
    return ax


def _vector(a: Array) -> str:
    """Its numbers in brackets, with a true minus."""
    return "(" + ", ".join(f"{x:g}".replace("-", "−") for x in a) + ")"


def largest(size: ArrayLike, plain: ArrayLike, divided: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw the largest weight of a softmax over the numbers of a key, with and without the root.

    Parameters
    ----------
    size : array_like, shape (n,)
        Numbers of a key, d.
    plain, divided : array_like, shape (n,)
        Mean of the largest weight of scores, and of scores divided by √d.
    ax : Axes, optional

    Examples
    --------
    >>> [line.get_label() for line in largest([4, 16], [0.5, 0.8], [0.3, 0.3]).lines]
    ['q·k', 'q·k / √d']
    """
    ax = axes(ax, figsize=(8.0, 3.4), layout="constrained")
    for label, height, colour, marker, dash in (
        ("q·k", plain, _RED, "s", (0, (5, 2))), ("q·k / √d", divided, _BLUE, "o", "-"),
    ):  # fmt: skip
        ax.semilogx(size, height, marker=marker, color=colour, linestyle=dash, linewidth=2.2,
                    markersize=8, label=label)  # fmt: skip
    ax.set(ylim=(0, 1.05), xlabel="d, numbers of a query and a key", ylabel="largest of 8 weights",
           xticks=np.asarray(size))  # fmt: skip
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.xaxis.set_minor_formatter(lambda value, _: "")
    ax.legend(loc="center right", fontsize=13)
    return ax


def mask(words: Sequence[str], seen: ArrayLike, ax: Axes | None = None) -> Axes:
    """Draw which word may look at which, and what each is to say.

    Parameters
    ----------
    words : sequence of str
        All words of a text; the last one is only said.
    seen : array_like of bool, shape (T, T)
        For the T words before the last: row t looks, at the columns that are true.
    ax : Axes, optional

    Examples
    --------
    >>> ax = mask(["a", "duck", "swims"], np.tri(2))
    >>> [text.get_text() for text in ax.texts if text.get_text() != "●"]
    ['duck', 'swims', 'to be said']
    """
    allowed = np.asarray(seen, bool)
    T = len(allowed)
    ax = axes(ax, figsize=(8.2, 0.62 * T + 1.6), layout="constrained")
    for row in range(T):
        for column in range(T):
            yes = allowed[row, column]
            ax.add_patch(Rectangle((column - 0.46, row - 0.44), 0.92, 0.88, linewidth=1,
                                   facecolor=style.LIGHT["root" if yes else "surface"],
                                   edgecolor=style.LIGHT["grid"]))  # fmt: skip
            if yes:
                ax.text(column, row, "●", ha="center", va="center", color=_BLUE, fontsize=13)
        ax.text(T - 0.1, row, words[row + 1], va="center", fontsize=14)
    ax.text(T - 0.1, -0.75, "to be said", va="center", fontsize=12, color=_MUTED)
    ax.set(
        xlim=(-0.6, T + 1.1), ylim=(T - 0.4, -1.1), xticks=range(T), yticks=range(T),
        xticklabels=words[:T], yticklabels=words[:T],
    )  # fmt: skip
    ax.set_xlabel("is looked at", x=(0.1 + T / 2) / (T + 1.7))  # below the columns' middle
    ax.set_ylabel("looks", labelpad=14)
    ax.tick_params(length=0, labelsize=14)
    ax.grid(visible=False)
    for side in ax.spines.values():
        side.set_visible(False)
    return ax


def _box(ax: Axes, x: float, y: float, width: float, words: str, role: str = "operation") -> None:
    ax.add_patch(FancyBboxPatch((x - width / 2, y - 0.3), width, 0.6, linewidth=1.6,
                                boxstyle="round,pad=0.02,rounding_size=0.1", zorder=3,
                                facecolor=style.LIGHT[role],
                                edgecolor=style.LIGHT[f"{role}-line"]))  # fmt: skip
    ax.text(x, y, words, ha="center", va="center", fontsize=12.5, zorder=4)


def _arrow(
    ax: Axes, begin: tuple[float, float], end: tuple[float, float], width: float = 1.6
) -> None:
    look = {"arrowstyle": "-|>", "color": _TEXT, "linewidth": width, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, begin, zorder=2, arrowprops=look)


def block(ax: Axes | None = None) -> Axes:
    """Draw a Transformer: a stream of vectors, to which two branches of each block add.

    Examples
    --------
    >>> [text.get_text() for text in block().texts if "places" in text.get_text()]
    ['mixes places']
    """
    ax = axes(ax, figsize=(11.0, 3.6), layout="constrained")
    ax.add_patch(FancyBboxPatch((2.45, -0.55), 5.6, 3.05, linewidth=1.4, linestyle=(0, (4, 3)),
                                boxstyle="round,pad=0.02,rounding_size=0.15",
                                facecolor=style.LIGHT["sunken"], edgecolor=_MUTED))  # fmt: skip
    ax.text(5.25, 2.72, "a block, repeated", ha="center", va="bottom", fontsize=13, color=_MUTED)
    _arrow(ax, (1.75, 0), (9.0, 0), 3.2)
    _box(ax, 0.9, 0, 1.7, "word + place", "parameter")
    for x, words, below in ((2.9, "attention", "mixes places"), (5.6, "MLP", "each word alone")):
        _arrow(ax, (x, 0.0), (x, 0.8))
        _box(ax, x + 0.2, 1.1, 0.9, "norm")
        _arrow(ax, (x + 0.65, 1.1), (x + 0.95, 1.1))
        _box(ax, x + 1.5, 1.1, 1.05, words, "root" if words == "attention" else "scope")
        _arrow(ax, (x + 1.75, 0.8), (x + 1.75, 0.14))
        ax.text(x + 1.1, 1.78, below, ha="center", fontsize=13)
        ax.plot([x + 1.75], [0], "o", markersize=17, color=style.LIGHT["surface"],
                markeredgecolor=_TEXT, zorder=5)  # fmt: skip
        ax.text(x + 1.75, 0, "+", ha="center", va="center", fontsize=14, zorder=6)
    _box(ax, 8.6, 0, 0.9, "norm")
    _arrow(ax, (9.0, 0), (9.45, 0), 3.2)
    _box(ax, 10.2, 0, 1.5, "next word", "parameter")
    for x, name in ((0.9, "feet"), (10.2, "head")):
        ax.text(x, -0.5, name, ha="center", va="top", fontsize=13, color=_MUTED)
    ax.text(5.25, -0.62, "body", ha="center", va="top", fontsize=13, color=_MUTED)
    ax.set(xlim=(-0.1, 11.1), ylim=(-1.0, 3.2))
    ax.axis("off")
    return ax


def switched_off(
    weight: ArrayLike, share: ArrayLike, whole: float, guess: float, ax: Axes | None = None
) -> Axes:  # fmt: skip
    """Draw what is left of the right answers without each head, under its weight on the bird.

    Parameters
    ----------
    weight : array_like, shape (blocks, heads)
        How much each head looks at what it should.
    share : array_like, shape (blocks, heads)
        Of right answers, without that head.
    whole, guess : float
        The share with all heads, and of who does not know the bird.
    ax : Axes, optional

    Examples
    --------
    >>> ax = switched_off([[0.4, 0.1]], [[0.96, 0.99]], 0.99, 0.35)
    >>> [text.get_text() for text in ax.texts]
    ['0.96', '0.99', 'all heads', 'the bird unknown', '']
    >>> [label.get_text() for label in ax.get_xticklabels()]
    ['head 1\\nlooks 40 %', 'head 2\\nlooks 10 %']
    """
    looks, left = np.asarray(weight, float), np.asarray(share, float)
    blocks, heads = left.shape
    ax = axes(ax, figsize=(10.4, 4.0), layout="constrained")
    at = np.add.outer(np.arange(blocks) * (heads + 0.7), np.arange(heads))
    ax.bar(at.ravel(), left.ravel(), 0.7, color=style.PALETTE["sky blue"], edgecolor=_BLUE)
    for x, height in zip(at.ravel(), left.ravel(), strict=True):
        ax.annotate(f"{height:.2f}", (x, height), (0, -5), ha="center", va="top", fontsize=13,
                    textcoords="offset points", color=style.LIGHT["text"])  # fmt: skip
    for name, height in (("all heads", whole), ("the bird unknown", guess)):
        ax.axhline(height, color=style.LIGHT["theory"], linewidth=1.5, linestyle=(0, (4, 3)))
        ax.annotate(name, (1.01, height), xycoords=("axes fraction", "data"), fontsize=12,
                    va="center", color=_MUTED)  # fmt: skip
    for block in range(blocks):
        name = f"block {block + 1}" if blocks > 1 else ""
        ax.annotate(name, (at[block].mean(), 1.06), ha="center", va="bottom", fontsize=14)
    ax.set(
        xticks=at.ravel(), ylim=(0, 1.17), ylabel="share of the right sound",
        xticklabels=[f"head {head + 1}\nlooks {100 * looks[block, head]:.0f} %"
                     for block in range(blocks) for head in range(heads)],
    )  # fmt: skip
    ax.tick_params(axis="x", length=0, labelsize=10.5)
    ax.grid(visible=False, axis="x")
    return ax


def exchanged(
    text: str, said: Mapping[tuple[str, ...], ArrayLike], sound: Sequence[str]
) -> NDArray[Any]:
    """Draw which words a model says next, after what was written at two words was exchanged.

    Parameters
    ----------
    text : str
        Words, those exchanged among them once; the last one is followed by what is said.
    said : mapping of tuple of str to array_like, shape (n,)
        The two words, or none -> the probability of each sound.
    sound : sequence of str
        The words that may be said.

    Returns
    -------
    ndarray of Axes, shape (pairs, 2)

    Examples
    --------
    >>> text = "a swan and a duck . it"
    >>> both = exchanged(text, {(): [0.4, 0], ("swan", "duck"): [0, 0.3]}, ["hisses", "quacks"])
    >>> [text.get_text() for text in both[1, 1].texts]
    ['0.00', '0.30']
    """
    from matplotlib.pyplot import subplots

    words = text.split()
    found = subplots(len(said), 2, figsize=(11.0, 1.5 * len(said)), squeeze=False,
                     width_ratios=(2.1, 1), layout="constrained")[1]  # fmt: skip
    begins = np.cumsum([0, *(len(word) + 1.2 for word in words)])
    middle = [at + len(word) / 2 for word, at in zip(words, begins[:-1], strict=True)]
    strong: dict[str, Any] = {"color": style.LIGHT["gradient-text"], "weight": "bold"}
    for (left, right), (pair, p) in zip(found, said.items(), strict=True):
        for word, x in zip(words, middle, strict=True):
            left.text(x, 0, word, ha="center", va="center", fontsize=14.5,
                      **(strong if word in pair else {"color": _TEXT}))  # fmt: skip
        if pair:
            one, other = ((middle[words.index(word)], 0.3) for word in pair)
            left.annotate("", other, one, arrowprops={
                "arrowstyle": "<|-|>", "color": strong["color"], "linewidth": 2,
                "connectionstyle": "arc3,rad=-0.22", "shrinkA": 0, "shrinkB": 0,
            })  # fmt: skip
        left.set(xlim=(-0.5, begins[-1]), ylim=(-0.8, 1.1))
        left.axis("off")
        at = np.arange(len(sound))
        right.barh(at, p, 0.7, color=style.PALETTE["sky blue"], edgecolor=_BLUE)
        for y, x in zip(at, np.asarray(p, float), strict=True):
            right.annotate(f"{x:.2f}", (x, y), (5, 0), va="center", fontsize=13,
                           textcoords="offset points")  # fmt: skip
        right.set(yticks=at, yticklabels=list(sound), xlim=(0, 0.55), ylim=(len(sound) - 0.4, -0.6),
                  xticks=[])  # fmt: skip
        right.tick_params(axis="y", length=0, labelsize=13.5)
        right.grid(visible=False)
        for side in ("top", "right", "bottom"):
            right.spines[side].set_visible(False)
    return np.asarray(found)


def edited(
    change: Sequence[str], trained: ArrayLike, moved: ArrayLike, ax: Axes | None = None
) -> Axes:
    """Draw what is left of a head's weight on its bird after each change, at two places.

    Parameters
    ----------
    change : sequence of str
        What is changed.
    trained, moved : array_like, shape (n,)
        The weight, where the bird is the first of its row, and where it has moved.
    ax : Axes, optional

    Examples
    --------
    >>> ax = edited(["nothing", "once → sees"], [0.97, 0.0], [0.65, 0.2])
    >>> [text.get_text() for text in ax.texts]
    ['0.97', '0.00', '0.65', '0.20']
    """
    ax = axes(ax, figsize=(9.4, 3.7), layout="constrained")
    at = np.arange(len(change))
    looks = (("the bird is the fourth word", trained, style.PALETTE["sky blue"], ""),
             ("moved by 1 to 12 words", moved, style.PALETTE["orange"], "//"))  # fmt: skip
    for side, (label, weights, colour, hatch) in zip((-0.2, 0.2), looks, strict=True):
        ax.bar(at + side, weights, 0.38, color=colour, hatch=hatch, label=label,
               edgecolor=style.LIGHT["surface"])  # fmt: skip
        for x, height in zip(at + side, np.asarray(weights, float), strict=True):
            ax.annotate(f"{height:.2f}", (x, height), (0, 3), ha="center", fontsize=13,
                        textcoords="offset points")  # fmt: skip
    ax.set(xticks=at, xticklabels=[fill(name, 19) for name in change], ylim=(0, 1.3),
           yticks=[0, 0.5, 1], ylabel="weight on its bird")  # fmt: skip
    ax.legend(loc="upper center", ncols=2, fontsize=12, frameon=False)
    ax.tick_params(axis="x", length=0, labelsize=13)
    ax.grid(visible=False)
    return ax


def copied(
    table: Sequence[str], said: Sequence[str], weight: ArrayLike, ax: Axes | None = None
) -> Axes:  # fmt: skip
    """Draw at which words of a table a decoder looks, while it says each of its own.

    Parameters
    ----------
    table : sequence of str
        What the encoder reads.
    said : sequence of str
        What the decoder says, one row for each.
    weight : array_like, shape (said, table)
        Each row sums to 1.
    ax : Axes, optional

    Examples
    --------
    >>> ax = copied(["bird", "goose"], ["a", "goose"], [[0.7, 0.3], [0.01, 0.99]])
    >>> [text.get_text() for text in ax.texts]
    ['.7', '.3', '1.0']
    """
    p = np.asarray(weight, float)
    ax = axes(ax, figsize=(9.0, 0.44 * len(said) + 1.2), layout="constrained")
    for row, column in np.ndindex(*p.shape):
        share = float(p[row, column])
        ax.add_patch(Rectangle((column - 0.47, row - 0.45), 0.94, 0.9, linewidth=1,
                               facecolor=style.PALETTE["sky blue"], alpha=share,
                               edgecolor="none"))  # fmt: skip
        if round(share, 1) >= 0.2:
            ax.text(column, row, f"{share:.1f}".removeprefix("0"), ha="center", va="center",
                    fontsize=12.5)  # fmt: skip
    ax.set(xlim=(-0.6, len(table) - 0.4), ylim=(len(said) - 0.45, -0.55), ylabel="says",
           xticks=range(len(table)), xticklabels=list(table), yticks=range(len(said)),
           yticklabels=list(said))  # fmt: skip
    ax.xaxis.tick_top()
    ax.set_xlabel("looks at", labelpad=8)
    ax.xaxis.set_label_position("top")
    ax.tick_params(length=0, labelsize=13)
    ax.grid(visible=False)
    for side in ax.spines.values():
        side.set_visible(False)
    return ax
