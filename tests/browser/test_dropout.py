"""The dropout explorer in a browser: by keyboard and by mouse, with a kernel and without."""

from __future__ import annotations

import itertools
import re

import pytest

from .explorers import (
    choose,
    drawn,
    export_cells,
    follows,
    has_numbers_only,
    page,
    press,
    root,
    says,
    settle,
    slider,
    wait_until,
)
from .lab import DARK, LIGHT, eventually
from .smoothness import drag

__all__ = ["page", "root"]  # fixtures are found by their names here

CELLS = (
    "import lecture_lib as ll",
    "e = ll.DropoutExplorer()\ne",
    "ll.DropoutExplorer([1, .5, .2, .7, 1.4, .3, .9, .6], [1, -.5, 1, .4, .2, -.8, .6, -.3])",
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """One page with an explorer of 6 units and one of 8."""
    return export_cells(tmp_path_factory.mktemp("dropout"), "dropout", CELLS)


def dead(root):
    """Which units are dropped."""
    return root.locator(".ll-unit").evaluate_all(
        "all => all.map(e => e.getAttribute('aria-pressed') === 'true')"
    )


def move(root, label, to):
    slider(root, label).fill(str(to))
    settle(root.page)


def test_every_corner_is_drawn(page):
    for shown in page.locator(".ll-explorer").all():
        for corner in itertools.product((0, 90), (0, 1, 399), (0, 1, 2), (0, 1)):
            shown.evaluate(
                """(root, [p, draws, form, exact]) => {
                const [first, second] = root.querySelectorAll("input[type=range]");
                for (const [slider, at] of [[first, p], [second, draws]]) {
                    slider.value = at;
                    slider.dispatchEvent(new Event("input", {bubbles: true}));
                }
                const radios = [...root.querySelectorAll("input[type=radio]")];
                radios[form].click();
                radios[3 + exact].click();
            }""",
                list(corner),
            )
            settle(page)
            assert has_numbers_only(shown), corner


def test_draw_by_mouse_and_keyboard(root):
    seen = {tuple(dead(root))}
    assert says(root).startswith("Draw 1: (0 + 0 + 1.0·1.1 + 0 + 0.5·1.0 − 0.5·0.6)/(1 − p) = ")
    press(root, "Draw")
    assert says(root).startswith("Draw 2:")
    seen.add(tuple(dead(root)))
    root.get_by_role("button", name="Draw", exact=True).focus()
    root.page.keyboard.press(" ")  # once
    settle(root.page)
    assert says(root).startswith("Draw 3:")
    seen.add(tuple(dead(root)))
    assert len(seen) >= 2


def test_after_400_come_fresh_numbers(root):
    first = says(root)
    press(root, "Draw 400")
    assert "Mean of 400 draws 1.974;" in says(root)  # the number of the summary in Python
    cloud = drawn(root, ".ll-outputs")
    press(root, "Draw 400")
    again = drawn(root, ".ll-outputs")
    assert slider(root, "draws").input_value() == "399"
    assert again != cloud
    press(root, "Draw")
    assert says(root).startswith("Draw 1:")
    press(root, "↺ Reset")
    assert says(root) == first


def test_the_picture_is_what_the_sentence_says(root):
    for position in (0, 20, 50, 80):
        move(root, "probability", position)
        formula = says(root).split("(", 1)[1].split(")/(1")[0]
        terms = re.split(r" [+−] ", formula)
        assert dead(root) == [term == "0" for term in terms]
        assert root.locator(".ll-wire.ll-dead").count() == terms.count("0")


def test_a_unit_is_dropped_and_restored_by_hand(root):
    move(root, "probability", 0)
    assert not any(dead(root))
    press(root, "Draw 400")
    cloud, mean = drawn(root, ".ll-outputs"), says(root).split("\n")[1]
    third = root.get_by_role("button", name="Drop unit 3: h = 1.1, w = 1.0", exact=True)
    third.click()
    settle(root.page)
    assert dead(root) == [False, False, True, False, False, False]
    assert says(root).startswith("By hand: (0.8·1.0 + 0.5·0.8 + 0 − 1.0·0.5")
    assert "= 0.90." in says(root)
    assert (drawn(root, ".ll-outputs"), says(root).split("\n")[1]) == (cloud, mean)
    third.focus()
    root.page.keyboard.press("Tab")
    root.page.keyboard.press("Enter")
    settle(root.page)
    assert dead(root) == [False, False, True, True, False, False]
    root.page.keyboard.press(" ")  # on a unit: that unit, no draw
    settle(root.page)
    assert dead(root) == [False, False, True, False, False, False]
    assert says(root).startswith("By hand")
    press(root, "Draw")
    assert says(root).startswith("Draw 1:")


def test_more_units_die_as_p_grows(root):
    counts = []
    for position in range(0, 91, 5):
        move(root, "probability", position)
        counts.append(dead(root).count(True))
    assert counts[0] == 0
    assert counts == sorted(counts)
    assert counts[-1] >= 4


def test_units_are_buttons_whose_names_contain_their_numbers(page):
    for shown in page.locator(".ll-explorer").all():
        units = shown.locator(".ll-stage [role=button]")
        assert units.count() in (6, 8)
        for unit in units.all():
            assert unit.text_content() in unit.get_attribute("aria-label")


def bar_heights(root):
    """How much of the axis of outputs the bars cover."""
    return root.locator(".ll-bars").evaluate("bars => bars.getBBox().height")


def test_the_spread_is_seen_to_grow_on_one_axis(root):
    ticks = root.locator(".ll-axes").first
    press(root, "p = 0.1")
    narrow, axis = bar_heights(root), ticks.inner_html()
    press(root, "p = 0.9")
    assert bar_heights(root) > 2 * narrow
    assert ticks.inner_html() == axis
    beyond = root.locator(".ll-beyond").all_text_contents()
    above = next(text for text in beyond if text.endswith("above"))
    assert int(above.split()[0]) > 20


def test_training_and_evaluation_stand_in_one_picture(root):
    told = root.locator(".ll-stage .ll-told")
    press(root, "Draw 400")
    assert told.text_content() == ""
    choose(root, "× (1 − p) in evaluation")
    assert "evaluation 1.000" in says(root) and told.text_content() == ""
    choose(root, "none, a bug")
    assert "evaluation 2.000" in says(root)
    assert 0.8 < float(told.text_content().removeprefix("gap ")) < 1.2
    assert any(drawn(root, ".ll-gap.ll-bug"))
    choose(root, "÷ (1 − p) in training")
    assert told.text_content() == "" and not drawn(root, ".ll-gap.ll-bug")


def test_all_subnets_are_shown_on_request(root):
    assert "all subnets" not in says(root)
    assert not any(drawn(root, ".ll-minimum"))
    choose(root, "none, a bug")
    choose(root, "shown")
    assert "of all subnets 1.000; evaluation 2.000" in says(root)
    assert all(drawn(root, ".ll-minimum"))


def test_a_preset_looks_pressed_until_something_moves(root):
    button = root.get_by_role("button", name="No scaling", exact=True)
    choose(root, "shown")
    press(root, "No scaling")
    assert button.get_attribute("aria-pressed") == "true"
    assert root.get_by_role("radio", name="hidden").is_checked()  # it is a whole state
    move(root, "draws", 12)
    assert button.get_attribute("aria-pressed") == "false"


def test_the_spread_is_hidden_until_a_p_with_it_was_found(root):
    root.page.clock.install()
    verdict = root.locator(".ll-outcome")

    def told():
        return "σ of" in root.inner_text() or "σ = " in root.locator(".ll-stage").text_content()

    move(root, "probability", 61)
    root.page.clock.run_for(800)
    assert verdict.inner_text() == "First draw 100 or more."
    move(root, "probability", 50)
    press(root, "Draw 400")
    move(root, "probability", 61)
    move(root, "probability", 70)  # who only passes by has not found it
    root.page.clock.run_for(800)
    assert verdict.inner_text() == "Not yet: another σ. Work p out."
    move(root, "probability", 50)
    assert verdict.inner_text() == "Not yet: another σ. Work p out."
    move(root, "probability", 43)
    assert verdict.inner_text() == "Not yet: here 2.0 is the variance."
    choose(root, "none, a bug")
    move(root, "probability", 61)
    root.page.clock.run_for(800)
    assert verdict.inner_text() == "Not yet: choose ÷ (1 − p) first."
    assert not told()
    height = root.bounding_box()["height"]
    choose(root, "÷ (1 − p) in training")
    wait_until(root, "root => root.querySelector('.ll-met')")
    assert verdict.inner_text() == "Reached: by the formula σ = 2.02."
    assert told()
    move(root, "probability", 20)  # it stays found
    assert verdict.inner_text() == "Reached. Here by the formula σ = 0.81."
    assert root.bounding_box()["height"] == height


@pytest.mark.parametrize("width", [420, 700, 900])
def test_it_can_be_used_on_every_screen_and_nothing_jumps(exported, open_offline, width):
    page = open_offline(exported).page
    page.clock.install()
    page.set_viewport_size({"width": width, "height": 800})
    page.wait_for_selector("html[data-widgets='ready']")
    for shown in page.locator(".ll-explorer").all():
        wait_until(shown, "root => root.querySelector('.ll-slider')")
        settle(page)
        box = shown.bounding_box()
        assert width < 900 or box["height"] <= 640
        assert box["x"] + box["width"] <= width
        for name in ("Play", "No scaling", "Reset"):
            button = shown.get_by_role("button", name=name).bounding_box()
            assert button["x"] + button["width"] <= width
        for label in shown.locator(".ll-choice label").all():
            assert label.bounding_box()["x"] + label.bounding_box()["width"] <= width
        assert slider(shown, "probability").bounding_box()["width"] > 200
        move(shown, "probability", 0)  # all units: the longest sum
        press(shown, "Draw 400")
        choose(shown, "shown")
        assert shown.bounding_box()["height"] == box["height"]
        move(shown, "probability", 60)
        if shown.locator(".ll-met").count() == 0:
            page.clock.run_for(800)
        shown.locator(".ll-unit").last.click()
        settle(page)
        assert shown.bounding_box()["height"] == box["height"]


def test_play_draws_to_the_end(exported, open_offline):
    page = open_offline(exported, reduced_motion="reduce").page
    page.wait_for_selector("html[data-widgets='ready']")
    page.clock.install()
    root, clouds = page.locator(".ll-explorer").first, []
    for _ in range(2):
        root.get_by_role("button", name="Play").click()
        page.clock.run_for(10_000)  # milliseconds of the page, which pass at once
        wait_until(root, "root => root.querySelector('.ll-says').innerText.startsWith('Draw 400')")
        clouds.append(drawn(root, ".ll-outputs"))
    assert clouds[0] != clouds[1]  # it began with fresh numbers


def test_dragging_is_smooth(page, record_property):
    root = page.locator(".ll-explorer").last  # 8 units, 256 subnets
    press(root, "Draw 400")
    for label in ("probability", "draws"):
        assert follows(root, label, record_property)


def test_in_jupyterlab_by_keyboard_in_both_themes(run_cells):
    notebook = run_cells(*CELLS[:2])
    page = notebook.page
    root = page.locator(".ll-explorer").first
    for theme in (LIGHT, DARK):
        notebook.theme(theme)
        slider(root, "draws").focus()
        page.keyboard.press("End")
        for _ in range(2):  # after the 400th the first again
            root.get_by_role("button", name="Draw", exact=True).press(" ")
        settle(page)
        assert says(root).startswith("Draw 2:")
        assert eventually(lambda: notebook.ask("e.state['draws']") == "1")
        slider(root, "draws").press("End")
        settle(page)
        ground, ink = root.evaluate("""root => [getComputedStyle(root).backgroundColor,
            getComputedStyle(root.querySelector(".ll-stage .ll-wire")).stroke]""")
        assert ground != ink
        notebook.screenshot(f"explorer_dropout_{'dark' if theme == DARK else 'light'}", root)
    before = says(root)
    drag(slider(root, "probability"), 0.5, 0.1)
    settle(page)
    assert says(root) != before
    notebook.theme(LIGHT)
    assert notebook.console_errors == []
    assert notebook.external_requests == []
