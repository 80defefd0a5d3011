"""Signals through thirty layers: what is measured is what is derived, and gradients are right."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.autograd import Tensor, relu
from lecture_lib.nn import standardise
from lecture_lib.widgets import DepthExplorer
from lecture_lib.widgets.depth.signals import BLOCKS, measured, theory
from lecture_lib.widgets.depth.widget import BAND, EPSILON, VARIANCES


@pytest.fixture(scope="module")
def made():
    return DepthExplorer()


def test_sizes_are_those_of_theory():
    found = measured([0.5, 2.0, 4.0], 6, units=256, draws=8)
    np.testing.assert_allclose(found.size[:, 0], theory([0.5, 2.0, 4.0], 6), rtol=0.15)


@pytest.mark.parametrize("block", range(len(BLOCKS)), ids=BLOCKS)
def test_gradients_are_those_of_the_engine(block):
    layers, units, bias, v = 3, 8, 0.3, 1.5
    found = measured([v], layers, units=units, inputs=2, draws=1, bias=bias)
    rng = np.random.default_rng(0)
    x = Tensor(rng.standard_normal((2, units)))
    back = rng.standard_normal((2, units))
    weights = []
    for _ in range(layers):
        W = Tensor(np.sqrt(v / units) * rng.standard_normal((units, units)))
        # A copy for each input: the explorer takes the gradient of one at a time.
        copies = [Tensor(W.data.copy()) for _ in range(2)]
        b = rng.uniform(-bias, bias, units)
        weights.append(copies)
        h = relu(standardise(x) if block == 2 else x)
        mask = np.eye(2)[:, :, None]
        f = (h * mask[0]) @ copies[0].T + (h * mask[1]) @ copies[1].T + b
        x = f if block == 0 else x + f
    x.backward(back)
    slopes = [np.sqrt(np.mean([np.mean(W.grad**2) for W in pair])) for pair in weights]
    np.testing.assert_allclose(found.slope[block, 1, 0], slopes, rtol=1e-4)


def test_biases_keep_the_size_and_not_the_difference(made):
    at = int(np.abs(VARIANCES - 1 / 3).argmin())
    size, apart, slope = (array[0, 1, at] for array in made.signals)
    assert 0.05 < size[-1] < 0.1
    assert apart[-1] < 1e-11
    assert slope[0] < EPSILON < slope[-1]


def test_the_challenge_can_be_met_with_each_block_and_best_with_a_norm(made):
    kept = made.arrays["kept"].sum(axis=-1)
    assert (kept > 0).all()
    assert (kept[2] > 2 * kept[1]).all() and (kept[0] == 1).all()


def test_kept_means_in_the_band_in_every_layer(made):
    for array in made.signals:
        inside = ((BAND[0] < array) & (array < BAND[1])).all(axis=-1)
        assert inside[made.arrays["kept"].astype(bool)].all()


def test_no_curve_leaves_its_chart(made):
    low, high = made.content["charts"]["size"]["y"]["domain"]
    for array in made.signals:
        assert low < array.min() and array.max() < high
