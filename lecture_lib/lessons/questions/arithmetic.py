"""Arithmetic as people type it: ``(1 + 1/30)^30``, ``1/sqrt(pi)``, ``2·ln 3``.

A table of operators, one of functions, one of constants: nothing else is looked up, and nothing is
evaluated by Python. ``widgets/js/kit.js`` reads alike.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable

__all__ = ["NotArithmetic", "TooLarge", "calculated"]

_TOKEN = re.compile(r"(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:e[+-]?[0-9]+)?%?|√|[a-zπ]+|\S")
_SAME = str.maketrans({"×": "*", "·": "*", "÷": "/", "\u2212": "-", "\u2013": "-"})

#: Operator -> how tightly it binds, and what it does.
_OPERATORS: dict[str, tuple[int, Callable[[float, float], float]]] = {
    "+": (1, operator.add), "-": (1, operator.sub),
    "*": (2, operator.mul), "/": (2, operator.truediv),
    "^": (3, operator.pow),
}  # fmt: skip
_POWER = 3
_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt, "√": math.sqrt, "ln": math.log, "log": math.log, "exp": math.exp,
}  # fmt: skip
_CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}


class NotArithmetic(ValueError):
    """A text that is no calculation, or one without a result: 1/0, ln 0."""


class TooLarge(NotArithmetic):
    """A calculation that is beyond what a float holds, or a part of it is."""


def calculated(text: str) -> float:
    """Work out what is typed.

    Parameters
    ----------
    text : str
        Numbers with a point or a decimal comma, perhaps with ``%``; ``+ - * / ^ **`` and ``× · ÷``;
        parentheses; ``sqrt``, ``√``, ``ln``, ``log`` (natural, as in NumPy), ``exp``; ``pi``, ``π``
        and ``e``. What people read in two ways is refused: ``2^3^2``, ``2 pi``.

    Raises
    ------
    NotArithmetic
        When it is anything else, or has no result that is a real number.
    TooLarge
        When it is too large for a float.

    Examples
    --------
    >>> round(calculated("(1+1/30)**30"), 3), round(calculated("1/sqrt(pi)"), 3)
    (2.674, 0.564)
    >>> calculated("-2^2"), calculated("50% · 4"), calculated("8/2/2 - 1")
    (-4.0, 2.0, 1.0)
    >>> calculated("9^(9^9)")
    Traceback (most recent call last):
    lecture_lib.lessons.questions.arithmetic.TooLarge
    """
    tokens = _TOKEN.findall(text.lower().translate(_SAME).replace("**", "^"))[::-1]
    result = _value(tokens, 1)
    if tokens:
        raise NotArithmetic
    return result


def _value(tokens: list[str], least: int) -> float:
    """What the next tokens are worth, up to an operator that binds less than that."""
    left, most = _operand(tokens), _POWER
    while tokens and least <= (level := _OPERATORS.get(tokens[-1], (0,))[0]) <= most:
        work = _OPERATORS[tokens.pop()][1]
        left = _finite(work, left, _value(tokens, level + 1))
        most = level - (level == _POWER)  # after a power no second one
    return left


def _operand(tokens: list[str]) -> float:
    token = tokens.pop() if tokens else ""
    following = tokens[-1] if tokens else ""
    if token in ("+", "-") and following not in ("+", "-"):
        size = _value(tokens, _POWER)  # a minus binds less than a power
        if tokens and tokens[-1] == "^":
            raise NotArithmetic
        return -size if token == "-" else size
    if token in _CONSTANTS:
        return _CONSTANTS[token]
    if token in _FUNCTIONS:
        argument = _operand(tokens)
        if following != "(" and tokens and tokens[-1] == "^":
            raise NotArithmetic  # a power of what?
        return _finite(_FUNCTIONS[token], argument)
    if token == "(":
        inside = _value(tokens, 1)
        if not tokens or tokens.pop() != ")":
            raise NotArithmetic
        return inside
    if not re.match(r"[.,]?[0-9]", token):
        raise NotArithmetic
    number = float(token.rstrip("%").replace(",", "."))
    return _finite(operator.truediv, number, 100 if token.endswith("%") else 1)


def _finite(work: Callable[..., float], *numbers: float) -> float:
    try:
        result = work(*numbers)
    except OverflowError:
        raise TooLarge from None
    except (ValueError, ZeroDivisionError):
        raise NotArithmetic from None
    if isinstance(result, complex):  # (-8)^(1/3)
        raise NotArithmetic
    if math.isinf(result):
        raise TooLarge
    return result
