"""Numbers as table, graph and widget all print them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from numbers import Integral

__all__ = ["align", "number", "point", "short", "tex"]


def number(x: float, digits: int = 4) -> str:
    """Write a number the way table, graph and widget all print it: to be compared in a column.

    Parameters
    ----------
    x : float
        Any real number, NumPy's included.  An ``int`` is a count and stays whole.
    digits : int
        Significant digits, at least 2; numbers below 1 get one digit less, so that everything
        between 0.1 and 10 has the same number of decimals and lines up in a column.

    Returns
    -------
    str
        With a true minus sign; the words ``nan`` and ``inf`` where there is no number.

    Raises
    ------
    ValueError
        When `digits` is below 2.

    See Also
    --------
    short : without trailing zeros, for a number in a sentence.

    Examples
    --------
    >>> [number(x) for x in (2.0, 0.3594, -0.3594, 12.345, 0.00744)]
    ['2.000', '0.359', '−0.359', '12.35', '0.00744']
    >>> number(123456.0), number(4.1e-9), number(0.0), number(-float("inf")), number(7)
    ('1.235e5', '4.10e−9', '0.000', '−inf', '7')
    """
    mantissa, exponent = _rounded(x, digits)
    return _minus(f"{mantissa}e{exponent}" if exponent else mantissa)


def tex(x: float, digits: int = 4) -> str:
    r"""Write a number as :func:`number` does, in LaTeX.

    Parameters
    ----------
    x : float
        Any real number.
    digits : int
        Significant digits, at least 2.

    Examples
    --------
    >>> print(tex(-1.5e-7), tex(0.5), tex(-float("inf")), tex(float("nan")))
    -1.50\times10^{-7} 0.500 -\infty \text{nan}
    """
    mantissa, exponent = _rounded(x, digits)
    words = {"nan": r"\text{nan}", "inf": r"\infty", "-inf": r"-\infty"}
    return rf"{mantissa}\times10^{{{exponent}}}" if exponent else words.get(mantissa, mantissa)


def short(x: float, digits: int = 4) -> str:
    """Write a number as briefly as `digits` allow, for a sentence or a label.

    Parameters
    ----------
    x : float
        Any real number.
    digits : int
        Significant digits at most, from 1 upwards; a whole number below 10⁹ keeps all of its own.

    Returns
    -------
    str
        No trailing zeros, and a true minus sign in front; an exponent as Python writes it.

    See Also
    --------
    number : with trailing zeros, for a column.

    Examples
    --------
    >>> short(0.5), short(-1 / 3), short(12345.0), short(-0.0), short(2e-7), short(2 / 3, digits=2)
    ('0.5', '−0.3333', '12345', '0', '2e-07', '0.67')
    """
    x = float(x)
    whole = x.is_integer() and abs(x) < 10**9
    text = str(int(x)) if whole else f"{x:.{digits}g}"
    return f"−{text[1:]}" if text.startswith("-") else text


def _rounded(x: float, digits: int) -> tuple[str, int]:
    """The digits of `x`, with a hyphen for a minus, and the power of ten they are a factor of."""
    if digits < 2:
        raise ValueError(f"number: digits is {digits}; at least 2 are needed")
    if isinstance(x, Integral) and abs(x) < 10**9:
        return str(int(x)), 0
    x = float(x)
    if not math.isfinite(x):
        return str(x), 0
    if x == 0:
        return f"{0:.{digits - 1}f}", 0
    # The exponent is read after rounding, so that 0.99996 prints as 1.000 and not as 1.00.
    significant, exponent = digits, _exponent(x, digits)
    if exponent < 0:
        significant, exponent = digits - 1, _exponent(x, digits - 1)
        significant += exponent == 0
    if -4 < exponent < digits + 1:
        return f"{x:.{max(significant - 1 - exponent, 0)}f}", 0
    return f"{x:.{significant - 1}e}".partition("e")[0], exponent


def _exponent(x: float, significant: int) -> int:
    """The power of ten of `x` once it is rounded to so many digits."""
    return int(f"{x:.{significant - 1}e}".partition("e")[2])


def _minus(text: str) -> str:
    return text.replace("-", "−")


def align(texts: Iterable[str]) -> list[str]:
    """Pad numbers written by :func:`number` so that their decimal points stand in one column.

    Parameters
    ----------
    texts : iterable of str
        One number each; a text without a point, such as ``nan``, ends where the point would be.

    Returns
    -------
    list of str
        All equally long.

    Examples
    --------
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

    Parameters
    ----------
    x, y : float
        Its coordinates, each written by :func:`short`.

    Examples
    --------
    >>> point(-4.5, 2.0)
    '(−4.5, 2)'
    """
    return f"({short(x)}, {short(y)})"
