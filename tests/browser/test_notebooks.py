"""Every notebook shows its widgets in a real JupyterLab, quietly and on this machine."""

from __future__ import annotations

import nbformat
import pytest

from .part import widgets_part
from .server import REPOSITORY

NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_widgets_are_shown(lab, open_notebook, path):
    nbformat.write(widgets_part(path), lab.folder / path.name)
    notebook = open_notebook(path.name)
    notebook.run_all()
    assert notebook.errors() == []
    assert notebook.not_run() == []
    assert notebook.stderr() == ""
    assert notebook.missing_views() == []
    assert notebook.external_requests == []
    assert notebook.console_errors == []


def test_the_part_keeps_what_a_widget_needs_and_no_more(tmp_path):
    cell = nbformat.v4.new_code_cell
    cells = [
        cell("import numpy as np"),
        cell("def half(x):\n    y = x / two\n    return y"),
        cell("two = 2"),
        cell("y = [half(1)]"),
        cell("history = train()"),
        cell("y[0] = 3"),
        cell("ll.FilmPlayer(y, half)"),
        cell("print(history, y)"),
    ]
    path = tmp_path / "all.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    assert [c.source for c in widgets_part(path).cells] == [
        cells[k].source for k in (1, 2, 3, 5, 6)
    ]
