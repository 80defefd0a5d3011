"""Exercises of notebook 05, *walk downhill*: steps, their length, and when to stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- a rate that is found on the way ----------------------------------------------------------


@dataclass(frozen=True)
class Height:
    """f = ½ Σ λᵢθᵢ² as a function."""

    curvatures: tuple[float, ...]

    def __call__(self, theta: ArrayLike) -> float:
        return float(np.sum(np.array(self.curvatures) * np.asarray(theta) ** 2) / 2)

    def __repr__(self) -> str:
        names = "xyz"[: len(self.curvatures)]
        terms = (f"{c:g}{name}²" for c, name in zip(self.curvatures, names, strict=True))
        return f"½({' + '.join(terms)})"


@dataclass(frozen=True)
class Slope:
    """The gradient of a :class:`Height`."""

    curvatures: tuple[float, ...]

    def __call__(self, theta: ArrayLike) -> Array:
        return np.asarray(np.array(self.curvatures) * np.asarray(theta))

    def __repr__(self) -> str:
        return "its gradient"


@dataclass(frozen=True)
class Walls:
    """Walls that straighten, f = Σ (√(1 + λᵢθᵢ²) − 1): high up they hardly curve, below they do."""

    curvatures: tuple[float, ...]

    def __call__(self, theta: ArrayLike) -> float:
        return float(np.sum(np.sqrt(1 + np.array(self.curvatures) * np.asarray(theta) ** 2) - 1))

    def __repr__(self) -> str:
        names = "xyz"[: len(self.curvatures)]
        terms = (f"√(1 + {c:g}{name}²)" for c, name in zip(self.curvatures, names, strict=True))
        return f"{' + '.join(terms)} − {len(self.curvatures)}"


@dataclass(frozen=True)
class WallSlope:
    """The gradient of :class:`Walls`."""

    curvatures: tuple[float, ...]

    def __call__(self, theta: ArrayLike) -> Array:
        pull = np.array(self.curvatures) * np.asarray(theta)
        return np.asarray(pull / np.sqrt(1 + pull * np.asarray(theta)))

    def __repr__(self) -> str:
        return "its gradient"


def _halving(
    *, start: float = 1.0, factor: float = 0.5, once: bool = False, afresh: bool = False,
    keeps: bool = False, never: bool = False, stuck: bool = False, early: bool = False,
    up: bool = False,
) -> Callable[..., Array]:  # fmt: skip
    """Gradient descent that halves its rate, with one line or another changed."""

    def walk(f: Any, slope: Any, theta: Array, steps: int) -> Array:
        theta = np.asarray(theta, dtype=float)
        eta, first = start, slope(theta)
        for step in range(steps):
            g = first if stuck else slope(theta)
            eta = start if afresh else eta
            new, rises = theta - eta * g, f(theta - eta * g) > f(theta)
            while rises and not never and not (early and step):
                eta *= factor
                rises = not (once or keeps) and f(theta - eta * g) > f(theta)
            theta = new if keeps else theta + eta * g if up else theta - eta * g
        return theta

    return walk


def _path(f: Any, slope: Any, theta: Array, steps: int) -> Array:
    """All points of the walk."""
    return np.array([_halving()(f, slope, theta, k) for k in range(steps + 1)])


def _is_path(answer: Any, f: Any, slope: Any, theta: Array, steps: int) -> bool:
    shape = np.shape(answer)
    return shape[1:] == np.shape(theta) and shape[0] in (steps, steps + 1)


def _idle(f: Any, slope: Any, theta: Array, steps: int) -> Array:
    """Either halve or walk, in each round."""
    eta = 1.0
    for _ in range(steps):
        new = theta - eta * slope(theta)
        if f(new) > f(theta):
            eta /= 2
        else:
            theta = new
    return theta


def _hill(curvatures: tuple[float, ...], theta: tuple[float, ...], steps: int) -> Inputs:
    return Height(curvatures), Slope(curvatures), np.array(theta), steps


def _walls(curvatures: tuple[float, ...], theta: tuple[float, ...], steps: int) -> Inputs:
    return Walls(curvatures), WallSlope(curvatures), np.array(theta), steps


def _any_hill(rng: Generator) -> Inputs:
    flat, steep = float(rng.integers(1, 4)) / 10, float(rng.choice([23.0, 30.0, 45.0]))
    return _hill((flat, steep), (float(rng.integers(10, 20)), float(rng.choice([-1.0, 1.0]))), 4)


_MAKE = Exercise(
    id="descent-make",
    task="Write gradient descent that finds its own learning rate. Begin with η = 1. In each step, "
    "halve η as long as the step would raise f; then take the step. η is never raised again. "
    "Return θ after all steps; f and slope are functions of θ.",
    inputs=("f", "slope", "theta", "steps"),
    simple=(
        _hill((3.0,), (4.0,), 1),
        _hill((0.2, 3.0), (10.0, 1.0), 3),
        _hill((0.1, 30.0), (12.0, 1.0), 4),
        _walls((9.0,), (7.2,), 5),
    ),
    numbers=_any_hill,
    reference=_halving(),
    mistakes=(
        Mistake("never halved", _halving(never=True), "η stays 1 here, and f rises."),
        Mistake(
            "never leaves the start",
            lambda f, slope, theta, steps: theta,
            "You are still at the start. If every try is uphill, η is halved until it is 0: which "
            "sign stands before η?",
        ),
        Mistake(
            "tried downhill, walked uphill",
            _halving(up=True),
            "The step that is tried leads down, and the one that is taken leads up: compare the "
            "signs.",
        ),
        Mistake(
            "all points of the walk",
            _path,
            "These are the points on the way. Return the last one only.",
            fits=_is_path,
        ),
        Mistake(
            "η is fixed at a tenth",
            _halving(start=0.1, never=True),
            "η stays one tenth here, whatever f does. Begin with 1, and let f decide.",
        ),
        Mistake(
            "halved before the first step only",
            _halving(early=True),
            "The first step was tried, and no later one. Where the hill curves more farther down, "
            "η has to be halved on the way: try every step.",
        ),
        Mistake(
            "the bad step is taken",
            _halving(keeps=True),
            "η is halved, but the step that raised f has been taken. Try the step first, and take "
            "it only when f would not rise.",
        ),
        Mistake(
            "halved once",
            _halving(once=True),
            "After one halving the step may still raise f: an if should be a while.",
        ),
        Mistake(
            "a round in which nobody walks",
            _idle,
            "Where η is halved no step is taken, and a round of the loop is lost. In each one "
            "halve first, as often as needed, and then walk.",
        ),
        Mistake(
            "one step fewer",
            lambda f, slope, theta, steps: _halving()(f, slope, theta, steps - 1),
            "The last step is missing. How often does your loop run?",
        ),
        Mistake(
            "η begins at 1 in every step",
            _halving(afresh=True),
            "η is set back to 1 in each step. Set it once, before the loop.",
        ),
        Mistake(
            "a tenth instead of a half",
            _halving(factor=0.1),
            "Halve η: multiply it by one half.",
        ),
        Mistake(
            "one step only",
            _halving(stuck=True),
            "One step is taken. Does your loop return too early, or is the gradient computed only "
            "once, before it?",
        ),
    ),
    hints=(
        "What must you know before you take a step, and with which function do you find it out?",
        "Compare f(theta - eta * g) with f(theta). While the first is larger, η is too large.",
        "η is set before the loop over the steps. Inside it: compute g, halve in a while loop, "
        "and only then change theta.",
    ),
)


# --- the loop ---------------------------------------------------------------------------------


def _loop(
    stops: Callable[[Array, float], bool],
    sign: float = -1.0,
    behind: bool = False,
    stuck: bool = False,
) -> Callable[..., Array]:
    """Gradient descent on ½ Σ λᵢθᵢ² with one line or another changed."""

    def walk(curvatures: Array, theta: Array, eta: float, tau: float, most: int) -> Array:
        first = theta
        for _ in range(most):
            new = theta + sign * eta * curvatures * (first if stuck else theta)
            if stops(new - theta, tau):
                return theta if behind else new
            theta = new
        return theta

    return walk


def _small(change: Array, tau: float) -> bool:
    return bool(np.linalg.norm(change) < tau)


def _signed(change: Array, tau: float) -> bool:
    return bool((change < tau).all())


def _entries(change: Array, tau: float) -> bool:
    return bool((np.abs(change) < tau).all())


def _never(change: Array, tau: float) -> bool:
    return False


def _descent(rng: Generator) -> Inputs:
    slow, fast = np.sort(rng.choice(np.arange(2, 20), size=2, replace=False)) / 10
    curvatures = rng.permutation([slow, slow, fast])  # two alike: a step is longer than its entries
    return curvatures, rng.choice(np.arange(20, 60), size=3) / 10, 0.4, 0.1, 60


_REPAIR = Exercise(
    id="descent-repair",
    task="f(θ) = ½ Σ λᵢθᵢ². Descend until a step is shorter than τ; return where it ended.",
    inputs=("curvatures", "theta", "eta", "tau", "most"),
    simple=(
        (np.array([2.0]), np.array([5.0]), 0.1, 0.5, 50),
        (np.array([1.0, 1.0]), np.array([1.0, -1.0]), 0.1, 0.12, 50),
        (np.array([1.0]), np.array([8.0]), 0.1, 0.001, 3),
        (np.array([1.0]), np.array([4.0]), 1.9, 0.6, 50),
    ),
    numbers=_descent,
    reference=_loop(_small),
    mistakes=(
        Mistake(
            "as printed",
            _loop(_signed, behind=True),
            "Two lines need repair: the test lets every step to the left pass, and what is "
            "returned is the point before the step.",
        ),
        Mistake(
            "signed test",
            _loop(_signed),
            "A step to the left is a negative number, so it is below any τ. How long is it?",
        ),
        Mistake(
            "one step behind",
            _loop(_small, behind=True),
            "The point before the last step is returned, and the last step is lost.",
        ),
        Mistake(
            "entry by entry",
            _loop(_entries),
            "Each entry is below τ; the step as a whole may be longer than any of them.",
        ),
        Mistake(
            "one short entry is enough",
            _loop(lambda change, tau: bool((np.abs(change) < tau).any())),
            "One entry is below τ here, and the others may still be long.",
        ),
        Mistake(
            "entries that cancel",
            _loop(lambda change, tau: bool(abs(change.sum()) < tau)),
            "In a sum of entries one to the left and one to the right cancel, however long the "
            "step is.",
        ),
        Mistake(
            "the sum of the sizes",
            _loop(lambda change, tau: bool(np.abs(change).sum() < tau)),
            "The way along one side and then along the other is longer than the step itself.",
        ),
        Mistake(
            "the square of the length",
            _loop(lambda change, tau: bool((change**2).sum() < tau)),
            "The sum of squares is the square of the length: take its root.",
        ),
        Mistake(
            "tested the gradient",
            lambda curvatures, theta, eta, tau, most: _loop(_small)(
                curvatures, theta, eta, eta * tau, most
            ),
            "The gradient is not the step: the step is η times as long.",
        ),
        Mistake("never stops", _loop(_never), "It runs all its steps, however short they are."),
        Mistake(
            "gradient of the start",
            _loop(_small, stuck=True),
            "The gradient is needed where you are now, not where you began.",
        ),
        Mistake("wrong sign", _loop(_small, sign=1.0), "This walks uphill."),
    ),
    hints=(
        "From θ = 5 the first step is −1. Is −1 < τ? Should the loop stop there?",
        "How long is a step with several entries? np.linalg.norm tells.",
        "Two places: what is compared with τ is a length, and the point returned is the one after "
        "the step.",
    ),
)


# --- a loss that falls, and then does not ------------------------------------------------------

_QUIET, _LATE = 10, 60


def heights(start: ArrayLike, mu: float, L: float, eta: float) -> Array:
    """Return f = ½(μx² + Ly²) along the first updates from a start."""
    factors = 1 - eta * np.array([mu, L])
    path = np.asarray(start, dtype=float) * factors ** np.arange(_LATE + 1)[:, None]
    return np.asarray((path**2 @ np.array([mu, L])) / 2)


def _works(start: ArrayLike, mu: float, L: float, eta: float) -> bool:
    f = heights(start, mu, L, eta)
    return bool((np.diff(f[: _QUIET + 1]) < 0).all() and f[_LATE] > f[0])


def _start(mu: float, L: float, eta: float) -> Array:
    """The middle one of the starts (1, y) that deceive."""
    found = [y for y in np.geomspace(1.0, 1e-9, 500) if _works((1.0, y), mu, L, eta)]
    return np.array([1.0, found[len(found) // 2]])


def break_fault(answer: Any, mu: float, L: float, eta: float) -> str | None:
    """Say in which update f rises too early, or that it stays low."""
    try:
        start = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError) as error:
        return str(error)
    if start.shape != (2,):
        return f"return two numbers, x and y; this has the shape {start.shape}"
    if not np.isfinite(start).all():
        return "there is nan or inf in it"
    f = heights(start, mu, L, eta)
    rises = np.flatnonzero(np.diff(f[: _QUIET + 1]) >= 0)
    if rises.size:
        return f"f does not fall in update {rises[0] + 1}"
    if f[_LATE] <= f[0]:
        return f"after {_LATE} updates f is still below the first one"
    return None


_BREAK = Exercise(
    id="descent-break",
    task="“The loss fell in each of the first ten updates, so η is small enough.” "
    "f = ½(μx² + Ly²), and η is given. Return a start (x, y) from which f falls in each of the "
    "first ten updates, and yet is higher than at the start after sixty.",
    inputs=("mu", "L", "eta"),
    simple=((0.2, 4.0, 0.52), (0.5, 5.0, 0.5), (0.1, 2.0, 1.2)),
    numbers=lambda rng: (
        float(rng.choice([0.1, 0.2, 0.3])),
        4.0,
        float(rng.choice([0.55, 0.56, 0.6, 0.625])),
    ),
    reference=_start,
    mistakes=(
        Mistake(
            "on the axis",
            lambda mu, L, eta: np.array([1.0, 0.0]),
            "There y is 0 and stays 0: this walk arrives. What grows must be there, however small.",
            fits=lambda answer, mu, L, eta: np.shape(answer) == (2,) and float(answer[1]) == 0,
        ),
        Mistake(
            "across only",
            lambda mu, L, eta: np.array([0.0, 1.0]),
            "f rises at once. Something else has to fall faster at first: how large must x be?",
        ),
        Mistake(
            "both alike",
            lambda mu, L, eta: np.array([1.0, 1.0]),
            "The part that grows is seen at once. Which coordinate is it? Make that one smaller.",
        ),
        Mistake(
            "small all over",
            lambda mu, L, eta: np.array([1e-6, 1e-6]),
            "Only the proportion of x and y counts. Make the one that grows the smaller one.",
        ),
        Mistake(
            "the other way round",
            lambda mu, L, eta: np.array([0.01, 1.0]),
            "Along which coordinate does the walk diverge? That one must begin small.",
        ),
    ),
    hints=(
        "Multiply each coordinate by what a step makes of it. Which one grows?",
        "Each step multiplies x by 1 − ημ and y by 1 − ηL. The start should hide y behind x.",
        "Take x = 1 and try smaller and smaller y, computing f for sixty updates each time: too "
        "large, and f rises early; too small, and sixty updates do not bring it up.",
    ),
    fault=break_fault,
)

EXERCISES = (_MAKE, _REPAIR, _BREAK)
