"""Pictures of notebook 06: what is drawn is what was computed."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.plot.figures.nb06 import batch_means, first_epoch, opinions, variances

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
    _, right, _ = opinions(X, Y, (0.0, 0.0), gradients)
    np.testing.assert_allclose([t.xy for t in right.texts[1:]], -gradients)
    np.testing.assert_allclose(right.texts[0].xy, -gradients.mean(axis=0))


def test_the_angles_between_arrows_are_true():
    _, *panels = opinions(X, Y, (0.0, 0.0), [(1.0, 0.0), (-3.0, 2.0), (0.0, 1.0)])
    assert [ax.get_aspect() for ax in panels] == [1, 1]


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
