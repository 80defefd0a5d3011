"""Attention: a position takes the mean of what others say, weighted by how well they answer it.

All heads are one array, and so are queries, keys and values: one product makes them, and the three
gradients come back together. :func:`attention_composed` says the same in small nodes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import sqrt
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from ..autograd import ShapeError, Tensor, primitive, softmax
from ..randomness import checked_rng
from .fused import affine
from .initialisers import Initialiser, lecun
from .layers import Linear, checked_mask, checked_sizes
from .module import Module

__all__ = ["Attention", "attention", "attention_composed", "attention_weights"]

Array = NDArray[Any]

# How many of q, k and v each operand holds: (qkv), (q, kv) or (q, k, v).
_PACKED = {1: (3,), 2: (1, 2), 3: (1, 1, 1)}


def _unpack(packed: tuple[Any, ...], heads: int) -> list[Any]:
    """Queries, keys and values, each (..., heads, T, size / heads)."""
    found = []
    for a, n in zip(packed, _PACKED[len(packed)], strict=True):
        cut = _cut(a, n * heads)
        found += [cut[..., k * heads : (k + 1) * heads, :, :] for k in range(n)]
    return found


def _cut(a: Any, heads: int) -> Any:
    """(..., T, heads · m) as (..., heads, T, m)."""
    return np.swapaxes(np.reshape(a, (*a.shape[:-1], heads, a.shape[-1] // heads)), -3, -2)


def _join(a: Any) -> Any:
    """(..., heads, T, m) as (..., T, heads · m)."""
    a = np.swapaxes(a, -3, -2)
    return np.reshape(a, (*a.shape[:-2], a.shape[-2] * a.shape[-1]))


def _weights(q: Any, k: Any, hidden: Any) -> Any:
    """How much of each key a query takes, keys on axis −2 and queries on axis −1."""
    scores = k @ np.swapaxes(q * (1 / sqrt(q.shape[-1])), -1, -2)
    return softmax(scores if hidden is None else scores + hidden, axis=-2)


def _pull(
    position: int, g: Any, out: Any, *packed: Any, heads: int, hidden: Array | None = None, p: Any
) -> Any:
    q, k, v = _unpack(packed, heads)
    if any(isinstance(x, Tensor) for x in packed):
        p = _weights(q, k, hidden)
    g, out = _cut(g, heads), _cut(out, heads)
    along = np.sum(g * out, axis=-1)  # Σₛ pₛ gᵀvₛ: weights that sum to 1 cannot all grow
    s = p * (v @ np.swapaxes(g, -1, -2) - along[..., None, :]) * (1 / sqrt(q.shape[-1]))
    pulled = np.swapaxes(s, -1, -2) @ k, s @ q, p @ g  # of q, k and v
    n = _PACKED[len(packed)][position]
    return _join(np.concatenate(pulled[position : position + n], axis=-3))


@primitive(every=_pull)
def _attention(*packed: Any, heads: int, hidden: Array | None = None, p: Array) -> Any:
    """Its own array is p, the weights. NumPy reduces along axis −2 several times as fast as −1."""
    q, k, v = _unpack(packed, heads)
    np.matmul(k, np.swapaxes(q * (1 / sqrt(q.shape[-1])), -1, -2), out=p)
    if hidden is not None:
        p += hidden
    p -= np.max(p, axis=-2, keepdims=True)
    np.exp(p, out=p)
    p /= np.sum(p, axis=-2, keepdims=True)
    return _join(np.swapaxes(p, -1, -2) @ v)


def attention(*packed: Any, heads: int, causal: bool = False, mask: ArrayLike | None = None) -> Any:
    r"""Mix values by how well their keys answer each query, head by head, in one node.

    .. math:: p = \operatorname{softmax}\!\left(\frac{q k^\top}{\sqrt{m}}\right), \quad z = p v,
              \qquad \frac{\partial\ell}{\partial v} = p^\top g, \quad
              s = \frac{1}{\sqrt m}\, p \circ (g v^\top - \overline{g v^\top}), \quad
              \frac{\partial\ell}{\partial q} = s k, \quad
              \frac{\partial\ell}{\partial k} = s^\top q

    Here m = size / heads, and the bar is the mean of a row with the weights p.

    Parameters
    ----------
    *packed : Tensor or ndarray
        Queries, keys and values: one array (..., T, 3 · size), or queries (..., T, size) and the
        two others (..., S, 2 · size), or all three on their own.
    heads : int
        Into how many parts each vector is cut; each part asks on its own.
    causal : bool
        Position t sees positions 0 … t alone.
    mask : array_like of bool, optional
        True where there is something to see: (..., S) for keys, as for padding, or (..., T, S)
        for each query. With `causal`, both hold.

    Returns
    -------
    Tensor or ndarray, shape (..., T, size)

    Raises
    ------
    ShapeError, ValueError, TypeError
        Shapes that do not fit; a position that sees nothing; a mask of floats.

    Notes
    -----
    Vaswani et al., *Attention is all you need* (2017); torch's ``scaled_dot_product_attention``.

    Examples
    --------
    >>> q, k, v = np.array([[1e3]]), np.array([[0.0], [1.0]]), np.array([[3.0], [4.0]])
    >>> attention(q, k, v, heads=1)  # the query is like the second key
    array([[4.]])
    """
    p, hidden = _checked(packed, heads, causal, mask)
    own = {"p": p} if hidden is None else {"p": p, "hidden": hidden}
    return _attention(*packed, heads=heads, **own)


def attention_weights(
    *packed: Any, heads: int, causal: bool = False, mask: ArrayLike | None = None
) -> Any:
    """The probabilities p with which :func:`attention` mixes.

    Parameters
    ----------
    *packed, heads, causal, mask
        As for :func:`attention`.

    Returns
    -------
    Tensor or ndarray, shape (..., heads, T, S)
        Each row, over the S keys, sums to 1.

    Examples
    --------
    >>> attention_weights(np.zeros((2, 3)), heads=1, causal=True)
    array([[[1. , 0. ],
            [0.5, 0.5]]])
    """
    _, hidden = _checked(packed, heads, causal, mask)
    q, k, _ = _unpack(packed, heads)
    return np.swapaxes(_weights(q, k, hidden), -1, -2)


def attention_composed(
    *packed: Any, heads: int, causal: bool = False, mask: ArrayLike | None = None
) -> Any:
    """The same as :func:`attention`, step by step.

    Parameters
    ----------
    *packed, heads, causal, mask
        As for :func:`attention`.

    Examples
    --------
    >>> qkv = np.random.default_rng(0).standard_normal((5, 12))
    >>> bool(np.allclose(attention_composed(qkv, heads=2), attention(qkv, heads=2)))
    True
    """
    p = attention_weights(*packed, heads=heads, causal=causal, mask=mask)
    return _join(p @ _unpack(packed, heads)[2])


class Attention(Module):
    """Attention of a sequence to itself, or to another one.

    Parameters
    ----------
    size, heads : int
        Numbers of a vector, and into how many heads they are cut.
    causal : bool
        Position t sees positions 0 … t alone: for a model that says what comes next.
    rng, initialiser, dtype
        As for :class:`Linear`.

    Attributes
    ----------
    qkv, out : Linear
        What makes queries, keys and values, in this order, and what mixes the heads again.
    keep : bool
        Whether to store the weights of every call, for pictures; at first not.
    probabilities : ndarray, shape (..., heads, T, S), or None
        Those of the last call while `keep` was True.
    silent : tuple of int
        Heads whose output is taken to be 0, to see what the others make without them; at first
        none.
    edit : callable or None
        What attention gives, (..., T, size), goes through it, to see what depends on it:
        ``lambda given: given[..., order, :]`` gives it to the positions in another order. At first
        None, and all is as ever.

    Raises
    ------
    ValueError
        `heads` does not divide `size`; a silent head that is not there.

    Examples
    --------
    >>> layer = Attention(8, 2, rng=np.random.default_rng(0))
    >>> layer.keep = True
    >>> layer(np.ones((5, 3, 8), np.float32)).shape, layer.probabilities.shape
    ((5, 3, 8), (5, 2, 3, 3))
    >>> layer.probabilities[0, 0]  # equal positions, and no future
    array([[1.        , 0.        , 0.        ],
           [0.5       , 0.5       , 0.        ],
           [0.33333334, 0.33333334, 0.33333334]], dtype=float32)
    """

    def __init__(
        self, size: int, heads: int, causal: bool = True, *, rng: np.random.Generator,
        initialiser: Initialiser = lecun, dtype: DTypeLike = np.float32,
    ) -> None:  # fmt: skip
        checked_sizes("Attention", size=size, heads=heads)
        if size % heads:
            fitting = ", ".join(str(n) for n in range(1, size + 1) if size % n == 0)
            raise ValueError(
                f"Attention: size {size} cannot be cut into {heads} equal heads; {fitting} can"
            )
        checked_rng("Attention", rng)
        self.size, self.heads, self.causal = size, heads, causal
        self.qkv = Linear(size, 3 * size, rng=rng, initialiser=initialiser, dtype=dtype)
        self.out = Linear(size, size, rng=rng, initialiser=initialiser, dtype=dtype)
        self.keep = False
        self.probabilities: Array | None = None
        self.silent: tuple[int, ...] = ()
        self.edit: Callable[[Any], Any] | None = None

    def forward(self, x: Any, mask: ArrayLike | None = None, memory: Any = None) -> Any:
        """Let each position of `x`, (..., T, size), look at those of `memory`, or else of `x`.

        `mask` is True where there is something to see; see :func:`attention`.
        """
        if memory is None:
            packed: tuple[Any, ...] = (self.qkv(x),)
        else:
            W, b, n = self.qkv.W, cast(Tensor, self.qkv.b), self.size
            packed = affine(x, W[:n], b[:n]), affine(memory, W[n:], b[n:])
        if self.keep:
            plain = (a.data if isinstance(a, Tensor) else a for a in packed)
            self.probabilities = attention_weights(
                *plain, heads=self.heads, causal=self.causal, mask=mask
            )
        z = attention(*packed, heads=self.heads, causal=self.causal, mask=mask)
        given = self.out(z * self._heard(z.dtype) if self.silent else z)
        return given if self.edit is None else self.edit(given)

    def _heard(self, dtype: np.dtype[Any]) -> Array:
        """1 for each number of the heads that are heard, 0 for those of silent ones: (size,)."""
        heard = np.ones((self.heads, self.size // self.heads), dtype)
        if strange := [head for head in self.silent if head not in range(self.heads)]:
            raise ValueError(
                f"{self.label}: silent is {self.silent}, but there is no head {strange[0]}; it has "
                f"0 to {self.heads - 1}"
            )
        heard[list(self.silent)] = 0
        return heard.ravel()


# -- what is not seen ------------------------------------------------------------------------------
def _checked(
    packed: tuple[Any, ...], heads: int, causal: bool, mask: ArrayLike | None
) -> tuple[Array, Array | None]:
    """Room for the weights, keys before queries, and what is added to hide scores."""
    if len(packed) not in _PACKED:
        raise TypeError(f"attention: {len(packed)} arrays; pack q, k and v into one, two or three")
    parts = zip(packed, _PACKED[len(packed)], strict=True)
    sizes = {a.shape[-1:] and a.shape[-1] / n for a, n in parts}
    batches, keys = {a.shape[:-2] for a in packed}, {a.shape[-2:-1] for a in packed[1:]}
    flat = min(a.ndim for a in packed) < 2
    if flat or max(len(sizes), len(batches), len(keys)) > 1 or heads < 1 or sizes.pop() % heads:
        shapes = " and ".join(str(a.shape) for a in packed)
        raise ShapeError(
            f"attention: {shapes} with {heads} heads; q is (..., T, size), k and v are "
            "(..., S, size), packed along the last axis, and the heads divide size"
        )
    q, k = packed[0], packed[min(1, len(packed) - 1)]
    if not k.shape[-2]:
        raise ShapeError(f"attention: {q.shape} and {k.shape}: there is no key to see")
    room = np.empty((*q.shape[:-2], heads, k.shape[-2], q.shape[-2]),
                    np.result_type(q.dtype, k.dtype, 1.0))  # fmt: skip
    return room, _hidden(q.shape, k.shape, causal, mask, room.dtype)


def _hidden(
    queries: tuple[int, ...], keys: tuple[int, ...], causal: bool, mask: ArrayLike | None,
    dtype: np.dtype[Any],
) -> Array | None:  # fmt: skip
    """0 where a query sees a key, −∞ where not, as (..., S, T); None if all see all."""
    T, S = queries[-2], keys[-2]
    if causal and T != S:
        raise ShapeError(
            f"attention: {T} queries and {S} keys are not the same positions; causal=True means "
            "those of one sequence"
        )
    if mask is None:
        return _future(T, dtype) if causal else None
    seen = checked_mask("attention", mask)
    if seen.shape == keys[:-1]:
        seen = seen[..., None, :]
    elif seen.shape != (*queries[:-1], S):
        raise ShapeError(
            f"attention: the mask is {seen.shape}; it must be {keys[:-1]}, for keys, or "
            f"{(*queries[:-1], S)}, for queries and keys"
        )
    seen = seen & np.tri(T, dtype=bool) if causal else seen
    blind = ~seen.any(axis=-1)
    if blind.any():
        where = tuple(int(i) for i in np.argwhere(blind)[0])
        raise ValueError(
            f"attention: the mask leaves query {where} nothing to see; drop sequences that are "
            "nothing but padding, and put padding behind the tokens, not before them"
        )
    hidden: Array = np.where(seen, dtype.type(0), dtype.type(-np.inf)).swapaxes(-1, -2)
    return hidden[..., None, :, :] if hidden.ndim > 2 else hidden  # the same for all heads


@lru_cache(maxsize=64)
def _future(T: int, dtype: np.dtype[Any]) -> Array:
    hidden: Array = np.where(np.tri(T, dtype=bool).T, dtype.type(0), dtype.type(-np.inf))
    hidden.flags.writeable = False
    return hidden
