"""Plain text that nbval compares and a screen reader reads."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["columns", "place"]


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Write rows of words in columns.

    >>> print(columns([("rule", "loss"), ("Adam", "0.1")]))
    rule  loss
    Adam  0.1
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True))
                     .rstrip() for row in rows)


def place(x: float, y: float) -> str:
    """Write a point of the plane.

    >>> place(-4.5, 2.0)
    '(−4.5, 2)'
    """
    return f"({x:.4g}, {y:.4g})".replace("-", "−")
