"""The theory of noisy gradients: where a path stops getting better."""

from __future__ import annotations

from typing import Any

__all__ = ["noise_floor"]


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
    learning_rate, beta : array_like
        α and β of the form v ← βv + g, θ ← θ − αv, inside
        :func:`~lecture_lib.descent.theory.stability_limit`.
    eigenvalue : array_like
        λ > 0, the curvature of the mode.
    sigma : array_like
        Standard deviation of the noise in one component of the gradient.

    Returns
    -------
    float or ndarray
        The variance of x around the minimum.

    Examples
    --------
    >>> print(round(noise_floor(0.1, 1.0, 1.0), 4), round(noise_floor(0.1, 1.0, 1.0, beta=0.9), 4))
    0.0526 0.5135
    """
    a = learning_rate * eigenvalue
    return learning_rate * sigma**2 * (1 + beta) / ((1 - beta) * eigenvalue * (2 * (1 + beta) - a))
