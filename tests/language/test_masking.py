"""Hidden words: forward–backward against all texts written out, and the shares of the noise."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from lecture_lib.language import (
    Masking,
    Source,
    full_conditionals,
    hidden_floor,
    masked_floor,
    masked_posterior,
    pond,
)


def small():
    """Three words, three states, and no word that tells the state by itself."""
    arcs = {
        0: [("a", 0.5, 1), ("b", 0.3, 2), ("c", 0.2, 0)],
        1: [("a", 0.6, 2), ("c", 0.4, 0)],
        2: [("a", 0.1, 2), ("b", 0.9, 0)],
    }
    return Source(0, arcs.__getitem__)


def all_rows(source, length):
    """Every row of words with its probability, from anywhere in a text."""
    for row in itertools.product(range(len(source.words)), repeat=length):
        total = 0.0
        for state, p in enumerate(source.share):
            for word in row:
                if state < 0:
                    p = 0.0
                    break
                p *= source.p[state, word]
                state = source.next[state, word]
            total += p
        yield row, total


@pytest.fixture(scope="module")
def language():
    return pond()


@pytest.fixture(scope="module")
def rows(language):
    return language.numbers(language.sample(6_400, np.random.default_rng(1))).reshape(200, 32)


def test_full_conditionals_are_what_all_texts_written_out_give():
    source = small()
    evidence = np.random.default_rng(0).random((2, 5, 3))
    expected = np.zeros_like(evidence)
    for row, p in all_rows(source, 5):
        for batch, place in np.ndindex(2, 5):
            others = [evidence[batch, t, row[t]] for t in range(5) if t != place]
            expected[batch, place, row[place]] += p * np.prod(others)
    expected /= expected.sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(full_conditionals(source, evidence), expected, rtol=1e-12)
    np.testing.assert_allclose(full_conditionals(source, evidence[1]), expected[1], rtol=1e-12)


@pytest.mark.parametrize("masking", [Masking(), Masking(0.4, 0.5, 0.5), Masking(0.3, 1, 0)])
def test_the_posterior_is_bayes_rule_over_texts_and_choices(masking):
    """All texts and all choices of words written out, given that the place was chosen."""
    source = small()
    words = len(source.words)
    seen = np.array([0, words, words, 0])

    def shows(y, x, chosen):
        if not chosen:
            return (1 - masking.share) * (y == x)
        kept = 1 - masking.mask - masking.random
        said = masking.mask if y == words else masking.random / words + kept * (y == x)
        return masking.share * said

    for place in range(4) if masking.random else (1, 2):
        expected = np.zeros(words)
        for row, p in all_rows(source, 4):
            for chosen in itertools.product([False, True], repeat=4):
                if chosen[place]:
                    shown = [shows(*what) for what in zip(seen, row, chosen, strict=True)]
                    expected[row[place]] += p * np.prod(shown)
        found = masked_posterior(source, seen, masking)[place]
        np.testing.assert_allclose(found, expected / expected.sum(), rtol=1e-12)


def test_what_cannot_have_been_chosen_is_known():
    source = small()
    found = masked_posterior(source, np.array([0, 3, 1]), Masking(0.2, mask=1, random=0))
    assert found[0].tolist() == [1, 0, 0] and found[2].tolist() == [0, 1, 0]
    assert 0 < found[1].max() < 1


def test_the_floor_is_the_loss_of_the_posterior_on_average(language, rows):
    rng = np.random.default_rng(4)
    losses = []
    for _ in range(8):
        seen, chosen = Masking().draw(rows, len(language.words), rng)
        p = masked_posterior(language, seen, Masking())[chosen]
        losses.append(-np.log(p[np.arange(len(p)), rows[chosen]]))
    losses = np.concatenate(losses)
    floor = masked_floor(language, rows, Masking(), np.random.default_rng(5))
    assert floor == pytest.approx(losses.mean(), abs=4 * losses.std() / len(losses) ** 0.5)


def test_floors_are_in_their_order(language, rows):
    """To see more is to know more: one hidden word, 15 % hidden, half, all but the statistics."""
    rng = np.random.default_rng(0)
    hiding = [masked_floor(language, rows, Masking(p, 1, 0), rng) for p in (0.15, 0.5, 1)]
    assert (np.diff([hidden_floor(language, rows), *hiding]) > 0).all()
    unigram = -np.log((language.share @ language.p)[rows]).mean()
    assert hiding[-1] == pytest.approx(unigram, rel=1e-9)
    assert hidden_floor(language, rows) < language.entropy


def test_a_row_of_many_words(language, rows):
    """Whose probability is no number any more: e to the minus 8,700."""
    found = full_conditionals(language, np.eye(39)[rows.ravel()])
    middle = slice(3_000, 3_400)
    part = full_conditionals(language, np.eye(39)[rows.ravel()[middle]])
    np.testing.assert_allclose(found[middle][100:-100], part[100:-100], rtol=1e-9)


def test_shares_of_the_noise_are_those_asked_for():
    rows = np.arange(400_000).reshape(4, -1) % 10
    masking = Masking(0.2, 0.7, 0.2)
    seen, chosen = masking.draw(rows, 10, np.random.default_rng(3))
    assert (seen[~chosen] == rows[~chosen]).all()
    np.testing.assert_allclose(chosen.mean(), 0.2, atol=4 * 0.4 / 400_000**0.5)
    of_chosen = [(seen[chosen] == 10).mean(), (seen[chosen] == rows[chosen]).mean()]
    np.testing.assert_allclose(of_chosen, [0.7, 0.1 + 0.02], atol=4 * 0.5 / 80_000**0.5)
    wrong = seen[chosen & (seen < 10) & (seen != rows)]
    np.testing.assert_allclose(np.bincount(wrong) / len(wrong), 0.1, atol=0.01)


def test_evidence_sums_to_one_over_what_may_be_seen():
    for chosen in (None, True, False):
        table = Masking(0.3, 0.6, 0.3).evidence(np.arange(8), 7, chosen=chosen)
        np.testing.assert_allclose(table.sum(axis=0), 1)


@pytest.mark.parametrize("share", [0, -0.1, 1.1, float("nan")])
def test_a_mask_that_would_cover_nothing(share):
    with pytest.raises(ValueError, match="would cover nothing or more than all"):
        Masking(share)


def test_what_masking_refuses(language):
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="at most 1 in all"):
        Masking(mask=0.8, random=0.3)
    with pytest.raises(ValueError, match="chose none of 3 words in 100 draws"):
        Masking(1e-12).draw(np.zeros(3, int), 5, rng)
    with pytest.raises(ValueError, match=r"rows of shape \(0,\) hold no words to cover"):
        Masking().draw(np.zeros(0, int), 5, rng)
    for rows in ([5], [-1], [0.5]):
        with pytest.raises(ValueError, match=r"Masking.draw: rows: .* numbers from 0 to 4"):
            Masking().draw(np.array(rows), 5, rng)
    with pytest.raises(ValueError, match=r"from 0 to 39; .* make Special.MASK the first special"):
        masked_posterior(language, np.array([0, 40]), Masking())
    with pytest.raises(ValueError, match=r"hidden_floor: rows: .* from 0 to 38"):
        hidden_floor(language, np.array([39]))
    with pytest.raises(ValueError, match=r"evidence of shape \(4, 3\) must end in \(T, 39\)"):
        full_conditionals(language, np.ones((4, 3)))
    for shape in ((0, 39), (2, 0, 39)):
        with pytest.raises(ValueError, match=r"must end in \(T, 39\)"):
            full_conditionals(language, np.ones(shape))
    impossible = np.eye(39)[language.numbers(["a", "a", "a"])]
    with pytest.raises(ValueError, match="what the language cannot say"):
        full_conditionals(language, impossible)
    with pytest.raises(TypeError, match="rng"):
        Masking().draw(np.zeros(3, int), 5, 0)
