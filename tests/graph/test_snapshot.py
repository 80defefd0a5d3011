"""snapshot: plain values, the Wengert list, names, anomalies."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.graph import snapshot


def neuron():
    w, x, b, t = (ll.Value(v, n) for v, n in ((0.5, "w"), (2.0, "x"), (-0.25, "b"), (1.0, "t")))
    y = (w * x + b).sigmoid()
    y.name = "y"
    loss = (t - y) ** 2
    loss.name = "L"
    return loss


def test_table_before_and_after_backward():
    loss = neuron()
    assert snapshot(loss).table() == (
        "step             value   local derivatives\n"
        "t                 1.000\n"
        "w                 0.500\n"
        "x                 2.000\n"
        "v1 = w × x        1.000  ∂/∂w = 2.000, ∂/∂x = 0.500\n"
        "b                −0.250\n"
        "v2 = v1 + b       0.750  ∂/∂v1 = 1.000, ∂/∂b = 1.000\n"
        "y = sigmoid(v2)   0.679  ∂/∂v2 = 0.218\n"
        "v3 = t − y        0.321  ∂/∂t = 1.000, ∂/∂y = −1.000\n"
        "L = v3 ** 2       0.103  ∂/∂v3 = 0.642"
    )
    loss.backward()
    table = snapshot(loss).table().splitlines()
    assert table[0] == "step             value   gradient  local derivatives"
    assert table[2] == "w                 0.500  −0.280"
    assert table[-1] == "L = v3 ** 2       0.103   1.000    ∂/∂v3 = 0.642"


def test_snapshot_does_not_change_with_the_engine():
    a = ll.Value(2.0, "a")
    graph = snapshot(a * a)
    a.data = 7.0
    assert graph.nodes[0].value == 2.0


def test_graph_is_plain():
    graph = snapshot(neuron())
    assert pickle.loads(pickle.dumps(graph)) == graph
    again = json.loads(json.dumps(graph.to_dict(), allow_nan=False))
    assert again["root"] == graph.root
    assert [n["id"] for n in again["nodes"]] == [f"n{k}" for k in range(len(graph))]
    assert snapshot(neuron()) == graph
    with pytest.raises(AttributeError):
        graph.root = "n0"


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


def test_on_a_page_numbers_are_text_and_what_is_missing_is_none():
    a = ll.Value(3.0, "a")
    told = snapshot(a * a).to_dict()
    assert told["nodes"][0]["value"] == "3.000"
    assert told["nodes"][0]["gradient"] is told["nodes"][0]["norm"] is None
    assert told["edges"][0]["local"] == "3.000"
    (large,) = snapshot(ll.Tensor(np.full((64, 10), 0.5))).to_dict()["nodes"]
    assert (large["value"], large["norm"]) == (None, "12.65")


def test_parallel_edges_are_kept_with_their_positions():
    a = ll.Value(3.0, "a")
    b = a - a
    assert [(e.source, e.target, e.position, e.local) for e in snapshot(b).edges] == [
        ("n0", "n1", 0, 1.0), ("n0", "n1", 1, -1.0),
    ]  # fmt: skip


def test_constants_are_printed_where_they_stand():
    x = ll.Value(2.0, "x")
    for node, text in (
        (x + 1, "x + 1"), (1 - x, "1 − x"), (x - 1, "x − 1"), (1 / x, "1 ÷ x"), (2**x, "2 ** x"),
        (x**2, "x ** 2"), (-x, "−x"), (x.exp(), "exp(x)"), (3 * x, "x × 3"),
    ):  # fmt: skip
        graph = snapshot(node)
        assert graph.expression(graph.nodes[-1]) == text


def test_constants_of_array_operations():
    x = ll.Tensor(np.ones((2, 3)), name="x")
    for node, text in (
        (x + 1.0, "x + 1"), (x @ np.ones((3, 2)), None), (np.sum(x, axis=1), "sum(x, axis=1)"),
        (np.maximum(x, 0), "maximum(x, 0)"), (x * x, "x × x"),
    ):  # fmt: skip
        graph = snapshot(node)
        expression = graph.expression(graph.nodes[-1])
        assert expression == text or (text is None and "x" in expression)


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


def test_long_tables_leave_out_their_middle():
    x = ll.Value(1.0, "x")
    for _ in range(500):
        x = x + 1
    lines = snapshot(x).table().splitlines()
    assert len(lines) == 152
    assert lines[51] == "… 351 more steps …"
    assert lines[-1].startswith("v500 = v499 + 1")


def test_hostile_names_stay_on_their_line():
    table = snapshot(ll.Value(1.0, "a\nb\x1b[2J") * 2).table()
    assert table.splitlines()[1].startswith("a␊b␛[2J")
    assert len(table.splitlines()) == 3
