"""What a body's vectors are worth to a small head that learns from few labels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["probe"]

Array = NDArray[Any]


def probe(
    vectors: ArrayLike, label: ArrayLike, few: int, *, draws: int = 20, decay: float = 1.0
) -> float:
    """Return how often a head of one matrix is right, if it learns from few labelled words.

    The head is fitted by least squares to the labels ±1, with weight decay; the body that made the
    vectors stays as it is. It learns from words of the first half, and is judged on the second.

    Parameters
    ----------
    vectors : array_like, shape (..., d)
        What a body makes of each word.
    label : array_like of int, shape (...) or as many in a row
        1 or 0; words with −1 have no label.
    few : int
        How many labelled words it learns from.
    draws : int
        How often other words are drawn to learn from; what is returned is the mean.
    decay : float
        Times the squared weights, added to the squared errors.

    Returns
    -------
    float
        Share of right answers, from 0 to 1.

    Raises
    ------
    ValueError
        When the first half has fewer labelled words than are asked for.

    Notes
    -----
    G. Alain and Y. Bengio, *Understanding intermediate layers using linear classifier probes*
    (2016).

    Examples
    --------
    >>> label = np.arange(40) % 2
    >>> probe(np.stack([label, np.ones(40)], axis=1), label, few=10)
    1.0
    """
    asked = np.ravel(label)
    x = np.reshape(np.asarray(vectors, float), (asked.size, -1))[asked >= 0]
    x, y = np.column_stack([x, np.ones(len(x))]), 2 * asked[asked >= 0] - 1
    half = len(y) // 2
    if not 0 < few <= half:
        raise ValueError(f"probe: few={few}; the first half has {half} labelled words")
    right = []
    for seed in range(draws):
        chosen = np.random.default_rng(seed).permutation(half)[:few]
        some = x[chosen]
        w = np.linalg.solve(some.T @ some + decay * np.eye(x.shape[1]), some.T @ y[chosen])
        right.append(np.mean((x[half:] @ w > 0) == (y[half:] > 0)))
    return float(np.mean(right))
