"""A student's own numbers for an exercise, and how inputs and answers are written."""

from __future__ import annotations

import copy
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...style.text import clean, written
from ...translation import tr
from .registry import find

__all__ = ["Given", "given", "lines", "shown"]


@dataclass(frozen=True, eq=False)
class Given(Mapping[str, Any]):
    """A student's own numbers: ``g["h"]``, ``g.h``, ``f(**g)``, or in order ``g.values()``.

    Attributes
    ----------
    exercise, task : str
        Id and task of the exercise; shown before the numbers.
    numbers : mapping of str to number, array or list
        Each input by its name.

    Examples
    --------
    >>> g = Given("two-paths", "Return ∂f/∂a.", {"a": 0.5, "b": -1.0})
    >>> g
    Return ∂f/∂a.
      a = 0.5
      b = -1
    >>> g.a + g["b"], max(0, *g.values())
    (-0.5, 0.5)
    """

    exercise: str
    task: str
    numbers: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.numbers[name]

    def __getattr__(self, name: str) -> Any:
        numbers = self.__dict__.get("numbers", {})
        if name not in numbers:
            raise AttributeError(f"this exercise gives {', '.join(numbers)}, and no {name!r}")
        return numbers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)

    def __repr__(self) -> str:
        numbers = [f"  {clean(name)} = {shown(value)}" for name, value in self.numbers.items()]
        return "\n".join([*lines(self.task), *numbers])


def given(id: str) -> Given:
    """Return your own numbers for an exercise, to work it out by hand.

    Parameters
    ----------
    id : str
        The exercise.  Its numbers follow from the name given to :func:`~lecture_lib.student`.

    Returns
    -------
    Given
        Task and inputs; ``check(id, answer)`` expects the answer for these.

    Raises
    ------
    UnknownExercise
        When there is no such exercise.

    Examples
    --------
    >>> numbers = given("neuron-dw")
    >>> sorted(numbers)
    ['b', 'w', 'x', 'y']
    """
    exercise = find(id)
    values = dict(zip(exercise.inputs, copy.deepcopy(exercise.given()), strict=True))
    return Given(exercise.id, exercise.task, values)


def lines(text: object, indent: str = "") -> list[str]:
    """Return a sentence or two as lines that fit on a page.

    Parameters
    ----------
    text : object
        Cleaned, so that it is printable and its own line ends are spaces.
    indent : str
        Before each line.

    Examples
    --------
    >>> lines("Return\\nthe gradient.", indent="  ")
    ['  Return the gradient.']
    """
    return textwrap.wrap(
        clean(text),
        98,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def shown(value: Any, limit: int = 160, digits: int = 4) -> str:
    """Write an input or an answer on one line, arrays as nested lists of short numbers.

    Parameters
    ----------
    value : object
        A number, array, text, or nested sequences and mappings of those; anything else by its repr.
    limit : int
        Characters; of what would be longer each list keeps its beginning and its length, and what
        is still longer ends in ``…``.
    digits : int
        Significant digits of its numbers.

    Examples
    --------
    >>> shown(np.array([[1.0, 0.333333333]])), shown({"a": 2.0}), shown((2,))
    ('[[1, 0.3333]]', "{'a': 2}", '(2,)')
    >>> shown(np.arange(100)), shown(np.int64(2))
    ('[0, 1, 2, … 100 entries]', '2')
    """
    whole = _shown(value, digits)
    return whole if len(whole) <= limit else clean(_shown(value, digits, _FEW), limit)


_FEW = 3  # entries of a list that is too long to be written


def _shown(value: Any, digits: int, most: int | None = None) -> str:
    if isinstance(value, (np.ndarray, np.integer)):
        value = value.tolist()
    if isinstance(value, np.bool_):
        return repr(bool(value))
    if isinstance(value, (bool, str)) or value is None:
        return repr(value)
    if isinstance(value, (float, np.floating)):
        # Unlike style.short as Python reads it: numbers are pasted into a cell. The sum drops -0.0.
        return f"{float(value) + 0.0:.{digits}g}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k!r}: {_shown(v, digits, most)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        inside = ", ".join(_shown(v, digits, most) for v in value[:most])
        if most is not None and len(value) > most:
            inside += ", … " + tr("{0} entries", len(value))
        if isinstance(value, list):
            return f"[{inside}]"
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    return written(value)
