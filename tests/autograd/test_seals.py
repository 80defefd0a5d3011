"""Writes to an array that a graph needs: refused, harmless or named, never a wrong gradient."""

import copy
import pickle

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib import Tensor
from lecture_lib.autograd.seals import SMALL, fingerprint, glimpse, keep

WRITTEN = "was written to after the graph used it.*compute the result again before"


@pytest.mark.parametrize("write", [
    lambda x, h: x.data.__isub__(0.1), lambda x, h: x.data.fill(0.0),
    lambda x, h: h.data.__setitem__(0, 9.0), lambda x, h: np.asarray(x).__setitem__(1, 9.0),
])  # fmt: skip
def test_a_second_pass_after_a_write(write):
    x = Tensor([1.0, 2.0], name="x")
    h = np.exp(x)
    loss = np.sum(h * h)
    loss.backward()
    before = x.grad.copy()
    write(x, h)
    with pytest.raises(ll.InPlaceError, match=WRITTEN):
        loss.backward()
    np.testing.assert_array_equal(x.grad, before)


def test_a_second_pass_over_another_root_after_a_write():
    x = Tensor([1.0, 2.0])
    first, second = np.sum(x * x), np.sum(x**3)
    first.backward()
    x.data -= 0.1
    with pytest.raises(ll.InPlaceError, match=WRITTEN):
        second.backward()


def test_a_second_pass_after_the_leaf_was_written_and_used_again():
    x = Tensor([1.0, 2.0])
    first = np.sum(x * x)
    first.backward()
    x.data -= 0.1
    np.sum(x * x).backward()
    with pytest.raises(ll.InPlaceError, match=WRITTEN):
        first.backward()


def test_a_second_pass_without_a_write_is_fine():
    x = Tensor([np.nan, 0.0, 2.0])  # what divides by 0 and gives NaN is computed again as well
    with np.errstate(divide="ignore", invalid="ignore"):
        loss = np.sum(np.log(x) * np.array([1.0, 1.0, 3.0]))
        loss.backward()
        assert x.data.shape == (3,)  # reading is not writing
        loss.backward()
    assert x.grad[2] == 3.0


def test_training_step_by_step_is_never_stopped():
    model = ll.nn.MLP((2, 3, 2), rng=np.random.default_rng(0), dtype=float)
    batch, labels = np.empty((4, 2)), np.empty(4, int)
    for k in range(3):
        batch[:], labels[:] = k, k % 2  # the same buffers for every batch
        ll.cross_entropy(model(batch), labels).backward()
        for p in model.parameters().values():
            p.data -= 0.1 * p.grad
            p.grad = None


@pytest.mark.parametrize("view", [
    lambda x: x[0:2], lambda x: x.T, lambda x: x.reshape(-1), lambda x: x[0][1:],
    lambda x: np.broadcast_to(x, (3, 2, 2)),
])  # fmt: skip
def test_a_result_that_is_a_view_is_read_only(view):
    x = Tensor(np.ones((2, 2)))
    loss = np.sum(x * x)
    with pytest.raises(ValueError, match="read-only"):
        view(x).data[...] = 9.0
    loss.backward()
    np.testing.assert_array_equal(x.grad, 2.0)


def test_a_view_made_without_recording_is_a_leaf_of_its_own():
    x = Tensor(np.ones((2, 2)))
    with ll.no_grad():
        y = x[0:1]
    y.data[...] = 9.0
    np.testing.assert_array_equal(x.data, 1.0)


def index_later(x, index):
    return np.sum(x[index] ** 2)


CONSTANTS = [
    (lambda x, c: np.sum(x * c), np.array([2.0, 3.0])),
    (lambda x, c: np.sum(c * x), [2.0, 3.0]),
    (lambda x, c: np.sum(np.multiply(c, x)), np.array([2.0, 3.0])),
    (lambda x, c: c @ x, np.array([2.0, 3.0])),
    (lambda x, c: np.sum(np.where(c, x, 0.0)), np.array([True, False])),
    (index_later, np.array([0, 0, 1])), (index_later, [0, 0, 1]),
    (index_later, (np.array([0, 1]),)), (index_later, np.array([True, False])),
    (lambda x, c: np.sum(np.take(x, c) ** 2), np.array([0, 0])),
    (lambda x, c: np.einsum("i,i->", x, c), np.array([2.0, 3.0])),
    (lambda x, c: ll.cross_entropy(np.stack([x, x]), c), np.array([0, 0])),
    (lambda x, c: ll.nn.squared_error(x, c), np.array([0.0, 0.5])),
]  # fmt: skip


def spoil(constant):
    """Write other numbers into an array, a list, or what is inside a tuple."""
    if isinstance(constant, tuple):
        return spoil(constant[0])
    flipped = [(not c) if isinstance(c, bool | np.bool_) else 1 - c for c in constant]
    constant[:] = flipped
    return None


@pytest.mark.parametrize("f, constant", CONSTANTS)
def test_a_small_constant_is_copied(f, constant):
    expected = Tensor([1.0, 2.0])
    f(expected, copy.deepcopy(constant)).backward()
    x, changed = Tensor([1.0, 2.0]), copy.deepcopy(constant)
    loss = f(x, changed)
    spoil(changed)
    loss.backward()
    np.testing.assert_array_equal(x.grad, expected.grad)


@pytest.mark.parametrize("f", [
    lambda w, X: np.sum((X @ w) ** 2), lambda w, X: np.sum(np.tanh(X * w)),
    lambda w, X: np.sum(ll.nn.affine(X, w[None])), lambda w, X: np.einsum("ij,j->", X, w),
])  # fmt: skip
@pytest.mark.parametrize("order", "CFS")
def test_a_large_buffer_that_is_filled_again_is_noticed(f, order):
    rng = np.random.default_rng(0)
    X = rng.standard_normal((500, 8))
    X = np.asfortranarray(X) if order == "F" else X[::2] if order == "S" else X
    assert X.nbytes >= SMALL - 384
    X = np.concatenate([X, X]) if order == "S" else X
    w = Tensor(np.ones(8))
    loss = f(w, X)
    X[:] = rng.standard_normal(X.shape)
    with pytest.raises(ll.InPlaceError, match=r"an array that .* was given.*fill a buffer again"):
        loss.backward()
    assert w.grad is None


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda t: pickle.loads(pickle.dumps(t))])
def test_a_graph_with_a_large_constant_can_be_copied(clone):
    x = Tensor(np.ones(5000))
    loss = np.sum(x * np.arange(5000.0))
    clone(loss).backward()
    loss.backward()
    twin = clone(loss)
    twin.backward()  # a second pass, also of the copy


def test_prints():
    large = np.arange(50_000.0)
    for array in large, np.asfortranarray(large.reshape(100, 500)), large[::2], large[:3]:
        before = fingerprint(array), glimpse(array)
        assert (fingerprint(array), glimpse(array)) == before
        assert len(before[1]) <= SMALL
        changed = array + 1
        assert fingerprint(changed) != before[0] and glimpse(changed) != before[1]
    assert keep(2.0) == (2.0, ()) and keep("ij->i") == ("ij->i", ())
    kept, seals = keep((large, [1, 2], slice(3)))
    assert kept[0] is large and kept[1:] == ([1, 2], slice(3)) and len(seals) == 1
