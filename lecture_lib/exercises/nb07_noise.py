"""An exercise of notebook 07: gradients that turn, because of η or because of noise?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator

_STEPS, _SIZE = 40, 4


def _bounce(rng: Generator) -> Array:
    """Late gradients on all data, η just below or above the limit: one mode changes sides."""
    turn, _ = np.linalg.qr(rng.normal(size=(_SIZE, _SIZE)))
    factors = np.array([-rng.uniform(0.97, 1.01), 0.6, 0.3, 0.1])
    parts = np.array([1.0, 0.2, 0.1, 0.1]) * rng.uniform(0.5, 1.0, _SIZE)
    late: Array = (parts * factors ** np.arange(_STEPS)[:, None]) @ turn.T
    return late


def _tremble(rng: Generator) -> Array:
    """Late gradients on fresh batches, η far below the limit; the last of them turns as well."""
    while True:
        turn, _ = np.linalg.qr(rng.normal(size=(_SIZE, _SIZE)))
        strength = np.array([0.02, 0.05, 0.3, 1.0])  # ηλ of each mode
        z, gradients = np.zeros(_SIZE), []
        for _ in range(_STEPS + 60):
            gradients.append(z + rng.normal(size=_SIZE) * np.sqrt(strength))
            z = z - strength * gradients[-1]
        late = np.array(gradients[-_STEPS:])
        if _cosine(late[-2:], 1) < -0.5 and _cosine(late, 1) < -0.2 and _cosine(late, 2) < 0.3:
            turned: Array = late @ turn.T
            return turned


def _cosine(run: Array, steps: int) -> float:
    """How gradients agree with those some steps later, over a whole run."""
    before, after = run[:-steps], run[steps:]
    return float(np.sum(before * after) / np.sqrt(np.sum(before**2) * np.sum(after**2)))


def _three(kinds: Sequence[bool]) -> Callable[[Generator], Inputs]:
    return lambda rng: (np.array([(_bounce if steep else _tremble)(rng) for steep in kinds]),)


def _drawn(rng: Generator) -> Inputs:
    orders = ((True, False, False), (False, True, False), (True, False, True))
    return _three(orders[rng.integers(len(orders))])(rng)


def _advice(runs: Array) -> Array:
    return np.array([-1.0 if _cosine(run, 2) > 0.5 else 0.0 for run in runs])


def _longer(runs: Array) -> Array:
    return np.array([-1.0 if np.linalg.norm(r[-1]) >= np.linalg.norm(r[0]) else 0.0 for r in runs])


def _one_number(answer: Any, runs: Array) -> bool:
    return np.size(answer) == 1 and bool(np.isin(answer, (-1, 0, 1)).all())


_NOISE = Exercise(
    id="zigzag-noise",
    task="Three late runs with constant η, the gradients of each in rows; in all of them "
    "successive gradients turn. In some, all data were used and the steepest mode bounces; in the "
    "others each gradient is of a fresh batch. Return three numbers: −1 where η should be lowered, "
    "0 where the turning is only noise.",
    inputs=("runs",),
    simple=(
        _three((False, True, False))(np.random.default_rng(1)),
        _three((True, True, False))(np.random.default_rng(2)),
    ),
    numbers=_drawn,
    reference=_advice,
    mistakes=(
        Mistake(
            "one for all",
            lambda runs: -1.0,
            "There are three runs: return a number for each of them.",
            fits=_one_number,
        ),
        Mistake(
            "the cosine trusted",
            lambda runs: np.full(len(runs), -1.0),
            "All three turn from step to step, but not all because of η: fresh noise turns "
            "gradients too. Where does a mode that bounces stand two steps later?",
        ),
        Mistake(
            "all noise",
            lambda runs: np.zeros(len(runs)),
            "In one run at least the turning is no noise: a mode bounces between two sides. "
            "Compare each gradient with the one two steps later.",
        ),
        Mistake(
            "exchanged",
            lambda runs: -1.0 - _advice(runs),
            "It is the other way round: what bounces comes back to the same side two steps later; "
            "noise remembers little.",
        ),
        Mistake(
            "the sign",
            lambda runs: -_advice(runs),
            "The runs are told apart. A mode that bounces is too steep for η: lower it, or raise "
            "it?",
        ),
        Mistake(
            "raised for noise",
            lambda runs: np.where(_advice(runs) < 0, -1.0, 1.0),
            "The runs are told apart. But turning that is only noise says nothing of η: return 0 "
            "there.",
        ),
        Mistake(
            "by the lengths",
            _longer,
            "A bouncing mode may grow or shrink, and so may noise from one step to another. "
            "Lengths do not tell; directions do.",
        ),
    ),
    hints=(
        "Successive gradients turn in all of them. In which runs can you foretell the gradient "
        "after the next?",
        "A bouncing mode is back on its side two steps later, so its gradient is nearly the same. "
        "A fresh batch knows nothing of the one two steps ago.",
        "Sum the inner products of each gradient with the one two steps later, over the run, and "
        "divide by the sum of the squared lengths. Is that near 1?",
    ),
)

EXERCISES = (_NOISE,)
