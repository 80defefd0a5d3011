r"""The theory of gradient descent and of exact line search on a quadratic.

Along a mode of curvature λ the step x ← x − ηλx is a multiplication by 1 − ηλ, and everything
below follows from that factor.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

__all__ = [
    "best_learning_rate", "best_rate", "condition_number", "gradient_descent_bound",
    "gradient_descent_rate", "line_search_ratio", "mode_factor", "regime", "stability_limit",
    "steps_per_decade", "steps_to", "worst_start",
]  # fmt: skip


def condition_number(hessian: ArrayLike) -> Any:
    """Return κ = L/μ of symmetric positive definite matrices.

    Parameters
    ----------
    hessian : array_like, shape (..., n, n)

    Raises
    ------
    ValueError
        An eigenvalue is not positive: no minimum, and no κ.

    Examples
    --------
    >>> print(condition_number([[0.2, 0.0], [0.0, 4.0]]))
    20.0
    """
    eigenvalues = np.linalg.eigvalsh(np.asarray(hessian, dtype=float))
    if not (eigenvalues[..., 0] > 0).all():
        raise ValueError(
            f"condition_number: the smallest eigenvalue is {eigenvalues.min():.3g}; "
            "κ belongs to a minimum, where all are positive."
        )
    return eigenvalues[..., -1] / eigenvalues[..., 0]


def mode_factor(learning_rate: Any, eigenvalue: Any) -> Any:
    """Return what one step of gradient descent multiplies a mode by: 1 − ηλ.

    x ← x − η·λx = (1 − ηλ) x. Negative: the mode changes sides at every step, the zig-zag;
    beyond −1 it grows. Source: Nocedal and Wright (2006), section 3.3.

    Parameters
    ----------
    learning_rate : array_like
        η, positive.
    eigenvalue : array_like
        λ, the curvature of the mode; negative where it curves downwards.

    Examples
    --------
    >>> mode_factor(0.5, np.array([0.2, 4.0]))
    array([ 0.9, -1. ])
    """
    return 1 - learning_rate * np.asarray(eigenvalue)


def regime(learning_rate: float, eigenvalue: float) -> str:
    """Name what a mode does: "shrinks", "zig-zags", "bounces for ever" or "diverges".

    By the mode factor 1 − ηλ: at least 0, above −1, −1, below. So ηλ > 1 does not diverge;
    ηλ > 2 does.

    Parameters
    ----------
    learning_rate, eigenvalue : float
        η and λ, both positive: of numbers only, for the answer is a word.

    Examples
    --------
    >>> [regime(eta, 1.0) for eta in (0.5, 1.5, 2.0, 2.5)]
    ['shrinks', 'zig-zags', 'bounces for ever', 'diverges']
    """
    factor = float(mode_factor(learning_rate, eigenvalue))
    if factor >= 0:
        return "shrinks"
    return "zig-zags" if factor > -1 else "bounces for ever" if factor == -1 else "diverges"


def gradient_descent_rate(learning_rate: Any, mu: Any, L: Any) -> Any:
    """Return the rate of gradient descent on a quadratic: max(|1 − ημ|, |1 − ηL|).

    The slowest mode decides, and |1 − ηλ| is convex in λ, so it is largest at an end of [μ, L].

    Parameters
    ----------
    learning_rate : array_like
        η, positive.
    mu, L : array_like
        μ and L, the smallest and largest curvature, 0 < μ ≤ L.

    Returns
    -------
    float or ndarray
        1 or more where it does not converge.

    Examples
    --------
    >>> print(gradient_descent_rate(2 / 4.2, 0.2, 4.0).round(4))
    0.9048
    """
    return np.maximum(np.abs(mode_factor(learning_rate, mu)), np.abs(mode_factor(learning_rate, L)))


def best_learning_rate(mu: Any, L: Any) -> Any:
    """Return the rate η* = 2/(L + μ), at which gradient descent is fastest.

    As η grows, |1 − ημ| falls and |1 − ηL| finally rises; the larger of the two is least where
    they cross, 1 − ημ = ηL − 1. Source: Polyak (1987), section 1.4.

    Parameters
    ----------
    mu, L : array_like
        μ and L, the smallest and largest curvature, 0 < μ ≤ L.

    Returns
    -------
    float or ndarray
        Less than :func:`stability_limit` by the factor κ/(κ+1).

    Examples
    --------
    >>> print(round(best_learning_rate(0.2, 4.0), 4))
    0.4762
    """
    return 2 / (L + mu)


def best_rate(condition_number: Any) -> Any:
    """Return the best rate of gradient descent, (κ − 1)/(κ + 1).

    Put η* = 2/(L + μ) into 1 − ημ: (L − μ)/(L + μ).

    Parameters
    ----------
    condition_number : array_like
        κ = L/μ, at least 1.

    Returns
    -------
    float or ndarray
        Between 0, for a round bowl, and 1.

    Examples
    --------
    >>> print(round(best_rate(20), 4))
    0.9048
    """
    return (condition_number - 1) / (condition_number + 1)


def stability_limit(L: Any, beta: Any = 0.0) -> Any:
    r"""Return the learning rate 2(1 + β)/L at which (heavy-ball) descent begins to diverge.

    The mode recurrence x' = (1+β−αλ) x − β x₋₁ has the characteristic polynomial
    z² − (1+β−αλ) z + β. By the Jury criterion both roots lie inside the unit circle iff |β| < 1
    and \|1+β−αλ\| < 1+β, that is 0 < αλ < 2(1+β); the largest λ binds first. β = 0 is gradient
    descent, 2/L. Source: Polyak (1964).

    Parameters
    ----------
    L : array_like
        The largest curvature, positive.
    beta : array_like
        β of the heavy ball in torch's form; 0 is gradient descent.

    Examples
    --------
    >>> stability_limit(4.0), stability_limit(4.0, beta=0.9)
    (0.5, 0.95)
    """
    return 2 * (1 + beta) / L


def steps_to(tolerance: Any, rate: Any) -> Any:
    """Return how many steps shrink the distance to ``tolerance`` times the start's: ln ε / ln ρ.

    Not rounded; from ρᵏ = ε. Take ρ² for the rate of the height of a quadratic.

    Parameters
    ----------
    tolerance : array_like
        ε, the part of the first distance that may be left, below 1.
    rate : array_like
        ρ, the factor per step; at 1 the answer is infinite.

    Examples
    --------
    >>> print(round(float(steps_to(1e-6, best_rate(20))), 1))
    138.0
    """
    with np.errstate(divide="ignore"):
        return np.log(tolerance) / np.log(rate)


def steps_per_decade(rate: Any) -> Any:
    """Return how many steps a decimal digit costs: −1/log₁₀ ρ.

    For gradient descent about 1.15 κ, since ln((κ+1)/(κ−1)) ≈ 2/κ; for Polyak's momentum about
    1.15 √κ.

    Parameters
    ----------
    rate : array_like
        ρ, the factor per step, below 1.

    Examples
    --------
    >>> kappa = np.array([10, 100, 1000])
    >>> print(steps_per_decade(best_rate(kappa)).round(1))
    [  11.5  115.1 1151.3]
    """
    return steps_to(0.1, rate)


def line_search_ratio(condition_number: Any) -> Any:
    r"""Return the worst ratio of heights per step of exact line search, ((κ−1)/(κ+1))².

    With the best step gᵀg/gᵀHg the height f = ½ gᵀH⁻¹g falls by the factor
    1 − (gᵀg)²/(gᵀHg · gᵀH⁻¹g). Kantorovich's inequality bounds the fraction below by
    4μL/(μ+L)², with equality at :func:`worst_start`; 1 − 4κ/(1+κ)² = ((κ−1)/(κ+1))². From there
    every gradient is a mirror image of the last, so the bound is met at every step. Source:
    Luenberger and Ye (2008), on steepest descent.

    Parameters
    ----------
    condition_number : array_like
        κ = L/μ, at least 1.

    Examples
    --------
    >>> print(round(line_search_ratio(20), 4))
    0.8186
    """
    return best_rate(condition_number) ** 2


def worst_start(mu: float, L: float) -> tuple[float, float]:
    """Return the start (κ, 1), flat coordinate first, from which line search is slowest.

    Kantorovich's inequality is an equality when the gradient has equal parts in the two extreme
    modes: μx = Ly, that is x/y = κ. Any multiple of it is as bad.

    Parameters
    ----------
    mu, L : float
        μ and L, the smallest and largest curvature, along the first and second coordinate.

    Examples
    --------
    >>> worst_start(0.25, 5.0)
    (20.0, 1.0)
    """
    return L / mu, 1.0


def gradient_descent_bound(L: Any, distance: Any, step: Any) -> Any:
    """Return the guarantee LD²/2k for gradient descent with η = 1/L on a smooth convex function.

    f(x_k) − f* ≤ LD²/2k, D the distance of the start from a minimum. A step of 1/L lowers f by
    at least ‖g‖²/2L; with f(x) − f* ≤ g·(x − x*) from convexity each step also brings
    f(x_{k+1}) − f* ≤ ½L (‖x_k−x*‖² − ‖x_{k+1}−x*‖²), and the sum telescopes. Source: Beck
    and Teboulle (2009), theorem 3.1.

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
    >>> gradient_descent_bound(1.0, 2.0, np.array([1, 10]))
    array([2. , 0.2])
    """
    return L * np.square(distance) / (2 * np.asarray(step))
