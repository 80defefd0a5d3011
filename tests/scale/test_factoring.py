"""Adafactor's factorisation: exact for rank 1, nearest otherwise, and what the rule itself does."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.optim import Adafactor
from lecture_lib.scale.factoring import factored, factoring_divergence, factoring_error


def squares(shape, seed=0):
    return np.random.default_rng(seed).random(shape) + 0.1


def test_rank_one_is_exact():
    V = np.outer([1.0, 2.0, 5.0], [3.0, 0.0, 1.0, 0.5])
    np.testing.assert_allclose(factored(V), V, rtol=1e-15)
    assert factoring_error(V) == pytest.approx(1.0)
    assert factoring_divergence(V, factored(V)) == pytest.approx(0.0, abs=1e-14)


def test_rank_two_is_not():
    V = np.outer([1.0, 0.0, 1.0], [1.0, 1.0]) + np.outer([0.0, 1.0, 1.0], [1.0, 4.0])
    assert factoring_error(V) > 1.1 and factoring_divergence(V, factored(V)) > 0.1


def test_means_are_kept_and_the_rank_is_one():
    V = squares((2, 5, 4))
    for axis in (-1, -2):
        np.testing.assert_allclose(factored(V).mean(axis=axis), V.mean(axis=axis), rtol=1e-14)
    assert np.linalg.matrix_rank(factored(V)).tolist() == [1, 1]


def test_nothing_of_rank_one_is_nearer():
    V, rng = squares((5, 4)), np.random.default_rng(1)
    best = factoring_divergence(V, factored(V))
    assert best > 0.01
    for _ in range(100):
        nudges = np.exp(0.1 * rng.standard_normal(5)), np.exp(0.1 * rng.standard_normal(4))
        assert factoring_divergence(V, factored(V) * np.outer(*nudges)) >= best


def test_the_rule_divides_by_it():
    rng = np.random.default_rng(0)
    rule, theta = Adafactor(form="paper"), np.ones((5, 4))
    g = rng.standard_normal((5, 4))
    moved, state = rule.update(theta, g, rule.init(theta))
    assert state.rows.size + state.columns.size == 5 + 4
    V = factored(g**2)
    np.testing.assert_allclose(state.rows * state.columns / state.rows.mean(), V, rtol=1e-12)
    step, direction = theta - moved, g / np.sqrt(V)
    np.testing.assert_allclose(step / step[0, 0], direction / direction[0, 0], rtol=1e-10)


def test_the_error_is_the_factor_by_which_a_step_is_off():
    V = np.array([[1.0, 2.0], [3.0, 6.0]])
    V[0, 0] = 4.0
    off = np.sqrt(V / factored(V))
    assert factoring_error(V) == pytest.approx(np.exp(np.sqrt(np.mean(np.log(off) ** 2))))


def test_zeros_are_left_out():
    assert not factored(np.zeros((3, 2))).any()
    assert factoring_error(np.zeros((3, 2))) == 1.0
    assert factoring_divergence([[1.0, 0.0]], [[0.0, 0.0]]) == np.inf


@pytest.mark.parametrize("wrong", [[1.0, 2.0], [[1.0, -1.0]], [[np.nan, 1.0]], [[]]])
def test_squares_are_a_matrix_and_not_negative(wrong):
    for function in (factored, factoring_error):
        with pytest.raises(ValueError, match=f"{function.__name__}: squares of shape"):
            function(wrong)
