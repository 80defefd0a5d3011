"""Pictures of batch sizes in notebook 06: what is drawn is what was computed."""

from __future__ import annotations

import pytest

from lecture_lib.plot.figures.nb06_sizes import dips, race, ruled, sweep


def labelled(ax, name):
    return next(line for line in ax.lines if line.get_label() == name)


def test_first_readings_below_the_target_are_marked():
    ax = dips({"a": [(1, 2), (2, 0.1), (3, 0.5)], "b": [(1, 1), (2, 0.3), (3, 0.15)]}, 0.2)
    assert set(labelled(ax, "target, 0.2").get_ydata()) == {0.2}
    marks = [labelled(ax, f"{name}: first below, after {at}") for name, at in (("a", 2), ("b", 3))]
    assert [mark.get_xydata().tolist() for mark in marks] == [[[2, 0.1]], [[3, 0.15]]]
    assert ax.lines[1].get_ydata().tolist() == [2, 0.1, 0.5]


def test_bars_are_medians_and_whiskers_go_to_the_last_run():
    left, right = race({1: [200, 180, 160], 16: [30, 34, 38]})
    assert [bar.get_height() for bar in left.patches] == [180, 34]
    assert [bar.get_height() for bar in right.patches] == [180, 16 * 34]
    (whiskers,) = right.collections
    ends = [segment[:, 1].tolist() for segment in whiskers.get_segments()]
    assert ends == [[160, 200], [16 * 30, 16 * 38]]
    assert [text.get_text() for text in right.texts] == ["180", "540"]


def test_updates_needed_and_examples_read_are_drawn_beside_what_they_would_be():
    counts = {1: [200, 180, 160], 4: [50], 16: [30, 34], 1440: [20]}
    left, right = sweep(counts, {1: 0.5, 4: 2, 16: 4, 1440: 4}, (20, 8, 4.5))
    by_law = labelled(left, "law: U(1 + $B_c$/B) updates").get_ydata()
    assert by_law[[0, -1]] == pytest.approx([20 * 9, 20 * (1 + 8 / 1440)])
    best = labelled(right, "law: ∝ B/(B + $B_c$)").get_ydata()
    assert best[[0, -1]] == pytest.approx([0.5, 4.5 * 1440 / 1448])
    assert labelled(left, "updates, at the best η").get_ydata().tolist() == [180, 50, 32, 20]
    assert labelled(left, "images read").get_ydata().tolist() == [180, 200, 512, 28800]
    ideal = labelled(left, "if each example counted as much")
    assert ideal.get_ydata().tolist() == [180, 45, 11.25]  # not far below all marks
    ends = [segment[:, 1].tolist() for segment in left.collections[0].get_segments()]
    assert ends[0] == [160, 200] and ends[2] == [480, 544]
    assert right.lines[0].get_ydata().tolist() == [0.5, 2, 4, 4]
    assert labelled(right, "η ∝ B").get_ydata().tolist() == [0.5, 2, 8]


def test_updates_by_a_rule_are_drawn_to_the_last_size_that_has_them():
    tuned = {1: [200, 180, 160], 4: [50], 16: [20]}
    ax = ruled(tuned, {"η = 0.5 B": {1: [190], 4: [60, 80, 61]}, "η = B": {1: [210], 4: [90]}})
    assert labelled(ax, "at the best η").get_xydata().tolist() == [[1, 180], [4, 50], [16, 20]]
    assert labelled(ax, "η = 0.5 B").get_xydata().tolist() == [[1, 190], [4, 61]]
    assert labelled(ax, "η = B").get_ydata().tolist() == [210, 90]
