"""Walks on batches against loops, and their stationary covariance against long runs."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

from lecture_lib.widgets.noise.walks import (
    Line,
    batch_noise,
    batches,
    floor,
    limit,
    stationary,
    walk,
)

LINE = Line(np.array([-1.0, 0.5, 2.0, 1.5, -0.5, 0.0]), np.array([0.0, 1.0, -1.0, 2.0, 0.5, 3.0]))
RATES = np.array([0.05, 0.3])
START = np.array([2.0, -1.0])


def test_a_walk_is_one_update_after_the_other():
    rows = batches(6, [2, 3], 4, 5, np.random.default_rng(1))
    found = walk(LINE, rows, RATES, START, kept=2)
    assert found.theta.shape == (6, 3, 2, 2, 2, 2)
    for kind, size, rate, run in product(range(3), range(2), range(2), range(2)):
        theta = START
        for step in range(5):
            of = rows[kind][size][run, step]
            z, y = LINE.inputs[of], LINE.y[of]
            theta = theta - RATES[rate] * ((z @ theta - y)[:, None] * z).mean(axis=0)
        np.testing.assert_allclose(found.theta[-1, kind, size, rate, run], theta)
        np.testing.assert_allclose(found.ends[kind, size, rate, run], theta)
    each = LINE.excess(found.ends).mean(axis=-1)
    np.testing.assert_allclose(found.loss[-1], each)


def test_the_excess_is_the_mean_loss_above_its_minimum():
    def loss(theta):
        return np.mean((LINE.inputs @ theta - LINE.y) ** 2) / 2

    assert LINE.excess(START) == pytest.approx(loss(START) - loss(LINE.best))


def test_batches_are_drawn_as_they_are_called():
    again, without, epochs = batches(12, [1, 4, 12], 50, 24, np.random.default_rng(0))
    assert any(len(set(rows)) < 4 for rows in again[1].reshape(-1, 4))
    for kind in (without, epochs):
        assert all(len(set(rows)) == 4 for rows in kind[1].reshape(-1, 4))
    assert (np.sort(epochs[1].reshape(50, 8, 12), axis=-1) == np.arange(12)).all()
    assert (np.sort(epochs[0].reshape(50, 2, 12), axis=-1) == np.arange(12)).all()
    one = without[0].reshape(50, 2, 12)
    assert (np.diff(np.sort(one, axis=-1)) == 0).any()  # no epochs: a point may come twice


@pytest.mark.parametrize("size", [1, 2, 3, 6])
def test_the_noise_of_a_batch_is_that_of_all_batches_counted(size):
    g = np.random.default_rng(3).normal(size=6)
    one = g.var()
    all_of = [g[list(rows)].mean() for rows in combinations(range(6), size)]
    assert np.var(all_of) == pytest.approx(one * batch_noise(size, 6, replaced=False), abs=1e-12)
    if size < 6:
        again = [g[list(rows)].mean() for rows in product(range(6), repeat=size)]
        assert np.var(again) == pytest.approx(one * batch_noise(size, 6, replaced=True))


def test_half_of_twelve_without_replacement_is_as_quiet_as_eleven_with_it():
    assert batch_noise(6, 12, replaced=False) == pytest.approx(1 / 11)


def test_the_stationary_covariance_is_a_fixed_point_over_all_batches():
    """Push it through one step on each of the 15 batches of two: it comes out the same."""
    eta = 0.3
    S = stationary(LINE, np.array(eta), batch_noise(2, 6, replaced=False))
    total, mean = np.zeros((2, 2)), np.zeros(2)
    for rows in combinations(range(6), 2):
        z = LINE.inputs[list(rows)]
        shrink = np.eye(2) - eta * z.T @ z / 2
        kick = eta * z.T @ (z @ LINE.best - LINE.y[list(rows)]) / 2
        total += (shrink @ S @ shrink.T + np.outer(kick, kick)) / 15
        mean += kick / 15
    np.testing.assert_allclose(total, S, rtol=1e-10)
    np.testing.assert_allclose(mean, 0, atol=1e-12)


def test_long_runs_settle_at_the_stationary_covariance_and_epochs_below_it():
    rows = batches(6, [1], 4000, 60, np.random.default_rng(2))
    ends = walk(LINE, rows, np.array([0.2]), LINE.best, kept=1).ends[:, 0, 0]
    expected = stationary(LINE, np.array(0.2), np.array(1.0))
    for kind in (0, 1):
        np.testing.assert_allclose(np.cov(ends[kind].T), expected, rtol=0.15, atol=0.01)
    assert np.trace(np.cov(ends[2].T)) < 0.6 * np.trace(expected)


@pytest.mark.parametrize("noise", [1.0, 0.25, 0.0])
def test_below_its_limit_the_covariance_shrinks_back_and_above_it_grows(noise):
    A = LINE.inputs[:, :, None] * LINE.inputs[:, None, :]
    H = A.mean(axis=0)
    for share, settles in ((0.98, True), (1.02, False)):
        eta, S = share * limit(LINE, noise), np.eye(2)
        shrink, off = np.eye(2) - eta * H, eta**2 * noise * (A - H)
        for _ in range(3000):
            S = shrink @ S @ shrink + np.mean(off @ S @ (A - H), axis=0)
        assert (np.trace(S) < 1e-3) == settles


def test_the_limit_of_exact_gradients_is_two_over_the_curvature():
    assert limit(LINE, 0.0) == pytest.approx(2 / np.linalg.eigvalsh(LINE.hessian)[-1])


def test_the_floor_is_the_loss_of_the_covariance_and_infinite_from_the_limit_on():
    S = stationary(LINE, np.array(0.1), np.array(0.5))
    height, beyond = floor(LINE, [0.1, 1.001 * float(limit(LINE, 0.5))], 0.5)
    assert height == pytest.approx(np.trace(S @ LINE.hessian) / 2)
    assert beyond == np.inf


def test_noise_that_grows_without_end_has_no_covariance():
    with pytest.raises(ValueError, match="smaller η"):
        stationary(LINE, np.array(1.2), np.array(1.0))
