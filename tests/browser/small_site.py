"""A small site: a notebook with one of each thing, a second one, and the reference of one room."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import nbformat
from PIL import Image

from lecture_lib.tools.site.build import build

WIDE = "| uninterrupted " * 8 + "|"
CELLS = [
    "# Squares\n\nA matrix $\\begin{pmatrix} 1 \\\\ 2 \\\\ 3 \\end{pmatrix}$ and "
    "[the other page](two.ipynb#Some-heading).\n\n"
    "<details><summary>Folded</summary>\n\nIt is $x$.\n\n</details>",
    "import lecture_lib as ll\n\nll.ConditioningExplorer()",
    "import matplotlib.pyplot as plt\n\n_ = plt.plot([1, 4, 9])",
    f"## A table\n\n{WIDE}\n{'|---' * 8}|\n{WIDE}",
    "ll.quiz('site-test', 'Which?', ['a', 'b'], 'a', {'b': 'No.'})",
    "## Below\n\nAfter the question.",
]  # fmt: skip


def build_small_site(folder: Path) -> Path:
    """Build it below a folder, and return where."""
    new = nbformat.v4
    cells = [
        new.new_markdown_cell(text) if text.startswith(("#", "A")) else new.new_code_cell(text)
        for text in CELLS
    ]
    picture = {"image/png": _png(), "text/plain": "<Figure>"}
    cells[2].outputs = [new.new_output("display_data", data=picture)]
    one = new.new_notebook(cells=cells)
    two = new.new_notebook(cells=[new.new_markdown_cell("# Two\n\n## Some heading\n\nzebra")])
    for name, notebook in (("one", one), ("two", two)):
        nbformat.write(notebook, folder / f"{name}.ipynb")
    build(
        [folder / "one.ipynb", folder / "two.ipynb"], folder / "site", folder / "workshop",
        rooms=("graph",), documents=None,
    )  # fmt: skip
    return folder / "site"


def _png() -> str:
    stream = io.BytesIO()
    Image.new("RGBA", (400, 100), (255, 255, 255, 0)).save(stream, "png")
    return base64.b64encode(stream.getvalue()).decode()
