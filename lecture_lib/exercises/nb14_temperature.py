"""An exercise of notebook 14: the temperature for as much surprise as one wants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import softmax
from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator

_LOW, _HIGH, _ROUNDS = 1e-3, 1e3, 200


def _entropy(z: Array, tau: float) -> float:
    if not 0 < tau < np.inf:
        return float("nan")
    p = np.asarray(softmax(np.asarray(z, float) / tau))
    return float(-(p * np.log(np.where(p > 0, p, 1.0))).sum())


def _solve(entropy: Callable[[float], float], target: float) -> float:
    """By halving, on a logarithmic scale: the entropy rises with τ."""
    low, high = np.log(_LOW), np.log(_HIGH)
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        if entropy(float(np.exp(middle))) < target:
            low = middle
        else:
            high = middle
    return float(np.exp((low + high) / 2))


def _temperature(logits: Array, target: float) -> float:
    return _solve(lambda tau: _entropy(logits, tau), target)


def _logits(rng: Generator) -> Inputs:
    words = int(rng.integers(4, 8))
    z = np.round(np.linspace(0, 3, words) + rng.uniform(-0.2, 0.2, words), 1)
    share = float(rng.choice([0.35, 0.45, 0.55, 0.8, 0.85]))
    return rng.permutation(z), round(share * float(np.log(words)), 2)


def _fault(answer: Any, logits: Array, target: float) -> str | None:
    tau = float(np.asarray(answer, float))
    if not np.isfinite(tau) or tau <= 0:
        return "a temperature is one positive number"
    found = _entropy(logits, tau)
    if abs(found - target) <= 2e-3:
        return None
    return f"with τ = {tau:.4g} the entropy is {found:.4g}, not {target:g}"


def _near(answer: Any, logits: Array, target: float) -> bool:
    return abs(_entropy(logits, float(answer)) - target) < 0.06


def _at_an_end(answer: Any, logits: Array, target: float) -> bool:
    """The first or last temperature that was tried."""
    tau = float(answer)
    return tau <= 0.1 or tau >= 9.5 or any(abs(tau / end - 1) < 0.02 for end in (0.5, 2, 3, 5))


_TEMPERATURE = Exercise(
    id="lm-temperature",
    task="Return the temperature τ at which softmax(logits/τ) has the entropy target, in nats, to "
    "within 0.002. (One logit is larger than all others. So for every entropy between 0 and the "
    "logarithm of the number of words there is exactly one.)",
    inputs=("logits", "target"),
    simple=(
        (np.array([1.0, 0.0]), 0.5),
        (np.array([2.0, 1.0, 0.0, -1.0]), 1.2),
        (np.array([0.0, 3.0, 1.5]), 0.3),
        (np.array([0.5, 0.3, 0.0]), 0.4),  # τ is about 0.1
        (np.array([9.0, 0.0, 4.0]), 0.95),  # τ is about 6
    ),
    numbers=_logits,
    reference=_temperature,
    fault=_fault,
    mistakes=(
        Mistake(
            "in proportion",
            lambda z, target: target / _entropy(z, 1.0),
            "The entropy rises with τ, but not in proportion to it. Compute it for many τ, and "
            "look.",
            fits=lambda a, z, target: bool(np.isclose(float(a), target / _entropy(z, 1.0))),
        ),
        Mistake(
            "not close enough",
            lambda z, target: round(1.02 * _temperature(z, target), 3),
            "Near. Try finer steps, or halve the interval again and again.",
            fits=_near,
        ),
        Mistake(
            "upside down",
            lambda z, target: 1 / _temperature(z, target),
            "One over your answer would be right: logits are divided by τ.",
            fits=lambda a, z, target: (
                float(a) > 0 and abs(_entropy(z, 1 / float(a)) - target) < 0.02
            ),
        ),
        Mistake(
            "in bits",
            lambda z, target: _temperature(z, min(target * np.log(2), 0.99 * np.log(len(z)))),
            "At this τ the entropy is target bits. Nats go with np.log.",
            fits=lambda a, z, target: (
                abs(_entropy(z, float(a)) - min(target * np.log(2), 0.99 * np.log(len(z)))) < 0.02
            ),
        ),
        Mistake(
            "the end of the search",
            lambda z, target: 0.05,
            "The entropy there is far off. It rises with τ: on which side of your answer must you "
            "look?",
            fits=_at_an_end,
        ),
    ),
    hints=(
        "Write a function that computes the entropy for one τ. Does it rise or fall with τ?",
        "It rises. So τ can be found by halving: try the middle of an interval, and keep the half "
        "in which the answer lies.",
        "Begin with low, high = 0.01, 100. If the entropy at the middle is too small, low becomes "
        "the middle, and else high; fifty times.",
    ),
)


EXERCISES = (_TEMPERATURE,)
