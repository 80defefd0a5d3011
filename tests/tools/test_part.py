"""The part of a notebook that shows widgets."""

from __future__ import annotations

import nbformat

from lecture_lib.tools.part import widgets_part


def test_the_part_keeps_what_a_widget_needs_and_no_more():
    cell = nbformat.v4.new_code_cell
    cells = [
        cell("import numpy as np"),
        cell("two = 2"),
        cell("def half(x):\n    y = x / two\n    return y"),
        cell("k = 1"),
        cell("for k in range(2):\n    y = [half(k)]"),
        cell("history = train()"),
        cell("y[0] = 3"),
        cell("ll.FilmPlayer(y, half)"),
        cell("print(history, y)"),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    assert [c.source for c in widgets_part(notebook).cells] == [
        cells[k].source for k in (1, 2, 4, 6, 7)
    ]
    assert len(notebook.cells) == 9
