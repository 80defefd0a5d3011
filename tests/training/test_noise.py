"""Gradient noise against its formula, and against enumeration."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.nn import MLP, Linear
from lecture_lib.training import gradient_noise, gradient_of


def setting(n=30):
    rng = np.random.default_rng(0)
    model = Linear(3, 2, rng=rng, dtype=float)
    return model, (rng.standard_normal((n, 3)), rng.integers(0, 2, n))


def test_the_gradient_is_that_of_the_mean_loss_and_grad_is_left_alone():
    model, (X, y) = setting()
    model.W.grad = np.full((2, 3), 9.0)
    vector = gradient_of(model, (X, y))
    assert (model.W.grad == 9).all() and model.b.grad is None
    expected = ll.grad(lambda W: ll.cross_entropy(X @ W.T, y))(model.W.data)
    np.testing.assert_allclose(vector[:6].reshape(2, 3), expected)


def test_the_formula_by_enumeration():
    # K-05: variance ∝ 1/B, with the factor (N − B)/(N − 1) of drawing without replacement
    model, (X, y) = setting(8)
    noise = gradient_noise(model, (X, y), rng=np.random.default_rng(0), sizes=[1, 2, 3, 8], draws=1)
    full = gradient_of(model, (X, y))
    for size, expected in zip(noise.sizes, noise.expected, strict=True):
        every = [gradient_of(model, (X[list(c)], y[list(c)])) - full
                 for c in combinations(range(8), int(size))]  # fmt: skip
        assert np.mean(np.sum(np.square(every), axis=1)) == pytest.approx(expected, abs=1e-15)
        np.testing.assert_allclose(np.mean(every, axis=0), 0, atol=1e-14)


def test_measured_beside_expected():
    model, data = setting()
    noise = gradient_noise(model, data, rng=np.random.default_rng(1), sizes=[1, 5, 15], draws=400)
    np.testing.assert_allclose(noise.measured, noise.expected, rtol=0.2)
    assert noise.bias.max() < 0.1 * noise.spread**0.5
    assert noise.scale == pytest.approx(noise.spread / noise.norm**2)


def test_dropout_adds_no_noise_of_its_own():
    rng = np.random.default_rng(0)
    model = MLP((3, 4, 2), dropout=0.5, rng=rng)
    data = rng.standard_normal((6, 3)).astype(np.float32), rng.integers(0, 2, 6)
    noise = gradient_noise(model, data, rng=rng, sizes=[6], draws=3)
    assert noise.measured[0] < 1e-12
    assert model.training


@pytest.mark.parametrize("options", [{"sizes": [0]}, {"sizes": [31]}, {"draws": 0}])
def test_bad_settings(options):
    model, data = setting()
    with pytest.raises(ValueError, match="30 examples"):
        gradient_noise(model, data, rng=np.random.default_rng(0), **options)
