"""Picture of notebook 11: which weights two kinds of decay take from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ..axes import figure
from .nb11_looks import LINES

__all__ = ["shrinking"]


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
