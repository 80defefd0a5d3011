"""What the pictures of notebook 11 share: a look for each rival, smooth curves, a guess."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from ... import style

__all__ = ["LINES", "LOOKS", "MUTED", "mere_guess", "smooth"]

Array = NDArray[Any]

MUTED = style.LIGHT["muted"]
#: One look for each rival: never by colour alone.
LOOKS: tuple[dict[str, Any], ...] = (
    {"color": style.PALETTE["vermilion"], "linestyle": "-", "marker": "s"},
    {"color": style.PALETTE["blue"], "linestyle": (0, (5, 2)), "marker": "o"},
    {"color": style.PALETTE["bluish green"], "linestyle": (0, (1, 1.5)), "marker": "D"},
    {"color": style.LIGHT["parameter-line"], "linestyle": (0, (6, 2, 1, 2)), "marker": "^"},
)
LINES = tuple({k: v for k, v in look.items() if k != "marker"} for look in LOOKS)


def smooth(values: ArrayLike, width: int = 10) -> tuple[Array, Array]:
    """Means over `width` neighbours, and the updates at their ends; NaN where one is."""
    values = np.asarray(values, dtype=float)
    width = min(width, len(values))
    with np.errstate(invalid="ignore", over="ignore"):
        means = np.convolve(values, np.ones(width) / width, mode="valid")
    return np.arange(width, len(values) + 1), means


def mere_guess(ax: Axes, level: float, name: str | None = "a mere guess") -> None:
    """A dotted line at the loss, or the share of errors, of a guess."""
    ax.axhline(level, color=MUTED, linewidth=1.5, linestyle=(0, (2, 2)), label=name)
