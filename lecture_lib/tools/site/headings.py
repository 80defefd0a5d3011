"""Addresses of headings, as JupyterLab makes them."""

from __future__ import annotations

__all__ = ["anchor"]


def anchor(heading: str) -> str:
    """Return the part of an address that leads to a heading.

    Examples
    --------
    >>> anchor("And in a network?")
    'And-in-a-network?'
    """
    return heading.strip().replace(" ", "-")
