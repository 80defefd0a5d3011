"""Attention against loops, its twin and differences; what a mask hides has no influence at all."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lecture_lib as ll
from lecture_lib.nn import Attention, attention, attention_composed, attention_weights


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def by_loops(q, k, v, heads, seen):
    """One sequence, one head, one query at a time; `seen` is (T, S)."""
    out, m = np.zeros_like(q), q.shape[-1] // heads
    for h in range(heads):
        part = slice(h * m, (h + 1) * m)
        for t in range(len(q)):
            scores = {s: q[t, part] @ k[s, part] / sqrt(m) for s in range(len(k)) if seen[t, s]}
            total = sum(np.exp(score) for score in scores.values())
            out[t, part] = sum(np.exp(score) * v[s, part] for s, score in scores.items()) / total
    return out


@pytest.mark.parametrize("heads", [1, 2, 6])
@pytest.mark.parametrize("causal", [True, False])
def test_attention_as_written_in_the_paper(heads, causal):
    qkv = numbers(2, 5, 18)
    seen = np.tri(5, dtype=bool) if causal else np.ones((5, 5), bool)
    expected = [by_loops(*np.split(one, 3, axis=1), heads, seen) for one in qkv]
    np.testing.assert_allclose(attention(qkv, heads=heads, causal=causal), expected)
    np.testing.assert_allclose(attention_composed(qkv, heads=heads, causal=causal), expected)


def test_any_packing_says_the_same():
    q, k, v = numbers(3, 2, 4, 6)
    packings = [(np.concatenate([q, k, v], -1),), (q, np.concatenate([k, v], -1)), (q, k, v)]
    weights = numbers(2, 4, 6, seed=1)

    def gradients(*packed):
        f = ll.grad(lambda *p: np.sum(attention(*p, heads=2) * weights), tuple(range(len(packed))))
        return np.concatenate(f(*packed), axis=-1)

    for packed in packings:
        np.testing.assert_array_equal(attention(*packed, heads=2), attention(q, k, v, heads=2))
        np.testing.assert_allclose(gradients(*packed), gradients(q, k, v), atol=1e-15)


def test_queries_may_be_of_another_length_than_keys():
    q, kv = numbers(2, 3, 4), numbers(2, 5, 8, seed=1)
    k, v = np.split(kv, 2, axis=-1)
    expected = [by_loops(*one, 2, np.ones((3, 5), bool)) for one in zip(q, k, v, strict=True)]
    np.testing.assert_allclose(attention(q, kv, heads=2), expected)
    ll.check_gradients(lambda *p: attention(*p, heads=2), q, kv, order=2)


@given(
    lead=st.sampled_from([(), (2,), (2, 3)]), T=st.integers(1, 4), heads=st.sampled_from([1, 2]),
    causal=st.booleans(), seed=st.integers(0, 9),
)  # fmt: skip
def test_one_node_says_what_its_twin_says(lead, T, heads, causal, seed):
    qkv, mask = numbers(*lead, T, 12, seed=seed), numbers(*lead, T, T, seed=seed) < 0.5
    mask |= np.eye(T, dtype=bool)  # each sees itself
    options = {"heads": heads, "causal": causal, "mask": mask}
    weights = numbers(*lead, T, 4, seed=1)
    results = []
    for f in attention, attention_composed:
        x = ll.Tensor(qkv)
        out = f(x, **options)
        out.backward(weights)
        results.append((out.data, x.grad))
    for ours, theirs in zip(*results, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-13)


def test_gradients_of_every_order():
    mask = np.array([[1, 1, 1, 0], [1, 1, 1, 1]], bool)
    ll.check_gradients(lambda x: attention(x, heads=2, mask=mask), numbers(2, 4, 12), order=2)
    ll.check_gradients(lambda x: attention(x, heads=1, causal=True), 3 * numbers(4, 12), order=2)


@pytest.mark.parametrize("f", [attention, attention_composed])
@pytest.mark.parametrize("shapes", [[(0, 4, 12)], [(2, 0, 4), (2, 3, 8)]])
def test_a_batch_of_nothing_gives_nothing(f, shapes):
    operands = [ll.Tensor(np.zeros(shape)) for shape in shapes]
    out = f(*operands, heads=2)
    out.sum().backward()
    assert out.shape == (*shapes[0][:-1], 4)
    assert all(x.grad.shape == x.shape and not x.grad.any() for x in operands)


@pytest.mark.parametrize("causal", [True, False])
def test_attention_of_whole_numbers(causal):
    qkv = np.arange(24).reshape(2, 12)
    found = [f(qkv, heads=2, causal=causal) for f in (attention, attention_composed)]
    np.testing.assert_allclose(found, [attention(1.0 * qkv, heads=2, causal=causal)] * 2)


def test_large_scores_do_not_overflow():
    x = ll.Tensor(1e4 * numbers(5, 12))
    out = attention(x, heads=2, causal=True)
    out.sum().backward()
    assert np.isfinite(out.data).all() and np.isfinite(x.grad).all()


@pytest.mark.parametrize("f", [attention, attention_composed])
def test_the_future_has_no_gradient_at_all(f):
    for t in range(5):
        x = ll.Tensor(numbers(5, 12))
        f(x, heads=2, causal=True)[t].sum().backward()
        assert not x.grad[t + 1 :].any()  # exactly 0
        assert x.grad[: t + 1, 8:].all()  # the values of past and present


def test_padding_has_no_gradient_and_no_influence():
    mask = np.array([[1, 1, 1, 1], [1, 1, 0, 0]], bool)
    x = ll.Tensor(numbers(2, 4, 12))
    out = attention(x, heads=2, mask=mask)
    out[1, :2].sum().backward()
    assert not x.grad[1, 2:].any() and not x.grad[0].any()
    np.testing.assert_allclose(out.data[1, :2], attention(x.data[1, :2], heads=2))


def test_a_mask_for_each_query_is_a_prefix_say():
    # T5's prefix language model: all of the prefix is seen by all, what follows by what comes later
    lengths = np.array([2, 3])
    mask = np.tri(4, dtype=bool) | (np.arange(4) < lengths[:, None, None])
    p = attention_weights(numbers(2, 4, 12), heads=2, mask=mask)
    assert ((p > 0) == mask[:, None]).all()
    np.testing.assert_allclose(p.sum(axis=-1), 1)


def test_a_mask_that_changes_afterwards_does_no_harm():
    mask = np.array([True, True, False])
    x = ll.Tensor(numbers(3, 12))
    out = attention(x, heads=2, mask=mask)
    mask[:] = True
    out.sum().backward()
    assert not x.grad[2, 4:].any()  # key and value


@pytest.mark.parametrize(
    ("shapes", "options", "error", "told"),
    [
        ([(4, 12)], {"heads": 3}, ll.ShapeError, "the heads divide size"),
        ([(4, 12)], {"heads": 0}, ll.ShapeError, "with 0 heads"),
        ([(4, 12)], {"heads": -2}, ll.ShapeError, "with -2 heads"),
        ([(2, 0, 12)], {"heads": 2}, ll.ShapeError, "no key to see"),
        ([(2, 3, 4), (2, 0, 8)], {"heads": 2}, ll.ShapeError, "no key to see"),
        ([(4, 10)], {"heads": 2}, ll.ShapeError, "packed along"),
        ([(4, 6), (4, 6)], {"heads": 2}, ll.ShapeError, r"\(4, 6\) and \(4, 6\)"),
        ([(12,)], {"heads": 2}, ll.ShapeError, r"q is \(\.\.\., T, size\)"),
        ([()], {"heads": 2}, ll.ShapeError, r"attention: \(\) with"),
        ([(4, 6), (5, 6), (4, 6)], {"heads": 2}, ll.ShapeError, r"k and v are \(\.\.\., S, size"),
        ([(2, 4, 6), (3, 4, 12)], {"heads": 2}, ll.ShapeError, r"\(2, 4, 6\) and \(3, 4, 12\)"),
        ([(4, 4)] * 4, {"heads": 2}, TypeError, "4 arrays"),
        ([(3, 4), (5, 8)], {"heads": 2, "causal": True}, ll.ShapeError, "3 queries and 5 keys"),
        ([(2, 4, 12)], {"heads": 2, "mask": np.ones((4, 4), bool)}, ll.ShapeError,
         r"mask is \(4, 4\)"),
        ([(2, 4, 12)], {"heads": 2, "mask": [[1, 1, 1, 1], [0] * 4]}, ValueError,
         r"query \(1, 0\) nothing to see"),
        ([(2, 4, 12)], {"heads": 2, "mask": np.full((2, 4), -np.inf)}, TypeError, "mask == 0"),
        ([(3, 12)], {"heads": 2, "causal": True, "mask": [0, 1, 1]}, ValueError,
         "padding behind the tokens"),
    ],
)  # fmt: skip
def test_what_does_not_fit(shapes, options, error, told):
    with pytest.raises(error, match=told):
        attention(*(numbers(*shape) for shape in shapes), **options)


def test_the_layer_by_hand():
    layer = Attention(6, 2, rng=np.random.default_rng(0), dtype=float)
    x = numbers(2, 4, 6)
    qkv = x @ layer.qkv.W.data.T + layer.qkv.b.data
    mixed = [by_loops(*np.split(one, 3, axis=1), 2, np.tri(4, dtype=bool)) for one in qkv]
    np.testing.assert_allclose(layer(x).data, mixed @ layer.out.W.data.T + layer.out.b.data)


def test_the_layer_looks_at_another_sequence():
    layer = Attention(6, 2, causal=False, rng=np.random.default_rng(0), dtype=float)
    layer.qkv.b.data = numbers(18)
    x, memory = numbers(3, 6), numbers(5, 6, seed=1)
    W, b = np.split(layer.qkv.W.data, 3), np.split(layer.qkv.b.data, 3)
    q, k, v = (a @ M.T + c for a, M, c in zip((x, memory, memory), W, b, strict=True))
    mixed = by_loops(q, k, v, 2, np.ones((3, 5), bool))
    out = layer(x, memory=memory)
    np.testing.assert_allclose(out.data, mixed @ layer.out.W.data.T + layer.out.b.data)
    np.testing.assert_allclose(layer(x, memory=x).data, layer(x).data)


def test_the_layer_keeps_its_weights_when_asked():
    layer = Attention(6, 2, rng=np.random.default_rng(0))
    x = ll.Tensor(numbers(2, 4, 6).astype(np.float32))
    layer(x)
    assert layer.probabilities is None
    layer.keep = True
    before = layer(x).data
    p, qkv = layer.probabilities, layer.qkv(x).data
    assert p.shape == (2, 2, 4, 4) and not np.triu(p, 1).any()
    v = qkv[..., 12:].reshape(2, 4, 2, 3).swapaxes(1, 2)
    mixed = (p @ v).swapaxes(1, 2).reshape(2, 4, 6)
    np.testing.assert_allclose(layer.out(mixed).data, before, atol=1e-6)
    assert list(layer.parameters()) == ["qkv.W", "qkv.b", "out.W", "out.b"]


def test_heads_must_divide_the_size():
    with pytest.raises(ValueError, match=r"size 48 cannot be cut into 5 .*1, 2, 3, 4, 6, 8, 12"):
        Attention(48, 5, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="heads is 0"):
        Attention(48, 0, rng=np.random.default_rng(0))
