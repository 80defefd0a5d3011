"""What works on this machine, and how to mend what does not?

A question for the day when something is not shown, and the first one to ask before a report.
"""

from __future__ import annotations

import multiprocessing
import platform
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from jupyter_core.paths import jupyter_path
from packaging.requirements import Requirement
from threadpoolctl import threadpool_info

from ..autograd import Value
from ..chromium import HOW_TO, find
from ..graph import snapshot
from ..graph.layout import RendererMissing
from ..graph.show import to_svg
from ..style.table import Cell, Note, Table, Verdict
from ..translation import tr, tr_noop
from .answers import ANSWERS

__all__ = ["doctor"]

_INSTALL = "python -m pip install -e ."


# What decides the number of threads, by the library that computes.
_THREADS = {"openblas": "OPENBLAS_NUM_THREADS", "mkl": "MKL_NUM_THREADS"}


@dataclass(frozen=True, slots=True)
class _Finding:
    """What is here of a need, and the remedy where it does not do.

    ``spare`` tells that a reader can do without.
    """

    here: str
    remedy: str = ""
    spare: bool = False

    def verdict(self) -> Verdict:
        if not self.remedy:
            return Verdict(tr("fine"), symbol="✓")
        if self.spare:
            return Verdict(tr("absent"), symbol="○", kind="note")
        return Verdict(tr("amiss"), symbol="‡", kind="note")


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _versions(*packages: str) -> str:
    found = {package: _version(package) for package in packages}
    return ", ".join(f"{package} {version}" for package, version in found.items() if version)


def _packages() -> _Finding:
    """What is asked for in pyproject.toml and is missing, or too old."""
    here = f"Python {platform.python_version()}, {_versions('numpy', 'jupyterlab')}"
    try:
        asked = [Requirement(text) for text in metadata.requires("lecture-lib") or ()]
    except metadata.PackageNotFoundError:
        return _Finding(here, tr("lecture_lib is not installed for this kernel: {0}", _INSTALL))
    faults = []
    for one in asked:
        if one.marker and not one.marker.evaluate({"extra": ""}):
            continue
        version = _version(one.name)
        if version is None:
            faults.append(tr("{0} is missing", one.name))
        elif not one.specifier.contains(version, prereleases=True):
            faults.append(tr("{0} is {1}, not {2}", one.name, version, one.specifier))
    return _Finding(here, f"{'; '.join(faults)}: {_INSTALL}" if faults else "")


def _pages() -> _Finding:
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
    here, command = (
        _versions("anywidget", "ipywidgets"),
        f"python -m pip install {' '.join(missing)}",
    )
    if not missing:
        return _Finding(here)
    return _Finding(here, tr("{0}, then restart JupyterLab, not only the kernel", command))


def _graphs() -> _Finding:
    """Whether a graph can be laid out, and by what."""
    try:
        to_svg(snapshot(Value(1.0) * 2))
    except RendererMissing:
        return _Finding(
            tr("tables instead"),
            tr(
                "graphs are shown as tables; for pictures: {0}, or {1}",
                *("python -m pip install pygraphviz", "conda install graphviz"),
            ),
        )
    loaded = "pygraphviz" in sys.modules  # installed, it may still fail to load
    return _Finding(_versions("pygraphviz") if loaded else tr("the program dot"))


def _data() -> _Finding:
    """Whether the handwritten digits are there."""
    if not find_spec("sklearn"):
        return _Finding("", "python -m pip install scikit-learn")
    return _Finding(_versions("scikit-learn"))


def _arithmetic() -> _Finding:
    """Which library multiplies matrices for NumPy, and whether its threads have a core each."""
    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    if not pools:  # as with Apple's Accelerate
        built = (np.show_config(mode="dicts") or {}).get("Build Dependencies", {})
        name = built.get("blas", {}).get("name", "")
        if name.lower() in {"", "none"}:
            remedy = tr("NumPy computes without a BLAS, slowly: {0}", "pip install -U numpy")
            return _Finding("", remedy)
        return _Finding(name)
    pool, cores = max(pools, key=lambda one: one["num_threads"]), _cores()
    threads, library = pool["num_threads"], pool["internal_api"]
    many = tr("1 thread") if threads == 1 else tr("{0} threads", threads)
    here = f"{library} {pool['version'] or ''}, {many}"
    if threads <= cores:
        return _Finding(here)
    setting = f"{_THREADS.get(library, 'OMP_NUM_THREADS')}={cores}"
    if cores == 1:
        says = tr(
            "{0} threads on 1 core wait for each other: set {1} before JupyterLab starts",
            *(threads, setting),
        )
        return _Finding(here, says)
    says = tr(
        "{0} threads on {1} cores wait for each other: set {2} before JupyterLab starts",
        *(threads, cores, setting),
    )
    return _Finding(here, says)


def _workers() -> _Finding:
    """Whether workers can be started, which notebook 16 does."""
    cores = _cores()
    many = tr("1 core") if cores == 1 else tr("{0} cores", cores)
    here = f"{many}, {_versions('distributed')}".removesuffix(", ")
    if not find_spec("distributed"):
        return _Finding(here, "python -m pip install distributed")
    try:
        multiprocessing.get_context("spawn").Lock()
    except (ImportError, OSError) as error:  # some containers have no shared memory
        remedy = tr("no process can be started here ({0}): give it a {1}", error, "/dev/shm")
        return _Finding(here, remedy)
    return _Finding(here)


def _browser() -> _Finding:
    """Whether the browser tests can run; a reader's own browser is where this is read."""
    if path := find():
        return _Finding(path)
    wanted = tr("only {0} and {1} want it.", "make test", "make screenshots")
    return _Finding("", f"{wanted} {HOW_TO}", spare=True)


def _answers() -> _Finding:
    """Whether answers outlive the kernel."""
    if ANSWERS.path is None:  # somebody asked for that
        return _Finding(tr("in memory, as asked"))
    folder = ANSWERS.path.parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            return _Finding(str(ANSWERS.path))
    except OSError as error:
        remedy = tr(
            "{0} cannot be written ({1}): move the notebook to a folder of yours",
            *(folder, error.strerror),
        )
        return _Finding("", remedy)


def _cores() -> int:
    """How many this process may use, which in a container are fewer than there are."""
    from joblib import cpu_count  # a quarter of a second

    return int(cpu_count())


_CHECKS: dict[str, Callable[[], _Finding]] = {
    tr_noop("packages"): _packages,
    tr_noop("widgets and questions"): _pages,
    tr_noop("pictures of graphs"): _graphs,
    tr_noop("data sets"): _data,
    tr_noop("arithmetic"): _arithmetic,
    tr_noop("workers"): _workers,
    tr_noop("answers are kept"): _answers,
    tr_noop("browser for tests"): _browser,
}


def doctor() -> Table:
    """Tell what works on this machine, and what to do where something does not.

    Nothing is changed, installed or sent. The kernel is asked that runs this cell: where JupyterLab
    itself runs in another environment, that one needs the parts that draw widgets.

    Returns
    -------
    Table
        A line for each need, with what is here of it: ``fine``, or with the remedy below it
        ``amiss``, or ``absent`` where a reader can do without.

    Examples
    --------
    >>> print(doctor())
    part                   state    here
    packages               fine     Python 3...
    widgets and questions  fine     anywidget ...
    """
    rows: list[list[Cell] | Note] = []
    for need, check in _CHECKS.items():
        finding = check()
        rows.append([Cell(tr(need)), finding.verdict(), Cell(finding.here)])
        if finding.remedy:
            rows.append(Note(finding.remedy, quoted=(HOW_TO,)))
    return Table(tr("What works on this machine"), (tr("part"), tr("state"), tr("here")), rows)
