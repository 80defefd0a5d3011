"""Numbers as table, graph and widget all print them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from numbers import Integral

__all__ = ["align", "number", "point"]


def number(x: float, digits: int = 4) -> str:
    """Write a number the way table, graph and widget all print it.

    Parameters
    ----------
    x : float
        Any real number, NumPy's included.  An ``int`` is a count and stays whole.
    digits : int
        Significant digits from 1 upwards; numbers below 1 get one digit less, so that everything
        between 0.1 and 10 has the same number of decimals and lines up in a column.

    Returns
    -------
    str
        With a true minus sign; the words ``nan`` and ``inf`` where there is no number.

    Examples
    --------
    >>> [number(x) for x in (2.0, 0.3594, -0.3594, 12.345, 0.00744)]
    ['2.000', '0.359', '−0.359', '12.35', '0.00744']
    >>> number(123456.0), number(4.1e-9), number(0.0), number(-float("inf")), number(7)
    ('1.235e5', '4.10e−9', '0.000', '−inf', '7')
    """
    if digits < 2:
        raise ValueError(f"number: digits is {digits}; at least 2 are needed")
    if isinstance(x, Integral):
        text = str(int(x)) if abs(x) < 10**9 else f"{float(x):.{digits - 1}e}"
        return _minus(_short_exponent(text))
    x = float(x)
    if not math.isfinite(x):
        return "nan" if math.isnan(x) else "inf" if x > 0 else "−inf"
    if x == 0:
        return f"{0:.{digits - 1}f}"
    # The exponent is read after rounding, so that 0.99996 prints as 1.000 and not as 1.00.
    exponent = int(f"{x:.{digits - 1}e}".partition("e")[2])
    significant = digits
    if exponent < 0:
        significant = digits - 1
        exponent = int(f"{x:.{significant - 1}e}".partition("e")[2])
        significant = digits if exponent == 0 else significant
    if -4 < exponent < digits + 1:
        return _minus(f"{x:.{max(significant - 1 - exponent, 0)}f}")
    return _minus(_short_exponent(f"{x:.{significant - 1}e}"))


def _short_exponent(text: str) -> str:
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else text


def _minus(text: str) -> str:
    return text.replace("-", "−")


def align(texts: Iterable[str]) -> list[str]:
    """Pad numbers written by :func:`number` so that their decimal points stand in one column.

    >>> align(["2.000", "−12.35", "nan", ""])
    ['  2.000', '−12.35 ', 'nan    ', '       ']
    """
    parts = [(text, text.partition(".")) for text in texts]
    if not parts:
        return []
    left = max(len(head) for _, (head, _, _) in parts)
    right = max(len(dot + tail) for _, (_, dot, tail) in parts)
    return [(head.rjust(left) + (dot + tail).ljust(right)) for _, (head, dot, tail) in parts]


def point(x: float, y: float) -> str:
    """Write a point of the plane.

    >>> point(-4.5, 2.0)
    '(−4.5, 2)'
    """
    return _minus(f"({x:.4g}, {y:.4g})")
