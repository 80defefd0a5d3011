"""Adam, the averaged gradient over the root of the averaged square, and AdamW."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from . import printed
from .adaptive import Adaptive
from .rule import Array, Setting, penalised
from .setting import decay, memory, rate, setting, tiny

__all__ = ["Adam", "AdamW", "LargestMoments", "Moments"]


class Moments(NamedTuple):
    """State of Adam: steps taken, first and second moment."""

    step: int
    m: Array
    v: Array


class LargestMoments(NamedTuple):
    """State of Adam with ``amsgrad``: the largest second moment so far, too."""

    step: int
    m: Array
    v: Array
    largest: Array


@dataclass(frozen=True, eq=False)
class Adam(Adaptive):
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
        start that no bias correction undoes (erratum E-G21). ``"efficient"`` is the paper's
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

    learning_rate: Setting = rate(1e-3)
    beta1: Setting = memory(0.9)
    beta2: Setting = memory(0.999)
    epsilon: float | Array = tiny(1e-8)
    form: str = "torch"
    bias_correction: bool = True
    epsilon_inside: bool = False
    amsgrad: bool = False
    weight_decay: float | Array = decay()
    equations: ClassVar = {
        "torch": r"m \leftarrow \beta_1 m + (1-\beta_1) g, \; "
                 r"v \leftarrow \beta_2 v + (1-\beta_2) g^2, \quad "
                 r"\theta \leftarrow \theta - \eta\, \hat m / (\sqrt{\hat v}+\varepsilon)",
        **printed.ADAM,
    }  # fmt: skip

    def init(self, theta: Any) -> Moments | LargestMoments:
        zeros = self._zeros(theta)
        return LargestMoments(0, zeros, zeros, zeros) if self.amsgrad else Moments(0, zeros, zeros)

    def update(self, theta: Array, gradient: Array, state: Any) -> tuple[Array, Any]:
        now: Any = self.at(state.step)
        gradient = penalised(gradient, now.weight_decay, theta)
        return self._moved(theta, gradient, state, now, now.learning_rate)

    def _moved(
        self, theta: Array, gradient: Array, state: Any, now: Any, rate: Any
    ) -> tuple[Array, Any]:
        """Take Adam's step at a rate, with the hyper-parameters ``now`` of this step."""
        t = state.step + 1
        m = self.mean(now.beta1, state.m, gradient, state.step)
        v = self.mean(now.beta2, state.v, gradient * gradient, state.step)
        state = state._replace(step=t, m=m, v=v)
        if self.amsgrad:
            v = np.maximum(state.largest, v)
            state = state._replace(largest=v)
        corrected = self.bias_correction and self.form != "printed"
        c1, c2 = (1 - now.beta1**t, 1 - now.beta2**t) if corrected else (1.0, 1.0)
        below = now.root(v) / c2**0.5 if self.form == "efficient" else now.root(v / c2)
        return theta - (rate / c1) * m / below, state


@dataclass(frozen=True, eq=False)
class AdamW(Adam):
    r"""Adam with a weight decay of its own, not divided by √v̂.

    .. math:: \theta \leftarrow (1 - \eta\lambda)\theta
              - \eta\, \hat m / (\sqrt{\hat v} + \varepsilon)

    Parameters
    ----------
    learning_rate, beta1, beta2, epsilon, bias_correction, epsilon_inside, amsgrad
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

    weight_decay: float | Array = decay(0.01)
    multiplier: Setting = setting(1.0, "Take 1 for no schedule")
    equations: ClassVar = {
        "torch": r"\theta \leftarrow (1-\eta\lambda)\,\theta "
                 r"- \eta\, \hat m / (\sqrt{\hat v}+\varepsilon)",
        "paper": r"\theta \leftarrow \theta - \eta_t \left( \alpha\, "
                 r"\hat m / (\sqrt{\hat v}+\varepsilon) + \lambda \theta \right)",
    }  # fmt: skip

    def update(self, theta: Array, gradient: Array, state: Any) -> tuple[Array, Any]:
        now: Any = self.at(state.step)
        rate = now.multiplier * now.learning_rate
        shrink = (now.multiplier if self.form == "paper" else rate) * now.weight_decay
        return self._moved(theta * (1 - shrink), gradient, state, now, rate)
