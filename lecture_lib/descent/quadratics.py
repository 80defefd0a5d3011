"""Surfaces of second order, for which the theory holds exactly: bowls and a saddle."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from .surface import Array, Box, Planar, Surface, floats

__all__ = ["Booth", "Bowl", "Quadratic", "Saddle", "booth", "bowl", "quadratic", "saddle"]


@dataclass(frozen=True, eq=False)
class Quadratic(Planar):
    r"""½ θᵀHθ, where H has the eigenvalues μ and L = κμ.

    Parameters
    ----------
    condition_number : float or ndarray
        κ = L/μ ≥ 1, how much steeper the steepest direction curves than the flattest.
    angle : float or ndarray
        Radians, counter-clockwise, from the x-axis to the flat direction.
    mu : float or ndarray
        μ, the smallest curvature.

    Examples
    --------
    >>> from lecture_lib.descent import quadratic
    >>> bowl = quadratic(condition_number=20, mu=0.2)
    >>> bowl.L, float(bowl.value([20.0, 1.0])), bowl.gradient([20.0, 1.0])
    (4.0, 42.0, array([4., 4.]))
    """

    condition_number: Any = 10.0
    angle: Any = 0.0
    mu: Any = 1.0
    equation: ClassVar[str] = r"\tfrac12 \theta^\top H \theta, \; \lambda(H) = \mu, \kappa\mu"
    # A quadratic looks the same at every scale; the worst start for κ = 20 is (20, 1).
    usual_domain: ClassVar[Box] = ((-25.0, 25.0), (-25.0, 25.0))

    def __post_init__(self) -> None:
        super().__post_init__()
        if not np.all(np.asarray(self.condition_number) >= 1):
            raise ValueError(
                f"quadratic: condition_number is {self.condition_number}; as largest "
                "over smallest curvature it is at least 1. Turn by angle=np.pi/2 to "
                "exchange the axes."
            )
        if not np.all(np.asarray(self.mu) > 0):
            raise ValueError(
                f"quadratic: mu is {self.mu}; a bowl curves upwards, so it is "
                "positive. For a saddle take saddle()."
            )

    @property
    def L(self) -> Any:
        """The largest curvature κμ."""
        return self.condition_number * self.mu

    @property
    def minima(self) -> Array:
        return np.zeros((1, 2))

    @cached_property
    def _entries(self) -> tuple[Any, Any, Any]:
        """H₁₁, H₁₂ and H₂₂."""
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        flat, steep = self.mu, self.L
        return (
            flat * cos**2 + steep * sin**2,
            (flat - steep) * sin * cos,
            flat * sin**2 + steep * cos**2,
        )

    def _value(self, x: Any, y: Any) -> Any:
        a, b, c = self._entries
        return (a * x * x + 2 * b * x * y + c * y * y) / 2

    def _gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        a, b, c = self._entries
        return a * x + b * y, b * x + c * y

    def _hessian(self, x: Any, y: Any) -> tuple[Any, Any, Any]:
        return self._entries


@dataclass(frozen=True, eq=False)
class Bowl(Surface):
    """½ Σ λᵢ θᵢ² in any number of dimensions.

    Parameters
    ----------
    eigenvalues : array_like, shape (dimension,)
        The curvatures λᵢ, positive.

    Examples
    --------
    >>> from lecture_lib.descent import bowl
    >>> bowl([1.0, 10.0, 100.0]).gradient(np.ones(3))
    array([  1.,  10., 100.])
    """

    eigenvalues: Any = (1.0, 10.0)
    equation: ClassVar[str] = r"\tfrac12 \sum_i \lambda_i \theta_i^2"

    def __post_init__(self) -> None:
        eigenvalues = np.array(self.eigenvalues, dtype=float)
        if eigenvalues.ndim != 1 or not eigenvalues.size or not (eigenvalues > 0).all():
            raise ValueError(
                f"bowl: eigenvalues are {self.eigenvalues}; give a list of positive "
                "curvatures, one for each direction."
            )
        eigenvalues.flags.writeable = False
        object.__setattr__(self, "eigenvalues", eigenvalues)
        object.__setattr__(self, "domain", self.domain or ((-25.0, 25.0),) * eigenvalues.size)

    def __call__(self, *numbers: Any, **settings: Any) -> Self:
        """Return another bowl; a domain that has the right dimension stays."""
        if len(numbers) == 1:
            settings = {"eigenvalues": numbers[0], **settings}
            numbers = ()
        if len(self.domain) != np.size(settings.get("eigenvalues", self.eigenvalues)):
            settings = {"domain": (), **settings}
        return super().__call__(*numbers, **settings)

    @property
    def dimension(self) -> int:  # type: ignore[override]
        return int(self.eigenvalues.size)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        return ()

    @property
    def minima(self) -> Array:
        return np.zeros((1, self.dimension))

    def value(self, theta: Any) -> Any:
        theta = floats(theta)
        return np.sum(self.eigenvalues * theta * theta, axis=-1) / 2

    def gradient(self, theta: Any) -> Any:
        return self.eigenvalues * floats(theta)

    def hessian(self, theta: Any) -> Array:
        shape = np.shape(theta)
        return np.broadcast_to(np.diag(self.eigenvalues), (*shape, shape[-1])).copy()


@dataclass(frozen=True, eq=False)
class Saddle(Planar):
    """½ (up x² − down y²): a minimum along x, a maximum along y.

    Parameters
    ----------
    up, down : float or ndarray
        Curvatures along x and, downwards, along y.

    Examples
    --------
    >>> from lecture_lib.descent import saddle
    >>> saddle.gradient([1.0, 0.5])
    array([ 1. , -0.5])
    """

    up: Any = 1.0
    down: Any = 1.0
    equation: ClassVar[str] = r"\tfrac12 (a x^2 - b y^2)"

    def _value(self, x: Any, y: Any) -> Any:
        return (self.up * x * x - self.down * y * y) / 2

    def _gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        return self.up * x, -self.down * y

    def _hessian(self, x: Any, y: Any) -> tuple[Any, Any, Any]:
        return self.up, 0.0, -self.down


@dataclass(frozen=True, eq=False)
class Booth(Planar):
    """(x + 2y − 7)² + (2x + y − 5)²: a tilted bowl with κ = 9.

    >>> from lecture_lib.descent import booth
    >>> float(booth.value([1.0, 3.0]))
    0.0
    """

    equation: ClassVar[str] = r"(x+2y-7)^2 + (2x+y-5)^2"
    usual_domain: ClassVar[Box] = ((-10.0, 10.0), (-10.0, 10.0))

    @property
    def minima(self) -> Array:
        return np.array([[1.0, 3.0]])

    def _value(self, x: Any, y: Any) -> Any:
        return (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2

    def _gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        return 10 * x + 8 * y - 34, 8 * x + 10 * y - 38

    def _hessian(self, x: Any, y: Any) -> tuple[Any, Any, Any]:
        return 10.0, 8.0, 10.0


quadratic, bowl, saddle, booth = Quadratic(), Bowl(), Saddle(), Booth()
