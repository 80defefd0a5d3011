"""Training at scale: workers, what they send one another, and what memory and time it takes."""

from __future__ import annotations

from .compression import Compressed, Sparse, TopK
from .cost import PATTERNS, CostModel
from .factoring import factored, factoring_divergence, factoring_error
from .hogwild import WRITES, HogwildRun, hogwild, lost_updates
from .logistic import Logistic
from .recipe import Recipe
from .shared import Race, SharedArray, race
from .stability import largest_stable_rate, quiet_losses, stable_rate

__all__ = [
    "PATTERNS", "WRITES", "Compressed", "CostModel", "HogwildRun", "Logistic", "Race", "Recipe",
    "SharedArray", "Sparse", "TopK", "factored", "factoring_divergence", "factoring_error",
    "hogwild", "largest_stable_rate", "lost_updates", "quiet_losses", "race", "stable_rate",
]  # fmt: skip
