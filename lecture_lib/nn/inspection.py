"""What the heads of a Transformer look at, and what it says when one of them is silent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..autograd import ShapeError, Tensor, no_grad, softmax
from .attention import Attention
from .module import Module

__all__ = ["Inspection", "inspect_heads"]

Array = NDArray[Any]


class Inspection(NamedTuple):
    """What :func:`inspect_heads` found on one text of T tokens.

    Attributes
    ----------
    probabilities : ndarray, shape (layers, heads, T, T)
        How much each position, a row, takes from each: where each head looks.
    predictions : ndarray, shape (T, V)
        What the model says at each position.
    without : ndarray, shape (layers, heads, T, V)
        What it says when the output of this head alone is 0.

    Examples
    --------
    >>> Inspection(np.ones((1, 1, 1, 1)), np.array([[0.9, 0.1]]), np.full((1, 1, 1, 2), 0.5))[1]
    array([[0.9, 0.1]])
    """

    probabilities: Array
    predictions: Array
    without: Array


def inspect_heads(model: Module, tokens: ArrayLike) -> Inspection:
    """Record where each head looks, and test what it is for by switching it off.

    A picture of attention shows where a head looks, not that it matters. So each head is silenced
    in turn: if the prediction stays, the others know as much.

    Parameters
    ----------
    model : Module
        A :class:`Transformer`, or another that turns tokens (T,) into logits (T, V) by layers of
        self-attention with as many heads each. It is not changed.
    tokens : array_like of int, shape (T,)
        One text.

    Returns
    -------
    Inspection

    Raises
    ------
    ShapeError, ValueError
        More than one text; a model without self-attention.

    Notes
    -----
    That weights alone explain little is argued by Jain and Wallace, *Attention is not explanation*
    (2019); silencing heads is the test of Michel, Levy and Neubig, *Are sixteen heads really better
    than one?* (2019).

    Examples
    --------
    >>> from lecture_lib.nn import Transformer
    >>> model = Transformer(39, 32, 48, layers=2, heads=4, rng=np.random.default_rng(0))
    >>> [found.shape for found in inspect_heads(model, np.arange(20))]
    [(2, 4, 20, 20), (20, 39), (2, 4, 20, 39)]
    """
    tokens = np.asarray(tokens)
    if tokens.ndim != 1 or not tokens.size:
        raise ShapeError(f"inspect_heads: tokens are {tokens.shape}; give one text, (T,)")
    layers = [part for part in model.modules().values() if isinstance(part, Attention)]
    if len({layer.heads for layer in layers}) != 1:
        raise ValueError(
            f"inspect_heads: {type(model).__name__} has {len(layers)} layers of attention; give a "
            "model with at least one, all of as many heads, such as a Transformer"
        )
    with model.evaluating(), no_grad(), _kept(layers):
        predictions = _said(model, tokens)
        probabilities = np.stack([np.asarray(layer.probabilities) for layer in layers])
        without = [_without(model, tokens, layer) for layer in layers]
    return Inspection(probabilities, predictions, np.stack(without))


def _said(model: Module, tokens: Array) -> Array:
    """What the model says, as probabilities: (T, V)."""
    logits = model(tokens)
    plain = logits.data if isinstance(logits, Tensor) else logits
    return np.asarray(softmax(np.asarray(plain, float)))


def _without(model: Module, tokens: Array, layer: Attention) -> Array:
    """What the model says when each head of a layer is silent in turn: (heads, T, V)."""
    found = []
    for head in range(layer.heads):
        layer.silent = (head,)
        found.append(_said(model, tokens))
    layer.silent = ()
    return np.stack(found)


@contextmanager
def _kept(layers: Sequence[Attention]) -> Iterator[None]:
    """Let all heads be heard and their weights be stored, for a while."""
    before = [(layer.keep, layer.probabilities, layer.silent) for layer in layers]
    for layer in layers:
        layer.keep, layer.silent = True, ()
    try:
        yield
    finally:
        for layer, (keep, probabilities, silent) in zip(layers, before, strict=True):
            layer.keep, layer.probabilities, layer.silent = keep, probabilities, silent
