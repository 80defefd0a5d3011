"""Update rules that look at a whole parameter tensor at once: Apollo and Adafactor.

Their sums run over ``axis``; None means the whole array. ``descend`` sets it to -1, so that each
row of a batch of points stays a tensor of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from .rule import Array, Rule, Setting

__all__ = ["Adafactor", "Apollo"]

Axis = int | tuple[int, ...] | None


class Secant(NamedTuple):
    """State of Apollo: steps, averaged gradient, diagonal of the Hessian, last direction."""

    step: int
    m: Array
    hessian: Array
    direction: Array


class Factors(NamedTuple):
    """State of Adafactor: steps, and the mean squares by row and by column, or by entry."""

    step: int
    rows: Array | None
    columns: Array | None
    entries: Array | None


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

    learning_rate: Setting = 0.01
    beta: float | Array = 0.9
    epsilon: Any = None
    sigma: float | Array = 0.01
    form: str = "clamped"
    weight_decay: float | Array = 0.0
    axis: Axis = None
    equations: ClassVar = dict.fromkeys(
        ("clamped", "belief"),
        r"B \leftarrow B - \frac{d^\top (m_{new}-m_{old}) + d^\top (B \odot d)}"
        r"{(\|d\|_4+\varepsilon)^4}\, d \odot d, \quad d \leftarrow m_{new} \oslash "
        r"\max(|B|, \sigma), \quad \theta \leftarrow \theta - \eta d")

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
        change = self._penalised(theta, gradient) - m
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
        return (theta - self._at("learning_rate", step) * direction,
                Secant(step + 1, m, hessian, direction))

    def _sum(self, array: Array) -> Any:
        return np.sum(array, axis=self.axis, keepdims=True)


@dataclass(frozen=True, eq=False)
class Adafactor(Rule):
    r"""Squared gradients kept as row and column means: m + n numbers instead of m × n.

    .. math:: \hat V = R C^\top / \bar R, \quad U = G / \sqrt{\hat V}, \quad
              \theta \leftarrow \theta - \max(\varepsilon_2, RMS(\theta))\, \rho_t\,
              U / \max(1, RMS(U)/d)

    R and C average the squared gradients over rows and columns with weight 1 − t^{−0.8} on the
    past, and ρ_t = min(η, 1/√t). The reconstruction V̂ is exact iff the squares have rank 1.
    There is no momentum. Vectors are not factored.

    Parameters
    ----------
    learning_rate : float, ndarray or schedule
        η, the cap of ρ_t.
    form : {"torch", "paper"}
        ``"paper"`` adds ε₁ = 1e-30 to the squares where torch bounds V̂ from below.
    threshold : float or ndarray
        d, the largest root-mean-square an update U may have.
    smallest_scale : float or ndarray
        ε₂, the least scale of a parameter tensor.
    weight_decay : float or ndarray
        λ, decoupled: θ shrinks by ηλ.
    axis : int, tuple or None
        The axes of one parameter tensor; None for all. Two or more axes (or None on an array of
        two or more dimensions) are factored over the last two.

    Notes
    -----
    The default equals ``torch.optim.Adafactor``. Source: Shazeer and Stern (2018).

    Examples
    --------
    >>> rule = Adafactor()
    >>> state = rule.init(np.zeros((4096, 1024)))
    >>> state.rows.size + state.columns.size
    5120
    """

    learning_rate: Setting = 1e-2
    form: str = "torch"
    threshold: float | Array = 1.0
    smallest_scale: float | Array = 1e-3
    weight_decay: float | Array = 0.0
    axis: Axis = None
    equations: ClassVar = dict.fromkeys(
        ("torch", "paper"),
        r"\hat V = R C^\top / \bar R, \quad \theta \leftarrow \theta - "
        r"\max(\varepsilon_2, \mathrm{RMS}(\theta))\, \rho_t\, U / \max(1, \mathrm{RMS}(U)/d), "
        r"\; U = G / \sqrt{\hat V}")

    def init(self, theta: Any) -> Factors:
        zeros = self._zeros(theta)
        if not self._factored(zeros):
            return Factors(0, None, None, zeros)
        return Factors(0, zeros[..., :, :1], zeros[..., :1, :], None)

    def update(self, theta: Array, gradient: Array, state: Factors) -> tuple[Array, Factors]:
        t = state.step + 1
        new = t**-0.8  # the weight of this step's squares
        paper = self.form == "paper"
        tiny = np.finfo(gradient.dtype).eps
        squares = gradient * gradient + (1e-30 if paper else 0.0)
        rows, columns, entries = state.rows, state.columns, state.entries
        if rows is None:
            entries = second = (1 - new) * entries + new * squares
        else:
            rows = (1 - new) * rows + new * squares.mean(axis=-1, keepdims=True)
            columns = (1 - new) * columns + new * squares.mean(axis=-2, keepdims=True)
            mean = rows.mean(axis=-2, keepdims=True)
            second = rows * columns / (mean if paper else np.maximum(mean, tiny))
        step = gradient / np.sqrt(second if paper else np.maximum(second, tiny * tiny))
        step = step / np.maximum(1.0, self._rms(step) / self.threshold)
        cap = self._at("learning_rate", state.step)
        relative = np.minimum(cap, t**-0.5) if np.ndim(cap) else min(cap, t**-0.5)
        scale = np.maximum(self.smallest_scale, self._rms(theta)) * relative
        return (theta * (1 - cap * self.weight_decay) - scale * step,
                Factors(t, rows, columns, entries))

    def _factored(self, theta: Array) -> bool:
        axes = theta.ndim if self.axis is None else np.size(self.axis)
        return axes > 1

    def _rms(self, array: Array) -> Any:
        return np.sqrt(np.mean(np.square(array), axis=self.axis, keepdims=True))
