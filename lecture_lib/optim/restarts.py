"""Starting a rule afresh so that it forgets its history, usually at a smaller rate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, NamedTuple

import numpy as np

from .rule import Array, Rule

__all__ = ["Restarted", "restart"]


class Stage(NamedTuple):
    """State of :class:`Restarted`: steps in all, the rule now in force, and its own state."""

    step: int
    rule: Rule
    inner: Any


@dataclass(frozen=True, eq=False)
class _Scaled:
    """A schedule times a constant."""

    schedule: Callable[[int], Any]
    factor: float | Array

    def __call__(self, step: int) -> Any:
        return self.factor * self.schedule(step)


def restart(rule: Rule, theta: Any, factor: float | Array = 0.5) -> tuple[Rule, Any]:
    """Return the rule at ``factor`` times its rate, and a state that remembers nothing.

    Denkowski and Neubig (2017) do this to Adam whenever the development score stalls: halve the
    rate, forget m, v and t. To restart at the same rate take ``factor=1``.

    Parameters
    ----------
    rule : Rule
        A rule with a ``learning_rate``, a number, an array or a schedule (which starts over).
    theta : ndarray
        The parameters to go on from.
    factor : float or ndarray
        What the rate is multiplied by.

    Examples
    --------
    >>> from lecture_lib.optim import Adam
    >>> rule, state = restart(Adam(learning_rate=0.01), np.zeros(2))
    >>> rule.learning_rate, state.step
    (0.005, 0)
    """
    rate = rule.learning_rate  # type: ignore[attr-defined]
    slower: Any = _Scaled(rate, factor) if callable(rate) else np.multiply(rate, factor)
    rule = replace(rule, learning_rate=slower)  # type: ignore[call-arg]
    return rule, rule.init(theta)


@dataclass(frozen=True, eq=False)
class Restarted(Rule):
    """A rule that restarts every so many steps.

    Parameters
    ----------
    rule : Rule
        The rule that takes the steps.
    every : int
        Steps between restarts.
    factor : float or ndarray
        What the rate is multiplied by at each restart.

    Examples
    --------
    >>> from lecture_lib.optim import Adam
    >>> rule = Restarted(Adam(learning_rate=0.01), every=2)
    >>> theta, state = np.zeros(1), rule.init(np.zeros(1))
    >>> for _ in range(3):
    ...     theta, state = rule.update(theta, np.ones(1), state)
    >>> state.rule.learning_rate, state.inner.step
    (0.005, 1)
    """

    rule: Rule
    every: int
    factor: float | Array = 0.5
    equations: ClassVar = {"torch": ""}

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.every < 1 or self.every != int(self.every):
            raise ValueError(f"Restarted: every is {self.every!r}; it counts steps, "
                             "so take a whole number of at least 1.")

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def label(self) -> str:
        return f"{self.rule.label}, restarted"

    @property
    def equation(self) -> str:
        return self.rule.equation

    def init(self, theta: Any) -> Stage:
        self._zeros(theta)
        return Stage(0, self.rule, self.rule.init(theta))

    def update(self, theta: Array, gradient: Array, state: Stage) -> tuple[Array, Stage]:
        step, rule, inner = state
        if step and step % self.every == 0:
            rule, inner = restart(rule, theta, self.factor)
        theta, inner = rule.update(theta, gradient, inner)
        return theta, Stage(step + 1, rule, inner)
