"""Training: the loop and what it needs, stopping, precision, data, and choosing a model."""

from __future__ import annotations

from .arrival import arrival
from .batches import DataLoader, batches, grouped
from .best_rate import BestRate, best_rate
from .callbacks import Callback, ReduceOnPlateau
from .data import BUNDLED, Dataset, Split, load, split
from .evaluation import Evaluation, evaluate
from .half_precision import HalfPrecision, LossScale, Underflow, gradient_underflow, underflow
from .history import History
from .loop import fit
from .many import ManyRuns, train_many
from .metrics import accuracy, confusion, f1_score
from .noise import GradientNoise, gradient_noise, gradient_of
from .optimiser import Optimiser
from .results import Row, SearchResults
from .search import configurations, grid_search
from .stopping import EarlyStopping, FixedSteps, ParameterChange
from .synthetic import few_examples, imbalanced, moons, noisy_curve, spirals, xor
from .workers import local_cluster

__all__ = [
    "BUNDLED", "BestRate", "Callback", "DataLoader", "Dataset", "EarlyStopping", "Evaluation",
    "FixedSteps", "GradientNoise", "HalfPrecision", "History", "LossScale", "ManyRuns", "Optimiser",
    "ParameterChange", "ReduceOnPlateau", "Row", "SearchResults", "Split", "Underflow", "accuracy",
    "arrival", "batches", "best_rate", "configurations", "confusion", "evaluate", "f1_score",
    "few_examples", "fit", "gradient_noise", "gradient_of", "gradient_underflow", "grid_search",
    "grouped", "imbalanced", "load", "local_cluster", "moons", "noisy_curve", "spirals", "split",
    "train_many", "underflow", "xor",
]  # fmt: skip
