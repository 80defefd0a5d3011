"""Every notebook shows its widgets in a real JupyterLab, quietly and on this machine."""

from __future__ import annotations

import nbformat
import pytest

from lecture_lib.tools.part import SHOWS, widgets_part

from .server import REPOSITORY

NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))

# All questions are one widget, which has tests of its own: those of a few notebooks will do.
WITH_QUESTIONS = {"00", "02", "07", "08", "12"}

# What a widget shows of a model is drawn alike after a few updates; nbval makes all of them.
BRIEFLY = """
import lecture_lib.training
MOST = {"steps": 40, "epochs": 2}

def fit(*arguments, whole=lecture_lib.training.fit, **options):
    less = {name: min(options[name], MOST[name]) for name in MOST.keys() & options}
    return whole(*arguments, **{**options, **less})

lecture_lib.training.fit = fit
"""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_widgets_are_shown(lab, open_notebook, path):
    part = nbformat.read(path, as_version=4)
    if path.name[:2] in WITH_QUESTIONS:  # whose answers come from models that were trained
        part = widgets_part(part)
    else:
        part = widgets_part(part, SHOWS - {"predict", "quiz"})
        part.cells.insert(0, nbformat.v4.new_code_cell(BRIEFLY))
    nbformat.write(part, lab.folder / path.name)
    notebook = open_notebook(path.name)
    notebook.run_all()
    assert notebook.errors() == []
    assert notebook.not_run() == []
    assert notebook.stderr() == ""
    assert notebook.missing_views() == []
    assert notebook.external_requests == []
    assert notebook.console_errors == []
