"""The cases of every exercise tell the right answer from cheap ones.

A constant, a copy of an input, or the right answer without its sign or with a factor must fail.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from lecture_lib.lessons import check, student
from lecture_lib.lessons.checking import Exercise, load

EXERCISES = load()
NAMES = ("", "Ada", "数", "Émile", "x")

# Right answers that look cheap, each with the reason.
_SIGNS = "signs of sums are asked about, in any unit"
_ANY_UNIT = "features are judged by what they say and by κ; unit and direction are free"
_ANY_SIZE = "on a bowl only the proportion of a start counts"
_ANY_SCALE = "Adam's steps do not depend on the scale of the gradients"
_ANY_LENGTH = "the shortest list will do where longer ones are allowed"
_SIDES = "a gap counts by its side of the line, and none lies within a factor of two of it"
RIGHT = {
    ("duck-break", "twice as much"): "logits that overflow do so at twice the size",
    ("zigzag-features", "the other sign"): _ANY_UNIT,
    ("descent-break", "the other sign"): _ANY_SIZE,
    ("descent-break", "half of it"): _ANY_SIZE,
    ("descent-break", "twice as much"): _ANY_SIZE,
    ("descent-choose", "half of it"): "between creeping and the cliff many rates are good",
    ("adaptive-break", "case 0 for all"): _ANY_LENGTH,
    ("adaptive-break", "the other sign"): _ANY_SCALE,
    ("adaptive-break", "half of it"): _ANY_SCALE,
    ("adaptive-break", "twice as much"): _ANY_SCALE,
    ("noise-uphill", "half of it"): _SIGNS,
    ("noise-uphill", "twice as much"): _SIGNS,
    ("start-frozen", "-1.0 everywhere"): _ANY_SIZE,
    ("start-frozen", "half of it"): _ANY_SIZE,
    ("start-frozen", "twice as much"): _ANY_SIZE,
    ("stable-turn", "the other sign"): "an angle is asked about, and both signs turn alike",
    ("stable-turn", "twice as much"): "an entry twice as large turns no less, if few are cut",
    ("losses-diverge", "the other sign"): "only the squares of the inputs count",
    ("mend-judge", "half of it"): _SIDES,
    ("mend-judge", "twice as much"): _SIDES,
    ("ledger-testable", "rounded"): "a tolerance need not be sharp",
    ("stable-scale", "half of it"): "any scale that loses no entry is right",
}


def changed(reference: Callable[..., Any], change: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda *inputs: change(np.asarray(reference(*inputs)))


def cheap(exercise: Exercise) -> dict[str, Callable[..., Any]]:
    """Attempts that need no idea of the exercise."""
    cases, reference = exercise.cases(), exercise.reference
    attempts: dict[str, Callable[..., Any]] = {}
    for number, case in enumerate(cases):
        answer = reference(*case)
        attempts[f"case {number} for all"] = lambda *inputs, answer=answer: answer
    for place, name in enumerate(exercise.inputs):
        attempts[f"a copy of {name}"] = lambda *inputs, place=place: inputs[place]
    for constant in (0.0, 1.0, -1.0, 0.5, 2.0):
        attempts[f"{constant} always"] = lambda *inputs, constant=constant: constant
        attempts[f"{constant} everywhere"] = lambda *inputs, constant=constant: np.full(
            np.shape(reference(*inputs)), constant
        )
    if np.asarray(reference(*cases[0])).dtype.kind in "biuf":
        attempts["the other sign"] = changed(reference, np.negative)
        attempts["half of it"] = changed(reference, lambda x: x / 2)
        attempts["twice as much"] = changed(reference, lambda x: 2 * x)
        for words, change in (("the size alone", np.abs), ("rounded", np.round)):
            if matters(change, exercise):
                attempts[words] = changed(reference, change)
    return attempts


@cache  # no student's name is in it
def matters(change: Callable[[Any], Any], exercise: Exercise) -> bool:
    """Whether a change can be seen at all: a count is whole, a learning rate is positive."""
    return any(not np.allclose(change(a), a, rtol=0.01) for a in some_answers(exercise))


@cache  # to draw inputs may take long
def some_answers(exercise: Exercise) -> list[Any]:
    rng = np.random.default_rng(0)
    draws = [*exercise.simple, *(exercise.numbers(rng) for _ in range(50))]
    return [np.asarray(exercise.reference(*inputs)) for inputs in draws]


@pytest.mark.usefixtures("fresh_answers")
@pytest.mark.parametrize("id", EXERCISES)
def test_cheap_answers_fail(id):
    passed = set()
    for name in NAMES:
        student(name)
        passed |= {k for k, attempt in cheap(EXERCISES[id]).items() if check(id, attempt).ok}
    assert passed == {words for exercise, words in RIGHT if exercise == id}
