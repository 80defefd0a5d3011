"""Objectives of an encoder and a decoder: what was spoilt can be found, and its statistics."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from lecture_lib.language import (
    Special,
    Vocabulary,
    as_text,
    encoder_decoder,
    facts,
    infilling,
    judge,
    permute_sentences,
    pond,
    sentinels,
    span_corruption,
    story,
    table_to_text,
)

WORDS = [f"w{i}" for i in range(200)]
VOCABULARY = Vocabulary(WORDS, [*Special, *sentinels(40)])
MASK, PADDING, START, END = (
    VOCABULARY[t] for t in (Special.MASK, Special.PADDING, Special.START, Special.END)
)
SENTINELS = [VOCABULARY[t] for t in sentinels(40)]


def rows(count, length):
    """No word twice in a row, so that each can be found again."""
    return np.array([np.random.default_rng(i).permutation(200)[:length] for i in range(count)])


def listed(array):
    """Rows without their padding."""
    return [row[row != PADDING].tolist() for row in array]


def spans(source, text, special):
    """Lengths of what each special token stands for, from the kept words around it."""
    places = {word: place for place, word in enumerate(text)}
    lengths, at = [], 0
    for i, token in enumerate(source):
        if token in special:
            behind = [t for t in source[i + 1 :] if t not in special][:1]
            touching = source[i + 1 : i + 2] != behind
            assert not touching or not behind  # spans are kept apart
            end = places[behind[0]] if behind else len(text)
            lengths.append(end - at)
        else:
            assert places[token] == at or source[i - 1] in special
            at = places[token] + 1
    return lengths


@pytest.mark.parametrize("objective", [infilling, span_corruption])
def test_the_decoder_reads_what_it_should_have_written(objective):
    example = objective(rows(20, 30), VOCABULARY, np.random.default_rng(0))
    source, shown, there = example.inputs
    np.testing.assert_array_equal(there, source != PADDING)
    for target, before, counted in zip(example.target, shown, example.counted, strict=True):
        n = counted.sum()
        assert before[:n].tolist() == [START, *target[: n - 1]]
        assert (target[n:] == PADDING).all() and (before[n:] == PADDING).all()


def test_infilling_covers_30_percent_in_spans_of_3():
    text = rows(1500, 100)
    example = infilling(text, VOCABULARY, np.random.default_rng(0))
    assert listed(example.target) == [[*row, END] for row in text.tolist()]
    sources = listed(example.inputs[0])
    lengths = [
        spans(source, row, {MASK}) for source, row in zip(sources, text.tolist(), strict=True)
    ]
    assert all(sum(each) == 30 for each in lengths)
    flat = np.concatenate(lengths)
    # The last span of a row is cut short, so compare with a sum of whole ones that passes 30.
    rng, expected = np.random.default_rng(1), []
    for _ in range(1500):
        left = 30
        while left > 0:
            expected.append(min(rng.poisson(3), left))
            left -= expected[-1]
    assert flat.mean() == pytest.approx(np.mean(expected), rel=0.03)
    assert 2.7 < flat.mean() < 3
    assert (flat == 0).mean() == pytest.approx(np.mean(np.array(expected) == 0), abs=0.01)
    shorter = np.mean([len(source) for source in sources])
    assert shorter == pytest.approx(70 + 30 / flat.mean(), rel=1e-3)  # length shrinks


def test_span_corruption_covers_15_percent_in_spans_of_3_and_tells_them_apart():
    text = rows(600, 100)
    example = span_corruption(text, VOCABULARY, np.random.default_rng(0))
    places = np.zeros(100)
    for source, target, row in zip(
        listed(example.inputs[0]), listed(example.target), text.tolist(), strict=True
    ):
        lengths = spans(source, row, set(SENTINELS))
        assert sum(lengths) == 15 and len(lengths) == 5 and min(lengths) >= 1
        assert [t for t in source if t in SENTINELS] == SENTINELS[:5]
        assert [t for t in target if t in SENTINELS] == SENTINELS[:6]
        assert len(source) == 85 + 5 and len(target) == 15 + 6
        rebuilt, missing = [], dict(cut(target))
        for token in source:
            rebuilt += missing.get(token, [token])
        assert rebuilt == row
        places += ~np.isin(row, source)
    assert places.min() > 0  # also at both ends
    assert np.abs(places[10:-10] / 600 - 0.15).max() < 4 * np.sqrt(0.15 * 0.85 / 600)


def cut(target):
    """Each sentinel with the words behind it."""
    at = [i for i, token in enumerate(target) if token in SENTINELS]
    assert at[0] == 0 and at[-1] == len(target) - 1
    for a, b in pairwise(at):
        yield target[a], target[a + 1 : b]


def test_all_divisions_into_spans_are_alike():
    """Six words in two spans are 1+5, 2+4, …: five ways."""
    text = rows(1, 40).repeat(3000, axis=0)
    example = span_corruption(text, VOCABULARY, np.random.default_rng(0))
    first = [len(dict(cut(t))[SENTINELS[0]]) for t in listed(example.target)]
    shares = np.bincount(first, minlength=6)[1:6] / 3000
    assert np.abs(shares - 0.2).max() < 4 * np.sqrt(0.2 * 0.8 / 3000)


@pytest.mark.parametrize("objective", [infilling, span_corruption])
@pytest.mark.parametrize("length", [2, 3, 5])
@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_short_rows_keep_a_word_and_lose_a_word(objective, length, share):
    text = rows(50, length)
    example = objective(text, VOCABULARY, np.random.default_rng(0), share=share)
    expected = min(max(1, round(share * length)), length - 1)
    for source, row in zip(listed(example.inputs[0]), text.tolist(), strict=True):
        assert sum(token in row for token in source) == length - expected
        assert [t for t in source if t in row] == [t for t in row if t in source]


@pytest.mark.parametrize("objective", [infilling, span_corruption])
@pytest.mark.parametrize("share", [0, 1, -0.1, np.nan])
def test_shares_that_cover_nothing_or_all(objective, share):
    with pytest.raises(ValueError, match=f"{objective.__name__}: share="):
        objective(rows(2, 9), VOCABULARY, np.random.default_rng(0), share=share)


def test_too_few_sentinels():
    vocabulary = Vocabulary(WORDS, [*Special, *sentinels(2)])
    with pytest.raises(ValueError, match=r"no '<2>', '<3>'.*special="):
        span_corruption(rows(2, 60), vocabulary, np.random.default_rng(0))


# -- sentences, tables, classes --------------------------------------------------------------------


def test_sentences_are_put_into_every_order_alike():
    language = story()
    vocabulary = Vocabulary(language.words, Special)
    said = [
        "once",
        "a",
        "duck",
        "lived",
        "near",
        "the",
        "pond",
        ".",
        "it",
        "quacks",
        ".",
        "two",
        "geese",
        "swim",
        ".",
    ]
    n = 1200
    example = permute_sentences(
        np.tile(vocabulary.encode(said), (n, 1)), vocabulary, np.random.default_rng(0)
    )
    parts = [said[:8], said[8:11], said[11:]]
    orders = {}
    for source in example.inputs[0]:
        words = vocabulary.decode(source)
        order = tuple(sorted(range(3), key=lambda i: words.index(parts[i][0])))
        assert words == [word for i in order for word in parts[i]]
        orders[order] = orders.get(order, 0) + 1
    assert len(orders) == 6
    assert all(abs(c / n - 1 / 6) < 4 * np.sqrt(5 / 36 / n) for c in orders.values())
    assert vocabulary.decode(example.target[0]) == [*said, "</s>"]


def test_a_cut_sentence_at_the_end_is_moved_too():
    vocabulary = Vocabulary(["a", "b", "c", "."], Special)
    found = {
        " ".join(vocabulary.decode(permute_sentences(
            [[0, 3, 1, 2]], vocabulary, np.random.default_rng(s)).inputs[0][0]))
        for s in range(9)
    }  # fmt: skip
    assert found == {"a . b c", "b c a ."}


def test_one_sentence_has_one_order():
    vocabulary = Vocabulary(["a", "b", "."], Special)
    with pytest.raises(ValueError, match="row 1 of 3 tokens is one sentence"):
        permute_sentences([[0, 2, 1], [0, 1, 2]], vocabulary, np.random.default_rng(0))


def test_a_table_is_read_and_its_sentence_written():
    language = facts()
    vocabulary = Vocabulary(language.words, Special)
    texts = vocabulary.encode(language.sample(16 * 50, np.random.default_rng(0))).reshape(50, 16)
    example = table_to_text(texts, vocabulary)
    source, shown, there = example.inputs
    assert there.all() and source.shape == (50, 9) and example.target.shape == (50, 8)
    for table, before, target in zip(source, shown, example.target, strict=True):
        words = vocabulary.decode([*table, *target])
        assert words[8] == ":" and words[-1] == "</s>"
        assert judge(language, words[:-1]).accepted
        assert before.tolist() == [vocabulary[Special.START], *target[:-1]]


@pytest.mark.parametrize("text", ["a b .", "a b :"])
def test_a_row_without_a_table_or_a_sentence(text):
    vocabulary = Vocabulary(["a", "b", ".", ":"], Special)
    with pytest.raises(ValueError, match=r"row 0 of 3 tokens has no ':'"):
        table_to_text([vocabulary.encode(text.split())], vocabulary)


def test_a_class_is_written_by_its_name():
    vocabulary = Vocabulary(pond().words, [*Special, "cola", "fine", "wrong"])
    example = as_text([[1, 2], [3, vocabulary[Special.PADDING]]], [1, 0], vocabulary,
                      ["fine", "wrong"], ["cola"])  # fmt: skip
    assert [vocabulary.decode(row) for row in example.target] == [
        ["wrong", "</s>"], ["fine", "</s>"],
    ]  # fmt: skip
    assert example.inputs[0].tolist() == [
        [vocabulary["cola"], 1, 2], [vocabulary["cola"], 3, vocabulary[Special.PADDING]],
    ]  # fmt: skip


@pytest.mark.parametrize("labels", [[0, 2], [0, -1], [0], [0.0, 1.0], [[0, 1]]])
def test_labels_without_a_name(labels):
    vocabulary = Vocabulary(["a", "b"], [*Special, "fine", "wrong"])
    with pytest.raises(ValueError, match="one for each row, from 0 to 1"):
        as_text([[0, 1], [1, 0]], labels, vocabulary, ["fine", "wrong"])


def test_pairs_need_something_on_both_sides():
    with pytest.raises(ValueError, match="each needs at least one"):
        encoder_decoder([[1], []], [[1], [2]], VOCABULARY)
    with pytest.raises(ValueError, match="each needs at least one"):
        encoder_decoder([], [], VOCABULARY)
