"""Exercise of notebook 09, *adaptive steps*: does a rule depend on the scale of the loss?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..lessons.checking import Exercise, Mistake
from ..optim import AdaGrad, Adam, GradientDescent, Momentum, RMSProp, Rule

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Box:
    """A rule that shows only what it does with gradients, one row a step, from θ = 0."""

    steps: Callable[[Array], Array]
    invariant: bool

    def __call__(self, gradients: ArrayLike) -> Array:
        rows = np.asarray(gradients, dtype=float)
        flat = rows.reshape(len(rows), -1) if rows.ndim else rows.reshape(1, 1)
        with np.errstate(all="ignore"):
            path = np.cumsum(self.steps(flat), axis=0)
        return np.asarray(path.reshape(rows.shape))

    def __repr__(self) -> str:
        return "a rule in a box"


def _of(rule: Rule) -> Callable[[Array], Array]:
    """The steps of a rule of the library."""

    def steps(gradients: Array) -> Array:
        theta = np.zeros(gradients.shape[1])
        state, path = rule.init(theta), [theta]
        for g in gradients:
            theta, state = rule.update(path[-1], g, state)
            path.append(theta)
        return np.diff(path, axis=0)

    return steps


def _clipped(gradients: Array) -> Array:
    """Steps along the gradient, at most 1 long: only long gradients lose their size."""
    length = np.linalg.norm(gradients, axis=1, keepdims=True)
    return np.asarray(-0.1 * gradients / np.maximum(length, 1))


def _unit(gradients: Array) -> Array:
    """Steps along the gradient, all equally long."""
    length = np.linalg.norm(gradients, axis=1, keepdims=True)
    return np.asarray(-0.1 * gradients / np.where(length > 0, length, 1))


def _tiring(gradients: Array) -> Array:
    """Steps by the sign, shorter with all that was seen *before*: the first one is invariant."""
    seen = np.cumsum(np.abs(gradients), axis=0) - np.abs(gradients)
    return np.asarray(-0.1 * np.sign(gradients) / (1 + seen))


_TINY = 1e-200
_BOXES: tuple[Box, ...] = (
    Box(_of(GradientDescent(0.1)), invariant=False),
    Box(_of(Adam(0.1, epsilon=_TINY)), invariant=True),
    Box(_clipped, invariant=False),
    Box(_of(RMSProp(0.1, 0.9, epsilon=_TINY)), invariant=True),
    Box(_of(AdaGrad(0.1, form="printed")), invariant=False),
    Box(_tiring, invariant=False),
    Box(_unit, invariant=True),
    Box(_of(Momentum(0.1, 0.9)), invariant=False),
    Box(_of(AdaGrad(0.1, epsilon=_TINY)), invariant=True),
    Box(_of(Adam(0.1, epsilon=1.0)), invariant=False),
)


def _tries(seed: int = 0, steps: int = 6) -> Array:
    return np.random.default_rng(seed).normal(size=(steps, 3))


def _same(rule: Box, factor: float, gradients: Array) -> bool:
    return bool(np.allclose(rule(factor * gradients), rule(gradients), rtol=1e-6, atol=1e-9))


def _exactly(rule: Box) -> bool:
    gradients = _tries()
    return bool(np.array_equal(rule(3 * gradients), rule(gradients)))


def _equivariant(rule: Box) -> bool:
    gradients = _tries()
    return bool(np.allclose(rule(3 * gradients), 3 * rule(gradients)))


def _is(answer: Any, truth: bool) -> bool:
    return isinstance(answer, (bool, np.bool_)) and bool(answer) == truth


_JUDGE = Exercise(
    id="adaptive-judge",
    task="rule(gradients) returns θ after each step, one row for each gradient. Return True if the "
    "path stays the same when all gradients are multiplied by a positive number, whatever the "
    "number; False otherwise.",
    inputs=("rule",),
    simple=tuple((box,) for box in _BOXES),
    numbers=lambda rng: (_BOXES[int(rng.integers(len(_BOXES)))],),
    reference=lambda rule: rule.invariant,
    mistakes=(
        Mistake(
            "always True",
            lambda rule: True,
            "Not every rule is. What does gradient descent do with gradients that are ten times "
            "as large?",
        ),
        Mistake(
            "always False",
            lambda rule: False,
            "Some are. Compare the two paths with a tolerance, as `np.allclose` does.",
        ),
        Mistake(
            "only the first step",
            lambda rule: _same(rule, 1e-3, _tries(steps=1)) and _same(rule, 1e3, _tries(steps=1)),
            "One box makes a first step that is always the same, and then others. Compare whole "
            "paths of several steps.",
        ),
        Mistake(
            "only larger gradients",
            lambda rule: _same(rule, 1e3, 3 * _tries()),
            "One box forgets the size of long gradients only. Try very small ones as well.",
        ),
        Mistake(
            "only smaller gradients",
            lambda rule: _same(rule, 1e-3, 1e-4 * _tries()),
            "Some boxes treat all small gradients alike. Try large ones as well.",
        ),
        Mistake(
            "not the same to the last bit",
            _exactly,
            "Rounding makes two right paths differ in the last digit. Compare with a tolerance.",
        ),
        Mistake(
            "the path grows along",
            _equivariant,
            "You ask whether the path grows as the gradients do. Asked is whether it stays the "
            "same.",
        ),
        Mistake(
            "the opposite",
            lambda rule: not rule.invariant,
            "Exactly the other way round: True is for paths that stay the same.",
        ),
    ),
    hints=(
        "Make up some gradients, several rows of them, and run the rule twice.",
        "Run it on the gradients and on the gradients times a number; compare the paths with "
        "`np.allclose`.",
        "Take a very small and a very large number, and return True only if both paths are like "
        "the first.",
    ),
    fault=lambda answer, rule: (
        None
        if _is(answer, rule.invariant)
        else "return True or False"
        if not isinstance(answer, (bool, np.bool_))
        else ""
    ),
    same=lambda answer, other: _is(answer, bool(other)),
)


EXERCISES = (_JUDGE,)
