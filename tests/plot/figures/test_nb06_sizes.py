"""Pictures of batch sizes in notebook 06: what is drawn is what was computed."""

from __future__ import annotations

import pytest

from lecture_lib.plot.figures.nb06_sizes import corner, dips, ruled


def labelled(ax, name):
    return next(line for line in ax.lines if line.get_label() == name)


def test_first_readings_below_the_target_are_marked():
    ax = dips({"a": [(1, 2), (2, 0.1), (3, 0.5)], "b": [(1, 1), (2, 0.3), (3, 0.15)]}, 0.2)
    assert set(labelled(ax, "target, 0.2").get_ydata()) == {0.2}
    marks = [labelled(ax, f"{name}: first below, after {at}") for name, at in (("a", 2), ("b", 3))]
    assert [mark.get_xydata().tolist() for mark in marks] == [[[2, 0.1]], [[3, 0.15]]]
    assert ax.lines[1].get_ydata().tolist() == [2, 0.1, 0.5]


def test_images_over_updates_bend_round_the_corner_of_the_law():
    tuned = {
        1: (0.5, [200, 180, 160], {0.25: 260, 0.5: 180, 0.35: 190}),
        16: (4, [30, 34], {4: 30, 8: 39, 16: 41}),
        1440: (8, [20], {8: 20}),
    }
    left, right = corner(tuned, (20, 8), fitted=[1, 1440])
    updates, images = labelled(left, "law").get_data()
    assert (updates / 20 - 1) * (images / (20 * 8) - 1) == pytest.approx(1)
    assert labelled(left, "$B = B_c$: twice the least").get_xydata().tolist() == [[40, 320]]
    assert labelled(left, "fixed the law").get_xydata().tolist() == [[180, 180]]
    assert labelled(left, "_1440").get_xydata().tolist() == [[20, 28800]]
    assert labelled(left, "tests it").get_xydata().tolist() == [[32, 512]]
    assert [160, 200] in [list(line.get_xdata()) for line in left.lines]
    bars = [bar.get_segments()[0][:, 1].tolist() for bar in right.collections[:3]]
    assert bars == [[0.35, 0.5], [4, 8], [8, 8]]
    sizes, rates = labelled(right, "law: ∝ B/(B + $B_c$)").get_data()
    assert rates * (1 + 8 / sizes) == pytest.approx(rates[0] * (1 + 8 / sizes[0]))


def test_updates_by_a_rule_are_drawn_to_the_last_size_that_has_them():
    tuned = {1: [200, 180, 160], 4: [50], 16: [20]}
    ax = ruled(tuned, {"η = 0.5 B": {1: [190], 4: [60, 80, 61]}, "η = B": {1: [210], 4: [90]}})
    assert labelled(ax, "at the best η").get_xydata().tolist() == [[1, 180], [4, 50], [16, 20]]
    assert labelled(ax, "η = 0.5 B").get_xydata().tolist() == [[1, 190], [4, 61]]
    assert labelled(ax, "η = B").get_ydata().tolist() == [210, 90]
