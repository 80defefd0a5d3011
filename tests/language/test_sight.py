"""What a window knows, beside text that was drawn, the states of the language, and its floor."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.language import after_window, out_of_sight, pond


def test_what_a_window_knows_agrees_with_text_that_was_drawn():
    language = pond()
    text = language.numbers(language.sample(200_000, np.random.default_rng(0)))
    seen = language.numbers(["the", "duck"])
    after = text[2:][(text[:-2] == seen[0]) & (text[1:-1] == seen[1])]
    counted = np.bincount(after, minlength=39) / len(after)
    exact = after_window(language, seen)
    assert exact.sum() == pytest.approx(1) and len(after) > 2000
    np.testing.assert_allclose(exact, counted, atol=0.03)


def test_a_whole_sentence_tells_as_much_as_the_state():
    language = pond()
    words = ["two", "geese", "that", "follow", "the", "duck"]
    exact = after_window(language, language.numbers([".", *words]))
    np.testing.assert_allclose(exact, language.next_probabilities(words), atol=1e-12)


def test_what_is_out_of_sight_is_on_the_mean_the_floor_of_the_window():
    language = pond()
    text = language.numbers(language.sample(3_000, np.random.default_rng(0)))
    lacks = out_of_sight(language, text, 3, np.arange(3, len(text)))
    assert lacks.min() > -1e-12
    above = language.window_entropies(3)[3] - language.entropy
    assert lacks.mean() == pytest.approx(above, rel=0.15)
