"""Numbers as people type them: ``-.5``, ``1/3``, ``0,5``; ``question.js`` reads alike."""

from __future__ import annotations

import math
import re

__all__ = ["EXAMPLES", "Unreadable", "read_numbers"]

EXAMPLES = "0.5, -.5, 0,5, 1/3, 2e-3"

# Digits before or after the point; a comma is a point.
_NUMBER = r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?"
_TOKEN = re.compile(rf"({_NUMBER})(?:/({_NUMBER}))?(%?)")
_LONGEST = 200


class Unreadable(ValueError):
    """A text that is no number; the message says so gently and shows what would be one."""


def read_numbers(text: str, count: int = 1) -> tuple[float, ...]:
    """Read a number, or as many as are asked for.

    Parameters
    ----------
    text : str
        One number; or several with spaces or semicolons between them, in brackets or not.
    count : int
        How many there should be.

    Raises
    ------
    Unreadable
        When there are not ``count`` finite numbers; the message is meant for the student.

    Examples
    --------
    >>> read_numbers("1/3"), read_numbers("0,5"), read_numbers("(-.58, .58)", 2)
    ((0.3333333333333333,), (0.5,), (-0.58, 0.58))
    """
    # A minus sign may be typographic, and a slash may stand between spaces.
    plain = re.sub(r"[\u2212\u2013]", "-", text[:_LONGEST]).strip()
    plain = re.sub(r"\s*/\s*", "/", plain.strip("()[]{} "))
    tokens = [t for t in re.split(r"\s*;\s*|\s*,\s+|\s+", plain) if t]
    if len(tokens) == 1 and count > 1:
        tokens = plain.split(",")
    numbers = [_number(t) for t in tokens]
    if len(numbers) != count or None in numbers or len(text) > _LONGEST:
        if count == 1:
            raise Unreadable(f"That is not a number I can read. Try for example: {EXAMPLES}")
        raise Unreadable(
            f"Please enter {count} numbers with spaces between, such as: "
            + " ".join(("-0.5", "1/3", "2e-3", ".25")[i % 4] for i in range(count))
        )
    return tuple(n for n in numbers if n is not None)


def _number(token: str) -> float | None:
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    top, bottom, percent = found.groups()
    value = _float(top)
    if bottom is not None:
        divisor = _float(bottom)
        if divisor == 0:
            return None
        value /= divisor
    value = value / 100 if percent else value
    return value if math.isfinite(value) else None


def _float(digits: str) -> float:
    return float(digits.replace(",", "."))
