"""Networks side by side: each is the one that would have been trained alone."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.autograd import cross_entropy
from lecture_lib.nn import MLP
from lecture_lib.training import load, train_many

SETTINGS = [(0.1, 0.0), (0.3, 0.0), (0.02, 0.9)]


def alone(X, y, eta, beta, rng, epochs, size, end):
    net = MLP((X.shape[1], 32, int(y.max()) + 1), rng=rng)
    losses, v = [], dict.fromkeys(net.parameters(), 0)
    for epoch in range(epochs):
        rate = eta * (end if epoch >= 0.7 * epochs else 1)
        order = rng.permutation(len(y))
        for first in range(0, len(y) - size + 1, size):
            batch = order[first : first + size]
            loss = cross_entropy(net(X[batch]), y[batch])
            for p in net.parameters().values():
                p.grad = None
            loss.backward()
            for name, p in net.parameters().items():
                v[name] = beta * v[name] + p.grad
                p.data = p.data - rate * v[name]
            losses.append(float(loss.data))
    return np.reshape(losses, (epochs, -1)).mean(axis=1), net


@pytest.mark.parametrize("end", [1.0, 0.05])
def test_each_is_the_network_trained_alone(end):
    digits = load("digits")
    X, y = digits.X[:200], digits.y[:200]
    rng = np.random.default_rng(3)
    many = train_many((X, y), SETTINGS, rng=rng, epochs=4, batch_size=48, end=end)
    for k, (eta, beta) in enumerate(SETTINGS):
        losses, net = alone(X, y, eta, beta, np.random.default_rng(3), 4, 48, end)
        np.testing.assert_allclose(many.losses[:, k], losses, rtol=1e-3)
        for stacked, p in zip(many.theta, net.parameters().values(), strict=True):
            np.testing.assert_allclose(stacked[k], np.atleast_2d(p.data.T), rtol=1e-2, atol=1e-3)


@pytest.mark.parametrize("size", [0, 5])
def test_a_batch_that_the_data_cannot_fill_is_refused(size):
    with pytest.raises(ValueError, match="from 4 examples"):
        train_many(
            (np.zeros((4, 2)), np.array([0, 1, 0, 1])), SETTINGS,
            rng=np.random.default_rng(0), batch_size=size,
        )  # fmt: skip
