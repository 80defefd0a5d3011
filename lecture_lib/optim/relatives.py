"""Adam's relatives that take steps of their own: NAdam, RAdam and AdaBelief."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .adaptive import Moments, _ema
from .rule import Array, Rule, Setting

__all__ = ["AdaBelief", "NAdam", "RAdam"]


@dataclass(frozen=True, eq=False)
class NAdam(Rule):
    r"""Adam that looks ahead as Nesterov does, with a β₁ that warms up.

    .. math:: \theta \leftarrow \theta - \eta \left( \frac{\mu_{t+1} m}{1-\prod_{i\le t+1}\mu_i}
              + \frac{(1-\mu_t) g}{1-\prod_{i\le t}\mu_i} \right) / (\sqrt{\hat v}+\varepsilon),
              \qquad \mu_t = \beta_1 (1 - \tfrac12 0.96^{t\psi})

    Parameters
    ----------
    learning_rate : float, ndarray or schedule
        η.
    beta1, beta2, epsilon : float or ndarray
        As in :class:`Adam`.
    momentum_decay : float
        ψ.
    form : {"torch", "paper", "constant"}
        ``"paper"`` (Dozat 2016) averages m with μ_t where torch keeps β₁, and multiplies v̂ by
        β₂ once more. ``"constant"`` keeps μ = β₁, as optax does.
    weight_decay : float or ndarray
        λ, added as λθ to the gradient.

    Notes
    -----
    The default equals ``torch.optim.NAdam``, which keeps the product of the μ in torch's default
    type: with ``torch.set_default_dtype(torch.float64)`` to rounding, otherwise to 1e-7.

    Examples
    --------
    >>> for form in ("torch", "constant"):
    ...     rule = NAdam(learning_rate=1.0, form=form)
    ...     print(f"{rule.update(0.0, np.array(-4.0), rule.init(0.0))[0]:.4f}")
    1.0565
    1.4737
    """

    learning_rate: Setting = 2e-3
    beta1: float | Array = 0.9
    beta2: float | Array = 0.999
    epsilon: float | Array = 1e-8
    momentum_decay: float | Array = 4e-3
    form: str = "torch"
    weight_decay: float | Array = 0.0
    equations: ClassVar = dict.fromkeys(
        ("torch", "paper", "constant"),
        r"\theta \leftarrow \theta - \eta \left( \frac{\mu_{t+1} m}{1-\prod_{i \le t+1} \mu_i} "
        r"+ \frac{(1-\mu_t) g}{1-\prod_{i \le t} \mu_i} \right) / (\sqrt{\hat v}+\varepsilon)")

    def init(self, theta: Any) -> Moments:
        zeros = self._zeros(theta)
        return Moments(0, zeros, zeros, 1.0)

    def update(self, theta: Array, gradient: Array, state: Moments) -> tuple[Array, Moments]:
        t = state.step + 1
        gradient = self._penalised(theta, gradient)
        now, following = self._mu(t), self._mu(t + 1)
        product = state.extra * now
        m = _ema(now if self.form == "paper" else self.beta1, state.m, gradient)
        v = _ema(self.beta2, state.v, gradient * gradient)
        corrected = v / (1 - self.beta2**t) * (self.beta2 if self.form == "paper" else 1.0)
        ahead = (following / (1 - product * following)) * m + ((1 - now) / (1 - product)) * gradient
        theta = theta - self._at("learning_rate", state.step) * ahead / (
            np.sqrt(corrected) + self.epsilon)
        return theta, Moments(t, m, v, product)

    def _mu(self, t: int) -> Any:
        """The weight of the past at step t."""
        if self.form == "constant":
            return self.beta1
        return self.beta1 * (1 - 0.5 * 0.96 ** (t * self.momentum_decay))


@dataclass(frozen=True, eq=False)
class RAdam(Rule):
    r"""Adam that waits until its estimate of the second moment is worth dividing by.

    .. math:: \theta \leftarrow \theta - \eta\, \hat m\, r_t \sqrt{1-\beta_2^t}
              / (\sqrt v + \varepsilon) \text{ if } \rho_t > 5, \text{ else }
              \theta - \eta\, \hat m

    with ρ∞ = 2/(1−β₂) − 1, ρ_t = ρ∞ − 2tβ₂ᵗ/(1−β₂ᵗ), the length of an average as long as v's, and
    r_t² = (ρ_t−4)(ρ_t−2)ρ∞ / ((ρ∞−4)(ρ∞−2)ρ_t).

    Parameters
    ----------
    learning_rate : float, ndarray or schedule
        η.
    beta1, beta2, epsilon : float or ndarray
        As in :class:`Adam`.
    form : {"torch", "paper"}
        ``"paper"`` (Liu et al. 2020) has the threshold ρ_t > 4: its first rectified step at
        β₂ = 0.999 is the fifth, torch's the sixth.
    weight_decay : float or ndarray
        λ, added as λθ to the gradient.

    Notes
    -----
    The default equals ``torch.optim.RAdam``. The first steps are plain averaged gradients, not
    normalised: the first one is ηg.

    Examples
    --------
    >>> rule = RAdam(learning_rate=0.1)
    >>> theta, _ = rule.update(np.zeros(2), np.array([-4.0, 100.0]), rule.init(np.zeros(2)))
    >>> print(theta.round(6))
    [  0.4 -10. ]
    """

    learning_rate: Setting = 1e-3
    beta1: float | Array = 0.9
    beta2: float | Array = 0.999
    epsilon: float | Array = 1e-8
    form: str = "torch"
    weight_decay: float | Array = 0.0
    equations: ClassVar = {
        form: r"\theta \leftarrow \theta - \eta\, \hat m\, r_t \sqrt{1-\beta_2^t}"
              rf" / (\sqrt{{v}}+\varepsilon) \text{{ if }} \rho_t > {threshold}"
              r" \text{ else } \theta - \eta\, \hat m"
        for form, threshold in (("torch", 5), ("paper", 4))}

    def init(self, theta: Any) -> Moments:
        zeros = self._zeros(theta)
        return Moments(0, zeros, zeros, None)

    def update(self, theta: Array, gradient: Array, state: Moments) -> tuple[Array, Moments]:
        t = state.step + 1
        gradient = self._penalised(theta, gradient)
        m = _ema(self.beta1, state.m, gradient)
        v = _ema(self.beta2, state.v, gradient * gradient)
        rectified, scale = self._rectification(t)
        step = self._at("learning_rate", state.step) / (1 - self.beta1**t) * m
        if np.any(rectified):  # an array of β₂ may have both kinds
            step = step * np.where(rectified, scale / (np.sqrt(v) + self.epsilon), 1.0)
        return theta - step, Moments(t, m, v, None)

    def _rectification(self, t: int) -> tuple[Any, Any]:
        """Whether step t divides by √v, and r_t √(1−β₂ᵗ)."""
        correction = 1 - self.beta2**t
        longest = 2 / (1 - self.beta2) - 1
        length = longest - 2 * t * self.beta2**t / correction
        rectified = length > (4 if self.form == "paper" else 5)
        above = np.where(rectified, (length - 4) * (length - 2) * longest, 0.0)
        below = np.where(rectified, (longest - 4) * (longest - 2) * length, 1.0)
        scale = np.sqrt(above / below * correction)
        return rectified, scale if scale.ndim else float(scale)


@dataclass(frozen=True, eq=False)
class AdaBelief(Rule):
    r"""Adam that divides by how far gradients stray from their own average.

    .. math:: s \leftarrow \beta_2 s + (1-\beta_2) (g - m)^2 + \varepsilon, \qquad
              \theta \leftarrow \theta - \eta\, \hat m / (\sqrt{\hat s} + \varepsilon)

    with the *new* m; ε gathers in s.

    Parameters
    ----------
    learning_rate : float, ndarray or schedule
        η.
    beta1, beta2 : float or ndarray
        As in :class:`Adam`.
    epsilon : float or ndarray
        ε; 1e-16 as in the authors' later code, 1e-8 in their first.
    weight_decay : float or ndarray
        λ, added as λθ to the gradient.

    Notes
    -----
    Not in torch; equal to the authors' code with ``rectify=False`` and to optax with
    ``eps = eps_root``. Source: Zhuang et al. (2020).

    Examples
    --------
    >>> rule = AdaBelief(learning_rate=1.0)
    >>> print(f"{rule.update(0.0, np.array(-4.0), rule.init(0.0))[0]:.3f}")  # 1/β₁
    1.111
    """

    learning_rate: Setting = 1e-3
    beta1: float | Array = 0.9
    beta2: float | Array = 0.999
    epsilon: float | Array = 1e-16
    weight_decay: float | Array = 0.0
    equations: ClassVar = {
        "torch": r"s \leftarrow \beta_2 s + (1-\beta_2)(g-m)^2 + \varepsilon, \quad "
                 r"\theta \leftarrow \theta - \eta\, \hat m / (\sqrt{\hat s}+\varepsilon)"}

    def init(self, theta: Any) -> Moments:
        zeros = self._zeros(theta)
        return Moments(0, zeros, zeros, None)

    def update(self, theta: Array, gradient: Array, state: Moments) -> tuple[Array, Moments]:
        t = state.step + 1
        gradient = self._penalised(theta, gradient)
        m = _ema(self.beta1, state.m, gradient)
        v = _ema(self.beta2, state.v, (gradient - m) ** 2) + self.epsilon
        below = np.sqrt(v / (1 - self.beta2**t)) + self.epsilon
        rate = self._at("learning_rate", state.step) / (1 - self.beta1**t)
        return theta - rate * m / below, Moments(t, m, v, None)
