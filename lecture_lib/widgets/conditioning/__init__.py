"""Poor conditioning: modes, rates and paths over the learning rate."""

from __future__ import annotations

from .widget import ConditioningExplorer

__all__ = ["ConditioningExplorer"]
