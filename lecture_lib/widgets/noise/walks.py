"""Walks of stochastic gradient descent on a line, all at once, and where they settle in theory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "SAMPLING", "Line", "Walks", "batch_noise", "batches", "floor", "limit", "stationary", "walk",
]  # fmt: skip

Array = NDArray[Any]

#: How batches are drawn. The first two are independent of each other; those of an epoch are not.
SAMPLING = ("with replacement", "without replacement", "shuffled epochs")


@dataclass(frozen=True)
class Line:
    """The loss ½(wx + b − y)² of a line, averaged over points.

    Attributes
    ----------
    x, y : ndarray, shape (N,)
        The points.

    Examples
    --------
    >>> line = Line(np.array([-1.0, 0.0, 1.0]), np.array([-1.0, 3.0, 1.0]))
    >>> line.best.tolist(), float(line.excess(line.best + [0.0, 2.0]))
    ([1.0, 1.0], 2.0)
    """

    x: Array
    y: Array

    @property
    def inputs(self) -> Array:
        """A row (xₖ, 1) for each point."""
        return np.stack([self.x, np.ones_like(self.x)], axis=1)

    @property
    def hessian(self) -> Array:
        return np.asarray(self.inputs.T @ self.inputs / len(self.x))

    @property
    def best(self) -> Array:
        """(w, b) at the minimum."""
        return np.linalg.solve(self.hessian, self.inputs.T @ self.y / len(self.x))

    def excess(self, theta: Array) -> Array:
        """Return the loss above its minimum at (w, b) on the last axis: a quadratic form."""
        off = theta - self.best
        return np.asarray(0.5 * (off @ self.hessian * off).sum(axis=-1))


def batch_noise(size: Any, examples: int, *, replaced: bool) -> Any:
    """Return the variance of the mean of a batch as a share of that of one example.

    >>> batch_noise(3, 12, replaced=True), batch_noise(12, 12, replaced=False)
    (0.3333333333333333, 0.0)
    """
    return 1 / size if replaced else (examples - size) / (size * (examples - 1))


def batches(
    examples: int, sizes: Sequence[int], runs: int, steps: int, rng: np.random.Generator
) -> list[list[Array]]:
    """Draw the batches of all walks: for each kind of ``SAMPLING`` and each size the rows used.

    Sizes share their random numbers, so that what differs between them is not luck.

    Returns
    -------
    list of list of ndarray, shape (runs, steps, size)

    Examples
    --------
    >>> _, _, epochs = batches(12, [3], 1, 4, np.random.default_rng(0))
    >>> np.sort(epochs[0].ravel()).tolist() == list(range(12))  # 4 batches of 3: one epoch
    True
    """
    shape = (runs, steps, examples)
    drawn = rng.integers(examples, size=shape)
    shuffled = rng.permuted(np.broadcast_to(np.arange(examples), shape), axis=-1)
    flat = shuffled.reshape(runs, -1)
    return [
        [drawn[..., :size] for size in sizes],
        [shuffled[..., :size] for size in sizes],
        [flat[:, : steps * size].reshape(runs, steps, size) for size in sizes],
    ]


@dataclass(frozen=True)
class Walks:
    """What :func:`walk` found.

    Attributes
    ----------
    theta : ndarray, shape (steps + 1, …, rates, kept, 2)
        The paths of the first runs.
    ends : ndarray, shape (…, rates, runs, 2)
        Where all runs are after the last step.
    loss : ndarray, shape (steps + 1, …, rates)
        The loss above its minimum, a mean over all runs.
    """

    theta: Array
    ends: Array
    loss: Array


def walk(
    line: Line, rows: Sequence[Sequence[Array]], rates: Array, start: Array, kept: int
) -> Walks:
    """Walk on all batches at all rates at once.

    The gradient of a batch's mean loss needs four means over it: of x², x, xy and y.

    Parameters
    ----------
    line : Line
    rows : list of list of ndarray
        Of :func:`batches`; the two lists become the first axes of what is returned.
    rates : ndarray, shape (R,)
        η.
    start : ndarray, shape (2,)
    kept : int
        Runs whose paths are kept.
    """
    x, y = line.x, line.y
    means = np.array([[_means(np.stack([x * x, x, x * y, y]), of) for of in each] for each in rows])
    # (kind, size, part, run, step) → (step, part, kind, size, 1, run)
    means = np.ascontiguousarray(np.moveaxis(means, (4, 2), (0, 1))[..., None, :])
    w, b = (np.full((*means.shape[2:4], len(rates), means.shape[-1]), at) for at in start)
    eta, (minimum, H) = rates[:, None], (line.best, line.hessian)
    theta, loss = [], []
    for step in range(len(means) + 1):
        u, v = w - minimum[0], b - minimum[1]
        loss.append((H[0, 0] * u * u + 2 * H[0, 1] * u * v + H[1, 1] * v * v).mean(axis=-1) / 2)
        theta.append(np.stack([w[..., :kept], b[..., :kept]], axis=-1))
        if step < len(means):
            xx, x1, xy, y1 = means[step]
            w, b = w - eta * (xx * w + x1 * b - xy), b - eta * (x1 * w + b - y1)
    return Walks(np.array(theta), np.stack([w, b], axis=-1), np.array(loss))


def _means(parts: Array, rows: Array) -> Array:
    """Means over batches: (part, …) of rows (…, size). One place of a batch at a time is quick."""
    size = rows.shape[-1]
    return np.asarray(sum(parts.take(rows[..., at], axis=1) for at in range(size)) / size)


def stationary(line: Line, rates: Array, noise: Array) -> Array:
    r"""Return the covariance at which walks on independent batches settle, exactly.

    With A = zzᵀ for each example, z = (x, 1), its mean H, and the residual e at the minimum, a
    step is δ ← (I − ηA_B)δ − η(ez)_B. A mean over a batch varies by a share c of what one example
    does, so the covariance obeys

    .. math:: S = (I - \eta H) S (I - \eta H)
              + \eta^2 c \operatorname{mean}\,[(A - H) S (A - H) + e^2 z z^\top],

    four linear equations.

    Parameters
    ----------
    line : Line
    rates, noise : ndarray
        η and c of :func:`batch_noise`, which broadcast; inside the limit of stability.

    Returns
    -------
    ndarray, shape (…, 2, 2)

    Raises
    ------
    ValueError
        A rate at which the covariance grows without end.

    Examples
    --------
    >>> line = Line(np.array([-1.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0]))
    >>> S = stationary(line, np.array([1e-3]), np.array([1.0]))[0]
    >>> sigma = np.sqrt(np.mean((line.inputs @ line.best - line.y) ** 2))
    >>> bool(np.isclose(S[1, 1], 1e-3 * sigma**2 / 2, rtol=1e-2))  # ησ²/(2λ), λ = 1
    True
    """
    z, H = line.inputs, line.hessian
    residual = z @ line.best - line.y
    eta, c = np.broadcast_arrays(rates, noise)
    if (eta >= limit(line, c)).any():
        raise ValueError("stationary: at this rate the noise grows without end; take a smaller η.")
    eta, c = eta[..., None, None], c[..., None, None]
    M = np.eye(2) - eta * H
    kept = np.einsum("...ij,...kl->...ikjl", M, M).reshape(*M.shape[:-2], 4, 4)
    step = kept + eta**2 * c * _spread(line)
    source = (z * (residual**2)[:, None]).T @ z / len(z)
    solved = np.linalg.solve(np.eye(4) - step, (eta**2 * c) * source.reshape(4, 1))
    return np.asarray(solved.reshape(*M.shape))


def _spread(line: Line) -> Array:
    """Return S ↦ mean (A − H) S (A − H) of the examples' A = zzᵀ, as a matrix on the four of S."""
    z = line.inputs
    off = z[:, :, None] * z[:, None, :] - line.hessian
    return np.asarray(np.einsum("nij,nkl->ikjl", off, off).reshape(4, 4) / len(z))


def limit(line: Line, noise: Any) -> Array:
    r"""Return the largest η at which the covariance of walks on independent batches stays bounded.

    With the c of :func:`batch_noise`, a step takes the covariance S to

    .. math:: S - \eta\,(HS + SH)
              + \eta^2 (HSH + c \operatorname{mean}\,[(A - H) S (A - H)]) + \text{const},

    and some S no longer shrinks where η times the second bracket makes up for the first.

    Parameters
    ----------
    line : Line
    noise : array_like
        c: 1/B with replacement, 0 for exact gradients.

    Returns
    -------
    ndarray
        Of the shape of ``noise``.

    Examples
    --------
    >>> line = Line(np.array([-1.0, 1.0]), np.array([0.0, 1.0]))
    >>> limit(line, [0.0, 1.0]).tolist()  # 2/λ without noise, half of it with B = 1
    [2.0, 1.0]
    """
    H, one, c = line.hessian, np.eye(2), np.asarray(noise, dtype=float)[..., None, None]
    grows = np.kron(H, H) + c * _spread(line)
    ratio = np.linalg.solve(np.kron(H, one) + np.kron(one, H), grows)
    return np.asarray(1 / np.abs(np.linalg.eigvals(ratio)).max(axis=-1))


def floor(line: Line, rates: Any, noise: Any) -> Array:
    """Return the mean loss above its minimum at which walks on independent batches settle.

    Parameters
    ----------
    line : Line
    rates, noise : array_like
        η and c of :func:`batch_noise`, which broadcast.

    Returns
    -------
    ndarray
        Infinite from the :func:`limit` on.

    Examples
    --------
    >>> line = Line(np.array([-1.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0]))
    >>> floor(line, [0.1, 2.0], 1.0).round(3).tolist()
    [0.008, inf]
    """
    eta, c = np.broadcast_arrays(np.asarray(rates, dtype=float), np.asarray(noise, dtype=float))
    settles = eta < limit(line, c)
    found = np.full(eta.shape, np.inf)
    S = stationary(line, eta[settles], c[settles])
    found[settles] = 0.5 * np.einsum("...ij,ji->...", S, line.hessian)
    return found
