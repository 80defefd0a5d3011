"""Mini-batches: a partition per epoch, unbiased gradients, and bad data named."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lecture_lib as ll
from lecture_lib.training.batches import batches, checked_data, grouped


@given(st.integers(1, 30), st.integers(1, 12), st.booleans())
def test_every_example_is_in_exactly_one_batch(n, size, shuffled):
    rng = np.random.default_rng(0) if shuffled else None
    X, y = np.arange(n), np.arange(n) * 2
    parts = list(batches((X, y), size, rng))
    assert sorted(np.concatenate([a for a, _ in parts])) == list(range(n))
    assert all((2 * a == b).all() and len(a) <= size for a, b in parts)
    assert len(parts) == -(-n // size)


def test_shuffling_differs_between_epochs_and_repeats_with_the_seed():
    def epoch(rng):
        return np.concatenate([a for (a,) in batches((np.arange(50),), 7, rng)])

    rng = np.random.default_rng(0)
    first, second = epoch(rng), epoch(rng)
    assert (first != second).any()
    np.testing.assert_array_equal(first, epoch(np.random.default_rng(0)))


def test_drop_last_and_replace():
    X = np.arange(10)
    assert [len(a) for (a,) in batches((X,), 4, drop_last=True)] == [4, 4]
    drawn = np.concatenate([a for (a,) in batches((X,), 4, np.random.default_rng(1), replace=True)])
    assert len(drawn) == 10 and len(set(drawn)) < 10


def test_the_mean_over_all_batches_of_the_mean_gradient_is_the_full_gradient():
    # E-T3: true for the mean; for sums a factor |B|/|D| = 3/12 remains
    rng = np.random.default_rng(0)
    X, y, W = rng.standard_normal((12, 3)), rng.integers(0, 2, 12), rng.standard_normal((3, 2))

    def gradient(rows, reduction):
        return ll.grad(lambda w: ll.cross_entropy(X[rows] @ w, y[rows], reduction))(W)

    every = [list(c) for c in combinations(range(12), 3)]
    for reduction, factor in (("mean", 1.0), ("sum", 0.25)):
        mean = np.mean([gradient(rows, reduction) for rows in every], axis=0)
        np.testing.assert_allclose(mean, factor * gradient(slice(None), reduction), atol=1e-14)


def test_grouped():
    assert [len(g) for g in grouped(batches((np.arange(10),), 2), 2)] == [2, 2, 1]


@pytest.mark.parametrize(
    ("data", "error", "told"),
    [
        ((np.ones((3, 2)), np.ones(4)), ll.ShapeError, r"\(3, 2\), \(4,\)"),
        ((np.ones(3), np.float64(1)), ll.ShapeError, "one row per example"),
        ((np.ones((0, 2)), np.ones(0)), ValueError, "no example"),
        ((np.array([1, np.nan]),), ValueError, r"data\[0\]: nan at index \(1,\), 1 bad number"),
        ((np.ones(2), np.array([np.inf, np.nan])), ValueError, r"data\[1\]: inf at .* 2 bad"),
        ((np.array(["a", "b"]),), TypeError, "<U1"),
        (np.ones((3, 2)), TypeError, "tuple of arrays"),
        ((), TypeError, "tuple of arrays"),
    ],
)
def test_bad_data(data, error, told):
    with pytest.raises(error, match=told):
        checked_data(data)


def test_bad_settings():
    data = (np.arange(3),)
    with pytest.raises(ValueError, match="size is 0"):
        batches(data, 0)
    with pytest.raises(TypeError, match="default_rng"):
        batches(data, 1, replace=True)
    with pytest.raises(ValueError, match="accumulate is 0"):
        list(grouped(batches(data, 1), 0))
