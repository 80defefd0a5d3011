"""What a schedule does to the mean loss of a noisy bowl."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["expected_loss"]

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
