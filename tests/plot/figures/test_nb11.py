"""Pictures of notebook 11: what is drawn is what was computed."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from lecture_lib.plot.figures.nb11 import (
    accidents,
    decays,
    formats,
    patients,
    rates,
    records,
    rescues,
    sums,
    together,
)


def labelled(ax, name):
    return next(line for line in ax.lines if line.get_label() == name)


def test_panels_hold_their_runs_and_the_sparser_curve_is_stretched():
    losses = np.linspace(3, 1, 40)
    (ax,) = patients({"A": {"train": losses, "new": [2.0, 1.0]}}, 2.3)
    x, y = labelled(ax, "train").get_data()
    assert x[0] == 10 and x[-1] == 40 and y[0] == pytest.approx(losses[:10].mean())
    assert labelled(ax, "new").get_xdata().tolist() == [20, 40]
    assert labelled(ax, "a mere guess").get_ydata()[0] == 2.3


def test_an_accident_has_a_panel_for_each_rule_and_a_curve_for_each_run():
    runs = {
        name: SimpleNamespace(loss=np.full(20, height))
        for name, height in {"SGD": 2.0, "SGD, clipped": 0.5, "Adam": 1.0}.items()
    }
    left, right = accidents(runs, 2.3, 10)
    assert labelled(left, "clipped").get_ydata() == pytest.approx(0.5)
    assert labelled(right, "not clipped").get_ydata() == pytest.approx(1.0)
    assert left.lines[-1].get_xdata()[0] == 10


def test_sizes_begin_before_the_first_block_and_end_at_what_was_derived():
    found = {"plain": ([1.0, 0.1], [0.0, 0.9]), "added": ([1.0, 1.5], [0.0, 0.5], 1.5)}
    left, right = sums(found, {"added": 1.4})
    assert labelled(left, "plain").get_xydata().tolist() == [[0, 1.0], [1, 0.1]]
    assert labelled(left, "derived").get_xydata().tolist() == [[1, 1.4]]
    assert [line.get_ydata().tolist() for line in right.lines] == [[0.0, 0.9], [0.0, 0.5]]


def test_each_run_is_a_mark_and_what_has_no_number_stands_at_the_top():
    ax = rates([0.1, 1.0], {"plain": [[0.1, 0.3, 0.2], [np.nan, 7.0, 1.0]]}, 2.3)
    assert ax.lines[1].get_ydata().tolist() == [0.2, 5.0]
    assert ax.lines[-1].get_ydata().tolist() == [5.0, 5.0, 1.0]


def test_errors_are_percent_beside_those_without_decay():
    (ax,) = decays({"a": [1, 2]}, {"a": [[0.1, 0.2], [0.3, 0.2]]}, [0.4, 0.5])
    assert labelled(ax, "no decay").get_ydata()[0] == pytest.approx(45)
    assert ax.lines[1].get_ydata() == pytest.approx([15, 25])


def test_gradients_are_counted_by_size_and_float16_is_the_narrowest():
    top, bottom = formats([1e-8, -1e-8, 0.0], 1024.0)
    assert sum(bar.get_height() for bar in top.patches[:-1]) == 2
    widths = [bar.get_width() for bar in bottom.patches[::2]]
    assert widths[0] < widths[1] <= widths[2]


def test_every_run_is_a_line_and_each_kind_has_one_name():
    ax = together({"a": [[2.0, 1.0], [2.0, 3.0]]}, 2.3)
    assert [line.get_ydata().tolist() for line in ax.lines[1:]] == [[1.5], [2.5]]
    assert len(ax.get_figure().legends[0].get_texts()) == 2


def test_errors_stand_over_their_rates():
    one, other = rescues([0.1, 1], {"A": [0.2, 0.9], "B": [0.9, 0.8]}, 0.9)
    assert labelled(one, "at the end").get_ydata() == pytest.approx([20, 90])
    assert labelled(other, "at the end").get_xdata() == pytest.approx([0.1, 1])


def test_each_run_has_a_column_of_three_panels():
    run = SimpleNamespace(loss=[2.0, 1.0], new=[1.5, 1.2], norm=[1.0, 9.0], zeros=[0.1, 0.5])
    loss, norm, zeros = records({"run 1": run}, 2.3)
    assert labelled(loss, "new images").get_ydata().tolist() == [1.5, 1.2]
    assert norm.lines[-1].get_ydata() == pytest.approx([0.2, 1.8])  # over the median, 5
    low, high = norm.get_ylim()
    assert norm.get_yscale() == "log" and low < 0.1 and high > 1000
    assert zeros.lines[-1].get_ydata() == pytest.approx([10, 50])


def test_all_panels_of_runs_share_one_legend():
    ax, _ = patients({"A": {"train": [2, 1]}, "C": {"train": [2, 1], "new": [2, 3]}}, 2.3)
    (legend,) = ax.get_figure().legends
    assert [t.get_text() for t in legend.get_texts()] == ["a mere guess", "train", "new"]
    assert ax.get_legend() is None
