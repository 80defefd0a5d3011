"""Schedules that rise before they fall, and the joint that makes one of two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .schedules import Linear, Schedule, along_cosine, count
from .setting import Array

__all__ = ["InverseSquareRoot", "Joined", "Warmup", "WarmupCosine"]


@dataclass(frozen=True)
class Warmup(Schedule):
    r"""Rise in a straight line to the rate, then keep it.

    .. math:: \eta_t = \eta_0 \left( s + (1 - s) \min(t, w) / w \right)

    Parameters
    ----------
    learning_rate : float
        η₀, reached after w steps.
    steps : int
        w, at least 1.
    start : float
        s, the part of η₀ to begin with.

    Examples
    --------
    >>> Warmup(0.4, steps=4)(np.arange(6))
    array([0. , 0.1, 0.2, 0.3, 0.4, 0.4])
    """

    learning_rate: float
    steps: int = count()
    start: float = 0.0
    equation = r"\eta_0 \left( s + (1-s) \min(t, w)/w \right)"

    def _rate(self, t: Array) -> Any:
        return Linear(self.learning_rate, self.steps, self.start)._rate(t)


@dataclass(frozen=True)
class WarmupCosine(Schedule):
    r"""Rise linearly, fall along a cosine to a part of the rate, then stay: GPT-3's schedule.

    .. math:: \eta_t = \eta_0 \, t/w \text{ for } t < w, \text{ then }
              \eta_0 \left( e + (1 - e) \tfrac12 (1 + \cos \pi (t-w)/(T-w)) \right)

    Parameters
    ----------
    learning_rate : float
        η₀, the peak, reached after the warm-up.
    warmup : int
        w, steps of rising; 0 for none.
    total : int
        T, the step at which the cosine ends, more than w, which it counts too.
    end : float
        e, the part of η₀ that the rate falls to. ``lowest`` would be a rate.
    start : float
        The part of η₀ to begin with, 0 in the equation.

    Raises
    ------
    ValueError
        As for every :class:`Schedule`; a warm-up that leaves no step to fall.

    Notes
    -----
    GPT-3 rose over 375 million tokens and fell to 10 % at 260 billion (Brown et al. 2020). Until T
    it equals torch's ``SequentialLR([LinearLR, CosineAnnealingLR])``.

    Examples
    --------
    >>> WarmupCosine(1.0, warmup=2, total=12)(np.array([0, 1, 2, 7, 12, 99])).round(3)
    array([0.  , 0.5 , 1.  , 0.55, 0.1 , 0.1 ])
    """

    learning_rate: float
    warmup: int = count(least=0)
    total: int = count()
    end: float = 0.1
    start: float = 0.0
    equation = (r"\eta_0 \, t/w \text{ for } t < w, \text{ then } "
                r"\eta_0 (e + (1-e) \tfrac12 (1 + \cos \pi (t-w)/(T-w)))")  # fmt: skip

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.warmup >= self.total:
            raise ValueError(f"WarmupCosine: a warm-up of {self.warmup} steps leaves nothing of "
                             f"{self.total}. total counts the warm-up too.")  # fmt: skip

    def _rate(self, t: Array) -> Any:
        rising = self.start + (1 - self.start) * t / max(self.warmup, 1)
        part = np.clip((t - self.warmup) / (self.total - self.warmup), 0, 1)
        falling = along_cosine(1.0, self.end, part)
        return self.learning_rate * np.where(t < self.warmup, rising, falling)


@dataclass(frozen=True)
class InverseSquareRoot(Schedule):
    r"""Rise linearly to the rate at update ``warmup``, then fall like 1/√t.

    .. math:: \eta_t = \eta_0 \min\left( (t+1)/w, \sqrt{w/(t+1)} \right)

    :meth:`transformer` and :meth:`t5` give the published settings.

    Parameters
    ----------
    learning_rate : float
        η₀, the peak.
    warmup : int
        w, the update at which it is reached, counted from 1 as in the papers.
    flat : bool
        Start at the peak and stay there until w, as T5 does.

    Examples
    --------
    >>> InverseSquareRoot(1.0, warmup=4)(np.array([0, 3, 15]))
    array([0.25, 1.  , 0.5 ])
    """

    learning_rate: float
    warmup: int = count(least=0)
    flat: bool = False
    equation = r"\eta_0 \min\left( (t+1)/w, \sqrt{w/(t+1)} \right)"

    def _rate(self, t: Array) -> Any:
        part = (t + 1) / max(self.warmup, 1)
        rising = 1.0 if self.flat else part
        return self.learning_rate * np.where(part < 1, rising, np.maximum(part, 1) ** -0.5)

    @classmethod
    def transformer(cls, width: int = 512, warmup: int = 4000) -> InverseSquareRoot:
        """Vaswani et al. (2017): width^(−1/2) min(t^(−1/2), t warmup^(−3/2)), t from 1."""
        return cls(width**-0.5 * warmup**-0.5, warmup)

    @classmethod
    def t5(cls, warmup: int = 10_000) -> InverseSquareRoot:
        """Raffel et al. (2020): 1/√max(t, warmup), t from 1."""
        return cls(warmup**-0.5, warmup, flat=True)


@dataclass(frozen=True)
class Joined(Schedule):
    """One schedule after another, each counting its steps from 0.

    Parameters
    ----------
    schedules : sequence of callable
        Functions ``step -> rate`` that take arrays of steps too.
    at : tuple of int
        The step at which each but the first takes over, in increasing order.

    Raises
    ------
    ValueError
        Not one joint fewer than schedules, or joints out of order.

    Notes
    -----
    Equal to ``torch.optim.lr_scheduler.SequentialLR``.

    Examples
    --------
    >>> from lecture_lib.optim import Exponential
    >>> joined = Joined((Warmup(1.0, 2), Exponential(1.0, 0.5)), at=(2,))
    >>> joined(np.arange(5))
    array([0.  , 0.5 , 1.  , 0.5 , 0.25])
    """

    schedules: Sequence[Callable[[Any], Any]]
    at: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.at) != len(self.schedules) - 1 or list(self.at) != sorted(self.at):
            raise ValueError(f"Joined: {len(self.schedules)} schedules need "
                             f"{len(self.schedules) - 1} increasing joints; at is {self.at}."
                             )  # fmt: skip

    def _rate(self, t: Array) -> Any:
        rate = np.asarray(self.schedules[0](t))
        for start, schedule in zip(self.at, self.schedules[1:], strict=True):
            rate = np.where(t >= start, schedule(np.maximum(t - start, 0)), rate)
        return rate
