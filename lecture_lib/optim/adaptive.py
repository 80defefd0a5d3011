"""Update rules that give every parameter a step size of its own.

All keep a running measure of squared gradients and divide by its root. They differ in what is
averaged, in how the start is corrected and in where ε goes, which the forms make visible.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from .rule import Array, Rule, Setting

__all__ = ["AdaGrad", "Adam", "AdamW", "Moments", "RMSProp", "Squares"]


class Squares(NamedTuple):
    """State of AdaGrad and RMSProp: steps, squared gradients; for RMSProp mean and momentum."""

    step: int
    square: Array
    mean: Array
    velocity: Array


class Moments(NamedTuple):
    """State of Adam's family: steps, first moment, second moment, largest second moment (or,
    in NAdam, the product of the momenta so far)."""

    step: int
    m: Array
    v: Array
    extra: Any


def _root(second: Array, epsilon: Any, inside: bool) -> Any:
    """√second + ε, or √(second + ε), which for small gradients acts like a √ε outside."""
    return np.sqrt(second + epsilon) if inside else np.sqrt(second) + epsilon


def _ema(beta: Any, old: Array, new: Array, fresh: bool = False) -> Any:
    """β old + (1−β) new; ``fresh`` starts the average at its first sample, as on the slides."""
    return old + new if fresh else beta * old + (1 - beta) * new  # old is still zero when fresh


@dataclass(frozen=True, eq=False)
class AdaGrad(Rule):
    r"""Divide by the root of the sum of all squared gradients so far.

    .. math:: s \leftarrow s + g^2, \qquad
              \theta \leftarrow \theta - \eta g / (\sqrt s + \varepsilon)

    Parameters
    ----------
    learning_rate : float, ndarray or schedule
        η.
    epsilon : float or ndarray
        ε; 0 is Flanigan's slide, where a component that never had a gradient is 0/0
        (erratum E-F5).
    form : {"torch", "printed"}
        ``"printed"`` is Glavaš's slide, θ ← θ − η g/s: no root, no ε, so the step grows like
        1/g where the loss is flat (erratum E-G2).
    epsilon_inside : bool
        √(s + ε), as optax writes it.
    learning_rate_decay : float
        η becomes η/(1 + (t−1)·decay).
    initial_accumulator : float
        Where s starts; torch and the paper 0, optax 0.1.
    weight_decay : float or ndarray
        λ, added as λθ to the gradient.

    Notes
    -----
    The default equals ``torch.optim.Adagrad``. Source: Duchi, Hazan and Singer (2011).

    Examples
    --------
    >>> rule = AdaGrad(learning_rate=0.1)
    >>> theta, _ = rule.update(np.zeros(2), np.array([-4.0, 100.0]), rule.init(np.zeros(2)))
    >>> print(theta.round(6))
    [ 0.1 -0.1]
    """

    learning_rate: Setting = 1e-2
    epsilon: float | Array = 1e-10
    form: str = "torch"
    epsilon_inside: bool = False
    learning_rate_decay: float | Array = 0.0
    initial_accumulator: float | Array = 0.0
    weight_decay: float | Array = 0.0
    equations: ClassVar = {
        "torch": r"s \leftarrow s + g^2, \quad "
                 r"\theta \leftarrow \theta - \eta\, g / (\sqrt{s}+\varepsilon)",
        "printed": r"s \leftarrow s + g^2, \quad \theta \leftarrow \theta - \eta\, g / s",
    }

    def init(self, theta: Any) -> Squares:
        zeros = self._zeros(theta)
        return Squares(0, zeros + self.initial_accumulator, zeros, zeros)

    def update(self, theta: Array, gradient: Array, state: Squares) -> tuple[Array, Squares]:
        step, gradient = state.step, self._penalised(theta, gradient)
        rate = self._at("learning_rate", step) / (1 + step * self.learning_rate_decay)
        square = state.square + gradient * gradient
        below = (square if self.form == "printed"
                 else _root(square, self.epsilon, self.epsilon_inside))
        return theta - rate * gradient / below, state._replace(step=step + 1, square=square)


@dataclass(frozen=True, eq=False)
class RMSProp(Rule):
    r"""Divide by the root of a decaying mean of squared gradients.

    .. math:: s \leftarrow \beta s + (1-\beta) g^2, \qquad
              \theta \leftarrow \theta - \eta g / (\sqrt s + \varepsilon)

    Parameters
    ----------
    learning_rate : float, ndarray or schedule
        η.
    beta : float, ndarray or schedule
        β; 0.99 in torch (which calls it alpha), 0.9 in Hinton's lecture.
    epsilon : float or ndarray
        ε; 0 is Flanigan's slide (erratum E-F5).
    centred : bool
        Divide by the root of the variance s − ḡ² instead.
    momentum : float or ndarray
        Weight of the past step; 0 for none.
    form : {"torch", "printed"}
        ``"printed"`` is Glavaš's slide, θ ← θ − η g/s with s₁ = g₁²: the root that the name
        announces is missing (erratum E-G3).
    epsilon_inside : bool
        √(s + ε), the default of optax.
    weight_decay : float or ndarray
        λ, added as λθ to the gradient.

    Notes
    -----
    The default equals ``torch.optim.RMSprop``. Source: Tieleman and Hinton (2012).

    Examples
    --------
    >>> rule = RMSProp(learning_rate=0.1, beta=0.9)
    >>> theta, _ = rule.update(np.zeros(2), np.array([-4.0, 100.0]), rule.init(np.zeros(2)))
    >>> print(theta.round(3))  # the first step is 1/√0.1 = 3.16 rates long
    [ 0.316 -0.316]
    """

    learning_rate: Setting = 1e-2
    beta: Setting = 0.99
    epsilon: float | Array = 1e-8
    centred: bool = False
    momentum: float | Array = 0.0
    form: str = "torch"
    epsilon_inside: bool = False
    weight_decay: float | Array = 0.0
    equations: ClassVar = {
        "torch": r"s \leftarrow \beta s + (1-\beta) g^2, \quad "
                 r"\theta \leftarrow \theta - \eta\, g / (\sqrt{s}+\varepsilon)",
        "printed": r"s \leftarrow \beta s + (1-\beta) g^2, \; s_1 = g_1^2, \quad "
                   r"\theta \leftarrow \theta - \eta\, g / s",
    }

    def init(self, theta: Any) -> Squares:
        zeros = self._zeros(theta)
        return Squares(0, zeros, zeros, zeros)

    def update(self, theta: Array, gradient: Array, state: Squares) -> tuple[Array, Squares]:
        step, square, mean, velocity = state
        rate, beta = self._at("learning_rate", step), self._at("beta", step)
        gradient = self._penalised(theta, gradient)
        printed = self.form == "printed"
        square = _ema(beta, square, gradient * gradient, fresh=printed and step == 0)
        spread = square
        if self.centred:
            mean = _ema(beta, mean, gradient)
            spread = np.maximum(square - mean * mean, 0)  # rounding may leave −1e-17
        push = gradient / (spread if printed else _root(spread, self.epsilon, self.epsilon_inside))
        if isinstance(self.momentum, np.ndarray) or self.momentum:
            push = velocity = self.momentum * velocity + push
        return theta - rate * push, Squares(step + 1, square, mean, velocity)


@dataclass(frozen=True, eq=False)
class Adam(Rule):
    r"""Averaged gradient over the root of the averaged squared gradient, both bias-corrected.

    .. math:: m \leftarrow \beta_1 m + (1-\beta_1) g, \quad
              v \leftarrow \beta_2 v + (1-\beta_2) g^2, \quad
              \theta \leftarrow \theta - \eta\, \hat m / (\sqrt{\hat v} + \varepsilon)

    with m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ) and t = 1 at the first step.

    Parameters
    ----------
    learning_rate : float, ndarray or schedule
        η.
    beta1, beta2 : float, ndarray or schedule
        β₁ and β₂, the weights of the past.
    epsilon : float or ndarray
        ε.
    form : {"torch", "printed", "efficient"}
        ``"printed"`` is Glavaš's slide, θ ← θ − η m/v with m₁ = g₁ and v₁ = g₁²: no root, and a
        start that no bias correction undoes (erratum E-G4). ``"efficient"`` is the paper's
        η√(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v + ε̂), with ε not corrected.
    bias_correction : bool
        False uses m and v as they are.
    epsilon_inside : bool
        √(v̂ + ε), Flanigan's slide, which acts like ε = 10⁻⁴ for tiny gradients (erratum E-F2).
    amsgrad : bool
        Divide by the largest v so far (Reddi et al. 2018; like torch, the uncorrected v).
    weight_decay : float or ndarray
        λ, added as λθ to the gradient and so divided by √v̂ (erratum E-K4); see AdamW.

    Notes
    -----
    The default equals ``torch.optim.Adam``. Source: Kingma and Ba (2015). v̂ estimates the
    uncentred second moment, not a variance (erratum E-F3).

    Examples
    --------
    >>> rule = Adam(learning_rate=0.1)
    >>> theta, _ = rule.update(np.zeros(2), np.array([-4.0, 100.0]), rule.init(np.zeros(2)))
    >>> print(theta.round(6))
    [ 0.1 -0.1]
    """

    learning_rate: Setting = 1e-3
    beta1: Setting = 0.9
    beta2: Setting = 0.999
    epsilon: float | Array = 1e-8
    form: str = "torch"
    bias_correction: bool = True
    epsilon_inside: bool = False
    amsgrad: bool = False
    weight_decay: float | Array = 0.0
    equations: ClassVar = {
        "torch": r"m \leftarrow \beta_1 m + (1-\beta_1) g, \; "
                 r"v \leftarrow \beta_2 v + (1-\beta_2) g^2, \quad "
                 r"\theta \leftarrow \theta - \eta\, \hat m / (\sqrt{\hat v}+\varepsilon)",
        "printed": r"s_1 \leftarrow \beta_1 s_1 + (1-\beta_1) g, \; "
                   r"s_2 \leftarrow \beta_2 s_2 + (1-\beta_2) g^2, \quad "
                   r"\theta \leftarrow \theta - \eta\, s_1 / s_2",
        "efficient": r"\theta \leftarrow \theta - \eta \frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}\, "
                     r"m / (\sqrt{v}+\varepsilon)",
    }

    def init(self, theta: Any) -> Moments:
        zeros = self._zeros(theta)
        return Moments(0, zeros, zeros, zeros)

    def update(self, theta: Array, gradient: Array, state: Moments) -> tuple[Array, Moments]:
        return self._step(theta, self._penalised(theta, gradient), state,
                          self._at("learning_rate", state.step))

    def _step(self, theta: Array, gradient: Array, state: Moments,
              rate: Any) -> tuple[Array, Moments]:
        step, m, v, largest = state
        beta1, beta2 = self._at("beta1", step), self._at("beta2", step)
        printed = self.form == "printed"
        fresh = printed and step == 0
        m, v = _ema(beta1, m, gradient, fresh), _ema(beta2, v, gradient * gradient, fresh)
        largest = np.maximum(largest, v) if self.amsgrad else largest
        second = largest if self.amsgrad else v
        correct = self.bias_correction and not printed
        c1, c2 = (1 - beta1 ** (step + 1), 1 - beta2 ** (step + 1)) if correct else (1.0, 1.0)
        if printed:
            below = second
        elif self.form == "efficient":
            below = _root(second, self.epsilon, self.epsilon_inside) / c2**0.5
        else:
            below = _root(second / c2, self.epsilon, self.epsilon_inside)
        return theta - (rate / c1) * m / below, Moments(step + 1, m, v, largest)


@dataclass(frozen=True, eq=False)
class AdamW(Adam):
    r"""Adam with a weight decay of its own, not divided by √v̂.

    .. math:: \theta \leftarrow (1 - \eta\lambda)\theta
              - \eta\, \hat m / (\sqrt{\hat v} + \varepsilon)

    Parameters
    ----------
    learning_rate, beta1, beta2, epsilon
        As in :class:`Adam`; GPT-3 took β₂ = 0.95.
    form : {"torch", "paper"}
        ``"paper"`` is θ ← θ − η_t (α m̂/(√v̂+ε) + λθ): only the schedule η_t multiplies λ, not
        the rate α, so that α and λ can be tuned apart.
    weight_decay : float or ndarray
        λ; torch 0.01, optax 1e-4, GPT-3 0.1.
    multiplier : float or schedule
        η_t, which multiplies rate and decay together.

    Notes
    -----
    The default equals ``torch.optim.AdamW``. Source: Loshchilov and Hutter (2019). By custom,
    biases and other one-dimensional parameters are not decayed.

    Examples
    --------
    >>> rule = AdamW(learning_rate=0.1, weight_decay=0.5)
    >>> theta, _ = rule.update(np.array(1.0), np.array(0.0), rule.init(1.0))
    >>> print(f"{theta:.3f}")  # no gradient: the decay alone
    0.950
    """

    weight_decay: float | Array = 0.01
    multiplier: Setting = 1.0
    equations: ClassVar = {
        "torch": r"\theta \leftarrow (1-\eta\lambda)\,\theta "
                 r"- \eta\, \hat m / (\sqrt{\hat v}+\varepsilon)",
        "paper": r"\theta \leftarrow \theta - \eta_t \left( \alpha\, "
                 r"\hat m / (\sqrt{\hat v}+\varepsilon) + \lambda \theta \right)",
    }

    def update(self, theta: Array, gradient: Array, state: Moments) -> tuple[Array, Moments]:
        multiplier = self._at("multiplier", state.step)
        rate = multiplier * self._at("learning_rate", state.step)
        shrink = (multiplier if self.form == "paper" else rate) * self.weight_decay
        return self._step(theta * (1 - shrink), gradient, state, rate)
