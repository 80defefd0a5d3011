"""The built site in a browser: from files and below a sub-path, live, dark, narrow, still."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading

import pytest


@pytest.fixture
def one(site, open_offline):
    """The page with a widget, a picture, a table and a question."""
    opened = open_offline(site / "notebooks" / "one.html")
    opened.page.wait_for_selector("html[data-widgets='ready']")
    yield opened.page
    assert opened.console_errors == []
    assert opened.external_requests == []


def test_a_widget_is_live_from_a_file(one):
    says = one.locator(".ll-says").first
    before = says.inner_text()
    one.get_by_role("slider").first.press("ArrowRight")
    one.wait_for_function(
        "([says, before]) => says.innerText !== before", arg=[says.element_handle(), before]
    )


def test_it_is_live_below_a_sub_path_and_nothing_is_asked_of_others(site, chromium, tmp_path):
    shutil.copytree(site, tmp_path / "deep" / "course")
    handler = functools.partial(Quiet, directory=tmp_path)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    asked = []
    page = chromium.new_page()
    try:
        here = f"http://127.0.0.1:{server.server_port}/deep/course/"
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{here}notebooks/one.html")
        page.wait_for_selector("html[data-widgets='ready']")
        assert page.locator(".ll-explorer").count() == 1
        assert [url for url in asked if not url.startswith((here, "data:", "blob:"))] == []
    finally:
        page.close()
        server.shutdown()
        server.server_close()
        thread.join()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and writes no log."""

    def log_message(self, *arguments: object) -> None:
        pass


def test_widgets_and_pictures_follow_the_switch_of_the_theme(one):
    def looks():
        return one.evaluate("""() => [
            getComputedStyle(document.querySelector(".ll-explorer")).colorScheme,
            getComputedStyle(document.querySelector(".ll-figure img")).filter !== "none",
        ]""")

    assert looks() == ["light", False]
    one.evaluate("document.documentElement.dataset.theme = 'dark'")
    one.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    assert looks() == ["dark", True]


def test_what_follows_a_question_is_covered(one):
    assert not one.get_by_text("After the question.").is_visible()
    one.get_by_role("button", name="Show the page").click()
    assert one.get_by_text("After the question.").is_visible()


def test_formulas_are_drawn_with_brackets_that_grow(one):
    assert one.evaluate("document.fonts.check('16px \"STIX Two Math\"')")
    bracket = one.locator("math mo").first.bounding_box()
    letter = one.locator("math mn").first.bounding_box()
    assert bracket["height"] > 3 * letter["height"]


@pytest.mark.parametrize("width", [1280, 700, 420])
def test_no_page_scrolls_sideways(one, width):
    one.set_viewport_size({"width": width, "height": 800})
    assert one.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if width == 420:
        box = one.locator(".pst-scrollable-table-container")
        assert box.evaluate("e => e.scrollWidth > e.clientWidth")
        box.and_(one.locator("[tabindex='0']")).wait_for()  # so that arrow keys scroll it


def test_links_lead_to_the_other_page_and_its_heading(one):
    one.get_by_role("link", name="the other page").click()
    one.wait_for_selector("text=zebra")
    assert one.url.endswith("two.html#some-heading")
    assert one.locator(":target").inner_text().startswith("Some heading")


def test_a_heading_is_found_by_the_name_it_has_in_jupyterlab(site, open_offline):
    page = open_offline(site / "notebooks" / "two.html").page
    page.goto(f"{page.url}#Some-heading")
    assert page.locator("section:has(> :target)").inner_text().startswith("Some heading")


def test_search_finds_a_word_from_a_file(site, open_offline):
    opened = open_offline(site / "search.html")
    opened.page.goto(f"{opened.page.url}?q=zebra")
    opened.page.get_by_role("link", name="Two").first.wait_for()
    assert opened.console_errors == []


def test_without_scripts_a_page_shows_the_picture_of_a_widget(site, open_offline):
    opened = open_offline(site / "notebooks" / "one.html", java_script_enabled=False)
    still = opened.page.locator(".widget img")
    assert still.is_visible() and "ConditioningExplorer" in still.get_attribute("alt")
    assert opened.page.get_by_text("After the question.").is_visible()


def test_on_paper_there_is_no_veil_and_no_frame(one):
    one.emulate_media(media="print")
    assert one.get_by_text("After the question.").is_visible()
    assert not one.locator(".veil").is_visible()


def test_the_reference_shows_signature_and_example(site, open_offline):
    opened = open_offline(site / "reference" / "names" / "lecture_lib.graph.snapshot.html")
    assert ">>>" in opened.page.locator("article").inner_text()
