"""A talk in a browser: all kinds of slides, whole at 1280×720, live, with keys for either."""

from __future__ import annotations

import nbformat
import pytest

from lecture_lib.tools.talks.build import build

from .talks import cut_off, opened, slides, small

V4 = nbformat.v4
LONG = "A sentence that says a little, and is there to fill the slide with words to read. " * 9
ODD = "f = lambda x: x"
TABLE = "\n".join(["| a | b |", "|---|---|", *("| 1 | 2 |" for _ in range(9))])
PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" width="900" height="700">
<rect width="900" height="700" fill="#ccc"/></svg>"""


def cell(source, kind="-", **metadata):
    make = V4.new_code_cell if source.startswith(("ll.", "f", "import")) else V4.new_markdown_cell
    return make(source, metadata={"slideshow": {"slide_type": kind}, **metadata})


def figure(**metadata):
    picture = {"image/svg+xml": PICTURE, "text/plain": "<Figure>"}
    made = cell("figure()", **metadata)
    made.outputs = [V4.new_output("display_data", data=picture)]
    return made


NOTES = f"""# Teaching

Come early.

## A talk

Say hello.

## See

As long: {LONG * 3}

## Code

It is long: {LONG * 3}
"""
CELLS = [
    cell("# A talk\n\nIt begins with $x^2$, and [goes on](#Deeper).", "slide"),
    cell("import lecture_lib as ll", "skip"),
    cell("## Move it\n\nWhat happens?", "slide"),
    cell("ll.ConditioningExplorer()"),
    cell("<details><summary>Compare</summary>\n\n" + LONG + LONG + "\n\n</details>"),
    cell("## Ask\n\nThink first.", "slide"),
    cell("ll.quiz('talk-test', 'Which?', ['a', 'b'], 'a', {'b': 'No: ' + 'look again. ' * 20})"),
    cell("It was a."),
    cell("## See", "slide"),
    figure(),
    cell(f"{LONG}\n\n{LONG}"),
    cell("## Code\n\nThis is read:", "slide"),
    cell(ODD),
    cell("Too much for one slide:\n\n" + "\n\n".join([LONG] * 4), "subslide"),
    cell(TABLE),
    cell("$$" + " + ".join(f"x_{{{k}}}" for k in range(16)) + "$$"),
    cell("## Deeper\n\nThe end.", "slide"),
]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("a talk")
    nbformat.write(V4.new_notebook(cells=CELLS), folder / "talk.ipynb")
    (folder / "teaching").mkdir()
    (folder / "teaching" / "talk.md").write_text(NOTES, encoding="utf-8")
    where = (folder / name for name in ("slides", "workshop", "teaching"))
    (talk,) = build([folder / "talk.ipynb"], *where)
    return talk


@pytest.fixture
def talk(written, open_offline):
    page = opened(open_offline(written))
    yield page
    assert page.console_errors == []
    assert page.external_requests == []


def place(page):
    return page.evaluate("Reveal.getSlidePastCount()")


def turn_to(page, title):
    page.evaluate(
        """title => {
            const slide = [...document.querySelectorAll(".slides > section > section")]
                .find((one) => one.textContent.includes(title));
            const { h, v } = Reveal.getIndices(slide);
            Reveal.slide(h, v);
        }""",
        title,
    )


def test_from_first_to_last_nothing_is_cut_off_and_all_is_legible(talk):
    seen = list(slides(talk))
    assert [*filter(None, map(cut_off, seen)), *filter(None, map(small, seen))] == []
    assert [slide["place"] for slide in seen] == list(range(1, len(seen) + 1))
    titles = [slide["title"] for slide in seen]
    assert titles.count("Code") > 2  # the subslide with too much goes on
    assert titles[0] == "A talk" and titles[-1] == "Deeper"


def test_keys_turn_slides_and_those_typed_in_a_widget_do_not(talk):
    page = talk.page
    for key in ("ArrowRight", "Space"):
        before = place(page)
        page.keyboard.press(key)
        assert place(page) == before + 1
    turn_to(page, "condition number")
    here = place(page)
    slider = page.locator(".present").get_by_role("slider").first
    value = slider.input_value()
    for key in ("ArrowRight", "ArrowUp", "Space"):
        slider.press(key)
    assert slider.input_value() != value and place(page) == here
    for key in ("Space", "ArrowRight"):
        page.locator(".present .ll-explorer").get_by_role("button", name="Reset").press(key)
    assert place(page) == here
    page.keyboard.press("PageDown")  # a remote control turns the slide
    assert place(page) == here + 1
    page.keyboard.press("PageUp")
    slider.focus()
    page.keyboard.press("Escape")  # gives the keys back
    page.keyboard.press("ArrowRight")
    assert place(page) == here + 1 and not page.evaluate("Reveal.isOverview()")


def test_a_mouse_leaves_the_keys_to_the_slides(talk):
    page = talk.page
    turn_to(page, "condition number")
    here, widget = place(page), page.locator(".present .ll-explorer")
    for name in ("Large η", "Present", "Leave"):
        widget.get_by_role("button", name=name, exact=True).click()
    page.wait_for_function("() => document.activeElement === document.body")
    page.keyboard.press("Space")
    assert place(page) == here + 1
    page.keyboard.press("PageUp")
    widget.locator(".ll-do").click()  # where there is nothing to press
    page.wait_for_function("() => document.activeElement === document.body")
    for on in (page, widget.get_by_role("slider").first):
        (page.keyboard if on is page else on).press("z")
        page.wait_for_selector(".ll-filling")
        page.keyboard.press("z" if on is page else "Escape")
        page.wait_for_selector(".ll-filling", state="detached")
        page.wait_for_function("() => document.activeElement === document.body")
    widget.get_by_role("slider").first.focus()
    page.keyboard.press("d")  # a slider has no use for letters
    page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")


def test_arrow_keys_go_over_options_and_answer_nothing(talk):
    page = talk.page
    turn_to(page, "Which?")
    here, card = place(page), page.locator(".present .ll-question")
    option = [card.get_by_label(name, exact=True) for name in "ab"]
    option[0].focus()
    for at in (1, 0, 1):
        page.keyboard.press("ArrowDown")
        assert option[at].evaluate("e => e === document.activeElement")
    assert card.locator(".ll-told").inner_text() == "" and place(page) == here
    page.keyboard.press("Space")
    assert "look again" in card.locator(".ll-told").inner_text()


def test_what_grows_on_a_slide_finds_room(talk):
    page = talk.page
    turn_to(page, "Compare")
    page.locator(".present summary").click()
    page.wait_for_function("() => Reveal.getCurrentSlide().querySelector('details').open")
    slide = next(slides(talk))
    assert cut_off(slide) is None
    turn_to(page, "Which?")
    page.locator(".present").get_by_label("b", exact=True).check()
    page.wait_for_selector(".present .ll-question :text('look again')")
    assert cut_off(next(slides(talk))) is None


def test_what_follows_a_question_comes_at_the_next_key(talk):
    turn_to(talk.page, "Which?")
    here, answer = place(talk.page), talk.page.locator(".fragment", has_text="It was a.")
    told = talk.page.locator(".aria-status")
    assert not answer.is_visible() and "It was a" not in told.inner_text()
    talk.page.keyboard.press("ArrowRight")
    assert answer.is_visible() and place(talk.page) == here
    assert "It was a" in told.inner_text()


def test_code_dark_and_overview_have_their_keys(talk):
    page = talk.page
    turn_to(page, "condition number")
    code = page.locator(".present .source")
    assert not code.is_visible()
    page.keyboard.press("c")
    assert code.is_visible()
    assert next(slides(talk))["outside"] <= 0
    turn_to(page, "condition number")
    turn_to(page, "Which?")  # code beside a question that has little room
    page.locator(".present .ll-asked").evaluate("(e, long) => { e.textContent = long; }", LONG * 2)
    for _ in range(2):
        page.keyboard.press("c")
    assert not page.locator(".present .ll-question").is_visible()
    assert float(page.evaluate("Reveal.getCurrentSlide().dataset.words")) >= 18
    page.keyboard.press("c")
    assert page.locator(".present .ll-question").is_visible()
    page.keyboard.press("d")
    page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    for _ in range(2):  # an Escape too many is none
        page.keyboard.press("Escape")
    assert not page.evaluate("Reveal.isOverview()")
    page.keyboard.press("o")
    page.keyboard.press("Escape")
    assert not page.evaluate("Reveal.isOverview()")
    page.keyboard.press("o")
    assert page.evaluate("Reveal.isOverview()")
    assert page.get_by_role("heading", name="A talk", include_hidden=True).first.is_visible()


def test_all_keys_are_seen_at_once(talk):
    page = talk.page
    page.keyboard.press("?")
    box = page.locator(".r-overlay-help .r-overlay-content")
    box.get_by_text("The picture or widget as large as the screen").wait_for()
    assert box.evaluate("e => e.scrollHeight <= e.clientHeight")
    page.keyboard.press("PageDown")  # leads back to the slide, and turns none that is not seen
    assert not page.evaluate("Reveal.isOverlayOpen()") and place(page) == 0


def test_a_picture_is_enlarged_by_a_key_or_a_click(talk):
    page = talk.page
    turn_to(page, "As long")
    here, picture = place(page), page.locator(".present .stage img")
    before = picture.bounding_box()["height"]
    for enlarge in (lambda: page.keyboard.press("z"), picture.click):
        enlarge()
        large = page.locator("dialog img")
        large.wait_for()
        assert large.bounding_box()["height"] > max(before, 640)
        page.keyboard.press("ArrowRight")
        assert not large.is_visible() and place(page) == here
    page.keyboard.press("z")
    page.keyboard.press("Escape")
    assert not large.is_visible() and not page.evaluate("Reveal.isOverview()")


def test_what_fills_the_screen_is_darkened_as_well(talk):
    page = talk.page
    turn_to(page, "condition number")
    explorer = page.locator(".present .ll-explorer")
    explorer.get_by_role("button", name="Present", exact=True).click()
    filled = page.locator(".ll-filling")
    filled.wait_for()
    page.keyboard.press("d")
    page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    for back in ("PageDown", "Escape", "Space"):  # the first is all that a remote control has
        page.keyboard.press("b")
        assert "brightness(0)" in filled.evaluate("e => getComputedStyle(e).filter")
        page.keyboard.press(back)
        assert filled.evaluate("e => getComputedStyle(e).filter") == "none"


def test_after_a_way_back_no_slide_is_passed_over(talk):
    page = talk.page
    last = page.evaluate("Reveal.getTotalSlides()")
    for _ in range(3 * last):
        page.keyboard.press("PageDown")
    assert page.evaluate("document.querySelector('[data-previous-indexv]')") is None
    page.keyboard.press("Home")
    seen = [place(page)]
    while seen[-1] < last - 1 and len(seen) < 3 * last:
        page.keyboard.press("PageDown")
        seen.append(place(page))
    assert list(dict.fromkeys(seen)) == list(range(last))


def test_a_link_leads_to_its_slide(talk):
    talk.page.get_by_role("link", name="goes on").click()
    talk.page.wait_for_function("Reveal.isLastSlide()")


def test_the_lecturer_has_notes_and_the_next_slide(talk):
    with talk.page.context.expect_page() as waited:
        talk.page.keyboard.press("s")
    speaker = waited.value
    preview = speaker.frame_locator("#current-slide iframe")
    speaker.get_by_text("Say hello.").wait_for()
    assert speaker.get_by_text("Come early.").count() == 1
    speaker.frame_locator("#upcoming-slide iframe").get_by_text("What happens?").first.wait_for()
    speaker.get_by_text("Say hello.").click()
    for theme in ("dark", "light"):  # for all
        speaker.keyboard.press("d")
        talk.page.wait_for_function(
            "theme => document.documentElement.dataset.theme === theme", arg=theme
        )
    speaker.keyboard.press("PageDown")  # turns the slide for all
    talk.page.wait_for_function("Reveal.getSlidePastCount() === 1")
    turn_to(talk.page, "As long")
    speaker.get_by_text("As long").first.wait_for()
    speaker.keyboard.press("z")
    talk.page.locator("dialog img").wait_for()
    speaker.keyboard.press("PageDown")
    talk.page.locator("dialog img").wait_for(state="hidden")
    for back in ("PageDown", "Escape", "Space"):
        speaker.keyboard.press("b")
        talk.page.wait_for_function("Reveal.isPaused()")
        speaker.keyboard.press(back)
        talk.page.wait_for_function("!Reveal.isPaused()")
        preview.locator(".reveal:not(.paused)").wait_for()
    for name, back in (("condition number", "PageDown"), ("Which?", "ArrowRight")):
        turn_to(talk.page, name)
        here = place(talk.page)
        talk.page.locator(".present").get_by_role("button", name="Present", exact=True).click()
        talk.page.locator(".ll-filling").wait_for()
        speaker.keyboard.press(back)
        talk.page.locator(".ll-filling").wait_for(state="detached")
        assert talk.page.evaluate("document.fullscreenElement") is None
        assert place(talk.page) == here
    for state in ("visible", "hidden", "visible"):  # in the lecturer's own preview
        speaker.keyboard.press("Shift+?")
        preview.get_by_text("Light or dark").wait_for(state=state)
    speaker.keyboard.press("d")  # it takes no key
    preview.get_by_text("Light or dark").wait_for(state="hidden")
    talk.page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    assert not talk.page.evaluate("Reveal.isOverlayOpen() || Reveal.isPaused()")
    turn_to(talk.page, "Code")
    controls = speaker.locator("#speaker-controls")
    controls.get_by_text("It is long").wait_for()
    assert controls.evaluate("(box) => [box.scrollBy(0, 50), box.scrollTop][1]") == 50
    turn_to(talk.page, "As long")  # another note is read from its beginning
    controls.get_by_text("As long").wait_for()
    speaker.wait_for_function("document.querySelector('#speaker-controls').scrollTop === 0")
    speaker.close()


def test_a_note_stays_while_its_slide_goes_on(talk):
    def notes():
        return talk.page.evaluate(
            "[...Reveal.getCurrentSlide().querySelectorAll('.notes')].map((e) => e.textContent)"
        )

    turn_to(talk.page, "Too much for one slide")
    (first,) = notes()
    assert first.strip().startswith("It is long:")
    talk.page.keyboard.press("PageDown")  # the same slide of the notebook, cut in two
    assert notes() == [first]
    turn_to(talk.page, "The end.")
    assert notes() == []


# Whether a button in the corner lies on anything that is read or pressed.
COVERED = """card => {
    const own = card.querySelector(".ll-tools").getBoundingClientRect();
    const words = [...card.querySelectorAll(".ll-sort, .ll-asked, label, .ll-told, .ll-show")];
    return words.filter((word) => word.checkVisibility()).flatMap((word) => {
        const range = document.createRange();
        range.selectNodeContents(word);
        return [...range.getClientRects()].filter((b) => b.left < own.right && b.right > own.left
            && b.top < own.bottom && b.bottom > own.top).map(() => word.textContent);
    });
}"""


def test_an_option_that_comes_to_lie_where_present_was_is_not_lit_nor_chosen(talk):
    page = talk.page
    turn_to(page, "Which?")
    card = page.locator(".present .ll-question")
    at = card.get_by_role("button", name="Present").bounding_box()
    x, y = at["x"] + at["width"] / 2, at["y"] + at["height"] / 2
    page.mouse.click(x, y)
    page.wait_for_selector(".ll-question.ll-filling")
    label, option = card.locator("label").first, card.get_by_label("a", exact=True)
    unlit = label.evaluate("e => getComputedStyle(e).backgroundColor")
    label.evaluate("e => { e.style = 'position: fixed; inset: 0; z-index: 1'; }")
    page.wait_for_function("label => label.matches(':hover')", arg=label.element_handle())
    lit = "([label, unlit]) => (getComputedStyle(label).backgroundColor !== unlit)"
    assert not page.evaluate(lit, [label.element_handle(), unlit])
    for dx in (0, 2):
        page.mouse.click(x + dx, y)
        assert not option.is_checked()
    page.mouse.move(x + 40, y)
    assert page.evaluate(lit, [label.element_handle(), unlit])
    page.mouse.click(x + 40, y)
    assert option.is_checked()


@pytest.mark.parametrize("leave", ["Escape", "PageDown", "PageUp", "ArrowRight", "Space"])
@pytest.mark.parametrize("is_answered", [False, True], ids=["", "answered"])
def test_after_a_mouse_presented_a_question_keys_are_the_slides(talk, leave, is_answered):
    page = talk.page
    turn_to(page, "Which?")
    here, card = place(page), page.locator(".present .ll-question")
    card.get_by_role("button", name="Present").click()
    page.wait_for_selector(".ll-filling")
    if is_answered:
        card.get_by_label("b", exact=True).click()
        page.wait_for_function("!document.activeElement.matches('input')")
    page.keyboard.press(leave)
    page.wait_for_selector(".ll-filling", state="detached")
    page.wait_for_timeout(50)
    assert page.evaluate("document.activeElement === document.body")
    for _ in range(2):  # what follows on the slide, and the next one
        page.keyboard.press("ArrowRight")
    assert place(page) == here + 1
    assert not page.locator(".ll-question").get_by_label("a", exact=True).is_checked()


@pytest.mark.parametrize("is_refused", [False, True], ids=["full screen", "over the page"])
def test_a_question_fills_the_screen_and_gives_it_back(talk, is_refused):
    page = talk.page
    if is_refused:
        page.evaluate("""() => { Element.prototype.requestFullscreen =
            async () => { throw new Error("refused"); }; }""")
    turn_to(page, "Which?")
    here, card = place(page), page.locator(".present .ll-question")
    card.locator(".ll-asked").evaluate("(e, long) => { e.textContent = long; }", LONG[:400])
    page.wait_for_timeout(300)  # the slide finds room for it
    assert card.evaluate(COVERED) == []
    before = card.bounding_box()
    card.get_by_label("b", exact=True).press("f")
    page.wait_for_function(
        "() => document.querySelector('.ll-filling')?.clientWidth === innerWidth"
    )
    assert card.bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 720}
    assert card.evaluate(COVERED) == []
    # The first key leaves it, and turns nothing that none sees.
    page.keyboard.press("PageDown" if is_refused else "Escape")
    page.wait_for_function("() => !document.querySelector('.ll-filling')")
    assert card.bounding_box() == before and place(page) == here
