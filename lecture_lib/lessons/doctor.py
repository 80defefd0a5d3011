"""Is all here that the notebooks need? A question for the day when something is not shown."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from jupyter_core.paths import jupyter_path
from packaging.requirements import Requirement

from ..autograd import Value
from ..graph import snapshot
from ..graph.layout import RendererMissing
from ..graph.show import to_svg
from ..style.table import Cell, Note, Table, Verdict
from .answers import ANSWERS

__all__ = ["doctor"]

_INSTALL = "python -m pip install -e ."
_RESTART = "then restart JupyterLab, not only the kernel"


def _packages() -> str:
    """What is asked for in pyproject.toml and is missing, or too old."""
    try:
        asked = [Requirement(text) for text in metadata.requires("lecture-lib") or ()]
    except metadata.PackageNotFoundError:
        return f"lecture_lib is not installed for this kernel: {_INSTALL}"
    faults = []
    for one in asked:
        if one.marker and not one.marker.evaluate({"extra": ""}):
            continue
        try:
            version = metadata.version(one.name)
        except metadata.PackageNotFoundError:
            faults.append(f"{one.name} is missing")
        else:
            if not one.specifier.contains(version, prereleases=True):
                faults.append(f"{one.name} is {version}, not {one.specifier}")
    return f"{'; '.join(faults)}: {_INSTALL}" if faults else ""


def _pages() -> str:
    """Whether JupyterLab will find the parts that draw widgets and questions."""
    needed = {
        "anywidget": "anywidget",
        "@jupyter-widgets/jupyterlab-manager": "jupyterlab_widgets",
    }
    folders = [Path(one) for one in jupyter_path("labextensions")]
    missing = [
        package
        for extension, package in needed.items()
        if not any((folder / extension / "package.json").exists() for folder in folders)
    ]
    return f"python -m pip install {' '.join(missing)}, {_RESTART}" if missing else ""


def _graphs() -> str:
    """Whether a graph can be laid out."""
    try:
        to_svg(snapshot(Value(1.0) * 2))
    except RendererMissing:
        return (
            "graphs are shown as tables; for pictures: python -m pip install pygraphviz, "
            "or conda install graphviz"
        )
    return ""


def _data() -> str:
    """Whether the handwritten digits are there."""
    return "" if find_spec("sklearn") else "python -m pip install scikit-learn"


def _workers() -> str:
    """Whether workers can be started, which notebook 16 does."""
    return "" if find_spec("distributed") else "python -m pip install distributed"


def _answers() -> str:
    """Whether answers outlive the kernel."""
    if ANSWERS.path is None:  # somebody asked for that
        return ""
    folder = ANSWERS.path.parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return (
            f"{folder} cannot be written ({error.strerror}): move the notebook to a folder of yours"
        )


_CHECKS: dict[str, Callable[[], str]] = {
    "packages": _packages,
    "widgets and questions": _pages,
    "pictures of graphs": _graphs,
    "data sets": _data,
    "workers": _workers,
    "answers are kept": _answers,
}


def doctor() -> Table:
    """Look whether all is here that the notebooks need, and say what to do where it is not.

    Nothing is changed, installed or sent. The kernel is asked that runs this cell: where JupyterLab
    itself runs in another environment, that one needs the parts that draw widgets.

    Returns
    -------
    Table
        A line for each need: ``fine``, or what is amiss with the remedy below it.

    Examples
    --------
    >>> print(doctor())
    part                   state
    packages               fine
    widgets and questions  fine
    pictures of graphs     fine
    data sets              fine
    workers                fine
    answers are kept       fine
    """
    rows: list[list[Cell] | Note] = []
    for need, check in _CHECKS.items():
        remedy = check()
        verdict = (
            Verdict("amiss", symbol="‡", kind="note") if remedy else Verdict("fine", symbol="✓")
        )
        rows.append([Cell(need), verdict])
        if remedy:
            rows.append(Note(remedy))
    return Table("What the notebooks need", ("part", "state"), rows)
