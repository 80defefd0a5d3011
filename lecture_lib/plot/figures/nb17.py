"""Pictures of notebook 17: every recomputed statement as a square, and the kinds of slips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ... import style
from ..axes import figure

__all__ = ["slips", "squares"]

_ROWS = 6
_QUIET, _INK, _GROUND = (style.LIGHT[name] for name in ("data-line", "text", "surface"))
_LOUD, _NOTE = style.LIGHT["gradient"], style.LIGHT["value"]
#: Fill and edge of what is right, imprecise, wrong.
_LOOKS = ((_GROUND, _QUIET), (_NOTE, _NOTE), (_LOUD, _LOUD))


def squares(counts: Mapping[str, int]) -> Axes:
    """Draw one square for each statement, group by group, with each group's name and number.

    Parameters
    ----------
    counts : mapping of str to int
        Three groups: what came out as printed, what is imprecise, what gives a wrong result.

    Examples
    --------
    >>> ax = squares({"as printed": 12, "imprecise": 5, "wrong": 1})
    >>> len(ax.patches), [text.get_text() for text in ax.texts]
    (18, ['12 as printed', '5 imprecise', '1 wrong'])
    """
    total = sum(counts.values())
    columns = -(-total // _ROWS)
    ax = figure(11.0, 3.5).subplots()
    first = 0
    for level, ((name, count), (fill, edge)) in enumerate(zip(counts.items(), _LOOKS, strict=True)):
        for k in range(first, first + count):
            column, row = divmod(k, _ROWS)
            ax.add_patch(Rectangle((column, -row), 0.82, 0.82, facecolor=fill, edgecolor=edge,
                                   linewidth=1.2))  # fmt: skip
            if level == len(counts) - 1:  # not by colour alone
                ax.plot([column + 0.2, column + 0.62], [-row + 0.2, -row + 0.62],
                        color=_GROUND, linewidth=1.6)  # fmt: skip
        x, y, side = (
            (0, 1.3, "left"),
            (columns - 0.18, 1.3, "right"),
            (columns - 0.18, -_ROWS - 0.2, "right"),  # below its squares
        )[level]
        ax.text(x, y, f"{count} {name}", fontsize=14, ha=side, color=_INK if level == 0 else edge)
        first += count
    ax.set(xlim=(-0.2, columns + 0.2), ylim=(-_ROWS - 0.8, 2.2), xticks=[], yticks=[])
    ax.set_aspect("equal")
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    return ax


def slips(counts: Mapping[str, Sequence[int]]) -> Axes:
    """Draw how many mistakes there are of each kind, those that give wrong results first.

    Parameters
    ----------
    counts : mapping of str to three int
        For each kind: how many give a wrong result, are imprecise, are a matter of words.

    Examples
    --------
    >>> ax = slips({"sum for mean": (3, 2, 0), "wording": (0, 1, 9)})
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['sum for mean', 'wording']
    """
    ax = figure(10.0, 4.4).subplots()
    names = [*counts]
    looks = ((_LOUD, _LOUD, ""), (_NOTE, _NOTE, ""), (_GROUND, _QUIET, "///"))
    words = ("gives a wrong result", "imprecise, unlike a source", "wording, notation")
    left = [0] * len(names)
    for level, ((fill, edge, hatch), word) in enumerate(zip(looks, words, strict=True)):
        sizes = [counts[name][level] for name in names]
        ax.barh(range(len(names)), sizes, left=left, height=0.68, facecolor=fill, edgecolor=edge,
                hatch=hatch, linewidth=1, label=word)  # fmt: skip
        left = [a + b for a, b in zip(left, sizes, strict=True)]
    for row in range(len(names)):
        ax.text(left[row] + 0.2, row, str(left[row]), va="center", fontsize=14)
    ax.set(yticks=range(len(names)), yticklabels=names, xlim=(0, max(left) + 1.4), xticks=[])
    ax.tick_params(axis="y", labelsize=14, length=0)
    ax.invert_yaxis()
    ax.grid(visible=False)
    ax.spines[["bottom", "left"]].set_visible(False)
    ax.legend(loc="lower right", fontsize=13, frameon=False)
    return ax
