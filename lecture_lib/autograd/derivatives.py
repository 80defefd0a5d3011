"""The table of derivatives: NumPy function -> pull-back of each operand.

Each line reads as in a calculus book. A pull-back takes the gradient ``g`` of the result, the
result ``out`` and the operands, and returns the gradient of one operand:

    derivative(np.multiply, lambda g, out, x, y: g * y,
                            lambda g, out, x, y: g * x)

The engine undoes broadcasting, so no line mentions it. Rules are written in NumPy functions: a
first derivative runs them on arrays, a second on Tensors. ``composition.py`` holds the functions
that are best explained by others, such as ``np.stack``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .errors import NoDerivative
from .operators import astype
from .rule import derivative
from .shapes import count, normalise, restore, transposed

__all__: list[str] = []  # importing it fills the table


def _power(x: Any, y: Any) -> Any:
    """``np.power`` without the logarithm for squares and cubes, a hundred times as fast.

    A square is NumPy's to the last bit. A cube is rounded twice: it differs from the exact one by
    at most eps of its size, the distance from 1 to the next number.
    """
    if type(y) in (int, float) and y in (2, 3) and x.dtype.kind == "f":
        return x * x if y == 2 else x * x * x
    return np.power(x, y)


def _lower_power(x: Any, y: Any) -> Any:
    """x**(y − 1); 1 where the exponent y is 0, whose slope is 0 anyway."""
    if not isinstance(y, int | float):
        return x ** np.where(y == 0, 1, y - 1)
    if y in (0, 1):
        return 1.0
    return x if y == 2 else x * x * x if y == 4 else x ** (y - 1)  # NumPy knows squares


def _log_of_base(x: Any, y: Any, out: Any) -> Any:
    """log x in the dtype of ``out = x**y``; 0 where x is 0 and so is the slope of x**y in y."""
    return np.log(np.where((x == 0) & (y >= 0), out.dtype.type(1), x))


def _sinc_slope(s: Any, sinc: Any) -> Any:
    """Slope of sin(s)/s, times π; near 0, where the difference would cancel, by its series."""
    near = np.abs(s) < 0.05
    far = np.where(near, 1.0, s)
    series = s * (-1 / 3 + s * s * (1 / 30 - s * s / 840))
    return np.pi * np.where(near, series, (np.cos(far) - sinc) / far)


# fmt: off
# -- arithmetic ------------------------------------------------------------------------------------
derivative(np.add,        lambda g, out, x, y: g,
                          lambda g, out, x, y: g)
derivative(np.subtract,   lambda g, out, x, y: g,
                          lambda g, out, x, y: -g)
derivative(np.multiply,   lambda g, out, x, y: g * y,
                          lambda g, out, x, y: g * x)
derivative(np.divide,     lambda g, out, x, y: g / y,
                          lambda g, out, x, y: -g * out / y)
derivative(np.remainder,  lambda g, out, x, y: g,
                          lambda g, out, x, y: -g * np.floor(x / y))
for power, faster in (np.power, _power), (np.float_power, None):
    derivative(power,     lambda g, out, x, y: g * y * _lower_power(x, y),
                          lambda g, out, x, y: g * out * _log_of_base(x, y, out), faster=faster)
derivative(np.negative,   lambda g, out, x: -g)
derivative(np.positive,   lambda g, out, x: g)
derivative(np.copy,       lambda g, out, a: g)
derivative(astype,        lambda g, out, x, dtype: g,  # the engine casts it back
                          None)
derivative(np.absolute,   lambda g, out, x: g * np.sign(x))
derivative(np.fabs,       lambda g, out, x: g * np.sign(x))
derivative(np.square,     lambda g, out, x: g * 2 * x)
derivative(np.reciprocal, lambda g, out, x: -g * out * out)
derivative(np.sqrt,       lambda g, out, x: g / (2 * out))
derivative(np.cbrt,       lambda g, out, x: g / (3 * out * out))
for step in np.sign, np.floor, np.ceil, np.trunc, np.rint:
    derivative(step,      lambda g, out, x: np.zeros_like(x))

# -- exponentials, trigonometry --------------------------------------------------------------------
derivative(np.exp,        lambda g, out, x: g * out)
derivative(np.exp2,       lambda g, out, x: g * out * float(np.log(2)))
derivative(np.expm1,      lambda g, out, x: g * (out + 1))
derivative(np.log,        lambda g, out, x: g / x)
derivative(np.log2,       lambda g, out, x: g / x / float(np.log(2)))
derivative(np.log10,      lambda g, out, x: g / x / float(np.log(10)))
derivative(np.log1p,      lambda g, out, x: g / (1 + x))
derivative(np.logaddexp,  lambda g, out, x, y: g * np.exp(-np.logaddexp(0, y - x)),
                          lambda g, out, x, y: g * np.exp(-np.logaddexp(0, x - y)))
derivative(np.logaddexp2, lambda g, out, x, y: g * np.exp2(-np.logaddexp2(0, y - x)),
                          lambda g, out, x, y: g * np.exp2(-np.logaddexp2(0, x - y)))
derivative(np.sin,        lambda g, out, x: g * np.cos(x))
derivative(np.cos,        lambda g, out, x: -g * np.sin(x))
derivative(np.tan,        lambda g, out, x: g * (1 + out * out))
derivative(np.arcsin,     lambda g, out, x: g / np.sqrt(1 - x * x))
derivative(np.arccos,     lambda g, out, x: -g / np.sqrt(1 - x * x))
derivative(np.arctan,     lambda g, out, x: g / (1 + x * x))
derivative(np.arctan2,    lambda g, out, y, x: g * x / (x * x + y * y),
                          lambda g, out, y, x: -g * y / (x * x + y * y))
derivative(np.hypot,      lambda g, out, x, y: g * x / out,
                          lambda g, out, x, y: g * y / out)
derivative(np.sinh,       lambda g, out, x: g * np.cosh(x))
derivative(np.cosh,       lambda g, out, x: g * np.sinh(x))
derivative(np.tanh,       lambda g, out, x: g * (1 - out * out))
derivative(np.arcsinh,    lambda g, out, x: g / np.sqrt(x * x + 1))
derivative(np.arccosh,    lambda g, out, x: g / np.sqrt(x * x - 1))
derivative(np.arctanh,    lambda g, out, x: g / (1 - x * x))
derivative(np.sinc,       lambda g, out, x: g * _sinc_slope(np.pi * x, out))
for degree in np.deg2rad, np.radians:
    derivative(degree,    lambda g, out, x: g * (np.pi / 180))
for radian in np.rad2deg, np.degrees:
    derivative(radian,    lambda g, out, x: g * (180 / np.pi))

# -- choices: a tie is shared equally --------------------------------------------------------------
for larger, wins in (np.maximum, np.greater), (np.minimum, np.less):
    derivative(larger,
               lambda g, out, x, y, wins=wins: g * wins(x, y) + g * (x == y) * 0.5,
               lambda g, out, x, y, wins=wins: g * wins(y, x) + g * (x == y) * 0.5)
for defined, wins in (np.fmax, np.greater), (np.fmin, np.less):  # a NaN loses
    derivative(defined,
               lambda g, out, x, y, wins=wins: g * (wins(x, y) | np.isnan(y)) + g * (x == y) * 0.5,
               lambda g, out, x, y, wins=wins: g * (wins(y, x) | np.isnan(x)) + g * (x == y) * 0.5)
derivative(np.clip,       lambda g, out, a, low, high: g * ((a >= low) & (a <= high)),
                          lambda g, out, a, low, high: g * ((a < low) & (low < high)),
                          lambda g, out, a, low, high: g * ((a > high) | (low > high)))
derivative(np.where,      None,
                          lambda g, out, mask, x, y: np.where(mask, g, 0.0),
                          lambda g, out, mask, x, y: np.where(mask, 0.0, g))
# fmt: on


# -- reductions ------------------------------------------------------------------------------------
def _extreme(g: Any, out: Any, a: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The elements that attain a maximum or minimum share its gradient."""
    chosen = np.equal(a, restore(out, a.ndim, axis, keepdims))
    share = chosen / np.sum(chosen, axis=axis, keepdims=True)
    return restore(g, a.ndim, axis, keepdims) * share


def _product(g: Any, out: Any, a: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Each factor's slope is the product of the others."""
    g = restore(g, a.ndim, axis, keepdims)
    if np.all(a != 0):
        return g * restore(out, a.ndim, axis, keepdims) / a
    # With a zero among the factors, multiply out the others: row i leaves out factor i.
    axes = normalise(axis, a.ndim)
    rest = tuple(i for i in range(a.ndim) if i not in axes)
    flat = np.transpose(a, rest + axes).reshape(*(a.shape[i] for i in rest), -1)
    n = flat.shape[-1]
    others = np.prod(np.where(np.eye(n, dtype=bool), 1.0, np.expand_dims(flat, -2)), axis=-1)
    others = others.reshape(tuple(a.shape[i] for i in rest + axes))
    return g * np.transpose(others, tuple(int(i) for i in np.argsort(rest + axes)))


def _variance(
    g: Any, out: Any, a: Any, axis: Any = None, ddof: float = 0, keepdims: bool = False,
    correction: float | None = None,
) -> Any:  # fmt: skip
    n = count(a.shape, axis) - (ddof if correction is None else correction)
    return restore(g, a.ndim, axis, keepdims) * (a - np.mean(a, axis=axis, keepdims=True)) * (2 / n)


def _deviation(
    g: Any, out: Any, a: Any, axis: Any = None, ddof: float = 0, keepdims: bool = False,
    correction: float | None = None,
) -> Any:  # fmt: skip
    """Slope of the root of the variance; 0 where nothing varies, as in torch."""
    g = g / (2 * np.where(out == 0, 1, out))
    return _variance(g, out, a, axis, ddof, keepdims, correction)


# fmt: off
derivative(np.sum,  lambda g, out, a, axis=None, keepdims=False:
                        np.broadcast_to(restore(g, a.ndim, axis, keepdims), a.shape))
derivative(np.mean, lambda g, out, a, axis=None, keepdims=False:
                        np.broadcast_to(
                            restore(g / count(a.shape, axis), a.ndim, axis, keepdims), a.shape))
derivative(np.prod, _product)
derivative(np.var,  _variance)
derivative(np.std,  _deviation)
for extreme in np.max, np.min, np.amax, np.amin:
    derivative(extreme, _extreme)
derivative(np.cumsum, lambda g, out, a, axis=None:
                          np.flip(np.cumsum(np.flip(g, axis), axis), axis).reshape(a.shape))
# fmt: on


# -- products of matrices --------------------------------------------------------------------------
def _matmul_left(g: Any, out: Any, A: Any, B: Any) -> Any:
    if B.ndim == 1:
        return g * B if A.ndim == 1 else np.expand_dims(g, -1) * B
    if A.ndim == 1:
        return (B @ np.expand_dims(g, -1))[..., 0]
    return g @ transposed(B)


def _matmul_right(g: Any, out: Any, A: Any, B: Any) -> Any:
    if A.ndim == 1:
        return g * A if B.ndim == 1 else np.expand_dims(A, -1) * np.expand_dims(g, -2)
    if B.ndim == 1:
        return np.expand_dims(g, -2) @ A
    return transposed(A) @ g


derivative(np.matmul, _matmul_left, _matmul_right)


# -- shape -----------------------------------------------------------------------------------------
def _reshaped(
    g: Any, out: Any, a: Any, shape: Any = None, *, axis: Any = None, order: Any = "C"
) -> Any:
    """The same elements in the same order under another shape."""
    if order not in ("C", "F"):
        raise NoDerivative(f"reshape: order={order!r} depends on memory; use order='C' or 'F'")
    return np.reshape(g, a.shape, order=order)


def _inverse(axes: Any, ndim: int) -> Any:
    """The permutation that undoes `axes`; None reverses, and undoes itself."""
    return None if axes is None else np.argsort(normalise(axes, ndim))


# fmt: off
derivative(np.reshape, _reshaped, None)
for reshaping in np.ravel, np.squeeze, np.expand_dims:
    derivative(reshaping, _reshaped)
derivative(np.transpose,    lambda g, out, a, axes=None:
                                np.transpose(g, _inverse(axes, a.ndim)))
derivative(np.swapaxes,     lambda g, out, a, axis1, axis2: np.swapaxes(g, axis1, axis2))
derivative(np.moveaxis,     lambda g, out, a, source, destination:
                                np.moveaxis(g, destination, source))
derivative(np.broadcast_to, lambda g, out, array, shape: g)
derivative(np.flip,         lambda g, out, m, axis=None: np.flip(g, axis))
derivative(np.roll,         lambda g, out, a, shift, axis=None:
                                np.roll(g, np.negative(shift), axis))
derivative(np.tril,         lambda g, out, m, k=0: np.tril(g, k))
derivative(np.triu,         lambda g, out, m, k=0: np.triu(g, k))
# fmt: on
