"""Windows of a text, and models of few words that read long ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib.language import Windowed, windows
from lecture_lib.nn import Dropout, Module, Transformer

texts = st.lists(st.integers(0, 9), min_size=1, max_size=12)


@given(texts, st.integers(1, 12))
def test_windows_are_the_slices_of_a_text(text, length):
    if length > len(text):
        with pytest.raises(ValueError, match=f"no window of {length}"):
            windows(text, length)
        return
    expected = [text[i : i + length] for i in range(len(text) - length + 1)]
    assert windows(text, length).tolist() == expected


@given(texts, st.integers(1, 5))
def test_with_a_start_each_word_is_the_last_of_one_window(text, length):
    rows = windows(text, length, start=99)
    assert rows[:, -1].tolist() == text
    for place, row in enumerate(rows.tolist()):
        before = [99] * length + text[:place]
        assert row[:-1] == before[len(before) - length + 1 :]


@pytest.mark.parametrize(
    ("text", "length", "told"),
    [
        ([], 2, "a text of 0 words"),
        ([1, 2], 0, "length is 0"),
        ([[1, 2]], 1, "no row"),
        (["duck"], 1, "encode it"),
        ([0.5, 1.0], 1, "whole numbers"),
    ],
)
def test_what_has_no_windows(text, length, told):
    with pytest.raises(ValueError, match=told):
        windows(text, length)


def test_windows_cannot_be_written_to():
    assert not windows([1, 2, 3], 2).flags.writeable


def counting(tokens):
    """Logits that tell how many tokens were seen, and the last: (..., T, 40 · 9)."""
    seen = np.cumsum(np.ones_like(tokens), axis=-1)
    return np.log(np.eye(360)[seen * 9 + tokens] + 1e-30)


@pytest.mark.parametrize("length", [0, 1, 3, 4, 5, 6, 7, 8, 31])
@pytest.mark.parametrize("context", [1, 2, 3, 4, 7])
def test_every_word_is_predicted_from_at_least_half_a_context(length, context):
    text = np.random.default_rng(length).integers(0, 9, length)
    p = Windowed(counting, start=8, context=context).distributions(text)
    assert p.shape == (length + 1, 360)
    seen, last = np.divmod(p.argmax(axis=1), 9)
    assert last.tolist() == [8, *text.tolist()]
    places = np.arange(length + 1) + 1
    whole = min(context, length + 1)
    assert (seen[:whole] == places[:whole]).all()
    assert (seen[whole:] > whole - max(1, whole // 2)).all()
    assert (seen <= context).all()


def test_a_long_text_is_computed_in_parts():
    text = np.random.default_rng(0).integers(0, 9, 1200)
    p = Windowed(counting, start=8, context=4).distributions(text)
    seen, last = np.divmod(p.argmax(axis=1), 9)
    assert last.tolist() == [8, *text.tolist()]
    assert set(seen[4:].tolist()) == {3, 4}


def test_texts_that_begin_anew_are_read_one_at_a_time():
    text = np.array([1, 2, 8, 3, 8, 8, 4, 5, 6, 7, 0, 1, 2, 8])
    p = Windowed(counting, start=8, context=4, anew=True).distributions(text)
    seen, last = np.divmod(p.argmax(axis=1), 9)
    assert last.tolist() == [8, *text.tolist()]
    assert seen.tolist() == [1, 2, 3, 1, 2, 1, 1, 2, 3, 4, 3, 4, 3, 4, 1]


def test_a_text_within_the_context_is_what_the_model_says_of_it():
    model = Transformer(9, 8, 8, 1, 2, rng=np.random.default_rng(0), dtype=float)
    text = np.array([1, 2, 3, 4])
    logits = model(np.array([[0, 1, 2, 3, 4]])).data[0]
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    found = Windowed(model, start=0)
    np.testing.assert_allclose(found.distributions(text), expected, rtol=1e-12)
    assert found.context == 8


def test_a_model_is_asked_in_evaluation_mode_and_is_then_as_it_was():
    class Noisy(Module):
        context = 4

        def __init__(self):
            self.drop = Dropout(0.5, rng=np.random.default_rng(0))

        def forward(self, tokens):
            return self.drop(np.eye(9)[tokens])

    model = Noisy()
    reader = Windowed(model, start=0)
    assert np.array_equal(reader.distributions([1, 2]), reader.distributions([1, 2]))
    assert model.training and model.drop.training


def test_what_is_no_model_of_few_words():
    with pytest.raises(ValueError, match="context=None"):
        Windowed(counting, start=0)
    with pytest.raises(ValueError, match="context=0"):
        Windowed(counting, start=0, context=0)
    with pytest.raises(ValueError, match="is none of words"):
        Windowed(lambda tokens: np.zeros(3), start=0, context=4).distributions([1, 2])
    with pytest.raises(ValueError, match="what follows each"):
        Windowed(lambda tokens: np.zeros((len(tokens), 9)), 0, context=4).distributions([1, 2])
