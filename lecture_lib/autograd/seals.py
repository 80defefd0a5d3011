"""A graph remembers arrays, and a later write would make its derivatives wrong: who would notice?

An array that is handed out while a graph needs it leaves a *print* behind, and the backward pass
compares. What is small is copied or printed whole; of large constants, which every step of a
training loop brings anew, a few places are looked at, as NumPy cannot say who wrote where.
"""

from __future__ import annotations

import zlib
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["MUTABLE", "SMALL", "Seal", "fingerprint", "glimpse", "keep"]

Seal: TypeAlias = tuple[NDArray[Any], bytes]  # an array, and its glimpse when it was used

MUTABLE = frozenset([np.ndarray, list, tuple])  # constants that may change after their use
SMALL = 1 << 14  # bytes; up to here a copy costs less than two glimpses
_PLACES = 64


def fingerprint(array: NDArray[Any]) -> int:
    """Return a number that any change of `array` changes, but for one in four billion.

    Examples
    --------
    >>> a = np.zeros(3)
    >>> before = fingerprint(a)
    >>> a[1] = 1
    >>> fingerprint(a) == before
    False
    """
    return zlib.crc32(np.ascontiguousarray(array).data.cast("B")) if array.size else 0


def glimpse(array: NDArray[Any]) -> bytes:
    """Return all bytes of a small array, and those at 64 places of one above 16 kB.

    The places lie an odd number of elements apart, so that columns do not escape.
    """
    if array.nbytes > SMALL:
        elements = array.ravel("K") if array.flags.forc else array.flat  # a view, never a copy
        array = elements[:: array.size // _PLACES | 1]
    return array.tobytes()


def keep(constant: Any) -> tuple[Any, tuple[Seal, ...]]:
    """Return what a node holds of a constant operand, and how a change of it is noticed.

    Small arrays and lists are copied. A larger array is held as it is, with its glimpse.
    """
    if isinstance(constant, np.ndarray):
        if constant.nbytes <= SMALL:
            return constant.copy(), ()
        return constant, ((constant, glimpse(constant)),)
    if type(constant) in (list, tuple):
        parts = [keep(part) for part in constant]
        return type(constant)(kept for kept, _ in parts), sum((seals for _, seals in parts), ())
    return constant, ()
