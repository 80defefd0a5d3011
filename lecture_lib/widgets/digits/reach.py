"""How much ink it takes to mislead a network: what the challenge may ask for."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["SURE", "ink_needed", "shares"]

Array = NDArray[Any]

#: The share above which a reading is sure.
SURE = 0.9
_CHANGES = 12


def shares(sums: ArrayLike, W: ArrayLike) -> Array:
    """Return the softmax of the scores that sums give behind a ReLU, over the last axis.

    >>> shares([2.0, -1.0], [[0.0, np.log(3) / 2], [9.0, 0.0]]).round(12).tolist()
    [0.25, 0.75]
    """
    scores = np.maximum(sums, 0) @ np.asarray(W)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def ink_needed(V: Array, W: Array, ink: Array, barred: Array) -> Array:
    """Return with how much ink changed each image is surely read as a digit that is not barred.

    In each of at most twelve turns that pixel is filled or emptied which helps most. So no more
    ink is needed than this, but perhaps less.

    Parameters
    ----------
    V, W : ndarray, shapes (64, n) and (n, 10)
    ink : ndarray, shape (k, 64)
        From 0 to 1.
    barred : ndarray of bool, shape (k, 10)
        What does not count as a reading.

    Returns
    -------
    ndarray, shape (k,)
        Infinity where it was not reached.
    """
    now, rows = ink.copy(), np.arange(len(ink))
    needed = np.full(len(ink), np.inf)
    each = np.concatenate([V, V])
    best = np.where(barred, 0.0, shares(ink @ V, W)).max(axis=1, initial=0.0)
    needed[best > SURE] = 0.0
    for _ in range(_CHANGES):
        if np.isfinite(needed).all():
            break
        change = np.concatenate([1 - now, -now], axis=1)  # (image, filled or emptied pixel)
        sums = (now @ V)[:, None] + change[..., None] * each
        found = np.where(barred[:, None], 0.0, shares(sums, W)).max(axis=-1)
        at = found.argmax(axis=1)
        now[rows, at % 64] = at < 64
        cost = np.abs(now - ink).sum(axis=1)
        is_new = (found[rows, at] > SURE) & np.isinf(needed)
        needed = np.where(is_new, cost, needed)
    return needed
