"""The attention explorer without a browser: weights, next words, and what is not told too early."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from traitlets import TraitError

from lecture_lib.nn import Inspection, Transformer, inspect_heads
from lecture_lib.widgets import AttentionExplorer
from lecture_lib.widgets.attention.layout import arrange
from lecture_lib.widgets.attention.widget import percent
from lecture_lib.widgets.packing import inflate, unpack

WORDS = ["once", "a", "swan", "lived", ".", "a", "duck", "quacks", ".", "it", "hisses", "."]
VOCABULARY = sorted({*WORDS, "honks"})
ASKS, SEEKS = WORDS.index("it"), WORDS.index("swan")
HISSES = VOCABULARY.index("hisses")


def softmax(scores):
    p = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return p / p.sum(axis=-1, keepdims=True)


def inspection(step, causal=True):
    """Two layers of two heads; after step 100 the last head of “it” looks at the swan."""
    T, V = len(WORDS), len(VOCABULARY)
    scores = np.random.default_rng(0).standard_normal((2, 2, T, T)) * step / 200
    scores[1, 1, ASKS, SEEKS] += step / 50
    scores = np.where(np.tri(T, dtype=bool), scores, -np.inf) if causal else scores
    logits = np.zeros((T, V))
    logits[ASKS, HISSES] = step / 40
    without = np.broadcast_to(logits, (2, 2, T, V)).copy()
    without[1, 1, ASKS] = 0
    return Inspection(softmax(scores), softmax(logits), softmax(without))


SEEN = {step: inspection(step) for step in (0, 100, 200)}


def make(**options):
    return AttentionExplorer(
        WORDS, SEEN, vocabulary=VOCABULARY, **{"asks": ASKS, "seeks": SEEKS, **options}
    )


def at(explorer, **change):
    explorer.state = {**explorer.state, **change}
    return explorer


def unpacked(explorer, name):
    """An array as the page gets it."""
    return unpack(inflate(explorer.data), explorer.content["arrays"])[name]


BOTH_SIDES = {step: inspection(step, causal=False) for step in (0, 200)}
MAKERS = {
    "all of it": make,
    "both sides": lambda: AttentionExplorer(WORDS, BOTH_SIDES, vocabulary=VOCABULARY),
    "weights alone": lambda: AttentionExplorer(WORDS, {0: SEEN[200].probabilities}),
    "one head": lambda: AttentionExplorer(["a", "b"], {3: np.full((1, 1, 2, 2), 0.5)}),
}


@pytest.mark.parametrize("made", MAKERS.values(), ids=MAKERS)
def test_every_corner_has_numbers_and_a_figure(made):
    explorer = made()
    assert np.isfinite(np.frombuffer(inflate(explorer.data), "<f4")).all()
    settings = (*explorer.payload.sliders, *explorer.payload.choices)
    for corner in itertools.product(*((0, one.count - 1) for one in settings)):
        at(explorer, **dict(zip([one.name for one in settings], corner, strict=True)))
        assert not re.search(r"\b(nan|inf)\b", repr(explorer)), corner
    explorer.figure().canvas.draw()


def test_weights_and_predictions_are_those_that_were_given():
    explorer = make()
    for step, head in itertools.product(range(3), range(4)):
        given = SEEN[100 * step]
        sent = unpacked(explorer, "weights")[step, head]
        np.testing.assert_allclose(sent, given.probabilities[head // 2, head % 2], atol=1 / 1024)
        at(explorer, step=step, head=head, word=ASKS)
        np.testing.assert_array_equal(explorer.looked_at(), sent[ASKS])
        for name, p, q in explorer.said():
            word = VOCABULARY.index(name)
            assert p == pytest.approx(given.predictions[ASKS, word], abs=1 / 1024)
            assert q == pytest.approx(given.without[head // 2, head % 2, ASKS, word], abs=1 / 1024)


def test_the_true_next_word_is_always_among_those_shown():
    explorer = make()
    for place, (truth, names) in enumerate(
        zip(explorer.content["targets"], explorer.content["candidates"], strict=True)
    ):
        assert truth == (WORDS[place + 1] if place + 1 < len(WORDS) else "")
        assert truth == "" or names.count(truth) == 1


def test_without_a_mask_the_word_in_question_stands_here_and_has_to_be_told():
    assert make().causal
    explorer = MAKERS["both sides"]()
    assert not explorer.causal and explorer.content["targets"] == [""] * len(WORDS)
    assert "says" not in repr(explorer)
    hidden = [*WORDS[:ASKS], "[MASK]", *WORDS[ASKS + 1 :]]
    told = AttentionExplorer(hidden, BOTH_SIDES, vocabulary=VOCABULARY, targets=WORDS)
    assert told.content["targets"] == WORDS
    assert re.search(r"says it +10\s%$", repr(at(told, word=ASKS)))


def test_switched_off_the_summary_tells_what_the_head_was_worth():
    explorer = at(make(), step=2, head=3)
    assert re.search(r"swan \(3\) +\d\d.%\n", repr(explorer))
    with_it, without = SEEN[200].predictions[ASKS, HISSES], SEEN[200].without[1, 1, ASKS, HISSES]
    assert re.search(rf"says hisses +{percent(with_it)}$", repr(explorer))
    assert re.search(rf"says hisses +{percent(without)}$", repr(at(explorer, off=1)))
    assert with_it > 5 * without


def test_the_challenge_asks_for_more_than_half_and_no_button_meets_it():
    explorer = make()
    close = unpacked(explorer, "close").astype(bool)
    shares = np.stack([one.probabilities[..., ASKS, SEEKS].ravel() for one in SEEN.values()])
    np.testing.assert_array_equal(close, shares > 0.5)
    assert close.any() and not close[0].any()
    states = [explorer.content["initial"], *(preset.state for preset in explorer.payload.presets)]
    for state in states:
        assert state["word"] != ASKS or not close[state["step"], state["head"]]
    told = explorer.content["challenge"]
    assert "“it” (word\xa010) puts more than half of its weight on “swan” (word\xa03)" in told
    assert "layer" not in told and str(explorer.steps[1]) not in told


def test_where_no_head_reaches_half_less_is_asked_for():
    even = {0: SEEN[0].probabilities}
    explorer = AttentionExplorer(WORDS, even, asks=ASKS, seeks=SEEKS)
    assert explorer.content["challenge"] == ""  # each word has 10 %: there is nothing to find
    scores = np.where(np.tri(len(WORDS), dtype=bool), 0.0, -np.inf)
    scores[ASKS, SEEKS] = 2.0
    explorer = AttentionExplorer(WORDS, {0: softmax(scores)[None, None]}, asks=ASKS, seeks=SEEKS)
    assert "more than a quarter of its weight" in explorer.content["challenge"]
    assert make(asks=None, seeks=None).content["challenge"] == ""
    assert make().without_challenge().content["challenge"] == ""


def test_presets_are_whole_and_none_of_them_is_reset():
    explorer = make()
    for preset in explorer.payload.presets:
        assert {*preset.state, "found"} == set(explorer.state)
        assert preset.state["step"] != explorer.state["step"]
    assert [preset.label for preset in explorer.payload.presets] == ["Halfway", "Trained"]
    assert MAKERS["weights alone"]().payload.presets == []
    assert MAKERS["weights alone"]().payload.play is None


def test_settings_are_traits():
    explorer = make()
    for name, last in (("step", 2), ("word", len(WORDS) - 1), ("head", 3), ("off", 1)):
        setattr(explorer, name, last)
        assert explorer.state[name] == last
        for wrong in (-1, last + 1, 0.5):
            with pytest.raises(TraitError, match="AttentionExplorer"):
                setattr(explorer, name, wrong)


def test_what_a_notebook_shows_is_the_summary():
    data, _ = make(presenter=True)._repr_mimebundle_()
    assert data["text/plain"] == repr(make())
    assert data["text/plain"].startswith("AttentionExplorer: step 0 of 200, layer 1, head 1; “it”")


@pytest.mark.parametrize("width", [380, 720])
def test_nothing_of_the_layout_lies_over_anything_else(width):
    words = [*WORDS, "a-word-that-is-longer-than-most-others-of-its-kind", "水鳥", *WORDS * 3]
    layout = arrange(words, 3, 4, 8, width, 15)
    boxes = [*layout.words, *layout.strips, *layout.rows]
    for box in boxes:
        assert box.x >= 0 and box.x + box.width <= width + 0.2
        assert box.y >= 0 and box.y + box.height <= layout.height
    for one, other in itertools.combinations(boxes, 2):
        beside = one.x + one.width <= other.x + 0.2 or other.x + other.width <= one.x + 0.2
        under = one.y + one.height <= other.y + 0.2 or other.y + other.height <= one.y + 0.2
        assert beside or under


def wrong(**change):
    """Weights of which one row is damaged."""
    weights = SEEN[0].probabilities.copy()
    weights[1, 0, 4, 2] = change["to"]
    return {0: weights}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((WORDS[:1], {0: np.ones((1, 1, 1, 1))}), "1 words; a text of 2 to 64"),
        ((WORDS, {}), "no step of training"),
        ((WORDS, {0: np.ones((1, 1, 3, 3)) / 3}), r"weights are \(1, 1, 3, 3\) for 12 words"),
        ((WORDS, {0: SEEN[0][0], 1: SEEN[0][0][:1]}), r"\(1, 2, 12, 12\) and \(2, 2, 12, 12\)"),
        ((WORDS, wrong(to=0.5)), r"the weights \(0, 1, 0, 4\).* sum to 1.3"),
        ((WORDS, wrong(to=-0.2)), r"go down to -0.2"),
        ((WORDS, wrong(to=np.nan)), r"sum to nan"),
        ((WORDS, SEEN), "a vocabulary of 0 words .* Is vocabulary= that of the model"),
        ((["a"] * 64, {t: np.full((4, 4, 64, 64), 1 / 64) for t in range(4)}), "262,144 weights"),
    ],
)
def test_bad_input_is_refused_in_words(arguments, words):
    with pytest.raises(ValueError, match=words):
        AttentionExplorer(*arguments)


def test_targets_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="11 targets for 12 words"):
        make(targets=WORDS[1:])


@pytest.mark.parametrize("places", [{"asks": 12}, {"seeks": -1}, {"seeks": None}, {"asks": "it"}])
def test_places_that_are_not_there_are_refused(places):
    with pytest.raises(ValueError, match=f"{next(iter(places))} is .* 0 to 11"):
        make(**places)


def test_a_transformer_is_shown_as_it_is():
    model = Transformer(len(VOCABULARY), 12, 8, layers=2, heads=2, rng=np.random.default_rng(0))
    tokens = [VOCABULARY.index(word) for word in WORDS]
    explorer = AttentionExplorer(WORDS, {0: inspect_heads(model, tokens)}, vocabulary=VOCABULARY)
    assert explorer.causal and explorer.rows == 8
