r"""What compression costs: the largest learning rate at which training with a residual is stable.

Take one coordinate of curvature λ that is sent every d steps. While it waits it does not move, so
its gradient stays λθ and d of them add up: one step with d times the rate,

.. math:: \theta \leftarrow (1 - \eta\, d\, \lambda)\, \theta, \qquad
          \text{stable if } \eta < \frac{2}{d \lambda}.

If all n coordinates take turns, k a step, they wait d = n/k steps. The largest k first is more
clever: how long a coordinate waits depends on its gradient. Let τ be the size at which residuals
are sent. A coordinate at distance a waits d = τ/(λa) steps and is moved by ητ, to the distance
ητ − a on the other side, and then back. Meanwhile it is sent

.. math:: \frac{2}{\tau/(\lambda a) + \tau/(\lambda(\eta\tau - a))}
          = \frac{2\lambda\, a\,(\eta\tau - a)}{\eta\tau^2} \le \frac{\eta\lambda}{2}

times a step. As long as k a step are enough for all, :math:`\sum_i \eta\lambda_i/2 \le k`, no
distance grows:

.. math:: \eta \le \min\Big(\frac{2}{\lambda_{\max}},\; \frac{2k}{\sum_i \lambda_i}\Big),

the first because no coordinate can be sent more often than every step. That is the worst case, all
at the distance ητ/2. Spread evenly from 0 to ητ they need ηλ/3 each, and a rate 1.5 times as high
is stable too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..optim import GradientDescent, Rule
from .compression import Compressed, TopK

__all__ = ["largest_stable_rate", "quiet_losses", "stable_rate"]

Array = NDArray[Any]


def stable_rate(curvatures: ArrayLike, share: float) -> float:
    r"""Return the rate up to which gradient descent with top-k and a residual is stable, in theory.

    .. math:: \min(2 / \lambda_{\max},\; 2k / \textstyle\sum_i \lambda_i)

    The module says why. It holds for ½ Σ λᵢ θᵢ². The waiting is treated as continuous, so take it
    as an estimate: measured limits lie between it and 1.5 times it.

    Parameters
    ----------
    curvatures : array_like, shape (n,)
        λᵢ, positive.
    share : float
        k/n, as for :class:`TopK`.

    Raises
    ------
    ValueError
        A curvature or share that is not positive.

    Examples
    --------
    >>> print(stable_rate(np.ones(1000), share=1.0), stable_rate(np.ones(1000), share=0.01))
    2.0 0.02
    """
    curvatures = _curvatures("stable_rate", curvatures)
    k = TopK(share).count(curvatures.size)
    return float(min(2 / curvatures.max(), 2 * k / curvatures.sum()))


def largest_stable_rate(
    curvatures: ArrayLike,
    compression: TopK,
    *,
    waits: int = 200,
    within: tuple[float, float] = (0.5, 4.0),
    seed: int = 0,
) -> float:
    """Measure the largest rate at which gradient descent on ½ Σ λᵢ θᵢ² ends below its start.

    Sixteen rates run at once; then sixteen between the last that is stable and the first that is
    not. A rate counts as stable if it and all smaller ones are.

    Parameters
    ----------
    curvatures : array_like, shape (n,)
        λᵢ, positive.
    compression : TopK
        How gradients are compressed.
    waits : int
        How often n/k steps are taken: just above the limit a path grows slowly.
    within : tuple of float
        The rates to look between, as multiples of :func:`stable_rate`.
    seed : int
        Of the start, normal with variance 1.

    Returns
    -------
    float
        To about a hundredth.

    Raises
    ------
    ValueError
        A curvature that is not positive, or all rates that were tried are stable, or none.

    Examples
    --------
    >>> curvatures = np.ones(100)
    >>> found = largest_stable_rate(curvatures, TopK(0.1))
    >>> print(round(found / stable_rate(curvatures, share=0.1), 1))
    1.1
    """
    curvatures = _curvatures("largest_stable_rate", curvatures)
    k = compression.count(curvatures.size)
    steps = math.ceil(waits * curvatures.size / k)
    start = np.random.default_rng(seed).standard_normal(curvatures.size)

    def stable(rates: Array) -> NDArray[np.bool_]:
        rule = Compressed(GradientDescent(rates[:, None]), compression, axis=-1)
        theta = np.broadcast_to(start, (rates.size, start.size))
        state = rule.init(theta)
        with np.errstate(all="ignore"):  # what diverges may overflow
            for _ in range(steps):
                theta, state = rule.update(theta, curvatures * theta, state)
            smaller: NDArray[np.bool_] = (curvatures * theta**2).sum(-1) < curvatures @ start**2
        return np.logical_and.accumulate(smaller)

    low, high = np.multiply(within, stable_rate(curvatures, compression.share))
    for _ in range(2):
        rates = np.geomspace(low, high, 16)
        count = int(stable(rates).sum())
        if count in (0, rates.size):
            raise ValueError(
                f"largest_stable_rate: of rates from {low:.3g} to {high:.3g} "
                f"{'all' if count else 'none'} are stable; look within others than {within}."
            )
        low, high = rates[count - 1], rates[count]
    return float(low)


def quiet_losses(
    rule: Rule,
    steps: int,
    seeds: Sequence[int] = (0,),
    *,
    noisy: int = 20,
    quiet: int = 980,
    sigma: float = 3.0,
    start: float = 0.1,
) -> Array:
    """Return the loss of many quiet coordinates beside a few whose gradient is mostly noise.

    All have curvature 1. The noisy ones start at their minimum, and their gradient has normal
    noise; the quiet ones start a little away from theirs, and have none. Whoever sends only the
    largest components sends noise. The experiment of erratum E-F12.

    Parameters
    ----------
    rule : Rule
        Such as ``Compressed(GradientDescent(0.01), TopK(0.01))``.
    steps : int
        Steps to take.
    seeds : sequence of int
        One for each run; all run at once.
    noisy, quiet : int
        How many coordinates of each kind.
    sigma : float
        Standard deviation of the noise in the gradient of a noisy coordinate.
    start : float
        Where the quiet ones start.

    Returns
    -------
    ndarray, shape (steps + 1, seeds)
        ½ Σ θᵢ² over the quiet coordinates.

    Examples
    --------
    >>> from lecture_lib.optim import GradientDescent
    >>> for compression in (TopK(0.01, residual=False), TopK(0.01)):
    ...     losses = quiet_losses(Compressed(GradientDescent(0.01), compression), steps=2000)
    ...     print(f"{compression}: {losses[0, 0]:.1f} → {losses[-1, 0]:.1f}")
    top 0.01 without residual: 4.9 → 4.9
    top 0.01: 4.9 → 0.1
    """
    generators = [np.random.default_rng(seed) for seed in seeds]
    theta = np.zeros((len(seeds), noisy + quiet))
    theta[:, noisy:] = start
    rule = rule.over(-1)
    state, losses = rule.init(theta), np.empty((steps + 1, len(seeds)))
    with np.errstate(all="ignore"):  # what diverges may overflow
        for step in range(steps + 1):
            losses[step] = (theta[:, noisy:] ** 2).sum(axis=-1) / 2
            gradient = theta.copy()
            gradient[:, :noisy] += [sigma * rng.standard_normal(noisy) for rng in generators]
            theta, state = rule.update(theta, gradient, state)
    return losses


def _curvatures(owner: str, curvatures: ArrayLike) -> Array:
    array = np.asarray(curvatures, dtype=float)
    if array.ndim != 1 or not array.size or not (array > 0).all():
        raise ValueError(
            f"{owner}: curvatures are {curvatures!r:.60}; give a list of positive numbers, "
            "one for each coordinate."
        )
    return array
