"""Matplotlib in the course's visual language; every function takes and returns Axes."""

from __future__ import annotations

from .contours import contours, levels, multiples, rate_map, relief
from .curves import loss_curve, measured, theory
from .marks import marks
from .paths import leaves, path

__all__ = [
    "contours",
    "leaves",
    "levels",
    "loss_curve",
    "marks",
    "measured",
    "multiples",
    "path",
    "rate_map",
    "relief",
    "theory",
]
