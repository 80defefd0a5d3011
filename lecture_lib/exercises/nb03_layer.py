"""Exercise of notebook 03: a backward pass over a batch, to be repaired."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


Gradients = dict[str, Array]


def _two_layers(rng: Generator) -> Inputs:
    """All square; some units silent and some not, on every example."""
    while True:
        X, W, U, g = (rng.integers(-9, 10, size=(3, 3)) / 2 + 0.25 for _ in range(4))
        b = rng.integers(-2, 3, size=3).astype(float)
        active = X @ W + b > 0
        if 3 <= active.sum() <= 6 and active.any(axis=0).all():
            return X, W, b, U, g


def _back(
    X: Array, W: Array, b: Array, U: Array, g: Array,
    *, c: str = "sum", turned: bool = True, left: bool = False, w: str = "right", axis: int = 0,
) -> Gradients:  # fmt: skip
    """All gradients, with slips to choose from."""
    Z = X @ W + b
    H = np.maximum(Z, 0)
    U_ = U.T if turned else U
    d_Z = (U_ @ g if left else g @ U_) * (Z > 0)
    return {
        "U": H.T @ g,
        "c": {"sum": g.sum(axis=0), "mean": g.mean(axis=0), "axis": g.sum(axis=1)}[c],
        "W": {"right": X.T @ d_Z, "wrong": d_Z.T @ X, "plain": X @ d_Z}[w],
        "b": np.asarray({0: d_Z.sum(0), 1: d_Z.sum(1), 2: d_Z.sum(), -1: d_Z.mean(0)}[axis]),
    }


def _where_to_look(wrong: list[str]) -> str:
    """The first of what is wrong on the way back."""
    if "U" in wrong:
        return "The line of d_U was right"
    if "c" in wrong:
        return "First c: copies of it stand in every row of out"
    if {"W", "b"} <= set(wrong):
        return "First what both hang on, d_H and d_Z"
    return "All before it is right, so only its own line is left"


def _still_wrong(answer: Any, *inputs: Array) -> str | None:
    right = _back(*inputs)
    if not isinstance(answer, dict) or set(answer) != set(right):
        return "return a dict with the keys U, c, W and b"
    wrong = [
        key
        for key, value in right.items()
        if np.shape(answer[key]) != value.shape or not np.allclose(answer[key], value)
    ]
    if not wrong:
        return None
    return f"wrong: {', '.join(wrong)}. {_where_to_look(wrong)}"


def _alike(answer: Any, other: Any) -> bool:
    try:
        return set(answer) == set(other) and all(
            np.shape(answer[key]) == np.shape(other[key]) and np.allclose(answer[key], other[key])
            for key in other
        )
    except (TypeError, KeyError, ValueError):
        return False


def _slip(name: str, say: str, **slips: Any) -> Mistake:
    return Mistake(name, lambda *inputs: _back(*inputs, **slips), say)


_ALL = {"c": "mean", "turned": False, "w": "wrong", "axis": 1}

_REPAIR_LAYER = Exercise(
    id="repair-layer",
    task="Z = X W + b, H = ReLU(Z), out = H U + c, and g = ∂ℓ/∂out. All arrays are n × n, and b "
    "and c have n entries. Return ∂ℓ/∂U, ∂ℓ/∂c, ∂ℓ/∂W and ∂ℓ/∂b as a dict.",
    inputs=("X", "W", "b", "U", "g"),
    simple=(
        (
            np.array([[1.0, 2.0], [3.0, -1.0]]),
            np.array([[1.0, 0.0], [2.0, 1.0]]),
            np.array([0.0, 0.5]),
            np.array([[1.0, 2.0], [-1.0, 3.0]]),
            np.array([[1.0, 0.0], [2.0, 4.0]]),
        ),
    ),
    numbers=_two_layers,
    reference=_back,
    fault=_still_wrong,
    same=_alike,
    mistakes=(
        _slip(
            "as it was",
            "U is right. Begin with c, which is only copied: what do copies send back? Then go on "
            "from out to H.",
            **_ALL,
        ),
        _slip(
            "only c is mended",
            "c is right now. W and b both hang on d_H: an entry of H reaches a row of out, and "
            "through which weights?",
            **{**_ALL, "c": "sum"},
        ),
        _slip(
            "the mean over the batch",
            "Only c is left. Copies add up; if the loss is a mean, its 1/N is in g already.",
            c="mean",
        ),
        _slip(
            "c summed along the wrong axis",
            "Only c is left: an entry of it is copied down a column of out, not along a row.",
            c="axis",
        ),
        _slip(
            "U the wrong way round",
            "W and b are both wrong, so look at what they share, d_H. An entry of H reaches a row "
            "of out. Square arrays hide which way U must stand; nudge one entry.",
            turned=False,
        ),
        _slip(
            "U from the left",
            "W and b are both wrong, so look at what they share, d_H. From the left, U mixes the "
            "examples, and an entry of H reaches only its own row of out.",
            left=True,
            turned=False,
        ),
        _slip(
            "U turned, from the left",
            "W and b are both wrong, so look at what they share, d_H. From the left, U mixes the "
            "examples, and an entry of H reaches only its own row of out.",
            left=True,
        ),
        _slip(
            "b in one number",
            "Only b is left: it has an entry for each unit, and so has its gradient.",
            axis=2,
        ),
        _slip(
            "W turned",
            "Only W is left. Its entry kj pairs column k of X with column j of what arrives, and "
            "yours has them exchanged.",
            w="wrong",
        ),
        _slip(
            "X not turned",
            "Only W is left. The sum goes over the examples, which are rows in both arrays.",
            w="plain",
        ),
        _slip(
            "b summed along the wrong axis",
            "Only b is left: which axis are the examples?",
            axis=1,
        ),
        _slip(
            "the mean over the batch, for b",
            "Only b is left: copies add up, and no mean is taken.",
            axis=-1,
        ),
        _slip(
            "b and W are left",
            "U, c and d_H are right. Two lines are left: over which axis does b sum, and which "
            "array must be turned for W?",
            w="wrong",
            axis=1,
        ),
        _slip(
            "c and d_H are left",
            "Of four slips two are left: what is done with the copies of c, and which way U must "
            "stand in d_H.",
            c="mean",
            turned=False,
        ),
    ),
    hints=(
        "Nudge one entry of each array and ask which entries of the result move: a row, or a "
        "column? These are the paths to add up.",
        "H to out is a layer like X to out. What is the array before the layer sent, what the "
        "weights, what the bias? Compare line by line.",
        "Four lines are wrong: that of c (copies add up), of d_H, of W, and of b (which axis holds "
        "the examples?).",
    ),
)


EXERCISES = (_REPAIR_LAYER,)
