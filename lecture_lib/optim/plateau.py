"""The schedule that listens: lower the rate when the development loss stops improving."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Plateau"]


class Patience(NamedTuple):
    """State of :class:`Plateau`: current rate, best metric, bad checks in a row, cool-down."""

    learning_rate: float
    best: float
    bad: int
    cooling: int


@dataclass(frozen=True)
class Plateau:
    """Multiply the rate by ``factor`` after more than ``patience`` checks without improvement.

    It depends on a metric and so is not a function of the step: ``init()`` gives its state,
    ``update(metric, state)`` the next one, whose ``learning_rate`` is the rate to use.

    Parameters
    ----------
    learning_rate : float
        The rate to start from.
    factor : float
        Below 1; the lecture divides by 2 or 10.
    patience : int
        Checks without improvement that are forgiven.
    threshold : float
        An improvement counts when it exceeds this fraction of the best metric.
    cooldown : int
        Checks after a reduction in which nothing is counted.
    lowest : float
        The rate never falls below it.
    maximise : bool
        True for a metric such as accuracy, F1 or BLEU.

    Raises
    ------
    ValueError
        A factor that is not between 0 and 1, or a rate that is negative, infinite or NaN.

    Notes
    -----
    Equal to ``torch.optim.lr_scheduler.ReduceLROnPlateau``, which also ignores a change of less
    than 1e-8.

    Examples
    --------
    >>> plateau = Plateau(0.1, factor=0.5, patience=1)
    >>> plateau.rates([3.0, 2.0, 2.0, 2.0, 1.0])
    array([0.1 , 0.1 , 0.1 , 0.05, 0.05])
    """

    learning_rate: float
    factor: float = 0.1
    patience: int = 10
    threshold: float = 1e-4
    cooldown: int = 0
    lowest: float = 0.0
    maximise: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.factor < 1:
            raise ValueError(
                f"Plateau: factor is {self.factor}; it must lie between 0 and 1. "
                "The lecture divides by 2 (0.5) or 10 (0.1)."
            )
        if not 0 <= self.learning_rate < np.inf:
            raise ValueError(
                f"Plateau: learning_rate is {self.learning_rate}; it must be at least 0 and finite."
            )

    def init(self) -> Patience:
        """Return the state before the first check."""
        return Patience(self.learning_rate, -np.inf if self.maximise else np.inf, 0, 0)

    def update(self, metric: float, state: Patience) -> Patience:
        """Return the state after a check that measured ``metric``; NaN never counts as better."""
        rate, best, bad, cooling = state
        margin = 1 + self.threshold if self.maximise else 1 - self.threshold
        better = metric > best * margin if self.maximise else metric < best * margin
        best, bad = (float(metric), 0) if better else (best, bad + 1)
        if cooling > 0:
            cooling, bad = cooling - 1, 0
        if bad > self.patience:
            lower = max(rate * self.factor, self.lowest)
            rate = lower if rate - lower > 1e-8 else rate
            cooling, bad = self.cooldown, 0
        return Patience(rate, best, bad, cooling)

    def rates(self, metrics: Iterable[float]) -> NDArray[np.float64]:
        """Return the rate in force after each of a sequence of metrics."""
        state, rates = self.init(), []
        for metric in metrics:
            state = self.update(metric, state)
            rates.append(state.learning_rate)
        return np.array(rates)
