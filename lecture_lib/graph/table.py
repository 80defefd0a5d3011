"""The Wengert list: a graph as text, one line per step of the forward pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..style import align, number
from ..style.text import columns
from ..translation import tr, tr_noop
from .graph import Graph, Node, Numbers
from .words import expression, gradient, name, shape, value

__all__ = ["table"]

ROWS = 150  # longer tables leave their middle out

NOTES = {
    "born": tr_noop("← first nan or inf"), "inherited": tr_noop("nan or inf"),
    "gradient": tr_noop("nan or inf in the gradient"),
}  # fmt: skip


def table(graph: Graph) -> str:
    """Write `graph` as aligned columns; a column that would be empty is left out."""
    shown = graph.nodes
    left_out = max(len(shown) - ROWS, 0)
    head = ROWS // 3
    if left_out:
        shown = shown[:head] + shown[head - ROWS :]
    cells = {
        tr("step"): [_step(graph, node) for node in shown],
        tr("shape"): [shape(node.shape) for node in shown],
        tr("value"): _aligned([node.value for node in shown], [value(node) for node in shown]),
        tr("gradient"): _aligned(
            [node.gradient for node in shown], [gradient(node) for node in shown]
        ),
        tr("local derivatives"): [", ".join(_locals(graph, node)) for node in shown],
        tr("note"): [tr(NOTES[node.anomaly]) if node.anomaly else "" for node in shown],
    }
    used = {title: column for title, column in cells.items() if "".join(column).strip()}
    lines = columns([tuple(used), *zip(*used.values(), strict=True)]).split("\n")
    if left_out:
        more = tr("… 1 more step …") if left_out == 1 else tr("… {0:,} more steps …", left_out)
        lines.insert(1 + head, more)
    return "\n".join(lines)


def _step(graph: Graph, node: Node) -> str:
    made = expression(graph, node)
    return f"{name(node)} = {made}" if made else name(node)


def _locals(graph: Graph, node: Node) -> Iterator[str]:
    for edge in graph.incoming[node.id]:
        if edge.local is not None:
            yield f"∂/∂{name(graph.index[edge.source])} = {number(edge.local)}"


def _aligned(entries: Sequence[Numbers | None], texts: Sequence[str]) -> list[str]:
    """Align scalars on their decimal point and leave arrays as they are."""
    scalar = [entry is not None and not isinstance(entry, tuple) for entry in entries]
    pairs = list(zip(scalar, texts, strict=True))
    aligned = iter(align(text for is_scalar, text in pairs if is_scalar))
    return [next(aligned) if is_scalar else text for is_scalar, text in pairs]
