"""The sentences of the stepper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...autograd.backward import Step
from ...graph import Node
from ...graph.snapshot import measured
from ...graph.words import numbers, shape, value
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
    told += [f"and {len(nodes) - LISTED} more"] * (len(nodes) > LISTED)
    return f"The inputs: {', '.join(told)}."


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
    if len(names) > LISTED:
        names = [*names[: LISTED - 1], f"{len(names) - LISTED + 1} more"]
    listed = " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
    odd = " Here a nan or inf is born." if node.anomaly == "born" else ""
    return f"Compute {node.name} from {listed}.{odd}"


def seed(root: Node, of: str, gradient: str = "") -> str:
    """Where the backward pass begins: at the root itself, or with a gradient that was given."""
    if of != root.name:
        start = f"The gradient of the loss with respect to {root.name}, given"
        return f"{start}: {gradient}." if gradient else f"{start}."
    start = f"The gradient of {root.name} with respect to itself"
    return f"{start} is {gradient}." if gradient else f"{start}."


def step(node: Node, parent: Node, engine: Step) -> str:
    """One edge of the backward pass among scalars."""
    along = f"{number_of(engine.local)} (on the arrow)"
    told = f"{number_of(engine.upstream)} (from {node.name}) times {along}"
    total = f" {gathered(engine)}" if engine.paths > 1 else ""
    return f"{_path(parent, engine)}: {told} is {number_of(engine.contribution)}.{total}"


def carried(node: Node, parent: Node, engine: Step, rule: Rule) -> str:
    """One edge of the backward pass among arrays, without its numbers."""
    return f"{_path(parent, engine)}: {_how(node, parent, engine, rule)}."


def wide(node: Node, parent: Node, engine: Step, rule: Rule, copies: Copies) -> str:
    """A contribution before broadcasting is undone."""
    return (
        f"{_path(parent, engine)}: {_how(node, parent, engine, rule)}. "
        f"One contribution for each copy of {parent.name}, {shape(copies.wide)} in all."
    )


def broadcast(parent: Node, copies: Copies) -> str:
    """A contribution when broadcasting is undone."""
    own = f"has the shape {shape(copies.narrow)}" if copies.narrow else "is one number"
    each = "each entry" if copies.narrow else "it"
    return (
        f"{parent.name} {own}, and {each} was used {copies.used}: "
        f"the {copies.count} contributions are added, over {copies.along}."
    )


def arrived(engine: Step) -> str:
    """The numbers of a step among arrays."""
    return f"{_contributed(engine)}{gathered(engine)}"


def _contributed(engine: Step) -> str:
    """What a step adds where that is not all there is."""
    if engine.paths == 1:
        return ""
    return f"This arrow brings {number_of(engine.contribution)}. "


def _how(node: Node, parent: Node, engine: Step, rule: Rule) -> str:
    """How the gradient of a node goes back through its operation."""
    if rule.kind == "matrices":
        first, second = rule.factors
        sizes = " by ".join(shape(factor.matrix.shape) for factor in rule.factors)
        return f"{first.said} times {second.said}, {sizes}: the shape of {parent.name}"
    if rule.kind == "passed":
        return f"{node.label} passes the gradient of {node.name} on as it is"
    if rule.kind == "moved":
        return f"{node.label} puts each entry of the gradient back where it came from"
    if np.ndim(engine.upstream):
        arriving, slopes = rule.factors
        copied = f", copied to {shape(slopes.array.shape)}" if slopes.copied is not None else ""
        return f"{arriving.said} times {slopes.said}{copied}, entry by entry"
    return (
        f"the one number that comes from {node.name}, {number_of(engine.upstream)}, times the "
        f"slope of {node.name} in every entry"
    )


def gathered(engine: Step) -> str:
    """What an operand has received so far."""
    total = number_of(engine.total)
    if engine.paths == 1:
        return f"The gradient is {total}."
    return f"{'Together' if engine.path == engine.paths else 'So far'} {total}."


def _path(parent: Node, engine: Step) -> str:
    many = f"Arrow {engine.path} of {engine.paths} back to" if engine.paths > 1 else "To"
    return f"{many} {parent.name}"


def _told(node: Node) -> str:
    return f"{node.name} {_size(node)}" if node.value is None else f"{node.name} = {value(node)}"


def _size(node: Node) -> str:
    return f"({shape(node.shape)}, {numbers(None, node.norm)})"
