"""When a noisy run has arrived at a loss: not at its first lucky reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

__all__ = ["arrival"]


def arrival(readings: Iterable[Sequence[Any]], target: float, last: float = 0.2) -> float:
    """Return after how many updates the mean loss of the latest readings is below a target.

    One low reading of a noisy run may be luck, so what counts is the mean over the last share of
    all updates made: over three readings at least.

    Parameters
    ----------
    readings : iterable of (int, float, ...)
        Updates made so far, and the loss then, in order; what else a reading holds is passed over.
        No more is read than is needed.
    target : float
        The loss to be reached.
    last : float
        The share of the updates made whose readings count, above 0 and at most 1.

    Returns
    -------
    float
        The number of updates; infinity if the readings end before.

    Raises
    ------
    ValueError
        A share that is none.

    Examples
    --------
    >>> losses = [1.0, 0.1, 1.0, 0.4, 0.3, 0.3, 0.3]
    >>> arrival(enumerate(losses, start=1), 0.5, last=0.5)
    6
    """
    if not 0 < last <= 1:
        raise ValueError(f"arrival: last is {last}; take a share above 0 and at most 1")
    made: list[int] = []
    losses: list[float] = []
    for update, loss, *_ in readings:
        made.append(update)
        losses.append(loss)
        counted = np.array(losses)[np.array(made) > (1 - last) * update]
        if len(counted) >= 3 and counted.mean() < target:
            return made[-1]
    return np.inf
