"""Rules that remember in which direction they were going: heavy ball and Nesterov's method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from . import printed
from .rule import Array, Rule, Setting, penalised
from .setting import decay, memory, rate

__all__ = ["Momentum", "Nesterov", "Velocity", "growing_momentum"]


class Velocity(NamedTuple):
    """State of momentum: steps taken, and the decaying sum of gradients."""

    step: int
    velocity: Array


@dataclass(frozen=True, eq=False)
class Momentum(Rule):
    r"""Heavy ball: the step is a decaying sum, or average, of past gradients.

    .. math:: v \leftarrow \beta v + g, \qquad \theta \leftarrow \theta - \eta v

    Parameters
    ----------
    learning_rate : float, ndarray or schedule
        η.
    beta : float, ndarray or schedule
        β, the weight of the past, 0 ≤ β < 1 (in the printed form: the weight of the present).
    form : {"torch", "polyak", "averaged", "printed"}
        ``"torch"`` as above. ``"polyak"`` (Polyak 1964; Flanigan) keeps η inside,
        v ← βv + ηg, θ ← θ − v: the same path for constant η, another as soon as η changes
        (erratum E-F9). ``"averaged"`` is v ← βv + (1−β)g with η outside, whose long-run step is
        η and not η/(1−β). ``"printed"`` is Glavaš's slide, v ← βηg + (1−β)v: β and 1−β are
        exchanged against its own words (erratum E-G5).
    initial : {"zero", "first", "debiased"}, optional
        How an average starts: at 0, at the first gradient with its full weight (the slide, and
        ``torch.optim.SGD(dampening=beta)``; see E-G6), or at 0 and divided by 1 − βᵗ.
        Default: "first" for the printed form, otherwise "zero".
    weight_decay : float or ndarray
        λ, added as λθ to the gradient.

    Raises
    ------
    ValueError
        As for every :class:`Rule`; an unknown ``initial``, or ``"debiased"`` for a sum, which has
        no bias.

    Notes
    -----
    The default equals ``torch.optim.SGD(momentum=beta)``. Flanigan's m is −v of form "polyak".

    Examples
    --------
    >>> import numpy as np
    >>> rule = Momentum(learning_rate=0.1, beta=0.5)
    >>> theta, state = np.array(1.0), rule.init(1.0)
    >>> for _ in range(3):
    ...     theta, state = rule.update(theta, theta, state)
    >>> print(f"{theta:.4f} {state.velocity:.4f}")
    0.6140 1.4600
    """

    learning_rate: Setting = rate(1e-3)
    beta: Setting = memory(0.9)
    form: str = "torch"
    initial: str | None = None
    weight_decay: float | Array = decay()
    equations: ClassVar = {
        "torch": r"v \leftarrow \beta v + g, \quad \theta \leftarrow \theta - \eta v",
        **printed.MOMENTUM,
    }

    def __post_init__(self) -> None:
        super().__post_init__()
        initial = self.initial or ("first" if self.form == "printed" else "zero")
        if initial not in ("zero", "first", "debiased"):
            raise ValueError(f"Momentum: initial is {initial!r}. "
                             "Choose one of 'zero', 'first', 'debiased'.")  # fmt: skip
        if initial == "debiased" and self.form in ("torch", "polyak"):
            raise ValueError(f"Momentum: form {self.form!r} is a sum and has no bias to correct. "
                             "Take form='averaged'.")  # fmt: skip
        object.__setattr__(self, "initial", initial)

    def init(self, theta: Any) -> Velocity:
        return Velocity(0, self._zeros(theta))

    def update(self, theta: Array, gradient: Array, state: Velocity) -> tuple[Array, Velocity]:
        now: Any = self.at(state.step)
        gradient = penalised(gradient, now.weight_decay, theta)
        if self.form in printed.MOMENTUM:
            theta, velocity = printed.momentum(now, theta, gradient, *state)
        else:
            velocity = now.beta * state.velocity + gradient
            theta = theta - now.learning_rate * velocity
        return theta, Velocity(state.step + 1, velocity)


@dataclass(frozen=True, eq=False)
class Nesterov(Rule):
    r"""Momentum that measures the slope where the momentum is about to take it.

    .. math:: v \leftarrow \beta v + g, \qquad \theta \leftarrow \theta - \eta (g + \beta v)

    The θ of this form is the look-ahead point: the slide's m ← βm − ηg(θ + βm), θ ← θ + m has
    its own θ at :meth:`position` (erratum E-F9).

    Parameters
    ----------
    learning_rate : float, ndarray or schedule
        η.
    beta : float, ndarray or schedule
        β; :func:`growing_momentum` for the (k−1)/(k+2) that the rate O(1/k²) needs and a constant
        β does not give (erratum E-F1). With a schedule, step t adds with β(t) and looks ahead
        with β(t+1).
    weight_decay : float or ndarray
        λ, added as λθ to the gradient.

    Notes
    -----
    Equal to ``torch.optim.SGD(momentum=beta, nesterov=True)``. Source: Nesterov (1983),
    Sutskever et al. (2013).

    Examples
    --------
    >>> import numpy as np
    >>> rule = Nesterov(learning_rate=0.1, beta=0.5)
    >>> theta, state = rule.update(np.array(1.0), np.array(1.0), rule.init(1.0))
    >>> print(f"{theta:.4f} {rule.position(theta, state):.4f}")
    0.8500 0.9000
    """

    learning_rate: Setting = rate(1e-3)
    beta: Setting = memory(0.9)
    weight_decay: float | Array = decay()
    equations: ClassVar = {
        "torch": r"v \leftarrow \beta v + g, \quad \theta \leftarrow \theta - \eta (g + \beta v)"
    }

    def init(self, theta: Any) -> Velocity:
        return Velocity(0, self._zeros(theta))

    def update(self, theta: Array, gradient: Array, state: Velocity) -> tuple[Array, Velocity]:
        step, velocity = state
        now: Any = self.at(step)
        following: Any = self.at(step + 1)
        gradient = penalised(gradient, now.weight_decay, theta)
        velocity = now.beta * velocity + gradient
        ahead = gradient + following.beta * velocity
        return theta - now.learning_rate * ahead, Velocity(step + 1, velocity)

    def position(self, theta: Array, state: Velocity) -> Any:
        """Return the θ of the slide, from which ``theta`` looks ahead by one momentum step."""
        now: Any = self.at(state.step)
        rate = self.rate_at(max(state.step - 1, 0))
        return theta + rate * now.beta * state.velocity


def growing_momentum(step: int) -> float:
    """Return Nesterov's (k−1)/(k+2) at update k = ``step``, which gives the rate O(1/k²).

    Parameters
    ----------
    step : int
        Steps already taken; as a schedule, ``Nesterov(beta=growing_momentum)``, it is asked anew
        at every step.

    Examples
    --------
    >>> [round(growing_momentum(k), 3) for k in (0, 1, 2, 100)]
    [0.0, 0.0, 0.25, 0.971]
    """
    return max(0.0, (step - 1) / (step + 2))
