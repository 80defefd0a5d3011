"""Paths of several rules down one surface."""

from __future__ import annotations

from .widget import DescentExplorer

__all__ = ["DescentExplorer"]
