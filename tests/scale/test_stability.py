"""The residual's price: the largest stable rate in theory and measured, and erratum E-F12."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.optim import GradientDescent
from lecture_lib.scale import (
    Compressed,
    TopK,
    largest_stable_rate,
    quiet_losses,
    stable_rate,
)

SPECTRA = {
    "equal": np.ones(50),
    "few steep": np.r_[np.ones(45), np.full(5, 5.0)],
    "two decades": np.geomspace(0.1, 10, 50),
    "half steep": np.r_[np.ones(25), np.full(25, 10.0)],
}


@pytest.mark.parametrize("spectrum", SPECTRA)
@pytest.mark.parametrize("share", [0.04, 0.1, 0.3])
def test_the_measured_limit_is_a_little_above_the_theory(spectrum, share):
    curvatures = SPECTRA[spectrum]
    measured = largest_stable_rate(curvatures, TopK(share), waits=100)
    assert 0.98 < measured / stable_rate(curvatures, share) < 1.55


def test_sending_all_has_the_limit_of_gradient_descent():
    curvatures = np.array([1.0, 4.0, 0.5])
    assert stable_rate(curvatures, share=1.0) == 0.5
    measured = largest_stable_rate(curvatures, TopK(1.0), waits=2000)
    assert measured == pytest.approx(0.5, rel=0.02)


@pytest.mark.parametrize(("share", "residual", "least", "most"), [
    (0.01, False, 4.9, 4.9),
    (0.01, True, 0.02, 0.2),
    (0.05, True, 0.0, 0.0),
    (1.0, True, 0.0, 0.0),
])  # fmt: skip
def test_a_quiet_coordinate_never_moves_without_residual(share, residual, least, most):
    rule = Compressed(GradientDescent(0.01), TopK(share, residual))
    losses = quiet_losses(rule, steps=2000, seeds=range(3))
    assert losses.shape == (2001, 3)
    np.testing.assert_allclose(losses[0], 4.9)
    assert (losses[-1] <= most + 1e-9).all() and (losses[-1] >= least - 1e-9).all()


def test_theory_of_equal_coordinates_is_the_share_of_the_dense_limit():
    assert stable_rate(np.full(1000, 4.0), share=1.0) == 0.5
    assert stable_rate(np.full(1000, 4.0), share=0.01) == pytest.approx(0.005)
    assert stable_rate([10.0, 1.0, 1.0, 1.0], share=0.75) == 0.2  # the steepest decides, not 6/13


def test_the_rate_of_dense_training_diverges_with_a_residual():
    # stable: below 0.02
    for eta, steps in ((0.1, 200), (0.03, 667)):
        assert stable_rate(np.ones(1000), 0.01) < eta < stable_rate(np.ones(1000), 1.0)
        dense = quiet_losses(GradientDescent(eta), steps)
        sparse = quiet_losses(Compressed(GradientDescent(eta), TopK(0.01)), steps, range(3))
        assert dense[-1, 0] < 1e-9 and (sparse[-1] > 10).all()


def test_seeds_are_runs_of_their_own():
    rule = Compressed(GradientDescent(0.01), TopK(0.01))
    together = quiet_losses(rule, steps=300, seeds=[4, 5])
    np.testing.assert_array_equal(together[:, 1:], quiet_losses(rule, steps=300, seeds=[5]))


@pytest.mark.parametrize("curvatures", [[1.0, 0.0], [], [[1.0]], [np.nan]])
def test_curvatures_are_positive(curvatures):
    with pytest.raises(ValueError, match="curvatures are"):
        stable_rate(curvatures, 0.5)
    with pytest.raises(ValueError, match="curvatures are"):
        largest_stable_rate(curvatures, TopK(0.5))


@pytest.mark.parametrize(("within", "word"), [((0.1, 0.5), "all"), ((4.0, 8.0), "none")])
def test_a_limit_outside_the_search_is_told(within, word):
    with pytest.raises(ValueError, match=rf"{word} are stable; look within others"):
        largest_stable_rate(np.ones(10), TopK(0.2), within=within)
