"""What the operations of the scalar engine are: value and derivative, as data."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

__all__ = ["BINARY", "REMEDY", "UNARY", "guard"]

# One operand: value, and derivative from (x, result).
UNARY: dict[str, tuple[Callable[[float], float], Callable[[float, float], float]]] = {
    "neg": (lambda x: -x, lambda x, y: -1.0),
    "abs": (abs, lambda x, y: (x > 0.0) - (x < 0.0) + 0.0),
    "exp": (math.exp, lambda x, y: y),
    "log": (math.log, lambda x, y: 1.0 / x),
    "sqrt": (math.sqrt, lambda x, y: 0.5 / y if y else math.inf),
    "sin": (math.sin, lambda x, y: math.cos(x)),
    "cos": (math.cos, lambda x, y: -math.sin(x)),
    "tanh": (math.tanh, lambda x, y: 1.0 - y * y),
    # Written with exp(-|x|), which cannot overflow.
    "sigmoid": (
        lambda x: 1.0 / (1.0 + math.exp(-x)) if x >= 0.0 else math.exp(x) / (1.0 + math.exp(x)),
        lambda x, y: y * (1.0 - y),
    ),
    # `x <= 0` rather than `x > 0`: a NaN passes through. The derivative at 0 is 0.
    "relu": (lambda x: 0.0 if x <= 0.0 else x, lambda x, y: 1.0 if x > 0.0 else 0.0),
}


def _power(x: float, y: float) -> tuple[float, float, float]:
    if not x and y < 0.0:
        raise ZeroDivisionError
    z = math.pow(x, y)
    if x:
        return z, y * math.pow(x, y - 1.0), z * math.log(x) if x > 0.0 else math.nan
    # At 0: x**1 has slope 1, higher powers (and the constant x**0) slope 0, roots an infinite one.
    return z, 1.0 if y == 1.0 else 0.0 if y > 1.0 or y == 0.0 else math.inf, 0.0


# Two operands: value and both derivatives from (x, y).
BINARY: dict[str, Callable[[float, float], tuple[float, float, float]]] = {
    "+": lambda x, y: (x + y, 1.0, 1.0),
    "−": lambda x, y: (x - y, 1.0, -1.0),
    "×": lambda x, y: (x * y, y, x),
    "÷": lambda x, y: (x / y, 1.0 / y, -x / y / y),
    "**": _power,
}

REMEDY = {
    "log": "log needs a number above 0: add a small constant, or use log-softmax",
    "sqrt": "sqrt needs a number that is not negative",
    "exp": "exp overflows above about 709.78: subtract the largest exponent first",
    "÷": "the divisor must not be 0: add a small constant to it",
    "**": "a negative base needs a whole exponent, a base of 0 one that is not negative",
    "overflow": "the result is larger than any double, about 1.8e308; work with logarithms",
}


def guard(op: str, function: Callable[..., Any], *operands: float) -> Any:
    """Call `function`; outside its domain say which operation met which numbers."""
    try:
        return function(*operands)
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        numbers = [f"{x:g}" for x in operands]
        given = f" {op} ".join(numbers) if op in BINARY else f"{op}({numbers[0]})"
        remedy = REMEDY[op if not isinstance(error, OverflowError) or op == "exp" else "overflow"]
        raise type(error)(f"{given}: {remedy}") from None
