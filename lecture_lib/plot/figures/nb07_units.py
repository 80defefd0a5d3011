"""Pictures of notebook 07: a network of flats in other units, and what they cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from ... import style
from ..axes import axes, figure

__all__ = ["eigenvalue_rows", "flats", "loss_left"]

Array = NDArray[Any]


def flats(
    inputs: ArrayLike, price: ArrayLike, names: Sequence[str] = ("area in m²", "age in years")
) -> list[Axes]:
    """Draw the prices of flats against each input, as measured.

    Parameters
    ----------
    inputs : array_like, shape (n, k)
    price : array_like, shape (n,)
    names : sequence of str
        Of the k inputs.

    Examples
    --------
    >>> [ax.get_xlabel() for ax in flats([[80.0, 5.0], [40.0, 50.0]], [2.0, -1.0])]
    ['area in m²', 'age in years']
    """
    columns = np.asarray(inputs, dtype=float).T
    drawing = figure(9.0, 2.8)
    every = np.atleast_1d(drawing.subplots(1, len(columns), sharey=True))
    for ax, column, name in zip(every, columns, names, strict=True):
        ax.plot(column, price, "o", color=style.PALETTE["blue"], markersize=5, alpha=0.7)
        ax.set(xlabel=name)
    every[0].set_ylabel("price")
    return list(every)


def _about(kappa: float) -> str:
    return f"κ ≈ {float(f'{kappa:.2g}'):,.0f}"


def eigenvalue_rows(rows: Mapping[str, ArrayLike]) -> Axes:
    """Draw the eigenvalues of several Hessians as ticks on one logarithmic axis, with κ.

    Parameters
    ----------
    rows : mapping of str to array_like
        Name of each Hessian -> its eigenvalues, all positive.

    Examples
    --------
    >>> eigenvalue_rows({"round": [1, 1], "narrow": [0.2, 4]}).get_xscale()
    'log'
    """
    ax = axes(None, figsize=(9.6, 0.9 + 0.75 * len(rows)))
    for y, values in enumerate(rows.values()):
        found = np.sort(np.asarray(values, dtype=float))
        ax.plot(found[[0, -1]], [y, y], color=style.PALETTE["blue"])
        ax.plot(
            found,
            np.full(len(found), y),
            "|",
            color=style.PALETTE["blue"],
            markersize=24,
            markeredgewidth=2.5,
        )
        ax.annotate(
            _about(found[-1] / found[0]),
            (1.01, y),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=14,
            fontweight="bold",
        )
    ax.set(
        xscale="log",
        yticks=range(len(rows)),
        yticklabels=list(rows),
        ylim=(len(rows) - 0.4, -0.6),
        xlabel="eigenvalue of the Hessian: curvature",
    )
    ax.tick_params(axis="y", labelsize=13, labelcolor=style.LIGHT["text"])
    return ax


def _shares(modes: Callable[[int], ArrayLike], steps: Array) -> Array:
    """The loss in each mode as a share of all the first loss: (step, start, mode)."""
    first = np.asarray(modes(0), dtype=float).sum(axis=-1, keepdims=True)
    return np.stack([np.asarray(modes(int(t)), dtype=float) / first for t in steps])


def loss_left(
    walked: Mapping[str, ArrayLike],
    predicted: Mapping[str, Callable[[int], ArrayLike]],
    kappa: Mapping[str, float] | None = None,
    furthest: float = 3e7,
    lowest: float = 1e-5,
) -> Axes:
    """Draw how much of the loss above the minimum is left, walked and predicted.

    Both axes are logarithmic, and a curve is the median over the starts.

    Parameters
    ----------
    walked : mapping of str to array_like, shape (steps + 1, starts)
        Name of each run -> the loss above its minimum at every step, as measured.
    predicted : mapping of str to callable
        The same names -> a function of the number of steps that foretells the loss in each mode,
        (starts, modes).
    kappa : mapping of str to float, optional
        The condition number of each, for the legend.
    furthest : float
        Where the axis of steps ends; only predictions go that far.
    lowest : float
        The smallest share drawn.

    Examples
    --------
    >>> ax = loss_left({"a": [[2.0], [1.0]]}, {"a": lambda t: [[2.0 * 0.5**t]]}, furthest=10)
    >>> ax.get_ylabel()
    'loss above the minimum: share left'
    """
    ax = axes(None, figsize=(9.6, 4.9))
    looks = (("vermilion", "o"), ("blue", "D"), ("orange", "^"), ("reddish purple", "s"))
    steps = np.unique(np.geomspace(1, furthest, 600).astype(int))
    seen = 1
    for (name, losses), (color, marker) in zip(walked.items(), looks, strict=False):
        found, ink = np.asarray(losses, dtype=float), style.PALETTE[color]
        theory = np.median(_shares(predicted[name], steps).sum(axis=-1), axis=-1)
        ax.plot(steps, np.maximum(theory, 0.1 * lowest), color=ink, linewidth=2.0)
        seen = max(seen, len(found) - 1)
        marks = np.unique(np.geomspace(1, len(found) - 1, 16).astype(int))
        share = np.median(found[marks] / found[0], axis=1)
        kept = share > lowest
        ax.plot(
            marks[kept], share[kept], marker, color=ink, markersize=8,
            markeredgecolor=style.LIGHT["surface"], zorder=5,
        )  # fmt: skip
        label = name if kappa is None else f"{name}, {_about(kappa[name])}"
        ax.plot([], [], color=ink, marker=marker, markersize=8, label=label)
    ax.axvline(seen, color=style.LIGHT["muted"], linewidth=1, linestyle=":")
    for side, words, shift in (("right", "walked (marks)", -6), ("left", "only predicted", 6)):
        ax.annotate(
            words,
            (seen, 1.0),
            (shift, 4),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha=side,
            fontsize=13,
            color=style.LIGHT["muted"],
        )
    ax.set(
        xscale="log",
        yscale="log",
        xlim=(1, furthest),
        ylim=(lowest, 1.6),
        xlabel="step",
        ylabel="loss above the minimum: share left",
    )
    ax.legend(loc="upper right")
    return ax
