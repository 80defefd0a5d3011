"""Pictures of notebook 14: what is drawn is what was computed."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.plot.figures.nb14 import distance, judges, learning, passes, worth
from lecture_lib.plot.figures.nb14_film import window
from lecture_lib.plot.figures.nb14_network import heads, network
from lecture_lib.plot.figures.nb14_words import nearest, next_word, reasons, rows, unread


def labelled(ax, name):
    return next(line for line in ax.lines if line.get_label() == name)


def test_bars_are_the_probabilities_of_model_and_language():
    ax = next_word(["two", "ducks"], 1, {"eat": 0.3, "eats": 0.1}, {"eat": 0.5, "eats": 0.0})
    assert [bar.get_height() for bar in ax.patches] == [0.3, 0.1, 0.5, 0.0]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["eat", "eats"]


def test_the_frame_holds_the_words_that_are_seen():
    ax = next_word(["two", "grey", "ducks"], 2, {"eat": 1.0}, {"eat": 1.0})
    top = ax.figure.axes[0]
    [frame] = top.patches
    inside = [
        text.get_text()
        for text in top.texts
        if frame.get_x() < text.get_position()[0] < frame.get_x() + frame.get_width()
        and text.get_position()[1] < 1
    ]
    assert inside == ["grey", "ducks"]


def test_networks_stand_beside_counting_and_the_truth_each_with_its_dot():
    ax = unread(["the", "grey", "duck"], ["quacks", "and"], [0.2, 0.1], [0.5, 0.0],
                [[0.4, 0.0], [0.2, 0.1]], [0.3, 0.0])  # fmt: skip
    heights = [bar.get_height() for bar in ax.patches]
    np.testing.assert_allclose(heights, [0.2, 0.1, 0.5, 0.0, 0.3, 0.05, 0.3, 0.0])
    assert [line.get_ydata().tolist() for line in ax.lines] == [[0.4, 0.0], [0.2, 0.1]]
    assert "never read together" in [text.get_text() for text in ax.figure.axes[0].texts]


def test_marked_words_are_named_from_the_nearest_on():
    vectors = [[[0.0], [2.0], [1.0], [-3.0]], [[1.0], [2.0], [4.0], [2.5]]]
    ax = nearest(["grey", "wet", "young", "the"], "grey", vectors, ["wet", "young"])
    said = [text.get_text() for text in ax.texts]
    assert said == ["grey", "young, wet", "next: the", "grey", "wet, young", "next: the"]
    marks = [line.get_xdata().tolist() for line in ax.lines if line.get_marker() == "D"]
    assert marks == [[1.0, 2.0], [1.0, 3.0]]


def test_what_is_read_again_stands_beside_fresh_text():
    ax = passes([1, 2], [[2.0, 0.5], [2.0, 0.4]], [[2.1, 2.2], [2.1, 2.3]], 1.0)
    assert labelled(ax, "fresh text").get_ydata().tolist() == [2.1, 2.2]
    assert labelled(ax, "the text it reads").get_ydata().tolist() == [2.0, 0.5]
    assert len(ax.lines) == 5


def test_floors_begin_at_one_word_and_counts_stand_beside_them():
    ax = reasons([3.0, 2.0, 1.5, 1.2], 1.0, {"10 words": [2.2, 1.9]})
    floor, counts = labelled(ax, "endless text (exact)"), labelled(ax, "10 words")
    assert floor.get_xdata().tolist() == [1, 2, 3] and floor.get_ydata().tolist() == [2, 1.5, 1.2]
    assert counts.get_xdata().tolist() == [1, 2] and counts.get_ydata().tolist() == [2.2, 1.9]


def test_equal_words_have_equal_rows():
    ax = network(["the", "duck", "the"], size=2)
    tints = [patch.get_alpha() for patch in ax.patches if patch.get_alpha() is not None]
    assert tints[:2] == tints[4:] != tints[2:4]


def test_names_of_lines_that_are_near_are_kept_apart():
    ax = learning([1, 10], [[2.0, 1.2]], {"8 words": 1.001, "2 words": 1.3}, 1.0)
    heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert heights["entropy"] == 1.0 and heights["2 words"] == 1.3
    assert heights["8 words"] > 1.02


def test_the_arrow_ends_where_counting_would_be_as_good():
    law = {n: 3.2 * n**-0.5 for n in (100, 1_000, 10_000)}
    ax = worth(law, {100: [0.1, 0.1], 1_000: [0.01]}, 100)
    [arrow] = [text for text in ax.texts if text.get_text() == ""]
    assert arrow.xy == pytest.approx(((3.2 / 0.1) ** 2, 0.1))
    assert labelled(ax, "network").get_xdata().tolist() == [100, 100, 1_000]


def test_what_is_not_above_the_entropy_has_no_mark():
    ax = worth({10: 0.2, 100: 0.1}, {10: [0.1], 100: [0.05], 1_000: [-0.01]}, 1_000)
    assert labelled(ax, "network").get_xdata().tolist() == [10, 100]
    assert "the same loss" not in [text.get_text() for text in ax.texts]


def test_no_line_is_drawn_through_a_distance_without_a_verb():
    ax = distance({"counts": [0.1, np.nan, 0.5], "network": [0.1, 0.1, 0.2]})
    assert np.isnan(labelled(ax, "counts").get_ydata()).tolist() == [False, True, False]
    assert labelled(ax, "network").get_ydata().tolist() == [0.1, 0.1, 0.2]


def test_errors_and_what_is_out_of_sight_are_drawn_when_given():
    ax = distance({"counts": [0.5, 1.0]}, {"counts": [0.1, 0.2]}, floor=[0.0, 0.3])
    assert labelled(ax, "out of sight").get_ydata().tolist() == [0.0, 0.3]
    [bars] = ax.collections
    np.testing.assert_allclose([bar[:, 1] for bar in bars.get_segments()], [[0.4, 0.6], [0.8, 1.2]])


def test_each_head_says_what_it_is_for():
    said = [text.get_text() for text in heads(["a", "duck"], ["–", "subject"]).texts]
    assert said.count("body") == 3 and "subject" in said and said.count("right or wrong?") == 1


def test_every_seed_of_a_judge_is_a_mark():
    ax = judges({"one": [0.5, 0.7], "two": [0.9, 0.8]})
    marks = [line for line in ax.lines if line.get_marker() == "o"]
    np.testing.assert_allclose([mark.get_xdata() for mark in marks], [[50, 70], [90, 80]])


def test_rows_are_seen_from_where_they_differ_most():
    table = np.array([[0.0, 0.0, 5.0], [1.0, 0.1, 5.0], [3.0, 0.0, 5.0], [9.0, 9.0, 9.0]])
    [ax] = rows({"E": table}, ["a", "b", "c", "left out"], {"all": ["a", "b", "c"]})
    at = labelled(ax, "all").get_xdata()
    assert abs(at[2] - at[0]) == pytest.approx(3, abs=0.01)


def test_the_frame_grows_to_the_left_and_bars_are_probabilities():
    film = window(["two", "ducks"], ["eats", "eat"], {"all": [[0.5, 0.5], [0.2, 0.8], [0, 1]]},
                  [0, 1], ["one", "many"], 1)  # fmt: skip
    [scene] = film.scenes
    lefts = scene.changes["box.x"]
    assert lefts[0] > lefts[1] > lefts[2] and scene.first == 1 and scene.last == 2
    tops = [float(bar.split("V")[1].split("H")[0]) for bar in scene.changes["bar1.d"]]
    assert tops[0] > tops[1] > tops[2]
    assert "all: 0: 0.50, 1: 0.80, 2: 1.00; true 1.00" in repr(film)
