"""Dropout: the identities of the storyboard, both forms, and its edges."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib import Tensor
from lecture_lib.nn import Dropout, dropout, dropout_mask, subnets


def test_mean_and_variance_over_all_subnets():
    # E = h, Var = h² p / (1 − p), exactly, by enumeration
    h, p = np.array([1.0, -2.0, 0.5]), 0.3
    masks, weights = subnets(3, p)
    outputs = h * masks / (1 - p)
    mean = weights @ outputs
    np.testing.assert_allclose(mean, h, rtol=1e-14)
    np.testing.assert_allclose(weights @ (outputs - mean) ** 2, h**2 * p / (1 - p), rtol=1e-13)
    assert weights.sum() == pytest.approx(1)


def test_live_units_are_binomial():
    masks, weights = subnets(4, 0.25)
    from math import comb

    for k in range(5):
        share = weights[masks.sum(axis=1) == k].sum()
        assert share == pytest.approx(comb(4, k) * 0.75**k * 0.25 ** (4 - k))


def test_the_scaled_network_is_the_geometric_mean_of_all_subnets_of_one_softmax_layer():
    rng = np.random.default_rng(0)
    h, W, b, p = rng.standard_normal(6), rng.standard_normal((3, 6)), rng.standard_normal(3), 0.5
    masks, weights = subnets(6, p)
    each = ll.softmax((masks * h) @ W.T + b)  # the paper's form: units that stay are not scaled
    geometric = np.exp(weights @ np.log(each))
    geometric /= geometric.sum()
    scaled = ll.softmax(W @ ((1 - p) * h) + b)
    np.testing.assert_allclose(geometric, scaled, rtol=0, atol=4e-16)
    assert np.abs(weights @ each - scaled).max() > 1e-3  # the arithmetic mean differs


def test_with_a_nonlinearity_between_it_is_only_approximate():
    rng = np.random.default_rng(0)
    h, p = rng.standard_normal(5), 0.5
    W, U = rng.standard_normal((4, 5)), rng.standard_normal((3, 4))
    masks, weights = subnets(5, p)
    each = ll.softmax(np.tanh((masks * h) @ W.T) @ U.T)
    geometric = np.exp(weights @ np.log(each))
    scaled = ll.softmax(U @ np.tanh(W @ ((1 - p) * h)))
    assert 1e-4 < np.abs(geometric / geometric.sum() - scaled).max() < 0.3


def test_linear_regression_on_dropped_inputs_is_ridge():
    # E over masks of ‖y − (M ∘ X) w/(1−p)‖² = ‖y − Xw‖² + p/(1−p) Σⱼ wⱼ² Σᵢ xᵢⱼ²
    rng = np.random.default_rng(0)
    X, y, p = rng.standard_normal((20, 4)), rng.standard_normal(20), 0.4
    penalty = p / (1 - p) * np.sum(X**2, axis=0)
    w = rng.standard_normal(4)
    masks, weights = subnets(4, p)
    # each row is dropped independently: the expectation is a sum over rows
    expected = sum(weights @ (y[i] - (masks * X[i] / (1 - p)) @ w) ** 2 for i in range(len(y)))
    assert expected == pytest.approx(np.sum((y - X @ w) ** 2) + penalty @ w**2, rel=1e-12)
    best = np.linalg.solve(X.T @ X + np.diag(penalty), X.T @ y)
    slope = -2 * X.T @ (y - X @ best) + 2 * penalty * best
    np.testing.assert_allclose(slope, 0, atol=1e-12)


def test_both_forms_keep_the_mean():
    rng = np.random.default_rng(0)
    h = np.full(200_000, 2.0)
    inverted = dropout(h, 0.1, rng)
    assert inverted.mean() == pytest.approx(2, abs=0.02)
    assert set(np.unique(inverted)) == {0.0, 2 / 0.9}
    paper = dropout(h, 0.9, rng, form="retention")
    assert set(np.unique(paper)) == {0.0, 2.0}
    evaluated = dropout(h, 0.9, rng, form="retention", training=False)
    assert paper.mean() == pytest.approx(1.8, abs=0.02) and evaluated[0] == pytest.approx(1.8)


def test_the_backward_pass_uses_the_same_mask():
    layer = Dropout(0.5, rng=np.random.default_rng(0))
    x = Tensor(np.arange(1.0, 9.0))
    layer(x).sum().backward()
    np.testing.assert_array_equal(x.grad, layer.mask)
    assert set(layer.mask) == {0.0, 2.0}


def test_every_call_draws_anew_and_a_seed_repeats_it():
    layers = [Dropout(0.5, rng=np.random.default_rng(7)) for _ in range(2)]
    first = [layer(np.ones(64)) for layer in layers]
    np.testing.assert_array_equal(*first)
    assert (layers[0](np.ones(64)) != first[0]).any()


@pytest.mark.parametrize(("p", "form"), [(0.0, "inverted"), (1.0, "retention")])
def test_nothing_is_dropped(p, form):
    np.testing.assert_array_equal(dropout_mask((50,), p, np.random.default_rng(0), form=form), 1)


@pytest.mark.parametrize(("p", "form"), [(1.0, "inverted"), (0.0, "retention")])
def test_everything_is_dropped_without_dividing_by_0(p, form):
    x = Tensor(np.ones(5))
    out = Dropout(p, rng=np.random.default_rng(0), form=form)(x)
    np.testing.assert_array_equal(out.data, 0)
    out.sum().backward()
    np.testing.assert_array_equal(x.grad, 0)


def test_in_evaluation_all_units_stay():
    layer = Dropout(1.0, rng=np.random.default_rng(0)).eval()
    x = np.ones(5)
    assert layer(x) is x


def test_float32_stays_float32():
    layer = Dropout(0.3, rng=np.random.default_rng(0))
    assert layer(Tensor(np.ones(4, np.float32))).dtype == np.float32
    assert layer(np.ones(4, np.float16)).dtype == np.float16


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan"), -1])
@pytest.mark.parametrize("form", ["inverted", "retention"])
def test_p_is_a_probability(p, form):
    with pytest.raises(ValueError, match="between 0 and 1"):
        Dropout(p, rng=np.random.default_rng(0), form=form)


def test_other_bad_settings():
    with pytest.raises(ValueError, match="no form 'paper'"):
        Dropout(0.5, rng=np.random.default_rng(0), form="paper")
    with pytest.raises(ValueError, match="1 to 20"):
        subnets(30)
