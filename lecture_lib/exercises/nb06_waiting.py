"""Exercise of notebook 06, *noisy gradients*: is a run on its way, or at its floor?"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator
#: Whether the second of two bars, each of ten epochs, is a fall from the first.
Rule = Callable[[Array, Array], bool]

_FALLS, _SETTLED, _TOO_EARLY = "falls", "settled", "too early"


def _error(bar: Array) -> float:
    """The standard error of a mean."""
    return float(bar.std(ddof=1) / math.sqrt(len(bar)))


def _drop(before: Array, after: Array) -> float:
    return float(before.mean() - after.mean())


def _errors(before: Array, after: Array) -> float:
    """How many standard errors of the difference the mean falls by."""
    return _drop(before, after) / math.hypot(_error(before), _error(after))


def _is_fall(before: Array, after: Array) -> bool:
    return _errors(before, after) > 3


def _by(rule: Rule) -> Callable[[Array], str]:
    """The verdict on a run by a rule for two bars."""

    def verdict(losses: Array) -> str:
        _, second, third, last = np.reshape(losses, (4, 10))
        if rule(third, last):
            return _FALLS
        return _TOO_EARLY if rule(second, third) else _SETTLED

    return verdict


_verdict = _by(_is_fall)


def _fault(answer: Any, losses: Array) -> str | None:
    """By how many errors the bars of a run are lower, unless the word for it is right."""
    if not isinstance(answer, str) or answer not in _WAYS:
        return f"one of three words is needed: {', '.join(map(repr, _WAYS))}"
    if answer == _verdict(losses):
        return None
    bars = np.reshape(losses, (4, 10))
    third, last = (_errors(*pair) for pair in itertools.pairwise(bars[1:]))
    return (
        f"counted in errors of the difference, the third bar lies {third:.1f} below the second, "
        f"and the last {last:.1f} below the third"
    )


def _renamed(names: dict[str, str]) -> Callable[[Array], str]:
    return lambda losses: names.get(_verdict(losses), _verdict(losses))


def _any_earlier_fall(losses: Array) -> str:
    first, second, third, last = np.reshape(losses, (4, 10))
    if _is_fall(third, last):
        return _FALLS
    return _TOO_EARLY if _is_fall(first, second) or _is_fall(second, third) else _SETTLED


def _both(losses: Array) -> str:
    _, second, third, last = np.reshape(losses, (4, 10))
    if _is_fall(third, last):
        return _FALLS if _is_fall(second, third) else _TOO_EARLY
    return _TOO_EARLY if _is_fall(second, third) else _SETTLED


def _all_scatter(losses: Array) -> str:
    luck = 3 * losses.std(ddof=1) / math.sqrt(10)
    return _by(lambda before, after: _drop(before, after) > luck)(losses)


def _run(seed: int, mean: Callable[[Array], Array], scatter: float) -> Array:
    """Losses of 40 epochs around a mean, with noise in proportion to it."""
    noise = np.random.default_rng(seed).gamma(scatter**-2, scatter**2, 40)
    return np.round(mean(np.arange(40.0)) * noise, 4)


def _decay(start: float, pace: float, floor: float = 0.0) -> Callable[[Array], Array]:
    return lambda t: floor + start * np.exp(-t / pace)


#: Runs that fall to the end, that settled long ago, and that settled lately.
_WAYS: dict[str, tuple[Callable[[Array], Array], float]] = {
    _FALLS: (_decay(4.0, 15.0), 0.15),
    _SETTLED: (_decay(4.0, 2.0, 0.2), 0.3),
    _TOO_EARLY: (_decay(4.0, 4.5, 0.2), 0.1),
}


def _is_clear(losses: Array) -> bool:
    """No fall is so near to three errors that another way to round would turn the verdict."""
    bars = np.reshape(losses, (4, 10))
    return all(not 2.7 < _errors(*pair) < 3.3 for pair in itertools.pairwise(bars[1:]))


def _losses(rng: Generator) -> Inputs:
    """A run whose verdict is clear, each of the three as often."""
    verdict = str(rng.choice(list(_WAYS)))
    mean, scatter = _WAYS[verdict]
    while True:
        losses = _run(int(rng.integers(10**6)), mean, scatter)
        if _is_clear(losses) and _verdict(losses) == verdict:
            return (losses,)


#: Slips in the rule for two bars: name -> (rule, what is said).
_SLIPS: dict[str, tuple[Rule, str]] = {
    "two errors": (
        lambda a, b: _errors(a, b) > 2,
        "The errors are right. But you call two of them a fall, and luck does that too often. "
        "Ask for three.",
    ),
    "errors added": (
        lambda a, b: _drop(a, b) > 3 * (_error(a) + _error(b)),
        "Both errors count, but they add in squares, for the luck of one bar knows nothing of "
        "that of the other. Your rule misses falls.",
    ),
    "one standard error": (
        lambda a, b: _errors(a, b) > 1,
        "So small a fall is often luck: it is about one error of the difference. Ask for three.",
    ),
    "one error of two": (
        lambda a, b: _drop(a, b) > 3 * _error(b),
        "The error of the later bar is measured. But the bar before it has its own: both add, in "
        "squares.",
    ),
    "the other error alone": (
        lambda a, b: _drop(a, b) > 3 * _error(a),
        "The error of the earlier bar is measured. But the later one has its own: both add, in "
        "squares.",
    ),
    "no root": (
        lambda a, b: _drop(a, b) > 3 * math.hypot(a.std(ddof=1), b.std(ddof=1)),
        "The scatter is measured. But it is that of single epochs: a mean of ten scatters less, "
        "by which factor?",
    ),
    "no root, one bar": (
        lambda a, b: _drop(a, b) > 3 * b.std(ddof=1),
        "The scatter of the later bar is measured. But a mean of ten scatters less than single "
        "epochs, by which factor? And the other bar has its own.",
    ),
    "squares without a root": (
        lambda a, b: _drop(a, b) > 3 * (_error(a) ** 2 + _error(b) ** 2),
        "The squares of both errors are added. That is a variance: its root is the error.",
    ),
    "a rise counted": (
        lambda a, b: abs(_errors(a, b)) > 3,
        "A run that rises by more than luck does not fall. Keep the sign of the difference.",
    ),
    "later minus earlier": (
        lambda a, b: _errors(a, b) < -3,
        "That finds bars that rise. A fall is the earlier bar minus the later one.",
    ),
    "any fall at all": (
        lambda a, b: _drop(a, b) > 0,
        "Noise alone moves such means, up or down. Ask for more than luck can do.",
    ),
    "a fixed difference": (
        lambda a, b: _drop(a, b) > 0.05,
        "What luck can do differs from run to run. Measure it by the scatter within a bar.",
    ),
    "a tenth": (
        lambda a, b: b.mean() < 0.9 * a.mean(),
        "A fixed share knows nothing of luck: a rough curve loses a tenth by chance, and a smooth "
        "one may lose less without any. Measure the scatter.",
    ),
    "a fifth": (
        lambda a, b: b.mean() < 0.8 * a.mean(),
        "A fixed share knows nothing of luck: a rough curve loses a fifth by chance, and a smooth "
        "one may lose less without any. Measure the scatter.",
    ),
}


_JUDGE = Exercise(
    id="noise-judge",
    task="losses holds the loss above its minimum of one run at constant learning rate: one mean "
    "for each of 40 epochs. The luck of one epoch is forgotten in the next. Cut them into four "
    "bars of ten epochs. A bar is a fall if it lies below the bar before it by more than three "
    'errors of the difference. Return "falls" if the last bar is a fall: waiting helps. If not, '
    'return "too early" (to tell) if the third bar is one, and "settled" if neither is.',
    inputs=("losses",),
    simple=(
        (_run(10, lambda t: np.where(t < 9, 1.0, 0.5), 0.08),),  # settled early
        (_run(0, _decay(4.0, 14.0), 0.05),),
        (_run(17, _decay(4.0, 4.5, 0.2), 0.1),),  # settled lately
        (_run(227, _decay(0.0, 1.0, 0.15), 0.3),),  # lower by luck: two errors
        (_run(36, _decay(4.0, 17.0), 0.2),),  # no luck: more than three, if added in squares
        (_run(58, lambda t: 0.4 - 0.36 * np.exp(-t / 16), 0.1),),  # up to its floor
        (_run(120, _decay(0.0, 1.0, 0.15), 0.4),),  # by luck, with a quiet end
        (_run(542, _decay(0.0, 1.0, 0.15), 0.4),),  # by luck, after a quiet stretch
        (_run(1, _decay(0.24, 17.0, 0.3), 0.02),),  # a small share, and no luck
        (_run(0, lambda t: np.where(t < 30, 1.0, 0.5), 0.05),),  # flat at first
        (_run(0, lambda t: np.select([t < 10, t < 30], [4.0, 1.0], 0.5), 0.05),),
        (_run(44, _decay(100.0, 9.0, 30.0), 0.1),),  # settled lately, and large numbers
    ),
    numbers=_losses,
    reference=_verdict,
    fault=_fault,
    same=lambda a, b: isinstance(a, str) and a == b,
    mistakes=(
        Mistake(
            "always falls",
            lambda losses: _FALLS,
            "You say so of each run. Some of them are level. (Nearly all have come down "
            "since their first epoch; the question is whether they still fall.)",
        ),
        Mistake(
            "always settled",
            lambda losses: _SETTLED,
            "You say so of each run. Some of them still fall. If you measure a scatter: is it that "
            "of one bar? And a mean of ten scatters less than one epoch, by which factor?",
        ),
        Mistake(
            "always too early",
            lambda losses: _TOO_EARLY,
            "You say so of each run. Some of them clearly fall, others have long been level.",
        ),
        Mistake(
            "never too early",
            _renamed({_TOO_EARLY: _SETTLED}),
            "You find the runs that still fall. But some of the others came down only lately: look "
            "at the third bar too.",
        ),
        Mistake(
            "falls and settled exchanged",
            _renamed({_FALLS: _SETTLED, _SETTLED: _FALLS}),
            "Turned round: the run falls if its last bar is a fall.",
        ),
        Mistake(
            "settled and too early exchanged",
            _renamed({_TOO_EARLY: _SETTLED, _SETTLED: _TOO_EARLY}),
            "Turned round: it is too early to tell if the third bar was still a fall.",
        ),
        Mistake(
            "falls and too early exchanged",
            _renamed({_TOO_EARLY: _FALLS, _FALLS: _TOO_EARLY}),
            "Turned round: the run falls if its last bar is a fall.",
        ),
        Mistake(
            "any earlier fall",
            _any_earlier_fall,
            "The second bar counts as well in your rule. Such a run came down early, and has been "
            "level for longer since.",
        ),
        Mistake(
            "both must fall",
            _both,
            "If the last bar is a fall, waiting helps, whatever the third did.",
        ),
        Mistake(
            "scatter of all epochs",
            _all_scatter,
            "The scatter of all forty epochs holds the way down. Luck is what remains within one "
            "bar.",
        ),
        *(Mistake(name, _by(rule), said) for name, (rule, said) in _SLIPS.items()),
    ),
    hints=(
        "How far does luck alone move a mean of ten? Each bar has its own error.",
        "The spread of the ten over the root of their number is the error of a bar. Which error "
        "has the difference of two bars?",
        "Write a function for two bars: is the second a fall from the first? Ask it for the last "
        "pair, and if that is none, for the pair before.",
    ),
)


EXERCISES = (_JUDGE,)
