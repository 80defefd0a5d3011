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


def test_curves_stand_over_floors():
    ax = nb15.crossing([1, 100], {"seed 0": [200, 3]}, {"floor of 8 words": 5.8})
    drawn(ax)
    assert ax.lines[0].get_ydata().tolist() == [200, 3]
    assert ax.lines[1].get_ydata()[0] == 5.8 and "floor of 8 words" in told(ax)


def test_unlabelled_runs_keep_their_letters():
    ax = nb15.runs([1, 2], {"A": [3, 2], "B": [3, 1]}, {"the truth": 1.07})
    drawn(ax)
    assert [line.get_label() for line in ax.lines[:2]] == ["A", "B"]
    assert ax.get_ylim()[0] == 0


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


def test_tales_that_do_not_fit_are_left_out_and_the_height_stays():
    ax = nb15.tales([["a", "duck"], ["two", "geese"], ["it"]], [None] * 3, wide=9, lines=2)
    drawn(ax)
    assert told(ax) == ["✓", "a", "duck", "✓", "it"] and ax.get_ylim() == (1.6, -0.6)
