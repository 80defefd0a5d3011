"""The problem of many processes: its data, gradients and minimum."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.scale import Logistic

SPARSE = Logistic(rows=50, dimension=30, nonzeros=4)
DENSE = Logistic(rows=50, dimension=7)


@pytest.mark.parametrize("problem", [SPARSE, DENSE])
def test_the_gradient_is_the_slope_of_the_loss(problem):
    rng = np.random.default_rng(0)
    w, direction = rng.standard_normal((2, problem.dimension))
    h = 1e-5
    slope = (problem.loss(w + h * direction) - problem.loss(w - h * direction)) / (2 * h)
    assert problem.gradient(w) @ direction == pytest.approx(slope, rel=1e-7)


@pytest.mark.parametrize("problem", [SPARSE, DENSE])
def test_the_gradients_of_rows_have_its_mean(problem):
    w = np.random.default_rng(1).standard_normal(problem.dimension)
    total = np.zeros_like(w)
    for i, touched in enumerate(problem.touched):
        total[touched] += problem.row_gradient(i, w[touched])
    np.testing.assert_allclose(total / problem.rows, problem.gradient(w), rtol=1e-12, atol=1e-15)


def test_a_row_that_is_certain_has_only_its_penalty():
    w = 1e6 * DENSE.y[0] * DENSE.X[0]  # e to its score is infinite
    np.testing.assert_allclose(DENSE.row_gradient(0, w), DENSE.penalty * w)


def test_rows_touch_distinct_coordinates_and_have_length_one():
    assert all(len(set(row)) == 4 for row in SPARSE.columns.tolist())
    assert SPARSE.columns.min() >= 0 and SPARSE.columns.max() < 30
    np.testing.assert_allclose(np.linalg.norm(SPARSE.X, axis=1), 1.0)
    assert set(SPARSE.y) == {-1.0, 1.0}


def test_sparse_rows_that_touch_all_are_dense_rows():
    w = np.random.default_rng(2).standard_normal(7)
    full = Logistic(rows=50, dimension=7, nonzeros=7)
    assert full.loss(w) == pytest.approx(DENSE.loss(w), rel=1e-14)
    np.testing.assert_allclose(full.gradient(w), DENSE.gradient(w), rtol=1e-13)


@pytest.mark.parametrize("problem", [SPARSE, DENSE])
def test_the_optimum_is_one(problem):
    best = problem.optimum
    assert np.abs(problem.gradient(best)).max() < 1e-10
    rng = np.random.default_rng(3)
    for nudge in 0.01 * rng.standard_normal((20, problem.dimension)):
        assert problem.loss(best + nudge) >= problem.loss(best)


def test_the_seed_makes_the_data():
    assert (Logistic(50, 30, 4).X == SPARSE.X).all() and (Logistic(50, 30, 4).y == SPARSE.y).all()
    assert (Logistic(50, 30, 4, seed=1).X != SPARSE.X).any()


@pytest.mark.parametrize(("settings", "words"), [
    ({"rows": 0}, "rows is 0"),
    ({"dimension": 5, "nonzeros": 6}, "nonzeros 6"),
    ({"nonzeros": 0}, "nonzeros 0"),
    ({"penalty": 0.0}, "penalty is 0.0"),
    ({"penalty": float("nan")}, "penalty is nan"),
])  # fmt: skip
def test_bad_settings_are_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        Logistic(**settings)
