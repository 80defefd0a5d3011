"""Every notebook runs from top to bottom in a real JupyterLab, quietly and on this machine."""

from __future__ import annotations

import pytest

from .server import REPOSITORY

NOTEBOOKS = sorted(path.name for path in (REPOSITORY / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_runs_clean(open_notebook, name):
    notebook = open_notebook(name)
    notebook.run_all()
    assert notebook.errors() == []
    assert notebook.not_run() == []
    assert notebook.stderr() == ""
    assert notebook.missing_views() == []
    assert notebook.external_requests == []
    assert notebook.console_errors == []
