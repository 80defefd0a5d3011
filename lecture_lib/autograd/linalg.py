"""Linear algebra: inverses, solutions, determinants, norms and singular values."""

from __future__ import annotations

from typing import Any

import numpy as np

from .composition import composed
from .errors import NoDerivative, ShapeError
from .messages import no_rule
from .rule import derivative, primitive
from .shapes import normalise, restore, transposed
from .tensor import Tensor

__all__ = ["log_abs_det", "norm", "singular_values"]

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


@primitive(lambda g, out, a: np.expand_dims(g, (-1, -2)) * transposed(np.linalg.inv(a)))
def log_abs_det(a: Any) -> Any:
    """ln |det a|, also where the determinant itself would overflow."""
    return np.linalg.slogdet(a)[1]


@composed(np.linalg.slogdet)
def _slogdet(a: Any) -> Any:
    plain = np.linalg.slogdet(a._data)
    return type(plain)(plain.sign, log_abs_det(a))


def _cholesky_pull(g: Any, out: Any, a: Any) -> Any:
    """Symmetric, as in torch: the two halves of the matrix share what NumPy reads from one."""
    p = transposed(out) @ g
    p = np.tril(p) - p * (0.5 * np.eye(out.shape[-1], dtype=out.dtype))
    p = np.linalg.solve(transposed(out), p)  # and from the right
    p = transposed(np.linalg.solve(transposed(out), transposed(p)))
    return (p + transposed(p)) * 0.5


def _pinv_pull(g: Any, out: Any, a: Any) -> Any:
    """While the rank stays: Golub and Pereyra, SIAM J. Numer. Anal. 10 (1973)."""
    m, n = a.shape[-2:]
    pt, gt = transposed(out), transposed(g)
    left = np.eye(m, dtype=out.dtype) - a @ out
    right = np.eye(n, dtype=out.dtype) - out @ a
    return -pt @ g @ pt + left @ gt @ out @ pt + pt @ out @ gt @ right


derivative(np.linalg.cholesky, _cholesky_pull)
derivative(np.linalg.pinv, _pinv_pull)


@composed(np.kron)
def _kron(a: Any, b: Any) -> Any:
    n = max(np.ndim(a), np.ndim(b))
    a, b = (np.reshape(x, (1,) * (n - np.ndim(x)) + np.shape(x)) for x in (a, b))
    shape = tuple(i * j for i, j in zip(a.shape, b.shape, strict=True))
    every_other = tuple(range(1, 2 * n, 2)), tuple(range(0, 2 * n, 2))
    return np.reshape(np.expand_dims(a, every_other[0]) * np.expand_dims(b, every_other[1]), shape)


@composed(np.cross)
def _cross(
    a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None
) -> Any:
    axisa, axisb, axisc = (axisa, axisb, axisc) if axis is None else (axis,) * 3
    a, b = np.moveaxis(a, axisa, -1), np.moveaxis(b, axisb, -1)
    if (a.shape[-1], b.shape[-1]) != (3, 3):
        raise ShapeError(f"cross: vectors of {a.shape[-1]} and {b.shape[-1]} numbers; it takes 3")
    one, two = [1, 2, 0], [2, 0, 1]
    return np.moveaxis(a[..., one] * b[..., two] - a[..., two] * b[..., one], -1, axisc)


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


@composed(np.linalg.svdvals)
def _svdvals(x: Any) -> Any:
    return singular_values(x)


@composed(np.linalg.svd)
def _svd(a: Any, full_matrices: bool = True, compute_uv: bool = True, **options: Any) -> Any:
    if compute_uv or options:
        told = "for the singular values alone pass compute_uv=False"
        raise NoDerivative(f"{no_rule(np.linalg.svd)}; {told}")
    return singular_values(a)


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
