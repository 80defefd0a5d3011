"""A notebook as a page of the site: places of widgets, pictures, what is hidden and folded."""

from __future__ import annotations

import base64
import dataclasses
import io

import nbformat
import numpy as np
from PIL import Image

from lecture_lib.tools.site.live import STATE, VIEW, live, registered
from lecture_lib.tools.site.pages import page
from lecture_lib.tools.site.pictures import Pictures

ESM = "// </script><script>alert(1)</script>"


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


def paged(made, tmp_path):
    return page(made, live(made), Pictures(tmp_path / "p", "../p"), "../widgets")


def html(cell):
    return cell.outputs[0].data["text/html"]


def view(**data):
    return {VIEW: {"model_id": "m"}, "text/plain": "In <words>", **data}


def test_a_widget_has_its_place_and_its_words_in_it(tmp_path):
    made = paged(notebook(view(), m={"_esm": ESM}), tmp_path)
    assert 'data-model="m"' in html(made.cells[0])
    assert "In &lt;words&gt;" in html(made.cells[0])
    assert VIEW not in made.cells[0].outputs[0].data


def test_its_picture_stands_there_instead_where_there_is_one(tmp_path):
    picture = "<svg xmlns='http://www.w3.org/2000/svg'><title>t</title><desc>A &lt; B</desc></svg>"
    made = paged(notebook(view(**{"image/svg+xml": picture}), m={"_esm": ESM}), tmp_path)
    (stored,) = (tmp_path / "p").iterdir()
    assert stored.read_text() == picture
    assert f'alt="A &lt; B" src="../p/{stored.name}"' in html(made.cells[0])


def test_a_control_that_needs_a_kernel_says_so(tmp_path):
    made = paged(notebook(view(), m={"value": 0}), tmp_path)
    assert "needs a kernel" in html(made.cells[0]) and "data-model" not in html(made.cells[0])


def test_pictures_become_smaller_files_with_colours_that_nobody_tells_apart(tmp_path):
    stream = io.BytesIO()
    Image.linear_gradient("L").convert("RGBA").save(stream, "png")
    data = {"image/png": base64.b64encode(stream.getvalue()).decode()}
    made = paged(notebook("## Falling\n\nText", data), tmp_path)
    (stored,) = (tmp_path / "p").iterdir()
    assert stored.suffix == ".webp"
    shown = Image.open(stored).convert("RGBA")
    moved = np.subtract(shown, Image.open(stream), dtype=int)
    assert np.abs(moved).max() == 2
    assert not moved[[0, -1]].any()  # black, white
    assert "Falling" in html(made.cells[1]) and 'width="256"' in html(made.cells[1])
    assert "Its numbers are in the text beside it." in html(made.cells[1])
    told = notebook("## Falling", data)
    told.cells[1].outputs[0].metadata["image/png"] = {"alt": "Adam: from 2 to 0.5."}
    assert 'alt="Figure: Falling. Adam: from 2 to 0.5."' in html(paged(told, tmp_path).cells[1])


def test_answers_are_hidden_and_claims_folded(tmp_path):
    made = notebook({"text/plain": "42"}, {"text/plain": "42 agrees"}, {"text/plain": "plain"})
    made.cells[0].metadata["jupyter"] = {"source_hidden": True}
    made.cells[1].metadata["tags"] = ["claims"]
    tags = [cell.metadata["tags"] for cell in paged(made, tmp_path).cells]
    assert tags == [["remove-input"], ["claims", "hide-output"], []]


def test_solutions_are_files_to_download(tmp_path):
    made = paged(notebook("See [them](solutions/07_zig_zag.ipynb) and [x](07.ipynb)."), tmp_path)
    assert made.cells[0].source == (
        'See <a href="solutions/07_zig_zag.ipynb" download>them</a> and [x](07.ipynb).'
    )


def test_a_module_is_shared_and_ends_no_script():
    made = live(notebook(view(), a={"_esm": ESM, "x": 1}, b={"_esm": ESM}))
    (name,) = made.assets
    assert {made.models[key]["module"] for key in "ab"} == {name}
    assert f'<script src="../widgets/{name}"></script>' in made.html("../widgets")
    assert "</script>" not in registered(name, ESM)


def test_what_two_widgets_hold_alike_is_told_once():
    data = "".join(f"{k:x}" for k in range(3000))
    buffers = [{"encoding": "base64", "path": ["data"], "data": data}]
    made = live(notebook(view(), a={"_esm": ESM}, b={"_esm": ESM}))
    models = {key: {**model, "buffers": buffers} for key, model in made.models.items()}
    sizes = [
        len(dataclasses.replace(made, models={k: models[k] for k in keys}).html("w"))
        for keys in ("a", "ab")
    ]
    assert sizes[1] < sizes[0] + 200


def test_the_notebook_itself_is_left_alone(tmp_path):
    made = notebook(view(), m={"_esm": ESM})
    before = nbformat.writes(made)
    paged(made, tmp_path)
    assert nbformat.writes(made) == before
