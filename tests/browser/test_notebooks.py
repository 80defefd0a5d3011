"""Every notebook shows its widgets in a real JupyterLab, quietly and on this machine."""

from __future__ import annotations

import nbformat
import pytest

from lecture_lib.tools.part import widgets_part

from .server import REPOSITORY

NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_widgets_are_shown(lab, open_notebook, path):
    part = widgets_part(nbformat.read(path, as_version=4))
    nbformat.write(part, lab.folder / path.name)
    notebook = open_notebook(path.name)
    notebook.run_all()
    assert notebook.errors() == []
    assert notebook.not_run() == []
    assert notebook.stderr() == ""
    assert notebook.missing_views() == []
    assert notebook.external_requests == []
    assert notebook.console_errors == []
