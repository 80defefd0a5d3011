"""Pictures of notebook 11: which weights two kinds of decay take from, and what that undoes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ..axes import figure
from .nb11_looks import LINES, LOOKS

__all__ = ["doubts", "shrinking"]


def shrinking(means: Mapping[str, ArrayLike], kinds: Sequence[str]) -> list[Axes]:
    """Draw how weights of several kinds shrink under several rules, a panel for each kind.

    Parameters
    ----------
    means : mapping of str to array_like, shape (steps + 1, kinds)
        Name of each rule -> mean weight of each kind, at the start and after each step.
    kinds : sequence of str
        Titles of the panels.

    Examples
    --------
    >>> loud, quiet = shrinking({"Adam": [[1, 1], [0.9, 0.5]]}, ["loud", "quiet"])
    >>> quiet.get_title(), quiet.lines[0].get_ydata().tolist()
    ('quiet', [1.0, 0.5])
    """
    drawing = figure(10.4, 3.8)
    panels = np.atleast_1d(drawing.subplots(1, len(kinds), sharey=True))
    for ax, kind, column in zip(panels, kinds, range(len(kinds)), strict=True):
        for (name, values), look in zip(means.items(), LINES, strict=False):
            ax.plot(np.asarray(values, dtype=float)[:, column], **look, linewidth=2.8, label=name)
        ax.set(title=kind, xlabel="step", ylim=(-0.03, 1.08))
        ax.tick_params(labelleft=True)
    panels[0].set_ylabel("mean weight")
    handles, names = panels[0].get_legend_handles_labels()
    panels[0].figure.legend(handles, names, loc="outside upper center", ncols=len(names))
    return list(panels)


def doubts(lams: Sequence[float], found: Sequence[Sequence[Any]]) -> list[Axes]:
    """Draw what a run answers to images with wrong labels, by the strength of its decay.

    Parameters
    ----------
    lams : sequence of float
        Strengths of the decay, in equal steps along the axis.
    found : sequence of sequence of record
        For each strength the records of several seeds, as ``memorise`` returns them: what it
        ``repeats``, ``finds`` and ``learns``, the ``size`` of its weights, and its ``error``.
        Lines join the means; thin dots are single seeds.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> record = SimpleNamespace(repeats=0.9, finds=0.1, learns=1.0, size=26.0, error=0.3)
    >>> answers, size, error = doubts([0], [[record, record]])
    >>> error.lines[0].get_ydata().tolist()
    [30.0]
    """
    drawing = figure(10.4, 4.2)
    panels = drawing.subplots(1, 3, gridspec_kw={"width_ratios": (1.5, 1, 1)})
    titles = ("% of the training images", "norm of all weights", "% errors, new images")
    shown: tuple[dict[str, tuple[str, float]], ...] = (
        {"right label: learnt": ("learns", 100), "wrong label: repeated": ("repeats", 100),
         "wrong label: true digit answered": ("finds", 100)},
        {"": ("size", 1)},
        {"": ("error", 100)},
    )  # fmt: skip
    places = np.arange(len(lams))
    for ax, title, lines in zip(panels, titles, shown, strict=True):
        looks = (LOOKS[2], LOOKS[0], LOOKS[1]) if len(lines) > 1 else (LOOKS[3],)
        for (name, (what, unit)), look in zip(lines.items(), looks, strict=True):
            values = np.array([[unit * getattr(run, what) for run in row] for row in found])
            ax.plot(places, values.mean(axis=1), **look, linewidth=2.8, markersize=8, label=name)
            ax.plot(places, values, ".", color=look["color"], markersize=5, alpha=0.6)
        ax.set(title=title, xlabel="λ", xticks=places, xticklabels=[f"{lam:g}" for lam in lams])
        ax.set_ylim(0, 106 if len(lines) > 1 else None)
    drawing.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
    return list(panels)
