"""snapshot: the numbers, names, kinds and anomalies of an engine's graph."""

from __future__ import annotations

import json

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.graph import snapshot


def test_snapshot_does_not_change_with_the_engine():
    a = ll.Value(2.0, "a")
    graph = snapshot(a * a)
    a.data = 7.0
    assert graph.nodes[0].value == 2.0


@pytest.mark.parametrize(
    "array",
    [2.0, np.float64(2.0), np.float32(2.0), np.array(2), [True, False], [[1.5, 2.5]], np.ones(99)],
)
def test_numbers_of_a_graph_are_pythons_own(array):
    """No array, no NumPy scalar, and no text: what can be compared, hashed and sent anywhere."""

    def leaves(x):
        return {leaf for item in x for leaf in leaves(item)} if isinstance(x, tuple) else {type(x)}

    (node,) = snapshot(ll.Tensor(array)).nodes
    assert leaves((node.value, node.norm)) <= {float, int, bool, type(None)}
    assert hash(node) == hash(node)


def test_integers_stay_whole_and_are_printed_so():
    (node,) = snapshot(ll.Tensor([1, -2], name="i")).nodes
    assert node.value == (1, -2)
    assert "[1 −2]" in snapshot(ll.Tensor([1, -2], name="i")).table()


def test_parallel_edges_are_kept_with_their_positions():
    a = ll.Value(3.0, "a")
    b = a - a
    assert [(e.source, e.target, e.position, e.local) for e in snapshot(b).edges] == [
        ("n0", "n1", 0, 1.0), ("n0", "n1", 1, -1.0),
    ]  # fmt: skip


def test_names_are_unique_and_avoid_given_ones():
    a, b = ll.Value(1.0, "w"), ll.Value(2.0, "w")
    c = a * b
    d = c + ll.Value(3.0, "v1")
    e = d * ll.Value(4.0, "w#2")
    assert [n.name for n in snapshot(e).nodes] == ["w", "w#3", "v2", "v1", "v3", "w#2", "v4"]
    assert snapshot(ll.Value(1.0, "")).nodes[0].name == "v1"


def test_kinds():
    x, w = ll.Value(1.0, "x"), ll.Value(2.0, "w")
    assert [n.kind for n in snapshot(x * w).nodes] == ["parameter", "parameter", "operation"]
    assert [n.kind for n in snapshot(x * w, data=["x"]).nodes][:2] == ["data", "parameter"]
    assert [n.kind for n in snapshot(x * w, data={w}).nodes][:2] == ["parameter", "data"]


def test_arrays_show_shape_and_norm_or_few_numbers():
    W = ll.Tensor(np.full((64, 10), 0.5), name="W")
    b = ll.Tensor(np.arange(3.0), name="b")
    loss = np.sum(W * W) + np.sum(b)
    before = snapshot(loss)
    big = before.index["n0"]
    assert (big.shape, big.dtype, big.value) == ((64, 10), "float64", None)
    assert big.norm == pytest.approx(160**0.5)
    assert big.gradient is None and big.gradient_norm is None
    assert "gradient" not in before.table()
    loss.backward()
    after = snapshot(loss)
    assert "W" in after.table() and "64×10" in after.table()
    small = next(n for n in after.nodes if n.name == "b")
    assert (small.value, small.gradient) == ((0.0, 1.0, 2.0), (1.0, 1.0, 1.0))
    assert after.index["n0"].gradient is None
    assert after.index["n0"].gradient_norm == pytest.approx(640**0.5)
    assert all(e.local is None for e in after.edges)


def test_anomalies_say_where_they_were_born():
    a = ll.Value(float("inf"), "a")
    c = (a - a) * ll.Value(2.0, "k")
    c.backward()
    graph = snapshot(c)
    assert [n.anomaly for n in graph.nodes] == ["born", "inherited", "gradient", "inherited"]
    assert "← first nan or inf" in graph.table()
    json.dumps(graph.to_dict(), allow_nan=False)
    x = ll.Tensor(np.array([1.0, np.nan, 3.0]), name="x")
    assert [n.anomaly for n in snapshot(x * 2.0).nodes] == ["born", "inherited"]


def test_scopes_are_kept():
    with ll.scope("net"), ll.scope("layer"):
        y = ll.Value(1.0) * 2
    assert snapshot(y).nodes[-1].scope == ("net", "layer")


@pytest.mark.parametrize("thing", [1.0, np.ones(3), None, "x"])
def test_what_is_no_node_is_refused(thing):
    with pytest.raises(TypeError, match="snapshot: needs a Value or a Tensor"):
        snapshot(thing)
