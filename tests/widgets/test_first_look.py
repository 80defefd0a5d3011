"""Notebook 00 lists what moves: a line to run for each widget, or the notebook that shows it."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

import lecture_lib as ll
from lecture_lib import widgets

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
CELLS = nbformat.read(NOTEBOOKS / "00_start_here.ipynb", as_version=4).cells
TEXT = next(cell.source for cell in CELLS if cell.id == "what-moves")
ROWS = re.findall(r"^\| `(ll\.(\w+).+)` \| .+ \| (.+) \|$", TEXT, re.MULTILINE)


def test_every_widget_is_listed_once():
    elsewhere = re.findall(r"`(\w+)`(?: and|,| in| above)", TEXT)
    assert sorted([name for _, name, _ in ROWS] + elsewhere) == sorted(widgets.__all__)


@pytest.mark.parametrize(("line", "name", "links"), ROWS, ids=[name for _, name, _ in ROWS])
def test_its_line_makes_it_and_its_notebooks_are_there(line, name, links):
    assert type(eval(line, {"ll": ll})).__name__ == name
    linked = re.findall(r"\[(\d\d)\]\((\S+?)\)", links)
    assert linked and all(file.startswith(number) for number, file in linked)
    shown = [(NOTEBOOKS / file).read_text(encoding="utf-8") for _, file in linked]
    assert any(name in text for text in shown)
