"""The sentences of the stepper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...autograd.backward import Step
from ...graph import Node
from ...graph.snapshot import measured
from ...graph.words import numbers, shape, value
from ...translation import tr
from .copies import Copies
from .rules import Rule

__all__ = ["arrived", "broadcast", "carried", "computation", "gathered", "inputs", "number_of",
           "result", "seed", "step", "wide"]  # fmt: skip

LISTED = 6  # inputs that are told one by one


def number_of(x: Any) -> str:
    """A number, a small array or the norm of a large one, straight from the engine."""
    return numbers(*measured(x))


def inputs(nodes: Sequence[Node]) -> str:
    """What the pass begins with."""
    told = [_told(node) for node in nodes[:LISTED]]
    told += [tr("and {0} more", len(nodes) - LISTED)] * (len(nodes) > LISTED)
    return tr("The inputs: {0}.", ", ".join(told))


def result(node: Node, expression: str, in_numbers: str) -> str:
    """A node as a chain of equations: ``u = w × x = 0.500 × 2.000 = 1.000.``"""
    if node.value is None and node.norm is not None:
        return f"{node.name} = {expression} {_size(node)}."
    parts = [node.name, expression, in_numbers, value(node)]
    if in_numbers == value(node):
        parts.pop()
    return " = ".join(filter(None, parts)) + "."


def computation(node: Node, operands: Sequence[Node]) -> str:
    """What is computed, beside an equation that says the rest."""
    names = list(dict.fromkeys(operand.name for operand in operands))
    rest = len(names) - LISTED + 1
    if rest > 1:
        listed = ", ".join(names[: LISTED - 1])
        told = tr("Compute {0} from {1} and {2} more.", node.name, listed, rest)
    else:
        listed = tr(" and ").join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
        told = tr("Compute {0} from {1}.", node.name, listed)
    return " ".join([told, *[tr("Here a nan or inf is born.")] * (node.anomaly == "born")])


def seed(root: Node, of: str, gradient: str = "") -> str:
    """Where the backward pass begins: at the root itself, or with a gradient that was given."""
    if of != root.name and gradient:
        return tr("The gradient of the loss with respect to {0}, given: {1}.", root.name, gradient)
    if of != root.name:
        return tr("The gradient of the loss with respect to {0}, given.", root.name)
    if gradient:
        return tr("The gradient of {0} with respect to itself is {1}.", root.name, gradient)
    return tr("The gradient of {0} with respect to itself.", root.name)


def step(node: Node, parent: Node, engine: Step) -> str:
    """One edge of the backward pass among scalars."""
    told = tr(
        "{0}: {1} (from {2}) times {3} (on the arrow) is {4}.",
        *(_path(parent, engine), number_of(engine.upstream), node.name, number_of(engine.local)),
        number_of(engine.contribution),
    )
    return f"{told} {gathered(engine)}" if engine.paths > 1 else told


def carried(node: Node, parent: Node, engine: Step, rule: Rule) -> str:
    """One edge of the backward pass among arrays, without its numbers."""
    return f"{_path(parent, engine)}: {_how(node, parent, engine, rule)}."


def wide(node: Node, parent: Node, engine: Step, rule: Rule, copies: Copies) -> str:
    """A contribution before broadcasting is undone."""
    every = tr(
        "One contribution for each copy of {0}, {1} in all.", parent.name, shape(copies.wide)
    )
    return f"{carried(node, parent, engine, rule)} {every}"


def broadcast(parent: Node, copies: Copies) -> str:
    """A contribution when broadcasting is undone."""
    used = copies.used, copies.count, copies.along
    if not copies.narrow:
        return tr(
            "{0} is one number, and it was used {1}: the {2} contributions are added, over {3}.",
            *(parent.name, *used),
        )
    return tr(
        "{0} has the shape {4}, and each entry was used {1}: "
        "the {2} contributions are added, over {3}.",
        *(parent.name, *used, shape(copies.narrow)),
    )


def arrived(engine: Step) -> str:
    """The numbers of a step among arrays."""
    if engine.paths == 1:
        return gathered(engine)
    return " ".join(
        [tr("This arrow brings {0}.", number_of(engine.contribution)), gathered(engine)]
    )


def _how(node: Node, parent: Node, engine: Step, rule: Rule) -> str:
    """How the gradient of a node goes back through its operation."""
    if rule.kind == "matrices":
        first, second = rule.factors
        sizes = [shape(factor.matrix.shape) for factor in rule.factors]
        return tr(
            "{0} times {1}, {2} by {3}: the shape of {4}",
            *(first.said, second.said, *sizes, parent.name),
        )
    if rule.kind == "passed":
        return tr("{0} passes the gradient of {1} on as it is", node.label, node.name)
    if rule.kind == "moved":
        return tr("{0} puts each entry of the gradient back where it came from", node.label)
    if np.ndim(engine.upstream):
        arriving, slopes = rule.factors
        if slopes.copied is None:
            return tr("{0} times {1}, entry by entry", arriving.said, slopes.said)
        return tr(
            "{0} times {1}, copied to {2}, entry by entry",
            *(arriving.said, slopes.said, shape(slopes.array.shape)),
        )
    return tr(
        "the one number that comes from {0}, {1}, times the slope of {0} in every entry",
        *(node.name, number_of(engine.upstream)),
    )


def gathered(engine: Step) -> str:
    """What an operand has received so far."""
    total = number_of(engine.total)
    if engine.paths == 1:
        return tr("The gradient is {0}.", total)
    return tr("Together {0}.", total) if engine.path == engine.paths else tr("So far {0}.", total)


def _path(parent: Node, engine: Step) -> str:
    if engine.paths == 1:
        return tr("To {0}", parent.name)
    return tr("Arrow {0} of {1} back to {2}", engine.path, engine.paths, parent.name)


def _told(node: Node) -> str:
    return f"{node.name} {_size(node)}" if node.value is None else f"{node.name} = {value(node)}"


def _size(node: Node) -> str:
    return f"({shape(node.shape)}, {numbers(None, node.norm)})"
