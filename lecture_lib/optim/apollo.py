"""Apollo: quasi-Newton with a diagonal Hessian.

Its sums run over ``axis``; None means the whole array. ``descend`` sets it to -1, so that each row
of a batch of points stays a tensor of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from .rule import Array, Rule, Setting, penalised
from .setting import decay, memory, rate, setting, tiny

__all__ = ["Apollo", "Secant"]


class Secant(NamedTuple):
    """State of Apollo: steps, averaged gradient, diagonal of the Hessian, last direction."""

    step: int
    m: Array
    hessian: Array
    direction: Array


@dataclass(frozen=True, eq=False)
class Apollo(Rule):
    r"""Quasi-Newton with a diagonal Hessian B, learned from how the gradient changes.

    .. math:: a = \frac{d^\top (m_{new} - m_{old}) + d^\top (B \odot d)}{(\|d\|_4 + \varepsilon)^4},
              \quad B \leftarrow B - a\, d \odot d, \quad
              d \leftarrow m_{new} \oslash \max(|B|, \sigma), \quad
              \theta \leftarrow \theta - \eta d

    The first equation is the secant condition dᵀ(B_new ⊙ d) = −dᵀ(m_new − m_old), for the step
    −ηd with η taken as 1. Products of vectors are Hadamard products: no matrix is ever built.

    Parameters
    ----------
    learning_rate : float, ndarray or schedule
        η; the authors warm it up linearly over 500 steps from η/1000 and call that essential.
    beta : float or ndarray
        β of m, whose average is corrected at every step: m ← m + (1−β)/(1−βᵗ) (g − m).
    epsilon : float, ndarray, optional
        ε; None is the authors' 1e-4/σ.
    sigma : float or ndarray
        σ, the smallest curvature divided by. η and σ scaled together give the same path.
    form : {"clamped", "belief"}
        ``"belief"`` bounds by ‖g − m_old‖∞ instead of σ and adds ε (1−βᵗ)/(1−β) below.
    weight_decay : float or ndarray
        λ, added as λθ to the gradient.
    axis : int, tuple or None
        The axes of one parameter tensor; None for all.

    Notes
    -----
    Not in torch; follows the authors' code. Source: Ma (2020).

    Examples
    --------
    >>> rule = Apollo(learning_rate=0.001)
    >>> theta, _ = rule.update(np.zeros(2), np.array([-4.0, 100.0]), rule.init(np.zeros(2)))
    >>> print(theta.round(6))  # B is still 0, so the step is ηg/σ
    [  0.4 -10. ]
    """

    learning_rate: Setting = rate(0.01)
    beta: float | Array = memory(0.9)
    epsilon: Any = tiny(None)
    sigma: float | Array = setting(0.01, "The authors' value is 0.01")
    form: str = "clamped"
    weight_decay: float | Array = decay()
    axis: int | tuple[int, ...] | None = None
    equations: ClassVar = {
        form: r"B \leftarrow B - \frac{d^\top (m_{new}-m_{old}) + d^\top (B \odot d)}"
              r"{(\|d\|_4+\varepsilon)^4}\, d \odot d, \quad "
              rf"d \leftarrow m_{{new}} \oslash {below}, \quad "
              r"\theta \leftarrow \theta - \eta d"
        for form, below in {
            "clamped": r"\max(|B|, \sigma)",
            "belief": r"\left( \max(|B|, \|g-m_{old}\|_\infty) "
                      r"+ \varepsilon \frac{1-\beta^t}{1-\beta} \right)",
        }.items()
    }  # fmt: skip

    def __post_init__(self) -> None:
        if self.epsilon is None:
            belief = self.form == "belief"
            object.__setattr__(self, "epsilon", 1e-4 if belief else 1e-4 / np.asarray(self.sigma))
        super().__post_init__()

    def init(self, theta: Any) -> Secant:
        zeros = self._zeros(theta)
        return Secant(0, zeros, zeros, zeros)

    def update(self, theta: Array, gradient: Array, state: Secant) -> tuple[Array, Secant]:
        step, m, hessian, direction = state
        change = penalised(gradient, self.weight_decay, theta) - m
        weight = (1 - self.beta) / (1 - self.beta ** (step + 1))
        scale = self._sum(np.square(np.square(direction))) ** 0.25 + self.epsilon
        d = direction / scale
        error = self._sum(weight * change / scale * d + hessian * d * d)
        hessian = hessian - error * d * d
        m = m + weight * change
        if self.form == "belief":
            floor = np.abs(change).max(axis=self.axis, keepdims=True, initial=0.0)
            below = np.maximum(np.abs(hessian), floor) + self.epsilon / weight
        else:
            below = np.maximum(np.abs(hessian), self.sigma)
        direction = m / below
        return (theta - self.rate_at(step) * direction, Secant(step + 1, m, hessian, direction))

    def _sum(self, array: Array) -> Any:
        return np.sum(array, axis=self.axis, keepdims=True)
