"""What an update rule is: frozen hyper-parameters with two pure functions, ``init`` and ``update``.

Hyper-parameters may be arrays that broadcast against θ, so a whole slider runs in one call, and
a learning rate (or a β) may be a schedule, a function of the number of steps already taken.

A :class:`Wrapper` is a rule around a rule. Code that meets either asks for :attr:`Rule.innermost`,
:meth:`Rule.with_settings`, :meth:`Rule.with_rate` or :meth:`Rule.rate_at` and need not know which.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np

from .setting import Array, Limit, Setting, checked, limit_of

__all__ = ["Array", "Rule", "Scaled", "Setting", "Steps", "Wrapper", "average", "penalised"]


class Steps(NamedTuple):
    """State of a rule that remembers nothing but how many steps it has taken."""

    step: int


@dataclass(frozen=True, eq=False)
class Scaled:
    """A schedule times a constant.

    Parameters
    ----------
    schedule : callable
        ``step -> rate``.
    factor : float or ndarray
        The constant.

    Examples
    --------
    >>> Scaled(lambda step: 1.0 / (step + 1), 0.5)(1)
    0.25
    """

    schedule: Callable[[int], Any]
    factor: float | Array

    def __call__(self, step: int) -> Any:
        return self.factor * self.schedule(step)


def penalised(gradient: Array, decay: Any, theta: Array) -> Array:
    """Add the gradient λθ of the penalty ½λ‖θ‖², the weight decay of ``torch.optim``."""
    if isinstance(decay, float) and not decay:
        return gradient
    total: Array = gradient + decay * theta
    return total


def average(beta: Any, old: Array, new: Array) -> Array:
    """Take a new sample into a decaying average: β old + (1−β) new."""
    mean: Array = beta * old + (1 - beta) * new
    return mean


@dataclass(frozen=True, eq=False)  # compared by identity: == on array settings has no truth value
class Rule:
    r"""What every update rule offers.

    A rule of one's own is a frozen dataclass with an ``update``, and with an ``init`` if it
    remembers more than how many steps it took. Fields that are declared by
    :func:`~lecture_lib.optim.setting.setting` are checked; plain ones may hold anything. Shapes
    are free: ``update`` works on arrays of any.

    Attributes
    ----------
    equations : mapping of str to str, on the class
        LaTeX of each form; the keys are the values of ``form`` that a rule knows, the usual one
        first.

    Raises
    ------
    ValueError
        A hyper-parameter outside its range or NaN (also when a schedule returns it), an unknown
        form, or, in ``init``, array hyper-parameters that do not broadcast against θ.

    Examples
    --------
    >>> from lecture_lib.optim.setting import rate
    >>> @dataclass(frozen=True, eq=False)
    ... class SignDescent(Rule):
    ...     learning_rate: Setting = rate(0.01)
    ...     equations: ClassVar = {"usual": r"\theta \leftarrow \theta - \eta\, \mathrm{sign}(g)"}
    ...
    ...     def update(self, theta, gradient, state):
    ...         eta = self.rate_at(state.step)
    ...         return theta - eta * np.sign(gradient), Steps(state.step + 1)
    >>> rule, theta = SignDescent(learning_rate=0.1), np.array([1.0, -2.0])
    >>> rule.update(theta, 2 * theta, rule.init(theta))
    (array([ 0.9, -1.9]), Steps(step=1))
    """

    equations: ClassVar[Mapping[str, str]] = {}

    def __post_init__(self) -> None:
        for declared in fields(self):
            name, value = declared.name, getattr(self, declared.name)
            limit = limit_of(declared)
            if limit is not None and not callable(value):
                object.__setattr__(self, name, checked(self.name, name, value, limit))
        if self.equations and self._form not in self.equations:
            raise ValueError(f"{self.name}: there is no form {self._form!r}. "
                             f"Choose one of {', '.join(map(repr, self.equations))}.")  # fmt: skip

    # --- the two functions

    def init(self, theta: Any) -> Any:
        """Return the state before the first step from ``theta``, an array of any shape."""
        self._zeros(theta)
        return Steps(0)

    def update(self, theta: Array, gradient: Array, state: Any) -> tuple[Array, Any]:
        """Return θ and the state after one step, given the gradient at ``theta``.

        Nothing is changed in place, and the new state does not share memory with the gradient.
        """
        raise NotImplementedError(f"{self.name} has no update of its own yet.")

    # --- settings

    @property
    def innermost(self) -> Rule:
        """The rule that takes the steps: this one, or the one inside all wrappers."""
        return self

    def with_settings(self, **settings: Any) -> Self:
        """Return the rule with other hyper-parameters; a wrapper hands them to the rule inside."""
        known = {declared.name for declared in fields(self)}
        if unknown := [name for name in settings if name not in known]:
            raise TypeError(f"{self.name} has no {' and no '.join(unknown)} to change.")
        return replace(self, **settings)

    def with_rate(self, learning_rate: Setting) -> Self:
        """Return the rule with another learning rate, inside wrappers too."""
        return self.with_settings(learning_rate=learning_rate)

    def scaled(self, factor: float | Array) -> Self:
        """Return the rule with its learning rate, which may be a schedule, times ``factor``."""
        rate = getattr(self.innermost, "learning_rate", None)
        if rate is None:
            raise TypeError(f"{self.name} has no learning_rate to scale.")
        return self.with_rate(Scaled(rate, factor) if callable(rate) else np.multiply(rate, factor))

    def rate_at(self, step: int) -> Any:
        """Return the learning rate of the update after ``step`` steps; NaN for a rule without."""
        rate = getattr(self.at(step), "learning_rate", float("nan"))
        return rate(step) if callable(rate) else rate

    def at(self, step: int) -> Self:
        """Return the rule with every schedule replaced by its number at ``step``."""
        if not self._scheduled:
            return self
        where = f" at step {step} of its schedule"
        now = copy(self)
        vars(now)["_scheduled"] = {}
        for name, limit in self._scheduled.items():
            value = getattr(self, name)(step)
            vars(now)[name] = checked(self.name, name, value, limit, where)
        return now

    def over(self, axis: int | tuple[int, ...]) -> Self:
        """Return the rule with its norms and sums, if it has any, taken over ``axis`` only.

        A batch of starts is an array too; ``over(-1)`` keeps its rows apart.
        """
        unset = getattr(self, "axis", ()) is None
        return self.with_settings(axis=axis) if unset else self

    # --- words

    @property
    def name(self) -> str:
        """The name of the rule, which also keys its colour and marker."""
        return type(self).__name__

    @property
    def label(self) -> str:
        """The name and, where it is not the usual one, the form."""
        usual = next(iter(self.equations), "")
        return self.name if self._form == usual else f"{self.name}, {self._form}"

    @property
    def equation(self) -> str:
        """The update in LaTeX, without dollar signs; empty for a rule that states none."""
        return self.equations.get(self._form, "")

    @property
    def _form(self) -> str:
        return str(getattr(self, "form", next(iter(self.equations), "")))

    # --- shapes

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape all array hyper-parameters broadcast to; ``()`` when all are numbers."""
        return self._broadcast(self._shapes())

    def _shapes(self) -> dict[str, tuple[int, ...]]:
        values = {declared.name: getattr(self, declared.name) for declared in fields(self)}
        return {name: v.shape for name, v in values.items() if isinstance(v, np.ndarray)}

    @cached_property
    def _scheduled(self) -> Mapping[str, Limit]:
        """The fields that hold a schedule, with what their numbers must stay below."""
        return {declared.name: limit for declared in fields(self)
                if (limit := limit_of(declared)) and callable(getattr(self, declared.name))
                }  # fmt: skip

    def _broadcast(self, shapes: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
        try:
            return np.broadcast_shapes(*shapes.values())
        except ValueError:
            listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
            raise ValueError(
                f"{self.name}: these shapes do not broadcast: {listed}. "
                "Give a slider of n values the shape (n, 1): learning_rate=rates[:, None]."
            ) from None

    def _zeros(self, theta: Any) -> Array:
        """Return zeros like θ, in its precision, or say that the settings do not fit its shape."""
        theta = np.asarray(theta)
        self._broadcast({"theta": theta.shape, "hyper-parameters": self.batch_shape})
        return np.zeros(theta.shape, theta.dtype if theta.dtype.kind == "f" else float)


@dataclass(frozen=True, eq=False)
class Wrapper(Rule):
    """A rule around another one, whose name, rate and settings it passes on.

    Parameters
    ----------
    rule : Rule
        The rule inside, which may be a wrapper itself.

    Examples
    --------
    >>> from lecture_lib.optim import Adam, Clipped, Restarted
    >>> rule = Restarted(Clipped(Adam(0.1)), every=5).with_rate(0.2)
    >>> rule.label, rule.innermost.learning_rate
    ('Adam, clipped, restarted', 0.2)
    """

    rule: Rule

    @property
    def innermost(self) -> Rule:
        return self.rule.innermost

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def label(self) -> str:
        return self.rule.label

    @property
    def equation(self) -> str:
        return self.rule.equation

    def init(self, theta: Any) -> Any:
        self._zeros(theta)
        return self.rule.init(theta)

    def with_settings(self, **settings: Any) -> Self:
        return replace(self, rule=self.rule.with_settings(**settings))

    def rate_at(self, step: int) -> Any:
        return self.rule.rate_at(step)

    def over(self, axis: int | tuple[int, ...]) -> Self:
        changes: dict[str, Any] = {"rule": self.rule.over(axis)}
        if getattr(self, "axis", ()) is None:
            changes["axis"] = axis
        return replace(self, **changes)

    def _shapes(self) -> dict[str, tuple[int, ...]]:
        return {**super()._shapes(), "rule": self.rule.batch_shape}
