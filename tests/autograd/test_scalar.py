"""Value: numbers with a memory."""

import copy
import gc
import math
import operator
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lecture_lib as ll
from lecture_lib import Value
from lecture_lib.autograd.scalar import BINARY, UNARY

OPERATORS = {
    "+": operator.add, "−": operator.sub, "×": operator.mul, "÷": operator.truediv,
    "**": operator.pow,
}  # fmt: skip
POSITIVE = st.floats(0.2, 3.0)
ANY = st.floats(-3.0, 3.0).filter(lambda x: abs(x) > 0.01)


def slope(f, x, h=1e-6):
    """Central difference."""
    return (f(x + h) - f(x - h)) / (2 * h)


@pytest.mark.parametrize("op", UNARY)
@given(x=POSITIVE, sign=st.sampled_from([1, -1]))
def test_unary_slopes(op, x, sign):
    x = x if op in ("log", "sqrt") else sign * x
    method = {"neg": operator.neg, "abs": abs}.get(op) or operator.methodcaller(op)
    v = Value(x)
    out = method(v)
    out.backward()
    assert out.op == op
    assert v.grad == pytest.approx(slope(lambda t: method(Value(t)).data, x), rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("op", OPERATORS)
@given(x=POSITIVE, y=ANY)
def test_binary_slopes_with_a_value_or_a_number_on_either_side(op, x, y):
    f = OPERATORS[op]
    dx, dy = slope(lambda t: f(t, y), x), slope(lambda t: f(x, t), y)
    a, b = Value(x), Value(y)
    f(a, b).backward()
    assert (a.grad, b.grad) == pytest.approx((dx, dy), rel=1e-6, abs=1e-6)
    a, b = Value(x), Value(y)
    left, right = f(a, y), f(x, b)
    left.backward()
    right.backward()
    assert left.data == right.data == f(x, y)
    assert (a.grad, b.grad) == pytest.approx((dx, dy), rel=1e-6, abs=1e-6)
    assert len(left.parents) == len(right.parents) == 1  # the constant is no node


@pytest.mark.parametrize("number", [2, 2.0, True, np.float64(2), np.float32(2), np.int64(2)])
@pytest.mark.parametrize("op", OPERATORS)
def test_numbers_of_any_type_on_both_sides(op, number):
    f = OPERATORS[op]
    for out in f(Value(3.0), number), f(number, Value(3.0)):
        assert type(out) is Value
        assert type(out.data) is float
    assert f(Value(3.0), number).data == pytest.approx(f(3.0, float(number)))
    assert f(number, Value(3.0)).data == pytest.approx(f(float(number), 3.0))


def test_zero_dimensional_arrays_on_both_sides():
    two = np.array(2.0)
    for out in Value(3.0) * two, two * Value(3.0):
        assert isinstance(out, Value)
        assert out.data == 6.0


def test_constants_are_printed_but_not_nodes():
    v = Value(2.0)
    labels = [f.label for f in (v + 1, 1 + v, v * 0.5, v**2, 1 / v, 2**v, 1 - v, v - 1, -v, v * v)]
    assert labels == ["+ 1", "+ 1", "× 0.5", "** 2", "1 ÷", "2 **", "1 −", "− 1", "neg", "×"]
    assert (2 / v).positions == (1,)
    assert v.label == v.op == ""


def test_parallel_edges_are_kept():
    a = Value(3.0)
    b = a * a
    assert b.edges == ((a, 3.0), (a, 3.0))
    b.backward()
    assert a.grad == 6.0


def test_leaves_accumulate_and_interior_gradients_are_fresh():
    a = Value(3.0)
    b = a * 2
    c = b * b
    c.backward()
    first = (a.grad, b.grad, c.grad)
    c.backward()
    assert (a.grad, b.grad, c.grad) == (2 * first[0], first[1], first[2])


def test_a_leaf_as_root():
    a = Value(3.0)
    a.backward()
    a.backward()
    assert a.grad == 2.0


def test_order_is_by_data_and_equality_by_identity():
    a, b = Value(1.0), Value(2.0)
    assert a < b and a <= b and b > a and b >= a and a < 2 and 1.0 <= a <= 1.0
    assert [v.data for v in sorted([b, a])] == [1.0, 2.0]
    assert max(a, b) is b
    assert a == a and a != Value(1.0) and a != 1.0
    assert len({a, b, a, Value(1.0)}) == 3


def test_relu_and_abs_at_zero():
    for f in Value.relu, abs:
        for zero in 0.0, -0.0:
            v = Value(zero)
            f(v).backward()
            assert v.grad == 0.0
    assert math.isnan(Value(math.nan).relu().data)


@pytest.mark.parametrize("exponent, expected", [(0, 0.0), (1, 1.0), (2, 0.0), (3, 0.0)])
def test_power_at_zero(exponent, expected):
    v = Value(0.0)
    (v**exponent).backward()
    assert v.grad == expected


def test_sigmoid_does_not_overflow():
    assert [Value(x).sigmoid().data for x in (1e4, -1e4, 0.0)] == [1.0, 0.0, 0.5]


OUTSIDE = [
    (lambda: Value(-1.0).log(), ValueError, ["log(-1)", "above 0"]),
    (lambda: Value(0.0).log(), ValueError, ["log(0)", "add a small constant"]),
    (lambda: Value(-4.0).sqrt(), ValueError, ["sqrt(-4)", "not negative"]),
    (lambda: Value(1000.0).exp(), OverflowError, ["exp(1000)", "709"]),
    (lambda: Value(1.0) / Value(0.0), ZeroDivisionError, ["1 ÷ 0", "add a small constant"]),
    (lambda: 3 / Value(0.0), ZeroDivisionError, ["3 ÷ 0"]),
    (lambda: Value(-8.0) ** 0.5, ValueError, ["-8 ** 0.5", "whole exponent"]),
    (lambda: Value(0.0) ** -1, ZeroDivisionError, ["0 ** -1"]),
    (lambda: Value(1e200) ** 2, OverflowError, ["1e+200 ** 2", "larger than any double"]),
    (lambda: Value("duck"), TypeError, ["'duck'", "real number"]),
    (lambda: Value(None), TypeError, ["None"]),
    (lambda: Value(1j), TypeError, ["1j"]),
    (lambda: Value([1.0, 2.0]), TypeError, ["ll.Tensor"]),
    (lambda: Value(Value(1.0)), TypeError, ["one real number"]),
    (lambda: Value(1.0) + "a", TypeError, ["+", "'str'"]),
    (lambda: Value(1.0) < "a", TypeError, ["<"]),
]


@pytest.mark.parametrize("attempt, kind, words", OUTSIDE)
def test_bad_input_is_named(attempt, kind, words):
    with pytest.raises(kind) as error:
        attempt()
    for word in words:
        assert word in str(error.value)


def test_recompute_follows_new_leaves():
    def f(a, b):
        return (a * b - 1).tanh() / (2**a + abs(b).sqrt()) + (3 - b) * a**2

    a, b = Value(0.5), Value(1.5)
    out = f(a, b)
    a.data, b.data = -0.3, 0.7
    for node in ll.topological_order(out):
        node.recompute()
    fresh = f(c := Value(-0.3), d := Value(0.7))
    out.backward()
    fresh.backward()
    assert (out.data, a.grad, b.grad) == (fresh.data, c.grad, d.grad)


def test_long_chains_need_no_recursion_and_little_memory():
    gc.collect()
    n = 100_000
    leaf = v = Value(1.0)
    for _ in range(n):
        v = v + leaf
    v.backward()
    assert leaf.grad == n + 1
    assert len(ll.topological_order(v)) == n + 1
    assert v.__sizeof__() + leaf.data.__sizeof__() + leaf.grad.__sizeof__() <= 160
    del v  # deep deletion must not overflow the stack either


def test_shared_nodes_are_visited_once():
    v = leaf = Value(1.0)
    for _ in range(60):  # 2**60 paths
        v = v + v
    v.backward()
    assert leaf.grad == 2.0**60


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))])
def test_copies_have_a_graph_of_their_own(clone):
    a = Value(2.0, "a")
    twin = clone(a * 3 + 1)
    twin.backward()
    leaf = ll.topological_order(twin)[0]
    assert (leaf.name, leaf.grad, a.grad) == ("a", 3.0, 0.0)


def test_every_operation_is_in_exactly_one_table():
    assert not set(UNARY) & set(BINARY)
    assert set(BINARY) == set(OPERATORS)


def test_text():
    v = Value(2.5, "w")
    assert repr(v) == "Value(2.5, grad=0, name='w')"
    assert f"{v:.2f}" == "2.50"
    assert float(v) == 2.5
