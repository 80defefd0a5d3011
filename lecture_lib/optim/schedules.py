"""Learning-rate schedules: functions of the number of steps already taken.

A schedule is called with a step, or with an array of steps to draw it, and returns the rate of
the next update: ``schedule(0)`` is the rate of the first one. Any function ``step -> float`` is a
schedule too; those here print their settings and equal ``torch.optim.lr_scheduler``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Cosine", "CosineRestarts", "Cyclic", "Exponential", "InverseSquareRoot", "Joined", "Linear",
    "MultiStep", "OneCycle", "Polynomial", "Schedule", "StepDecay", "Warmup", "WarmupCosine",
    "growing_momentum",
]

Array = NDArray[Any]


def _cosine(start: Any, end: Any, part: Any) -> Any:
    """From ``start`` to ``end`` along half a cosine as ``part`` goes from 0 to 1."""
    return end + (start - end) * (1 + np.cos(np.pi * part)) / 2


@dataclass(frozen=True)
class Schedule:
    """What every schedule offers; write another one by defining ``_rate``.

    Raises
    ------
    ValueError
        A setting that is negative or NaN, or a length of no steps.
    """

    #: The rate η_t in LaTeX; t counts the steps already taken.
    equation: ClassVar[str] = ""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            least = 1 if field.name in ("every", "steps", "total", "half") else 0
            if isinstance(value, int | float) and not value >= least:
                raise ValueError(f"{self.name}: {field.name} is {value}; "
                                 f"it must be at least {least}.")

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
    """Multiply by ``factor`` every so many steps (``StepLR``).

    >>> StepDecay(0.1, every=30)(np.array([0, 29, 30]))
    array([0.1 , 0.1 , 0.01])
    """

    learning_rate: float
    every: int
    factor: float = 0.1
    equation = r"\eta_0 \gamma^{\lfloor t/s \rfloor}"

    def _rate(self, t: Array) -> Any:
        return self.learning_rate * self.factor ** np.floor(t / self.every)


@dataclass(frozen=True)
class MultiStep(Schedule):
    """Multiply by ``factor`` at each of the given steps (``MultiStepLR``).

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
    """Multiply by ``factor`` at every step (``ExponentialLR``).

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
    """Go in a straight line between two fractions of the rate, then stay (``LinearLR``).

    >>> Linear(1.0, steps=4, start=1.0, end=0.0)(np.arange(6))
    array([1.  , 0.75, 0.5 , 0.25, 0.  , 0.  ])
    """

    learning_rate: float
    steps: int = 5
    start: float = 1 / 3
    end: float = 1.0
    equation = r"\eta_0 \left( s + (e-s) \min(t, T)/T \right)"

    def _rate(self, t: Array) -> Any:
        part = np.minimum(t, self.steps) / self.steps
        return self.learning_rate * (self.start + (self.end - self.start) * part)


@dataclass(frozen=True)
class Warmup(Schedule):
    """Rise in a straight line from a fraction ``start`` of the rate, then keep it.

    >>> Warmup(0.4, steps=4)(np.arange(6))
    array([0. , 0.1, 0.2, 0.3, 0.4, 0.4])
    """

    learning_rate: float
    steps: int
    start: float = 0.0
    equation = r"\eta_0 \left( s + (1-s) \min(t, w)/w \right)"

    def _rate(self, t: Array) -> Any:
        return Linear(self.learning_rate, self.steps, self.start)._rate(t)


@dataclass(frozen=True)
class Polynomial(Schedule):
    """Fall to zero like a power of the time left (``PolynomialLR``).

    >>> Polynomial(1.0, steps=4, power=2)(2)
    0.25
    """

    learning_rate: float
    steps: int = 5
    power: float = 1.0
    equation = r"\eta_0 (1 - \min(t, T)/T)^p"

    def _rate(self, t: Array) -> Any:
        return self.learning_rate * (1 - np.minimum(t, self.steps) / self.steps) ** self.power


@dataclass(frozen=True)
class Cosine(Schedule):
    """Fall along half a cosine to ``lowest`` (``CosineAnnealingLR``).

    Afterwards torch's rate *rises* again; ``flat=True`` keeps it low, as optax does.

    >>> Cosine(1.0, steps=10)(np.array([0, 5, 10, 20])).round(3)
    array([1. , 0.5, 0. , 1. ])
    """

    learning_rate: float
    steps: int
    lowest: float = 0.0
    flat: bool = False
    equation = r"\eta_{min} + \tfrac12 (\eta_0 - \eta_{min}) (1 + \cos \pi t/T)"

    def _rate(self, t: Array) -> Any:
        t = np.minimum(t, self.steps) if self.flat else t
        return _cosine(self.learning_rate, self.lowest, t / self.steps)


@dataclass(frozen=True)
class CosineRestarts(Schedule):
    """Fall along a cosine and jump back up, each cycle ``growth`` times as long as the last.

    SGDR (Loshchilov and Hutter 2017), ``CosineAnnealingWarmRestarts``.

    >>> CosineRestarts(1.0, steps=4, growth=2)(np.array([0, 2, 4, 8, 12]))
    array([1. , 0.5, 1. , 0.5, 1. ])
    """

    learning_rate: float
    steps: int
    growth: int = 1
    lowest: float = 0.0
    equation = r"\eta_{min} + \tfrac12 (\eta_0 - \eta_{min}) (1 + \cos \pi t_i/T_i)"

    def _rate(self, t: Array) -> Any:
        if self.growth == 1:
            return _cosine(self.learning_rate, self.lowest, np.mod(t, self.steps) / self.steps)
        # Cycle n starts at T(gⁿ − 1)/(g − 1); count starts, as a logarithm would round.
        length, start = np.full_like(t, self.steps), np.zeros_like(t)
        while np.any(over := t >= start + length):
            start = np.where(over, start + length, start)
            length = np.where(over, length * self.growth, length)
        return _cosine(self.learning_rate, self.lowest, (t - start) / length)


@dataclass(frozen=True)
class WarmupCosine(Schedule):
    """Rise linearly, fall along a cosine to a fraction of the rate, then stay: GPT-3's schedule.

    GPT-3 rose over 375 million tokens and fell to 10 % at 260 billion. Until ``total`` it equals
    ``SequentialLR([LinearLR, CosineAnnealingLR])``.

    >>> WarmupCosine(1.0, warmup=2, total=12)(np.array([0, 1, 2, 7, 12, 99])).round(3)
    array([0.  , 0.5 , 1.  , 0.55, 0.1 , 0.1 ])
    """

    learning_rate: float
    warmup: int
    total: int
    lowest: float = 0.1
    start: float = 0.0
    equation = (r"\eta_0 \, t/w \text{ for } t < w, \text{ then } "
                r"\eta_0 (f + (1-f) \tfrac12 (1 + \cos \pi (t-w)/(T-w)))")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.warmup >= self.total:
            raise ValueError(f"WarmupCosine: a warm-up of {self.warmup} steps leaves nothing of "
                             f"{self.total}. total counts the warm-up too.")

    def _rate(self, t: Array) -> Any:
        rising = self.start + (1 - self.start) * t / max(self.warmup, 1)
        part = np.clip((t - self.warmup) / (self.total - self.warmup), 0, 1)
        return self.learning_rate * np.where(t < self.warmup, rising,
                                             _cosine(1.0, self.lowest, part))


@dataclass(frozen=True)
class InverseSquareRoot(Schedule):
    """Rise linearly to the rate at update ``warmup``, then fall like 1/√t.

    ``flat=True`` starts at the peak instead and stays there until ``warmup``, as T5 does.
    :meth:`transformer` and :meth:`t5` give the published settings.

    >>> InverseSquareRoot(1.0, warmup=4)(np.array([0, 3, 15]))
    array([0.25, 1.  , 0.5 ])
    """

    learning_rate: float
    warmup: int
    flat: bool = False
    equation = r"\eta_0 \min\left( (t+1)/w, \sqrt{w/(t+1)} \right)"

    def _rate(self, t: Array) -> Any:
        part = (t + 1) / max(self.warmup, 1)  # the papers count updates from 1
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
    """One schedule after another, each counting its steps from 0 (``SequentialLR``).

    >>> joined = Joined((Warmup(1.0, 2), Exponential(1.0, 0.5)), at=(2,))
    >>> joined(np.arange(5))
    array([0.  , 0.5 , 1.  , 0.5 , 0.25])
    """

    schedules: Sequence[Callable[[Any], Any]]
    at: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.at) != len(self.schedules) - 1 or list(self.at) != sorted(self.at):
            raise ValueError(f"Joined: {len(self.schedules)} schedules need "
                             f"{len(self.schedules) - 1} increasing joints; at is {self.at}.")

    def _rate(self, t: Array) -> Any:
        rate = np.asarray(self.schedules[0](t))
        for start, schedule in zip(self.at, self.schedules[1:], strict=True):
            rate = np.where(t >= start, schedule(np.maximum(t - start, 0)), rate)
        return rate


@dataclass(frozen=True)
class Cyclic(Schedule):
    """Go up and down between two rates, ``half`` steps each way (Smith 2017, ``CyclicLR``).

    ``form`` is "triangular", "triangular2" (the height halves every cycle) or "exponential" (the
    height shrinks by ``factor`` every step). :meth:`momentum` is a β that falls as the rate rises.

    >>> Cyclic(0.0, 1.0, half=2)(np.arange(6))
    array([0. , 0.5, 1. , 0.5, 0. , 0.5])
    """

    lowest: float
    highest: float
    half: int = 2000
    form: str = "triangular"
    factor: float = 1.0
    least_momentum: float = 0.8
    most_momentum: float = 0.9
    equation = (r"\eta_{min} + (\eta_{max}-\eta_{min}) \max(0, 1-x)\, h, \; "
                r"x = |t/s - 2c + 1|, \; c = \lfloor 1 + t/2s \rfloor")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.form not in ("triangular", "triangular2", "exponential"):
            raise ValueError(f"Cyclic: there is no form {self.form!r}. "
                             "Choose 'triangular', 'triangular2' or 'exponential'.")

    def _height(self, t: Array) -> Any:
        cycle = np.floor(1 + t / (2 * self.half))
        height = np.maximum(0, 1 - np.abs(t / self.half - 2 * cycle + 1))
        scale = {"triangular": 1.0, "triangular2": 0.5 ** (cycle - 1),
                 "exponential": self.factor**t}[self.form]
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

    Smith and Topin (2018), ``OneCycleLR``: cosine pieces from highest/25 up over 30 % of the
    steps, then down to highest/25/10⁴. :meth:`momentum` goes .95, .85, .95.

    >>> cycle = OneCycle(1.0, total=11, rise=0.5454545)
    >>> cycle(np.array([0, 5, 10])).round(6), round(cycle.momentum(5), 6)
    (array([4.e-02, 1.e+00, 4.e-06]), 0.85)
    """

    highest: float
    total: int
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
                             "step to rise or none to fall. Take more steps.")

    def _pieces(self, t: Array, outer: float, peak: float, last: float) -> Any:
        top = self.rise * self.total - 1
        return np.where(t <= top, _cosine(outer, peak, t / top),
                        _cosine(peak, last, np.minimum(t - top, self.total - 1 - top)
                                / (self.total - 1 - top)))

    def _rate(self, t: Array) -> Any:
        start = self.highest / self.start_divisor
        return self._pieces(t, start, self.highest, start / self.end_divisor)

    def momentum(self, step: Any) -> Any:
        """Return β after ``step`` steps; use as ``Momentum(cycle, beta=cycle.momentum)``."""
        beta = np.asarray(self._pieces(np.asarray(step, dtype=float), self.most_momentum,
                                       self.least_momentum, self.most_momentum))
        return beta if beta.ndim else float(beta)


def growing_momentum(step: int) -> float:
    """Nesterov's (k−1)/(k+2) at update k = ``step``, which gives the rate O(1/k²).

    >>> [round(growing_momentum(k), 3) for k in (0, 1, 2, 100)]
    [0.0, 0.0, 0.25, 0.971]
    """
    return max(0.0, (step - 1) / (step + 2))
