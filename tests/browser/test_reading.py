"""The reader of runs in a browser: by keyboard and by mouse, with a kernel and without."""

from __future__ import annotations

import itertools

import pytest

from lecture_lib.widgets import RunReader
from lecture_lib.widgets.reading.runs import RUNS

from .explorers import (
    broken_corners,
    export_cells,
    fits,
    follows,
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
ANSWERS = (BETTER, LITTLE, NOISE) = (
    "Bounce: halve η",
    "Bounce: half is too little",
    "Only noise",
)


#: Of the runs A, B and C as the page has them.
RIGHT = tuple(ANSWERS[RUNS.index(run)] for run in RunReader().runs)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return export_cells(tmp_path_factory.mktemp("reading"), "reading", CELLS)


def move(root, label, position):
    slider(root, label).fill(str(position))
    settle(root.page)


def verdict(root):
    return root.locator(".ll-outcome").inner_text().replace("\xa0", " ")


def pick(root, option):
    root.get_by_role("radio", name=option, exact=True).check()
    settle(root.page)


def visible(root, text):
    note = root.locator(".ll-stage text.ll-note").get_by_text(text, exact=True)
    return note.get_attribute("visibility") == "visible"


def test_every_corner_is_drawn(page, root):
    height = root.bounding_box()["height"]
    for name, half in itertools.product(("A", "B", "C"), ("η as before", "half of η")):
        pick(root, name)
        pick(root, half)
        corners = {"learning rate": (0, 11), "step": (0, 1, 60, 61, 120)}
        assert broken_corners(root, corners, height) == [], (name, half)
        for answer in ANSWERS:
            press(root, answer)
            assert root.bounding_box()["height"] == height


def test_an_answer_counts_only_after_halving_and_where_the_run_turned(page, root):
    assert verdict(root) == "A –, B –, C –. Not yet."
    for answer in ANSWERS:
        press(root, answer)
        assert "go on with half of η first" in verdict(root)
    assert not visible(root, "η/2")
    pick(root, "half of η")
    assert says(root).startswith("Step 120 ")
    assert visible(root, "η/2")
    move(root, "step", 60)  # halved, and not looked at
    press(root, NOISE)
    assert "go on with half of η first" in verdict(root)
    move(root, "step", 120)
    move(root, "learning rate", 0)
    press(root, NOISE)
    assert "hardly turns" in verdict(root)


def test_all_three_answers_meet_the_challenge(page, root):
    pick(root, "half of η")
    right = dict(zip(("A", "B", "C"), RIGHT, strict=True))
    said = {
        BETTER: "the slowest mode",
        LITTLE: "η is below η*",
        NOISE: "Fresh batches: at ηL = 1.9 ",
    }
    wrong = {
        (BETTER, LITTLE): "compare both losses", (LITTLE, BETTER): "compare both losses",
        (BETTER, NOISE): "it does not turn any more", (LITTLE, NOISE): "it does not turn any more",
        (NOISE, BETTER): "it still turns", (NOISE, LITTLE): "it still turns",
    }  # fmt: skip
    for name, answer in right.items():
        pick(root, name)
        assert root.locator(".ll-met").count() == 0
        for other in ANSWERS:
            if other != answer:
                press(root, other)
                assert wrong[answer, other] in verdict(root)
                assert not visible(root, "L") and "ηL" not in root.inner_text()
        press(root, answer)
        assert f"{name} ✓" in verdict(root) and said[answer] in verdict(root)
        assert visible(root, "L")
        press(root, next(other for other in ANSWERS if other != answer))  # what was right stays so
        assert f"{name} ✓" in verdict(root)
    assert root.locator(".ll-met").count() == 1
    press(root, "↺ Reset")
    assert verdict(root) == "A –, B –, C –. Not yet."


def test_it_plays_step_by_step(page, root):
    page.clock.install()
    whole = lines(root)
    move(root, "step", 0)
    assert says(root).startswith("Step 0: there is no gradient yet")
    root.get_by_role("button", name="Play").press("Enter")
    page.clock.run_for(400)
    settle(page)
    assert lines(root) != whole
    assert says(root).startswith("Step ") and not says(root).startswith("Step 0:")


@pytest.mark.parametrize("width", [420, 700])
def test_it_can_be_used_on_a_narrow_screen(page, root, width):
    assert fits(root, width)


@pytest.mark.parametrize("label", ["learning rate", "step"])
def test_dragging_is_smooth(root, record_property, label):
    assert follows(root, label, record_property)


def test_in_jupyterlab_by_keyboard_in_both_themes(run_cells):
    notebook = run_cells(*CELLS)
    page = notebook.page
    root = page.locator(".ll-explorer").first
    for theme, key, position in ((LIGHT, "ArrowLeft", 9), (DARK, "ArrowRight", 10)):
        notebook.theme(theme)
        slider(root, "learning rate").focus()
        page.keyboard.press(key)
        assert eventually(lambda at=position: notebook.ask("e.state['rate']") == str(at))
        notebook.screenshot(f"explorer_reading_{'dark' if theme == DARK else 'light'}", root)
    notebook.theme(LIGHT)
    root.get_by_role("button", name=NOISE).press("Enter")
    assert eventually(lambda: notebook.ask("e.state['told'][0]") == "2")
    assert notebook.console_errors == []
    assert notebook.external_requests == []
