"""``make present`` and ``make edit``: what JupyterLab is started with."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from jupyterlab.labapp import LabApp

from lecture_lib.tools import settings
from lecture_lib.tools.present.__main__ import main


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A project of two notebooks and an answer; what a start was given, and what lay ready."""
    (tmp_path / "notebooks").mkdir()
    for name in ("07_zig_zag.ipynb", "08_momentum.ipynb", ".answers.json"):
        (tmp_path / "notebooks" / name).write_text("{}")
    found: dict[str, object] = {}

    def launch(options: list[str]) -> None:
        found["options"] = dict(option.partition("=")[::2] for option in options)
        folder = Path(str(found["options"].get("--ServerApp.root_dir")))  # type: ignore[attr-defined]
        found["folder"] = folder
        found["files"] = sorted(path.name for path in folder.iterdir())
        found["answers"] = os.environ.get("LECTURE_LIB_ANSWERS")
        found["tries"] = os.environ.get("LECTURE_LIB_TRIES")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(LabApp, "launch_instance", launch)
    monkeypatch.setattr(settings, "main", lambda: found.setdefault("settings", 0))
    monkeypatch.setenv("LECTURE_LIB_ANSWERS", "mine.json")
    monkeypatch.setenv("LECTURE_LIB_TRIES", "3")
    monkeypatch.setenv("IPYTHONDIR", "mine")
    return found


def test_on_stage_a_copy_is_served_which_is_gone_afterwards(served, capsys):
    assert main(["7", "--no-browser"]) == 0
    options = served["options"]
    assert options["--LabApp.default_url"] == "/doc/tree/07_zig_zag.ipynb"
    assert "--no-browser" in options
    assert served["files"] == ["07_zig_zag.ipynb", "08_momentum.ipynb"]
    assert served["answers"] == "" and "settings" not in served
    assert served["tries"] == "1000"  # a class's wrong calls do not tell the answer
    assert not served["folder"].exists()
    assert "07_zig_zag.ipynb" in capsys.readouterr().out


def test_to_edit_the_notebooks_themselves_are_served(served):
    assert main(["--edit", "notebooks/08_momentum.ipynb"]) == 0
    options = served["options"]
    assert options["--LabApp.default_url"] == "/lab/tree/notebooks/08_momentum.ipynb"
    assert options["--ServerApp.root_dir"] == "." and "settings" in served
    assert served["answers"] == "mine.json"


def test_a_wrong_name_or_place_is_told(served, monkeypatch, tmp_path, capsys):
    assert main(["42"]) == 1
    assert "'42'; there are 07_zig_zag, 08_momentum" in capsys.readouterr().err
    monkeypatch.chdir(tmp_path / "notebooks")
    with pytest.raises(SystemExit):
        main([])
    assert "top of the project" in capsys.readouterr().err
    assert "options" not in served
