"""Exercise of notebook 03: what arrives at an array that was broadcast."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator
Shape = tuple[int, ...]


def _unbroadcast(gradient: Array, shape: Shape) -> Array:
    extra = gradient.ndim - len(shape)
    stretched = tuple(i + extra for i, n in enumerate(shape) if n == 1)
    return np.asarray(gradient.sum(axis=(*range(extra), *stretched))).reshape(shape)


def _average(gradient: Array, shape: Shape) -> Array:
    # The mean over what was stretched; equal sizes, so a ratio of sizes says it.
    return _unbroadcast(gradient, shape) * (np.prod(shape) / gradient.size)


def _first_copy(gradient: Array, shape: Shape) -> Array:
    extra = gradient.ndim - len(shape)
    first = gradient[(0,) * extra]
    return np.asarray(first[tuple(slice(0, n) for n in shape)])


def _leading_only(gradient: Array, shape: Shape) -> Array:
    return np.asarray(gradient.sum(axis=tuple(range(gradient.ndim - len(shape)))))


def _dropped_axes(gradient: Array, shape: Shape) -> Array:
    return _unbroadcast(gradient, shape).squeeze()


def _wrong_axis(gradient: Array, shape: Shape) -> Array:
    if gradient.ndim == len(shape):
        return _unbroadcast(gradient, shape)
    left = gradient.sum(axis=tuple(range(len(shape), gradient.ndim)))
    stretched = tuple(i for i, n in enumerate(shape) if n == 1)
    return np.asarray(left.sum(axis=stretched, keepdims=True))


def _from_the_left(gradient: Array, shape: Shape) -> Array:
    extra, ones = gradient.ndim - len(shape), {i for i, n in enumerate(shape) if n == 1}
    if not extra or not ones:
        return _unbroadcast(gradient, shape)
    return np.asarray(gradient.sum(axis=tuple(ones | set(range(extra)))))


def _is_counted_from_the_left(answer: Any, gradient: Array, shape: Shape) -> bool:
    """Stretched axes were looked for at the places they have in shape, not in gradient."""
    extra, found = gradient.ndim - len(shape), np.squeeze(np.asarray(answer, dtype=float))
    at = {i for i, n in enumerate(shape) if n == 1}
    sums = (gradient.sum(axis=tuple(at | set(range(k)))) for k in range(extra + 1))
    return (
        extra > 0
        and bool(at)
        and any(found.shape == s.shape and np.allclose(found, s) for s in sums)
    )


def _has_the_shape(answer: Any, gradient: Array, shape: Shape) -> bool:
    return bool(np.shape(answer) == tuple(shape))


def _mean_of_rows(gradient: Array, shape: Shape) -> Array:
    return np.asarray(gradient.mean(axis=0))


def _rows(gradient: Array, shape: Shape) -> Array:
    return np.asarray(gradient.sum(axis=0))


def _rows_in_shape(gradient: Array, shape: Shape) -> Array:
    rows = _rows(gradient, shape)
    return rows.reshape(shape) if rows.size == np.prod(shape) else rows


def _stretched(rng: Generator) -> Inputs:
    rows = int(rng.integers(2, 5))
    return rng.integers(-4, 5, size=(2, rows, 3)).astype(float), (rows, 1)


_UNBROADCAST = Exercise(
    id="unbroadcast",
    task="An array of the given shape was broadcast, to the shape of gradient, and gradient has "
    "arrived at all its copies. Return what arrives at the array itself: an array of the given "
    "shape.",
    inputs=("gradient", "shape"),
    simple=(
        (np.array([[1.0, -2.0], [-3.0, 4.0]]), (2,)),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), (2, 1)),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), ()),
        (np.array([1.0, 2.0, 3.0]), (1,)),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), (2, 2)),
    ),
    numbers=_stretched,
    reference=_unbroadcast,
    mistakes=(
        Mistake(
            "mean instead of sum",
            _average,
            "Every copy contributes in full: add the contributions, do not average them.",
        ),
        Mistake(
            "the mean over the first axis",
            _mean_of_rows,
            "Every copy contributes in full: add, do not average. And not every array was copied "
            "along the first axis.",
        ),
        Mistake(
            "first copy only",
            _first_copy,
            "All copies were used, so all of them send a gradient back.",
        ),
        Mistake(
            "leading axes only",
            _leading_only,
            "Axes of length 1 were stretched as well; sum over them too.",
        ),
        Mistake(
            "counted from the left",
            _from_the_left,
            "Shapes are aligned at their right ends: axis 1 of shape is axis 2 of a gradient that "
            "has one axis more. Shift by the number of missing axes.",
            fits=_is_counted_from_the_left,
        ),
        Mistake(
            "lost an axis",
            _dropped_axes,
            "The gradient must have the shape asked for: axes of length 1 stay.",
        ),
        Mistake(
            "always the first axis",
            _rows,
            "So it is for a bias. A column (2, 1) was copied along the other axis: compare shape "
            "with that of gradient to see along which.",
        ),
        Mistake(
            "always the first axis, then reshaped",
            _rows_in_shape,
            "reshape mends the shape, but the wrong entries were added up: a column (2, 1) was "
            "copied along the other axis.",
        ),
        Mistake(
            "all in one",
            lambda gradient, shape: np.full(shape, gradient.sum()),
            "Everything was added up. An entry receives what has arrived at its own copies only.",
        ),
        Mistake(
            "wrong axis",
            _wrong_axis,
            "Broadcasting adds axes on the left; sum over the leading ones.",
        ),
        Mistake(
            "the right shape, other numbers",
            lambda gradient, shape: 2 * _unbroadcast(gradient, shape),
            "The shape is right, the numbers are not. Which entries of gradient stand at the "
            "copies of one entry? Add up these, and no others.",
            fits=_has_the_shape,
        ),
    ),
    hints=(
        "If one number was copied three times, what is the derivative of the sum of the copies?",
        "Sum over the axes that broadcasting added on the left, and over those of length 1 that it "
        "stretched.",
        "gradient.sum(axis=…, keepdims=True) keeps the stretched axes; reshape(shape) does too.",
    ),
)


EXERCISES = (_UNBROADCAST,)
