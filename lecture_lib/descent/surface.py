"""Surfaces to walk down: functions with their gradient, Hessian, minima and domain.

A surface is an object, and calling it makes a relative with other settings:
``rosenbrock.value(theta)``, ``rosenbrock(steepness=10)``. Points are arrays ``(..., 2)`` (or
``(..., dimension)``) with any leading batch; settings may be arrays that broadcast against the
batch. The formulas are plain NumPy, so a Tensor may go through ``value`` too.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Box = tuple[tuple[float, float], ...]

__all__ = ["Line", "Planar", "Surface", "grid"]


@dataclass(frozen=True, eq=False)  # compared by identity: settings may be arrays
class Surface:
    """What every surface offers.

    Attributes
    ----------
    domain : tuple of (low, high)
        One interval for each coordinate: where a start is accepted, and what a picture shows.
    minima : ndarray, shape (m, dimension)
        All minima inside the domain, the lowest first; empty when there is none.
    dimension : int
        Number of coordinates.
    equation : str
        The function in LaTeX.
    """

    domain: Box = field(default=(), kw_only=True)
    dimension: ClassVar[int] = 2
    equation: ClassVar[str] = ""
    usual_domain: ClassVar[Box] = ((-2.0, 2.0), (-2.0, 2.0))

    def __post_init__(self) -> None:
        if not self.domain:
            object.__setattr__(self, "domain", self.usual_domain)
        for setting in fields(self):
            value = getattr(self, setting.name)
            if isinstance(value, list):
                object.__setattr__(self, setting.name, np.array(value, dtype=float))

    def __call__(self, *args: Any, **settings: Any) -> Self:
        """Return the surface of the same family with other settings."""
        return type(self)(*args, **settings)

    @property
    def name(self) -> str:
        """The name, in the spelling of the module."""
        words = type(self).__name__
        return "".join(f"_{c.lower()}" if c.isupper() and i else c.lower()
                       for i, c in enumerate(words))

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape array settings broadcast to; ``()`` when all are numbers."""
        return np.broadcast_shapes(*(np.shape(getattr(self, f.name)) for f in fields(self)
                                     if f.name != "domain"))

    @property
    def minima(self) -> Array:
        return np.empty((0, self.dimension))

    def value(self, theta: Any) -> Any:
        """Return the height: ``(..., dimension) -> (...)``."""
        raise NotImplementedError(f"{self.name} has no value.")

    def gradient(self, theta: Any) -> Array:
        """Return the gradient: ``(..., dimension) -> (..., dimension)``."""
        raise NotImplementedError(f"{self.name} has no gradient.")

    def hessian(self, theta: Any) -> Array:
        """Return the second derivatives: ``(..., dimension) -> (..., dimension, dimension)``."""
        raise NotImplementedError(f"{self.name} has no Hessian.")


def _floats(theta: Any) -> Any:
    """Points as floats; arrays of floats and Tensors pass through untouched."""
    kind = getattr(getattr(theta, "dtype", None), "kind", "")
    return theta if kind == "f" else np.asarray(theta, dtype=float)


def _joined(parts: tuple[Any, ...], like: Array) -> Array:
    """Coordinates side by side: like ``np.stack(parts, axis=-1)``, in half the time."""
    shapes = {np.shape(part) for part in parts}
    shape = shapes.pop() if len(shapes) == 1 else np.broadcast_shapes(*shapes)
    joined = np.empty((*shape, len(parts)), like.dtype)
    for i, part in enumerate(parts):
        joined[..., i] = part
    return joined


@dataclass(frozen=True, eq=False)
class Planar(Surface):
    """A surface over the plane; a family defines ``_value``, ``_gradient`` and ``_hessian``.

    They take the coordinates x and y and return f, (∂f/∂x, ∂f/∂y) and (f_xx, f_xy, f_yy).
    """

    def value(self, theta: Any) -> Any:
        theta = _floats(theta)
        return self._value(theta[..., 0], theta[..., 1])

    def gradient(self, theta: Any) -> Array:
        theta = _floats(theta)
        x, y = theta[..., 0], theta[..., 1]
        along_x, along_y = self._gradient(x, y)
        if not np.shape(along_x) == np.shape(along_y) == x.shape:
            along_x, along_y, _ = np.broadcast_arrays(along_x, along_y, x)
        return _joined((along_x, along_y), theta)

    def hessian(self, theta: Any) -> Array:
        theta = _floats(theta)
        x, y = theta[..., 0], theta[..., 1]
        xx, xy, yy, _ = np.broadcast_arrays(*self._hessian(x, y), x)
        return _joined((xx, xy, xy, yy), theta).reshape(*xx.shape, 2, 2)

    def _value(self, x: Any, y: Any) -> Any:
        raise NotImplementedError(f"{self.name} has no value.")

    def _gradient(self, x: Any, y: Any) -> tuple[Any, Any]:
        raise NotImplementedError(f"{self.name} has no gradient.")

    def _hessian(self, x: Any, y: Any) -> tuple[Any, Any, Any]:
        raise NotImplementedError(f"{self.name} has no Hessian.")


@dataclass(frozen=True, eq=False)
class Line(Surface):
    """A curve, a surface over one coordinate: ``_value``, ``_slope`` and ``_curvature`` of x."""

    dimension: ClassVar[int] = 1
    usual_domain: ClassVar[Box] = ((-5.0, 5.0),)

    def value(self, theta: Any) -> Any:
        return self._value(_floats(theta)[..., 0])

    def gradient(self, theta: Any) -> Array:
        theta = _floats(theta)
        return _joined((self._slope(theta[..., 0]),), theta)

    def hessian(self, theta: Any) -> Array:
        theta = _floats(theta)
        curvature, _ = np.broadcast_arrays(self._curvature(theta[..., 0]), theta[..., 0])
        return _joined((curvature,), theta)[..., None]

    def _value(self, x: Any) -> Any:
        raise NotImplementedError(f"{self.name} has no value.")

    def _slope(self, x: Any) -> Any:
        raise NotImplementedError(f"{self.name} has no slope.")

    def _curvature(self, x: Any) -> Any:
        raise NotImplementedError(f"{self.name} has no curvature.")


def grid(surface: Surface, points: int = 101) -> tuple[Array, Array, Array]:
    """Return x, y and the heights on a regular grid over the domain of a planar surface.

    Parameters
    ----------
    surface : Surface
        Of dimension 2.
    points : int
        Points along each side.

    Returns
    -------
    x, y : ndarray, shape (points,)
    height : ndarray, shape (points, points)
        ``height[j, i]`` is the value at ``(x[i], y[j])``, as ``contour(x, y, height)`` wants it.

    Examples
    --------
    >>> from lecture_lib.descent import booth
    >>> x, y, height = grid(booth, 21)
    >>> j, i = np.unravel_index(height.argmin(), height.shape)
    >>> print(x[i], y[j])
    1.0 3.0
    """
    if surface.dimension != 2:
        raise ValueError(f"grid: {surface.name} has dimension {surface.dimension}; "
                         "only a surface over the plane has a grid.")
    x, y = (np.linspace(*side, points) for side in surface.domain)
    with np.errstate(over="ignore"):
        return x, y, np.asarray(surface.value(np.stack(np.meshgrid(x, y), axis=-1)))


# --- quadratics -----------------------------------------------------------------------------

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
            raise ValueError(f"quadratic: condition_number is {self.condition_number}; as largest "
                             "over smallest curvature it is at least 1. Turn by angle=np.pi/2 to "
                             "exchange the axes.")
        if not np.all(np.asarray(self.mu) > 0):
            raise ValueError(f"quadratic: mu is {self.mu}; a bowl curves upwards, so it is "
                             "positive. For a saddle take saddle().")

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
        return (flat * cos**2 + steep * sin**2, (flat - steep) * sin * cos,
                flat * sin**2 + steep * cos**2)

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
            raise ValueError(f"bowl: eigenvalues are {self.eigenvalues}; give a list of positive "
                             "curvatures, one for each direction.")
        eigenvalues.flags.writeable = False
        object.__setattr__(self, "eigenvalues", eigenvalues)
        object.__setattr__(self, "domain", self.domain or ((-25.0, 25.0),) * eigenvalues.size)

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
        theta = _floats(theta)
        return np.sum(self.eigenvalues * theta * theta, axis=-1) / 2

    def gradient(self, theta: Any) -> Any:
        return self.eigenvalues * _floats(theta)

    def hessian(self, theta: Any) -> Array:
        shape = np.shape(theta)
        return np.broadcast_to(np.diag(self.eigenvalues), (*shape, shape[-1])).copy()


@dataclass(frozen=True, eq=False)
class Saddle(Planar):
    """½ (up x² − down y²): a minimum along x, a maximum along y.

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
