"""A computation graph as plain data: numbers, names and how they hang together.

A :class:`Graph` holds no engine object and no formatted number.  It can be pickled, compared and
hashed, and it stays what it was when training goes on.  Nothing here imports from this room: the
methods of a graph call the room's functions when they are called themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

__all__ = ["Edge", "Graph", "Node", "Numbers", "node_id"]

#: A number, or an array as nested tuples of numbers.
Numbers: TypeAlias = float | tuple["Numbers", ...]


def node_id(place: int) -> str:
    """Name the node at a place of the topological order; the one rule for ids of nodes.

    Parameters
    ----------
    place : int
        From 0, operands before results.

    Examples
    --------
    >>> node_id(3)
    'n3'
    """
    return f"n{place}"


@dataclass(frozen=True, slots=True)
class Node:
    """One value of the graph, together with the operation that made it.

    Attributes
    ----------
    id : str
        See :func:`node_id`; a folded part has ``s0, s1, …``.
    name : str
        The given name, else ``v1, v2, …``; unique in the graph.
    op, label : str
        The operation (empty for a leaf), and how it is printed: with its constants.
    kind : {"parameter", "data", "operation", "scope"}
        A leaf that gets a gradient, one that does not, a result, a folded part of the graph.
    value, gradient : float, nested tuple of float, or None
        None for an array of more than six elements, which has a norm only; the gradient is None
        before the backward pass too.
    norm, gradient_norm : float or None
        Euclidean norm of an array and of its gradient; None for a scalar.
    shape : tuple of int or None
        None for a scalar of the scalar engine.
    dtype : str or None
        NumPy's name of it; None for a scalar of the scalar engine.
    scope : tuple of str
        Names of the scopes it was made in, outermost first.
    anomaly : {None, "born", "inherited", "gradient"}
        A nan or inf first appears here, came from an operand, or is in the gradient only.
    members : tuple of str
        Ids of the nodes that a folded part stands for.
    operations : int
        How many of the members are operations.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> x = ll.snapshot(ll.Value(2.0, name="x")).nodes[0]
    >>> x.name, x.value, x.kind
    ('x', 2.0, 'parameter')
    """

    id: str
    name: str
    op: str = ""
    label: str = ""
    kind: str = "operation"
    value: Numbers | None = None
    gradient: Numbers | None = None
    norm: float | None = None
    gradient_norm: float | None = None
    shape: tuple[int, ...] | None = None
    dtype: str | None = None
    scope: tuple[str, ...] = ()
    anomaly: str | None = None
    members: tuple[str, ...] = ()
    operations: int = 0


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
        Which operand of the target the source is, from 0.
    local : float or None
        The derivative ∂target/∂source along this edge; None for arrays.
    count : int
        How many edges a folded picture draws as this one.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> a = ll.Value(3.0, name="a")
    >>> [(e.source, e.target, e.position, e.local) for e in ll.snapshot(a * a).edges]
    [('n0', 'n1', 0, 3.0), ('n0', 'n1', 1, 3.0)]
    """

    id: str
    source: str
    target: str
    position: int = 0
    local: float | None = None
    count: int = 1


@dataclass(frozen=True)
class Graph:
    """Nodes in topological order, operands before results, and the edges between them.

    Parameters
    ----------
    nodes : tuple of Node
        Operands before results.
    edges : tuple of Edge
        By target, in the order of its operands.
    root : str
        Id of the result.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> a, b = ll.Value(2.0, name="a"), ll.Value(-3.0, name="b")
    >>> c = a * b
    >>> c.backward()
    >>> print(ll.snapshot(c).table())
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

    def collapse(self, depth: int | None = None) -> Graph:
        """Fold what was made in a scope deeper than `depth` into one node per scope.

        ``None`` folds only as much as a legible picture needs.  See
        :func:`lecture_lib.graph.collapse.collapse`.
        """
        from .collapse import collapse, fit

        return fit(self) if depth is None else collapse(self, depth)

    def expression(self, node: Node) -> str:
        """How a node was computed: ``w × x``, ``exp(u)``, ``1 ÷ s``; empty for a leaf."""
        from .words import expression

        return expression(self, node)

    def table(self) -> str:
        """Return the Wengert list: one line per step of the forward pass, with its numbers.

        This is the graph for a screen reader, for a terminal and for a test.
        """
        from .table import table

        return table(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the graph for a page: ready for JSON, its numbers written as the table does.

        As text a nan survives JSON too, and no script needs to know how a number is printed.

        >>> import json, lecture_lib as ll
        >>> json.dumps(ll.snapshot(ll.Value(1.0)).to_dict())[:40]
        '{"root": "n0", "nodes": [{"id": "n0", "n'
        """
        from .words import page

        return page(self)
