"""`make notebooks`: same outputs twice, and the old file whole whatever goes wrong."""

from __future__ import annotations

import asyncio
import errno
import os
import re
import sys
from pathlib import Path

import nbformat
import pytest

from lecture_lib.tools import refresh as module
from lecture_lib.tools.refresh import ADDRESS, WIDGET_VIEW, RefreshError, main, refresh, strip


def write(path: Path, *sources: str) -> Path:
    """Store a notebook whose code cells follow one heading."""
    cells = [nbformat.v4.new_markdown_cell("# Title", id="title")]
    cells += [nbformat.v4.new_code_cell(s, id=f"code-{i}") for i, s in enumerate(sources)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def outputs(path: Path) -> list[list[nbformat.NotebookNode]]:
    return [c.outputs for c in nbformat.read(path, 4).cells if c.cell_type == "code"]


def alone(path: Path) -> bool:
    """Whether the folder holds nothing but the notebook: no temporary file was left."""
    return os.listdir(path.parent) == [path.name]


def test_refreshing_twice_gives_the_same_bytes(tmp_path, capfd):
    path = write(
        tmp_path / "lesson.ipynb",
        "import os, sys\nprint(sys.executable)\nprint(os.getcwd())",
        "object()",
        "import ipywidgets\nipywidgets.IntSlider(value=3)",
        "raise ValueError('on purpose')",
        "for i in range(3):\n    print(i, flush=True)\n    print('!', file=sys.stderr, flush=True)",
    )
    notebook = nbformat.read(path, 4)
    notebook.cells[4].metadata["tags"] = ["raises-exception"]
    notebook.cells[1].metadata["execution"] = {"iopub.execute_input": "2001-01-01"}
    notebook.metadata["widgets"] = {}
    nbformat.write(notebook, path)
    path.chmod(0o640)

    assert asyncio.run(refresh(path)) is True
    first = path.read_bytes()
    assert asyncio.run(refresh(path)) is False
    assert path.read_bytes() == first
    assert alone(path)
    assert path.stat().st_mode & 0o777 == 0o640

    shell, address, widget, error, streams = outputs(path)
    # this interpreter, in the notebook's folder
    assert shell[0].text.splitlines() == [sys.executable, str(tmp_path)]
    assert address[0].data["text/plain"] == "<object at 0x0>"
    assert list(widget[0].data) == ["text/plain"]
    assert error[0].traceback == ["ValueError: on purpose"]
    assert [(s.name, s.text) for s in streams] == [("stdout", "0\n1\n2\n"), ("stderr", "!\n!\n!\n")]
    notebook = nbformat.read(path, 4)
    assert [c.id for c in notebook.cells] == ["title", *(f"code-{i}" for i in range(5))]
    assert [c.execution_count for c in notebook.cells[1:]] == [1, 2, 3, 4, 5]
    assert "execution" not in notebook.cells[1].metadata
    assert "widgets" not in notebook.metadata
    assert "version" not in notebook.metadata.language_info
    assert capfd.readouterr().err == ""


def test_a_failing_cell_leaves_the_file_whole_and_the_others_are_refreshed(tmp_path, capsys):
    bad = write(tmp_path / "bad.ipynb", "print('fine')", "1 / 0", "print('never')")
    good = write(tmp_path / "good.ipynb", "print('new')")
    before = bad.read_bytes()

    assert main([str(bad), str(good)]) == 1

    assert bad.read_bytes() == before
    assert outputs(good)[0][0].text == "new\n"
    message = capsys.readouterr().err
    assert f"{bad}, cell 3 of 4 (code cell 2, “1 / 0”): ZeroDivisionError" in message
    assert "The file is unchanged." in message
    assert f"make notebooks ARGS='{bad}'" in message


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("import time\ntime.sleep(60)", "ran longer than 1 s"),
        ("import os\nos._exit(3)", "the kernel died"),
    ],
)
def test_a_cell_that_hangs_or_dies_is_named(tmp_path, source, problem):
    path = write(tmp_path / "lesson.ipynb", source)
    before = path.read_bytes()
    with pytest.raises(RefreshError, match=rf"cell 2 of 2 .*{problem}"):
        asyncio.run(refresh(path, timeout=1))
    assert path.read_bytes() == before


def test_check_tells_stale_from_fresh_and_writes_nothing(tmp_path, capsys):
    path = write(tmp_path / "lesson.ipynb", "print(1)")
    before = path.read_bytes()
    assert main(["--check", str(path)]) == 1
    assert path.read_bytes() == before
    assert "stale" in capsys.readouterr().err
    assert main([str(path)]) == 0
    assert main(["--check", str(path)]) == 0


def test_a_notebook_edited_while_it_runs_keeps_the_edit(tmp_path):
    path = write(tmp_path / "lesson.ipynb", "open('lesson.ipynb', 'a').write(' ')")
    before = path.read_bytes()
    with pytest.raises(RefreshError, match=r"changed while it was being run"):
        asyncio.run(refresh(path))
    assert path.read_bytes() == before + b" "
    assert alone(path)


# The rest needs no kernel: to start one would be a failure.


def test_claims_are_collected_after_the_others_ran_and_before_the_ledger(tmp_path, monkeypatch):
    """And only for notebooks of the course."""
    done = []

    async def refreshed(paths, write):
        done.extend(path.name for path in paths)
        return []

    monkeypatch.setattr(module, "_refresh_all", refreshed)
    monkeypatch.setattr(module.ledger, "store", lambda write: bool(done.append("claims")))
    here = module.ledger.NOTEBOOKS
    assert main([str(here / "17_the_ledger.ipynb"), str(here / "18_more.ipynb")]) == 0
    assert done == ["18_more.ipynb", "claims", "17_the_ledger.ipynb"]
    done.clear()
    assert main([str(tmp_path / "mine.ipynb")]) == 0
    assert done == ["mine.ipynb"]


@pytest.fixture
def no_kernel(monkeypatch):
    async def run(*arguments, **options):
        pytest.fail("the notebook was run")

    monkeypatch.setattr(module, "run", run)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"cells": [',
        b"7",
        b"[]",
        b"{}",
        b"\xff\xfe\x00",
        b'{"cells": [], "metadata": {}}',
        b'{"cells": [{}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    ],
)
@pytest.mark.usefixtures("no_kernel")
def test_a_half_written_notebook_is_named_and_kept(tmp_path, content):
    path = tmp_path / "lesson.ipynb"
    path.write_bytes(content)
    with pytest.raises(RefreshError, match=r"lesson\.ipynb: not a whole notebook .*\n.*git"):
        asyncio.run(refresh(path))
    assert path.read_bytes() == content
    assert alone(path)


@pytest.mark.usefixtures("no_kernel")
def test_a_read_only_notebook_is_refused_before_it_runs_even_to_root(tmp_path):
    path = write(tmp_path / "lesson.ipynb", "print(1)")
    before = path.read_bytes()
    path.chmod(0o444)
    with pytest.raises(RefreshError, match=r"read-only\n.*unchanged.*chmod u\+w"):
        asyncio.run(refresh(path))
    assert path.read_bytes() == before


@pytest.mark.usefixtures("no_kernel")
def test_a_missing_notebook_and_an_empty_folder_are_named(tmp_path, monkeypatch, capsys):
    with pytest.raises(RefreshError, match=r"none\.ipynb: cannot be read \(No such file"):
        asyncio.run(refresh(tmp_path / "none.ipynb"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main([])
    assert "no notebook under notebooks/" in capsys.readouterr().err


@pytest.mark.parametrize("failing", ["os.replace", "os.fsync", "secrets.token_hex"])
def test_a_full_disk_leaves_the_file_whole(tmp_path, monkeypatch, failing):
    async def run(notebook, path, **options):
        notebook.cells[0].source = "changed"

    def full(*arguments, **keywords):
        raise OSError(errno.ENOSPC, "No space left on device")

    path = write(tmp_path / "lesson.ipynb")
    before = path.read_bytes()
    monkeypatch.setattr(module, "run", run)
    monkeypatch.setattr(failing, full)
    with pytest.raises(RefreshError, match=r"cannot be written \(No space left"):
        asyncio.run(refresh(path))
    assert path.read_bytes() == before
    assert alone(path)


def test_a_linked_notebook_stays_a_link(tmp_path, monkeypatch):
    async def run(notebook, path, **options):
        notebook.cells[0].source = "changed"

    monkeypatch.setattr(module, "run", run)
    target = write(tmp_path / "target.ipynb")
    link = tmp_path / "link.ipynb"
    link.symlink_to(target)
    assert asyncio.run(refresh(link))
    assert link.is_symlink()
    assert "changed" in target.read_text(encoding="utf-8")


def test_what_a_cell_says_of_its_machine_is_not_stored():
    cell = nbformat.v4.new_code_cell("doctor()", metadata={"tags": ["nbval-ignore-output"]})
    cell.outputs = [nbformat.v4.new_output("stream", text="Python 3.11 on 2 cores")]
    assert strip(nbformat.v4.new_notebook(cells=[cell])).cells[0].outputs == []


def test_strip_keeps_the_fallback_of_a_widget_and_pictures_as_they_are():
    cell = nbformat.v4.new_code_cell("w")
    data = {WIDGET_VIEW: {"model_id": "7"}, "text/html": "<p>3</p>", "image/png": "aXQgMHg3Zg=="}
    cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
    strip(nbformat.v4.new_notebook(cells=[cell]))
    assert cell.outputs[0].data == {"text/html": "<p>3</p>", "image/png": "aXQgMHg3Zg=="}


def test_nbval_forgives_what_strip_removes_and_the_coordinates_of_pictures():
    settings = Path(__file__).parents[1].joinpath("nbval.cfg").read_text(encoding="utf-8")
    rules = re.findall(r"^regex: (.*)$\n^replace: (.*)$", settings, re.MULTILINE)
    assert rules == [(ADDRESS.pattern, "at 0x0"), ("(?s)<svg.*</svg>", "<svg/>")]
