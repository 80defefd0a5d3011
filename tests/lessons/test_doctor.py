"""`ll.doctor`: what is amiss is named with its remedy, and nothing else is."""

from __future__ import annotations

from importlib import import_module, metadata

import pytest

from lecture_lib.graph.layout import RendererMissing
from lecture_lib.lessons import doctor as asked
from lecture_lib.lessons.answers import VARIABLE

doctor = import_module("lecture_lib.lessons.doctor")  # the module; the room's name is the function


def amiss(table):
    """Need -> remedy."""
    found, rows = {}, list(table.rows)
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        if isinstance(row, list) and row[1].kind != "good":
            found[row[0].text] = after.text
    return found


def test_all_is_well_here():
    assert amiss(asked()) == {}


def versions(monkeypatch, **changed):
    real = metadata.version

    def version(name):
        if changed.get(name, "") is None:
            raise metadata.PackageNotFoundError(name)
        return changed.get(name) or real(name)

    monkeypatch.setattr(doctor.metadata, "version", version)


def test_an_old_and_a_missing_package_are_named_with_the_version_that_is_asked_for(monkeypatch):
    versions(monkeypatch, anywidget="0.1.0", tqdm=None)
    said = amiss(asked())["packages"]
    assert "anywidget is 0.1.0, not >=0.9" in said and "tqdm is missing" in said
    assert "numpy" not in said and "pip install" in said


def test_an_optional_package_is_not_asked_for(monkeypatch):
    versions(monkeypatch, distributed=None, nbval=None)
    assert amiss(asked()) == {}


def test_a_package_that_is_only_a_folder_is_told(monkeypatch):
    def requires(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(doctor.metadata, "requires", requires)
    assert "lecture_lib is not installed" in amiss(asked())["packages"]


def test_parts_that_jupyterlab_would_not_find_are_named(monkeypatch, tmp_path):
    (tmp_path / "anywidget").mkdir()
    (tmp_path / "anywidget" / "package.json").write_text("{}")
    monkeypatch.setattr(doctor, "jupyter_path", lambda _: [str(tmp_path)])
    said = amiss(asked())["widgets and questions"]
    assert "pip install jupyterlab_widgets" in said and "anywidget" not in said


def test_without_a_renderer_the_table_is_promised(monkeypatch):
    def missing(graph):
        raise RendererMissing

    monkeypatch.setattr(doctor, "to_svg", missing)
    assert amiss(asked())["pictures of graphs"].startswith("graphs are shown as tables")


@pytest.mark.parametrize(
    ("module", "part", "package"),
    [("sklearn", "data sets", "scikit-learn"), ("distributed", "workers", "distributed")],
)
def test_without_what_some_notebooks_need(monkeypatch, module, part, package):
    monkeypatch.setattr(doctor, "find_spec", lambda name: None if name == module else object())
    assert amiss(asked()) == {part: f"python -m pip install {package}"}


@pytest.mark.parametrize("folder", ["", "not there"])
def test_a_folder_that_cannot_be_written(monkeypatch, tmp_path, folder):
    path = tmp_path / folder / ".answers.json"
    monkeypatch.setenv(VARIABLE, str(path))
    said = amiss(asked())
    assert list(said) == (["answers are kept"] if folder else [])
    assert not path.exists()  # looking leaves nothing behind


def test_in_memory_on_purpose_is_no_fault(monkeypatch):
    monkeypatch.setenv(VARIABLE, "")
    assert amiss(asked()) == {}
