"""Training at scale: workers, what they send one another, and what memory and time it takes."""

from __future__ import annotations

from .activations import RECOMPUTE, Law, activations, block_law, engine_law
from .forms import BART, BERT, GPT, T5, Bengio
from .held import activation_bytes, held_arrays
from .measured import measured_memory
from .memory import PRECISIONS, Memory, Precision, model_bytes, training_memory, zero
from .models import MODELS, Known
from .stacks import Form, Stack
from .state import StateSize, state_size

__all__ = [
    "BART", "BERT", "GPT", "MODELS", "PRECISIONS", "RECOMPUTE", "T5", "Bengio", "Form", "Known",
    "Law", "Memory", "Precision", "Stack", "StateSize", "activation_bytes", "activations",
    "block_law", "engine_law", "held_arrays", "measured_memory", "model_bytes", "state_size",
    "training_memory", "zero",
]  # fmt: skip
