"""Exercises of notebook 03, *from numbers to arrays*: shapes, and a rule of one's own."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator
Shape = tuple[int, ...]


def _unbroadcast(gradient: Array, shape: Shape) -> Array:
    extra = gradient.ndim - len(shape)
    stretched = tuple(i + extra for i, n in enumerate(shape) if n == 1)
    return np.asarray(gradient.sum(axis=(*range(extra), *stretched))).reshape(shape)


def _average(gradient: Array, shape: Shape) -> Array:
    # The mean over what was stretched; equal sizes, so a ratio of sizes says it.
    return _unbroadcast(gradient, shape) * (np.prod(shape) / gradient.size)


def _first_copy(gradient: Array, shape: Shape) -> Array:
    extra = gradient.ndim - len(shape)
    first = gradient[(0,) * extra]
    return np.asarray(first[tuple(slice(0, n) for n in shape)])


def _leading_only(gradient: Array, shape: Shape) -> Array:
    return np.asarray(gradient.sum(axis=tuple(range(gradient.ndim - len(shape)))))


def _dropped_axes(gradient: Array, shape: Shape) -> Array:
    return _unbroadcast(gradient, shape).squeeze()


def _wrong_axis(gradient: Array, shape: Shape) -> Array:
    if gradient.ndim == len(shape):
        return _unbroadcast(gradient, shape)
    left = gradient.sum(axis=tuple(range(len(shape), gradient.ndim)))
    stretched = tuple(i for i, n in enumerate(shape) if n == 1)
    return np.asarray(left.sum(axis=stretched, keepdims=True))


def _from_the_left(gradient: Array, shape: Shape) -> Array:
    extra, ones = gradient.ndim - len(shape), {i for i, n in enumerate(shape) if n == 1}
    if not extra or not ones:
        return _unbroadcast(gradient, shape)
    return np.asarray(gradient.sum(axis=tuple(ones | set(range(extra)))))


def _is_counted_from_the_left(answer: Any, gradient: Array, shape: Shape) -> bool:
    """Stretched axes were looked for at the places they have in shape, not in gradient."""
    extra, found = gradient.ndim - len(shape), np.squeeze(np.asarray(answer, dtype=float))
    at = {i for i, n in enumerate(shape) if n == 1}
    sums = (gradient.sum(axis=tuple(at | set(range(k)))) for k in range(extra + 1))
    return (
        extra > 0
        and bool(at)
        and any(found.shape == s.shape and np.allclose(found, s) for s in sums)
    )


def _has_the_shape(answer: Any, gradient: Array, shape: Shape) -> bool:
    return bool(np.shape(answer) == tuple(shape))


def _mean_of_rows(gradient: Array, shape: Shape) -> Array:
    return np.asarray(gradient.mean(axis=0))


def _rows(gradient: Array, shape: Shape) -> Array:
    return np.asarray(gradient.sum(axis=0))


def _rows_in_shape(gradient: Array, shape: Shape) -> Array:
    rows = _rows(gradient, shape)
    return rows.reshape(shape) if rows.size == np.prod(shape) else rows


def _stretched(rng: Generator) -> Inputs:
    rows = int(rng.integers(2, 5))
    return rng.integers(-4, 5, size=(2, rows, 3)).astype(float), (rows, 1)


_UNBROADCAST = Exercise(
    id="unbroadcast",
    task="An array of the given shape was broadcast, to the shape of gradient, and gradient has "
    "arrived at all its copies. Return what arrives at the array itself: an array of the given "
    "shape.",
    inputs=("gradient", "shape"),
    simple=(
        (np.array([[1.0, -2.0], [-3.0, 4.0]]), (2,)),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), (2, 1)),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), ()),
        (np.array([1.0, 2.0, 3.0]), (1,)),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), (2, 2)),
    ),
    numbers=_stretched,
    reference=_unbroadcast,
    mistakes=(
        Mistake(
            "mean instead of sum",
            _average,
            "Every copy contributes in full: add the contributions, do not average them.",
        ),
        Mistake(
            "the mean over the first axis",
            _mean_of_rows,
            "Every copy contributes in full: add, do not average. And not every array was copied "
            "along the first axis.",
        ),
        Mistake(
            "first copy only",
            _first_copy,
            "All copies were used, so all of them send a gradient back.",
        ),
        Mistake(
            "leading axes only",
            _leading_only,
            "Axes of length 1 were stretched as well; sum over them too.",
        ),
        Mistake(
            "counted from the left",
            _from_the_left,
            "Shapes are aligned at their right ends: axis 1 of shape is axis 2 of a gradient that "
            "has one axis more. Shift by the number of missing axes.",
            fits=_is_counted_from_the_left,
        ),
        Mistake(
            "lost an axis",
            _dropped_axes,
            "The gradient must have the shape asked for: axes of length 1 stay.",
        ),
        Mistake(
            "always the first axis",
            _rows,
            "So it is for a bias. A column (2, 1) was copied along the other axis: compare shape "
            "with that of gradient to see along which.",
        ),
        Mistake(
            "always the first axis, then reshaped",
            _rows_in_shape,
            "reshape mends the shape, but the wrong entries were added up: a column (2, 1) was "
            "copied along the other axis.",
        ),
        Mistake(
            "all in one",
            lambda gradient, shape: np.full(shape, gradient.sum()),
            "Everything was added up. An entry receives what has arrived at its own copies only.",
        ),
        Mistake(
            "wrong axis",
            _wrong_axis,
            "Broadcasting adds axes on the left; sum over the leading ones.",
        ),
        Mistake(
            "the right shape, other numbers",
            lambda gradient, shape: 2 * _unbroadcast(gradient, shape),
            "The shape is right, the numbers are not. Which entries of gradient stand at the "
            "copies of one entry? Add up these, and no others.",
            fits=_has_the_shape,
        ),
    ),
    hints=(
        "If one number was copied three times, what is the derivative of the sum of the copies?",
        "Sum over the axes that broadcasting added on the left, and over those of length 1 that it "
        "stretched.",
        "gradient.sum(axis=…, keepdims=True) keeps the stretched axes; reshape(shape) does too.",
    ),
)


def _power_of(x: Any, exponent: float) -> Any:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.power(x, exponent)


def _roots(rng: Generator) -> Inputs:
    x = rng.choice([-1, 1], size=3) * rng.uniform(0.5, 9, size=3).round(1)
    return rng.uniform(1, 3, size=3).round(1), np.cbrt(x), x


_OWN_RULE = Exercise(
    id="own-rule",
    task="out = np.cbrt(x), the cube root. Return what its rule passes back, given g = ∂ℓ/∂out.",
    inputs=("g", "out", "x"),
    simple=(
        (np.array([1.0]), np.array([2.0]), np.array([8.0])),
        (np.array([5.0, 2.0]), np.array([3.0, -2.0]), np.array([27.0, -8.0])),
    ),
    numbers=_roots,
    reference=lambda g, out, x: g / (3 * out**2),
    mistakes=(
        Mistake(
            "forgot the upstream gradient",
            lambda g, out, x: 1 / (3 * out**2),
            "That is the local derivative. What is passed back is upstream × local.",
        ),
        Mistake(
            "missing factor 1/3",
            lambda g, out, x: g / out**2,
            "The exponent 1/3 comes down as a factor.",
        ),
        Mistake(
            "negative base",
            lambda g, out, x: g * _power_of(x, -2 / 3) / 3,
            "The formula is right where x > 0. NumPy takes no fractional power of a negative "
            "number; out² is always positive.",
        ),
        Mistake(
            "wrong exponent",
            lambda g, out, x: g * out / 3,
            "Differentiating lowers the exponent by one: from 1/3 to −2/3.",
        ),
        Mistake(
            "x in place of out",
            lambda g, out, x: g / (3 * x**2),
            "Differentiating x = out³ leaves a power of out, not of x.",
        ),
        Mistake(
            "value instead of derivative",
            lambda g, out, x: g * out,
            "You multiplied by the function's value instead of its derivative.",
        ),
        Mistake(
            "brackets are missing",
            lambda g, out, x: g / 3 * out**2,
            "Python divides by 3 and then multiplies. Put brackets around all that stands below.",
        ),
        Mistake(
            "the exponent of out is wrong",
            lambda g, out, x: g / (3 * out),
            "Differentiate x = out³ once more: which power of out is left?",
        ),
        Mistake(
            "the slope of the square root",
            lambda g, out, x: g / (2 * out),
            "That is the slope of the square root. Here x is the cube of out, not its square.",
        ),
        Mistake(
            "the slope of the square root, from x",
            lambda g, out, x: g * _power_of(x, -1 / 2) / 2,
            "That is the slope of the square root. Here out is the cube root.",
        ),
        Mistake(
            "the slope of the cube",
            lambda g, out, x: g * 3 * x**2,
            "That is the slope of x³. Here out is the cube root of x, so x is the cube of out.",
        ),
        Mistake(
            "the sign of x as a factor",
            lambda g, out, x: g * np.sign(x) / (3 * out**2),
            "For x < 0 the sign is wrong. Does the cube root rise or fall there?",
        ),
        Mistake(
            "divided instead of multiplied",
            lambda g, out, x: g * 3 * out**2,
            "That is the derivative of the cube. The inverse function has one over it.",
        ),
    ),
    hints=(
        "Write the cube root as x^(1/3) and differentiate. Or differentiate x = out³.",
        "dx/d(out) = 3·out², so d(out)/dx is one over that.",
        "Multiply by g, and use out instead of powers of x, which fail for x < 0.",
    ),
)


# --- repair: a backward pass over a batch -------------------------------------------------------

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


EXERCISES = (_UNBROADCAST, _REPAIR_LAYER, _OWN_RULE)
