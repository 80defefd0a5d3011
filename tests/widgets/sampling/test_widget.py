"""The sampling explorer without a browser: one knob at a time, and what is not told too early."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from traitlets import TraitError

from lecture_lib.language import Source, distribution, judge, pond
from lecture_lib.widgets import SamplingExplorer
from lecture_lib.widgets.packing import inflate, unpack

from .models import PROMPTS, explorer, noisy, pairs


@pytest.fixture(scope="module")
def made():
    return explorer()


@pytest.fixture
def fresh(made):
    made.state = dict(made.content["initial"])
    return made


def sent(made, name):
    return unpack(inflate(made.data), made.content["arrays"])[name]


def test_the_bars_are_what_is_drawn_from(fresh):
    language, logits = fresh.source, fresh._logits
    for name, value, settings in (
        ("temperature", 0.5, {"temperature": 0.5}), ("top_k", 4, {"top_k": 4}),
        ("top_p", 0.8, {"top_p": 0.8}), ("temperature", 0.0, {"temperature": 0}),
    ):  # fmt: skip
        setattr(fresh, name, value)
        at = fresh.setting()
        for i, prompt in enumerate(PROMPTS):
            p = distribution(logits[i], **settings)
            np.testing.assert_allclose(fresh.next_words()[i, at], p, atol=1e-12)
            order = np.argsort(-logits[i], kind="stable")
            np.testing.assert_allclose(sent(fresh, "drawn")[i, at], p[order], rtol=1e-3)
            truth = language.next_probabilities(prompt.split())
            np.testing.assert_allclose(sent(fresh, "truth")[i], truth[order], rtol=1e-3)
            assert sent(fresh, "wrong")[i, at] == pytest.approx(p[truth == 0].sum(), abs=1e-6)
            words = [language.words[j] for j in order[:12]]
            assert fresh.content["words"][i] == words


def test_a_knob_that_is_turned_puts_the_others_back(fresh):
    fresh.temperature = 0.52  # the nearest position
    assert (fresh.temperature, fresh.top_k, fresh.top_p) == (0.5, 39, 1.0)
    fresh.top_k = 4
    assert (fresh.temperature, fresh.top_k, fresh.top_p) == (1.0, 4, 1.0)
    fresh.top_p = 0.9
    assert (fresh.temperature, fresh.top_k, fresh.top_p) == (1.0, 39, 0.9)
    assert fresh.table[fresh.setting()].tolist() == [1, 39, 0.9]
    before = fresh.state
    with pytest.raises(TraitError, match="temperature and top_p are both turned"):
        fresh.state = {**before, "temperature": 0}
    assert fresh.state == before


def test_every_corner_has_numbers_only(fresh):
    for prompt in range(len(PROMPTS)):
        for knob in fresh.knobs:
            for value in (knob.values[0], knob.values[-1]):
                setattr(fresh, knob.name, value)
                fresh.prompt = prompt
                assert not re.search(r"\b(nan|inf)\b", repr(fresh))
                fresh.figure().canvas.draw()


def test_only_settings_that_the_words_describe_meet_the_challenge(fresh):
    found, close = fresh.measured, fresh.meets()
    best = int(np.argmax(np.where(found.accepted >= 0.98, found.variety, -1)))
    without = found.variety_without
    groups = without.shape[1]
    close_by_hand = []
    for i in range(len(fresh.table)):
        differ = without[best] - without[i]  # once for each group that is left out
        spread = (groups - 1) / groups * sum((differ - differ.mean()) ** 2)
        close_by_hand.append(
            bool(found.accepted[i] >= 0.98)
            and bool(found.variety[i] >= found.variety[best] - 2 * np.sqrt(spread))
        )
    assert close.tolist() == close_by_hand
    assert not close[0] and close.any()
    assert not close[fresh.places[0]].any()  # heat alone cannot do it


def test_presets_turn_all_knobs_and_give_nothing_away(fresh):
    names = {knob.name for knob in fresh.knobs}
    for preset in fresh.payload.presets:
        assert set(preset.state) == names
        fresh.state = {**fresh.state, **preset.state}
        assert not fresh.meets()[fresh.setting()], preset.label


def test_curves_are_drawn_once_they_were_found(fresh):
    def points():
        axes = fresh.figure().axes[1]
        return [len(line.get_xdata()) for line in axes.lines if line.get_label() in labels]

    labels = {knob.label for knob in fresh.knobs}
    fresh.top_p = 0.8
    fresh.state = {**fresh.state, "tried": [fresh.places[0][0]]}
    assert points() == [2, 0, 2]  # with the setting that has all off
    assert "most with" not in repr(fresh)
    fresh.state = {**fresh.state, "found": 1}
    assert points() == [len(knob.values) for knob in fresh.knobs]


def test_a_language_of_two_words_has_all_presets():
    game = Source(0, lambda s: [("duck", 0.5, 1), ("goose", 0.5, 0)] if s else [("duck", 1.0, 1)])
    small = SamplingExplorer(
        lambda tokens: np.zeros((*tokens.shape[:-1], 2)), game, ["duck"], texts=16
    )
    for preset in small.payload.presets:
        small.state = {**small.state, **preset.state}
        assert small.table[small.setting(), 1] in (1, 2)
    assert small.content["others"] == 0 and len(small.content["words"][0]) == 2
    small.figure().canvas.draw()


def test_a_model_that_cannot_meet_the_challenge_is_not_asked_to():
    poor = explorer(pairs, texts=16)
    assert not poor.meets().any()
    assert poor.content["challenge"] == "" and poor._is_told()


def test_without_the_challenge_all_is_shown():
    bare = explorer(texts=16).without_challenge()
    assert bare._is_told()
    assert repr(bare).count("most with") == len(bare.best())


def test_sentences_are_marked_by_the_judge(fresh):
    language = fresh.source
    assert len(fresh.content["said"]) == len(fresh.table)
    refused = 0
    for some in fresh.content["said"]:
        assert len(some) == 4
        for text, place, reason in some:
            verdict = judge(language, text.split())
            assert (place, reason) == (-1 if verdict.accepted else verdict.place, verdict.reason)
            refused += place >= 0
    assert 0 < refused < 4 * len(fresh.table)


def test_the_summary_has_the_numbers_of_the_page(fresh):
    fresh.top_k = 4
    at = fresh.setting()
    assert repr(fresh).startswith("SamplingExplorer: top-k, k = 4, after “two little”\n")
    found = fresh.measured
    share, error = 100 * found.accepted[at], 200 * found.accepted_error[at]
    assert f"{share:.0f} ± {np.ceil(error):.0f} %" in repr(fresh)


def test_the_same_seed_says_the_same_and_another_does_not():
    one, same, other = explorer(texts=16), explorer(texts=16), explorer(texts=16, seed=1)
    assert (one.data, one.content) == (same.data, same.content)
    assert one.content["said"] != other.content["said"]


def test_it_is_light(fresh):
    rest = {name: v for name, v in fresh.get_state().items() if not isinstance(v, bytes)}
    assert len(fresh.data) * 4 / 3 + len(json.dumps(rest, default=str)) <= 500_000


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"prompts": []}, "give a list of 1 to 4"),
        ({"prompts": "the duck"}, "give a list of 1 to 4"),
        ({"prompts": ["the cat"]}, "no word 'cat'"),
        ({"prompts": ["duck the"]}, "'the', cannot be said after 'duck'"),
        ({"texts": 1}, "texts is 1"),
        ({"model": lambda tokens: np.zeros((*tokens.shape[:-1], 5))}, "logits of 5 words"),
    ],
)
def test_bad_input_is_refused_in_words(change, words):
    language = pond()
    given = {"model": noisy(language), "source": language, "prompts": PROMPTS, **change}
    with pytest.raises(ValueError, match=words):
        SamplingExplorer(**given)
