"""Each formula of one node against its twin, by hand, and against finite differences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lecture_lib as ll
from lecture_lib.nn import (
    affine,
    gelu,
    gelu_composed,
    layer_norm,
    layer_norm_composed,
    rows,
    standardise,
)


def vectors(shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def gradients(f, *args):
    """Of a sum with uneven weights, so that no term can hide."""
    weights = vectors(np.shape(f(*args)), seed=9)
    return ll.grad(lambda *xs: np.sum(f(*xs) * weights), tuple(range(len(args))))(*args)


def the_same(f, g, *args):
    """Value, gradients and second derivatives of `f` and `g` agree."""
    np.testing.assert_allclose(f(*args), g(*args), rtol=1e-12, atol=1e-13)
    for ours, theirs in zip(gradients(f, *args), gradients(g, *args), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("shape", [(3,), (4, 3), (2, 4, 3), (0, 3)])
@pytest.mark.parametrize("bias", [True, False])
def test_affine_and_its_gradients(shape, bias):
    rng = np.random.default_rng(0)
    x, W, b = rng.standard_normal(shape), rng.standard_normal((2, 3)), rng.standard_normal(2)
    args = (x, W, b) if bias else (x, W)
    expected = x @ W.T + (b if bias else 0)
    np.testing.assert_allclose(affine(*args), expected)
    if x.size:
        ll.check_gradients(affine, *args)
        ll.check_gradients(lambda *a: ll.grad(lambda *q: np.sum(affine(*q) ** 3))(*a), *args)


def test_affine_leaves_its_operands_alone():
    x, W, b = np.ones((2, 3)), np.ones((2, 3)), np.ones(2)
    affine(x, W, b)
    assert (b == 1).all() and (x == 1).all()


def test_a_larger_input_to_layer_norm_gets_a_smaller_gradient():
    # E-S14: the backward pass shrinks like 1/‖x‖
    x = np.random.default_rng(0).standard_normal(8)
    weights = np.arange(8.0)
    norms = [np.linalg.norm(ll.grad(lambda t: np.sum(standardise(t, 0.0) * weights))(k * x))
             for k in (1, 10, 100)]  # fmt: skip
    np.testing.assert_allclose(norms[0] / norms, [1, 10, 100])


def test_gelu_is_torchs_tanh_form():
    # x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, which torch calls approximate="tanh"
    expected = [-0.045402305912, -0.158808009392, -0.154285990175, 0.345714009825, 0.841191990608,
                1.954597694088]  # fmt: skip
    np.testing.assert_allclose(
        gelu(np.array([-2.0, -1.0, -0.5, 0.5, 1.0, 2.0])), expected, rtol=1e-9
    )
    ll.check_gradients(gelu, np.linspace(-2, 2, 7), order=2)


def test_gelu_of_large_numbers():
    np.testing.assert_allclose(gelu(np.array([-100.0, 100.0])), [0, 100])


@pytest.mark.parametrize("shape", [(2, 4, 3), (5, 2, 4, 3)])
def test_affine_of_a_stack_is_that_of_its_rows(shape):
    x, W, b = vectors(shape), vectors((2, 3), 1), vectors(2, 2)
    the_same(affine, lambda x, W, b: x @ np.transpose(W) + b, x, W, b)
    flat = affine(x.reshape(-1, 3), W, b)
    np.testing.assert_array_equal(affine(x, W, b).reshape(-1, 2), flat)


def test_standardise():
    x = vectors((3, 4))
    out = standardise(x, 0.0)
    np.testing.assert_allclose(out.mean(axis=-1), 0, atol=1e-12)
    np.testing.assert_allclose(out.var(axis=-1), 1)
    ll.check_gradients(standardise, x)
    ll.check_gradients(ll.grad(lambda t: np.sum(standardise(t) ** 3)), x)


@pytest.mark.parametrize("shape", [(4,), (3, 4), (2, 3, 4)])
def test_layer_norm_is_its_twin(shape):
    x, gain, bias = vectors(shape), vectors(4, 1), vectors(4, 2)
    the_same(layer_norm, layer_norm_composed, x, gain, bias)
    ll.check_gradients(layer_norm, x, gain, bias, order=2)


def test_layer_norm_of_whole_numbers_and_with_an_epsilon():
    x = np.array([[1, 3], [5, 5]])
    out = layer_norm(x, np.array([1.0, 2.0]), np.array([0.0, 1.0]), 1.0)
    r = 1 / np.sqrt(2)  # variance 1, and ε = 1
    np.testing.assert_allclose(out, [[-r, 1 + 2 * r], [0, 1]])


def test_a_gain_of_0_lets_nothing_back():
    x, gain = ll.Tensor(vectors((2, 3))), ll.Tensor(np.zeros(3))
    layer_norm(x, gain, np.ones(3)).sum().backward()
    assert not x.grad.any() and gain.grad.any()


@pytest.mark.parametrize("shape", [(), (4,), (2, 3, 4)])
def test_gelu_is_its_twin(shape):
    the_same(gelu, gelu_composed, 2 * vectors(shape))


@pytest.mark.parametrize("function", [gelu, lambda x: layer_norm(x, x[0] + 1, x[1])])
def test_float32_stays_float32(function):
    x = ll.Tensor(vectors((3, 4)).astype(np.float32))
    out = function(x)
    out.sum().backward()
    assert out.dtype == x.grad.dtype == np.float32


def test_one_node_each():
    x, E = ll.Tensor(vectors((2, 3, 4))), ll.Tensor(vectors((5, 4)))
    for out in gelu(x), layer_norm(x, np.ones(4), np.ones(4)), affine(x, E), rows(E, np.array([1])):
        assert len(ll.topological_order(out)) == 1 + len(out.parents)
    assert gelu(x).label == "gelu" and rows(E, np.array([1])).op == "rows"


def test_what_a_node_keeps_is_written_anew_with_it():
    x = ll.Tensor(vectors((2, 4)))
    out = gelu(layer_norm(x, np.ones(4), np.zeros(4)))
    x.data = vectors((2, 4), 1)
    for node in ll.topological_order(out):
        node.recompute()
    out.backward(np.ones((2, 4)))
    again = ll.Tensor(x.data)
    gelu(layer_norm(again, np.ones(4), np.zeros(4))).backward(np.ones((2, 4)))
    np.testing.assert_array_equal(x.grad, again.grad)


@given(
    n=st.sampled_from([1, 3, 128, 129, 1000]),
    tokens=st.lists(st.integers(0, 2**31), max_size=12),
    column=st.booleans(),
)
def test_rows_adds_up_what_each_token_gets(n, tokens, column):
    # a table on either side of the bound between the two ways to add
    tokens = np.array(tokens, int) % n
    tokens = tokens[:, None] if column else tokens
    E, g = vectors((n, 2)), vectors((*tokens.shape, 2), 1)
    table, expected = ll.Tensor(E), np.zeros((n, 2))
    np.add.at(expected, tokens, g)
    out = rows(table, tokens)
    np.testing.assert_array_equal(out.data, E[tokens])
    out.backward(g)
    np.testing.assert_allclose(table.grad, expected, atol=1e-13)


@pytest.mark.parametrize("n", [5, 200])
def test_rows_differentiates_twice_and_counts_from_the_end(n):
    tokens = np.array([[0, 4, n - 1], [4, -1, 0]])
    the_same(lambda E: rows(E, tokens) ** 3, lambda E: E[tokens] ** 3, vectors((n, 2)))
    ll.check_gradients(lambda E: rows(E, tokens) ** 3, vectors((n, 2)), order=2)


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.uint64])
@pytest.mark.parametrize("n", [120, 300])
def test_rows_takes_tokens_of_any_integer_dtype(dtype, n):
    # as bytes of a text are: a table may have more rows than the dtype has numbers
    table = ll.Tensor(np.zeros((n, 2)))
    rows(table, np.array([[3, 100]], dtype)).sum().backward()
    assert np.flatnonzero(table.grad[:, 0]).tolist() == [3, 100]


def test_rows_takes_a_list():
    table = ll.Tensor(np.eye(3))
    rows(table, [[2, 0], [2, 1]]).sum().backward()
    np.testing.assert_array_equal(table.grad, np.array([[1], [1], [2]]) * np.ones(3))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_gelu_and_its_slope_far_out(dtype):
    # x³ is no longer a number there; Φ is 0 or 1 long before
    most = np.finfo(dtype).max
    x = ll.Tensor(np.array([-most, -300, -9, 9, 300, most], dtype))
    out = gelu(x)
    out.backward(np.ones(6, dtype))
    np.testing.assert_array_equal(out.data, [0, 0, 0, 9, 300, most])
    np.testing.assert_array_equal(x.grad, [0, 0, 0, 1, 1, 1])


def test_a_bias_of_wider_numbers_is_not_rounded():
    # as x @ W.T + b and the twin of layer_norm would have it
    x, b = np.array([[1, 2]]), np.array([0.1, 0.2])
    np.testing.assert_array_equal(affine(x, np.eye(2, dtype=int), b), [[1.1, 2.2]])
    x = x.astype(np.float32)
    gain = np.ones(2, np.float32)
    assert affine(x, np.eye(2, dtype=np.float32), b).dtype == float
    assert layer_norm(x, gain, b).dtype == layer_norm_composed(x, gain, b).dtype == float


def test_a_failed_second_pass_spoils_nothing():
    # to find the write it computes the node anew; what the node keeps must not stay written
    x = ll.Tensor(vectors((3, 6)))
    out = np.sum(gelu(x))
    out.backward()
    before, first = x.data.copy(), x.grad.copy()
    x.data[0] = 5
    with pytest.raises(ll.InPlaceError):
        out.backward()
    x.data[...] = before
    out.backward()
    np.testing.assert_array_equal(x.grad, 2 * first)
