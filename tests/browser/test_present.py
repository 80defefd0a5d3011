"""``make present``: JupyterLab on stage, from its command on."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import nbformat
import pytest
from PIL import Image

from .lab import DARK, LIGHT, OpenPage, eventually
from .server import free_address, isolated, running

MARKDOWN, CODE = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
SLIDE = {"slideshow": {"slide_type": "slide"}}
HIDDEN = {"jupyter": {"outputs_hidden": True}}
ANSWER = nbformat.v4.new_output("stream", text="forty-two")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project of two notebooks; one begins with what is no slide."""
    folder = tmp_path_factory.mktemp("a project")
    cells = [
        MARKDOWN("For who edits this.\n\n" + "More of it.\n\n" * 30),
        MARKDOWN("# The first slide", metadata=SLIDE),
        CODE("import lecture_lib as ll"),
        CODE("ll.predict('six', answer=42, tolerance=1, question='Six times seven?')"),
        CODE("print('forty-two')", metadata=HIDDEN, outputs=[ANSWER], execution_count=1),
        CODE("ll.DifferenceExplorer()"),
        CODE(
            "import matplotlib.pyplot as plt\n"
            "_ = plt.figure(figsize=(7.2, 4.2), dpi=110).subplots().plot([1])"
        ),
        CODE("print('x' * 80)\n1 / 0"),
        CODE("print('the end')", metadata={"slideshow": {"slide_type": "skip"}}),
        MARKDOWN("The last.\n\n" * 30),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    (folder / "notebooks").mkdir()
    for name in ("01_first", "07_stage"):
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, folder / "notebooks" / f"{name}.ipynb")
    return folder


@pytest.fixture(scope="module")
def stage(chromium, project, tmp_path_factory):
    """The page that a lecturer finds, when all cells have run."""
    scratch = tmp_path_factory.mktemp("stage")
    address, port, token = free_address()
    command = [
        *(sys.executable, "-m", "lecture_lib.tools.present", "7", "--no-browser"),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1"),
        *(f"--IdentityProvider.token={token}", "--ServerApp.shutdown_no_activity_timeout=600"),
    ]
    environment = {**os.environ, **isolated(scratch), "TMPDIR": str(scratch)}
    ready = f"{address}/api/status?token={token}"
    with running(command, ready, scratch, cwd=project, env=environment) as log:
        page = OpenPage(chromium)
        page.page.goto(f"{address}?token={token}")  # as the browser is sent there
        page.page.wait_for_selector(".jp-MarkdownOutput h1", state="attached")
        yield Stage(page, scratch, log)
        page.close()
    assert list(scratch.glob("present-*")) == []  # what it needed has gone


@dataclass
class Stage:
    """What a lecturer sees, and where all of it lies."""

    opened: OpenPage
    scratch: Path
    log: Path

    @property
    def page(self):
        return self.opened.page

    def rect(self, what: str) -> dict[str, float]:
        return self.page.locator(what).first.bounding_box()

    def strip(self) -> str:
        return self.page.locator("#lecture-lib-present").inner_text()


def test_the_terminal_names_the_notebook_and_the_keys(stage):
    said = stage.log.read_text()
    assert "07_stage.ipynb opens" in said and "Ctrl+E" in said


def test_the_first_slide_is_on_top_and_nothing_is_around_it(stage):
    assert 0 <= stage.rect(".jp-Cell:has(h1)")["y"] < 45
    panel = stage.rect(".jp-Notebook")
    assert (panel["x"], panel["y"], panel["width"]) == (0, 0, 1280)
    assert panel["height"] > 690
    around = (
        "#jp-top-panel, #jp-menu-panel, .jp-SideBar, .jp-Toolbar, .jp-Collapser, .jp-cell-toolbar"
    )
    assert not any(one.is_visible() for one in stage.page.locator(around).all())


def test_all_cells_run_and_what_answers_stays_hidden(stage):
    page = stage.page
    assert eventually(lambda: stage.strip() == "Show code · Ctrl+E", 60)
    assert page.get_by_text("the end", exact=True).count() == 1  # also after a cell that failed
    assert page.locator(".ll-question").count() == 1
    assert page.locator(".ll-explorer.ll-presenter").count() == 1
    answer = page.locator(".jp-OutputArea").get_by_text("forty-two").locator("visible=true")
    assert answer.count() == 0
    assert 0 <= stage.rect(".jp-Cell:has(h1)")["y"] < 45  # nothing moved meanwhile
    page.locator(".jp-OutputPlaceholder").click()
    assert answer.count() == 1


# Smallest type on the notebook; what is written in a widget's picture is measured in its own tests.
SMALLEST = """() => {
    const all = [...document.querySelectorAll(".jp-Cell *")].filter(e => e.checkVisibility()
        && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
        && !e.closest("svg, .ll-explorer, .ll-sort"));
    return Math.min(...all.map(e => parseFloat(getComputedStyle(e).fontSize)));
}"""


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720)])
def test_it_is_read_from_the_last_row_and_fits(stage, width, height):
    page = stage.page
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function(
        "() => document.querySelector('.jp-Notebook').clientWidth > innerWidth - 20"
    )
    assert page.evaluate(SMALLEST) >= height / 30
    wide = page.get_by_text("x" * 80)
    assert wide.evaluate("e => e.getClientRects().length && e.scrollWidth <= e.clientWidth")
    explorer = stage.rect(".ll-explorer")
    assert explorer["width"] > 0.9 * width and explorer["height"] < height
    picture = stage.rect(".jp-RenderedImage img")
    assert 0.6 * height < picture["height"] < 0.85 * height
    sharp = "img => img.naturalHeight / img.getBoundingClientRect().height"
    assert page.locator(".jp-RenderedImage img").evaluate(sharp) > 0.9
    assert (
        page.evaluate("() => document.querySelector('.jp-WindowedPanel-outer').scrollWidth")
        <= width
    )


def test_a_key_shows_all_code_and_hides_it_wherever_one_is(stage):
    page = stage.page
    editors = page.locator(".jp-CodeCell .jp-Editor")
    code = page.locator(".jp-CodeCell .cm-content")
    field = page.locator(".ll-question input")
    places = (page.locator(".ll-explorer input[type=range]").first, field, code.first)
    assert not any(one.is_visible() for one in editors.all())
    for place in places:
        place.focus()
        page.keyboard.press("Control+e")
        assert all(one.is_visible() for one in editors.all())
        place.focus()
        page.keyboard.press("Control+e")
        assert not any(one.is_visible() for one in editors.all())
    assert field.input_value() == ""
    page.get_by_role("button", name="Show code").click()
    size = code.first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size * 0.602 * 100 < 1280 - 40  # a hundred characters
    page.get_by_role("button", name="Hide code").click()


def test_keys_turn_on_from_wherever_a_mouse_was(stage):
    page = stage.page
    page.set_viewport_size({"width": 1280, "height": 720})
    top = "document.querySelector('.jp-WindowedPanel-outer').scrollTop"
    slider = page.locator(".ll-explorer input[type=range]").first
    slider.evaluate("e => e.scrollIntoView()")
    slider.click()
    value, before = slider.input_value(), page.evaluate(top)
    page.keyboard.press("PageUp")
    assert slider.input_value() == value and page.evaluate(top) < before
    card = page.locator(".ll-question")
    isolated = "!document.activeElement.closest('.ll-screen')"
    for leave in ("Escape", "PageDown"):
        card.get_by_role("button", name="Present").click()
        page.wait_for_selector(".ll-filling")
        card.locator("input").click()
        page.keyboard.press(leave)
        page.wait_for_selector(".ll-filling", state="detached")
        page.wait_for_function("document.activeElement.closest('.jp-Notebook') !== null")
        assert page.evaluate(isolated)
    card.locator("input").click()
    page.keyboard.press("Escape")
    page.wait_for_function(isolated)


def test_it_is_light_or_dark_as_the_system_is(stage):
    page = stage.page
    ground = "() => getComputedStyle(document.querySelector('.ll-question')).backgroundColor"
    light = page.evaluate(ground)
    for scheme, name in (("dark", DARK), ("light", LIGHT)):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=name)
        page.wait_for_selector("#jupyterlab-splash", state="detached")  # it stumbles over a second
        assert (page.evaluate(ground) == light) == (scheme == "light")


def test_no_key_changes_a_cell_whose_code_is_hidden(stage):
    page = stage.page
    cells = page.locator(".jp-Cell")
    before = cells.count()
    page.locator(".jp-MarkdownCell").first.click()
    for key in ("b", "b", "x", "a", "d", "d", "Enter", "q", "1"):
        page.keyboard.press(key)
    page.locator(".ll-explorer input[type=range]").first.focus()
    for key in ("x", "a", "b", "b"):  # from within a widget, too
        page.keyboard.press(key)
    assert cells.count() == before
    assert not page.locator(".jp-mod-editMode").count()
    explorer = page.locator(".ll-explorer").first
    explorer.get_by_role("button", name="Present", exact=True).click()
    page.wait_for_selector(".ll-filling")
    page.keyboard.press("PageDown")  # all that a remote control has
    page.wait_for_selector(".ll-filling", state="detached")
    # A mouse leaves the keys to the notebook.
    assert page.evaluate("!document.activeElement.matches('button, input')")


def test_arrow_keys_scroll_as_they_do_on_a_page(stage):
    page = stage.page
    page.set_viewport_size({"width": 1280, "height": 720})
    page.locator(".ll-do").first.click()  # where there is nothing to press
    page.wait_for_function("!document.activeElement.matches('.ll-screen')")
    top = "document.querySelector('.jp-WindowedPanel-outer').scrollTop"
    seen = [page.evaluate(top)]
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
        seen.append(page.evaluate(top))
    assert seen[0] < seen[1] < seen[2] < seen[4] and seen[1] == seen[3] == seen[5]


def test_a_page_leaves_a_field_and_its_keys(stage):
    page = stage.page
    page.set_viewport_size({"width": 1280, "height": 720})
    page.locator("h1").click()
    field = page.locator(".ll-question input[type=text]").first
    field.press_sequentially("7b")
    assert field.input_value() == "7b"
    page.keyboard.press("PageUp")
    page.keyboard.press("b")
    assert is_black(page) and field.input_value() == "7b"
    page.keyboard.press("b")


def is_black(page) -> bool:
    shown = Image.open(BytesIO(page.screenshot())).convert("RGB")
    return all(high == 0 for _, high in shown.getextrema())


def test_letters_are_those_of_a_talk(stage):
    page = stage.page
    page.locator("h1").click()
    explorer = page.locator(".ll-explorer").first
    explorer.scroll_into_view_if_needed()
    explorer.get_by_role("button", name="Reset").click()
    page.wait_for_function("!document.activeElement.matches('button')")
    page.keyboard.press("f")  # the widget that was touched last, though the notebook has the keys
    page.wait_for_selector(".ll-explorer.ll-filling")
    page.keyboard.press("b")
    assert is_black(page)
    page.keyboard.press("c")  # what is not seen does not change
    assert is_black(page)
    for back in ("PageDown", "Escape", "Space", "ArrowRight"):  # the first is a remote control's
        if not is_black(page):
            page.keyboard.press("b")
        page.keyboard.press(back)
        assert not is_black(page)
        assert page.locator(".ll-filling").count() == 1
    page.keyboard.press("Escape")
    page.wait_for_selector(".ll-filling", state="detached")
    page.locator("h1").click()
    page.keyboard.press("b")
    assert is_black(page)
    page.keyboard.press("b")
    keys = page.get_by_role("dialog", name="Keys")
    for back in ("?", "Escape", "PageDown"):
        page.keyboard.press("?")
        assert keys.get_by_text("a black screen").is_visible()
        page.keyboard.press("c")  # what is covered does not change
        page.keyboard.press(back)
        assert not keys.is_visible()
    for expected in ("code", ""):
        page.keyboard.press("c")
        assert page.evaluate("document.documentElement.dataset.llStage") == expected
    for expected in (DARK, LIGHT):
        page.keyboard.press("d")
        page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=expected)
        page.wait_for_selector("#jupyterlab-splash", state="detached")


def test_nothing_of_it_is_kept(stage, project):
    page = stage.page
    (copy,) = stage.scratch.glob("present-*/notebooks/07_stage.ipynb")
    original = project / "notebooks" / "07_stage.ipynb"
    before = original.read_bytes()
    assert copy.read_bytes() == before
    page.locator("h1").click()
    page.keyboard.press("Control+s")
    assert eventually(lambda: copy.read_bytes() != before)  # widgets ran in it
    assert original.read_bytes() == before
    assert sorted(path.name for path in project.rglob("*") if path.is_file()) == [
        "01_first.ipynb", "07_stage.ipynb",
    ]  # fmt: skip
    assert not list((stage.scratch / "config").rglob("*jupyterlab*"))  # of the lecturer's own
    assert stage.opened.external_requests == []
    assert stage.opened.console_errors == []
