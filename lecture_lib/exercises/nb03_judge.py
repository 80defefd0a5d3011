"""Exercise of notebook 03: a judge of slopes that errs, to be mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..autograd import sigmoid
from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["DOCKET", "EXERCISES"]

ALLOWED = 1e-6


@dataclass(frozen=True)
class _Named:
    """A function that is shown by its formula."""

    name: str
    at: Callable[[Any], Any]

    def __call__(self, x: Any) -> Any:
        return self.at(x)

    def __repr__(self) -> str:
        return self.name


def _all(f: str, at: Callable[[Any], Any], given: str, slope: Any, *points: float) -> list[Inputs]:
    return [(_Named(f, at), _Named(given, slope), np.float64(x)) for x in points]


def _softplus(x: Any) -> Any:
    return np.logaddexp(0, x)


#: The cases of the page: eight slopes that are right, and five that are wrong.
DOCKET: tuple[Inputs, ...] = (
    *_all("x²", np.square, "2x", lambda x: 2 * x, 1e6, 1e7),
    *_all("√x", np.sqrt, "1/2√x", lambda x: 1 / (2 * np.sqrt(x)), 1e-3, 1e-4),
    *_all("exp", np.exp, "exp", np.exp, 0.0, 10.0),
    *_all("softplus", _softplus, "σ(x)", sigmoid, -15.0, -20.0),
    *_all("x²", np.square, "2.0002 x", lambda x: 2.0002 * x, 1e6),
    *_all("tanh", np.tanh, "1.0001 − tanh²", lambda x: 1.0001 - np.tanh(x) ** 2, 0.5),
    *_all("x³", lambda x: x**3, "6x", lambda x: 6 * x, 1.9),
    *_all("softplus", _softplus, "0", lambda x: 0 * x, -15.0, -20.0),
)
#: Others, at which what only fits the page fails.
_RIGHT: tuple[Inputs, ...] = (
    *_all("x²", np.square, "2x", lambda x: 2 * x, -1e6, 3.0, 1e9),
    *_all("√x", np.sqrt, "1/2√x", lambda x: 1 / (2 * np.sqrt(x)), 2e-5, 5.0),
    *_all("exp", np.exp, "exp", np.exp, 1e-9, -1.0, 1e-12),
    *_all("sin", np.sin, "cos", np.cos, 600.5, 6000.3),
    # At the same x the root bends at once, and the cosine loses its digits to a value near 1.
    *_all("√x", np.sqrt, "1/2√x", lambda x: 1 / (2 * np.sqrt(x)), 5e-5, 1.1e-5),
    *_all("cos", np.cos, "−sin", lambda x: -np.sin(x), 1.0, 1e-4, 5e-5),
    *_all("1/x", lambda x: 1 / x, "−1/x²", lambda x: -1 / x**2, 3e-4, -2e-3),
    *_all("softplus", _softplus, "σ(x)", sigmoid, -17.0),
)
_WRONG: tuple[Inputs, ...] = (
    *_all("softplus", _softplus, "0", lambda x: 0 * x, -16.0),
    *_all("softplus", _softplus, "2σ(x)", lambda x: 2 * sigmoid(x), -18.0),
    *_all("x²", np.square, "2.0002 x", lambda x: 2.0002 * x, -1e6),
    *_all("cos", np.cos, "sin", np.sin, 1.0),
    *_all("x³", lambda x: x**3, "6x", lambda x: 6 * x, -1.0),
    *_all("√x", np.sqrt, "1/√x", lambda x: 1 / np.sqrt(x), 1e-3),
    *_all("1/x", lambda x: 1 / x, "1/x²", lambda x: 1 / x**2, 1e-3),
)


def _gap(
    f: Any, slope: Any, x: Any, *, steps: Callable[[Any], tuple[Any, ...]] = lambda x: (1e-5,),
    floor: float = 0.0, choose: Callable[..., Any] = np.fmin, found: float = 0, sign: bool = False,
) -> float:  # fmt: skip
    """The gap by some steps, the least or another of them, with slips to choose from."""
    gaps = []
    with np.errstate(all="ignore"):
        for h in steps(x):
            nudged = (f(x + h) - f(x - h)) / (2 * np.float64(h))
            off = slope(x) - nudged
            below = nudged if sign else abs(slope(x) if found else nudged)
            gaps.append((off if sign else abs(off)) / np.maximum(floor, below))
    return float(choose.reduce(gaps))  # type: ignore[attr-defined]


def _both(x: Any) -> tuple[Any, ...]:
    """A fixed step, and one in proportion to x."""
    return 1e-5, 1e-5 * abs(x)


def _by_size(x: Any) -> tuple[Any, ...]:
    return (1e-5 * abs(x),)


def _reference(f: Any, slope: Any, x: Any) -> float:
    return _gap(f, slope, x, steps=_both)


def _number(gap: Any) -> float | None:
    """The gap as a number; None for what is none, as a verdict."""
    if isinstance(gap, bool | np.bool_):
        return None
    try:
        return float(gap)
    except (TypeError, ValueError):
        return None


def _calls_right(gap: Any) -> bool:
    return (number := _number(gap)) is not None and 0 <= number <= ALLOWED


def _misjudged(gap: Any, f: Any, slope: Any, x: Any) -> str | None:
    number = _number(gap)
    if number is None:
        return "return the gap, one number; whether it is small enough is asked afterwards"
    if np.isnan(number):
        return (
            "the gap is nan, which is what 0/0 gives: where is a step 0? Python's min keeps a nan "
            "that comes first, and hides one that comes later"
        )
    if number < 0:
        return "a gap is not negative: take its size, above and below the line"
    is_right = _calls_right(_reference(f, slope, x))
    if _calls_right(gap) == is_right:
        return None
    return (
        "a false alarm: this slope is right, and its gap is above 10⁻⁶, though not by every step"
        if is_right
        else "a miss: this slope is wrong, and its gap is not above 10⁻⁶"
    )


def _same(answer: Any, other: Any) -> bool:
    return _number(answer) is not None and _calls_right(answer) == _calls_right(other)


def _slip(name: str, say: str, **slips: Any) -> Mistake:
    return Mistake(name, lambda *case: _gap(*case, **slips), say)


def _drawn(rng: np.random.Generator) -> Inputs:
    """A right slope where digits or formula would mislead; or a wrong one where all are small."""
    others = (
        *_all("x²", np.square, "2x", lambda x: 2 * x, -(10 ** rng.uniform(6.5, 7.5))),
        *_all("1/x", lambda x: 1 / x, "−1/x²", lambda x: -1 / x**2, 10 ** rng.uniform(-3.6, -3)),
        *_all("softplus", _softplus, "0", lambda x: 0 * x, rng.uniform(-19, -15)),
    )
    return others[int(rng.integers(len(others)))]


_MEND_JUDGE = Exercise(
    id="mend-judge",
    task="Return the gap between slope(x) and the nudged slope of f at x, one number, such that it "
    "is at most 10⁻⁶ where the slope is right, and above where it is wrong: for all cases of the "
    "page, and for others.",
    inputs=("f", "slope", "x"),
    simple=(*DOCKET, *_RIGHT, *_WRONG),
    numbers=_drawn,
    reference=_reference,
    fault=_misjudged,
    same=_same,
    mistakes=(
        _slip(
            "as it was",
            "Begin with the two misses. What is the gap divided by, where the slope is tiny?",
            floor=1.0,
        ),
        _slip(
            "the misses are mended",
            "The misses are mended. The alarms are not: at which of them do the digits rule, at "
            "which the formula? What does Change 2 say of the best step?",
        ),
        _slip(
            "the step in proportion to x",
            "The misses are mended, and the alarms of the page. But what becomes of this step at "
            "x = 0 or near it? There another step was good.",
            steps=_by_size,
        ),
        _slip(
            "the step in proportion to x, the misses left",
            "The alarms of the page are mended, but what becomes of this step at x = 0? And the "
            "misses are left: what is the gap divided by, where the slope is tiny?",
            steps=_by_size,
            floor=1.0,
        ),
        _slip(
            "the step never below the old one",
            "Large x are mended. But near 0 the root bends within the step: there h must be less "
            "than the old one, and at exp near 0 it must not.",
            steps=lambda x: (1e-5 * max(1, abs(x)),),
        ),
        _slip(
            "the step never below the old one, the misses left",
            "Large x are mended. Near 0 the root needs a smaller step. And the misses are left: "
            "what is the gap divided by, where the slope is tiny?",
            steps=lambda x: (1e-5 * max(1, abs(x)),),
            floor=1.0,
        ),
        _slip(
            "the step never above the old one",
            "The root near 0 is mended. But for large x the digits err, and want a larger step.",
            steps=lambda x: (1e-5 * min(1, abs(x)),),
        ),
        _slip(
            "only x = 0 apart",
            "x = 0 itself is mended, but just beside it the step is still tiny, and at a large x "
            "sin bends within a large step. Neither step is right for all f: can both be heard?",
            steps=lambda x: (1e-5 * (abs(x) or 1),),
        ),
        _slip(
            "a large x, a large step",
            "All is well near 0. But at a large x sin bends within a large step, and the old one "
            "was good there. Neither step is right for all f: can both be heard?",
            steps=lambda x: (max(1e-8, 1e-5 * abs(x)),),
        ),
        _slip(
            "a step in between",
            "A compromise between both steps. But at the same x the root wants a smaller one and "
            "the cosine a larger one, and no x tells which f it is. Can both steps be heard?",
            steps=lambda x: (1e-5 * abs(x) ** 0.5 or 1e-5,),
        ),
        _slip(
            "a step nearer to x",
            "A compromise between both steps. But exp just beside 0 wants a larger one, the cosine "
            "too, and sin at a large x a smaller one. Can both steps be heard?",
            steps=lambda x: (1e-5 * abs(x) ** (2 / 3) or 1e-5,),
        ),
        _slip(
            "the step kept within bounds",
            "Within bounds the step suits most. But at the same x the root wants a smaller one and "
            "the cosine a larger one, and no x tells which f it is. Can both steps be heard?",
            steps=lambda x: (min(1e-3, max(1e-8, 1e-5 * abs(x))),),
        ),
        _slip(
            "both must agree",
            "Both steps are tried. But a right slope may fail by one of them: which of the two "
            "gaps should count?",
            steps=_both,
            choose=np.fmax,
        ),
        _slip(
            "both steps, the misses left",
            "The alarms are mended, all of them. The misses are left: what is the gap divided by, "
            "where the slope is tiny?",
            steps=_both,
            floor=1.0,
        ),
        _slip(
            "a larger step for all",
            "A larger step helps the digits, for large x. But near 0 the root bends within it.",
            steps=lambda x: (1e-3,),
        ),
        _slip(
            "a smaller step for all",
            "A smaller step helps the root near 0. But the digits err by one over h: for large x "
            "they want a larger one.",
            steps=lambda x: (1e-7,),
        ),
        Mistake(
            "everything is right",
            lambda f, slope, x: 0.0,
            "This calls all slopes right, the wrong ones too.",
        ),
    ),
    hints=(
        "Take the errors one kind at a time. A miss: how large is the true slope at x = −15, and "
        "what is the gap divided by there? Then look at the alarms.",
        "At large x the digits want a larger step, near 0 the formula of the root a smaller one: "
        "Change 2 names a step that suits both. But exp at 0 needs the old one.",
        "At x = 5·10⁻⁵ the root wants a step below 1.4·10⁻⁷, and the cosine one above 10⁻⁶: "
        "no step made from x alone suits both. Try two steps, and return the smaller gap.",
    ),
)


EXERCISES = (_MEND_JUDGE,)
