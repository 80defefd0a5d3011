"""The noise scale of notebook 06: from pieces as from all data, and the rate by its law."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from lecture_lib.exercises import nb06_scale
from lecture_lib.lessons import check, given

(EXERCISE,) = nb06_scale.EXERCISES

pytestmark = pytest.mark.usefixtures("fresh_answers")


def squares(gradients):
    return np.mean(np.sum(gradients**2, axis=-1))


def rate(scale, gradients, size, eta, new_batch):
    batch = size * gradients.shape[1]
    return eta * new_batch / (new_batch + scale) * (batch + scale) / batch


def test_from_all_batches_of_two_it_is_that_of_the_data():
    each = np.random.default_rng(0).normal(0.4, 1.0, (5, 3))
    pairs = np.array([[a, b] for a, b in itertools.product(each, repeat=2)])
    full = each.mean(axis=0)
    scale = squares(each - full) / (full @ full)
    assert EXERCISE.reference(pairs, 1, 1.0, 2)[0] == pytest.approx(scale, rel=1e-9)
    quads = np.array([each[list(rows)] for rows in itertools.product(range(5), repeat=4)])
    halves = quads.reshape(-1, 2, 2, 3).mean(axis=2)  # pieces of two
    assert EXERCISE.reference(halves, 2, 1.0, 2)[0] == pytest.approx(scale, rel=1e-9)


def test_the_rate_is_where_a_round_bowl_falls_most():
    gradients, size, eta, new_batch = given("noise-scale").values()
    scale, found = EXERCISE.reference(gradients, size, eta, new_batch)
    etas = np.linspace(0, 2, 200_001)
    old, new = (
        etas[np.argmax(etas - etas**2 / 2 * (1 + scale / batch))]
        for batch in (size * gradients.shape[1], new_batch)
    )
    assert found / eta == pytest.approx(new / old, rel=1e-4)


def by_variances(gradients, size, eta, new_batch):
    pieces = gradients.shape[1]
    variance = size * gradients.var(axis=1, ddof=1).sum(axis=1).mean()
    square = squares(gradients.mean(axis=1)) - variance / size / pieces
    return variance / square, rate(variance / square, gradients, size, eta, new_batch)


def by_products(gradients, size, eta, new_batch):
    """g·g is the mean product of two different pieces."""
    pieces = range(gradients.shape[1])
    square = np.mean([
        np.sum(gradients[:, a] * gradients[:, b], axis=1)
        for a, b in itertools.permutations(pieces, 2)
    ])  # fmt: skip
    scale = size * (squares(gradients) - square) / square
    return [scale, rate(scale, gradients, size, eta, new_batch)]


def by_means_over_parameters(gradients, size, eta, new_batch):
    small, big = np.mean(gradients**2), np.mean(gradients.mean(axis=1) ** 2)
    batch = size * gradients.shape[1]
    scale = (small - big) / (1 / size - 1 / batch) / ((batch * big - size * small) / (batch - size))
    return np.array([scale, rate(scale, gradients, size, eta, new_batch)])


@pytest.mark.parametrize("measure", [by_variances, by_products, by_means_over_parameters])
def test_every_way_to_the_scale_passes(measure):
    assert check("noise-scale", measure).ok


def over_updates(gradients, size, *_):
    small, big = squares(gradients), squares(gradients.mean(axis=0))
    variance = (small - big) / (1 / size - 1 / size / gradients.shape[1])
    return variance / (big - variance / size / gradients.shape[1])


@pytest.mark.parametrize("and_then", [rate, lambda scale, g, b, eta, new: eta * new / b])
@pytest.mark.parametrize(
    ("scale", "said"),
    [
        (lambda g, b, *_: b * (squares(g) - squares(g.mean(1))) / squares(g.mean(1)), "too: its"),
        (
            lambda g, b, *_: b * np.sum(g.var(1, ddof=1), axis=1).mean() / squares(g.mean(1)),
            "σ² is right",
        ),
        (lambda g, b, *more: by_products(g, 1, *more)[0], "counted in pieces"),
        (
            lambda g, b, *more: np.mean([by_products(u[None], b, *more)[0] for u in g]),
            "divide once",
        ),
        (over_updates, "another axis"),
    ],
)
def test_slips_in_the_scale_are_told_whatever_the_rate(scale, said, and_then):
    def measure(*inputs):
        found = scale(*inputs)
        return found, and_then(found, *inputs)

    assert said in " ".join(repr(check("noise-scale", measure)).split())


def test_the_scale_alone_is_half_an_answer():
    report = check("noise-scale", lambda *inputs: by_products(*inputs)[0])
    assert report.ok is False and "shape" in repr(report)
