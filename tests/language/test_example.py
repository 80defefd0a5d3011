"""The form of an objective, and what every objective asks of rows and vocabularies."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from functools import partial

import numpy as np
import pytest

from lecture_lib.language import (
    IGNORED,
    Example,
    Special,
    Vocabulary,
    as_text,
    encoder_decoder,
    infilling,
    left_to_right,
    masked,
    next_sentence,
    padded,
    permute_sentences,
    pond,
    prefix,
    segments,
    sentinels,
    span_corruption,
    table_to_text,
)
from lecture_lib.nn import EncoderDecoder, SequenceHead, Transformer, WithHead
from lecture_lib.optim import Adam
from lecture_lib.training import DataLoader, fit

VOCABULARY = Vocabulary(
    (*pond().words, ":"), [*Special, *sentinels(9), "task", "yes", "no"]
)  # fmt: skip
PADDING = VOCABULARY[Special.PADDING]


def pond_rows(count, length, seed=0):
    language = pond()
    text = language.sample(count * length, np.random.default_rng(seed))
    return language.numbers(text).reshape(count, length)


ROWS = pond_rows(8, 24)
TABLES = np.array([VOCABULARY.encode(["duck", "swims", ":", "a", "duck", "swims", "."])] * 8)
OBJECTIVES = {
    "left_to_right": (partial(left_to_right, vocabulary=VOCABULARY), (ROWS,)),
    "masked": (partial(masked, vocabulary=VOCABULARY), (ROWS,)),
    "prefix": (partial(prefix, vocabulary=VOCABULARY), (ROWS,)),
    "next_sentence": (partial(next_sentence, vocabulary=VOCABULARY), (ROWS[:, :9], ROWS[:, 9:])),
    "infilling": (partial(infilling, vocabulary=VOCABULARY), (ROWS,)),
    "span_corruption": (partial(span_corruption, vocabulary=VOCABULARY), (ROWS,)),
    "permute_sentences": (partial(permute_sentences, vocabulary=VOCABULARY), (ROWS,)),
    "table_to_text": (partial(table_to_text, vocabulary=VOCABULARY), (TABLES,)),
    "as_text": (
        partial(as_text, vocabulary=VOCABULARY, names=["yes", "no"], task=["task"]),
        (ROWS, np.arange(8) % 2),
    ),
}
NEEDS = {  # the special tokens of each
    "masked": [Special.MASK],
    "next_sentence": [Special.CLASS, Special.SEPARATOR, Special.PADDING],
    "infilling": [Special.MASK, Special.START, Special.END, Special.PADDING],
    "span_corruption": [*sentinels(2), Special.START, Special.PADDING],
    "permute_sentences": [Special.START, Special.END, Special.PADDING],
    "table_to_text": [Special.START, Special.END, Special.PADDING],
    "as_text": [Special.START, Special.END, Special.PADDING],
}
every_objective = pytest.mark.parametrize(
    ("objective", "rows"), OBJECTIVES.values(), ids=OBJECTIVES
)


def model_for(name, rng):
    V = len(VOCABULARY)
    if name in ("left_to_right", "masked", "prefix"):
        return Transformer(V, 24, 8, 1, 2, causal=name == "left_to_right", rng=rng)
    if name == "next_sentence":
        return WithHead(Transformer(V, 32, 8, 1, 2, False, rng=rng).body,
                        SequenceHead(8, 2, pool="first", rng=rng))  # fmt: skip
    return EncoderDecoder(V, 48, 8, 1, 2, rng=rng)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_every_objective_goes_through_fit_as_it_is(name):
    (objective, rows), rng = OBJECTIVES[name], np.random.default_rng(0)
    loader = DataLoader(rows, batch_size=4, ignore_index=IGNORED)
    history = fit(model_for(name, rng), loader, Adam(0.01), steps=3, rng=rng, transform=objective)
    assert history.steps == 3 and np.isfinite(history.updates["loss"]).all()


@every_objective
def test_a_seed_repeats_and_rows_stay_as_they_are(objective, rows):
    before = [np.array(row) for row in rows]
    a, b = (objective(*rows, rng=np.random.default_rng(3)) for _ in range(2))
    for x, y in zip(a, b, strict=True):
        np.testing.assert_array_equal(x, y)
    for row, kept in zip(rows, before, strict=True):
        np.testing.assert_array_equal(row, kept)


@every_objective
def test_something_counts_in_each_row_and_nothing_of_padding(objective, rows):
    example = objective(*rows, rng=np.random.default_rng(3))
    assert example.counted.reshape(len(example.counted), -1).any(axis=1).all()
    assert not (example.counted & (example.target == PADDING)).any()


@pytest.mark.parametrize("name", [name for name in OBJECTIVES if name != "as_text"])
def test_rows_of_no_tokens(name):
    objective, rows = OBJECTIVES[name]
    rng = np.random.default_rng(0)
    for wrong, told in [
        (np.zeros((0, 4), int), r"shape \(0, 4\) hold nothing"),
        (np.zeros((4, 0), int), r"shape \(4, 0\) hold nothing"),
        (np.zeros(4, int), "no table"),
        (np.full((4, 4), 0.5), "whole numbers"),
        (np.full((4, 4), len(VOCABULARY)), "they go from 0"),
        (np.full((4, 4), -1), "they go from 0"),
        (np.full((4, 4), PADDING), "row 0 has 0 tokens"),
    ]:
        with pytest.raises(ValueError, match=f"{name}: .*{told}"):
            objective(*[wrong] * len(rows), rng=rng)


@pytest.mark.parametrize("name", ["left_to_right", "prefix", "infilling", "span_corruption"])
def test_rows_of_one_token_are_too_short(name):
    objective, _ = OBJECTIVES[name]
    with pytest.raises(ValueError, match="row 1 has 1 tokens; it needs at least 2"):
        objective(np.array([[1, 2], [1, PADDING]]), rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    ("name", "token"), [(name, token) for name, needed in NEEDS.items() for token in needed]
)
def test_a_vocabulary_without_a_special_token(name, token):
    objective, rows = OBJECTIVES[name]
    poorer = Vocabulary(t for t in VOCABULARY if t != token)
    kept = [np.minimum(row, 30) for row in rows]  # only what both know by one number
    if name == "as_text":
        kept[1] = rows[1]
    if name in ("table_to_text", "permute_sentences"):
        kept = rows
    with pytest.raises(ValueError, match=f"no '{token}'"):
        objective(*kept, vocabulary=poorer, rng=np.random.default_rng(0))


# -- the type itself -----------------------------------------------------------------------------


def pairs():
    return Example((np.zeros((2, 3), int),), np.array([0, 1]), np.array([True, True]))


def test_an_ignored_number_that_is_a_class():
    for number, lost in ((0, "1 of 2"), (1, "1 of 2")):
        with pytest.raises(ValueError, match=rf"ignore_index={number} is the right .* {lost}"):
            pairs().labels(ignore_index=number)
    assert pairs().labels().tolist() == [0, 1] == pairs().labels(ignore_index=-100).tolist()


def test_an_ignored_number_may_stand_where_nothing_counts():
    example = Example((np.zeros((1, 2), int),), np.array([[0, 1]]), np.array([[False, True]]))
    assert example.labels(ignore_index=0).tolist() == [[0, 1]]
    assert example.labels().tolist() == [[-1, 1]]


def test_next_sentence_with_zero_ignored_is_refused():
    example = next_sentence(ROWS, ROWS, VOCABULARY, np.random.default_rng(0))
    with pytest.raises(ValueError, match="ignore_index=0 is the right answer"):
        example.labels(ignore_index=0)


def test_an_example_does_not_change_and_unpacks():
    example = pairs()
    with pytest.raises(FrozenInstanceError):
        example.target = None
    inputs, labels = example
    assert inputs is example.inputs[0] and labels.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("target", "counted", "told"),
    [
        (np.zeros((2, 3), int), np.ones((2, 2), bool), "one shape"),
        (np.zeros((0, 3), int), np.ones((0, 3), bool), "something in it"),
        (np.zeros((2, 3), int), np.array([[1, 0, 0], [0, 0, 0]], bool), "counts in row 1"),
        (np.zeros(2, int), np.array([True, False]), "counts in row 1"),
    ],
)
def test_what_teaches_nothing_is_no_example(target, counted, told):
    with pytest.raises(ValueError, match=told):
        Example((target,), target, counted)


@pytest.mark.parametrize("rows", [[], [[1], []]])
def test_rows_that_cannot_be_padded(rows):
    with pytest.raises(ValueError, match="each needs at least one"):
        padded(rows, VOCABULARY)


def test_sentinels_count_from_one():
    with pytest.raises(ValueError, match="count is 0"):
        sentinels(0)


def test_segments_need_a_separator():
    with pytest.raises(ValueError, match="no '<sep>'"):
        segments([0, 1], Vocabulary(["duck"]))
    with pytest.raises(ValueError, match="2 sources and 1 targets"):
        encoder_decoder([[1], [2]], [[1]], VOCABULARY)
