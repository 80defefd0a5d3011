"""What a hyper-parameter may be: declared beside the field, checked when a rule is made.

A field made by :func:`setting` holds a number, an array or a schedule of at least 0. The four
kinds that every family shares, :func:`rate`, :func:`memory`, :func:`tiny` and :func:`decay`, bring
their own limit and advice. A plain default is not checked, so a rule of one's own decides which of
its fields are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Limit", "Setting", "checked", "decay", "limit_of", "memory", "rate",
           "setting", "tiny"]  # fmt: skip

Array = NDArray[Any]
Setting = float | Array | Callable[[int], Any]


class Limit(NamedTuple):
    """What a hyper-parameter must stay below, being at least 0, and what to take instead."""

    below: float = np.inf
    advice: str = ""


def setting(default: Any, advice: str, below: float = np.inf) -> Any:
    """Declare a field of a rule that is checked to be at least 0 and below a limit.

    Parameters
    ----------
    default : float
        What the field is when nothing is given.
    advice : str
        A remedy for the error message, as a sentence without its full stop.
    below : float
        The limit, exclusive; infinity for any finite number.

    Returns
    -------
    dataclasses.Field
        Typed as anything, so that ``beta: float = setting(0.9, …)`` satisfies a type checker.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> from lecture_lib.optim import Rule
    >>> @dataclass(frozen=True, eq=False)
    ... class Lion(Rule):
    ...     beta: float = setting(0.9, "Chen et al. (2023) take 0.9", below=1.0)
    >>> Lion(beta=1.5)
    Traceback (most recent call last):
    ValueError: Lion: beta is 1.5; it must be at least 0 and below 1. Chen et al. (2023) take 0.9.
    """
    return field(default=default, metadata={"limit": Limit(below, advice)})


def rate(default: float) -> Any:
    """Declare a learning rate.

    Parameters
    ----------
    default : float
        η when none is given.

    Examples
    --------
    >>> limit_of(rate(0.01)).advice
    'Steps go downhill, so take a small positive rate such as 0.01'
    """
    return setting(default, "Steps go downhill, so take a small positive rate such as 0.01")


def memory(default: float) -> Any:
    """Declare a weight of the past, 0 ≤ β < 1.

    Parameters
    ----------
    default : float
        β when none is given.

    Examples
    --------
    >>> limit_of(memory(0.9)).below
    1.0
    """
    return setting(default, "It is the weight of the past: 0 forgets everything, 0.9 is usual",
                   below=1.0)  # fmt: skip


def tiny(default: float | None) -> Any:
    """Declare an ε that keeps a denominator from 0.

    Parameters
    ----------
    default : float or None
        ε when none is given; None if the rule works it out.

    Examples
    --------
    >>> limit_of(tiny(1e-8)).advice
    'Take a tiny positive number such as 1e-8'
    """
    return setting(default, "Take a tiny positive number such as 1e-8")


def decay(default: float = 0.0) -> Any:
    """Declare a weight decay.

    Parameters
    ----------
    default : float
        λ when none is given.

    Examples
    --------
    >>> limit_of(decay()).advice
    'Take 0 for no decay'
    """
    return setting(default, "Take 0 for no decay")


def limit_of(declared: Field[Any]) -> Limit | None:
    """Return the limit that a field was declared with, None for a plain one."""
    return declared.metadata.get("limit")


def checked(owner: str, name: str, value: Any, limit: Limit, where: str = "") -> float | Array:
    """Return a hyper-parameter as a float or a read-only array, or say what is wrong with it.

    Parameters
    ----------
    owner, name : str
        Whose it is and what it is called, for the message.
    value : array_like
        The number or numbers.
    limit : Limit
        What it must stay below.
    where : str
        Where the value came from, such as " at step 3 of its schedule".

    Raises
    ------
    TypeError
        Not a number.
    ValueError
        Negative, NaN, or not below the limit.

    Examples
    --------
    >>> checked("Momentum", "beta", np.float32(0.5), Limit(1.0))
    0.5
    """
    try:
        array = np.array(value)
        array = array if array.dtype.kind == "f" else array.astype(float)
    except (TypeError, ValueError):
        raise TypeError(f"{owner}: {name} is {value!r}{where}, which is not a number.") from None
    fine = (array >= 0) & (array < limit.below)  # false for NaN
    if not fine.all():
        wrong = array[~fine].ravel()[0] if array.ndim else array[()]
        below = f"below {limit.below:g}" if np.isfinite(limit.below) else "finite"
        raise ValueError(
            f"{owner}: {name} is {wrong:g}{where}; it must be at least 0 and {below}. "
            f"{limit.advice}."
        )
    array.flags.writeable = False
    # A Python float, unlike a NumPy one, leaves float32 parameters in float32.
    return array if array.ndim else float(array)
