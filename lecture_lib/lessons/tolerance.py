"""How far two numbers may lie apart: an absolute difference, or a share such as ``"5%"``."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["Tolerance", "read_tolerance"]


class Tolerance(NamedTuple):
    """A difference that is allowed, as :func:`read_tolerance` reads it.

    Attributes
    ----------
    size : float
        In the unit of the quantity, or a share (0.05 for 5 %).
    relative : bool
        Whether it is a share.
    """

    size: float
    relative: bool


def read_tolerance(tolerance: Any, name: str) -> Tolerance:
    """Read a tolerance as it is written in a notebook.

    Parameters
    ----------
    tolerance : float or str
        The largest absolute difference, or a text that ends in ``%``.
    name : str
        What to call it in an error.

    Returns
    -------
    Tolerance
        Its size, and whether that is a share.

    Raises
    ------
    ValueError
        When it is neither, or is negative or not finite.

    Examples
    --------
    >>> read_tolerance("5 %", "tolerance"), read_tolerance(0.1, "tolerance")
    (Tolerance(size=0.05, relative=True), Tolerance(size=0.1, relative=False))
    """
    relative = isinstance(tolerance, str) and tolerance.strip().endswith("%")
    try:
        if isinstance(tolerance, str) != relative:
            raise ValueError
        size = float(tolerance.strip().removesuffix("%")) / 100 if relative else float(tolerance)
        if not 0 <= size < float("inf"):
            raise ValueError
    except (TypeError, ValueError):
        raise ValueError(
            f"{name} is {tolerance!r}; give the largest absolute difference that counts as "
            "agreement, such as 0.01, or a share, '5%'"
        ) from None
    return Tolerance(size, relative)
