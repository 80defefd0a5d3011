"""Pictures of notebook 04: what a loss does to a run. They draw what they are given."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from ...style import LIGHT
from ..axes import axes, figure

__all__ = ["approach", "errors", "steps"]

#: One look for each rival: never by colour alone.
_LOOKS: tuple[dict[str, Any], ...] = (
    {"color": LIGHT["gradient"], "linestyle": "-", "marker": "s", "markersize": 9},
    {"color": LIGHT["value"], "linestyle": (0, (6, 2)), "marker": "o", "markersize": 8},
    {"color": LIGHT["good"], "linestyle": (0, (1, 1.5)), "marker": "D", "markersize": 7},
    {"color": LIGHT["bad"], "linestyle": (0, (4, 1, 1, 1)), "marker": "^", "markersize": 8},
    {"color": LIGHT["text"], "linestyle": (0, (8, 1, 1, 1)), "marker": "X", "markersize": 8},
)


def approach(
    paths: Mapping[str, Mapping[str, ArrayLike]], goal: float, last: int = 10
) -> list[Axes]:
    """Draw the probability that each loss leads to, step by step, for each start.

    Parameters
    ----------
    paths : mapping of str to mapping of str to array_like, shape (steps + 1,)
        Title -> name of the loss -> probabilities.
    goal : float
        The best probability.
    last : int
        The last step drawn.

    Examples
    --------
    >>> ax, = approach({"near": {"a": [0.1, 0.7]}}, goal=0.75)
    >>> ax.get_title()
    'near'
    """
    found = list(figure(10.0, 3.7).subplots(1, len(paths), sharey=True, squeeze=False)[0])
    for ax, (title, runs) in zip(found, paths.items(), strict=True):
        ax.axhline(100 * goal, color=LIGHT["theory"], linestyle=(0, (5, 3)), linewidth=1.3)
        for (name, run), look in zip(runs.items(), _LOOKS, strict=False):
            shown = 100 * np.asarray(run, float)[: last + 1]
            ax.plot(shown, **look, linewidth=2, label=name)
        ax.set(xlabel="step", title=title, ylim=(-4, 104), xlim=(-0.4, last + 0.4))
        ax.set_xticks(range(0, last + 1, 2))
    found[0].set_ylabel("probability ŷ in %")
    found[0].text(last, 100 * goal + 3, "goal", ha="right", color=LIGHT["theory"], fontsize=12)
    found[-1].legend(loc="lower right")
    return found


def steps(
    starts: ArrayLike, counted: Mapping[str, ArrayLike], derived: ArrayLike, ax: Axes | None = None
) -> Axes:
    """Draw how many steps each loss needs, over the logit it starts from.

    Parameters
    ----------
    starts : array_like, shape (n,)
        Logits.
    counted : mapping of str to array_like, shape (n,)
        Name of the loss -> steps.
    derived : array_like, shape (n,)
        What a formula says of the last of them.
    ax : Axes, optional

    Examples
    --------
    >>> steps([-4, -2], {"a": [3, 2], "b": [9, 4]}, [8, 3]).get_yscale()
    'log'
    """
    ax = axes(ax, figsize=(7.4, 4.2), layout="constrained")
    ax.semilogy(starts, derived, color=LIGHT["theory"], linewidth=7, alpha=0.3, label="derived")
    for (name, count), look in zip(counted.items(), _LOOKS, strict=False):
        ax.semilogy(starts, count, **look, linewidth=1.5, label=name)
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.set(xlabel="logit at the start", ylabel="steps to the goal", ylim=(0.7, None))
    ax.legend(loc="upper right")
    return ax


def errors(runs: Mapping[str, ArrayLike], ax: Axes | None = None) -> Axes:
    """Draw how far each run is from the minimum, step by step.

    Parameters
    ----------
    runs : mapping of str to array_like, shape (steps + 1,)
        Name -> distances, above 0. Runs that cover each other are told apart by their marks,
        which they set in turn.
    ax : Axes, optional

    Examples
    --------
    >>> errors({"sum": [2, 0.4], "mean": [2, 1]}).get_ylabel()
    'distance from the best w'
    """
    ax = axes(ax, figsize=(7.4, 3.8), layout="constrained")
    top = 10.0
    for k, ((name, run), look) in enumerate(zip(runs.items(), cycle(_LOOKS), strict=False)):
        distance = np.maximum(np.asarray(run, float), 1e-9)
        ax.semilogy(distance, **look, linewidth=2, label=name, markevery=(k, len(runs)))
        top = max(top, float(distance.max()))
    ax.set(xlabel="step", ylabel="distance from the best w", ylim=(1e-6, min(top, 1e6)))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.axhline(1, color=LIGHT["frame"], linewidth=1, zorder=0)
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return ax
