"""Temperature, top-k and top-p: the next word, and what is said with them."""

from __future__ import annotations

from .widget import SamplingExplorer

__all__ = ["SamplingExplorer"]
