"""The explorer of objectives in a browser: by keyboard and by mouse, with a kernel and without."""

from __future__ import annotations

import re

import pytest

from lecture_lib.style import number
from lecture_lib.widgets import MaskingExplorer
from lecture_lib.widgets.masking.objectives import OBJECTIVES

from .explorers import (
    export_cells,
    follows,
    has_numbers_only,
    page,
    root,
    says,
    settle,
    slider,
    wait_until,
)
from .lab import DARK, LIGHT, eventually

__all__ = ["page", "root"]  # fixtures are found by their names here

LONG = "the little grey ducks that follow themselves swim near the reeds . they quack . " * 3
CELLS = (
    "import lecture_lib as ll",
    "e = ll.MaskingExplorer()\ne",
    f"ll.MaskingExplorer({LONG!r}, seed=1)",
    "ll.MaskingExplorer(presenter=True)",
)
NAMES = ("Left to right", "Prefix", "Masked", "Next sentence", "Infilling", "Shuffled", "Spans",
         "Table to text")  # fmt: skip

PLAIN = ".ll-explorer:not(.ll-presenter)"


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """One page with the first text, one that is as long as it may be, and the first for a hall."""
    return export_cells(tmp_path_factory.mktemp("masking"), "masking", CELLS)


def press(root, name):
    root.get_by_role("button", name=name).click()
    settle(root.page)


def cells(root, kind):
    """The words in a row of cells that has an element of a class, by that class."""
    return root.locator(f".ll-board .ll-cell{kind} text").all_text_contents()


def answers(root):
    return root.locator(".ll-board .ll-asked:has(.ll-word)")


def lit(root):
    return cells(root, ".ll-lit:not(.ll-asked)")


def kept(explorer, share):
    """Draw and number of an answer for a word that was left as it was."""
    for draw, scene in enumerate(explorer.scenes["masked"][share]):
        for at, place in enumerate(scene.predicted()):
            if scene.reads[place] == place:
                return draw, at
    raise AssertionError("no draw has one")


def test_every_objective_is_told_as_in_python(page):
    explorers = (MaskingExplorer(), MaskingExplorer(LONG, seed=1))
    for shown, explorer in zip(page.locator(PLAIN).all(), explorers, strict=True):
        for at, name in enumerate(NAMES):
            press(shown, name)
            for share in ("0", "5"):
                if slider(shown, "share").is_enabled():
                    slider(shown, "share").fill(share)
                    settle(page)
                explorer.state = {**explorer.state, "objective": at, "share": int(share)}
                found = explorer.numbers()
                mean = found["context"]
                seen = f"{mean:.0f}" if mean.is_integer() else number(mean, 3)
                assert says(shown).startswith(OBJECTIVES[list(explorer.scenes)[at]].rule)
                assert f"over {found['of']} words gives {found['answers']} answer" in says(shown)
                assert found["answers"] == 1 or f"each sees {seen} words" in says(shown)
                assert answers(shown).count() == found["answers"]
                assert has_numbers_only(shown)


def test_an_objective_looks_pressed_whatever_is_drawn(root):
    button = root.get_by_role("button", name="Masked")
    press(root, "Masked")
    press(root, "Draw again")
    slider(root, "share").press("ArrowRight")
    settle(root.page)
    assert button.get_attribute("aria-pressed") == "true"
    assert root.locator("button[aria-pressed=true]").count() == 1
    press(root, "Spans")
    assert button.get_attribute("aria-pressed") == "false"


def test_draw_again_by_mouse_and_keyboard(root):
    press(root, "Masked")
    seen = {tuple(cells(root, ".ll-asked"))}
    press(root, "Draw again")
    seen.add(tuple(cells(root, ".ll-asked")))
    root.get_by_role("button", name="Draw again").press(" ")
    settle(root.page)
    seen.add(tuple(cells(root, ".ll-asked")))
    assert len(seen) == 3
    press(root, "Left to right")
    assert root.get_by_role("button", name="Draw again").is_disabled()
    assert slider(root, "share").is_disabled()


def test_more_is_hidden_as_the_share_grows(root):
    press(root, "Masked")
    counts = []
    for share in range(6):
        slider(root, "share").fill(str(share))
        settle(root.page)
        counts.append(answers(root).count())
    assert counts == sorted(counts) and counts[-1] > 2 * counts[0]


def test_pointing_at_an_answer_lights_what_it_may_look_at(root):
    page = root.page
    answers(root).nth(4).hover()
    settle(page)
    assert lit(root) == ["once", "a", "duck", "lived", "near"]
    assert says(root).startswith("Here “the” is to be said where “near” is read. It may look at 5")
    assert root.locator(".ll-target").all_text_contents() == ["the"]
    page.mouse.move(1, 1)
    settle(page)
    assert root.locator(".ll-pointed").count() == 0
    press(root, "Masked")
    answers(root).first.hover()
    settle(page)
    assert len(lit(root)) == 21
    press(root, "Spans")
    answers(root).nth(2).hover()
    settle(page)
    assert cells(root, ".ll-asked.ll-lit") == cells(root, ".ll-asked")[:2]


def test_a_click_chooses_and_lets_go(root):
    page = root.page
    answers(root).nth(2).click()
    page.mouse.move(1, 1)
    settle(page)
    assert len(lit(root)) == 3
    press(root, "Prefix")
    assert root.locator(".ll-pointed").count() == 0
    press(root, "Left to right")
    assert len(lit(root)) == 3  # it belongs to its draw
    answers(root).nth(2).click()
    page.mouse.move(1, 1)
    settle(page)
    assert root.locator(".ll-pointed").count() == 0


def test_arrow_keys_go_through_the_answers(root):
    page = root.page
    board = root.get_by_role("slider", name="answer")
    assert board.get_attribute("aria-valuetext") == "none of 20"
    board.focus()
    for key, count in (("ArrowRight", 1), ("ArrowRight", 2), ("End", 20), ("ArrowRight", 20),
                       ("ArrowLeft", 19), ("Home", 1), ("ArrowLeft", 1)):  # fmt: skip
        page.keyboard.press(key)
        settle(page)
        assert len(lit(root)) == count, key
    assert board.get_attribute("aria-valuetext").startswith("Here “a” is to be said where “once”")
    assert board.get_attribute("aria-valuenow") == "1"
    page.keyboard.press("Escape")
    settle(page)
    assert root.locator(".ll-pointed").count() == 0
    rows = root.locator("p.ll-spoken:not([role])").text_content()
    assert rows.startswith("The text: once a duck lived near the island .")


def test_spans_stand_over_their_gap(root):
    press(root, "Infilling")
    over = root.locator(".ll-over").filter(has_text=re.compile(r"\w \w")).first.bounding_box()
    gap = root.locator(".ll-board .ll-mask:has(.ll-word)").first.bounding_box()
    assert over["y"] + over["height"] <= gap["y"] + 3
    assert over["x"] < gap["x"] + gap["width"] / 2 < over["x"] + over["width"]


def test_what_is_asked_is_told_once_it_was_chosen(root):
    page, verdict = root.page, root.locator(".ll-outcome")
    page.clock.install()
    assert verdict.inner_text() == "Not yet: first choose Masked."
    press(root, "Masked")
    assert verdict.inner_text() == "Not yet."
    draw, at = kept(MaskingExplorer(), 1)
    for _ in range(draw):
        press(root, "Draw again")
    height = root.bounding_box()["height"]
    assert "left as it was" not in root.inner_text()
    assert root.locator(".ll-left").count() == 0
    answers(root).nth(at).hover()  # to point is not to choose
    page.clock.run_for(800)
    assert "Not yet" in verdict.inner_text()
    answers(root).nth(at).click()
    wait_until(root, "root => root.querySelector('.ll-met')")
    assert verdict.inner_text().startswith("Reached. One in ten chosen words is left as it was")
    assert root.locator(".ll-board .ll-left:has(.ll-word)").count() == 1
    press(root, "Prefix")  # it stays found
    assert verdict.inner_text().startswith("Reached.")
    assert root.bounding_box()["height"] == height


@pytest.mark.parametrize("width", [420, 700, 900])
def test_it_can_be_used_on_every_screen_and_nothing_jumps(exported, open_offline, width):
    page = open_offline(exported).page
    page.set_viewport_size({"width": width, "height": 800})
    page.wait_for_selector("html[data-widgets='ready']")
    for shown in page.locator(PLAIN).all():
        wait_until(shown, "root => root.querySelector('.ll-slider')")
        settle(page)
        box = shown.bounding_box()
        assert box["x"] + box["width"] <= width
        for button in shown.locator("button").all():
            assert button.bounding_box()["x"] + button.bounding_box()["width"] <= width
        for name in NAMES:
            press(shown, name)
            if slider(shown, "share").is_enabled():
                slider(shown, "share").press("End")
            for _ in range(2):
                answers(shown).last.click()
                settle(page)
                assert shown.bounding_box()["height"] == box["height"], name
            right = shown.locator(".ll-stage text, .ll-stage rect:not(.ll-ring)").evaluate_all(
                "all => Math.max(...all.map(e => e.getBoundingClientRect().right))"
            )
            assert right <= box["x"] + box["width"] + 1, name
            sizes = shown.locator(".ll-board .ll-word").evaluate_all(
                "all => all.filter(e => e.textContent.trim().length > 1)"
                ".map(e => e.getBoundingClientRect().height)"
            )
            assert min(sizes) > 14


def test_words_do_not_overlap(page):
    overlapping = """root => {
        const boxes = [...root.querySelectorAll(".ll-board .ll-word")]
            .filter(e => e.textContent.trim()).map(e => e.getBoundingClientRect());
        return boxes.filter((a, i) => boxes.slice(i + 1).some(b =>
            a.left < b.right - 1 && b.left < a.right - 1
            && a.top + 4 < b.bottom - 4 && b.top + 4 < a.bottom - 4)).length;
    }"""
    for shown in page.locator(PLAIN).all():
        for name in NAMES:
            press(shown, name)
            assert shown.evaluate(overlapping) == 0, name


def test_in_presenter_mode_all_of_it_is_on_one_screen(exported, open_offline):
    page = open_offline(exported).page
    page.set_viewport_size({"width": 1280, "height": 720})
    page.wait_for_selector("html[data-widgets='ready']")
    page.add_style_tag(content="main { max-width: none !important; }")  # as wide as JupyterLab
    root = page.locator(".ll-presenter")
    wait_until(root, "root => root.clientWidth > 1100")
    for name in NAMES:
        press(root, name)
        assert root.bounding_box()["height"] <= 720


def test_dragging_is_smooth(page, record_property):
    root = page.locator(".ll-explorer").nth(1)  # the long text
    for name in ("Masked", "Infilling"):
        press(root, name)
        assert follows(root, "share", record_property)


def test_in_jupyterlab_by_keyboard_in_both_themes(run_cells):
    notebook = run_cells(*CELLS[:2])
    page = notebook.page
    root = page.locator(".ll-explorer").first
    press(root, "Masked")
    for theme in (LIGHT, DARK):
        notebook.theme(theme)
        root.get_by_role("slider", name="answer").focus()
        page.keyboard.press("ArrowRight")
        settle(page)
        assert says(root).startswith("Here “")
        assert eventually(lambda: notebook.ask("e.chosen() is not None") == "True")
        root.get_by_role("button", name="Draw again").press(" ")
        settle(page)
        ground, ink = root.evaluate("""root => [getComputedStyle(root).backgroundColor,
            getComputedStyle(root.querySelector(".ll-asked rect")).stroke]""")
        assert ground != ink
        notebook.screenshot(f"explorer_masking_{'dark' if theme == DARK else 'light'}", root)
    assert eventually(lambda: notebook.ask("e.state['draw']") == "2")
    notebook.theme(LIGHT)
    assert notebook.console_errors == []
    assert notebook.external_requests == []
