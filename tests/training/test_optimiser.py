"""From rules to networks: groups, clipping, measuring, whole steps only."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib import Tensor
from lecture_lib.nn import MLP
from lecture_lib.optim import AdamW, Clipped, GradientDescent, Momentum, Restarted, StepDecay
from lecture_lib.training.optimiser import Optimiser, without_decay


def one(rule, **options):
    w = Tensor([3.0, 4.0])
    optimiser = Optimiser({"w": w}, rule, **options)
    (np.sum(w**2) / 2).backward()
    return w, optimiser


def test_it_does_what_the_rule_does():
    model = MLP((3, 4, 2), rng=np.random.default_rng(0), dtype=float)
    rule, x, y = Momentum(0.1, 0.9), np.ones((5, 3)), [0, 1, 0, 1, 1]
    by_hand = {n: (p.data.copy(), rule.init(p.data)) for n, p in model.parameters().items()}
    optimiser = Optimiser(model.parameters(), rule)
    for _ in range(3):
        ll.cross_entropy(model(x), y).backward()
        for name, p in model.parameters().items():
            by_hand[name] = rule.update(by_hand[name][0], p.grad, by_hand[name][1])
        optimiser.step()
    for name, p in model.parameters().items():
        np.testing.assert_array_equal(p.data, by_hand[name][0])
        assert p.grad is None


def test_one_dimensional_arrays_are_not_decayed():
    # K-23; only the decay acts, for the gradients are 0
    for rule in (AdamW(0.1, weight_decay=0.5), GradientDescent(0.1, weight_decay=0.5),
                 Clipped(GradientDescent(0.1, weight_decay=0.5))):  # fmt: skip
        W, b = Tensor(np.ones((2, 2))), Tensor(np.ones(2))
        zero = {"W": np.zeros((2, 2)), "b": np.zeros(2)}
        Optimiser({"W": W, "b": b}, rule).step(zero)
        np.testing.assert_allclose(W.data, 0.95)
        np.testing.assert_array_equal(b.data, 1)
        Optimiser({"W": W, "b": b}, rule, decay_vectors=True).step(zero)
        np.testing.assert_allclose(b.data, 0.95)
    assert without_decay(AdamW(0.1, weight_decay=0.5)).learning_rate == 0.1


def test_l2_is_the_gradient_of_half_the_squared_norm():
    # E-K3: at (3, 4) with λ = .1 a decay adds (.3, .4); Kuhlmann's λ‖θ‖² adds twice that
    w = Tensor([[3.0, 4.0]])
    Optimiser({"w": w}, GradientDescent(1.0, weight_decay=0.1)).step({"w": np.zeros((1, 2))})
    np.testing.assert_allclose(w.data, [[2.7, 3.6]])


def test_clipping_acts_on_all_gradients_together():
    a, b = Tensor([0.0]), Tensor([0.0])
    optimiser = Optimiser({"a": a, "b": b}, GradientDescent(1.0), max_norm=1.0)
    optimiser.step({"a": np.array([3.0]), "b": np.array([4.0])})
    np.testing.assert_allclose([a.data[0], b.data[0]], [-0.6, -0.8])
    assert optimiser.gradient_norm == 5  # before clipping
    optimiser.step({"a": np.array([0.1]), "b": np.array([0.0])})
    np.testing.assert_allclose(a.data, [-0.7])  # small ones are left alone


def test_measuring():
    _, optimiser = one(GradientDescent(0.1), measure=True)
    optimiser.step()
    assert optimiser.gradient_norm == 5
    assert optimiser.change == pytest.approx(0.5)


def test_the_learning_rate_follows_a_schedule_and_can_be_set():
    w, optimiser = one(GradientDescent(StepDecay(1.0, every=1, factor=0.5)))
    assert optimiser.learning_rate == 1
    optimiser.step()
    assert optimiser.learning_rate == 0.5
    optimiser.learning_rate = 0.125
    optimiser.step({"w": np.array([8.0, 8.0])})
    np.testing.assert_array_equal(w.data, [-1, -1])


@pytest.mark.parametrize("wrap", [Clipped, lambda rule: Restarted(Clipped(rule), every=9)])
def test_the_rate_of_a_wrapped_rule_can_be_read_and_set(wrap):
    w, optimiser = one(wrap(GradientDescent(0.3)))
    assert optimiser.learning_rate == 0.3
    optimiser.learning_rate = 0.5
    assert optimiser.learning_rate == 0.5
    optimiser.step({"w": np.array([0.6, 0.8])})
    np.testing.assert_allclose(w.data, [2.7, 3.6])


def test_the_rate_of_a_restarted_rule_is_the_one_in_force():
    _, optimiser = one(Restarted(GradientDescent(1.0), every=1))
    rates = []
    for _ in range(3):
        rates.append(optimiser.learning_rate)
        optimiser.step({"w": np.ones(2)})
    assert rates == [1, 0.5, 0.25]


@pytest.mark.parametrize("wrong", [np.inf, np.nan])
def test_a_gradient_without_a_length_is_not_clipped_but_named(wrong):
    w, optimiser = one(GradientDescent(0.1), max_norm=1.0)
    with pytest.raises(FloatingPointError, match="norm of the gradients is"):
        optimiser.step({"w": np.array([1.0, wrong])})
    np.testing.assert_array_equal(w.data, [3, 4])
    assert optimiser.steps == 0


def test_float16_gradients_are_clipped_and_not_lost():
    w = Tensor(np.zeros(2, np.float32))
    optimiser = Optimiser({"w": w}, GradientDescent(1.0), max_norm=1.0)
    optimiser.step({"w": np.array([300.0, 400.0], np.float16)})
    np.testing.assert_allclose(w.data, [-0.6, -0.8], rtol=2e-3)


def test_parameters_without_a_gradient_stay():
    w, idle = Tensor([1.0]), Tensor([1.0])
    optimiser = Optimiser({"w": w, "idle": idle}, AdamW(0.1, weight_decay=0.5))
    w.sum().backward()
    optimiser.step()
    assert idle.data[0] == 1 and w.data[0] < 1


def test_no_gradient_at_all_is_an_error():
    optimiser = Optimiser({"w": Tensor([1.0])}, GradientDescent(0.1))
    with pytest.raises(ll.GraphError, match=r"loss\.backward\(\) first"):
        optimiser.step()
    with pytest.raises(ValueError, match="no parameter"):
        Optimiser({}, GradientDescent(0.1))
    with pytest.raises(ValueError, match="max_norm"):
        Optimiser({"w": Tensor([1.0])}, GradientDescent(0.1), max_norm=-1)


def test_float32_parameters_stay_float32():
    w = Tensor(np.ones((2, 2), np.float32))
    optimiser = Optimiser({"w": w}, AdamW(StepDecay(0.1, every=5)), max_norm=0.5)
    for _ in range(3):
        (w * w).sum().backward()
        optimiser.step()
    assert w.dtype == np.float32
    assert optimiser.states["w"].m.dtype == np.float32


def test_an_interrupt_never_leaves_half_a_step(monkeypatch):
    a, b = Tensor([1.0]), Tensor([1.0])
    optimiser = Optimiser({"a": a, "b": b}, GradientDescent(0.5))
    real, calls = Optimiser._commit, []

    def interrupted(self, moved, steps):
        calls.append(steps)
        if len(calls) == 1:
            real(self, dict(list(moved.items())[:1]), steps)
            raise KeyboardInterrupt
        real(self, moved, steps)

    monkeypatch.setattr(Optimiser, "_commit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        optimiser.step({"a": np.array([1.0]), "b": np.array([1.0])})
    assert (a.data[0], b.data[0], optimiser.steps) == (0.5, 0.5, 1)
