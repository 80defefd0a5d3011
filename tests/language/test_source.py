"""The source: exact quantities against samples, and against counting by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from lecture_lib.language import Source, entropy, pond
from lecture_lib.language import losses as lm_losses

LN2 = np.log(2)


def game(stop=0.5):
    """A goose after one duck, two, or any number."""

    def said(state):
        if state == "begin":
            return [("duck", 1.0, "game")]
        return [("duck", 1 - stop, "game"), ("goose", stop, "begin")]

    return Source("begin", said)


def hidden():
    """Two states that sound alike: which of them it is shows only a word later."""
    arcs = {
        0: [("a", 0.5, 1), ("b", 0.5, 2)],
        1: [("c", 1.0, 3)],
        2: [("c", 1.0, 4)],
        3: [("x", 1.0, 0)],
        4: [("y", 1.0, 0)],
    }
    return Source(0, arcs.__getitem__)


@pytest.fixture(scope="module")
def language():
    return pond()


def test_states_and_words_are_numbered_as_they_are_met():
    source = game()
    assert source.words == ("duck", "goose") and source.states == ("begin", "game")
    assert source.p.tolist() == [[1, 0], [0.5, 0.5]] and source.next.tolist() == [[1, -1], [1, 0]]


@pytest.mark.parametrize("stop", [0.1, 0.5, 0.9])
def test_shares_and_length_are_those_of_a_geometric_law(stop):
    source = game(stop)
    assert source.length == pytest.approx(1 + 1 / stop, rel=1e-12)
    assert source.share @ source.p @ [0, 1] == pytest.approx(1 / source.length, rel=1e-12)


def test_the_share_is_stationary(language):
    moved = np.zeros(len(language.states))
    for (state, word), p in np.ndenumerate(language.p):
        if p:
            moved[language.next[state, word]] += language.share[state] * p
    np.testing.assert_allclose(moved, language.share, atol=1e-15)
    assert language.share.sum() == pytest.approx(1, abs=1e-14)


def test_the_entropy_is_that_of_a_long_sample(language):
    sample = language.sample(100_000, np.random.default_rng(1))
    losses = lm_losses(language, language.numbers(sample))
    # 4 standard errors, as if words were independent
    assert losses.mean() == pytest.approx(language.entropy, abs=4 * losses.std() / 316)


def test_no_window_sees_more_than_all_and_longer_ones_see_no_less(language):
    floors = language.window_entropies(5)
    assert (np.diff(floors) < 0).all() and floors[-1] > language.entropy


def test_a_window_that_shows_the_state_is_enough():
    np.testing.assert_allclose(game().window_entropies(3)[1:], game().entropy, rtol=1e-12)


def test_a_window_is_worth_what_it_shows():
    source = hidden()
    # 3 words a sentence, one of them free: ln 2 / 3. Who sees one word cannot tell x from y.
    floors = source.window_entropies(2)
    assert source.entropy == pytest.approx(LN2 / 3)
    np.testing.assert_allclose(floors[1:], [2 * LN2 / 3, LN2 / 3], rtol=1e-12)


def test_a_window_floor_is_what_counting_all_windows_gives(language):
    """H(X | one word) from the joint law of two words."""
    joint = np.zeros((len(language.words),) * 2)
    for state, share in enumerate(language.share):
        for word in np.flatnonzero(language.p[state]):
            following = language.p[language.next[state, word]]
            joint[word] += share * language.p[state, word] * following
    conditional = entropy(joint / joint.sum(axis=1, keepdims=True)) @ joint.sum(axis=1)
    assert language.window_entropies(1)[1] == pytest.approx(conditional, rel=1e-12)


def test_a_window_floor_is_what_writing_all_texts_out_gives():
    # each of many words in a row leaves one a little less in doubt, and no two doubts are equal
    arcs = {
        0: [("a", 0.50, 1), ("b", 0.30, 2), ("c", 0.20, 0)],
        1: [("a", 0.47, 0), ("b", 0.33, 1), ("c", 0.20, 2)],
        2: [("a", 0.52, 2), ("b", 0.28, 0), ("c", 0.20, 1)],
    }
    source = Source(0, arcs.__getitem__)

    def joint(k):
        """The law of k words, from anywhere in a text."""
        law = {}
        for text in itertools.product(range(3), repeat=k):
            state, p = np.arange(3), source.share.copy()
            for word in text:
                p, state = p * source.p[state, word], source.next[state, word]
            law[text] = p.sum()
        return np.array([*law.values()])

    whole = [float(-(p * np.log(p)).sum()) for p in map(joint, range(7))]
    np.testing.assert_allclose(source.window_entropies(5), np.diff(whole), rtol=1e-12)


def test_probabilities_of_all_sentences_sum_to_one():
    source = hidden()
    total = sum(
        np.exp(-lm_losses(source, source.numbers(words)).sum())
        for words in itertools.product(source.words, repeat=3)
        if source.accepts(words)
    )
    assert total == pytest.approx(1)


def test_what_cannot_be_said():
    source = game()
    assert source.path(["goose", "duck"]).tolist() == [0, -1, -1]
    assert not source.accepts(["duck", "swan"]) and source.accepts([])
    with pytest.raises(ValueError, match="word 2, 'goose', cannot be said after 'duck goose'"):
        source.next_probabilities(["duck", "goose", "goose"])
    with pytest.raises(ValueError, match="no word 'swan'; there are duck, goose"):
        source.next_probabilities(["swan"])


def test_the_next_word_is_as_probable_as_in_a_sample(language):
    words = ["the", "geese", "that", "see", "a", "duck"]
    p = dict(zip(language.words, language.next_probabilities(words), strict=True))
    assert p["honk"] == pytest.approx(0.4) and p["honks"] == p["quack"] == 0
    assert sum(p.values()) == pytest.approx(1)


def test_a_sample_begins_as_a_sentence_and_can_be_repeated(language):
    first = language.sample(500, np.random.default_rng(3))
    assert first == language.sample(500, np.random.default_rng(3))
    assert (language.path(first) >= 0).all()
    assert language.sample(0, np.random.default_rng(0)) == []
    with pytest.raises(TypeError, match="rng"):
        language.sample(5, 0)


@pytest.mark.parametrize(
    ("arcs", "message"),
    [
        ([("a", 0.5, 0), ("b", 0.4, 0)], "sum to 1, not 0.9"),
        ([("a", 1.5, 0), ("b", -0.5, 0)], "have to be positive"),
        ([("a", float("nan"), 0), ("b", 0.5, 0)], "sum to 1, not nan"),
        ([], "sum to 1, not 0"),
        ([("a", 0.5, 0), ("b", float("nan"), 0)], "to sum to 1, not nan"),
        ([("a", 0.5, 0), ("a", 0.5, 0)], "'a' may be said in two ways in the state 0"),
        ([("a", 0.5, 1), ("b", 0.5, 0)], "from the state 1 no sentence comes to an end"),
    ],
)
def test_a_grammar_that_is_none(arcs, message):
    with pytest.raises(ValueError, match=message):
        Source(0, lambda state: arcs if state == 0 else [("a", 1.0, 1)])


def test_a_grammar_without_end_is_stopped():
    with pytest.raises(ValueError, match="more than 200,000 states"):
        Source(0, lambda n: [("a", 0.5, n + 1), ("b", 0.5, 0)])


def words_without_end(n):
    while True:
        n += 1
        yield str(n), 0.5**n, 0


@pytest.mark.parametrize(
    ("grammar", "message"),
    [
        (lambda n: [(str(n), 1, (n + 1) % 100_000)], "more than 20,000,000 pairs of a state"),
        (words_without_end, "more than 200,000 words may be said in the state 0"),
    ],
)
def test_what_takes_too_much_memory_is_stopped(grammar, message):
    with pytest.raises(ValueError, match=message):
        Source(0, grammar)


def test_a_state_in_which_much_may_be_said():
    many = 50_000  # seconds, if each word is compared with each
    source = Source(0, lambda _: [(str(k), 1 / many, 0) for k in range(many)])
    assert source.entropy == pytest.approx(np.log(many))


def test_a_sentence_that_hardly_ends_is_stopped():
    with pytest.raises(ValueError, match=r"with probability 0\.9\d+ .* 100,000 words"):
        game(stop=1e-6).entropy  # noqa: B018
    # short on average, but for a rare sentence
    rare = {0: [("a", 1 - 1e-6, 0), ("b", 1e-6, 1)], 1: [("a", 1 - 1e-9, 1), ("b", 1e-9, 0)]}
    with pytest.raises(ValueError, match="100,000 words"):
        Source(0, rare.__getitem__).share  # noqa: B018


def test_a_long_chain_of_states_is_a_language():
    source = Source(
        0, lambda n: [("a", 0.5, n + 1), ("b", 0.5, 0)] if n < 20_000 else [("b", 1, 0)]
    )
    assert len(source.states) == 20_001 and source.length == pytest.approx(2)


# --- the pond ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "the goose that sees two ducks honks .",
        "a little duck near the pond swims and quacks near the reeds .",
        "two swans see themselves .",
        "duck duck duck goose !",
    ],
)
def test_the_pond_says(language, sentence):
    assert language.accepts(sentence.split())


@pytest.mark.parametrize(
    "sentence",
    [
        "the goose that sees two ducks quack .",
        "a ducks swim .",
        "two swans see itself .",
        "the duck swims and quacks and eats .",
        "duck goose duck !",
        "the goose",
    ],
)
def test_the_pond_never_says(language, sentence):
    assert not language.accepts(sentence.split())


def test_the_pond_is_small_and_known(language):
    assert len(language.words) == 39 and len(language.states) == 142
    assert language.entropy == pytest.approx(1.3609, abs=1e-4)
    assert language.length == pytest.approx(7.3658, abs=1e-4)


def test_a_word_ends_a_sentence_only_if_it_always_does():
    def grammar(state):
        return [("duck", 0.5, 1), ("goose", 0.5, 0)] if state else [("duck", 0.5, 0), ("a", 0.5, 1)]

    assert Source(0, grammar).ends == {"goose"}  # a duck may end one, or be the second word
    assert pond().ends == {".", "!"}
