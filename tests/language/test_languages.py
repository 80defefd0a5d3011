"""Stories, names and tables: what each has to remember, and that it does."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lecture_lib.language import facts, names, story

WHO = "Ada is a goose . Ben is a duck . Cleo is a swan . "


@pytest.fixture(scope="module", params=[story, names, facts], ids=lambda f: f.__name__)
def language(request):
    return request.param()


def test_a_sample_belongs_to_its_language(language):
    sample = language.sample(2_000, np.random.default_rng(0))
    end = max(place for place, state in enumerate(language.path(sample)) if state == 0)
    assert end > 1_900 and language.accepts(sample[:end])


def test_a_window_of_eight_words_is_not_enough(language):
    floors = language.window_entropies(8)
    assert (np.diff(floors) <= 1e-12).all() and floors[-1] > 1.05 * language.entropy


@pytest.mark.parametrize(
    ("build", "words", "length", "entropy"),
    [(story, 43, 41.265, 1.0745), (names, 24, 42.0, 0.7271), (facts, 32, 16.0, 0.3202)],
)
def test_what_a_language_is(build, words, length, entropy):
    """Names: 3 introductions of 5 words, 1 / 0.15 sentences of 3 + 0.3 × 3, and the end: 42."""
    language = build()
    assert len(language.words) == words
    assert language.length == pytest.approx(length, abs=1e-3)
    assert language.entropy == pytest.approx(entropy, abs=1e-4)


def test_a_hero_keeps_number_voice_and_home():
    sample = " ".join(story().sample(20_000, np.random.default_rng(1)))
    texts = re.findall(r"once (a|two) (\w+) lived near the (\w+) \.(.*?)¶", sample)
    birds = {"duck": "quack", "goose": "honk", "geese": "honk", "swan": "hiss"}
    assert len(texts) > 300
    for many, bird, home, rest in texts:
        pronoun = {"a": "it", "two": "they"}[many]
        for sentence in re.findall(rf"(?:^|\.) {pronoun} ([^.]*)\.", rest):
            said = re.findall(r"\b(quack|honk|hiss)", sentence)
            assert set(said) <= {birds.get(bird, birds.get(bird.rstrip("s")))}
            assert set(re.findall(r"near the (\w+)", sentence)) <= {home}
        assert not re.search(rf"\. {'they' if many == 'a' else 'it'} ", rest)


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("Ada honks . Ben quacks near the reeds . Cleo swims . ¶", True),
        ("Ada quacks . ¶", False),
        ("Dora swims . ¶", False),  # nobody knows her
        ("Ada honks .", False),
    ],
)
def test_who_is_a_goose_honks(text, accepted):
    assert names().accepts((WHO + text).split()) is accepted


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("bird duck number one does swim place pond : one duck swims near the pond .", True),
        ("bird duck number one does swim place pond : near the pond one duck swims .", True),
        ("bird duck number one does swim place pond : one duck swims near the reeds .", False),
        ("bird duck number one does honk place pond : one duck honks near the pond .", False),
        ("bird duck number two does swim place pond : two ducks swims near the pond .", False),
    ],
)
def test_a_sentence_tells_its_table(text, accepted):
    assert facts().accepts(text.split()) is accepted
