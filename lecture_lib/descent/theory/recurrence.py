"""Linear recurrences of order two, which every momentum is along a mode: matrix, roots, rate."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Settings", "spectral_radius"]

Array = NDArray[Any]


class Settings(NamedTuple):
    """A learning rate and momentum, and the rate of convergence they give.

    Attributes
    ----------
    learning_rate, beta : float or ndarray
        α and β of torch's form, ready for a rule.
    rate : float or ndarray
        The factor by which the distance to the minimum shrinks per step.

    Examples
    --------
    >>> from lecture_lib.descent.theory import polyak_best
    >>> best = polyak_best(1.0, 9.0)
    >>> best.learning_rate, best.beta, best.rate
    (np.float64(0.25), np.float64(0.25), np.float64(0.5))
    """

    learning_rate: Any
    beta: Any
    rate: Any


def companion(trace: Any, determinant: Any) -> Array:
    """The matrix that takes (x_t, x_{t−1}) to (x_{t+1}, x_t)."""
    trace, determinant = np.broadcast_arrays(trace, determinant)
    matrix = np.zeros((*trace.shape, 2, 2))
    matrix[..., 0, 0], matrix[..., 0, 1], matrix[..., 1, 0] = trace, -determinant, 1.0
    return matrix


def roots(trace: Any, determinant: Any) -> Array:
    """The roots of z² − trace·z + determinant, the larger real part first."""
    trace, determinant = np.asarray(trace), np.asarray(determinant)
    spread = np.sqrt(trace * trace - 4 * determinant + 0j)
    return np.stack(np.broadcast_arrays((trace + spread) / 2, (trace - spread) / 2), axis=-1)


def spectral_radius(matrix: ArrayLike) -> Any:
    """Return the largest modulus of the eigenvalues: the rate a repeated matrix ends in.

    Parameters
    ----------
    matrix : array_like, shape (..., n, n)

    Examples
    --------
    >>> from lecture_lib.descent.theory import momentum_matrix
    >>> print(spectral_radius(momentum_matrix(0.1, 0.81, 1.0)).round(6))  # complex roots: √β
    0.9
    """
    return np.abs(np.linalg.eigvals(np.asarray(matrix))).max(axis=-1)
