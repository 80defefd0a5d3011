"""Pictures of notebook 13: what is drawn is what was computed."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lecture_lib.plot.figures.nb13 import (
    designs,
    epochs,
    flattery,
    learning,
    luck,
    one_coin,
    patience,
    sweep,
    winners,
)


def labelled(ax, name):
    return next(line for line in ax.lines if line.get_label() == name)


def test_the_chances_of_a_coin_add_up_to_one():
    heights = [bar.get_height() for bar in one_coin(10).patches]
    assert sum(heights) == pytest.approx(1) and heights[5] == pytest.approx(252 / 1024)


def test_winners_are_counted_on_both_sets():
    ax = winners([[0, 0.5, 1], [0, 0, 0.5]], [1, 0.5], [0.5, 0.5], 2)
    heights = [bar.get_height() for bar in ax.patches if hasattr(bar, "get_height")]
    assert heights == [0, 0.5, 0.5, 0, 1, 0]


def test_the_curves_are_the_probabilities_that_the_largest_of_k_is_at_most_x():
    left, right = luck([1, 4], [0, 1.03], [0.01, 1.0], [1, 4])
    one, four = (labelled(left, name).get_ydata() for name in ("K = 1", "K = 4"))
    np.testing.assert_allclose(four, one**4)
    assert np.interp(0, labelled(left, "K = 1").get_xdata(), one) == pytest.approx(0.5, abs=0.01)
    assert labelled(right, "20,000 draws").get_ydata().tolist() == [0.01, 1.0]


def test_rings_mark_every_epoch_that_is_best_on_dev():
    ax = learning([0.5, 0.9, 0.8, 0.9], [0.6, 0.8, 0.9, 0.9])
    assert labelled(ax, "best on dev").get_xdata().tolist() == [2, 4]


def test_flattery_runs_from_what_it_is_worth_to_what_dev_says():
    ax = flattery({"one": (0.95, 0.93), "two": (0.97, 0.92)})
    assert ax.lines[0].get_xdata().tolist() == [0.93, 0.95]
    assert ax.lines[3].get_xdata().tolist() == [0.92, 0.97]


def test_sweep_draws_the_mean_of_the_seeds_and_each_of_them():
    ax = sweep([0.01, 0.1], {"two": [[0.5, 0.7], [0.8, 1.0]]}, first=[0.01])
    np.testing.assert_allclose(labelled(ax, "two").get_ydata(), [0.6, 0.9])
    assert len(ax.lines) == 3


def test_the_star_of_each_length_is_at_its_best_rate():
    ax = epochs([0.1, 1], {"5": [0.5, 0.3], "30": [0.8, 0.9]})
    stars = [line for line in ax.lines if line.get_marker() == "*"]
    assert [star.get_xydata().ravel().tolist() for star in stars] == [[0.1, 0.5], [1, 0.9]]


def test_designs_find_on_the_curve_what_they_try():
    designs([0.1, 10], [0.5, 0.9], {"grid": [[0.1, 1], [0.5, 0.5]], "random": [[10], [0.2]]})
    lower = plt.gcf().axes[2:]
    np.testing.assert_allclose(lower[0].lines[1].get_ydata(), [0.5, 0.7])
    np.testing.assert_allclose(lower[1].lines[2].get_ydata(), [0.9])


def test_patience_names_the_epochs_it_is_told():
    ax = patience([1, 0.5, 0.2], [1, 0.8, 0.9], kept=2, made=3)
    assert [line.get_xdata()[0] for line in ax.lines[2:]] == [2, 3]
