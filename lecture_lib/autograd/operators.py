"""Give Tensor the operators and methods that ndarray has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .composition import getitem
from .derivatives import derivative, primitive
from .messages import explain
from .tensor import Tensor, node, strip

_ARITHMETIC = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "truediv": np.divide,
               "pow": np.power, "matmul": np.matmul, "mod": np.remainder}  # fmt: skip
_PLAIN = {"floordiv": np.floor_divide, "lt": np.less, "le": np.less_equal, "gt": np.greater,
          "ge": np.greater_equal, "eq": np.equal, "ne": np.not_equal}  # fmt: skip
_UNARY = {"neg": np.negative, "pos": np.positive, "abs": np.absolute}
_METHODS = [
    "sum", "mean", "max", "min", "prod", "var", "std", "cumsum", "reshape", "ravel", "transpose",
    "swapaxes", "squeeze", "clip", "dot", "take", "repeat", "trace", "diagonal", "argmax",
    "argmin", "argsort", "any", "all", "nonzero", "round", "searchsorted",
]  # fmt: skip


def _operator(function: Callable[..., Any]) -> Callable[..., Any]:
    """``apply`` for two operands, unrolled: most nodes of a network are made here."""

    def operator(x: Any, y: Any) -> Tensor:
        inputs: tuple[Any, ...]
        parents: tuple[Tensor, ...]
        positions: tuple[int, ...]
        if isinstance(x, Tensor):
            if isinstance(y, Tensor):
                inputs, parents, positions = (x._data, y._data), (x, y), (0, 1)
            else:
                inputs, parents, positions = (x._data, y), (x,), (0,)
        else:
            inputs, parents, positions = (x, y._data), (y,), (1,)
        try:
            data = function(*inputs)
        except ValueError as error:
            raise explain(function.__name__, (x, y), inputs, error) from None
        return node(data, function, inputs, {}, parents, positions)

    return operator


def _attach() -> None:
    for name, function in _ARITHMETIC.items():
        operator = _operator(function)
        setattr(Tensor, f"__{name}__", operator)
        setattr(Tensor, f"__r{name}__", lambda x, y, f=operator: f(y, x))
    for name, function in _PLAIN.items():
        setattr(Tensor, f"__{name}__", lambda x, y, f=function: f(x._data, strip(y)))
    for name, function in _UNARY.items():
        setattr(Tensor, f"__{name}__", lambda x, f=function: f(x))
    for name in _METHODS:
        function = getattr(np, name)
        method = _spread(function) if name in ("reshape", "transpose") else _method(function)
        method.__name__, method.__doc__ = name, f"``np.{name}`` of this tensor."
        setattr(Tensor, name, method)


def _method(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, *args, **kwargs: function(self, *args, **kwargs)


def _spread(function: Callable[..., Any]) -> Callable[..., Any]:
    """``t.reshape(2, 3)`` as well as ``t.reshape((2, 3))``."""
    return lambda self, *args, **kwargs: function(
        self, *((args,) if len(args) > 1 else args), **kwargs
    )


@primitive(lambda g, out, x, dtype: g, None)
def astype(x: Any, dtype: Any) -> Any:
    """The same numbers in another dtype; the engine casts the gradient back."""
    return x.astype(dtype)


def _index(self: Tensor, index: Any) -> Any:
    """``t[index]``: numbers, slices, ``None``, integer and boolean arrays, repeats included."""
    return getitem(self, strip(index))


def _astype(self: Tensor, dtype: Any) -> Any:
    """The same numbers in another dtype."""
    return astype(self, np.dtype(dtype))


def _copy(self: Tensor) -> Any:
    """A node of its own with a copy of the data; gradients pass."""
    return np.positive(self)


def _flatten(self: Tensor, order: str = "C") -> Any:
    """With a single axis."""
    return np.ravel(self, order=order)  # type: ignore[call-overload]


def _matrix_transpose(self: Tensor) -> Any:
    """With the last two axes swapped."""
    return np.swapaxes(self, -1, -2)


_attach()
for _name, _member in {
    "__getitem__": _index, "astype": _astype, "copy": _copy, "flatten": _flatten,
    "mT": property(_matrix_transpose),
}.items():  # fmt: skip
    setattr(Tensor, _name, _member)
derivative(np.copy, lambda g, out, a: g)
