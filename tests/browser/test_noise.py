"""The noise explorer in a browser: by keyboard and by mouse, with a kernel and without."""

from __future__ import annotations

import pytest

from .explorers import (
    broken_corners,
    drawn,
    export_cells,
    fits,
    follows,
    lines,
    page,
    root,
    says,
    settle,
    slider,
    wait_until,
)
from .lab import DARK, LIGHT, eventually

__all__ = ["page", "root"]  # fixtures are found by their names here

CELLS = ("import lecture_lib as ll", "e = ll.NoiseExplorer()\ne")


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return export_cells(tmp_path_factory.mktemp("noise"), "noise", CELLS)


def sampling(root, name):
    root.get_by_role("radio", name=name, exact=True).check()
    settle(root.page)


def batch_size(root, position):
    slider(root, "batch size").fill(str(position))
    settle(root.page)


def cloud(root):
    return drawn(root, ".ll-cloud")[0]


def test_every_corner_is_drawn(page, root):
    height = root.bounding_box()["height"]
    for name in ("yes: with replacement", "not in a batch", "not in an epoch"):
        sampling(root, name)
        corners = {"batch size": (0, 5), "learning rate": (0, 5), "update": (0, 1, 144)}
        assert broken_corners(root, corners, height) == []


def test_another_run_by_mouse_and_keyboard(page, root):
    seen = {tuple(lines(root))}
    root.get_by_role("button", name="Another run").click()
    settle(page)
    seen.add(tuple(lines(root)))
    root.get_by_role("button", name="Another run").focus()
    for _ in range(2):
        page.keyboard.press(" ")
        settle(page)
        seen.add(tuple(lines(root)))
    assert len(seen) == 4
    page.keyboard.press("Enter")
    settle(page)
    assert tuple(lines(root)) in seen  # four runs, then the first again


def test_a_full_batch_is_the_full_path_and_says_so(page, root):
    root.get_by_role("button", name="Full batch").click()
    settle(page)
    assert "the run is the full-batch path" in says(root)
    run, full = lines(root)[:2]
    assert run == full
    assert root.locator(".ll-spread").get_attribute("rx") == "0.00"


def test_epochs_have_no_floor_in_theory(page, root):
    floor = root.locator(".ll-front g:has(.ll-theory)")
    assert floor.get_attribute("visibility") == "visible"
    root.get_by_role("button", name="Epochs").click()
    settle(page)
    assert says(root).endswith(
        "Mean loss above the minimum in updates 121 to 144: 0.0082; within each epoch it rises "
        "and falls."
    )
    assert floor.get_attribute("visibility") == "hidden"
    assert root.locator(".ll-spread").get_attribute("rx") == "0.00"


def test_the_batch_of_an_update_is_marked_on_its_points(page, root):
    sampling(root, "not in a batch")
    marks = root.locator(".ll-best ~ .ll-marks")
    for position, size in enumerate((1, 2, 3, 4, 6, 12)):
        batch_size(root, position)
        assert marks.get_attribute("d").count("Z") == size
    slider(root, "update").press("Home")
    settle(page)
    assert marks.get_attribute("d") == ""


def test_play_ends_with_the_cloud(exported, open_offline):
    page = open_offline(exported, reduced_motion="reduce").page
    page.clock.install()
    page.wait_for_selector("html[data-widgets='ready']")
    root = page.locator(".ll-explorer").first
    slider(root, "update").fill("100")
    settle(page)
    assert cloud(root) == ""
    root.get_by_role("button", name="Play").click()
    page.clock.run_for(12_000)
    wait_until(root, "root => root.querySelector('.ll-says').innerText.startsWith('Update 144:')")
    settle(page)
    assert cloud(root).count("M") == 150


def test_the_challenge_is_met_where_the_hand_rests_and_tells_its_reason_only_then(page, root):
    page.clock.install()
    verdict = root.locator(".ll-outcome")
    sampling(root, "not in a batch")
    batch_size(root, 4)  # six of twelve
    batch_size(root, 5)  # who only passes by has not found it
    page.clock.run_for(800)
    assert verdict.inner_text() == "Not yet."
    assert "1/11" not in root.inner_text()
    sampling(root, "yes: with replacement")
    batch_size(root, 4)
    page.clock.run_for(800)
    assert verdict.inner_text() == "Not yet."
    height = root.bounding_box()["height"]
    sampling(root, "not in a batch")  # at η = 0.2, where it is no eleventh
    page.clock.run_for(800)
    assert verdict.inner_text() == "Not yet."
    slider(root, "learning rate").fill("0")
    wait_until(root, "root => root.querySelector('.ll-met')")
    assert "1/6 · 6/11 = 1/11" in verdict.inner_text().replace("\xa0", " ")
    batch_size(root, 0)  # it stays met
    assert verdict.inner_text().startswith("Reached.")
    assert root.bounding_box()["height"] == height


@pytest.mark.parametrize("width", [420, 700])
def test_it_can_be_used_on_a_narrow_screen(page, root, width):
    assert fits(root, width)


@pytest.mark.parametrize("label", ["learning rate", "update"])
def test_dragging_is_smooth(root, record_property, label):
    assert follows(root, label, record_property)


def test_in_jupyterlab_by_keyboard_in_both_themes(run_cells):
    notebook = run_cells(*CELLS)
    page = notebook.page
    root = page.locator(".ll-explorer").first
    for position, theme in enumerate((LIGHT, DARK), start=1):
        notebook.theme(theme)
        slider(root, "batch size").focus()
        page.keyboard.press("ArrowRight")
        assert eventually(lambda at=position: notebook.ask("e.state['batch']") == str(at))
        root.get_by_role("button", name="Another run").press(" ")
        assert eventually(lambda at=position: notebook.ask("e.state['seed']") == str(at))
        ground, ink = root.evaluate("""root => [getComputedStyle(root).backgroundColor,
            getComputedStyle(root.querySelector(".ll-stage .ll-line")).stroke]""")
        assert ground != ink
        notebook.screenshot(f"explorer_noise_{'dark' if theme == DARK else 'light'}", root)
    notebook.theme(LIGHT)
    assert notebook.console_errors == []
    assert notebook.external_requests == []
