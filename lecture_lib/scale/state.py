"""How many numbers an update rule remembers of a tensor, measured from its state."""

from __future__ import annotations

from math import prod
from typing import Any, NamedTuple

import numpy as np

from ..optim import Rule
from .held import held_arrays

__all__ = ["StateSize", "second_state", "state_size"]


class StateSize(NamedTuple):
    """How many numbers a rule remembers of a tensor.

    Attributes
    ----------
    vector : int
        For each entry of a vector.
    entry, row, column : int
        For each entry of a matrix, each of its rows, each of its columns.
    fixed : int
        For a matrix in any case.

    Examples
    --------
    >>> from lecture_lib.optim import Adafactor, Adam
    >>> state_size(Adam()).of((4096, 1024)), state_size(Adafactor()).of((4096, 1024))
    (8388608, 5120)
    """

    vector: int
    entry: int
    row: int
    column: int
    fixed: int

    def of(self, shape: tuple[int, ...]) -> int:
        """Return the numbers it remembers of a tensor; more axes than two are a stack of matrices.

        Parameters
        ----------
        shape : tuple of int
        """
        if len(shape) < 2:
            return self.vector * prod(shape)
        *stack, m, n = shape
        return prod(stack) * (self.entry * m * n + self.row * m + self.column * n + self.fixed)


def state_size(rule: Rule) -> StateSize:
    """Measure how many numbers a rule remembers, from the arrays of its state after two updates.

    Parameters
    ----------
    rule : Rule

    Returns
    -------
    StateSize
        The step counter and other single numbers are not counted.

    Examples
    --------
    >>> from lecture_lib.optim import Adafactor, Momentum
    >>> state_size(Momentum())
    StateSize(vector=1, entry=1, row=0, column=0, fixed=0)
    >>> state_size(Adafactor())
    StateSize(vector=1, entry=0, row=1, column=1, fixed=0)
    """
    shapes = np.array([(3, 5), (7, 5), (3, 11), (7, 11)])
    m, n = shapes.T
    terms = np.stack([m * n, m, n, np.ones_like(m)], axis=-1)
    found = [_numbers(rule, (int(rows), int(columns))) for rows, columns in shapes]
    entry, row, column, fixed = np.rint(np.linalg.solve(terms, found)).astype(int).tolist()
    return StateSize(_numbers(rule, (7,)) // 7, entry, row, column, fixed)


def _numbers(rule: Rule, shape: tuple[int, ...]) -> int:
    return sum(
        array.size for array in held_arrays(second_state(rule, np.ones(shape))) if array.ndim
    )


def second_state(rule: Rule, theta: Any) -> Any:
    """Return the state after two updates: the first may still be a view of zeros."""
    state = rule.init(theta)
    for _ in range(2):
        theta, state = rule.update(theta, np.ones_like(theta), state)
    return state
