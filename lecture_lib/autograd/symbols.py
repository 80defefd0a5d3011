"""The signs of operations: one table for error messages, tables, pictures and questions."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["INFIX", "SIGNS", "sign"]

#: NumPy's name of an operation -> the sign the scalar engine records and every picture prints.
SIGNS: Mapping[str, str] = {
    "add": "+", "subtract": "−", "multiply": "×", "divide": "÷", "true_divide": "÷",
    "power": "**", "matmul": "@", "negative": "neg", "absolute": "abs",
}  # fmt: skip

#: Signs that stand between two operands.
INFIX = frozenset(["+", "−", "×", "÷", "**", "@"])


def sign(operation: str) -> str:
    """Return the sign of an operation, or its name where it has none.

    >>> sign("multiply"), sign("×"), sign("exp")
    ('×', '×', 'exp')
    """
    return SIGNS.get(operation, operation)
