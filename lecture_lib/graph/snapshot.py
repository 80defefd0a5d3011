"""A computation graph as plain values: what tables, pictures and widgets are made from.

A :class:`Graph` holds no engine object.  It can be pickled, compared, sent as JSON, and it stays
what it was when training goes on and the engine's numbers change.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np

from ..autograd.backward import topological_order
from ..style import number
from ..style.text import escape_label
from .table import expression, table

__all__ = ["Edge", "Graph", "Node", "snapshot"]

SMALL = 6  # arrays up to this many elements are printed in full


@dataclass(frozen=True, slots=True)
class Node:
    """One value of the graph, together with the operation that made it.

    Attributes
    ----------
    id : str
        ``n0, n1, …`` in topological order; a folded part has ``s0, s1, …``.
    name : str
        The given name, else ``v1, v2, …``; unique in the graph.
    op, label : str
        The operation (empty for a leaf), and how it is printed: with its constants.
    kind : {"parameter", "data", "operation", "scope"}
        A leaf that gets a gradient, one that does not, a result, a folded part of the graph.
    value, gradient : str or None
        Numbers as text.  Arrays of more than six elements have no value, only a norm; the
        gradient is None before the backward pass.
    norm, gradient_norm : str or None
        Euclidean norm of an array and of its gradient.
    shape : tuple of int or None
        None for a scalar of the scalar engine.
    dtype : str or None
    scope : tuple of str
    anomaly : {None, "born", "inherited", "gradient"}
        A nan or inf first appears here, came from an operand, or is in the gradient only.
    members : tuple of str
        Ids of the nodes that a folded part stands for.
    operations : int
        How many of the members are operations.
    """

    id: str
    name: str
    op: str = ""
    label: str = ""
    kind: str = "operation"
    value: str | None = None
    gradient: str | None = None
    norm: str | None = None
    gradient_norm: str | None = None
    shape: tuple[int, ...] | None = None
    dtype: str | None = None
    scope: tuple[str, ...] = ()
    anomaly: str | None = None
    members: tuple[str, ...] = ()
    operations: int = 0

    @property
    def value_text(self) -> str:
        """The value, or the norm of a large array."""
        return _or_norm(self.value, self.norm)

    @property
    def gradient_text(self) -> str:
        """The gradient, or its norm; empty before the backward pass."""
        return _or_norm(self.gradient, self.gradient_norm)

    @property
    def shape_text(self) -> str:
        """The shape as it is read aloud: ``64×10``; empty for scalars."""
        return "×".join(map(str, self.shape)) if self.shape else ""


@dataclass(frozen=True, slots=True)
class Edge:
    """One use of an operand; ``a * a`` has two.

    Attributes
    ----------
    id : str
        ``e0, e1, …`` by target, then by position.
    source, target : str
        Node ids: from the operand to the result.
    position : int
        Which operand of the target the source is.
    local : str or None
        The derivative ∂target/∂source along this edge as text; None for arrays.
    count : int
        How many edges a folded picture draws as this one.
    """

    id: str
    source: str
    target: str
    position: int = 0
    local: str | None = None
    count: int = 1


@dataclass(frozen=True)
class Graph:
    """Nodes in topological order, operands before results, and the edges between them.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> a, b = ll.Value(2.0, name="a"), ll.Value(-3.0, name="b")
    >>> c = a * b
    >>> c.backward()
    >>> print(snapshot(c).table())
    step         value   gradient  local derivatives
    a             2.000   −3.000
    b            −3.000    2.000
    v1 = a × b   −6.000    1.000   ∂/∂a = −3.000, ∂/∂b = 2.000
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    root: str

    def __len__(self) -> int:
        return len(self.nodes)

    def __repr__(self) -> str:
        return f"Graph({len(self.nodes)} nodes, {len(self.edges)} edges, root={self.root!r})"

    @cached_property
    def index(self) -> dict[str, Node]:
        """Node by id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def incoming(self) -> dict[str, tuple[Edge, ...]]:
        """Edges by the id of their target, in the order of its operands."""
        edges: dict[str, list[Edge]] = {node.id: [] for node in self.nodes}
        for edge in self.edges:
            edges[edge.target].append(edge)
        return {key: tuple(found) for key, found in edges.items()}

    def to_dict(self) -> dict[str, Any]:
        """Return the graph as sequences, dicts, strings and integers, ready for JSON.

        >>> import json, lecture_lib as ll
        >>> json.dumps(snapshot(ll.Value(1.0)).to_dict())[:40]
        '{"root": "n0", "nodes": [{"id": "n0", "n'
        """
        return {
            "root": self.root,
            "nodes": [{name: getattr(node, name) for name in _NODE} for node in self.nodes],
            "edges": [{name: getattr(edge, name) for name in _EDGE} for edge in self.edges],
        }

    def collapse(self, depth: int | None = None) -> Graph:
        """Fold what was made in a scope deeper than `depth` into one node per scope.

        ``None`` folds only as much as a legible picture needs.  See
        :func:`lecture_lib.graph.collapse.collapse`.
        """
        from .collapse import collapse, fit

        return fit(self) if depth is None else collapse(self, depth)

    def expression(self, node: Node) -> str:
        """How a node was computed: ``w × x``, ``exp(u)``, ``1 ÷ s``; empty for a leaf."""
        return expression(self, node)

    def table(self) -> str:
        """Return the Wengert list: one line per step of the forward pass, with its numbers.

        This is the graph for a screen reader, for a terminal and for a test.
        """
        return table(self)


_NODE = tuple(field.name for field in fields(Node))
_EDGE = tuple(field.name for field in fields(Edge))


def _or_norm(value: str | None, norm: str | None) -> str:
    return value if value is not None else f"norm {norm}" if norm is not None else ""


def snapshot(root: Any, data: Collection[Any] = ()) -> Graph:
    """Copy the graph that led to `root` into plain values.

    Parameters
    ----------
    root : Value or Tensor
        The result; the graph is all it depends on.
    data : collection of nodes or names, optional
        Leaves to show as data rather than as parameters.  Integer arrays always are.

    Returns
    -------
    Graph
        With gradients if a backward pass has been made.

    Raises
    ------
    TypeError
        When `root` is not a node of a graph.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> a = ll.Value(3.0, name="a")
    >>> snapshot(a + a).edges
    (Edge(id='e0', source='n0', target='n1', position=0, local='1.000', count=1), \
Edge(id='e1', source='n0', target='n1', position=1, local='1.000', count=1))
    """
    if not hasattr(root, "parents") or not hasattr(root, "data"):
        raise TypeError(
            f"snapshot: needs a Value or a Tensor, got {type(root).__name__}; a plain number or "
            "array remembers no graph"
        )
    order = topological_order(root)
    ids = {id(node): f"n{k}" for k, node in enumerate(order)}
    given = {id(item) for item in data if not isinstance(item, str)}
    names_given = {item for item in data if isinstance(item, str)}
    # A Value's gradient is 0.0 before the backward pass; the root's is not 0 after it.
    has_run = root.grad is not None and bool(np.any(root.grad))
    nodes: list[Node] = []
    edges: list[Edge] = []
    odd: set[int] = set()
    for node, name in zip(order, _names(order), strict=True):
        as_data = id(node) in given or node.name in names_given
        anomaly = _anomaly(node, odd)
        if anomaly in {"born", "inherited"}:
            odd.add(id(node))
        nodes.append(_node(node, ids[id(node)], name, as_data, has_run, anomaly))
        edges += _edges(node, ids, len(edges))
    return Graph(tuple(nodes), tuple(edges), ids[id(root)])


def _node(
    node: Any, key: str, name: str, as_data: bool, has_run: bool, anomaly: str | None
) -> Node:
    value, norm = text_of(node.data)
    gradient = gradient_norm = None
    if node.grad is not None and (has_run or np.any(node.grad)):
        gradient, gradient_norm = text_of(node.grad)
    shape = getattr(node, "shape", None)
    leaf_kind = "data" if as_data or _is_exact(node.data) else "parameter"
    return Node(
        id=key,
        name=name,
        op=escape_label(node.op),
        label=escape_label(node.label),
        kind="operation" if node.parents else leaf_kind,
        value=value,
        gradient=gradient,
        norm=norm,
        gradient_norm=gradient_norm,
        shape=None if shape is None else tuple(map(int, shape)),
        dtype=None if shape is None else str(node.dtype),
        scope=tuple(map(escape_label, node.scope)),
        anomaly=anomaly,
    )


def _edges(node: Any, ids: dict[int, str], first: int) -> list[Edge]:
    """The edges into a node, with the local derivatives that a scalar node stores."""
    slopes: list[str] | list[None] = [None] * len(node.parents)
    if hasattr(node, "edges"):
        slopes = [number(float(local)) for _, local in node.edges]
    return [
        Edge(f"e{first + k}", ids[id(parent)], ids[id(node)], int(position), slope)
        for k, (parent, position, slope) in enumerate(
            zip(node.parents, node.positions, slopes, strict=True)
        )
    ]


def _anomaly(node: Any, odd: set[int]) -> str | None:
    if not _finite(node.data):
        return "inherited" if any(id(parent) in odd for parent in node.parents) else "born"
    return None if node.grad is None or _finite(node.grad) else "gradient"


def _names(order: Sequence[Any]) -> list[str]:
    """Given names, made unique, and v1, v2, … for the nodes without."""
    given = [escape_label(node.name) if node.name else "" for node in order]
    taken = set(given)
    counts: dict[str, int] = {}
    names, k = [], 0
    for name in given:
        if not name:
            k += 1
            while f"v{k}" in taken:
                k += 1
            name = f"v{k}"
        elif name in counts:
            counts[name] += 1
            while f"{name}#{counts[name]}" in taken:
                counts[name] += 1
            name = f"{name}#{counts[name]}"
        else:
            counts[name] = 1
        names.append(name)
    return names


def _is_exact(data: Any) -> bool:
    return not isinstance(data, float) and np.asarray(data).dtype.kind not in "fc"


def _finite(data: Any) -> bool:
    if isinstance(data, float):
        return math.isfinite(data)
    return _is_exact(data) or bool(np.isfinite(data).all())


def text_of(data: Any) -> tuple[str | None, str | None]:
    """The numbers of a small array, the norm of a large one."""
    if isinstance(data, float):
        return number(data), None
    array = np.asarray(data)
    if array.ndim == 0:
        return number(array.item()), None
    with np.errstate(all="ignore"):
        norm = number(float(np.linalg.norm(array.astype(np.float64, copy=False).ravel())))
    return (_nested(array.tolist()), norm) if array.size <= SMALL else (None, norm)


def _nested(items: Any) -> str:
    if isinstance(items, list):
        return "[" + " ".join(map(_nested, items)) + "]"
    return number(items)
