"""The harness notices what it is there to notice: each kind of trouble, made on purpose."""

from __future__ import annotations

import os
import sys

import pytest

from lecture_lib import chromium as chromium_finder

from .conftest import missing
from .lab import DARK, LIGHT, eventually
from .smoothness import drag, scrub

SLIDER = '''
import anywidget, os, sys, traitlets
class Slider(anywidget.AnyWidget):
    _esm = """
    function render({ model, el }) {
      el.innerHTML = `<input type="range" max="50"><output></output>`;
      const [slider, caption] = el.children;
      slider.dataset.lmSuppressShortcuts = "true";
      const show = () => { slider.value = caption.textContent = model.get("position"); };
      slider.addEventListener("input", () => {
        model.set("position", Number(slider.value));
        model.save_changes();
      });
      model.on("change:position", show);
      show();
    }
    export default { render };
    """
    position = traitlets.Int(0).tag(sync=True)
slider = Slider()
slider
'''


def test_a_widget_is_operated_by_keyboard_and_mouse_and_tells_the_kernel(open_cells):
    notebook = open_cells(SLIDER)
    notebook.run_all()
    assert notebook.missing_views() == []
    output = notebook.output("Slider()")
    slider, caption = output.get_by_role("slider"), output.locator("output")
    slider.press("ArrowRight")
    assert caption.inner_text() == "1"
    drag(slider, 0, 0.5)
    assert caption.inner_text() == "25"
    assert eventually(lambda: notebook.ask("slider.position") == "25")
    assert scrub(slider, seconds=0.2, repeats=1).redraws > 0
    assert not notebook.console_errors


def test_the_kernel_is_this_interpreter_and_the_notebook_a_copy(open_cells):
    notebook = open_cells("import sys, os, lecture_lib; [sys.executable, os.getcwd()]")
    notebook.run_all()
    assert notebook.errors() == []
    executable, folder = eval(notebook.outputs()[0]["data"]["text/plain"])
    assert executable == sys.executable
    assert not folder.startswith(os.getcwd())


def test_a_theme_lasts_until_the_notebook_is_closed(open_cells):
    for _ in range(2):
        notebook = open_cells("1")
        assert notebook.page.evaluate("document.body.dataset.jpThemeName") == LIGHT
        notebook.theme(DARK)


def test_what_the_kernel_cannot_answer_is_an_error(open_cells):
    with pytest.raises(RuntimeError, match="NameError"):
        open_cells("1").ask("no_such_name")


def test_a_restarted_kernel_has_forgotten_and_works(open_cells):
    notebook = open_cells("x = 1", "print('x' in globals())")
    notebook.run_all()
    notebook.restart_kernel()
    notebook.run_cell("print('x' in globals())")
    assert notebook.outputs()[0]["text"] == "False\n"


def test_a_page_that_crashed_is_replaced(lab, open_cells):
    crashed = open_cells("1").page
    crashed.goto("about:blank")  # JupyterLab is gone
    notebook = open_cells("2")
    notebook.run_all()
    assert crashed.is_closed() and notebook.not_run() == []


def test_what_goes_wrong_in_cells_is_seen(open_cells):
    notebook = open_cells("import sys; print('beware', file=sys.stderr)", "1 / 0", "2")
    notebook.run_all()
    assert notebook.stderr() == "beware\n"
    assert notebook.errors() == ["ZeroDivisionError: division by zero"]
    assert notebook.not_run() == ["2"]


def test_what_goes_wrong_in_the_page_is_seen(open_cells):
    notebook = open_cells(
        "import anywidget\n"
        "class Broken(anywidget.AnyWidget):\n"
        "    _esm = 'export default { render() { throw new Error(`oops`); } }'\n"
        "Broken()"
    )
    notebook.run_all()
    assert len(notebook.missing_views(seconds=0.5)) == 1
    assert any("oops" in error for error in notebook.console_errors)


@pytest.mark.parametrize("address", ["https://example.org/x.png", "http://198.51.100.7/x.png"])
def test_no_request_gets_out_and_each_is_seen(open_cells, address):
    notebook = open_cells(f"from IPython.display import HTML; HTML('<img src={address}>')")
    notebook.run_all()
    image = notebook.output("HTML").locator("img")
    image.wait_for(state="attached")
    notebook.page.wait_for_function("() => document.querySelector('[src*=\"x.png\"]').complete")
    assert image.evaluate("image => image.naturalWidth") == 0
    assert set(notebook.external_requests) == {address}


def test_a_missing_notebook_is_an_error_and_the_next_one_opens(lab, open_notebook, open_cells):
    with pytest.raises(Exception, match="404"):
        open_notebook("no-such.ipynb")
    open_cells("1").run_all()


def test_a_chosen_browser_that_is_not_there_is_not_replaced(monkeypatch, capsys):
    monkeypatch.setenv("CHROMIUM", "/no/such/chromium")
    assert chromium_finder.find() is None
    chromium_finder.main()
    assert "CHROMIUM='/no/such/chromium'" in capsys.readouterr().out


def test_an_installation_that_fails_says_how_to_get_a_browser(monkeypatch):
    monkeypatch.setattr(chromium_finder.shutil, "which", lambda name: None)
    monkeypatch.setattr(chromium_finder.sys, "executable", "/no/such/python")
    told = chromium_finder.install()
    assert told.startswith("not installed") and "playwright install chromium" in told
    assert "\n" not in told


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail), ("", pytest.skip)])
def test_without_a_browser_tests_skip_and_in_ci_they_fail(monkeypatch, ci, outcome):
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome.Exception, match="apt-get install chromium"):
        missing(chromium_finder.HOW_TO)
