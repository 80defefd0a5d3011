r"""What the paths are compared with: rates, limits and best settings, each with its derivation.

Near a minimum every smooth surface is a quadratic ½ θᵀHθ. Along an eigenvector of H with
eigenvalue λ, a *mode*, the gradient is λx and every rule here is a linear recurrence in one number
x. This module holds gradient descent, line search and noise;
:mod:`~lecture_lib.descent.theory.acceleration` holds momentum, and its names are here too.

Symbols: η (or α) learning rate, β momentum, μ and L the smallest and largest eigenvalue,
κ = L/μ. A *rate* is the factor by which the distance to the minimum shrinks per step. All
functions take numbers or arrays that broadcast.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .acceleration import (
    Settings,
    as_torch,
    critical_beta,
    heavy_ball_cycle,
    mode_path,
    momentum_eigenvalues,
    momentum_gain,
    momentum_matrix,
    momentum_rate,
    nesterov_best,
    nesterov_bound,
    nesterov_eigenvalues,
    nesterov_matrix,
    nesterov_rate,
    nesterov_stability_limit,
    oscillation_period,
    polyak_best,
    saddle_escape_steps,
    spectral_radius,
    velocity_weights,
)

__all__ = [
    "Settings", "as_torch", "best_learning_rate", "best_rate", "condition_number",
    "critical_beta", "gradient_descent_bound", "gradient_descent_rate", "heavy_ball_cycle",
    "line_search_ratio", "mode_factor", "mode_path", "momentum_eigenvalues", "momentum_gain",
    "momentum_matrix", "momentum_rate", "nesterov_best", "nesterov_bound",
    "nesterov_eigenvalues", "nesterov_matrix", "nesterov_rate", "nesterov_stability_limit",
    "noise_floor", "oscillation_period", "polyak_best", "regime", "saddle_escape_steps",
    "spectral_radius", "stability_limit", "steps_per_decade", "steps_to", "velocity_weights",
    "worst_start",
]


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
        raise ValueError(f"condition_number: the smallest eigenvalue is {eigenvalues.min():.3g}; "
                         "κ belongs to a minimum, where all are positive.")
    return eigenvalues[..., -1] / eigenvalues[..., 0]


def mode_factor(learning_rate: Any, eigenvalue: Any) -> Any:
    """Return what one step of gradient descent multiplies a mode by: 1 − ηλ.

    x ← x − η·λx = (1 − ηλ) x. Negative: the mode changes sides at every step, the zig-zag;
    beyond −1 it grows. Source: Nocedal and Wright (2006), section 3.3.

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

    Examples
    --------
    >>> print(round(best_learning_rate(0.2, 4.0), 4))
    0.4762
    """
    return 2 / (L + mu)


def best_rate(condition_number: Any) -> Any:
    """Return the best rate of gradient descent, (κ − 1)/(κ + 1).

    Put η* = 2/(L + μ) into 1 − ημ: (L − μ)/(L + μ).

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

    Examples
    --------
    >>> stability_limit(4.0), stability_limit(4.0, beta=0.9)
    (0.5, 0.95)
    """
    return 2 * (1 + beta) / L


def steps_to(tolerance: Any, rate: Any) -> Any:
    """Return how many steps shrink the distance to ``tolerance`` times the start's: ln ε / ln ρ.

    Not rounded; from ρᵏ = ε. Take ρ² for the rate of the height of a quadratic.

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

    Examples
    --------
    >>> worst_start(0.25, 5.0)
    (20.0, 1.0)
    """
    return L / mu, 1.0


def noise_floor(learning_rate: Any, eigenvalue: Any, sigma: Any, beta: Any = 0.0) -> Any:
    r"""Return the variance at which a mode settles when its gradient is noisy.

    .. math:: \operatorname{Var} x =
              \frac{\alpha \sigma^2 (1 + \beta)}{(1-\beta)\, \lambda\, (2(1+\beta) - \alpha\lambda)}

    x' = a x − β x₋₁ − αξ with a = 1+β−αλ and noise ξ of variance σ² is an autoregression of order
    two. Its stationary covariances γ₀ and γ₁ obey γ₁ = aγ₀ − βγ₁ and
    γ₀ = a²γ₀ + β²γ₀ − 2aβγ₁ + α²σ²; hence γ₀ = α²σ²(1+β) / ((1−β)((1+β)² − a²)), and
    (1+β)² − a² = αλ(2(1+β) − αλ). For β = 0 and small η it is ησ²/2λ; momentum multiplies it by
    about 1/(1−β), the factor by which it multiplies the step. Source: Box and Jenkins (1970)
    for the autoregression.

    Parameters
    ----------
    learning_rate, beta
        α and β of the form v ← βv + g, θ ← θ − αv, inside :func:`stability_limit`.
    eigenvalue
        λ.
    sigma
        Standard deviation of the noise in one component of the gradient.

    Examples
    --------
    >>> print(round(noise_floor(0.1, 1.0, 1.0), 4), round(noise_floor(0.1, 1.0, 1.0, beta=0.9), 4))
    0.0526 0.5135
    """
    a = learning_rate * eigenvalue
    return (learning_rate * sigma**2 * (1 + beta)
            / ((1 - beta) * eigenvalue * (2 * (1 + beta) - a)))


def gradient_descent_bound(L: Any, distance: Any, step: Any) -> Any:
    """Return the guarantee LD²/2k for gradient descent with η = 1/L on a smooth convex function.

    f(x_k) − f* ≤ LD²/2k, D the distance of the start from a minimum. A step of 1/L lowers f by
    at least ‖g‖²/2L; with f(x) − f* ≤ g·(x − x*) from convexity each step also brings
    f(x_{k+1}) − f* ≤ ½L (‖x_k−x*‖² − ‖x_{k+1}−x*‖²), and the sum telescopes. Source: Beck
    and Teboulle (2009), theorem 3.1.

    Examples
    --------
    >>> gradient_descent_bound(1.0, 2.0, np.array([1, 10]))
    array([2. , 0.2])
    """
    return L * np.square(distance) / (2 * np.asarray(step))
