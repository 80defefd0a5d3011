"""Exercise of notebook 05, *walk downhill*: what losses and gradients tell of a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator

_UPDATES = 50


def _log(
    height: Callable[[float], float], slope: Callable[[float], float], x: float, eta: float,
    floor: float,
) -> Inputs:  # fmt: skip
    """Losses and lengths of the gradient along a walk on a curve."""
    losses, slopes = [], []
    for _ in range(_UPDATES + 1):
        losses.append(height(x) + floor)
        slopes.append(abs(slope(x)))
        x -= eta * slope(x)
    return np.array(losses).round(10), np.array(slopes).round(10)


def _bowl(curvature: float, eta: float, floor: float, x: float = 3.0) -> Inputs:
    return _log(lambda x: curvature * x * x / 2, lambda x: curvature * x, x, eta, floor)


def _gorge(eta: float, floor: float, tilt: float = 0.0, x: float = 4.0) -> Inputs:
    """Walls that straighten: √(1 + 4x²) − 1, and perhaps a tilt."""
    return _log(
        lambda x: float(np.sqrt(1 + 4 * x * x)) - 1 + tilt * x,
        lambda x: 4 * x / float(np.sqrt(1 + 4 * x * x)) + tilt, x, eta, floor,
    )  # fmt: skip


def _dent() -> Inputs:
    """A step that leaves a dent in a long slope: the loss rises once, and then creeps on."""

    def dent(x: float) -> float:
        return float(np.exp(-(((x - 8) / 0.3) ** 2)))

    return _log(
        lambda x: float(np.sqrt(1 + x * x)) / 2 - dent(x),
        lambda x: x / float(np.sqrt(1 + x * x)) / 2 + 2 * (x - 8) / 0.09 * dent(x),
        8.15, 0.25, 0.0,
    )  # fmt: skip


def _past_a_saddle() -> Inputs:
    """Into the pass of ½x² + ¼(y² − 1)², where the gradient is short, and out of it."""
    point, losses, slopes = np.array([1.5, 1e-4]), [], []
    for _ in range(_UPDATES + 1):
        x, y = point
        slope = np.array([x, y**3 - y])
        losses.append(x * x / 2 + (y * y - 1) ** 2 / 4)
        slopes.append(float(np.linalg.norm(slope)))
        point = point - 0.2 * slope
    return np.array(losses).round(10), np.array(slopes).round(10)


def reading(losses: Array, slopes: Array) -> str:
    """Name what holds for a run."""
    if slopes[-1] < slopes.max() / 100:
        return "flat point"
    return "too small" if losses[-1] < 0.99 * losses[-11] else "too large"


def _any_run(rng: Generator) -> Inputs:
    floor, curvature = float(rng.integers(0, 4)), float(rng.integers(1, 5))
    runs: tuple[Callable[[], Inputs], ...] = (
        lambda: _bowl(curvature, 0.02 / curvature, floor),
        lambda: _bowl(curvature, 0.5 / curvature, floor + 1),
        lambda: _gorge(float(rng.uniform(0.8, 2.0)), floor),
        lambda: _bowl(curvature, 2.03 / curvature, floor),
    )
    return runs[int(rng.integers(4))]()


def _settled(losses: Array, slopes: Array) -> str:
    change = losses[-1] / losses[-11]
    return "too small" if change < 0.99 else "too large" if change > 1.01 else "flat point"


def _never_bounces(losses: Array, slopes: Array) -> str:
    right = reading(losses, slopes)
    return "too small" if right == "too large" and losses[-1] < losses[0] else right


def _last_two(losses: Array, slopes: Array) -> str:
    if slopes[-1] < slopes.max() / 100:
        return "flat point"
    return "too small" if losses[-1] < losses[-2] else "too large"


def _any_rise(losses: Array, slopes: Array) -> str:
    if slopes[-1] < slopes.max() / 100:
        return "flat point"
    return "too large" if (np.diff(losses) > 0).any() else "too small"


def _odd(losses: Array, slopes: Array) -> str:
    if slopes[-1] < slopes.max() / 100:
        return "flat point"
    return "too small" if losses[-1] < 0.99 * losses[-10] else "too large"


def _any_fall(losses: Array, slopes: Array) -> str:
    if slopes[-1] < slopes.max() / 100:
        return "flat point"
    return "too small" if losses[-1] < losses[-11] else "too large"


def _since_half(losses: Array, slopes: Array) -> str:
    if slopes[-1] < slopes.max() / 100:
        return "flat point"
    return "too small" if losses[-1] < losses[len(losses) // 2] else "too large"


def _once_short(losses: Array, slopes: Array) -> str:
    return "flat point" if slopes.min() < slopes.max() / 100 else reading(losses, slopes)


def _must_be_zero(losses: Array, slopes: Array) -> str:
    right = reading(losses, slopes)
    return "too small" if right == "flat point" and losses[-1] > 0.01 * losses[0] else right


def _long_is_large(losses: Array, slopes: Array) -> str:
    return "flat point" if slopes[-1] < slopes.max() / 100 else "too large"


_JUDGE = Exercise(
    id="descent-judge",
    task="Judge a run from its losses and the lengths of its gradients, one of each per update. "
    'Return "flat point" if the gradient has become short (below a hundredth of its largest '
    'length); else "too small" if the loss has clearly fallen, by 1 % or more over the last ten '
    'updates, and "too large" if not.',
    inputs=("losses", "slopes"),
    simple=(
        _bowl(2.0, 0.01, 1.0),
        _bowl(2.0, 0.3, 2.0),
        _gorge(1.0, 0.0),
        _gorge(0.9, 1.0, tilt=0.2),
        _bowl(2.0, 1.02, 0.0),
        _bowl(1.0, 0.02, 3.0, x=-4.0),
        _bowl(0.002, 5.0, 0.0),
        _dent(),
        _gorge(1.7, 0.0),
        _past_a_saddle(),
    ),
    numbers=_any_run,
    reference=reading,
    mistakes=(
        Mistake(
            "a flat loss is a flat point",
            _settled,
            "The loss of a walk that bounces between two walls is flat as well. How long is its "
            "gradient?",
        ),
        Mistake(
            "only what ends above its start is too large",
            _never_bounces,
            "A walk that bounces ends below its start, too. Does its loss still fall late in the "
            "run?",
        ),
        Mistake(
            "an odd number of updates apart",
            _last_two,
            "A bounce between unequal walls goes up and down in turn, so compare losses an even "
            "number of updates apart: losses[-10] is nine before the last.",
            fits=lambda answer, losses, slopes: (
                isinstance(answer, str)
                and answer in (_last_two(losses, slopes), _odd(losses, slopes))
            ),
        ),
        Mistake(
            "any rise is too large",
            _any_rise,
            "A loss may rise once, where a step leaves a dent, and creep on. What does it do late "
            "in the run?",
        ),
        Mistake(
            "any fall, however small",
            _any_fall,
            "This loss falls by less than a thousandth in ten updates: it settles, and the "
            "gradient stays long. Ask for a fall that is clear.",
            fits=lambda answer, losses, slopes: (
                isinstance(answer, str)
                and answer in (_any_fall(losses, slopes), _since_half(losses, slopes))
            ),
        ),
        Mistake(
            "short on the way",
            _once_short,
            "On the way the gradient was short, at a saddle, and at the end it is long again. Look "
            "at the last one.",
        ),
        Mistake(
            "the loss must reach 0",
            _must_be_zero,
            "The lowest loss there is need not be 0. Trust the gradient.",
        ),
        Mistake(
            "a threshold that does not know the units",
            lambda losses, slopes: "flat point" if slopes[-1] < 0.01 else reading(losses, slopes),
            "In other units every gradient is short. Compare with the largest one of the run.",
        ),
        Mistake(
            "a long gradient means too large",
            _long_is_large,
            "A walk of tiny steps has a long gradient as well. Does its loss still fall?",
        ),
    ),
    hints=(
        "First the gradient, at the end and at its largest. Then, if it is still long: what do the "
        "losses do late in the run?",
        "Compare the last loss with one some even number of updates before, such as losses[-11].",
        "Short gradient: a flat point. Long, and the loss has clearly fallen since then: η is too "
        "small. Else it is too large.",
    ),
    fault=lambda answer, losses, slopes: (
        None if isinstance(answer, str) and answer == reading(losses, slopes) else ""
    ),
    same=lambda answer, other: isinstance(answer, str) and answer == other,
)

EXERCISES: tuple[Any, ...] = (_JUDGE,)
