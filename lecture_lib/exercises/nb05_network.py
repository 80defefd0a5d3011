"""An exercise of notebook 05 that trains: the learning rate of a network whose L nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import cross_entropy, value_and_grad
from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES", "Training", "late_loss", "logbook"]

Array = NDArray[np.float64]

_UPDATES, _LATE, _NETWORKS = 200, 100, 8
#: A rate below the cliff, for losses in nats, and by which factor late losses may be higher.
_GOOD, _WORSE = 3.0, 1.5


@cache
def logbook(seed: int, eta: float) -> tuple[Array, Array]:
    """Train eight tanh units to tell two half moons apart, as the notebook does.

    Returns
    -------
    losses, gradients : ndarray
        The loss of each update, and its gradient, a row each.

    Examples
    --------
    >>> losses, gradients = logbook(0, 1.0)
    >>> losses.shape, gradients.shape
    ((201,), (201, 42))
    """
    rng = np.random.default_rng(seed)
    label, turn = np.arange(60) % 2, rng.uniform(0, np.pi, 60)
    X = np.stack(
        [np.cos(turn) * (1 - 2 * label) + label, np.sin(turn) * (1 - 2 * label) + label / 2], -1
    ) + rng.normal(0, 0.25, (60, 2))
    w = rng.normal(size=42) / 2

    def loss(w: Any) -> Any:
        hidden = np.tanh(X @ w[:16].reshape(2, 8) + w[16:24])
        return cross_entropy(hidden @ w[24:40].reshape(8, 2) + w[40:], label)

    slope, losses, gradients = value_and_grad(loss), [], []
    for _ in range(_UPDATES + 1):
        height, g = slope(w)
        losses.append(float(height))
        gradients.append(g)
        w = w - eta * g
    return np.array(losses), np.array(gradients)


@dataclass(frozen=True)
class Training:
    """Train a network of 42 weights: ``train(eta)`` returns the losses of 200 updates.

    Attributes
    ----------
    seed : int
        Of its points and its start.
    unit : float
        By which its loss is multiplied, so that good learning rates are divided by it.

    Examples
    --------
    >>> Training(0, 10.0)(0.1).shape
    (201,)
    """

    seed: int
    unit: float

    def __call__(self, eta: float) -> Array:
        return self.unit * logbook(self.seed, round(float(eta) * self.unit, 9))[0]

    def __repr__(self) -> str:
        return "the training of a network"


def late_loss(eta: float) -> float:
    """Return the mean of the last hundred losses, in nats, of eight networks.

    >>> late_loss(3.0) < late_loss(0.3)
    True
    """
    return float(np.mean([logbook(seed, round(eta, 9))[0][-_LATE:] for seed in range(_NETWORKS)]))


def _own(rng: np.random.Generator) -> Inputs:
    """One of the networks that are not lucky beyond the cliff, in some unit."""
    return (Training(int(rng.choice([3, 5, 6])), float(rng.choice([8.0, 9.0, 10.0]))),)


def choose_fault(answer: Any, train: Training) -> str | None:
    """Train eight networks with the answer, and compare with a good rate."""
    try:
        rate = float(as_numbers(answer, "the answer"))
    except (TypeError, ValueError):
        return "name one learning rate"
    if not 0 < rate < np.inf:
        return "a learning rate is above 0"
    worse = late_loss(rate * train.unit) / late_loss(_GOOD)
    if worse <= _WORSE:
        return None
    return f"the losses are {worse:.2g} times as high as with a good rate"


def _between(low: float, high: float) -> Any:
    """Whether a rate, for losses in nats, lies there."""

    def fits(answer: Any, train: Training) -> bool:
        try:
            return low < float(as_numbers(answer, "the answer")) * train.unit <= high
        except (TypeError, ValueError):
            return False

    return fits


_CHOOSE = Exercise(
    id="descent-choose",
    task="train(eta) trains a network of 42 weights, with an L that nobody knows, and returns the "
    "losses of 200 updates. Name a good learning rate. The check trains eight such networks with "
    "it, from other starts; the mean of their last hundred losses may be at most half as high "
    "again as with a rate that we found good.",
    inputs=("train",),
    simple=((Training(0, 10.0),), (Training(1, 2.0),), (Training(2, 50.0),)),
    numbers=_own,
    reference=lambda train: 4.0 / train.unit,
    mistakes=(
        Mistake(
            "it creeps",
            lambda train: 0.1 / train.unit,
            "With this rate the loss hardly moves. What does a ten times larger one do?",
            fits=_between(0.0, 0.4),
        ),
        Mistake(
            "smooth, and slow",
            lambda train: 0.7 / train.unit,
            "The losses fall, and no run jumps: the cliff is still far. Try twice and three times "
            "this rate.",
            fits=_between(0.4, 2.0),
        ),
        Mistake(
            "beyond the cliff",
            lambda train: 15 / train.unit,
            "Of the eight networks some jump to losses far above, and stay high. A single one may "
            "be lucky. Go back, to a half or a third.",
            fits=_between(2.0, np.inf),
        ),
    ),
    hints=(
        "With which of the first rates does the loss jump up, and with which does it creep?",
        "The best rate lies between a rate that jumps and one that creeps. Try two or three there.",
        "Find the largest rate whose loss falls in the end, whatever it does at first; take about "
        "half of it.",
    ),
    fault=choose_fault,
)

EXERCISES = (_CHOOSE,)
