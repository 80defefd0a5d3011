"""Slips in exercises of notebook 00 that no wrong answer shows."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.exercises.nb00_moved import EXERCISES as MOVED
from lecture_lib.lessons import check

pytestmark = pytest.mark.usefixtures("fresh_answers")


def test_moved_leaves_the_images_that_it_is_given_as_they_were():
    (exercise,) = MOVED

    def over(images, dx, dy):
        images[:] = exercise.reference(images, dx, dy)
        return images

    report = check("start-moved", over)
    assert report.ok is False and "that were given are changed" in report.headline
    assert check("start-moved", lambda images, dx, dy: over(images.copy(), dx, dy)).ok is True


def test_the_loop_for_one_array_returns_an_array():
    def steps(S, images, digits, batches, eta):
        S = ll.Tensor(S)
        for rows in batches:
            ll.cross_entropy(images[rows] @ S, digits[rows]).backward()
            S.data -= eta * S.grad
            S.grad = None
        return S

    report = check("start-train", steps)
    assert report.ok is False and "Tensor" in report.headline
    assert check("start-train", lambda *inputs: steps(*inputs).data).ok is True
    assert check("start-train", lambda *inputs: steps(*inputs).data.tolist()).ok is True


def test_a_table_as_large_as_what_occurs_is_told_how_large_it_should_be():
    def counts(found, truth, classes):
        table = np.zeros((max(truth) + 1, max(truth) + 1))
        for t, f in zip(truth, found, strict=True):
            table[t, f] += 1
        return table

    report = check("start-counts", counts)
    assert report.ok is False and any("do not occur in truth" in line for line in report.details)
