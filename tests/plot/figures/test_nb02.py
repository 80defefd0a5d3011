"""Pictures of notebook 02: what is drawn is what was given."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.plot.figures.nb02 import film, network, race, surprise

THETA = {
    "E": np.array([[0.05, -0.1], [-1.5, -0.9]]),
    "W": np.array([[0.9, 1.0], [0.7, -0.3]]),
    "b": np.zeros(2),
    "U": np.array([[0.0, -0.5], [-0.9, 0.3]]),
}


def written(ax):
    return [text.get_text() for text in ax.texts]


def test_the_network_shows_its_weights_and_hides_what_is_not_known():
    texts = written(network(THETA))
    assert texts.count("?") == 10
    for weight in (".9", "1", ".7", "−.3", "0", "−.5", "−.9", ".3"):
        assert weight in texts
    assert "goose\n(−.1, −.9)" in texts
    known = written(network(THETA, {"h0": [0.0, -1.3], "h": [0.0, 0.39]}))
    assert known.count("?") == 6 and "−1.3" in known and ".39" in known


def test_the_network_reads_the_sentence_it_is_given():
    texts = written(network(THETA, words=("goose", "duck", "goose")))
    assert texts.count("goose\n(−.1, −.9)") == 2 and texts.count("duck\n(.05, −1.5)") == 1


def test_surprise_marks_its_points():
    ax = surprise({"a coin": 0.5, "sure": 0.99})
    assert "a coin: 0.69" in written(ax) and "sure: 0.01" in written(ax)
    np.testing.assert_allclose(ax.lines[1].get_ydata(), -np.log(0.5))


def test_a_run_ends_where_its_unit_falls_silent_or_its_vote_is_right():
    u, h = np.linspace(-0.8, -0.7, 20), np.maximum(np.linspace(0.4, -0.1, 20), 0)
    ax = race({"quiet": (u, h), "loud": (np.linspace(-0.8, 2, 20), np.full(20, 1.5))}, slope=1.5)
    quiet, loud = (line.get_xydata() for line in ax.lines if len(line.get_xdata()) > 2)
    assert quiet[-1, 1] == 0 and np.count_nonzero(quiet[:, 1] == 0) == 1
    assert loud[-1, 0] == 0 and np.count_nonzero(loud[:, 0] == 0) == 1
    assert {"quiet", "loud", "ends silent (✕)", "turns its vote (◆)"} <= set(written(ax))


@pytest.mark.parametrize("start", [(-0.8, 0.4), (-0.8, 1.2)])
def test_the_dashed_line_falls_from_the_start_to_an_axis_with_its_slope(start):
    u, h = start
    ax = race({"": ([u, 0.9 * u], [h, 0.9 * h])}, slope=1.5)
    (dashes,) = (line.get_xydata() for line in ax.lines if line.get_linestyle() == "--")
    low, high = dashes
    assert tuple(high) == (u**2, h**2) and min(low) == pytest.approx(0, abs=1e-12)
    assert (high - low)[1] / (high - low)[0] == pytest.approx(1.5)


def history():
    return [
        [{"h": np.array([0.0, 0.4 - 0.2 * k]), "y_hat": np.array([0.4, 0.6]), "loss": 0.9 - k / 10}]
        for k in range(3)
    ]


def test_a_film_has_its_numbers_in_text_and_frames():
    made = film(history())
    assert repr(made).splitlines()[1:] == [
        "   0  0.000  0.400    0.400  0.900",
        "   1  0.000  0.200    0.400  0.800",
        "   2  0.000  0.000    0.400  0.700",
    ]
    (scene,) = made.scenes
    assert scene.last == 2
    assert scene.changes["says0.text"] == ["silent"] * 3
    assert scene.changes["says1.text"] == ["0.400", "0.200", "silent"]
    assert scene.changes["bar1.width"][0] == 2 * scene.changes["bar1.width"][1] == 424
    assert scene.at("at.text", 2) == "2" and scene.at("says3.text", 2) == "0.700"


def test_the_curve_of_a_film_is_drawn_as_far_as_the_run_has_come():
    (scene,) = film(history()).scenes
    places = [[float(x) for x in at.split(",")] for at in scene.at("curve.d", 0)[1:].split("L")]
    assert [one[0] for one in places] == [170, 435, 700]
    gone = [float(one.split()[0]) for one in scene.changes["curve.stroke-dasharray"]]
    assert gone[0] == 0
    assert gone[2] == pytest.approx(np.hypot(*np.diff(places, axis=0).T).sum(), abs=0.2)
    dot = scene.at("now.cx", 1), scene.at("now.cy", 1)
    np.testing.assert_allclose(dot, places[1], atol=0.06)


def test_several_runs_are_a_choice_and_share_their_scales():
    loud = [[{**net, "h": 2 * net["h"]} for net in nets] for nets in history()]
    made = film({0.1: history(), 0.5: loud[:2]}, choice="η")
    assert [scene.name for scene in made.scenes] == ["0.1", "0.5"] and made.choice == "η"
    quiet, other = (scene.changes["bar1.width"] for scene in made.scenes)
    assert [2 * one for one in quiet[:2]] == other
    assert [scene.last for scene in made.scenes] == [2, 1]
    assert "η = 0.5" in repr(made)


def test_a_bar_grows_to_the_left_of_a_mark_where_a_unit_is_below_0():
    net = {"h": np.array([-0.5, 0.5]), "y_hat": np.array([0.4, 0.6]), "loss": 0.9}
    made = film([[net], [{**net, "h": np.array([-0.25, 0.0])}]])
    changes = made.scenes[0].changes
    assert changes["bar0.x"] == [170, 302.5] and changes["bar0.width"] == [265, 132.5]
    assert changes["bar1.x"] == [435, 435] and changes["bar1.width"] == [265, 3]
    assert changes["says0.text"][0] == "−0.500" and changes["says1.text"][1] == "silent"
    assert 'd="M435.0,14' in made.drawing and "−0.50 to 0.50" in made.drawing
    assert film(history()).drawing.count('class="axis"') == 1  # that of the loss alone


@pytest.mark.parametrize(("right", "shown"), [(0, "40.0 %"), (1, "60.0 %")])
def test_a_film_shows_the_class_that_is_right(right, shown):
    assert film(history(), right=right).scenes[0].at("says2.text", 0) == shown
