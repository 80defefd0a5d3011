"""What a schedule does to the loss of a noisy bowl: as expected, and as measured."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["expected_loss", "measured_loss"]

Array = NDArray[Any]


def expected_loss(rates: Array, eigenvalues: Array, start: Array, sigma: float) -> Array:
    r"""Return the expected loss of gradient descent with noisy gradients, in closed form.

    A step x ← x − η(λx + σξ) with independent noise ξ of variance 1 gives
    E x² ← (1 − ηλ)² E x² + η²σ², and the loss is ½ Σ λ E x².

    Parameters
    ----------
    rates : ndarray, shape (..., steps)
        η of each step.
    eigenvalues, start : ndarray, shape (n,)
        λ and x of each mode.
    sigma : float
        Standard deviation of the noise in each component of the gradient.

    Returns
    -------
    ndarray, shape (..., steps + 1)

    Examples
    --------
    >>> loss = expected_loss(np.full(200, 0.5), np.ones(1), np.zeros(1), sigma=1.0)
    >>> print(round(loss[-1], 4))  # ½ of noise_floor(0.5, 1, 1)
    0.1667
    """
    square = np.broadcast_to(start**2, (*rates.shape[:-1], len(start)))
    losses = [square @ eigenvalues / 2]
    for eta in np.moveaxis(rates, -1, 0)[..., None]:
        square = (1 - eta * eigenvalues) ** 2 * square + (eta * sigma) ** 2
        losses.append(square @ eigenvalues / 2)
    return np.stack(losses, axis=-1)


def measured_loss(
    rates: Array, eigenvalues: Array, start: Array, noise: Array, every: int = 1
) -> Array:
    r"""Return the mean loss of runs of gradient descent whose gradients are noisy.

    Every row of rates meets the same noise, so that what differs is the rates' doing.  One row
    walks as :func:`~lecture_lib.descent.descend` does with that noise.

    Parameters
    ----------
    rates : ndarray, shape (n, steps)
        η of each step.
    eigenvalues, start : ndarray, shape (d,)
        λ and x of each mode.
    noise : ndarray, shape (steps, runs, d)
        What is added to the gradient λx.
    every : int
        Keep the loss of every so many steps.

    Returns
    -------
    ndarray, shape (n, 1 + steps // every)

    Examples
    --------
    >>> noise = np.random.default_rng(0).normal(size=(100, 20_000, 1))
    >>> loss = measured_loss(np.full((1, 100), 0.5), np.ones(1), np.zeros(1), noise)
    >>> print(loss[0, -1].round(1))  # expected_loss says 0.1667
    0.2
    """
    runs = [np.full((len(rates), noise.shape[1]), x) for x in start]
    kept = np.empty((len(rates), 1 + len(noise) // every))
    for step in range(len(noise) + 1):
        if step % every == 0:
            squares = np.stack([np.einsum("nr,nr->n", x, x) for x in runs], axis=-1)
            kept[:, step // every] = squares @ eigenvalues / (2 * noise.shape[1])
        if step < len(noise):
            eta = rates[:, step, None]
            for x, value, xi in zip(runs, eigenvalues, noise[step].T, strict=True):
                x *= 1 - eta * value
                x -= eta * xi
    return kept
