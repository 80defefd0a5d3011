"""Heads: from what an encoder returns, (batch, T, size), to the answer a task wants.

A head is a pooler, often without parameters, and a classifier or regressor. Sequence tasks pool,
token tasks do not, generation asks every position for the next token.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from ..autograd import ShapeError, Tensor
from .fused import affine
from .initialisers import glorot, lecun
from .layers import Embedding, Linear, checked_mask
from .module import Module

__all__ = [
    "POOLS",
    "Classifier",
    "GenerationHead",
    "SequenceHead",
    "TokenHead",
    "WithHead",
    "first_pool",
    "max_pool",
    "mean_pool",
    "next_tokens",
]  # fmt: skip


def mean_pool(x: Any, mask: ArrayLike | None = None) -> Any:
    """Average over the positions that are there.

    Parameters
    ----------
    x : Tensor or ndarray, shape (..., T, size)
    mask : array_like of bool, shape (..., T), optional
        True where there is a token, False for padding.

    Returns
    -------
    Tensor or ndarray, shape (..., size)

    Raises
    ------
    ShapeError, ValueError
        A mask of another shape; a sequence without any token.

    Examples
    --------
    >>> mean_pool(np.array([[1.0], [3.0], [9.0]]), mask=[True, True, False])
    array([2.])
    """
    there = _mask("mean_pool", x, mask)
    if there is None:
        return np.mean(x, axis=-2)
    weights = there / there.sum(axis=-1, keepdims=True)
    return np.sum(x * weights[..., None].astype(x.dtype), axis=-2)


def max_pool(x: Any, mask: ArrayLike | None = None) -> Any:
    """Take the largest number of each unit over the positions that are there.

    Parameters
    ----------
    x : Tensor or ndarray, shape (..., T, size)
    mask : array_like of bool, shape (..., T), optional
        True where there is a token; padding never wins, however large it is.

    Returns
    -------
    Tensor or ndarray, shape (..., size)
        Its gradient goes to the winners alone; those that tie share it.

    Examples
    --------
    >>> max_pool(np.array([[1.0, 5.0], [3.0, 2.0]]))
    array([3., 5.])
    """
    there = _mask("max_pool", x, mask)
    if there is not None:
        x = np.where(there[..., None], x, np.asarray(-np.inf, x.dtype))
    return np.max(x, axis=-2)


def first_pool(x: Any, mask: ArrayLike | None = None) -> Any:
    """Take the first position, where BERT puts its [CLS].

    Parameters
    ----------
    x : Tensor or ndarray, shape (..., T, size)
    mask : array_like of bool, shape (..., T), optional
        Checked as by `mean_pool`, and otherwise without effect.

    Returns
    -------
    Tensor or ndarray, shape (..., size)

    Examples
    --------
    >>> first_pool(np.array([[1.0, 5.0], [3.0, 2.0]]))
    array([1., 5.])
    """
    _mask("first_pool", x, mask)
    return x[..., 0, :]


#: name -> pooler
POOLS: Mapping[str, Callable[..., Any]] = {
    "mean": mean_pool, "max": max_pool, "first": first_pool,
}  # fmt: skip


class Classifier(Module):
    """Glavaš's classifier W₂ tanh(W₁x + b₁), W₂ ∈ R^{C×h} (erratum E-G18).

    Parameters
    ----------
    size, outputs : int
        Numbers that come in; classes C, or 1 for regression.
    hidden : int, optional
        h. None leaves the hidden layer out: Wx + b, softmax regression.
    rng, dtype
        As for :class:`Linear`.

    Examples
    --------
    >>> head = Classifier(8, 3, hidden=5, rng=np.random.default_rng(0))
    >>> head.shapes()
    {'first.W': (5, 8), 'first.b': (5,), 'last.W': (3, 5)}
    """

    def __init__(
        self, size: int, outputs: int, *, rng: np.random.Generator, hidden: int | None = None,
        dtype: DTypeLike = np.float32,
    ) -> None:  # fmt: skip
        self.first = None
        if hidden is not None:
            self.first = Linear(size, hidden, rng=rng, initialiser=glorot, dtype=dtype)
        self.last = Linear(hidden or size, outputs, rng=rng, bias=hidden is None,
                           initialiser=lecun, dtype=dtype)  # fmt: skip

    def forward(self, x: Any) -> Any:
        """Return logits of shape (..., outputs)."""
        return self.last(x if self.first is None else np.tanh(self.first(x)))


class SequenceHead(Classifier):
    """One answer for a whole sequence: pool, then classify or regress.

    With as many outputs as words it is also the older way to generate: pool over all tokens so
    far, name the next.

    Parameters
    ----------
    size, outputs, hidden, rng, dtype
        As for :class:`Classifier`.
    pool : str or callable
        "mean", "max", "first" or a function ``(x, mask) -> array``.

    Raises
    ------
    ValueError
        There is no pool of that name.

    Examples
    --------
    >>> head = SequenceHead(8, 2, rng=np.random.default_rng(0))
    >>> head(np.zeros((5, 7, 8), np.float32)).shape
    (5, 2)
    """

    def __init__(
        self, size: int, outputs: int, *, rng: np.random.Generator,
        pool: str | Callable[..., Any] = "mean", hidden: int | None = None,
        dtype: DTypeLike = np.float32,
    ) -> None:  # fmt: skip
        if isinstance(pool, str) and pool not in POOLS:
            raise ValueError(
                f"SequenceHead: there is no pool {pool!r}; choose one of {', '.join(POOLS)}, or "
                "pass a function of (x, mask)"
            )
        super().__init__(size, outputs, rng=rng, hidden=hidden, dtype=dtype)
        self.pool = POOLS[pool] if isinstance(pool, str) else pool

    def forward(self, x: Any, mask: ArrayLike | None = None) -> Any:
        """Return logits of shape (batch, outputs) for `x` of shape (batch, T, size)."""
        return super().forward(self.pool(x, mask))


class TokenHead(Classifier):
    """One answer for every token: no pooling; parameters as for :class:`Classifier`.

    Examples
    --------
    >>> head = TokenHead(8, 4, rng=np.random.default_rng(0))
    >>> head(np.zeros((5, 7, 8), np.float32)).shape
    (5, 7, 4)
    """


class GenerationHead(Module):
    """Logits of the next token at every position.

    Parameters
    ----------
    size, vocabulary : int
    rng, dtype
        As for :class:`Linear`.
    embedding : Embedding, optional
        Share its table instead of learning another: logits are E h, and E gets both gradients.
        Nothing is drawn from `rng` then.

    Raises
    ------
    ShapeError
        The table to share is not (vocabulary, size).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> words = Embedding(50, 8, rng=rng)
    >>> GenerationHead(8, 50, rng=rng, embedding=words).E is words.E
    True
    """

    def __init__(
        self, size: int, vocabulary: int, *, rng: np.random.Generator,
        embedding: Embedding | None = None, dtype: DTypeLike = np.float32,
    ) -> None:  # fmt: skip
        if embedding is None:
            embedding = Embedding(vocabulary, size, rng=rng, initialiser=lecun, dtype=dtype)
        elif embedding.E.shape != (vocabulary, size):
            raise ShapeError(
                f"GenerationHead: the table to share is {embedding.E.shape}, and this head "
                f"needs {(vocabulary, size)}: (vocabulary, size)"
            )
        self.E: Tensor = embedding.E

    def forward(self, h: Any) -> Any:
        """Return logits of shape (..., vocabulary) for `h` of shape (..., size)."""
        if np.shape(h)[-1:] != self.E.shape[1:]:
            raise ShapeError(
                f"{self.label}: the input has shape {np.shape(h)}; its last axis must be "
                f"{self.E.shape[1]}"
            )
        return affine(h, self.E)


class WithHead(Module):
    """A body and a head on it: what is learnt in the one is shared by all that stand on it.

    Parameters
    ----------
    body : Module
        From tokens to vectors, ``body(tokens, mask)``, such as a :class:`TransformerBody`.
    head : Module
        From vectors to answers.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> words = Embedding(50, 8, rng=rng)
    >>> tagger, judge = WithHead(words, TokenHead(8, 4, rng=rng)), WithHead(words,
    ...     SequenceHead(8, 2, rng=rng))
    >>> tokens = np.zeros((5, 7), int)
    >>> tagger(tokens).shape, judge(tokens).shape, tagger.body is judge.body
    ((5, 7, 4), (5, 2), True)
    """

    def __init__(self, body: Module, head: Module) -> None:
        self.body, self.head = body, head

    def forward(self, tokens: ArrayLike, mask: ArrayLike | None = None) -> Any:
        """Return the head's answer; `mask` is True where there is a token, (..., T)."""
        if mask is None:
            return self.head(self.body(tokens))
        h = self.body(tokens, mask)
        return self.head(h, mask) if isinstance(self.head, SequenceHead) else self.head(h)


def next_tokens(tokens: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Split sequences into what the model reads and what it must say: the same, one later.

    Parameters
    ----------
    tokens : array_like of int, shape (..., T)
        T ≥ 2, the first of them a start token.

    Returns
    -------
    inputs, targets : ndarray, shape (..., T − 1)

    Raises
    ------
    ShapeError
        There is no pair of neighbours.

    Examples
    --------
    >>> next_tokens([[7, 8, 9]])
    (array([[7, 8]]), array([[8, 9]]))
    """
    tokens = np.asarray(tokens)
    if tokens.ndim == 0 or tokens.shape[-1] < 2:
        raise ShapeError(
            f"next_tokens: shape {tokens.shape} holds no pair of neighbours; a sequence needs at "
            "least two tokens, the first of them a start token"
        )
    return tokens[..., :-1], tokens[..., 1:]


def _mask(name: str, x: Any, mask: ArrayLike | None) -> NDArray[np.bool_] | None:
    if np.ndim(x) < 2 or not np.shape(x)[-2]:
        raise ShapeError(f"{name}: x has shape {np.shape(x)}; it needs (..., T, size) with T > 0")
    if mask is None:
        return None
    there = checked_mask(name, mask)
    if there.shape != np.shape(x)[:-1]:
        raise ShapeError(
            f"{name}: the mask is {there.shape}; x {np.shape(x)} needs {np.shape(x)[:-1]}"
        )
    if not there.any(axis=-1).all():
        raise ValueError(f"{name}: a sequence of nothing but padding has no {name[:-5]}")
    return there
