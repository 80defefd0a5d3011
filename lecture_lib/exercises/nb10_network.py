"""A small network of notebook 10 that never sees an image twice, trained with many schedules."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..lessons.checking import Exercise
from ..training import load

__all__ = ["EXERCISES", "fresh_digits", "network_losses"]

Array = NDArray[np.float64]

_HIDDEN, _BATCH, _NOISE = 32, 16, 0.3
_BETA1, _BETA2, _EPS = 0.9, 0.999, 1e-8


@cache
def _rolled() -> tuple[Array, NDArray[np.int64]]:
    """The first 1440 digits, rolled by at most one pixel each way: (9, 1440, 64); labels."""
    digits = load("digits")
    square = digits.X[:1440].reshape(-1, 8, 8)
    moves = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    rolled = np.array([np.roll(square, move, axis=(1, 2)) for move in moves])
    return rolled.reshape(9, -1, 64), digits.y[:1440]


def fresh_digits(n: int, rng: np.random.Generator | int) -> tuple[Array, NDArray[np.int64]]:
    """Draw digits that nobody has seen: rolled by up to a pixel each way, and noisy.

    Parameters
    ----------
    n : int
        How many.
    rng : Generator or int
        What draws them, or its seed.

    Returns
    -------
    X : ndarray, shape (n, 65)
        Images in rows, with normal noise of standard deviation 0.3; the last column is 1, for the
        bias.
    y : ndarray of int, shape (n,)

    Examples
    --------
    >>> X, y = fresh_digits(5, rng=0)
    >>> X.shape, X[:, -1].tolist(), y.shape
    ((5, 65), [1.0, 1.0, 1.0, 1.0, 1.0], (5,))
    """
    rng, (rolled, y) = np.random.default_rng(rng), _rolled()
    chosen, move = rng.integers(len(y), size=n), rng.integers(len(rolled), size=n)
    noisy = rolled[move, chosen] + _NOISE * rng.normal(size=(n, 64))
    return np.column_stack([noisy, np.ones(n)]), y[chosen]


def _weights(theta: Array) -> tuple[Array, Array]:
    """The two layers' weights in rows of parameters, biases in their last lines: views."""
    first = 65 * _HIDDEN
    return theta[:, :first].reshape(-1, 65, _HIDDEN), theta[:, first:].reshape(-1, _HIDDEN + 1, 10)


def _forward(theta: Array, X: Array) -> tuple[Array, Array]:
    """Hidden values with a 1 for the bias, (rows, n, 33), and log-probabilities, (rows, n, 10)."""
    V, W = _weights(theta)
    h = np.ones((len(theta), len(X), _HIDDEN + 1))
    np.maximum(X @ V, 0, out=h[..., :-1])
    z = h @ W
    z -= z.max(axis=-1, keepdims=True)
    return h, z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def _gradient(theta: Array, X: Array, y: NDArray[np.int64], out: Array) -> None:
    """Write the gradient of the mean loss of a batch, for each row of parameters."""
    h, log_p = _forward(theta, X)
    error = (np.exp(log_p) - np.eye(10)[y]) / len(y)
    into_V, into_W = _weights(out)
    into_W[:] = h.transpose(0, 2, 1) @ error
    back = error @ _weights(theta)[1][:, :-1].transpose(0, 2, 1)
    into_V[:] = X.T @ (back * (h[..., :-1] > 0))


def _start(rng: np.random.Generator) -> Array:
    theta = np.zeros((1, 65 * _HIDDEN + 10 * (_HIDDEN + 1)))
    V, W = _weights(theta)
    V[:, :-1] = rng.normal(size=(64, _HIDDEN)) * np.sqrt(2 / 64)
    W[:, :-1] = rng.normal(size=(_HIDDEN, 10)) * np.sqrt(1 / _HIDDEN)
    return theta


def network_losses(rates: ArrayLike, seed: int, at: Collection[int]) -> Array:
    """Train a network with Adam once for each row of rates; all rows see the same batches.

    Parameters
    ----------
    rates : array_like, shape (rows, steps)
        The learning rate of each step.
    seed : int
        Of the weights at the start and of the batches.
    at : collection of int
        Numbers of steps after which the loss is measured, from 0 to the number of steps.

    Returns
    -------
    ndarray, shape (len(at), rows)
        Mean loss of 1000 images that are the same for all seeds, in the order of the steps.

    Notes
    -----
    64 inputs, 32 hidden units (ReLU), 10 classes; batches of 16 fresh images (see
    :func:`fresh_digits`), so that the noise of the gradients never vanishes. Adam has β = 0.9
    and 0.999.

    Examples
    --------
    >>> network_losses([[0.01] * 50, [0.0] * 50], seed=0, at=(0, 50)).round(1)
    array([[2.4, 2.4],
           [2. , 2.4]])
    """
    rates = np.asarray(rates, dtype=float)
    rng, judges = np.random.default_rng(seed), fresh_digits(1000, rng=99)
    theta = np.tile(_start(rng), (len(rates), 1))
    g, m, v = np.empty_like(theta), np.zeros_like(theta), np.zeros_like(theta)
    seen = []
    for t in range(rates.shape[1] + 1):
        if t in at:
            log_p = _forward(theta, judges[0])[1]
            seen.append(-log_p[:, np.arange(len(judges[1])), judges[1]].mean(axis=-1))
        if t == rates.shape[1]:
            break
        _gradient(theta, *fresh_digits(_BATCH, rng), out=g)
        m += (1 - _BETA1) * (g - m)
        v += (1 - _BETA2) * (g * g - v)
        root = np.sqrt(v / (1 - _BETA2 ** (t + 1))) + _EPS
        theta -= (rates[:, t, None] / (1 - _BETA1 ** (t + 1))) * m / root
    return np.array(seen)


EXERCISES: tuple[Exercise, ...] = ()
