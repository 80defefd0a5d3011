"""Pictures of notebook 13: what is drawn is what was computed."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lecture_lib.plot.figures.nb13 import flattery, kept, learning, luck, one_coin, sets
from lecture_lib.plot.figures.nb13_film import best_of, chances
from lecture_lib.plot.figures.nb13_leads import differences, leads
from lecture_lib.plot.figures.nb13_search import designs, epochs, patience, rungs, sweep


def labelled(ax, name):
    return next(line for line in ax.lines if line.get_label() == name)


def test_the_chances_of_a_coin_add_up_to_one():
    heights = [bar.get_height() for bar in one_coin(10).patches]
    assert sum(heights) == pytest.approx(1) and heights[5] == pytest.approx(252 / 1024)


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


def test_leads_that_are_all_luck_are_not_kept_and_true_ones_are():
    lead = np.random.default_rng(0).standard_normal((200, 24))
    for new, slope in ((lead, 1), (0 * lead, 0)):
        line = labelled(kept(lead, new, best=(2, 2 * slope)), "mean of all deals")
        np.testing.assert_allclose(line.get_ydata(), slope * line.get_xdata())


def test_each_bar_is_as_long_as_all_examples():
    ax = sets({"here": {"train": 300, "dev": 150}, "there": {"train": 300, "dev": 100, "test": 50}})
    assert [bar.get_width() for bar in ax.patches] == [300, 150, 300, 100, 50]
    assert ax.get_xlim() == (0, 450)


def test_the_table_has_its_leads_at_the_side_and_its_gains_below():
    rng = np.random.default_rng(0)
    table = rng.choice([-1, 0, 1], size=(4, 30), p=[0.1, 0.8, 0.1])
    main, sums, below = differences(table, named=[1])
    told = [text.get_text().replace("−", "-") for text in sums.texts]
    assert [int(text) for text in told] == table.sum(axis=1).tolist()
    heights = [bar.get_height() for bar in below.patches]
    assert heights == sorted(heights, reverse=True)
    assert sum(heights) == pytest.approx(table.sum() / 4)
    assert len(labelled(main, "A alone is right").get_xdata()) == np.sum(table == 1)
    assert len(labelled(main, "B alone is right").get_xdata()) == np.sum(table == -1)


def test_each_mean_lead_has_two_bars_as_long_as_its_luck():
    dev = np.array([[1, 1, 0, -1], [1, 1, 0, 0], [1, 0, 1, 1]])
    _, ax = leads({"dev": dev, "others": [[0, 0], [-1, 0], [1, 0]]}, of=4)
    rows, columns = 1 / 3, 4 * np.var([1, 2 / 3, 1 / 3, 0], ddof=1)
    both = np.sqrt(max(rows, columns, rows + columns - 4 * dev.var(ddof=1) / 3))
    said = [text.get_text() for text in ax.texts]
    assert said[0] == f"2.0 ± {np.sqrt(rows):.1f}, with the pictures ± {both:.1f}"
    assert said[1] == "0.0 ± 1.2, with the pictures ± 1.2"
    thin, thick = ax.containers[:2]
    for bar, length in ((thin, both), (thick, np.sqrt(rows))):
        ends = bar.lines[2][0].get_segments()[0][:, 0]
        np.testing.assert_allclose(ends, [2 - 2 * length, 2 + 2 * length])


def test_in_the_small_table_the_row_and_the_column_of_one_entry_are_coloured():
    small, _ = leads({"dev": [[1, 0], [0, 1]]})
    (row, column, both) = (patch.get_bbox() for patch in small.patches)
    assert row.height == column.width == 1
    crossing = type(row).intersection(row, column)
    np.testing.assert_allclose(crossing.extents, both.extents)


def test_sweep_draws_the_mean_of_the_seeds_and_each_of_them():
    ax = sweep([0.01, 0.1], {"two": [[0.5, 0.7], [0.8, 1.0]]}, first=[0.01])
    np.testing.assert_allclose(labelled(ax, "two").get_ydata(), [0.6, 0.9])
    assert len(ax.lines) == 3


def test_the_star_of_each_length_is_at_its_best_rate():
    ax = epochs([0.1, 1], {"5": [0.5, 0.3], "30": [0.8, 0.9]})
    stars = [line for line in ax.lines if line.get_marker() == "*"]
    assert [star.get_xydata().ravel().tolist() for star in stars] == [[0.1, 0.5], [1, 0.9]]


def test_a_rate_that_is_dropped_has_no_more_marks():
    ax = rungs([0.1, 1, 3], {5: [0.5, 0.3, 0.1], 30: [0.8, 0.9, 0.1]}, {5: [0, 1], 30: [1]})
    drawn = [line.get_xdata().tolist() for line in ax.lines if line.get_marker() == "o"]
    assert drawn == [[5, 30], [5, 30], [5]]
    assert [line.get_xydata().tolist() for line in ax.lines if line.get_marker() == "*"] == [
        [[30, 0.9]]
    ]


def test_designs_find_on_the_curve_what_they_try():
    designs([0.1, 10], [0.5, 0.9], {"grid": [[0.1, 1], [0.5, 0.5]], "random": [[10], [0.2]]})
    lower = plt.gcf().axes[2:]
    np.testing.assert_allclose(lower[0].lines[1].get_ydata(), [0.5, 0.7])
    np.testing.assert_allclose(lower[1].lines[2].get_ydata(), [0.9])


def test_patience_names_the_epochs_it_is_told():
    ax = patience([1, 0.5, 0.2], [1, 0.8, 0.9], kept=2, made=3)
    assert [line.get_xdata()[0] for line in ax.lines[2:]] == [2, 3]


@pytest.mark.parametrize(("questions", "models"), [(5, 1), (8, 3), (100, 64), (1000, 1024)])
def test_the_best_of_some_coins_is_as_likely_as_counted(questions, models):
    found = chances(questions, models)
    assert found.sum() == pytest.approx(1)
    drawn = np.random.default_rng(0).binomial(questions, 0.5, size=(2000, models)).max(axis=1)
    error = 4 * drawn.std() / np.sqrt(2000)
    assert found @ np.arange(questions + 1) == pytest.approx(drawn.mean(), abs=error)


def test_the_film_moves_the_winners_of_dev_and_leaves_the_new_ones():
    film = best_of([1, 4, 64], questions=[100, 1000], first=64)
    for scene, lead in zip(film.scenes, (0.117, 0.037), strict=True):
        assert scene.first == scene.last == 2 and len(scene.changes["new.d"]) == 1
        assert scene.at("dev.d", 0) == scene.at("new.d", 0) != scene.at("dev.d", 1)
        assert scene.at("says.text", 2) == f"on dev: {100 * (0.5 + lead):.1f} %"
    assert "64: 61.7 %" in repr(film) and film.scenes[0].at("dev.d", 0).startswith("M")
