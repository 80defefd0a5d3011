"""`make grade`: results come from the package's checks, and no student stops the others."""

from __future__ import annotations

import asyncio
import csv
import json
from pathlib import Path

import nbformat
import pytest

from lecture_lib.lessons.places import asked
from lecture_lib.tools import grade as module
from lecture_lib.tools.grade import main
from lecture_lib.tools.grading import cage
from lecture_lib.tools.grading import trial as trials
from lecture_lib.tools.grading.cage import refuse_addresses
from lecture_lib.tools.grading.hand_ins import HandedIn, Original, collect, originals, own_tries
from lecture_lib.tools.grading.results import recognised, results
from lecture_lib.tools.grading.trial import Limits, Trial, attempt
from lecture_lib.tools.grading.witness import Record, read

START = "import lecture_lib as ll\nll.student('{}')"
RIGHT = "ll.check('two-paths', lambda a, b: 2 * a + b)"
ALSO_RIGHT = "ll.check('neuron-db', lambda x, y, w, b: -2 * (y - (w * x + b)))"
WRONG = "ll.check('two-paths', lambda a, b: a + b)"
CALLS = ["ll.check('two-paths', ...)", "ll.check('neuron-dw', ...)", "ll.check('neuron-db', ...)"]


def write(path: Path, *sources: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def table(path: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Student and exercise -> row."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {(row["student"], row["exercise"]): row for row in csv.DictReader(file)}


NETWORK = """
import socket
def reach(*inputs):
    socket.create_connection(("192.0.2.1", 80), timeout=5)
ll.check("neuron-dw", lambda x, y, w, b: reach())
"""


PROGRAM = """
import subprocess, sys
program = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=5)"
def reach(x, y, w, b):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    raise RuntimeError(done.stderr.splitlines()[-1])
ll.check("neuron-dw", reach)
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class: who is right, who loops, who kills the kernel, who cheats; files that are none."""
    folder = tmp_path_factory.mktemp("class")
    write(folder / "course" / "01_paths.ipynb", "import lecture_lib as ll", *CALLS)
    there = folder / "handed in"
    write(
        there / "ada" / "my_notebooks" / "01_paths.ipynb",
        START.format("=Ada"),
        "1 / 0",
        RIGHT,
        "while True: pass",
        ALSO_RIGHT,
        NETWORK,
        "open('left.txt', 'w').write('x')",
    )
    (there / "ada" / "my_notebooks" / ".answers.json").write_text(
        json.dumps({"answers": {"=Ada": {"check two-paths": True, "tries check two-paths": 2}}})
    )
    bob = write(
        there / "bob" / "01_paths.ipynb", START.format("Bob"), WRONG, "import os\nos._exit(3)",
        ALSO_RIGHT,
    )  # fmt: skip
    notebook = nbformat.read(bob, 4)
    notebook.cells[1].outputs = [
        nbformat.v4.new_output("stream", text="✓ two-paths: right, in all 3 cases")
    ]
    nbformat.write(notebook, bob)
    write(
        there / "eve" / "01_paths.ipynb",
        START.format("Eve"),
        "from lecture_lib.lessons.checking import find\n"
        "ll.check('neuron-dw', find('neuron-dw').reference)",
        "import importlib\nchecks = importlib.import_module('lecture_lib.lessons.checking.check')\n"
        "checks._judge = lambda exercise, *_: checks.Report(exercise.id, True, 'right')",
        "ll.check('two-paths', lambda a, b: 7)",
        "ll.check = lambda id, attempt: print('✓', id, 'right, in all 3 cases')\n"
        "ll.check('neuron-db', 7)",
    )
    (there / "mallory.ipynb").write_text("no notebook")
    before = sorted(there.rglob("*"))
    output = folder / "grades.csv"
    code = main(
        [str(there), str(folder / "missing.ipynb"), "-o", str(output), "--cell", "6",
         "--memory", "4", "--originals", str(folder / "course")]
    )  # fmt: skip
    assert sorted(there.rglob("*")) == before, "a hand-in was written to"
    return code, table(output)


def test_a_failing_cell_and_an_endless_loop_do_not_stop_the_rest(graded):
    code, rows = graded
    ada = {key[1]: row for key, row in rows.items() if "ada" in key[0]}
    assert ada["two-paths"]["passed"] == ada["neuron-db"]["passed"] == "yes"
    assert ada["two-paths"]["notebook"] == "01_paths"
    assert ada["two-paths"]["name"] == "'=Ada"  # no formula in a spreadsheet
    assert (ada["two-paths"]["tries"], ada["neuron-db"]["tries"]) == ("3", "")
    assert code == 1  # bob's was not graded to its end


def test_there_is_no_network(graded):
    row = next(row for key, row in graded[1].items() if key[1] == "neuron-dw" and "ada" in key[0])
    assert row["passed"] == "no"
    assert "PermissionError: no network while a notebook is graded" in row["message"]


def test_a_dead_kernel_is_told_and_what_was_checked_before_counts(graded):
    bob = {key[1]: row for key, row in graded[1].items() if "bob" in key[0]}
    assert bob["two-paths"]["passed"] == "no"  # whatever the stored output says
    assert "Likely: only one path" in bob["two-paths"]["message"]
    assert bob["neuron-db"]["message"] == "not reached: the kernel died in code cell 3"
    assert bob["neuron-dw"]["message"] == "its check is not in the notebook"


def test_what_a_student_fakes_is_not_passed(graded):
    eve = {key[1]: row for key, row in graded[1].items() if "eve" in key[0]}
    assert {row["passed"] for row in eve.values()} == {"no"}
    assert "own reference" in eve["neuron-dw"]["message"]
    assert "changed what judges" in eve["two-paths"]["message"]
    assert "did not call the package's check" in eve["neuron-db"]["message"]


def test_files_that_are_no_notebooks_are_told(graded):
    messages = {row["message"] for row in graded[1].values() if not row["exercise"]}
    assert messages == {
        "cannot be read (No such file or directory)",
        "not a notebook: it is no whole JSON file",
    }


def test_a_cell_that_hears_no_interrupt_ends_with_its_notebook_and_memory_is_limited(monkeypatch):
    heard = []
    monkeypatch.setattr(
        trials._Deaf, "output", lambda _, outs, message, *__: heard.append(message["msg_type"])
    )
    sources = [
        "print('x')",
        "import lecture_lib as ll\nll.check('two-paths', lambda a, b: bytearray(6 << 30))",
        PROGRAM,
        "import time\nwhile True:\n    try:\n        time.sleep(1)\n"
        "    except KeyboardInterrupt:\n        pass",
        RIGHT,
    ]
    trial = asyncio.run(attempt(sources, Limits(cell=60, notebook=8, memory=4 << 30)))
    assert "stream" not in heard, "endless outputs would fill the memory of who grades"
    assert trial.end.startswith("8 s for the notebook were over in code cell ")
    if trial.held["memory"]:
        filled = [record for record in trial.records if record.exercise == "two-paths"]
        assert all("MemoryError" in record.headline for record in filled)
    if trial.held["network"] == "none":
        reached = [record for record in trial.records if record.exercise == "neuron-dw"]
        assert all("Network is unreachable" in record.headline for record in reached)
    assert not any(record.ok for record in trial.records)


# The rest starts no kernel.


def test_students_with_the_same_file_name_are_told_apart(tmp_path):
    for name in ("ada", "bob"):
        write(tmp_path / "week" / name / "my_notebooks" / "07.ipynb", "1")
    write(tmp_path / "week" / "ada" / ".ipynb_checkpoints" / "07.ipynb", "1")
    found = collect([tmp_path / "week", tmp_path / "week" / "ada" / "my_notebooks" / "07.ipynb"])
    assert [one.student for one in found] == ["ada", "bob"]
    alone = collect([tmp_path / "07_ada.ipynb"])
    assert [one.student for one in alone] == ["07_ada"]
    assert collect([]) == []


def test_a_renamed_copy_is_recognised_by_what_it_asks(tmp_path):
    write(tmp_path / "01_a.ipynb", "ll.quiz('x', …)", "ll.check('a', f)")
    write(tmp_path / "02_b.ipynb", "ll.check('b', f)", "ll.check('c', f)")
    course = originals(tmp_path)
    assert recognised("mine", ["ll.check('c', g)"], course).name == "02_b"
    assert recognised("mine", ["ll.check('own', g)"], course).exercises == ["own"]


def test_every_exercise_of_the_course_is_found_in_its_notebook():
    """So that none is missing in a table."""
    found = [name for one in originals(Path("notebooks").resolve()) for name in one.exercises]
    assert len(found) == len(set(found)) > 100


@pytest.mark.parametrize("content", ["", "[]", '{"answers": 3}', '{"answers": {"Ada": []}}'])
def test_a_damaged_answers_file_means_that_no_tries_are_known(tmp_path, content):
    (tmp_path / ".answers.json").write_text(content)
    assert own_tries(tmp_path / "07.ipynb") == {}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "", None, b"127.0.1.1"])
def test_this_machine_can_be_spoken_to(host):
    refuse_addresses("socket.getaddrinfo", (host, 80, 0, 0, 0))
    refuse_addresses("socket.connect", (None, "/a/socket/of/the/file/system"))


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", (None, ("93.184.216.34", 80))),
        ("socket.sendto", (None, ("2606:2800::1", 80, 0, 0))),
        ("socket.getaddrinfo", (b"example.org", 80)),
    ],
)
def test_another_machine_cannot(event, arguments):
    with pytest.raises(PermissionError, match="no network"):
        refuse_addresses(event, arguments)


@pytest.fixture
def no_kernel(monkeypatch):
    async def attempt(*arguments):
        pytest.fail("a notebook was run")

    monkeypatch.setattr("lecture_lib.tools.grading.results.attempt", attempt)


@pytest.mark.usefixtures("no_kernel")
def test_an_older_table_is_kept(tmp_path, capsys):
    output = tmp_path / "grades.csv"
    output.write_text("corrected by hand")
    with pytest.raises(SystemExit):
        main([str(tmp_path / "07.ipynb"), "-o", str(output)])
    assert output.read_text() == "corrected by hand"
    assert "--replace" in capsys.readouterr().err
    for wrong in (["--cell", "0"], ["-o", str(tmp_path / "none" / "g.csv")]):
        with pytest.raises(SystemExit):
            main([str(tmp_path / "07.ipynb"), *wrong])


@pytest.mark.usefixtures("no_kernel")
def test_a_table_that_cannot_be_written_is_printed(tmp_path, monkeypatch, capsys):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "replacing", full)
    assert main([str(tmp_path / "07_ada.ipynb"), "-o", str(tmp_path / "g.csv")]) == 1
    shown = capsys.readouterr()
    assert "07_ada" in shown.out and "No space left" in shown.err


@pytest.mark.usefixtures("no_kernel")
def test_a_folder_without_notebooks_is_named(tmp_path, capsys):
    assert main([str(tmp_path), "-o", str(tmp_path / "g.csv")]) == 1
    assert "No notebook is in" in capsys.readouterr().err


def test_an_unsigned_or_unnamed_record_is_no_record(tmp_path):
    path = tmp_path / "checks"
    path.write_bytes(
        b"\xff\n\n0 [1]\n" + b"0" * 64 + b' ["two-paths", true, "", false, false, ""]\n'
    )
    assert read(path, "word") == []
    assert read(tmp_path / "none", "word") == []


def test_a_word_that_leads_to_the_answers_is_told():
    cell = "ll.check('two-paths', lambda *n: ll.lessons.checking.find('two-paths').reference(*n))"
    original = Original("01", tuple(asked(cell)), frozenset())
    trial = Trial([Record("two-paths", True, "right", False, False, "")])
    (row,) = results(HandedIn("eve", Path("01.ipynb")), original, [cell], trial)
    assert row.passed == "yes" and "names checking, reference" in row.message


def test_without_namespaces_the_weaker_hold_is_told(monkeypatch):
    class Forbidden:
        def __init__(self, *arguments, **options):
            self.unshare = lambda flags: -1

    monkeypatch.setattr(cage.ctypes, "CDLL", Forbidden)
    monkeypatch.setattr(cage.sys, "addaudithook", lambda hook: None)  # it could not be removed
    assert cage.without_network() == "python"
    ran = [Trial(held={"network": "none", "memory": True}),
              Trial(held={"network": "python", "memory": False}), Trial()]  # fmt: skip
    told = module._held(ran, Limits())
    assert "not to programs that a notebook starts" in told and "not limited" in told
