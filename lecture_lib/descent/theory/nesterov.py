"""The theory of Nesterov's method: momentum whose gradient is taken where it leads.

Along a mode of curvature λ, x_{t+1} = (1 − αλ) y_t with y_t = x_t + β(x_t − x_{t−1}). α is the
learning rate of torch's form.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .recurrence import Array, Settings, companion, roots

__all__ = [
    "nesterov_best", "nesterov_bound", "nesterov_eigenvalues", "nesterov_matrix",
    "nesterov_rate", "nesterov_stability_limit",
]  # fmt: skip


def nesterov_matrix(learning_rate: Any, beta: Any, eigenvalue: Any) -> Array:
    """Return the 2×2 matrix of a mode under Nesterov's method.

    The gradient is taken at y = x + β(x − x₋₁), so x' = (1 − αλ) y:
    [[(1+β)(1−αλ), −β(1−αλ)], [1, 0]]. Steep modes are damped more: the determinant is β(1−αλ)
    where the heavy ball has β.

    Parameters
    ----------
    learning_rate, beta : array_like
        α, and β with 0 ≤ β < 1, of torch's form.
    eigenvalue : array_like
        λ, the curvature of the mode.

    Returns
    -------
    ndarray, shape (..., 2, 2)
        With determinant and trace as above.

    Examples
    --------
    >>> print(np.linalg.det(nesterov_matrix(0.1, 0.9, 4.0)).round(6))
    0.54
    """
    factor = 1 - learning_rate * np.asarray(eigenvalue)
    return companion((1 + beta) * factor, beta * factor)


def nesterov_eigenvalues(learning_rate: Any, beta: Any, eigenvalue: Any) -> Array:
    """Return the two roots of a mode under Nesterov's method, complex, shape (..., 2).

    Parameters
    ----------
    learning_rate, beta : array_like
        α, and β with 0 ≤ β < 1, of torch's form.
    eigenvalue : array_like
        λ, the curvature of the mode.

    Returns
    -------
    ndarray of complex, shape (..., 2)
        The larger real part first, or the positive imaginary part.

    Examples
    --------
    >>> print(np.abs(nesterov_eigenvalues(0.1, 0.9, 4.0)).round(4))  # √(β(1−αλ))
    [0.7348 0.7348]
    """
    factor = 1 - learning_rate * np.asarray(eigenvalue)
    return roots((1 + beta) * factor, beta * factor)


def nesterov_rate(learning_rate: Any, beta: Any, mu: Any, L: Any) -> Any:
    """Return the rate of Nesterov's method on a quadratic; above 1 it diverges.

    The larger modulus of the roots grows with |1 − αλ| on either side of 0, so the worst mode is
    at an end of [μ, L].

    Parameters
    ----------
    learning_rate, beta : array_like
        α, and β with 0 ≤ β < 1, of torch's form.
    mu, L : array_like
        μ and L, the smallest and largest curvature, 0 < μ ≤ L.

    Examples
    --------
    >>> print(round(float(nesterov_rate(*nesterov_best(0.2, 4.0)[:2], 0.2, 4.0)), 4))
    0.7764
    """
    ends = [np.abs(nesterov_eigenvalues(learning_rate, beta, end)).max(axis=-1) for end in (mu, L)]
    return np.maximum(*ends)


def nesterov_stability_limit(L: Any, beta: Any) -> Any:
    """Return the learning rate 2(1+β)/((1+2β)L) at which Nesterov's method begins to diverge.

    A root reaches −1 when 1 + (1+2β)(1−αλ) = 0. So looking ahead allows *smaller* rates than the
    heavy ball's 2(1+β)/L.

    Parameters
    ----------
    L : array_like
        The largest curvature, positive.
    beta : array_like
        β, below 1.

    Examples
    --------
    >>> print(round(nesterov_stability_limit(4.0, 0.9), 4))
    0.3393
    """
    return 2 * (1 + beta) / ((1 + 2 * beta) * L)


def nesterov_best(mu: Any, L: Any, tuned: bool = False) -> Settings:
    """Return Nesterov's learning rate and β for a strongly convex function, and their rate.

    α = 1/L, β = (√κ−1)/(√κ+1), rate 1 − 1/√κ on a quadratic: 1 − αL = 0 kills the steepest mode,
    and β puts the flattest at its repeated root, √(β(1−1/κ)). ``tuned=True`` balances both ends
    for quadratics: α = 4/(3L+μ), β = (√(3κ+1)−2)/(√(3κ+1)+2), rate 1 − 2/√(3κ+1). Source: Nesterov
    (2004), section 2.2; Lessard, Recht and Packard (2016).

    Parameters
    ----------
    mu, L : array_like
        μ and L, the smallest and largest curvature, 0 < μ ≤ L.
    tuned : bool
        Best for quadratics alone, and not for every strongly convex function.

    Examples
    --------
    >>> for tuned in (False, True):
    ...     print([round(float(x), 4) for x in nesterov_best(0.2, 4.0, tuned)])
    [0.25, 0.6345, 0.7764]
    [0.3279, 0.5923, 0.7439]
    """
    kappa = L / mu
    if tuned:
        root = np.sqrt(3 * kappa + 1)
        return Settings(4 / (3 * L + mu), (root - 2) / (root + 2), 1 - 2 / root)
    root = np.sqrt(kappa)
    return Settings(1 / L, (root - 1) / (root + 1), 1 - 1 / root)


def nesterov_bound(L: Any, distance: Any, step: Any) -> Any:
    """Return the guarantee 2LD²/(k+1)² of Nesterov's method with α = 1/L and growing momentum.

    f(x_k) − f* on any convex function whose gradient has Lipschitz constant L, D the distance of
    the start from a minimum. It needs a β that grows like (k−1)/(k+2); a constant β < 1 gains a
    constant factor, not the square (erratum E-F1). Source: Nesterov (1983); Beck and Teboulle
    (2009), theorem 4.4.

    Parameters
    ----------
    L : array_like
        The Lipschitz constant of the gradient: no curvature is larger.
    distance : array_like
        D, from the start to a minimum.
    step : array_like of int
        k, at least 1.

    Returns
    -------
    float or ndarray
        An upper limit of f(x_k) − f*.

    Examples
    --------
    >>> nesterov_bound(1.0, 1.0, np.array([1, 9]))
    array([0.5 , 0.02])
    """
    return 2 * L * np.square(distance) / np.square(np.asarray(step) + 1.0)
