"""Pictures of notebook 14: Bengio's network, and three heads on one body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle

from ... import style
from ..axes import axes

__all__ = ["heads", "network"]

_TEXT, _MUTED = style.LIGHT["text"], style.LIGHT["muted"]


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


def network(context: Sequence[str], size: int = 16, ax: Axes | None = None) -> Axes:
    """Draw Bengio's network: rows looked up, one hidden layer, a probability for each word.

    Parameters
    ----------
    context : sequence of str
        The words that it is shown.
    size : int
        How many numbers a row has.
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
                                   alpha=float(tint[first, j]), linewidth=0))  # fmt: skip
            ax.add_patch(Rectangle((x - 0.6 + 1.2 * j / size, 1.0), 1.2 / size, 0.42, fill=False,
                                   edgecolor=style.LIGHT["parameter-line"],
                                   linewidth=0.6))  # fmt: skip
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
        (1.2, "feet", f"a row of E for each\nword, {size} numbers"),
        (2.7, "body", "all rows in one, x,\nto 64 units"),
        (3.95, "head", "a probability for\neach of 39 words"),
    ):  # fmt: skip
        ax.text(right, y + 0.16, name, fontsize=17, fontweight="bold", va="bottom", color=_TEXT)
        ax.text(right, y + 0.1, what, fontsize=13, va="top", color=_MUTED)
    ax.set(xlim=(-0.9, right + 2.6), ylim=(-0.35, 5.2))
    ax.axis("off")
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
