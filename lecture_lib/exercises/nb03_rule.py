"""Exercise of notebook 03: a rule of one's own."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Generator = np.random.Generator


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


EXERCISES = (_OWN_RULE,)
