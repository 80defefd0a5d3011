"""Finite differences: digits that cancel, and the error over h."""

from __future__ import annotations

from .widget import DifferenceExplorer

__all__ = ["DifferenceExplorer"]
