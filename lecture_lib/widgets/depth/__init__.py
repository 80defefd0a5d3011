"""A signal and its gradient through thirty layers, by the size of the weights and the block."""

from __future__ import annotations

from .widget import DepthExplorer

__all__ = ["DepthExplorer"]
