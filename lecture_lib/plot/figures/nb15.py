"""Pictures of notebook 15: losses over their floors, what is told, and what a body is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ... import style
from ..axes import axes

__all__ = ["crossing", "floors", "runs", "tales", "worth"]

_BLUE, _RED = style.PALETTE["blue"], style.PALETTE["vermilion"]
_MUTED, _TEXT = style.LIGHT["muted"], style.LIGHT["text"]
_LOOKS: tuple[tuple[str, str, Any], ...] = (
    (_BLUE, "o", "-"),
    (_RED, "s", (0, (5, 2))),
    (style.PALETTE["bluish green"], "^", (0, (1, 1.2))),
    (style.PALETTE["black"], "D", (0, (5, 2, 1, 2))),
)


def floors(
    window: Sequence[int], floor: Sequence[float], trained: Mapping[int, float] | None = None,
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw how far above the truth the best window of so many words is, and trained models.

    Parameters
    ----------
    window : sequence of int
        Words that are seen.
    floor : sequence of float
        Per cent above the truth that no model of so many words can do without.
    trained : mapping of int to float, optional
        Words that are seen -> per cent above the truth of a model.
    ax : Axes, optional

    Examples
    --------
    >>> [text.get_text() for text in floors([8, 16], [5.8, 2.7]).texts]
    ['5.8 %', '2.7 %', 'the truth']
    """
    ax = axes(ax, figsize=(9.0, 3.8), layout="constrained")
    place = np.arange(len(window))
    ax.bar(place, floor, 0.62, color=style.PALETTE["sky blue"], edgecolor=_BLUE,
           label="the best that any such window can do")  # fmt: skip
    for x, height in zip(place, floor, strict=True):
        if not trained or window[int(x)] not in trained:
            ax.annotate(f"{height:.1f} %", (float(x), height), (0, 4), ha="center", fontsize=12,
                        textcoords="offset points")  # fmt: skip
    top = max(floor)
    if trained:
        at = [list(window).index(n) for n in trained]
        ax.plot(at, list(trained.values()), "D", color=_RED, markersize=11, label="trained")
        for spot, height in zip(at, trained.values(), strict=True):
            ax.annotate(
                f"{height:.0f} %", (spot, height), (11, 4), color=style.LIGHT["gradient-text"],
                fontsize=13, va="center", textcoords="offset points",
            )  # fmt: skip
        top = max(top, *trained.values())
        ax.legend(loc="upper right", fontsize=12, frameon=True, framealpha=1,
                  facecolor=style.LIGHT["surface"], edgecolor="none")  # fmt: skip
    ax.axhline(0, color=style.LIGHT["theory"], linewidth=1.5)
    ax.annotate(
        "the truth", (1.005, 0), xycoords=("axes fraction", "data"), fontsize=12, va="center",
        color=_MUTED,
    )  # fmt: skip
    ax.set(xticks=place, xticklabels=[str(n) for n in window], ylim=(0, 1.18 * top),
           xlabel="words that the model sees", ylabel="loss above the truth, %")  # fmt: skip
    ax.grid(visible=False, axis="x")
    return ax


def crossing(
    steps: ArrayLike, above: Mapping[str, ArrayLike], floor: Mapping[str, float],
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw curves of training on their way to the truth, over the floors of windows.

    Parameters
    ----------
    steps : array_like, shape (n,)
    above : mapping of str to array_like
        Name of a run -> per cent above the truth after those steps.
    floor : mapping of str to float
        Name -> per cent above the truth; a dashed line.
    ax : Axes, optional

    Examples
    --------
    >>> ax = crossing([1, 100], {"seed 0": [200, 3]}, {"8 words": 5.8})
    >>> len(ax.lines)
    2
    """
    ax = axes(ax, figsize=(9.4, 4.2), layout="constrained")
    for (name, curve), (colour, marker, dash) in zip(above.items(), _LOOKS, strict=False):
        ax.semilogy(steps, curve, color=colour, linestyle=dash, marker=marker, markersize=6,
                    linewidth=2, label=name)  # fmt: skip
    for name, height in floor.items():
        ax.axhline(height, color=style.LIGHT["theory"], linewidth=1.4, linestyle=(0, (2, 2)))
        ax.annotate(name, (1.01, height), xycoords=("axes fraction", "data"), fontsize=12,
                    color=_MUTED, va="center")  # fmt: skip
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:g} %")
    ax.yaxis.set_minor_formatter(lambda value, _: "")
    ax.set(xlabel="updates", ylabel="loss above the truth")
    ax.legend(loc="upper right", fontsize=12)
    return ax


def runs(
    steps: ArrayLike, loss: Mapping[str, ArrayLike], floor: Mapping[str, float],
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw losses in nats, and what they could be at least.

    Parameters
    ----------
    steps : array_like, shape (n,)
    loss : mapping of str to array_like
        Name of a run -> its losses.
    floor : mapping of str to float
        Name -> nats; a dashed line.
    ax : Axes, optional

    Examples
    --------
    >>> len(runs([1, 2], {"A": [3, 2], "B": [3, 1]}, {"truth": 1.07}).lines)
    3
    """
    ax = axes(ax, figsize=(9.0, 3.8), layout="constrained")
    for (name, curve), (colour, marker, dash) in zip(loss.items(), _LOOKS, strict=False):
        ax.plot(steps, curve, color=colour, linestyle=dash, marker=marker, markersize=7,
                markevery=max(1, len(np.ravel(curve)) // 8), linewidth=2, label=name)  # fmt: skip
    for name, height in floor.items():
        ax.axhline(height, color=style.LIGHT["theory"], linewidth=1.4, linestyle=(0, (2, 2)))
        ax.annotate(name, (0.99, height), (0, 4), xycoords=("axes fraction", "data"), fontsize=12,
                    color=_MUTED, ha="right", textcoords="offset points")  # fmt: skip
    ax.set(xlabel="updates", ylabel="loss, nats a word", ylim=(0, None))
    ax.legend(loc="upper right", fontsize=12)
    return ax


def tales(
    told: Sequence[Sequence[str]], wrong: Sequence[int | None], reason: Sequence[str] | None = None,
    wide: int = 76, lines: int | None = None, ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Write texts, each up to its first word that cannot stand there, which is marked.

    Parameters
    ----------
    told : sequence of sequence of str
        Words of each text.
    wrong : sequence of int or None
        Which word is wrong, counted from 0; None, or their number, for none of them.
    reason : sequence of str, optional
        Why; it is written below each text that is wrong.
    wide : int
        Letters in a line.
    lines : int, optional
        How many there are; texts that do not fit are left out. By default as many as it takes.
    ax : Axes, optional

    Examples
    --------
    >>> ax = tales([["a", "duck", "hisses"], ["it", "swims", "."]], [2, None], ["no swan", ""])
    >>> [text.get_text() for text in ax.texts]
    ['✗', 'a', 'duck', 'hisses', 'no swan', '✓', 'it', 'swims', '.']
    """
    bold: dict[str, Any] = {"color": style.LIGHT["gradient-text"], "weight": "bold"}
    said: list[tuple[int, int, str, dict[str, Any]]] = []
    top = 0
    for words, place, why in zip(told, wrong, reason or [""] * len(told), strict=True):
        good = place is None or place >= len(words)
        text: list[tuple[int, int, str, dict[str, Any]]]
        text, row, column = [(top, 0, "✓" if good else "✗", {} if good else bold)], top, 3
        for number, word in enumerate(words if good else words[: (place or 0) + 1]):
            if column + len(word) > wide:
                row, column = row + 1, 3
            text.append((row, column, word, bold if number == place else {}))
            column += len(word) + 1
        for line in () if good else wrap(why, wide - 3):
            row += 1
            text.append((row, 3, line, {"color": _MUTED, "style": "italic"}))
        if lines is None or row < lines:
            top = row + 1
            said += text
    rows = lines or top
    ax = axes(ax, figsize=(8.6, 0.3 + 0.34 * rows), layout="constrained")
    for line_at, column, word, look in said:
        ax.text(column, line_at, word, family="monospace", fontsize=13, va="center",
                **{"color": _TEXT, **look})  # fmt: skip
    ax.set(xlim=(0, wide), ylim=(rows - 0.4, -0.6))
    ax.axis("off")
    return ax


def worth(
    question: Sequence[str], right: Mapping[str, ArrayLike], constant: ArrayLike,
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw how often heads are right that stand on different bodies.

    Parameters
    ----------
    question : sequence of str
        What the heads answer.
    right : mapping of str to array_like, shape (n,)
        Name of a body -> share of right answers to each question.
    constant : array_like, shape (n,)
        The share of who always gives the more frequent answer.
    ax : Axes, optional

    Examples
    --------
    >>> ax = worth(["who?", "how many?"], {"one": [0.9, 0.5], "other": [0.7, 0.9]}, [0.7, 0.5])
    >>> [text.get_text() for text in ax.texts]
    ['0.90', '0.50', '0.70', '0.90']
    """
    ax = axes(ax, figsize=(9.4, 4.0), layout="constrained")
    at, width = np.arange(len(question)), 0.8 / len(right)
    paper = {"facecolor": style.LIGHT["surface"], "edgecolor": "none", "pad": 2}
    fills = style.LIGHT["grid"], style.PALETTE["sky blue"], style.PALETTE["orange"]
    for side, ((name, share), fill, hatch) in enumerate(
        zip(right.items(), fills, ("", "", "//"), strict=False)
    ):
        x = at + (side - (len(right) - 1) / 2) * width
        ax.bar(x, share, 0.92 * width, color=fill, hatch=hatch, label=name.replace("_", " "),
               edgecolor=style.LIGHT["surface"] if side else _MUTED)  # fmt: skip
        for spot, height in zip(x, np.asarray(share, float), strict=True):
            ax.annotate(f"{height:.2f}", (spot, 0.07), ha="center", fontsize=13, bbox=paper)
    same = ax.hlines(constant, at - 0.46, at + 0.46, color=style.LIGHT["theory"], linewidth=1.8,
                     linestyle=(0, (4, 2)), label="always the same answer", zorder=4)  # fmt: skip
    ax.set(xticks=at, xticklabels=list(question), ylim=(0, 1.25), yticks=[0, 0.5, 1],
           ylabel="share of right answers")  # fmt: skip
    ax.legend(handles=[*ax.containers, same], loc="upper center", ncols=4, fontsize=12,
              frameon=False)  # fmt: skip
    ax.tick_params(axis="x", length=0, labelsize=13.5)
    ax.grid(visible=False)
    return ax
