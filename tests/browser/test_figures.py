"""Figures follow JupyterLab's theme, in notebooks of the course and in no other."""

from __future__ import annotations

import pytest

from .lab import DARK

FIGURE = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(figsize=(1, 1))"
GRAPH = "import lecture_lib as ll\na = ll.Value(3.0)\nll.show(a * a)"


def looks(notebook):
    """The filters of both pictures, a figure and a graph."""
    images = notebook.page.locator(".jp-OutputArea-output img")
    assert images.count() == 2
    return [image.evaluate("i => getComputedStyle(i).filter") for image in images.all()]


@pytest.mark.parametrize("uses", [True, False])
def test_figures_are_turned_dark_where_the_course_asked_for_it(open_cells, uses):
    start = "import lecture_lib as ll\n" + ("ll.style.use()" if uses else "")
    notebook = open_cells(start, FIGURE, GRAPH)
    notebook.run_all()
    assert notebook.errors() == []
    assert looks(notebook) == ["none", "none"]
    notebook.theme(DARK)
    turned = "invert(1) hue-rotate(180deg) brightness(1.25)" if uses else "none"
    assert looks(notebook) == [turned, turned]
