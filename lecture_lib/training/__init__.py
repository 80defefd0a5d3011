"""Training: the loop and what it needs, stopping, precision, data, and choosing a model."""

from __future__ import annotations

from .batches import batches, grouped
from .data import (
    BUNDLED,
    Dataset,
    Split,
    few_examples,
    imbalanced,
    load,
    moons,
    noisy_curve,
    spirals,
    split,
    xor,
)
from .history import History
from .loop import evaluate, fit
from .metrics import accuracy, confusion, f1_score
from .noise import GradientNoise, gradient_noise, gradient_of
from .optimiser import Optimiser
from .precision import HalfPrecision, LossScale, Underflow, gradient_underflow, underflow
from .stopping import EarlyStopping, FixedSteps, ParameterChange
