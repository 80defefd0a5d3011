"""An exercise of notebook 00, *start here*: repair a loop that gives no error."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


def _loop(
    sign: float = -1.0, afresh: bool = True, frozen: bool = False, factor: float = 2.0,
    less: int = 0, begin: float = 0.0,
) -> Callable[..., float]:  # fmt: skip
    """Fit ŷ = wx by squared error, with one line or another changed."""

    def fit(x: Array, y: Array, eta: float, steps: int) -> float:
        w, g = begin, 0.0
        for _ in range(steps - less):
            slope = factor * float(np.mean(((0.0 if frozen else w) * x - y) * x))
            g = slope if afresh else g + slope
            w += sign * eta * g
        return w

    return fit


def _late(x: Array, y: Array, eta: float, steps: int) -> float:
    w, before = 0.0, 0.0
    for _ in range(steps):
        slope = 2 * float(np.mean((before * x - y) * x))
        before, w = w, w - eta * slope
    return w


def _step_first(x: Array, y: Array, eta: float, steps: int) -> float:
    w, g = 0.0, 0.0
    for _ in range(steps):
        w -= eta * g
        g += 2 * float(np.mean((w * x - y) * x))
    return w


def _direction(x: Array, y: Array, eta: float, steps: int) -> float:
    w = _loop(less=1)(x, y, eta, steps)
    return 2 * float(np.mean((w * x - y) * x))


def _replaced(x: Array, y: Array, eta: float, steps: int) -> float:
    w = 0.0
    for _ in range(steps):
        w = -eta * 2 * float(np.mean((w * x - y) * x))
    return w


def _line(rng: Generator) -> Inputs:
    x = rng.permutation([-1.0, 0.5, 1.0, 2.0])
    return x, x * float(rng.choice([-2.0, 1.5, 3.0])) + 0.25, 0.1, int(rng.integers(4, 9))


_LOOP = Exercise(
    id="start-loop",
    task="Repair the loop: ŷ = wx is fitted to points (x, y) by gradient descent on the mean "
    "squared error, from w = 0. Two lines are wrong, or stand in the wrong place. Return w after "
    "all steps.",
    inputs=("x", "y", "eta", "steps"),
    simple=(
        (np.array([1.0]), np.array([2.0]), 0.25, 2),
        (np.array([1.0, 2.0]), np.array([3.0, 6.0]), 0.1, 5),
    ),
    numbers=_line,
    reference=_loop(),
    mistakes=(
        Mistake(
            "as printed",
            _loop(afresh=False, frozen=True),
            "This is the loop as printed. Its first step is right, and from the second on its "
            "steps are too long. From what are they made?",
        ),
        Mistake(
            "uphill",
            _loop(sign=1.0),
            "w walks uphill: it goes with the slope, and the error grows.",
        ),
        Mistake(
            "the old slopes are still in it",
            _loop(afresh=False),
            "The error is now that of each new w. But in the second step, what is still in g? "
            "Run D had the same.",
        ),
        Mistake(
            "slope of the start",
            _loop(frozen=True),
            "The slope is that of w = 0 in every step, so that all steps are equally long. What in "
            "it has to be computed anew when w has moved?",
        ),
        Mistake(
            "summed over the points",
            lambda x, y, eta, steps: _loop(factor=2.0 * len(x))(x, y, eta, steps),
            "The error is a mean over the points, and this is a sum.",
        ),
        Mistake(
            "w is replaced",
            _replaced,
            "w becomes the step itself. The step is taken from where w is.",
        ),
        Mistake(
            "all the way at once",
            lambda x, y, eta, steps: float(x @ y / (x @ x)),
            "That is the w that fits best. Asked for is how far the loop has come after its steps.",
        ),
        Mistake("without the 2", _loop(factor=1.0), "The derivative of a square has a factor 2."),
        Mistake("one step only", lambda x, y, eta, steps: _loop()(x, y, eta, 1),
                "One step is taken. Does the function return inside the loop, or does the step "
                "stand behind it?"),
        Mistake("another start", _loop(begin=1.0), "This one starts at w = 1. Asked for is w = 0."),
        Mistake("one step late", _late,
                "The error is computed anew, but the slope is made before it, from the last one."),
        Mistake("the slope", _direction,
                "That is the last slope. Asked for is where w is after the last step."),
        Mistake("one step fewer", _loop(less=1),
                "One step is missing. Is it the last? Or does w move before there is a new slope, "
                "so that the first step has none?"),
        Mistake("the step stands first", _step_first,
                "w moves before there is a new slope, and the old slopes are still in g."),
        Mistake("one step more", _loop(less=-1),
                "That is w after one step too many. How often does the loop run?"),
        Mistake("one number", lambda x, y, eta, steps: 1.0,
                "That is one and the same number for all points and all steps. Is w returned, and "
                "does it move?",
                fits=lambda answer, x, y, eta, steps: (
                    np.ndim(answer) == 0 and float(answer) in (0.0, 1.0, 1.5, 1.75)
                )),
    ),
    hints=(
        "Take one point, x = 1 and y = 2, and two steps by hand. Which numbers of the second step "
        "are not those of the first?",
        "Before the second step, ask of each of w, error and g: is it new, or is it an old one?",
        "An error says how far off the w is that made it. And a step needs one slope, that of now.",
    ),
)  # fmt: skip

EXERCISES = (_LOOP,)
