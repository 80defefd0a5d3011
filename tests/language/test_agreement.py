"""Subjects of verbs, and sentences in which one verb has the wrong number."""

from __future__ import annotations

import numpy as np

from lecture_lib.language import (
    acting,
    judge,
    pond,
    several,
    subject_distances,
    wrong_numbers,
)


def back(text):
    words = text.split()
    return {words[k]: int(n) for k, n in enumerate(subject_distances(pond(), words)) if n}


def test_a_verb_is_as_far_from_its_subject_as_words_stand_between():
    assert back("the duck quacks .") == {"quacks": 1}
    assert back("two wet geese near the pond honk .") == {"honk": 4}
    assert back("a swan that follows two little ducks hisses and eats .") == {
        "hisses": 6,
        "eats": 8,
    }
    assert back("duck duck goose ! the goose sees itself .") == {"sees": 1}


def test_a_bird_that_is_met_is_no_subject():
    assert back("the duck sees a swan and follows two geese .") == {"sees": 1, "follows": 5}


def test_sentences_are_right_or_have_one_verb_of_another_number():
    language = pond()
    some = wrong_numbers(language, 400, np.random.default_rng(1))
    right = [language.accepts(words) for words in some]
    assert len(some) == 400 and 0.4 < np.mean(right) < 0.65
    assert all((5 <= len(words) <= 20 and words[-1] == ".") or words[-1] == "!" for words in some)
    wrong = [words for words, fine in zip(some, right, strict=True) if not fine]
    for words in wrong[:50]:
        assert "cannot stand" in judge(language, words).reason


def test_the_same_seed_draws_the_same_sentences():
    draws = [wrong_numbers(pond(), 20, np.random.default_rng(5)) for _ in range(2)]
    assert draws[0] == draws[1]


def test_birds_act_or_are_met_and_games_are_about_nobody():
    text = "duck goose ! the wet swans near the pond follow a duck and see two geese ."
    words = text.split()
    found = acting(pond(), words)
    assert {words[k]: int(found[k]) for k in np.flatnonzero(found >= 0)} == {
        "swans": 1, "duck": 0, "geese": 0,
    }  # fmt: skip


def test_the_number_of_a_first_the_is_that_of_the_bird_that_acts():
    text = "the grey duck that sees the geese swims . a swan eats . the ducks see the goose ."
    words = text.split()
    found = several(pond(), words)
    assert [(words[k], int(found[k])) for k in np.flatnonzero(found >= 0)] == [
        ("the", 0),
        ("the", 1),
    ]
    assert np.flatnonzero(found >= 0).tolist() == [0, 13]
    ends = several(pond(), words, row=18)  # the last sentence goes on in the second row
    assert {int(k): int(ends[k]) for k in np.flatnonzero(ends >= 0)} == {8: 0}
    ends = several(pond(), words, row=30)
    assert {int(k): int(ends[k]) for k in np.flatnonzero(ends >= 0)} == {8: 0, 18: 1}
