"""From whatever a student or a notebook hands over to a plain array of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..style.text import clean, written

__all__ = ["NoNumber", "as_numbers", "equal"]


class NoNumber(TypeError):
    """Something is no real number.

    Attributes
    ----------
    found : str
        What it is: its class, and how it is written.

    Examples
    --------
    >>> str(NoNumber("measured", "str ('2')"))
    "measured is a str ('2') where a real number is needed"
    """

    def __init__(self, name: str, found: str) -> None:
        super().__init__(f"{name} is a {found} where a real number is needed")
        self.found = found


def as_numbers(x: Any, name: str) -> NDArray[Any]:
    """Return a copy of ``x`` as an array of floats (or of bools, when all of it is bools).

    Parameters
    ----------
    x : number, array, Value, Tensor, or nested sequences of those
        What to read; of a node of either engine the data is taken.
    name : str
        What to call it in an error.

    Raises
    ------
    NoNumber
        When it is not made of real numbers; a TypeError.
    ValueError
        When its rows differ in length.

    Examples
    --------
    >>> as_numbers([1, "2"], "measured")
    Traceback (most recent call last):
    lecture_lib.lessons.numeric.NoNumber: measured is a str ('2') where a real number is needed
    """
    try:
        array = np.array(_plain(x, name))
    except ValueError as error:
        raise ValueError(f"{name} has rows of different lengths; make it a full array") from error
    return array if array.dtype == bool else array.astype(float)


def _plain(x: Any, name: str) -> Any:
    """Take the data out of the engines' nodes, and refuse what is no number."""
    if hasattr(x, "backward") and hasattr(x, "data"):
        x = x.data
    if isinstance(x, (np.ndarray, np.generic)) and x.dtype.kind in "biuf":
        return x
    if isinstance(x, np.ndarray) and x.dtype == object:
        x = x.tolist()
    if isinstance(x, (list, tuple)):
        return [_plain(e, name) for e in x]
    if isinstance(x, (bool, int, float)):
        return x
    raise NoNumber(name, f"{type(x).__name__} ({clean(written(x), 40)})")


def equal(answer: Any, other: Any, tolerance: float, least: float = 1.0) -> bool:
    """Whether two answers are the same: numbers, arrays, dicts of those, or rows of names.

    Shapes, keys, NaN and infinities count.

    Parameters
    ----------
    answer, other : number, array, mapping or list of str
        The two to compare.
    tolerance : float
        Relative to the largest entry of ``other``.
    least : float
        Where the largest entry is smaller than this, it stands in its place: below it the
        tolerance is absolute.

    Examples
    --------
    >>> equal([1.0, 2.0], (1, 2), 1e-9), equal([1.0], 1.0, 1e-9), equal({"a": 1}, {"a": 2}, 0.1)
    (True, False, False)
    """
    if isinstance(answer, Mapping) or isinstance(other, Mapping):
        return (
            isinstance(answer, Mapping)
            and isinstance(other, Mapping)
            and answer.keys() == other.keys()
            and all(equal(answer[key], other[key], tolerance, least) for key in other)
        )
    if _texts(answer) or _texts(other):
        return bool(_texts(answer) and _texts(other) and list(answer) == list(other))
    try:
        a = as_numbers(answer, "answer").astype(float)
        b = as_numbers(other, "other").astype(float)
    except (TypeError, ValueError):
        return False
    if a.shape != b.shape:
        return False
    finite = b[np.isfinite(b)]
    scale = max(least, float(np.abs(finite).max(initial=0.0)))
    return bool(np.allclose(a, b, rtol=0, atol=tolerance * scale, equal_nan=True))


def _texts(answer: Any) -> bool:
    return (
        isinstance(answer, (list, tuple))
        and bool(answer)
        and all(isinstance(e, str) for e in answer)
    )
