"""What the gradients of runs in unknown bowls tell, for all rates and batch sizes at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["RUNS", "Blind", "Signs", "signs"]

Array = NDArray[Any]


@dataclass(frozen=True)
class Blind:
    """A bowl whose curvatures are not shown, and its data.

    Attributes
    ----------
    curvatures : tuple of float
        From the flattest mode to the steepest.
    examples : int
        A batch of all of them has no noise.
    noise : float
        The gradient of one example differs from that of all, along a mode of curvature λ, by so
        many times √λ (a standard deviation).
    """

    curvatures: tuple[float, ...]
    examples: int
    noise: float

    @property
    def steepest(self) -> float:
        return self.curvatures[-1]


#: The third has so many examples that no batch has all of them, and is too flat to bounce.
RUNS = (
    Blind((0.05, 0.2, 0.5, 0.9, 1.6, 2.75), 256, 2.0),
    Blind((0.1, 0.2, 0.6, 1.5, 3.0, 7.7), 256, 2.0),
    Blind((0.03, 0.08, 0.2, 0.35, 0.55, 0.8), 10_000, 8.0),
)


@dataclass(frozen=True)
class Signs:
    """What gradients tell at each step; the arrays end in an axis of steps.

    Attributes
    ----------
    last, before : ndarray
        Cosine with the gradient one and two steps ago, from −1 to 1.
    felt : ndarray
        The curvature that the last steps felt.
    turned : ndarray
        Share of the squared gradient in weights whose slope has changed its sign.
    length : ndarray
        Length of the gradient, relative to the first.
    """

    last: Array
    before: Array
    felt: Array
    turned: Array
    length: Array


def gradients(
    run: Blind, rates: Array, sizes: Array, steps: int, rng: np.random.Generator
) -> Array:
    """Walk through a bowl from a start where all modes have the same loss.

    Returns
    -------
    ndarray, shape (size, rate, step, weight)
        The weights lie along no mode.

    Examples
    --------
    Without noise each step multiplies a mode by 1 − ηλ, and all weights if there is one mode:

    >>> one = Blind((2.0,), 10, 1.0)
    >>> g = gradients(one, np.array([0.75]), np.array([10]), 2, np.random.default_rng(0))
    >>> np.abs(g[0, 0, 1:] / g[0, 0, :-1]).ravel().round(6).tolist()
    [0.5, 0.5]
    """
    curvature = np.array(run.curvatures)
    modes = len(curvature)
    turn, _ = np.linalg.qr(rng.normal(size=(modes, modes)))
    z = np.broadcast_to(1 / np.sqrt(curvature), (len(sizes), len(rates), modes))
    left = (run.examples - sizes) / (run.examples - 1) / sizes
    spread = run.noise * np.sqrt(curvature * left[:, None])
    found = []
    for _ in range(steps + 1):
        # The same luck at every rate, so that only the rate makes a difference.
        luck = spread * rng.normal(size=(len(sizes), modes))
        g = curvature * z + luck[:, None]
        found.append(g)
        z = z - rates[:, None] * g
    return np.asarray(np.stack(found, axis=-2) @ turn.T)


def signs(g: Array, rates: Array, memory: float = 0.9) -> Signs:
    """Read gradients: sums of their products over recent steps, as no one step tells much.

    Parameters
    ----------
    g : ndarray, shape (..., rate, step, weight)
    rates : ndarray, shape (rate,)
    memory : float
        What a product still weighs a step later. Where there is nothing to compare yet, the first
        value stands.

    Notes
    -----
    With the gradients g and g₊ of successive steps, g₊ = (I − ηH) g in a bowl, and so
    (1 − g·g₊ / g·g) / η is the mean of the curvatures weighted by the squared gradient.

    Examples
    --------
    >>> found = signs(np.array([[[1.0], [-0.5], [0.25]]]), np.array([0.75]))
    >>> found.felt.tolist(), found.last.round(6).tolist(), found.before.round(6).tolist()
    ([[2.0, 2.0, 2.0]], [[-1.0, -1.0, -1.0]], [[1.0, 1.0, 1.0]])
    """
    square = np.sum(g * g, axis=-1)
    one = np.sum(g[..., 1:, :] * g[..., :-1, :], axis=-1)
    two = np.sum(g[..., 2:, :] * g[..., :-2, :], axis=-1)
    changed = g[..., 1:, :] * g[..., :-1, :] < 0
    turned = np.sum(np.where(changed, g[..., 1:, :] ** 2, 0), axis=-1)

    def recent(values: Array) -> Array:
        sums = values.copy()
        for t in range(1, sums.shape[-1]):
            sums[..., t] += memory * sums[..., t - 1]
        return sums

    older, newer = recent(square[..., :-1]), recent(square[..., 1:])
    last = recent(one) / (np.sqrt(older) * np.sqrt(newer))  # of large numbers no product
    oldest, newest = np.sqrt(recent(square[..., :-2])), np.sqrt(recent(square[..., 2:]))
    before = recent(two) / (oldest * newest)
    felt = (1 - recent(one) / older) / rates[:, None]
    return Signs(
        _from_the_start(last, 1), _from_the_start(before, 2), _from_the_start(felt, 1),
        _from_the_start(recent(turned) / newer, 1), np.sqrt(square / square[..., :1]),
    )  # fmt: skip


def _from_the_start(values: Array, missing: int) -> Array:
    """Put the first value at the steps that have none."""
    return np.concatenate([np.repeat(values[..., :1], missing, axis=-1), values], axis=-1)
