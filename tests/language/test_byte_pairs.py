"""Byte pairs: the same merges as by counting everything anew, and every text there and back."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib.language import BytePairs, pond, python_topics

PAIRS = BytePairs.train("the goose and the geese", merges=10)


def naive(text, merges):
    """Count all pairs before each merge."""
    chunks = [list(chunk.encode()) for chunk in re.findall(r" ?\w+| ?[^\w\s]+|\s+", text)]
    learnt = []
    while len(learnt) < merges:
        counts = Counter(pair for chunk in chunks for pair in pairwise(chunk))
        if not counts or max(counts.values()) < 2:
            break
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        for chunk in chunks:
            place = 0
            while place < len(chunk) - 1:
                if (chunk[place], chunk[place + 1]) == best:
                    chunk[place : place + 2] = [256 + len(learnt)]
                place += 1
        learnt.append(best)
    return tuple(learnt), [number for chunk in chunks for number in chunk]


@pytest.mark.parametrize(
    ("text", "merges"),
    [(python_topics()[:8_000], 120), ("aaaa aaa aa aaaaaaa " * 3, 20), ("两只鹅 两只鹅 两只鹅", 9)],
    ids=["English", "runs", "Chinese"],
)
def test_merges_are_those_of_counting_everything_anew(text, merges):
    expected, encoded = naive(text, merges)
    pairs = BytePairs.train(text, merges)
    assert pairs.merges == expected and pairs.encode(text) == encoded


@given(st.text(alphabet="ab \n"), st.integers(0, 12))
def test_small_texts_too(text, merges):
    if text.strip():
        expected, encoded = naive(text, merges)
        pairs = BytePairs.train(text, merges)
        assert pairs.merges == expected and pairs.encode(text) == encoded


@given(st.text())
def test_every_text_comes_back(text):
    assert PAIRS.decode(PAIRS.encode(text)) == text


def test_frequent_words_become_one_token():
    text = " ".join(pond().sample(3_000, np.random.default_rng(0)))
    pairs = BytePairs.train(text, 300)
    assert pairs.tokens(" the little goose honks .") == [
        " the",
        " little",
        " goose",
        " honks",
        " .",
    ]
    assert len(pairs) == 256 + len(pairs.merges) == len(pairs.pieces)


def test_one_word_and_no_word():
    assert BytePairs.train("duck", 10).merges == ()  # no pair occurs twice
    assert BytePairs.train("duck", 0).encode("a") == [97]
    for text in ("", " \n"):
        with pytest.raises(ValueError, match="the text is empty"):
            BytePairs.train(text)
    with pytest.raises(ValueError, match="merges=-1 must be at least 0"):
        BytePairs.train("duck", -1)
    assert BytePairs.train("duck").encode("") == [] and BytePairs.train("duck").decode([]) == ""


def test_what_a_model_generates_can_be_shown():
    pairs = BytePairs.train("duck")
    assert pairs.decode([0xC3, 97]) == "�a"
    with pytest.raises(ValueError, match="no token has the number 256; they go from 0 to 255"):
        pairs.decode([256])
