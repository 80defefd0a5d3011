"""The flats of notebook 07: the same network in any units, and walks from many starts."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.exercises.flats import (
    bowl_walks,
    felt_steps,
    flats,
    mode_losses,
    rewritten,
    walks,
)


def says(theta, inputs):
    """One network, unit by unit."""
    hidden = [
        np.tanh(inputs[:, 0] * theta[i] + inputs[:, 1] * theta[2 + i] + theta[4 + i])
        for i in (0, 1)
    ]
    return hidden[0] * theta[6] + hidden[1] * theta[7] + theta[8]


def loss(theta, inputs, price):
    return np.mean((says(theta, inputs) - price) ** 2) / 2


def test_a_network_says_the_same_in_other_units():
    X, _ = flats()
    old, new = (X.mean(axis=0), X.std(axis=0)), (3.0, [2.0, 0.1])
    theta = np.random.default_rng(0).normal(size=(4, 9))
    other = rewritten(theta, old, new)
    for one, two in zip(theta, other, strict=True):
        first, second = (
            says(weights, (X - shift) / unit) for weights, (shift, unit) in ((one, old), (two, new))
        )
        np.testing.assert_allclose(first, second, rtol=1e-12)
    np.testing.assert_allclose(rewritten(other, new, old), theta, rtol=1e-10)


def test_a_walk_is_gradient_descent_of_each_start():
    X, price = flats()
    Z, starts = (X - X.mean(axis=0)) / X.std(axis=0), np.random.default_rng(1).normal(size=(3, 9))
    losses, gradients, rates = walks(starts, Z, price, 0.3, 2)
    nudge = 1e-6
    for k, theta in enumerate(starts):
        for t in range(3):
            assert losses[t, k] == pytest.approx(loss(theta, Z, price))
            slope = [
                (loss(theta + nudge * e, Z, price) - loss(theta - nudge * e, Z, price)) / nudge / 2
                for e in np.eye(9)
            ]
            np.testing.assert_allclose(gradients[t, k], slope, atol=1e-8)
            theta = theta - 0.3 * np.array(slope)
    assert (rates == 0.3).all()


def test_a_batch_changes_the_gradient_and_not_what_is_measured():
    X, price = flats()
    starts = np.random.default_rng(1).normal(size=(2, 9))
    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    all_, some = walks(starts, Z, price, 0.1, 1), walks(starts, Z, price, 0.1, 1, batch=10)
    np.testing.assert_array_equal(all_[0][0], some[0][0])
    assert (all_[1][0] != some[1][0]).all()


def test_a_rule_of_steering_hears_of_both_gradients():
    X, price = flats()
    heard = []

    def steer(rates, before, g):
        heard.append((before, g))
        return rates / 2

    starts = np.random.default_rng(1).normal(size=(2, 9))
    _, gradients, rates = walks(starts, X / 25, price, 0.1, 2, steer=steer)
    assert rates[:, 0].tolist() == [0.1, 0.05, 0.025]
    for (before, g), one, two in zip(heard, gradients[:-1], gradients[1:], strict=True):
        np.testing.assert_array_equal((before, g), (one, two))


def test_the_losses_of_modes_are_together_those_of_descent():
    rng = np.random.default_rng(0)
    A = rng.normal(size=(3, 3))
    H, theta = A @ A.T, rng.normal(size=(2, 3))
    eta = 1.5 / np.linalg.eigvalsh(H)[-1]
    left = mode_losses(H, theta, eta)
    for t in range(4):
        expected = np.sum(theta @ H * theta, axis=1) / 2
        np.testing.assert_allclose(left(t).sum(axis=1), expected)
        theta = theta - eta * theta @ H


def test_a_bowl_is_walked_by_the_curvature_felt_as_in_the_weights_themselves():
    rng = np.random.default_rng(0)
    A = rng.normal(size=(3, 3))
    H, theta, eta, before = A @ A.T, rng.normal(size=(2, 3)), 0.05, None
    losses = bowl_walks(H, theta, eta, 6)
    for one in losses:
        np.testing.assert_allclose(one, np.sum(theta @ H * theta, axis=1) / 2, rtol=1e-6)
        g = theta @ H
        if before is not None:
            d = before - g  # = η H before
            eta = eta * np.sum(before**2, axis=1) / np.sum(before * d, axis=1)
        theta, before = theta - np.reshape(eta, (-1, 1)) * g, g


def test_in_a_bowl_a_run_at_rest_stays_at_rest():
    losses = bowl_walks(np.eye(2), [[1.0, 2.0]], 1.0, 5)
    assert losses.ravel().tolist() == [2.5, 0, 0, 0, 0, 0]


def test_what_is_felt_ends_the_mode():
    g = np.array([[3.0, -6.0]])
    np.testing.assert_allclose(1 / felt_steps(np.array([0.1]), g, (1 - 0.1 * 4) * g), [4.0])
