"""Exercises of notebook 11: references, wrong answers, and the theory behind them."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib import nn, relu
from lecture_lib.exercises.nb11_stability import EXERCISES
from lecture_lib.lessons import check, given, student
from lecture_lib.optim import AdamW, clip_by_norm

ALL = {e.id: e for e in EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")


pytestmark = pytest.mark.usefixtures("fresh_answers")


def own(id):
    return tuple(given(id).values())


# --- the references against something independent ---------------------------------------------


@pytest.mark.parametrize("layers", [1, 4])
def test_the_signal_is_that_of_a_real_stack(layers):
    n, variance, rng = 300, 0.01, np.random.default_rng(0)
    x = rng.standard_normal((400, n))
    for _ in range(layers):
        x = relu(x @ nn.normal(rng, (n, n), std=variance**0.5).T)
    expected = ALL["stable-depth"].reference(n, variance, layers)
    assert np.sqrt(np.mean(x**2)) == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize("name", NAMES)
def test_clipping_is_that_of_the_library(name):
    student(name)
    G, c = own("stable-clip")
    norms = np.linalg.norm(G, axis=1)
    assert (norms < c).any() and (norms > c).any()
    expected = clip_by_norm(G, c, axis=1)
    np.testing.assert_allclose(ALL["stable-clip"].reference(G, c), expected, rtol=1e-12)


@pytest.mark.parametrize("S", [3 * 2.0**10, 1e4])
def test_a_scale_that_rounds_is_refused_without_a_diagnosis(S):
    report = check("stable-scale", lambda g: S)
    assert report.ok is False and report.diagnosis is None and "power of two" in report.headline


@pytest.mark.parametrize("name", NAMES)
def test_decay_is_that_of_adamw(name):
    student(name)
    theta, eta, lam, steps = own("stable-decay")
    expected = ALL["stable-decay"].reference(theta, eta, lam, steps)
    rule = AdamW(eta, weight_decay=lam)
    state = rule.init(theta)
    for _ in range(steps):
        theta, state = rule.update(theta, np.zeros(3), state)
    np.testing.assert_allclose(theta, expected, rtol=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_all_powers_between_the_limits_are_right_and_the_scaled_numbers_survive(name):
    student(name)
    (g,) = own("stable-scale")
    S = ALL["stable-scale"].reference(g)
    half = (g * S).astype(np.float16).astype(float) / S
    np.testing.assert_allclose(half, g, rtol=0.05)
    assert (g.astype(np.float16) == 0).any()
    assert check("stable-scale", S / 2).ok is True


@pytest.mark.parametrize("answer", [0.0, -1.0, float("nan"), [2.0, 2.0], "large"])
def test_what_is_no_scale_is_refused(answer):
    assert check("stable-scale", answer).ok is False
