"""Tensor: an array with a memory that speaks NumPy's protocols."""

import copy
import operator
import pickle

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib import Tensor

OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]


def test_data_is_copied_and_keeps_its_dtype():
    array = np.array([1.0, 2.0], np.float32)
    t = Tensor(array, name="w")
    array[0] = 9
    np.testing.assert_array_equal(t.data, [1.0, 2.0])
    assert (t.dtype, t.shape, t.ndim, t.size, t.name) == (np.float32, (2,), 1, 2, "w")
    assert (t.grad, t.op, t.label, t.parents, t.scope) == (None, "", "", (), ())


@pytest.mark.parametrize("op", OPERATORS)
@pytest.mark.parametrize("scalar", [2, 2.0, True, np.float32(2)])
def test_float32_stays_float32_with_numbers_on_either_side(op, scalar):
    t = Tensor(np.array([1.0, 2.0], np.float32))
    for out in op(t, scalar), op(scalar, t):
        assert isinstance(out, Tensor)
        assert out.dtype == np.float32
        out.backward(np.ones(2))
    assert t.grad.dtype == np.float32


@pytest.mark.parametrize("op", [*OPERATORS, operator.mod])
@pytest.mark.parametrize("other", [np.float64(2), np.array(2.0), np.array([1.0, 2.0]), [1.0, 2.0]])
def test_arrays_and_lists_on_either_side_are_constants(op, other):
    x = np.array([1.5, 2.5])
    for out, plain in (op(Tensor(x), other), op(x, other)), (op(other, Tensor(x)), op(other, x)):
        assert isinstance(out, Tensor)
        assert len(out.parents) == 1
        np.testing.assert_array_equal(out.data, plain)


def test_mixed_precision_follows_numpy_and_gradients_follow_their_leaf():
    a, b = Tensor(np.float32([1.0])), Tensor([2.0])
    out = a * b
    assert out.dtype == np.float64
    out.sum().backward()
    assert (a.grad.dtype, b.grad.dtype) == (np.float32, np.float64)


def test_a_float32_base_does_not_spoil_a_float64_exponent():
    x = Tensor([0.3])
    (np.float32(3) ** x).sum().backward()
    np.testing.assert_allclose(x.grad, 3**0.3 * np.log(3.0), rtol=1e-14)


def test_leaves_accumulate_interior_gradients_are_fresh():
    w = Tensor([1.0, 2.0])
    h = w * 3
    loss = np.sum(h * h)
    loss.backward()
    first, inner = w.grad, h.grad
    loss.backward()
    np.testing.assert_array_equal(w.grad, 2 * first)
    np.testing.assert_array_equal(first, [18.0, 36.0])  # not changed behind the holder's back
    np.testing.assert_array_equal(h.grad, inner)
    np.testing.assert_array_equal(loss.grad, 1.0)


def test_gradients_are_arrays_even_of_single_numbers():
    x = Tensor(2.0)
    for _ in range(2):
        (x * x).backward()
    x.backward()
    assert type(x.grad) is np.ndarray and x.grad == 9.0


@pytest.mark.parametrize("f", [
    lambda a, b: a + b, lambda a, b: np.sum(a + b), lambda a, b: a.T.T + b,
    lambda a, b: np.stack([a, b]), lambda a, b: np.broadcast_to(a, (2, 2)) + b,
])  # fmt: skip
def test_writing_into_a_gradient_reaches_no_other(f):
    a, b = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    out = f(a, b)
    seed = np.ones(out.shape)
    out.backward(seed)
    before = b.grad.copy(), out.grad.copy()
    a.grad *= 7
    a.grad += 1
    np.testing.assert_array_equal(b.grad, before[0])
    np.testing.assert_array_equal(out.grad, before[1])
    np.testing.assert_array_equal(seed, 1.0)


def test_training_in_place_between_passes():
    w = Tensor([1.0, 2.0])
    for _ in range(3):
        np.sum(w * w).backward()
        w.data -= 0.25 * w.grad
        w.grad = None
    np.testing.assert_array_equal(w.data, [0.125, 0.25])
    assert w.grad is None


def test_new_data_is_copied_and_cast():
    w, source = Tensor(np.float32([1.0, 2.0])), np.array([3.0, 4.0])
    w.data = source
    source[:] = 0
    np.testing.assert_array_equal(w.data, [3.0, 4.0])
    assert w.dtype == np.float32


def test_backward_of_a_vector_takes_a_gradient():
    x = Tensor([1.0, 2.0])
    (x * x).backward([1.0, 10.0])
    np.testing.assert_array_equal(x.grad, [2.0, 40.0])
    (x * x).backward(Tensor([1.0, 1.0]))
    np.testing.assert_array_equal(x.grad, [4.0, 44.0])


def test_one_element_of_any_shape_is_a_scalar():
    x = Tensor([[3.0]])
    (x * x).backward()
    assert (x.grad.item(), x.item(), float(x), int(x), bool(x)) == (6.0, 3.0, 3.0, 3, True)


def test_comparisons_give_plain_arrays_and_hash_is_identity():
    a, b = Tensor([1.0, 2.0]), Tensor([1.0, 3.0])
    for out in a == b, a != b, a < b, a >= 1, np.ones(2) == a, np.float64(1) < a:
        assert type(out) is np.ndarray and out.dtype == bool
    assert len({a: 1, b: 2, Tensor([1.0, 2.0]): 3}) == 3


def test_methods_are_those_of_arrays():
    x = np.arange(6.0).reshape(2, 3) + 0.5
    t = Tensor(x)
    for name, *arguments in [
        ("sum", 0), ("mean",), ("max", -1), ("min",), ("prod",), ("var", 0), ("std",),
        ("cumsum", 1),
        ("reshape", 3, 2), ("reshape", (3, -1)), ("ravel",), ("ravel", "F"), ("flatten",),
        ("flatten", "F"), ("transpose",), ("transpose", 1, 0), ("transpose", (1, 0)),
        ("swapaxes", 0, 1), ("squeeze",), ("clip", 1, 2), ("dot", x.T), ("take", [0, 0]),
        ("repeat", 2), ("trace",), ("diagonal",), ("argmax",), ("any",), ("round", 1), ("tolist",),
        ("copy",), ("astype", np.float32),
    ]:  # fmt: skip
        out = getattr(t, name)(*arguments)
        np.testing.assert_array_equal(out, getattr(x, name)(*arguments), err_msg=name)
    np.testing.assert_array_equal(t.T, x.T)
    np.testing.assert_array_equal(t.mT, x.mT)
    assert len(t) == 2
    assert [row.shape for row in t] == [(3,), (3,)]


def test_options_by_position_mean_what_numpy_means():
    x = np.random.default_rng(0).standard_normal((3, 4))
    for f in (
        lambda x: np.var(x, 0, None, None, 1), lambda x: x.std(1, None, None, 1, True),
        lambda x: np.sum(x, 1, None, None, True), lambda x: np.mean(x, 0, None, None, True),
        lambda x: np.add.reduce(x), lambda x: np.add.reduce(x, axis=None, keepdims=True),
        lambda x: np.multiply.reduce(x, 1), lambda x: np.maximum.reduce(x),
        lambda x: np.add.accumulate(x, 1), lambda x: np.sum(a=x),
        lambda x: np.reshape(x, (4, 3), "F"),
    ):  # fmt: skip
        np.testing.assert_allclose(f(Tensor(x)).data, f(x), rtol=1e-12, strict=True)
        ll.check_gradients(f, x, directions=1)


@pytest.mark.parametrize("shape", [(0,), (0, 3), (2, 0)])
def test_empty_arrays(shape):
    x = Tensor(np.zeros(shape))
    np.sum(np.exp(x) * x, axis=0).sum().backward()
    assert x.grad.shape == shape


def test_names_labels_and_positions_for_pictures():
    x = Tensor([[1.0]], name="x")
    labels = [t.label for t in (
        x + 1, 1 - x, x * 0.5, x**2, 2 / x, x @ x, -x, np.sum(x, axis=0), x[0], x * np.ones(1),
        ll.cross_entropy(x, [0]), np.exp(x),
    )]  # fmt: skip
    assert labels == ["+ 1", "1 −", "× 0.5", "** 2", "2 ÷", "@", "neg", "sum axis=0", "getitem 0",
                      "×", "cross_entropy", "exp"]  # fmt: skip
    assert (2 / x).positions == (1,)
    assert (x * x).parents == (x, x)
    assert (x @ x).op == "matmul"


def test_text():
    t = Tensor(np.float32([1.0, 2.0]), name="w")
    assert repr(t) == "Tensor([1., 2.], dtype=float32, name='w')"
    assert f"{Tensor(2.5):.3f}" == "2.500"


def test_detach_cuts_the_graph_and_copies():
    h = Tensor([1.0]) * 2
    cut = h.detach()
    assert cut.parents == ()
    assert not np.shares_memory(cut.data, h.data)


def test_astype_passes_gradients_back_in_the_first_dtype():
    x = Tensor([1.0, 2.0])
    x.astype(np.float32).sum().backward()
    assert x.grad.dtype == np.float64


def test_recompute_follows_new_leaves():
    rng = np.random.default_rng(0)
    start, later = rng.standard_normal((2, 3, 4))

    def f(t):
        return ll.cross_entropy(np.concatenate([np.tanh(t) @ t.T, t[:, :1]], axis=1) * 2, [0, 1, 3])

    t = Tensor(start)
    out = f(t)
    t.data = later
    for node in ll.topological_order(out):
        node.recompute()
    out.backward()
    fresh = Tensor(later)
    f(fresh).backward()
    assert out.item() == f(fresh).item()
    np.testing.assert_array_equal(t.grad, fresh.grad)


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda t: pickle.loads(pickle.dumps(t))])
def test_copies_stand_on_their_own(clone):
    w = Tensor([1.0, 2.0], name="w")
    np.sum(w * w).backward()
    twin = clone(w)
    assert twin.name == "w"
    np.testing.assert_array_equal(twin.grad, [2.0, 4.0])
    twin.data[0] = 9
    np.testing.assert_array_equal(w.data, [1.0, 2.0])
    root = clone(np.sum(w * w))
    root.backward()
    np.testing.assert_array_equal(w.grad, [2.0, 4.0])


def test_numpy_reads_a_tensor_as_an_array():
    t = Tensor([1.0, 2.0])
    np.testing.assert_array_equal(np.asarray(t), [1.0, 2.0])
    assert np.asarray(t, dtype=np.float32).dtype == np.float32
    copied = np.array(t)
    copied[0] = 9
    np.testing.assert_array_equal(t.data, [1.0, 2.0])
