"""Exercise of notebook 05, *walk downhill*: what losses and gradients tell of a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from .nb05_network import logbook

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator

_UPDATES = 50


def _log(
    height: Callable[[float], float], slope: Callable[[float], float], x: float,
    eta: float | Array, floor: float,
) -> Inputs:  # fmt: skip
    """Losses and lengths of the gradient along a walk on a curve; η may differ by update."""
    losses, slopes = [], []
    for rate in np.broadcast_to(eta, _UPDATES + 1):
        losses.append(height(x) + floor)
        slopes.append(abs(slope(x)))
        x -= float(rate) * slope(x)
    return np.array(losses).round(10), np.array(slopes).round(10)


def _bowl(curvature: float, eta: float | Array, floor: float, x: float = 3.0) -> Inputs:
    return _log(lambda x: curvature * x * x / 2, lambda x: curvature * x, x, eta, floor)


def _gorge(eta: float | Array, floor: float, tilt: float = 0.0, x: float = 4.0) -> Inputs:
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


def _past_a_saddle(x: float = 1.5, y: float = 1e-4) -> Inputs:
    """Into the pass of ½x² + ¼(y² − 1)², where the gradient is short, and out of it."""
    point, losses, slopes = np.array([x, y]), [], []
    for _ in range(_UPDATES + 1):
        x, y = point
        slope = np.array([x, y**3 - y])
        losses.append(x * x / 2 + (y * y - 1) ** 2 / 4)
        slopes.append(float(np.linalg.norm(slope)))
        point = point - 0.2 * slope
    return np.array(losses).round(10), np.array(slopes).round(10)


def _network(seed: int, eta: float) -> Inputs:
    """The first updates of a network at the edge."""
    losses, slopes = logbook(seed, eta)
    return losses[: _UPDATES + 1].round(6), slopes[: _UPDATES + 1].round(6)


def _edge(eta: float | Array, floor: float) -> Inputs:
    """A bounce between unequal walls, in a valley that still falls."""
    losses, slopes = _gorge(eta, floor, tilt=0.3)
    x = 40 * np.append(1, np.cumprod(1 - 0.01 * np.broadcast_to(eta, _UPDATES + 1)))[:-1]
    return (losses + 0.005 * x**2).round(10), np.hypot(slopes, 0.01 * x).round(10)


def _calmed() -> Inputs:
    """At the edge at first, and then with a smaller rate."""
    return _edge(np.repeat([1.0, 0.4], [24, 27]), 0.0)


def _one_long_step() -> Inputs:
    """Tiny steps, and late in the run a single one that is too long."""
    rates = np.full(_UPDATES + 1, 0.02)
    rates[44] = 2.1
    return _bowl(1.0, rates, 0.0)


def _is_short(losses: Array, slopes: Array) -> bool:
    return bool(slopes[-1] < slopes.max() / 100)


def _change(losses: Array) -> float:
    """By which factor the mean of ten losses changes in ten updates."""
    return float(losses[-10:].mean() / losses[-20:-10].mean())


def _rises(losses: Array) -> int:
    return int((np.diff(losses[-11:]) > 0).sum())


def reading(losses: Array, slopes: Array) -> str:
    """Name what holds for a run."""
    if _is_short(losses, slopes):
        return "flat point"
    if _change(losses) > 0.99:
        return "too large"
    return "at the edge" if _rises(losses) >= 3 else "too small"


def _any_run(rng: Generator) -> Inputs:
    floor, curvature = float(rng.integers(0, 4)), float(rng.integers(1, 5))
    runs: tuple[Callable[[], Inputs], ...] = (
        lambda: _bowl(curvature, 0.02 / curvature, floor),
        lambda: _bowl(curvature, 0.5 / curvature, floor + 1),
        lambda: _gorge(float(rng.uniform(0.8, 2.0)), floor),
        lambda: _bowl(curvature, 2.03 / curvature, floor),
        lambda: _edge(float(rng.uniform(0.8, 1.2)), floor),
    )
    return runs[int(rng.integers(len(runs)))]()


def _judged(
    change: Callable[[Array], float] = _change,
    short: Callable[[Array, Array], bool] = _is_short,
    clear: float = 0.99,
) -> Callable[[Array, Array], str]:
    """The rule with one line or another changed."""

    def judge(losses: Array, slopes: Array) -> str:
        if short(losses, slopes):
            return "flat point"
        if change(losses) > clear:
            return "too large"
        return "at the edge" if _rises(losses) >= 3 else "too small"

    return judge


def _renamed(old: str, new: str, when: Callable[[Array, Array], bool]) -> Any:
    """The rule, but for runs of one kind that are called by another name."""

    def judge(losses: Array, slopes: Array) -> str:
        right = reading(losses, slopes)
        return new if right == old and when(losses, slopes) else right

    return judge


def _always(losses: Array, slopes: Array) -> bool:
    return True


def _one_of(*judges: Callable[[Array, Array], str]) -> Any:
    """Whether an answer is that of one of several rules."""

    def fits(answer: Any, losses: Array, slopes: Array) -> bool:
        return isinstance(answer, str) and answer in [judge(losses, slopes) for judge in judges]

    return fits


def _counted(often: Callable[[Array], bool]) -> Callable[[Array, Array], str]:
    """The rule with another test of a fall that is not smooth."""

    def judge(losses: Array, slopes: Array) -> str:
        right = reading(losses, slopes)
        if right not in ("at the edge", "too small"):
            return right
        return "at the edge" if often(losses) else "too small"

    return judge


def _settled(losses: Array, slopes: Array) -> str:
    if abs(_change(losses) - 1) <= 0.01:
        return "flat point"
    return _judged(short=lambda losses, slopes: False)(losses, slopes)


def _edge_first(losses: Array, slopes: Array) -> str:
    if _is_short(losses, slopes):
        return "flat point"
    if _rises(losses) >= 3:
        return "at the edge"
    return "too small" if _change(losses) < 0.99 else "too large"


def _single(back: int) -> Callable[[Array, Array], str]:
    return _judged(change=lambda losses: float(losses[-1] / losses[-back]))


_JUDGE = Exercise(
    id="descent-judge",
    task="Judge a run from its losses and the lengths of its gradients, one of each per update. "
    'Return "flat point" if the gradient has become short (below a hundredth of its largest '
    "length). Else compare the mean of the last ten losses with that of the ten before: "
    '"too large" if it is not lower by at least 1 %. If it is, "at the edge" if the loss rose in '
    'three or more of the last ten updates, and "too small" if not.',
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
        _past_a_saddle(0.0, 2e-3),
        _network(5, 4.0),
        _network(5, 3.0),
        _network(1, 3.0),
        _calmed(),
        _one_long_step(),
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
            _renamed("too large", "too small", lambda losses, _: bool(losses[-1] < losses[0])),
            "A walk that bounces ends below its start, too. Does its loss still fall late in the "
            "run?",
        ),
        Mistake(
            "any rise is too large",
            _renamed("at the edge", "too large", _always),
            "This loss goes up and down, and falls all the same, in the mean: η is at the edge, "
            "and may stay.",
        ),
        Mistake(
            "single losses",
            _single(2),
            "At the edge one loss may lie far above the one before, or ten before, while their "
            "means fall. Compare means of ten.",
            fits=_one_of(_single(2), _single(10), _single(11)),
        ),
        Mistake(
            "the edge is overlooked",
            _renamed("at the edge", "too small", _always),
            "This run falls, but not smoothly: in how many of the last ten updates does it rise?",
        ),
        Mistake(
            "every bounce is the edge",
            _edge_first,
            "This loss goes up and down about one height. At the edge it falls, in the mean: "
            "compare first, and then count the rises.",
        ),
        Mistake(
            "one rise is the edge",
            _counted(lambda f: bool((np.diff(f[-11:]) > 0).any())),
            "One step was too long, and the others are short: a single rise is no edge yet. It "
            "takes three among the last ten.",
        ),
        Mistake(
            "rises of long ago",
            _counted(lambda f: int((np.diff(f) > 0).sum()) >= 3),
            "This run rose early, and falls smoothly at the end. Count the rises among the last "
            "ten updates.",
            fits=_one_of(
                _counted(lambda f: int((np.diff(f) > 0).sum()) >= 3),
                _counted(lambda f: bool((np.diff(f) > 0).any())),
            ),
        ),
        Mistake(
            "any fall, however small",
            _judged(clear=1 - 1e-12),
            "This loss falls by less than a hundredth in ten updates: it settles, and the "
            "gradient stays long. Ask for a fall that is clear.",
        ),
        Mistake(
            "short on the way",
            _judged(short=lambda losses, slopes: bool(slopes.min() < slopes.max() / 100)),
            "On the way the gradient was short, at a saddle, and at the end it is long again. Look "
            "at the last one.",
        ),
        Mistake(
            "compared with the first gradient",
            _judged(short=lambda losses, slopes: bool(slopes[-1] < slopes[0] / 100)),
            "A run may begin at a place where the gradient is short. Compare with the largest one "
            "of the run.",
        ),
        Mistake(
            "the loss must reach 0",
            _renamed("flat point", "too small", lambda f, _: bool(f[-1] > 0.01 * f[0])),
            "The lowest loss there is need not be 0. Trust the gradient.",
        ),
        Mistake(
            "a threshold that does not know the units",
            _judged(short=lambda losses, slopes: bool(slopes[-1] < 0.01)),
            "In other units every gradient is short. Compare with the largest one of the run.",
        ),
        Mistake(
            "a long gradient means too large",
            lambda losses, slopes: "flat point" if _is_short(losses, slopes) else "too large",
            "A walk of tiny steps has a long gradient as well. Does its loss still fall?",
        ),
    ),
    hints=(
        "First the gradient, at the end and at its largest. Then, if it is still long: what do the "
        "losses do late in the run?",
        "losses[-10:] are the last ten, losses[-20:-10] the ten before. np.diff(losses[-11:]) has "
        "the last ten changes.",
        "Short gradient: a flat point. Long, and the mean of ten has not fallen by 1 %: too "
        "large. Lower, with three rises or more: at the edge. Else too small.",
    ),
    fault=lambda answer, losses, slopes: (
        None if isinstance(answer, str) and answer == reading(losses, slopes) else ""
    ),
    same=lambda answer, other: isinstance(answer, str) and answer == other,
)

EXERCISES: tuple[Any, ...] = (_JUDGE,)
