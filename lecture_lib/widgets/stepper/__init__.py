"""Both passes through a graph, step by step."""

from __future__ import annotations

from .widget import BackpropStepper, Frame

__all__ = ["BackpropStepper", "Frame"]
