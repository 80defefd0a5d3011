"""Runs in unknown bowls whose learning rate may be halved on the way, and what gradients tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["BOUNCES", "RUNS", "Blind", "Signs", "signs", "walk"]

Array = NDArray[Any]


@dataclass(frozen=True)
class Blind:
    """A bowl whose curvatures are not shown, and how it may be walked.

    Attributes
    ----------
    curvatures : tuple of float
        From the flattest mode to the steepest, L.
    noise : float
        A batch's gradient differs from that of all data, along a mode of curvature λ, by so many
        times √λ (a standard deviation); 0 where all data are used.
    strengths : tuple of float
        ηL at each position of the slider of η. All are below 2, so nothing diverges.
    """

    curvatures: tuple[float, ...]
    noise: float
    strengths: tuple[float, ...]

    @property
    def steepest(self) -> float:
        return self.curvatures[-1]

    @property
    def rates(self) -> Array:
        return np.array(self.strengths) / self.steepest


#: Where all data are used, η leaves out the neighbourhood of η*, in which a steep mode dies slowly,
#: though η is not too large. Whatever still turns late is so steep that half of η has a smaller ρ.
BOUNCES = (0.1, 0.2, 0.4, 0.7, 1.0, 1.2, 1.4, 1.65, 1.96, 1.975, 1.985, 1.995)
_TREMBLES = (0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 1.9)
RUNS = (
    Blind((0.14, 0.25, 0.5, 0.9, 1.6, 2.75), 0.0, BOUNCES),
    Blind((0.4, 0.7, 1.5, 2.6, 4.4, 7.7), 0.0, BOUNCES),
    Blind((0.5, 0.8, 1.2, 1.9, 2.8, 4.2), 0.15, _TREMBLES),
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
    """

    last: Array
    before: Array
    felt: Array


def walk(
    run: Blind, rates: Array, steps: int, rng: np.random.Generator, halved: int | None = None
) -> tuple[Array, Array]:
    """Walk through a bowl from a start where all modes have the same loss.

    Parameters
    ----------
    run : Blind
    rates : ndarray, shape (rate,)
    steps : int
    rng : Generator
        Of the directions of the weights, and of the noise.
    halved : int, optional
        From this step on each learning rate is half of what it was.

    Returns
    -------
    gradients : ndarray, shape (rate, step, weight)
        The weights lie along no mode.
    loss : ndarray, shape (rate, step)
        On all data, above the minimum, as a share of the first.

    Examples
    --------
    Without noise each step multiplies a mode by 1 − ηλ, and all weights if there is one mode:

    >>> one = Blind((2.0,), 0.0, (1.5,))
    >>> g, loss = walk(one, one.rates, 2, np.random.default_rng(0), halved=1)
    >>> np.abs(g[0, 1:] / g[0, :-1]).ravel().round(6).tolist(), loss.round(6).tolist()
    ([0.5, 0.25], [[1.0, 0.25, 0.015625]])
    """
    curvature = np.array(run.curvatures)
    modes = len(curvature)
    turn, _ = np.linalg.qr(rng.normal(size=(modes, modes)))
    z = np.broadcast_to(1 / np.sqrt(curvature), (len(rates), modes))
    eta, found, losses = rates[:, None], [], []
    for t in range(steps + 1):
        # The same luck at every rate, so that only the rate makes a difference.
        g = curvature * z + run.noise * np.sqrt(curvature) * rng.normal(size=modes)
        found.append(g)
        losses.append(np.sum(curvature * z**2, axis=-1) / modes)
        z = z - (eta / 2 if halved is not None and t >= halved else eta) * g
    return np.asarray(np.stack(found, axis=-2) @ turn.T), np.stack(losses, axis=-1)


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
    return Signs(_from_the_start(last, 1), _from_the_start(before, 2), _from_the_start(felt, 1))


def _from_the_start(values: Array, missing: int) -> Array:
    """Put the first value at the steps that have none."""
    return np.concatenate([np.repeat(values[..., :1], missing, axis=-1), values], axis=-1)
