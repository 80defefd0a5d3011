"""Picture of notebook 11: every run with every tool."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from ... import style
from ..axes import figure

__all__ = ["grid"]

_MUTED = style.LIGHT["muted"]
_BEFORE: dict[str, Any] = {"color": _MUTED, "linewidth": 1.6, "label": "without"}
_AFTER: dict[str, Any] = {"color": style.PALETTE["vermilion"], "linewidth": 2.4}
_HEALED: dict[str, Any] = {"color": style.PALETTE["blue"], "linewidth": 3.2}


def _means(losses: ArrayLike, parts: int = 40) -> tuple[NDArray[Any], NDArray[Any]]:
    """Means of equal parts, and where in the run they end, from 0 to 1."""
    pieces = np.array_split(np.asarray(losses, dtype=float), min(parts, len(np.asarray(losses))))
    return np.arange(1, len(pieces) + 1) / len(pieces), np.array([p.mean() for p in pieces])


def _curve(run: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    """Percent of errors on new images where they were noted, else the loss in training."""
    return _means(100 * np.asarray(run.new_errors) if hasattr(run, "new_errors") else run.loss)


def grid(
    runs: Mapping[str, Any],
    treated: Mapping[str, Mapping[str, Any]],
    healed: Mapping[str, Collection[str]],
    guess: float,
    ticks: str = "",
) -> list[Axes]:
    """Draw every run with every tool beside the same run without: a row for a run.

    Parameters
    ----------
    runs : mapping of str to record
        Name of each run -> its ``loss``, its ``error`` at the end, and perhaps its ``new_errors``
        along the way, which are drawn instead.
    treated : mapping of str to mapping of str to record
        Name of each run -> tool -> the same with it. What is no other record is not drawn, but
        called the same run.
    healed : mapping of str to collection of str
        Name of each run -> the tools that heal it; these panels are green.
    guess : float
        The loss of equal probabilities.
    ticks : str
        What somebody expects to heal, as ``"A clip, B start"``: marked by a ring.

    Returns
    -------
    list of Axes
        Row by row.

    Raises
    ------
    ValueError
        A tick that names no run and tool.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> ill, well = (SimpleNamespace(loss=[2.0, end], error=end / 3) for end in (2.4, 0.3))
    >>> row = {"clip": ill, "scale": well}
    >>> panels = grid({"Run A": ill}, {"Run A": row}, {"Run A": ["scale"]}, 2.3, "A clip")
    >>> [ax.texts[0].get_text() for ax in panels]
    ['the same run', 'heals: 10% errors']
    """
    tools = list(next(iter(treated.values())))
    places = {f"{name.split()[-1]} {tool}": (name, tool) for name in runs for tool in tools}
    wanted = [" ".join(tick.split()) for tick in ticks.split(",") if tick.strip()]
    if unknown := [tick for tick in wanted if tick not in places]:
        raise ValueError(f"ticks: {unknown[0]!r} is none of {', '.join(places)}")
    drawing = figure(10.4, 1.75 * len(runs) + 0.7)
    panels = drawing.subplots(len(runs), len(tools), squeeze=False, sharex=True, sharey="row")
    for row, (name, before) in zip(panels, runs.items(), strict=True):
        counted = hasattr(before, "new_errors")
        for ax, tool in zip(row, tools, strict=True):
            after, well = treated[name][tool], tool in healed[name]
            if after is before:
                ax.set_facecolor(style.LIGHT["sunken"])
                told, height, color = "the same run", 0.56, _MUTED
            else:
                level = 90 if counted else guess
                ax.axhline(level, color=_MUTED, linewidth=1.2, linestyle=(0, (2, 2)))
                ax.plot(*_curve(before), **_BEFORE)
                label = "with the tool: heals" if well else "with the tool: does not heal"
                ax.plot(*_curve(after), **(_HEALED if well else _AFTER), label=label)
                for line in ax.lines:  # none runs through the words
                    line.set_clip_path(Rectangle((0, 0), 1, 0.82, transform=ax.transAxes))
                told = f"{'heals: ' if well else ''}{100 * after.error:.0f}% errors"
                height, color = 0.95, style.LIGHT["text"]
            if well:
                ax.axvspan(0, 1.02, color=style.LIGHT["good"], alpha=0.15, linewidth=0)
            ax.text(
                0.5, height, told, transform=ax.transAxes, ha="center", va="top", fontsize=12,
                fontweight="bold" if well else "normal", zorder=5, color=color,
            )  # fmt: skip
            if (name, tool) in [places[tick] for tick in wanted]:
                ax.plot(
                    0.07, 0.12, "o", transform=ax.transAxes, markersize=11, clip_on=False,
                    markerfacecolor="none", markeredgewidth=2.2, color=style.LIGHT["text"],
                    label="ticked",
                )  # fmt: skip
            ax.set(xlim=(0, 1.02), xticks=())
        ends, marks = ((0, 125), (0, 50)) if counted else ((0, 5.4), (0, 2))  # words above
        row[0].set(ylim=ends, yticks=marks)
        row[0].set_ylabel(f"{name}\n{'% errors, new' if counted else 'loss'}")
    for ax, tool in zip(panels[0], tools, strict=True):
        ax.set_title(tool)
    named = {
        name: handle
        for ax in panels.ravel()
        for handle, name in zip(*ax.get_legend_handles_labels(), strict=True)
    }
    order = sorted(named, key=lambda name: (name == "ticked", not name.startswith("without"), name))
    drawing.legend([named[name] for name in order], order, loc="outside upper center", ncols=4)
    return list(panels.ravel())
