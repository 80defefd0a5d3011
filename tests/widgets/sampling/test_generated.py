"""What is measured at each setting of the knobs, beside counting by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from lecture_lib.language import Source, pond
from lecture_lib.widgets.sampling.generated import (
    before,
    different,
    generated,
    knobs,
    settings,
)

from .models import noisy


@pytest.fixture(scope="module")
def game():
    """*duck duck goose*, and only that."""
    following = {"begin": ("duck", "one"), "one": ("duck", "two"), "two": ("goose", "begin")}
    return Source("begin", lambda state: [(following[state][0], 1.0, following[state][1])])


def test_one_knob_is_turned_at_a_time():
    turned = knobs(39)
    table, places = settings(turned)
    assert len(table) == 1 + sum(len(knob.values) - 1 for knob in turned)
    off = [knob.off for knob in turned]
    for i, (knob, own) in enumerate(zip(turned, places, strict=True)):
        assert own[knob.rest] == 0
        for value, place in zip(knob.values, own, strict=True):
            assert table[place].tolist() == [*off[:i], value, *off[i + 1 :]]


def test_a_small_language_has_as_many_k_as_words():
    assert knobs(3)[1].values == (1, 2, 3)


@pytest.mark.parametrize(("said", "among"), [("aabbbcd", 3), ("aaaa", 2), ("abcd", 3), ("ab", 9)])
def test_different_ones_are_counted_over_all_choices(said, among):
    counts = np.array([said.count(one) for one in sorted(set(said))])
    m = min(among, len(said))
    by_hand = np.mean([len(set(some)) / m for some in itertools.combinations(said, m)])
    assert different(counts, among) == pytest.approx(by_hand)


def test_of_nothing_nothing_is_different():
    assert different(np.array([], int)) == 0


def test_what_stands_before_is_said_by_the_language_and_ends_a_sentence():
    language = pond()
    for row in before(language, 20, 8, np.random.default_rng(0)):
        words = [language.words[number] for number in row]
        assert len(words) == 8 and words[-1] in language.ends
        begins = [i + 1 for i, word in enumerate(words[:-1]) if word in language.ends]
        if begins:
            assert language.accepts(words[begins[0] :])


def measure(model, source):
    table, places = settings(knobs(len(source.words)))
    prompts = before(source, 16, 3, np.random.default_rng(0))
    return generated(model, source, table, prompts, np.random.default_rng(1)), places


def test_a_model_that_is_right_is_always_accepted_and_says_one_thing(game):
    duck, goose = game.numbers(["duck", "goose"])

    def knows(tokens):
        is_goose = (tokens[..., -1] == duck) & (tokens[..., -2] == duck)
        return np.log(np.eye(2)[np.where(is_goose, goose, duck)] + 1e-30)

    found, _ = measure(knows, game)
    assert (found.count == 16 * 21).all()  # of 64 words
    assert (found.accepted == 1).all()
    np.testing.assert_allclose(found.variety, 1 / (16 * 21))
    np.testing.assert_allclose(found.accepted_error, 1.5 / (16 * 21))  # 0 is not known to be
    assert found.examples[0] == [("duck", "duck", "goose")] * 4


def test_who_guesses_is_accepted_as_often_as_chance_has_it(game):
    found, _ = measure(lambda tokens: np.zeros((*tokens.shape[:-1], 2)), game)
    off = found.accepted[0]
    assert abs(off - 1 / 8) < 2.5 * 2 * found.accepted_error[0]  # duck, duck, goose: (1/2)³
    assert found.accepted_error[0] == pytest.approx(np.sqrt(7 / 64 / found.count[0]), rel=0.6)


def test_a_sentence_without_end_is_refused(game):
    duck = int(game.numbers(["duck"])[0])
    sure = np.log(np.eye(2)[duck] + 1e-30)
    found, places = measure(lambda tokens: np.broadcast_to(sure, (*tokens.shape[:-1], 2)), game)
    greedy = places[0][0]
    assert (found.count[greedy], found.accepted[greedy], found.variety[greedy]) == (16, 0, 0)
    assert found.examples[greedy][0] == ("duck",) * 64


def test_settings_with_the_same_chances_compare_better_than_their_errors_say():
    language = pond()
    found, places = measure(noisy(language), language)
    near, off = places[2][-2], 0  # p = 0.99, and nothing cut
    assert found.behind(off)[off] == 0
    gap = found.variety[off] - found.variety[near]
    apart = np.hypot(found.variety_error[off], found.variety_error[near])
    assert abs(found.behind(off)[near]) > abs(gap) / apart
