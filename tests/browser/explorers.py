"""What the browser tests of all explorers share: a page of them, and how it is read."""

from __future__ import annotations

import nbformat
import pytest

from lecture_lib.tools.site import export

# What a picture is made of; a number that is none shows in one of these.
DRAWN = """root => [...root.querySelectorAll("svg *")].flatMap(node =>
    ["d", "x", "y", "cx", "cy", "r", "rx", "ry", "x1", "y1", "transform"]
        .map(name => node.getAttribute(name)).filter(Boolean)).join(" ")"""


def export_cells(folder, name, cells):
    """Export a notebook of code cells as a page."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(notebook, folder / f"{name}.ipynb")
    return export(folder / f"{name}.ipynb", folder)


@pytest.fixture
def page(exported, open_offline):
    """The module's page without a kernel and without a network; it must not complain."""
    opened = open_offline(exported)
    opened.page.wait_for_selector("html[data-widgets='ready']")
    yield opened.page
    assert opened.console_errors == []
    assert opened.external_requests == []


def slider(root, label):
    return root.get_by_role("slider", name=label)


def says(root):
    return root.locator(".ll-says").inner_text()


def drawn(root, what):
    found = root.locator(f".ll-stage {what}")
    return found.evaluate_all("all => all.map(e => e.getAttribute('d'))")


def lines(root):
    return drawn(root, ".ll-line")


def settle(page):
    frame = "new Promise(done => requestAnimationFrame(done))"
    page.evaluate(f"async () => {{ await {frame}; await {frame}; }}")


def wait_until(root, condition, *arguments):
    """Wait for a condition on the explorer's element, in JavaScript."""
    root.page.wait_for_function(
        f"([root, ...rest]) => ({condition})(root, ...rest)",
        arg=[root.element_handle(), *arguments],
    )
