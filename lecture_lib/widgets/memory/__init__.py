"""What training takes of a device's memory, part by part."""

from __future__ import annotations

from .widget import MemoryExplorer

__all__ = ["MemoryExplorer"]
