"""Pictures of notebook 13: by how much one recipe leads another, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from ... import style
from ..axes import figure

__all__ = ["differences", "leads"]

_BLUE, _RED = style.PALETTE["blue"], style.PALETTE["vermilion"]
_GREEN, _QUIET = style.PALETTE["bluish green"], style.LIGHT["data-line"]
_MUTED, _INK = style.LIGHT["muted"], style.LIGHT["text"]


def differences(table: ArrayLike, named: Sequence[int] = ()) -> list[Axes]:
    """Draw seeds × pictures on which one of two recipes alone is right, with leads and gains.

    Pictures on which no seed tells the two apart are left out; the others stand in the order of
    their gains.

    Parameters
    ----------
    table : array_like, shape (seeds, pictures)
        1 where A alone is right, -1 where B alone is, else 0.
    named : sequence of int
        Seeds whose names and leads are written in bold.

    Returns
    -------
    list of Axes
        The table; the sums of its rows (leads); the means of its columns (gains).

    Examples
    --------
    >>> table, leads, gains = differences([[1, 0, -1], [1, 0, 0]])
    >>> [text.get_text() for text in leads.texts], [float(b.get_height()) for b in gains.patches]
    (['0', '+1'], [1.0, -0.5])
    """
    every = np.asarray(table, int)
    told = every[:, np.any(every != 0, axis=0)]
    told = told[:, np.argsort(-told.mean(axis=0), kind="stable")]
    seeds, pictures = told.shape
    drawing = figure(9.4, 1.9 + 0.3 * seeds)
    heights = (0.3 * seeds, 1.2)
    panels = drawing.subplots(2, 2, width_ratios=(8, 1), height_ratios=heights, sharex="col")
    (main, sums), (below, corner) = panels
    corner.set_axis_off()
    for value, mark, colour in ((1, "P", _BLUE), (-1, "_", _RED)):
        row, column = np.nonzero(told == value)
        main.plot(
            column, row, mark, color=colour, markersize=8 if value > 0 else 9,
            markeredgewidth=0 if value > 0 else 3,
            label="A alone is right" if value > 0 else "B alone is right",
        )  # fmt: skip
    main.set(
        xlim=(-0.7, pictures - 0.3), ylim=(seeds - 0.4, -0.6), yticks=range(seeds),
        yticklabels=[f"seed {seed}" for seed in range(seeds)],
    )  # fmt: skip
    main.tick_params(labelsize=12, bottom=False)
    for line in np.arange(pictures - 1) + 0.5:
        main.axvline(line, color=style.LIGHT["grid"], linewidth=0.8, zorder=0)
    main.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, fontsize=12, frameon=False)
    sums.set(xlim=(-1, 1), ylim=main.get_ylim())
    sums.set_title("lead", fontsize=13)
    sums.set_axis_off()
    for seed, lead in enumerate(told.sum(axis=1)):
        bold = "bold" if seed in named else "normal"
        said = f"{lead:+d}".replace("-", "−") if lead else "0"
        sums.text(0, seed, said, ha="center", va="center", fontsize=13, fontweight=bold)
        main.get_yticklabels()[seed].set_fontweight(bold)
    gain = told.mean(axis=0)
    top = 1.15 * float(np.abs(gain).max())
    below.bar(range(pictures), gain, 0.7, color=[_BLUE if g > 0 else _RED for g in gain])
    below.axhline(0, color=_MUTED, linewidth=1)
    below.yaxis.set_major_formatter(lambda value, _: f"{value:g}".replace("-", "−"))
    below.set(
        ylabel="gain", ylim=(-top, top), xticks=[],
        xlabel=f"{pictures} of the {every.shape[1]} pictures; on the others, A and B never differ",
    )  # fmt: skip
    return [main, sums, below]


def leads(tables: Mapping[str, ArrayLike], of: int = 269) -> list[Axes]:
    """Draw the mean lead of one recipe over another, with twice its standard deviation, twice.

    The thick bar has the luck of the seeds alone, the thin one that of seeds and pictures. A
    small table beside them shows which entries share a seed or a picture with one of them.

    Parameters
    ----------
    tables : mapping of str to array_like, shape (seeds, pictures)
        Name of each set -> 1 where A alone is right, -1 where B alone is, else 0.
    of : int
        Leads are drawn as in so many pictures.

    Returns
    -------
    list of Axes
        The small table; the bars.

    Examples
    --------
    >>> _, bars = leads({"dev": [[1, 1, 0], [1, 1, -1], [1, 0, 1]]}, of=3)
    >>> [text.get_text() for text in bars.texts]
    ['1.7 ± 0.3, with the pictures ± 0.9']
    """
    drawing = figure(11, 2.1 + 0.8 * len(tables))
    small, ax = drawing.subplots(1, 2, width_ratios=(1, 2.4))
    _shared(small)
    ax.axvline(0, color=_MUTED, linewidth=1.5, zorder=0)
    for row, table in enumerate(tables.values()):
        found = np.asarray(table, float) * of / np.shape(table)[1]
        seeds, pictures = found.shape
        rows = found.sum(axis=1).var(ddof=1) / seeds
        columns = found.mean(axis=0).var(ddof=1) * pictures
        whole = max(rows, columns, rows + columns - found.var(ddof=1) * pictures / seeds)
        mean, inner, outer = found.sum(axis=1).mean(), math.sqrt(rows), math.sqrt(whole)
        for length, thick, cap, look in ((outer, 2.5, 10, _GREEN), (inner, 6, 6, _RED)):
            ax.errorbar(
                mean, row, xerr=2 * length, fmt="o", color=look, markersize=11, capsize=cap,
                elinewidth=thick, capthick=thick, zorder=4 if look == _RED else 3,
            )  # fmt: skip
        ax.annotate(
            f"{mean:.1f} ± {inner:.1f}, with the pictures ± {outer:.1f}", (0, row), (8, 15),
            textcoords="offset points", fontsize=13,
        )  # fmt: skip
    ax.plot([], [], color=_RED, linewidth=6, label="luck of seeds")
    ax.plot([], [], color=_GREEN, linewidth=2.5, label="of seeds and pictures")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, fontsize=12, frameon=False)
    ax.set(
        yticks=range(len(tables)), yticklabels=list(tables), ylim=(len(tables) - 0.6, -0.75),
        xlabel=f"A leads B, in pictures of {of}; bars: two standard deviations",
    )  # fmt: skip
    return [small, ax]


def _shared(ax: Axes) -> None:
    """Draw a table in which the row and the column of one entry are coloured."""
    rows, columns, row, column = 5, 7, 1, 4
    ax.add_patch(Rectangle((0, row), columns, 1, facecolor=_RED, alpha=0.45))
    ax.add_patch(
        Rectangle((column, 0), 1, rows, facecolor=_GREEN, alpha=0.45, hatch="//", edgecolor="w")
    )
    ax.add_patch(Rectangle((column, row), 1, 1, fill=False, edgecolor=_INK, linewidth=3, zorder=3))
    ax.hlines(range(rows + 1), 0, columns, color=_QUIET, linewidth=1)
    ax.vlines(range(columns + 1), 0, rows, color=_QUIET, linewidth=1)
    ax.text(columns + 0.2, row + 0.5, "same seed", color=_RED, va="center", fontsize=13)
    ax.text(column + 0.5, rows + 0.2, "same picture", color=_GREEN, ha="center", va="top",
            fontsize=13)  # fmt: skip
    ax.annotate(
        "in both", (column + 0.5, row), (column + 1.7, -0.9), fontsize=13, va="center",
        arrowprops={"arrowstyle": "-", "color": _INK, "shrinkB": 2},
    )  # fmt: skip
    ax.set(xlim=(-0.2, columns + 3.6), ylim=(rows + 1.2, -1.4), aspect="equal")
    ax.set_axis_off()
