"""Exercises of notebook 03, *from numbers to arrays*."""

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
    return np.asarray(gradient.sum(axis=tuple(range(len(shape), gradient.ndim))))


def _stretched(rng: Generator) -> Inputs:
    rows = int(rng.integers(2, 5))
    return rng.integers(-4, 5, size=(2, rows, 3)).astype(float), (rows, 1)


_UNBROADCAST = Exercise(
    id="unbroadcast",
    task="An array of this shape was broadcast. Return its gradient, given that of the result.",
    inputs=("gradient", "shape"),
    simple=(
        (np.array([1.0, 2.0, 3.0]), (1,)),
        (np.array([[1.0, -2.0], [-3.0, 4.0]]), (2,)),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), (2, 1)),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), ()),
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
            "lost an axis",
            _dropped_axes,
            "The gradient must have the shape asked for: axes of length 1 stay.",
        ),
        Mistake(
            "wrong axis",
            _wrong_axis,
            "Broadcasting adds axes on the left; sum over the leading ones.",
        ),
    ),
    hints=(
        "If one number was copied three times, what is the derivative of the sum of the copies?",
        "Sum over the axes that broadcasting added on the left, and over those of length 1 that it "
        "stretched.",
        "gradient.sum(axis=…, keepdims=True) keeps the stretched axes; reshape(shape) does too.",
    ),
)


def _probabilities(rng: Generator) -> Inputs:
    weights = rng.integers(1, 9, size=3).astype(float)
    weights[0] += 0.5
    return (weights / weights.sum(),)


_SOFTMAX_JACOBIAN = Exercise(
    id="softmax-jacobian",
    task="p = softmax(o). Return the matrix ∂p_i/∂o_j from p.",
    inputs=("p",),
    simple=((np.array([0.25, 0.75]),), (np.array([0.2, 0.3, 0.5]),)),
    numbers=_probabilities,
    reference=lambda p: np.diag(p) - np.outer(p, p),
    mistakes=(
        Mistake(
            "wrong sign",
            lambda p: np.outer(p, p) - np.diag(p),
            "A larger o_i makes p_i larger: the diagonal must be positive.",
        ),
        Mistake(
            "diagonal only",
            lambda p: np.diag(p * (1 - p)),
            "Each o_j is in the denominator of every p_i, so the other entries are not 0.",
        ),
        Mistake(
            "sigmoid's derivative",
            lambda p: p * (1 - p),
            "That is the diagonal, as a vector. How does p_i change with another o_j?",
        ),
        Mistake(
            "forgot the normaliser",
            lambda p: np.diag(p),
            "The sum in the denominator changes as well. Each column must sum to zero.",
        ),
        Mistake(
            "forgot the numerator",
            lambda p: -np.outer(p, p),
            "On the diagonal the numerator changes as well: p_i is missing there.",
        ),
    ),
    hints=(
        "Take p_i = exp(o_i)/s and use the quotient rule, once for j = i and once for j ≠ i.",
        "Both cases together: p_i (δ_ij − p_j), where δ_ij is 1 if i = j and 0 otherwise.",
        "p_i δ_ij is a diagonal matrix and p_i p_j is an outer product.",
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
            "value instead of derivative",
            lambda g, out, x: g * out,
            "You multiplied by the function's value instead of its derivative.",
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


def _waves(rng: Generator) -> Inputs:
    # f(x) = sin(k x): the third derivative is as large as k³.
    return 2.0**-52, 1.0, float(rng.integers(3, 30)) ** 3


def _best_step(epsilon: float, f0: float, f3: float) -> float:
    return float((3 * epsilon * f0 / f3) ** (1 / 3))


def _positive(h: Any) -> float:
    """Return ``h`` as a number, and 0 for anything that is no positive number."""
    try:
        step = float(h)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return step if 0 < step < float("inf") else 0.0


def _step_fault(h: Any, *inputs: float) -> str | None:
    ratio = _positive(h) / _best_step(*inputs)
    if ratio == 0:
        return "the step must be one positive number"
    if ratio > 1.1:
        return "the step is too large: truncation dominates, the right arm of the U"
    if ratio < 1 / 1.1:
        return "the step is too small: rounding dominates, the left arm of the U"
    return None


_U_CURVE = Exercise(
    id="u-curve",
    task="Central differences with step h err by h²·f3/6 through truncation and by epsilon·f0/h "
    "through rounding (f0 = |f|, f3 = |f‴|). Return the best h; 10 % is close enough.",
    inputs=("epsilon", "f0", "f3"),
    simple=((2.0**-52, 1.0, 1.0), (2.0**-23, 2.0, 1.0)),
    numbers=_waves,
    reference=_best_step,
    fault=_step_fault,
    same=lambda h, wrong: 0.95 <= _positive(h) / wrong <= 1.05,
    mistakes=(
        Mistake(
            "as small as possible",
            lambda epsilon, f0, f3: epsilon,
            "At such a step f(x+h) and f(x−h) differ by rounding only: the left arm of the U.",
        ),
        Mistake(
            "made the errors equal",
            lambda epsilon, f0, f3: (6 * epsilon * f0 / f3) ** (1 / 3),
            "Where both errors are equal their sum is not yet least: one falls faster than the "
            "other rises.",
        ),
        Mistake(
            "one-sided differences",
            lambda epsilon, f0, f3: 2 * (epsilon * f0 / f3) ** 0.5,
            "The square root belongs to one-sided differences, whose truncation error is ∝ h. "
            "Here it is ∝ h².",
        ),
        Mistake(
            "upside down",
            lambda epsilon, f0, f3: (f3 / (3 * epsilon * f0)) ** (1 / 3),
            "More rounding error calls for a larger step, not a smaller one.",
        ),
        Mistake(
            "forgot the function",
            lambda epsilon, f0, f3: (3 * epsilon) ** (1 / 3),
            "The best step depends on how large and how curved the function is.",
        ),
        Mistake(
            "wrong root",
            lambda epsilon, f0, f3: (3 * epsilon * f0 / f3) ** (1 / 4),
            "Set the derivative of both errors together to zero: which power of h comes out?",
        ),
    ),
    hints=(
        "The sum of both errors is least where its derivative with respect to h is zero.",
        "h·f3/3 − epsilon·f0/h² = 0. Solve for h.",
        "h³ = 3·epsilon·f0/f3.",
    ),
)


EXERCISES = (_UNBROADCAST, _SOFTMAX_JACOBIAN, _OWN_RULE, _U_CURVE)
