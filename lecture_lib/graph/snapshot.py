"""Copying a computation graph out of an engine: its numbers, its names, its anomalies."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from ..autograd.backward import topological_order
from ..style.text import escape_label
from .graph import Edge, Graph, Node, Numbers, node_id

__all__ = ["measured", "order_of", "record", "snapshot"]

SMALL = 6  # arrays up to this many elements are kept in full


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
    (Edge(id='e0', source='n0', target='n1', position=0, local=1.0, count=1), \
Edge(id='e1', source='n0', target='n1', position=1, local=1.0, count=1))
    """
    return record(order_of(root), data)


def order_of(root: Any) -> list[Any]:
    """The nodes that `root` depends on, operands first.

    Raises
    ------
    TypeError
        When `root` is not a node of a graph.
    """
    if not hasattr(root, "parents") or not hasattr(root, "data"):
        raise TypeError(
            f"snapshot: needs a Value or a Tensor, got {type(root).__name__}; a plain number or "
            "array remembers no graph"
        )
    return topological_order(root)


def record(
    order: Sequence[Any], data: Collection[Any] = (), gradients: Mapping[int, Any] | None = None
) -> Graph:
    """Copy a graph of which the order is known.

    Parameters
    ----------
    order : sequence of Value or Tensor
        As of :func:`order_of`: operands before results, the root last.
    data : collection of nodes or names, optional
        As for :func:`snapshot`.
    gradients : mapping of int to float or ndarray, optional
        The gradient of a node by its ``id()``, instead of the nodes' own.
    """
    if gradients is None:
        gradients = _gradients(order)
    ids = {id(node): node_id(place) for place, node in enumerate(order)}
    given = {id(item) for item in data if not isinstance(item, str)}
    names_given = {item for item in data if isinstance(item, str)}
    nodes: list[Node] = []
    edges: list[Edge] = []
    odd: set[int] = set()
    for node, name in zip(order, _names(order), strict=True):
        as_data = id(node) in given or node.name in names_given
        gradient = gradients.get(id(node))
        anomaly = _anomaly(node, gradient, odd)
        if anomaly in {"born", "inherited"}:
            odd.add(id(node))
        nodes.append(_node(node, ids[id(node)], name, as_data, gradient, anomaly))
        edges += _edges(node, ids, len(edges))
    return Graph(tuple(nodes), tuple(edges), nodes[-1].id)


def _gradients(order: Sequence[Any]) -> dict[int, Any]:
    """The nodes' own gradients, as far as there are any."""
    # A Value's gradient is 0.0 before the backward pass; the root's is not 0 after it.
    has_run = order[-1].grad is not None and bool(np.any(order[-1].grad))
    return {
        id(node): node.grad
        for node in order
        if node.grad is not None and (has_run or np.any(node.grad))
    }


def _node(
    node: Any, key: str, name: str, as_data: bool, gradient: Any, anomaly: str | None
) -> Node:
    value, norm = measured(node.data)
    slope, slope_norm = (None, None) if gradient is None else measured(gradient)
    shape = getattr(node, "shape", None)
    leaf_kind = "data" if as_data or _is_exact(node.data) else "parameter"
    return Node(
        id=key,
        name=name,
        op=escape_label(node.op),
        label=escape_label(node.label),
        kind="operation" if node.parents else leaf_kind,
        value=value,
        gradient=slope,
        norm=norm,
        gradient_norm=slope_norm,
        shape=None if shape is None else tuple(map(int, shape)),
        dtype=None if shape is None else str(node.dtype),
        scope=tuple(map(escape_label, node.scope)),
        anomaly=anomaly,
    )


def _edges(node: Any, ids: Mapping[int, str], first: int) -> list[Edge]:
    """The edges into a node, with the local derivatives that a scalar node stores."""
    slopes: Sequence[float | None] = [None] * len(node.parents)
    if hasattr(node, "edges"):
        slopes = [float(local) for _, local in node.edges]
    return [
        Edge(f"e{first + k}", ids[id(parent)], ids[id(node)], int(position), slope)
        for k, (parent, position, slope) in enumerate(
            zip(node.parents, node.positions, slopes, strict=True)
        )
    ]


def _anomaly(node: Any, gradient: Any, odd: set[int]) -> str | None:
    if not _finite(node.data):
        return "inherited" if any(id(parent) in odd for parent in node.parents) else "born"
    return None if gradient is None or _finite(gradient) else "gradient"


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


def measured(data: Any) -> tuple[Numbers | None, float | None]:
    """The entries of a scalar or a small array, None for a large one; and the norm of an array.

    >>> measured(2.0), measured(np.array([3.0, -4.0])), measured(np.ones(100))
    ((2.0, None), ((3.0, -4.0), 5.0), (None, 10.0))
    """
    if isinstance(data, float):
        return float(data), None  # NumPy's float64 is a float, and no plain one
    array = np.asarray(data)
    if array.ndim == 0:
        return array.item(), None
    with np.errstate(all="ignore"):
        norm = float(np.linalg.norm(array.astype(np.float64, copy=False).ravel()))
    return (_nested(array.tolist()) if array.size <= SMALL else None), norm


def _nested(items: Any) -> Numbers:
    return tuple(map(_nested, items)) if isinstance(items, list) else items
