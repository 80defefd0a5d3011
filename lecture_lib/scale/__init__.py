"""Training at scale: workers, what they send one another, and what memory and time it takes."""

from __future__ import annotations

from .cost import PATTERNS, CostModel
from .recipe import Recipe

__all__ = ["PATTERNS", "CostModel", "Recipe"]
