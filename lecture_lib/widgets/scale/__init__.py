"""What a round of training takes on many workers, and what it is made of."""

from __future__ import annotations

from .widget import ScaleExplorer

__all__ = ["ScaleExplorer"]
