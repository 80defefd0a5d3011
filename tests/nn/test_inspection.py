"""What heads look at and are worth: recorded without a trace, and against the network by hand."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.autograd import ShapeError, softmax
from lecture_lib.nn import MLP, Attention, Transformer, inspect_heads


def model(causal=True):
    return Transformer(
        11, 9, 12, layers=2, heads=3, causal=causal, rng=np.random.default_rng(0), dtype=float
    )


TOKENS = np.random.default_rng(1).integers(0, 11, 7)


@pytest.mark.parametrize("causal", [True, False])
def test_weights_and_predictions_are_those_of_a_call(causal):
    network = model(causal)
    found = inspect_heads(network, TOKENS)
    for block in network.body.blocks:
        block.attention.keep = True
    said = softmax(network(TOKENS).data)
    kept = [block.attention.probabilities for block in network.body.blocks]
    np.testing.assert_allclose(found.predictions, said)
    np.testing.assert_allclose(found.probabilities, kept)
    assert bool(np.triu(found.probabilities, 1).any()) is not causal


def test_a_silent_head_is_one_whose_columns_are_zero():
    network = model()
    found = inspect_heads(network, TOKENS)
    for layer, head in ((0, 2), (1, 0)):
        W = network.body.blocks[layer].attention.out.W
        before = W.data.copy()
        W.data[:, 4 * head : 4 * head + 4] = 0
        np.testing.assert_allclose(found.without[layer, head], softmax(network(TOKENS).data))
        W.data[:] = before
    assert np.abs(found.without - found.predictions).max(axis=(2, 3)).min() > 1e-4


def test_the_model_is_left_as_it_was():
    network = model()
    first, second = (block.attention for block in network.body.blocks)
    first.silent, second.keep = (1,), True
    said, kept = network(TOKENS).data, second.probabilities
    network.train()
    inspect_heads(network, TOKENS)
    assert (first.silent, first.keep, first.probabilities) == ((1,), False, None)
    assert (second.silent, second.keep) == ((), True)
    assert second.probabilities is kept
    np.testing.assert_array_equal(network(TOKENS).data, said)


def test_all_heads_silent_leave_the_bias_alone():
    layer = Attention(8, 2, rng=np.random.default_rng(0), dtype=float)
    layer.out.b.data[:] = np.arange(8.0)
    layer.silent = (0, 1)
    np.testing.assert_array_equal(layer(np.ones((3, 8))).data, np.tile(np.arange(8.0), (3, 1)))


def test_what_is_added_can_be_given_to_other_places():
    layer = Attention(8, 2, rng=np.random.default_rng(0), dtype=float)
    x = np.random.default_rng(1).standard_normal((2, 3, 8))
    whole, layer.edit = layer(x).data, lambda given: given[..., [0, 2, 1], :]
    np.testing.assert_array_equal(layer(x).data, whole[:, [0, 2, 1]])


def test_a_head_that_is_not_there_cannot_be_silent():
    layer = Attention(8, 2, rng=np.random.default_rng(0))
    for silent in ((2,), (0, -1)):
        layer.silent = silent
        with pytest.raises(ValueError, match=r"there is no head .*; it has 0 to 1"):
            layer(np.ones((3, 8), np.float32))


def test_what_cannot_be_inspected_is_refused():
    with pytest.raises(ShapeError, match=r"tokens are \(2, 3\); give one text"):
        inspect_heads(model(), np.zeros((2, 3), int))
    with pytest.raises(ValueError, match="MLP has 0 layers of attention"):
        inspect_heads(MLP((2, 2), rng=np.random.default_rng(0)), [0, 1])
