"""Pictures of notebook 17: what is drawn is what was counted."""

from __future__ import annotations

import pytest

from lecture_lib.plot.figures.nb17 import slips, squares


def test_there_is_a_square_for_each_statement_and_a_stroke_in_each_wrong_one():
    ax = squares({"right": 7, "imprecise": 4, "wrong": 3})
    assert len(ax.patches) == 14 and len(ax.lines) == 3
    assert len({square.get_xy() for square in ax.patches}) == 14
    assert len({square.get_facecolor() for square in ax.patches}) == 3


def test_labels_of_squares_do_not_meet():
    ax = squares(
        {"come out as printed": 129, "imprecise, or badly worded": 37, "give a wrong result": 11}
    )
    ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[:k])
    assert all(ax.figure.bbox.containsx(x) for box in boxes for x in (box.x0, box.x1))


def test_bars_stand_one_behind_the_other_and_add_up():
    ax = slips({"sum for mean": (3, 2, 0), "wording": (0, 1, 9)})
    widths = [bar.get_width() for bar in ax.patches]
    assert widths == [3, 0, 2, 1, 0, 9]
    assert [bar.get_x() for bar in ax.patches] == [0, 0, 3, 0, 5, 1]
    assert [text.get_text() for text in ax.texts] == ["5", "10"]
    assert ax.get_legend().get_texts()[0].get_text() == "gives a wrong result"
    assert ax.get_xlim()[1] > 10 and pytest.approx(0.68) == ax.patches[0].get_height()
