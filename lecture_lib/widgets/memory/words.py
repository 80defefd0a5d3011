"""Bytes as a text."""

from __future__ import annotations

from ...style import number
from ...translation import tr

__all__ = ["size_text"]


def size_text(size: float) -> str:
    """Write bytes in the largest unit that leaves three digits before the point at most.

    >>> size_text(999_400), size_text(999_600), size_text(80e9), size_text(12)
    ('999 kB', '1.00 MB', '80.0 GB', '12 bytes')
    """
    for name, unit in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= 0.9995 * unit:
            return f"{number(size / unit, 3)} {name}"
    return tr("{0} bytes", int(size))
