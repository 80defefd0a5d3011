"""Data without a download, splits, metrics."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.training import (
    BUNDLED,
    accuracy,
    confusion,
    f1_score,
    few_examples,
    imbalanced,
    load,
    moons,
    noisy_curve,
    spirals,
    split,
    xor,
)

SIZES = {"digits": (1797, 64, 10), "iris": (150, 4, 3), "wine": (178, 13, 3),
         "breast_cancer": (569, 30, 2), "diabetes": (442, 10, 0)}  # fmt: skip


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_sets(name):
    data = load(name)
    n, features, classes = SIZES[name]
    assert data.X.shape == (n, features) and data.X.dtype == np.float32
    assert len(data.classes) == classes and len(data.features) == features
    assert data.y.dtype == (np.int64 if classes else np.float32)
    assert np.isfinite(data.X).all()


def test_an_unknown_set():
    with pytest.raises(ValueError, match="digits, iris"):
        load("mnist")


def test_parts_are_disjoint_complete_and_stratified():
    X, y = np.arange(200)[:, None], np.repeat([0, 1], [150, 50])
    parts = split(X, y, np.random.default_rng(0), 0.2, 0.1, stratify=True)
    rows = np.concatenate([part[0][:, 0] for part in (parts.train, parts.dev, parts.test)])
    assert sorted(rows) == list(range(200))
    assert [np.bincount(p[1]).tolist() for p in (parts.train, parts.dev, parts.test)] == [
        [105, 35], [30, 10], [15, 5],
    ]  # fmt: skip
    assert all((p[1] == (p[0][:, 0] >= 150)).all() for p in (parts.train, parts.dev, parts.test))


def test_standardising_uses_the_training_rows_alone():
    rng = np.random.default_rng(0)
    X, y = np.c_[rng.normal(5, 3, 100), np.full(100, 7.0)], np.zeros(100, int)
    parts = split(X, y, rng, standardise=True)
    np.testing.assert_allclose(parts.train[0].mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(parts.train[0].std(axis=0), [1, 0])
    assert abs(parts.dev[0][:, 0].mean()) > 1e-6


@pytest.mark.parametrize(
    ("y", "options", "told"),
    [(np.array([0] * 30 + [1]), {"stratify": True}, "class 1 has only 1"),
     (np.zeros(2), {}, "there are only 2"), (np.zeros(30), {"dev": 0.6, "test": 0.5}, "below 1"),
     (np.zeros(30), {"dev": -0.1}, "at least 0")],
)  # fmt: skip
def test_bad_splits(y, options, told):
    with pytest.raises(ValueError, match=told):
        split(np.zeros((len(y), 1)), y, np.random.default_rng(0), **options)


@pytest.mark.parametrize("make", [xor, moons, spirals, imbalanced, few_examples, noisy_curve])
def test_made_sets_repeat_with_the_seed(make):
    X, y = make(40, np.random.default_rng(3))
    X2, y2 = make(40, np.random.default_rng(3))
    np.testing.assert_array_equal(X, X2)
    np.testing.assert_array_equal(y, y2)
    assert len(X) == len(y) == 40 and X.dtype == np.float32
    with pytest.raises(ValueError, match=r"at least|needs"):
        make(0, np.random.default_rng(0))


def test_bad_settings_of_made_sets():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="needs at least one"):
        imbalanced(100, rng, share=0.001)
    with pytest.raises(ValueError, match="useful=9 of features=5"):
        few_examples(10, rng, features=5, useful=9)


def test_accuracy_of_classes_logits_and_yes_or_no():
    assert accuracy(ll.Tensor([[0.1, 0.9], [0.8, 0.2]]), [1, 1]) == 0.5
    assert accuracy(np.array([2.0, -1.0]), [1, 0]) == 1
    assert accuracy(np.array([3, 4]), [3, 5]) == 0.5
    assert accuracy(np.array([[[1.0, 0.0], [0.0, 1.0]]]), [[0, -1]], ignore_index=-1) == 1


def test_f1_by_hand_and_with_a_class_missing():
    truth, guess = np.array([1, 1, 1, 0]), np.array([1, 0, 1, 1])
    precision, recall = 2 / 3, 2 / 3
    expected = 2 * precision * recall / (precision + recall)
    assert f1_score(guess, truth, "binary") == pytest.approx(expected)
    assert confusion(guess, truth).tolist() == [[0, 1], [1, 2]]
    each = f1_score(np.array([0, 2]), np.array([0, 2]), "none")
    np.testing.assert_array_equal(each, [1, np.nan, 1])  # class 1 occurs nowhere
    assert f1_score(np.array([0, 2]), np.array([0, 2])) == 1
    assert f1_score(np.array([0, 0]), np.array([0, 1])) == pytest.approx((2 / 3 + 0) / 2)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: accuracy(np.zeros((2, 3)), [0]), r"outputs \(2, 3\) and labels \(1,\)"),
        (lambda: accuracy(np.zeros((1, 3)), [-1], ignore_index=-1), "no label that counts"),
        (lambda: confusion(np.zeros(0, int), []), "no labels"),
        (lambda: confusion(np.array([3]), [0], classes=2), "classes=2"),
        (lambda: f1_score(np.array([1]), [1], "micro"), "'micro'"),
        (lambda: f1_score(np.array([2]), [1], "binary"), "3 classes"),
    ],
)
def test_bad_metrics(call, told):
    with pytest.raises(ValueError, match=told):
        call()


@pytest.mark.parametrize("name", ["digits", "iris", "diabetes"])
def test_what_is_done_to_loaded_data_is_not_seen_by_the_next(name):
    first = load(name, float)
    X, y = first.X.copy(), first.y.copy()
    first.X[...] = -1
    first.y[...] = -1
    second = load(name, float)
    assert np.array_equal(second.X, X) and np.array_equal(second.y, y)
