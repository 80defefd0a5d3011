"""Layers against formulas by hand and against finite differences."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.nn import (
    ACTIVATIONS,
    MLP,
    Embedding,
    LayerNorm,
    Linear,
    OneHot,
    Sequential,
    zeros,
)


def test_linear_is_wx_plus_b_and_keeps_float32():
    layer = Linear(3, 2, rng=np.random.default_rng(0))
    layer.b.data[:] = [1, -1]
    x = np.random.default_rng(1).standard_normal((5, 3)).astype(np.float32)
    out = layer(x)
    by_hand = [layer.W.data @ row + layer.b.data for row in x]
    np.testing.assert_allclose(out.data, by_hand, rtol=1e-5)
    assert out.dtype == np.float32
    out.sum().backward()
    assert layer.W.grad.dtype == np.float32 and layer.W.grad.shape == (2, 3)


def test_linear_takes_lists_and_goes_without_bias():
    layer = Linear(2, 1, bias=False, rng=np.random.default_rng(0), dtype=float)
    assert list(layer.parameters()) == ["W"]
    layer([[1.0, 2.0]]).sum().backward()
    np.testing.assert_array_equal(layer.W.grad, [[1.0, 2.0]])


@pytest.mark.parametrize("shape", [(5, 4), (4,), ()])
def test_linear_names_the_shapes(shape):
    with pytest.raises(ll.ShapeError, match=r"Linear: .*W of shape \(2, 3\) needs 3 numbers"):
        Linear(3, 2, rng=np.random.default_rng(0))(np.ones(shape))


@pytest.mark.parametrize("size", [0, -1, 2.0, True, "3"])
def test_sizes_must_be_positive_whole_numbers(size):
    with pytest.raises(ValueError, match="whole number"):
        Linear(size, 2, rng=np.random.default_rng(0))


def test_embedding_adds_up_the_gradients_of_a_repeated_token():
    words = Embedding(4, 2, rng=np.random.default_rng(0))
    words([1, 1, 3]).sum().backward()
    np.testing.assert_array_equal(words.E.grad, [[0, 0], [2, 2], [0, 0], [1, 1]])


@pytest.mark.parametrize(
    ("tokens", "error", "told"),
    [([4], ValueError, "token 4 is outside 0 … 3"), ([-1], ValueError, "token -1"),
     ([1.0], TypeError, "integers")],
)  # fmt: skip
def test_embedding_refuses_what_is_no_token(tokens, error, told):
    with pytest.raises(error, match=told):
        Embedding(4, 2, rng=np.random.default_rng(0))(tokens)
    with pytest.raises(error, match=told):
        OneHot(4)(tokens)


def test_one_hot_rows_times_a_table_are_its_rows():
    words, tokens = Embedding(4, 2, rng=np.random.default_rng(0)), [[3, 0, 3]]
    rows = OneHot(4)(tokens)
    np.testing.assert_array_equal(rows @ words.E.data, words(tokens).data)
    assert rows.dtype == np.float32 and not OneHot(4).parameters()


def test_layer_norm_has_a_gain_and_a_bias():
    layer = LayerNorm(4, dtype=float)
    assert layer.shapes() == {"gain": (4,), "bias": (4,)}
    with pytest.raises(ll.ShapeError, match="must be 4"):
        layer(np.ones((2, 3)))


def test_layer_norm_survives_a_vector_that_does_not_vary():
    assert np.isfinite(LayerNorm(3)(np.full((1, 3), 7, np.float32)).data).all()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_differentiate(name):
    x = np.array([-2.0, -0.3, 0.4, 3.0])
    ll.check_gradients(ACTIVATIONS[name][0], x)


@pytest.mark.parametrize("sizes", [(4, 2), (4, 3, 2), (4, 5, 6, 7, 2)])
def test_mlp_of_any_depth(sizes):
    model = MLP(sizes, rng=np.random.default_rng(0), activation="tanh", dtype=float)
    x = np.random.default_rng(1).standard_normal((3, 4))
    by_hand = x
    for k, layer in enumerate(model.layers):
        by_hand = by_hand @ layer.W.data.T + layer.b.data
        by_hand = np.tanh(by_hand) if k < len(sizes) - 2 else by_hand
    np.testing.assert_allclose(model(x).data, by_hand)
    assert model.count() == sum(n * m + m for n, m in pairwise(sizes))


def test_mlp_gradients_against_finite_differences():
    model = MLP((3, 4, 2), rng=np.random.default_rng(0), activation="tanh", dtype=float)
    x, y = np.random.default_rng(1).standard_normal((5, 3)), [0, 1, 1, 0, 1]
    ll.cross_entropy(model(x), y).backward()
    for name, p in model.parameters().items():
        k, step = (0,) * p.ndim, 1e-6
        start, losses = p.data[k], []
        for sign in (1, -1):
            p.data[k] = start + sign * step
            losses.append(ll.cross_entropy(model(x), y).item())
        p.data[k] = start
        assert p.grad[k] == pytest.approx((losses[0] - losses[1]) / (2 * step), rel=1e-5), name


@pytest.mark.parametrize(
    ("sizes", "options", "told"),
    [((4,), {}, "at least two"), ((4, 2), {"activation": "sine"}, "there is no activation 'sine'"),
     ((4, 0, 2), {}, "whole number"), ((4, 3, 2), {"dropout": -0.1}, "between 0 and 1")],
)  # fmt: skip
def test_mlp_says_what_is_wrong(sizes, options, told):
    with pytest.raises(ValueError, match=told):
        MLP(sizes, rng=np.random.default_rng(0), **options)


def test_equal_weights_stay_equal():
    # why hidden layers do not start at 0: every unit gets the same gradient
    model = MLP((3, 4, 2), activation="tanh", initialiser=zeros, rng=np.random.default_rng(0))
    ll.cross_entropy(model(np.ones((2, 3), np.float32)), [0, 1]).backward()
    assert np.ptp(model.layers[0].W.grad, axis=0).max() == 0


def test_sequential_runs_functions_and_modules():
    rng = np.random.default_rng(0)
    net = Sequential(Linear(3, 4, rng=rng), np.tanh, Linear(4, 2, rng=rng))
    assert net(np.ones((1, 3), np.float32)).shape == (1, 2)
