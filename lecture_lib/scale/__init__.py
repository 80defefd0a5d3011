"""Training at scale: workers, what they send one another, and what memory and time it takes.

Here stand the names that one types. What these return, and the parts they are made of, are in the
modules: ``from lecture_lib.scale.activations import block_law``.
"""

from __future__ import annotations

from .activations import activations
from .apart import recipe_parts
from .cluster import cluster
from .compression import Compressed, TopK
from .cost import PATTERNS, CostModel
from .factoring import factored, factoring_error
from .forms import BART, BERT, GPT, T5, Bengio
from .gradients import loss_gradient, repeated
from .held import activation_bytes
from .hogwild import hogwild
from .ledger import Death, Entry, Span
from .logistic import Logistic
from .lost import WRITES, lost_updates
from .measured import measured_memory
from .memory import PRECISIONS, Memory, Precision, model_bytes, training_memory, zero
from .models import MODELS
from .pace import compare, quiet_machine
from .plan import Plan
from .recipe import Recipe
from .run import Run
from .server import ParameterServer
from .stability import largest_stable_rate, quiet_losses, stable_rate
from .state import state_size
from .train import train

__all__ = [
    "BART", "BERT", "GPT", "MODELS", "PATTERNS", "PRECISIONS", "T5", "WRITES", "Bengio",
    "Compressed", "CostModel", "Death", "Entry", "Logistic", "Memory", "ParameterServer",
    "Plan", "Precision", "Recipe", "Run", "Span", "TopK", "activation_bytes", "activations",
    "cluster", "compare", "factored", "factoring_error", "hogwild", "largest_stable_rate",
    "loss_gradient", "lost_updates", "measured_memory", "model_bytes", "quiet_losses",
    "quiet_machine", "recipe_parts", "repeated", "stable_rate", "state_size", "train",
    "training_memory", "zero",
]  # fmt: skip
