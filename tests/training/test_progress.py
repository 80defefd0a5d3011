"""A bar where somebody waits, and nothing left of it."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import IPython
import pytest

from lecture_lib.training import progress
from lecture_lib.training.progress import bar


@pytest.fixture
def patient(monkeypatch):
    """It comes at once, and no variable holds it back."""
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.delenv("TQDM_DISABLE")


@pytest.fixture
def notebook(monkeypatch, patient):
    """What a cell shows, as a list of lines; each is (new or not, the line)."""
    lines = []
    handle = SimpleNamespace(update=lambda data, raw: lines.append((False, data["text/plain"])))

    def display(data, raw, display_id):
        assert raw and display_id
        lines.append((True, data["text/plain"]))
        return handle

    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=None))
    monkeypatch.setattr("IPython.display.display", display)
    return lines


def test_where_nobody_looks_there_is_none(capsys, patient):
    items = range(3)
    assert bar(items, 3, "training") is items
    assert capsys.readouterr() == ("", "")


def test_a_terminal_shows_it(capsys, monkeypatch, patient):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert list(bar(range(3), 3, "training")) == [0, 1, 2]
    assert "training" in capsys.readouterr().err


def test_what_is_quick_needs_none(capsys, monkeypatch, patient):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(progress, "_PATIENCE", 60.0)
    assert list(bar(range(3), 3, "training")) == [0, 1, 2]
    assert "training" not in capsys.readouterr().err


def test_a_notebook_has_one_line_that_is_empty_in_the_end(capsys, notebook):
    assert list(bar(range(3), 3, "training")) == [0, 1, 2]
    assert [new for new, _ in notebook] == [True] + [False] * (len(notebook) - 1)
    assert notebook[0][1].startswith("training:   0%") and notebook[-1] == (False, "")
    assert all(len(line) <= 72 and "\r" not in line for _, line in notebook)
    assert capsys.readouterr() == ("", "")


def test_where_outputs_are_compared_there_is_none(notebook, monkeypatch):
    monkeypatch.setenv("TQDM_DISABLE", "1")
    assert list(bar(range(3), 3, "training")) == [0, 1, 2]
    assert notebook == []


def test_no_bar_was_asked_for(notebook):
    assert list(bar(range(3), 3, "training", progress=False)) == [0, 1, 2]
    assert notebook == []
