"""The methods and comparisons of ndarray that are NumPy functions of this name.

One line each, so that a type checker and a reader see what a Tensor has. Arithmetic, which has to
be fast, and what is more than a name stand in ``tensor.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

__all__ = ["ArrayMethods", "astype", "getitem"]

Method = Callable[..., Any]


def _method(function: Callable[..., Any]) -> Method:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return function(self, *args, **kwargs)

    method.__name__ = function.__name__
    method.__doc__ = f"``np.{function.__name__}`` of this tensor."
    return method


def _spread(function: Callable[..., Any]) -> Method:
    """``t.reshape(2, 3)`` as well as ``t.reshape((2, 3))``."""
    method = _method(function)

    def spread(self: Any, *args: Any, **kwargs: Any) -> Any:
        return method(self, *((args,) if len(args) > 1 else args), **kwargs)

    spread.__name__, spread.__doc__ = method.__name__, method.__doc__
    return spread


class ArrayMethods:
    """What a Tensor shares with ndarray by way of NumPy's functions."""

    __slots__ = ()
    __hash__ = object.__hash__  # by identity, although == compares elements

    __neg__ = _method(np.negative)
    __pos__ = _method(np.positive)
    __abs__ = _method(np.absolute)

    # Comparisons answer with plain arrays.
    __lt__ = _method(np.less)
    __le__ = _method(np.less_equal)
    __gt__ = _method(np.greater)
    __ge__ = _method(np.greater_equal)
    __eq__: Method = _method(np.equal)
    __ne__: Method = _method(np.not_equal)
    __floordiv__ = _method(np.floor_divide)
    __rfloordiv__ = _method(lambda x, y: np.floor_divide(y, x))

    sum = _method(np.sum)
    mean = _method(np.mean)
    max = _method(np.max)
    min = _method(np.min)
    prod = _method(np.prod)
    var = _method(np.var)
    std = _method(np.std)
    cumsum = _method(np.cumsum)
    any = _method(np.any)
    all = _method(np.all)
    argmax = _method(np.argmax)
    argmin = _method(np.argmin)
    argsort = _method(np.argsort)
    searchsorted = _method(np.searchsorted)
    nonzero = _method(np.nonzero)
    clip = _method(np.clip)
    round = _method(np.round)
    dot = _method(np.dot)
    trace = _method(np.trace)
    diagonal = _method(np.diagonal)
    take = _method(np.take)
    repeat = _method(np.repeat)
    ravel = _method(np.ravel)
    reshape = _spread(np.reshape)
    squeeze = _method(np.squeeze)
    swapaxes = _method(np.swapaxes)
    transpose = _spread(np.transpose)

    def copy(self) -> Any:
        """A node of its own with a copy of the data; gradients pass."""
        return np.positive(self)  # type: ignore[call-overload]

    def flatten(self, order: str = "C") -> Any:
        """With a single axis."""
        return np.ravel(self, order=order)  # type: ignore[call-overload]

    @property
    def T(self) -> Any:
        """With the axes reversed."""
        return self.transpose()

    @property
    def mT(self) -> Any:
        """With the last two axes swapped."""
        return self.swapaxes(-1, -2)


def getitem(a: NDArray[Any], index: Any) -> Any:
    """``a[index]``, as a function that the table of derivatives can hold."""
    return a[index]


def astype(x: NDArray[Any], dtype: DTypeLike) -> NDArray[Any]:
    """``x.astype(dtype)``, likewise."""
    return x.astype(dtype)
