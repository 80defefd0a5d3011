"""What is learnt, one array or several, as one dict of arrays on its way through the network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..autograd import ShapeError

__all__ = ["Arrays", "Layout", "nbytes", "received"]

Arrays = dict[str, NDArray[Any]]


class Layout(NamedTuple):
    """How the arrays were given: alone, as a list, or by name.

    Examples
    --------
    >>> layout, arrays = Layout.of([np.zeros(2), np.ones(3)])
    >>> layout, list(arrays)
    (Layout(kind='list'), ['0', '1'])
    >>> layout.given_back(arrays)
    [array([0., 0.]), array([1., 1., 1.])]
    """

    kind: str

    @classmethod
    def of(cls, parameters: Any) -> tuple[Layout, Arrays]:
        """Return the layout of `parameters`, and them as float arrays of their own by name.

        Raises
        ------
        TypeError
            Something in them is not made of real numbers.
        ValueError
            There is nothing to learn.
        """
        kind = "dict" if isinstance(parameters, Mapping) else "array"
        kind = "list" if isinstance(parameters, list | tuple) else kind
        layout = cls(kind)
        arrays = {name: _floats(name, array) for name, array in layout.named(parameters).items()}
        if not sum(array.size for array in arrays.values()):
            raise ValueError("train: parameters hold no number; there is nothing to learn")
        return layout, arrays

    def named(self, given: Any) -> Arrays:
        """Return arrays in this layout by name; those that come in another are named as well."""
        if self.kind == "dict" and isinstance(given, Mapping):
            return {str(name): np.asarray(array) for name, array in given.items()}
        if self.kind == "list" and isinstance(given, list | tuple):
            return {str(k): np.asarray(array) for k, array in enumerate(given)}
        if self.kind == "array" and not isinstance(given, Mapping | list | tuple):
            return {"": np.asarray(given)}
        raise ShapeError(f"the parameters are {self}, the gradient is a {type(given).__name__}; "
                         "return it as the parameters came")  # fmt: skip

    def given_back(self, arrays: Arrays) -> Any:
        """Return the arrays as they were given."""
        if self.kind == "array":
            return arrays[""]
        return list(arrays.values()) if self.kind == "list" else dict(arrays)

    def __str__(self) -> str:
        return {"array": "one array", "list": "a list", "dict": "a dict"}[self.kind]

    def gradient(self, given: Any, parameters: Arrays) -> Arrays:
        """Return a gradient by name in the precision of the parameters, or say what is wrong.

        Raises
        ------
        ShapeError
            An array is missing, or its shape is not that of its parameter.
        FloatingPointError
            A number in it is NaN or infinite.
        """
        found = self.named(given)
        for name in parameters.keys() | found.keys():
            have, want = (
                f"{a[name].shape}" if name in a else "missing" for a in (found, parameters)
            )
            if have != want:
                what = f"of {name} " if name else ""
                raise ShapeError(f"the gradient {what}is {have}, the parameter is {want}")
        gradient = {name: found[name].astype(p.dtype, copy=False) for name, p in parameters.items()}
        for name, g in gradient.items():
            if not np.isfinite(g).all():
                where = tuple(int(i) for i in np.argwhere(~np.isfinite(g))[0])
                what = f"of {name} " if name else ""
                raise FloatingPointError(
                    f"the gradient {what}is {g[where]} at index {where}; if this is not the first "
                    "round, the learning rate may be too large"
                )
        return gradient


def nbytes(arrays: Arrays) -> int:
    """Return how many bytes the numbers take, without what a message has around them.

    Examples
    --------
    >>> nbytes({"w": np.zeros(3), "b": np.zeros(1, np.float32)})
    28
    """
    return sum(array.nbytes for array in arrays.values())


def received(arrays: Arrays) -> Arrays:
    """Return arrays that came in a message as arrays like any others.

    Those of a message lie wherever they happened to be in it, often not at a multiple of 8 bytes.
    NumPy then takes another loop, which is slower and rounds differently: the last bits would
    depend on the length of the header.

    Examples
    --------
    >>> odd = np.frombuffer(bytes(17), np.float64, 2, offset=1)
    >>> odd.flags.aligned, received({"w": odd})["w"].flags.aligned
    (False, True)
    """
    return {name: np.array(array) for name, array in arrays.items()}


def _floats(name: str, given: Any) -> NDArray[Any]:
    array = np.asarray(given)
    if array.dtype.kind not in "fiub":
        what = f"parameter {name}" if name else "the parameter array"
        raise TypeError(f"train: {what} holds {array.dtype}; give arrays of real numbers")
    return np.array(array, array.dtype if array.dtype.kind == "f" else float)
