"""The lost balance of notebook 11: two panels, the first run of each version bold."""

from __future__ import annotations

import pytest

from lecture_lib.plot.figures.nb11_balance import balance, errors


def test_each_panel_holds_its_own_numbers_and_the_first_run_is_bold():
    runs = [([2.0] * 20 + [1.0] * 20, [0.1] * 40, 3.0), ([2.0] * 40, [5.0] * 40, 3.0)]
    losses, apart = balance({"exact": runs, "dropped": runs[1:]}, 2.3)
    first, second, other, guess = losses.lines
    assert first.get_xdata()[[0, -1]].tolist() == [20, 40]
    assert first.get_ydata()[[0, -1]] == pytest.approx([2, 1])
    assert first.get_linewidth() > second.get_linewidth()
    assert other.get_linewidth() == first.get_linewidth()
    assert guess.get_ydata()[0] == 2.3
    assert [line.get_ydata()[-1] for line in apart.lines] == pytest.approx([0.1, 5, 5])


def test_each_version_stands_once_in_the_legend():
    runs = [([2.0, 1.0], [0.1, 0.2])] * 2
    losses, _ = balance({"exact": runs, "dropped": runs}, 2.3)
    (legend,) = losses.get_figure().legends
    assert [text.get_text() for text in legend.get_texts()] == ["exact", "dropped", "a mere guess"]


def test_errors_that_push_up_and_down_are_told_apart_and_summed():
    one, other = errors({"exact": [0.1, 0.1, -0.2], "lost": [0.0, 0.0, -0.2]})
    assert one.get_xlabel() == "sum: 0.0" and other.get_xlabel() == "sum: −0.2"
    up, down = (one.patches[k].get_facecolor() for k in (2, 0))
    assert up != down
    assert [bar.get_height() for bar in other.patches] == [0.0, 0.0, -0.2]
