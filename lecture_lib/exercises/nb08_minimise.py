"""Exercise of notebook 08: momentum, written for a bowl."""

from __future__ import annotations

from copy import copy
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


class Slope:
    """The gradient of a bowl, which answers only so many times."""

    def __init__(self, curvatures: ArrayLike, seed: int, steps: int) -> None:
        rng = np.random.default_rng(seed)
        self.curvatures = np.asarray(curvatures, dtype=float)
        size = len(self.curvatures)
        turn, _ = np.linalg.qr(rng.standard_normal((size, size)))
        self.hessian: Array = turn * self.curvatures @ turn.T
        self.minimum: Array = rng.normal(0, 2, size)
        self.start: Array = self.minimum + turn @ rng.choice([-1.0, 1.0], size)
        self.steps, self.asked = steps, 0

    def __call__(self, theta: ArrayLike) -> Array:
        self.asked += 1
        if self.asked > self.steps:
            raise RuntimeError(f"the gradient was asked more than {self.steps} times")
        return np.asarray(self.hessian @ (np.asarray(theta, dtype=float) - self.minimum))

    def __deepcopy__(self, memo: dict[int, Any]) -> Slope:
        fresh = copy(self)  # nothing else changes; each attempt counts anew
        fresh.asked = 0
        return fresh

    def __repr__(self) -> str:
        return "the gradient of a bowl"

    def left(self, theta: ArrayLike) -> float:
        """The part of the first distance that is left at a point."""
        far = np.linalg.norm(self.start - self.minimum)
        return float(np.linalg.norm(np.asarray(theta) - self.minimum) / far)

    def plain(self) -> float:
        """The part that gradient descent leaves with its best constant rate."""
        low, high = self.curvatures[[0, -1]]
        return self.left(_walk(self, 2 / (low + high)))


def _walk(slope: Slope, rate: float, beta: float = 0.0, new: float = 1.0) -> Array:
    """Run v ← βv + new·g, θ ← θ − ηv without counting."""
    theta, v = slope.start, np.zeros_like(slope.start)
    for _ in range(slope.steps):
        v = beta * v + new * (slope.hessian @ (theta - slope.minimum))
        theta = theta - rate * v
    return np.asarray(theta)


@np.errstate(all="ignore")  # an answer may be infinite
def _is_plain(answer: Any, gradient: Slope, *_: Any) -> bool:
    """Whether gradient descent ends there, at whatever rate the flattest mode tells of."""
    curvatures, modes = np.linalg.eigh(gradient.hessian)
    now, before = (
        modes[:, 0] @ (np.asarray(p) - gradient.minimum) for p in (answer, gradient.start)
    )
    if not now / before > 0:
        return False
    rate = (1 - (now / before) ** (1 / gradient.steps)) / curvatures[0]
    return bool(np.allclose(answer, _walk(gradient, rate), rtol=0, atol=1e-8))


def _bowl(kappa: float, seed: int, top: float, steps: int) -> Inputs:
    slope = Slope(np.geomspace(top / kappa, top, 6), seed, steps)
    return slope, slope.start, top, steps


def make_fault(answer: Any, gradient: Slope, theta: Array, L: float, steps: int) -> str | None:
    """Compare what is left with a tenth of what gradient descent at its best leaves."""
    try:
        end = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError) as error:
        return str(error)
    if end.shape != np.shape(theta):
        return f"return θ, of the shape {np.shape(theta)}; this has the shape {end.shape}"
    if not np.isfinite(end).all() or gradient.left(end) > 1:
        return (
            "it ends farther from the minimum than it began. Is η too large, a sign wrong, or "
            "does θ move before v has taken the gradient in?"
        )
    goal = gradient.plain() / 10
    if gradient.left(end) <= goal:
        return None
    return f"{gradient.left(end):.2g} of the distance is left, and {goal:.2g} is allowed"


_MAKE = Exercise(
    id="momentum-make",
    task="Write gradient descent with momentum. Given the gradient of a bowl as a function, a "
    "start, the largest curvature L and a number of steps, return the last θ: with at most a tenth "
    "of the distance that gradient descent leaves at its best constant rate. μ is not told.",
    inputs=("gradient", "theta", "L", "steps"),
    simple=(_bowl(200.0, 1, 4.0, 300), _bowl(500.0, 2, 50.0, 300)),
    numbers=lambda rng: _bowl(
        float(rng.choice([200.0, 300.0, 400.0])),
        int(rng.integers(1000)),
        float(rng.choice([0.5, 2.0, 10.0])),
        300,
    ),
    reference=lambda gradient, theta, L, steps: _walk(gradient, 1 / L, 0.9),
    mistakes=(
        Mistake(
            "no memory",
            lambda gradient, theta, L, steps: _walk(gradient, 1 / L),
            "This is plain gradient descent. Does v keep its value from one step to the next?",
            fits=_is_plain,
        ),
        Mistake(
            "η twice",
            lambda gradient, theta, L, steps: _walk(gradient, 1 / L, 0.9, 1 / L),
            "The learning rate enters twice, in v and in the step of θ. One of them is enough.",
        ),
        Mistake(
            "steps of an average",
            lambda gradient, theta, L, steps: _walk(gradient, 1 / L, 0.9, 0.1),
            "These steps are as short as an average's: either v averages the gradients, or η is "
            "too small by the factor 1 − β.",
        ),
        Mistake(
            "too much memory",
            lambda gradient, theta, L, steps: _walk(gradient, 1 / L, 0.99),
            "The factor is at least √β. How much does it leave after all the steps?",
        ),
        Mistake(
            "up the hill",
            lambda gradient, theta, L, steps: _walk(gradient, -1 / L, 0.9),
            "θ moves against v: look at the sign.",
        ),
    ),
    hints=(
        "What must be kept from one step to the next, besides θ?",
        "Begin with v = 0. In each step add to β times the old v the gradient at θ; then move.",
        "A rate of 1/L is safe without knowing μ. And β? A mode on the floor shrinks by √β a "
        "step; the flat ones should come close to it.",
    ),
    fault=make_fault,
)


EXERCISES = (_MAKE,)
