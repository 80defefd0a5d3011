"""Widgets of a page in a browser: no kernel, no network, and they work (page.js, veil.js)."""

from __future__ import annotations

import nbformat
import pytest

from lecture_lib.tools.site.live import STATE, VIEW

from .bare import bare_page, export_cells
from .smoothness import drag, scrub

WIDGET = '''
import anywidget, struct, traitlets

class Squares(anywidget.AnyWidget):
    _esm = """
    function render({ model, el }) {
      const { buffer, byteOffset, byteLength } = model.get("squares");
      const squares = new Float64Array(buffer, byteOffset, byteLength / 8);
      el.innerHTML = `<input type="range" max="${squares.length - 1}" aria-label="number">
        <button>first</button> <output></output>`;
      const [slider, button, caption] = el.children;
      const show = () => {
        slider.value = model.get("number");
        caption.textContent = `${slider.value} squared is ${squares[slider.value]}`;
      };
      const go = (number) => { model.set("number", number); model.save_changes(); };
      slider.addEventListener("input", () => go(Number(slider.value)));
      button.addEventListener("click", () => go(0));
      model.on("change:number", show);
      show();
    }
    export default { render };
    """
    _css = "output { color: rgb(0, 114, 178); }"
    squares = traitlets.Bytes(struct.pack("<11d", *(x * x for x in range(11)))).tag(sync=True)
    number = traitlets.Int(3).tag(sync=True)

squares = Squares()
squares
'''


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A page with one widget shown twice."""
    return export_cells(
        tmp_path_factory.mktemp("page"), "squares", ["<h1>Squares</h1>", WIDGET, "squares"]
    )


@pytest.fixture
def opened(exported, open_offline):
    """The page, once its widgets are there."""
    page = open_offline(exported)
    page.page.wait_for_selector("html[data-widgets='ready']")
    yield page
    assert page.console_errors == []
    assert page.external_requests == []


def captions(page):
    return page.page.locator("output").all_inner_texts()


def test_widgets_work_by_keyboard_and_all_views_follow(opened):
    assert captions(opened) == ["3 squared is 9"] * 2
    opened.page.get_by_label("number").first.press("ArrowRight")
    assert captions(opened) == ["4 squared is 16"] * 2
    opened.page.get_by_label("number").last.press("End")
    assert captions(opened) == ["10 squared is 100"] * 2


def test_widgets_work_by_mouse_and_redraw_while_dragged(opened):
    slider = opened.page.get_by_label("number").first
    drag(slider, 0, 0.5)
    assert captions(opened) == ["5 squared is 25"] * 2
    opened.page.get_by_role("button").last.click()
    assert captions(opened) == ["0 squared is 0"] * 2
    assert scrub(slider, within=".widget", seconds=0.2, repeats=1).redraws > 0


def test_the_style_of_a_widget_comes_with_it(opened):
    color = opened.page.locator("output").first.evaluate("e => getComputedStyle(e).color")
    assert color == "rgb(0, 114, 178)"


def hand_made(esm, **data):
    """A notebook with one widget, as if it had been run."""
    output = nbformat.v4.new_output(
        "display_data", data={VIEW: {"model_id": "m"}, "text/plain": "In words", **data}
    )
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("widget", outputs=[output])],
        metadata={"widgets": {STATE: {"state": {"m": {"state": {"_esm": esm}}}}}},
    )


def test_a_widget_that_fails_leaves_its_words(tmp_path, open_offline):
    path = tmp_path / "broken.html"
    path.write_text(
        bare_page(hand_made("export default { render() { throw new Error('oops'); } }"))
    )
    opened = open_offline(path)
    opened.page.wait_for_selector("html[data-widgets='ready']")
    assert opened.page.locator(".widget").inner_text() == "In words"
    assert any("oops" in error for error in opened.console_errors)


def test_the_model_behaves_as_jupyters_does(tmp_path, open_offline):
    esm = r"""export default () => ({
        initialize({ model }) { model.set("begun", true); },
        render({ model, el }) {
            const heard = [];
            const hear = (label) => () => heard.push(label);
            const gone = hear("gone");
            model.on("change:a change:b", hear("a or b"));
            model.on("change", hear("any"));
            model.on("change:a", gone);
            model.off("change:a", gone);
            model.set("a", [1]);
            model.set("a", [1]);            // equal: nobody is told
            model.set({ a: [2], b: 1 });    // both, then once for all
            model.send({ nobody: "listens" });
            model.save_changes();
            el.textContent = JSON.stringify([model.get("begun"), heard]);
            el.id = "told";
        },
    })"""
    path = tmp_path / "model.html"
    path.write_text(bare_page(hand_made(esm)))
    opened = open_offline(path)
    told = opened.page.locator("#told").inner_text()
    assert told == '[true,["a or b","any","a or b","a or b","any"]]'
    assert opened.console_errors == []


QUESTIONS = [
    '<h1 id="First">First</h1><p><a href="#Third">further down</a></p>',
    "import lecture_lib as ll\nll.predict('one', 'Half?', answer=0.5, explanation='Surely.')",
    '<h2 id="Second">Second</h2><p>Between the questions. <button>between</button></p>',
    "ll.quiz('two', 'Which?', ['a', 'b'], 'a', {'b': 'No.'})\n",
    '<h2 id="Third">Third</h2><p>After the questions.</p>',
    WIDGET,
]
LINE = "Answer above, or show the page."


@pytest.fixture(scope="module")
def with_questions(tmp_path_factory):
    """A page that asks twice."""
    return export_cells(tmp_path_factory.mktemp("questions"), "questions", QUESTIONS)


@pytest.fixture
def asking(with_questions, open_offline):
    page = open_offline(with_questions)
    page.page.wait_for_selector("html[data-widgets='ready']")
    yield page.page
    assert page.console_errors == []


def seen(page):
    """Which parts can be seen, and are told to a screen reader: the two must agree."""
    headings = {1: "First", 2: "Second", 3: "Third"}
    told = [n for n, name in headings.items() if page.get_by_role("heading", name=name).count()]
    boxes = {n: page.locator(f"#{name}").bounding_box() for n, name in headings.items()}
    visible = [n for n, name in headings.items() if page.locator(f"#{name}").is_visible()]
    assert told == visible, boxes
    return told


def height(page):
    return page.evaluate("document.querySelector('main').scrollHeight")


def predicted(page, text):
    page.get_by_label("Half?").fill(text)
    page.get_by_label("Half?").press("Enter")


def test_what_follows_a_question_is_covered_until_it_is_answered(asking):
    assert seen(asking) == [1] and asking.get_by_text(LINE).count() == 1
    predicted(asking, "no idea")
    assert seen(asking) == [1]
    predicted(asking, "0.4")
    assert seen(asking) == [1]  # a wrong try tells no answer, nor does the page
    predicted(asking, "0.5")
    assert seen(asking) == [1, 2] and asking.get_by_text(LINE).count() == 1
    asking.get_by_label("b", exact=True).check()
    assert seen(asking) == [1, 2]
    asking.get_by_role("button", name="Show the answer").click()
    assert seen(asking) == [1, 2, 3] and asking.get_by_text(LINE).count() == 0
    # The widget below has been laid out though nobody saw it, and works.
    asking.get_by_label("number").press("ArrowRight")
    assert asking.locator("output").inner_text() == "4 squared is 16"


def test_what_is_covered_takes_no_room_and_no_focus(asking):
    covered = height(asking)
    asking.get_by_role("button", name="Present").focus()  # the last of the question
    asking.keyboard.press("Tab")
    assert asking.evaluate("document.activeElement.textContent") == "Show the page"
    asking.keyboard.press("Enter")
    assert seen(asking) == [1, 2, 3] and asking.get_by_text(LINE).count() == 0
    assert height(asking) > covered + 200
    assert asking.evaluate("document.activeElement.textContent").lstrip().startswith("Second")


def test_the_page_remembers_nothing(asking):
    asking.get_by_role("button", name="Show the page").click()
    asking.reload()
    asking.wait_for_selector("html[data-widgets='ready']")
    assert seen(asking) == [1]


def test_show_in_the_address_opens_all(asking):
    asking.goto(f"{asking.url}?show")
    asking.wait_for_selector("html[data-widgets='ready']")
    assert seen(asking) == [1, 2, 3] and asking.get_by_text(LINE).count() == 0


def test_a_link_to_what_is_covered_opens_the_page(asking):
    asking.get_by_role("link", name="further down").click()
    asking.wait_for_selector(".veil", state="detached")
    assert seen(asking) == [1, 2, 3]


def test_print_shows_all_and_no_veil(asking):
    asking.emulate_media(media="print")
    assert asking.locator("#Third").is_visible()
    assert not asking.get_by_text(LINE).is_visible()


def test_a_question_that_cannot_be_asked_covers_nothing(tmp_path, open_offline):
    notebook = hand_made("export default { render() { throw new Error('oops'); } }")
    state = notebook.metadata["widgets"][STATE]["state"]["m"]["state"]
    state |= {"_anywidget_id": "x.QuestionWidget", "response": "", "tries": 0}
    notebook.cells.append(nbformat.v4.new_markdown_cell("<h1>After</h1>"))
    path = tmp_path / "broken.html"
    path.write_text(bare_page(notebook))
    opened = open_offline(path)
    opened.page.wait_for_selector("html[data-widgets='ready']")
    assert opened.page.get_by_role("heading", name="After").count() == 1


def test_the_answer_comes_on_show_and_does_not_count_as_right(asking):
    show = asking.get_by_role("button", name="Show the answer")
    told = asking.locator(".ll-told").first
    assert show.count() == 0
    predicted(asking, "0.4")
    assert told.inner_text() == "✗ Not yet."
    asking.get_by_role("button", name="Check").focus()
    asking.keyboard.press("Tab")
    asking.keyboard.press("Enter")
    assert told.inner_text() == "✗ Not yet. The answer is 0.5. Surely."
    assert show.count() == 0 and asking.evaluate("document.activeElement.role") == "status"
    predicted(asking, "0.5")
    assert told.inner_text() == "… The answer is 0.5. Surely."


def test_the_right_choice_is_marked_after_show(asking):
    predicted(asking, "0.5")
    asking.get_by_label("b", exact=True).check()
    assert asking.locator(".ll-right").count() == 0
    asking.get_by_role("button", name="Show the answer").click()
    assert asking.locator(".ll-right").inner_text() == "a"
    assert asking.locator(".ll-told").last.inner_text() == "✗ Not quite. No. Right is: a."


def test_after_the_right_choice_another_is_told_by_its_name_and_the_right_one_again(asking):
    predicted(asking, "0.5")
    right, wrong = asking.get_by_label("a", exact=True), asking.get_by_label("b", exact=True)
    told = asking.locator(".ll-told").last
    right.click()
    praise = told.inner_text()
    assert praise.startswith("✓")
    wrong.click()
    assert right.is_checked() and told.inner_text() == "✗ “b”: Not quite. No."
    right.click()
    assert told.inner_text() == praise
