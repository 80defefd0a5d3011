"""Exercises of notebook 01, *follow one gradient*: which engine is wrong, and where?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import equal
from .arrows import Arrow, read_arrows
from .nb01_engine import Gradient, add_up, forget_upstream, multiply, overwrite

__all__ = ["EXERCISES"]

Generator = np.random.Generator


# --- break: one graph on which three engines fail ----------------------------------------------


_BROKEN: dict[str, Callable[[list[Arrow], str], Gradient]] = {
    "A": overwrite,
    "B": forget_upstream,
    "C": multiply,
}


def _at_a(answer: Any, engine: Callable[[list[Arrow], str], Gradient] = add_up) -> float:
    return float(engine(read_arrows(answer), "f").get("a", 0.0))


def _break_fault(answer: Any, slope: float) -> str | None:
    arrows = read_arrows(answer)
    if len(arrows) > 4:
        return f"there are {len(arrows)} arrows, and four are allowed"
    for k, (result, operand, _) in enumerate(arrows):
        if operand in {"f", result} or operand in {later[0] for later in arrows[: k + 1]}:
            return f"arrow {k + 1} brings something to {operand}, which has passed on what it had"
        if result not in {"f", *(earlier[1] for earlier in arrows[:k])}:
            return f"arrow {k + 1} passes on what {result} has, and nothing has arrived there"
    if not equal(_at_a(arrows), slope, 1e-6):
        return f"in truth ∂f/∂a is {_at_a(arrows):g} in your graph"
    for name, engine in _BROKEN.items():
        if equal(_at_a(arrows, engine), slope, 1e-6):
            return f"engine {name} gets ∂f/∂a right"
    return None


def _says(words: str) -> Callable[..., bool]:
    return lambda answer, slope: words in (_break_fault(answer, slope) or "")


def _as_in_two_and_two(slope: float) -> list[Arrow]:
    """Paths whose product is their sum, as 2 + 2 and 2 · 2: only engine C is right."""
    given = [] if slope >= 4 or slope <= 0 else [-1.0]  # two paths cannot do it in between
    total, product = slope - sum(given), slope / np.prod(given)
    root = np.sqrt(total**2 - 4 * product)
    paths = [*given, (total + root) / 2, (total - root) / 2]
    return [("f", "u", 2.0), *[("u", "a", float(path / 2)) for path in paths]]


def _breaks_all(slope: float) -> list[Arrow]:
    return [("f", "u", 2.0), ("u", "a", slope / 2 + 1.0), ("u", "a", -1.0)]


_BREAK = Exercise(
    id="break-engines",
    task="Return a graph of at most four arrows (result, operand, local derivative), the root f "
    "first, in which ∂f/∂a is the given slope in truth, but not to engine A, not to B and not to "
    "C.",
    inputs=("slope",),
    simple=((6.0,), (-0.5,), (2.0,)),
    numbers=lambda rng: (round(float(rng.integers(25, 95)) / 10 + 0.05, 2),),
    reference=_breaks_all,
    fault=_break_fault,
    mistakes=(
        Mistake(
            "A survives",
            lambda slope: [("f", "u", 2.0), ("u", "a", slope / 2)],
            "Engine A keeps only what came last. That shows only where a node is used more than "
            "once.",
            fits=_says("engine A"),
        ),
        Mistake(
            "B survives",
            lambda slope: [("f", "a", slope / 3), ("f", "a", 2 * slope / 3)],
            "Engine B forgets what has arrived at the result. That shows only where something "
            "other than 1 has arrived.",
            fits=_says("engine B"),
        ),
        Mistake(
            "C survives",
            _as_in_two_and_two,
            "Engine C multiplies where it should add. With your numbers both give the same, as "
            "2 + 2 and 2 · 2 do.",
            fits=_says("engine C"),
        ),
        Mistake(
            "another slope",
            lambda slope: [("f", "u", 2.0), ("u", "a", slope), ("u", "a", slope)],
            "Work out ∂f/∂a yourself first: multiply along each path, then add the paths up.",
            fits=_says("in truth"),
        ),
        Mistake(
            "too many arrows",
            lambda slope: [("f", "u", 2.0), *[("u", "a", slope / 8)] * 4],
            "Fewer will do: one node in between, and two paths.",
            fits=_says("are allowed"),
        ),
    ),
    hints=(
        "What must a graph have for engine A to be wrong? And for engine B?",
        "Two arrows that leave a, and a node in between which receives something other than 1.",
        "Take an arrow from u to f with local derivative 2, and two arrows from a to u. Their "
        "numbers must add up to half the slope. Then see what engine C makes of them.",
    ),
)


# --- judge: which slip was it? -----------------------------------------------------------------


_VERDICTS = ("right", "overwrites", "forgets", "multiplies")


def _reports(r: float, s: float, t: float) -> dict[str, float]:
    arrows = [("f", "u", r), ("u", "a", s), ("u", "a", t)]
    engines = (add_up, overwrite, forget_upstream, multiply)
    return {word: _at_a(arrows, e) for word, e in zip(_VERDICTS, engines, strict=True)}


def _judged(r: float, s: float, t: float, found: list[float]) -> list[str]:
    of = _reports(r, s, t)
    return [min(of, key=lambda word: abs(of[word] - number)) for number in found]


def _judge_fault(answer: Any, *inputs: Any) -> str | None:
    right, words = _judged(*inputs), list(answer)
    if len(words) != len(right):
        return f"there are {len(right)} engines, and {len(words)} words"
    if strange := [word for word in words if word not in _VERDICTS]:
        return f"{strange[0]!r} is none of the four words"
    wrong = [k for k, (word, true) in enumerate(zip(words, right, strict=True)) if word != true]
    return f"engine {wrong[0] + 1} of the list is something else" if wrong else None


def _trial(rng: Generator) -> Inputs:
    while True:
        r, s, t = (float(x) for x in rng.permutation([-7, -5, -4, -3, -2, 2, 3, 4, 5, 7, 8])[:3])
        found = list(_reports(r, s, t).values())
        if min(abs(x - y) for k, x in enumerate(found) for y in found[:k]) > 0.5:
            return r, s, t, [found[k] for k in rng.permutation(4)]  # whole: compared with ==


def _renamed(old: str, new: str) -> Callable[..., list[str]]:
    swap = {old: new, new: old}
    return lambda *inputs: [swap.get(word, word) for word in _judged(*inputs)]


def _swapped(old: str, new: str) -> Callable[..., bool]:
    wrong = _renamed(old, new)
    return lambda answer, *inputs: [str(word) for word in answer] == wrong(*inputs)


def _first_kept(r: float, s: float, t: float, found: list[float]) -> list[str]:
    of = {**_reports(r, s, t), "overwrites": r * s}
    return [min(of, key=lambda word: abs(of[word] - number)) for number in found]


def _fits_first_kept(answer: Any, *inputs: Any) -> bool:
    """Looked up to the nearest; or by ==, and then there is no word for engine A."""
    words, right = list(answer), _judged(*inputs)
    unnamed = all(
        word == true or (true == "overwrites" and word not in _VERDICTS)
        for word, true in zip(words, right, strict=True)
    )
    return unnamed or [str(word) for word in words] == _first_kept(*inputs)


_JUDGE = Exercise(
    id="judge-engines",
    task="An arrow with r leads from u to f, and two arrows with s and t from a to u. Four engines "
    "found the numbers in the list found for ∂f/∂a. Return a list of four words, one for each: "
    '"right", "overwrites", "forgets" or "multiplies".',
    inputs=("r", "s", "t", "found"),
    simple=(
        (2.0, 3.0, 4.0, [48.0, 8.0, 14.0, 7.0]),
        (-2.0, 3.0, 5.0, [-16.0, 8.0, 60.0, -10.0]),
    ),
    numbers=_trial,
    reference=_judged,
    fault=_judge_fault,
    mistakes=(
        Mistake(
            "right and multiplies swapped",
            _renamed("right", "multiplies"),
            "Where two paths meet, what they bring is added up.",
            fits=_swapped("right", "multiplies"),
        ),
        Mistake(
            "right and forgets swapped",
            _renamed("right", "forgets"),
            "s + t is the gradient of u. On the way to f there is one more arrow.",
            fits=_swapped("right", "forgets"),
        ),
        Mistake(
            "overwrites and forgets swapped",
            _renamed("overwrites", "forgets"),
            "Which engine keeps the last arrow alone, and which leaves out r?",
            fits=_swapped("overwrites", "forgets"),
        ),
        Mistake(
            "the first arrow kept",
            _first_kept,
            "Engine A keeps what came last. Which of the two arrows comes last?",
            fits=_fits_first_kept,
        ),
    ),
    hints=(
        "Two paths lead from f back to a. What does each bring?",
        "The paths bring r · s and r · t. What makes of them an engine that adds, one that keeps "
        "the last alone, one that multiplies?",
        "Compute all four numbers from r, s and t; then look each entry of found up among them.",
    ),
)


EXERCISES = (_BREAK, _JUDGE)
