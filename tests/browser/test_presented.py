"""Every widget on one page: presented, left again, its state copied and pasted."""

from __future__ import annotations

import pytest

import lecture_lib as ll
from lecture_lib.widgets import ConditioningExplorer, MaskingExplorer, NoiseExplorer

from . import test_attention, test_digits, test_sampling
from .explorers import press, settle, slider, wait_until
from .lab import OfflinePage

# By what finds its root.
CELLS = {
    ".ll-explorer.ll-conditioning": "ll.ConditioningExplorer()",
    ".ll-explorer.ll-momentum": "ll.MomentumPhasePlane(20)",
    ".ll-explorer[aria-label^=Learning-rate]": "ll.ScheduleExplorer()",
    ".ll-explorer.ll-depth": "ll.DepthExplorer()",
    ".ll-explorer[aria-label^=Race]": "ll.DescentExplorer(steps=60)",
    ".ll-explorer.ll-difference": "ll.DifferenceExplorer()",
    ".ll-explorer.ll-dropout": "ll.DropoutExplorer()",
    ".ll-explorer.ll-masking": "ll.MaskingExplorer()",
    ".ll-explorer.ll-memory": "ll.MemoryExplorer()",
    ".ll-explorer.ll-noise": "ll.NoiseExplorer()",
    ".ll-explorer.ll-reading": "ll.RunReader()",
    ".ll-explorer.ll-scale": "ll.ScaleExplorer()",
    ".ll-explorer.ll-attention": "\n".join(test_attention.CELLS[:2]),
    ".ll-explorer.ll-digits": "\n".join(test_digits.CELLS),
    ".ll-explorer.ll-sampling": "\n".join(test_sampling.CELLS),
    ".ll-explorer.ll-film": """from lecture_lib.plot.film import Film, Scene
up = Scene("up", {"ball.cy": [90, 50, 10]}, last=2)
drawing = '<circle data-id="ball" r="9" cx="99"/><text y="50">up</text>'
ll.FilmPlayer(Film(drawing, 300, [up], "step", "way", ""))""",
    ".ll-ledger": """from lecture_lib.lessons.ledger import entries
ll.LedgerExplorer(list(entries())[:30])""",
    ".ll-stepper": "x = ll.Value(0.5, 'x')\nll.BackpropStepper((x * x).tanh())",
}
EXPLORERS = [root for root in CELLS if root not in (".ll-ledger", ".ll-stepper")]
SCREENS = [(1280, 720), (1920, 1080), (1024, 768)]

# What is cut off, and how large type is that is told, pressed, or written on the stage.
SEEN = """root => {
    const svg = root.querySelector("svg.ll-stage");
    const box = (svg ?? root.querySelector(".ll-stage, .ll-box")).getBoundingClientRect();
    const of = (what) => [...root.querySelectorAll(what)].filter(e => e.checkVisibility()
        && e.getBoundingClientRect().width > 0 && getComputedStyle(e).visibility !== "hidden");
    const inside = (e) => { const b = e.getBoundingClientRect(); return b.left >= -1
        && b.top >= -1 && b.right <= innerWidth + 1 && b.bottom <= innerHeight + 1; };
    const size = (e) => parseFloat(getComputedStyle(e).fontSize)
        * (e.ownerSVGElement ? e.getScreenCTM().a : 1);
    const words = ":is(.ll-do, .ll-says, .ll-said-by-frame, .ll-count, label, button, output)";
    return {
        box: [box.width, box.height],
        hidden: [root.scrollWidth - root.clientWidth, root.scrollHeight - root.clientHeight],
        out: of("button, input, select, output, td, .ll-says, .ll-challenge, svg.ll-stage text")
            .filter(e => !e.closest(".ll-box") && !inside(e))
            .concat(of(".ll-legend").filter(e => e.scrollWidth > e.clientWidth + 1))
            .map(e => e.outerHTML),
        least: Math.min(...of(words).filter(e => !e.closest(".ll-legend, .ll-box")).map(size)),
        stage: Math.min(...of("svg.ll-stage text").map(size).filter(s => s > 0)),
    };
}"""


@pytest.fixture(scope="module")
def page(chromium, every_widget):
    """One page with all widgets, for all tests: to open it takes longer than they do."""
    opened = OfflinePage(chromium, every_widget, "?show")  # the second question, too
    opened.page.wait_for_selector("html[data-widgets='ready']")
    opened.page.set_default_timeout(8000)
    yield opened.page
    assert opened.console_errors == []
    assert opened.external_requests == []
    opened.close()


@pytest.fixture(autouse=True)
def left(page):
    """Whatever a test does, the next finds every widget in its place."""
    yield
    if page.locator(".ll-filling").count():
        page.locator(".ll-filling").get_by_role("button", name="Leave").click()


def tool(root, name):
    return root.locator(".ll-tools").get_by_role("button", name=name)


def enter(root):
    tool(root, "Present").click()
    wait_until(root.page.locator(".ll-filling"), "root => root.clientWidth === innerWidth")
    settle(root.page)


def leave(page):
    page.keyboard.press("Escape")
    page.wait_for_function(
        "() => !document.querySelector('.ll-filling') && !document.fullscreenElement"
    )
    settle(page)


def clipboard(page, text=None):
    """Put a text where the page finds it, or refuse the clipboard to it."""
    page.evaluate(
        """text => {
            window.copied = text;
            const refuse = async () => { throw new Error("refused"); };
            const keep = { writeText: async t => { window.copied = t; },
                readText: async () => window.copied };
            const clipboard = text === null ? { writeText: refuse, readText: refuse } : keep;
            Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
        }""",
        text,
    )


def notice(root):
    settle(root.page)
    return root.locator(".ll-notice").inner_text().strip()


def paste(root, text):
    clipboard(root.page, text)
    tool(root, "Paste").click()
    return notice(root)


# --- the screen --------------------------------------------------------------------------------


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_presented_everything_is_seen_and_larger(page, screen):
    page.set_viewport_size(dict(zip(("width", "height"), screen, strict=True)))
    for name in [*CELLS][:: 4 if screen[0] == 1920 else 1]:  # as at 1280, once and a half
        root = page.locator(name)
        before = root.evaluate(SEEN)
        enter(root)
        seen = root.evaluate(SEEN)
        assert seen["hidden"] == [0, 0], name
        assert seen["out"] == [], name
        assert seen["least"] >= min(screen[0] / 58, screen[1] / 36) - 0.01, name
        if name in EXPLORERS and screen != (1024, 768):
            assert seen["stage"] > 1.2 * before["stage"], name
            assert seen["stage"] > 16.5, name
        assert seen["box"][0] * seen["box"][1] > before["box"][0] * before["box"][1], name
        leave(page)
        assert root.evaluate(SEEN)["box"] == before["box"], name


def test_a_key_presents_and_leaves_and_the_focus_stays(page):
    root = page.locator(".ll-explorer.ll-noise")
    slider(root, "batch").press("f")
    wait_until(root, "root => root.matches('.ll-filling')")
    assert tool(root, "Leave").evaluate("e => e === document.activeElement")
    assert page.evaluate("Boolean(document.fullscreenElement)")
    page.keyboard.press("f")
    page.wait_for_function("() => !document.fullscreenElement")
    assert root.evaluate("root => document.activeElement.contains(root)")  # Space presses nothing


@pytest.mark.parametrize("name", [".ll-explorer.ll-noise", ".ll-stepper"])
def test_where_full_screen_is_refused_it_covers_the_page(page, name):
    page.set_viewport_size({"width": 1280, "height": 720})
    page.evaluate("""() => {
        window.asked ??= Element.prototype.requestFullscreen;
        Element.prototype.requestFullscreen = async () => { throw new Error("refused"); };
        document.querySelector("main").style.transform = "translate(9px, 9px)"; }""")
    root = page.locator(name)
    enter(root)
    assert root.bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 720}
    corners = "([x, y]) => Boolean(document.elementFromPoint(x, y)?.closest('.ll-filling'))"
    assert all(page.evaluate(corners, [x, y]) for x in (2, 1278) for y in (2, 718))
    for _ in range(40):  # the focus does not get lost behind it
        page.keyboard.press("Tab")
    page.wait_for_function("() => document.activeElement.closest('.ll-filling')")
    tool(root, "Leave").click()
    settle(page)
    assert root.bounding_box()["width"] < 1280
    page.evaluate("""() => { Element.prototype.requestFullscreen = window.asked;
        document.querySelector("main").style.transform = ""; }""")


def test_what_was_set_and_reached_is_kept(page):
    root = page.locator(".ll-explorer.ll-noise")
    press(root, "Epochs")
    told = root.locator(".ll-says").inner_text()
    enter(root)
    assert root.locator(".ll-says").inner_text() == told
    slider(root, "batch").press("Home")
    leave(page)
    assert slider(root, "batch").input_value() == "0"
    shown = page.locator(".ll-stepper")
    shown.get_by_role("button", name="Predict").click()
    shown.get_by_role("slider", name="Step").press("ArrowRight")
    score = shown.locator(".ll-score").inner_text()
    enter(shown)
    assert shown.locator(".ll-score").inner_text() == score
    leave(page)


# Longer than any of ours.
LONG = "so many words that it hardly fits, and then some more of them; " * 6
QUESTIONS = ['.ll-question:has([type="radio"])', '.ll-question:has([type="text"])']
# How large the type is, and how far what is seen of the card reaches over the screen.
CARD = """card => {
    const words = [...card.querySelectorAll(".ll-sort, .ll-asked, label, button, .ll-told")]
        .filter(e => e.checkVisibility() && e.textContent);
    return {
        type: Math.min(...words.filter(e => !e.matches(".ll-sort"))
            .map(e => parseFloat(getComputedStyle(e).fontSize))),
        over: Math.max(...words.map(e => e.getBoundingClientRect()).map(b =>
            Math.max(-b.left, -b.top, b.right - innerWidth, b.bottom - innerHeight))),
        size: [card.offsetWidth, card.offsetHeight],
    };
}"""


@pytest.mark.parametrize("screen", SCREENS, ids=str)
@pytest.mark.parametrize("name", QUESTIONS, ids=["quiz", "predict"])
def test_a_question_fills_the_screen_and_its_type_grows(page, name, screen):
    page.set_viewport_size(dict(zip(("width", "height"), screen, strict=True)))
    card = page.locator(name)
    before = card.evaluate(CARD)
    enter(card)
    seen = card.evaluate(CARD)
    assert seen["type"] > 2 * before["type"] and seen["over"] < 0
    assert tuple(seen["size"]) == screen
    leave(page)
    asked = card.locator(".ll-asked")
    words = asked.inner_text()
    asked.evaluate("(e, text) => { e.textContent = text; }", LONG)
    enter(card)  # smaller, so that all of it is seen
    fitted = card.evaluate(CARD)
    assert fitted["over"] < 0 and 0.99 * screen[0] / 44 <= fitted["type"] < seen["type"]
    leave(page)
    asked.evaluate("(e, text) => { e.textContent = text; }", words)
    after = card.evaluate(CARD)
    assert (after["type"], after["size"]) == (before["type"], before["size"])


def test_a_question_keeps_what_is_typed_and_told(page):
    card = page.locator(QUESTIONS[1])
    field = card.get_by_label("How many?")
    field.press_sequentially("f")  # typed, and nothing else
    assert field.input_value() == "f" and not page.locator(".ll-filling").count()
    card.get_by_role("button", name="Check").press("f")
    wait_until(card, "card => card.matches('.ll-filling')")
    asked = card.locator(".ll-asked")
    place = asked.bounding_box()
    for typed in ("3", "1,386", "three quarters of it", "3"):  # nothing moves, whatever is told
        field.fill(typed)
        field.press("Enter")
        assert field.input_value() == typed  # to be mended, if it cannot be read
        assert asked.bounding_box() == place
    told = card.locator(".ll-told").inner_text()
    assert told.startswith("✗")
    field.press("Escape")
    page.wait_for_function("() => !document.querySelector('.ll-filling')")
    assert (field.input_value(), card.locator(".ll-told").inner_text()) == ("3", told)
    quiz = page.locator(QUESTIONS[0])
    quiz.get_by_label("a", exact=True).press("f")
    wait_until(quiz, "card => card.matches('.ll-filling')")
    assert tool(quiz, "Leave").evaluate("e => e === document.activeElement")


# --- keys --------------------------------------------------------------------------------------


def test_keys_of_a_widget_do_not_reach_what_is_around_it(page):
    page.evaluate("""() => { window.heard = [];
        document.addEventListener("keydown", ({ key }) => window.heard.push(key)); }""")
    used = ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", " ")
    for name in CELLS:
        root = page.locator(name)
        for control in root.locator("input[type=range], .ll-tools button").all()[:2]:
            control.focus()
            for key in used if control.evaluate("e => e.type === 'range'") else used[:-1]:
                page.keyboard.press(key)
    words = page.locator(".ll-ledger input[type=search]")
    words.focus()
    for key in ("n", " ", "f"):
        page.keyboard.press(key)
    assert page.evaluate("window.heard") == []
    assert words.input_value() == "n f"
    page.locator(".ll-noise input").first.focus()
    for key in ("n", "Escape", "Control+ArrowRight"):
        page.keyboard.press(key)
    assert page.evaluate("window.heard") == ["n", "Escape", "Control", "ArrowRight"]


CHANGES = {
    ".ll-explorer.ll-masking": lambda root: press(root, "Spans · T5"),
    ".ll-explorer.ll-digits": lambda root: press(root, "Clear"),
    ".ll-ledger": lambda root: root.locator("input[type=search]").fill("head"),
}


# --- links -------------------------------------------------------------------------------------


def test_every_state_is_copied_and_pasted(page):
    clipboard(page, "")
    for name in CELLS:
        root = page.locator(name)
        tool(root, "Copy").click()
        assert notice(root).startswith("Copied."), name
        begin = page.evaluate("window.copied")
        if name in CHANGES:
            CHANGES[name](root)
        else:
            moved = root.locator("input[type=range]").first
            moved.press("Home" if int(moved.input_value()) else "End")
        settle(page)
        tool(root, "Copy").click()
        settle(page)
        changed = page.evaluate("window.copied")
        assert begin.startswith("ll:") and begin != changed, name
        assert paste(root, begin) == "It shows what you pasted.", (name, notice(root))
        tool(root, "Copy").click()
        settle(page)
        assert page.evaluate("window.copied") == begin, name
        assert paste(root, changed) == "It shows what you pasted.", name
        tool(root, "Copy").click()
        settle(page)
        assert page.evaluate("window.copied") == changed, name


@pytest.mark.parametrize("cls", [ConditioningExplorer, NoiseExplorer, MaskingExplorer])
def test_python_and_the_page_write_and_read_the_same(page, cls):
    root = page.locator(f".ll-{cls.__name__.removesuffix('Explorer').lower()}")
    press(root, "↺ Reset")
    explorer = cls()
    for preset in explorer.payload.presets[:3]:
        explorer.state = {**explorer.state, **preset.state}
        press(root, preset.label)
        clipboard(page, "")
        tool(root, "Copy").click()
        settle(page)
        copied = page.evaluate("window.copied")
        assert copied == explorer.link()
        assert cls().follow(copied).state == explorer.state


def test_by_keys_and_where_the_clipboard_is_refused(page):
    root = page.locator(".ll-explorer.ll-noise")
    press(root, "↺ Reset")
    clipboard(page)
    tool(root, "Copy").click()
    settle(page)
    field = root.locator(".ll-link")
    begin = field.input_value()
    assert begin == NoiseExplorer().link()
    assert page.evaluate("getSelection().toString()") in ("", begin)
    assert field.evaluate("e => e.selectionEnd - e.selectionStart") == len(begin)
    tool(root, "Paste").click()
    settle(page)
    assert field.input_value() == ""
    put = """([element, text]) => { const data = new DataTransfer(); data.setData("text", text);
        element.dispatchEvent(new ClipboardEvent("paste",
            { clipboardData: data, bubbles: true, cancelable: true })); }"""
    page.evaluate(put, [field.element_handle(), "ll:NoiseExplorer?batch=3"])
    settle(page)
    assert slider(root, "batch").input_value() == "3"
    page.evaluate(put, [slider(root, "batch").element_handle(), "ll:NoiseExplorer?batch=1"])
    settle(page)
    assert slider(root, "batch").input_value() == "1"


def test_a_foreign_text_is_told_and_changes_nothing(page):
    root = page.locator(".ll-explorer.ll-masking")
    press(root, "Masked · BERT")
    before = root.locator(".ll-says").inner_text()
    refused = {
        "good morning": "This is no link to a widget; one begins with “ll:MaskingExplorer?”.",
        ConditioningExplorer().link(): "This is a link to a ConditioningExplorer; "
        "here is a MaskingExplorer.",
        "ll:MaskingExplorer?share=0.9": "share is “0.9”; there is",
        "ll:MaskingExplorer?objective=99": "This link asks for what cannot be shown here.",
    }
    for text, words in refused.items():
        assert paste(root, text).startswith(words)
        assert root.locator(".ll-says").inner_text() == before
    stepper = page.locator(".ll-stepper")
    stepper.get_by_role("slider", name="Step").press("End")
    count = stepper.locator(".ll-count").inner_text()
    assert paste(stepper, "ll:BackpropStepper?position=99").startswith("position is 99; the last")
    assert stepper.locator(".ll-count").inner_text() == count
    x = ll.Value(0.5, "x")
    begin = ll.BackpropStepper((x * x).tanh()).link()
    assert paste(stepper, begin) == "It shows what you pasted."
    assert stepper.locator(".ll-count").inner_text().startswith("1 /")


# --- presets -----------------------------------------------------------------------------------


def test_a_preset_looks_pressed_until_something_of_it_moves(page):
    for name in EXPLORERS:
        root = page.locator(name)
        presets = root.locator(".ll-buttons button[aria-pressed]:visible")
        for preset in presets.all():
            preset.click()
            settle(page)
            assert preset.get_attribute("aria-pressed") == "true", name
        if name not in (
            ".ll-explorer.ll-digits",
            ".ll-explorer.ll-film",
        ):  # a digit's are what is done with the ink
            assert presets.count() >= 2, name
