"""Momentum mode by mode, in the phase plane."""

from __future__ import annotations

from .widget import MomentumPhasePlane

__all__ = ["MomentumPhasePlane"]
