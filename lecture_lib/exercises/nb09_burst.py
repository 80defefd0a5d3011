"""Exercise of notebook 09, *adaptive steps*: gradients for long steps of Adam, and short ones."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Mistake
from ..lessons.numeric import as_numbers

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]

_LONG, _SHORT = 5.0, 0.1


def lengths(gradients: Any) -> Array:
    """Length of each step of Adam on these gradients of one parameter, divided by η."""
    m, v, steps = 0.0, 0.0, []
    for t, g in enumerate(np.asarray(gradients, dtype=float).tolist(), start=1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        steps.append(m / (1 - 0.9**t) / (math.sqrt(v / (1 - 0.999**t)) + 1e-12))
    return np.abs(steps)


def longest(gradients: Any) -> float:
    """The longest of these steps."""
    return float(lengths(gradients).max())


def _fault(answer: Any, most: int) -> str | None:
    try:
        gradients = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError) as error:
        return str(error)
    if gradients.ndim != 1 or not len(gradients):
        return f"return a list of numbers; this has the shape {np.shape(gradients)}"
    if len(gradients) > most:
        return f"these are {len(gradients)} gradients; here at most {most} are allowed"
    if not np.isfinite(gradients).all() or np.abs(gradients).max() > 1e100:
        return "return finite numbers, none larger than 1e100"
    steps = lengths(gradients)
    if steps.max() <= _LONG:
        return f"the longest step is {steps.max():.2f} η; longer than {_LONG:g} η is asked"
    if steps[-1] >= _SHORT:
        return f"the last step is {steps[-1]:.2f} η; shorter than {_SHORT:g} η is asked"
    return None


def _burst(most: int, length: int, after: int = 100) -> Array:
    parts = np.zeros(most - length - after), np.ones(length), np.zeros(after)
    return np.concatenate(parts)


def _between(low: float, high: float) -> Callable[..., bool]:
    """Recognise an answer by the longest step it leads to."""

    def fits(answer: Any, most: int) -> bool:
        return np.ndim(answer) == 1 and len(answer) <= most and low <= longest(answer) < high

    return fits


def _ends_long(answer: Any, most: int) -> bool:
    if np.ndim(answer) != 1 or len(answer) > most:
        return False
    return longest(answer) > _LONG and float(lengths(answer)[-1]) >= _SHORT


_BREAK = Exercise(
    id="adaptive-break",
    task="Return gradients of one parameter, the first one first and no more than most allows, "
    "such that one of Adam's steps (β₁ = 0.9, β₂ = 0.999, ε = 10⁻¹²) is longer than 5 η, and the "
    "last one shorter than 0.1 η.",
    inputs=("most",),
    simple=((1500,), (3000,)),
    numbers=lambda rng: (int(rng.integers(15, 30)) * 100,),
    reference=lambda most: _burst(most, 13),
    mistakes=(
        Mistake(
            "no step is longer",
            lambda most: np.ones(most),
            "None of these steps is longer than η. When can m̂ be larger than √v̂?",
            _between(0.0, 1.0 + 1e-6),
        ),
        Mistake(
            "a little longer",
            lambda most: np.arange(1.0, most + 1),
            "Longer than η, a little. m forgets within some ten steps, v within some thousand: "
            "what should happen in those ten, and what before?",
            _between(1.0 + 1e-6, 2.0),
        ),
        Mistake(
            "one large gradient",
            lambda most: np.r_[np.zeros(most - 1), 1.0],
            "About as much as one large gradient brings, for it enters m with 0.1 and v with "
            "0.001. Within some ten steps m can catch up with it. Then let it.",
            _between(2.0, 3.2),
        ),
        Mistake(
            "nearly",
            lambda most: _burst(most, 2, after=0),
            "More than one large gradient can do. Two things count now: for how long v had been "
            "quiet before, and for how many steps m may catch up.",
            _between(3.2, 5.0 + 1e-9),
        ),
        Mistake(
            "the last one is long",
            lambda most: _burst(most, 13, after=0),
            "One step is long enough. Now the last one is to be short: what makes m fade, while v "
            "remembers?",
            _ends_long,
        ),
    ),
    hints=(
        "v remembers for about a thousand steps, m for about ten. When is m̂ much larger than √v̂?",
        "Let v̂ be small from a long quiet time. Then wake the parameter up.",
        "After the silence m must nearly be the new gradient, while v holds hardly any of its "
        "square. How many steps of it are best? Afterwards let m fade.",
    ),
    fault=_fault,
)

EXERCISES = (_BREAK,)
