"""AdaBelief: Adam that trusts a gradient as far as it was foreseen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from .rule import Array, Rule, Setting, average, penalised
from .setting import decay, memory, rate, tiny

__all__ = ["AdaBelief", "Belief"]


class Belief(NamedTuple):
    """State of AdaBelief: steps taken, first moment, mean square of what m did not foresee."""

    step: int
    m: Array
    s: Array


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
        As in :class:`~lecture_lib.optim.Adam`.
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

    learning_rate: Setting = rate(1e-3)
    beta1: float | Array = memory(0.9)
    beta2: float | Array = memory(0.999)
    epsilon: float | Array = tiny(1e-16)
    weight_decay: float | Array = decay()
    equations: ClassVar = {
        "authors": r"s \leftarrow \beta_2 s + (1-\beta_2)(g-m)^2 + \varepsilon, \quad "
        r"\theta \leftarrow \theta - \eta\, \hat m / (\sqrt{\hat s}+\varepsilon)"
    }

    def init(self, theta: Any) -> Belief:
        zeros = self._zeros(theta)
        return Belief(0, zeros, zeros)

    def update(self, theta: Array, gradient: Array, state: Belief) -> tuple[Array, Belief]:
        t = state.step + 1
        gradient = penalised(gradient, self.weight_decay, theta)
        m = average(self.beta1, state.m, gradient)
        s = average(self.beta2, state.s, (gradient - m) ** 2) + self.epsilon
        below = np.sqrt(s / (1 - self.beta2**t)) + self.epsilon
        rate = self.rate_at(state.step) / (1 - self.beta1**t)
        return theta - rate * m / below, Belief(t, m, s)
