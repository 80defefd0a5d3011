"""The sentences of the stepper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...autograd.backward import Step
from ...graph import Node
from ...graph.snapshot import measured
from ...graph.words import numbers, shape, value

__all__ = ["broadcast", "gathered", "inputs", "number_of", "result", "seed", "step", "wide"]

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


def seed(root: Node, gradient: str) -> str:
    """Where the backward pass begins."""
    return f"The gradient of {root.name} with respect to itself is {gradient}."


def step(node: Node, parent: Node, engine: Step) -> str:
    """One edge of the backward pass."""
    path, total = _path(parent, engine), gathered(engine)
    upstream, contribution = number_of(engine.upstream), number_of(engine.contribution)
    if engine.local is None:
        flow = f"the gradient of {node.name} ({upstream}) goes back through {node.label}"
        return f"{path}: {flow} and gives {contribution}. {total}"
    along = f"{number_of(engine.local)} (along the edge)"
    flow = f"{upstream} (from {node.name}) times {along} is {contribution}"
    return f"{path}: {flow}." + (f" {total}" if engine.paths > 1 else "")


def wide(node: Node, parent: Node, engine: Step, dimensions: tuple[int, ...]) -> str:
    """A contribution before broadcasting is undone."""
    return (
        f"{_path(parent, engine)}: what comes back from {node.name} still has the shape "
        f"{shape(dimensions) or '()'}."
    )


def broadcast(
    parent: Node, engine: Step, narrow: tuple[int, ...], dimensions: tuple[int, ...], copies: int
) -> str:
    """A contribution when broadcasting is undone."""
    return (
        f"{parent.name} has the shape {shape(narrow) or '()'} and was broadcast to "
        f"{shape(dimensions) or '()'}: each number was used {copies} times, so its {copies} "
        f"contributions are added. {gathered(engine)}"
    )


def gathered(engine: Step) -> str:
    """What an operand has received so far."""
    total = number_of(engine.total)
    if engine.paths == 1:
        return f"The gradient is {total}."
    return f"{'Together' if engine.path == engine.paths else 'So far'} {total}."


def _path(parent: Node, engine: Step) -> str:
    many = f"Path {engine.path} of {engine.paths} to" if engine.paths > 1 else "To"
    return f"{many} {parent.name}"


def _told(node: Node) -> str:
    return f"{node.name} {_size(node)}" if node.value is None else f"{node.name} = {value(node)}"


def _size(node: Node) -> str:
    return f"({shape(node.shape)}, {numbers(None, node.norm)})"
