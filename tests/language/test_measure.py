"""Losses and what they are above the truth, against sums by hand and against each other."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.language import (
    NGram,
    by_group,
    distances,
    divergences,
    excess,
    losses,
    perplexity,
    pond,
)


class Fixed:
    """The same distribution everywhere."""

    def __init__(self, p):
        self.p = np.asarray(p, float)

    def distributions(self, text):
        return np.tile(self.p, (len(text) + 1, 1))


@pytest.fixture(scope="module")
def parts():
    language, rng = pond(), np.random.default_rng(0)
    return language, *(language.numbers(language.sample(n, rng)) for n in (20_000, 40_000))


def test_losses_by_hand():
    model = Fixed([0.5, 0.25, 0.25, 0])
    np.testing.assert_allclose(losses(model, [0, 1, 3]), [np.log(2), np.log(4), np.inf])
    assert perplexity(model, [0, 1]) == pytest.approx(8**0.5)
    assert excess(model, Fixed([0.25] * 4), [0, 0]) == pytest.approx(-0.5)
    assert losses(Fixed([1.0]), [0]).tolist() == [0] and not np.signbit(losses(Fixed([1.0]), [0]))


def test_the_truth_is_at_its_floor(parts):
    language, _, test = parts
    assert excess(language, language, test) == 0
    assert divergences(language, language, test).max() == 0
    # 4 standard errors, as if words were independent
    found = losses(language, test)
    assert found.mean() == pytest.approx(language.entropy, abs=4 * found.std() / 200)


def test_divergence_is_the_excess_without_the_luck(parts):
    language, train, test = parts
    model = NGram(train, 3, 39)
    lacks = divergences(language, model, test)
    lucky = losses(model, test) - losses(language, test)
    assert lacks.min() >= 0
    assert lacks.mean() == pytest.approx(lucky.mean(), abs=4 * lucky.std() / 200)
    # law of total variance: what is averaged over the words said varies less
    assert lacks.std() < lucky.std()


def test_divergence_by_hand_and_with_more_words():
    p, q = Fixed([0.5, 0.5, 0]), Fixed([0.25, 0.5, 0.125, 0.125])
    np.testing.assert_allclose(divergences(p, q, [0, 1]), 0.5 * np.log(2))
    assert divergences(p, Fixed([1, 0, 0]), [0]).tolist() == [np.inf]
    with pytest.raises(ValueError, match="the model knows 2 words and the truth 3"):
        divergences(p, Fixed([0.5, 0.5]), [0])


def test_groups_share_the_whole(parts):
    language, train, test = parts
    lacks = divergences(language, NGram(train, 3, 39), test)
    states = language.path([language.words[word] for word in test])[:-1]
    groups = by_group(lacks, [language.states[state].place for state in states])
    assert sum(group.places for group in groups.values()) == len(test)
    assert sum(group.share for group in groups.values()) == pytest.approx(1)
    shares = [group.share for group in groups.values()]
    assert shares == sorted(shares, reverse=True)
    chosen = lacks[[language.states[state].place == "verb" for state in states]]
    assert groups["verb"].mean == pytest.approx(chosen.mean())
    # what depends on the subject costs three words most; what depends on the last word, little
    assert groups["verb"].mean > 5 * groups["near"].mean


def test_groups_of_nothing_and_of_zeros():
    assert by_group([], []) == {}
    assert by_group([0.0, 0.0], "ab")["a"] == (1, 0.0, 0.0)
    with pytest.raises(ValueError, match=r"shape \(2,\) and 1 labels"):
        by_group([1, 2], ["a"])


def test_distances_look_back_only():
    assert distances("babca", "a").tolist() == [-1, -1, 1, 2, 3] and distances("", "a").size == 0
    assert distances([5, 7, 5, 9], {5, 7}).tolist() == [-1, 1, 1, 1]


@pytest.mark.parametrize("measure", [losses, perplexity, lambda m, t: divergences(m, m, t)])
def test_an_empty_text(measure):
    with pytest.raises(ValueError, match="the text is empty"):
        measure(Fixed([1.0]), [])


def test_a_model_that_gives_something_else():
    with pytest.raises(ValueError, match=r"Fixed.distributions gives \(3, 2\) for 2 words up to"):
        losses(Fixed([0.5, 0.5]), [0, 2])
