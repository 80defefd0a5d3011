"""Half precision: what float16 loses, the loss scale, masters that remember (E-S9, E-S10)."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.nn import MLP, squared_error
from lecture_lib.optim import Adam, GradientDescent
from lecture_lib.training import (
    HalfPrecision,
    LossScale,
    accuracy,
    evaluate,
    fit,
    gradient_underflow,
    load,
    moons,
    underflow,
)

TINY = 2.0**-24


@pytest.mark.parametrize(
    ("factor", "kept"), [(0.75, 1.0), (0.5 * 1.001, 1.0), (0.5, 0.0), (0.25, 0.0), (1.0, 1.0)]
)
def test_where_float16_ends(factor, kept):
    # E-S9: the smallest number is 2⁻²⁴, but all above 2⁻²⁵ rounds up to it
    for sign in (1, -1):
        assert np.float16(sign * factor * TINY) == sign * kept * TINY
        assert underflow(np.array([sign * factor * TINY])).zero == (kept == 0)


def test_counting():
    numbers = np.array([0.0, 1.0, 2.0**-14, 2.0**-15, 2.0**-30, 65504.0, 65520.0, -1e9])
    assert underflow(numbers) == (7, 1, 1, 2)
    assert underflow([numbers, numbers]).total == 14
    assert underflow(numbers, scale=2.0**10) == (7, 0, 1, 3)
    assert underflow(np.zeros(3)) == (0, 0, 0, 0)


def test_scaling_saves_small_gradients():
    model = MLP((64, 32, 10), rng=np.random.default_rng(0))
    digits = load("digits")
    counts = gradient_underflow(model, (digits.X[:64] * 1e-4, digits.y[:64]), ll.cross_entropy)
    lost = [counts[s].zero for s in sorted(counts)]
    assert lost[0] > lost[1] > lost[2] >= lost[3]
    assert all(p.grad is None for p in model.parameters().values())


def test_the_scale_halves_and_doubles_within_its_limits():
    rule = LossScale(initial=4.0, every=2, lowest=2.0, highest=8.0)
    state, scales = rule.init(), []
    for finite in (False, False, True, True, True, True, True, True):
        state = rule.update(finite, state)
        scales.append(state.scale)
    assert scales == [2, 2, 2, 4, 4, 8, 8, 8]


@pytest.mark.parametrize(
    "settings", [{"initial": 0.0}, {"initial": np.nan}, {"factor": 1.0}, {"every": 0}]
)
def test_bad_scales(settings):
    with pytest.raises(ValueError, match="LossScale"):
        LossScale(**settings)


def test_the_gradients_do_not_depend_on_the_scale():
    model = MLP((4, 8, 3), rng=np.random.default_rng(0))
    x, y = np.random.default_rng(1).standard_normal((5, 4)).astype(np.float32), [0, 1, 2, 0, 1]
    found = []
    for scale in (1.0, 2.0**10):
        half = HalfPrecision(model, LossScale(initial=scale))
        ll.cross_entropy(half.forward(x), y).backward(scale)
        found.append(half.gradients())
    ll.cross_entropy(model(x), y).backward()
    for name, p in model.parameters().items():
        np.testing.assert_allclose(found[0][name], found[1][name], rtol=0.02, atol=1e-4)
        np.testing.assert_allclose(found[1][name], p.grad, rtol=0.05, atol=2e-3)
        assert found[1][name].dtype == np.float32


def test_an_overflow_skips_the_update_and_lowers_the_scale():
    rng = np.random.default_rng(0)
    model = MLP((2, 8, 2), rng=rng)
    before = model.state()
    half = HalfPrecision(model, LossScale(initial=2.0**24))
    history = fit(half, moons(64, rng), Adam(0.01), steps=2, rng=rng)
    assert history.skipped.tolist() == [True, True]
    assert history.loss_scale.tolist() == [2.0**24, 2.0**23]
    for name, array in model.state().items():
        np.testing.assert_array_equal(array, before[name])


def test_training_in_half_precision_works():
    rng = np.random.default_rng(0)
    model, data = MLP((2, 16, 2), rng=rng), moons(200, rng)
    half = HalfPrecision(model, LossScale(every=20))
    history = fit(half, data, Adam(0.02), epochs=20, rng=rng)
    assert evaluate(model, data, metric=accuracy)[1] > 0.95
    assert {p.dtype.name for p in model.parameters().values()} == {"float32"}
    assert history.loss_scale.max() > 2.0**15  # it grew
    assert model(data[0]).dtype == np.float32


def test_masters_remember_updates_that_float16_would_round_away():
    # 1 + 2⁻¹² is 1 in float16; a hundred such steps must move the weight
    assert np.float16(1) + np.float16(2.0**-12) == 1
    model = ll.nn.Linear(1, 1, bias=False, rng=np.random.default_rng(0))
    model.W.data[:] = 1
    x = np.ones((1, 1), np.float32)
    fit(HalfPrecision(model), (x, x * 2), GradientDescent(2.0**-13), loss=squared_error, steps=100,
        rng=np.random.default_rng(0))  # fmt: skip
    assert 1.02 < model.W.data.item() < 1.03


def test_tokens_stay_integers():
    words = ll.nn.Embedding(4, 2, rng=np.random.default_rng(0))
    assert HalfPrecision(words).forward(np.array([1, 2])).shape == (2, 2)
