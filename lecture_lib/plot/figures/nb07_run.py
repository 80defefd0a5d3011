"""Pictures of notebook 07: what the gradients of a run tell, and runs that they steer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from ... import style
from ..axes import axes, figure

__all__ = ["cosines", "edge", "felt", "steered"]

Array = NDArray[Any]

#: Rivals of a steered run, never told apart by colour alone.
_RIVALS = (("blue", "--", "o"), ("orange", "-.", "s"))


def felt(curvature: ArrayLike, eigenvalues: ArrayLike) -> Axes:
    """Draw the curvature that each step of a run felt, among the eigenvalues of the Hessian.

    Parameters
    ----------
    curvature : array_like, shape (steps,)
        The estimate from two successive gradients, for each step; one that is not positive is
        left out.
    eigenvalues : array_like
        Of the Hessian at the minimum: thin lines across.

    Examples
    --------
    >>> felt([3.0, 1.5, 1.1], [1.0, 4.0]).get_ylabel()
    'curvature'
    """
    values, rows = np.asarray(curvature, dtype=float), np.asarray(eigenvalues, dtype=float)
    ax = axes(None, figsize=(9.6, 4.4))
    for row in rows:
        ax.axhline(row, color=style.LIGHT["muted"], linewidth=1.0)
    ax.annotate(
        "eigenvalues",
        (1.01, rows.max()),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize=13,
        color=style.LIGHT["muted"],
    )
    steps = np.arange(1, len(values) + 1)
    marks = np.unique(np.geomspace(1, len(values), 24).astype(int)) - 1
    ax.plot(
        steps,
        np.where(values > 0, values, np.nan),
        "o-",
        color=style.PALETTE["blue"],
        markevery=marks.tolist(),
        markersize=6,
        linewidth=2.2,
    )
    last = float(values[-1])
    ax.annotate(
        "λ̂",
        (1.01, last),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize=17,
        color=style.PALETTE["blue"],
    )
    ax.set(xscale="log", yscale="log", xlabel="step", ylabel="curvature", xlim=(1, len(values)))
    return ax


def cosines(runs: Mapping[str, ArrayLike]) -> list[Axes]:
    """Draw the cosine between successive gradients, a panel for each run.

    Parameters
    ----------
    runs : mapping of str to array_like, shape (steps,)
        Name of each run -> the cosine at every step, from −1 (turned round) to 1.

    Examples
    --------
    >>> [ax.get_title() for ax in cosines({"P": [1.0, 1.0], "Q": [-1.0, 1.0]})]
    ['P', 'Q']
    """
    drawing = figure(10.0, 3.2)
    every = np.atleast_1d(drawing.subplots(1, len(runs), sharey=True))
    for ax, (name, values) in zip(every, runs.items(), strict=True):
        found = np.asarray(values, dtype=float)
        ax.axhline(0, color=style.LIGHT["muted"], linewidth=1)
        ax.plot(np.arange(len(found)), found, color=style.PALETTE["blue"], linewidth=2.4)
        ax.set(
            title=name, xlabel="step", ylim=(-1.12, 1.12), yticks=(-1, 0, 1),
            yticklabels=("−1: turned", "0", "1: the same"),
        )  # fmt: skip
    every[0].set_ylabel("cosine")
    return list(every)


def steered(losses: Mapping[str, ArrayLike], rates: ArrayLike, lowest: float = 1e-5) -> list[Axes]:
    """Draw how much loss is left in several runs, and the learning rates of one that is steered.

    Parameters
    ----------
    losses : mapping of str to array_like, shape (steps + 1, starts)
        Name of each run -> its loss above the minimum; a curve is the median share of the first.
        At most three; the last is the steered one.
    rates : array_like, shape (steps + 1,)
        Learning rates of one start of the last of these runs, in parts of the best constant one.
    lowest : float
        The smallest share drawn.

    Examples
    --------
    >>> left, right = steered({"η*": [[4.0], [1.0]]}, [0.5, 1.5])
    >>> left.get_title(), right.get_title()
    ('loss left', 'η, in parts of η*')
    """
    drawing = figure(10.0, 4.2)
    fallen, turned = drawing.subplots(1, 2)
    looks = (*_RIVALS[: len(losses) - 1], ("vermilion", "-", ""))
    for (name, path), (color, dash, marker) in zip(losses.items(), looks, strict=True):
        found = np.asarray(path, dtype=float)
        share = np.median(found / found[0], axis=1)
        fallen.semilogy(
            np.where(share > 0.1 * lowest, share, np.nan), dash, color=style.PALETTE[color],
            marker=marker, markevery=max(len(share) // 10, 1), markersize=6, linewidth=2.2,
            label=name,
        )  # fmt: skip
    fallen.axhline(1e-4, color=style.LIGHT["muted"], linewidth=1, linestyle=":")
    fallen.set(title="loss left", xlabel="step", ylim=(lowest, 2), xlim=(0, None))
    turned.semilogy(np.asarray(rates, dtype=float), color=style.PALETTE["vermilion"], linewidth=2.2)
    turned.axhline(1, color=style.LIGHT["muted"], linewidth=1.2)
    turned.set(title="η, in parts of η*", xlabel="step", xlim=(0, None))
    drawing.legend(
        *fallen.get_legend_handles_labels(), loc="outside upper center", ncols=len(losses)
    )
    return [fallen, turned]


def edge(
    steepest: Mapping[float, ArrayLike], losses: Mapping[float, ArrayLike], every: int = 1
) -> list[Axes]:
    """Draw the largest curvature along runs beside their limits 2/η, and their losses.

    Parameters
    ----------
    steepest : mapping of float to array_like
        Learning rate of each run -> the largest curvature where it was.
    losses : mapping of float to array_like
        The same rates -> the loss at every step.
    every : int
        Steps from one curvature to the next.

    Examples
    --------
    >>> left, right = edge({1.0: [1.5, 1.8]}, {1.0: [0.3, 0.1]})
    >>> left.get_title(), right.get_title()
    ('largest curvature L', 'loss')
    """
    drawing = figure(10.0, 4.0)
    curved, fallen = drawing.subplots(1, 2)
    looks = (("blue", "o"), ("orange", "s"), ("vermilion", "^"))
    for (rate, values), (color, marker) in zip(steepest.items(), looks, strict=False):
        found, loss = (np.asarray(v, dtype=float) for v in (values, losses[rate]))
        look = {"color": style.PALETTE[color], "marker": marker, "label": f"η = {rate:g}"}
        curved.plot(every * np.arange(len(found)), found, **look, markersize=5)
        curved.axhline(2 / rate, color=look["color"], linestyle="--", linewidth=1.6)
        curved.annotate(
            f"2/{rate:g}",
            (1.01, 2 / rate),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=13,
            color=look["color"],
        )
        fallen.semilogy(loss, **look, markevery=max(len(loss) // 10, 1), markersize=5)
    for ax, title in ((curved, "largest curvature L"), (fallen, "loss")):
        ax.set(xlabel="step", title=title, xlim=(0, None))
    drawing.legend(
        *curved.get_legend_handles_labels(), loc="outside upper center", ncols=len(steepest)
    )
    return [curved, fallen]
