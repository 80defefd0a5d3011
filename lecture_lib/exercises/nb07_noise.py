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
#: ηλ of each mode, where each gradient is of a fresh batch. The strong noise is back two steps
#: later; half of η brings it below 1.
_WEAK, _STRONG = (0.02, 0.1, 0.5, 1.0), (0.02, 0.1, 0.6, 1.9)


def _bounce(rng: Generator) -> Array:
    """Late gradients on all data, η just below or above the limit: one mode changes sides.

    A flat mode is not gone yet, so that successive gradients turn no more than noise makes them.
    """
    turn, _ = np.linalg.qr(rng.normal(size=(_SIZE, _SIZE)))
    steep = rng.uniform(0.98, 1.002)
    factors = np.array([-steep, min(steep, 0.999) - rng.uniform(0.0, 0.003), 0.6, 0.3])
    parts = np.array([1.0, rng.uniform(0.76, 0.84), 0.1, 0.1])
    steps = np.arange(_STEPS)[:, None]
    late = np.array(
        [parts * factors**steps, parts * factors**_STEPS * ((1 + factors) / 2) ** steps]
    )
    turned: Array = late @ turn.T
    return turned


def _tremble(rng: Generator, strengths: tuple[float, ...]) -> Array:
    """Late gradients on fresh batches, which turn more than a bounce.

    With half of η they turn still; whether a single pair does is chance.
    """
    strength = np.array(strengths)
    is_strong = strength.max() > 1
    while True:
        turn, _ = np.linalg.qr(rng.normal(size=(_SIZE, _SIZE)))
        z, gradients = np.zeros(_SIZE), []
        for t in range(2 * _STEPS + 60):
            gradients.append(z + rng.normal(size=_SIZE) * np.sqrt(strength))
            z = z - (strength if t < _STEPS + 60 else strength / 2) * gradients[-1]
        whole, half = np.split(np.array(gradients[-2 * _STEPS :]), 2)
        later = _cosine(whole, 2)
        comes_back = later > 0.75 if is_strong else -0.25 < later < -0.03
        turns = _cosine(whole, 1) < -0.42 and _cosine(half, 1) < -0.2
        last = float(half[-1] @ half[-2])  # weak noise: agrees; strong noise: turns
        if comes_back and turns and (last < 0) == is_strong:
            turned: Array = np.array([whole, half]) @ turn.T
            return turned


def _cosine(run: Array, steps: int) -> float:
    """How gradients agree with those some steps later, over a whole run."""
    before, after = run[:-steps], run[steps:]
    return float(np.sum(before * after) / np.sqrt(np.sum(before**2) * np.sum(after**2)))


def _three(kinds: str) -> Callable[[Generator], Inputs]:
    """Three runs: b bounces; w and s are weak and strong noise."""

    def one(kind: str, rng: Generator) -> Array:
        return _bounce(rng) if kind == "b" else _tremble(rng, _WEAK if kind == "w" else _STRONG)

    return lambda rng: (np.array([one(kind, rng) for kind in kinds]),)


def _drawn(rng: Generator) -> Inputs:
    orders = ("bws", "bsw", "wbs", "sbw", "wsb", "swb")
    return _three(orders[rng.integers(len(orders))])(rng)


def _advice(runs: Array) -> Array:
    return np.array([0.0 if _cosine(half, 1) < 0 else -1.0 for _, half in runs])


def _two_steps_on(runs: Array) -> Array:
    return np.array([-1.0 if _cosine(whole, 2) > 0.5 else 0.0 for whole, _ in runs])


def _one_pair(runs: Array) -> Array:
    return np.array([0.0 if half[-1] @ half[-2] < 0 else -1.0 for _, half in runs])


def _turned_most(runs: Array, steps: int = 2) -> Array:
    """Lower η in the run whose last gradients at η turn most."""
    turned = np.array([_cosine(whole[-steps:], 1) for whole, _ in runs])
    return np.where(turned == turned.min(), -1.0, 0.0)


def _by_one_step(answer: Any, runs: Array) -> bool:
    """Recognise the runs whose gradients at η turn most, by the last two or by all."""
    if np.shape(answer) != (len(runs),):
        return False
    chosen = np.asarray(answer, dtype=float) == -1
    for steps in (2, _STEPS):
        turned = np.array([_cosine(whole[-steps:], 1) for whole, _ in runs])
        if 0 < chosen.sum() < len(runs) and turned[chosen].max() < turned[~chosen].min():
            return True
    return False


def _one_number(answer: Any, runs: Array) -> bool:
    return np.size(answer) == 1 and bool(np.isin(answer, (-1, 0, 1)).all())


_NOISE = Exercise(
    id="zigzag-noise",
    task="Three late runs, the gradients of each in rows: runs[k, 0] at a constant η, runs[k, 1] "
    "those that follow at η/2. At η, successive gradients turn in all three. In some, all data "
    "were used, and the steepest mode bounces and is the slowest; in the others each gradient is "
    "of a fresh batch. Return three numbers: −1 where η should be lowered, 0 where the turning is "
    "only noise.",
    inputs=("runs",),
    simple=(
        _three("sbw")(np.random.default_rng(1)),
        _three("bsb")(np.random.default_rng(2)),
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
            "At η all three turn from step to step, but not all because of η: fresh noise turns "
            "gradients too. Which of them still turn with half of η?",
        ),
        Mistake(
            "all noise",
            lambda runs: np.zeros(len(runs)),
            "In one run at least the turning is no noise: a mode bounces between two sides. "
            "What becomes of it with half of η?",
        ),
        Mistake(
            "exchanged",
            lambda runs: -1.0 - _advice(runs),
            "It is the other way round: half of η stops a bounce, and noise goes on turning.",
        ),
        Mistake(
            "two steps at η",
            _two_steps_on,
            "At η you compare gradients two steps apart. What bounces is back there, but so is "
            "noise where ηλ is above 1. What do those with half of η say?",
        ),
        Mistake(
            "one pair",
            _one_pair,
            "You look at half of η, but at the last two gradients only. Two gradients of noise may "
            "agree by chance: sum their products over the run.",
        ),
        Mistake(
            "by one step",
            _turned_most,
            "At η, noise turns successive gradients as far as a bounce does, and more. Compare "
            "those with half of η.",
            fits=_by_one_step,
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
    ),
    hints=(
        "At η successive gradients turn in all of them. Which turn still with half of η?",
        "At half of an η that bounces, ηλ is about 1 in the steepest mode and less in the others: "
        "no factor is clearly negative. A fresh batch turns at every η, on average.",
        "For each run, sum the inner products of successive gradients in runs[k, 1]. Is the sum "
        "negative?",
    ),
)

EXERCISES = (_NOISE,)
