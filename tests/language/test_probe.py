"""Heads on vectors that do not learn."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.language import probe


def test_what_the_vectors_tell_is_found_and_what_they_do_not_tell_is_not():
    rng = np.random.default_rng(0)
    x, label = rng.standard_normal((40, 50, 6)), rng.integers(0, 2, (40, 50))
    assert 0.45 < probe(x, label, 50) < 0.55
    x[..., 2] += 4 * label
    assert probe(x, label, 50) > 0.9
    assert probe(x, label.ravel(), 50) == probe(x, label, 50)


def test_words_without_a_label_do_not_count():
    rng = np.random.default_rng(0)
    label = rng.integers(0, 2, 400)
    x = 9.0 * label[:, None]
    x[::2], label[::2] = -1e6, -1
    assert probe(x, label, 20) == 1


def test_it_cannot_learn_from_more_words_than_there_are():
    with pytest.raises(ValueError, match="first half has 5"):
        probe(np.ones((12, 2)), [-1, -1, *[0, 1] * 5], 6)
