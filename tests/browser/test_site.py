"""Exported pages in a browser: no kernel, no network, and the widgets work."""

from __future__ import annotations

import nbformat
import pytest

from lecture_lib.tools.site import STATE, VIEW, export, page

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
    folder = tmp_path_factory.mktemp("site")
    text = "# Squares\n\nA matrix $\\begin{pmatrix} 1 \\\\ 2 \\\\ 3 \\end{pmatrix}$ stands here."
    cells = [nbformat.v4.new_markdown_cell(text), nbformat.v4.new_code_cell(WIDGET)]
    cells.append(nbformat.v4.new_code_cell("squares"))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "squares.ipynb")
    return export(folder / "squares.ipynb", folder)


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


def test_formulas_are_drawn_with_brackets_that_grow(opened):
    assert opened.page.evaluate("document.fonts.check('16px \"STIX Two Math\"')")
    bracket = opened.page.locator("math mo").first.bounding_box()
    letter = opened.page.locator("math mn").first.bounding_box()
    assert bracket["height"] > 3 * letter["height"]


def test_the_page_follows_the_readers_light_or_dark_system(exported, open_offline):
    grounds = {
        scheme: open_offline(exported, color_scheme=scheme).page.evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for scheme in ("light", "dark")
    }
    assert grounds == {"light": "rgb(255, 255, 255)", "dark": "rgb(17, 17, 17)"}


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
    path.write_text(page(hand_made("export default { render() { throw new Error('oops'); } }")))
    opened = open_offline(path)
    opened.page.wait_for_selector("html[data-widgets='ready']")
    assert opened.page.locator(".widget").inner_text() == "In words"
    assert any("oops" in error for error in opened.console_errors)


def test_the_page_itself_refuses_every_request(tmp_path, open_offline):
    esm = """export default { async render({ el }) {
        el.textContent = await fetch("http://127.0.0.1:9/x").then(() => "sent", () => "refused");
        el.id = "told";
    } }"""
    path = tmp_path / "asking.html"
    path.write_text(page(hand_made(esm)))
    opened = open_offline(path)
    opened.page.wait_for_selector("#told")
    assert opened.page.locator("#told").inner_text() == "refused"
    assert any("Content Security Policy" in error for error in opened.console_errors)


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
    path.write_text(page(hand_made(esm)))
    opened = open_offline(path)
    told = opened.page.locator("#told").inner_text()
    assert told == '[true,["a or b","any","a or b","a or b","any"]]'
    assert opened.console_errors == []
