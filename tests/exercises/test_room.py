"""The exercises are found by name, belong to a notebook that asks for them, and have ids of one."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

import nbformat
import pytest

import lecture_lib
from lecture_lib.lessons.checking import load

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "lecture_lib" / "exercises").glob("nb*.py"))
MODULES = {path.stem: import_module(f"lecture_lib.exercises.{path.stem}") for path in FILES}

# Exercises that their notebook does not check yet, each with the reason.
UNUSED: dict[str, str] = {}

NEW = """
from lecture_lib.lessons import Exercise, Mistake

EXERCISES = (
    Exercise("new", "", (), ((),), lambda rng: (), lambda: 1, (Mistake("m", lambda: 2, ""),),
             ("a", "b", "c")),
)
"""


def test_a_new_file_is_found(tmp_path):
    """Without a line anywhere else; in a process of its own, for the course is read only once."""
    (tmp_path / "nb99_new.py").write_text(NEW)
    (tmp_path / "draft.py").write_text("raise RuntimeError('this is no file of exercises')")
    look = (
        "import lecture_lib as ll; from lecture_lib import exercises\n"
        f"exercises.__path__.append({str(tmp_path)!r})\n"
        "print(ll.check('new', lambda: 1)); print(ll.check('two-paths', lambda a, b: 2 * a + b))"
    )
    done = subprocess.run(
        [sys.executable, "-c", look],
        cwd=Path(lecture_lib.__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "✓ new: right, in all 2 cases",
        "✓ two-paths: right, in all 3 cases",
    ]


def test_every_id_is_given_once():
    ids = Counter(exercise.id for module in MODULES.values() for exercise in module.EXERCISES)
    assert [id for id, count in ids.items() if count > 1] == []
    assert set(load()) == set(ids)


def checked(notebook: Path) -> set[str]:
    """Ids that the cells of a notebook check."""
    cells = nbformat.read(notebook, as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    return set(re.findall(r'll\.check\(\s*"([^"]+)"', code))


@pytest.mark.parametrize("name", MODULES)
def test_a_file_bears_the_number_of_its_notebook(name):
    number = re.fullmatch(r"nb(\d\d)_[a-z]+", name)
    assert number, "the name is nb, the notebook's two digits, and a word"
    assert len(list((ROOT / "notebooks").glob(f"{number[1]}_*.ipynb"))) == 1


@pytest.mark.parametrize("number", sorted({name[2:4] for name in MODULES}))
def test_a_notebook_asks_for_its_exercises(number):
    (notebook,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
    ids = {
        exercise.id
        for name, module in MODULES.items()
        if name[2:4] == number
        for exercise in module.EXERCISES
    }
    unasked = ids - checked(notebook) - set(UNUSED)
    assert not unasked, f"{notebook.name} has no cell with ll.check({unasked})"
    unknown = checked(notebook) - ids
    assert not unknown, f"add {unknown} to EXERCISES of a file nb{number}_….py"
    assert set(UNUSED) <= set(load())
