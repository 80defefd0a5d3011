"""Top-k: what is sent and what is kept, its bytes, and a rule that sees compressed gradients."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lecture_lib.descent import bowl, descend
from lecture_lib.nn import MLP
from lecture_lib.optim import Adam, Clipped, GradientDescent, Momentum
from lecture_lib.scale import Compressed, TopK
from lecture_lib.training import Optimiser, fit, moons

SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5)
GRADIENTS = hnp.arrays(np.float64, SHAPES, elements=st.integers(-4, 4).map(float))


@given(GRADIENTS, st.floats(0.01, 1.0))
def test_the_largest_are_sent_and_the_rest_is_kept(gradient, share):
    topk = TopK(share)
    sent, kept = topk.compress(gradient, topk.init(gradient))
    assert sent.shape == kept.shape == gradient.shape
    assert len(sent.indices) == topk.count(gradient.size) == min(
        gradient.size, max(1, round(share * gradient.size))
    )  # fmt: skip
    np.testing.assert_array_equal(sent.dense() + kept, gradient)
    assert not (sent.dense() * kept).any()
    if gradient.size:
        assert np.abs(kept).max() <= np.abs(sent.values).min()


@given(GRADIENTS)
def test_of_equals_the_first_are_sent(gradient):
    sent, _ = TopK(0.5).compress(gradient, None)
    order = np.argsort(-np.abs(gradient.ravel()), kind="stable")[: len(sent.indices)]
    np.testing.assert_array_equal(sent.indices, np.sort(order))


def test_nothing_is_lost_over_many_steps():
    rng = np.random.default_rng(0)
    gradients = rng.standard_normal((200, 4, 5))
    topk, total = TopK(0.1), np.zeros((4, 5))
    state = topk.init(total)
    for gradient in gradients:
        sent, state = topk.compress(gradient, state)
        total += sent.dense()
    np.testing.assert_allclose(total + state, gradients.sum(axis=0), rtol=1e-12)


def test_without_a_residual_the_rest_is_thrown_away():
    topk, gradient = TopK(0.5, residual=False), np.array([2.0, 1.0])
    state = topk.init(gradient)
    for _ in range(3):
        sent, state = topk.compress(gradient, state)
        assert state is None
        np.testing.assert_array_equal(sent.dense(), [2.0, 0.0])


def test_nothing_given_is_changed():
    topk, gradient = TopK(0.5), np.array([2.0, 1.0])
    gradient.flags.writeable = False
    state = topk.init(gradient)
    state.flags.writeable = False
    sent, kept = topk.compress(gradient, state)
    assert not np.shares_memory(kept, state)
    assert not np.shares_memory(sent.values, gradient)
    assert not np.shares_memory(kept, gradient)


def test_one_per_cent_are_fifty_times_fewer_bytes():
    gradient = np.random.default_rng(0).standard_normal(10_000).astype(np.float32)
    topk = TopK(0.01)
    sent, kept = topk.compress(gradient, topk.init(gradient))
    assert sent.bytes == 100 * (4 + 4) == gradient.nbytes / 50
    assert sent.indices.dtype == np.int32
    assert sent.values.dtype == sent.dense().dtype == kept.dtype == np.float32


def test_what_is_not_a_number_is_sent_at_once():
    topk = TopK(0.25)
    gradient = np.array([1.0, np.nan, -np.inf, 9.0])
    sent, kept = topk.compress(gradient, topk.init(gradient))
    assert sent.indices.tolist() == [1]
    sent, kept = topk.compress(np.zeros(4), kept)
    assert sent.indices.tolist() == [2]
    np.testing.assert_array_equal(kept, [1.0, 0.0, 0.0, 9.0])


@pytest.mark.parametrize("share", [0.0, -0.1, 1.1, float("nan")])
def test_a_share_is_a_share(share):
    with pytest.raises(ValueError, match=rf"share is {share}"):
        TopK(share)


def test_a_residual_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"gradient has shape \(3,\) and the residual \(1, 3\)"):
        TopK(0.5).compress(np.zeros(3), np.zeros((1, 3)))


# --- a rule that sees compressed gradients -------------------------------------------------


@pytest.mark.parametrize("inner", [GradientDescent(0.1), Momentum(0.1, 0.9), Adam(0.1)])
@pytest.mark.parametrize("residual", [True, False])
def test_a_share_of_one_changes_nothing(inner, residual):
    surface, start = bowl([1.0, 2.0, 5.0]), np.array([[1.0, -2.0, 3.0], [0.0, 1.0, 1.0]])
    rule = Compressed(inner, TopK(1.0, residual))
    np.testing.assert_array_equal(
        descend(surface, rule, start, steps=20).theta, descend(surface, inner, start, 20).theta
    )


def test_rule_and_compression_by_hand_agree():
    rng = np.random.default_rng(0)
    theta = rng.standard_normal((3, 4))
    topk, inner = TopK(0.3), Momentum(0.1, 0.5)
    rule, by_hand = Compressed(inner, topk), theta
    state, kept, momentum = rule.init(theta), topk.init(theta), inner.init(theta)
    for gradient in rng.standard_normal((20, 3, 4)):
        theta, state = rule.update(theta, gradient, state)
        sent, kept = topk.compress(gradient, kept)
        by_hand, momentum = inner.update(by_hand, sent.dense(), momentum)
        np.testing.assert_array_equal(theta, by_hand)
        np.testing.assert_array_equal(state.residual, kept)


def test_a_batch_of_starts_is_as_many_runs():
    surface = bowl([1.0, 2.0, 3.0, 4.0, 5.0])
    starts = np.random.default_rng(0).standard_normal((2, 3, 5))
    rule = Compressed(GradientDescent(0.1), TopK(0.4))
    together = descend(surface, rule, starts, steps=30).theta
    for index in np.ndindex(2, 3):
        alone = descend(surface, rule, starts[index], steps=30).theta
        np.testing.assert_array_equal(together[:, *index], alone)


def test_axes_of_a_gradient_need_not_be_the_last():
    total, sent = TopK(0.25).choose(np.arange(24.0).reshape(4, 3, 2), None, axis=(0, 2))
    assert sent.shape == total.shape
    np.testing.assert_array_equal(sent.sum(axis=(0, 2)), [2, 2, 2])
    np.testing.assert_array_equal(np.argwhere(sent[:, 1]), [[3, 0], [3, 1]])


def test_float32_stays_float32():
    theta = np.ones(4, np.float32)
    rule = Compressed(GradientDescent(0.1), TopK(0.5))
    theta, state = rule.update(theta, np.ones(4, np.float32), rule.init(theta))
    assert theta.dtype == state.residual.dtype == np.float32


def test_a_diverging_path_is_labelled():
    rule = Compressed(GradientDescent(3.0), TopK(0.5))
    assert descend(bowl([1.0, 1.0]), rule, (1.0, 2.0), steps=3000).diverged


def test_it_goes_round_other_wrappers():
    rule = Compressed(Clipped(Adam(0.1)), TopK(0.01))
    assert rule.label == "Adam, clipped, top 0.01"
    assert isinstance(rule.innermost, Adam)
    assert rule.with_rate(0.2).rate_at(0) == 0.2
    assert rule.with_rate(0.2).by == TopK(0.01)
    assert rule.equation.startswith(r"g \leftarrow \mathrm{top}_k(a)")
    assert Compressed(Adam(), TopK(0.5, residual=False)).label == "Adam, top 0.5 without residual"


def test_a_network_trains_with_it():
    data = moons(200, np.random.default_rng(0))
    model = MLP((2, 16, 2), rng=np.random.default_rng(0))
    rule = Compressed(Adam(0.02), TopK(0.1))
    history = fit(model, data, rule, epochs=30, rng=np.random.default_rng(0))
    assert history.train_loss[-1] < 0.5 * history.train_loss[0]
    states = Optimiser(model.parameters(), rule).states
    assert all(s.residual.shape == model.parameters()[n].shape for n, s in states.items())
