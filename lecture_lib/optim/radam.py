"""RAdam: Adam with a rectified start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from .adam import Moments
from .rule import Array, Rule, Setting, average, penalised
from .setting import decay, memory, rate, tiny

__all__ = ["RAdam"]


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
        As in :class:`~lecture_lib.optim.Adam`.
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

    learning_rate: Setting = rate(1e-3)
    beta1: float | Array = memory(0.9)
    beta2: float | Array = memory(0.999)
    epsilon: float | Array = tiny(1e-8)
    form: str = "torch"
    weight_decay: float | Array = decay()
    equations: ClassVar = {
        form: r"\theta \leftarrow \theta - \eta\, \hat m\, r_t \sqrt{1-\beta_2^t}"
        rf" / (\sqrt{{v}}+\varepsilon) \text{{ if }} \rho_t > {threshold}"
        r" \text{ else } \theta - \eta\, \hat m"
        for form, threshold in (("torch", 5), ("paper", 4))
    }

    def init(self, theta: Any) -> Moments:
        zeros = self._zeros(theta)
        return Moments(0, zeros, zeros)

    def update(self, theta: Array, gradient: Array, state: Moments) -> tuple[Array, Moments]:
        t = state.step + 1
        gradient = penalised(gradient, self.weight_decay, theta)
        m = average(self.beta1, state.m, gradient)
        v = average(self.beta2, state.v, gradient * gradient)
        rectified, scale = self.rectification(t)
        step = self.rate_at(state.step) / (1 - self.beta1**t) * m
        if np.any(rectified):  # an array of β₂ may have both kinds
            step = step * np.where(rectified, scale / (np.sqrt(v) + self.epsilon), 1.0)
        return theta - step, Moments(t, m, v)

    def rectification(self, t: int) -> tuple[Any, Any]:
        """Return whether step t, which counts from 1, divides by √v, and r_t √(1−β₂ᵗ)."""
        correction = 1 - self.beta2**t
        longest = 2 / (1 - self.beta2) - 1
        length = longest - 2 * t * self.beta2**t / correction
        rectified = length > (4 if self.form == "paper" else 5)
        above = np.where(rectified, (length - 4) * (length - 2) * longest, 0.0)
        below = np.where(rectified, (longest - 4) * (longest - 2) * length, 1.0)
        scale = np.sqrt(above / below * correction)
        return rectified, scale if scale.ndim else float(scale)
