"""A block that is computed twice gives the same gradients, to the last bit, from fewer arrays."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.autograd.calculus import pull_back
from lecture_lib.nn import MLP, Block, EncoderDecoder, Module, Sequential, Transformer, recompute

rng = np.random.default_rng


def gradients(model, loss):
    model.zero_grad()
    value = loss(model)
    value.backward()
    return {"loss": value.data} | {name: p.grad for name, p in model.parameters().items()}


def assert_equal(a, b):
    assert a.keys() == b.keys()
    for name in a:
        np.testing.assert_array_equal(a[name], b[name], err_msg=name)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("causal", [True, False])
def test_a_transformer_to_the_last_bit(dtype, causal):
    model = Transformer(7, 6, 8, layers=3, heads=2, causal=causal, rng=rng(0), dtype=dtype)
    tokens = rng(1).integers(0, 7, (4, 6))
    mask = np.arange(6) < np.array([[6], [5], [3], [1]])

    def loss(model):
        return ll.cross_entropy(model(tokens, mask), tokens)

    remembered = gradients(model, loss)
    model.body.recompute = True
    assert_equal(gradients(model, loss), remembered)
    kept = [n.label for n in ll.topological_order(loss(model))]
    assert kept.count("recomputed") == 3 and not {"gelu", "attention heads=2"} & {*kept}


def test_a_decoder_and_its_memory_to_the_last_bit():
    model = EncoderDecoder(7, 6, 8, layers=2, heads=2, rng=rng(0))
    source, target = rng(1).integers(0, 7, (2, 3, 6))

    def loss(model):
        return ll.cross_entropy(model(source, target), target)

    remembered = gradients(model, loss)
    model.encoder.recompute = model.decoder.recompute = True
    assert_equal(gradients(model, loss), remembered)


def test_dropped_units_are_dropped_again():
    drawn = []

    def model_of():
        both = rng(0)  # one generator: the backward pass meets the layers in the other order
        return Sequential(
            MLP((3, 50, 4), dropout=0.5, rng=both), MLP((4, 50, 2), dropout=0.5, rng=both)
        )

    def run(model, again):
        x = ll.Tensor(np.ones((5, 3), np.float32))
        for layer in model.layers:
            x = recompute(layer)(x) if again else layer(x)
        return np.sum(x * np.arange(2))

    plain, twice = model_of(), model_of()
    assert_equal(
        gradients(plain, lambda m: run(m, False)), gradients(twice, lambda m: run(m, True))
    )
    for model in plain, twice:  # and what is drawn afterwards is not drawn again
        drawn.append([layer.dropout.rng.random() for layer in model.layers])
    assert drawn[0] == drawn[1]


def test_the_same_units_are_dropped_however_often_it_is_computed():
    layer, x = MLP((3, 50, 4), dropout=0.5, rng=rng(0), dtype=float), ll.Tensor(np.ones((2, 3)))
    out = np.sum(recompute(layer)(x))
    drawn = layer.dropout.rng.bit_generator.state
    out.backward()
    first, value = x.grad, out.item()
    out.backward()  # computes every node again, to see whether one was written to
    np.testing.assert_array_equal(x.grad, 2 * first)
    for node in ll.topological_order(out):
        node.recompute()
    assert out.item() == value and layer.dropout.rng.bit_generator.state == drawn


def test_it_is_computed_again_in_the_mode_that_it_was_in():
    found = []
    for again in False, True:
        layer, x = MLP((3, 50, 4), dropout=0.5, rng=rng(0), dtype=float), ll.Tensor(np.ones((2, 3)))
        out = np.sum((recompute(layer) if again else layer)(x))
        layer.eval()
        out.backward()
        found.append(x.grad)
        assert not layer.dropout.training
    np.testing.assert_array_equal(*found)


def test_every_generator_of_a_block_is_wound_back():
    class Noise(Module):
        def __init__(self):
            self.luck = rng(0)

        def forward(self, x):
            return x * self.luck.random(3)

    x, block = ll.Tensor(np.ones(3)), Noise()
    out = recompute(block)(x)
    out.backward(np.ones(3))
    np.testing.assert_array_equal(x.grad, out.data)
    assert block.luck.random() == rng(0).random(4)[3]


def test_options_are_passed_on():
    block, x = Block(4, 2, rng=rng(0), dtype=float), rng(1).standard_normal((3, 4))
    mask = np.tri(3, dtype=bool)[::-1].copy()
    mask[:, 0] = True
    expected = block(x, mask=mask).data
    np.testing.assert_array_equal(recompute(block)(x, mask=mask).data, expected)


def test_the_graph_can_be_walked_again_and_recomputed():
    layer, x = MLP((3, 4, 2), rng=rng(0), dtype=float), ll.Tensor(np.ones((2, 3)))
    out = np.sum(recompute(layer)(x))
    out.backward()
    first = x.grad
    out.backward()
    np.testing.assert_array_equal(x.grad, 2 * first)
    x.data = np.full((2, 3), 2.0)
    for node in ll.topological_order(out):
        node.recompute()
    assert out.item() == np.sum(layer(x)).item()


def test_the_steps_are_those_of_backward():
    layer, x = MLP((3, 4, 2), rng=rng(0), dtype=float), ll.Tensor(np.ones((2, 3)))
    out = np.sum(recompute(layer)(x))
    totals = {step.parent: step.total for step in ll.backward_steps(out)}
    out.backward()
    for p in layer.parameters().values():
        np.testing.assert_array_equal(totals[p], p.grad)
    node = out.parents[0]
    for _ in range(2):  # one edge alone, and again
        np.testing.assert_array_equal(node.pull(1, np.ones((2, 2)))[1], node.parents[1].grad)
    g = np.ones((2, 2))
    np.testing.assert_array_equal(node.pull(1, g)[1], node.pull(1, g)[1])
    other = node.pull(2, 3 * g)[1]  # what is kept for `g` is none of it
    np.testing.assert_array_equal(other, 3 * node.parents[2].grad)


def test_second_derivatives_pass():
    block = Block(4, 2, rng=rng(0), dtype=float)
    x = rng(1).standard_normal((3, 4))
    ll.check_gradients(lambda x: recompute(block)(x), x, order=2)


def test_second_derivatives_of_a_block_that_is_used_twice():
    block, x = MLP((2, 3, 2), activation="tanh", rng=rng(0), dtype=float), np.ones((3, 2))
    W, v = block.layers[0].W, rng(1).standard_normal((3, 2))
    found = []
    for layer in block, recompute(block):
        block.zero_grad()
        out = np.sum(layer(layer(x)) ** 2)
        (slope,) = pull_back(out, [W], np.ones(()), symbolic=True)
        np.sum(slope * v).backward()
        found.append(W.grad)
    np.testing.assert_allclose(found[1], found[0], rtol=1e-12)


def test_a_gradient_to_an_option_is_not_forgotten():
    block, x = Block(4, 2, cross=True, rng=rng(0), dtype=float), ll.Tensor(np.ones((3, 4)))
    out = np.sum(recompute(block)(x, memory=ll.Tensor(np.ones((5, 4)), "memory")))
    with pytest.raises(ll.GraphError, match=r"uses memory, .* pass it as an input"):
        out.backward()


def test_a_tensor_that_is_no_operand_is_not_forgotten():
    hidden = ll.Tensor(np.ones(2), "hidden")
    block = Sequential(MLP((3, 2), rng=rng(0), dtype=float), lambda x: x * hidden)
    out = np.sum(recompute(block)(np.ones((1, 3))))
    with pytest.raises(ll.GraphError, match=r"Sequential uses hidden, .* pass it as an input"):
        out.backward()


@pytest.mark.parametrize("in_place", [True, False])
def test_parameters_that_have_moved_are_noticed(in_place):
    layer, x = MLP((3, 4, 2), rng=rng(0)), ll.Tensor(np.ones((2, 3), np.float32))
    out = np.sum(recompute(layer)(x))
    if in_place:
        layer.layers[0].W.data -= 0.1
    else:
        layer.layers[0].W.data = layer.layers[0].W.data + 1
    with pytest.raises(ll.InPlaceError, match=r"(W of MLP|W1|layers.0.W).*"):
        out.backward()
    assert x.grad is None


def test_without_recording_nothing_is_kept():
    layer = MLP((3, 4, 2), rng=rng(0))
    with ll.no_grad():
        out = recompute(layer)(np.ones((2, 3), np.float32))
    np.testing.assert_array_equal(out.data, layer(np.ones((2, 3), np.float32)).data)
    assert out.parents == ()
