"""Formulas of a network as one node each: less to remember, less to walk back through.

A rule says what a chain of small rules would say, so each has a twin made of those: pictures show
the twin, and tests hold the two equal. Two of the twins are NumPy's own: ``x @ W.T + b`` and
``E[tokens]``.

What the way back needs and the way forward has at hand, a node keeps in arrays of its own, written
whenever the node is computed. In a second derivative they would be constants, so there the rules
compute them again from the operands.
"""

from __future__ import annotations

from math import pi, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import Tensor, derivative, primitive
from ..autograd.recording import current
from ..autograd.tensor import apply

__all__ = ["affine", "gelu", "gelu_composed", "layer_norm", "layer_norm_composed", "rows",
           "standardise"]  # fmt: skip

Array = NDArray[Any]


# -- Wx + b ----------------------------------------------------------------------------------------
def _flat(a: Any) -> Any:
    """All axes but the last as one: a batch of any shape is a list of vectors."""
    return a if a.ndim == 2 else np.reshape(a, (-1, a.shape[-1]))


def _plus(z: Any, b: Any) -> Any:
    """z + b, in the memory of z if that holds such numbers."""
    return np.add(z, b, out=z if z.dtype == np.result_type(z, b) else None)


@primitive(lambda g, out, x, W, b=None: g @ W,
           lambda g, out, x, W, b=None: _flat(g).T @ _flat(x),
           lambda g, out, x, W, b=None: _flat(g))  # fmt: skip
def affine(x: Any, W: Any, b: Any = None) -> Any:
    r"""Wx + b for every vector x along the last axis, as one node of the graph.

    .. math:: z = Wx + b, \quad \frac{\partial\ell}{\partial W} = \sum_n g_n x_n^\top, \quad
              \frac{\partial\ell}{\partial b} = \sum_n g_n, \quad
              \frac{\partial\ell}{\partial x_n} = W^\top g_n

    Parameters
    ----------
    x : Tensor or ndarray, shape (..., inputs)
    W : Tensor or ndarray, shape (outputs, inputs)
    b : Tensor or ndarray, shape (outputs,), optional

    Examples
    --------
    >>> affine(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]]), np.array([0.5]))
    array([[11.5]])
    """
    z = (x if x.ndim < 3 else _flat(x)) @ W.T  # one product, where a stack would make many
    if b is not None:
        z = _plus(z, b)
    return z if x.ndim < 3 else z.reshape(*x.shape[:-1], len(W))


# -- normalisation ---------------------------------------------------------------------------------
@primitive(lambda g, out, x, epsilon=1e-5:
               (g - np.mean(g, axis=-1, keepdims=True)
                - out * np.mean(g * out, axis=-1, keepdims=True))
               / np.sqrt(np.var(x, axis=-1, keepdims=True) + epsilon))  # fmt: skip
def standardise(x: Any, epsilon: float = 1e-5) -> Any:
    r"""Mean 0 and variance 1 along the last axis.

    .. math:: \hat x = \frac{x - \bar x}{\sqrt{\operatorname{Var}(x) + \varepsilon}}

    The gradient is divided by the same root: the larger the input, the less comes back.

    Parameters
    ----------
    x : Tensor or ndarray, shape (..., n)
    epsilon : float
        ε, added to the variance: equal numbers become 0, not NaN. The default is torch's.

    Returns
    -------
    Tensor or ndarray, shape (..., n)

    Examples
    --------
    >>> standardise(np.array([1.0, 3.0]), epsilon=0.0)
    array([-1.,  1.])
    """
    return (x - np.mean(x, axis=-1, keepdims=True)) / np.sqrt(
        np.var(x, axis=-1, keepdims=True) + epsilon
    )


def _mean(x: Any) -> Any:
    """Mean over the last axis, as a product: BLAS adds short rows five times as fast."""
    return (x @ np.full(x.shape[-1], 1 / x.shape[-1], x.dtype))[..., None]


def _input_pull(
    g: Any, out: Any, x: Any, gain: Any, bias: Any, epsilon: float, *, hat: Any, root: Any
) -> Any:
    """That of `standardise`, for the gradient that has passed the gain."""
    if isinstance(x, Tensor):
        hat = standardise(x, epsilon)
        root = np.sqrt(np.var(x, axis=-1, keepdims=True) + epsilon)
    g = g * gain
    return (g - _mean(g) - hat * _mean(g * hat)) / root


def _gain_pull(
    g: Any, out: Any, x: Any, gain: Any, bias: Any, epsilon: float, *, hat: Array, root: Array
) -> Any:
    return _flat(g * (standardise(x, epsilon) if isinstance(x, Tensor) else hat))


def _bias_pull(
    g: Any, out: Any, x: Any, gain: Any, bias: Any, epsilon: float, *, hat: Array, root: Array
) -> Any:
    return _flat(g)


def _layer_norm(
    x: Any, gain: Any, bias: Any, epsilon: float, *, hat: Array | None, root: Array | None
) -> Any:  # fmt: skip
    """Its own arrays: `hat` is the standardised x, `root` what it was divided by."""
    hat = np.subtract(x, _mean(x), out=hat)
    root = np.sqrt(_mean(hat * hat) + epsilon, out=root)
    hat /= root
    return _plus(hat * gain, bias)


derivative(_layer_norm, _input_pull, _gain_pull, _bias_pull, None)


def layer_norm(x: Any, gain: Any, bias: Any, epsilon: float = 1e-5) -> Any:
    r"""Standardise each vector along the last axis, then scale and shift it, in one node.

    .. math:: z = \gamma \hat x + \beta, \qquad
              \frac{\partial\ell}{\partial x} = \frac{h - \bar h - \hat x\,\overline{h \hat x}}
              {\sqrt{\operatorname{Var}(x) + \varepsilon}}, \quad h = \gamma g

    The two means that are taken away are what the vector's mean and its length would have moved:
    both are fixed, so a gradient along them changes nothing.

    Parameters
    ----------
    x : Tensor or ndarray, shape (..., n)
    gain, bias : Tensor or ndarray, shape (n,)
        γ and β.
    epsilon : float
        ε, added to the variance.

    Returns
    -------
    Tensor or ndarray, shape (..., n)

    Notes
    -----
    Ba, Kiros and Hinton, *Layer normalization* (2016).

    Examples
    --------
    >>> layer_norm(np.array([1.0, 3.0]), np.array([1.0, 10.0]), np.zeros(2), epsilon=0.0)
    array([-1., 10.])
    """
    x = x if x.dtype.kind == "f" else x.astype(float)
    own = {"hat": np.empty(x.shape, x.dtype), "root": np.empty((*x.shape[:-1], 1), x.dtype)}
    return _call(_layer_norm, (x, gain, bias, epsilon), own)


def layer_norm_composed(x: Any, gain: Any, bias: Any, epsilon: float = 1e-5) -> Any:
    """The same as :func:`layer_norm` in three nodes.

    Parameters
    ----------
    x, gain, bias, epsilon
        As for :func:`layer_norm`.

    Examples
    --------
    >>> layer_norm_composed(np.array([1.0, 3.0]), np.array([1.0, 10.0]), np.zeros(2), epsilon=0.0)
    array([-1., 10.])
    """
    return standardise(x, epsilon) * gain + bias


# -- gelu ------------------------------------------------------------------------------------------
_K, _C = sqrt(2 / pi), 0.044715  # u = K (x + C x³)
_FAR = 8.0  # where Φ is 0 or 1 to the last bit, long before x³ is no number any more


def _gelu_slope(x: Any) -> Any:
    near = np.clip(x, -_FAR, _FAR)
    phi = (1 + np.tanh(_K * (near + _C * (near * near * near)))) / 2
    return phi + x * phi * (1 - phi) * 2 * _K * (1 + 3 * _C * (near * near))


def _gelu(x: Any, *, slope: Array | None) -> Any:
    """Its own array is the slope, from the same Φ. In place: here time is spent on memory."""
    near = np.clip(x, -_FAR, _FAR)
    square = near * near
    phi = np.tanh((square * (_K * _C) + _K) * near)
    phi += 1
    phi /= 2
    z = x * phi
    if slope is None:
        return z
    np.multiply(square, 6 * _K * _C, out=slope)
    slope += 2 * _K
    slope *= 1 - phi
    slope *= z
    slope += phi
    return z


derivative(
    _gelu, lambda g, out, x, *, slope: g * (_gelu_slope(x) if isinstance(x, Tensor) else slope)
)


def gelu(x: Any) -> Any:
    r"""x Φ(x), a smooth ReLU, in GPT-2's tanh form, as one node of the graph.

    .. math:: \Phi(x) = \tfrac12 (1 + \tanh u), \quad
              u = \sqrt{2/\pi}\,(x + 0.044715\,x^3), \qquad
              \frac{\mathrm d}{\mathrm dx} x\Phi = \Phi + 2x\,\Phi\,(1 - \Phi)\,u'

    Parameters
    ----------
    x : Tensor or ndarray
        Any shape.

    Returns
    -------
    Tensor or ndarray
        Within 0.0005 of the exact x Φ(x); torch calls this form ``approximate="tanh"``.

    Notes
    -----
    Hendrycks and Gimpel, *Gaussian error linear units* (2016).

    Examples
    --------
    >>> gelu(np.array([-1.0, 0.0, 1.0])).round(4)
    array([-0.1588,  0.    ,  0.8412])
    """
    x = x if isinstance(x, Tensor) else np.asarray(x)
    dtype = x.dtype if x.dtype.kind == "f" else np.dtype(float)
    return _call(_gelu, (x,), {"slope": np.empty(x.shape, dtype)})


def gelu_composed(x: Any) -> Any:
    """The same as :func:`gelu`, step by step.

    Parameters
    ----------
    x : Tensor or ndarray
        Any shape.

    Examples
    --------
    >>> gelu_composed(np.array([-1.0, 0.0, 1.0])).round(4)
    array([-0.1588,  0.    ,  0.8412])
    """
    return 0.5 * x * (1 + np.tanh(_K * (x + _C * (x * x * x))))


# -- rows of a table -------------------------------------------------------------------------------
_SMALL_TABLE = 128  # rows up to which a product with zeros and ones is faster than sorting


@primitive(lambda g, out, a, tokens, n: np.take(g, tokens, axis=0), None, None)
def _sums_by_token(a: Any, tokens: Any, n: int) -> Any:
    """A table of `n` rows: the sum of the vectors of `a` that belong to each token."""
    a, tokens = _flat(a), np.ravel(tokens).astype(np.intp) % n  # −1 is the last row
    if n <= _SMALL_TABLE:
        one_hot = np.zeros((n, len(tokens)), a.dtype)
        one_hot[tokens, np.arange(len(tokens))] = 1
        return one_hot @ a
    order = np.argsort(tokens, kind="stable")
    there, first = np.unique(tokens[order], return_index=True)
    table = np.zeros((n, a.shape[-1]), a.dtype)
    table[there] = np.add.reduceat(a[order], first)
    return table


@primitive(lambda g, out, E, tokens: _sums_by_token(g, tokens, len(E)), None)
def rows(E: Any, tokens: Any) -> Any:
    r"""E[tokens], one row of a table for each token, as one node of the graph.

    .. math:: z_n = E_{t_n}, \qquad \frac{\partial\ell}{\partial E_i} = \sum_{n:\,t_n = i} g_n

    A token that occurs twice is looked up twice, so its row adds up two gradients.

    Parameters
    ----------
    E : Tensor or ndarray, shape (vocabulary, size)
    tokens : array_like of int
        Row numbers, any shape; negative ones count from the end.

    Returns
    -------
    Tensor or ndarray, shape (\*tokens.shape, size)

    Examples
    --------
    >>> rows(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1, 1, 0]))
    array([[3., 4.],
           [3., 4.],
           [1., 2.]])
    """
    return np.take(E, tokens, axis=0)


def _call(function: Any, operands: tuple[Any, ...], own: dict[str, Array]) -> Any:
    """Make a node if one of the operands is a Tensor; keep nothing if nobody will ask for it."""
    tensors = any(isinstance(x, Tensor) for x in operands)
    kept = own if tensors and current().enabled else dict.fromkeys(own)
    return apply(function, operands, kept) if tensors else function(*operands, **kept)
