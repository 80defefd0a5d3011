"""Schedules that rise again: warm restarts, and cycles that bring a momentum along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .schedules import Schedule, along_cosine, count
from .setting import Array

__all__ = ["CosineRestarts", "Cyclic", "OneCycle"]


@dataclass(frozen=True)
class CosineRestarts(Schedule):
    r"""Fall along a cosine and jump back up, each cycle ``growth`` times as long as the last.

    .. math:: \eta_t = \eta_{min} + \tfrac12 (\eta_0 - \eta_{min}) (1 + \cos \pi t_i/T_i)

    with tᵢ the steps since the last restart and Tᵢ the length of this cycle.

    Parameters
    ----------
    learning_rate : float
        η₀, the rate after every restart.
    steps : int
        T₀, the length of the first cycle, at least 1.
    growth : int
        Tᵢ₊₁/Tᵢ, at least 1.
    lowest : float
        η_min, a learning rate.

    Notes
    -----
    SGDR (Loshchilov and Hutter 2017); equal to torch's ``CosineAnnealingWarmRestarts``.

    Examples
    --------
    >>> CosineRestarts(1.0, steps=4, growth=2)(np.array([0, 2, 4, 8, 12]))
    array([1. , 0.5, 1. , 0.5, 1. ])
    """

    learning_rate: float
    steps: int = count()
    growth: int = count(1)
    lowest: float = 0.0
    equation = r"\eta_{min} + \tfrac12 (\eta_0 - \eta_{min}) (1 + \cos \pi t_i/T_i)"

    def _rate(self, t: Array) -> Any:
        if self.growth == 1:
            return along_cosine(self.learning_rate, self.lowest, np.mod(t, self.steps) / self.steps)
        # Cycle n starts at T(gⁿ − 1)/(g − 1); count starts, as a logarithm would round.
        length, start = np.full_like(t, self.steps), np.zeros_like(t)
        while np.any(over := t >= start + length):
            start = np.where(over, start + length, start)
            length = np.where(over, length * self.growth, length)
        return along_cosine(self.learning_rate, self.lowest, (t - start) / length)


@dataclass(frozen=True)
class Cyclic(Schedule):
    r"""Go up and down between two rates, ``half`` steps each way.

    .. math:: \eta_t = \eta_{min} + (\eta_{max} - \eta_{min}) \max(0, 1 - x)\, h, \quad
              x = |t/s - 2c + 1|, \; c = \lfloor 1 + t/2s \rfloor

    :meth:`momentum` is a β that falls as the rate rises.

    Parameters
    ----------
    lowest, highest : float
        η_min and η_max, learning rates.
    half : int
        s, the steps of one rise, at least 1.
    form : {"triangular", "triangular2", "exponential"}
        h = 1; h halves every cycle; h = factorᵗ.
    factor : float
        By which the height shrinks every step in the exponential form.
    least_momentum, most_momentum : float
        Of :meth:`momentum`.

    Raises
    ------
    ValueError
        As for every :class:`Schedule`; an unknown form.

    Notes
    -----
    Smith (2017); equal to ``torch.optim.lr_scheduler.CyclicLR``.

    Examples
    --------
    >>> Cyclic(0.0, 1.0, half=2)(np.arange(6))
    array([0. , 0.5, 1. , 0.5, 0. , 0.5])
    """

    lowest: float
    highest: float
    half: int = count(2000)
    form: str = "triangular"
    factor: float = 1.0
    least_momentum: float = 0.8
    most_momentum: float = 0.9
    equation = (r"\eta_{min} + (\eta_{max}-\eta_{min}) \max(0, 1-x)\, h, \; "
                r"x = |t/s - 2c + 1|, \; c = \lfloor 1 + t/2s \rfloor")  # fmt: skip

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.form not in ("triangular", "triangular2", "exponential"):
            raise ValueError(f"Cyclic: there is no form {self.form!r}. "
                             "Choose 'triangular', 'triangular2' or 'exponential'.")  # fmt: skip

    def _height(self, t: Array) -> Any:
        cycle = np.floor(1 + t / (2 * self.half))
        height = np.maximum(0, 1 - np.abs(t / self.half - 2 * cycle + 1))
        scale = {"triangular": 1.0, "triangular2": 0.5 ** (cycle - 1),
                 "exponential": self.factor**t}[self.form]  # fmt: skip
        return height * scale

    def _rate(self, t: Array) -> Any:
        return self.lowest + (self.highest - self.lowest) * self._height(t)

    def momentum(self, step: Any) -> Any:
        """Return β after ``step`` steps; use as ``Momentum(cycle, beta=cycle.momentum)``."""
        height = self._height(np.asarray(step, dtype=float))
        beta = np.asarray(self.most_momentum - (self.most_momentum - self.least_momentum) * height)
        return beta if beta.ndim else float(beta)


@dataclass(frozen=True)
class OneCycle(Schedule):
    """One rise to ``highest`` and one long fall, momentum the other way round.

    Two halves of a cosine: up from a part of the highest rate, then down to almost nothing.
    :meth:`momentum` goes .95, .85, .95.

    Parameters
    ----------
    highest : float
        The peak, a learning rate.
    total : int
        Steps of the cycle, enough that some rise and some fall.
    rise : float
        The part of the steps in which the rate rises.
    start_divisor, end_divisor : float
        It starts at highest/25 and ends at that divided by 10⁴.
    least_momentum, most_momentum : float
        β at the peak and at both ends.

    Raises
    ------
    ValueError
        As for every :class:`Schedule`; too few steps to rise and fall.

    Notes
    -----
    Smith and Topin (2018); equal to ``torch.optim.lr_scheduler.OneCycleLR``.

    Examples
    --------
    >>> cycle = OneCycle(1.0, total=11, rise=0.5454545)
    >>> cycle(np.array([0, 5, 10])).round(6), round(cycle.momentum(5), 6)
    (array([4.e-02, 1.e+00, 4.e-06]), 0.85)
    """

    highest: float
    total: int = count()
    rise: float = 0.3
    start_divisor: float = 25.0
    end_divisor: float = 1e4
    least_momentum: float = 0.85
    most_momentum: float = 0.95
    equation = r"\eta_{max}/25 \nearrow \eta_{max} \searrow \eta_{max}/25/10^4"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.rise * self.total - 1 < self.total - 1:
            raise ValueError(f"OneCycle: {self.total} steps with a rise of {self.rise:g} leave no "
                             "step to rise or none to fall. Take more steps.")  # fmt: skip

    def _pieces(self, t: Array, outer: float, peak: float, last: float) -> Any:
        top = self.rise * self.total - 1
        fall = self.total - 1 - top
        return np.where(
            t <= top,
            along_cosine(outer, peak, t / top),
            along_cosine(peak, last, np.minimum(t - top, fall) / fall),
        )

    def _rate(self, t: Array) -> Any:
        start = self.highest / self.start_divisor
        return self._pieces(t, start, self.highest, start / self.end_divisor)

    def momentum(self, step: Any) -> Any:
        """Return β after ``step`` steps; use as ``Momentum(cycle, beta=cycle.momentum)``."""
        beta = np.asarray(self._pieces(np.asarray(step, dtype=float), self.most_momentum,
                                       self.least_momentum, self.most_momentum))  # fmt: skip
        return beta if beta.ndim else float(beta)
