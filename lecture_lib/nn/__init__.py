"""Networks: modules with named parameters, layers, initialisers, losses, dropout and heads."""

from __future__ import annotations

from . import initialisers
from .dropout import Dropout, dropout, dropout_mask, subnets
from .heads import (
    Classifier,
    GenerationHead,
    SequenceHead,
    TokenHead,
    first_pool,
    max_pool,
    mean_pool,
    next_tokens,
)
from .initialisers import glorot, gpt2, he, lecun, normal, t5, torch_linear, uniform, zeros
from .layers import (
    ACTIVATIONS,
    MLP,
    Embedding,
    LayerNorm,
    Linear,
    Sequential,
    affine,
    gelu,
    standardise,
)
from .losses import (
    binary_cross_entropy,
    binary_cross_entropy_composed,
    class_weights,
    cross_entropy,
    cross_entropy_composed,
    negative_log_likelihood,
    squared_error,
    weighted_cross_entropy,
)
from .module import Module
from .storage import load_arrays, save_arrays

__all__ = [
    "ACTIVATIONS", "MLP", "Classifier", "Dropout", "Embedding", "GenerationHead", "LayerNorm",
    "Linear", "Module", "SequenceHead", "Sequential", "TokenHead", "affine",
    "binary_cross_entropy", "binary_cross_entropy_composed", "class_weights", "cross_entropy",
    "cross_entropy_composed", "dropout", "dropout_mask", "first_pool", "gelu", "glorot", "gpt2",
    "he", "initialisers", "lecun", "load_arrays", "max_pool", "mean_pool",
    "negative_log_likelihood", "next_tokens", "normal", "save_arrays", "squared_error",
    "standardise", "subnets", "t5", "torch_linear", "uniform", "weighted_cross_entropy",
    "zeros",
]  # fmt: skip
