"""Numbers as they were printed: how many digits a lecture shows is part of what it says."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext

__all__ = ["judge", "parse", "signed", "write"]

#: Relative difference below which two numbers are the same number in float64.
SAME = 1e-12

_PRINTED = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+))?\s*([%KMBT]?)")
_UNITS = {"": 0, "%": -2, "K": 3, "M": 6, "B": 9, "T": 12}


def parse(printed: str) -> Decimal:
    """Read a printed number and keep its digits.

    Parameters
    ----------
    printed : str
        Such as ``"-.502"``, ``"−2.36"``, ``"1e-2"``, ``"22 %"``, ``"355M"``, ``"400,000"``.

    Returns
    -------
    decimal.Decimal
        Its exponent is the place of the last printed digit: ``"355M"`` ends at 10⁶.

    Raises
    ------
    ValueError
        When the text is not one printed number.

    Examples
    --------
    >>> parse("-.502"), parse("22 %"), parse("355M").as_tuple().exponent
    (Decimal('-0.502'), Decimal('0.22'), 6)
    """
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", printed.strip().replace("−", "-"))
    found = _PRINTED.fullmatch(text)
    if found is None:
        raise ValueError(
            f"claim: stated is {printed!r}, which is not a printed number. Write it as the "
            "lecture has it, in plain text: '-.502', '1e-2', '22 %', '355M'; or pass a bool "
            "for a statement that holds or does not"
        )
    digits, exponent, unit = found.groups()
    return Decimal(digits).scaleb(int(exponent or 0) + _UNITS[unit])


def judge(
    printed: Decimal | float,
    computed: float,
    digits: int | None = None,
    tolerance: float | None = None,
) -> str:
    """Say how a printed number relates to the computed one.

    Parameters
    ----------
    printed : Decimal or float
        A `Decimal` was printed with so many digits; a float is exact.
    computed : float
        The value that was computed.
    digits : int, optional
        Decimals to compare at, when they are more than were printed (a 0 that stands for .000).
    tolerance : float, optional
        Absolute difference that counts as agreement; by default that of float64.

    Returns
    -------
    str
        ``"agrees"`` when the numbers are equal, ``"rounds"`` when the printed one is the computed
        one rounded to the printed decimals (half to even, or half away from zero), otherwise
        ``"disagrees"``.  Cutting digits off is not rounding.

    Examples
    --------
    >>> judge(parse(".3"), 0.3), judge(parse("-.225"), -0.2251756), judge(parse(".297"), .29775)
    ('agrees', 'rounds', 'disagrees')
    """
    value = float(printed)
    if value == computed or _close(value, computed, tolerance):
        return "agrees"
    if not isinstance(printed, Decimal) or not math.isfinite(computed):
        return "disagrees"
    # Fourteen digits of the computed value: what follows is noise, and must not decide a tie.
    exact = Decimal(f"{computed:.14g}")
    exponent = int(printed.as_tuple().exponent)
    place = Decimal(1).scaleb(exponent if digits is None else min(exponent, -digits))
    with localcontext(prec=60):
        rounded = {exact.quantize(place, how) for how in (ROUND_HALF_EVEN, ROUND_HALF_UP)}
    return "rounds" if any(printed == r for r in rounded) else "disagrees"


def _close(value: float, computed: float, tolerance: float | None) -> bool:
    if tolerance is not None:
        return abs(value - computed) <= tolerance
    if value == 0:
        return abs(computed) <= SAME
    return math.isclose(value, computed, rel_tol=SAME)


def write(computed: float, printed: Decimal | float, places: int | None = None) -> str:
    """Write a computed number with two digits more than the printed one has.

    The digits are the lecture's own and so is the comma of the thousands; `style.number` and
    `style.short` count significant digits, and would hide in which decimal the two differ.

    Parameters
    ----------
    computed : float
        What to write.
    printed : Decimal or float
        What stands beside it: a `Decimal` has digits; beside an exact float there are six decimals.
    places : int, optional
        Decimals, where these are asked for.

    Examples
    --------
    >>> write(-0.4977482439, parse("-.502")), write(355359744, parse("355M")), write(-0.0, 0.5)
    ('−0.49775', '355,359,744', '0')
    """
    if not math.isfinite(computed):
        return signed(str(computed))
    if places is None:
        exponent = int(printed.as_tuple().exponent) if isinstance(printed, Decimal) else -4
        places = max(2 - exponent, 0)
    text = f"{computed:,.{places}f}"
    if 0 < abs(float(text.replace(",", ""))) < 1e-4:
        text = f"{computed:.5g}"
    elif "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else signed(text)


def signed(text: str) -> str:
    """Give a written number a true minus sign; that of an exponent stays.

    Parameters
    ----------
    text : str
        A number, as a lecture or Python writes it.

    Examples
    --------
    >>> signed("-.502"), signed("-2e-09")
    ('−.502', '−2e-09')
    """
    return re.sub(r"(?<![\w.])-", "−", text)
