"""The whole state of dispatch: filled by derivatives.py and others, extended by students."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .rule import Derivative

__all__ = ["COMPOSED", "PLAIN", "PULLBACKS", "UFUNC_METHODS"]

#: function -> pull-back of each operand
PULLBACKS: dict[Callable[..., Any], Derivative] = {}
#: function -> the same, written in others
COMPOSED: dict[Callable[..., Any], Callable[..., Any]] = {}
#: piecewise constant or about shape: answers with arrays
PLAIN: set[Callable[..., Any]] = set()
#: what a method of a ufunc, such as np.add.reduce, is called elsewhere
UFUNC_METHODS: dict[tuple[np.ufunc, str], Callable[..., Any]] = {
    (np.add, "reduce"): np.sum, (np.multiply, "reduce"): np.prod, (np.maximum, "reduce"): np.max,
    (np.minimum, "reduce"): np.min, (np.add, "accumulate"): np.cumsum,
}  # fmt: skip
