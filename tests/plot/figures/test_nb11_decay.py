"""The picture of decay: a panel for each kind of weight, a line for each rule."""

from __future__ import annotations

from lecture_lib.plot.figures.nb11_decay import shrinking


def test_each_panel_has_its_own_column_of_every_rule():
    means = {"Adam": [[1.0, 1.0], [0.9, 0.1]], "AdamW": [[1.0, 1.0], [0.8, 0.7]]}
    loud, quiet = shrinking(means, ["loud", "quiet"])
    assert [line.get_ydata().tolist() for line in loud.lines] == [[1.0, 0.9], [1.0, 0.8]]
    assert [line.get_ydata().tolist() for line in quiet.lines] == [[1.0, 0.1], [1.0, 0.7]]
    assert len({line.get_linestyle() for line in loud.lines}) == 2  # not by colour alone
