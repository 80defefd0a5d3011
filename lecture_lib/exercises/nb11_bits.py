"""Exercise of notebook 11, *keep it stable*: a loss scale that loses no gradient."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import as_numbers
from ..training.half_precision import underflow

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]


def _spread(rng: np.random.Generator) -> Inputs:
    """Draw gradients of which float16 would lose some, with room for a scale."""
    g = 10.0 ** rng.uniform(-8.5, -4.0, 6) * rng.choice([-1, 1], 6)
    g[:2] = 10.0 ** rng.uniform([-9.0, -3.5], [-8.5, -3.0])
    return (np.array([float(f"{x:.2e}") for x in g]),)


def _scale(answer: Any) -> float:
    """The scale as a number; NaN when it is none."""
    try:
        S = as_numbers(answer, "the answer").astype(float)
    except (TypeError, ValueError):
        return math.nan
    return float(S) if not S.ndim and np.isfinite(S) and S > 0 else math.nan


def _scale_fault(answer: Any, g: Array) -> str | None:
    S = _scale(answer)
    if math.isnan(S):
        return "a loss scale is one positive, finite number"
    count = underflow(g, S)
    if count.infinite:
        return f"at S = {S:g}, {count.infinite} of {count.total} entries overflow"
    if count.zero:
        return f"at S = {S:g}, {count.zero} of {count.total} entries become 0"
    return None if math.frexp(S)[0] == 0.5 else f"{S:g} is no power of two"


def _power(x: float) -> float:
    """The largest power of two that is not above x."""
    return float(2.0 ** math.floor(math.log2(x)))


def _infinite(answer: Any) -> bool:
    try:
        return math.isinf(float(answer))
    except (TypeError, ValueError, OverflowError):
        return False


def _over_the_smallest(g: Array) -> float:
    """A power of two that lifts the smallest size to the smallest number; infinite over 0."""
    smallest = float(np.min(np.abs(g)))
    return _power(2.0**-24 / smallest) if smallest else math.inf


def _fits(kind: str) -> Callable[..., bool]:
    def fits(answer: Any, g: Array) -> bool:
        if _infinite(answer):
            return kind == "infinite"
        S = _scale(answer)
        return not math.isnan(S) and getattr(underflow(g, S), kind) > 0

    return fits


_SCALE = Exercise(
    id="stable-scale",
    task="Return a loss scale S, a power of two, with which no entry of S·g becomes 0 or "
    "infinite in float16.",
    inputs=("g",),
    simple=(
        (np.array([2.0**-30, 0.5]),),
        (np.array([1e-3, -2000.0]),),
        (np.array([-3e-14, 2e-9, 0.0]),),
        (np.array([1e6, 0.25, -3000.0]),),
    ),
    numbers=_spread,
    reference=lambda g: _power(32768 / float(np.max(np.abs(g)))),
    fault=_scale_fault,
    mistakes=(
        Mistake(
            "over the smallest, which is 0",
            _over_the_smallest,
            "That is infinite, for some entries of g are 0. They stay 0 whatever S is: leave them "
            "out.",
            fits=lambda answer, g: _infinite(answer) and not np.all(g),
        ),
        Mistake(
            "not scaled",
            lambda g: 1.0,
            "With S = 1 the smallest entries become 0.",
            fits=lambda answer, g: _scale(answer) == 1,
        ),
        Mistake(
            "upside down",
            lambda g: 1 / _power(32768 / float(np.max(np.abs(g)))),
            "S below 1 makes small numbers smaller still, S above 1 large ones larger.",
            fits=lambda answer, g: (_scale(answer) < 1) != (np.max(np.abs(g)) > 32768),
        ),
        Mistake(
            "cut towards 0",
            lambda g: 2.0 ** int(math.log2(65504 / float(np.max(np.abs(g))))),
            "Where the exponent is negative, int rounds it up. Round it down: np.floor.",
        ),
        Mistake(
            "too small",
            lambda g: _power(32768 / float(np.max(np.abs(g)))) / 2**23,
            "Some entries still become 0: S·g must exceed 2⁻²⁵ for the smallest of them.",
            fits=_fits("zero"),
        ),
        Mistake(
            "too large",
            lambda g: 2.0**60,
            "Some entries become infinite: S·g must stay below 65504 for the largest of them, "
            "in size.",
            fits=_fits("infinite"),
        ),
        Mistake(
            "no power of two",
            lambda g: 60000 / float(np.max(np.abs(g))),
            "The size is right. But round it down to a power of two, which changes no digits.",
            fits=lambda answer, g: (_scale_fault(answer, g) or "").endswith("power of two"),
        ),
    ),
    hints=(
        "Which entry limits S from above, and which from below?",
        "The largest size must stay below 65504, the smallest must come above 2⁻²⁵.",
        "The largest S that does not overflow is safe for the small ones too. Which power of two "
        "lies just below it? A logarithm to base 2 tells.",
    ),
)

EXERCISES = (_SCALE,)
