"""Pictures of notebook 06: what is drawn is what was computed."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.descent import double_well
from lecture_lib.plot.figures.nb06 import (
    batch_means,
    dips,
    epochs,
    escapes,
    first_epoch,
    floors,
    opinions,
    scaling,
    sweep,
    variances,
    windows,
)

X, Y = np.array([-1.0, 0.0, 2.0]), np.array([0.0, 1.0, 1.0])


def labelled(ax, name):
    return next(line for line in ax.lines if line.get_label() == name)


def test_lines_have_the_slopes_of_the_path_and_losses_are_above_the_minimum():
    best = np.polyfit(X, Y, 1)
    path = np.array([(0.0, 0.0), (1.0, 0.5), best])
    left, right = first_epoch(X, Y, path, [1.0, 0.5, 0.1], best)
    for name, (w, _) in zip(("start", "update 2", "best"), (path[0], best, best), strict=True):
        x, y = labelled(left, name).get_data()
        assert np.diff(y)[0] == pytest.approx(w * np.diff(x)[0])
    loss = labelled(right, "this run").get_ydata()
    assert loss[0] == pytest.approx(np.mean(Y**2) / 2 - np.mean((np.polyval(best, X) - Y) ** 2) / 2)
    assert loss[-1] == pytest.approx(0, abs=1e-12)
    assert labelled(right, "mean of 150 runs").get_ydata()[1] == 0.5


def test_arrows_are_the_steps_of_the_examples_and_their_mean():
    gradients = np.array([(1.0, 0.0), (-3.0, 2.0), (0.0, 1.0)])
    _, right = opinions(X, Y, (0.0, 0.0), gradients)
    np.testing.assert_allclose([t.xy for t in right.texts[:3]], -gradients)
    np.testing.assert_allclose(right.texts[3].xy, -gradients.mean(axis=0))


def test_uphill_is_more_than_a_right_angle_from_the_full_step():
    ax = batch_means([(1.0, 0.0), (-1.0, 3.0), (0.5, -9.0)], (1.0, 0.0))
    assert labelled(ax, "uphill").get_xdata().tolist() == [1.0]
    assert len(labelled(ax, "downhill").get_xdata()) == 2
    assert labelled(ax, "all examples").get_xdata().tolist() == [-1.0]


def test_counted_variances_are_marks_on_the_derived_line():
    ax = variances([1, 2, 3], {"a": [3, 2]}, {"a": [3, 1.5, 1]})
    line, marks = ax.lines[:2]
    assert line.get_ydata().tolist() == [3, 1.5, 1] and marks.get_ydata().tolist() == [3, 2]
    assert line.get_color() == marks.get_color()


def test_floors_are_drawn_under_their_names():
    found, formula = {"epochs": [1, 4], "others": [2, 4]}, {"epochs": [1, 2], "others": [3, 6]}
    ax = floors([0.1, 0.2], found, formula)
    assert [line.get_ydata().tolist() for line in ax.lines if len(line.get_xdata())] == [
        [1, 2], [1, 4], [3, 6], [2, 4],
    ]  # fmt: skip
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["epochs", "others"]


def test_scaled_floors_are_lines_of_theory_with_what_was_measured_on_them():
    ax = scaling([1, 2, 4], {0.1: [1, 1.2, np.inf]}, {0.1: ([1, 2], [1.1, 1.3])})
    rule, line, marks = ax.lines[:3]
    assert set(rule.get_ydata()) == {1}
    assert line.get_ydata().tolist() == [1, 1.2, np.inf]
    assert marks.get_ydata().tolist() == [1.1, 1.3]
    assert ax.get_legend().get_texts()[1].get_text() == "η = 0.1 B"
    assert [(note.get_text(), note.xy) for note in ax.texts] == [("η = 0.2", (2, 1.3))]


def test_windows_are_means_of_ten_points_where_their_updates_are():
    run = np.repeat([4.0, 2.0, 1.0, 3.0], 10)  # 40 updates in 20 points of two, in two bars
    ax, other = windows({"a": run, "b": run[:10]}, [2, 1], [0.5, 0.7])
    assert ax.lines[0].get_ydata()[[0, 5, 10, 15]].tolist() == [4, 2, 1, 3]
    assert ax.lines[0].get_xdata()[:2].tolist() == [1, 3]
    assert [bar.get_ydata().tolist() for bar in ax.lines[1:3]] == [[3, 3], [2, 2]]
    assert 20 < ax.lines[2].get_xdata()[0] < ax.lines[2].get_xdata()[1] < 40
    assert [set(panel.lines[-1].get_ydata()) for panel in (ax, other)] == [{0.5}, {0.7}]
    assert len(windows({"a": run}, [2])[0].lines) == 3
    colors = [panel.lines[0].get_color() for panel in windows({"a": run, "b": run}, (2, 2))]
    assert colors[0] != colors[1]
    same = windows({"a": run, "b": run}, (2, 2), looks=(1, 1))
    assert [panel.lines[0].get_color() for panel in same] == [colors[1]] * 2


def test_first_readings_below_the_target_are_marked():
    ax = dips({"a": [(1, 2), (2, 0.1), (3, 0.5)], "b": [(1, 1), (2, 0.3), (3, 0.15)]}, 0.2)
    assert set(labelled(ax, "target, 0.2").get_ydata()) == {0.2}
    marks = [labelled(ax, f"{name}: first below, after {at}") for name, at in (("a", 2), ("b", 3))]
    assert [mark.get_xydata().tolist() for mark in marks] == [[[2, 0.1]], [[3, 0.15]]]
    assert ax.lines[1].get_ydata().tolist() == [2, 0.1, 0.5]


def test_updates_needed_and_examples_read_are_drawn_beside_what_they_would_be():
    counts = {1: [200, 180, 160], 4: [50], 16: [30, 34], 1440: [20]}
    left, right = sweep(counts, {1: 0.5, 4: 2, 16: 4, 1440: 4}, {1: 180, 4: 60}, (20, 8, 4.5))
    by_law = labelled(left, "law: U(1 + $B_c$/B) updates").get_ydata()
    assert by_law[[0, -1]] == pytest.approx([20 * 9, 20 * (1 + 8 / 1440)])
    best = labelled(right, "law: ∝ B/(B + $B_c$)").get_ydata()
    assert best[[0, -1]] == pytest.approx([0.5, 4.5 * 1440 / 1448])
    assert labelled(left, "updates, at the best η").get_ydata().tolist() == [180, 50, 32, 20]
    assert labelled(left, "images read").get_ydata().tolist() == [180, 200, 512, 28800]
    ideal = labelled(left, "if each example counted as much")
    assert ideal.get_ydata().tolist() == [180, 45, 11.25]  # not far below all marks
    assert labelled(left, "updates, at η ∝ B").get_ydata().tolist() == [180, 60]
    ends = [segment[:, 1].tolist() for segment in left.collections[0].get_segments()]
    assert ends[0] == [160, 200] and ends[2] == [480, 544]
    assert right.lines[0].get_ydata().tolist() == [0.5, 2, 4, 4]
    assert labelled(right, "η ∝ B").get_ydata().tolist() == [0.5, 2, 8]


def test_epochs_are_drawn_against_independent_batches_with_a_mark_at_one_over_eta():
    ax = epochs([4, 40], {0.05: [0.1, 0.5], 0.2: [0.3, 0.9]})
    assert labelled(ax, "epochs, η = 0.2").get_ydata().tolist() == [0.3, 0.9]
    assert set(labelled(ax, "independent batches").get_ydata()) == {1}
    dotted = [line for line in ax.lines if line.get_linestyle() == ":" and len(line.get_xdata())]
    assert dotted[1].get_ydata()[0] == pytest.approx(0.2 * (4 + 1) / 3)
    marks = [line for line in ax.lines if line.get_marker() == "^" and len(line.get_xdata())]
    assert [float(mark.get_xdata()[0]) for mark in marks] == [20, 5]


def test_walkers_stand_on_the_curve_and_shares_are_percent():
    left, right = escapes(double_well, [0, 1], [0, 0.25], 1.0, 0.0)
    start = left.lines[1]
    assert float(start.get_ydata()[0]) == pytest.approx(
        float(np.ravel(double_well.value(np.array([1.0])))[0])
    )
    assert right.lines[0].get_ydata().tolist() == [0, 25]


def test_a_run_without_a_floor_leaves_the_picture():
    falling, level = np.geomspace(1, 1e-30, 40), np.linspace(1.2, 0.8, 40)
    panels = windows({"a": falling, "b": level}, [1, 1])
    assert panels[0].get_ylim() == panels[1].get_ylim()
    assert 1e-7 < panels[0].get_ylim()[0] < 1e-5
