"""Surfaces to walk down: functions with their gradient, Hessian, minima and domain.

A surface is an object, and calling it makes a relative with other settings:
``rosenbrock.value(theta)``, ``rosenbrock(steepness=10)``. Points are arrays ``(..., 2)`` (or
``(..., dimension)``) with any leading batch; settings may be arrays that broadcast against the
batch. The formulas are plain NumPy, so a Tensor may go through ``value`` too.

The families write their gradients and Hessians by hand, though the engine could derive them, for
speed: some 60 times the engine's. A test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Box = tuple[tuple[float, float], ...]

__all__ = ["Array", "Box", "Line", "Planar", "Surface", "floats", "grid"]


@dataclass(frozen=True, eq=False)  # compared by identity: settings may be arrays
class Surface:
    """What every surface offers.

    A family of one's own over the plane is easier from :class:`Planar`, over a line from
    :class:`Line`; any function becomes a surface by :func:`~lecture_lib.descent.surface`.

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

    Examples
    --------
    >>> from lecture_lib.descent import rosenbrock
    >>> rosenbrock.dimension, rosenbrock.minima
    (2, array([[1., 1.]]))
    >>> gentle = rosenbrock(steepness=10.0)
    >>> gentle(shift=2.0).steepness, float(gentle.value([0.0, 1.0]))
    (10.0, 11.0)
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

    def __call__(self, *numbers: Any, **settings: Any) -> Self:
        """Return the surface with other settings; those that are not named stay as they are.

        Parameters
        ----------
        *numbers : float
            Settings in the order of the family, numbers only.
        **settings : float or array_like
            Settings by name; arrays broadcast against a batch of points.

        Raises
        ------
        TypeError
            An array without a name, which may have been meant as a point, or an unknown setting.
        """
        names = [setting.name for setting in fields(self) if not setting.kw_only]
        array = any(np.ndim(number) for number in numbers)
        unknown = [name for name in settings if name not in (*names, "domain")]
        if array or unknown or len(numbers) > len(names):
            known = ", ".join(f"{name}=…" for name in (*names, "domain"))
            wrong = "an array" if array else ", ".join(unknown) or f"setting {len(numbers)}"
            raise TypeError(
                f"{self.name}: {wrong} is not one of its settings {known}. "
                f"The height at a point is {self.name}.value(theta)."
            )
        return replace(self, **dict(zip(names, numbers, strict=False)), **settings)

    @property
    def name(self) -> str:
        """The name, in the spelling of the module."""
        words = type(self).__name__
        return "".join(
            f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(words)
        )

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape array settings broadcast to; ``()`` when all are numbers."""
        return np.broadcast_shapes(
            *(np.shape(getattr(self, f.name)) for f in fields(self) if f.name != "domain")
        )

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


def floats(theta: Any) -> Any:
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
        theta = floats(theta)
        return self._value(theta[..., 0], theta[..., 1])

    def gradient(self, theta: Any) -> Array:
        theta = floats(theta)
        x, y = theta[..., 0], theta[..., 1]
        along_x, along_y = self._gradient(x, y)
        if not np.shape(along_x) == np.shape(along_y) == x.shape:
            along_x, along_y, _ = np.broadcast_arrays(along_x, along_y, x)
        return _joined((along_x, along_y), theta)

    def hessian(self, theta: Any) -> Array:
        theta = floats(theta)
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
        return self._value(floats(theta)[..., 0])

    def gradient(self, theta: Any) -> Array:
        theta = floats(theta)
        return _joined((self._slope(theta[..., 0]),), theta)

    def hessian(self, theta: Any) -> Array:
        theta = floats(theta)
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

    Raises
    ------
    ValueError
        A surface that is not over the plane.

    Examples
    --------
    >>> from lecture_lib.descent import booth
    >>> x, y, height = grid(booth, 21)
    >>> j, i = np.unravel_index(height.argmin(), height.shape)
    >>> print(x[i], y[j])
    1.0 3.0
    """
    if surface.dimension != 2:
        raise ValueError(
            f"grid: {surface.name} has dimension {surface.dimension}; "
            "only a surface over the plane has a grid."
        )
    x, y = (np.linspace(*side, points) for side in surface.domain)
    with np.errstate(over="ignore"):
        return x, y, np.asarray(surface.value(np.stack(np.meshgrid(x, y), axis=-1)))
