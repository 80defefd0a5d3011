"""The small network of notebook 10, against the library's own network, engine and Adam."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.exercises.nb10_network import fresh_digits, network_losses
from lecture_lib.training import Optimiser


def test_it_is_the_librarys_network_trained_with_adam():
    net = ll.nn.MLP((64, 32, 10), activation="relu", rng=np.random.default_rng(0))
    rng, rates = np.random.default_rng(3), 0.02 * np.linspace(1, 0, 12)
    first, last = net.layers
    first.W.data = (rng.normal(size=(64, 32)) * np.sqrt(2 / 64)).T
    last.W.data = (rng.normal(size=(32, 10)) * np.sqrt(1 / 32)).T
    first.b.data, last.b.data = np.zeros(32), np.zeros(10)
    rule = Optimiser(net.parameters(), ll.Adam(lambda t: rates[int(t)]))
    X, y = fresh_digits(1000, 99)
    seen = []
    for step in range(13):
        seen.append(float(ll.cross_entropy(net(X[:, :-1]), y).data))
        if step < 12:
            images, labels = fresh_digits(16, rng)
            net.zero_grad()
            ll.cross_entropy(net(images[:, :-1]), labels).backward()
            rule.step()
    found = network_losses([rates, 0 * rates], seed=3, at=range(13))
    np.testing.assert_allclose(found[:, 0], seen, rtol=1e-6)
    np.testing.assert_allclose(found[:, 1], seen[0], rtol=1e-6)  # the other row stands still


def test_rows_do_not_touch_each_other():
    rates = np.array([np.full(20, 0.01), np.full(20, 0.1)])
    both, alone = network_losses(rates, 1, [20]), network_losses(rates[1:], 1, [20])
    np.testing.assert_allclose(both[:, 1:], alone)


def test_no_image_comes_twice_and_labels_stay_with_their_digits():
    (X, y), (other, _) = fresh_digits(4000, 0), fresh_digits(4000, 1)
    assert len(np.unique(np.vstack([X, other]), axis=0)) == 8000
    old = ll.training.load("digits")
    means = np.array([old.X[old.y == k].mean(axis=0) for k in range(10)])
    ours = np.array([X[y == k, :-1].mean(axis=0) for k in range(10)])
    assert (np.corrcoef(ours, means)[:10, 10:].argmax(axis=1) == np.arange(10)).all()


@pytest.mark.parametrize("seed", [20, 21])
def test_a_held_rate_with_a_short_decay_ends_below_its_peak(seed):
    t = np.arange(300)
    rates = 0.024 * np.array([np.clip((300 - t) / 60, 0, 1), np.ones(300)])
    held, constant = network_losses(rates, seed, [300])[0]
    assert held < 0.98 * constant
