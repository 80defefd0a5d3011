"""A film as a widget: what the page is given, and where its slider may stand."""

from __future__ import annotations

import pytest
from traitlets import TraitError

from lecture_lib.plot.film import Film, Scene
from lecture_lib.widgets import FilmPlayer

UP = Scene("up", {"ball.cy": [9, 5, 1], "at.text": ["0", "1", "2"]}, last=2)
DOWN = Scene("down", {"ball.cy": [1, 9], "at.text": ["0", "1"]}, last=1, first=1)
BALL = '<circle data-id="ball"/>'


def player(*scenes, **options):
    return FilmPlayer(Film(BALL, 10, scenes, "step", "start", "9, then 5", **options))


def test_the_page_gets_every_frame_and_python_the_numbers():
    shown = player(UP, DOWN, play=True)
    assert shown.content["drawing"] == BALL
    assert [scene["ball.cy"] for scene in shown.content["scenes"]] == [[9, 5, 1], [1, 9]]
    assert repr(shown) == "9, then 5"
    assert shown.content["play"]["slider"] == "frame"
    assert [o["frame"] for o in shown.content["choices"][0]["also"]] == [0, 1]


def test_the_frame_stays_where_scenes_that_begin_alike_are_compared():
    alike = Scene("alike", {"ball.cy": [2, 3, 4], "at.text": ["0", "1", "2"]}, last=2)
    assert not player(UP, alike).content["choices"][0].get("also")
    assert player(UP, alike, play=True).content["choices"][0]["also"]


def test_one_scene_is_no_choice_and_a_film_need_not_play():
    shown = player(UP)
    assert shown.content["choices"] == [] and "play" not in shown.content


def test_the_slider_ends_where_its_scene_does():
    shown = player(UP, DOWN)
    shown.frame = 2
    shown.scene = 1
    assert shown.state == {"frame": 1, "scene": 1}
    with pytest.raises(TraitError, match="frame is 3; its positions are 0 to 2"):
        shown.frame = 3


def test_a_film_is_no_figure():
    with pytest.raises(NotImplementedError, match="print the page"):
        player(UP).figure()


@pytest.mark.parametrize(
    ("drawing", "scenes", "message"),
    [
        (BALL, [], "no scene"),
        ("<circle/>", [UP], 'nothing with data-id="ball"'),
        (BALL, [UP, Scene("odd", {"at.text": ["0"]}, last=0)], r"'ball\.cy' is not changed by all"),
    ],
)
def test_a_film_that_cannot_be_shown(drawing, scenes, message):
    with pytest.raises(ValueError, match=message):
        Film(drawing, 10, scenes, "step", "start", "")
