"""Exercises of notebook 04: references, wrong answers, and the library beside them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lecture_lib import cross_entropy, grad, nn
from lecture_lib.teaching import EXERCISES, check, given, hint, student
from lecture_lib.teaching.answers import ANSWERS
from lecture_lib.teaching.exercises_losses import LOSSES_EXERCISES

ALL = {e.id: e for e in LOSSES_EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")
WRONG = [(e.id, m) for e in ALL.values() for m in e.mistakes]


@pytest.fixture(autouse=True)
def in_memory(monkeypatch, tmp_path):
    monkeypatch.setattr(ANSWERS, "_path", tmp_path / "answers.json")
    monkeypatch.setattr(ANSWERS, "_memory", {})
    student("")


def own(id):
    return tuple(given(id).values())


def test_all_are_registered_with_at_least_three_mistakes_and_different_hints():
    for id, exercise in ALL.items():
        assert EXERCISES[id] is exercise
        assert len({m.name for m in exercise.mistakes}) == len(exercise.mistakes) >= 3
        assert len({hint(id, level).text for level in (1, 2, 3)}) == 3


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("id", ALL)
def test_the_reference_passes_as_a_function_and_by_hand(id, name):
    student(name)
    assert check(id, ALL[id].reference).ok is True
    assert check(id, ALL[id].reference(*own(id))).ok is True


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("id", "mistake"), WRONG, ids=[f"{i}:{m.name}" for i, m in WRONG])
def test_every_wrong_answer_has_its_own_diagnosis(id, mistake, name):
    student(name)
    report = check(id, mistake.wrong)
    assert report.ok is False and report.diagnosis == mistake.name
    assert mistake.say in report.details
    by_hand = check(id, mistake.wrong(*own(id)))
    assert by_hand.ok is False and by_hand.diagnosis == mistake.name


# --- the references against something independent ---------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_binary_cross_entropy_is_that_of_the_library(name):
    student(name)
    z, y = own("losses-bce")
    expected = nn.binary_cross_entropy(z, y, "none")
    np.testing.assert_allclose(ALL["losses-bce"].reference(z, y), expected, rtol=1e-12)


def test_the_poisson_loss_differs_from_minus_ln_p_by_what_has_no_z_in_it():
    y = np.array([0.0, 1.0, 4.0])
    loss = ALL["losses-poisson"].reference
    gaps = []
    for z in (np.full(3, -1.0), np.array([0.2, 1.1, 0.7])):
        rate = np.exp(z)
        p = rate**y * np.exp(-rate) / np.array([math.factorial(int(k)) for k in y])
        gaps.append(-np.log(p) - loss(z, y))
    np.testing.assert_allclose(gaps[0], gaps[1], atol=1e-12)


def test_the_slope_of_the_poisson_loss_is_rate_minus_count():
    z, y = own("losses-poisson")
    slope = grad(lambda z: np.sum(ALL["losses-poisson"].reference(z, y)))(z)
    np.testing.assert_allclose(slope, np.exp(z) - y, rtol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_the_mean_over_tokens_is_that_of_cross_entropy(name):
    student(name)
    _, labels = own("losses-token-mean")
    logits = np.random.default_rng(0).standard_normal((*labels.shape, 5))
    losses = cross_entropy(logits, np.maximum(labels, 0), "none")
    expected = cross_entropy(logits, labels, ignore_index=-1)
    assert ALL["losses-token-mean"].reference(losses, labels) == pytest.approx(expected)


@pytest.mark.parametrize("name", NAMES)
def test_the_shapes_are_those_of_the_heads(name):
    student(name)
    B, T, C, V = own("losses-heads")
    rng = np.random.default_rng(0)
    x = np.zeros((B, T, 6), np.float32)
    assert ALL["losses-heads"].reference(B, T, C, V) == {
        "sequence": nn.SequenceHead(6, C, rng=rng)(x).shape,
        "token": nn.TokenHead(6, C, rng=rng)(x).shape,
        "generation": nn.GenerationHead(6, V, rng=rng)(x).shape,
    }
