"""Adafactor: second moments in the memory of their row and column means.

Its means run over ``axis``; None means the whole array. ``descend`` sets it to -1, so that each row
of a batch of points stays a tensor of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from .rule import Array, Rule, Setting
from .setting import decay, rate, setting

__all__ = ["Adafactor", "Factors"]


class Factors(NamedTuple):
    """State of Adafactor: steps, and the mean squares by row and by column, or by entry."""

    step: int
    rows: Array | None
    columns: Array | None
    entries: Array | None


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

    learning_rate: Setting = rate(1e-2)
    form: str = "torch"
    threshold: float | Array = setting(1.0, "Take 1 as in the paper")
    smallest_scale: float | Array = setting(1e-3, "Take 1e-3 as in the paper")
    weight_decay: float | Array = decay()
    axis: int | tuple[int, ...] | None = None
    equations: ClassVar = dict.fromkeys(
        ("torch", "paper"),
        r"\hat V = R C^\top / \bar R, \quad \theta \leftarrow \theta - "
        r"\max(\varepsilon_2, \mathrm{RMS}(\theta))\, \rho_t\, U / \max(1, \mathrm{RMS}(U)/d), "
        r"\; U = G / \sqrt{\hat V}",
    )

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
        cap = self.rate_at(state.step)
        relative = np.minimum(cap, t**-0.5) if np.ndim(cap) else min(cap, t**-0.5)
        scale = np.maximum(self.smallest_scale, self._rms(theta)) * relative
        return (
            theta * (1 - cap * self.weight_decay) - scale * step,
            Factors(t, rows, columns, entries),
        )

    def _factored(self, theta: Array) -> bool:
        axes = theta.ndim if self.axis is None else np.size(self.axis)
        return axes > 1

    def _rms(self, array: Array) -> Any:
        return np.sqrt(np.mean(np.square(array), axis=self.axis, keepdims=True))
