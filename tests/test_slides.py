"""Notebooks as talks: each idea a slide that fits on a projector."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from lecture_lib.tools.talks.slices import slices

NOTEBOOKS = sorted(Path(__file__).parents[1].glob("notebooks/*.ipynb"))
CELLS, LINES = 3, 12  # on one slide


def lines(cell):
    """Lines of code that a slide can show; of what holds an answer it shows none."""
    if cell.cell_type != "code" or cell.metadata.get("jupyter", {}).get("source_hidden"):
        return 0
    return sum(bool(line.strip()) for line in cell.source.splitlines())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_slide_holds_what_a_projector_shows(path):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type", "-")
        assert kind != "notes", f"{cell.source[:60]}: a student would see it; see docs/teaching"
        if cell.cell_type == "markdown" and re.match(r"#{1,3} ", cell.source):
            assert kind in ("slide", "subslide", "skip"), cell.source[:60]
    for slide in slices(notebook):
        title = slide.cells[0].source[:60]
        assert len(slide.cells) <= CELLS, f"{title}: {len(slide.cells)} cells"
        shown = sum(map(lines, slide.cells))
        assert shown <= LINES, f"{title}: {shown} lines of code"
