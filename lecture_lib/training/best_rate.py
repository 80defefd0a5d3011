"""The learning rate at which noisy runs arrive first, and how long fresh runs take at it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["BestRate", "best_rate"]

#: Runs at one rate spread over this factor around it, so that no lucky rate decides.
_SPREAD = 2**0.25


class BestRate(NamedTuple):
    """A tuned learning rate.

    Attributes
    ----------
    rate : float
        The best of the rates tried.
    updates : ndarray, shape (fresh seeds,)
        What runs on fresh seeds need at it.
    tried : dict of float to float
        Each rate tried -> the median of what runs on the other seeds needed.

    Examples
    --------
    >>> float(np.median(BestRate(0.5, np.array([90.0, 110.0]), {0.5: 95.0}).updates))
    100.0
    """

    rate: float
    updates: NDArray[Any]
    tried: dict[float, float]


def best_rate(
    needed: Callable[[float, int], float],
    rates: Iterable[float],
    tries: Iterable[int],
    fresh: Iterable[int],
) -> BestRate:
    """Choose the rate with the lowest median of some runs, and measure it with others.

    The runs that choose do not count: the lowest of many noisy medians is partly luck. Runs at
    one rate differ in their seeds, and spread their rates by up to 19 % around it.

    Parameters
    ----------
    needed : callable
        From a rate and a seed to the number of updates a run needs; infinite if it never arrives.
    rates : iterable of float
        Rates to try. They are tried from the largest down, and no further when a median is more
        than twice the lowest: smaller steps take ever longer.
    tries, fresh : iterable of int
        Seeds of the runs that choose the rate, and of those that count.

    Returns
    -------
    BestRate

    Raises
    ------
    ValueError
        No rate, or a rate at which half of the runs arrive, was given.

    Examples
    --------
    >>> slow = lambda eta, seed: 60 / eta + 10 * eta + seed  # too short and too long steps
    >>> found = best_rate(slow, [1, 2, 4, 8], range(3), range(3, 6))
    >>> found.rate, sorted(found.tried)
    (2, [1, 2, 4, 8])
    """
    tries, fresh = list(tries), list(fresh)

    def runs(rate: float, seeds: list[int]) -> NDArray[Any]:
        spread = _SPREAD ** np.linspace(-1, 1, len(seeds)) if len(seeds) > 1 else [1.0]
        return np.array([needed(rate * off, seed) for off, seed in zip(spread, seeds, strict=True)])

    tried: dict[float, float] = {}
    for rate in sorted(rates, reverse=True):
        tried[rate] = float(np.median(runs(rate, tries)))
        least = min(tried.values())
        if np.isfinite(least) and tried[rate] > 2 * least:
            break
    if not np.isfinite(min(tried.values(), default=np.inf)):
        raise ValueError(f"best_rate: no run arrives in half of its tries at {sorted(tried)}")
    best = min(tried, key=lambda rate: (tried[rate], rate))
    return BestRate(best, runs(best, fresh), tried)
