"""What the exercises of notebook 01 share: a graph as a list of arrows, formulas, numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..lessons.numeric import equal

__all__ = ["Arrow", "Formula", "read_arrows", "relu", "same_arrows", "tenths"]

#: (result, operand, local derivative)
Arrow = tuple[str, str, float]


@dataclass(frozen=True)
class Formula:
    """A function of numbers, or of nodes of any engine, that is shown as a formula.

    Attributes
    ----------
    written : str
        How it is shown to a student.
    of : callable
        Takes the numbers or nodes by their names.

    Examples
    --------
    >>> double = Formula("2·a", lambda a: 2 * a)
    >>> double, double(a=3.0)
    (2·a, 6.0)
    """

    written: str
    of: Callable[..., Any]

    def __call__(self, **numbers: Any) -> Any:
        return self.of(**numbers)

    def __repr__(self) -> str:
        return self.written


def relu(x: Any) -> Any:
    """Return x where it is positive and 0 elsewhere, of a node (by its own method) or a number.

    Examples
    --------
    >>> relu(-2.0), relu(3.0)
    (0.0, 3.0)
    """
    return x.relu() if hasattr(x, "relu") else max(x, 0.0)


def tenths(
    rng: np.random.Generator, count: int, sizes: Sequence[int] = range(2, 20)
) -> tuple[float, ...]:
    """Draw numbers of one decimal and either sign, easy to compute with, all of different size.

    Parameters
    ----------
    rng : Generator
    count : int
        How many.
    sizes : sequence of int
        Tenths to choose from.

    Examples
    --------
    >>> tenths(np.random.default_rng(0), 3)
    (-1.2, -1.1, -1.5)
    """
    drawn = rng.choice(sizes, size=count, replace=False) / 10
    return tuple(float(x) for x in drawn * rng.choice([-1, 1], size=count))


def read_arrows(answer: Any) -> list[Arrow]:
    """Return a student's arrows, as names and numbers.

    Raises
    ------
    TypeError, ValueError
        What is no sequence of three, or has no number at its end.

    Examples
    --------
    >>> read_arrows([["f", "a", 2]])
    [('f', 'a', 2.0)]
    """
    return [(str(result), str(operand), float(local)) for result, operand, local in answer]


def same_arrows(answer: Any, other: Any) -> bool:
    """Whether two answers are the same arrows with the same numbers, in whatever order.

    Examples
    --------
    >>> same_arrows([("f", "a", 2.0), ("f", "b", 1.0)], [("f", "b", 1), ("f", "a", 2)])
    True
    """
    try:
        one, two = sorted(read_arrows(answer)), sorted(read_arrows(other))
    except (TypeError, ValueError):
        return False
    return [x[:2] for x in one] == [x[:2] for x in two] and all(
        equal(x[2], y[2], 1e-6) for x, y in zip(one, two, strict=True)
    )
