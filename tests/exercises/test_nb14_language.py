"""References of notebook 14, beside counting, the library's models and other ways to the same."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from lecture_lib.exercises import (
    nb14_blind,
    nb14_feet,
    nb14_floor,
    nb14_honest,
    nb14_padding,
    nb14_speaker,
    nb14_temperature,
    nb14_times,
    nb14_voices,
)
from lecture_lib.language import NeuralLM, distribution, entropy, judge, pond
from lecture_lib.lessons import check, student

ROOMS = (
    nb14_blind, nb14_feet, nb14_floor, nb14_honest, nb14_padding, nb14_speaker, nb14_temperature,
    nb14_times, nb14_voices,
)  # fmt: skip
ALL = {e.id: e for room in ROOMS for e in room.EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")

pytestmark = pytest.mark.usefixtures("fresh_answers")


@pytest.mark.parametrize("name", NAMES)
def test_feet_are_those_of_the_librarys_network(name):
    student(name)
    exercise = ALL["lm-feet"]
    for text, E, k, start in exercise.cases():
        model = NeuralLM(len(E), n=k + 1, size=E.shape[1], hidden=3, start=start,
                         rng=np.random.default_rng(0), dtype=float)  # fmt: skip
        model.words.E.data[...] = E
        x = exercise.reference(text, E, k, start)
        logits = np.tanh(x @ model.hidden.W.data.T + model.hidden.b.data) @ model.out.W.data.T
        logits = logits + model.out.b.data
        p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        np.testing.assert_allclose(p, model.distributions(text)[:-1])


@pytest.mark.parametrize("name", NAMES)
def test_after_so_much_text_the_law_gives_the_rivals_loss(name):
    student(name)
    for words, losses, H, read, rival in ALL["lm-times"].cases():
        slope, level = np.polyfit(np.log(words), np.log(losses - H), 1)
        times = ALL["lm-times"].reference(words, losses, H, read, rival)
        assert H + np.exp(level + slope * np.log(times * read)) == pytest.approx(rival)
        assert 1 < times < 100


@pytest.mark.parametrize("name", NAMES)
def test_no_other_probabilities_have_a_smaller_loss_than_the_floor(name):
    student(name)
    rng = np.random.default_rng(0)
    for (joint,) in ALL["lm-floor"].cases():
        floor = ALL["lm-floor"].reference(joint)
        for _ in range(50):
            q = rng.dirichlet(np.ones(joint.shape[1]), len(joint))
            assert -(joint * np.log(q)).sum() >= floor
        truth = joint / joint.sum(axis=1, keepdims=True)
        assert floor == pytest.approx(joint.sum(axis=1) @ entropy(truth))


def test_the_two_beginnings_can_be_said_and_no_word_may_follow_both():
    language = pond()
    for k in range(2, 15):
        one, other = (text.split() for text in ALL["lm-blind"].reference(k))
        assert one[-k:] == other[-k:] and one[-k - 1] != other[-k - 1]
        for word in language.words:
            both = [language.path([*words, word])[-1] >= 0 for words in (one, other)]
            assert not all(both)
        assert all("it ends" in judge(language, words).reason for words in (one, other))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (("the goose that sees the duck", "the geese that see the duck"), None),
        ((["the", "goose"], ["the", "geese"]), "0 last words are the same, not 2"),
        (("the hen", "the geese"), "'hen' cannot be said there"),
        (("the goose sees the duck", "a swan follows the duck"), "may follow both"),
        (("the goose that sees the wet duck", "the geese that see the wet duck"), "3 last words"),
    ],
)
def test_beginnings_are_judged_by_the_language(answer, said):
    found = ALL["lm-blind"].fault(answer, 2)
    assert found is None if said is None else said in found


@pytest.mark.parametrize("name", NAMES)
def test_the_best_model_is_chosen_and_tested_on_different_words(name):
    student(name)
    for loss, truth, part, H in ALL["lm-honest"].cases():
        best = min(loss, key=lambda row: row[part == 1].sum())
        luck = truth[part == 2].mean() - H
        found = ALL["lm-honest"].reference(loss, truth, part, H)
        assert found == pytest.approx(best[part == 2].mean() - luck - H)


@pytest.mark.parametrize("name", NAMES)
def test_the_perplexity_is_that_of_the_sentences_in_one_row(name):
    student(name)
    for p, targets, padding in ALL["lm-padding"].cases():
        kept = [q for q, word in zip(p.ravel(), targets.ravel(), strict=True) if word != padding]
        found = ALL["lm-padding"].reference(p, targets, padding)
        assert found == pytest.approx(np.prod(kept) ** (-1 / len(kept)))


@pytest.mark.parametrize("name", NAMES)
def test_the_speaker_draws_as_the_library_does(name):
    student(name)
    for P, first, chances, share in ALL["lm-speak"].cases():
        said = ALL["lm-speak"].reference(P, first, chances, share)
        assert said[0] == first and len(said) == 1 + len(chances)
        for before, word, chance in zip(said, said[1:], chances, strict=False):
            q = distribution(np.log(P[before]), top_p=share)
            above = q[P[before] > P[before, word]].sum()
            assert above <= chance < above + q[word]


@pytest.mark.parametrize("name", NAMES)
def test_the_temperature_has_the_entropy_that_was_asked_for(name):
    student(name)
    for logits, target in ALL["lm-temperature"].cases():
        tau = ALL["lm-temperature"].reference(logits, target)
        assert entropy(distribution(logits, temperature=tau)) == pytest.approx(target, abs=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_writers_are_told_apart_with_room_to_spare(name):
    student(name)
    for texts, read in ALL["lm-voices"].cases():
        language, counter, parrot = ALL["lm-voices"].reference(texts, read)
        right, repeated = nb14_voices._shares(texts, read)
        assert right[counter] < 0.8 and right[language] == right[parrot] == 1
        assert repeated[parrot] > repeated[language] + 0.3


def test_known_orders_of_writers_are_never_right():
    for order in itertools.permutations(range(3)):
        assert not check("lm-voices", lambda texts, read, order=order: list(order)).ok
