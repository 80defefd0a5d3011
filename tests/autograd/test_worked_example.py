"""The duck-duck-goose example, number for number, in both engines, to ten digits."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib import Tensor, Value

# Parameters of the lecture; columns of E are duck and goose, the label is class 0.
START = {
    "E": [[0.05, -0.1], [-1.5, -0.9]],
    "W": [[0.9, 1.0], [0.7, -0.3]],
    "b": [0.0, 0.0],
    "U": [[0.0, -0.5], [-0.9, 0.3]],
}
BAG = np.array([2 / 3, 1 / 3])  # duck, duck, goose

VALUES = {
    "h0": [0.0, -1.3],
    "z": [-1.3, 0.39],
    "h": [0.0, 0.39],
    "o": [-0.195, 0.117],
    "e": [0.8228346581, 1.1241194297],
    "s": 1.9469540877,
    "p": [0.4226266368, 0.5773733632],
    "loss": 0.8612661451,
}
GRADIENTS = {
    "p": [-2.3661546930, 0.0],
    "s": 0.5136227949,
    "e": [-0.7016881916, 0.5136227949],
    "o": [-0.5773733632, 0.5773733632],
    "U": [[0.0, -0.2251756117], [0.0, 0.2251756117]],
    "h": [-0.5196360269, 0.4618986906],
    "z": [0.0, 0.4618986906],
    "W": [[0.0, 0.0], [0.0, -0.6004682978]],
    "b": [0.0, 0.4618986906],
    "h0": [0.3233290834, -0.1385696072],
    "E": [[0.2155527223, 0.1077763611], [-0.0923797381, -0.0461898691]],
}
UPDATED = {
    "U": [[0.0, -0.4977482439], [-0.9, 0.2977482439]],
    "W": [[0.9, 1.0], [0.7, -0.2939953170]],
    "b": [0.0, -0.0046189869],
    "E": [[0.0478444728, -0.1010777636], [-1.4990762026, -0.8995381013]],
}


def with_tensors(numbers):
    """Forward pass on arrays; returns every named node."""
    n = SimpleNamespace(**{k: Tensor(v, name=k) for k, v in numbers.items()})
    n.h0 = n.E @ BAG
    n.z = n.W @ n.h0 + n.b
    n.h = ll.relu(n.z)
    n.o = n.U @ n.h
    n.e = np.exp(n.o)
    n.s = np.sum(n.e)
    n.p = n.e / n.s
    n.loss = -np.log(n.p[0])
    return n


def with_values(numbers):
    """The same pass on single numbers; arrays of Values only hold them."""
    n = SimpleNamespace(**{k: np.vectorize(Value, otypes=[object])(v) for k, v in numbers.items()})
    n.h0 = n.E @ BAG
    n.z = n.W @ n.h0 + n.b
    n.h = np.array([z.relu() for z in n.z])
    n.o = n.U @ n.h
    n.e = np.array([o.exp() for o in n.o])
    n.s = n.e[0] + n.e[1]
    n.p = n.e / n.s
    n.loss = -n.p[0].log()
    return n


def numbers_of(node, attribute):
    """Data or gradients of a Tensor, a Value or an array of Values, as an array."""
    if isinstance(node, np.ndarray):
        return np.vectorize(lambda v: getattr(v, attribute), otypes=[float])(node)
    return np.asarray(getattr(node, attribute))


ENGINES = pytest.mark.parametrize("forward", [with_values, with_tensors])


def step(forward, numbers, rate):
    """One step of gradient descent on all parameters."""
    n = forward(numbers)
    n.loss.backward()
    return {k: np.asarray(v) - rate * numbers_of(getattr(n, k), "grad") for k, v in numbers.items()}


def agrees(found, printed):
    np.testing.assert_allclose(found, printed, rtol=0, atol=5.1e-11)


@ENGINES
def test_forward(forward):
    n = forward(START)
    for name, printed in VALUES.items():
        agrees(numbers_of(getattr(n, name), "data"), printed)


@ENGINES
def test_backward(forward):
    n = forward(START)
    n.loss.backward()
    for name, printed in GRADIENTS.items():
        agrees(numbers_of(getattr(n, name), "grad"), printed)


@ENGINES
def test_the_division_node_sends_a_share_to_each_numerator_and_to_the_sum(forward):
    n = forward(START)
    steps = list(ll.backward_steps(n.loss))
    to_sum = sum(np.asarray(s.contribution).sum() for s in steps if s.parent is n.s)
    agrees(to_sum, 1 / VALUES["s"])
    through_division = [
        np.asarray(s.contribution).flat[0]
        for s in steps
        if s.node.op in ("÷", "divide") and s.position == 0
    ]
    agrees(through_division[0], -1.2153109865)


@ENGINES
def test_one_update_of_everything(forward):
    numbers = step(forward, START, 0.01)
    for name, printed in UPDATED.items():
        agrees(numbers[name], printed)
    n = forward(numbers)
    agrees(numbers_of(n.p, "data"), [0.4257581383, 0.5742418617])
    agrees(numbers_of(n.loss, "data"), 0.8538838443)


@ENGINES
def test_first_order_prediction_of_the_decrease(forward):
    n = forward(START)
    n.loss.backward()
    squares = sum(np.sum(numbers_of(getattr(n, k), "grad") ** 2) for k in START)
    agrees(0.01 * squares, 0.0074406693)
    after = forward(step(forward, START, 0.01))
    agrees(float(n.loss.data) - float(after.loss.data), 0.0073823008)


@ENGINES
def test_update_of_the_output_matrix_alone(forward):
    only_u = {**START, "U": step(forward, START, 0.01)["U"]}
    agrees(numbers_of(forward(only_u).loss, "data"), 0.8602524404)


@ENGINES
@pytest.mark.parametrize("rate, dies_at", [(0.01, 33), (0.1, 4), (0.5, 1)])
def test_the_second_unit_dies_and_learning_ends(forward, rate, dies_at):
    numbers = START
    alive = []
    for _ in range(dies_at + 3):
        n = forward(numbers)
        alive.append([bool(z > 0) for z in numbers_of(n.z, "data")])
        numbers = step(forward, numbers, rate)
    assert alive == [[False, k < dies_at] for k in range(dies_at + 3)]
    dead = forward(numbers)
    agrees(numbers_of(dead.p, "data"), [0.5, 0.5])
    agrees(numbers_of(dead.loss, "data"), math.log(2))
    frozen = step(forward, numbers, rate)
    for name, array in numbers.items():
        np.testing.assert_array_equal(frozen[name], array)


def test_fused_cross_entropy_gives_the_same_numbers():
    n = with_tensors(START)
    loss = ll.cross_entropy(n.o, 0)
    loss.backward()
    agrees(loss.data, VALUES["loss"])
    for name in START:
        agrees(getattr(n, name).grad, GRADIENTS[name])


def test_one_dimensional_neuron():
    w, x, b, y = Value(0.5), Value(2.0), Value(-0.25), Value(1.0)
    c = w * x
    d = c + b
    e = y - d
    loss = e**2
    loss.backward()
    assert [v.data for v in (c, d, e, loss)] == [1.0, 0.75, 0.25, 1 / 16]
    assert [v.grad for v in (e, d, c, b, w)] == [0.5, -0.5, -0.5, -0.5, -1.0]
    assert [local for v in (loss, e, d, c) for parent, local in v.edges if parent is not y] == [
        0.5, -1.0, 1.0, 1.0, 2.0, 0.5,
    ]  # fmt: skip
