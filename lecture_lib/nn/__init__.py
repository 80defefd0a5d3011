"""Networks: modules with named parameters, layers, initialisers, losses, dropout and heads."""

from __future__ import annotations

from . import initialisers
from .attention import Attention, attention, attention_composed, attention_weights
from .dropout import Dropout, dropout, dropout_mask, subnets
from .fused import (
    affine,
    gelu,
    gelu_composed,
    layer_norm,
    layer_norm_composed,
    rows,
    standardise,
)
from .heads import (
    Classifier,
    GenerationHead,
    SequenceHead,
    TokenHead,
    WithHead,
    first_pool,
    max_pool,
    mean_pool,
    next_tokens,
)
from .initialisers import glorot, gpt2, he, lecun, normal, t5, torch_linear, uniform, zeros
from .inspection import Inspection, inspect_heads
from .layers import ACTIVATIONS, MLP, Embedding, LayerNorm, Linear, OneHot, Sequential
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
from .recompute import recompute
from .storage import load_arrays, save_arrays
from .transformer import Block, EncoderDecoder, Transformer, TransformerBody

__all__ = [
    "ACTIVATIONS", "MLP", "Attention", "Block", "Classifier", "Dropout", "Embedding",
    "EncoderDecoder", "GenerationHead", "Inspection", "LayerNorm", "Linear", "Module",
    "OneHot",
    "SequenceHead", "Sequential", "TokenHead", "Transformer", "TransformerBody", "WithHead",
    "affine", "attention", "attention_composed", "attention_weights", "binary_cross_entropy",
    "binary_cross_entropy_composed", "class_weights", "cross_entropy", "cross_entropy_composed",
    "dropout", "dropout_mask", "first_pool", "gelu", "gelu_composed", "glorot", "gpt2", "he",
    "initialisers", "inspect_heads", "layer_norm", "layer_norm_composed", "lecun", "load_arrays",
    "max_pool", "mean_pool", "negative_log_likelihood", "next_tokens", "normal", "recompute",
    "rows", "save_arrays", "squared_error", "standardise", "subnets", "t5", "torch_linear",
    "uniform", "weighted_cross_entropy", "zeros",
]  # fmt: skip
