"""relu, sigmoid, the softmax family and cross-entropy, on arrays and Tensors."""

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lecture_lib as ll
from lecture_lib import Tensor

HUGE = np.array([[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4], [1e4, 1e4, -1e4]])
LOGITS = np.random.default_rng(0).standard_normal((4, 3))
LABELS = np.array([2, 0, 0, 1])
FUNCTIONS = [ll.relu, ll.sigmoid, ll.softmax, ll.log_softmax, ll.logsumexp]


@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.__name__)
@given(x=hnp.arrays(float, hnp.array_shapes(max_dims=3, max_side=4), elements=st.floats(-9, 9)))
@settings(max_examples=30)
def test_derivatives(f, x):
    x = np.where(np.abs(x) < 0.01, 0.5, x)  # relu has a kink
    ll.check_gradients(f, x, order=2, directions=1)


@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.__name__)
def test_arrays_give_arrays_and_float32_stays(f):
    x = LOGITS.astype(np.float32)
    plain, out = f(x), f(Tensor(x))
    assert isinstance(plain, np.ndarray) and isinstance(out, Tensor)
    assert plain.dtype == out.dtype == np.float32
    np.testing.assert_array_equal(plain, out.data)
    out.sum().backward()


@pytest.mark.parametrize("axis", [0, 1, -2])
def test_axis_of_the_softmax_family(axis):
    p = ll.softmax(LOGITS, axis=axis)
    np.testing.assert_allclose(p.sum(axis=axis), 1.0)
    np.testing.assert_allclose(np.log(p), ll.log_softmax(Tensor(LOGITS), axis).data)
    total = ll.logsumexp(LOGITS, axis=axis, keepdims=True)
    np.testing.assert_allclose(total, np.log(np.exp(LOGITS).sum(axis=axis, keepdims=True)))
    for f in ll.softmax, ll.log_softmax, ll.logsumexp:
        ll.check_gradients(lambda x, f=f: f(x, axis=axis), LOGITS, order=2)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_huge_numbers_neither_overflow_nor_vanish(dtype):
    x = HUGE.astype(dtype)
    np.testing.assert_array_equal(ll.sigmoid(x[0]), [1.0, 0.0, 0.5])
    np.testing.assert_allclose(ll.softmax(x)[2], [0.5, 0.5, 0.0])
    np.testing.assert_allclose(ll.log_softmax(x)[0], [0.0, -2e4, -1e4])
    for f in *FUNCTIONS, lambda t: ll.cross_entropy(t, [1, 0, 2]):
        t = Tensor(x)
        np.sum(f(t)).backward()
        assert np.isfinite(t.grad).all()


def test_minus_infinity_is_a_masked_class():
    masked = np.array([-np.inf, 0.0, 0.0])
    np.testing.assert_allclose(ll.softmax(masked), [0.0, 0.5, 0.5])
    assert ll.logsumexp(masked) == pytest.approx(np.log(2))


def test_relu_at_zero_has_slope_zero():
    t = Tensor([0.0, -0.0, 1.0, -1.0])
    ll.relu(t).sum().backward()
    np.testing.assert_array_equal(t.grad, [0.0, 0.0, 1.0, 0.0])


def test_softmax_jacobian_is_the_lectures():
    p = ll.softmax(LOGITS[0])
    np.testing.assert_allclose(ll.jacobian(ll.softmax)(LOGITS[0]), np.diag(p) - np.outer(p, p))


# -- cross-entropy -------------------------------------------------------------------------------
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("logits, labels", [
    (LOGITS, LABELS), (LOGITS[0], 2), (LOGITS.reshape(2, 2, 3), LABELS.reshape(2, 2)),
    (LOGITS, LABELS.astype(np.uint8)), (LOGITS, LABELS.tolist()), (LOGITS, Tensor(LABELS)),
])  # fmt: skip
def test_cross_entropy_is_minus_the_log_probability(logits, labels, reduction):
    def composed(x):
        return ll.cross_entropy_composed(x, labels, reduction=reduction)

    def fused(x):
        return ll.cross_entropy(x, labels, reduction=reduction)

    index = np.asarray(labels)[..., None]
    each = -np.take_along_axis(ll.log_softmax(logits), index.astype(int), -1)[..., 0]
    expected = each if reduction == "none" else getattr(np, reduction)(each)
    for f in composed, fused:
        np.testing.assert_allclose(f(logits), expected)
        np.testing.assert_allclose(f(Tensor(logits)).data, expected)
        ll.check_gradients(f, logits, order=2)


def test_gradient_is_probability_minus_one_hot():
    t = Tensor(LOGITS)
    ll.cross_entropy(t, LABELS, reduction="sum").backward()
    np.testing.assert_allclose(t.grad, ll.softmax(LOGITS) - np.eye(3)[LABELS], atol=1e-15)


def test_ignored_positions_count_neither_above_nor_below_the_line():
    labels = np.array([2, -100, 0, -100])
    t = Tensor(LOGITS)
    loss = ll.cross_entropy(t, labels, ignore_index=-100)
    kept = ll.cross_entropy(LOGITS[[0, 2]], labels[[0, 2]])
    assert loss.item() == pytest.approx(kept)
    loss.backward()
    assert not t.grad[[1, 3]].any() and t.grad[[0, 2]].all()
    ll.check_gradients(lambda x: ll.cross_entropy(x, labels, ignore_index=-100), LOGITS, order=2)
    nothing = ll.cross_entropy(Tensor(LOGITS), np.full(4, -100), ignore_index=-100)
    assert nothing.item() == 0.0


def test_backward_twice_and_float32():
    t = Tensor(LOGITS.astype(np.float32))
    loss = ll.cross_entropy(t, LABELS)
    loss.backward()
    once = t.grad.copy()
    loss.backward()
    np.testing.assert_array_equal(t.grad, 2 * once)
    assert loss.dtype == t.grad.dtype == np.float32


BAD = [
    ({"labels": [2, 0, 0, 3]}, ValueError, ["label 3", "0 … 2"]),
    ({"labels": [2, 0, 0, -1]}, ValueError, ["label -1", "0 … 2"]),
    ({"labels": [2, 0, 2**40, 0]}, ValueError, ["label 1099511627776"]),
    ({"labels": [2.0, 0.0, 0.0, 1.0]}, TypeError, ["float64", "argmax"]),
    ({"labels": np.eye(4, 3, dtype=int)}, ll.ShapeError, ["(4, 3)", "(4,)"]),
    ({"labels": [0, 1]}, ll.ShapeError, ["(4,)", "(2,)"]),
    ({"labels": LABELS, "reduction": "average"}, ValueError, ["'average'", "'mean'"]),
    ({"logits": np.array(1.0), "labels": 0}, ll.ShapeError, ["cross_entropy"]),
    ({"logits": np.ones((4, 3), int), "labels": LABELS}, ll.DTypeError, ["int64", "floats"]),
]  # fmt: skip


@pytest.mark.parametrize("arguments, kind, words", BAD)
def test_bad_arguments_are_named(arguments, kind, words):
    logits = Tensor(arguments.get("logits", LOGITS))
    with pytest.raises(kind) as error:
        ll.cross_entropy(**{**arguments, "logits": logits})
    for word in words:
        assert word in str(error.value)
    assert logits.grad is None
