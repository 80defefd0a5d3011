"""Networks trained side by side: one start, the same batches, other settings of momentum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..autograd import Tensor, cross_entropy, relu
from ..nn import MLP
from .data import Pair

__all__ = ["ManyRuns", "train_many"]

Array = NDArray[Any]


class ManyRuns(NamedTuple):
    """What networks trained side by side leave.

    Attributes
    ----------
    losses : ndarray, shape (epochs, settings)
        Mean loss in each epoch.
    theta : list of ndarray
        Weights and biases of both layers, the settings along the first axis.

    Examples
    --------
    >>> data = np.array([[0.0], [1.0]]), np.array([0, 1])
    >>> train_many(data, [(0.1, 0.9)], rng=np.random.default_rng(0), batch_size=2).losses.shape
    (10, 1)
    """

    losses: Array
    theta: list[Array]


def train_many(
    data: Pair,
    settings: Sequence[tuple[float, float]],
    *,
    rng: np.random.Generator,
    epochs: int = 10,
    batch_size: int = 32,
    hidden: int = 32,
    end: float = 1.0,
) -> ManyRuns:
    """Train one classifier per setting of momentum, all from one start and on the same batches.

    Each has one hidden layer of ReLU. As arrays with one more axis they cost little more than
    one network. An incomplete batch at the end of an epoch is left out.

    Parameters
    ----------
    data : pair of ndarray
        Inputs, shape (n, features), and classes from 0, shape (n,).
    settings : sequence of (float, float)
        η and β of each network: v ← βv + g, θ ← θ − ηv.
    rng : numpy.random.Generator
        Draws the start and the batches.
    epochs, batch_size, hidden : int
        Passes through the data, examples in a batch, hidden units.
    end : float
        In the last three tenths of the epochs η is multiplied by it.

    Returns
    -------
    ManyRuns
        Mean loss of each epoch and setting, and the parameters at the end.

    Raises
    ------
    ValueError
        A batch is larger than the data.

    Examples
    --------
    >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1])
    >>> runs = train_many((X, y), [(0.1, 0), (0.01, 0.9)], rng=np.random.default_rng(0),
    ...                   batch_size=2, epochs=3)
    >>> runs.losses.shape, [p.shape for p in runs.theta]
    ((3, 2), [(2, 1, 32), (2, 1, 32), (2, 32, 2), (2, 1, 2)])
    """
    X, y = data
    if not 0 < batch_size <= len(y):
        raise ValueError(
            f"train_many: batches of {batch_size} from {len(y)} examples; take 1 to {len(y)}"
        )
    start = MLP((X.shape[1], hidden, int(y.max()) + 1), rng=rng).parameters().values()
    eta, beta = np.array(settings, dtype=np.float32).T[..., None, None]
    theta = [np.stack([np.atleast_2d(p.data.T)] * len(eta)) for p in start]
    v, losses = [np.zeros_like(p) for p in theta], []
    for epoch in range(epochs):
        rate = eta * np.float32(end if epoch >= 0.7 * epochs else 1)
        order = rng.permutation(len(y))[: len(y) // batch_size * batch_size]
        for batch in order.reshape(-1, batch_size):
            parts = W, b, U, c = [Tensor(p) for p in theta]
            z = relu(X[batch] @ W + b) @ U + c
            labels = np.broadcast_to(y[batch], z.shape[:2])
            loss = np.mean(cross_entropy(z, labels, "none"), axis=1)
            np.sum(loss).backward()
            v = [beta * past + p.grad for past, p in zip(v, parts, strict=True)]
            theta = [p - rate * step for p, step in zip(theta, v, strict=True)]
            losses.append(loss.data)
    return ManyRuns(np.reshape(losses, (epochs, -1, len(eta))).mean(axis=1), theta)
