"""Questions about the forward pass: the answer, and what a wrong one betrays."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.widgets import BackpropStepper
from lecture_lib.widgets.stepper.foretell import forward_question

x, y = ll.Value(3.0, "x"), ll.Value(-0.5, "y")


@pytest.mark.parametrize(
    ("node", "wrong", "says"),
    [
        (x + y, -1.5, "product"),
        (x + y, 3.5, "difference"),
        (x - y, -3.5, "other way round"),
        (x * y, 2.5, "sum"),
        (x / y, -0.5 / 3, "other way round"),
        (x / y, 6.0, "sign"),
        (x**y, -1.5, "product"),
        (x.log(), np.log10(3.0), "base 10"),
        (x.tanh(), 1 - np.tanh(3.0) ** 2, "derivative"),
        (x.exp(), np.exp(-3.0), "sign of the exponent"),
        (x.sin(), np.cos(3.0), "derivative"),
        (x.cos(), -np.sin(3.0), "derivative"),
        (x.relu(), 1.0, "derivative"),
        (x.log(), 1 / 3.0, "derivative"),
        (x**y, (-0.5) ** 3, "other way round"),
        (x.sqrt(), 3.0, "operand"),
        (ll.Tensor(2.0) * ll.Tensor(4.0), 6.0, "sum"),
    ],
)
def test_a_wrong_answer_names_its_mistake(node, wrong, says):
    (question,) = forward_question(node)
    assert question["answer"] == pytest.approx(float(node.data))
    (found,) = [m["says"] for m in question["mistakes"] if m["value"] == pytest.approx(wrong)]
    assert says in found


def test_no_mistake_looks_like_the_answer_or_like_another():
    two = ll.Value(2.0)
    values = [m["value"] for m in forward_question(two * two)[0]["mistakes"]]  # 2 + 2 is 2 · 2
    assert values == [-4.0]


def test_there_is_no_question_where_no_number_can_be_typed():
    vector = ll.Tensor([1.0, 2.0])
    assert forward_question(vector * 2) == []
    assert forward_question(np.sum(vector)) == []
    assert forward_question(x) == []
    assert forward_question(ll.Value(float("inf")) * 1) == []


def test_the_stepper_asks_in_both_passes():
    frames = BackpropStepper((x * y).tanh()).steps
    asked = [frame["kind"] for frame in frames for _ in frame["questions"]]
    assert asked == ["forward", "forward", "backward", "backward", "backward"]


def test_the_sum_of_all_arrows_at_the_first_of_them_is_named():
    a = ll.Value(2.0, "a")
    u = a * a
    v = u + a
    frames = [f for f in BackpropStepper(u * v).steps if f["kind"] == "backward"]
    asked = [question for frame in frames for question in frame["questions"]]
    told = [[m["says"] for m in question["mistakes"] if m["value"] == 44] for question in asked]
    sums = ["that is the sum of all its arrows; some are still to come"]
    assert told.count(sums) == 2 and asked[-1]["answer"] == 44


def test_a_sum_is_asked_for_so_far_until_its_last_arrow():
    a = ll.Value(2.0, "a")
    b = a + a
    b.name = "b"
    asked = [q["asks"] for frame in BackpropStepper(b).steps for q in frame["questions"]]
    assert asked[-2:] == ["∂b/∂a so far =", "∂b/∂a ="]
