"""A picture of notebook 02: how far nudges are from the slopes, over their step."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ...style import LIGHT
from ..axes import axes

__all__ = ["nudge_errors"]

_LOOKS = (("value", "o", "value"), ("gradient", "s", "gradient-text"))  # line, marker, words


def nudge_errors(
    steps: ArrayLike,
    errors: Mapping[str, ArrayLike],
    allowed: float,
    ax: Axes | None = None,
) -> Axes:
    """Draw relative errors over the step, both axes in powers of ten.

    Parameters
    ----------
    steps : array_like
        How far a parameter was nudged; growing.
    errors : mapping of str to array_like
        By kind of number, the error at each step. The name stands at the first
        step; the arms of the first curve are called rounding and bending.
    allowed : float
        The error from which on the test complains: a dashed line.
    ax : Axes, optional

    Examples
    --------
    >>> steps = np.array([1e-8, 1e-5, 1e-2])
    >>> ax = nudge_errors(steps, {"float64": steps**2 + 1e-16 / steps}, allowed=1e-6)
    >>> [text.get_text() for text in ax.texts]
    ['float64', 'rounding', 'bending', 'above: complaints']
    """
    ax = axes(ax, figsize=(8, 4.2))
    steps = np.asarray(steps, dtype=float)
    for (name, error), (colour, marker, words) in zip(errors.items(), _LOOKS, strict=False):
        error = np.asarray(error, dtype=float)
        ax.loglog(
            steps, error, color=LIGHT[colour], marker=marker, markersize=7, linewidth=1.8, zorder=3
        )
        _say(ax, name, (steps[0], error[0]), (-4, 15), LIGHT[words], "left")
    first = np.asarray(next(iter(errors.values())), dtype=float)
    lowest = int(np.argmin(first))
    left, right = 2 * lowest // 3, (lowest + len(steps)) // 2
    _say(ax, "rounding", (steps[left], first[left]), (-12, -18), LIGHT["muted"], "right")
    _say(ax, "bending", (steps[right], first[right]), (14, -12), LIGHT["muted"], "left")
    ax.axhline(allowed, color=LIGHT["text"], linestyle=(0, (5, 3)), linewidth=1.2)
    _say(ax, "above: complaints", (steps[lowest], allowed), (0, 13), LIGHT["text"], "center")
    ax.set_xlabel("step of the nudge", fontsize=14)
    ax.set_ylabel("relative error", fontsize=14)
    ax.set_ylim(1e-12, 50)
    ax.tick_params(labelsize=12)
    return ax


def _say(
    ax: Axes, words: str, at: tuple[float, float], offset: tuple[int, int], colour: str, side: str
) -> None:
    """Write words near a point, their left or right end there; the offset is in points."""
    ax.annotate(
        words, at, offset, textcoords="offset points", ha=side, va="center", fontsize=14,
        color=colour,
    )  # fmt: skip
