"""The same numbers as torch's own modules with copied weights; skipped where torch is missing."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.nn import (
    Attention,
    Block,
    Embedding,
    EncoderDecoder,
    Transformer,
    affine,
    attention,
    gelu,
    layer_norm,
)

torch = pytest.importorskip("torch")
F = torch.nn.functional
rng = np.random.default_rng

# chosen before: float32 has 7 digits, float64 has 16
TOLERANCE = {np.float32: 1e-6, np.float64: 1e-12}
dtypes = pytest.mark.parametrize("dtype", TOLERANCE)
causals = pytest.mark.parametrize("causal", [True, False])


def numbers(*shape, dtype, seed=0):
    return rng(seed).standard_normal(shape).astype(dtype)


def close(ours, theirs, dtype):
    """Equal up to `TOLERANCE`, measured by the largest number of the array."""
    ours = ours.data if isinstance(ours, ll.Tensor) else ours
    theirs = theirs.detach().numpy()
    assert ours.dtype == theirs.dtype == dtype
    size = max(1.0, np.abs(theirs).max())
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=TOLERANCE[dtype] * size)


def spread(model):
    """Move every parameter from its start, so that biases and gains take part."""
    for k, p in enumerate(model.parameters().values()):
        p.data += 0.1 * numbers(*p.shape, dtype=p.dtype, seed=k)
    return model


def copied(module, weights):
    """Give a torch module the weights of ours; all of its names must be there."""
    state = {name: torch.tensor(p.data) for name, p in weights.items()}
    module.load_state_dict(state)
    return module


def gradients_agree(ours, theirs, pairs, dtype):
    """Of a sum with uneven weights, in each of `pairs` of parameters."""
    weights = numbers(*ours.shape, dtype=dtype, seed=7)
    ours.backward(weights)
    theirs.backward(torch.tensor(weights))
    for p, q in pairs:
        close(p.grad, q.grad, dtype)


def names_of_block(block):
    """torch's names for our parameters."""
    found = {
        "self_attn.in_proj_weight": block.attention.qkv.W,
        "self_attn.in_proj_bias": block.attention.qkv.b,
        "self_attn.out_proj.weight": block.attention.out.W,
        "self_attn.out_proj.bias": block.attention.out.b,
        "linear1.weight": block.mlp.layers[0].W,
        "linear1.bias": block.mlp.layers[0].b,
        "linear2.weight": block.mlp.layers[1].W,
        "linear2.bias": block.mlp.layers[1].b,
        "norm1.weight": block.norm1.gain,
        "norm1.bias": block.norm1.bias,
    }
    last = "norm2" if block.cross is None else "norm3"
    found |= {f"{last}.weight": block.norm2.gain, f"{last}.bias": block.norm2.bias}
    if block.cross is not None:
        found |= {
            "multihead_attn.in_proj_weight": block.cross.qkv.W,
            "multihead_attn.in_proj_bias": block.cross.qkv.b,
            "multihead_attn.out_proj.weight": block.cross.out.W,
            "multihead_attn.out_proj.bias": block.cross.out.b,
            "norm2.weight": block.norm_cross.gain,
            "norm2.bias": block.norm_cross.bias,
        }
    return found


def torch_block(block, dtype):
    """torch's layer with the weights of `block`, and pairs of (ours, theirs)."""
    kind = torch.nn.TransformerEncoderLayer if block.cross is None else (
        torch.nn.TransformerDecoderLayer)  # fmt: skip
    size = block.attention.size
    layer = kind(size, block.attention.heads, 4 * size, dropout=0.0, batch_first=True,
                 activation=lambda x: F.gelu(x, approximate="tanh"), norm_first=True,
                 dtype=torch.float32 if dtype == np.float32 else torch.float64)  # fmt: skip
    names = names_of_block(block)
    theirs = dict(copied(layer, names).named_parameters())
    return layer, [(p, theirs[name]) for name, p in names.items()]


def future(T):
    return torch.triu(torch.full((T, T), float("-inf")), diagonal=1)


@dtypes
@pytest.mark.parametrize(
    ("ours", "theirs", "shapes"),
    [
        (gelu, lambda x: F.gelu(x, approximate="tanh"), [(3, 5, 8)]),
        (affine, F.linear, [(3, 5, 8), (6, 8), (6,)]),
        (layer_norm, lambda x, w, b: F.layer_norm(x, (8,), w, b), [(3, 5, 8), (8,), (8,)]),
        (lambda *p: attention(*p, heads=1), F.scaled_dot_product_attention, [(3, 5, 8)] * 3),
        (lambda *p: attention(*p, heads=1, causal=True),
         lambda *p: F.scaled_dot_product_attention(*p, is_causal=True), [(3, 5, 8)] * 3),
    ],
    ids=["gelu", "affine", "layer_norm", "attention", "causal"],
)  # fmt: skip
def test_formulas(ours, theirs, shapes, dtype):
    arrays = [numbers(*shape, dtype=dtype, seed=k) for k, shape in enumerate(shapes)]
    mine, other = [ll.Tensor(a) for a in arrays], [torch.tensor(a) for a in arrays]
    for t in other:
        t.requires_grad_()
    a, b = ours(*mine), theirs(*other)
    close(a, b, dtype)
    gradients_agree(a, b, zip(mine, other, strict=True), dtype)


@dtypes
@pytest.mark.parametrize("vocabulary", [20, 500])
def test_an_embedding(vocabulary, dtype):
    words = Embedding(vocabulary, 8, rng=rng(0), dtype=dtype)
    layer = copied(torch.nn.Embedding(vocabulary, 8), {"weight": words.E})
    layer = layer.to(torch.float32 if dtype == np.float32 else torch.float64)
    layer.weight.data = torch.tensor(words.E.data)
    tokens = rng(1).integers(0, vocabulary, (4, 9))
    a, b = words(tokens), layer(torch.tensor(tokens))
    close(a, b, dtype)
    gradients_agree(a, b, [(words.E, layer.weight)], dtype)


@dtypes
@causals
def test_attention_with_padding_and_its_weights(causal, dtype):
    ours = spread(Attention(12, 3, causal, rng=rng(0), dtype=dtype))
    ours.keep = True
    layer = torch.nn.MultiheadAttention(12, 3, batch_first=True)
    layer = layer.to(torch.float32 if dtype == np.float32 else torch.float64)
    names = {"in_proj_weight": ours.qkv.W, "in_proj_bias": ours.qkv.b,
             "out_proj.weight": ours.out.W, "out_proj.bias": ours.out.b}  # fmt: skip
    theirs = dict(copied(layer, names).named_parameters())
    x, there = numbers(2, 5, 12, dtype=dtype), np.arange(5) < np.array([[5], [3]])
    hidden = torch.triu(torch.ones(5, 5, dtype=torch.bool), 1) if causal else None
    t = torch.tensor(x)
    b, p = layer(t, t, t, attn_mask=hidden, key_padding_mask=torch.tensor(~there),
                 average_attn_weights=False)  # fmt: skip
    a = ours(x, there)
    close(a, b, dtype)
    close(ours.probabilities, p, dtype)
    gradients_agree(a, b, [(q, theirs[name]) for name, q in names.items()], dtype)


@dtypes
@causals
def test_a_block(causal, dtype):
    block = spread(Block(12, 3, causal, rng=rng(0), dtype=dtype))
    layer, pairs = torch_block(block, dtype)
    x = numbers(2, 5, 12, dtype=dtype)
    b = layer(torch.tensor(x), src_mask=future(5).to(torch.tensor(x)) if causal else None)
    a = block(x)
    close(a, b, dtype)
    gradients_agree(a, b, pairs, dtype)


@dtypes
def test_a_block_of_a_decoder(dtype):
    block = spread(Block(12, 3, cross=True, rng=rng(0), dtype=dtype))
    layer, pairs = torch_block(block, dtype)
    x, memory = numbers(2, 5, 12, dtype=dtype), numbers(2, 4, 12, dtype=dtype, seed=1)
    there = np.arange(4) < np.array([[4], [2]])
    b = layer(torch.tensor(x), torch.tensor(memory), tgt_mask=future(5).to(torch.tensor(x)),
              memory_key_padding_mask=torch.tensor(~there))  # fmt: skip
    a = block(x, None, memory, there)
    close(a, b, dtype)
    gradients_agree(a, b, pairs, dtype)


def torch_body(body, tokens, dtype, **options):
    """What torch's layers make of the tokens, and all pairs of parameters."""
    ours = body.words.E, body.positions.E, body.norm.gain, body.norm.bias
    leaves = [torch.tensor(p.data, requires_grad=True) for p in ours]
    words, positions, gain, bias = leaves
    pairs = list(zip(ours, leaves, strict=True))
    x = words[torch.tensor(tokens)] + positions[: tokens.shape[1]]
    for block in body.blocks:
        layer, found = torch_block(block, dtype)
        x = layer(x, **options)
        pairs += found
    return F.layer_norm(x, gain.shape, gain, bias), words, pairs


@dtypes
@causals
def test_a_transformer(causal, dtype):
    model = spread(Transformer(9, 6, 12, layers=2, heads=3, causal=causal, rng=rng(0), dtype=dtype))
    tokens, targets = rng(1).integers(0, 9, (2, 4, 6))
    mask = future(6).to(torch.tensor(np.zeros(1, dtype))) if causal else None
    h, words, pairs = torch_body(model.body, tokens, dtype, src_mask=mask)
    logits = h @ words.T
    a = model(tokens)
    close(a, logits, dtype)
    loss = F.cross_entropy(logits.flatten(0, 1), torch.tensor(targets.ravel()))
    ours = ll.cross_entropy(a, targets)
    close(ours, loss, dtype)
    ours.backward()
    loss.backward()
    for p, q in pairs:
        close(p.grad, q.grad, dtype)


@dtypes
def test_an_encoder_and_decoder(dtype):
    model = spread(EncoderDecoder(9, 6, 12, layers=2, heads=3, rng=rng(0), dtype=dtype))
    source, target = rng(1).integers(0, 9, (2, 4, 6))
    memory, _, _ = torch_body(model.encoder, source, dtype)
    mask = future(6).to(memory)
    h, words, _ = torch_body(model.decoder, target, dtype, memory=memory, tgt_mask=mask)
    close(model(source, target), h @ words.T, dtype)
