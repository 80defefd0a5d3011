"""Pooling with and without padding, and one head per kind of task."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.nn import (
    Classifier,
    Embedding,
    GenerationHead,
    SequenceHead,
    TokenHead,
    first_pool,
    max_pool,
    mean_pool,
    next_tokens,
)
from lecture_lib.nn.heads import POOLS

X = np.random.default_rng(0).standard_normal((2, 4, 3))
MASK = np.array([[1, 1, 1, 1], [1, 1, 0, 0]], bool)


def test_mean_and_max_leave_padding_out():
    np.testing.assert_allclose(mean_pool(X, MASK)[1], X[1, :2].mean(axis=0))
    np.testing.assert_allclose(mean_pool(X, MASK)[0], X[0].mean(axis=0))
    np.testing.assert_allclose(max_pool(X, MASK)[1], X[1, :2].max(axis=0))
    np.testing.assert_allclose(first_pool(X), X[:, 0])
    np.testing.assert_allclose(mean_pool(X), X.mean(axis=1))


@pytest.mark.parametrize("name", POOLS)
def test_no_gradient_reaches_padding(name):
    x = ll.Tensor(X)
    POOLS[name](x, MASK).sum().backward()
    assert not x.grad[1, 2:].any() and x.grad[1, 0].any()
    ll.check_gradients(lambda t: POOLS[name](t, MASK), X)


@pytest.mark.parametrize("name", POOLS)
def test_float32_stays_float32(name):
    assert POOLS[name](X.astype(np.float32), MASK).dtype == np.float32


@pytest.mark.parametrize("name", POOLS)
@pytest.mark.parametrize(
    ("x", "mask", "told"),
    [
        (X, np.array([[1, 0, 0, 0], [0, 0, 0, 0]]), "nothing but padding"),
        (X, np.ones((2, 3), bool), "the mask is"),
        (np.ones((2, 0, 3)), None, "T > 0"),
        (np.ones(3), None, "T > 0"),
    ],
)
def test_bad_sequences(name, x, mask, told):
    with pytest.raises(ValueError, match=told):
        POOLS[name](x, mask)


def test_the_classifier_of_the_lecture():
    # E-G18: W2 is (C, h), so that W2 tanh(W1 x + b1) can be computed at all
    head = Classifier(3, 2, hidden=5, rng=np.random.default_rng(0), dtype=float)
    W1, b1, W2 = (p.data for p in head.parameters().values())
    assert W2.shape == (2, 5)
    np.testing.assert_allclose(head(X[0]).data, np.tanh(X[0] @ W1.T + b1) @ W2.T)


def test_shapes_of_each_kind_of_answer():
    rng = np.random.default_rng(0)
    assert SequenceHead(3, 5, rng=rng)(X, MASK).shape == (2, 5)
    assert SequenceHead(3, 1, rng=rng, pool="max", hidden=4)(X).shape == (2, 1)
    assert SequenceHead(3, 1, rng=rng, pool=lambda x, mask: x[:, -1])(X).shape == (2, 1)
    assert TokenHead(3, 5, rng=rng)(X).shape == (2, 4, 5)
    assert GenerationHead(3, 7, rng=rng)(X).shape == (2, 4, 7)


def test_the_sequence_head_pools_and_then_classifies():
    head = SequenceHead(3, 2, rng=np.random.default_rng(0), dtype=float)
    np.testing.assert_allclose(head(X).data, X.mean(axis=1) @ head.last.W.data.T, atol=1e-12)


def test_a_shared_table_must_fit():
    rng = np.random.default_rng(0)
    with pytest.raises(ll.ShapeError, match=r"\(6, 3\).*\(7, 3\)"):
        GenerationHead(3, 7, rng=rng, embedding=Embedding(6, 3, rng=rng))
    with pytest.raises(ll.ShapeError, match="last axis must be 3"):
        GenerationHead(3, 7, rng=rng)(np.ones((2, 4)))
    with pytest.raises(ValueError, match="no pool 'median'"):
        SequenceHead(3, 2, rng=rng, pool="median")


def test_a_shared_table_draws_nothing():
    rng, same = np.random.default_rng(0), np.random.default_rng(0)
    words = Embedding(7, 3, rng=rng)
    GenerationHead(3, 7, rng=rng, embedding=words)
    Embedding(7, 3, rng=same)
    assert rng.random() == same.random()


def test_next_tokens():
    inputs, targets = next_tokens(np.arange(8).reshape(2, 4))
    np.testing.assert_array_equal(targets, inputs + 1)
    with pytest.raises(ll.ShapeError, match="at least two tokens"):
        next_tokens([5])
