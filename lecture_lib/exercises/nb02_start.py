"""An exercise of notebook 02, *duck duck goose*: a start in which both units live."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..autograd import softmax
from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator

_STEPS, _ETA = 100, 0.01
_MIX = np.array([2, 1]) / 3  # duck duck goose


def _run(W: Array, E: Array, U: Array) -> Array:
    """z before each of the steps, and after the last: (steps + 1, 2)."""
    E, W, b, U = E.copy(), W.copy(), np.zeros(2), U.copy()
    seen = []
    for _ in range(_STEPS + 1):
        h0 = E @ _MIX
        z = W @ h0 + b
        seen.append(z)
        h = np.maximum(z, 0)
        d_o = softmax(U @ h) - [1, 0]
        d_z = (U.T @ d_o) * (z > 0)
        d_E = np.outer(W.T @ d_z, _MIX)
        U -= _ETA * np.outer(d_o, h)
        W -= _ETA * np.outer(d_z, h0)
        b -= _ETA * d_z
        E -= _ETA * d_E
    return np.array(seen)


def _square(answer: Any) -> Array | None:
    W = np.asarray(answer, dtype=float)
    return W if W.shape == (2, 2) and np.isfinite(W).all() else None


def _small(W: Array) -> bool:
    return bool(np.all(np.abs(W) <= 1 + 1e-12))


def _does_not_live(answer: Any, E: Array, U: Array) -> str | None:
    W = _square(answer)
    if W is None:
        return "W should be 2 × 2"
    if not _small(W):
        return "an entry of W is beyond −1 or 1"
    off = _run(W, E, U) <= 0
    if off.any():
        step = int(off.any(axis=1).argmax())
        return f"unit {int(off[step].argmax()) + 1} is silent at step {step}"
    return None


def _off_at_once(answer: Any, E: Array, U: Array) -> bool:
    W = _square(answer)
    return W is not None and _small(W) and bool((W @ E @ _MIX <= 0).any())


def _dies_later(answer: Any, E: Array, U: Array) -> bool:
    W = _square(answer)
    if W is None or not _small(W) or (W @ E @ _MIX <= 0).any():
        return False
    return bool((_run(W, E, U) <= 0).any())


def _loudest(E: Array, U: Array) -> Array:
    return np.tile(np.sign(E @ _MIX), (2, 1))


def _starts(rng: Generator) -> Inputs:
    while True:
        E = (rng.choice([-1, 1], (2, 1)) * rng.integers(4, 16, (2, 2)) / 10).round(2)
        u = rng.integers(3, 8, 2) / 10  # both units begin with a vote for the wrong class
        U = np.array([-u, u]).round(2)
        if _does_not_live(_loudest(E, U), E, U) is None and _dies_later(_timid(E, U), E, U):
            return E, U


def _timid(E: Array, U: Array) -> Array:
    return np.asarray(0.05 * _loudest(E, U))


_CHOOSE = Exercise(
    id="duck-choose",
    task="Given E and U, and b = 0, return W with entries from −1 to 1, so that on duck duck "
    "goose (first class) no unit is silent before or during 100 steps with η = 0.01.",
    inputs=("E", "U"),
    simple=(
        (np.array([[0.05, -0.1], [-1.5, -0.9]]), np.array([[0.0, -0.5], [-0.9, 0.3]])),
        (np.array([[1.0, 0.4], [0.5, 0.8]]), np.array([[-0.4, -0.3], [0.4, 0.3]])),
        (np.array([[1.2, 0.6], [-0.7, -0.4]]), np.array([[-0.5, -0.4], [0.5, 0.4]])),
    ),
    numbers=_starts,
    reference=_loudest,
    fault=_does_not_live,
    mistakes=(
        Mistake(
            "silent from the start",
            lambda E, U: -_loudest(E, U),
            "A unit has z ≤ 0 before the first step. Work out h₀ first: its signs differ from "
            "case to case, and each row of W must fit them.",
            _off_at_once,
        ),
        Mistake(
            "too quiet",
            _timid,
            "Both units speak at the start, but one is silenced before its vote has turned. Who "
            "wins that race, and what must be large at the start?",
            _dies_later,
        ),
        Mistake(
            "too large",
            lambda E, U: 5 * _loudest(E, U),
            "Loud enough, but the entries of W may only lie between −1 and 1.",
            lambda answer, E, U: (W := _square(answer)) is not None and not _small(W),
        ),
    ),
    hints=(
        "When is z = W h₀ positive? Which W makes it as large as possible?",
        "h₀ = E @ [2/3, 1/3]. A row of W with the signs of h₀ gives a positive sum.",
        "Both rows np.sign(h0): then z = |h₀₁| + |h₀₂|, the loudest that is allowed.",
    ),
)

EXERCISES = (_CHOOSE,)
