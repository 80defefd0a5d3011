"""Exercises of notebook 01: draw a graph, record one, and carry δ down through layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import equal

__all__ = ["EXERCISES"]

Generator = np.random.Generator
Arrow = tuple[str, str, float]
Numbers = list[float]


def _tenths(rng: Generator, count: int) -> Numbers:
    """Draw non-zero numbers with one decimal, all of different size."""
    sizes = rng.choice(np.arange(2, 20), size=count, replace=False) / 10
    return [round(float(s), 1) for s in sizes * rng.choice([-1, 1], size=count)]


# --- a graph, as a list of arrows --------------------------------------------------------------


def _drawn(a: float, b: float, c: float) -> list[Arrow]:
    """The arrows of p = a·b, q = p − c, f = q·a."""
    return [
        ("f", "q", a), ("f", "a", a * b - c), ("q", "p", 1.0),
        ("q", "c", -1.0), ("p", "a", b), ("p", "b", a),
    ]  # fmt: skip


def _numbered(a: float, b: float, c: float, locals_: Numbers) -> list[Arrow]:
    arrows = _drawn(a, b, c)
    return [
        (result, operand, local)
        for (result, operand, _), local in zip(arrows, locals_, strict=True)
    ]


def _read(answer: Any) -> list[Arrow]:
    return sorted((str(result), str(operand), float(local)) for result, operand, local in answer)


def _arrows_fault(answer: Any, a: float, b: float, c: float) -> str | None:
    for entry in answer:
        if isinstance(entry, str) or len(entry) != 3:
            return "it should be a list, with (result, operand, local derivative) for each arrow"
        if isinstance(entry[2], str):
            return f"on the arrow ({entry[0]}, {entry[1]}) stands a text, {entry[2]!r}, no number"
    given, right = _read(answer), _read(_drawn(a, b, c))
    nodes, wanted = [arrow[:2] for arrow in given], [arrow[:2] for arrow in right]
    for result, operand in wanted:
        if nodes.count((result, operand)) != wanted.count((result, operand)):
            if (result, operand) in nodes:
                return f"the arrow ({result}, {operand}) is there more than once"
            return f"there is no arrow ({result}, {operand}): is {result} computed from {operand}?"
    if strange := [pair for pair in nodes if pair not in wanted]:
        return f"there is an arrow ({', '.join(strange[0])}) that should not be there"
    for (result, operand, number), (_, _, true) in zip(given, right, strict=True):
        if not equal(number, true, 1e-6):
            return f"the number on the arrow ({result}, {operand}) is wrong"
    return None


def _same_arrows(answer: Any, other: Any) -> bool:
    try:
        one, two = _read(answer), _read(other)
    except (TypeError, ValueError):
        return False
    return [x[:2] for x in one] == [x[:2] for x in two] and all(
        equal(x[2], y[2], 1e-6) for x, y in zip(one, two, strict=True)
    )


def _triple(rng: Generator) -> Inputs:
    return tuple(_tenths(rng, 3))


_DRAW = Exercise(
    id="draw-graph",
    task="f = (a·b − c)·a in three steps: p = a·b, q = p − c, f = q·a. Return its six arrows, in "
    'any order, each as (result, operand, local derivative): the first may be ("f", "q", …).',
    inputs=("a", "b", "c"),
    simple=((3.0, 2.0, 1.0), (-2.0, 0.5, 3.0)),
    numbers=_triple,
    reference=_drawn,
    fault=_arrows_fault,
    same=_same_arrows,
    mistakes=(
        Mistake(
            "the factor itself",
            lambda a, b, c: _numbered(a, b, c, [a, a * b - c, 1.0, -1.0, a, b]),
            "Nudge a in p = a·b, with b held still. By what is the nudge multiplied?",
        ),
        Mistake(
            "the factor itself, twice",
            lambda a, b, c: _numbered(a, b, c, [a * b - c, a, 1.0, -1.0, a, b]),
            "In a product, a nudge of one factor is multiplied by the other. Both products have "
            "them the wrong way round.",
        ),
        Mistake(
            "a sign lost",
            lambda a, b, c: _numbered(a, b, c, [a, a * b - c, 1.0, 1.0, b, a]),
            "When c grows, does q grow or fall?",
        ),
        Mistake(
            "values on the arrows",
            lambda a, b, c: _numbered(a, b, c, [a * b - c, a, a * b, c, a, b]),
            "These are the values of the operands. On an arrow stands by what a nudge is "
            "multiplied there.",
        ),
        Mistake(
            "all paths on one arrow",
            lambda a, b, c: _numbered(a, b, c, [a, 2 * a * b - c, 1.0, -1.0, b, a]),
            "On your arrow from a to f stands the whole gradient, the sum over all paths. An arrow "
            "has only its own step: hold q still, and nudge the other factor of f.",
        ),
        Mistake(
            "the wrong factor on one arrow",
            lambda a, b, c: _numbered(a, b, c, [a, a * b, 1.0, -1.0, b, a]),
            "On your arrow from a to f stands p. But f = q·a: which is its other factor?",
        ),
        Mistake(
            "five arrows",
            lambda a, b, c: [arrow for arrow in _drawn(a, b, c) if arrow[:2] != ("f", "a")],
            "a is used twice, in p and in f. It needs an arrow to each.",
        ),
        Mistake(
            "against the arrow",
            lambda a, b, c: [(operand, result, x) for result, operand, x in _drawn(a, b, c)],
            "The numbers are right. But the result comes first, then the operand.",
        ),
        Mistake(
            "multiplied already",
            lambda a, b, c: _numbered(a, b, c, [a, a * b - c, a, -a, a * b, a * a]),
            "You have multiplied along the paths from f. On an arrow stands only its own step.",
        ),
    ),
    hints=(
        "Draw p, q and f as boxes. From which letters does an arrow lead into each?",
        "For each arrow, nudge its operand and hold the other one still. In a product the nudge "
        "is multiplied by the other factor.",
        "Into q lead arrows with 1 and −1. Into p lead b (from a) and a (from b). Two are left, "
        "into f.",
    ),
)


# --- layers, one number each -------------------------------------------------------------------


def _down(delta: float, between: Numbers, own: Numbers) -> Numbers:
    slopes = []
    for i in reversed(range(len(own))):
        slopes.append(delta * own[i])
        if i:
            delta = delta * between[i - 1]
    return slopes[::-1]


def _deltas(delta: float, between: Numbers) -> Numbers:
    return _down(delta, between, [1.0] * (len(between) + 1))


def _printed(delta: float, between: Numbers, own: Numbers) -> Numbers:
    """The formula as printed: the factor between two layers counts twice."""
    right = _down(delta, between, own)
    return [s * f for s, f in zip(right, [*between, 1.0], strict=True)]


def _one_step(delta: float, between: Numbers, own: Numbers) -> Numbers:
    return [delta * f * g for f, g in zip([*between, 1.0], own, strict=True)]


def _too_high(delta: float, between: Numbers, own: Numbers) -> Numbers:
    return _down(delta, [*between[1:], 1.0], own)


def _upwards(delta: float, between: Numbers, own: Numbers) -> Numbers:
    slopes = []
    for i, factor in enumerate(own):
        slopes.append(delta * factor)
        if i < len(between):
            delta = delta * between[i]
    return slopes


def _too_early(delta: float, between: Numbers, own: Numbers) -> Numbers:
    slopes = []
    for i in reversed(range(len(own))):
        if i:
            delta = delta * between[i - 1]
        slopes.append(delta * own[i])
    return slopes[::-1]


def _kept(delta: float, between: Numbers, own: Numbers) -> Numbers:
    slopes = [delta * own[-1]]
    for i in reversed(range(len(between))):
        delta = delta * between[i] * own[i]
        slopes.append(delta)
    return slopes[::-1]


def _chain(rng: Generator) -> Inputs:
    delta, *rest = _tenths(rng, 8)
    return delta, rest[:3], rest[3:]


_LAYERS = Exercise(
    id="layer-slopes",
    task="A chain of layers, one number each. delta = ∂ℓ/∂lay of the last layer. between[i] leads "
    "from layer i to layer i + 1, so it has one entry less than own. own[i] leads from the "
    "parameter of layer i to that layer. Return the list of all ∂ℓ/∂θ, first layer first.",
    inputs=("delta", "between", "own"),
    simple=((-2.0, [-3.0], [2.0, 1.0]), (1.0, [2.0, 0.5, 3.0], [1.0, 3.0, -1.0, 2.0])),
    numbers=_chain,
    reference=_down,
    mistakes=(
        Mistake(
            "a factor twice",
            _printed,
            "That is the formula as it was printed: the step between two layers is made twice.",
        ),
        Mistake(
            "last layer first",
            lambda delta, between, own: _down(delta, between, own)[::-1],
            "All gradients are right, but in the order in which you met them. First layer first.",
        ),
        Mistake(
            "δ, not the gradients",
            lambda delta, between, own: _deltas(delta, between),
            "These are the δ of the layers. One sideways step is missing: to the parameter.",
        ),
        Mistake(
            "δ not carried down",
            lambda delta, between, own: [delta * factor for factor in own],
            "Each layer gets the δ of the last one. On its way down it is multiplied at each step.",
        ),
        Mistake(
            "began with 1",
            lambda delta, between, own: _down(1.0, between, own),
            "The last layer has the δ that is given, and not 1. Where does delta come in?",
        ),
        Mistake(
            "one layer too high",
            _too_high,
            "between[i] leads from layer i upwards. Going down from it, which arrow do you walk?",
        ),
        Mistake(
            "one step down, no further",
            _one_step,
            "The last two layers are right. To a layer further down δ makes more than one step.",
        ),
        Mistake(
            "up instead of down",
            _upwards,
            "delta belongs to the last layer, and yours starts at the first.",
        ),
        Mistake(
            "down before sideways",
            _too_early,
            "The last layer's own gradient uses the given δ. Yours goes down a layer first.",
        ),
        Mistake(
            "each sideways step kept",
            _kept,
            "To a parameter the step leads aside, and ends there. Carry δ down without it.",
        ),
        Mistake(
            "the sideways step carried down",
            lambda delta, between, own: _down(
                delta,
                [f * g for f, g in zip(between, own[1:], strict=True)],
                own,
            ),
            "To a parameter the step leads aside, and ends there. What is carried down is δ alone.",
        ),
    ),
    hints=(
        "Start at the last layer, where δ is known. Which two things can you do with it there?",
        "Sideways: δ · own[i] is a gradient. Down: δ · between[i − 1] is the δ of the layer below.",
        "Walk i from len(own) − 1 down to 0, and note a gradient in each layer. The list comes out "
        "last layer first, so turn it round.",
    ),
)


# --- record: from steps to arrows ---------------------------------------------------------------

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
    values, arrows = dict(values), list[Arrow]()
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
    given, right = _read(answer), _read(_recorded(steps, values))
    if len(given) != len(right):
        return f"there are {len(given)} arrows, and {len(right)} operands in the steps"
    for found, true in zip(given, right, strict=True):
        if found[:2] != true[:2]:
            return f"there is an arrow ({found[0]}, {found[1]}); result first, then operand"
        if not equal(found[2], true[2], 1e-6):
            return f"the number on the arrow ({true[0]}, {true[1]}) is wrong"
    return _too_early_in([(str(r), str(o), float(x)) for r, o, x in answer])


def _same_record(answer: Any, other: Any) -> bool:
    try:
        return _same_arrows(answer, other) and bool(_too_early_in(answer)) == bool(
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
    w, x, b = (abs(number) for number in _tenths(rng, 3))
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


EXERCISES = (_DRAW, _LAYERS, _RECORD)
