"""Descent with old gradients: its limit against roots and against runs."""

import numpy as np
import pytest

from lecture_lib.descent.theory import delay_limit, delayed_path, stability_limit, workers_path


@pytest.mark.parametrize("delay", range(9))
def test_at_the_limit_the_largest_root_is_on_the_unit_circle(delay):
    ratio = delay_limit(1.0, delay)
    coefficients = np.zeros(delay + 2)
    coefficients[:2] = 1, -1
    coefficients[-1] += ratio
    assert np.abs(np.roots(coefficients)).max() == pytest.approx(1)


@pytest.mark.parametrize("delay", [0, 1, 2, 5])
def test_runs_shrink_just_below_the_limit_and_grow_just_above(delay):
    limit, steps = delay_limit(3.0, delay), 4000 * (delay + 1)
    below, above = (delayed_path(limit * c, 3.0, delay, steps) for c in (0.98, 1.02))
    assert np.abs(below[-50:]).max() < 1e-3
    assert np.abs(above[-50:]).max() > 1e3


def test_without_delay_it_is_that_of_gradient_descent():
    assert delay_limit(4.0, 0) == pytest.approx(stability_limit(4.0))


def test_many_workers_in_turn_lose_a_fifth_of_the_rate_at_most():
    """With sums over shards each of R gradients has an R-th of the curvature."""
    workers = np.arange(1, 200)
    limits = delay_limit(1 / workers, workers - 1)
    assert np.all(np.diff(limits) <= 1e-12)
    assert limits[0] == pytest.approx(2)
    assert limits[-1] == pytest.approx(np.pi / 2, rel=5e-3)


@pytest.mark.parametrize(("L", "delay"), [(0.0, 1), (-1.0, 0), (1.0, -1)])
def test_bad_input_is_named(L, delay):
    with pytest.raises(ValueError, match="a curvature is positive"):
        delay_limit(L, delay)


@pytest.mark.parametrize("workers", [2, 10, 100])
def test_workers_in_turn_diverge_where_the_formula_says(workers):
    limit = delay_limit(1 / workers, workers - 1)
    below, above = (workers_path(limit * c, 1.0, workers, 600) for c in (0.95, 1.05))
    assert np.abs(below[-workers:]).max() < 0.05
    assert np.abs(above[-workers:]).max() > 20


@pytest.mark.parametrize("seed", range(5))
def test_who_is_drawn_at_random_bears_more_than_who_comes_in_turn(seed):
    rates = 2 * np.array([1.0, 3.0, 5.0, 20.0])
    ends = [workers_path(rate, 1.0, 100, 60, np.random.default_rng(seed)) for rate in rates]
    assert [bool(np.abs(path[-100:]).max() < 0.1) for path in ends] == [True, True, True, False]
    assert np.abs(workers_path(2.0, 1.0, 100, 60)[-100:]).max() > 2
