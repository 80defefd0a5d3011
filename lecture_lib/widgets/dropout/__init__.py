"""Every thinned network at once."""

from __future__ import annotations

from .widget import DropoutExplorer

__all__ = ["DropoutExplorer"]
