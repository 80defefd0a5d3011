"""The Wengert list: a graph as text, one line per step of the forward pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..autograd.symbols import INFIX, sign
from ..style import align
from ..style.text import columns, escape_label

if TYPE_CHECKING:
    from .snapshot import Graph, Node

__all__ = ["expression", "table"]

ROWS = 150  # longer tables leave their middle out
NAME = 24  # longer names are cut

NOTES = {
    None: "", "born": "← first nan or inf", "inherited": "nan or inf",
    "gradient": "nan or inf in the gradient",
}  # fmt: skip


def expression(graph: Graph, node: Node) -> str:
    """How a node was computed: ``w × x``, ``exp(u)``, ``1 ÷ s``; empty for a leaf."""
    edges = graph.incoming[node.id]
    names = [escape_label(graph.index[edge.source].name, limit=NAME) for edge in edges]
    label = escape_label(node.label, limit=40)
    op = sign(node.op)
    if node.kind == "scope":
        return f"[{label}]" + (f" of {', '.join(dict.fromkeys(names))}" if names else "")
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


def table(graph: Graph) -> str:
    """Write `graph` as aligned columns; a column that would be empty is left out."""
    shown = graph.nodes
    left_out = max(len(shown) - ROWS, 0)
    head = ROWS // 3
    if left_out:
        shown = shown[:head] + shown[head - ROWS :]
    cells = {
        "step": [_step(graph, node) for node in shown],
        "shape": [node.shape_text for node in shown],
        "value": _numbers([node.value_text for node in shown]),
        "gradient": _numbers([node.gradient_text for node in shown]),
        "local derivatives": [", ".join(_locals(graph, node)) for node in shown],
        "note": [NOTES[node.anomaly] for node in shown],
    }
    used = {title: column for title, column in cells.items() if "".join(column).strip()}
    lines = columns([tuple(used), *zip(*used.values(), strict=True)]).split("\n")
    if left_out:
        lines.insert(1 + head, f"… {left_out:,} more steps …")
    return "\n".join(lines)


def _step(graph: Graph, node: Node) -> str:
    name, made = escape_label(node.name, limit=NAME), expression(graph, node)
    return f"{name} = {made}" if made else name


def _locals(graph: Graph, node: Node) -> Iterator[str]:
    for edge in graph.incoming[node.id]:
        if edge.local is not None:
            yield f"∂/∂{escape_label(graph.index[edge.source].name, limit=NAME)} = {edge.local}"


def _numbers(texts: Sequence[str]) -> list[str]:
    """Align scalars on their decimal point and leave arrays as they are."""
    aligned = iter(align(text for text in texts if _is_scalar(text)))
    return [next(aligned) if _is_scalar(text) else text for text in texts]


def _is_scalar(text: str) -> bool:
    return bool(text) and not text.startswith(("[", "norm"))
