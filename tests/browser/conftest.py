"""One browser and one JupyterLab for all tests in this folder.

They live as long as this package's tests, not longer: Playwright's event loop would get in
the way of other tests that run one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from .chromium import HOW_TO, find
from .lab import Lab, Notebook, OfflinePage, browser
from .server import REPOSITORY, jupyterlab


def missing(reason: str) -> None:
    """Skip the test, or fail it where a browser is expected."""
    (pytest.fail if os.environ.get("CI", "").lower() == "true" else pytest.skip)(reason)


@pytest.fixture(scope="package")
def chromium() -> Iterator:
    """A browser context in headless Chromium, cut off from the network."""
    try:
        import playwright  # noqa: F401
    except ImportError:
        missing("Playwright is not installed: `pip install playwright`.")
    if not (executable := find()):
        missing(HOW_TO)
    with browser(executable) as context:
        yield context


@pytest.fixture(scope="package")
def lab(chromium, tmp_path_factory) -> Iterator[Lab]:
    """JupyterLab serving a copy of ``notebooks/``, loaded in one page."""
    with jupyterlab(REPOSITORY / "notebooks", tmp_path_factory.mktemp("lab")) as server:
        yield Lab(chromium, server)


@pytest.fixture
def open_notebook(lab) -> Iterator[Callable[[str], Notebook]]:
    """Open a notebook in JupyterLab by name; it is closed when the test ends."""
    yield lab.open
    lab.close_notebook()


@pytest.fixture
def open_cells(lab) -> Iterator[Callable[..., Notebook]]:
    """Open a new notebook of code cells in JupyterLab; it is closed when the test ends."""
    yield lab.open_cells
    lab.close_notebook()


@pytest.fixture
def run_cells(open_cells) -> Callable[..., Notebook]:
    """Run a new notebook of code cells in JupyterLab, in which nothing may go wrong."""

    def run(*cells: str) -> Notebook:
        notebook = open_cells(*cells)
        notebook.run_all()
        assert notebook.errors() == []
        assert notebook.missing_views() == []
        return notebook

    return run


@pytest.fixture
def open_offline(chromium) -> Iterator[Callable[..., OfflinePage]]:
    """Open an exported page from its file, offline; it is closed when the test ends."""
    with ExitStack() as stack:

        def open_one(path: Path, **options: object) -> OfflinePage:
            page = OfflinePage(chromium, path, **options)
            stack.callback(page.close)
            return page

        yield open_one


@pytest.fixture(scope="package")
def site(tmp_path_factory) -> Path:
    """The folder of a small site, built once."""
    from .small_site import build_small_site

    return build_small_site(tmp_path_factory.mktemp("a site"))


@pytest.fixture(scope="package")
def every_widget(tmp_path_factory) -> Path:
    """A page with all widgets and both kinds of question."""
    from .bare import export_cells
    from .test_presented import CELLS

    questions = (
        "ll.quiz('every', 'Which?', ['a', 'b'], 'a', {'b': 'No.'})",
        "ll.predict('each', answer=2, tolerance=0.1, question='How many?')",
    )
    cells = ["<h1>Widgets</h1>", "import lecture_lib as ll", *CELLS.values(), *questions]
    return export_cells(tmp_path_factory.mktemp("every widget"), "every", cells)
