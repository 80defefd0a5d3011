"""An exercise of notebook 07: gradients that turn, because of η or because of noise?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator

_STEPS, _SIZE = 40, 4


def _bounce(rng: Generator) -> Array:
    """Late gradients on all data, η just below or above the limit: one mode changes sides.

    A flat mode is not gone yet, so that successive gradients turn no more than noise makes them.
    """
    turn, _ = np.linalg.qr(rng.normal(size=(_SIZE, _SIZE)))
    steep = rng.uniform(0.98, 1.002)
    factors = np.array([-steep, min(steep, 0.999) - rng.uniform(0.0, 0.003), 0.6, 0.3])
    parts = np.array([1.0, rng.uniform(0.76, 0.84), 0.1, 0.1])
    late: Array = (parts * factors ** np.arange(_STEPS)[:, None]) @ turn.T
    return late


def _tremble(rng: Generator, *, returns: bool) -> Array:
    """Late gradients on fresh batches, η far below the limit, which turn more than a bounce.

    Two steps apart they agree a little by chance, or disagree: the sign alone tells nothing.
    """
    while True:
        turn, _ = np.linalg.qr(rng.normal(size=(_SIZE, _SIZE)))
        strength = np.array([0.02, 0.05, 0.3, 1.0])  # ηλ of each mode
        z, gradients = np.zeros(_SIZE), []
        for _ in range(_STEPS + 60):
            gradients.append(z + rng.normal(size=_SIZE) * np.sqrt(strength))
            z = z - strength * gradients[-1]
        late = np.array(gradients[-_STEPS:])
        later = _cosine(late, 2)
        agrees = 0.03 < later < 0.25 if returns else -0.25 < later < -0.03
        if agrees and _cosine(late[-2:], 1) < -0.92 and _cosine(late, 1) < -0.42:
            turned: Array = late @ turn.T
            return turned


def _cosine(run: Array, steps: int) -> float:
    """How gradients agree with those some steps later, over a whole run."""
    before, after = run[:-steps], run[steps:]
    return float(np.sum(before * after) / np.sqrt(np.sum(before**2) * np.sum(after**2)))


def _three(kinds: str) -> Callable[[Generator], Inputs]:
    """Three runs: b bounces; + and − are noise that two steps later agrees, and disagrees."""

    def one(kind: str, rng: Generator) -> Array:
        return _bounce(rng) if kind == "b" else _tremble(rng, returns=kind == "+")

    return lambda rng: (np.array([one(kind, rng) for kind in kinds]),)


def _drawn(rng: Generator) -> Inputs:
    orders = ("b+-", "+b-", "-+b", "b-b")
    return _three(orders[rng.integers(len(orders))])(rng)


def _advice(runs: Array) -> Array:
    return np.array([-1.0 if _cosine(run, 2) > 0.5 else 0.0 for run in runs])


def _longer(runs: Array) -> Array:
    return np.array([-1.0 if np.linalg.norm(r[-1]) >= np.linalg.norm(r[0]) else 0.0 for r in runs])


def _by_the_sign(runs: Array) -> Array:
    return np.array([-1.0 if _cosine(run, 2) > 0 else 0.0 for run in runs])


def _turned_most(runs: Array, steps: int = 2) -> Array:
    """Lower η in the run whose last gradients turn most."""
    turned = np.array([_cosine(run[-steps:], 1) for run in runs])
    return np.where(turned == turned.min(), -1.0, 0.0)


def _by_one_step(answer: Any, runs: Array) -> bool:
    """Recognise the runs whose successive gradients turn most, by the last two or by all."""
    if np.shape(answer) != (len(runs),):
        return False
    chosen = np.asarray(answer, dtype=float) == -1
    for steps in (2, len(runs[0])):
        turned = np.array([_cosine(run[-steps:], 1) for run in runs])
        if 0 < chosen.sum() < len(runs) and turned[chosen].max() < turned[~chosen].min():
            return True
    return False


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
        _three("+b-")(np.random.default_rng(1)),
        _three("bb-")(np.random.default_rng(2)),
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
            "by one step",
            _turned_most,
            "Noise turns successive gradients as far as a bounce does, and more. Compare each "
            "gradient with the one two steps later.",
            fits=_by_one_step,
        ),
        Mistake(
            "the sign, not the size",
            _by_the_sign,
            "Two steps apart even noise agrees a little, by chance. Not the sign of the agreement "
            "tells, but its size: is it nearly as large as can be?",
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
