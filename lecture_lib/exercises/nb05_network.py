"""An exercise of notebook 05, *walk downhill*: a learning rate that is found from short runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers
from .moons import logbook
from .nb05_reading import judge

__all__ = ["EXERCISES", "Training", "late_loss"]

Array = NDArray[np.float64]

_SHORT, _LATE, _CALLS = 50, 50, 8
#: By which factor late losses may be higher than with the best of these rates.
_WORSE, _RATES = 2.0, (1.0, 2.0, 4.0, 8.0)
#: Networks that are never lucky beyond the cliff, and starts far below and far above it.
_SEEDS, _LOW, _HIGH = (5, 6, 7, 20, 21), 0.002, 250.0


@dataclass
class Training:
    """Train a network of 42 weights: ``train(eta)`` returns losses and gradients of 50 updates.

    Attributes
    ----------
    seed : int
        Of its points and its start.
    unit : float
        By which its loss is multiplied, so that good learning rates are divided by it.
    calls : int
        How often it was called; a ninth time it refuses.

    Examples
    --------
    >>> losses, gradients = Training(5, 10.0)(0.1)
    >>> losses.shape, gradients.shape
    ((51,), (51, 42))
    """

    seed: int
    unit: float
    calls: int = field(default=0, init=False)

    def __call__(self, eta: float) -> tuple[Array, Array]:
        self.calls += 1
        if self.calls > _CALLS:
            raise RuntimeError("train is called a ninth time")
        losses, gradients = logbook(self.seed, _rounded(float(eta) * self.unit), _SHORT)
        return self.unit * losses, self.unit * gradients

    def __repr__(self) -> str:
        return f"the training of a network whose loss is in units of 1/{self.unit:g}"


def _rounded(rate: float) -> float:
    """So that rates which differ in their last bits are trained once."""
    return float(f"{rate:.9g}")


def late_loss(seed: int, eta: float) -> float:
    """Return the mean of the last fifty of 200 losses, in nats.

    >>> late_loss(5, 4.0) < late_loss(5, 0.5)
    True
    """
    return float(logbook(seed, _rounded(eta))[0][-_LATE:].mean())


def _from(seed: int, unit: float, start: float) -> Inputs:
    return Training(seed, unit), _rounded(start / unit)


def _own(rng: np.random.Generator) -> Inputs:
    """One of the networks, in some unit, from far below or far above."""
    return _from(
        int(rng.choice(_SEEDS)), float(rng.choice([5.0, 20.0, 100.0])),
        float(rng.choice([_LOW, _HIGH])),
    )  # fmt: skip


def choose_fault(answer: Any, train: Training, eta: float) -> str | None:
    """Train the network for 200 updates with the answer, and compare with good rates."""
    try:
        rate = float(as_numbers(answer, "the answer"))
    except (TypeError, ValueError):
        return "return one learning rate"
    if not 0 < rate < np.inf:
        return "a learning rate is above 0"
    best = min(late_loss(train.seed, good) for good in _RATES)
    worse = late_loss(train.seed, rate * train.unit) / best
    if worse <= _WORSE:
        return None
    return f"after 200 updates the loss is {worse:.2g} times as high as with a good rate"


def search(train: Training, eta: float) -> float:
    """Search with long strides, and with shorter ones each time the verdict turns round."""
    train, stride, before = Training(train.seed, train.unit), 8.0, ""
    for _ in range(_CALLS):
        verdict = judge(*train(eta))
        if verdict not in ("too small", "too large"):
            break
        stride = stride if before in ("", verdict) else stride**0.5
        eta, before = eta * stride if verdict == "too small" else eta / stride, verdict
    return eta


def _in_nats(fits: Callable[[float, float], bool]) -> Any:
    """Whether a rate, and where the search began, for losses in nats, are such."""

    def of(answer: Any, train: Training, eta: float) -> bool:
        try:
            rate = float(as_numbers(answer, "the answer"))
        except (TypeError, ValueError):
            return False
        return fits(rate * train.unit, eta * train.unit)

    return of


_CHOOSE = Exercise(
    id="descent-choose",
    task="train(eta) trains a network of 42 weights, with an L that nobody knows, for 50 updates, "
    "and returns its losses and its gradients. You may call it eight times. Return a good learning "
    "rate. The eta that you begin with may be 2,000 times too small, or 60 times too large. The "
    "check then trains for 200 updates with your rate: the mean of the last fifty losses may be at "
    "most twice as high as with the best of four rates that we tried.",
    inputs=("train", "eta"),
    simple=(
        _from(5, 10.0, _LOW),
        _from(7, 0.1, _HIGH),
        _from(6, 1.0, _LOW),
        _from(21, 50.0, _HIGH),
    ),
    numbers=_own,
    reference=search,
    mistakes=(
        Mistake(
            "one number for all",
            lambda train, eta: 4.0,
            "That is a good rate for the networks of the lesson. These losses are in other units.",
        ),
        Mistake(
            "no further than the start",
            lambda train, eta: eta,
            "Here you return the η that you were given. What does judge say of it?",
            fits=_in_nats(lambda rate, start: bool(np.isclose(rate, start))),
        ),
        Mistake(
            "the wrong way",
            lambda train, eta: eta * (2.0 if eta * train.unit > 1 else 0.5) ** _CALLS,
            "Your search goes down from a rate that is too small, and up from one that is too "
            "large.",
            fits=_in_nats(lambda rate, start: rate < start < 1 or rate > start > 1),
        ),
        Mistake(
            "it creeps",
            lambda train, eta: 0.2 / train.unit,
            "Of this rate judge says that it is too small: the search has stopped too early.",
            fits=_in_nats(lambda rate, start: rate < 1.5),
        ),
        Mistake(
            "beyond the cliff",
            lambda train, eta: 20 / train.unit,
            "Of this rate judge says that it is too large: the search has not come back.",
            fits=_in_nats(lambda rate, start: rate > 5),
        ),
    ),
    hints=(
        "What do you do when judge says that η is too small, and what when it is too large?",
        "Doubling would need eleven or twelve runs from far below. Take longer strides: which "
        "factor crosses the whole way in four or five?",
        "Begin with the factor 8. Each time the verdict turns round, the good rate lies in "
        "between: take the root of the factor. Stop at the edge or at a flat point.",
    ),
    stops={"ninth time": "Eight short runs must do. Take longer strides while the verdict stays "
           "the same."},
    fault=choose_fault,
)  # fmt: skip

EXERCISES = (_CHOOSE,)
