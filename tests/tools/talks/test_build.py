"""Talks are written whole: links, widgets for a projector, and what is wrong with a notebook."""

from __future__ import annotations

import nbformat
import pytest

from lecture_lib.tools.site import kept
from lecture_lib.tools.site.live import VIEW, Live
from lecture_lib.tools.talks import __main__ as command
from lecture_lib.tools.talks.build import build

V4 = nbformat.v4
LINKS = (
    "[here](#B) [skipped](#C) [talk](two.ipynb#X) [page](three.ipynb#X) "
    "[solution](solutions/one.ipynb) [far](https://a.org)"
)


def write(path, *cells):
    made = [V4.new_markdown_cell(s, metadata={"slideshow": {"slide_type": k}}) for s, k in cells]
    nbformat.write(V4.new_notebook(cells=made), path)
    return path


@pytest.fixture
def held(monkeypatch):
    """The widgets of any notebook, without a run."""
    state = {"presenter": False, "_anywidget_id": "x.Explorer"}
    models = {
        "shown": {"state": dict(state), "buffers": [], "module": "a.js"},
        "other": {"state": dict(state), "buffers": [], "module": "b.js"},
    }
    live = Live({}, models, {"a.js": "text of a", "b.js": "text of b"})

    async def run(notebook, path):
        view = {VIEW: {"model_id": "shown"}, "text/plain": "words"}
        live.outputs.update(
            {cell.id: [V4.new_output("display_data", data=view)] for cell in notebook.cells
             if cell.cell_type == "code"}
        )  # fmt: skip
        return live

    monkeypatch.setattr(kept, "run_live", run)
    return live


def test_links_lead_to_a_slide_to_a_talk_or_to_a_page_of_the_site(tmp_path, held):
    one = write(
        tmp_path / "one.ipynb", ("# A\n\n" + LINKS, "slide"), ("## B", "slide"), ("## C", "skip")
    )
    two = write(tmp_path / "two.ipynb", ("# Two", "slide"))
    text = build([one, two], tmp_path / "slides", tmp_path / "workshop")[0].read_text()
    for address in (
        "#/B", "../site/notebooks/one.html#C", "two.html#/X", "../site/notebooks/three.html#X",
        "../site/notebooks/solutions/one.ipynb", "https://a.org",
    ):  # fmt: skip
        assert f'href="{address}"' in text


def test_a_talk_holds_the_widgets_of_its_slides_for_a_projector(tmp_path, held):
    path = write(tmp_path / "one.ipynb", ("# A", "slide"))
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(V4.new_code_cell("widget"))
    nbformat.write(notebook, path)
    (talk,) = build([path], tmp_path / "slides", tmp_path / "workshop")
    assert [file.name for file in (tmp_path / "slides" / "widgets").iterdir()] == ["a.js"]
    assert 'data-model="shown"' in talk.read_text() and "b.js" not in talk.read_text()


def test_a_second_talk_of_the_same_notebook_needs_no_run(tmp_path, held, monkeypatch):
    path = write(tmp_path / "one.ipynb", ("# A", "slide"))
    (first,) = build([path], tmp_path / "slides", tmp_path / "workshop")
    text = first.read_text()

    async def no_run(notebook, path):
        raise AssertionError("it was run again")

    monkeypatch.setattr(kept, "run_live", no_run)
    (second,) = build([path], tmp_path / "slides", tmp_path / "workshop")
    assert second.read_text() == text
    write(path, ("# Another", "slide"))
    with pytest.raises(AssertionError, match="run again"):
        build([path], tmp_path / "slides", tmp_path / "workshop")


def test_notes_are_in_the_talk_and_one_for_no_slide_fails_by_name(tmp_path, held):
    path = write(tmp_path / "one.ipynb", ("# A", "slide"), ("## B", "slide"))
    folders = tmp_path / "slides", tmp_path / "workshop", tmp_path / "teaching"
    folders[2].mkdir()
    notes = folders[2] / "one.md"
    notes.write_text("# T\n\nWait.\n\n## B\n\nAsk [here](#A).\n")
    text = build([path], *folders)[0].read_text()
    assert text.count("Wait.") == 1 and 'Ask <a href="#/A">here</a>' in text
    notes.write_text("# T\n\nWait.\n\n## Bee\n\nAsk.\n")
    with pytest.raises(ValueError, match=r"one\.md: ## Bee: no slide .* nearest is 'B'"):
        build([path], *folders)
    assert folders[0].joinpath("one.html").read_text() == text


def test_the_command_names_a_notebook_without_slides_and_leaves_the_old_talk(
    tmp_path, held, capsys
):
    path = write(tmp_path / "none.ipynb", ("Text", "-"))
    (tmp_path / "slides").mkdir()
    (tmp_path / "slides" / "none.html").write_text("old")
    assert command.main([str(path), "-o", str(tmp_path / "slides")]) == 1
    assert "none.ipynb: no cell begins a slide" in capsys.readouterr().err
    assert (tmp_path / "slides" / "none.html").read_text() == "old"
