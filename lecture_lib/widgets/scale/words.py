"""Seconds and counts as a text."""

from __future__ import annotations

from ...style import number

__all__ = ["count_text", "seconds_text", "short_text", "whole_seconds"]

#: name, seconds, and from how many on it is used
_UNITS = (("years", 365 * 86400, 2 * 365 * 86400), ("days", 86400, 2 * 86400), ("h", 3600, 7200),
          ("min", 60, 999.5), ("s", 1, 0.9995), ("ms", 1e-3, 0.9995e-3))  # fmt: skip


def seconds_text(seconds: float) -> str:
    """Write a time with three digits.

    >>> [seconds_text(t) for t in (2.5e-6, 0.52, 300, 1200, 50_000, 1e6, 1e9)]
    ['2.50 µs', '520 ms', '300 s', '20.0 min', '13.9 h', '11.6 days', '31.7 years']
    """
    found = (one for one in _UNITS if seconds >= one[2])
    name, unit, _ = next(found, ("µs", 1e-6, 0))
    return f"{number(seconds / unit, 3)} {name}"


def short_text(text: str) -> str:
    """Leave out the zeros at the end of a number that has a unit.

    >>> short_text("10.0 µs"), short_text("1.10 ms"), short_text("100 GB")
    ('10 µs', '1.1 ms', '100 GB')
    """
    value, unit = text.split(" ")
    return f"{value.rstrip('0').rstrip('.') if '.' in value else value} {unit}"


def whole_seconds(seconds: float) -> str:
    """Write a time in seconds, or milliseconds, without zeros at its end.

    >>> [whole_seconds(t) for t in (0.001, 0.0125, 0.5, 2, 50_000)]
    ['1 ms', '12.5 ms', '500 ms', '2 s', '50,000 s']
    """
    return f"{seconds:,.12g} s" if seconds >= 1 else f"{seconds * 1e3:.12g} ms"


def count_text(count: float) -> str:
    """Write a number of parameters.

    >>> [count_text(n) for n in (2410, 10_000, 124_439_808, 174_600_000_000, 1e12)]
    ['2,410', '10,000', '124 million', '175 billion', '1 trillion']
    """
    for name, unit in (("trillion", 1e12), ("billion", 1e9), ("million", 1e6)):
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{count:,.0f}"
