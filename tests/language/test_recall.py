"""Who remembers the bird of a story, and which heads look at it."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.language import Recall, story
from lecture_lib.nn import Transformer


@pytest.fixture(scope="module")
def tales():
    return story()


@pytest.fixture(scope="module")
def text(tales):
    return tales.numbers(tales.sample(3_000, np.random.default_rng(0)))


@pytest.fixture(scope="module")
def model():
    return Transformer(43, 48, 16, layers=2, heads=2, rng=np.random.default_rng(0))


@pytest.mark.parametrize("front", [0, 5])
def test_the_sound_asked_for_is_that_of_the_bird(tales, text, front):
    recall = Recall(tales, text, front=front)
    said = {"duck": "quack", "goose": "honk", "swan": "hiss", "geese": "honk"}
    for row, place in zip(recall.rows[recall.row], recall.place, strict=True):
        bird, pronoun, sound = (tales.words[row[at]] for at in (front + 3, place, place + 1))
        assert place >= front + 13 and pronoun in ("it", "they")
        assert sound.startswith(said.get(bird) or said[bird.rstrip("s")])


def test_who_knows_nothing_gives_each_sound_its_share(tales, text, model):
    recall = Recall(tales, text)
    assert 0.25 <= recall.guess <= 0.4
    for parameter in model.parameters().values():
        parameter.data[:] = 0
    assert recall.share(model) == pytest.approx(1 / 6)


def test_heads_are_switched_off_and_on_again(tales, text):
    model = Transformer(43, 48, 16, layers=2, heads=2, rng=np.random.default_rng(1))
    recall = Recall(tales, text)
    whole = recall.share(model)
    assert recall.share(model, off=[(0, 1), (1, 0)]) != whole == recall.share(model)
    looks = recall.looks(model)
    assert looks.shape == (2, 2, 3)
    np.testing.assert_allclose(looks.sum(axis=-1), 1)
    deaf = recall.looks(model, off=[(0, 0), (0, 1)])
    np.testing.assert_array_equal(deaf[0], looks[0])  # they look, and are not heard
    assert not np.allclose(deaf[1], looks[1], atol=1e-4)
    assert not any(block.attention.silent for block in model.body.blocks)
    assert not model.body.blocks[0].attention.keep


def test_what_the_first_layer_writes_can_be_changed_and_comes_back(tales, text):
    model = Transformer(43, 48, 16, layers=2, heads=2, rng=np.random.default_rng(1))
    recall = Recall(tales, text)
    looks, written = recall.looks(model), recall.written(model)
    assert written.shape == (*recall.rows.shape, 16)
    np.testing.assert_array_equal(recall.looks(model, edit=lambda given: written), looks)
    shown = recall.looks(model, edit=lambda given: np.where(np.arange(16) > 7, given.data, 0))
    np.testing.assert_array_equal(shown[0], looks[0])  # the first layer looked before
    assert not np.allclose(shown[1], looks[1], atol=1e-4)
    assert model.body.blocks[0].attention.edit is None
    np.testing.assert_array_equal(recall.looks(model), looks)


def test_a_text_that_asks_for_nothing(tales):
    with pytest.raises(ValueError, match="longer text"):
        Recall(tales, tales.numbers(["once", "a", "swan", "lived", "¶"]))
