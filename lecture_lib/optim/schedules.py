"""Learning-rate schedules: functions of the number of steps already taken.

A schedule is called with a step, or with an array of steps to draw it, and returns the rate of
the next update: ``schedule(0)`` is the rate of the first one. Any function ``step -> float`` is a
schedule too; those here print their settings and equal ``torch.optim.lr_scheduler``.

This module holds what a schedule is and those that only fall;
:mod:`~lecture_lib.optim.warmups` those that rise first, :mod:`~lecture_lib.optim.cycles` those
that rise again. In all of them ``lowest`` and ``highest`` are rates, ``start`` and ``end`` parts of
the rate.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from typing import Any, ClassVar

import numpy as np

from .setting import Array

__all__ = ["Cosine", "Exponential", "Linear", "MultiStep", "Polynomial", "Schedule", "StepDecay",
           "along_cosine", "count"]  # fmt: skip


def count(default: Any = MISSING, least: int = 1) -> Any:
    """Declare a field of a schedule that counts steps: a whole number of at least ``least``."""
    return field(default=default, metadata={"counts_from": least})


def along_cosine(start: Any, end: Any, part: Any) -> Any:
    """Go from ``start`` to ``end`` along half a cosine as ``part`` goes from 0 to 1."""
    return end + (start - end) * (1 + np.cos(np.pi * part)) / 2


@dataclass(frozen=True)
class Schedule:
    """What every schedule offers; write another one by defining ``_rate``.

    Attributes
    ----------
    equation : str, on the class
        The rate η_t in LaTeX; t counts the steps already taken.

    Raises
    ------
    ValueError
        A setting that is negative or NaN, a length of no steps or of half a step.

    Examples
    --------
    >>> @dataclass(frozen=True)
    ... class Harmonic(Schedule):
    ...     learning_rate: float
    ...
    ...     def _rate(self, t):
    ...         return self.learning_rate / (t + 1)
    >>> Harmonic(1.0)(3), Harmonic(1.0)(np.arange(3)).round(3)
    (0.25, array([1.   , 0.5  , 0.333]))
    """

    equation: ClassVar[str] = ""

    def __post_init__(self) -> None:
        for declared in fields(self):
            value, least = getattr(self, declared.name), declared.metadata.get("counts_from", 0)
            if not isinstance(value, int | float):
                continue
            if not value >= least:
                raise ValueError(f"{self.name}: {declared.name} is {value}; "
                                 f"it must be at least {least}.")  # fmt: skip
            if "counts_from" in declared.metadata and value % 1 != 0:  # infinity too
                raise ValueError(f"{self.name}: {declared.name} is {value}; it counts steps, "
                                 "so take a whole number.")  # fmt: skip

    def __call__(self, step: Any) -> Any:
        """Return the rate after ``step`` steps, a float, or an array for an array of steps."""
        rate = np.asarray(self._rate(np.asarray(step, dtype=float)))
        return rate if rate.ndim else float(rate)

    def _rate(self, t: Array) -> Any:
        raise NotImplementedError(f"{self.name} has no _rate of its own yet.")

    @property
    def name(self) -> str:
        """The name of the schedule."""
        return type(self).__name__


@dataclass(frozen=True)
class StepDecay(Schedule):
    r"""Multiply by ``factor`` every so many steps.

    .. math:: \eta_t = \eta_0 \gamma^{\lfloor t/s \rfloor}

    Parameters
    ----------
    learning_rate : float
        η₀, the rate of the first s steps.
    every : int
        s, whole and at least 1.
    factor : float
        γ, at least 0; below 1 to fall.

    Notes
    -----
    Equal to ``torch.optim.lr_scheduler.StepLR``.

    Examples
    --------
    >>> StepDecay(0.1, every=30)(np.array([0, 29, 30]))
    array([0.1 , 0.1 , 0.01])
    """

    learning_rate: float
    every: int = count()
    factor: float = 0.1
    equation = r"\eta_0 \gamma^{\lfloor t/s \rfloor}"

    def _rate(self, t: Array) -> Any:
        return self.learning_rate * self.factor ** np.floor(t / self.every)


@dataclass(frozen=True)
class MultiStep(Schedule):
    r"""Multiply by ``factor`` at each of the given steps.

    .. math:: \eta_t = \eta_0 \gamma^{\#\{s_i \le t\}}

    Parameters
    ----------
    learning_rate : float
        η₀, the rate before the first of them.
    at : tuple of int
        The sᵢ, counted from 0, in any order.
    factor : float
        γ, at least 0; below 1 to fall.

    Notes
    -----
    Equal to ``torch.optim.lr_scheduler.MultiStepLR``.

    Examples
    --------
    >>> MultiStep(1.0, at=(2, 5), factor=0.5)(np.arange(6))
    array([1.  , 1.  , 0.5 , 0.5 , 0.5 , 0.25])
    """

    learning_rate: float
    at: tuple[int, ...]
    factor: float = 0.1
    equation = r"\eta_0 \gamma^{\#\{s_i \le t\}}"

    def _rate(self, t: Array) -> Any:
        return self.learning_rate * self.factor ** np.searchsorted(sorted(self.at), t, "right")


@dataclass(frozen=True)
class Exponential(Schedule):
    r"""Multiply by ``factor`` at every step.

    .. math:: \eta_t = \eta_0 \gamma^t

    Parameters
    ----------
    learning_rate : float
        η₀, the rate of the first step.
    factor : float
        γ, at least 0; 0.99 halves the rate in 69 steps.

    Notes
    -----
    Equal to ``torch.optim.lr_scheduler.ExponentialLR``.

    Examples
    --------
    >>> Exponential(1.0, 0.5)(3)
    0.125
    """

    learning_rate: float
    factor: float = 0.99
    equation = r"\eta_0 \gamma^t"

    def _rate(self, t: Array) -> Any:
        return self.learning_rate * self.factor**t


@dataclass(frozen=True)
class Linear(Schedule):
    r"""Go in a straight line between two parts of the rate, then stay.

    .. math:: \eta_t = \eta_0 \left( s + (e - s) \min(t, T) / T \right)

    Parameters
    ----------
    learning_rate : float
        η₀, of which the ends are parts.
    steps : int
        T, the steps from one end to the other, at least 1.
    start, end : float
        s and e, parts of η₀. Torch's defaults rise from a third.

    Notes
    -----
    Equal to ``torch.optim.lr_scheduler.LinearLR``.

    Examples
    --------
    >>> Linear(1.0, steps=4, start=1.0, end=0.0)(np.arange(6))
    array([1.  , 0.75, 0.5 , 0.25, 0.  , 0.  ])
    """

    learning_rate: float
    steps: int = count(5)
    start: float = 1 / 3
    end: float = 1.0
    equation = r"\eta_0 \left( s + (e-s) \min(t, T)/T \right)"

    def _rate(self, t: Array) -> Any:
        part = np.minimum(t, self.steps) / self.steps
        return self.learning_rate * (self.start + (self.end - self.start) * part)


@dataclass(frozen=True)
class Polynomial(Schedule):
    r"""Fall to zero like a power of the time left.

    .. math:: \eta_t = \eta_0 (1 - \min(t, T)/T)^p

    Parameters
    ----------
    learning_rate : float
        η₀, the rate of the first step.
    steps : int
        T, the step from which the rate is 0, at least 1.
    power : float
        p; 1 is a straight line.

    Notes
    -----
    Equal to ``torch.optim.lr_scheduler.PolynomialLR``.

    Examples
    --------
    >>> Polynomial(1.0, steps=4, power=2)(2)
    0.25
    """

    learning_rate: float
    steps: int = count(5)
    power: float = 1.0
    equation = r"\eta_0 (1 - \min(t, T)/T)^p"

    def _rate(self, t: Array) -> Any:
        return self.learning_rate * (1 - np.minimum(t, self.steps) / self.steps) ** self.power


@dataclass(frozen=True)
class Cosine(Schedule):
    r"""Fall along half a cosine.

    .. math:: \eta_t = \eta_{min} + \tfrac12 (\eta_0 - \eta_{min}) (1 + \cos \pi t/T)

    Parameters
    ----------
    learning_rate : float
        η₀, the rate of the first step.
    steps : int
        T, the step at which it is lowest, at least 1.
    lowest : float
        η_min, a learning rate.
    flat : bool
        Stay at the lowest rate, as optax does; torch's *rises* again after T.

    Notes
    -----
    Equal to ``torch.optim.lr_scheduler.CosineAnnealingLR``. Source: Loshchilov and Hutter (2017).

    Examples
    --------
    >>> Cosine(1.0, steps=10)(np.array([0, 5, 10, 20])).round(3)
    array([1. , 0.5, 0. , 1. ])
    """

    learning_rate: float
    steps: int = count()
    lowest: float = 0.0
    flat: bool = False
    equation = r"\eta_{min} + \tfrac12 (\eta_0 - \eta_{min}) (1 + \cos \pi t/T)"

    def _rate(self, t: Array) -> Any:
        t = np.minimum(t, self.steps) if self.flat else t
        return along_cosine(self.learning_rate, self.lowest, t / self.steps)
