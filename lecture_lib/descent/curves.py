"""Curves, surfaces over a line: one minimum, two, and a trap for the heavy ball."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .surface import Array, Line

__all__ = ["double_well", "heavy_ball_trap", "parabola"]


@dataclass(frozen=True, eq=False)
class Parabola(Line):
    """½ curvature x²; the usual one is x².

    Parameters
    ----------
    curvature : float or ndarray
        λ; 1 makes the slope x.

    Examples
    --------
    >>> from lecture_lib.descent import parabola
    >>> float(parabola.value([3.0]))
    9.0
    """

    curvature: Any = 2.0
    equation: ClassVar[str] = r"\tfrac12 \lambda x^2"

    @property
    def minima(self) -> Array:
        return np.zeros((1, 1))

    def _value(self, x: Any) -> Any:
        return self.curvature * x * x / 2

    def _slope(self, x: Any) -> Any:
        return self.curvature * x

    def _curvature(self, x: Any) -> Any:
        return self.curvature


@dataclass(frozen=True, eq=False)
class DoubleWell(Line):
    """The curve with slope (x − left)(x − top)(x − right): two minima and the hill between them.

    With the usual settings gradient descent from 0.05 goes to −3, though 1 is nearer (E-G14).

    Parameters
    ----------
    left, top, right : float
        Where the slope is 0, in this order: a minimum, the top of the hill, a minimum.

    Examples
    --------
    >>> from lecture_lib.descent import double_well
    >>> double_well.minima
    array([[-3.],
           [ 1.]])
    """

    left: float = -3.0
    top: float = 0.2
    right: float = 1.0
    equation: ClassVar[str] = r"\int (x-l)(x-t)(x-r)\,dx"

    def _sums(self) -> tuple[float, float, float]:
        a, b, c = self.left, self.top, self.right
        return a + b + c, a * b + a * c + b * c, a * b * c

    @property
    def minima(self) -> Array:
        points = np.array([[self.left], [self.right]])
        return points[np.argsort(self.value(points), kind="stable")]

    def _value(self, x: Any) -> Any:
        one, two, three = self._sums()
        return x * (-three + x * (two / 2 + x * (-one / 3 + x / 4)))

    def _slope(self, x: Any) -> Any:
        return (x - self.left) * (x - self.top) * (x - self.right)

    def _curvature(self, x: Any) -> Any:
        one, two, _ = self._sums()
        return 3 * x * x - 2 * one * x + two


@dataclass(frozen=True, eq=False)
class HeavyBallTrap(Line):
    """A strongly convex curve (μ = 1, L = 25) on which Polyak's best heavy ball never arrives.

    Its slope is 25x below 1, x + 24 up to 2, and 25x − 24 beyond. Source: Lessard, Recht and
    Packard (2016); the cycle is :func:`~lecture_lib.descent.theory.heavy_ball_cycle`.

    >>> from lecture_lib.descent import heavy_ball_trap
    >>> heavy_ball_trap.gradient([[0.5], [1.5], [3.0]]).ravel()
    array([12.5, 25.5, 51. ])
    """

    equation: ClassVar[str] = r"f'(x) = 25x, \; x+24, \; 25x-24"

    @property
    def minima(self) -> Array:
        return np.zeros((1, 1))

    def _value(self, x: Any) -> Any:
        return np.where(
            x < 1,
            12.5 * x * x,
            np.where(x < 2, x * x / 2 + 24 * x - 12, 12.5 * x * x - 24 * x + 36),
        )

    def _slope(self, x: Any) -> Any:
        return np.where(x < 1, 25 * x, np.where(x < 2, x + 24, 25 * x - 24))

    def _curvature(self, x: Any) -> Any:
        return np.where((x >= 1) & (x < 2), 1.0, 25.0)


parabola, double_well, heavy_ball_trap = Parabola(), DoubleWell(), HeavyBallTrap()
