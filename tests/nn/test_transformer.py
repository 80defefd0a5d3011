"""The Transformer: its size, its gradients, what it sees, one body with three heads."""

from __future__ import annotations

import copy

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.nn import (
    Block,
    EncoderDecoder,
    GenerationHead,
    SequenceHead,
    TokenHead,
    Transformer,
    TransformerBody,
    WithHead,
    attention_composed,
    gelu_composed,
    layer_norm_composed,
)

rng = np.random.default_rng


def small(causal=True, **options):
    options = {"tied": True, "dtype": float, "rng": rng(0), **options}
    return Transformer(7, 6, 8, layers=2, heads=2, causal=causal, **options)


def tokens_of(*shape, seed=1):
    return rng(seed).integers(0, 7, shape)


def check_whole(model, loss):
    """Finite differences for every parameter of a model at once."""
    for p in model.parameters().values():  # nothing may be 0 or 1 by its start
        p.data += 0.1 * rng(p.size).standard_normal(p.shape)
    names = list(model.parameters())

    def f(*arrays):
        replaced = dict(zip(names, arrays, strict=True))
        return loss(with_parameters(model, replaced))

    return ll.check_gradients(f, *model.state().values(), tolerance=1e-7)


def with_parameters(model, arrays):
    """A copy of `model` whose parameters are other arrays, or Tensors."""
    memo = {
        id(p): a if isinstance(a := arrays[name], ll.Tensor) else ll.Tensor(a)
        for name, p in model.parameters().items()
    }
    return copy.deepcopy(model, memo)


def composed(model, tokens):
    """What the model computes, from the twins of its nodes and NumPy alone."""
    P = model.state()
    x = P["body.words.E"][tokens] + P["body.positions.E"][: tokens.shape[-1]]
    for n, block in enumerate(model.body.blocks):
        p = {k.removeprefix(f"body.blocks.{n}."): a for k, a in P.items()}
        z = layer_norm_composed(x, p["norm1.gain"], p["norm1.bias"])
        qkv = z @ p["attention.qkv.W"].T + p["attention.qkv.b"]
        z = attention_composed(qkv, heads=2, causal=block.attention.causal)
        x = x + z @ p["attention.out.W"].T + p["attention.out.b"]
        z = layer_norm_composed(x, p["norm2.gain"], p["norm2.bias"])
        z = gelu_composed(z @ p["mlp.layers.0.W"].T + p["mlp.layers.0.b"])
        x = x + z @ p["mlp.layers.1.W"].T + p["mlp.layers.1.b"]
    x = layer_norm_composed(x, P["body.norm.gain"], P["body.norm.bias"])
    return x @ P.get("head.E", P["body.words.E"]).T


@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("tied", [True, False])
def test_forward_by_hand(causal, tied):
    model, tokens = small(causal, tied=tied), tokens_of(3, 5)
    np.testing.assert_allclose(model(tokens).data, composed(model, tokens), atol=1e-14)
    assert model(tokens[0]).shape == (5, 7)  # one sequence without a batch
    np.testing.assert_allclose(model(tokens[0]).data, model(tokens).data[0])


@pytest.mark.parametrize(
    "options", [{}, {"causal": False}, {"tied": False}, {"activation": "tanh"}]
)
def test_gradients_of_the_whole_model(options):
    tokens, targets = tokens_of(3, 5), tokens_of(3, 5, seed=2)
    check = check_whole(small(**options), lambda m: ll.cross_entropy(m(tokens), targets))
    assert check.directions == 3 * len(small(**options).parameters())


def test_gradients_of_a_whole_encoder_and_decoder():
    model = EncoderDecoder(7, 6, 8, layers=1, heads=2, rng=rng(0), dtype=float)
    source, target, mask = tokens_of(2, 5), tokens_of(2, 4, seed=2), np.ones((2, 5), bool)
    mask[1, 3:] = False
    check_whole(model, lambda m: ll.cross_entropy(m(source, target, mask), target))


@pytest.mark.parametrize(
    ("V", "T", "d", "L", "h", "count"),
    [(39, 32, 48, 2, 4, 60_048), (50257, 1024, 12, 1, 4, 617_280)],
)
def test_the_number_of_parameters(V, T, d, L, h, count):
    # GPT-2's formula, which for d = 768 and L = 12 gives its 124,439,808
    def formula(d, L):
        return L * (12 * d**2 + 13 * d) + (V + T) * d + 2 * d

    model = Transformer(V, T, d, L, h, rng=rng(0))
    assert model.count() == formula(d, L) == count
    if V == 50257:
        assert formula(768, 12) == 124_439_808
    assert Transformer(V, T, d, L, h, tied=False, rng=rng(0)).count() == count + V * d


def test_where_it_starts():
    d, L = 64, 8
    model = Transformer(100, 50, d, L, 4, rng=rng(0))
    sd = 0.6 / np.sqrt(d)
    for name, p in model.parameters().items():
        if name.endswith((".out.W", "layers.1.W")):
            assert p.data.std() == pytest.approx(sd / np.sqrt(2 * L), rel=0.05), name
        elif name.endswith(("W", "E")):
            assert p.data.std() == pytest.approx(sd, rel=0.05), name
        else:
            assert (p.data == name.endswith("gain")).all(), name
    both = EncoderDecoder(100, 50, d, L, 4, rng=rng(0))
    ends = both.decoder.blocks[0].cross.out.W.data.std(), both.encoder.blocks[0].attention.out.W
    assert ends[0] == pytest.approx(sd / np.sqrt(3 * L), rel=0.05)  # three branches a block
    assert ends[1].data.std() == pytest.approx(sd / np.sqrt(2 * L), rel=0.05)


def test_nothing_comes_from_the_future():
    model, tokens = small(), tokens_of(1, 6)
    for t in range(6):
        model.zero_grad()
        model(tokens)[0, t].sum().backward()
        gradient = model.body.positions.E.grad
        assert not gradient[t + 1 :].any() and gradient[: t + 1].any(axis=1).all()  # exactly 0
        changed = tokens.copy()
        changed[0, t + 1 :] = (changed[0, t + 1 :] + 1) % 7
        np.testing.assert_array_equal(
            model(changed).data[0, : t + 1], model(tokens).data[0, : t + 1]
        )


def test_a_model_that_is_not_causal_sees_both_sides():
    model = small(causal=False)
    model(tokens_of(1, 6))[0, 2].sum().backward()
    assert model.body.positions.E.grad.any(axis=1).all()


@pytest.mark.parametrize("causal", [True, False])
def test_padding_is_as_good_as_absent(causal):
    model, tokens = small(causal), tokens_of(2, 6)
    mask = np.array([[True] * 6, [True] * 4 + [False] * 2])
    out = model(tokens, mask)
    np.testing.assert_allclose(out.data[1, :4], model(tokens[1, :4]).data, atol=1e-14)
    out[1, :4].sum().backward()
    gradient = model.body.positions.E.grad
    assert not gradient[4:].any() and gradient[:4].any(axis=1).all()


def test_padding_of_a_source_is_as_good_as_absent():
    model = EncoderDecoder(7, 6, 8, layers=2, heads=2, rng=rng(0), dtype=float)
    source, target = tokens_of(2, 6), tokens_of(2, 3, seed=2)
    mask = np.array([[True] * 6, [True] * 4 + [False] * 2])
    out = model(source, target, mask)
    np.testing.assert_allclose(out.data[1], model(source[1, :4], target[1]).data, atol=1e-14)
    later = target.copy()
    later[:, 2] += 1
    np.testing.assert_array_equal(out.data[:, :2], model(source, later % 7, mask).data[:, :2])
    assert not np.allclose(out.data, model((source + 1) % 7, target, mask).data)  # it does read


def test_a_prefix_is_seen_from_both_sides():
    model, tokens, n = small(causal=False), tokens_of(1, 6), 3
    mask = np.tri(6, dtype=bool) | (np.arange(6) < n)
    changed = tokens.copy()
    changed[0, n - 1] = (changed[0, n - 1] + 1) % 7
    moved = model(changed, mask[None]).data != model(tokens, mask[None]).data
    assert moved.any(axis=-1).all()  # the first token sees the last of the prefix
    changed = tokens.copy()
    changed[0, 4] = (changed[0, 4] + 1) % 7
    moved = (model(changed, mask[None]).data != model(tokens, mask[None]).data).any(axis=-1)
    assert moved.tolist() == [[False, False, False, False, True, True]]


def test_one_body_with_three_heads():
    model, tokens = small(causal=False), tokens_of(3, 6)
    mask = np.arange(6) < np.array([[6], [4], [2]])
    body = model.body
    tagger = WithHead(body, TokenHead(8, 4, rng=rng(0), dtype=float))
    judge = WithHead(body, SequenceHead(8, 2, rng=rng(0), hidden=5, dtype=float))
    writer = WithHead(body, GenerationHead(8, 7, rng=rng(0), embedding=body.words))
    assert [m(tokens, mask).shape for m in (tagger, judge, writer)] == [
        (3, 6, 4),
        (3, 2),
        (3, 6, 7),
    ]
    np.testing.assert_array_equal(writer(tokens).data, model(tokens).data)
    alone = judge(tokens[2:, :2])
    np.testing.assert_allclose(judge(tokens, mask).data[2:], alone.data, atol=1e-14)
    for m in tagger, judge, writer:
        model.zero_grad()
        m(tokens, mask).sum().backward()
        assert body.blocks[0].attention.qkv.W.grad.any()  # what one learns, all know
    assert judge.shapes().keys() & tagger.shapes().keys() >= {f"body.{n}" for n in body.shapes()}


@pytest.mark.parametrize(
    ("shape", "told"),
    [((2, 9), r"9 tokens are more than the 6 positions .*\[\.\.\., -6:\].*context=9"),
     ((2, 0), r"shape \(2, 0\)"), ((), r"shape \(\)")],
)  # fmt: skip
def test_a_sequence_of_no_fitting_length(shape, told):
    with pytest.raises(ll.ShapeError, match=told):
        small()(tokens_of(*shape))
    model = EncoderDecoder(7, 6, 8, layers=1, heads=2, rng=rng(0))
    with pytest.raises(ll.ShapeError, match=f"Decoder: .*{told}"):
        model(tokens_of(2, 5), tokens_of(*shape))


@pytest.mark.parametrize(
    ("sizes", "error", "told"),
    [((7, 6, 8, 2, 3), ValueError, "size 8 cannot be cut into 3"),
     ((7, 0, 8, 2, 2), ValueError, "Transformer: context is 0"),
     ((7, 6, 8, 1.5, 2), ValueError, "layers is 1.5")],
)  # fmt: skip
def test_sizes_that_make_no_model(sizes, error, told):
    with pytest.raises(error, match=told):
        Transformer(*sizes, rng=rng(0))
    with pytest.raises(TypeError, match="rng"):
        Transformer(7, 6, 8, 2, 2, rng=0)


def test_bad_tokens_and_masks_are_named():
    with pytest.raises(ValueError, match="token 7 is outside 0 … 6"):
        small()([[1, 7]])
    with pytest.raises(ll.ShapeError, match=r"the mask is \(2, 4\)"):
        small()(tokens_of(2, 5), np.ones((2, 4), bool))
    with pytest.raises(ValueError, match="nothing but padding"):
        small(causal=False)(tokens_of(1, 3), np.zeros((1, 3), bool))


def test_it_is_saved_and_folded_by_block(tmp_path):
    model, tokens = small(), tokens_of(2, 5)
    other = small(rng=rng(5)).load(model.save(tmp_path / "model"))
    np.testing.assert_array_equal(other(tokens).data, model(tokens).data)
    scopes = {"/".join(n.scope[:3]) for n in ll.topological_order(model(tokens))}
    assert {"Transformer/TransformerBody/Block 1", "Transformer/GenerationHead"} <= scopes


def test_it_learns_to_look_back():
    # the token at t is that at t − 2: nothing but attention can know
    model, rule = small(dtype=np.float32), ll.optim.Adam(0.01)
    pairs = rng(3).integers(0, 7, (256, 2))
    tokens = np.tile(pairs, 3)
    data = tokens[:, :-1], tokens[:, 1:]
    ll.fit(model, data, rule, steps=250, batch_size=32, rng=rng(0))
    right = model(tokens[:, :-1]).data.argmax(axis=-1) == tokens[:, 1:]
    assert right[:, 1:].mean() > 0.98 and right[:, 0].mean() < 0.5


def test_float16_and_half_precision_work():
    model = small(dtype=np.float32)
    half = ll.training.HalfPrecision(model)
    tokens = tokens_of(16, 6)
    history = ll.fit(
        half, (tokens[:, :-1], tokens[:, 1:]), ll.optim.Adam(0.01), steps=5, rng=rng(0)
    )
    assert np.isfinite(history.loss).all()


def test_a_block_stands_alone():
    block = Block(8, 2, rng=rng(0), cross=True, dtype=float)
    x, memory = rng(1).standard_normal((2, 3, 8)), rng(2).standard_normal((2, 5, 8))
    ll.check_gradients(lambda x, m: block(x, None, m), x, memory)
    assert block.count() == 12 * 64 + 13 * 8 + 4 * 64 + 6 * 8


def test_a_decoder_needs_something_to_look_at_and_others_do_not():
    # without memory a cross branch would look at the decoder's own future
    x = rng(1).standard_normal((2, 3, 8))
    for cross, memory, told in (True, None, "pass memory="), (False, x, "make it with cross=True"):
        block = Block(8, 2, rng=rng(0), cross=cross, dtype=float)
        with pytest.raises(ValueError, match=told):
            block(x, None, memory)


def test_no_sequences_at_all():
    model = small()
    model(np.zeros((0, 4), int)).sum().backward()
    assert all(not p.grad.any() for p in model.parameters().values())


def test_a_shared_table_of_words():
    first = TransformerBody(7, 6, 8, 1, 2, rng=rng(0))
    second = TransformerBody(7, 4, 8, 1, 2, rng=rng(1), words=first.words)
    assert second.words is first.words
