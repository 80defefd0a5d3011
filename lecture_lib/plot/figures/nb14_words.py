"""Pictures of notebook 14: what a model of few words sees of a sentence, and where words lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from ... import style
from ..axes import axes, figure
from .nb14 import COUNTS, NETWORK, TRUTH

__all__ = ["ladder", "nearest", "next_word", "reasons", "rows", "unread"]

Array = NDArray[Any]

_TEXT, _MUTED = style.LIGHT["text"], style.LIGHT["muted"]


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
    sentence: Sequence[str], words: Sequence[str], counted: ArrayLike, met: ArrayLike,
    networks: ArrayLike, truth: ArrayLike,
) -> Axes:  # fmt: skip
    """Draw what is expected after two words that were never read together.

    Parameters
    ----------
    sentence : sequence of str
        What has been said; its last two words are framed.
    words : sequence of str
        Next words that are drawn.
    counted, met : array_like, shape (W,)
        What a model that counts expects, and what it would expect had it read them: hollow bars.
    networks : array_like, shape (S, W)
        What networks expect: a bar for the mean, a dot for each.
    truth : array_like, shape (W,)
        The true probabilities.

    Examples
    --------
    >>> ax = unread(["a", "grey", "duck"], ["quacks", "and"], [0, 1], [0.1, 0.9],
    ...             [[0.8, 0], [0.6, 0]], [1, 0])
    >>> [round(float(bar.get_height()), 1) for bar in ax.patches]
    [0.0, 1.0, 0.1, 0.9, 0.7, 0.0, 1.0, 0.0]
    """
    drawing = figure(9.6, 4.6)
    panels = drawing.subplots(2, 1, height_ratios=(1, 3.2))
    top: Axes = panels[0]
    ax: Axes = panels[1]
    place, each = np.arange(len(words)), np.atleast_2d(np.asarray(networks, float))
    bars: dict[str, tuple[Array, dict[str, Any]]] = {
        "counting": (np.asarray(counted, float), {
            "color": COUNTS["color"], "hatch": "//", "edgecolor": style.LIGHT["surface"]}),
        "counting, had it read them": (np.asarray(met, float), {
            "facecolor": "none", "edgecolor": COUNTS["color"], "linewidth": 2}),
        "network": (each.mean(axis=0), {"color": NETWORK["color"]}),
        "the language": (np.asarray(truth, float), {"color": TRUTH["color"]}),
    }  # fmt: skip
    for k, (name, (found, look)) in enumerate(bars.items()):
        ax.bar(place + 0.21 * (k - 1.5), found, 0.19, label=name, **look)
    for one in each:
        ax.plot(place + 0.105, one, "o", color=style.LIGHT["surface"], markeredgecolor=_TEXT,
                markersize=6)  # fmt: skip
    ax.set_xticks(place, [*words])
    ax.tick_params(axis="x", labelsize=15, length=0)
    ax.set(ylabel="probability")
    ax.legend(loc="upper right")
    _sentence(top, sentence, 2, "never read together")
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
            **COUNTS,
            "marker": shapes[k % 3],
            "linestyle": ((0, (5, 2)), "-", (0, (2, 1)))[k % 3],
        }
        ax.plot(1 + np.arange(len(found)), found, **look, label=name)
    ax.axhline(entropy, **TRUTH, linewidth=2.5)
    ax.text(seen[-1] + 0.1, entropy - 0.012, "entropy: nobody is below", ha="right", va="top",
            fontsize=13, color=_TEXT)  # fmt: skip
    ax.set(xlabel="words that the model sees", ylabel="nats a word", xticks=seen,
           ylim=(entropy - 0.06, None))  # fmt: skip
    ax.legend(loc="lower left", bbox_to_anchor=(0.1, 1.0), ncols=2)
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
        Words that are marked and named; of the others only the nearest is named, as the next.

    Examples
    --------
    >>> ax = nearest(["a", "b", "c"], "a", [[[0.0], [1.0], [3.0]]], ["b"])
    >>> [text.get_text() for text in ax.texts]
    ['a', 'b', 'next: c']
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
                color=NETWORK["color"], markersize=9)  # fmt: skip
        ax.plot(0, row, **{**style.ROLES["start"], "markersize": 11})
        middle = float(apart[[at[word] for word in some]].mean())
        for x, below, said, colour in (
            (0.0, -0.2, own, _TEXT), (middle, -0.2, ", ".join(some), style.LIGHT["value"]),
            (float(apart[at[rest[0]]]), 0.46, f"next: {rest[0]}", _MUTED),
        ):  # fmt: skip
            ax.text(x, row + below, said, ha="center", va="bottom", fontsize=13, color=colour)
    count = len(np.asarray(places))
    ax.set_yticks(range(count), [f"seed {k}" for k in range(count)])
    ax.set(xlabel=f"distance from {own}", xlim=(-0.8, None), ylim=(count - 0.45, -0.75))
    return ax


def ladder(
    counted: Mapping[str, float], learnt: Mapping[str, ArrayLike], ax: Axes | None = None
) -> Axes:
    """Draw what models lack as bars, one below the other: those that count, and networks.

    Parameters
    ----------
    counted : mapping of str to float
        Name -> % above the entropy, of a model that counts.
    learnt : mapping of str to array_like
        Name -> % above the entropy of networks, one for each seed: a bar for their mean, a ring
        for each.
    ax : Axes, optional
        Where to draw.

    Examples
    --------
    >>> ax = ladder({"counting": 9.0, "told more": 6.0}, {"network": [3.1, 2.9]})
    >>> [text.get_text() for text in ax.texts]
    ['9.0', '6.0', '3.0']
    """
    ax = axes(ax, figsize=(9.6, 0.9 + 0.55 * (len(counted) + len(learnt))), layout="constrained")
    bars: list[tuple[str, Array, dict[str, Any]]] = [
        *((name, np.array([lack]), {"color": COUNTS["color"], "hatch": "//",
                                    "edgecolor": style.LIGHT["surface"]})
          for name, lack in counted.items()),
        *((name, np.ravel(np.asarray(lacks, float)), {"color": NETWORK["color"]})
          for name, lacks in learnt.items()),
    ]  # fmt: skip
    for row, (_, lacks, look) in enumerate(bars):
        ax.barh(row, lacks.mean(), 0.62, **look)
        if len(lacks) > 1:
            ax.plot(lacks, np.full(len(lacks), row), "o", color=style.LIGHT["surface"],
                    markeredgecolor=_TEXT, markersize=6)  # fmt: skip
        ax.annotate(f"{lacks.mean():.1f}", (lacks.max(), row), (9, 0), va="center",
                    textcoords="offset points", fontsize=15, color=_TEXT)  # fmt: skip
    ax.axhline(len(counted) - 0.5, color=_MUTED, linewidth=1)
    ax.set_yticks(range(len(bars)), [name for name, *_ in bars])
    ax.tick_params(axis="y", labelsize=14, length=0)
    ax.set(xlabel="% above the entropy, after 100,000 words", ylim=(len(bars) - 0.5, -0.5))
    ax.margins(x=0.09)
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
