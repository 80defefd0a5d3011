"""Pictures of notebook 10: what is drawn is what was computed."""

from __future__ import annotations

import numpy as np

from lecture_lib.plot.figures.nb10 import (
    by_rate,
    formulas,
    heights,
    jobs,
    looks,
    losses,
    ramp,
    range_test,
    rates,
    runs,
    stacks,
    sums,
)


def labelled(ax, name):
    return next(line for line in ax.lines if line.get_label() == name)


def test_losses_are_drawn_until_the_step_asked_for():
    ax = losses({"a": [4, 3, 2, 1], "b": [5, 4, 3, 2]}, until=2, marks=(1,), title="both")
    assert labelled(ax, "b").get_data()[1].tolist() == [5, 4, 3]
    assert ax.lines[-1].get_xdata() == [1, 1] and ax.get_title() == "both"
    assert labelled(ax, "a").get_linestyle() != labelled(ax, "b").get_linestyle()


def test_runs_are_thin_and_their_medians_broad():
    found = {"a": [[3, 2], [1, 1], [2, 4]], "b": [[5, 6]]}
    ax = runs([20, 40], found, marks=(30,), title="eight seeds")
    assert labelled(ax, "a").get_ydata().tolist() == [2, 2]
    assert [line.get_ydata().tolist() for line in ax.lines[:3]] == found["a"]
    assert ax.lines[0].get_linewidth() < labelled(ax, "a").get_linewidth()
    assert ax.lines[-1].get_xdata() == [30, 30] and ax.get_title() == "eight seeds"
    assert labelled(ax, "a").get_linestyle() != labelled(ax, "b").get_linestyle()


def test_the_loss_is_the_sum_of_its_two_jobs():
    ax = jobs([0.1, 1.0], [3, 1], [1, 4])
    assert labelled(ax, "loss: the sum").get_ydata().tolist() == [4, 5]
    assert labelled(ax, "noise").get_ydata().tolist() == [1, 4]


def test_each_schedule_stands_under_its_formula():
    zoo = {"a": ([1, 2], "x"), "b": ([2, 4], "y"), "c": ([0, 0], "z"), "d": ([3, 1], "w")}
    grid = formulas([0, 1], zoo)
    assert [ax.get_title() for ax in grid] == list("abcd")
    assert [ax.texts[0].get_text() for ax in grid] == ["$x$", "$y$", "$z$", "$w$"]
    assert grid[1].lines[0].get_ydata().tolist() == [2, 4]
    assert grid[0].get_ylim()[1] > 4 and len(grid[0].figure.axes) == 4


def test_parts_of_a_loss_stand_end_to_end_and_are_told_as_one_number():
    ax = stacks({"a": [1, 2, 3], "b": [0.5, 0, 1]}, ["distance", "steep", "flat"])
    first, second, third = ([bar.get_x() for bar in part] for part in ax.containers)
    assert (first, second, third) == ([0, 0], [1, 0.5], [3, 0.5])
    assert [bar.get_width() for bar in ax.containers[2]] == [3, 1]
    assert [text.get_text() for text in ax.texts] == ["6.000", "1.500"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first on top
    assert len({part[0].get_hatch() for part in ax.containers}) == 3


def test_the_best_rates_lie_broad_under_the_others():
    ax = rates([3, 2, 1], {"line": [2, 1, 0], "flat": [3, 2, 2]})
    assert labelled(ax, "best of all").get_ydata().tolist() == [3, 2, 1]
    assert labelled(ax, "best of all").get_linewidth() > labelled(ax, "flat").get_linewidth()
    assert labelled(ax, "flat").get_ydata().tolist() == [3, 2, 2]


def test_runs_are_marks_and_their_medians_a_line():
    ax = by_rate([0.1, 1], {"a": [[1, 2], [3, 4], [2, 9]]}, {"guess": 2.3})
    assert labelled(ax, "a").get_ydata().tolist() == [2, 4]
    assert [line.get_ydata().tolist() for line in ax.lines[1:4]] == [[1, 2], [3, 4], [2, 9]]
    assert ax.lines[4].get_ydata() == [2.3, 2.3]
    assert [text.get_text() for text in ax.texts] == ["guess"]


def test_sums_are_drawn_for_each_run_and_on_average_beside_a_broad_grey_mean():
    ax = sums({"one": [[0, 2], [0, 4]], "a": [[0, 1], [0, 3]], "b": [[0, 5]]}, grey="one")
    assert labelled(ax, "one").get_ydata().tolist() == [0, 3]
    np.testing.assert_allclose(labelled(ax, "a").get_ydata(), [0, 2])
    assert len(ax.lines) == 1 + 3 + 2
    assert labelled(ax, "a").get_linestyle() != labelled(ax, "b").get_linestyle()


def test_range_test_and_whole_runs_share_their_rates():
    left, right = range_test([0.1, 1], [2, 1], [0.5, 5], [0.3, 0.2])
    assert left.get_xlim() == right.get_xlim()
    assert right.lines[0].get_ydata().tolist() == [0.3, 0.2]


def test_tokens_are_counted_in_millions():
    left, right = ramp([0, 2e6], [0, 1e-4], {"full": [0, 7], "growing": [0, 9]})
    np.testing.assert_allclose(left.lines[0].get_xdata(), [0, 2])
    assert labelled(right, "growing").get_ydata().tolist() == [0, 9]


def test_no_two_looks_share_a_colour_a_dash_or_a_marker():
    for part in ("color", "linestyle", "marker"):
        assert len({str(look[part]) for look in looks()}) == len(looks())


def test_heights_are_named_between_the_limits():
    ax = jobs([0.1, 1.0], [3, 1], [1, 4])
    ax.set_ylim(0.9, 11)
    heights(ax)
    assert ax.get_yticks().tolist() == [1, 2, 5, 10]
