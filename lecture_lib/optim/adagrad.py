"""Rules that give every parameter a step size of its own: AdaGrad and RMSProp.

Both keep a measure of squared gradients and divide by its root: a sum that only grows, or a mean
that forgets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from . import printed
from .adaptive import Adaptive
from .rule import Array, Setting, average, penalised
from .setting import decay, memory, rate, setting, tiny

__all__ = ["AdaGrad", "MeanSquares", "RMSProp", "Squares"]


class Squares(NamedTuple):
    """State of AdaGrad: steps taken, and the sum of squared gradients."""

    step: int
    square: Array


class MeanSquares(NamedTuple):
    """State of RMSProp: steps taken, and the mean squared gradient.

    ``mean``, the mean gradient, is None unless the rule is centred, ``velocity`` unless it has a
    momentum.
    """

    step: int
    square: Array
    mean: Array | None
    velocity: Array | None


@dataclass(frozen=True, eq=False)
class AdaGrad(Adaptive):
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

    learning_rate: Setting = rate(1e-2)
    epsilon: float | Array = tiny(1e-10)
    form: str = "torch"
    epsilon_inside: bool = False
    learning_rate_decay: float | Array = decay()
    initial_accumulator: float | Array = setting(0.0, "Take 0 as in the paper")
    weight_decay: float | Array = decay()
    equations: ClassVar = {
        "torch": r"s \leftarrow s + g^2, \quad "
                 r"\theta \leftarrow \theta - \eta\, g / (\sqrt{s}+\varepsilon)",
        **printed.ADAGRAD,
    }  # fmt: skip

    def init(self, theta: Any) -> Squares:
        return Squares(0, self._zeros(theta) + self.initial_accumulator)

    def update(self, theta: Array, gradient: Array, state: Squares) -> tuple[Array, Squares]:
        step, square = state
        now: Any = self.at(step)
        gradient = penalised(gradient, now.weight_decay, theta)
        rate = now.learning_rate / (1 + step * now.learning_rate_decay)
        square = square + gradient * gradient
        return theta - rate * gradient / now.root(square), Squares(step + 1, square)


@dataclass(frozen=True, eq=False)
class RMSProp(Adaptive):
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

    learning_rate: Setting = rate(1e-2)
    beta: Setting = memory(0.99)
    epsilon: float | Array = tiny(1e-8)
    centred: bool = False
    momentum: float | Array = memory(0.0)
    form: str = "torch"
    epsilon_inside: bool = False
    weight_decay: float | Array = decay()
    equations: ClassVar = {
        "torch": r"s \leftarrow \beta s + (1-\beta) g^2, \quad "
                 r"\theta \leftarrow \theta - \eta\, g / (\sqrt{s}+\varepsilon)",
        **printed.RMSPROP,
    }  # fmt: skip

    def init(self, theta: Any) -> MeanSquares:
        zeros = self._zeros(theta)
        moving = isinstance(self.momentum, np.ndarray) or self.momentum != 0
        return MeanSquares(0, zeros, zeros if self.centred else None, zeros if moving else None)

    def update(
        self, theta: Array, gradient: Array, state: MeanSquares
    ) -> tuple[Array, MeanSquares]:
        step, square, mean, velocity = state
        now: Any = self.at(step)
        gradient = penalised(gradient, now.weight_decay, theta)
        spread = square = self.mean(now.beta, square, gradient * gradient, step)
        if mean is not None:
            mean = average(now.beta, mean, gradient)
            spread = np.maximum(square - mean * mean, 0)  # rounding may leave −1e-17
        push = gradient / now.root(spread)
        if velocity is not None:
            push = velocity = now.momentum * velocity + push
        return theta - now.learning_rate * push, MeanSquares(step + 1, square, mean, velocity)
