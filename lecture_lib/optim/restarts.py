"""Starting a rule afresh so that it forgets its history, usually at a smaller rate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from .rule import Array, Rule, Wrapper
from .setting import setting

__all__ = ["Restarted", "Stage", "restart"]


class Stage(NamedTuple):
    """State of :class:`Restarted`: steps in all, and the state of the rule since its restart."""

    step: int
    inner: Any


def restart(rule: Rule, theta: Any, factor: float | Array = 0.5) -> tuple[Rule, Any]:
    """Return the rule at ``factor`` times its rate, and a state that remembers nothing.

    Denkowski and Neubig (2017) do this to Adam whenever the development score stalls: halve the
    rate, forget m, v and t. To restart at the same rate take ``factor=1``.

    Parameters
    ----------
    rule : Rule
        A rule with a ``learning_rate``, a number, an array or a schedule (which starts over), or
        a wrapper around one.
    theta : ndarray
        The parameters to go on from.
    factor : float or ndarray
        What the rate is multiplied by.

    Examples
    --------
    >>> import numpy as np
    >>> from lecture_lib.optim import Adam
    >>> rule, state = restart(Adam(learning_rate=0.01), np.zeros(2))
    >>> rule.learning_rate, state.step
    (0.005, 0)
    """
    rule = rule.scaled(factor)
    return rule, rule.init(theta)


@dataclass(frozen=True, eq=False)
class Restarted(Wrapper):
    """A rule that restarts every so many steps.

    Parameters
    ----------
    rule : Rule
        The rule that takes the steps, with a learning rate; a schedule starts over.
    every : int
        Steps between restarts.
    factor : float or ndarray
        What the rate is multiplied by at each restart.

    Raises
    ------
    ValueError
        ``every`` is not a whole number of at least 1, or ``factor`` is negative or NaN.
    TypeError
        The rule has no learning rate.

    Examples
    --------
    >>> import numpy as np
    >>> from lecture_lib.optim import Adam
    >>> rule = Restarted(Adam(learning_rate=0.01), every=2)
    >>> theta, state = np.zeros(1), rule.init(np.zeros(1))
    >>> for _ in range(3):
    ...     theta, state = rule.update(theta, np.ones(1), state)
    >>> rule.rate_at(2), state.inner.step
    (0.005, 1)
    """

    every: int
    factor: float | Array = setting(0.5, "Take 0.5 to halve the rate")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.every < 1 or self.every != int(self.every):
            raise ValueError(f"Restarted: every is {self.every!r}; it counts steps, "
                             "so take a whole number of at least 1.")  # fmt: skip
        self.rule.scaled(self.factor)  # says so if there is no rate to scale

    @property
    def label(self) -> str:
        return f"{self.rule.label}, restarted"

    def init(self, theta: Any) -> Stage:
        return Stage(0, super().init(theta))

    def update(self, theta: Array, gradient: Array, state: Stage) -> tuple[Array, Stage]:
        step, inner = state
        stage, since = divmod(step, self.every)
        if step and not since:
            inner = self.rule.init(theta)
        theta, inner = self._rule_of(stage).update(theta, gradient, inner)
        return theta, Stage(step + 1, inner)

    def rate_at(self, step: int) -> Any:
        stage, since = divmod(step, self.every)
        return self.factor**stage * self.rule.rate_at(since)

    def _rule_of(self, stage: int) -> Rule:
        """The rule after so many restarts, made once and not at every step."""
        if stage not in self._made:
            self._made[stage] = self.rule.scaled(self.factor**stage)
        return self._made[stage]

    @cached_property
    def _made(self) -> dict[int, Rule]:
        return {0: self.rule}
