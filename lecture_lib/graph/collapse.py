"""Folding a graph by scope, so that a picture stays small enough to read.

Every folding is a *quotient*: nodes are put into groups, a group becomes one node, an edge between
groups stays an edge.  What must hold is that the quotient has no cycle, or "operands before
results" would mean nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from heapq import heappop, heappush
from itertools import count

from ..translation import tr
from .graph import Edge, Graph, Node

__all__ = ["LIMIT", "collapse", "fit"]

#: More nodes than this are folded before they are drawn.
LIMIT = 150


def collapse(graph: Graph, depth: int = 0) -> Graph:
    """Fold every scope nested deeper than `depth` into one node per instance.

    Parameters
    ----------
    graph : Graph
        Folded already or not.
    depth : int
        0 leaves the top-level scopes as one node each, 1 opens those and folds what is nested in
        them, and so on.  Nodes outside any scope always stay.

    Returns
    -------
    Graph
        A scope that is left and entered again becomes two nodes.  Parallel edges into a folded
        node are drawn once, with their number in ``Edge.count``.

    Raises
    ------
    ValueError
        When `depth` is negative.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> from lecture_lib.graph import snapshot
    >>> x = ll.Value(1.0, name="x")
    >>> with ll.scope("encoder"):
    ...     h = (x * 2).tanh()
    >>> print(collapse(snapshot(h + 1)).table())
    step                            value   local derivatives
    x                               1.000
    encoder = [2 operations] of x   0.964
    v3 = encoder + 1                1.964   ∂/∂encoder = 1.000
    """
    if depth < 0:
        raise ValueError(f"collapse: depth is {depth}; 0 folds the outermost scopes")
    keys = [node.scope[: depth + 1] if len(node.scope) > depth else None for node in graph.nodes]
    return _fold(graph, keys)


def fit(graph: Graph, limit: int = LIMIT) -> Graph:
    """Fold as little as brings the graph down to `limit` nodes.

    First the deepest scopes, then shallower ones, then repeated siblings (``Linear ×3``).  What
    has no scopes keeps its beginning and its end, with one node that says how many operations
    were left out between them.
    """
    if len(graph) <= limit:
        return graph
    folded = graph
    for depth in range(max(len(node.scope) for node in graph.nodes) - 1, -1, -1):
        folded = collapse(graph, depth)
        if len(folded) <= limit:
            return folded
    folded = _merge_siblings(folded)
    return folded if len(folded) <= limit else _elide(folded, limit)


def _merge_siblings(graph: Graph) -> Graph:
    """Put neighbouring folded scopes whose names differ only in a final number into one node."""
    return _fold(graph, [
        (*node.scope[:-1], re.sub(r"[\s_.\-]*\d+$", "", node.scope[-1]))
        if node.kind == "scope" else None
        for node in graph.nodes
    ])  # fmt: skip


def _elide(graph: Graph, limit: int) -> Graph:
    head, tail = limit // 3, limit - limit // 3 - 1
    end = len(graph) - tail
    return _fold(graph, [() if head <= k < end else None for k in range(len(graph))])


Key = tuple[str, ...] | None  # the scope a node is folded into; None leaves it alone
Group = tuple[Key, int | str]  # a key with the number of the visit, or None with a node's id


def _fold(graph: Graph, keys: Sequence[Key]) -> Graph:
    """Merge the nodes of each key into one, or into several where one would create a cycle."""
    groups = _groups(graph, keys, _visits(graph, keys))
    order = _order(graph, groups)
    if order is None:
        groups = _groups(graph, keys, _runs(graph, keys))
        order = _order(graph, groups) or []
    members: dict[Group, list[Node]] = {group: [] for group in order}
    for node in graph.nodes:
        members[groups[node.id]].append(node)
    # A node alone in its scope says more than the scope's name would: it stays as it is.
    folds = [group for group in order if len(members[group]) > 1]
    ids = {group: members[group][0].id for group in order}
    taken = {node.id for node in graph.nodes}
    fresh = (f"s{k}" for k in count() if f"s{k}" not in taken)
    ids.update(zip(folds, fresh, strict=False))
    visible = {node_id: ids[group] for node_id, group in groups.items()}
    sends = {e.source for e in graph.edges if visible[e.source] != visible[e.target]} | {graph.root}
    nodes, names = [], Counter[str]()
    for group in order:
        node = members[group][0]
        if len(members[group]) > 1:
            node = _scope_node(ids[group], group[0] or (), members[group], sends)
            names[node.name] += 1
            if names[node.name] > 1:
                node = replace(node, name=f"{node.name}#{names[node.name]}")
        nodes.append(node)
    return Graph(tuple(nodes), _edges(graph, visible, [ids[g] for g in order]), visible[graph.root])


def _groups(graph: Graph, keys: Sequence[Key], numbers: Sequence[int]) -> dict[str, Group]:
    return {
        node.id: (None, node.id) if key is None else (key, number)
        for node, key, number in zip(graph.nodes, keys, numbers, strict=True)
    }


def _visits(graph: Graph, keys: Sequence[Key]) -> list[int]:
    """Tell how often a path into each node has left the node's key before: 0 on the first visit.

    Two visits to a scope with other operations in between are two instances of it.
    """
    at = {node.id: k for k, node in enumerate(graph.nodes)}
    last_visit: list[dict[Key, int]] = []  # per node: the highest visit upstream of it, by key
    visit, free = [0] * len(graph), [False] * len(graph)
    for k, (node, key) in enumerate(zip(graph.nodes, keys, strict=True)):
        sources = [at[edge.source] for edge in graph.incoming[node.id]]
        seen = _highest([last_visit[source] for source in sources])
        if key is not None:
            visit[k] = max(
                (last_visit[s][key] + (keys[s] != key) for s in sources if key in last_visit[s]),
                default=0,
            )
            if seen.get(key, -1) < visit[k]:
                seen = {**seen, key: visit[k]}
            free[k] = all(free[s] and keys[s] == key for s in sources)
        last_visit.append(seen)
    # Parameters have nothing before them; they belong to the visit that uses them first.
    users: dict[int, list[int]] = {}
    for edge in graph.edges:
        users.setdefault(at[edge.source], []).append(at[edge.target])
    for k in reversed(range(len(graph))):
        if free[k]:
            visit[k] = min((visit[u] for u in users.get(k, ()) if keys[u] == keys[k]), default=0)
    return visit


def _runs(graph: Graph, keys: Sequence[Key]) -> list[int]:
    """Group what can be computed in one go, for scopes that take turns in an intricate way.

    The forward pass is scheduled afresh, staying with a key for as long as it can; each run of
    one key is a group.  Runs follow each other, so no circle is possible.
    """
    at = {node.id: k for k, node in enumerate(graph.nodes)}
    users: list[list[int]] = [[] for _ in graph.nodes]
    waits_for = [len(graph.incoming[node.id]) for node in graph.nodes]
    for edge in graph.edges:
        users[at[edge.source]].append(at[edge.target])
    ready: dict[Key, list[int]] = {}
    for k, waiting in enumerate(waits_for):
        if not waiting:
            heappush(ready.setdefault(keys[k], []), k)
    runs, key, number = [0] * len(graph), None, 0
    while ready:
        if key not in ready:  # nodes outside any scope first, then the oldest that waits
            key = None if None in ready else min(ready, key=lambda other: ready[other][0])
            number += 1
        k = heappop(ready[key])
        if not ready[key]:
            del ready[key]
        runs[k] = number
        for user in users[k]:
            waits_for[user] -= 1
            if not waits_for[user]:
                heappush(ready.setdefault(keys[user], []), user)
    return runs


def _highest(records: Sequence[dict[Key, int]]) -> dict[Key, int]:
    """The entry-wise maximum; shared, not copied, where one record holds all of it."""
    if not records:
        return {}
    largest = max(records, key=len)
    more = {
        key: number for record in records if record is not largest
        for key, number in record.items() if largest.get(key, -1) < number
    }  # fmt: skip
    for record in records:
        for key in more.keys() & record.keys():
            more[key] = max(more[key], record[key])
    return {**largest, **more} if more else largest


def _order(graph: Graph, groups: dict[str, Group]) -> list[Group] | None:
    """Sort the groups, operands first, by their last node; None when they form a circle."""
    last = {groups[node.id]: k for k, node in enumerate(graph.nodes)}
    links = dict.fromkeys((groups[e.source], groups[e.target]) for e in graph.edges)
    waits_for, users = Counter[Group](), dict[Group, list[Group]]()
    for source, target in links:
        if source != target:
            waits_for[target] += 1
            users.setdefault(source, []).append(target)
    by_last = {k: group for group, k in last.items()}
    ready = sorted(k for group, k in last.items() if not waits_for[group])
    order = []
    while ready:
        group = by_last[heappop(ready)]
        order.append(group)
        for user in users.get(group, ()):
            waits_for[user] -= 1
            if not waits_for[user]:
                heappush(ready, last[user])
    return order if len(order) == len(last) else None


def _edges(graph: Graph, visible: dict[str, str], order: Sequence[str]) -> tuple[Edge, ...]:
    """Redirect the edges; those that enter a folded node from one source are drawn once."""
    kept: dict[tuple[str, ...], Edge] = {}
    for edge in graph.edges:
        source, target = visible[edge.source], visible[edge.target]
        if source == target:
            continue
        if target == edge.target:  # the target is no fold: its operands keep their places
            kept[edge.id,] = replace(edge, source=source)
        elif (source, target) in kept:
            first = kept[source, target]
            kept[source, target] = replace(first, count=first.count + edge.count)
        else:
            kept[source, target] = replace(
                edge, source=source, target=target, local=None, count=edge.count
            )
    place = {name: k for k, name in enumerate(order)}
    return tuple(sorted(kept.values(), key=lambda e: (place[e.target], e.position)))


def _scope_node(name: str, key: tuple[str, ...], members: Sequence[Node], sends: set[str]) -> Node:
    """Stand for `members`, showing the numbers of their one output if there is one."""
    outputs = [node for node in members if node.id in sends]
    shown = outputs[0] if len(outputs) == 1 else Node("", "")
    siblings = sum(node.kind == "scope" and len(node.scope) == len(key) for node in members)
    operations = sum(node.operations if node.kind == "scope" else bool(node.op) for node in members)
    anomalies = {node.anomaly for node in members}
    return replace(
        shown,
        id=name,
        name=(key[-1] if key else "…") + (f" ×{siblings}" if key and siblings > 1 else ""),
        op="scope",
        label=tr("1 operation") if operations == 1 else tr("{0:,} operations", operations),
        kind="scope",
        scope=key,
        members=tuple(i for node in members for i in (node.members or (node.id,))),
        operations=operations,
        anomaly=next((a for a in ("born", "inherited", "gradient") if a in anomalies), None),
    )
