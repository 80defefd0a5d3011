"""collapse and fit: folding keeps the graph a graph, and says what it hides."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.graph import Graph, collapse, snapshot
from lecture_lib.graph.collapse import LIMIT, fit


def network(layers=3, name="Linear {}", tail=0):
    h = ll.Value(1.0, "x")
    for k in range(layers):
        with ll.scope("net"), ll.scope(name.format(k + 1)):
            h = h * ll.Value(0.5) + ll.Value(0.1)
        h = h.tanh()
    for _ in range(tail):
        h = h * 0.5
    return h


def assert_ordered(graph: Graph) -> None:
    """Operands before results, no edge that leads nowhere, no loop."""
    place = {node.id: k for k, node in enumerate(graph.nodes)}
    assert len(place) == len(graph.nodes)
    assert graph.root in place
    assert all(place[e.source] < place[e.target] for e in graph.edges)
    assert len({e.id for e in graph.edges}) == len(graph.edges)


def hidden(graph: Graph) -> list[str]:
    return sorted(i for node in graph.nodes for i in (node.members or (node.id,)))


def test_one_node_per_visit_of_a_scope():
    graph = snapshot(network())
    folded = graph.collapse(0)
    assert [n.name for n in folded.nodes] == ["x", "net", "v5", "net#2", "v10", "net#3", "v15"]
    assert [n.name for n in graph.collapse(1).nodes][1] == "Linear 1"
    assert folded.nodes[1].label == "2 operations"
    assert folded.nodes[1].value == graph.index["n4"].value
    assert folded.nodes[2] == graph.index["n5"]
    for g in (folded, graph.collapse(1)):
        assert_ordered(g)
        assert hidden(g) == sorted(graph.index)
    assert graph.collapse(2) == graph, "nothing is nested deeper"


def test_a_node_alone_in_its_scope_stays():
    with ll.scope("s"):
        a = ll.Value(1.0, "a")
    graph = snapshot(a * 2)
    assert graph.collapse(0) == graph


def test_interleaved_scopes_make_no_circle():
    """a1 → b1 → … and b2 → a2: folded naively, a and b would wait for each other."""
    x, y = ll.Value(1.0, "x"), ll.Value(2.0, "y")
    with ll.scope("a"):
        a1, a2 = x * 2, y.exp()
    with ll.scope("b"):
        b1, b2 = a1 * 3, y * 5
        b3 = b1 + b2
    with ll.scope("a"):
        a2 = a2 * b2
        a3 = a1 + a2
    graph = snapshot(b3 * a3)
    folded = graph.collapse(0)
    assert_ordered(folded)
    assert hidden(folded) == sorted(graph.index)


@pytest.mark.parametrize("seed", range(30))
def test_any_graph_folds_into_an_acyclic_one(seed):
    rng = np.random.default_rng(seed)
    nodes = [ll.Value(1.0) for _ in range(4)]
    for _ in range(60):
        one, two = (nodes[int(k)] for k in rng.integers(len(nodes), size=2))
        with ll.scope("ab"[int(rng.integers(2))]), ll.scope("xyz"[int(rng.integers(3))]):
            nodes.append(one * two)
        if rng.random() < 0.3:
            nodes.append(nodes[-1] + one)
    total = sum(nodes[4:], nodes[0])
    graph = snapshot(total)
    for depth in (0, 1):
        folded = collapse(graph, depth)
        assert_ordered(folded)
        assert hidden(folded) == sorted(graph.index)
        assert len(folded) < len(graph)
        assert_ordered(collapse(folded, 0))
    assert_ordered(fit(graph, 10))


def test_small_graphs_are_not_folded():
    graph = snapshot(network())
    assert graph.collapse() is graph


def chain(operations):
    h = ll.Value(1.0, "x")
    for _ in range(operations):
        h = h * 0.5
    return snapshot(h)


def test_a_graph_at_the_limit_is_drawn_as_it_is_and_one_node_more_is_folded():
    at = chain(LIMIT - 1)
    assert len(at) == LIMIT and at.collapse() is at
    over = chain(LIMIT)
    assert len(over) == LIMIT + 1 and len(over.collapse()) == LIMIT


def test_a_folding_at_the_limit_is_taken():
    graph = snapshot(network())
    assert len(graph.collapse(1)) == 7
    assert fit(graph, 7) == graph.collapse(1)
    assert len(fit(graph, 6)) <= 6


def test_siblings_at_the_limit_are_not_cut_further():
    h = ll.Value(1.0, "x")
    for k in range(6):
        with ll.scope(f"Linear {k + 1}"):
            h = h * ll.Value(0.5) + ll.Value(0.1)
    folded = fit(snapshot(h + 1), 3)
    assert [n.name for n in folded.nodes][:2] == ["x", "Linear ×6"] and len(folded) == 3


def test_fit_folds_the_deepest_scopes_first():
    graph = snapshot(network(40))
    folded = graph.collapse()
    assert len(folded) <= LIMIT
    assert folded.nodes[1].name == "Linear 1"


def test_repeated_siblings_are_counted():
    h = ll.Value(1.0, "x")
    for k in range(200):
        with ll.scope(f"Linear {k + 1}"):
            h = h * ll.Value(0.5) + ll.Value(0.1)
    folded = snapshot(h + 1).collapse()
    assert [n.name for n in folded.nodes] == ["x", "Linear ×200", folded.nodes[-1].name]
    assert folded.nodes[1].label == "400 operations"
    assert len(folded.nodes[1].members) == 800


def test_without_scopes_the_middle_is_left_out_and_counted():
    h = ll.Value(1.0, "x")
    for _ in range(2000):
        h = h * 0.5
    graph = snapshot(h)
    folded = graph.collapse()
    assert len(folded) == LIMIT
    gap = next(n for n in folded.nodes if n.kind == "scope")
    assert (gap.name, gap.label) == ("…", "1,852 operations")
    assert folded.nodes[0].name == "x" and folded.root == graph.root
    assert_ordered(folded)


def test_edges_into_a_fold_are_counted_and_edges_out_keep_their_places():
    x = ll.Value(2.0, "x")
    with ll.scope("s"):
        u = x * x
        u = u + x
    y = u - u
    folded = snapshot(y).collapse(0)
    into, *out = folded.edges
    assert (into.count, into.local) == (3, None)
    assert [(e.position, e.local) for e in out] == [(0, 1.0), (1, -1.0)]


def test_negative_depth_is_refused():
    with pytest.raises(ValueError, match="depth is -1"):
        snapshot(ll.Value(1.0)).collapse(-1)
