"""Networks of 42 weights that learn to tell two half moons apart, as logs."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import cross_entropy, value_and_grad

__all__ = ["UPDATES", "logbook"]

Array = NDArray[np.float64]

#: Of each run.
UPDATES = 200


@cache
def logbook(seed: int, eta: float, updates: int = UPDATES) -> tuple[Array, Array]:
    """Train eight tanh units to tell two half moons apart, as the notebook does.

    Returns
    -------
    losses, gradients : ndarray
        The loss of each update, and its gradient, a row each.

    Examples
    --------
    >>> losses, gradients = logbook(0, 1.0)
    >>> losses.shape, gradients.shape
    ((201,), (201, 42))
    """
    rng = np.random.default_rng(seed)
    label, turn = np.arange(60) % 2, rng.uniform(0, np.pi, 60)
    X = np.stack(
        [np.cos(turn) * (1 - 2 * label) + label, np.sin(turn) * (1 - 2 * label) + label / 2], -1
    ) + rng.normal(0, 0.25, (60, 2))
    w = rng.normal(size=42) / 2

    def loss(w: Any) -> Any:
        hidden = np.tanh(X @ w[:16].reshape(2, 8) + w[16:24])
        return cross_entropy(hidden @ w[24:40].reshape(8, 2) + w[40:], label)

    slope, losses, gradients = value_and_grad(loss), [], []
    for _ in range(updates + 1):
        height, g = slope(w)
        losses.append(float(height))
        gradients.append(g)
        w = w - eta * g
    return np.array(losses), np.array(gradients)
