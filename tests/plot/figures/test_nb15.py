"""Pictures of notebook 15: what is drawn is what was given."""

from __future__ import annotations

import numpy as np

from lecture_lib.plot.figures import nb15


def drawn(axs) -> None:
    """Nothing may be out of sight or in the way when it is laid out."""
    np.ravel(axs)[0].figure.canvas.draw()


def told(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_floors_are_bars_and_trained_models_stand_over_their_own():
    ax = nb15.floors([8, 16, 32], [5.8, 2.7, 0.8], {8: 8.0, 32: 9.0})
    drawn(ax)
    assert [bar.get_height() for bar in ax.patches] == [5.8, 2.7, 0.8]
    (marks,) = [line for line in ax.lines if line.get_label() == "trained"]
    assert marks.get_xdata().tolist() == [0, 2] and marks.get_ydata().tolist() == [8, 9]
    assert {"8 %", "9 %", "2.7 %"} <= set(told(ax))


def test_a_mixture_tells_weights_values_and_what_comes_out():
    ax = nb15.mixture(["swan", "pond", "it"], [0.75, 0.125, 0.125], [[4, 0], [0, 4], [0, -1]])
    drawn(ax)
    assert {"0.75", "(4, 0)", "(0, −1)", "takes (3.00, 0.38)"} <= set(told(ax))
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


def test_curves_stand_over_floors():
    ax = nb15.crossing([1, 100], {"seed 0": [200, 3]}, {"floor of 8 words": 5.8})
    drawn(ax)
    assert ax.lines[0].get_ydata().tolist() == [200, 3]
    assert ax.lines[1].get_ydata()[0] == 5.8 and "floor of 8 words" in told(ax)


def test_the_largest_weight_is_drawn_twice():
    ax = nb15.largest([4, 64], [0.5, 0.9], [0.35, 0.36])
    drawn(ax)
    assert [line.get_ydata().tolist() for line in ax.lines] == [[0.5, 0.9], [0.35, 0.36]]


def test_unlabelled_runs_keep_their_letters():
    ax = nb15.runs([1, 2], {"A": [3, 2], "B": [3, 1]}, {"the truth": 1.07})
    drawn(ax)
    assert [line.get_label() for line in ax.lines[:2]] == ["A", "B"]
    assert ax.get_ylim()[0] == 0


def test_every_head_has_a_bar_its_weight_and_two_references():
    ax = nb15.switched_off([[0.4, 0.1], [0.0, 0.98]], [[0.96, 0.99], [0.98, 0.67]], 0.99, 0.35)
    drawn(ax)
    assert [bar.get_height() for bar in ax.patches] == [0.96, 0.99, 0.98, 0.67]
    assert [line.get_ydata()[0] for line in ax.lines] == [0.99, 0.35]
    assert ax.get_xticklabels()[3].get_text() == "head 2\nlooks 98 %"
    assert {"block 1", "block 2", "all heads", "the bird unknown"} <= set(told(ax))


def test_what_is_left_of_a_weight_is_a_bar_at_each_place():
    ax = nb15.edited(["nothing", "once → sees"], [0.97, 0.0], [0.65, 0.2])
    drawn(ax)
    assert [bar.get_height() for bar in ax.patches] == [0.97, 0.0, 0.65, 0.2]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["nothing", "once → sees"]
    assert told(ax) == ["0.97", "0.00", "0.65", "0.20"]


def test_a_tale_ends_with_its_first_wrong_word():
    ax = nb15.tales([["the", "duck", "hisses", "."], ["it", "swims", "."]], [2, 3], wide=12)
    drawn(ax)
    assert told(ax) == ["✗", "the", "duck", "hisses", "✓", "it", "swims", "."]
    assert [text.get_weight() for text in ax.texts].count("bold") == 2
    assert ax.texts[3].get_position()[1] == 1, "in the next line"


def test_below_a_wrong_tale_stands_why_in_as_many_lines_as_it_takes():
    why = "it may be honks"
    ax = nb15.tales([["it", "hisses"], ["a", "duck"]], [1, None], [why, ""], wide=12)
    drawn(ax)
    assert told(ax) == ["✗", "it", "hisses", "it may be", "honks", "✓", "a", "duck"]
    assert [text.get_position()[1] for text in ax.texts] == [0, 0, 0, 1, 2, 3, 3, 3]


def test_what_bodies_are_worth_stands_over_the_bars_and_beside_the_constant():
    ax = nb15.worth(["who?", "how many?"], {"a": [0.9, 0.5], "b": [0.7, 0.93]}, [0.72, 0.53])
    drawn(ax)
    assert [bar.get_height() for bar in ax.patches] == [0.9, 0.5, 0.7, 0.93]
    assert told(ax) == ["0.90", "0.50", "0.70", "0.93"]
    (lines,) = ax.collections
    assert [line[0, 1] for line in lines.get_segments()] == [0.72, 0.53]


def test_weights_on_a_table_are_told_where_they_count():
    ax = nb15.copied(["bird", "goose", ":"], ["a", "goose"], [[0.1, 0.1, 0.8], [0.26, 0.74, 0]])
    drawn(ax)
    assert {text.get_position(): text.get_text() for text in ax.texts} == {
        (2, 0): ".8", (0, 1): ".3", (1, 1): ".7",
    }  # fmt: skip
    assert [patch.get_alpha() for patch in ax.patches] == [0.1, 0.1, 0.8, 0.26, 0.74, 0]


def test_tales_that_do_not_fit_are_left_out_and_the_height_stays():
    ax = nb15.tales([["a", "duck"], ["two", "geese"], ["it"]], [None] * 3, wide=9, lines=2)
    drawn(ax)
    assert told(ax) == ["✓", "a", "duck", "✓", "it"] and ax.get_ylim() == (1.6, -0.6)
