"""Training at scale: workers, what they send one another, and what memory and time it takes."""

from __future__ import annotations

from .activations import RECOMPUTE, Law, activations, block_law, engine_law
from .compression import Compressed, Sparse, TopK
from .cost import PATTERNS, CostModel
from .factoring import factored, factoring_divergence, factoring_error
from .forms import BART, BERT, GPT, T5, Bengio
from .held import activation_bytes, held_arrays
from .hogwild import WRITES, HogwildRun, hogwild, lost_updates
from .logistic import Logistic
from .measured import measured_memory
from .memory import PRECISIONS, Memory, Precision, model_bytes, training_memory, zero
from .models import MODELS, Known
from .recipe import Recipe
from .shared import Race, SharedArray, race
from .stability import largest_stable_rate, quiet_losses, stable_rate
from .stacks import Form, Stack
from .state import StateSize, state_size

__all__ = [
    "BART", "BERT", "GPT", "MODELS", "PATTERNS", "PRECISIONS", "RECOMPUTE", "T5", "WRITES",
    "Bengio", "Compressed", "CostModel", "Form", "HogwildRun", "Known", "Law", "Logistic",
    "Memory", "Precision", "Race", "Recipe", "SharedArray", "Sparse", "Stack", "StateSize",
    "TopK", "activation_bytes", "activations", "block_law", "engine_law", "factored",
    "factoring_divergence", "factoring_error", "held_arrays", "hogwild", "largest_stable_rate",
    "lost_updates", "measured_memory", "model_bytes", "quiet_losses", "race", "stable_rate",
    "state_size", "training_memory", "zero",
]  # fmt: skip
