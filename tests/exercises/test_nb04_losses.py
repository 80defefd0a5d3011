"""Exercises of notebook 04: references, wrong answers, and the library beside them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lecture_lib import cross_entropy, grad, nn
from lecture_lib.exercises.nb04_losses import EXERCISES
from lecture_lib.lessons import given, student

ALL = {e.id: e for e in EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")


pytestmark = pytest.mark.usefixtures("fresh_answers")


def own(id):
    return tuple(given(id).values())


# --- the references against something independent ---------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_binary_cross_entropy_is_that_of_the_library(name):
    student(name)
    z, y = own("losses-bce")
    expected = nn.binary_cross_entropy(z, y, "none")
    np.testing.assert_allclose(ALL["losses-bce"].reference(z, y), expected, rtol=1e-12)


def test_the_poisson_loss_differs_from_minus_ln_p_by_what_has_no_z_in_it():
    y = np.array([0.0, 1.0, 4.0])
    loss = ALL["losses-poisson"].reference
    gaps = []
    for z in (np.full(3, -1.0), np.array([0.2, 1.1, 0.7])):
        rate = np.exp(z)
        p = rate**y * np.exp(-rate) / np.array([math.factorial(int(k)) for k in y])
        gaps.append(-np.log(p) - loss(z, y))
    np.testing.assert_allclose(gaps[0], gaps[1], atol=1e-12)


def test_the_slope_of_the_poisson_loss_is_rate_minus_count():
    z, y = own("losses-poisson")
    slope = grad(lambda z: np.sum(ALL["losses-poisson"].reference(z, y)))(z)
    np.testing.assert_allclose(slope, np.exp(z) - y, rtol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_the_mean_over_tokens_is_that_of_cross_entropy(name):
    student(name)
    _, labels = own("losses-token-mean")
    logits = np.random.default_rng(0).standard_normal((*labels.shape, 5))
    losses = cross_entropy(logits, np.maximum(labels, 0), "none")
    expected = cross_entropy(logits, labels, ignore_index=-1)
    assert ALL["losses-token-mean"].reference(losses, labels) == pytest.approx(expected)


@pytest.mark.parametrize("name", NAMES)
def test_the_shapes_are_those_of_the_heads(name):
    student(name)
    B, T, C, V = own("losses-heads")
    rng = np.random.default_rng(0)
    x = np.zeros((B, T, 6), np.float32)
    assert ALL["losses-heads"].reference(B, T, C, V) == {
        "sequence": nn.SequenceHead(6, C, rng=rng)(x).shape,
        "token": nn.TokenHead(6, C, rng=rng)(x).shape,
        "generation": nn.GenerationHead(6, V, rng=rng)(x).shape,
    }
