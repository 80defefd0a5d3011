"""Exercise of notebook 01: an engine that records a formula as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake
from .arrows import Formula, relu, tenths

__all__ = ["EXERCISES", "recorded"]

Numbers = dict[str, float]
Rule = Callable[..., tuple[float, list[Any]]]


_RULES: dict[str, Rule] = {
    "plus": lambda x, y: (x + y, [1.0, 1.0]),
    "minus": lambda x, y: (x - y, [1.0, -1.0]),
    "times": lambda x, y: (x * y, [y, x]),
    "relu": lambda x: (max(x, 0.0), [float(x > 0)]),
    "power": lambda x, n: (x**n, [n * x ** (n - 1), 0.0]),
}


class _Node:
    """A number that notes on a tape what it was computed from."""

    def __init__(self, value: float, tape: list[Any], rules: dict[str, Rule]) -> None:
        self.value, self._tape, self._rules = value, tape, rules

    def _note(self, word: str, *operands: Any) -> _Node:
        nodes = [x if isinstance(x, _Node) else _Node(x, self._tape, self._rules) for x in operands]
        value, local = self._rules[word](*(x.value for x in nodes))
        result = _Node(value, self._tape, self._rules)
        self._tape += [(result, x, number) for x, number in zip(nodes, local, strict=False)]
        return result

    def __add__(self, other: Any) -> _Node:
        return self._note("plus", self, other)

    def __radd__(self, other: Any) -> _Node:
        return self._note("plus", other, self)

    def __sub__(self, other: Any) -> _Node:
        return self._note("minus", self, other)

    def __rsub__(self, other: Any) -> _Node:
        return self._note("minus", other, self)

    def __mul__(self, other: Any) -> _Node:
        return self._note("times", self, other)

    def __rmul__(self, other: Any) -> _Node:
        return self._note("times", other, self)

    def __pow__(self, other: float) -> _Node:
        return self._note("power", self, other)

    def __neg__(self) -> _Node:
        return self._note("times", -1.0, self)

    def relu(self) -> _Node:
        return self._note("relu", self)


def recorded(
    formula: Callable[..., Any],
    numbers: Numbers,
    tape: list[Any] | None = None,
    rules: Mapping[str, Rule] | None = None,
    *,
    backwards: bool = True,
) -> Numbers:
    """Return the gradient of a formula, as the student's engine should.

    Parameters
    ----------
    formula : callable
        Of numbers or nodes, by their names.
    numbers : dict of str to float
        The leaves.
    tape : list, optional
        Where the arrows (result, operand, local derivative) are noted, as they are computed;
        what stood there is wiped out.
    rules : mapping of str to callable, optional
        In place of the right ones, by their word.
    backwards : bool
        Whether the tape is walked from its end, as it should be.

    Examples
    --------
    >>> tape = []
    >>> recorded(lambda a: 2 * a * a, {"a": 3.0}, tape)
    {'a': 12.0}
    >>> [local for _, _, local in tape]
    [3.0, 2, 3.0, 6.0]
    """
    tape = [] if tape is None else tape
    tape.clear()
    all_rules = {**_RULES, **(rules or {})}
    leaves = {name: _Node(number, tape, all_rules) for name, number in numbers.items()}
    root = formula(**leaves)
    gradient: dict[_Node, float] = {root: 1.0}
    for result, operand, local in tape[::-1] if backwards else tape:
        # a slip may come to an arrow before its result has received anything
        gradient[operand] = gradient.get(operand, 0.0) + gradient.get(result, 0.0) * local
    return {name: gradient.get(leaf, 0.0) for name, leaf in leaves.items()}


def _with(**slips: Rule) -> Callable[..., Any]:
    return lambda formula, numbers: recorded(formula, numbers, rules=slips)


def _from_the_front(formula: Formula, numbers: Numbers) -> Numbers:
    return recorded(formula, numbers, backwards=False)


def _first_alone(formula: Formula, numbers: Numbers) -> Numbers:
    def cut(rule: Rule) -> Rule:
        def first(*operands: float) -> tuple[float, list[Any]]:
            value, local = rule(*operands)
            return value, local[:1]

        return first

    return recorded(formula, numbers, rules={word: cut(rule) for word, rule in _RULES.items()})


def _is_no_number(answer: Any, *inputs: Any) -> bool:
    return any(hasattr(slope, "value") for slope in answer.values())


_DIFFERENCE = Formula("a − b", lambda a, b: a - b)
_CONSTANTS = Formula("2·a·a − a + 1", lambda a: 2 * a * a - a + 1)
_NEURON = Formula("(y − (w·x + b))·(y − (w·x + b))", lambda w, b, x, y: _square(y - (w * x + b)))
_RELU = Formula("relu(w·x − b)·v", lambda w, x, b, v: relu(w * x - b) * v)
_TWO = Formula(
    "relu(w·x − b)·(v − x) + 2·relu(b·x − w)·v + w",
    lambda w, x, b, v: relu(w * x - b) * (v - x) + 2 * relu(b * x - w) * v + w,
)


def _square(e: Any) -> Any:
    return e * e


def _open_and_closed(rng: np.random.Generator) -> Inputs:
    w, x, b, v = (abs(number) for number in tenths(rng, 4))
    return _TWO, {"w": w, "x": x, "b": -b, "v": v}


_RECORD = Exercise(
    id="record-formula",
    task="formula is a function, and numbers has the numbers of its leaves. Complete the engine, "
    "so that gradients(formula, numbers) returns the gradient at each leaf as a dict. Formulas are "
    "made of nodes and plain numbers, with plus, minus, times and relu.",
    inputs=("formula", "numbers"),
    simple=(
        (_DIFFERENCE, {"a": 3.0, "b": 1.0}),
        (_CONSTANTS, {"a": 3.0}),
        (_NEURON, {"w": 3.0, "b": -1.0, "x": 2.0, "y": 1.0}),
        (_RELU, {"w": 2.0, "x": 3.0, "b": 8.0, "v": 4.0}),
        (_RELU, {"w": 2.0, "x": 3.0, "b": 1.0, "v": 4.0}),
    ),
    numbers=_open_and_closed,
    reference=recorded,
    mistakes=(
        Mistake(
            "minus like plus",
            _with(minus=lambda x, y: (x - y, [1.0, 1.0])),
            "In a difference, the second number has a minus. When it grows, what does the "
            "difference do?",
        ),
        Mistake(
            "minus the wrong way round",
            _with(minus=lambda x, y: (x - y, [-1.0, 1.0])),
            "In a difference, which of the two numbers has the minus, the first or the second?",
        ),
        Mistake(
            "operands of minus exchanged",
            _with(minus=lambda x, y: (y - x, [-1.0, 1.0])),
            "Your minus takes the first number from the second. Which of the two is self?",
        ),
        Mistake(
            "value of minus exchanged",
            _with(minus=lambda x, y: (y - x, [1.0, -1.0])),
            "The local derivatives of minus are right. But which number is taken from which in "
            "its value?",
        ),
        Mistake(
            "the factor itself",
            _with(times=lambda x, y: (x * y, [x, y])),
            "In a product, the nudge of one factor is multiplied by the other.",
        ),
        Mistake(
            "a product like a sum",
            _with(times=lambda x, y: (x * y, [1.0, 1.0])),
            "A product does not pass a nudge on as it is: by what does it multiply it?",
        ),
        Mistake(
            "the value of a sum",
            _with(times=lambda x, y: (x + y, [y, x])),
            "The local derivatives of times are right. Which value does its result have?",
        ),
        Mistake(
            "value on relu's arrow",
            _with(relu=lambda x: (max(x, 0.0), [max(x, 0.0)])),
            "That is what relu gives. On its arrow stands how fast that grows with x.",
        ),
        Mistake(
            "relu always open",
            _with(relu=lambda x: (max(x, 0.0), [1.0])),
            "Where its operand is negative, relu gives 0, after a small nudge too. What does it "
            "do to the nudge?",
        ),
        Mistake(
            "relu lets all through",
            _with(relu=lambda x: (x, [float(x > 0)])),
            "relu gives x where x is positive, and 0 elsewhere: which value has its result?",
        ),
        Mistake(
            "not in the order of the walk",
            _from_the_front,
            "All arrows are right. But the walk begins with those of the root, which was computed "
            "last.",
        ),
        Mistake(
            "the first operand alone",
            _first_alone,
            "Only the first operand of each step has its arrow on the tape. Each needs one.",
        ),
        Mistake(
            "nothing on the tape",
            lambda formula, numbers: dict.fromkeys(numbers, 0.0),
            "All gradients are 0, for the walk comes to no leaf. Does note put an arrow (result, "
            "operand, local derivative) on the tape for each operand?",
        ),
        Mistake(
            "a node for a number",
            lambda formula, numbers: {
                name: _Node(number, [], _RULES) for name, number in numbers.items()
            },
            "A gradient came out as a node, for a node stands as a local derivative. The number "
            "in a node is its value.",
            fits=_is_no_number,
        ),
    ),
    hints=(
        "What does note need for an arrow? The result, which it must make first, the operand, and "
        "the local derivative.",
        "note makes Node(value). Then a loop over operands appends (result, operand, local) to the "
        "tape, and last, result is returned.",
        "minus has the local derivatives 1 and −1; times has the other factor's value on each "
        "arrow; relu has 1 where its number is positive, and 0 elsewhere. The walk begins at the "
        "end of the tape, so turn the list round.",
    ),
    stops={
        "KeyError": "The walk is at an arrow whose result has received nothing yet. Does it begin "
        "at the end of the tape? Does the result stand first on your arrows, then the operand? And "
        "does note return the new node?",
        "'NoneType' object": "An operation gave None: note, and each operation, must return the "
        "new node.",
        "has no attribute 'value'": "A plain number has no value. __add__ makes it a node first; "
        "do the same.",
        "'ellipsis'": "The dots in gradients still stand there. Which arrows are walked, and in "
        "which order?",
        "maximum recursion": "Inside __mul__ your program multiplies nodes, and so calls __mul__ "
        "again. Multiply their values.",
        "unpack": "note is given pairs, (node, local derivative). An arrow on the tape has three "
        "entries, (result, operand, local derivative).",
    },
)

EXERCISES = (_RECORD,)
