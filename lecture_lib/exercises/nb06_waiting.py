"""Exercise of notebook 06, *noisy gradients*: is a run on its way, or at its floor?"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator
Rule = Callable[[Array], bool]


def _error(window: Array) -> float:
    """The standard error of a mean."""
    return float(window.std(ddof=1) / math.sqrt(len(window)))


def _errors(before: Array, last: Array) -> float:
    """How many standard errors of the difference the mean falls by."""
    return float((before.mean() - last.mean()) / math.hypot(_error(before), _error(last)))


def _fall(losses: Array) -> float:
    return float(losses[20:30].mean() - losses[30:].mean())


def _trend(losses: Array) -> float:
    """How many standard errors the slope of the last 20 is below 0."""
    t = np.arange(20) - 9.5
    slope = t @ losses[20:] / (t @ t)
    rest = losses[20:] - losses[20:].mean() - slope * t
    return float(-slope * math.sqrt(18 * (t @ t) / (rest @ rest)))


def _falls(losses: Array) -> bool:
    return _errors(losses[20:30], losses[30:]) > 3


#: Other ways to judge a run that are as good, with a little to spare.
_SOUND: tuple[Rule, ...] = (
    lambda x: _errors(x[20:30], x[30:]) > 2,
    lambda x: _errors(x[20:30], x[30:]) > 3.6,
    lambda x: _fall(x) > 3.1 * (_error(x[20:30]) + _error(x[30:])),
    lambda x: _errors(x[24:32], x[32:]) > 3.2,
    lambda x: _errors(x[24:32], x[32:]) > 2.5,
    lambda x: _errors(x[16:28], x[28:]) > 3.2,
    lambda x: _errors(x[10:25], x[25:]) > 3.2,
    lambda x: _trend(x) > 3.2,
    lambda x: _trend(x) > 2.5,
)

#: Slips, by the names of their mistakes.
_SLIPS: dict[str, Rule] = {
    "the last two epochs": lambda x: x[-1] < x[-2],
    "any fall at all": lambda x: _fall(x) > 0,
    "one standard error": lambda x: _errors(x[20:30], x[30:]) > 1,
    "one error of two": lambda x: _fall(x) > 3 * _error(x[30:]),
    "the other error alone": lambda x: _fall(x) > 3 * _error(x[20:30]),
    "no root": lambda x: _fall(x) > 3 * x[30:].std(ddof=1),
    "scatter of all epochs": lambda x: _fall(x) > 3 * x.std(ddof=1) / math.sqrt(10),
    "windows of five": lambda x: _errors(x[30:35], x[35:]) > 3,
    "a rise counted": lambda x: abs(_errors(x[20:30], x[30:])) > 3,
    "later minus earlier": lambda x: _errors(x[20:30], x[30:]) < -3,
    "a tenth": lambda x: x[30:].mean() < 0.9 * x[20:30].mean(),
    "a fifth": lambda x: x[30:].mean() < 0.8 * x[20:30].mean(),
    "a fixed difference": lambda x: _fall(x) > 0.05,
}


def _run(seed: int, mean: Callable[[Array], Array], scatter: float) -> Array:
    """Losses of 40 epochs around a mean, with noise in proportion to it."""
    noise = np.random.default_rng(seed).gamma(scatter**-2, scatter**2, 40)
    return np.round(mean(np.arange(40.0)) * noise, 4)


def _decay(start: float, pace: float, floor: float = 0.0) -> Callable[[Array], Array]:
    return lambda t: floor + start * np.exp(-t / pace)


def _losses(rng: Generator) -> Inputs:
    """A run on whose verdict all sound rules agree; a level one falls by more than one error."""
    falls = bool(rng.random() < 0.5)
    mean, scatter = (_decay(4.0, 15.0), 0.2) if falls else (_decay(4.0, 2.0, 0.2), 0.4)
    while True:
        losses = _run(int(rng.integers(10**6)), mean, scatter)
        is_clear = all(rule(losses) == falls for rule in (_falls, *_SOUND))
        if is_clear and losses[-1] != losses[-2] and _SLIPS["one standard error"](losses):
            return (losses,)


def _verdict(losses: Array, falls: bool) -> Array:
    return np.array([np.mean(losses[30:]), float(falls)])


def _judged_by(rule: Rule) -> Callable[[Array], Array]:
    return lambda losses: _verdict(losses, rule(losses))


def _slip(name: str) -> Callable[[Array], Array]:
    return _judged_by(_SLIPS[name])


_WAY_DOWN: tuple[Rule, ...] = (
    lambda x: _errors(x[:10], x[30:]) > 3,
    lambda x: _errors(x[:20], x[20:]) > 3,
    lambda x: x[20:].mean() < 0.8 * x[:20].mean(),
)

_JUDGE = Exercise(
    id="noise-judge",
    task="losses holds the loss above its minimum of one run at constant learning rate: one mean "
    "for each of 40 epochs. The luck of one epoch is forgotten in the next. Return two numbers: "
    "the mean over the last ten epochs, and 1 if waiting longer would make it clearly smaller, 0 "
    "if not, as far as one can tell.",
    inputs=("losses",),
    simple=(
        (_run(43, _decay(1.0, 5.0, 0.5), 0.05),),  # level
        (_run(5, _decay(4.0, 14.0), 0.05),),
        (_run(431, _decay(0.0, 1.0, 0.15), 0.4),),  # a fall by luck, with a quiet end
        (_run(442, _decay(30.0, 3.0, 2.0), 0.3),),  # by luck, after a quiet stretch
        (_run(29, _decay(0.24, 17.0, 0.3), 0.02),),  # a small share, and no luck
        (_run(2, _decay(4.0, 17.0), 0.2),),  # rough, and no luck
        (_run(5, lambda t: np.exp(-np.maximum(t - 23, 0) / 9), 0.06),),  # flat at first
        (_run(0, lambda t: 0.4 - 0.36 * np.exp(-t / 16), 0.1),),  # up to its floor
    ),
    numbers=_losses,
    reference=_judged_by(_falls),
    mistakes=(
        Mistake(
            "always 1",
            _judged_by(lambda x: True),
            "The second number is 1 for each of the runs. Some of them are level. (Nearly all have "
            "come down since their first epoch; the question is whether they still fall.)",
        ),
        Mistake(
            "always 0",
            _judged_by(lambda x: False),
            "The second number is 0 for each of the runs. Some of them still fall. If you measure "
            "a scatter: is it that of late epochs only? And a mean of ten scatters less than one "
            "epoch, by which factor?",
        ),
        Mistake(
            "turned round",
            _judged_by(lambda x: not _falls(x)),
            "The second number is the wrong way round: 1 means that waiting helps.",
        ),
        Mistake(
            "the last two epochs",
            _slip("the last two epochs"),
            "Two single epochs differ by chance. Compare means of many.",
        ),
        Mistake(
            "no root",
            _slip("no root"),
            "The scatter is measured. But it is that of single epochs: a mean of ten scatters "
            "less, by which factor?",
        ),
        Mistake(
            "one error of two",
            _slip("one error of two"),
            "The error of the last mean is measured. But the mean before it has its own: both "
            "add, in squares.",
        ),
        Mistake(
            "the other error alone",
            _slip("the other error alone"),
            "The error of the earlier mean is measured. But the last one has its own: both add, "
            "in squares.",
        ),
        Mistake(
            "scatter of all epochs",
            _slip("scatter of all epochs"),
            "The scatter of all forty epochs holds the way down. Luck is what remains within a "
            "short window, late in the run.",
        ),
        Mistake(
            "windows of five",
            _slip("windows of five"),
            "Three errors of means of five: a sound rule, but so short a window misses a slow "
            "fall. Take ten.",
        ),
        Mistake(
            "a rise counted",
            _slip("a rise counted"),
            "One of the runs rises, by more than luck: waiting does not make it smaller. Keep the "
            "sign of the difference.",
        ),
        Mistake(
            "later minus earlier",
            _slip("later minus earlier"),
            "That finds the run that rises. A fall is the earlier mean minus the later one.",
        ),
        Mistake(
            "one standard error",
            _slip("one standard error"),
            "So small a fall is often luck: it is about one standard error. Ask for three.",
        ),
        Mistake(
            "the way down counted",
            _judged_by(_WAY_DOWN[0]),
            "The first epochs hold the way down. Has the run fallen since?",
            fits=lambda answer, losses: any(
                np.allclose(answer, _verdict(losses, rule(losses)), rtol=1e-6) for rule in _WAY_DOWN
            ),
        ),
        Mistake(
            "a tenth",
            _slip("a tenth"),
            "A fixed share knows nothing of luck: a rough curve loses a tenth by chance, and a "
            "smooth one may lose less without any. Measure the scatter.",
        ),
        Mistake(
            "a fifth",
            _slip("a fifth"),
            "A fixed share knows nothing of luck: a rough curve loses a fifth by chance, and a "
            "smooth one may lose less without any. Measure the scatter.",
        ),
        Mistake(
            "any fall at all",
            _slip("any fall at all"),
            "Noise alone changes such means, up or down. Ask for more than luck can do.",
        ),
        Mistake(
            "a fixed difference",
            _slip("a fixed difference"),
            "What luck can do differs from run to run. Measure it by the scatter within a window.",
        ),
    ),
    hints=(
        "What differs between a noisy curve that falls and one that is level, if you may look at "
        "means only?",
        "Compare the mean of the last epochs with that of as many before them, late in the run.",
        "The spread of the ten over the root of their number is the standard error of a mean. A "
        "fall of several standard errors is hardly luck. Which error has the difference of two "
        "means?",
    ),
)


EXERCISES = (_JUDGE,)
