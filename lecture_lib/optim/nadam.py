"""NAdam: Adam with Nesterov's look-ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from .rule import Array, Rule, Setting, average, penalised
from .setting import decay, memory, rate, setting, tiny

__all__ = ["NAdam", "NesterovMoments"]


class NesterovMoments(NamedTuple):
    """State of NAdam: steps taken, first and second moment, product of the μ so far."""

    step: int
    m: Array
    v: Array
    product: Any


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
        As in :class:`~lecture_lib.optim.Adam`.
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

    learning_rate: Setting = rate(2e-3)
    beta1: float | Array = memory(0.9)
    beta2: float | Array = memory(0.999)
    epsilon: float | Array = tiny(1e-8)
    momentum_decay: float | Array = setting(4e-3, "Dozat's value is 0.004")
    form: str = "torch"
    weight_decay: float | Array = decay()
    equations: ClassVar = dict.fromkeys(
        ("torch", "paper", "constant"),
        r"\theta \leftarrow \theta - \eta \left( \frac{\mu_{t+1} m}{1-\prod_{i \le t+1} \mu_i} "
        r"+ \frac{(1-\mu_t) g}{1-\prod_{i \le t} \mu_i} \right) / (\sqrt{\hat v}+\varepsilon)",
    )

    def init(self, theta: Any) -> NesterovMoments:
        zeros = self._zeros(theta)
        return NesterovMoments(0, zeros, zeros, 1.0)

    def update(
        self, theta: Array, gradient: Array, state: NesterovMoments
    ) -> tuple[Array, NesterovMoments]:
        t, paper = state.step + 1, self.form == "paper"
        gradient = penalised(gradient, self.weight_decay, theta)
        mu, following = self.momentum(t), self.momentum(t + 1)
        product = state.product * mu
        m = average(mu if paper else self.beta1, state.m, gradient)
        v = average(self.beta2, state.v, gradient * gradient)
        corrected = v / (1 - self.beta2**t) * (self.beta2 if paper else 1.0)
        ahead = (following / (1 - product * following)) * m + ((1 - mu) / (1 - product)) * gradient
        step = self.rate_at(state.step) * ahead / (np.sqrt(corrected) + self.epsilon)
        return theta - step, NesterovMoments(t, m, v, product)

    def momentum(self, t: int) -> Any:
        """Return μ_t, the weight of the past at step t, which counts from 1."""
        if self.form == "constant":
            return self.beta1
        return self.beta1 * (1 - 0.5 * 0.96 ** (t * self.momentum_decay))
