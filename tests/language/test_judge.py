"""The judge: where a sentence is refused, and shares over a stream."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lecture_lib.language import grammatical, judge, pond, sentences, story


@pytest.fixture(scope="module")
def language():
    return pond()


@pytest.mark.parametrize(
    ("words", "place", "reason"),
    [
        (
            "the goose that sees two ducks quack .",
            6,
            "'quack', cannot stand after 'sees two ducks'",
        ),
        ("swims .", 0, "'swims', cannot stand at the beginning; it may be a, duck, the or two"),
        ("duck goose .", 2, "it may be !"),
        ("a cat swims .", 1, "word 1, 'cat', is not in the language"),
        ("the goose", 2, "it ends after 'the goose', where and|where .* or .* has to follow"),
    ],
)
def test_a_refusal_says_where_and_why(language, words, place, reason):
    verdict = judge(language, words.split())
    assert not verdict.accepted and verdict.place == place
    assert re.search(reason, verdict.reason)
    assert not language.accepts(words.split())


def test_judge_and_source_agree(language):
    rng = np.random.default_rng(2)
    sample = language.sample(3_000, rng)
    for sentence in sentences(language, sample):
        wrong = list(sentence)
        wrong[rng.integers(len(wrong))] = language.words[rng.integers(len(language.words))]
        for said in (sentence, wrong):
            assert judge(language, said).accepted == language.accepts(said)
    assert judge(language, []).accepted


def test_sentences_are_cut_at_ends_only(language):
    assert sentences(language, []) == []
    assert sentences(language, ["cat", ".", "duck"]) == [("cat", ".")]
    # a full stop does not end a story
    told = [
        "once",
        "a",
        "swan",
        "lived",
        "near",
        "the",
        "pond",
        ".",
        "it",
        "hisses",
        ".",
        "¶",
        "once",
    ]
    assert sentences(story(), told) == [tuple(told[:-1])]


def test_shares_of_a_stream(language):
    good, bad = ["duck", "goose", "!"], ["goose", "duck", "!"]
    found = grammatical(language, good * 3 + bad + ["the"])
    assert (found.count, found.accepted, found.distinct) == (4, 0.75, 0.5)
    assert grammatical(language, language.sample(5_000, np.random.default_rng(0))).accepted == 1
    with pytest.raises(ValueError, match="no sentence ends within 2 words"):
        grammatical(language, ["the", "duck"])
