"""Exercise of notebook 09, *adaptive steps*: does a rule depend on the scale of the loss?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
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


def _by_halves(gradients: Array) -> Array:
    """Steps along the gradient, halved until they are short: a factor of 2, 4, 8 is forgotten."""
    length = np.linalg.norm(gradients, axis=1, keepdims=True)
    _, power = np.frexp(np.where(length > 0, length, 1))
    return np.asarray(-0.3 * np.ldexp(gradients, -power))


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
    Box(_by_halves, invariant=False),
)


def _tries(seed: int = 0, steps: int = 6) -> Array:
    return np.random.default_rng(seed).normal(size=(steps, 3))


def _same(rule: Box, factor: float, gradients: Array) -> bool:
    return bool(np.allclose(rule(factor * gradients), rule(gradients), rtol=1e-6, atol=1e-9))


def _equivariant(rule: Box) -> bool:
    gradients = _tries()
    return bool(np.allclose(rule(3 * gradients), 3 * rule(gradients)))


def _each(judge: Callable[[Box], bool]) -> Callable[[Sequence[Box]], list[bool]]:
    """Judge one box after the other."""
    return lambda rules: [judge(rule) for rule in rules]


def _are(answer: Any, truths: Sequence[bool]) -> bool:
    return (
        isinstance(answer, (list, tuple, np.ndarray))
        and len(answer) == len(truths)
        and all(isinstance(a, (bool, np.bool_)) for a in answer)
        and list(map(bool, answer)) == list(map(bool, truths))
    )


def _deceived(answer: Any, rules: Sequence[Box]) -> bool:
    """Whether only boxes that forget some factors were taken for such as forget all."""
    if not isinstance(answer, (list, tuple, np.ndarray)):
        return False
    partly = (_by_halves, _clipped)
    return _are(
        answer,
        [
            bool(said) if box.steps in partly else box.invariant
            for said, box in zip(answer, rules, strict=False)
        ],
    )


def _fault(answer: Any, rules: Sequence[Box]) -> str | None:
    if _are(answer, [box.invariant for box in rules]):
        return None
    fitting = (
        isinstance(answer, (list, tuple, np.ndarray))
        and len(answer) == len(rules)
        and all(isinstance(a, (bool, np.bool_)) for a in answer)
    )
    return "" if fitting else "return a list that holds True or False for each rule"


def _all_boxes(rng: np.random.Generator) -> Inputs:
    return ([_BOXES[k] for k in rng.permutation(len(_BOXES))],)


_JUDGE = Exercise(
    id="adaptive-judge",
    task="Each rule takes an array of gradients, one row a step, and returns θ after each step. "
    "Return a list: for each rule True if its path stays the same when all gradients are "
    "multiplied by a positive number, whatever the number, and False otherwise.",
    inputs=("rules",),
    simple=(([*_BOXES[:3]],), ([*_BOXES[3:7]],), ([*_BOXES[7:]],)),
    numbers=_all_boxes,
    reference=_each(lambda rule: rule.invariant),
    mistakes=(
        Mistake(
            "always True",
            _each(lambda rule: True),
            "Not every rule is. What does gradient descent do with gradients that are ten times "
            "as large?",
        ),
        Mistake(
            "always False",
            _each(lambda rule: False),
            "Some are. Only positive numbers are meant: a negative one turns every path round. And "
            "compare with a tolerance, as np.allclose does.",
        ),
        Mistake(
            "only the first step",
            _each(
                lambda rule: (
                    _same(rule, 1e-3, _tries(steps=1)) and _same(rule, 1e3, _tries(steps=1))
                )
            ),
            "One box makes a first step that is always the same, and then others. Compare whole "
            "paths of several steps.",
        ),
        Mistake(
            "only larger gradients",
            _each(lambda rule: _same(rule, 1e3, 3 * _tries())),
            "One box forgets the size of long gradients only. Try very small ones as well.",
        ),
        Mistake(
            "only a factor of 2",
            _each(lambda rule: _same(rule, 2, 3 * _tries())),
            "One box forgets factors of 2, 4, 8 and so on, another the size of long gradients. Try "
            "other numbers, small ones and large ones.",
            _deceived,
        ),
        Mistake(
            "the path grows along",
            _each(_equivariant),
            "You ask whether the path grows as the gradients do. Asked is whether it stays the "
            "same.",
        ),
        Mistake(
            "the opposite",
            _each(lambda rule: not rule.invariant),
            "Exactly the other way round: True is for paths that stay the same.",
        ),
    ),
    hints=(
        "Make up some gradients, several rows of them, and run each rule twice.",
        "Run it on the gradients and on the gradients times a number; compare the paths with "
        "np.allclose.",
        "Take a very small and a very large number. A rule passes only if both paths are like "
        "the first.",
    ),
    fault=_fault,
    same=_are,
)

EXERCISES = (_JUDGE,)
