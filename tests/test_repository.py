"""The promises of the repository as a whole: pins, layers, size, and a light import."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "lecture_lib"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MODULES = sorted(PACKAGE.rglob("*.py"))

# The rooms, lowest floor first; CONTRIBUTING.md says the same in a sentence.
FLOORS = {
    room: floor
    for floor, rooms in enumerate(
        [
            ["translation"],
            ["chromium", "files", "randomness", "style", "autograd", "optim"],
            ["graph", "nn", "descent"],
            ["training", "language", "plot"],
            ["scale"],
            ["widgets"],
            ["lessons"],
            ["exercises", "tools"],
        ]
    )
    for room in rooms
}


# --- pins ----------------------------------------------------------------------------------


def pins(requirements: list[str]) -> dict[str, str]:
    """Name -> version specifier."""
    parsed = [Requirement(r) for r in requirements]
    assert len({r.name for r in parsed}) == len(parsed), "a name is listed twice"
    return {r.name: str(r.specifier) for r in parsed}


def test_environment_has_the_pins_of_pyproject_under_condas_names():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, *packages, by_pip = environment["dependencies"]
    found = re.fullmatch(r"python=(3\.\d+)", python)  # the one form that repo2docker reads
    assert found and SpecifierSet(PROJECT["requires-python"]).contains(found[1])
    assert by_pip["pip"] == ["-e ."]
    assert environment["channels"] == ["conda-forge"]

    conda_name = {"graphviz": "python-graphviz", "jupyter-core": "jupyter_core"}
    extras = PROJECT["optional-dependencies"]
    nbval = [requirement for requirement in extras["test"] if requirement.startswith("nbval")]
    wanted = pins(PROJECT["dependencies"] + extras["data"] + extras["cluster"] + nbval)
    expected = {conda_name.get(n, n): s for n, s in wanted.items()}
    expected |= {"graphviz": "", "pip": ""}  # the program `dot`, and what installs `-e .`
    assert pins(packages) == expected


def test_constraints_pin_each_dependency_and_hold_no_address():
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned: dict[str, list[Requirement]] = {}
    for line in text.splitlines():
        # a bare `name==version ; marker`: no option, no address, no path
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][\w.]*( ; .+)?", line), line
        requirement = Requirement(line)
        pinned.setdefault(requirement.name, []).append(requirement)

    extras = PROJECT["optional-dependencies"]
    asked = [requirement for name in extras if name != "bench" for requirement in extras[name]]
    for wanted in map(Requirement, PROJECT["dependencies"] + asked):
        if wanted.name == PROJECT["name"]:  # an extra that contains others
            continue
        assert wanted.name in pinned, f"make the constraints again: {wanted.name} is not pinned"
        for requirement in pinned[wanted.name]:
            (version,) = (s.version for s in requirement.specifier)
            assert wanted.specifier.contains(version), f"{requirement} is not {wanted}"
    assert "torch" not in pinned  # on Linux it would bring gigabytes of CUDA along


# What is imported under another name than it is installed.
INSTALLED_AS = {"sklearn": "scikit-learn", "fontTools": "fonttools", "dask": "distributed",
                "cloudpickle": "distributed",
                "IPython": "jupyterlab", "matplotlib_inline": "jupyterlab",
                "jupyter_client": "jupyter-client", "jupyter_core": "jupyter-core",
                "zmq": "jupyter-client", "cycler": "matplotlib", "PIL": "pillow",
                "markdown_it": "markdown-it-py", "mdit_py_plugins": "mdit-py-plugins"}  # fmt: skip


def test_what_is_imported_is_declared():
    extras = PROJECT["optional-dependencies"]
    core = set(pins(PROJECT["dependencies"]))
    imported = ("data", "cluster", "site", "screenshots")
    declared = core.union(*(pins(extras[name]) for name in imported))
    found = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            for name in {name.split(".")[0] for name in names} - sys.stdlib_module_names:
                found[INSTALLED_AS.get(name, name)] = dotted(path)
    assert {name: where for name, where in found.items() if name not in declared} == {}
    assert core <= set(found) | {"jupyterlab", "ipywidgets"}  # the notebooks use these two


# --- layers --------------------------------------------------------------------------------


def imported_rooms(source: str, module: str) -> set[str]:
    """Rooms of the package that a module's source imports, at the top or inside a function.

    `module` is the dotted name, ending in ``__init__`` for a package.
    The package's own surface counts as the room "lecture_lib".
    """
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = module.split(".")[: -node.level] if node.level else []
            base = ".".join([*package, *filter(None, [node.module])])
            names += [f"{base}.{alias.name}" for alias in node.names]
    parts = [name.split(".") for name in names if name.split(".")[0] == "lecture_lib"]
    return {part[1] if len(part) > 1 and part[1] in FLOORS else "lecture_lib" for part in parts}


def upward(source: str, module: str) -> set[str]:
    """Rooms imported that lie neither below the module's own room nor in it."""
    room = module.split(".")[1]
    return {
        other
        for other in imported_rooms(source, module) - {room}
        if other == "lecture_lib" or FLOORS[other] >= FLOORS[room]
    }


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_imports_go_down(path):
    module = dotted(path)
    if module == "lecture_lib.__init__":
        pytest.skip("the package's surface stands above all floors")
    assert module.split(".")[1] in FLOORS, f"{module}: a new room needs a floor in FLOORS"
    assert not upward(path.read_text(encoding="utf-8"), module)


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("lecture_lib.graph.show", "from ..autograd.scalar import Value", set()),
        ("lecture_lib.graph.show", "from . import snapshot\nfrom .snapshot import Graph", set()),
        ("lecture_lib.graph.show", "import numpy\nfrom lecture_libs import graph", set()),
        ("lecture_lib.graph.__init__", "from .render import show", set()),
        ("lecture_lib.graph.show", "def f():\n    from ..widgets import stepper", {"widgets"}),
        ("lecture_lib.graph.show", "from .. import plot", {"plot"}),
        ("lecture_lib.graph.show", "import lecture_lib.training.loop as r", {"training"}),
        ("lecture_lib.graph.__init__", "from ..nn import Module", {"nn"}),
        ("lecture_lib.widgets.explorer", "from lecture_lib.lessons import claim", {"lessons"}),
        ("lecture_lib.style", "from .autograd import scalar", {"autograd"}),
        ("lecture_lib.plot.axes", "import lecture_lib as ll", {"lecture_lib"}),
        ("lecture_lib.plot.axes", "from lecture_lib import show", {"lecture_lib"}),
    ],
)
def test_an_import_that_goes_up_is_seen(module, source, found):
    assert upward(source, module) == found


# --- a light import ------------------------------------------------------------------------

HEAVY = """
import sys
import lecture_lib
print(*{"matplotlib", "ipywidgets", "anywidget", "pygraphviz", "sklearn"} & set(sys.modules))
"""


def test_the_import_loads_nothing_that_draws():
    """How long it takes is measured in benchmarks/bench_import.py."""
    done = subprocess.run(
        [sys.executable, "-c", HEAVY], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_the_readme_has_a_row_for_each_notebook():
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    names = [path.name for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    assert [name for name in names if f"(notebooks/{name})" not in told] == []


def test_the_citation_says_what_the_project_says_of_itself():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "title", "message", "authors"} <= set(cited)  # the format asks for these
    assert (cited["cff-version"], cited["type"]) == ("1.2.0", "software")
    assert (cited["version"], cited["keywords"]) == (PROJECT["version"], PROJECT["keywords"])
    assert PROJECT["description"] == cited["abstract"].strip()
    assert cited["license"] in PROJECT["license"].split(" AND ")
    (author,) = cited["authors"]
    assert f", {author['name']}" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert (ROOT / "README.md").read_text(encoding="utf-8").startswith(f"# {cited['title']}\n")


def test_the_package_says_it_is_typed():
    assert (PACKAGE / "py.typed").is_file()


def test_every_licence_is_named_and_comes_along():
    paths = [*ROOT.glob("LICENSE*"), *PACKAGE.rglob("LICENSE*")]
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    names = {"BSD 3-Clause": "BSD-3-Clause", "Attribution 4.0": "CC-BY-4.0",
             "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2": "PSF-2.0"}  # fmt: skip
    found = {id for text in texts.values() for title, id in names.items() if title in text}
    assert sorted(PROJECT["license"].split(" AND ")) == sorted(found) == sorted(names.values())
    assert sorted(PROJECT["license-files"]) == sorted(texts)
