"""Which arrays something holds on to, each once, however many views of it there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import Tensor, topological_order

__all__ = ["activation_bytes", "held_arrays"]

Array = NDArray[Any]


def held_arrays(*holders: Any) -> list[Array]:
    """Return the distinct arrays in nested tuples, lists and mappings.

    Of a view the array whose memory it shows is taken, which it keeps alive as a whole.

    Parameters
    ----------
    *holders
        Arrays, and containers of them; what is neither holds nothing.

    Returns
    -------
    list of ndarray

    Examples
    --------
    >>> a = np.zeros((2, 3))
    >>> [array.shape for array in held_arrays((a, {"transposed": a.T}, 7), a[:1])]
    [(2, 3)]
    """
    found: dict[int, Array] = {}
    waiting = [*reversed(holders)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, np.ndarray):
            while isinstance(one.base, np.ndarray):
                one = one.base
            found[id(one)] = one
        elif isinstance(one, Mapping):
            waiting += one.values()
        elif isinstance(one, tuple | list):
            waiting += one
    return [*found.values()]


def activation_bytes(root: Tensor) -> int:
    """Measure what a graph holds for its backward pass, in bytes.

    Parameters
    ----------
    root : Tensor
        The loss.

    Returns
    -------
    int
        Bytes of all distinct arrays that can be reached from `root`: results, what nodes keep for
        the way back, and plain arrays such as tokens and masks. What belongs to leaves, such as
        parameters, is not counted.

    Notes
    -----
    These are the arrays, to the byte; Python's objects for the nodes come on top, some hundred
    bytes each. The backward pass itself needs more for a while: the gradients of activations.

    Examples
    --------
    >>> x = Tensor(np.ones((100, 10)))
    >>> activation_bytes(np.sum(np.exp(x)))  # exp(x), and one number
    8008
    """
    nodes = topological_order(root)
    leaves = {id(a) for a in held_arrays([n._data for n in nodes if n._function is None])}
    held = held_arrays([(n._data, n._inputs, n._kwargs) for n in nodes])
    return sum(array.nbytes for array in held if id(array) not in leaves)
