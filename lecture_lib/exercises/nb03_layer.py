"""Exercise of notebook 03: a backward pass over a batch, to be repaired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


Gradients = dict[str, Array]


def _block(rng: Generator) -> Inputs:
    """All square; some units silent and some not, on every example.

    Every number is an odd multiple of ¼, so no entry of Z is nearer to 0 than 1/16: no nudge of
    .01 crosses a kink.
    """
    while True:
        X, W, U, g = (rng.integers(-9, 10, size=(3, 3)) / 2 + 0.25 for _ in range(4))
        b, c = (rng.integers(-2, 3, size=3).astype(float) for _ in range(2))
        active = X @ W.T + b > 0
        if 3 <= active.sum() <= 6 and active.any(axis=0).all():
            return X, W, b, U, c, g


def _back(
    X: Array, W: Array, b: Array, U: Array, c: Array, g: Array,
    *, u: str = "right", c_: str = "sum", h: str = "right", mask: bool = True,
    w: str = "right", axis: int = 0, x: str = "right", skip: bool = True,
) -> Gradients:  # fmt: skip
    """All gradients, with slips to choose from."""
    Z = X @ W.T + b
    H = np.maximum(Z, 0)
    d_H = {"right": g @ U, "page": g @ U.T, "left": U @ g, "turned left": U.T @ g}[h]
    d_Z = d_H * (Z > 0) if mask else d_H
    return {
        "U": {"right": g.T @ H, "page": H.T @ g, "plain": g @ H, "other": H @ g}[u],
        "c": {"sum": g.sum(axis=0), "mean": g.mean(axis=0), "axis": g.sum(axis=1)}[c_],
        "W": {"right": d_Z.T @ X, "page": X.T @ d_Z, "plain": d_Z @ X, "other": X @ d_Z}[w],
        "b": np.asarray({0: d_Z.sum(0), 1: d_Z.sum(1), 2: d_Z.sum(), -1: d_Z.mean(0)}[axis]),
        "X": {"right": d_Z @ W, "page": d_Z @ W.T}[x] + (g if skip else 0),
    }


def _where_to_look(wrong: list[str]) -> str:
    """The first of what is wrong on the way back."""
    if "U" in wrong:
        return "First U: which unit of H and which entry of out does an entry of U join?"
    if "c" in wrong:
        return "First c: copies of it stand in every row of out"
    if {"W", "b", "X"} <= set(wrong):
        return "First what all these hang on, d_H and d_Z: nudge H"
    if wrong == ["X"]:
        return "It has two ways to out, one by Z and a straight one: what comes back by each?"
    return "What comes before on the way back is right, so look at the paths of these alone"


def wrong_keys(answer: Mapping[str, Any], right: Mapping[str, Array]) -> list[str]:
    """Gradients of another shape than the right ones, or of other numbers."""
    return [
        key
        for key, value in right.items()
        if np.shape(answer[key]) != value.shape or not np.allclose(answer[key], value)
    ]


def _still_wrong(answer: Any, *inputs: Array) -> str | None:
    right = _back(*inputs)
    if not isinstance(answer, dict) or not set(answer) >= set(right):
        return "return a dict with the keys U, c, W, b and X"
    wrong = wrong_keys(answer, right)
    if not wrong:
        return None
    bent = [key for key in wrong if np.size(answer[key]) == right[key].size
            and np.shape(answer[key]) != right[key].shape]  # fmt: skip
    if bent:
        return f"a gradient has the shape of its array: not so that of {' and '.join(bent)}"
    return f"wrong: {', '.join(wrong)}. {_where_to_look(wrong)}"


def _alike(answer: Any, other: Any) -> bool:
    try:
        return isinstance(answer, dict) and all(
            np.shape(answer[key]) == np.shape(other[key]) and np.allclose(answer[key], other[key])
            for key in ("U", "c", "W", "b", "X")
        )
    except (TypeError, KeyError, ValueError):
        return False


def _slip(name: str, say: str, **slips: Any) -> Mistake:
    return Mistake(name, lambda *inputs: _back(*inputs, **slips), say)


_ALL = {"u": "page", "h": "page", "w": "page", "x": "page", "skip": False}
_SIDES = (
    "W, b and X are all wrong, so look at what they share, d_H. From the left, U mixes the "
    "examples, and an entry of H reaches only its own row of out."
)

_REPAIR_LAYER = Exercise(
    id="repair-layer",
    task="Z = X Wᵀ + b, H = ReLU(Z), out = X + H Uᵀ + c, and g = ∂ℓ/∂out. The arrays are n × n, "
    "and b and c have n entries. Return ∂ℓ/∂U, ∂ℓ/∂c, ∂ℓ/∂W, ∂ℓ/∂b and ∂ℓ/∂X as a dict with the "
    "keys U, c, W, b and X.",
    inputs=("X", "W", "b", "U", "c", "g"),
    simple=(
        (
            np.array([[1.0, 2.0], [3.0, -1.0]]),
            np.array([[1.0, 2.0], [0.0, 1.0]]),
            np.array([0.0, 0.5]),
            np.array([[1.0, -1.0], [2.0, 3.0]]),
            np.array([0.0, 1.0]),
            np.array([[1.0, 0.0], [2.0, 4.0]]),
        ),
    ),
    numbers=_block,
    reference=_back,
    fault=_still_wrong,
    same=_alike,
    mistakes=(
        _slip(
            "as it was",
            "c is right, and so is the line of b, whatever its nudges say. Begin at out, with U: "
            "its rows are units of out, its columns units of H. Then test H by nudges.",
            **_ALL,
        ),
        _slip(
            "only U is mended",
            "U is right now. W, b and X all hang on d_H: an entry of H reaches a row of out, and "
            "through which weights?",
            **{**_ALL, "u": "right"},
        ),
        _slip(
            "U and d_H are mended",
            "U, b and d_H are right. W and X are left: through which entries of W does X reach Z, "
            "and is Z the only way from X to out?",
            **{**_ALL, "u": "right", "h": "right"},
        ),
        _slip(
            "the second way of X",
            "Only X is left, and the way through Z is right. Is it the only way from X to out?",
            skip=False,
        ),
        _slip(
            "the way of X through Z",
            "Only X is left. Its straight way to out is right. Through which weights does an entry "
            "of X reach its row of Z?",
            x="page",
        ),
        _slip(
            "both ways of X",
            "Only X is left. Through which weights does an entry of it reach Z, and is Z its only "
            "way to out?",
            x="page",
            skip=False,
        ),
        _slip(
            "the mean over the batch",
            "Only c is left. Copies add up; if the loss is a mean, its 1/N is in g already.",
            c_="mean",
        ),
        _slip(
            "c summed along the wrong axis",
            "Only c is left: an entry of it is copied down a column of out, not along a row.",
            c_="axis",
        ),
        _slip(
            "d_H the wrong way round",
            "W, b and X are all wrong, so look at what they share, d_H. An entry of H reaches a "
            "row of out, and its weights to that row stand in a column of U.",
            h="page",
        ),
        _slip("U from the left", _SIDES, h="left"),
        _slip("U turned, from the left", _SIDES, h="turned left"),
        _slip(
            "the kink forgotten",
            "W, b and X are all wrong, so look at what they share. Does a silent unit hand on what "
            "arrives at H?",
            mask=False,
        ),
        _slip(
            "b in one number",
            "Only b is left: it has an entry for each unit, and so has its gradient.",
            axis=2,
        ),
        _slip(
            "U as on the page",
            "Only U is left. These are the right numbers with rows and columns exchanged: do the "
            "rows of U belong to H or to out?",
            u="page",
        ),
        _slip(
            "W as on the page",
            "Only W is left. These are the right numbers with rows and columns exchanged: do the "
            "rows of W belong to X or to Z?",
            w="page",
        ),
        *(
            _slip(
                f"{name}, a sum that is not over the examples: {kind}",
                f"Only {name} is left. The sum goes over the examples, which are rows in both "
                "arrays.",
                **{name.lower(): kind},
            )
            for name in "UW"
            for kind in ("plain", "other")
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
    ),
    hints=(
        "Go from out backward. Of each array take one entry and ask which entries of the next "
        "array move with it, and by which factor. A gradient that agrees with its nudges is done.",
        "With indices, out_nj = X_nj + Σ_k H_nk U_jk + c_j. For one U_jk: which index of this sum "
        "does not occur in its name? Over that one its gradient is a sum. Then the same for H_nk.",
        "Z_nk = Σ_i X_ni W_ki + b_k. An entry of X stands here, in each Z of its row, and once "
        "more in out.",
    ),
)


EXERCISES = (_REPAIR_LAYER,)
