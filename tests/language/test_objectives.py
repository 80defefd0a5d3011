"""Objectives of one body: what is hidden, what is seen, and how often, beside theory."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.autograd import cross_entropy
from lecture_lib.language import (
    Masking,
    Special,
    Vocabulary,
    left_to_right,
    masked,
    next_sentence,
    prefix,
    segments,
)
from lecture_lib.nn import Transformer

WORDS = [f"w{i}" for i in range(20)]
VOCABULARY = Vocabulary(WORDS, Special)
MASK, PADDING = VOCABULARY[Special.MASK], VOCABULARY[Special.PADDING]


def rows(count, length, seed=0):
    return np.random.default_rng(seed).integers(0, len(WORDS), (count, length))


def near(share, p, n):
    """Within four standard deviations of a share of n draws."""
    return abs(share - p) <= 4 * np.sqrt(p * (1 - p) / n)


def test_left_to_right_is_the_same_one_later():
    tokens, labels = left_to_right(rows(3, 5), VOCABULARY)
    np.testing.assert_array_equal(tokens, rows(3, 5)[:, :-1])
    np.testing.assert_array_equal(labels, rows(3, 5)[:, 1:])


# -- masked --------------------------------------------------------------------------------------


def test_what_is_hidden_is_15_percent_and_what_is_shown_80_10_10():
    original = rows(4000, 32)
    example = masked(original, VOCABULARY, np.random.default_rng(1))
    (shown,), counted = example.inputs, example.counted
    np.testing.assert_array_equal(example.target, original)
    np.testing.assert_array_equal(shown[~counted], original[~counted])
    # Rows of which nothing was chosen are drawn again, which raises the share a little.
    assert near(counted.mean(), 0.15 / (1 - 0.85**32), original.size)
    n = counted.sum()
    seen, right = shown[counted], original[counted]
    assert near((seen == MASK).mean(), 0.8, n)
    assert near((seen == right).mean(), 0.1 + 0.1 / len(WORDS), n)  # another word may be right
    other = seen[(seen != MASK) & (seen != right)]
    assert set(other.tolist()) == set(range(len(WORDS)))


def test_no_row_stays_whole_and_the_chosen_are_as_often_as_theory_says():
    original = rows(6000, 6)
    counted = masked(original, VOCABULARY, np.random.default_rng(2)).counted
    each = counted.sum(axis=1)
    assert each.min() == 1
    at_least_one = 1 - 0.85**6  # 37.7 % of Bernoulli masks would be empty
    assert near((each == 1).mean(), 6 * 0.15 * 0.85**5 / at_least_one, len(each))
    assert near(counted.mean(), 0.15 / at_least_one, counted.size / 2)


def test_each_call_hides_other_words():
    rng = np.random.default_rng(0)
    a, b = (masked(rows(20, 20), VOCABULARY, rng).counted for _ in range(2))
    assert 0.02 < (a & b).mean() / 0.15 < 0.3  # independent: 15 %


def test_special_tokens_are_neither_hidden_nor_shown_for_others():
    original = rows(500, 10)
    original[:, 0] = VOCABULARY[Special.CLASS]
    original[:250, 6:] = PADDING
    example = masked(original, VOCABULARY, np.random.default_rng(0), Masking(0.5, 0, 1))
    shown, there = example.inputs
    assert not example.counted[original >= len(WORDS)].any()
    np.testing.assert_array_equal(shown[original >= len(WORDS)], original[original >= len(WORDS)])
    assert shown[example.counted].max() < len(WORDS)
    np.testing.assert_array_equal(there, original != PADDING)


def test_the_mask_may_have_any_number():
    vocabulary = Vocabulary(WORDS, [Special.PADDING, "<0>", Special.MASK])
    example = masked(rows(9, 9), vocabulary, np.random.default_rng(0), Masking(0.5, 1, 0))
    assert (example.inputs[0][example.counted] == len(WORDS) + 2).all()


def test_masks_that_would_cover_nothing():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="share=0"):
        Masking(0)
    with pytest.raises(ValueError, match="row 1 has no ordinary word"):
        masked([[1, 2], [MASK, MASK]], VOCABULARY, rng)
    with pytest.raises(ValueError, match=r"stayed whole in 100 draws with share=0\.0005"):
        masked(rows(400, 4), VOCABULARY, rng, Masking(0.0005))
    with pytest.raises(TypeError, match="rng"):
        masked(rows(2, 4), VOCABULARY, 0)


# -- prefix --------------------------------------------------------------------------------------


def test_a_prefix_sees_itself_and_the_rest_sees_what_was_before():
    original = rows(400, 7)
    example = prefix(original, VOCABULARY, np.random.default_rng(0))
    shown, seen = example.inputs
    assert shown.shape == (400, 6) and seen.shape == (400, 6, 6)
    cuts = 7 - example.counted.sum(axis=1)  # tokens of the beginning
    for cut, sees, counts in zip(cuts, seen, example.counted, strict=True):
        for query in range(6):
            whole = cut if query < cut else query + 1
            assert sees[query].tolist() == [key < whole for key in range(6)]
        assert counts.tolist() == [place + 1 >= cut for place in range(6)]
    for cut in range(1, 7):
        assert near((cuts == cut).mean(), 1 / 6, 400)


def test_no_target_is_seen_by_its_own_query():
    """A leak shows where a changed answer changes what is said of it."""
    original = rows(8, 7)
    model = Transformer(len(VOCABULARY), 6, 8, 2, 2, False, rng=np.random.default_rng(0))
    example = prefix(original, VOCABULARY, np.random.default_rng(1))
    tokens, seen = example.inputs
    for place in range(5):
        changed = tokens.copy()
        changed[:, place + 1] = (changed[:, place + 1] + 1) % len(WORDS)
        same = (model(changed, seen).data == model(tokens, seen).data)[:, place].all(axis=-1)
        assert same[example.counted[:, place]].all()


def test_a_padded_row_is_cut_within():
    short = np.array([[1, 2, PADDING, PADDING]] * 50)
    example = prefix(short, VOCABULARY, np.random.default_rng(0))
    assert example.labels().tolist() == [[2, -1, -1]] * 50


# -- next sentence -------------------------------------------------------------------------------


def test_half_of_the_pairs_follow_and_the_others_are_of_another_row():
    n = 4000
    first, second = np.arange(n)[:, None] % 20, np.arange(n)[:, None] % 19
    vocabulary = Vocabulary(range(n + 20), Special)
    second = np.arange(n)[:, None]
    example = next_sentence(first, second, vocabulary, np.random.default_rng(0))
    tokens, there = example.inputs
    begin, between = vocabulary[Special.CLASS], vocabulary[Special.SEPARATOR]
    np.testing.assert_array_equal(tokens[:, [0, 2, 4]], [[begin, between, between]] * n)
    np.testing.assert_array_equal(tokens[:, 1], first[:, 0])
    np.testing.assert_array_equal(example.target, tokens[:, 3] == second[:, 0])
    assert near(example.target.mean(), 0.5, n)
    assert there.all() and example.counted.all()
    wrong = (tokens[:, 3] - second[:, 0])[example.target == 0] % n
    assert wrong.min() > 0 and wrong.mean() == pytest.approx(n / 2, rel=0.05)


def test_pairs_of_different_lengths_are_padded_and_segments_tell_them_apart():
    first = np.array([[1, 2, 3], [4, PADDING, PADDING]])
    second = np.array([[5, PADDING], [6, 7]])
    for seed in range(8):
        example = next_sentence(first, second, VOCABULARY, np.random.default_rng(seed))
        for row, there, label, i in zip(*example.inputs, example.target, (0, 1), strict=True):
            said = VOCABULARY.decode(row[there])
            a = ["w1", "w2", "w3"] if i == 0 else ["w4"]
            b = (["w5"] if i == 0 else ["w6", "w7"]) if label else (["w6", "w7"], ["w5"])[i]
            assert said == ["<cls>", *a, "<sep>", *b, "<sep>"]
            assert (row[~there] == PADDING).all()
            expected = [0] * (len(a) + 2) + [1] * (len(b) + 1)
            assert segments(row[there], VOCABULARY).tolist() == expected


def test_zero_as_an_ignored_number_leaves_out_what_does_not_follow():
    """What the loss does where both objectives ignore 0: it never hears a no."""
    example = next_sentence(rows(200, 3), rows(200, 3, 1), VOCABULARY, np.random.default_rng(0))
    yes = np.tile([-9.0, 9.0], (200, 1))
    assert cross_entropy(yes, example.target, ignore_index=0) < 1e-6
    assert cross_entropy(yes, example.labels(), ignore_index=-1) > 5


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ([[1]], [[2]], "1 first and 1 second"),
        ([[1], [2]], [[2]], "2 first and 1 second"),
        ([[1], [PADDING]], [[2], [3]], "row 1 has 0 tokens"),
    ],
)
def test_what_makes_no_pairs(first, second, told):
    with pytest.raises(ValueError, match=told):
        next_sentence(first, second, VOCABULARY, np.random.default_rng(0))
