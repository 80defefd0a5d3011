"""Exercise of notebook 01: draw a graph, as a list of arrows."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..lessons.checking import Exercise, Inputs, Mistake
from ..lessons.numeric import equal
from .arrows import Arrow, read_arrows, same_arrows, tenths

__all__ = ["EXERCISES"]

Generator = np.random.Generator


def _drawn(a: float, b: float, c: float) -> list[Arrow]:
    """The arrows of p = a·b, q = p − c, f = q·a."""
    return [
        ("f", "q", a), ("f", "a", a * b - c), ("q", "p", 1.0),
        ("q", "c", -1.0), ("p", "a", b), ("p", "b", a),
    ]  # fmt: skip


def _numbered(a: float, b: float, c: float, locals_: list[float]) -> list[Arrow]:
    arrows = _drawn(a, b, c)
    return [
        (result, operand, local)
        for (result, operand, _), local in zip(arrows, locals_, strict=True)
    ]


def _arrows_fault(answer: Any, a: float, b: float, c: float) -> str | None:
    for entry in answer:
        if isinstance(entry, str) or len(entry) != 3:
            return "it should be a list, with (result, operand, local derivative) for each arrow"
        if isinstance(entry[2], str):
            return f"on the arrow ({entry[0]}, {entry[1]}) stands a text, {entry[2]!r}, no number"
    given, right = sorted(read_arrows(answer)), sorted(_drawn(a, b, c))
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


def _triple(rng: Generator) -> Inputs:
    return tenths(rng, 3)


_DRAW = Exercise(
    id="draw-graph",
    task="f = (a·b − c)·a in three steps: p = a·b, q = p − c, f = q·a. Return its six arrows, in "
    'any order, each as (result, operand, local derivative): the first may be ("f", "q", …).',
    inputs=("a", "b", "c"),
    simple=((3.0, 2.0, 1.0), (-2.0, 0.5, 3.0)),
    numbers=_triple,
    reference=_drawn,
    fault=_arrows_fault,
    same=same_arrows,
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

EXERCISES = (_DRAW,)
