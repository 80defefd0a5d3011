"""What each objective hides, shows and asks."""

from __future__ import annotations

from .widget import MaskingExplorer

__all__ = ["MaskingExplorer"]
