"""What a forward pass leaves behind: the papers' numbers, and ours to the byte."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.nn import Block, EncoderDecoder, Transformer, recompute
from lecture_lib.scale import BART, GPT, MODELS, Bengio, activation_bytes, activations
from lecture_lib.scale.activations import RECOMPUTE, Law, block_law, engine_law
from lecture_lib.scale.held import held_arrays
from lecture_lib.scale.stacks import Stack

rng = np.random.default_rng


# --- the paper -------------------------------------------------------------------------------


@pytest.mark.parametrize(("s", "b", "h", "a"), [(2048, 1, 12288, 96), (2048, 4, 20480, 128),
                                                (7, 3, 10, 2)])  # fmt: skip
def test_a_block_of_korthikanti(s, b, h, a):
    stack = Stack(1, h, a, inner=h, hidden=4 * h)
    found = [block_law(stack, recompute=how).bytes(b, s) for how in RECOMPUTE]
    assert found == [34 * s * b * h + 5 * a * s * s * b, 34 * s * b * h, 2 * s * b * h]


@pytest.mark.parametrize(("a", "h", "s", "saved"), [(96, 12288, 2048, 0.70),
                                                    (128, 20480, 2048, 0.65)])  # fmt: skip
def test_what_selective_recomputation_saves_of_gpt3_and_of_530b(a, h, s, saved):
    stack = Stack(1, h, a, inner=h, hidden=4 * h)
    whole, less = (block_law(stack, recompute=how).bytes(1, s) for how in RECOMPUTE[:2])
    assert round(1 - less / whole, 2) == saved


def test_float32_doubles_numbers_and_not_masks():
    stack = Stack(1, 8, 2, inner=8, hidden=32)
    half, full = block_law(stack, 2), block_law(stack, 4)
    assert (half.token, half.pair) == (34 * 8, 5 * 2)
    assert (full.token, full.pair) == (2 * (34 - 2) * 8 + 2 * 8, 9 * 2)


def test_a_decoder_keeps_more_than_an_encoder_and_wide_heads_more_than_narrow():
    sizes = 1, 8, 2, 8, 32
    encoder, decoder = block_law(Stack(*sizes)), block_law(Stack(*sizes, cross=True))
    assert decoder.pair == 2 * encoder.pair
    assert decoder.token - encoder.token == 2 * (2 + 4) * 8 + 8
    wide = block_law(Stack(1, 8, 2, 16, 32))
    assert wide.token - encoder.token == 2 * 4 * 8


def test_what_is_computed_again_needs_room_once():
    form = MODELS["GPT-3 13B"].form
    (stack,) = form.stacks()
    none, selective, full = (activations(form, recompute=how) for how in RECOMPUTE)
    assert none["again"] == Law()
    assert selective["again"] == Law(pair=block_law(stack).pair)
    assert full["again"] == block_law(stack)
    assert none["blocks"] == 40 * block_law(stack)
    assert none["ends"] == Law(token=5 * 5120 + 4 * 50257)  # s b h + 4 s b (h + v)


def test_an_encoder_and_a_decoder_add_up():
    form = BART(3, 8, 2, vocabulary=11)
    encoder, decoder = map(block_law, form.stacks())
    found = activations(form, recompute="full")
    assert activations(form)["blocks"] == 3 * encoder + 3 * decoder
    assert found["again"] == decoder
    assert found["ends"] == Law(token=2 * 3 * 8 + 2 * 8 + 4 * 11)


@pytest.mark.parametrize("function", [
    lambda how: block_law(Stack(1, 8, 2, 8, 32), recompute=how),
    lambda how: engine_law(Stack(1, 8, 2, 8, 32), recompute=how),
    lambda how: activations(GPT(1, 8, 2), recompute=how),
])  # fmt: skip
def test_a_recomputation_that_there_is_not(function):
    with pytest.raises(ValueError, match="'some'; take one of 'none', 'selective', 'full'"):
        function("some")


def test_models_without_a_law():
    with pytest.raises(ValueError, match="Bengio has no blocks"):
        activations(Bengio(39, 3, 8, 8))
    with pytest.raises(ValueError, match="without a second attention"):
        engine_law(Stack(1, 8, 2, 8, 32, cross=True))


# --- our engine ------------------------------------------------------------------------------


def transformer_loss(sizes, batch, length, again=False, **options):
    V, T, d, L, h = sizes
    model = Transformer(V, T, d, L, h, rng=rng(0), **options)
    model.body.recompute = again
    tokens = rng(1).integers(0, V, (batch, length))
    return ll.cross_entropy(model(tokens), tokens)


SIZES = [(43, 48, 64, 2, 4), (7, 6, 8, 3, 2), (300, 96, 16, 1, 8)]


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize(("batch", "short"), [(1, 0), (5, 1), (32, 3)])
@pytest.mark.parametrize("sizes", SIZES)
def test_our_transformer_to_the_byte(sizes, batch, short, again):
    V, T, d, L, h = sizes
    length = T - short
    form = GPT(L, d, h, vocabulary=V, context=T)
    laws = activations(form, width=4, engine=True, recompute="full" if again else "none")
    held = laws["blocks"] + laws["ends"]
    loss = transformer_loss(sizes, batch, length, again)
    assert activation_bytes(loss) == held.bytes(batch, length)


def test_in_float64_and_with_a_head_of_its_own():
    V, T, d, L, h = sizes = 43, 48, 64, 2, 4
    laws = activations(GPT(L, d, h, V, T, tied=False), width=8, engine=True)
    loss = transformer_loss(sizes, 4, T, dtype=np.float64, tied=False)
    assert activation_bytes(loss) == (laws["blocks"] + laws["ends"]).bytes(4, T)


def test_units_of_a_block():
    """24 + a s/d + 2/d, in tokens · d · 4 bytes; recomputed, 1."""
    d, h, s, b = 64, 4, 32, 8
    block = Block(d, h, causal=False, rng=rng(0))
    x = ll.Tensor(np.ones((b, s, d), np.float32))
    unit = b * s * d * 4
    assert activation_bytes(block(x)) / unit == 24 + h * s / d + 2 / d
    assert activation_bytes(recompute(block)(x)) / unit == 1
    law = engine_law(Stack(1, d, h, d, 4 * d))
    assert law.bytes(b, s) == activation_bytes(block(x))


def test_while_a_block_is_computed_again_it_holds_what_the_law_says():
    V, T, d, L, h = sizes = 43, 48, 64, 3, 4
    seen = []
    model = Transformer(*sizes, rng=rng(0))
    model.body.recompute = True
    tokens = rng(1).integers(0, V, (4, T))
    loss = ll.cross_entropy(model(tokens), tokens)
    own = model.body.blocks[1].forward

    def watched(*args):
        out = own(*args)
        seen.append(activation_bytes(out))
        return out

    model.body.blocks[1].forward = watched
    loss.backward()
    again = activations(GPT(L, d, h, V, T), width=4, engine=True, recompute="full")["again"]
    assert seen == [again.bytes(4, T) + 4 * T**2]  # and the mask, which all blocks share


def test_an_encoder_decoder_can_be_measured_at_least():
    model = EncoderDecoder(7, 6, 8, layers=2, heads=2, rng=rng(0))
    source, target = rng(1).integers(0, 7, (2, 3, 6))
    whole = activation_bytes(ll.cross_entropy(model(source, target), target))
    model.encoder.recompute = model.decoder.recompute = True
    less = activation_bytes(ll.cross_entropy(model(source, target), target))
    assert 0 < less < whole / 3


def test_views_count_once_and_leaves_not_at_all():
    W = ll.Tensor(np.ones((10, 20)))
    x = np.ones((5, 10))
    z = x @ W
    assert activation_bytes(np.sum(z.T)) == x.nbytes + 5 * 20 * 8 + 8
    assert activation_bytes(W) == 0
    assert activation_bytes(np.sum(W[:3])) == 8  # a view of a leaf


def test_held_arrays_of_nothing():
    assert held_arrays() == held_arrays(None, 3, "text", ()) == []
