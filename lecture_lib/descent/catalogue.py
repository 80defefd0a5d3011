"""The catalogue of curved surfaces: valleys, many minima, plateaus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .surface import Array, Box, Planar

__all__ = [
    "beale", "himmelblau", "monkey_saddle", "plateau", "rastrigin", "ravine", "rosenbrock",
    "styblinski_tang", "three_hump_camel",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Rosenbrock(Planar):
    """(shift − x)² + steepness (y − x²)²: a flat bent valley (Rosenbrock 1960).

    Parameters
    ----------
    shift : float or ndarray
        a; the minimum is (a, a²).
    steepness : float or ndarray
        b, how steep the walls of the valley are; 100 in the paper.

    Examples
    --------
    >>> from lecture_lib.descent import rosenbrock
    >>> print(round(float(rosenbrock.value([-1.2, 1.0])), 4))
    24.2
    """

    shift: Any = 1.0
    steepness: Any = 100.0
    equation: ClassVar[str] = r"(a-x)^2 + b\,(y-x^2)^2"
    usual_domain: ClassVar[Box] = ((-2.0, 2.0), (-1.0, 3.0))

    @property
    def minima(self) -> Array:
        return np.stack([self.shift, np.square(self.shift)], axis=-1).reshape(-1, 2).astype(float)

    def _value(self, x: Any, y: Any) -> Any:
        return (self.shift - x) ** 2 + self.steepness * (y - x * x) ** 2

    def _gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        along_y = (2 * self.steepness) * (y - x * x)
        return 2 * (x - self.shift - x * along_y), along_y

    def _hessian(self, x: Any, y: Any) -> tuple[Any, Any, Any]:
        b = self.steepness
        return 2 + b * (12 * x * x - 4 * y), -4 * b * x, 2 * b


@dataclass(frozen=True, eq=False)
class Ravine(Planar):
    """½ steepness (y − sin x)² + ½ slope x²: a winding river bed.

    Parameters
    ----------
    steepness : float or ndarray
        a, the curvature across the bed.
    slope : float or ndarray
        b, the curvature along it, towards the minimum at the origin.

    Examples
    --------
    >>> from lecture_lib.descent import ravine
    >>> ravine.minima
    array([[0., 0.]])
    """

    steepness: Any = 10.0
    slope: Any = 0.1
    equation: ClassVar[str] = r"\tfrac a2 (y-\sin x)^2 + \tfrac b2 x^2"
    usual_domain: ClassVar[Box] = ((-6.0, 6.0), (-3.0, 3.0))

    @property
    def minima(self) -> Array:
        return np.zeros((1, 2))

    def _value(self, x: Any, y: Any) -> Any:
        return (self.steepness * (y - np.sin(x)) ** 2 + self.slope * x * x) / 2

    def _gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        across = self.steepness * (y - np.sin(x))
        return self.slope * x - across * np.cos(x), across

    def _hessian(self, x: Any, y: Any) -> tuple[Any, Any, Any]:
        a, across = self.steepness, self.steepness * (y - np.sin(x))
        return self.slope + a * np.cos(x) ** 2 + across * np.sin(x), -a * np.cos(x), a


@dataclass(frozen=True, eq=False)
class Beale(Planar):
    """Σᵢ (cᵢ − x + x yⁱ)², c = (1.5, 2.25, 2.625): flat with sharp walls (Beale 1958).

    >>> from lecture_lib.descent import beale
    >>> float(beale.value([3.0, 0.5]))
    0.0
    """

    equation: ClassVar[str] = r"(1.5-x+xy)^2 + (2.25-x+xy^2)^2 + (2.625-x+xy^3)^2"
    usual_domain: ClassVar[Box] = ((-4.5, 4.5), (-4.5, 4.5))

    @property
    def minima(self) -> Array:
        return np.array([[3.0, 0.5]])

    def _value(self, x: Any, y: Any) -> Any:
        return (
            (1.5 - x + x * y) ** 2 + (2.25 - x + x * y * y) ** 2 + (2.625 - x + x * y * y * y) ** 2
        )

    def _terms(self, x: Any, y: Any) -> tuple[tuple[Any, Any, Any, Any], ...]:
        """For each i: the term u, ∂u/∂x, and the first and second derivative of yⁱ."""
        y2 = y * y
        return (
            (1.5 + x * (y - 1), y - 1, 1.0, 0.0),
            (2.25 + x * (y2 - 1), y2 - 1, 2 * y, 2.0),
            (2.625 + x * (y2 * y - 1), y2 * y - 1, 3 * y2, 6 * y),
        )

    def _gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        terms = self._terms(x, y)
        return (
            2 * sum(u * ux for u, ux, _, _ in terms),
            2 * x * sum(u * p for u, _, p, _ in terms),
        )

    def _hessian(self, x: Any, y: Any) -> tuple[Any, Any, Any]:
        terms = self._terms(x, y)
        return (
            2 * sum(ux * ux for _, ux, _, _ in terms),
            2 * sum(p * (x * ux + u) for u, ux, p, _ in terms),
            2 * sum((x * p) ** 2 + u * x * q for u, _, p, q in terms),
        )


@dataclass(frozen=True, eq=False)
class Himmelblau(Planar):
    """(x² + y − 11)² + (x + y² − 7)²: four minima of equal depth (Himmelblau 1972).

    >>> from lecture_lib.descent import himmelblau
    >>> len(himmelblau.minima)
    4
    """

    equation: ClassVar[str] = r"(x^2+y-11)^2 + (x+y^2-7)^2"
    usual_domain: ClassVar[Box] = ((-6.0, 6.0), (-6.0, 6.0))

    @property
    def minima(self) -> Array:
        return np.array(
            [
                [3.0, 2.0],
                [-2.805118086952745, 3.131312518250573],
                [-3.779310253377747, -3.283185991286170],
                [3.584428340330492, -1.848126526964404],
            ]
        )

    def _value(self, x: Any, y: Any) -> Any:
        return (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2

    def _gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        u, v = x * x + y - 11, x + y * y - 7
        return 4 * x * u + 2 * v, 2 * u + 4 * y * v

    def _hessian(self, x: Any, y: Any) -> tuple[Any, Any, Any]:
        return (12 * x * x + 4 * y - 42, 4 * (x + y), 12 * y * y + 4 * x - 26)


@dataclass(frozen=True, eq=False)
class Rastrigin(Planar):
    """20 + x² − 10 cos 2πx + y² − 10 cos 2πy: a bowl full of dents (Rastrigin 1974).

    >>> from lecture_lib.descent import rastrigin
    >>> rastrigin.minima.shape, rastrigin.minima[0]
    ((121, 2), array([0., 0.]))
    """

    equation: ClassVar[str] = r"20 + x^2 - 10\cos 2\pi x + y^2 - 10\cos 2\pi y"
    usual_domain: ClassVar[Box] = ((-5.12, 5.12), (-5.12, 5.12))

    @property
    def minima(self) -> Array:
        side = np.arange(-5.0, 6.0)
        for _ in range(20):  # Newton's method from the integers
            side = side - (
                (side + 10 * np.pi * np.sin(2 * np.pi * side))
                / (1 + 20 * np.pi**2 * np.cos(2 * np.pi * side))
            )
        points = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
        return points[np.argsort(self.value(points), kind="stable")]

    def _value(self, x: Any, y: Any) -> Any:
        return 20 + x * x - 10 * np.cos(2 * np.pi * x) + y * y - 10 * np.cos(2 * np.pi * y)

    def _gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        return (
            2 * x + 20 * np.pi * np.sin(2 * np.pi * x),
            2 * y + 20 * np.pi * np.sin(2 * np.pi * y),
        )

    def _hessian(self, x: Any, y: Any) -> tuple[Any, Any, Any]:
        return (
            2 + 40 * np.pi**2 * np.cos(2 * np.pi * x),
            0.0,
            2 + 40 * np.pi**2 * np.cos(2 * np.pi * y),
        )


@dataclass(frozen=True, eq=False)
class StyblinskiTang(Planar):
    """½ Σ (θᵢ⁴ − 16θᵢ² + 5θᵢ): four minima, one of them the lowest.

    >>> from lecture_lib.descent import styblinski_tang
    >>> print(styblinski_tang.minima[0].round(4))
    [-2.9035 -2.9035]
    """

    equation: ClassVar[str] = r"\tfrac12 \sum_i (\theta_i^4 - 16\theta_i^2 + 5\theta_i)"
    usual_domain: ClassVar[Box] = ((-5.0, 5.0), (-5.0, 5.0))

    @property
    def minima(self) -> Array:
        low, _, high = np.sort(np.roots([4.0, 0.0, -32.0, 5.0]).real)
        return np.array([[low, low], [low, high], [high, low], [high, high]])

    def _value(self, x: Any, y: Any) -> Any:
        return (x**4 - 16 * x * x + 5 * x + y**4 - 16 * y * y + 5 * y) / 2

    def _gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        return (2 * x * x - 16) * x + 2.5, (2 * y * y - 16) * y + 2.5

    def _hessian(self, x: Any, y: Any) -> tuple[Any, Any, Any]:
        return 6 * x * x - 16, 0.0, 6 * y * y - 16


@dataclass(frozen=True, eq=False)
class ThreeHumpCamel(Planar):
    """2x² − 1.05x⁴ + x⁶/6 + xy + y²: three minima in a row.

    >>> from lecture_lib.descent import three_hump_camel
    >>> print(three_hump_camel.minima.round(3).tolist())
    [[0.0, 0.0], [1.748, -0.874], [-1.748, 0.874]]
    """

    equation: ClassVar[str] = r"2x^2 - 1.05x^4 + x^6/6 + xy + y^2"
    usual_domain: ClassVar[Box] = ((-2.5, 2.5), (-2.5, 2.5))

    @property
    def minima(self) -> Array:
        side = np.sqrt((4.2 + np.sqrt(4.2**2 - 4 * 3.5)) / 2)  # of 3.5x − 4.2x³ + x⁵ = 0, y = −x/2
        return np.array([[0, 0], [side, -side / 2], [-side, side / 2]])

    def _value(self, x: Any, y: Any) -> Any:
        x2 = x * x
        return x2 * (2 - 1.05 * x2 + x2 * x2 / 6) + x * y + y * y

    def _gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        x2 = x * x
        return x * (4 - 4.2 * x2 + x2 * x2) + y, x + 2 * y

    def _hessian(self, x: Any, y: Any) -> tuple[Any, Any, Any]:
        x2 = x * x
        return 4 - 12.6 * x2 + 5 * x2 * x2, 1.0, 2.0


@dataclass(frozen=True, eq=False)
class MonkeySaddle(Planar):
    """x³ − 3xy²: flat at the origin, with three ways down.

    >>> from lecture_lib.descent import monkey_saddle
    >>> monkey_saddle.hessian([0.0, 0.0])
    array([[ 0., -0.],
           [-0., -0.]])
    """

    equation: ClassVar[str] = r"x^3 - 3xy^2"

    def _value(self, x: Any, y: Any) -> Any:
        return x * (x * x - 3 * y * y)

    def _gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        return 3 * (x * x - y * y), -6 * x * y

    def _hessian(self, x: Any, y: Any) -> tuple[Any, Any, Any]:
        return 6 * x, -6 * y, -6 * x


@dataclass(frozen=True, eq=False)
class Plateau(Planar):
    """r²/(1 + r²): a hole in a plain, where the gradient vanishes far from the minimum.

    >>> from lecture_lib.descent import plateau
    >>> print(plateau.gradient([10.0, 0.0]).round(4))
    [0.002 0.   ]
    """

    equation: ClassVar[str] = r"r^2 / (1+r^2)"
    usual_domain: ClassVar[Box] = ((-5.0, 5.0), (-5.0, 5.0))

    @property
    def minima(self) -> Array:
        return np.zeros((1, 2))

    def _value(self, x: Any, y: Any) -> Any:
        r2 = x * x + y * y
        return r2 / (1 + r2)

    def _gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        scale = 2 / (1 + x * x + y * y) ** 2
        return scale * x, scale * y

    def _hessian(self, x: Any, y: Any) -> tuple[Any, Any, Any]:
        one = 1 + x * x + y * y
        return ((2 * one - 8 * x * x) / one**3, -8 * x * y / one**3, (2 * one - 8 * y * y) / one**3)


rosenbrock, ravine, beale, himmelblau = Rosenbrock(), Ravine(), Beale(), Himmelblau()
rastrigin, styblinski_tang, three_hump_camel = Rastrigin(), StyblinskiTang(), ThreeHumpCamel()
monkey_saddle, plateau = MonkeySaddle(), Plateau()
