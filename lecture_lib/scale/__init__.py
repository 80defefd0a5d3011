"""Training at scale: workers, what they send one another, and what memory and time it takes."""

from __future__ import annotations

from .activations import RECOMPUTE, Law, activations, block_law, engine_law
from .apart import Part, recipe_parts
from .cluster import cluster
from .compression import Compressed, Sparse, TopK
from .cost import PATTERNS, CostModel
from .factoring import factored, factoring_divergence, factoring_error
from .forms import BART, BERT, GPT, T5, Bengio
from .gradients import loss_gradient
from .held import activation_bytes, held_arrays
from .hogwild import WRITES, HogwildRun, hogwild, lost_updates
from .ledger import Death, Entry, Span
from .logistic import Logistic
from .measured import measured_memory
from .memory import PRECISIONS, Memory, Precision, model_bytes, training_memory, zero
from .models import MODELS, Known
from .pace import Pace, Quiet, compare, quiet_machine, round_seconds
from .recipe import Recipe
from .run import Run
from .server import ParameterServer, Plan
from .shared import Race, SharedArray, race
from .stability import largest_stable_rate, quiet_losses, stable_rate
from .stacks import Form, Stack
from .state import StateSize, state_size
from .train import train

__all__ = [
    "BART", "BERT", "GPT", "MODELS", "PATTERNS", "PRECISIONS", "RECOMPUTE", "T5", "WRITES",
    "Bengio", "Compressed", "CostModel", "Death", "Entry", "Form", "HogwildRun", "Known", "Law",
    "Logistic", "Memory", "Pace", "ParameterServer", "Part", "Plan", "Precision", "Quiet",
    "Race", "Recipe", "Run", "SharedArray", "Span", "Sparse", "Stack", "StateSize", "TopK",
    "activation_bytes", "activations", "block_law", "cluster", "compare", "engine_law",
    "factored", "factoring_divergence", "factoring_error", "held_arrays", "hogwild",
    "largest_stable_rate", "loss_gradient", "lost_updates", "measured_memory", "model_bytes",
    "quiet_losses", "quiet_machine", "race", "recipe_parts", "round_seconds", "stable_rate",
    "state_size", "train", "training_memory", "zero",
]  # fmt: skip
