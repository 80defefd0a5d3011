"""Pictures of notebook 14: what a window of words can know, Bengio's network, and three heads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.ticker import LogLocator
from numpy.typing import ArrayLike, NDArray

from ... import style
from ..axes import axes, figure

__all__ = [
    "distance", "heads", "judges", "learning", "nearest", "network", "next_word", "passes",
    "reasons", "rows", "unread", "worth",
]  # fmt: skip

Array = NDArray[Any]

_TEXT, _MUTED = style.LIGHT["text"], style.LIGHT["muted"]
#: A model that counts, a network, the truth: never told apart by colour alone.
_COUNTS: dict[str, Any] = {
    "color": style.LIGHT["gradient"],
    "marker": "s",
    "linestyle": (0, (5, 2)),
}
_NETWORK: dict[str, Any] = {"color": style.LIGHT["value"], "marker": "o", "linestyle": "-"}
_TRUTH: dict[str, Any] = {"color": style.LIGHT["theory"], "linestyle": (0, (1, 1.5))}
_LOOKS = (_COUNTS, _NETWORK)


def _box(ax: Axes, x: float, y: float, width: float, height: float, role: str, **look: Any) -> None:
    """A box about a middle, in the fill and line of a role."""
    look = {"facecolor": style.LIGHT[role], "edgecolor": style.LIGHT[f"{role}-line"], **look}
    ax.add_patch(
        FancyBboxPatch(
            (x - width / 2, y - height / 2), width, height,
            boxstyle="round,pad=0,rounding_size=.08",
            linewidth=1.5, mutation_aspect=1, **look,
        )
    )  # fmt: skip


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], **look: Any) -> None:
    arrow = {"arrowstyle": "-|>", "color": style.LIGHT["edge"], "linewidth": 1.6,
             "mutation_scale": 13, "shrinkA": 0, "shrinkB": 0, **look}  # fmt: skip
    ax.annotate("", end, start, arrowprops=arrow)


def next_word(
    sentence: Sequence[str], seen: int, model: Mapping[str, float], truth: Mapping[str, float]
) -> Axes:
    """Draw which words a model sees, and how probable it finds some next words, beside the truth.

    Parameters
    ----------
    sentence : sequence of str
        What has been said.
    seen : int
        How many of the last words the model sees.
    model, truth : mapping of str to float
        Word -> probability, the same words.

    Examples
    --------
    >>> ax = next_word(["the", "duck"], 1, {"swims": 0.5, "swim": 0.1}, {"swims": 1, "swim": 0})
    >>> [round(float(bar.get_height()), 1) for bar in ax.patches][:2]
    [0.5, 0.1]
    """
    drawing = figure(9.6, 4.0)
    panels = drawing.subplots(2, 1, height_ratios=(1, 2.6))
    top: Axes = panels[0]
    ax: Axes = panels[1]
    place = np.arange(len(model))
    ax.bar(place - 0.2, [*model.values()], 0.38, color=style.LIGHT["gradient"], label="the model",
           hatch="//", edgecolor=style.LIGHT["surface"])  # fmt: skip
    ax.bar(place + 0.2, [truth[word] for word in model], 0.38, color=style.LIGHT["theory"],
           label="the language")  # fmt: skip
    ax.set_xticks(place, [*model])
    ax.tick_params(axis="x", labelsize=15, length=0)
    ax.set(ylabel="probability")
    ax.legend(loc="upper left")
    _sentence(top, sentence, seen)
    return ax


def unread(
    sentence: Sequence[str], words: Sequence[str], counted: ArrayLike, networks: ArrayLike,
    truth: ArrayLike,
) -> Axes:  # fmt: skip
    """Draw what is expected after two words that were never read together.

    Parameters
    ----------
    sentence : sequence of str
        What has been said; its last two words are framed.
    words : sequence of str
        Next words that are drawn.
    counted : array_like, shape (W,)
        What a model that counts expects.
    networks : array_like, shape (S, W)
        What networks expect: a bar for the mean, a dot for each.
    truth : array_like, shape (W,)
        The true probabilities.

    Examples
    --------
    >>> ax = unread(["a", "grey", "duck"], ["quacks", "and"], [0, 1], [[0.8, 0], [0.6, 0]], [1, 0])
    >>> [round(float(bar.get_height()), 1) for bar in ax.patches]
    [0.0, 1.0, 0.7, 0.0, 1.0, 0.0]
    """
    drawing = figure(9.6, 4.6)
    panels = drawing.subplots(2, 1, height_ratios=(1, 3.2))
    top: Axes = panels[0]
    ax: Axes = panels[1]
    place, each = np.arange(len(words)), np.atleast_2d(np.asarray(networks, float))
    bars: dict[str, tuple[Array, dict[str, Any]]] = {
        "counts": (np.asarray(counted, float), {
            "color": _COUNTS["color"], "hatch": "//", "edgecolor": style.LIGHT["surface"]}),
        "network": (each.mean(axis=0), {"color": _NETWORK["color"]}),
        "the language": (np.asarray(truth, float), {"color": _TRUTH["color"]}),
    }  # fmt: skip
    for k, (name, (found, look)) in enumerate(bars.items()):
        ax.bar(place + 0.27 * (k - 1), found, 0.25, label=name, **look)
    for one in each:
        ax.plot(place, one, "o", color=style.LIGHT["surface"], markeredgecolor=_TEXT, markersize=6)
    ax.set_xticks(place, [*words])
    ax.tick_params(axis="x", labelsize=15, length=0)
    ax.set(ylabel="probability")
    ax.legend(loc="upper right")
    _sentence(top, sentence, 2, "never read together")
    return ax


def nearest(words: Sequence[str], own: str, places: ArrayLike, marked: Sequence[str]) -> Axes:
    """Draw how far all words are from one, a row for each network, and name some of them.

    Parameters
    ----------
    words : sequence of str
        What the vectors stand for.
    own : str
        The word from which is measured.
    places : array_like, shape (S, V, h)
        For each network a vector for each word.
    marked : sequence of str
        Words that are marked and named; of the others only the nearest is named.

    Examples
    --------
    >>> ax = nearest(["a", "b", "c"], "a", [[[0.0], [1.0], [3.0]]], ["b"])
    >>> [text.get_text() for text in ax.texts]
    ['a', 'b', 'c']
    """
    ax = axes(None, figsize=(9.6, 3.8), layout="constrained")
    at = {word: k for k, word in enumerate(words)}
    quiet = [word for word in words if word != own and word not in marked]
    for row, vectors in enumerate(np.asarray(places, float)):
        apart = np.linalg.norm(vectors - vectors[at[own]], axis=-1)
        some = sorted(marked, key=lambda word: apart[at[word]])
        rest = sorted(quiet, key=lambda word: apart[at[word]])
        ax.plot(apart[[at[word] for word in rest]], np.full(len(rest), row), "o", color=_MUTED,
                markerfacecolor="none", markersize=8)  # fmt: skip
        ax.plot(apart[[at[word] for word in some]], np.full(len(some), row), "D",
                color=_NETWORK["color"], markersize=9)  # fmt: skip
        ax.plot(0, row, **{**style.ROLES["start"], "markersize": 11})
        middle = float(apart[[at[word] for word in some]].mean())
        for x, below, said, colour in (
            (0.0, -0.2, own, _TEXT), (middle, -0.2, ", ".join(some), style.LIGHT["value"]),
            (float(apart[at[rest[0]]]), 0.46, rest[0], _MUTED),
        ):  # fmt: skip
            ax.text(x, row + below, said, ha="center", va="bottom", fontsize=13, color=colour)
    count = len(np.asarray(places))
    ax.set_yticks(range(count), [f"seed {k}" for k in range(count)])
    ax.set(xlabel=f"distance from {own}", xlim=(-0.8, None), ylim=(count - 0.45, -0.75))
    return ax


def _sentence(
    ax: Axes, sentence: Sequence[str], seen: int, says: str = "what it sees"
) -> None:  # fmt: skip
    """Words in a row; so many of the last in a box, and what it says of them."""
    widths = np.array([len(word) + 1.6 for word in [*sentence, "___"]])
    ends = np.cumsum(widths)
    for k, word in enumerate([*sentence, "___"]):
        inside = len(sentence) - seen <= k < len(sentence)
        ax.text(ends[k] - widths[k] / 2, 0.45, word, ha="center", va="center", fontsize=17,
                color=_TEXT if inside or word == "___" else _MUTED)  # fmt: skip
    left = ends[len(sentence) - seen - 1] if seen < len(sentence) else 0.0
    ax.add_patch(Rectangle((left, 0.0), ends[len(sentence) - 1] - left, 0.9, fill=False,
                           edgecolor=style.LIGHT["gradient"], linewidth=2.5))  # fmt: skip
    ax.text((left + ends[len(sentence) - 1]) / 2, 1.2, says, ha="center", va="center",
            fontsize=13, color=style.LIGHT["gradient-text"])  # fmt: skip
    ax.set(xlim=(-0.5, ends[-1] + 0.5), ylim=(-0.15, 1.5))
    ax.axis("off")


def reasons(
    floors: ArrayLike, entropy: float, counted: Mapping[str, ArrayLike], ax: Axes | None = None
) -> Axes:
    """Draw the least loss of every window, and what was counted: two reasons to be wrong.

    Parameters
    ----------
    floors : array_like, shape (K + 1,)
        The least loss of a model that sees 0, 1, … words, in nats.
    entropy : float
        The least loss of all.
    counted : mapping of str to array_like
        Name -> losses of counting models that see 1, 2, … words.
    ax : Axes, optional
        Where to draw.

    Examples
    --------
    >>> ax = reasons([2.0, 1.5, 1.2], 1.0, {"10 words": [1.6, 1.4]})
    >>> ax.get_xlabel()
    'words that the model sees'
    """
    ax = axes(ax, figsize=(9.6, 5.0), layout="constrained")
    least = np.asarray(floors, float)[1:]
    seen = 1 + np.arange(len(least))
    ax.fill_between(seen, entropy, least, color=style.LIGHT["value"], alpha=0.15, linewidth=0)
    ax.plot(seen, least, color=style.LIGHT["value"], marker="o", linewidth=3,
            label="endless text (exact)")  # fmt: skip
    shapes = ("s", "D", "^")
    for k, (name, losses) in enumerate(counted.items()):
        found = np.asarray(losses, float)
        look = {
            **_COUNTS,
            "marker": shapes[k % 3],
            "linestyle": ((0, (5, 2)), "-", (0, (2, 1)))[k % 3],
        }
        ax.plot(1 + np.arange(len(found)), found, **look, label=name)
    ax.axhline(entropy, **_TRUTH, linewidth=2.5)
    ax.text(seen[-1] + 0.1, entropy - 0.012, "entropy: nobody is below", ha="right", va="top",
            fontsize=13, color=_TEXT)  # fmt: skip
    ax.set(xlabel="words that the model sees", ylabel="nats a word", xticks=seen,
           ylim=(entropy - 0.06, None))  # fmt: skip
    ax.legend(loc="lower left", bbox_to_anchor=(0.1, 1.0), ncols=2)
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
    for name, look, found in (("counting", _COUNTS, counted), ("network", _NETWORK, learnt)):
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
        _arrow(ax, (1.25 * at, from_), (to, from_), color=_TEXT, linewidth=2.2, mutation_scale=18)
        ax.text(float(np.sqrt(1.25 * at * to)), 1.06 * from_, "the same loss", ha="center",
                va="bottom", fontsize=14, color=_TEXT)  # fmt: skip
    ax.set(xlabel="words read", ylabel="nats above the entropy")
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.yaxis.set_minor_formatter(lambda *_: "")
    ax.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    ax.legend(loc="lower left")
    return ax


def network(context: Sequence[str], size: int = 4, ax: Axes | None = None) -> Axes:
    """Draw Bengio's network: rows looked up, one hidden layer, a probability for each word.

    Parameters
    ----------
    context : sequence of str
        The words that it is shown.
    size : int
        How many numbers of a row are drawn.
    ax : Axes, optional
        Where to draw.

    Examples
    --------
    >>> ax = network(["the", "duck"])
    >>> sum(text.get_text() == "duck" for text in ax.texts)
    1
    """
    ax = axes(ax, figsize=(9.6, 5.4), layout="constrained")
    n, step = len(context), 1.5
    middle = (n - 1) * step / 2
    tint = np.random.default_rng(3).uniform(0.15, 0.9, (n, size))
    for k, word in enumerate(context):
        x = k * step
        ax.text(x, 0, word, ha="center", va="center", fontsize=16, color=_TEXT)
        _arrow(ax, (x, 0.3), (x, 0.95))
        first = [*context].index(word)  # the same word has the same row
        for j in range(size):
            ax.add_patch(Rectangle((x - 0.6 + 1.2 * j / size, 1.0), 1.2 / size, 0.42,
                                   facecolor=style.LIGHT["parameter-line"],
                                   alpha=float(tint[first, j]), edgecolor=_TEXT))  # fmt: skip
            ax.add_patch(Rectangle((x - 0.6 + 1.2 * j / size, 1.0), 1.2 / size, 0.42, fill=False,
                                   edgecolor=style.LIGHT["parameter-line"]))  # fmt: skip
        _arrow(ax, (x, 1.5), (middle + 0.55 * (x - middle), 2.35), linewidth=1.0)
    _box(ax, middle, 2.7, 0.62 * (n * step), 0.62, "root")
    ax.text(middle, 2.7, "h = tanh(x W₁ + b₁)", ha="center", va="center", fontsize=16, color=_TEXT)
    _arrow(ax, (middle, 3.05), (middle, 3.6))
    _box(ax, middle, 3.95, 0.8 * (n * step), 0.62, "scope")
    ax.text(middle, 3.95, "softmax(h W₂ + b₂)", ha="center", va="center", fontsize=16, color=_TEXT)
    heights = np.array([0.1, 0.55, 0.05, 0.3, 0.12, 0.4, 0.06, 0.2, 0.08])
    for k, height in enumerate(heights):
        x = middle + (k - 4) * 0.62
        ax.add_patch(Rectangle((x - 0.2, 4.4), 0.4, 1.1 * height + 0.02,
                               facecolor=style.LIGHT["scope-line"]))  # fmt: skip
    right = (n - 1) * step + 1.0
    for y, name, what in (
        (1.2, "feet", "a row of E\nfor each word"), (2.7, "body", "all rows in one, x,\nmixed"),
        (3.95, "head", "a probability\nfor each next word"),
    ):  # fmt: skip
        ax.text(right, y + 0.16, name, fontsize=17, fontweight="bold", va="bottom", color=_TEXT)
        ax.text(right, y + 0.1, what, fontsize=13, va="top", color=_MUTED)
    ax.set(xlim=(-0.9, right + 2.6), ylim=(-0.35, 5.2))
    ax.axis("off")
    return ax


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
    looks = {"fresh text": (fresh, _NETWORK["color"], "-"),
             "the text it reads": (read, style.LIGHT["gradient"], (0, (5, 2)))}  # fmt: skip
    for name, (losses, colour, dashes) in looks.items():
        for k, one in enumerate(np.atleast_2d(np.asarray(losses, float))):
            ax.plot(np.asarray(epochs, float), one, color=colour, linestyle=dashes, linewidth=2.2,
                    label=name if not k else "_")  # fmt: skip
    ax.axhline(entropy, **_TRUTH, linewidth=2.5)
    ax.text(1.0, entropy, "entropy ", ha="right", va="bottom", fontsize=13, color=_TEXT,
            transform=ax.get_yaxis_transform())  # fmt: skip
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
        ax.plot(1 + np.arange(len(least)), least, **_TRUTH, linewidth=2.5, label="out of sight")
    ax.set(xlabel="words back from the verb to its subject", ylabel="nats it lacks",
           xticks=1 + np.arange(len(found)), ylim=(-0.03, None))  # fmt: skip
    ax.legend(loc="upper left")
    return ax


def heads(sentence: Sequence[str], roles: Sequence[str], ax: Axes | None = None) -> Axes:
    """Draw one body with three heads: an answer for a row, for each word, and the next word.

    Parameters
    ----------
    sentence : sequence of str
        What is read.
    roles : sequence of str
        What the token head says of each word.
    ax : Axes, optional
        Three pictures side by side are drawn in it.

    Examples
    --------
    >>> ax = heads(["the", "duck", "swims"], ["–", "subject", "–"])
    >>> [text.get_text() for text in ax.texts].count("body")
    3
    """
    ax = axes(ax, figsize=(10.8, 4.4), layout="constrained")
    n, gap = len(sentence), 0.8
    width = n + gap
    for k, name in enumerate(("sequence head", "token head", "generation head")):
        left = k * width
        middle = left + (n - 1) / 2
        for j, word in enumerate(sentence):
            ax.text(left + j, 0, word, ha="center", va="center", fontsize=13, color=_TEXT)
            _arrow(ax, (left + j, 0.25), (left + j, 0.75))
            _box(ax, left + j, 1.0, 0.7, 0.4, "parameter")
            _arrow(ax, (left + j, 1.22), (left + j, 1.6))
            if k:
                _arrow(ax, (left + j, 2.22), (left + j, 2.95))
                _box(ax, left + j, 3.2, 0.7, 0.5, "scope")
            else:
                _arrow(ax, (left + j, 2.22), (middle + 0.3 * (left + j - middle), 2.93))
        _box(ax, middle, 1.9, n - 0.1, 0.6, "root")
        ax.text(middle, 1.9, "body", ha="center", va="center", fontsize=15, color=_TEXT)
        if not k:
            ax.text(middle + 1.35, 2.72, "mean", ha="left", va="center", fontsize=13, color=_MUTED)
            _box(ax, middle, 3.2, 1.4, 0.5, "scope")
        ax.text(middle, 4.35, name, ha="center", va="bottom", fontsize=15, fontweight="bold",
                color=_TEXT)  # fmt: skip
        said = (
            [(middle, "right or wrong?")],
            [(left + j, role) for j, role in enumerate(roles)],
            [(left + j, word) for j, word in enumerate([*sentence[1:], "…"])],
        )[k]
        for x, words in said:
            _arrow(ax, (x, 3.47), (x, 3.75))
            ax.text(x, 3.98, words, ha="center", va="center", fontsize=12, color=_TEXT)
    ax.set(xlim=(-0.8, 3 * width - gap), ylim=(-0.3, 4.8))
    ax.axis("off")
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
    ax.axvline(50, **_TRUTH, linewidth=2)
    ax.set_yticks(range(len(found)), [*found])
    ax.set(xlabel="sentences judged rightly, %", xlim=(45, 101), ylim=(len(found) - 0.5, -0.5))
    return ax


def rows(
    tables: Mapping[str, ArrayLike], words: Sequence[str], classes: Mapping[str, Sequence[str]]
) -> list[Axes]:
    """Draw rows of tables in the plane in which they differ most, a mark for each class of words.

    Parameters
    ----------
    tables : mapping of str to array_like, shape (V, d)
        Name -> rows.
    words : sequence of str
        What they stand for.
    classes : mapping of str to sequence of str
        Name -> its words; others are left out. A mark whose name has no room has none.

    Examples
    --------
    >>> [ax] = rows({"E": np.eye(3)}, ["duck", "goose", "the"], {"birds": ["duck", "goose"]})
    >>> sorted(text.get_text() for text in ax.texts)
    ['duck', 'goose']
    """
    drawing = figure(10.4, 5.4)
    panels = drawing.subplots(1, len(tables), squeeze=False)[0]
    place = {word: k for k, word in enumerate(words)}
    looks = ("o", "s", "D", "^", "v", "P")
    colours = ("value", "gradient-text", "scope-line", "anomaly-line", "note", "theory")
    kept = [place[word] for some in classes.values() for word in some]
    named: list[tuple[Axes, Array]] = []
    for ax, (name, table) in zip(panels, tables.items(), strict=True):
        x = np.asarray(table, float)
        x = x - x[kept].mean(axis=0)
        _, _, axes_of = np.linalg.svd(x[kept], full_matrices=False)
        at = x @ axes_of[:2].T
        at = at * np.sign(at[kept[0]])  # the sign of a principal axis is nobody's choice
        for marker, role, (label, some) in zip(looks, colours, classes.items(), strict=False):
            where = at[[place[word] for word in some]]
            ax.plot(*where.T, marker, color=style.LIGHT[role], markersize=8, label=label)
        ax.set(title=name, xticks=[], yticks=[])
        ax.margins(0.14)
        named.append((ax, at[kept]))
    drawing.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center",
                   ncols=len(classes), fontsize=12)  # fmt: skip
    drawing.draw_without_rendering()  # room for a name is measured where marks will be
    for ax, at in named:
        _named(ax, [words[k] for k in kept], at)
    return [*panels]


#: Where a name may stand beside its mark: how far off, in points, and how it is aligned.
_SIDES = (
    (7, -4, "left", 0.0),
    (-7, -4, "right", 1.0),
    (0, 8, "center", 0.5),
    (0, -17, "center", 0.5),
)


def _named(ax: Axes, words: Sequence[str], at: Array) -> None:
    """Name marks where a name covers no mark and no other name; leave out what has no room."""
    point = ax.figure.dpi / 72
    marks, taken = ax.transData.transform(at) / point, list[tuple[float, float, float]]()
    for word, spot, (x, y) in zip(words, at, marks, strict=True):
        wide = 7.2 * len(word) + 2
        for right, up, align, share in _SIDES:
            left, low = x + right - share * wide, y + up - 2
            over = (np.abs(marks[:, 0] - left - wide / 2) < wide / 2 + 4) & (
                np.abs(marks[:, 1] - low - 6) < 10
            )
            if over.any() or any(
                left < other + more and other < left + wide and abs(low - height) < 14
                for other, height, more in taken
            ):
                continue
            taken.append((left, low, wide))
            ax.annotate(word, tuple(spot), (right, up), textcoords="offset points", ha=align,
                        fontsize=12, color=_TEXT)  # fmt: skip
            break
