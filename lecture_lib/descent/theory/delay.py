r"""Gradient descent with gradients that are d updates old, as asynchronous workers send them.

Along a mode x₊ = x − ηλ x₋d, where x₋d is x before the last d updates.  Its powers zᵗ solve
z^{d+1} − z^d + ηλ = 0.  All roots lie inside the unit circle while ηλ is small; at the limit one
reaches it, z = e^{iφ} with

.. math:: e^{i d φ}\,(e^{iφ} - 1) = -ηλ .

The modulus says 2 sin(φ/2) = ηλ, the angle dφ + φ/2 + π/2 = π: so φ = π/(2d + 1).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["delay_limit", "delayed_path", "workers_path"]


def delay_limit(L: ArrayLike, delay: ArrayLike) -> Any:
    r"""Return the learning rate at which descent with old gradients begins to diverge.

    .. math:: η < \frac{2}{L} \sin\frac{π}{2(2d+1)}

    Without delay it is 2/L, with one update's delay 1/L, and for long delays it falls like
    π/(2d+1)/L.

    Parameters
    ----------
    L : array_like
        Largest curvature.
    delay : array_like of int
        d, how many updates old each gradient is.

    Returns
    -------
    float or ndarray

    Raises
    ------
    ValueError
        A curvature that is not positive, or a negative delay.

    Notes
    -----
    Levin and May (1976), *A note on difference-delay equations*, give it for populations that
    feel their size late.

    Examples
    --------
    >>> delay_limit(1.0, [0, 1, 2]).round(3)
    array([2.   , 1.   , 0.618])
    """
    curvature, d = np.asarray(L, float), np.asarray(delay)
    if (curvature <= 0).any() or (d < 0).any():
        raise ValueError(
            f"delay_limit: L = {L!r}, delay = {delay!r}; a curvature is positive, and no gradient "
            "is younger than new"
        )
    return 2 / curvature * np.sin(np.pi / (2 * (2 * d + 1)))


def delayed_path(learning_rate: float, eigenvalue: float, delay: int, steps: int) -> Any:
    """Return x₀ … x_steps of a mode that starts at 1 and whose gradients are `delay` updates old.

    Before the first gradient is that old, the start's serves.

    Parameters
    ----------
    learning_rate, eigenvalue : float
        η and λ.
    delay, steps : int
        d, and how many updates.

    Returns
    -------
    ndarray, shape (steps + 1,)

    Examples
    --------
    >>> delayed_path(0.5, 1.0, delay=1, steps=4)
    array([ 1.  ,  0.5 ,  0.  , -0.25, -0.25])
    """
    x = np.ones(steps + 1)
    for t in range(steps):
        x[t + 1] = x[t] - learning_rate * eigenvalue * x[max(t - delay, 0)]
    return x


def workers_path(
    learning_rate: float, eigenvalue: float, workers: int, rounds: int,
    rng: np.random.Generator | None = None,
) -> Any:  # fmt: skip
    """Return a mode's path from 1 that workers share, each with its part of the curvature.

    Each worker holds a gradient, of the parameters that it saw last. Whoever comes has its gradient
    applied, and computes the next one where that led. A round is as many updates as there are
    workers.

    Parameters
    ----------
    learning_rate, eigenvalue : float
        η and λ, of the whole loss; a worker's gradient has the curvature λ/R.
    workers, rounds : int
        R, and how many rounds.
    rng : Generator, optional
        Draws who comes next, of all alike. Without it they come strictly in turn.

    Returns
    -------
    ndarray, shape (workers · rounds + 1,)
        After each update.

    Examples
    --------
    In turn a gradient is R − 1 updates old:

    >>> bool(np.allclose(workers_path(1.5, 1.0, 2, 6), delayed_path(0.75, 1.0, 1, 12)))
    True

    Drawn at random, a hundred workers bear three times the largest rate of one:

    >>> path = workers_path(3 * 2, 1.0, 100, 60, np.random.default_rng(0))
    >>> bool(np.abs(path[-100:]).max() < 1e-3)
    True
    """
    x, steps = np.ones(workers * rounds + 1), workers * rounds
    held = np.ones(workers)
    comes = np.arange(steps) % workers if rng is None else rng.integers(workers, size=steps)
    for t, worker in enumerate(comes):
        x[t + 1] = x[t] - learning_rate * eigenvalue / workers * held[worker]
        held[worker] = x[t + 1]
    return x
