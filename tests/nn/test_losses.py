"""Losses: values by hand, gradients, stability at ±1e4, and every bad input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import lecture_lib as ll
from lecture_lib import Tensor
from lecture_lib.nn import (
    binary_cross_entropy,
    binary_cross_entropy_composed,
    class_weights,
    cross_entropy,
    cross_entropy_composed,
    negative_log_likelihood,
    squared_error,
    weighted_cross_entropy,
)

LOSSES = {
    "binary": (binary_cross_entropy, [1.0, 0.0, 1.0]),
    "squared": (squared_error, [1.5, 0.0, -1.0]),
}


@given(arrays(float, 4, elements=st.floats(-20, 20)), arrays(bool, 4))
def test_fused_and_composed_binary_cross_entropy_agree(z, y):
    np.testing.assert_allclose(
        binary_cross_entropy(z, y), binary_cross_entropy_composed(ll.sigmoid(z), y), rtol=1e-6
    )


def test_binary_cross_entropy_is_cross_entropy_of_two_classes():
    z, y = np.array([0.3, -2.0, 5.0]), np.array([1, 0, 0])
    two = np.stack([np.zeros(3), z], axis=1)
    np.testing.assert_allclose(binary_cross_entropy(z, y), cross_entropy(two, y), rtol=1e-12)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_gradients(name, reduction):
    loss, y = LOSSES[name]
    z = np.array([0.3, -2.0, 5.0])
    ll.check_gradients(lambda t: loss(t, y, reduction), z)
    ll.check_gradients(ll.grad(lambda t: np.sum(loss(t, y, reduction) ** 2)), z)


def test_a_sum_is_n_times_the_mean_and_so_is_its_gradient():
    # E-G1: what the choice does to the learning rate
    for loss, y in LOSSES.values():
        sums, means = Tensor([0.3, -2.0, 5.0]), Tensor([0.3, -2.0, 5.0])
        total, mean = loss(sums, y, "sum"), loss(means, y, "mean")
        total.backward()
        mean.backward()
        assert total.item() == pytest.approx(3 * mean.item())
        np.testing.assert_allclose(sums.grad, 3 * means.grad)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_logits_of_ten_thousand(dtype):
    z = Tensor(np.array([1e4, -1e4, 1e4, -1e4], dtype))
    losses = binary_cross_entropy(z, [1, 0, 0, 1], "none")
    np.testing.assert_array_equal(losses.data, [0, 0, 1e4, 1e4])
    losses.sum().backward()
    np.testing.assert_array_equal(z.grad, [0, 0, 1, -1])
    o = Tensor(np.array([[1e4, -1e4], [-1e4, 1e4]], dtype))
    losses = cross_entropy(o, [0, 0], "none")
    np.testing.assert_array_equal(losses.data, [0, 2e4])
    losses.sum().backward()
    np.testing.assert_array_equal(o.grad, [[0, 0], [-1, 1]])
    each = weighted_cross_entropy(o, [0, 0], [1.0, 2.0], "none")
    np.testing.assert_array_equal(each.data, [0, 2e4])


def test_nothing_is_warned_about_at_the_edges():
    binary_cross_entropy(np.array([-745.2, 745.2, 0.0]), [1, 0, 1])  # warnings are errors here


def test_ignored_positions_count_nowhere():
    z = Tensor([0.3, -2.0, 5.0])
    loss = binary_cross_entropy(z, [1, -100, 0], ignore_index=-100)
    assert loss.item() == pytest.approx(binary_cross_entropy(z.data[[0, 2]], [1, 0]))
    loss.backward()
    assert z.grad[1] == 0
    assert squared_error(np.array([1.0, 9.0]), [0.0, -1.0], ignore_index=-1.0) == 1
    o = np.array([[1.0, 2.0], [3.0, 4.0]])
    ignored = weighted_cross_entropy(o, [0, -1], [1.0, 1.0], ignore_index=-1)
    assert ignored == pytest.approx(cross_entropy(o[:1], [0]))


@pytest.mark.parametrize(
    ("p", "y", "value"), [([1.0, 0.0], [1, 0], 0.0), ([0.0], [0], 0.0), ([0.5], [0.5], np.log(2))]
)
def test_probabilities_of_exactly_0_and_1_where_they_are_right(p, y, value):
    loss = binary_cross_entropy_composed(Tensor(p), y)
    assert loss.item() == pytest.approx(value)
    loss.backward()


@pytest.mark.parametrize(("p", "y"), [([0.0], [1]), ([1.0], [0]), ([1.0], [0.5])])
def test_probabilities_of_exactly_0_and_1_where_they_are_wrong(p, y):
    with pytest.raises(ValueError, match="infinitely much"):
        binary_cross_entropy_composed(np.array(p), y)


def test_negative_log_likelihood_is_the_composed_cross_entropy():
    o, y = np.random.default_rng(0).standard_normal((4, 3)), [0, 2, 1, 1]
    expected = cross_entropy_composed(o, y)
    np.testing.assert_allclose(negative_log_likelihood(ll.softmax(o), y), expected)
    ll.check_gradients(lambda t: negative_log_likelihood(ll.softmax(t), y), o)
    with pytest.raises(ValueError, match="probability exactly 0"):
        negative_log_likelihood(np.array([[0.0, 1.0]]), [0])


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (lambda: binary_cross_entropy([0.0], [2]), ValueError, "labels lie between 0 and 1; got 2"),
        (lambda: binary_cross_entropy([0.0], [-1]), ValueError, "got -1"),
        (lambda: binary_cross_entropy([0.0], [np.nan]), ValueError, "got nan"),
        (lambda: binary_cross_entropy([0.0], [[1]]), ll.ShapeError, "one shape"),
        (lambda: binary_cross_entropy([0.0], [1], "average"), ValueError, "'average'"),
        (lambda: binary_cross_entropy(np.zeros(0), []), ValueError, "nothing counts"),
        (lambda: binary_cross_entropy([0.0], [-1], ignore_index=-1), ValueError, "nothing counts"),
        (lambda: binary_cross_entropy_composed([1.5], [1]), ValueError, "probabilities lie"),
        (lambda: squared_error(np.zeros((3, 1)), np.zeros(3)), ll.ShapeError, r"\(3, 1\).*\(3,\)"),
        (lambda: squared_error(np.zeros(0), []), ValueError, "nothing counts"),
        (lambda: negative_log_likelihood([[0.5, 0.5]], [2]), ValueError, "label 2 is outside"),
        (lambda: negative_log_likelihood([[0.5, 0.5]], [0.0]), TypeError, "integers"),
        (lambda: negative_log_likelihood([[0.5, 0.5]], [0, 1]), ll.ShapeError, r"shape \(1,\)"),
        (lambda: class_weights([]), ValueError, "no labels"),
        (lambda: class_weights([0, 2, 2]), ValueError, "no example of class 1"),
        (lambda: class_weights([0, 1], classes=4), ValueError, "no example of class 2, 3"),
        (lambda: weighted_cross_entropy(np.zeros((1, 2)), [0], [1.0]), ValueError, "2 classes"),
        (lambda: weighted_cross_entropy(np.zeros((1, 2)), [0], [1, -1]), ValueError, "at least"),
        (lambda: weighted_cross_entropy(np.zeros((1, 2)), [0], [0, 1]), ValueError, "nothing"),
    ],
)
def test_bad_input(call, error, told):
    with pytest.raises(error, match=told):
        call()


def test_class_weights_make_classes_count_the_same():
    y = np.array([0, 0, 0, 1])
    w = class_weights(y)
    assert w[y].sum() == pytest.approx(len(y))
    assert w[y][y == 0].sum() == pytest.approx(w[y][y == 1].sum())
    o = np.random.default_rng(0).standard_normal((4, 2))
    losses = cross_entropy(o, y, "none")
    expected = (losses[:3].mean() + losses[3]) / 2
    assert weighted_cross_entropy(o, y, w) == pytest.approx(expected)
    ll.check_gradients(lambda t: weighted_cross_entropy(t, y, w), o)
