"""An exercise of notebook 08 that trains: another β, and the same progress on the digits."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from .. import nn, optim, training
from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES", "last_loss"]

_PASSES, _BATCH, _APART = 12, 64, 0.2


@cache
def last_loss(eta: float, beta: float) -> float:
    """Train a small network on the digits; its mean loss in the last of twelve passes.

    >>> last_loss(0.1, 0.9) < 0.1
    True
    """
    digits, rng = training.load("digits"), np.random.default_rng(0)
    net = nn.MLP((64, 32, 10), rng=rng)
    run = training.fit(
        net, (digits.X, digits.y), optim.Momentum(eta, beta), rng=rng,
        epochs=_PASSES, batch_size=_BATCH,
    )  # fmt: skip
    return float(run.loss.reshape(_PASSES, -1)[-1].mean())


def _change(rng: np.random.Generator) -> Inputs:
    beta = float(rng.choice([0.5, 0.6, 0.7]))
    eta = float(rng.choice([0.2, 0.3, 0.4])) * (1 - beta)
    return round(eta, 3), beta, 0.9


def retune_fault(answer: Any, eta: float, beta: float, new: float) -> str | None:
    """Train with the answer, and compare with the loss before β was changed."""
    try:
        rate = float(as_numbers(answer, "the answer"))
    except (TypeError, ValueError):
        return "return one number"
    if not 0 < rate < 100:
        return "the learning rate should be above 0, and below 100"
    try:
        found = last_loss(round(rate, 12), new)
    except (ArithmeticError, ValueError):
        return "the run diverges"
    goal = last_loss(eta, beta)
    if abs(found / goal - 1) <= _APART:
        return None
    return f"it ends with a loss of {found:.2g}, and with the old β it ended with {goal:.2g}"


_RETUNE = Exercise(
    id="momentum-retune",
    task="A run on the digits went well with eta and beta. Now β must be new. Return the learning "
    "rate with which it trains as before. The check trains both: the losses of the last pass may "
    "differ by 20 %.",
    inputs=("eta", "beta", "new"),
    simple=((0.03, 0.9, 0.98), (0.3, 0.0, 0.9), (0.1, 0.5, 0.95)),
    numbers=_change,
    reference=lambda eta, beta, new: eta * (1 - new) / (1 - beta),
    mistakes=(
        Mistake(
            "η kept",
            lambda eta, beta, new: eta,
            "With the same η and a larger β, how long do the steps become?",
        ),
        Mistake(
            "upside down",
            lambda eta, beta, new: eta * (1 - beta) / (1 - new),
            "A larger β makes steps longer. Must η become larger or smaller to make up for it?",
        ),
        Mistake(
            "as if β were 0 before",
            lambda eta, beta, new: eta * (1 - new),
            "The old steps were already longer than η. By which factor?",
        ),
        Mistake(
            "in proportion to β",
            lambda eta, beta, new: eta * beta / new,
            "Steps do not grow in proportion to β. To what does a constant gradient add up?",
        ),
        Mistake(
            "the other sum",
            lambda eta, beta, new: eta * (1 + new) / (1 + beta),
            "That keeps the steps of gradients that alternate. Which ones decide here?",
        ),
    ),
    hints=(
        "Which quantity decides how far a run comes, as long as it does not break?",
        "Keep the length of the steps that a constant gradient makes in the end.",
        "Old and new step are η/(1 − β), each with its own pair.",
    ),
    fault=retune_fault,
)

EXERCISES = (_RETUNE,)
