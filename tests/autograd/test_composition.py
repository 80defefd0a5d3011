"""Functions explained by others: indexing, joining, padding, norms, over many shapes."""

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lecture_lib as ll
from lecture_lib import Tensor

SHAPES = hnp.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=4)


def numbered(shape):
    """Different numbers, none at a kink."""
    return np.arange(1.0, np.prod(shape) + 1).reshape(shape) / 3


def linear(f, x, seed=0):
    """Check a function that moves numbers about: its gradient is the same move, backwards.

    The element x_k contributes to the weighted sum of outputs what f sends x_k to, so the
    gradient is found exactly by feeding one unit vector after another.
    """
    leaf = Tensor(x)
    out = f(leaf)
    np.testing.assert_array_equal(out.data, f(x))
    g = np.random.default_rng(seed).integers(-9, 10, out.shape).astype(float)
    out.backward(g)
    units = np.eye(x.size).reshape(x.size, *x.shape)
    expected = [np.sum(f(unit) * g) for unit in units]
    np.testing.assert_array_equal(leaf.grad, np.reshape(expected, x.shape))


@given(SHAPES, st.data())
def test_basic_indexing(shape, data):
    index = data.draw(hnp.basic_indices(shape, allow_newaxis=True, max_dims=5))
    linear(lambda x: x[index], numbered(shape))


@given(SHAPES, st.data())
def test_integer_indexing_with_repeats(shape, data):
    index = data.draw(hnp.integer_array_indices(shape, result_shape=hnp.array_shapes(max_dims=2)))
    linear(lambda x: x[index], numbered(shape))


@given(SHAPES, st.data())
def test_boolean_indexing(shape, data):
    whole = data.draw(hnp.arrays(bool, shape))
    first = data.draw(hnp.arrays(bool, shape[:1]))
    linear(lambda x: x[whole], numbered(shape))
    linear(lambda x: x[first], numbered(shape))
    linear(lambda x: x[..., None][first], numbered(shape))


@given(st.data())
def test_mixed_indexing(data):
    index = data.draw(st.sampled_from([
        (slice(None), [0, 0, 1]), ([1, 1], slice(None, None, -1)), (0, [1, 1]), ([1, 0], None),
        (Ellipsis, [1, 1], None), (None, [0], slice(1)), (np.array([[0], [1]]), [0, 2, 2]),
        np.int64(1), (np.array(1), np.array([0, 0])), True, ([True, False], [1]), (),
        (slice(None), np.zeros(0, int)),
    ]))  # fmt: skip
    linear(lambda x: x[index], numbered((2, 3, 2)))


@given(SHAPES, st.data())
@settings(max_examples=30)
def test_take_and_take_along_axis(shape, data):
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    n = shape[axis]
    indices = data.draw(
        hnp.arrays(int, hnp.array_shapes(max_dims=2), elements=st.integers(-n, n - 1))
    )
    linear(lambda x: np.take(x, indices, axis=axis), numbered(shape))
    linear(lambda x: np.take(x, indices % x.size), numbered(shape))
    along = data.draw(hnp.arrays(int, shape, elements=st.integers(-n, n - 1)))
    linear(lambda x: np.take_along_axis(x, along, axis=axis), numbered(shape))


@given(SHAPES, st.data())
@settings(max_examples=30)
def test_joining(shape, data):
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    x, constant = numbered(shape), -numbered(shape)
    linear(lambda x: np.concatenate([x, constant * 0, x], axis=axis), x)
    linear(lambda x: np.concatenate([x, x], axis=None), x)
    linear(lambda x: np.stack([constant * 0, x], axis=axis), x)
    linear(lambda x: np.hstack([x, x]), x)
    linear(lambda x: np.vstack([x, 2 * x]), x)
    linear(lambda x: np.append(x, 2 * x), x)


def test_joining_numbers_arrays_and_tensors():
    a, b = Tensor(1.0), Tensor([2.0])
    out = np.concatenate([np.stack([a, 5.0]), b, [7]])
    np.testing.assert_array_equal(out.data, [1, 5, 2, 7])
    out.backward([1.0, 2.0, 3.0, 4.0])
    assert (a.grad, b.grad) == (1.0, [3.0])


def test_joining_float32_with_float64_gives_each_its_own_dtype_back():
    a, b = Tensor(np.float32([1.0])), Tensor([2.0])
    np.concatenate([a, b]).sum().backward()
    assert (a.grad.dtype, b.grad.dtype) == (np.float32, np.float64)


@given(SHAPES, st.integers(1, 5), st.data())
@settings(max_examples=30)
def test_splitting_and_joining_again(shape, parts, data):
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    places = sorted(data.draw(st.lists(st.integers(0, 5), max_size=3)))
    x = numbered(shape)

    def weighted(x, pieces):
        return np.concatenate([(k + 1.0) * piece for k, piece in enumerate(pieces)], axis=axis)

    linear(lambda x: weighted(x, np.array_split(x, parts, axis=axis)), x)
    linear(lambda x: weighted(x, np.split(x, places, axis=axis)), x)


@given(SHAPES, st.data())
@settings(max_examples=30)
def test_repeating_rolling_flipping(shape, data):
    x = numbered(shape)
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    shift = data.draw(st.integers(-5, 5))
    reps = data.draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))
    counts = data.draw(hnp.arrays(int, shape[axis], elements=st.integers(0, 2)))
    linear(lambda x: np.tile(x, reps), x)
    linear(lambda x: np.tile(x, reps[0]), x)
    linear(lambda x: np.repeat(x, counts, axis=axis), x)
    linear(lambda x: np.repeat(x, reps[0]), x)
    linear(lambda x: np.roll(x, shift, axis=axis), x)
    linear(lambda x: np.roll(x, shift), x)
    linear(lambda x: np.flip(x, axis=axis), x)
    linear(lambda x: np.cumsum(x, axis=axis), x)


@pytest.mark.parametrize("mode", ["constant", "edge", "reflect", "symmetric", "wrap"])
@pytest.mark.parametrize("width", [0, 2, (1, 2), ((1, 0), (0, 3)), ((1,), (2,)), {1: (2, 1)}])
def test_padding(mode, width):
    if isinstance(width, dict) and np.lib.NumpyVersion(np.__version__) < "2.2.0":
        pytest.skip("this NumPy does not know widths by axis")
    linear(lambda x: np.pad(x, width, mode=mode), numbered((2, 3)))


def test_padding_with_a_value():
    x = Tensor([1.0])
    np.testing.assert_array_equal(np.pad(x, 1, constant_values=(5, 6)).data, [5.0, 1.0, 6.0])


@pytest.mark.parametrize("k", range(-4, 5))
def test_diagonals_and_triangles(k):
    for shape in (3, 4), (3, 3), (3,):
        linear(lambda x: np.diag(x, k), numbered(shape))
        linear(lambda x: np.triu(x, k), numbered(shape))
        linear(lambda x: np.tril(x, k), numbered(shape))
    linear(lambda x: np.diagonal(x, k, 1, 0), numbered((3, 4, 2)))
    linear(lambda x: np.trace(x, k, -1, -2), numbered((3, 4, 2)))


@given(SHAPES, st.data())
@settings(max_examples=30)
def test_axes_move_and_come_back(shape, data):
    x = numbered(shape)
    n = len(shape)
    order = data.draw(st.permutations(range(n)))
    linear(lambda x: np.transpose(x, order), x)
    linear(lambda x: np.transpose(x, [a - n for a in order]), x)
    linear(lambda x: np.moveaxis(x, range(n), order), x)
    linear(lambda x: np.swapaxes(x, order[0], -1), x)
    for layout in "CF":
        linear(lambda x, layout=layout: np.ravel(x, layout), x)
        linear(lambda x, layout=layout: np.reshape(x, (-1, shape[0]), order=layout), x)
    linear(lambda x: np.squeeze(np.expand_dims(x, (0, -1)), (0, -1)), x)
    linear(lambda x: np.broadcast_to(x, (2, *shape)), x)


@given(hnp.arrays(float, hnp.array_shapes(max_dims=3, max_side=4), elements=st.integers(-3, 3)),
       st.data())  # fmt: skip
@settings(max_examples=30)
def test_sort_moves_gradients_with_the_numbers(x, data):
    axis = data.draw(st.none() | st.integers(-x.ndim, x.ndim - 1))
    leaf = Tensor(x)
    out = np.sort(leaf, axis=axis)
    np.testing.assert_array_equal(out.data, np.sort(x, axis=axis))
    np.sum(out * out).backward()
    np.testing.assert_array_equal(leaf.grad, 2 * x)  # each number got the weight of its own place


@pytest.mark.parametrize("axis", [None, 0, -1, (0, 1), (2, 0)])
@pytest.mark.parametrize("order", [None, 1, 2, 3, 1.5, np.inf, -np.inf, "fro", "nuc", -1, -2])
def test_norms(axis, order):
    x = np.random.default_rng(1).standard_normal((3, 4, 2))
    for keep in False, True:
        try:
            expected = np.linalg.norm(x, order, axis, keep)
        except ValueError:
            continue  # NumPy has no such norm for so many axes
        out = np.linalg.norm(Tensor(x), order, axis, keep)
        np.testing.assert_allclose(out.data, expected, rtol=1e-12, strict=True)
        ll.check_gradients(lambda x, k=keep: np.linalg.norm(x, order, axis, k), x)


def test_a_spectral_norm_has_no_second_derivative_here():
    with pytest.raises(ll.NoDerivative, match="second derivative"):
        ll.hessian(lambda x: np.linalg.norm(x, 2))(np.eye(2) + 0.1)


PLAIN = [
    np.argmax, np.argsort, np.isnan, np.any, np.shape, np.ndim, np.size, np.zeros_like, np.round,
    lambda t: t > 0, lambda t: t == t, lambda t: t // 1, lambda t: np.where(t > 0),
]  # fmt: skip


@pytest.mark.parametrize("f", PLAIN)
def test_questions_about_order_and_shape_get_plain_answers(f):
    x = np.array([0.5, -1.0, 2.0])
    answer = f(Tensor(x))
    assert not isinstance(answer, Tensor)
    np.testing.assert_array_equal(answer, f(x))


def test_singular_values_alone():
    a = np.random.default_rng(0).standard_normal((2, 4, 3))
    for f in np.linalg.svdvals, lambda x: np.linalg.svd(x, compute_uv=False):
        np.testing.assert_array_equal(f(Tensor(a)).data, f(a))
        ll.check_gradients(f, a)
    with pytest.raises(ll.NoDerivative, match="compute_uv=False"):
        np.linalg.svd(Tensor(a))


@pytest.mark.filterwarnings("ignore:`row_stack`:DeprecationWarning")
def test_row_stack_and_its_keywords():
    x = np.arange(3.0)
    ll.check_gradients(lambda t: np.row_stack((t, x, t), dtype=None, casting="safe"), x)
    with pytest.raises(ll.NoDerivative, match="astype"):
        np.vstack((Tensor(x), x), dtype=np.float32)


@pytest.mark.parametrize("join", [lambda t: np.r_[t, t], lambda t: np.c_[np.ones(2), t]])
def test_index_tricks_do_not_lose_the_graph_in_silence(join):
    with pytest.raises(ll.NoDerivative, match=r"np\.concatenate.*np\.column_stack"):
        join(Tensor([1.0, 2.0]))


@pytest.mark.parametrize("attempt, kind, words", [
    (lambda t: np.cross(t[:2], t[:2]), ll.ShapeError, "2 and 2 numbers; it takes 3"),
    (lambda t: np.gradient(t, 1.0, 2.0), TypeError, "2 spacings for 1 axes"),
    (lambda t: np.linspace(t, t, dtype=int), ll.NoDerivative, "linspace"),
])  # fmt: skip
def test_what_the_composed_functions_refuse(attempt, kind, words):
    with pytest.raises(kind, match=words):
        attempt(Tensor([1.0, 2.0, 3.0]))
