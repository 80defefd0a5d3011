"""The theory of momentum on a quadratic: Polyak's heavy ball.

Along a mode of curvature λ, v ← βv + λx, x ← x − αv is the recurrence

    x_{t+1} = (1 + β − αλ) x_t − β x_{t−1},

because αv_t = x_{t−1} − x_t. Everything below follows from its two roots. α is the learning
rate of torch's form; :func:`as_torch` converts the others.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .recurrence import Array, Settings, companion, roots

__all__ = [
    "as_torch", "critical_beta", "heavy_ball_cycle", "mode_path", "momentum_eigenvalues",
    "momentum_gain", "momentum_matrix", "momentum_rate", "oscillation_period", "polyak_best",
    "saddle_escape_steps", "velocity_weights",
]  # fmt: skip


def as_torch(learning_rate: Any, beta: Any, form: str = "torch") -> tuple[Any, Any]:
    """Return α and β of torch's form that take the same path (constant rate, zero start).

    Polyak's v is α times torch's. The average (1−β)Σβᵏg is (1−β) times the sum, so α = (1−β)η.
    The printed form exchanges β and 1−β.

    Parameters
    ----------
    learning_rate, beta : array_like
        η and β as the other form means them.
    form : {"torch", "polyak", "averaged", "printed"}
        That form, as in :class:`~lecture_lib.optim.Momentum`.

    Returns
    -------
    learning_rate, beta : array_like
        α and β.

    Raises
    ------
    ValueError
        An unknown form.

    Examples
    --------
    >>> as_torch(0.1, 0.75, "averaged"), as_torch(0.1, 0.25, "printed")
    ((0.025, 0.75), (0.025, 0.75))
    """
    forms = {
        "torch": (learning_rate, beta),
        "polyak": (learning_rate, beta),
        "averaged": ((1 - beta) * learning_rate, beta),
        "printed": (beta * learning_rate, 1 - beta),
    }
    if form not in forms:
        raise ValueError(
            f"as_torch: there is no form {form!r}. Choose one of {', '.join(map(repr, forms))}."
        )
    return forms[form]


def velocity_weights(steps: int, beta: float, form: str = "torch", initial: str = "zero") -> Array:
    """Return the weights of the gradients g₁ … g_t in the velocity after t steps, oldest first.

    Unrolling v_t = βv_{t−1} + g_t gives Σ βᵏ g_{t−k}; an average multiplies it by 1−β. An average
    that starts *at* g₁ leaves it βᵗ⁻¹ instead of (1−β)βᵗ⁻¹; dividing by 1−βᵗ makes the weights
    sum to 1, which is what Adam's bias correction does.

    Parameters
    ----------
    steps : int
        t.
    beta : float
        Weight of the past.
    form : {"torch", "averaged"}
    initial : {"zero", "first", "debiased"}
        For averages, as in :class:`~lecture_lib.optim.Momentum`.

    Examples
    --------
    >>> print(velocity_weights(5, 0.9, "averaged", "first").round(3))
    [0.656 0.073 0.081 0.09  0.1  ]
    >>> print(velocity_weights(5, 0.9, "averaged", "debiased").round(3))
    [0.16  0.178 0.198 0.22  0.244]
    """
    weights = np.asarray(float(beta) ** np.arange(steps)[::-1])
    if form == "torch":
        return weights
    average = (1 - beta) * weights
    if initial == "first":
        average[0] = weights[0]
    return average / (1 - beta**steps) if initial == "debiased" else average


def momentum_gain(beta: Any) -> Any:
    """Return how much longer the steps are in the end when the gradient stays the same.

    Σ βᵏ = 1/(1−β): the terminal velocity, where drag balances the slope.

    Parameters
    ----------
    beta : array_like
        β of a form that sums, below 1; a form that averages gains nothing.

    Examples
    --------
    >>> print(round(momentum_gain(0.9), 6))
    10.0
    """
    return 1 / (1 - beta)


def momentum_matrix(learning_rate: Any, beta: Any, eigenvalue: Any) -> Array:
    """Return the 2×2 matrix of a mode: (x_t, x_{t−1}) → (x_{t+1}, x_t).

    [[1 + β − αλ, −β], [1, 0]]. Its determinant, the product of the roots, is β: so complex roots,
    which are conjugate, have modulus √β whatever α and λ are.

    Parameters
    ----------
    learning_rate, beta : array_like
        α and β of torch's form, 0 ≤ β < 1; :func:`as_torch` converts the others.
    eigenvalue : array_like
        λ, the curvature of the mode.

    Returns
    -------
    ndarray, shape (..., 2, 2)
        With determinant and trace as above.

    Examples
    --------
    >>> print(np.linalg.det(momentum_matrix(0.1, 0.9, 4.0)).round(6))
    0.9
    """
    return companion(1 + beta - learning_rate * np.asarray(eigenvalue), beta)


def momentum_eigenvalues(learning_rate: Any, beta: Any, eigenvalue: Any) -> Array:
    """Return the two roots of a mode, complex, shape (..., 2), to draw on the unit circle.

    Parameters
    ----------
    learning_rate, beta : array_like
        α and β of torch's form, 0 ≤ β < 1; :func:`as_torch` converts the others.
    eigenvalue : array_like
        λ, the curvature of the mode.

    Returns
    -------
    ndarray of complex, shape (..., 2)
        The larger real part first, or the positive imaginary part.

    Examples
    --------
    >>> print(np.abs(momentum_eigenvalues(0.1, 0.81, 1.0)).round(6))
    [0.9 0.9]
    """
    return roots(1 + beta - learning_rate * np.asarray(eigenvalue), beta)


def momentum_rate(learning_rate: Any, beta: Any, mu: Any, L: Any) -> Any:
    """Return the rate of the heavy ball on a quadratic; above 1 it diverges.

    The larger modulus of the roots, for the worst mode. In between the real roots it is the
    constant √β, and outside it grows with |1 + β − αλ|: so the worst mode is at an end of [μ, L].

    Parameters
    ----------
    learning_rate, beta : array_like
        α and β of torch's form, 0 ≤ β < 1; :func:`as_torch` converts the others.
    mu, L : array_like
        μ and L, the smallest and largest curvature, 0 < μ ≤ L.

    Examples
    --------
    >>> print(momentum_rate(np.array([0.5, 1.0]), 0.4, 0.2, 4.0).round(4))
    [0.8    2.4358]
    """
    ends = [np.abs(momentum_eigenvalues(learning_rate, beta, end)).max(axis=-1) for end in (mu, L)]
    return np.maximum(*ends)


def critical_beta(learning_rate: Any, eigenvalue: Any) -> Any:
    """Return the best β for one mode, (1 − √(αλ))², where the two roots meet.

    The discriminant (1+β−αλ)² − 4β is zero at √β = |1 − √(αλ)|. Below it the roots are real and
    the slower one slows; above it they are complex with modulus √β, which grows. Compare a door:
    critical damping closes fastest.

    Parameters
    ----------
    learning_rate : array_like
        α of torch's form.
    eigenvalue : array_like
        λ, the curvature of the mode.

    Returns
    -------
    float or ndarray
        Below 1 for 0 < αλ < 4.

    Examples
    --------
    >>> print(round(critical_beta(0.01, 1.0), 6))
    0.81
    """
    return (1 - np.sqrt(learning_rate * np.asarray(eigenvalue))) ** 2


def oscillation_period(learning_rate: Any, beta: Any, eigenvalue: Any) -> Any:
    """Return the steps in one swing of an under-damped mode; infinite when it does not swing.

    Complex roots √β e^{±iφ} have cos φ = (1 + β − αλ)/(2√β), and a swing takes 2π/φ steps.

    Parameters
    ----------
    learning_rate, beta : array_like
        α and β of torch's form, 0 ≤ β < 1; :func:`as_torch` converts the others.
    eigenvalue : array_like
        λ, the curvature of the mode.

    Examples
    --------
    >>> print(round(float(oscillation_period(0.01, 0.9, 1.0)), 1))
    71.3
    """
    root = momentum_eigenvalues(learning_rate, beta, eigenvalue)[..., 0]
    angle = np.where(root.imag != 0, np.abs(np.angle(root)), 0.0)
    return np.divide(2 * np.pi, angle, out=np.full(angle.shape, np.inf), where=angle > 0)


def polyak_best(mu: Any, L: Any) -> Settings:
    """Return the learning rate and β at which the heavy ball is fastest, and that rate.

    α = (2/(√L + √μ))², β = ((√κ − 1)/(√κ + 1))², rate √β. The rate is at least √β, and reaches it
    iff √β ≥ |1 − √(αλ)| at both ends; the least such √β has 1 − √(αμ) = √(αL) − 1 = √β. So both
    extreme modes sit at a *repeated* root, where x_t = (1 + ct) ρᵗ: measure against
    :func:`mode_path` or expect a factor that only slowly comes down to ρ. Source: Polyak (1964).

    Parameters
    ----------
    mu, L : array_like
        μ and L, the smallest and largest curvature, 0 < μ ≤ L.

    Examples
    --------
    >>> print([round(float(x), 4) for x in polyak_best(0.2, 4.0)])
    [0.6679, 0.4026, 0.6345]
    """
    small, large = np.sqrt(mu), np.sqrt(L)
    rate = (large - small) / (large + small)
    return Settings((2 / (large + small)) ** 2, rate**2, rate)


def mode_path(learning_rate: float, beta: float, eigenvalue: float, steps: int) -> Array:
    """Return x₀ … x_steps of a mode from x₀ = 1 at rest, solved in closed form.

    With roots r ≠ s, x_t = (A rᵗ + B sᵗ) with A + B = 1 and Ar + Bs = x₁ = 1 − αλ; with a repeated
    root, x_t = (1 + (x₁/r − 1) t) rᵗ.

    Parameters
    ----------
    learning_rate, beta : float
        α and β of torch's form.
    eigenvalue : float
        λ; negative along the way down from a saddle.
    steps : int
        How far, 0 for the start alone.

    Returns
    -------
    ndarray, shape (steps + 1,)
        The start, 1, first.

    Examples
    --------
    >>> print(mode_path(0.1, 0.9, 1.0, 4).round(4))
    [1.     0.9    0.72   0.486  0.2268]
    """
    r, s = momentum_eigenvalues(learning_rate, beta, eigenvalue)
    first, t = 1 - learning_rate * eigenvalue, np.arange(steps + 1)
    if r == 0:  # both roots are zero: over after one step
        return np.where(t == 0, 1.0, np.where(t == 1, first, 0.0))
    if abs(r - s) < 1e-7 * abs(r):
        r = (r + s) / 2
        return np.asarray(((1 + (first / r - 1) * t) * r**t).real)
    return np.asarray((((first - s) * r**t - (first - r) * s**t) / (r - s)).real)


def saddle_escape_steps(
    learning_rate: float,
    curvature: float,
    start: float,
    radius: float = 1.0,
    beta: float = 0.0,
    first_step: float | None = None,
) -> int:
    """Return the step at which a point near a saddle is farther than ``radius`` from it.

    Along the way down, −½ curvature y², the mode has λ = −curvature: y grows like A rᵗ with the
    larger root r > 1 of z² − (1+β+αc) z + β, and A = (y₁ − s)/(r − s) from the start at rest,
    y₁ = 1 + αc. The other root s < 1 has died out long before. For β = 0, r = 1 + ηc. Momentum
    gains about 1/(1−β), and only in a form that does not average: put an average through
    :func:`as_torch` first and it is no faster than gradient descent (erratum E-G8).

    Parameters
    ----------
    learning_rate, beta : float
        α and β of torch's form.
    curvature : float
        c > 0, how the saddle curves downwards.
    start : float
        |y₀|, below ``radius``; exactly at the saddle nothing ever moves.
    radius : float
        The distance that counts as escaped.
    first_step : float, optional
        The rate of the first step where it differs, as when an average starts at its first
        gradient; default α.

    Raises
    ------
    ValueError
        A start that is not between 0 and ``radius``, or a curvature that is not positive.

    Examples
    --------
    >>> [saddle_escape_steps(0.01, 1.0, 1e-8, beta=beta) for beta in (0.0, 0.9)]
    [1852, 299]
    """
    if not 0 < start < radius or not curvature > 0:
        raise ValueError(
            f"saddle_escape_steps: start {start}, radius {radius} and curvature "
            f"{curvature} must satisfy 0 < start < radius and curvature > 0."
        )
    fast, slow = momentum_eigenvalues(learning_rate, beta, -curvature).real
    first = 1 + (learning_rate if first_step is None else first_step) * curvature
    amplitude = start * (first - slow) / (fast - slow)
    return int(np.floor(np.log(radius / amplitude) / np.log(fast))) + 1


def heavy_ball_cycle() -> Array:
    """Return the three points between which Polyak's best heavy ball runs for ever.

    On :data:`~lecture_lib.descent.heavy_ball_trap`, μ = 1 and L = 25, so α = 1/9 and β = 4/9, and
    x_{t+1} = (13/9) x_t − f'(x_t)/9 − (4/9) x_{t−1}. Two of the points lie where f' = 25x and one
    where f' = 25x − 24: three linear equations. The theorem on quadratics does not hold for
    every convex function. Source: Lessard, Recht and Packard (2016).

    Examples
    --------
    >>> print(heavy_ball_cycle().round(3))
    [-1.802  2.116  0.647]
    """
    alpha, beta = 1 / 9, 4 / 9
    offset = np.array([0.0, -24.0, 0.0])  # of f' = 25x + offset at each point
    onward = np.roll(np.eye(3), 1, axis=1)  # picks the next point of the cycle
    matrix = onward - (1 + beta - 25 * alpha) * np.eye(3) + beta * onward.T
    return np.asarray(np.linalg.solve(matrix, -alpha * offset))
