"""Variances of the initialisers, and what they do to a deep stack (E-S11, E-S12)."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from lecture_lib.nn import Linear
from lecture_lib.nn.initialisers import (
    fans,
    glorot,
    gpt2,
    he,
    lecun,
    normal,
    t5,
    torch_linear,
    uniform,
)

SHAPE = (1024, 256)


@pytest.mark.parametrize(
    ("initialiser", "variance"),
    [
        (lecun, 1 / 256), (partial(lecun, distribution="uniform"), 1 / 256),
        (glorot, 2 / 1280), (partial(glorot, distribution="normal"), 2 / 1280),
        (he, 2 / 256), (partial(he, distribution="uniform"), 2 / 256),
        (torch_linear, 1 / 768), (uniform, 1 / 3), (partial(uniform, low=-0.5, high=0.5), 1 / 12),
        (normal, 1.0), (gpt2, 4e-4), (partial(gpt2, residual_layers=24), 4e-4 / 24),
        (t5, 1 / 256), (partial(t5, role="query", key_size=64), 1 / (256 * 64)),
        (partial(t5, role="embedding"), 1.0),
    ],
)  # fmt: skip
def test_variance_and_mean(initialiser, variance):
    w = initialiser(np.random.default_rng(0), SHAPE)
    assert w.shape == SHAPE
    assert w.var() == pytest.approx(variance, rel=0.01)
    assert abs(w.mean()) < 4 * (variance / w.size) ** 0.5


def test_uniform_ones_have_the_right_edge():
    assert np.abs(torch_linear(np.random.default_rng(0), SHAPE)).max() <= 1 / 16
    assert np.abs(uniform(np.random.default_rng(0), SHAPE)).max() <= 1


def test_what_ten_linear_layers_do_to_the_standard_deviation():
    # E-S11: widths 256 and 1024 in turn; computed there: 1.004, .329, 32.1, .0041
    expected = {lecun: 1.0, glorot: 0.328, he: 32.0, torch_linear: 0.0041}
    for initialiser, factor in expected.items():
        rng = np.random.default_rng(0)
        x = rng.standard_normal((1000, 256))
        for k in range(10):
            x = x @ initialiser(rng, ((1024, 256) if k % 2 == 0 else (256, 1024))).T
        assert x.std() == pytest.approx(factor, rel=0.1), initialiser.__name__


def test_he_keeps_the_mean_square_through_relus():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((300, 1024))
    for _ in range(10):
        x = np.maximum(x, 0) @ he(rng, (1024, 1024)).T
    assert np.mean(x**2) == pytest.approx(1, rel=0.2)


def test_gpt2_keeps_the_residual_stream():
    # E-S12: N branches of variance 1/N add up to one
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2000, 64))
    branches = sum(x @ gpt2(rng, (64, 64), residual_layers=16, std=1 / 8).T for _ in range(16))
    assert branches.var() == pytest.approx(1, rel=0.1)


def test_layers_use_them():
    layer = Linear(256, 1024, rng=np.random.default_rng(0), initialiser=he)
    assert layer.W.data.var() == pytest.approx(2 / 256, rel=0.02)
    assert not layer.b.data.any()


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda rng: fans((3,)), "is no matrix"),
        (lambda rng: he(rng, (2, 2), distribution="cauchy"), "cauchy"),
        (lambda rng: gpt2(rng, (2, 2), residual_layers=0), "residual_layers is 0"),
        (lambda rng: t5(rng, (2, 2), role="keys"), "query, other, embedding"),
    ],
)
def test_bad_settings(call, told):
    with pytest.raises(ValueError, match=told):
        call(np.random.default_rng(0))
