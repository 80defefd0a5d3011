"""Undoing broadcasting, and other shape arithmetic that derivative rules share.

Everything here is written in NumPy functions, so that it works on arrays and on Tensors.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .errors import ShapeError

__all__ = ["count", "normalise", "restore", "transposed", "unbroadcast"]


def unbroadcast(gradient: Any, shape: tuple[int, ...]) -> Any:
    """Sum `gradient` over the axes along which an operand of `shape` was repeated.

    Broadcasting copies an operand; the derivative of a copy is a sum.

    Raises
    ------
    ShapeError
        No operand of `shape` could have been broadcast to the gradient's shape.

    Examples
    --------
    >>> import numpy as np
    >>> unbroadcast(np.ones((4, 3)), (3,))
    array([4., 4., 4.])
    >>> unbroadcast(np.ones((4, 3)), (4, 1)).shape
    (4, 1)
    """
    extra = gradient.ndim - len(shape)
    axes = tuple(range(extra)) + tuple(
        k + extra for k, n in enumerate(shape) if n == 1 and gradient.shape[k + extra :][:1] != (1,)
    )
    try:
        return np.reshape(np.add.reduce(gradient, axis=axes), shape)
    except ValueError:
        raise ShapeError(
            f"a pull-back returned a gradient of shape {gradient.shape} for an operand of shape "
            f"{shape}; it must return the operand's shape, or one that broadcasting it produced"
        ) from None


def normalise(axis: Any, ndim: int) -> tuple[int, ...]:
    """Axes as a tuple of non-negative numbers; None means all, and a number has none."""
    if axis is None or not ndim:
        return tuple(range(ndim))
    return tuple(int(a) % ndim for a in np.atleast_1d(axis))


def restore(reduced: Any, ndim: int, axis: Any, keepdims: bool) -> Any:
    """Give a reduced array back its axes, with length 1, so that it broadcasts again."""
    if keepdims or axis is None or not ndim:
        return reduced
    return np.expand_dims(reduced, normalise(axis, ndim))


def count(shape: tuple[int, ...], axis: Any) -> int:
    """How many elements a reduction over `axis` merges."""
    return int(np.prod([shape[a] for a in normalise(axis, len(shape))], dtype=int))


def transposed(a: Any) -> Any:
    """Each matrix of a stack transposed."""
    return a.T if a.ndim == 2 else np.swapaxes(a, -1, -2)
