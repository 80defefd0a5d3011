"""Linear algebra: inverses, solutions, determinants, norms and singular values."""

from __future__ import annotations

from typing import Any

import numpy as np

from .composition import composed
from .errors import NoDerivative
from .rule import derivative, primitive
from .shapes import normalise, restore, transposed
from .tensor import Tensor

__all__ = ["norm", "singular_values"]

derivative(np.linalg.inv, lambda g, out, a: -transposed(out) @ g @ transposed(out))
derivative(np.linalg.det, lambda g, out, a: np.expand_dims(g, (-1, -2)) * _cofactors(out, a))


def _cofactors(det: Any, a: Any) -> Any:
    """det(a) · a⁻ᵀ; for singular matrices, which have no inverse, determinants of minors."""
    try:
        return np.expand_dims(det, (-1, -2)) * transposed(np.linalg.inv(a))
    except np.linalg.LinAlgError:
        i = np.arange(a.shape[-1])
        others = np.array([np.delete(i, k) for k in i])  # row k: all but k
        minors = a[..., others[:, None, :, None], others[None, :, None, :]]
        return (-1.0) ** (i[:, None] + i) * np.linalg.det(minors)


def _solve_matrix(g: Any, out: Any, a: Any, b: Any) -> Any:
    at_b = _solve_vector(g, out, a, b)
    if b.ndim == 1:
        return -np.expand_dims(at_b, -1) * np.expand_dims(out, -2)
    return -at_b @ transposed(out)


def _solve_vector(g: Any, out: Any, a: Any, b: Any) -> Any:
    if b.ndim == 1:  # not a matrix, also where `a` is a stack and g has more axes
        return np.linalg.solve(transposed(a), np.expand_dims(g, -1))[..., 0]
    return np.linalg.solve(transposed(a), g)


derivative(np.linalg.solve, _solve_matrix, _solve_vector)


# -- norms ----------------------------------------------------------------------------------------
def _norm_pull(
    g: Any, out: Any, x: Any, axis: Any = None, keepdims: bool = False, p: float = 2
) -> Any:
    """x / ‖x‖ for p = 2, and 0 at the origin, where every slope between −1 and 1 would do."""
    g, out = restore(g, x.ndim, axis, keepdims), restore(out, x.ndim, axis, keepdims)
    out = np.where(out == 0, 1.0, out)
    if p == 2:
        return g * x / out
    return g * np.sign(x) * np.where(x == 0, 1.0, np.abs(x) / out) ** (p - 1)


@primitive(_norm_pull)
def norm(x: Any, axis: Any = None, keepdims: bool = False, p: float = 2) -> Any:
    """Root of the sum of squares, or the `p`-th root of the sum of `p`-th powers."""
    powers = np.sum(x * x if p == 2 else np.abs(x) ** p, axis=axis, keepdims=keepdims)
    return np.sqrt(powers) if p == 2 else powers ** (1 / p)


def _singular_pull(g: Any, out: Any, a: Any) -> Any:
    if isinstance(a, Tensor):
        raise NoDerivative("np.linalg.norm: ord 2, -2 and 'nuc' have no second derivative here")
    u, _, vt = np.linalg.svd(a, full_matrices=False)
    return u * np.expand_dims(g, -2) @ vt


@primitive(_singular_pull)
def singular_values(a: Any) -> Any:
    """Of a matrix, or of each matrix of a stack, the largest first."""
    return np.linalg.svd(a, compute_uv=False)


@composed(np.linalg.norm)
def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    axes = normalise(axis, x.ndim)
    matrix = len(axes) == 2 and (axis is not None or ord is not None)
    if ord is None or (ord == "fro" and matrix) or (ord == 2 and len(axes) == 1):
        return norm(x, axis=axes, keepdims=keepdims)
    if matrix and ord in (1, -1, np.inf, -np.inf):
        along, across = axes if abs(ord) == 1 else axes[::-1]
        sums = np.sum(np.abs(x), axis=along, keepdims=True)
        extreme = (np.max if ord > 0 else np.min)(sums, axis=across, keepdims=True)
        return extreme if keepdims else np.squeeze(extreme, axes)
    if matrix and ord in (2, -2, "nuc"):
        reduce: Any = {2: np.max, -2: np.min, "nuc": np.sum}[ord]
        result = reduce(singular_values(np.moveaxis(x, axes, (-2, -1))), axis=-1)
        return np.expand_dims(result, axes) if keepdims else result
    if matrix or isinstance(ord, str) or ord == 0:
        raise NoDerivative(f"np.linalg.norm: no derivative for ord={ord!r}; for matrices there are "
                           "'fro', 'nuc', 1, 2, inf and their negatives")  # fmt: skip
    if ord in (np.inf, -np.inf):
        return (np.max if ord > 0 else np.min)(np.abs(x), axis=axes, keepdims=keepdims)
    if ord == 1:
        return np.sum(np.abs(x), axis=axes, keepdims=keepdims)
    return norm(x, axis=axes, keepdims=keepdims, p=ord)
