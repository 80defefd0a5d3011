"""Exercises of notebook 03, *from numbers to arrays*: what a nudge can see, and what it cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator


# --- judge: which curve is which ----------------------------------------------------------------

_KINDS = ("forward", "central", "float32")
_Case = tuple[Callable[[Any], Any], Callable[[Any], Any]]
_CASES: tuple[_Case, ...] = (
    (np.exp, np.exp),
    (np.sin, np.cos),
    (np.sqrt, lambda x: 0.5 / np.sqrt(x)),
)
_STEPS = 10.0 ** np.arange(-13, 0, 0.5)


def _errors(kind: str, case: _Case, points: Array) -> Array:
    """Relative error of a kind of nudge over all steps: the middle one of several points."""
    f, slope = case
    number: Any = np.float32 if kind == "float32" else np.float64
    x: Any = points.astype(number)[:, None]
    h: Any = _STEPS.astype(number)
    back = 0 if kind == "forward" else 1
    found = (f(x + h) - f(x - back * h)) / ((1 + back) * h)
    return np.asarray(np.median(np.abs(found / slope(x.astype(float)) - 1), axis=0), dtype=float)


_CURES = ("smaller h", "larger h", "more digits")
#: Of each kind, the powers of ten of a step that is cured so: on its right arm, left arm, bottom.
_MARKED = {
    "forward": (-4.5, -11.0, -8.0),
    "central": (-1.5, -9.0, -5.5),
    "float32": (-1.0, -5.0, -2.5),
}
_BOTTOM = 5  # times the least error, and more than ten times that on the arms
_Pair = tuple[str, str]


def _case(kinds: list[str], cures: list[int], case: _Case, points: Array) -> Inputs:
    curves = (_errors(kind, case, points) for kind in kinds)
    at = [10.0 ** _MARKED[kind][cure] for kind, cure in zip(kinds, cures, strict=True)]
    return (_STEPS, *curves, at)


def _unlabelled(rng: Generator) -> Inputs:
    """Each curve is marked by itself: of two cures nobody can tell the third."""
    case, points = _CASES[int(rng.integers(len(_CASES)))], rng.uniform(0.6, 1.2, size=31)
    kinds = [_KINDS[k] for k in rng.permutation(3)]
    cures = [1, int(rng.integers(3)), int(rng.choice([0, 2]))]  # one left arm, and not three
    return _case(kinds, [cures[k] for k in rng.permutation(3)], case, points)


def _fixed(order: tuple[int, int, int], cures: list[int]) -> Inputs:
    return _case([_KINDS[k] for k in order], cures, _CASES[0], np.linspace(0.6, 1.2, 31))


def _read(h: Array, A: Array, B: Array, C: Array, at: Sequence[float]) -> list[_Pair]:
    """By the place of the least error: farther left, the later truncation gives way."""
    lowest = [int(np.argmin(curve)) for curve in (A, B, C)]
    order = np.argsort(np.argsort(lowest))
    here = [int(np.argmin(np.abs(np.log(h / step)))) for step in at]
    cures = map(_cure, (A, B, C), here, lowest)
    return [(_KINDS[k], cure) for k, cure in zip(order, cures, strict=True)]


def _cure(curve: Array, here: int, lowest: int) -> str:
    if curve[here] <= _BOTTOM * curve[lowest]:
        return "more digits"
    return "smaller h" if lowest < here else "larger h"


def _pairs(answer: Any) -> list[_Pair] | None:
    """Three pairs of the words that are asked for, each kind once; None for anything else."""
    try:
        pairs = [(str(kind).strip().lower(), str(cure).strip().lower()) for kind, cure in answer]
    except (TypeError, ValueError):
        return None
    is_read = sorted(kind for kind, _ in pairs) == sorted(_KINDS)
    return pairs if is_read and all(cure in _CURES for _, cure in pairs) else None


def _same_pairs(answer: Any, other: Any) -> bool:
    return _pairs(answer) == _pairs(other) is not None


def _misjudged(answer: Any, *inputs: Any) -> str | None:
    pairs, right = _pairs(answer), _read(*inputs)
    if pairs is None:
        return (
            'three pairs are asked for, such as ("central", "smaller h"): each of "forward", '
            '"central", "float32" once, and beside it "smaller h", "larger h" or "more digits"'
        )
    if pairs == right:
        return None
    if [kind for kind, _ in pairs] != [kind for kind, _ in right]:
        return "not all three curves are named right"
    wrong = [name for name, a, b in zip("ABC", pairs, right, strict=True) if a != b]
    return (
        f"all three curves are named right, but not what helps {' and '.join(wrong)}: from the "
        "ring, is its curve lower to the left, to the right, or nowhere?"
    )


def _exchanged(**instead: str) -> tuple[Callable[..., list[_Pair]], Callable[..., bool]]:
    """What names the curves so, and what recognises it whatever is said to help."""

    def wrong(*inputs: Any) -> list[_Pair]:
        return [(instead.get(kind, kind), cure) for kind, cure in _read(*inputs)]

    def fits(answer: Any, *inputs: Any) -> bool:
        named = [kind for kind, _ in _pairs(answer) or ()]
        return named == [kind for kind, _ in wrong(*inputs)]

    return wrong, fits


def _named(name: str, say: str, **instead: str) -> Mistake:
    wrong, fits = _exchanged(**instead)
    return Mistake(name, wrong, say, fits=fits)


def _helped(cure: Callable[[str], str]) -> Callable[..., list[_Pair]]:
    return lambda *inputs: [(kind, cure(right)) for kind, right in _read(*inputs)]


_JUDGE_U = Exercise(
    id="judge-u",
    task='Three ways to take a slope, each with its error over h: "forward" and "central" in '
    'ordinary numbers, and "float32", which is central with half as many digits. Say of each which '
    'it is, and what helps at its ring: a "smaller h", a "larger h", or, where no other h gains '
    'much, only "more digits"? Return three pairs of words, for A, B and C.',
    inputs=("h", "A", "B", "C", "at"),
    simple=(_fixed((0, 1, 2), [0, 1, 1]), _fixed((2, 0, 1), [1, 2, 0])),
    numbers=_unlabelled,
    reference=_read,
    fault=_misjudged,
    same=_same_pairs,
    mistakes=(
        _named(
            "forward and central exchanged",
            "float32 is right. On the right arms of the other two: by how much does the error fall "
            "when h becomes ten times smaller? Which of them gains more?",
            forward="central",
            central="forward",
        ),
        _named(
            "central and float32 exchanged",
            "Forward is right. The other two have the same right arm. Which meets its rounding "
            "errors sooner, on the way from the right?",
            central="float32",
            float32="central",
        ),
        _named(
            "forward and float32 exchanged",
            "Central is right. Fewer digits make rounding larger, that is, the left arm higher. "
            "What tells the forward curve is its right arm.",
            forward="float32",
            float32="forward",
        ),
        _named(
            "all three moved on",
            "None is right. First find the curve whose left arm is far above the others: few "
            "digits. Then compare the steepness of right arms.",
            forward="central",
            central="float32",
            float32="forward",
        ),
        _named(
            "all three moved back",
            "None is right. First compare right arms: two fall equally steeply, the third less "
            "steeply. Which way is that?",
            forward="float32",
            central="forward",
            float32="central",
        ),
        Mistake(
            "the arms exchanged",
            _helped(lambda cure: {_CURES[0]: _CURES[1], _CURES[1]: _CURES[0]}.get(cure, cure)),
            "The curves are named right. Which arm is each ring on? On the right arm "
            "the formula errs, and a smaller h makes its error less; on the left arm the digits "
            "err, and they are divided by h.",
        ),
        Mistake(
            "more digits on every left arm",
            _helped(lambda cure: cure if cure == _CURES[0] else _CURES[2]),
            "The curves are named right. On a left arm more digits would help, but something "
            "cheaper does too: what is the error of the digits divided by?",
        ),
        Mistake(
            "more digits for all",
            _helped(lambda _: _CURES[2]),
            "The curves are named right. But a curve on an arm gains by another h, with the digits "
            "it has. Which of them is at its bottom, if any?",
        ),
        Mistake(
            "smaller steps for all",
            _helped(lambda _: _CURES[0]),
            "The curves are named right. But what becomes of an error on a left arm, when h is "
            "made smaller still?",
        ),
        Mistake(
            "larger steps for all",
            _helped(lambda _: _CURES[1]),
            "The curves are named right. But on a right arm the formula errs, and at a bottom no "
            "other h gains much.",
        ),
    ),
    hints=(
        "Each arm has one cause. Which arm do the digits of a number decide, and which the "
        "formula?",
        "The formula errs by a multiple of h² in two of the three, of h in one: a right arm that "
        "is less steep.",
        "Of the two others, float32 has the higher left arm. Then stand at the ring of each: to "
        "which side does the curve fall from there, if to any?",
    ),
)


# --- more practice: the best step ----------------------------------------------------------------


def _best_step(c: float, p: int, r: float) -> float:
    return float((r / (c * p)) ** (1 / (p + 1)))


def _arms(rng: Generator) -> Inputs:
    return float(rng.integers(2, 40)) / 8, int(rng.choice([3, 4])), float(rng.integers(2, 9)) * 1e-9


def _positive(h: Any) -> float:
    """Return ``h`` as a number, and 0 for anything that is no positive number."""
    try:
        step = float(h)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return step if 0 < step < float("inf") else 0.0


def _step_fault(h: Any, *inputs: Any) -> str | None:
    ratio = _positive(h) / _best_step(*inputs)
    if ratio == 0:
        return "the step must be one positive number"
    if ratio > 1.01:
        return "the step is too large: truncation dominates, the right arm of the U"
    if ratio < 1 / 1.01:
        return "the step is too small: rounding dominates, the left arm of the U"
    return None


_U_CURVE = Exercise(
    id="u-curve",
    task="A way to measure slopes errs by c·hᵖ through truncation and by r/h through rounding. "
    "Return the h at which both together are smallest; one per cent is close enough.",
    inputs=("c", "p", "r"),
    simple=((0.5, 1, 2.0**-50), (0.125, 2, 2.0**-52), (2.0, 4, 2.0**-20)),
    numbers=_arms,
    reference=_best_step,
    fault=_step_fault,
    same=lambda h, wrong: 0.995 <= _positive(h) / wrong <= 1.005,
    mistakes=(
        Mistake(
            "as small as possible",
            lambda c, p, r: r,
            "At such a step rounding errors alone are as large as 1: the left arm of the U.",
        ),
        Mistake(
            "made the errors equal",
            lambda c, p, r: (r / c) ** (1 / (p + 1)),
            "Where both errors are equal their sum is not yet least: one falls faster than the "
            "other rises. (For p = 1 it happens to be right.)",
        ),
        Mistake(
            "central always",
            lambda c, p, r: (r / (2 * c)) ** (1 / 3),
            "That is for p = 2. Differentiate c·hᵖ for any p.",
        ),
        Mistake(
            "upside down",
            lambda c, p, r: (c * p / r) ** (1 / (p + 1)),
            "More rounding error calls for a larger step, not a smaller one.",
        ),
        Mistake(
            "wrong root",
            lambda c, p, r: (r / (c * p)) ** (1 / p),
            "Set the derivative of both errors together to zero: which power of h comes out?",
        ),
        Mistake(
            "the factor of the other side",
            lambda c, p, r: (p * r / c) ** (1 / (p + 1)),
            "The exponent p comes down in front of c, and stands below when you solve for h.",
        ),
    ),
    hints=(
        "The sum of both errors is least where its derivative with respect to h is zero.",
        "That of c·hᵖ is p·c·hᵖ⁻¹, and that of r/h is −r/h².",
        "Multiply the equation by h², and one power of h is left.",
    ),
)


EXERCISES = (_JUDGE_U, _U_CURVE)
