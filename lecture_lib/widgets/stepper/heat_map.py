"""An array as whole numbers, few enough to be drawn as coloured cells."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...style import number
from .payload import HeatMap

__all__ = ["heat_map"]

CELLS = 12  # rows and columns at most


def heat_map(array: Any, most: int = CELLS) -> HeatMap:
    """Reduce an array to whole numbers from −99 to 99, 12 × 12 at most; None marks nan and inf.

    >>> heat_map([[1.0, -2.0]])
    {'shape': [1, 2], 'sampled': False, 'largest': '2.000', 'cells': [[50, -99]]}
    """
    array = np.asarray(array, dtype=float)
    flat = array.reshape(-1, array.shape[-1]) if array.ndim > 1 else array.reshape(1, -1)
    picks = [
        np.arange(n) if n <= most else np.linspace(0, n - 1, most).round().astype(int)
        for n in flat.shape
    ]
    cells = flat[np.ix_(*picks)]
    finite = np.isfinite(cells)
    largest = float(np.abs(cells[finite]).max(initial=0.0))
    scaled = np.rint(np.where(finite, cells, 0.0) / (largest or 1.0) * 99).astype(int)
    return {
        "shape": list(array.shape),
        "sampled": bool(cells.size < array.size),
        "largest": number(largest),
        "cells": [
            [value if ok else None for value, ok in zip(row, good, strict=True)]
            for row, good in zip(scaled.tolist(), finite.tolist(), strict=True)
        ],
    }
