"""The explorer of objectives shows what the objectives give, and no more than it may tell."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from traitlets import TraitError

from lecture_lib.language import Special, Vocabulary, facts, pond, prefix, sentinels, story, words
from lecture_lib.widgets import MaskingExplorer
from lecture_lib.widgets.masking.objectives import OBJECTIVES
from lecture_lib.widgets.masking.scenes import DRAWS, OTHERS, SHARES, is_exchanged
from lecture_lib.widgets.masking.widget import is_kept
from lecture_lib.widgets.packing import inflate, unpack

WORDS = words("a duck follows a duck . it swims near the pond . it eats .")
MASK = str(Special.MASK)


@pytest.fixture(scope="module")
def shown():
    """All scenes of a text in which words stand several times."""
    return MaskingExplorer(WORDS, seed=0)


def every(explorer, name):
    """All scenes of an objective."""
    return [scene for draws in explorer.scenes[name] for scene in draws]


def go(explorer, name, **state):
    """Show an objective."""
    at = list(explorer.scenes).index(name)
    explorer.state = {**explorer.content["initial"], "objective": at, **state}
    return explorer


def kept(explorer):
    """The states in which a word that was left as it was is chosen."""
    return [
        {"share": s, "draw": d, "place": [list(explorer.scenes).index("masked"), s, d, at]}
        for s, draws in enumerate(explorer.scenes["masked"])
        for d, scene in enumerate(draws)
        for at, place in enumerate(scene.predicted())
        if is_kept(scene, place)
    ]


# --- what is read and said -------------------------------------------------------------------


def test_the_first_text_is_a_story():
    text = next(iter(MaskingExplorer().texts.values())).words
    assert story().accepts([*text, "¶"])


def test_each_word_is_said_from_those_before_it(shown):
    (scene,) = every(shown, "left_to_right")
    size = len(WORDS)
    assert scene.reads == (*range(size - 1), None)
    assert scene.says == (*range(1, size), None)
    for place in scene.predicted():
        assert scene.sees(place, decoder=False) == (list(range(place + 1)), [])
    found = go(shown, "left_to_right").numbers()
    assert found == {"answers": size - 1, "words": size - 1, "of": size, "context": size / 2}


def test_a_prefix_is_seen_by_all_of_it_as_the_objective_says(shown):
    text = shown.texts["prefix"]
    _, seen, labels = prefix(text.rows(), text.places, np.random.default_rng(0))
    cuts = set()
    for scene, mask, label in zip(every(shown, "prefix"), seen, labels, strict=True):
        cuts.add(scene.both)
        assert scene.predicted() == np.flatnonzero(label >= 0).tolist()
        for place in range(len(mask)):
            found, _ = scene.sees(place, decoder=False)
            assert found == np.flatnonzero(mask[place]).tolist()
    assert len(cuts) > 5


def test_masked_words_are_said_where_they_stand(shown):
    for scene in every(shown, "masked"):
        assert scene.predicted()
        for place, (read, said) in enumerate(zip(scene.reads, scene.says, strict=True)):
            assert said in (None, place)
            assert read == place or said == place


def test_masks_exchanged_words_and_those_left_are_as_many_as_they_should_be():
    counts = np.zeros(3)
    for seed in range(12):
        explorer = MaskingExplorer(WORDS, ["masked"], seed=seed)
        for scene in explorer.scenes["masked"][-1]:
            for place in scene.predicted():
                read = scene.reads[place]
                counts += [read == -1, is_exchanged(read), is_kept(scene, place)]
    assert counts.sum() / (12 * DRAWS * len(WORDS)) == pytest.approx(SHARES[-1], abs=0.03)
    # A random word is the right one now and then.
    np.testing.assert_allclose(counts / counts.sum(), [0.8, 0.1, 0.1], atol=0.02)


def test_more_words_are_hidden_as_the_share_grows(shown):
    grows = [
        set(few.predicted()) <= set(more.predicted())
        for before, after in pairwise(shown.scenes["masked"])
        for few, more in zip(before, after, strict=True)
    ]
    assert np.mean(grows) > 0.8  # rows in which nothing was chosen are drawn again


@pytest.mark.parametrize("name", ["infilling", "span_corruption"])
def test_what_stands_above_a_gap_is_what_is_missing(shown, name):
    hidden = set()
    for scene in every(shown, name):
        assert sum(scene.above) == len(WORDS)
        at = 0
        for cell, count in zip(scene.reads, scene.above, strict=True):
            assert (cell, count) == (at, 1) if cell >= 0 else count >= 0
            if cell < 0:
                hidden.add(count)
            at += count
    assert len(hidden) > 3
    assert (0 in hidden) == (name == "infilling")  # a mask where nothing is missing


def test_the_decoder_says_the_text_or_the_spans_that_are_missing(shown):
    for scene in (*every(shown, "infilling"), *every(shown, "permute_sentences")):
        assert scene.says[:-1] == tuple(range(len(WORDS)))
        assert OTHERS[-1 - scene.says[-1]] == Special.END
    for scene in every(shown, "span_corruption"):
        places = [cell for cell in (*scene.reads, *scene.says) if cell >= 0]
        assert sorted(places) == list(range(len(WORDS)))
        marks = [OTHERS[-1 - cell] for cell in scene.says if cell < 0]
        assert marks == list(sentinels(len(marks)))


def test_the_second_sentence_follows_or_comes_from_elsewhere(shown):
    text = shown.texts["next_sentence"]
    said, own = text.words[-text.elsewhere :], text.words[6:12]
    answers = set()
    for scene in every(shown, "next_sentence"):
        read = [shown_word(shown, "next_sentence", cell) for cell in scene.reads]
        answer = shown_word(shown, "next_sentence", scene.says[0])
        answers.add(answer)
        second = own if answer == "follows" else said
        assert read == ["<cls>", *WORDS[:6], "<sep>", *second, "<sep>"]
        assert scene.predicted() == [0]
    assert answers == {"follows", "elsewhere"}
    assert pond().accepts(said)


def shown_word(explorer, name, cell):
    return go(explorer, name).told(cell)


def test_a_table_is_the_texts_own_or_another():
    own = words("colour blue size small : a small blue tit sings .")
    explorer = go(MaskingExplorer(own), "table_to_text")
    assert "encoder reads  colour  blue" in repr(explorer)
    assert "decoder says   a  small" in repr(explorer)
    assert facts().accepts(MaskingExplorer(WORDS).texts["table_to_text"].words)


def test_context_counts_each_word_of_the_text_once(shown):
    found = go(shown, "permute_sentences").numbers()
    assert found["context"] == len(WORDS)
    found = go(shown, "masked", draw=1).numbers()
    masks = shown.scene().reads.count(-1)
    assert found["context"] == len(WORDS) - masks
    found = go(shown, "span_corruption").numbers()
    scene = shown.scene()
    first = scene.context(0, decoder=True)
    assert first == sum(cell >= 0 for cell in scene.reads)
    assert scene.context(len(scene.says) - 1, decoder=True) == len(WORDS)
    assert first < found["context"] < len(WORDS)


def test_the_page_gets_all_of_it(shown):
    arrays = unpack(inflate(shown.data), shown.content["arrays"])
    for name in OBJECTIVES:
        for share, draws in enumerate(shown.scenes[name]):
            for draw, scene in enumerate(draws):
                reads, says, above, sizes = arrays[name][share, draw].astype(int)
                assert (*sizes[:3],) == (len(scene.reads), len(scene.says), scene.both)
                for row, cells in ((reads, scene.reads), (says, scene.says)):
                    assert [c - (c > 0) if c else None for c in row[: len(cells)]] == [*cells]
                assert above.sum() == sum(scene.above)


# --- the state -------------------------------------------------------------------------------


def test_an_answer_is_chosen_in_one_draw_only(shown):
    go(shown, "masked", draw=3, place=[2, 1, 3, 0])
    place = shown.scene().predicted()[0]
    assert shown.chosen() == place
    assert f"“{WORDS[place]}” may look at" in repr(shown)
    shown.state = {**shown.state, "draw": 4}
    assert shown.chosen() is None
    assert "” may look at" not in repr(shown)


def test_after_the_last_draw_comes_the_first(shown):
    first = repr(go(shown, "masked"))
    assert repr(go(shown, "masked", draw=DRAWS)) == first
    assert repr(go(shown, "masked", draw=1)) != first


def test_the_share_is_set_by_its_value(shown):
    go(shown, "masked")
    shown.share = 0.31
    assert shown.share == 0.3 and shown.state["share"] == SHARES.index(0.3)
    assert "30 % hidden" in repr(shown)


@pytest.mark.parametrize(
    "wrong",
    [{"objective": 8}, {"objective": -1}, {"draw": -1}, {"draw": 1.5}, {"place": [1]},
     {"place": [0, 0, 0, "a"]}, {"share": 6}],
)  # fmt: skip
def test_a_wrong_state_is_refused(shown, wrong):
    before = shown.state
    with pytest.raises(TraitError, match="MaskingExplorer"):
        shown.state = {**before, **wrong}
    assert shown.state == before


# --- the challenge ---------------------------------------------------------------------------


def test_what_is_asked_can_be_found_and_is_told_only_then():
    explorer = MaskingExplorer()
    assert not any(is_kept(explorer.scenes["masked"][1][0], p) for p in range(21))
    usual = [state for state in kept(explorer) if SHARES[state["share"]] == 0.15]
    assert len(usual) > 3
    go(explorer, "masked", **usual[0])
    looks = [look for rows in explorer.blocks() for _, row in rows for _, look in row]
    assert "kept" not in looks and "=" not in repr(explorer)
    explorer.figure().canvas.draw()
    explorer.state = {**explorer.state, "found": 1}
    word = explorer.told(explorer.scene().says[explorer.chosen()])
    assert f"={word}" in repr(explorer)
    explorer.figure().canvas.draw()


def test_nothing_is_asked_where_nothing_can_be_found():
    assert MaskingExplorer(objectives=["left_to_right", "infilling"]).content["challenge"] == ""
    explorer = MaskingExplorer().without_challenge()
    go(explorer, "masked", **kept(explorer)[0])
    assert "=" in repr(explorer)


# --- the text --------------------------------------------------------------------------------


def test_exchanged_words_come_from_the_vocabulary_and_are_marked():
    vocabulary = Vocabulary([*dict.fromkeys(WORDS), "zebra"], [Special.MASK])
    explorer = MaskingExplorer(WORDS, vocabulary=vocabulary, seed=1)
    cells = {c for scene in every(explorer, "masked") for c in scene.reads if is_exchanged(c)}
    others = {shown_word(explorer, "masked", cell) for cell in cells}
    assert "zebra" in others and others <= {*vocabulary}
    marked = [repr(go(explorer, "masked", share=5, draw=draw)).count("≠") for draw in range(DRAWS)]
    assert sum(marked) == sum(
        is_exchanged(cell) for scene in explorer.scenes["masked"][5] for cell in scene.reads
    )


def test_a_text_of_one_sentence_has_no_order():
    explorer = MaskingExplorer("Don't feed the geese!")
    assert {"next_sentence", "permute_sentences"}.isdisjoint(explorer.scenes)
    assert "Don't" in repr(explorer)


def test_short_and_long_texts_are_shown():
    for text in ("two words", ["themselves"] * 48):
        explorer = MaskingExplorer(text)
        for name in explorer.scenes:
            assert "answers in one pass" in repr(go(explorer, name, share=5))
            explorer.figure()


def test_lines_of_the_summary_are_short():
    explorer = MaskingExplorer(["themselves"] * 48)
    for name in explorer.scenes:
        spans = name in ("infilling", "span_corruption")  # a span is not cut
        assert max(map(len, repr(go(explorer, name)).split("\n"))) <= (200 if spans else 88)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"words": ""}, "has 0 words; the page has room for 2 to 48"),
        ({"words": "duck"}, "has 1 words"),
        ({"words": "duck " * 49}, "has 49 words"),
        ({"words": ["duck", 3]}, "3 is no word"),
        ({"words": ["duck", " "]}, "' ' is no word"),
        ({"words": ["duck", MASK]}, "'<mask>' is no word of a text"),
        ({"words": "the ostrich runs .", "vocabulary": Vocabulary(pond().words)},
         "'ostrich', 'runs' unknown among the 39 tokens"),
        ({"objectives": ["electra"]}, "no objective is called 'electra'; there are left_to_right"),
        ({"objectives": []}, "name one or more"),
        ({"objectives": ["masked", "masked"]}, "each once"),
        ({"words": "a duck swims .", "objectives": ["permute_sentences"]}, "needs two sentences"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_words(arguments, told):
    with pytest.raises(ValueError, match=told):
        MaskingExplorer(**arguments)
