"""Momentum in a valley: the rate over learning rate and momentum, and the run at any pair."""

from __future__ import annotations

from .widget import MomentumPhasePlane

__all__ = ["MomentumPhasePlane"]
