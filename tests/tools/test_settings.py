"""JupyterLab's settings for the course: written once, and no reason to fail."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from lecture_lib.tools import copies, settings


def test_a_file_that_says_so_already_is_left_alone(tmp_path):
    path = settings.write(tmp_path)
    before = path.stat().st_ino
    assert settings.write(tmp_path) == path and path.stat().st_ino == before


def test_an_older_edition_is_replaced_and_files_of_others_stay(tmp_path):
    path = settings.write(tmp_path)
    path.write_text("{}")
    other = path.with_name("other.json")
    other.write_text("{}")
    settings.write(tmp_path)
    assert json.loads(path.read_text()) == settings.SETTINGS and other.read_text() == "{}"


def test_the_setting_is_one_that_the_widgets_extension_knows():
    """A renamed setting would be ignored in silence."""
    ((plugin, chosen),) = settings.SETTINGS.items()
    extension, name = plugin.split(":")
    schema = Path(
        sys.prefix, "share/jupyter/labextensions", extension, "schemas", extension, f"{name}.json"
    )
    known = json.loads(schema.read_text())["properties"]
    assert set(chosen) <= set(known)


def test_where_nothing_may_be_written_the_way_by_hand_is_told(monkeypatch, capsys):
    def refused():
        raise PermissionError("read-only")

    monkeypatch.setattr(settings, "write", refused)
    assert settings.main() == 0
    assert "Settings > Save Widget State Automatically" in capsys.readouterr().err


def test_who_fetches_copies_gets_the_settings_too(monkeypatch, tmp_path, capsys):
    written = []
    monkeypatch.setattr(settings, "write", lambda: written.append(True))
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "02_duck.ipynb").write_text(
        '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    )
    monkeypatch.chdir(tmp_path)
    assert copies.main(["02"]) == 0 and written == [True]
