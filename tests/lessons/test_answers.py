"""A student's answers survive restarts, damage, and folders that cannot be written."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from lecture_lib.lessons.answers import ANSWERS, Answers, Student, student


@pytest.fixture(autouse=True)
def nobody():
    yield
    student("")


def kept(path):
    return json.loads(path.read_text(encoding="utf-8"))["answers"]


def test_a_restart_loses_nothing(tmp_path):
    path = tmp_path / ".answers.json"
    Answers(path).put("Ada", "predict a", "1/3")
    Answers(path).put("Ada", "check b", True)
    assert Answers(path).get("Ada", "predict a") == "1/3"
    assert kept(path) == {"Ada": {"predict a": "1/3", "check b": True}}
    assert sorted(os.listdir(tmp_path)) == [".answers.json"]


def test_two_students_and_two_notebooks_share_a_file(tmp_path):
    path = tmp_path / ".answers.json"
    first, second = Answers(path), Answers(path)
    first.put("Ada", "a", "1")
    second.put("Bob", "a", "2")
    first.put("Ada", "b", "3")
    assert second.get("Ada", "b") == "3" and second.get("Bob", "a") == "2"
    assert kept(path) == {"Ada": {"a": "1", "b": "3"}, "Bob": {"a": "2"}}


def test_a_later_answer_from_another_notebook_is_not_undone(tmp_path):
    path = tmp_path / ".answers.json"
    first, second = Answers(path), Answers(path)
    first.put("Ada", "a", "1")
    second.put("Ada", "a", "2")
    first.put("Ada", "b", "3")
    assert first.get("Ada", "a") == "2"
    assert kept(path) == {"Ada": {"a": "2", "b": "3"}}


def test_a_file_that_cannot_be_read_is_not_replaced(tmp_path, monkeypatch, capsys):
    path = tmp_path / ".answers.json"
    Answers(path).put("Ada", "a", "1")
    before = path.read_bytes()
    with monkeypatch.context() as locked:
        locked.setattr(
            Path,
            "read_text",
            lambda *a, **k: (_ for _ in ()).throw(PermissionError(13, "Permission denied")),
        )
        answers = Answers(path)
        answers.put("Ada", "b", "2")
        assert answers.get("Ada", "b") == "2"
    assert path.read_bytes() == before
    answers.put("Ada", "c", "3")  # readable again: what was in memory is written too
    assert kept(path) == {"Ada": {"a": "1", "b": "2", "c": "3"}}


def test_an_answer_is_taken_back(tmp_path):
    answers = Answers(tmp_path / "x.json")
    answers.put("", "a", "1")
    answers.put("", "a", None)
    assert answers.get("", "a") is None
    assert kept(tmp_path / "x.json") == {"": {}}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"answers": 1}',
        b'{"answers": {"Ada": 1}}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"other": {}}',
    ],
)
def test_a_damaged_file_is_set_aside(tmp_path, capsys, content):
    path = tmp_path / ".answers.json"
    path.write_bytes(content)
    answers = Answers(path)
    assert answers.get("Ada", "a") is None
    answers.put("Ada", "a", "1")
    assert kept(path) == {"Ada": {"a": "1"}}
    assert (tmp_path / ".answers.json.corrupt-1").read_bytes() == content
    assert capsys.readouterr().out.count("Note:") == 1


def test_a_second_damaged_file_does_not_replace_the_first(tmp_path):
    path = tmp_path / ".answers.json"
    for content in ("one", "two"):
        path.write_text(content)
        Answers(path).get("", "a")
    assert (tmp_path / ".answers.json.corrupt-1").read_text() == "one"
    assert (tmp_path / ".answers.json.corrupt-2").read_text() == "two"


def test_a_folder_that_cannot_be_written_works_in_memory(tmp_path, monkeypatch, capsys):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", refuse)  # the superuser may write anywhere
    answers = Answers(tmp_path / ".answers.json")
    answers.put("", "a", "1")
    answers.put("", "b", "2")
    assert answers.get("", "a") == "1"
    assert capsys.readouterr().out.splitlines() == [
        "Note: answers cannot be written here (Permission denied); "
        "they last as long as this kernel."
    ]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="may write anywhere")
def test_a_read_only_folder(tmp_path, capsys):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    answers = Answers(tmp_path / ".answers.json")
    answers.put("", "a", "1")
    assert answers.get("", "a") == "1" and "Note:" in capsys.readouterr().out


def test_a_missing_folder_and_a_folder_in_place_of_the_file(tmp_path, capsys):
    for path in (tmp_path / "missing" / "a.json", tmp_path):
        answers = Answers(path)
        answers.put("", "a", "1")
        assert answers.get("", "a") == "1"
        assert "Note:" in capsys.readouterr().out
    assert os.listdir(tmp_path) == []


def test_a_failed_write_leaves_the_old_file_and_no_half_written_one(tmp_path, monkeypatch):
    path = tmp_path / ".answers.json"
    Answers(path).put("", "a", "1")
    before = path.read_bytes()

    def fail(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    Answers(path).put("", "a", "2")
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == [".answers.json"]


def test_the_environment_names_the_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LECTURE_LIB_ANSWERS", raising=False)
    assert Answers().path == Path.cwd() / ".answers.json"
    monkeypatch.setenv("LECTURE_LIB_ANSWERS", str(tmp_path / "x.json"))
    assert Answers().path == tmp_path / "x.json"
    monkeypatch.setenv("LECTURE_LIB_ANSWERS", "")
    answers = Answers()
    answers.put("", "a", "1")
    assert answers.path is None and answers.get("", "a") == "1"
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["<b>", "\ud800", "a" * 10_000, "\x00\x1b[31m", "عدا", '"\\', "鴨"]
)
def test_any_name_is_kept_and_shown(tmp_path, monkeypatch, name):
    monkeypatch.setattr(ANSWERS, "_path", tmp_path / "x.json")
    who = student(name)
    ANSWERS.put(who.name, "a", "1")
    assert Answers(tmp_path / "x.json").get(Student(name).name, "a") == "1"
    assert len(repr(who)) < 200
    repr(who).encode()
    assert "\x1b" not in repr(who)


def test_numbers_depend_on_the_name_alone():
    draw = {n: Student(n).rng("two-paths").integers(10**9) for n in ("Ada", "Bob", "")}
    assert len(set(draw.values())) == 3
    assert Student("  ADA ").rng("two-paths").integers(10**9) == draw["Ada"]
    assert Student("Ada").rng("neuron-dw").integers(10**9) != draw["Ada"]


def test_the_student_is_asked_and_told():
    assert student("Ada") is student()
    assert "Ada" in repr(student())
    with pytest.raises(TypeError, match="quotes"):
        student(3)
