"""One array or several: how they are given, given back, and what a gradient must be."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.autograd import ShapeError
from lecture_lib.scale import loss_gradient
from lecture_lib.scale.parameters import Layout, nbytes, received


@pytest.mark.parametrize(
    "given", [np.arange(3.0), [np.zeros(2), np.ones((1, 2))], {"W": np.eye(2), "b": np.zeros(2)}]
)
def test_they_come_back_as_they_were_given(given):
    layout, arrays = Layout.of(given)
    back = layout.given_back(arrays)
    assert type(back) is type(given)
    np.testing.assert_equal(back, given)
    assert not any(
        np.shares_memory(a, b) for a in arrays.values() for b in layout.named(given).values()
    )


def test_precision_stays_and_whole_numbers_become_floats():
    _, arrays = Layout.of([np.zeros(2, np.float32), np.zeros(2, int)])
    assert [array.dtype for array in arrays.values()] == [np.float32, np.float64]
    layout, arrays = Layout.of(np.zeros(2, np.float32))
    assert layout.gradient(np.ones(2), arrays)[""].dtype == np.float32
    assert nbytes(arrays) == 8


@pytest.mark.parametrize(
    ("given", "error", "told"),
    [([], ValueError, "nothing to learn"), (np.zeros(0), ValueError, "nothing to learn"),
     (["w"], TypeError, "parameter 0 holds <U1"), (None, TypeError, "the parameter array holds")],
)  # fmt: skip
def test_what_cannot_be_learnt(given, error, told):
    with pytest.raises(error, match=told):
        Layout.of(given)


@pytest.mark.parametrize(
    ("gradient", "error", "told"),
    [
        ([np.zeros(2)], ShapeError, "the gradient of 1 is missing, the parameter is"),
        ([np.zeros(2), np.zeros((2, 1))], ShapeError, r"of 1 is \(2, 1\), the parameter is \(1, 2"),
        (np.zeros(2), ShapeError, "the parameters are a list, the gradient is a ndarray"),
        ([np.array([0, np.nan]), np.zeros((1, 2))], FloatingPointError, r"is nan at index \(1,\)"),
        ([np.zeros(2), np.full((1, 2), np.inf)], FloatingPointError, r"is inf at index \(0, 0\)"),
        (None, ShapeError, "the gradient is a NoneType"),
    ],
)  # fmt: skip
def test_what_is_no_gradient(gradient, error, told):
    layout, arrays = Layout.of([np.zeros(2), np.zeros((1, 2))])
    with pytest.raises(error, match=told):
        layout.gradient(gradient, arrays)


def test_what_a_message_brings_lies_where_arrays_lie():
    odd = np.frombuffer(bytes(8 * 5 + 6), np.float64, 5, offset=6)
    assert not odd.flags.aligned
    found = received({"w": odd})["w"]
    assert found.flags.aligned and found.flags.writeable


def test_the_gradient_of_a_network_is_the_one_of_the_sum_and_leaves_it_alone():
    rng = np.random.default_rng(0)
    model = ll.nn.MLP((3, 4, 2), rng=rng)
    X, y = rng.standard_normal((5, 3)), rng.integers(0, 2, 5)
    before = model.state()
    ll.cross_entropy(model(X), y, reduction="sum").backward()
    wanted = {name: p.grad for name, p in model.parameters().items()}
    gradient = loss_gradient(model)
    moved = {name: array + 1 for name, array in before.items()}
    gradient(moved, (X, y))
    found = gradient(before, (X, y))
    np.testing.assert_equal(found, wanted)
    np.testing.assert_equal(model.state(), before)
    assert all(p.grad is wanted[name] for name, p in model.parameters().items())
