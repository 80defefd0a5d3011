"""The picture of decay: a panel for each kind of weight, a line for each rule."""

from __future__ import annotations

from types import SimpleNamespace

from lecture_lib.plot.figures.nb11_decay import doubts, shrinking


def test_each_panel_has_its_own_column_of_every_rule():
    means = {"Adam": [[1.0, 1.0], [0.9, 0.1]], "AdamW": [[1.0, 1.0], [0.8, 0.7]]}
    loud, quiet = shrinking(means, ["loud", "quiet"])
    assert [line.get_ydata().tolist() for line in loud.lines] == [[1.0, 0.9], [1.0, 0.8]]
    assert [line.get_ydata().tolist() for line in quiet.lines] == [[1.0, 0.1], [1.0, 0.7]]
    assert len({line.get_linestyle() for line in loud.lines}) == 2  # not by colour alone


def test_lines_join_means_of_seeds_and_each_record_has_its_own_line():
    def record(repeats, size):
        return SimpleNamespace(repeats=repeats, finds=0.2, learns=1.0, size=size, error=0.3)

    found = [[record(0.8, 20.0), record(1.0, 30.0)], [record(0.1, 9.0), record(0.3, 11.0)]]
    answers, size, error = doubts([0, 1], found)
    lines = {line.get_label(): line.get_ydata().tolist() for line in answers.lines}
    assert lines["wrong label: repeated"] == [90, 20]
    assert lines["wrong label: true digit answered"] == [20, 20]
    assert size.lines[0].get_ydata().tolist() == [25, 10]
    assert error.lines[0].get_ydata().tolist() == [30, 30]
    assert [label.get_text() for label in size.get_xticklabels()] == ["0", "1"]
    named = answers.get_legend_handles_labels()[0]
    assert len({line.get_marker() for line in named}) == 3  # not by colour alone
