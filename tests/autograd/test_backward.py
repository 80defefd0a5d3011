"""What both engines share: order, steps, and anomalies on the way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lecture_lib as ll
from lecture_lib import Tensor, Value

PROGRAM = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 99), st.integers(0, 99)),
                   min_size=1, max_size=25)  # fmt: skip


def run(program, leaves):
    """A random straight-line program: every line picks an operation and two earlier nodes."""
    nodes = list(leaves)
    for kind, i, j in program:
        x, y = nodes[i % len(nodes)], nodes[j % len(nodes)]
        nodes.append([
            lambda x, y: x + y, lambda x, y: x * y * 0.3, lambda x, y: x - y,
            lambda x, y: x / (y * y + 1), lambda x, y: (x * 0.5 + 0.1) ** 2,
            lambda x, y: -x + 2 * y,
        ][kind](x, y))  # fmt: skip
    return nodes[-1]


def totals(root, gradient=None):
    """The gradient of each node, by replaying the steps."""
    found = {id(root): root.seed(gradient)}
    for step in ll.backward_steps(root, gradient):
        found[id(step.parent)] = step.total
    return found


@given(PROGRAM)
def test_value_backward_equals_its_steps_exactly(program):
    root = run(program, [Value(0.7), Value(-1.2), Value(1.9)])
    expected = totals(root)
    root.backward()
    for node in ll.topological_order(root):
        assert node.grad == expected[id(node)]


@given(PROGRAM)
def test_value_backward_walks_the_interior_of_the_topological_order(program):
    root = run(program, [Value(0.7), Value(-1.2), Value(1.9)])
    interior = [node for node in ll.topological_order(root) if node.op]
    assert all(a is b for a, b in zip(root._interior(), interior, strict=True))


@given(PROGRAM)
def test_tensor_backward_equals_its_steps(program):
    rng = np.random.default_rng(0)
    root = run(program, [Tensor(rng.standard_normal(s)) for s in ((2, 3), (3,), (2, 1))])
    gradient = rng.standard_normal(root.shape)
    expected = totals(root, gradient)
    root.backward(gradient)
    for node in ll.topological_order(root):
        np.testing.assert_allclose(node.grad, expected[id(node)], rtol=1e-12, atol=1e-12)


@given(PROGRAM)
def test_topological_order_lists_operands_first_once_and_the_root_last(program):
    root = run(program, [Value(0.7), Value(-1.2), Value(1.9)])
    order = ll.topological_order(root)
    place = {node: k for k, node in enumerate(order)}
    assert len(place) == len(order)
    assert order[-1] is root
    assert all(place[p] < place[node] for node in order for p in node.parents)


def test_the_order_enters_operands_from_left_to_right():
    a, b, c = (Value(1.0, name) for name in "abc")
    assert [n.name or n.op for n in ll.topological_order(b * (a + c) - a)] == [
        "b", "a", "c", "+", "×", "−",
    ]  # fmt: skip


def test_steps_number_the_paths_into_a_node_and_change_no_gradient():
    a, b = Value(2.0, "a"), Value(5.0, "b")
    root = a * a * b
    steps = list(ll.backward_steps(root))
    assert [(s.parent.name or s.parent.op, s.position, s.path, s.paths) for s in steps] == [
        ("×", 0, 1, 1), ("b", 1, 1, 1), ("a", 0, 1, 2), ("a", 1, 2, 2),
    ]  # fmt: skip
    assert [s.contribution for s in steps] == [s.upstream * s.local for s in steps]
    assert [s.total for s in steps] == [5.0, 4.0, 10.0, 20.0]
    assert a.grad == b.grad == root.grad == 0.0


def test_steps_show_what_broadcasting_did():
    w, b = Tensor(np.ones((2, 3)), "w"), Tensor(np.ones(3), "b")
    steps = {s.parent.name: s for s in ll.backward_steps(np.sum(w + b)) if s.parent.name}
    assert steps["w"].unreduced is None
    assert steps["b"].unreduced.shape == (2, 3)
    np.testing.assert_array_equal(steps["b"].contribution, [2.0, 2.0, 2.0])
    assert w.grad is b.grad is None


def test_a_long_tensor_chain_needs_no_recursion():
    leaf = t = Tensor([1.0, 2.0])
    for _ in range(20_000):
        t = t + leaf
    t.sum().backward()
    np.testing.assert_array_equal(leaf.grad, [20_001.0, 20_001.0])
    del t


ANOMALIES = [
    (lambda: Tensor([1.0, np.nan], "data"), ["data", "nan", "(1,)"]),
    (lambda: np.log(Tensor([1.0, 0.0])), ["log", "-inf", "(1,)"]),
    (lambda: np.sqrt(Tensor([0.0, 1.0])).sum().backward(), ["gradient of sqrt", "inf"]),
    (lambda: Value(float("inf"), "x"), ["inf"]),
    (lambda: Value(1e308, "a") * 10, ["× 10", "inf", "a = 1e+308"]),
    (lambda: Value(0.0).sqrt().backward(), ["gradient of sqrt", "inf"]),
]


@pytest.mark.parametrize("attempt, words", ANOMALIES)
def test_anomalies_are_named_where_they_are_born(attempt, words):
    with np.errstate(all="ignore"):
        attempt()  # no complaint unless asked
        with ll.detect_anomalies(), pytest.raises(ll.AnomalyError) as error:
            attempt()
    for word in words:
        assert word in str(error.value)


def test_an_anomaly_leaves_gradients_as_they_were():
    x, v = Tensor([0.0, 1.0]), Value(0.0)
    x.grad, v.grad = np.array([7.0, 7.0]), 7.0
    with np.errstate(all="ignore"), ll.detect_anomalies():
        for root in np.sqrt(x).sum(), v.sqrt():
            with pytest.raises(ll.AnomalyError):
                root.backward()
    np.testing.assert_array_equal(x.grad, [7.0, 7.0])
    assert v.grad == 7.0
