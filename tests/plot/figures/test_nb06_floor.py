"""Pictures of floors in notebook 06: what is drawn is what was computed."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.descent import double_well
from lecture_lib.plot.figures.nb06_floor import (
    epochs,
    escapes,
    floors,
    scaling,
    settling,
    windows,
)


def labelled(ax, name):
    return next(line for line in ax.lines if line.get_label() == name)


def test_floors_are_drawn_under_their_names():
    found, formula = {"epochs": [1, 4], "others": [2, 4]}, {"epochs": [1, 2], "others": [3, 6]}
    ax = floors([0.1, 0.2], found, formula)
    assert [line.get_ydata().tolist() for line in ax.lines if len(line.get_xdata())] == [
        [1, 2], [1, 4], [3, 6], [2, 4],
    ]  # fmt: skip
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["epochs", "others"]


def test_runs_settle_over_the_floors_of_their_settings():
    ax = settling({(1, 0.2): [3, 2, 1], (4, 0.2): [3, 1, 0.5]}, 2.0)
    assert labelled(ax, "B = 4, η = 0.2").get_xydata().tolist() == [[1, 3], [2, 1], [3, 0.5]]
    assert [ax.lines[i].get_ydata()[0] for i in (1, 3)] == pytest.approx(
        [0.2 * 2 / 4, 0.2 * 2 / 16]
    )


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
