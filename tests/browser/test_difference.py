"""The difference explorer in a browser: by keyboard and by mouse, with a kernel and without."""

from __future__ import annotations

import itertools

import pytest

from .explorers import (
    broken_corners,
    export_cells,
    fits,
    follows,
    page,
    root,
    says,
    settle,
    slider,
    wait_until,
)
from .lab import DARK, LIGHT, eventually

__all__ = ["page", "root"]  # fixtures are found by their names here

CELLS = ("import lecture_lib as ll", "e = ll.DifferenceExplorer()\ne")
FUNCTIONS = ("exp at 1", "sin at 1", "√x at 2", "√x at 1000", "exp, float32")
SCHEMES = ("forward", "central", "complex step")
REST = 800  # ms, longer than the hand has to stay


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return export_cells(tmp_path_factory.mktemp("difference"), "difference", CELLS)


def choose(root, name):
    root.get_by_role("radio", name=name, exact=True).check()
    settle(root.page)


def move(root, position):
    slider(root, "step h").fill(str(position))
    settle(root.page)


def dots(root):
    return (root.locator(".ll-stage .ll-marks:not(.ll-passed)").get_attribute("d") or "").count("M")


def passed(root):
    return (root.locator(".ll-stage .ll-passed").get_attribute("d") or "").count("M")


def digits(root):
    return [text.replace("\xa0", " ") for text in root.locator(".ll-digits").all_text_contents()]


def test_every_corner_is_drawn(page, root):
    height = root.bounding_box()["height"]
    for name, scheme in itertools.product(FUNCTIONS, SCHEMES):
        choose(root, name)
        choose(root, scheme)
        assert broken_corners(root, {"step h": (0, 17, 32)}, height) == [], (name, scheme)


def test_digits_stand_one_over_the_other(page, root):
    choose(root, "central")
    move(root, 20)  # 1e−6
    first, second, difference, quotient, slope = digits(root)
    assert first.index(".") == second.index(".") == difference.index(".") == 1
    assert (first[:7], second[:7], difference[:7]) == ("2.71828", "2.71827", "0.00000")
    assert quotient.startswith("2.718281828") and slope == "2.718281828459045"
    assert root.locator(".ll-same").first.text_content() == "2.7182"
    assert "The values agree in 5 of 17 digits: these cancel." in says(root)
    assert "10 digits are right" in says(root)
    starts = root.locator(".ll-digits").evaluate_all("all => all.map(e => e.getBBox().x)")
    assert max(starts) - min(starts) < 1.5


def test_one_digit_is_one(page, root):
    choose(root, "forward")
    ones = []
    for position in range(33):
        move(root, position)
        if digits(root)[3].startswith(digits(root)[4][:1]):
            ones.append(says(root))
    assert any("1 digit is right" in said for said in ones)
    assert not any("1 digits" in said or "1 digit are" in said for said in ones)


def test_a_complex_step_subtracts_nothing(page, root):
    root.get_by_role("button", name="Complex step").click()
    settle(page)
    assert digits(root)[1] == digits(root)[2] == ""
    assert says(root).startswith("The step is imaginary: nothing is subtracted.")


def test_only_where_the_hand_rests_is_the_error_uncovered(page, root):
    page.clock.install()
    verdict = root.locator(".ll-outcome")
    page.clock.run_for(REST)
    assert (dots(root), verdict.inner_text()) == (0, "Not yet.")  # nobody chose where it starts
    for position in (28, 24, 21, 16, 10):  # passes by, over the best too
        move(root, position)
    assert (dots(root), passed(root)) == (0, 5)  # faint, and no tries
    page.clock.run_for(REST)
    assert (dots(root), passed(root)) == (1, 4)
    assert verdict.inner_text() == "Not yet: 1 tried."
    assert root.locator(".ll-stage .ll-line").first.get_attribute("d") in (None, "")
    assert not any(
        root.locator(".ll-theory").evaluate_all("all => all.map(e => e.getAttribute('d'))")
    )
    height = root.bounding_box()["height"]
    move(root, 19)  # 3.16e−7: eleven digits are right, and its neighbours have fewer
    page.clock.run_for(REST)
    assert verdict.inner_text().startswith("Not yet: 2 tried. Here the last digits were lucky")
    assert root.bounding_box()["height"] == height
    move(root, 21)
    wait_until(root, "root => root.querySelector('.ll-met')")
    assert verdict.inner_text() == "Reached in 3 tries."  # where the bottom is, is asked next
    assert (dots(root), passed(root)) == (33, 0)
    assert all(root.locator(".ll-theory").evaluate_all("all => all.map(e => e.getAttribute('d'))"))
    assert root.bounding_box()["height"] == height
    move(root, 0)  # it stays found
    assert verdict.inner_text().startswith("Reached in 3 tries")
    choose(root, "forward")  # another curve
    assert verdict.inner_text() == "Not yet."
    root.get_by_role("button", name="Reset").click()
    settle(page)
    assert (dots(root), passed(root), verdict.inner_text()) == (0, 0, "Not yet.")


def test_the_step_that_another_curve_leaves_is_no_try(page, root):
    """Nobody has chosen it for this one; once the hand has moved away, it counts as any other."""
    page.clock.install()
    choose(root, "central")
    move(root, 12)
    page.clock.run_for(REST)
    verdict = root.locator(".ll-outcome")
    assert verdict.inner_text().startswith("Not yet: 1 tried.")
    for name in ("forward", "√x at 2"):
        choose(root, name)
        page.clock.run_for(REST)
        assert (dots(root), verdict.inner_text()) == (0, "Not yet."), name
    move(root, 20)
    move(root, 12)
    page.clock.run_for(REST)
    assert dots(root) == 1 and verdict.inner_text().startswith("Not yet: 1 tried.")
    root.get_by_role("button", name="Reset").click()
    settle(page)
    page.clock.run_for(REST)
    assert (dots(root), verdict.inner_text()) == (0, "Not yet.")


def test_what_is_asked_is_what_turns_green(page, root):
    """For the curve that is chosen, and for no other."""
    asked = root.inner_text()
    assert "for the f and the difference that are chosen" in asked and "then for" not in asked
    choose(root, "central")
    move(root, 21)
    wait_until(root, "root => root.querySelector('.ll-met')")
    assert {"h²/6", "ε/h"} <= set(root.locator(".ll-stage .ll-note").all_text_contents())
    choose(root, "forward")
    assert root.locator(".ll-met").count() == 0


def test_a_line_leads_from_a_lucky_error_to_those_of_steps_close_by(page, root):
    page.clock.install()
    choose(root, "central")
    move(root, 19)
    page.clock.run_for(REST)
    line = root.locator(".ll-stage .ll-close").get_attribute("d")
    (x, own), (same, usual) = (map(float, p.split(",")) for p in line[1:].split("L"))
    assert x == same and own - usual > 15  # up, by a factor of ten: 11 decades on 268 or so
    assert "relative error 1e−11, typically 2e−10 close to this h." in says(root)


def test_a_point_and_zeros_are_no_right_digits(page, root):
    choose(root, "√x at 2")
    choose(root, "central")
    move(root, 0)
    assert digits(root)[3] == "0.0"
    assert root.locator(".ll-stage .ll-right").first.text_content() == ""


def test_theory_runs_along_the_curve_in_the_frame(page, root):
    """On the right arm both are the same line; on the left theory is above."""
    choose(root, "central")
    move(root, 21)
    wait_until(root, "root => root.querySelector('.ll-met')")
    line, *_ = root.locator(".ll-stage .ll-line").evaluate_all(
        "all => all.map(e => e.getAttribute('d'))"
    )
    curve = [tuple(map(float, p.split(","))) for p in line[1:].split("L")]
    truncation, rounding = (
        [tuple(map(float, p.split(","))) for p in d[1:].split("L")]
        for d in root.locator(".ll-stage .ll-theory").evaluate_all(
            "all => all.map(e => e.getAttribute('d'))"
        )
    )

    def height(line, x):
        (x0, y0), (x1, y1) = line
        return y0 + (x - x0) / (x1 - x0) * (y1 - y0)

    for x, y in curve[24:31]:
        assert height(truncation, x) == pytest.approx(y, abs=1)
    for x, y in curve[1:20]:
        assert height(rounding, x) < y


@pytest.mark.parametrize("width", [420, 700])
def test_it_can_be_used_on_a_narrow_screen(page, root, width):
    assert fits(root, width)


def test_dragging_is_smooth(root, record_property):
    assert follows(root, "step h", record_property)


def test_in_jupyterlab_by_keyboard_in_both_themes(run_cells):
    notebook = run_cells(*CELLS)
    page = notebook.page
    root = page.locator(".ll-explorer").first
    for position, theme in ((29, LIGHT), (28, DARK)):
        notebook.theme(theme)
        slider(root, "step h").press("ArrowLeft")
        assert eventually(lambda at=position: notebook.ask("e.h") == str(at))
        assert eventually(
            lambda at=position: notebook.ask(f"e.place({at}) in e.state['tried']") == "True"
        )
        ground, ink = root.evaluate("""root => [getComputedStyle(root).backgroundColor,
            getComputedStyle(root.querySelector(".ll-stage .ll-digits")).fill]""")
        assert ground != ink
        notebook.screenshot(f"explorer_difference_{'dark' if theme == DARK else 'light'}", root)
    notebook.theme(LIGHT)
    assert notebook.console_errors == []
    assert notebook.external_requests == []
