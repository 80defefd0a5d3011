"""The flats of notebook 07: invented prices, and two tanh units that learn them in any units.

A network has nine weights: W (area, age; two units each), b, u and c, in this order, and says
tanh(inputs W + b) u + c. The functions take many networks at once, in the first axes of ``theta``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..autograd import grad

__all__ = ["bowl_walks", "felt_steps", "flats", "mode_losses", "rewritten", "walks"]

Array = NDArray[np.float64]
Units = tuple[ArrayLike, ArrayLike]
Steer = Callable[[Array, Array, Array], Array]


def flats() -> tuple[Array, Array]:
    """Invent 100 flats: area in m² and age in years, and prices that two tanh units could say.

    Examples
    --------
    >>> X, price = flats()
    >>> X.shape, price.shape, X.mean(axis=0).round().tolist()
    ((100, 2), (100,), [78.0, 30.0])
    """
    rng = np.random.default_rng(1)
    X = np.column_stack([rng.normal(80, 25, 100), rng.uniform(0, 60, 100)])
    noise = rng.normal(0, 0.1, 100)
    return X, np.tanh(X[:, 0] / 25 - 3.2) - np.tanh(X[:, 1] / 12 - 2.5) + noise


def rewritten(theta: Array, old: Units, new: Units) -> Array:
    """Write the same networks for inputs in other units.

    Parameters
    ----------
    theta : ndarray, shape (..., 9)
    old, new : (shift, unit)
        The networks were for (X − shift) / unit of the old ones, and are for that of the new.

    Examples
    --------
    >>> theta = rewritten(np.ones(9), (0, 1), (0, [2, 10]))
    >>> theta.tolist()
    [2.0, 2.0, 10.0, 10.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    """
    (shift, unit), (to, scale) = (
        tuple(np.broadcast_to(np.asarray(part, dtype=float), 2) for part in units)
        for units in (old, new)
    )
    W, b = theta[..., :4].reshape(*theta.shape[:-1], 2, 2), theta[..., 4:6]
    b = b + (to - shift) / unit @ W
    W = W * (scale / unit)[:, None]  # row i of W belongs to input i
    return np.concatenate([W.reshape(*theta.shape[:-1], 4), b, theta[..., 6:]], axis=-1)


def mode_losses(hessian: ArrayLike, away: ArrayLike, eta: float) -> Callable[[int], Array]:
    """Foretell what gradient descent leaves of the loss in a bowl, mode by mode.

    Parameters
    ----------
    hessian : array_like, shape (k, k)
    away : array_like, shape (n, k)
        How far each of n starts is from the minimum.
    eta : float
        The learning rate.

    Returns
    -------
    callable
        From a number of steps to the loss of each start in each mode, flattest first: shape (n, k).

    Examples
    --------
    >>> left = mode_losses([[1, 0], [0, 4]], [[2, 1]], 0.25)
    >>> left(0).tolist(), left(1).tolist()
    ([[2.0, 2.0]], [[1.125, 0.0]])
    """
    curvature, Q = np.linalg.eigh(np.asarray(hessian, dtype=float))
    z = np.asarray(away, dtype=float) @ Q
    return lambda t: np.asarray(curvature / 2 * ((1 - eta * curvature) ** t * z) ** 2)


def felt_steps(eta: Array, before: Array, g: Array) -> Array:
    """Return 1/λ̂ of each run: the step that would end a mode of the curvature just felt.

    Parameters
    ----------
    eta : ndarray, shape (n,)
        The learning rates of the last step.
    before, g : ndarray, shape (n, k)
        The gradients before and after it.

    Examples
    --------
    A step of 0.25 left a quarter of the gradient, so the curvature is 3:

    >>> felt_steps(np.array([0.25]), np.array([[4.0]]), np.array([[1.0]])).round(4).tolist()
    [0.3333]
    """
    factor = np.sum(before * g, axis=-1) / np.sum(before**2, axis=-1)
    return np.asarray(eta / (1 - factor))


def bowl_walks(
    hessian: ArrayLike, away: ArrayLike, eta: float, steps: int, steer: Steer = felt_steps
) -> Array:
    """Walk downhill in a bowl from many starts at once; each run has learning rates of its own.

    Parameters
    ----------
    hessian : array_like, shape (k, k)
    away : array_like, shape (n, k)
        How far each of n starts is from the minimum.
    eta : float
        The first learning rate.
    steps : int
    steer : callable
        As for :func:`walks`.

    Returns
    -------
    ndarray, shape (steps + 1, n)
        The loss above the minimum. Where the gradient is gone, a run stays.

    Examples
    --------
    >>> bowl_walks([[1, 0], [0, 4]], [[0, 1]], 0.125, 2).round(6).ravel().tolist()
    [2.0, 0.5, 0.0]
    """
    curvature, Q = np.linalg.eigh(np.asarray(hessian, dtype=float))
    z = np.asarray(away, dtype=float) @ Q  # modes do not mix, so they lose no digits to each other
    rates, losses, before = np.full(len(z), float(eta)), [], None
    for _ in range(steps + 1):
        losses.append(np.sum(curvature / 2 * z**2, axis=1))
        g = curvature * z
        if before is not None:
            with np.errstate(all="ignore"):
                found = steer(rates, before, g)
            rates = np.where(np.isfinite(found), found, 0.0)
        z, before = z - rates[:, None] * g, g
    return np.array(losses)


def _losses(theta: Any, inputs: Array, price: Array) -> Any:
    W, b = theta[:, :4].reshape(-1, 2, 2), theta[:, None, 4:6]
    u, c = theta[:, 6:8, None], theta[:, 8:]
    says = (np.tanh(inputs @ W + b) @ u)[:, :, 0] + c
    return np.mean((says - price) ** 2, axis=1) / 2


def walks(
    starts: Array, inputs: Array, price: Array, eta: float, steps: int, *,
    steer: Steer | None = None, batch: int | None = None,
) -> tuple[Array, Array, Array]:  # fmt: skip
    """Walk downhill from many starts at once.

    Parameters
    ----------
    starts : ndarray, shape (n, 9)
        The weights of n networks.
    inputs, price : ndarray, shapes (m, 2) and (m,)
    eta : float
        The learning rate; with ``steer`` the first one.
    steps : int
    steer : callable, optional
        From the rates (n,), the last gradients and the new ones, both (n, 9), the next rates.
    batch : int, optional
        Flats that a step sees, drawn anew each time; without it all.

    Returns
    -------
    losses, gradients, rates : ndarray, shapes (steps + 1, n), (steps + 1, n, 9), (steps + 1, n)
        The losses are those on all flats.

    Examples
    --------
    >>> X, price = flats()
    >>> losses, gradients, rates = walks(np.zeros((2, 9)), X / 25, price, 0.1, 3)
    >>> losses.shape, gradients.shape, bool((losses[-1] < losses[0]).all())
    ((4, 2), (4, 2, 9), True)
    """

    def total(theta: Any, rows: Any) -> Any:
        return _losses(theta, inputs[rows], price[rows]).sum()

    slopes, rng = grad(total), np.random.default_rng(0)
    theta, before, seen = starts, None, []
    rows: Any = slice(None)
    rates = np.full(len(theta), float(eta))
    with np.errstate(all="ignore"):  # some rules of steering throw a start out of the valley
        for _ in range(steps + 1):
            if batch is not None and batch < len(price):
                rows = rng.permutation(len(price))[:batch]
            g = slopes(theta, rows)
            if steer is not None and before is not None:
                rates = steer(rates, before, g)
            seen.append((_losses(theta, inputs, price), g, rates))
            theta, before = theta - rates[:, None] * g, g
    losses, gradients, every = map(np.array, zip(*seen, strict=True))
    return losses, gradients, every
