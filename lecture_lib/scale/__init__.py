"""Training at scale: workers, what they send one another, and what memory and time it takes."""

from __future__ import annotations

from .cluster import cluster
from .gradients import loss_gradient
from .ledger import Death, Entry, Span
from .run import Run
from .server import ParameterServer, Plan
from .train import train

__all__ = [
    "Death", "Entry", "ParameterServer", "Plan", "Run", "Span", "cluster", "loss_gradient",
    "train",
]  # fmt: skip
