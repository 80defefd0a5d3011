"""`ll.doctor`: what is amiss is named with its remedy, and nothing else is."""

from __future__ import annotations

import platform
import sys
from importlib import import_module, metadata

import numpy as np
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


@pytest.fixture(autouse=True)
def browser(monkeypatch):
    """There is one, wherever these tests run."""
    monkeypatch.setattr(doctor, "find", lambda: "/usr/bin/chromium")


def here(table):
    """Need -> what is there of it."""
    return {row[0].text: row[2].text for row in table.rows if isinstance(row, list)}


def test_all_is_well_here():
    assert amiss(asked()) == {}


def test_what_is_here_is_told_with_versions_threads_and_cores():
    told = here(asked())
    assert f"Python {platform.python_version()}, numpy {np.__version__}" in told["packages"]
    assert "ipywidgets" in told["widgets and questions"]
    assert told["arithmetic"] and "core" in told["workers"]
    assert told["browser for tests"] == "/usr/bin/chromium"
    assert all(told.values())


def pools(monkeypatch, *found):
    monkeypatch.setattr(doctor, "threadpool_info", lambda: [*found])


def blas(threads, library="openblas"):
    return {"user_api": "blas", "internal_api": library, "version": "1", "num_threads": threads}


@pytest.mark.parametrize(
    ("library", "variable"),
    [("openblas", "OPENBLAS_NUM_THREADS"), ("mkl", "MKL_NUM_THREADS"), ("?", "OMP_NUM_THREADS")],
)
def test_more_threads_than_cores_are_told_with_the_variable_to_set(monkeypatch, library, variable):
    monkeypatch.setattr(doctor, "_cores", lambda: 4)
    other = {"user_api": "openmp", "internal_api": "openmp", "version": None, "num_threads": 64}
    pools(monkeypatch, other, blas(1), blas(8, library))
    assert (
        f"8 threads on 4 cores wait for each other: set {variable}=4"
        in (amiss(asked())["arithmetic"])
    )
    pools(monkeypatch, other, blas(4, library))
    assert amiss(asked()) == {}


@pytest.mark.parametrize(("name", "fine"), [("accelerate", True), ("none", False), ("", False)])
def test_a_blas_that_shows_no_threads_is_looked_up_in_numpy(monkeypatch, name, fine):
    pools(monkeypatch)
    built = {"Build Dependencies": {"blas": {"name": name}}}
    monkeypatch.setattr(np, "show_config", lambda mode: built)
    assert ("arithmetic" in amiss(asked())) is not fine
    assert here(asked())["arithmetic"] == (name if fine else "")


def test_without_a_browser_only_the_tests_miss_something(monkeypatch):
    monkeypatch.setattr(doctor, "find", lambda: None)
    assert "○ absent" in str(asked())
    assert amiss(asked())["browser for tests"].startswith("only make test")


def test_where_no_process_can_be_started_workers_are_amiss(monkeypatch):
    class Locked:
        def Lock(self):
            raise OSError(38, "Function not implemented")

    monkeypatch.setattr(doctor.multiprocessing, "get_context", lambda method: Locked())
    assert "/dev/shm" in amiss(asked())["workers"]


def test_the_renderer_that_works_is_named_not_the_one_that_is_installed(monkeypatch):
    monkeypatch.delitem(sys.modules, "pygraphviz", raising=False)
    monkeypatch.setattr(doctor, "to_svg", lambda graph: "<svg/>")
    assert here(asked())["pictures of graphs"] == "the program dot"


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
