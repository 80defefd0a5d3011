"""Pages made from notebooks: what is in the file. How it behaves: tests/browser/test_site.py."""

from __future__ import annotations

import json
import os
import re

import nbformat
import pytest

from lecture_lib.tools import site
from lecture_lib.tools.runner import CellFailed
from lecture_lib.tools.site import STATE, VIEW, page


def notebook(*cells, **models):
    """A notebook that was run: texts, or outputs of code cells, and widget models."""
    new = nbformat.v4
    made = [
        new.new_markdown_cell(cell)
        if isinstance(cell, str)
        else new.new_code_cell("code", outputs=[new.new_output("display_data", data=cell)])
        for cell in cells
    ]
    state = {key: {"state": model} for key, model in models.items()}
    return new.new_notebook(cells=made, metadata={"widgets": {STATE: {"state": state}}})


def view(model_id, text="In words"):
    return {VIEW: {"model_id": model_id}, "text/plain": text}


def main_of(html):
    return re.search(r"<main>(.*)</main>", html, re.DOTALL)[1]


def test_claims_are_folded_and_nothing_else_is():
    made = notebook({"text/plain": "42 agrees"}, {"text/plain": "a result"})
    made.cells[0].metadata["tags"] = ["claims"]
    folded = re.findall(r"<details class=\"claims\">.*?</details>", page(made), re.DOTALL)
    assert len(folded) == 1 and "42 agrees" in folded[0] and "a result" not in folded[0]


def test_the_page_names_no_other_machine():
    html = page(notebook("# Title\n\n$x$", view("m"), m={"_esm": "export default {}"}))
    assert set(re.findall(r"https?://[^\s\"'<>]+", html)) <= {"http://www.w3.org/1998/Math/MathML"}
    assert not re.search(r"<(script|link|img)[^>]*(src|href)=\"(?!data:)", html)


def test_formulas_become_mathml_wherever_they_stand():
    html = main_of(
        page(
            notebook(
                "Inline $a_1$.\n\n$$b^2$$\n\n\\begin{align} c &= d \\end{align}",
                {"text/latex": "$\\displaystyle e$"},
                {"text/markdown": "$f$"},
            )
        )
    )
    assert html.count("<math") == 5
    assert html.count('display="block"') == 2
    assert "$" not in html and "\\" not in html


def test_pictures_in_the_text_become_part_of_the_page(tmp_path):
    (tmp_path / "dot.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    html = main_of(page(notebook("![A dot](dot.svg)"), folder=tmp_path))
    assert 'alt="A dot"' in html and 'src="data:image/svg+xml;base64,' in html


def test_links_lead_to_pages_of_other_notebooks_and_to_headings():
    html = page(
        notebook("## Zig zag\n\n[next](08_momentum.ipynb#why) [far](https://a.org/x.ipynb)")
    )
    assert 'href="08_momentum.html#why"' in html
    assert 'href="https://a.org/x.ipynb"' in html
    assert 'id="Zig-zag"' in html


def test_title_is_the_first_heading_else_the_name():
    assert "<title>A &amp; B</title>" in page(notebook("text", "# *A* & B"))
    assert "<title>07_zig_zag</title>" in page(notebook("no heading"), name="07_zig_zag")


def test_no_text_of_a_widget_ends_the_script_it_stands_in():
    esm = "// </script><script>alert(1)</script>"
    html = page(notebook(view("m"), m={"_esm": esm}))
    saved = re.search(r'id="widget-state"[^>]*>(.*?)</script>', html, re.DOTALL)[1]
    assert json.loads(saved)["m"]["state"]["_esm"] == esm


def test_a_control_that_needs_a_kernel_says_so():
    html = main_of(page(notebook(view("slider", "IntSlider(value=0)"), slider={"value": 0})))
    assert "IntSlider(value=0)" in html and "needs a kernel" in html
    assert "data-model" not in html


def test_a_widget_carries_its_picture_or_words_until_it_is_drawn():
    picture = "<svg xmlns='http://www.w3.org/2000/svg'><title>t</title><desc>A &lt; B</desc></svg>"
    model = {"_esm": "export default {}"}
    assert "In words" in main_of(page(notebook(view("m"), m=model)))
    html = main_of(page(notebook({**view("m"), "image/svg+xml": picture}, m=model)))
    assert "data:image/svg+xml;base64," in html and 'alt="A &lt; B"' in html


def test_a_formula_that_cannot_be_converted_is_named():
    with pytest.raises(ValueError, match=r"\\nosuch in"):
        page(notebook("$\\nosuch{x}$"))


def write(path, *sources):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_export_runs_the_notebook_beside_its_files_and_leaves_it_alone(tmp_path, monkeypatch):
    (tmp_path / "data.txt").write_text("found")
    source = write(
        tmp_path / "one.ipynb",
        "import lecture_lib, os; print(open('data.txt').read(), os.environ['LECTURE_LIB_ANSWERS'])",
    )
    before = source.read_bytes()
    monkeypatch.setenv("LECTURE_LIB_ANSWERS", "answers of a student")
    monkeypatch.chdir(tmp_path.parent)
    assert site.main([os.fspath(source), "-o", os.fspath(tmp_path / "a" / "b")]) == 0
    html = (tmp_path / "a" / "b" / "one.html").read_text()
    assert "found" in main_of(html) and "student" not in main_of(html)
    assert source.read_bytes() == before


def test_what_is_folded_stays_folded():
    html = main_of(page(notebook("<details><summary>Answer</summary>\n\nIt is $x$.\n\n</details>")))
    inside = html.partition("<details>")[2].partition("</details>")[0]
    assert "It is" in inside and "<math" in inside


def test_a_cell_that_fails_leaves_the_old_page(tmp_path):
    (tmp_path / "one.html").write_text("old")
    with pytest.raises(CellFailed, match="ZeroDivisionError"):
        site.export(write(tmp_path / "one.ipynb", "1 / 0"), tmp_path)
    assert [path.name for path in tmp_path.glob("one.html*")] == ["one.html"]
    assert (tmp_path / "one.html").read_text() == "old"


def test_the_command_goes_on_after_a_notebook_that_fails(tmp_path, capsys):
    bad, good = write(tmp_path / "bad.ipynb", "1 / 0"), write(tmp_path / "good.ipynb")
    lost = tmp_path / "lost.ipynb"
    names = [os.fspath(path) for path in (bad, lost, good)]
    assert site.main([*names, "-o", os.fspath(tmp_path)]) == 1
    told = capsys.readouterr()
    assert "good.html" in told.out
    assert "bad.ipynb: no page was written. " in told.err
    assert "(code cell 1, “1 / 0”): ZeroDivisionError: division by zero" in told.err
    assert "lost.ipynb: no page was written. [Errno 2] No such file" in told.err
