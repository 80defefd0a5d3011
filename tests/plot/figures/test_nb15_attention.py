"""Pictures of attention in notebook 15: what is drawn is what was given."""

from __future__ import annotations

import numpy as np

from lecture_lib.plot.figures import nb15_attention as nb15


def drawn(axs) -> None:
    """Nothing may be out of sight or in the way when it is laid out."""
    np.ravel(axs)[0].figure.canvas.draw()


def told(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_a_mixture_tells_keys_scores_weights_values_and_what_comes_out():
    keys = [[0, 1.8, 0, 0], [1.8, 0, 0, 0], [0, 0, 0, 0]]
    values = [[4, 0], [0, 4], [0, -1]]
    ax = nb15.mixture(["swan", "pond", "it"], [0, 2, 0, 0], keys, values)
    drawn(ax)
    assert {"(0, 1.8, 0, 0)", "1.8", "0.75", "(4, 0)", "(0, −1)", "takes (3.01, 0.37)"} <= set(
        told(ax)
    )
    thick = [line.get_linewidth() for line in ax.lines]
    assert thick[0] > 4 * thick[1] == 4 * thick[2]


def test_a_mask_has_a_dot_where_a_word_is_seen():
    ax = nb15.mask(["a", "duck", "swims", "."], np.tri(3))
    drawn(ax)
    dots = [text.get_position() for text in ax.texts if text.get_text() == "●"]
    assert set(dots) == {(0, 0), (0, 1), (1, 1), (0, 2), (1, 2), (2, 2)}
    assert [t for t in told(ax) if t != "●"] == ["duck", "swims", ".", "to be said"]


def test_a_block_shows_two_branches():
    ax = nb15.block()
    drawn(ax)
    assert told(ax).count("+") == 2 and {"attention", "MLP", "feet", "body", "head"} <= set(
        told(ax)
    )


def test_the_largest_weight_is_drawn_twice():
    ax = nb15.largest([4, 64], [0.5, 0.9], [0.35, 0.36])
    drawn(ax)
    assert [line.get_ydata().tolist() for line in ax.lines] == [[0.5, 0.9], [0.35, 0.36]]


def test_every_head_has_a_bar_its_weight_and_two_references():
    ax = nb15.switched_off([[0.4, 0.1], [0.0, 0.98]], [[0.96, 0.99], [0.98, 0.67]], 0.99, 0.35)
    drawn(ax)
    assert [bar.get_height() for bar in ax.patches] == [0.96, 0.99, 0.98, 0.67]
    assert [line.get_ydata()[0] for line in ax.lines] == [0.99, 0.35]
    assert ax.get_xticklabels()[3].get_text() == "head 2\nlooks 98 %"
    assert {"block 1", "block 2", "all heads", "the bird unknown"} <= set(told(ax))


def test_exchanged_words_are_marked_and_sounds_have_bars():
    text = "a swan and a duck . it"
    both = nb15.exchanged(text, {(): [0.4, 0.0], ("swan", "duck"): [0.1, 0.3]}, ["hiss", "quack"])
    drawn(both)
    assert [[bar.get_width() for bar in ax.patches] for ax in both[:, 1]] == [[0.4, 0], [0.1, 0.3]]
    bold = [[t.get_text() for t in ax.texts if t.get_weight() == "bold"] for ax in both[:, 0]]
    assert bold == [[], ["swan", "duck"]]


def test_what_is_left_of_a_weight_is_a_bar_at_each_place():
    ax = nb15.edited(["nothing", "once → sees"], [0.97, 0.0], [0.65, 0.2])
    drawn(ax)
    assert [bar.get_height() for bar in ax.patches] == [0.97, 0.0, 0.65, 0.2]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["nothing", "once → sees"]
    assert told(ax) == ["0.97", "0.00", "0.65", "0.20"]


def test_weights_on_a_table_are_told_where_they_count():
    ax = nb15.copied(["bird", "goose", ":"], ["a", "goose"], [[0.1, 0.1, 0.8], [0.26, 0.74, 0]])
    drawn(ax)
    assert {text.get_position(): text.get_text() for text in ax.texts} == {
        (2, 0): ".8", (0, 1): ".3", (1, 1): ".7",
    }  # fmt: skip
    assert [patch.get_alpha() for patch in ax.patches] == [0.1, 0.1, 0.8, 0.26, 0.74, 0]
