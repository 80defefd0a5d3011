"""Walk down a surface: many starts and many settings at once, every point kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..optim import Rule
from .surface import Array, Surface

__all__ = ["Trajectory", "descend", "exact_line_search", "memory_needed"]

#: Bytes a trajectory may take unless ``descend`` is told otherwise.
LIMIT = 2**30


@dataclass(frozen=True, eq=False)
class Trajectory:
    """Paths down a surface.

    Attributes
    ----------
    surface, rule
        What was descended, and how (None for a line search).
    theta : ndarray, shape (steps + 1, ..., dimension)
        The points, the start first. A path that diverged is held where it left; it never
        contains NaN.
    diverged_at : ndarray of int, shape (...)
        The first step at which a path was out of bounds or not a number; -1 if never.

    Examples
    --------
    >>> from lecture_lib.descent import descend, quadratic
    >>> from lecture_lib.optim import GradientDescent
    >>> bowl = quadratic(condition_number=20, mu=0.2)
    >>> path = descend(bowl, GradientDescent(2 / 4.2), start=(20.0, 1.0), steps=60)
    >>> print(path)
    GradientDescent on quadratic, 60 steps: f 42 → 0.0002555
    >>> print(path.rate().round(4))
    0.9048
    """

    surface: Surface
    rule: Rule | None
    theta: Array
    diverged_at: NDArray[np.intp]

    @property
    def steps(self) -> int:
        """Number of steps taken."""
        return len(self.theta) - 1

    @property
    def diverged(self) -> NDArray[np.bool_]:
        """Which paths diverged, shape (...)."""
        return self.diverged_at >= 0

    @cached_property
    def value(self) -> Array:
        """The heights, shape (steps + 1, ...)."""
        return self._along(self.surface.value, 0)

    @cached_property
    def gradient(self) -> Array:
        """The gradients (without noise), shape (steps + 1, ..., dimension)."""
        return self._along(self.surface.gradient, 1)

    @cached_property
    def distance(self) -> Array:
        """Distances to the nearest of the surface's minima, shape (steps + 1, ...)."""
        minima = self.surface.minima
        if not len(minima):
            raise ValueError(
                f"{self.surface.name} has no known minimum to measure a distance to. "
                "Use the gradient or the value."
            )
        nearest = np.full(self.theta.shape[:-1], np.inf)
        for minimum in minima:
            nearest = np.minimum(nearest, np.linalg.norm(self.theta - minimum, axis=-1))
        return nearest

    def __getitem__(self, index: Any) -> Trajectory:
        """Return some of the paths, chosen by an index into the batch."""
        index = index if isinstance(index, tuple) else (index,)
        return replace(self, theta=self.theta[:, *index], diverged_at=self.diverged_at[index])

    def __str__(self) -> str:
        walker = self.rule.label if self.rule else "Exact line search"
        head = f"{walker} on {self.surface.name}, {self.steps} steps"
        count, lost = self.diverged_at.size, int(self.diverged.sum())
        if count != 1:
            return f"{head}, {count} paths, {lost} diverged"
        if lost:
            return f"{head}: diverged at step {int(self.diverged_at.item())}"
        ends = self.value[0].item(), self.value[-1].item()
        return f"{head}: f {ends[0]:.4g} → {ends[1]:.4g}"

    __repr__ = __str__

    def converged_at(
        self, tolerance: float, by: str = "gradient", stays: bool = False
    ) -> NDArray[np.intp]:
        """Return the first step at which a path is within a tolerance; -1 if never.

        Parameters
        ----------
        tolerance : float
            Positive.
        by : {"gradient", "distance", "value"}
            Norm of the gradient, distance to the nearest minimum, or height above the lowest.
        stays : bool
            Count from the step after which it never leaves again: with momentum a path passes
            through the minimum before it rests there.
        """
        measures: dict[str, Callable[[], Array]] = {
            "gradient": lambda: np.asarray(np.linalg.norm(self.gradient, axis=-1)),
            "distance": lambda: self.distance,
            "value": lambda: self.value - self.surface.value(self.surface.minima[0]),
        }
        if by not in measures or not tolerance > 0:
            raise ValueError(
                f"converged_at: tolerance is {tolerance} and by is {by!r}; take a "
                f"positive tolerance and one of {', '.join(map(repr, measures))}."
            )
        near = measures[by]() <= tolerance
        if stays:
            near = np.logical_and.accumulate(near[::-1], axis=0)[::-1]
        return np.where(near.any(axis=0) & ~self.diverged, near.argmax(axis=0), -1)

    def rate(self, window: float = 0.5) -> Array:
        """Return the factor by which the distance shrank per step, over the end of the path.

        It compares the largest distance in the last half of the window with the largest in the
        first half, so that oscillation does not disturb it. At a repeated root (Polyak's best
        parameters) it overstates the limit by a few parts in a thousand, because the distance
        shrinks like t ρᵗ there: see :func:`~lecture_lib.descent.theory.mode_path`.

        Parameters
        ----------
        window : float
            Fraction of the path to look at.
        """
        half = int(self.steps * window / 2)
        if half < 1:
            raise ValueError(
                f"rate: {self.steps} steps leave nothing in a window of {window}; walk further."
            )
        early = self.distance[-2 * half : -half].max(axis=0)
        late = self.distance[-half:].max(axis=0)
        ratio = np.divide(late, early, out=np.zeros_like(late), where=early > 0)
        return np.where(self.diverged, np.inf, ratio ** (1 / half))

    def _along(self, function: Any, extra: int) -> Array:
        """Apply a function of points to the whole path, a block of steps at a time."""
        result = np.empty(self.theta.shape[: self.theta.ndim - 1 + extra])
        with np.errstate(all="ignore"):
            for block in _blocks(self.theta):
                result[block] = function(self.theta[block])
        return result


def _blocks(theta: Array) -> Iterator[slice]:
    """Slices of steps that hold about a megabyte each."""
    size = max(1, 2**17 // max(theta[0].size, 1))
    return (slice(i, i + size) for i in range(0, len(theta), size))


def memory_needed(steps: int, shape: tuple[int, ...]) -> int:
    """Return the bytes of the path of ``steps`` steps from starts of the given shape.

    Parameters
    ----------
    steps : int
        Steps of the path, which has one point more.
    shape : tuple of int
        Of all starts together, such as ``(1000, 2)``: 8 bytes for each number.

    Examples
    --------
    >>> memory_needed(500, (1000, 2))
    8016000
    """
    return (steps + 1) * int(np.prod(shape)) * 8


def descend(
    surface: Surface,
    rule: Rule,
    start: ArrayLike,
    steps: int,
    *,
    noise: float = 0.0,
    seed: int = 0,
    bound: float | None = None,
    limit: int = LIMIT,
) -> Trajectory:
    """Follow an update rule down a surface.

    Parameters
    ----------
    surface : Surface
        Anything with ``value`` and ``gradient``; make one of a function by ``surface(f)``.
    rule : Rule
        Its array hyper-parameters broadcast against the points: rates of shape (n, 1) with one
        start give n paths, of shape (n, 1, 1) with a batch of starts n × batch.
    start : array_like, shape (..., dimension)
        Inside the surface's domain.
    steps : int
        At least 1.
    noise : float
        Standard deviation of independent normal noise added to every gradient component.
    seed : int
        Of the noise.
    bound : float, optional
        A path diverges when a coordinate exceeds this; default 1000 times the domain's extent.
    limit : int
        Bytes the path may take.

    Returns
    -------
    Trajectory
        Divergence is labelled in it, never a warning.

    Raises
    ------
    ValueError
        A start that is not finite, outside the domain or of the wrong dimension, shapes that do
        not broadcast, no steps, or a schedule that returns NaN.
    MemoryError
        The path would exceed ``limit``; says by how much.

    Examples
    --------
    >>> from lecture_lib.descent import quadratic
    >>> from lecture_lib.optim import GradientDescent
    >>> rates = np.array([0.1, 0.3, 0.6])  # 2/L = 0.5
    >>> paths = descend(quadratic(condition_number=20, mu=0.2), GradientDescent(rates[:, None]),
    ...                 start=(20.0, 1.0), steps=100)
    >>> paths.theta.shape, paths.diverged.tolist()
    ((101, 3, 2), [False, False, True])
    """
    theta = _starts("descend", surface, rule, start)
    _check_room("descend", steps, theta.shape, limit)
    rule, asked = rule.over(-1), rule
    path = np.empty((steps + 1, *theta.shape))
    path[0] = theta
    state, gradient, update = rule.init(theta), surface.gradient, rule.update
    rng = np.random.default_rng(seed)
    with np.errstate(all="ignore"):
        for step in range(1, steps + 1):
            slope = gradient(theta)
            if noise:
                slope = slope + noise * rng.standard_normal(theta.shape)
            theta, state = update(theta, slope, state)
            path[step] = theta
    return Trajectory(surface, asked, path, _hold(path, _bound(surface, bound)))


def exact_line_search(
    surface: Surface,
    start: ArrayLike,
    steps: int,
    *,
    bound: float | None = None,
    limit: int = LIMIT,
) -> Trajectory:
    r"""Follow the gradient, each time with the best rate along it.

    .. math:: \eta_k = \frac{g^\top g}{g^\top H g}

    It is exact on a quadratic; elsewhere it is the best rate of the quadratic that fits locally,
    taken as positive.

    Parameters
    ----------
    surface : Surface
        With a ``hessian``.
    start : array_like, shape (..., dimension)
        Inside the surface's domain.
    steps : int
        At least 1.
    bound : float, optional
        A path diverges when a coordinate exceeds this; default 1000 times the domain's extent.
    limit : int
        Bytes the path may take.

    Returns
    -------
    Trajectory
        Its ``rule`` is None.

    Raises
    ------
    ValueError, TypeError, MemoryError
        As for :func:`descend`.

    Examples
    --------
    >>> from lecture_lib.descent import quadratic
    >>> path = exact_line_search(quadratic(condition_number=20, mu=0.2), (20.0, 1.0), steps=5)
    >>> print((path.value[1:] / path.value[:-1]).round(4))
    [0.8186 0.8186 0.8186 0.8186 0.8186]
    """
    theta = _starts("exact_line_search", surface, None, start)
    _check_room("exact_line_search", steps, theta.shape, limit)
    path = np.empty((steps + 1, *theta.shape))
    path[0] = theta
    with np.errstate(all="ignore"):
        for step in range(1, steps + 1):
            g = surface.gradient(theta)
            square = np.sum(g * g, axis=-1, keepdims=True)
            bend = np.abs(np.einsum("...i,...ij,...j->...", g, surface.hessian(theta), g))
            theta = theta - np.where(square > 0, square / bend[..., None], 0.0) * g
            path[step] = theta
    return Trajectory(surface, None, path, _hold(path, _bound(surface, bound)))


def _starts(owner: str, surface: Surface, rule: Rule | None, start: ArrayLike) -> Array:
    """The start as floats, spread over all settings, or an error that says what is wrong."""
    if not (hasattr(surface, "value") and hasattr(surface, "gradient")):
        raise TypeError(
            f"{owner}: {surface!r} is no surface. Make one of a function by surface(function)."
        )
    theta = np.asarray(start, dtype=float)
    dimension = len(surface.domain)
    if theta.shape[-1:] != (dimension,):
        raise ValueError(
            f"{owner}: start has shape {theta.shape}, but {surface.name} has points "
            f"of {dimension} coordinates. Give it the shape (..., {dimension})."
        )
    low, high = np.array(surface.domain).T
    inside = ((theta >= low) & (theta <= high)).all(axis=-1)
    if not inside.all():
        wrong = theta[~inside].reshape(-1, dimension)[0]
        sides = " × ".join(f"[{a:g}, {b:g}]" for a, b in surface.domain)
        raise ValueError(
            f"{owner}: start ({', '.join(f'{x:g}' for x in wrong)}) is outside the "
            f"domain {sides} of {surface.name}. Start inside it, or give the surface "
            "a larger one with domain=((low, high), ...)."
        )
    settings = rule.batch_shape if rule is not None else ()
    try:
        shape = np.broadcast_shapes(theta.shape, settings, (*surface.batch_shape, 1))
        if shape[-1] != dimension:
            raise ValueError
    except ValueError:
        raise ValueError(
            f"{owner}: start {theta.shape}, hyper-parameters {settings} and surface settings "
            f"{surface.batch_shape} do not broadcast to points of {dimension} coordinates. Give a "
            "slider of n values the shape (n, 1): learning_rate=rates[:, None]."
        ) from None
    return np.broadcast_to(theta, shape).copy()


def _check_room(owner: str, steps: int, shape: tuple[int, ...], limit: int) -> None:
    if steps < 1 or steps != int(steps):
        raise ValueError(f"{owner}: steps is {steps!r}; take a whole number of at least 1.")
    needed = memory_needed(int(steps), shape)
    if needed > limit:
        raise MemoryError(
            f"{owner}: {steps} steps of {shape} numbers take {needed / 1e6:,.0f} MB, over the "
            f"limit of {limit / 1e6:,.0f} MB. Take fewer steps or starts, or raise limit."
        )


def _bound(surface: Surface, bound: float | None) -> float:
    return 1e3 * max(1.0, float(np.abs(surface.domain).max())) if bound is None else float(bound)


def _hold(path: Array, bound: float) -> NDArray[np.intp]:
    """Find where each path left the bounds, and hold it there, in place."""
    diverged_at = np.full(path.shape[1:-1], -1)
    if path.max() <= bound and path.min() >= -bound:  # false for NaN; spares the copies below
        return diverged_at
    for block in _blocks(path):
        lost = ~(np.abs(path[block]) <= bound).all(axis=-1)
        new = lost.any(axis=0) & (diverged_at < 0)
        diverged_at[new] = block.start + lost.argmax(axis=0)[new]
    for index in np.argwhere(diverged_at >= 0):
        column = path[:, *index]
        first = diverged_at[*index]
        last = column[max(first - 1, 0)]
        column[first:] = np.clip(
            np.where(np.isnan(column[first]), last, column[first]), -bound, bound
        )
    return diverged_at
