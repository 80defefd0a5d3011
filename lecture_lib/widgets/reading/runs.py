"""Runs in unknown bowls whose learning rate may be halved on the way, and what gradients tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["RUNS", "Blind", "Signs", "signs", "walk"]

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
    held : tuple of float
        The loss in each mode at the start, up to a common factor; equal if empty.
    """

    curvatures: tuple[float, ...]
    noise: float
    strengths: tuple[float, ...]
    held: tuple[float, ...] = ()

    @property
    def steepest(self) -> float:
        return self.curvatures[-1]

    @property
    def rates(self) -> Array:
        return np.array(self.strengths) / self.steepest

    def half_helps(self) -> list[bool]:
        """Tell for each η whether the slowest mode shrinks faster with half of it.

        Examples
        --------
        >>> Blind((1.0, 9.0), 0.0, (1.8, 1.95)).half_helps()
        [False, True]
        """
        factors = np.abs(1 - np.outer(self.rates, self.curvatures)).max(axis=1)
        halves = np.abs(1 - np.outer(self.rates / 2, self.curvatures)).max(axis=1)
        return [bool(better) for better in halves < factors]


_LOW = (0.1, 0.2, 0.4, 0.7, 1.0, 1.2, 1.4, 1.6)
#: At step 60 of the last three η of each all look alike: the loss has fallen a thousandfold or
#: more, and gradients turn, as little of them is left in the flat mode. In the first run a mode
#: bounces, and half of η is better; in the third it is noise. In the second half of η is too
#: little: two of the three η are *below* η*, so that the flat mode is the slowest, but the steep
#: one has most of the loss at first, and is still the louder in the gradients. (The fourth η from
#: the end of the first two is 0.97 η*: nothing turns at step 60.)
RUNS = (
    Blind((0.11, 0.3, 0.5, 0.9, 1.6, 2.75), 0.0, (*_LOW, 1.865, 1.975, 1.985, 1.99),
          (1.0, 0.5, 0.3, 0.2, 0.1, 6e-4)),
    Blind((0.32, 0.48, 0.9, 1.6, 3.9, 7.7), 0.0, (*_LOW, 1.865, 1.89, 1.9, 1.926),
          (1.0, 5.0, 0.3, 0.2, 0.1, 6.0)),
    Blind((0.18, 3.8, 3.9, 4.0, 4.1, 4.2), 1.7e-3, (*_LOW, 1.65, 1.85, 1.9, 1.93),
          (1.0, 0.02, 0.01, 5e-3, 1e-3, 1e-3)),
)  # fmt: skip


@dataclass(frozen=True)
class Signs:
    """What gradients tell at each step; the arrays end in an axis of steps.

    Attributes
    ----------
    last, before : ndarray
        Mean cosine with the gradient one and two steps ago, from −1 to 1.
    felt : ndarray
        The curvature that the last steps felt.
    """

    last: Array
    before: Array
    felt: Array


def walk(
    run: Blind, rates: Array, steps: int, rng: np.random.Generator, halved: int | None = None
) -> tuple[Array, Array]:
    """Walk through a bowl.

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
    held = np.array(run.held or np.ones(modes))
    z = np.broadcast_to(np.sqrt(held / curvature), (len(rates), modes))
    eta, found, losses = rates[:, None], [], []
    for t in range(steps + 1):
        # The same luck at every rate, so that only the rate makes a difference.
        g = curvature * z + run.noise * np.sqrt(curvature) * rng.normal(size=modes)
        found.append(g)
        losses.append(np.sum(curvature * z**2, axis=-1) / held.sum())
        z = z - (eta / 2 if halved is not None and t >= halved else eta) * g
    return np.asarray(np.stack(found, axis=-2) @ turn.T), np.stack(losses, axis=-1)


def signs(g: Array, rates: Array, memory: float = 0.9) -> Signs:
    """Read gradients: means over recent steps, as no one step tells much.

    Parameters
    ----------
    g : ndarray, shape (..., rate, step, weight)
    rates : ndarray, shape (rate,)
    memory : float
        What a value still weighs a step later. Where there is nothing to compare yet, the first
        value stands.

    Notes
    -----
    With the gradients g and g₊ of successive steps, g₊ = (I − ηH) g in a bowl, and so
    (1 − g·g₊ / g·g) / η is the mean of the curvatures weighted by the squared gradient. Both
    products are divided by ‖g‖‖g₊‖ before the mean is taken: gradients become smaller all the
    time, and the oldest would weigh most.

    Examples
    --------
    >>> found = signs(np.array([[[1.0], [-0.5], [0.25]]]), np.array([0.75]))
    >>> found.felt.tolist(), found.last.round(6).tolist(), found.before.round(6).tolist()
    ([[2.0, 2.0, 2.0]], [[-1.0, -1.0, -1.0]], [[1.0, 1.0, 1.0]])
    """
    length = np.linalg.norm(g, axis=-1)
    one = np.sum(g[..., 1:, :] * g[..., :-1, :], axis=-1) / (length[..., 1:] * length[..., :-1])
    two = np.sum(g[..., 2:, :] * g[..., :-2, :], axis=-1) / (length[..., 2:] * length[..., :-2])

    def recent(values: Array) -> Array:
        """The mean, in which a step weighs more the younger it is."""
        sums, weights = values.copy(), np.ones_like(values)
        for t in range(1, sums.shape[-1]):
            sums[..., t] += memory * sums[..., t - 1]
            weights[..., t] += memory * weights[..., t - 1]
        return sums / weights

    last, before = recent(one), recent(two)
    felt = (1 - last / recent(length[..., :-1] / length[..., 1:])) / rates[:, None]
    return Signs(_from_the_start(last, 1), _from_the_start(before, 2), _from_the_start(felt, 1))


def _from_the_start(values: Array, missing: int) -> Array:
    """Put the first value at the steps that have none."""
    return np.concatenate([np.repeat(values[..., :1], missing, axis=-1), values], axis=-1)
