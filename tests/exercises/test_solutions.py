"""Solutions: each exercise of a notebook has one, it passes, and the stub as given does not.

That every listed wrong answer fails is tested in ``lessons/test_check.py``.
"""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest

import lecture_lib as ll
from lecture_lib.lessons import check as check_exercise
from lecture_lib.lessons.answers import ANSWERS, student
from lecture_lib.lessons.checking import load

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SOLUTIONS = sorted((NOTEBOOKS / "solutions").glob("*.ipynb"))


def code(path: Path) -> list[str]:
    """Sources of the code cells."""
    notebook = nbformat.read(path, as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def checked(source: str) -> list[str]:
    """Ids of the exercises that a cell checks."""
    return [
        call.args[0].value
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "ll.check"
    ]


def exercises(path: Path) -> dict[str, str]:
    """Exercise -> source of the cell that checks it."""
    return {id: source for source in code(path) for id in checked(source)}


def functions(source: str) -> dict[str, str]:
    """Name of each function -> its parameters."""
    return {
        node.name: ast.unparse(node.args)
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef)
    }


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    """Run cells in one namespace; return what each ``ll.check`` found, by exercise."""
    monkeypatch.setattr(ANSWERS, "_path", tmp_path / "answers.json")
    monkeypatch.setattr(ANSWERS, "_memory", {})

    def runner(sources, name=""):
        reports = {}

        def check(id, attempt):
            reports[id] = check_exercise(id, attempt)
            return reports[id]

        student(name)
        monkeypatch.setattr(ll, "check", check, raising=False)
        names: dict = {"display": print}  # IPython puts it there
        for source in sources:
            exec(compile(source, "<cell>", "exec"), names)
        return reports

    yield runner
    student("")


def test_every_notebook_with_exercises_has_solutions():
    with_exercises = {p.name for p in NOTEBOOKS.glob("*.ipynb") if exercises(p)}
    assert len(with_exercises) > 1
    assert {path.name for path in SOLUTIONS} == with_exercises


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_every_exercise_of_the_notebook_has_a_solution_of_the_same_form(path):
    asked, solved = exercises(NOTEBOOKS / path.name), exercises(path)
    assert solved
    unsolved, strange = set(asked) - set(solved), set(solved) - set(asked)
    assert not unsolved, f"notebooks/solutions/{path.name} has no solution of {unsolved}"
    assert not strange, f"notebooks/{path.name} does not ask for {strange}"
    assert set(solved) <= set(load())
    for id, source in solved.items():
        assert functions(source) == functions(asked[id]), id


@pytest.mark.parametrize("name", ["", "Ada"])
@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_every_solution_passes(path, name, run):
    reports = run(code(path), name)
    assert set(reports) == set(exercises(path))
    assert {id: report.ok for id, report in reports.items()} == dict.fromkeys(reports, True)


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_no_stub_is_right_as_given(path, run):
    student_notebook = NOTEBOOKS / path.name
    reports = run(["import numpy as np, lecture_lib as ll", *exercises(student_notebook).values()])
    assert set(reports) == set(exercises(path))
    assert not any(reports.values())
