"""Surfaces made from functions: of a Tensor, or the loss of a network along two directions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from ..autograd import GradientMismatch, ShapeError, Tensor, grad, hvp, no_grad
from .surface import Array, Box, Surface, floats

__all__ = ["FunctionSurface", "check_surface", "loss_slice", "surface"]


def _plain(result: Any) -> Array:
    return np.asarray(result.data if isinstance(result, Tensor) else result, dtype=float)


@dataclass(frozen=True, eq=False)
class FunctionSurface(Surface):
    """What :func:`surface` returns; derivatives come from the vector engine."""

    function: Callable[[Any], Any]
    title: str
    known_minima: Array
    given_gradient: Callable[[Array], Any] | None
    axis: int | None  # where the function wants its coordinates; None: one point at a time
    equation: ClassVar[str] = ""

    @property
    def name(self) -> str:
        return self.title

    @property
    def dimension(self) -> int:  # type: ignore[override]
        return len(self.domain)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        return ()

    @property
    def minima(self) -> Array:
        return self.known_minima

    def __call__(self, *args: Any, **settings: Any) -> Any:
        raise TypeError(
            f"{self.name} has no settings to change; its height is .value(theta), and "
            "surface(function) makes another surface."
        )

    def value(self, theta: Any) -> Any:
        with no_grad():
            return self._each(lambda point: _plain(self.function(Tensor(point))), theta, 0)

    def gradient(self, theta: Any) -> Array:
        if self.given_gradient is not None:
            return np.asarray(self.given_gradient(floats(theta)), dtype=float)
        slope = grad(lambda point: np.sum(self.function(point)))
        return self._each(lambda point: _plain(slope(point)), theta, 1)

    def hessian(self, theta: Any) -> Array:
        product = hvp(lambda point: np.sum(self.function(point)))

        def rows(points: Array) -> Array:
            axis = self.axis or 0
            return np.stack(
                [
                    _plain(product(points, _unit(points.shape, axis, i)))
                    for i in range(self.dimension)
                ],
                axis=axis,
            )

        return self._each(rows, theta, 2)

    def _each(self, function: Callable[[Array], Array], theta: Any, extra: int) -> Array:
        """Apply a function that adds ``extra`` coordinate axes to all points."""
        theta = floats(theta)
        points = theta.reshape(-1, self.dimension)
        if self.axis is None:
            result = np.array([function(point) for point in points])
        elif self.axis == 0:
            result = np.moveaxis(function(points.T), -1, 0)
        else:
            result = function(points)
        return result.reshape(theta.shape[:-1] + (self.dimension,) * extra)


def _unit(shape: tuple[int, ...], axis: int, i: int) -> Array:
    unit = np.zeros(shape)
    np.moveaxis(unit, axis, -1)[..., i] = 1.0
    return unit


def surface(
    function: Callable[[Any], Any],
    *,
    domain: Box = ((-2.0, 2.0), (-2.0, 2.0)),
    minima: ArrayLike = (),
    gradient: Callable[[Array], Any] | None = None,
    name: str | None = None,
) -> FunctionSurface:
    """Make a surface from any function of a Tensor.

    Parameters
    ----------
    function : callable
        Takes a Tensor of shape (dimension,) and returns one number. Written with
        ``x, y = theta`` or with ``theta[..., 0]`` it is called with all points at once, which is
        found out by trying; otherwise point by point.
    domain : tuple of (low, high)
        One interval for each coordinate; their number is the dimension.
    minima : array_like, shape (m, dimension)
        Known minima, the lowest first.
    gradient : callable, optional
        ``(..., dimension) -> (..., dimension)``, when you have it; default: the engine's.
    name : str, optional
        Default: the name of the function.

    Raises
    ------
    ShapeError
        The function returns more than one number for a point.
    GradientMismatch
        The gradient disagrees with the value; names the point.

    Examples
    --------
    >>> hills = surface(lambda theta: np.sin(theta[0]) * np.cos(theta[1]), name="hills")
    >>> hills.gradient([0.0, 0.0])
    array([1., 0.])
    >>> hills.hessian([[0.0, 0.0]]).shape
    (1, 2, 2)
    """
    title = str(name or getattr(function, "__name__", type(function).__name__))
    title = "surface" if title == "<lambda>" else title
    domain = tuple((float(low), float(high)) for low, high in domain)
    known = np.array(minima, dtype=float).reshape(-1, len(domain))
    probes = _probes(domain)
    single = FunctionSurface(function, title, known, gradient, None, domain=domain)
    with no_grad():
        shape = _plain(function(Tensor(probes[0]))).shape
    if shape not in ((), (1,)):
        raise ShapeError(
            f"surface: {title} returned shape {shape} for one point of shape "
            f"{probes[0].shape}; return one number, for example np.sum(...)."
        )
    made = FunctionSurface(function, title, known, gradient, _layout(single, probes), domain=domain)
    check_surface(made, probes)
    return made


def _probes(domain: Box, count: int = 3) -> Array:
    """Points of no significance inside the domain, always the same."""
    low, high = np.array(domain).T
    part = np.random.default_rng(5).uniform(0.1, 0.9, (count, len(domain)))
    return np.asarray(low + (high - low) * part)


def _layout(single: FunctionSurface, probes: Array) -> int | None:
    """Find how the function takes several points at once, or None."""
    expected = single.value(probes)
    for axis in (0, -1):  # written with theta[0] and theta[1], or with theta[..., 0]
        try:
            with no_grad():
                found = _plain(single.function(Tensor(np.moveaxis(probes, -1, axis).copy())))
        except Exception:  # any failure of the student's code means: not this way
            continue
        if found.shape == expected.shape and np.allclose(
            found, expected, rtol=1e-9, equal_nan=True
        ):
            return axis
    return None


def check_surface(surface: Surface, points: ArrayLike, tolerance: float = 1e-5) -> None:
    """Check the gradient of a surface against central differences of its value.

    Parameters
    ----------
    surface : Surface
        Anything with ``value`` and ``gradient``.
    points : array_like, shape (n, dimension)
        Where to check; keep away from kinks.
    tolerance : float
        Largest difference allowed, relative to the gradient or to 1.

    Raises
    ------
    GradientMismatch
        Names the surface, the point, and both gradients.

    Examples
    --------
    >>> from lecture_lib.descent import himmelblau
    >>> check_surface(himmelblau, [[0.5, 0.5]])
    """
    for point in np.atleast_2d(np.asarray(points, dtype=float)):
        steps = np.diag(1e-5 * np.maximum(1.0, np.abs(point)))
        ends = surface.value(point + steps), surface.value(point - steps)
        measured = (ends[0] - ends[1]) / (2 * steps.diagonal())
        claimed = np.asarray(surface.gradient(point))
        if claimed.shape != point.shape:
            raise ShapeError(
                f"surface: the gradient of {surface.name} has shape {claimed.shape} "
                f"at a point of shape {point.shape}; they must agree."
            )
        scale = max(1.0, float(np.abs(measured).max()))
        if not np.abs(claimed - measured).max() <= tolerance * scale:
            raise GradientMismatch(
                f"surface: the gradient of {surface.name} disagrees with its value at "
                f"{_shown(point)}: it gives {_shown(claimed)}, the slope measured there is "
                f"{_shown(measured)}. Check sign and factors, or leave the gradient to the engine."
            )


def _shown(point: Array) -> str:
    return "(" + ", ".join(f"{x:.6g}" for x in point) + ")"


def loss_slice(
    loss: Callable[..., Any],
    parameters: Sequence[ArrayLike],
    directions: Sequence[Sequence[ArrayLike]] | None = None,
    *,
    span: float = 1.0,
    seed: int = 0,
    name: str = "loss slice",
) -> FunctionSurface:
    """Make a surface from the loss of a network along two directions through its parameters.

    The height at (a, b) is ``loss(*(p + a·d + b·e))`` over the parameters p and their parts d, e
    of the two directions. A slice shows a little of a space of many dimensions: a minimum of
    the slice need not be one of the loss.

    Parameters
    ----------
    loss : callable
        Takes the parameters, as Tensors, one argument each; returns one number.
    parameters : sequence of array_like
        The centre of the slice.
    directions : pair of sequences of array_like, optional
        Shaped like ``parameters``. Default: random, every row scaled to the length of the row of
        the parameter it moves ("filter normalisation", Li et al. 2018).
    span : float
        The domain is ±span along both.
    seed : int
        Of the random directions.
    name : str
        Of the surface, for titles and errors.

    Returns
    -------
    Surface
        Over the plane of (a, b); its derivatives come from the engine.

    Raises
    ------
    ShapeError
        A direction that is not shaped like the parameters, or a loss that is not one number.

    Examples
    --------
    >>> x, y = np.array([[0.0, 1.0], [1.0, 1.0]]), np.array([1.0, 0.0])
    >>> def loss(w, b):
    ...     return np.mean((np.tanh(x @ w + b) - y) ** 2)
    >>> slice_ = loss_slice(loss, [np.array([0.5, -0.5]), np.array(0.1)])
    >>> slice_.hessian([0.0, 0.0]).shape
    (2, 2)
    """
    centre = [np.asarray(p, dtype=float) for p in parameters]
    if directions is None:
        rng = np.random.default_rng(seed)
        directions = [[_like(p, rng) for p in centre] for _ in range(2)]
    first, second = ([np.asarray(d, dtype=float) for d in direction] for direction in directions)
    for i, (p, d, e) in enumerate(zip(centre, first, second, strict=True)):
        if not p.shape == d.shape == e.shape:
            raise ShapeError(
                f"loss_slice: parameter {i} is {p.shape}, its directions are "
                f"{d.shape} and {e.shape}; give each direction one array like each "
                "parameter."
            )

    def along(theta: Any) -> Any:
        a, b = theta[0], theta[1]
        return loss(*(p + a * d + b * e for p, d, e in zip(centre, first, second, strict=True)))

    return surface(along, domain=((-span, span), (-span, span)), name=name)


def _like(parameter: Array, rng: np.random.Generator) -> Array:
    """A random direction with rows as long as those of the parameter."""
    direction = np.asarray(rng.standard_normal(parameter.shape))
    axis = -1 if parameter.ndim else None
    length = np.sqrt(np.sum(direction**2, axis=axis, keepdims=True))
    scale = np.sqrt(np.sum(parameter**2, axis=axis, keepdims=True)) / length
    return np.asarray(direction * scale).reshape(parameter.shape)
