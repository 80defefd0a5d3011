"""What who does not see the pages, or uses no mouse, needs: axe, focus, and what is read aloud."""

from __future__ import annotations

import pytest

import lecture_lib as ll

from .axe import in_both_themes, too_wide
from .lab import OfflinePage

PAGES = (
    "index", "search", "notebooks/index", "notebooks/one", "reference/index",
    "reference/names/lecture_lib.graph.snapshot",
)  # fmt: skip

# Elements that the keyboard reaches and that look the same with the focus as without.
UNMARKED = """() => {
    const look = (element) => [element, ...element.querySelectorAll("*"),
            ...(element.closest("svg")?.querySelectorAll(".ll-ring") ?? [])].map((one) => {
        const { outlineStyle, outlineWidth, stroke, strokeWidth, strokeOpacity, fill, opacity,
            visibility, display } = getComputedStyle(one);
        return [outlineStyle, outlineStyle === "none" ? 0 : outlineWidth, stroke, strokeWidth,
            strokeOpacity, fill, opacity, visibility, display].join();
    }).join(";");
    const reached = [...document.querySelectorAll("a[href], button, input, select, summary, "
        + "[tabindex]")].filter((one) => one.tabIndex >= 0 && !one.disabled
        && one.checkVisibility({ visibilityProperty: true }));
    return reached.filter((one) => {
        document.activeElement.blur();
        const before = look(one);
        one.focus({ focusVisible: true });
        return look(one) === before;
    }).map((one) => one.outerHTML.slice(0, 120));
}"""


@pytest.fixture(scope="module")
def widgets(chromium, every_widget):
    """The page with all widgets, open for all tests."""
    opened = OfflinePage(chromium, every_widget)
    opened.page.wait_for_selector("html[data-widgets='ready']")
    yield opened.page
    assert opened.console_errors == []
    opened.close()


# --- axe ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_grave_on_a_page_of_the_site(site, open_offline, name):
    page = open_offline(site / f"{name}.html", query="?show").page
    page.wait_for_selector("html[data-widgets='ready']")
    assert in_both_themes(page) == []


def test_axe_finds_nothing_grave_in_any_widget(widgets):
    assert in_both_themes(widgets) == []


def test_axe_finds_what_is_wrong(chromium):
    page = chromium.new_page()
    style = "html[data-theme=dark] p { color: #333; background: #000 }"
    page.set_content(f"<style>{style}</style><main><button></button><p>dim</p></main>")
    found = [line.partition(" (")[0] for line in in_both_themes(page)]
    page.close()
    assert found == ["light: button-name", "light: document-title", "light: html-has-lang",
                     "dark: color-contrast"]  # fmt: skip


def test_at_twice_the_size_and_on_a_phone_nothing_scrolls_sideways(widgets):
    assert too_wide(widgets) == []


# --- the keyboard ------------------------------------------------------------------------------


def test_the_focus_is_seen_wherever_it_is(widgets):
    widgets.add_style_tag(content="* { transition: none !important; }")
    assert widgets.evaluate(UNMARKED) == []


# --- what is read aloud ------------------------------------------------------------------------


def test_a_picture_is_described_by_its_numbers_and_its_ticks_are_not_read(widgets):
    root = widgets.locator(".ll-explorer.ll-conditioning")
    said = root.locator(".ll-says")
    stage = root.locator("svg.ll-stage")
    assert stage.get_attribute("aria-describedby") == said.get_attribute("id")
    assert "η = " in said.inner_text()
    tree = stage.aria_snapshot()
    assert "Seen from above" in tree and "10⁻⁸" not in tree


def test_a_slider_tells_its_text_once(widgets):
    root = widgets.locator(".ll-explorer.ll-conditioning")
    shown = root.locator(".ll-slider[data-name=rate]")
    assert shown.locator("output").get_attribute("aria-live") == "off"
    text = shown.locator("output").inner_text()
    assert shown.locator("input").get_attribute("aria-valuetext") == text


def test_the_stepper_is_read_in_order(widgets):
    root = widgets.locator(".ll-stepper")
    parts = ("group", 'text: "The inputs', 'button "First', 'button "Step forward', 'slider "Step')
    tree = root.aria_snapshot()
    assert sorted(parts, key=tree.index) == list(parts)  # first what is told, then what moves it
    slider, live = root.get_by_role("slider", name="Step"), root.locator(".ll-caption [aria-live]")
    heard = []
    for _ in range(int(slider.get_attribute("max")) + 1):
        heard.append((slider.get_attribute("aria-valuetext"), live.inner_text()))
        slider.press("ArrowRight")
    frames = ll.BackpropStepper(_squared()).content["views"][0]["frames"]
    assert heard == [
        (f"{at} of {len(frames)}", frame["caption"]) for at, frame in enumerate(frames, 1)
    ]


def _squared():
    x = ll.Value(0.5, "x")
    return (x * x).tanh()
