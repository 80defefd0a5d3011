"""Axes of the films of notebook 04: from data to places in a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from ...style import short

__all__ = ["Panel", "marks"]


@dataclass(frozen=True)
class Panel:
    """A frame of axes: from data to places in the drawing."""

    box: tuple[float, float, float, float]  # left, top, width, height
    x: tuple[float, float]
    y: tuple[float, float]

    def at(self, x: ArrayLike, y: ArrayLike) -> tuple[list[float], list[float]]:
        """Places of points, in tenths."""
        left, top, width, height = self.box
        u = left + width * (np.asarray(x, float) - self.x[0]) / (self.x[1] - self.x[0])
        v = top + height * (self.y[1] - np.asarray(y, float)) / (self.y[1] - self.y[0])
        return np.round(u, 1).tolist(), np.round(v, 1).tolist()

    def path(self, x: ArrayLike, y: ArrayLike) -> str:
        """A line through points."""
        return "M" + "L".join(f"{u:g},{v:g}" for u, v in zip(*self.at(x, y), strict=True))

    def ticks(self, values: Sequence[float]) -> str:
        """The axis below, with numbers."""
        left, top, width, height = self.box
        low = top + height
        places = self.at(values, np.zeros(len(values)))[0]
        marks = "".join(
            f'<path class="axis" d="M{u},{low}v5"></path>'
            f'<text class="quiet" x="{u}" y="{low + 21}" text-anchor="middle">{short(x)}</text>'
            for u, x in zip(places, values, strict=True)
        )
        return f'<path class="axis" d="M{left},{low}h{width}"></path>{marks}'

    def heights(self, values: Sequence[float]) -> str:
        """Numbers along the left side."""
        left = self.box[0]
        places = self.at(np.zeros(len(values)), values)[1]
        return "".join(
            f'<path class="axis" d="M{left},{v}h-5"></path>'
            f'<text class="quiet" x="{left - 8}" y="{v + 5}" text-anchor="end">{short(y)}</text>'
            for v, y in zip(places, values, strict=True)
        )

    def words(self, title: str, label: str) -> str:
        """A title above, and what the axis measures."""
        left, top, width, height = self.box
        return (
            f'<text class="title" x="{left}" y="{top - 14}">{title}</text>'
            f'<text class="quiet" x="{left + width}" y="{top + height + 42}" text-anchor="end">'
            f"{label}</text>"
        )


def marks(top: float) -> list[float]:
    """Round numbers from 0 up to ``top``, three to five.

    >>> marks(7.1), marks(0.75)
    ([0.0, 2.0, 4.0, 6.0], [0.0, 0.2, 0.4, 0.6])
    """
    ticks = MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(0, top)
    return [round(float(t), 9) for t in ticks if t <= top]
