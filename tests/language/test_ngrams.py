"""n-grams against their formulas with dictionaries; the mixture against all weights tried."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib.language import (
    Mixture,
    NGram,
    Source,
    excess,
    losses,
    perplexity,
    pond,
)

TEXT = st.lists(st.integers(0, 3), min_size=4, max_size=40)


def kneser_ney(text, n, size):
    """p(word, history) by the formula, with a dictionary for each length."""
    counts = {k: Counter(zip(*(text[i:] for i in range(k)), strict=False)) for k in range(1, n + 1)}
    for k in range(1, n):
        before = defaultdict(set)
        for gram in counts[k + 1]:
            before[gram[1:]].add(gram[0])
        counts[k] = Counter({gram: len(words) for gram, words in before.items()})

    def discount(k):
        once, twice = (sum(c == wanted for c in counts[k].values()) for wanted in (1, 2))
        return once / (once + 2 * twice) if once and twice else 0.5

    def p(word, history):
        k = len(history) + 1
        shorter = p(word, history[1:]) if history else 1 / size
        seen = {gram[-1]: c for gram, c in counts[k].items() if gram[:-1] == history}
        total = sum(seen.values())
        if not total:
            return shorter
        kept = max(seen.get(word, 0) - discount(k), 0)
        return (kept + discount(k) * len(seen) * shorter) / total

    return p


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_kneser_ney_is_its_formula(n):
    rng = np.random.default_rng(n)
    text, other = rng.integers(5, size=200).tolist(), rng.integers(6, size=30).tolist()
    p = kneser_ney(text, n, 6)
    expected = [
        [p(word, tuple(other[max(0, t - n + 1) : t])) for word in range(6)]
        for t in range(len(other) + 1)
    ]
    np.testing.assert_allclose(NGram(text, n, 6).distributions(other), expected, rtol=1e-12)


@given(TEXT, TEXT, st.integers(1, 3))
def test_every_row_is_a_distribution_and_nothing_is_impossible(text, other, n):
    for model in (NGram(text, n, 5), NGram(text, n, 5, add=0.1), NGram(text, n, 5, prior=2)):
        p = model.distributions(other)
        np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-12)
        assert p.min() > 0 and p.shape == (len(other) + 1, 5)


@given(TEXT, st.integers(1, 3))
def test_kneser_ney_is_its_formula_on_small_texts(text, n):
    p = kneser_ney(text, n, 4)
    row = NGram(text, n, 4).distributions(text)[-1]
    history = tuple(text[len(text) - n + 1 :])
    np.testing.assert_allclose(row, [p(word, history) for word in range(4)], rtol=1e-12)


def test_add_lambda_is_its_formula():
    text = np.random.default_rng(0).integers(4, size=300)
    model = NGram(text, 3, 4, add=0.5)
    pairs = zip(text, text[1:], text[2:], strict=False)
    counts = Counter(tuple(map(int, gram)) for gram in pairs)
    after = np.array([counts[1, 2, word] for word in range(4)])
    expected = (after + 0.5) / (after.sum() + 0.5 * 4)
    np.testing.assert_allclose(model.distributions([1, 2])[2], expected, rtol=1e-12)
    # at the beginning the history is shorter
    np.testing.assert_allclose(model.distributions([])[0], (np.bincount(text) + 0.5) / 302)


@given(TEXT, st.integers(1, 3), st.floats(0.1, 100))
def test_a_prior_weighs_as_so_many_words(text, n, prior):
    def p(word, history):
        places = [
            t
            for t in range(len(text) - len(history))
            if tuple(text[t : t + len(history)]) == history
        ]
        hits = sum(text[t + len(history)] == word for t in places)
        less = p(word, history[1:]) if history else 1 / 4
        return (hits + prior * less) / (len(places) + prior)

    history = tuple(text[len(text) - n + 1 :])
    row = NGram(text, n, 4, prior=prior).distributions(text)[-1]
    np.testing.assert_allclose(row, [p(word, history) for word in range(4)], rtol=1e-12)


def test_what_comes_after_one_word_only_is_no_guess_elsewhere():
    """Kneser and Ney's own example: *Francisco* is frequent, but only after *San*."""
    san, francisco, duck, goose, swan = range(5)
    text = [san, francisco] * 20 + [duck, goose, duck, swan, goose, swan, duck] * 3
    model = NGram(text, 2, 5)
    after_nothing = model.distributions([])[0]
    assert after_nothing[francisco] < after_nothing[goose]
    assert NGram(text, 1, 5, add=1).distributions([])[0, francisco] > after_nothing[francisco]


def test_long_enough_n_grams_learn_a_language_whose_state_they_show():
    game = Source(
        0, lambda s: [("duck", 0.5, 1), ("goose", 0.5, 0)] if s else [("duck", 1.0, 1)]
    )  # fmt: skip
    rng = np.random.default_rng(0)
    train, test = (game.numbers(game.sample(n, rng)) for n in (20_000, 5_000))
    assert abs(excess(NGram(train, 2, 2), game, test)) < 0.002
    assert excess(NGram(train, 1, 2), game, test) > 0.3


def test_on_the_pond_four_words_are_best():
    """Longer n-grams are rarer, and a window of two words has a floor that no counting passes."""
    language, rng = pond(), np.random.default_rng(0)
    train, test = (language.numbers(language.sample(n, rng)) for n in (30_000, 5_000))
    found = [excess(NGram(train, n, 39), language, test) for n in (2, 3, 6)]
    assert found[1] < found[0] and found[1] < found[2]
    floors = language.window_entropies(3) / language.entropy - 1
    # the sample's own luck, 2 %, stands between a floor of the language and a loss on 5,000 words
    assert all(found[i] > floors[i + 1] - 0.02 for i in range(2))
    assert excess(NGram(train, 6, 39), language, test) < excess(
        NGram(train, 6, 39, add=0.1), language, test
    )


def test_the_mixture_has_the_best_weights():
    language, rng = pond(), np.random.default_rng(3)
    train, held_out, test = (language.numbers(language.sample(n, rng)) for n in (5_000, 500, 500))
    models = [NGram(train, 2, 39), NGram(train, 5, 39)]
    mixed = Mixture.fit(models, held_out)
    tried = np.linspace(0.001, 0.999, 999)
    p = np.exp(-np.array([losses(model, held_out) for model in models]))
    best = tried[np.argmax([np.log(w * p[0] + (1 - w) * p[1]).mean() for w in tried])]
    assert mixed.weights[0] == pytest.approx(best, abs=0.002)
    alone = min(perplexity(model, held_out) for model in models)
    assert perplexity(mixed, held_out) < alone
    p = [model.distributions(test) for model in models]
    expected = mixed.weights[0] * p[0] + mixed.weights[1] * p[1]
    np.testing.assert_allclose(mixed.distributions(test), expected, rtol=1e-12)


def test_a_mixture_of_one_and_of_equals():
    model = NGram([0, 1, 0], 1, 2)
    assert Mixture.fit([model], [0, 1]).weights.tolist() == [1]
    np.testing.assert_allclose(Mixture.fit([model, model], [0, 1]).weights, [0.5, 0.5])


@pytest.mark.parametrize(
    ("text", "n", "settings", "message"),
    [
        ([], 1, {}, "a text of 0 words has no 1-gram"),
        ([0], 2, {}, "a text of 1 words has no 2-gram"),
        ([0, 1], 0, {}, "n goes from 1"),
        ([0, 3], 1, {}, "numbers from 0 to 3; they go from 0 to 2, of 3 words"),
        ([-1, 0], 1, {}, "numbers from -1 to 0"),
        ([[0, 1]], 1, {}, r"shape \(1, 2\) .* no row of whole numbers"),
        (["duck"], 1, {}, "encode it with a Vocabulary first"),
        ([0.5], 1, {}, "no row of whole numbers"),
        ([0, 1], 1, {"add": 0}, "add=0 must be above 0"),
        ([0, 1], 1, {"add": float("nan")}, "must be above 0"),
        ([0, 1], 1, {"prior": 0}, "prior=0 must be above 0"),
        ([0, 1], 1, {"prior": float("inf")}, "must be above 0"),
        ([0, 1], 1, {"add": 1, "prior": 1}, "two kinds of smoothing"),
        ([0] * 50, 41, {}, "3 words to the power 41 is too large"),
    ],
)
def test_what_an_n_gram_refuses(text, n, settings, message):
    with pytest.raises(ValueError, match=message):
        NGram(text, n, 3, **settings)


def test_one_word_is_a_text():
    assert NGram([0], 1, 2).distributions([])[0].sum() == pytest.approx(1)


class Sure:
    """Thinks only one word possible."""

    def distributions(self, text):
        return np.eye(2)[np.zeros(len(text) + 1, int)]


@pytest.mark.parametrize("weights", [[0.5], [0.5, 0.6], [1.5, -0.5], [float("nan"), 1], []])
def test_weights_that_are_no_distribution(weights):
    with pytest.raises(ValueError, match="must sum to 1"):
        Mixture([Sure(), Sure()], weights)


def test_a_mixture_over_different_words():
    mixed = Mixture([NGram([0, 1], 1, 2), NGram([0, 1], 1, 3)], [0.5, 0.5])
    with pytest.raises(ValueError, match=r"NGram.* knows 2 words .* NGram.* 3"):
        mixed.distributions([0])


def test_what_a_mixture_cannot_learn_from():
    for models, held_out in (([], [0]), ([Sure()], [])):
        with pytest.raises(ValueError, match="it needs some of both"):
            Mixture.fit(models, held_out)
    with pytest.raises(ValueError, match="no model thinks word 1 possible"):
        Mixture.fit([Sure()], [0, 1])


def looking_back(text, n, size, prior, sees, skips):
    """p(word, text so far) word by word: what it looks back at is a list."""

    def back(so_far):
        kept = [sees[w] for w in so_far[:-1] if w not in skips]
        return [*kept, *(sees[w] for w in so_far[-1:])]

    pasts = [back(text[:t]) for t in range(len(text))]

    def p(word, so_far, k=n - 1):
        less = 1 / size if k == 0 else p(word, so_far, k - 1)
        own = back(so_far)
        if len(own) < k:
            return less
        window = own[len(own) - k :]
        met = [w for w, past in zip(text, pasts, strict=True)
               if len(past) >= k and past[len(past) - k :] == window]  # fmt: skip
        return (met.count(word) + prior * less) / (len(met) + prior)

    return p


@given(
    st.lists(st.integers(0, 4), min_size=8, max_size=40),
    TEXT,
    st.integers(1, 4),
    st.lists(st.integers(0, 4), min_size=5, max_size=5),
    st.sets(st.integers(0, 4), max_size=2),
)
def test_words_taken_for_others_and_words_skipped(text, other, n, sees, skips):
    text = [4, 0, 1, 2, 3, *text, 0, 1, 2, 3]
    p = looking_back(text, n, 5, 2.0, sees, skips)
    found = NGram(text, n, 5, prior=2.0, sees=sees, skips=sorted(skips)).distributions(other)
    expected = [[p(word, other[:t]) for word in range(5)] for t in range(len(other) + 1)]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_a_word_taken_for_itself_and_none_skipped_changes_nothing():
    text = np.random.default_rng(0).integers(4, size=60)
    for how in ({}, {"prior": 2}, {"add": 0.1}):
        same = NGram(text, 3, 4, **how, sees=np.arange(4), skips=[])
        np.testing.assert_array_equal(
            same.distributions(text), NGram(text, 3, 4, **how).distributions(text)
        )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"sees": [0, 1]}, "sees has 2 numbers; it needs one a word, 3"),
        ({"sees": [0, 1, 3]}, "numbers from 0 to 3"),
        ({"skips": [3]}, "numbers from 3 to 3"),
        ({"skips": [0, 1]}, "no window of 2; take n smaller"),
    ],
)
def test_what_no_n_gram_can_see_or_skip(settings, message):
    with pytest.raises(ValueError, match=message):
        NGram([0, 1, 0, 1], 3, 3, prior=1, **settings)
