"""Exercise of notebook 01: record a graph, from steps to arrows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import equal
from .arrows import Arrow, read_arrows, same_arrows, tenths

__all__ = ["EXERCISES", "enter"]

Generator = np.random.Generator

Step = tuple[str, str, list[str]]
Rule = Callable[..., tuple[float, list[float]]]


def _times(x: float, y: float) -> tuple[float, list[float]]:
    return x * y, [y, x]


def _plus(x: float, y: float) -> tuple[float, list[float]]:
    return x + y, [1.0, 1.0]


def _minus(x: float, y: float) -> tuple[float, list[float]]:
    return x - y, [1.0, -1.0]


def _relu(x: float) -> tuple[float, list[float]]:
    return max(x, 0.0), [float(x > 0)]


def _recorded(steps: list[Step], values: dict[str, float], **slips: Rule) -> list[Arrow]:
    return enter(steps, dict(values), **slips)


def enter(steps: list[Step], values: dict[str, float], **slips: Rule) -> list[Arrow]:
    """Enter the results in values, as the student should, and return the arrows, the root's first.

    Examples
    --------
    >>> values = {"a": 2.0}
    >>> enter([("u", "times", ["a", "a"])], values), values
    ([('u', 'a', 2.0), ('u', 'a', 2.0)], {'a': 2.0, 'u': 4.0})
    """
    arrows: list[Arrow] = []
    rules: dict[str, Rule] = {
        "plus": _plus,
        "minus": _minus,
        "times": _times,
        "relu": _relu,
        **slips,
    }
    for result, word, operands in steps:
        values[result], local = rules[word](*(values[operand] for operand in operands))
        arrows += [(result, x, number) for x, number in zip(operands, local, strict=True)]
    return arrows[::-1]


def _too_early_in(arrows: list[Arrow]) -> str | None:
    """Where an arrow brings something to a node that has passed on what it had."""
    for k, (result, operand, _) in enumerate(arrows):
        if operand in {earlier[0] for earlier in arrows[:k]}:
            return (
                f"the arrows are in an order in which {operand} passes something on before it has "
                f"received what {result} brings"
            )
    return None


def _record_fault(answer: Any, steps: list[Step], values: dict[str, float]) -> str | None:
    if isinstance(answer, Iterator):
        return "you return an iterator, which can be walked only once; list(…) makes a list of it"
    given, right = sorted(read_arrows(answer)), sorted(_recorded(steps, values))
    if len(given) != len(right):
        return f"there are {len(given)} arrows, and {len(right)} operands in the steps"
    for found, true in zip(given, right, strict=True):
        if found[:2] != true[:2]:
            return f"there is an arrow ({found[0]}, {found[1]}); result first, then operand"
        if not equal(found[2], true[2], 1e-6):
            return f"the number on the arrow ({true[0]}, {true[1]}) is wrong"
    return _too_early_in(read_arrows(answer))


def _same_record(answer: Any, other: Any) -> bool:
    try:
        return same_arrows(answer, other) and bool(_too_early_in(answer)) == bool(
            _too_early_in(other)
        )
    except (TypeError, ValueError):
        return False


_GATED: list[Step] = [
    ("c", "times", ["w", "x"]), ("d", "minus", ["c", "b"]), ("h", "relu", ["d"]),
    ("f", "times", ["h", "v"]),
]  # fmt: skip
_TWO_GATES: list[Step] = [
    ("c", "times", ["w", "x"]), ("d", "plus", ["c", "b"]), ("g", "relu", ["d"]),
    ("m", "times", ["b", "x"]), ("h", "relu", ["m"]), ("s", "minus", ["g", "h"]),
    ("f", "times", ["s", "d"]),
]  # fmt: skip


def _gates(rng: Generator) -> Inputs:
    w, x, b = (abs(number) for number in tenths(rng, 3))
    return _TWO_GATES, {"w": w, "x": x, "b": -b if w * x > b + 0.05 else -round(w * x / 2, 2)}


_RECORD = Exercise(
    id="record-arrows",
    task="steps is a list of (result, word, operands), in the order of computing; the words are "
    "plus, minus, times and relu. values has the numbers of the leaves. Enter the value of each "
    "result in values, and return all arrows (result, operand, local derivative), in an order "
    "that pull_back can walk.",
    inputs=("steps", "values"),
    simple=(
        (
            [("u", "times", ["a", "a"]), ("v", "plus", ["u", "a"]), ("f", "times", ["u", "v"])],
            {"a": 2.0},
        ),
        (_GATED, {"w": 2.0, "x": 3.0, "b": 8.0, "v": 4.0}),
        (_GATED, {"w": 2.0, "x": 3.0, "b": 1.0, "v": 4.0}),
    ),
    numbers=_gates,
    reference=_recorded,
    fault=_record_fault,
    same=_same_record,
    mistakes=(
        Mistake(
            "not in the order of the walk",
            lambda steps, values: _recorded(steps, values)[::-1],
            "All arrows are right, but pull_back walks them as they stand. It begins with those of "
            "the root, which was computed last.",
        ),
        Mistake(
            "minus like plus",
            lambda steps, values: _recorded(steps, values, minus=lambda x, y: (x - y, [1.0, 1.0])),
            "In a difference, the second number has a minus. When it grows, what does the "
            "difference do?",
        ),
        Mistake(
            "minus the wrong way round",
            lambda steps, values: _recorded(steps, values, minus=lambda x, y: (x - y, [-1.0, 1.0])),
            "In a difference, which of the two numbers has the minus, the first or the second?",
        ),
        Mistake(
            "the factor itself",
            lambda steps, values: _recorded(steps, values, times=lambda x, y: (x * y, [x, y])),
            "In a product, the nudge of one factor is multiplied by the other.",
        ),
        Mistake(
            "a product like a sum",
            lambda steps, values: _recorded(steps, values, times=lambda x, y: (x * y, [1.0, 1.0])),
            "A product does not pass a nudge on as it is: by what does it multiply it?",
        ),
        Mistake(
            "value on the gate's arrow",
            lambda steps, values: _recorded(
                steps, values, relu=lambda x: (max(x, 0.0), [max(x, 0.0)])
            ),
            "That is what relu gives. On its arrow stands how fast that grows with x.",
        ),
        Mistake(
            "a gate always open",
            lambda steps, values: _recorded(steps, values, relu=lambda x: (max(x, 0.0), [1.0])),
            "Where its operand is negative, relu gives 0, after a small nudge too. What does it "
            "do to the nudge?",
        ),
        Mistake(
            "the gate lets all through",
            lambda steps, values: _recorded(steps, values, relu=lambda x: (x, [float(x > 0)])),
            "relu gives x where x is positive, and 0 elsewhere: what did you enter in values?",
        ),
    ),
    hints=(
        "By what is a nudge of one factor multiplied in a product, with the other held still? And "
        "in relu, for a positive and for a negative number?",
        "minus has the local derivatives 1 and −1, times x[1] and x[0]. relu has 1 where x is "
        "positive, 0 elsewhere.",
        "Both arrows of a step come together in the list. Whatever uses a result was computed "
        "after it: so turn the list round at the end.",
    ),
)

EXERCISES = (_RECORD,)
