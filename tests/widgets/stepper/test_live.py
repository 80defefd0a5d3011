"""The live graph: leaves move, a copy follows, and the student's own graph stays."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.widgets import BackpropStepper
from lecture_lib.widgets.stepper.live import SLIDERS, LiveGraph, replica


def scalars(w=0.5, x=2.0):
    a, b = ll.Value(w, "w"), ll.Value(x, "x")
    return (2 ** (a * b) + a).tanh()


def arrays(w=((0.5, -1.0), (2.0, 0.25)), x=(1.0, -2.0)):
    a, b = ll.Tensor(w, "w"), ll.Tensor(x, "x")
    return np.sum(np.tanh(a @ b + b) * 2.0)


@pytest.mark.parametrize("make", [scalars, arrays])
def test_a_replica_is_equal_and_apart(make):
    root = make()
    twin = replica(root)
    for mine, other in zip(ll.topological_order(root), ll.topological_order(twin), strict=True):
        assert mine is not other and mine.label == other.label and mine.name == other.name
        assert np.array_equal(mine.data, other.data)
    twin.backward()
    assert all(node.grad is None or not np.any(node.grad) for node in ll.topological_order(root))


def test_a_replica_keeps_parallel_edges_and_deep_chains():
    x = ll.Value(1.0001, "x")
    root = x
    for _ in range(5_000):
        root = root * x
    assert replica(root).data == root.data


@pytest.mark.parametrize(
    ("make", "values", "same"),
    [
        (scalars, [0.75, -1.0], {"w": 0.75, "x": -1.0}),
        (scalars, [None, 3.0], {"x": 3.0}),
        (arrays, [0.5, -1.0, 2.0, 9.0, 1.0, None], {"w": ((0.5, -1.0), (2.0, 9.0))}),
    ],
)
def test_moved_leaves_give_what_a_new_forward_pass_gives(make, values, same):
    root = make()
    live = LiveGraph(root)
    live.set(values)
    fresh = make(**same)
    assert np.allclose(live.root.data, fresh.data, rtol=1e-15)
    assert np.array_equal(root.data, make().data)
    for mine, other in zip(ll.backward_steps(live.root), ll.backward_steps(fresh), strict=True):
        assert np.allclose(mine.total, other.total, rtol=1e-14)
    live.set([None] * len(values))
    assert np.array_equal(live.root.data, root.data)


def test_a_large_array_has_one_slider_that_scales_it():
    live = LiveGraph(np.sum(ll.Tensor(np.arange(8.0), "a")))
    assert [slider["label"] for slider in live.sliders] == ["a ×"]
    live.set([0.5])
    assert live.root.data == 14.0


def test_integers_have_no_slider_and_there_are_not_too_many():
    assert LiveGraph(ll.Tensor([1, 2])).sliders == []
    many = sum((ll.Value(1.0) for _ in range(100)), ll.Value(0.0))
    assert len(LiveGraph(many).sliders) == SLIDERS


@pytest.mark.parametrize("value", [0.0, 0.5, -0.013, 1234.5, -7e8, 3e-9])
def test_a_sliders_range_holds_its_value_with_room_on_both_sides(value):
    (slider,) = LiveGraph(ll.Value(value, "x")).sliders
    assert slider["low"] < value < slider["high"] and slider["step"] > 0
    assert (slider["high"] - slider["low"]) / slider["step"] < 5000


def ask(stepper, values, level=0):
    replies = []
    stepper.send = replies.append
    stepper._asked(stepper, {"kind": "set", "values": values, "level": level}, [])
    return replies


def test_the_widget_answers_a_slider_with_new_numbers():
    root = scalars()
    stepper = BackpropStepper(root, live=True)
    assert [leaf["label"] for leaf in stepper.content["leaves"]] == ["w", "x"]
    (reply,) = ask(stepper, [0.75, None])
    expected = BackpropStepper(scalars(w=0.75)).content["views"][0]
    assert reply["kind"] == "numbers"
    assert reply["view"]["frames"] == expected["frames"]
    assert reply["view"]["graph"] == expected["graph"]
    assert not stepper.changed


def test_a_number_outside_the_domain_is_answered_in_words():
    x = ll.Value(1.0, "x")
    stepper = BackpropStepper(x.log(), live=True)
    (reply,) = ask(stepper, [-1.0])
    assert reply == {"kind": "error", "says": reply["says"]} and "log(-1)" in reply["says"]
    (again,) = ask(stepper, [2.0])
    assert again["kind"] == "numbers"


def test_a_widget_that_is_not_live_has_no_sliders_and_answers_nothing():
    stepper = BackpropStepper(scalars())
    assert stepper.content["leaves"] is None
    assert ask(stepper, []) == []
