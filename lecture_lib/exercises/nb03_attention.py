"""Exercise of notebook 03: one head of attention, pulled back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import softmax
from ..lessons.checking import Exercise, Inputs, Mistake
from .nb03_layer import wrong_keys

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator
Gradients = dict[str, Array]


def _words(rng: Generator) -> Inputs:
    """Three words with three numbers each: all square, so that no shape tells an array's side."""
    Q, K, V, g = (rng.integers(-4, 5, size=(3, 3)) / 2 + 0.25 for _ in range(4))
    return Q, K, V, g


def _back(
    Q: Array, K: Array, V: Array, g: Array,
    *, v: str = "right", p: str = "right", pull: str = "row", root: bool = True, q: str = "right",
    k: str = "right", d: str = "columns",
) -> Gradients:  # fmt: skip
    """All three gradients, with slips to choose from."""
    scale = np.sqrt({"columns": Q.shape[1], "rows": len(Q), "none": 1}[d])
    P = np.asarray(softmax(Q @ K.T / scale))
    d_P = g @ V.T if p == "right" else g @ V if p == "plain" else g
    d_S = {
        "row": P * (d_P - np.sum(P * d_P, axis=1, keepdims=True)),
        "column": P * (d_P - np.sum(P * d_P, axis=0, keepdims=True)),
        "numerator": P * d_P,
        "none": d_P,
    }[pull] / (scale if root else 1)
    return {
        "Q": {"right": d_S @ K, "turned": d_S.T @ K}[q],
        "K": {"right": d_S.T @ Q, "plain": d_S @ Q}[k],
        "V": {"right": P.T @ g, "plain": P @ g}[v],
    }


def _wrong(answer: Any, *inputs: Array) -> str | None:
    right = _back(*inputs)
    if not isinstance(answer, dict) or not set(answer) >= set(right):
        return "return a dict with the keys Q, K and V"
    wrong = wrong_keys(answer, right)
    if not wrong:
        return None
    where = (
        "Begin at out: V is the right factor of a product, as W is in a layer"
        if "V" in wrong
        else "V is right. Both others hang on what arrives at the scores: nudge P, then S"
        if {"Q", "K"} <= set(wrong)
        else "What arrives at the scores is right. Which scores does a row of this array reach?"
    )
    return f"wrong: {', '.join(wrong)}. {where}"


def _alike(answer: Any, other: Any) -> bool:
    try:
        return isinstance(answer, dict) and all(
            np.shape(answer[key]) == np.shape(other[key]) and np.allclose(answer[key], other[key])
            for key in "QKV"
        )
    except (TypeError, KeyError, ValueError):
        return False


def _slip(name: str, say: str, **slips: Any) -> Mistake:
    return Mistake(name, lambda *inputs: _back(*inputs, **slips), say)


_ATTENTION_BACK = Exercise(
    id="attention-back",
    task="S = Q Kᵀ/√d, where d is the number of columns of Q; P = softmax(S), row by row; "
    "out = P V, and g = ∂ℓ/∂out. Return ∂ℓ/∂Q, ∂ℓ/∂K and ∂ℓ/∂V as a dict with the keys Q, K and V.",
    inputs=("Q", "K", "V", "g"),
    simple=(
        (
            np.array([[1.0, 0.0], [2.0, -1.0]]),
            np.array([[1.0, 1.0], [0.0, 2.0]]),
            np.array([[1.0, 3.0], [-1.0, 0.5]]),
            np.array([[1.0, 0.0], [-2.0, 1.0]]),
        ),
        (
            np.array([[1.0, 0.0, 1.0], [0.0, -1.0, 0.5]]),
            np.array([[1.0, 1.0, 0.0], [0.0, 2.0, -1.0]]),
            np.array([[1.0, 2.0], [-1.0, 0.5]]),
            np.array([[2.0, -1.0], [1.0, 3.0]]),
        ),
    ),
    numbers=_words,
    reference=_back,
    fault=_wrong,
    same=_alike,
    mistakes=(
        _slip(
            "the root is forgotten",
            "V is right, and the others are the same multiple of what they should be. Each score "
            "is divided on the way forward; what becomes of its local derivatives?",
            root=False,
        ),
        _slip(
            "the root is forgotten in P too",
            "Not even V is right, for the weights P are others: they are the softmax of the scores "
            "divided by the root.",
            d="none",
        ),
        _slip(
            "rows counted in place of columns",
            "d is the number of columns of Q. You took that of its rows, of the words.",
            d="rows",
        ),
        _slip(
            "K not turned",
            "V and Q are right. A row of K is compared with all queries: it reaches a column of "
            "the scores.",
            k="plain",
        ),
        _slip(
            "Q turned",
            "V and K are right. A row of Q is compared with all keys: it reaches a row of the "
            "scores.",
            q="turned",
        ),
        _slip(
            "Q and K exchanged",
            "V is right. A row of Q reaches a row of the scores, and a row of K a column: which of "
            "the two needs the turned table?",
            q="turned",
            k="plain",
        ),
        _slip(
            "V not turned",
            "Q and K are right. A row of V goes to all words, by the column of P that is its own.",
            v="plain",
        ),
        _slip(
            "softmax along the columns",
            "V is right. Each row of P sums to 1: it is one softmax, and the mean is taken in it.",
            pull="column",
        ),
        _slip(
            "by the numerator only",
            "V is right. Of the paths through softmax, those by the numerator are there, and those "
            "through the sum are missing.",
            pull="numerator",
        ),
        _slip(
            "g by way of V, not turned",
            "V is right. What arrives at P? An entry of it, for two words, multiplies a row of V: "
            "add up along this row.",
            p="plain",
        ),
        _slip(
            "g taken for what arrives at P",
            "V is right. But g has arrived at out. On the way to P lies the product with V.",
            p="none",
        ),
        _slip(
            "softmax left out",
            "V is right. What arrives at P was taken for what arrives at the scores: softmax lies "
            "between.",
            pull="none",
        ),
    ),
    hints=(
        "Three steps lead back: a product, softmax, a product. What arrives at P, the left factor "
        "of the last one? And at V?",
        "Softmax's pull-back takes what has arrived at P, row by row. Then mind the root: the "
        "scores are a multiple of a product.",
        "In the scores, a row of Q reaches a row, and a row of K a column. So one of the two needs "
        "the turned table.",
    ),
)


EXERCISES = (_ATTENTION_BACK,)
