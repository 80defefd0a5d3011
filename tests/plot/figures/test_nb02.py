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


def test_a_run_ends_where_its_unit_falls_silent():
    u, h = np.linspace(-0.8, -0.7, 20), np.maximum(np.linspace(0.4, -0.1, 20), 0)
    ax = race({"quiet": (u, h), "loud": (np.linspace(-0.8, 2, 20), np.full(20, 1.5))}, slope=1.2)
    quiet = next(line for line in ax.lines if line.get_xdata()[0] == -0.8)
    assert quiet.get_ydata()[-1] == 0 and np.count_nonzero(quiet.get_ydata() == 0) == 1
    assert {"quiet", "loud", "falls silent", "turns its vote"} <= set(written(ax))


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
    assert scene.at("at.text", 2) == "2, loss 0.700"


def test_a_bar_grows_to_the_left_of_a_mark_where_a_unit_is_below_0():
    net = {"h": np.array([-0.5, 0.5]), "y_hat": np.array([0.4, 0.6]), "loss": 0.9}
    made = film([[net], [{**net, "h": np.array([-0.25, 0.0])}]])
    changes = made.scenes[0].changes
    assert changes["bar0.x"] == [170, 302.5] and changes["bar0.width"] == [265, 132.5]
    assert changes["bar1.x"] == [435, 435] and changes["bar1.width"] == [265, 3]
    assert changes["says0.text"][0] == "−0.500" and changes["says1.text"][1] == "silent"
    assert 'd="M435.0,14' in made.drawing and "−0.50 to 0.50" in made.drawing
    assert 'class="axis"' not in film(history()).drawing


@pytest.mark.parametrize(("right", "shown"), [(0, "40.0 %"), (1, "60.0 %")])
def test_a_film_shows_the_class_that_is_right(right, shown):
    assert film(history(), right=right).scenes[0].at("says2.text", 0) == shown
