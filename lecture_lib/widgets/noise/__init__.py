"""Noisy gradients: a line on twelve points, its batches, and where a path stops getting better."""

from __future__ import annotations

from .widget import NoiseExplorer

__all__ = ["NoiseExplorer"]
