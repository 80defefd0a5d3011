"""The reader of runs in a browser: by keyboard and by mouse, with a kernel and without."""

from __future__ import annotations

import itertools

import pytest

from .explorers import (
    choose,
    export_cells,
    fits,
    follows,
    has_numbers_only,
    lines,
    page,
    press,
    root,
    says,
    settle,
    slider,
)
from .lab import DARK, LIGHT, eventually

__all__ = ["page", "root"]  # fixtures are found by their names here

CELLS = ("import lecture_lib as ll", "e = ll.RunReader()\ne")
CURVATURE, NOISE = "λ̂ is L here", "Only noise"


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return export_cells(tmp_path_factory.mktemp("reading"), "reading", CELLS)


def move(root, label, position):
    slider(root, label).fill(str(position))
    settle(root.page)


def verdict(root):
    return root.locator(".ll-outcome").inner_text().replace("\xa0", " ")


def visible(root, text):
    note = root.locator(".ll-stage text.ll-note").get_by_text(text, exact=True)
    return note.get_attribute("visibility") == "visible"


def test_every_corner_is_drawn(page, root):
    height = root.bounding_box()["height"]
    for name in ("A", "B", "C"):
        choose(root, name)
        for rate, batch, step in itertools.product((0, 23), (0, 4), (0, 1, 100)):
            move(root, "learning rate", rate)
            move(root, "batch size", batch)
            move(root, "step", step)
            assert has_numbers_only(root), (name, rate, batch, step)
            assert root.bounding_box()["height"] == height


def test_a_mean_is_not_the_steepest_and_a_bounce_is(page, root):
    assert verdict(root) == "A –, B –, C –. Not yet."
    press(root, CURVATURE)  # a small η: a flat mode is left
    assert "a steeper mode hides in it" in verdict(root)
    press(root, NOISE)
    assert "there is no noise" in verdict(root)
    assert "2.75" not in root.inner_text()
    assert not visible(root, "L")
    move(root, "batch size", 1)
    press(root, CURVATURE)
    assert "in a batch there is noise" in verdict(root)
    move(root, "batch size", 4)
    move(root, "learning rate", 21)
    press(root, CURVATURE)
    assert verdict(root).startswith("A ✓, B –, C –. L = 2.75")
    assert visible(root, "L")
    press(root, NOISE)  # what was right stays so
    assert verdict(root).startswith("A ✓")
    choose(root, "B")
    assert not visible(root, "L")
    assert verdict(root).endswith("Not yet.")


def test_noise_is_said_where_gradients_turn_and_all_three_meet_the_challenge(page, root):
    choose(root, "C")
    move(root, "learning rate", 0)
    press(root, NOISE)  # 256 of 10,000: here the flat modes still lead
    assert "still agree" in verdict(root)
    move(root, "learning rate", 19)
    move(root, "batch size", 2)
    press(root, CURVATURE)
    assert "take half of η" in verdict(root)
    assert not visible(root, "1/η")
    press(root, NOISE)
    assert "C ✓" in verdict(root)
    assert visible(root, "1/η")
    move(root, "batch size", 4)
    for name, rate in (("A", 23), ("B", 17)):
        choose(root, name)
        move(root, "learning rate", rate)
        assert "The run diverges" in says(root)
        assert root.locator(".ll-met").count() == 0
        press(root, CURVATURE)
    assert root.locator(".ll-met").count() == 1
    press(root, "↺ Reset")
    assert verdict(root) == "A –, B –, C –. Not yet."


def test_it_plays_step_by_step(page, root):
    whole = lines(root)
    move(root, "step", 0)
    assert says(root).startswith("Step 0: there is no gradient yet")
    root.get_by_role("button", name="Play").press("Enter")
    page.wait_for_timeout(400)
    settle(page)
    assert lines(root) != whole
    assert says(root).startswith("Step ") and not says(root).startswith("Step 0:")


@pytest.mark.parametrize("width", [420, 700])
def test_it_can_be_used_on_a_narrow_screen(page, root, width):
    assert fits(root, width)


@pytest.mark.parametrize("label", ["learning rate", "batch size"])
def test_dragging_is_smooth(root, record_property, label):
    assert follows(root, label, record_property)


def test_in_jupyterlab_by_keyboard_in_both_themes(run_cells):
    notebook = run_cells(*CELLS)
    page = notebook.page
    root = page.locator(".ll-explorer").first
    for position, theme in enumerate((LIGHT, DARK), start=9):
        notebook.theme(theme)
        slider(root, "learning rate").focus()
        page.keyboard.press("ArrowRight")
        assert eventually(lambda at=position: notebook.ask("e.state['rate']") == str(at))
        notebook.screenshot(f"explorer_reading_{'dark' if theme == DARK else 'light'}", root)
    notebook.theme(LIGHT)
    root.get_by_role("button", name=NOISE).press("Enter")
    assert eventually(lambda: notebook.ask("e.state['told'][0]") == "3")
    assert notebook.console_errors == []
    assert notebook.external_requests == []
