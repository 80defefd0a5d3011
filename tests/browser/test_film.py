"""A film in a browser, without a kernel: what its slider, its choice and its player show."""

from __future__ import annotations

import pytest

from .explorers import export_cells, page, root, settle, slider, wait_until

__all__ = ["page", "root"]  # fixtures are found by their names here

CELLS = (
    "import lecture_lib as ll\nfrom lecture_lib.plot.film import Film, Scene",
    """
said = {"say.text": ["low", "a < b", "high"], "at.text": ["0", "1", "2"]}
up = Scene("up", {"ball.cy": [90, 50, 10], **said}, last=2)
down = Scene("down", {"ball.cy": [10, 90], **said}, last=1, first=1)
drawing = '<circle data-id="ball" r="9" cx="99"/><text data-id="say" y="99"/>'
drawing += '<path data-after="0" d="M0,0h9"/><path data-after="1" d="M0,9h9"/>'
ll.FilmPlayer(Film(drawing, 100, [up, down], "step", "way", "", play=True))
""",
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return export_cells(tmp_path_factory.mktemp("film"), "film", CELLS)


def shown(root):
    """Where the ball is, what is written, and what stands beside the slider."""
    settle(root.page)
    ball = root.locator("[data-id=ball]").get_attribute("cy")
    words = root.locator("[data-id=say]").inner_html()
    return ball, words, root.locator("output").inner_text()


def test_the_slider_moves_through_the_frames(root):
    assert shown(root) == ("90", "low", "0")
    slider(root, "step").press("ArrowRight")
    assert shown(root) == ("50", "a &lt; b", "1")


def test_a_choice_shows_its_first_frame_and_has_a_slider_of_its_own(root):
    root.get_by_role("radio", name="down").check()
    assert shown(root) == ("90", "a &lt; b", "1")
    assert slider(root, "step").get_attribute("max") == "1"
    root.get_by_role("button", name="Reset").click()
    assert shown(root) == ("90", "low", "0")
    assert slider(root, "step").get_attribute("max") == "2"


def test_what_waits_for_the_end_of_a_scene_stays_when_it_has_been_seen(root):
    waits = root.locator("[data-after]")

    def seen():
        settle(root.page)
        return [part.evaluate("part => part.style.display !== 'none'") for part in waits.all()]

    assert seen() == [False, False]
    slider(root, "step").press("End")
    assert seen() == [True, False]
    slider(root, "step").press("Home")
    assert seen() == [True, False]
    root.get_by_role("radio", name="down").check()
    assert seen() == [True, True]


def test_it_plays_to_its_end(root):
    root.get_by_role("button", name="Play").click()
    wait_until(root, "root => root.querySelector('[data-id=ball]').getAttribute('cy') === '10'")
    assert shown(root)[2] == "2"
    wait_until(root, "root => root.querySelector('.ll-play').textContent.includes('Play')")
