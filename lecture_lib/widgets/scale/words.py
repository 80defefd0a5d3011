"""Seconds and counts as a text."""

from __future__ import annotations

from collections.abc import Callable

from ...style import number
from ...translation import tr_noop

__all__ = ["count_text", "seconds_text", "short_text", "whole_seconds"]

#: name, seconds, and from how many on it is used
_UNITS = (
    (tr_noop("{0} years"), 365 * 86400, 2 * 365 * 86400),
    (tr_noop("{0} days"), 86400, 2 * 86400),
    ("{0} h", 3600, 7200),
    ("{0} min", 60, 999.5),
    ("{0} s", 1, 0.9995),
    ("{0} ms", 1e-3, 0.9995e-3),
    ("{0} µs", 1e-6, 0),
)
_COUNTS = (
    (1e12, tr_noop("1 trillion"), tr_noop("{0} trillion")),
    (1e9, tr_noop("1 billion"), tr_noop("{0} billion")),
    (1e6, tr_noop("1 million"), tr_noop("{0} million")),
)


def seconds_text(seconds: float, say: Callable[..., str] = str.format) -> str:
    """Write a time with three digits; ``say`` puts them into English, or is `tr`.

    >>> [seconds_text(t) for t in (2.5e-6, 0.52, 300, 1200, 50_000, 1e6, 1e9)]
    ['2.50 µs', '520 ms', '300 s', '20.0 min', '13.9 h', '11.6 days', '31.7 years']
    """
    text, unit, _ = next(one for one in _UNITS if seconds >= one[2])
    return say(text, number(seconds / unit, 3))


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


def count_text(count: float, say: Callable[..., str] = str.format) -> str:
    """Write a number of parameters; ``say`` puts it into English, or is `tr`.

    >>> [count_text(n) for n in (2410, 10_000, 124_439_808, 174_600_000_000, 1e12)]
    ['2,410', '10,000', '124 million', '175 billion', '1 trillion']
    """
    for unit, one, many in _COUNTS:
        if count >= unit:
            told = f"{count / unit:.3g}"
            return say(one) if told == "1" else say(many, told)
    return f"{count:,.0f}"
