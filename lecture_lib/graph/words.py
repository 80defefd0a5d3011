"""What a graph says: its numbers, shapes and expressions as text, for table, picture and page."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from ..autograd.symbols import INFIX, sign
from ..style import number
from ..style.text import escape_label
from ..translation import tr
from .graph import Edge, Graph, Node, Numbers

__all__ = ["expression", "gradient", "name", "numbers", "page", "shape", "value"]

NAME = 24  # longer names are cut


def numbers(entries: Numbers | None, norm: float | None = None) -> str:
    """Write a number, a small array, or the norm of a large one; empty where there is nothing.

    >>> numbers(-2.0), numbers(((1.0, 2.0), (3.0, 4.0))), numbers(None, 12.65), numbers(None)
    ('−2.000', '[[1.000 2.000] [3.000 4.000]]', 'norm 12.65', '')
    """
    if isinstance(entries, tuple):
        return f"[{' '.join(map(numbers, entries))}]"
    if entries is not None:
        return number(entries)
    return "" if norm is None else tr("norm {0}", number(norm))


def value(node: Node) -> str:
    """The value of a node, or the norm of a large array."""
    return numbers(node.value, node.norm)


def gradient(node: Node) -> str:
    """The gradient of a node, or its norm; empty before the backward pass."""
    return numbers(node.gradient, node.gradient_norm)


def shape(dimensions: tuple[int, ...] | None) -> str:
    """A shape as it is read aloud; empty for scalars.

    >>> shape((64, 10)), shape(()), shape(None)
    ('64×10', '', '')
    """
    return "×".join(map(str, dimensions or ()))


def name(node: Node) -> str:
    """The name of a node, cut to what fits a line."""
    return escape_label(node.name, limit=NAME)


def expression(graph: Graph, node: Node) -> str:
    """How a node was computed: ``w × x``, ``exp(u)``, ``1 ÷ s``; empty for a leaf."""
    edges = graph.incoming[node.id]
    names = [name(graph.index[edge.source]) for edge in edges]
    label = escape_label(node.label, limit=40)
    op = sign(node.op)
    if node.kind == "scope":
        given = ", ".join(dict.fromkeys(names))
        return tr("[{0}] of {1}", label, given) if names else f"[{label}]"
    if not op:
        return ""
    if op == "neg" and len(names) == 1:
        return f"−{names[0]}"
    if op in INFIX and len(names) == 2:
        return f"{names[0]} {op} {names[1]}"
    if op in INFIX and len(names) == 1 and label not in {node.op, op}:  # it holds a constant
        return f"{names[0]} {label}" if edges[0].position == 0 else f"{label} {names[0]}"
    if label.startswith(f"{node.op} "):  # "sum axis=1", "maximum 0"
        label, names = node.op, [*names, label.removeprefix(f"{node.op} ")]
    return f"{label}({', '.join(names)})"


def page(graph: Graph) -> dict[str, Any]:
    """The graph for a page: text, integers and sequences of them, or None for what is missing."""
    return {
        "root": graph.root,
        "nodes": [_told(node) for node in graph.nodes],
        "edges": [_told(edge) for edge in graph.edges],
    }


_WRITTEN = ("value", "gradient", "norm", "gradient_norm", "local")


def _told(item: Node | Edge) -> dict[str, Any]:
    """The fields of a node or an edge, its numbers as text."""
    found = {field.name: getattr(item, field.name) for field in fields(item)}
    return {k: (numbers(x) or None) if k in _WRITTEN else x for k, x in found.items()}
