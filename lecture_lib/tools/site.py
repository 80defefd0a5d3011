"""A notebook as one HTML file whose widgets work without a kernel and without a network.

``python -m lecture_lib.tools.site notebooks/02_duck_duck_goose.ipynb -o build`` runs the
notebook and writes ``build/02_duck_duck_goose.html``. Everything is in that file: the state of
the widgets and their modules, a model for them of a hundred lines (``page.js``) in place of
Jupyter's widget managers, formulas as MathML, and the mathematical font.

What follows a question is covered until it is answered (``veil.js``); who teaches opens the page
with ``?show`` behind its address.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import json
import re
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
import nbformat
from markupsafe import Markup
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from ..files import replacing
from ..style import css_variables
from ..style.css import FIGURES_IN_THE_DARK
from ..widgets.assets import script
from .mathml import font, mathml
from .runner import CellFailed, run

__all__ = ["export", "main", "page"]

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
NO_KERNEL = "(This control needs a kernel; open the notebook in JupyterLab to use it.)"

_HERE = Path(__file__).parent
_TITLE = re.compile(r"^# +(.+)$", re.MULTILINE)
_DESCRIPTION = re.compile(r"<(desc|title)\b[^>]*>(.*?)</\1>", re.DOTALL)


def export(notebook: str | Path, folder: str | Path, timeout: int = 600) -> Path:
    """Run a notebook and write it as one self-contained page.

    The notebook's file is not changed, and no student's answers are read or written.

    Parameters
    ----------
    notebook : str or Path
        The ``.ipynb`` file.
    folder : str or Path
        Where the page goes, made if it is not there. A page of the same name is replaced once
        the new one is complete.
    timeout : int
        Seconds a cell may take.

    Returns
    -------
    Path
        The page, ``<folder>/<name of the notebook>.html``.

    Raises
    ------
    CellFailed
        A cell failed; nothing is written.
    ValueError
        A formula could not be converted; nothing is written.

    Examples
    --------
    >>> export("notebooks/07_zig_zag.ipynb", "build")  # doctest: +SKIP
    PosixPath('build/07_zig_zag.html')
    """
    notebook, folder = Path(notebook), Path(folder)
    content = nbformat.read(notebook, as_version=4)
    # In a thread of its own: a notebook that calls this has a loop running already.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, run(content, notebook, timeout=timeout, widgets=True)).result()
    html = page(content, notebook.stem, notebook.parent)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{notebook.stem}.html"
    with replacing(target) as stream:
        stream.write(html.encode())
    return target


def page(notebook: NotebookNode, name: str = "notebook", folder: str | Path = ".") -> str:
    """Return a notebook that was run as the text of one HTML page.

    Parameters
    ----------
    notebook : NotebookNode
        With outputs and widget state, as from `run`.
    name : str
        Title of the page if the notebook has no heading.
    folder : str or Path
        Where the pictures are that the notebook's text names; they become part of the page.

    Examples
    --------
    >>> cell = nbformat.v4.new_markdown_cell("# Zig-zag\\n\\nThe rate is $\\\\eta$.")
    >>> html = page(nbformat.v4.new_notebook(cells=[cell]))
    >>> "<title>Zig-zag</title>" in html, "<math" in html
    (True, True)
    """
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.metadata.get("jupyter", {}).get("source_hidden"):  # the answer is in there
            cell.metadata["transient"] = {"remove_source": True}
    models = _live_models(notebook)
    exporter = _PageExporter(  # type: ignore[no-untyped-call]  # nbconvert's
        template_file=str(_HERE / "page.html.j2"),
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        embed_images=True,
    )
    exporter.environment.filters["described"] = _described
    parts = {
        "title": _title(notebook) or name,
        "css": css_variables(":root", themed=False)
        + (_HERE / "page.css").read_text("utf-8").replace("MATH-FONT", font())
        + f"@media screen and (prefers-color-scheme: dark) {{ {FIGURES_IN_THE_DARK} }}\n",
        "script": script("tools/page.js"),
        # `<` as an escape, so that no text of a widget can end the script element.
        "state": json.dumps(models, separators=(",", ":")).replace("<", "\\u003c"),
    }
    exporter.environment.globals["page"] = {
        key: text if key == "title" else Markup(text) for key, text in parts.items()
    }
    html, _ = exporter.from_notebook_node(notebook, {"metadata": {"path": str(folder)}})
    return html


def _live_models(notebook: NotebookNode) -> dict[str, Any]:
    """Return state and buffers of each anywidget; outputs of other widgets keep their text."""
    saved = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    models = {
        key: {"state": model["state"], "buffers": model.get("buffers", [])}
        for key, model in saved.items()
        if "_esm" in model["state"]
    }
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if VIEW in data and data[VIEW]["model_id"] not in models:
                del data[VIEW]
                data["text/plain"] = f"{data.get('text/plain', '')}\n{NO_KERNEL}".strip()
    return models


def _title(notebook: NotebookNode) -> str | None:
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    heading = _TITLE.search(text)
    return heading and re.sub(r"[*_`$]", "", heading[1]).strip()


def _described(svg: str) -> str:
    """Return the description that a picture carries for those who cannot see it."""
    found = dict(_DESCRIPTION.findall(svg))
    text = found.get("desc") or found.get("title") or "Figure"
    return " ".join(unescape(re.sub(r"<[^>]*>", "", text)).split())


class _Renderer(IPythonRenderer):
    """Markdown with formulas as MathML, and links to other notebooks as links to their pages."""

    def inline_math(self, body: str) -> str:
        return mathml(body)

    def block_math(self, body: str) -> str:
        return mathml(body, display=True)

    def latex_environment(self, name: str, body: str) -> str:
        return mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", display=True)

    # Looking for pictures, nbconvert parses each piece of HTML and closes what it leaves open: a
    # <details> around several paragraphs would end before its first one.
    def block_html(self, html: str) -> str:
        return super().block_html(html) if "<img" in html else html

    def inline_html(self, html: str) -> str:
        return super().inline_html(html) if "<img" in html else html

    def link(self, text: str, url: str, title: str | None = None) -> str:
        parts = urlsplit(url)
        if not parts.scheme and parts.path.endswith(".ipynb"):
            url = parts._replace(path=f"{parts.path.removesuffix('.ipynb')}.html").geturl()
        return super().link(text, url, title)


class _PageExporter(HTMLExporter):
    """nbconvert's cells and outputs in our page."""

    @jinja2.pass_context
    def markdown2html(self, context: jinja2.runtime.Context, source: str) -> str:
        cell, resources = context.get("cell", {}), context.get("resources", {})
        renderer = _Renderer(
            escape=False,
            attachments=cell.get("attachments", {}),
            embed_images=self.embed_images,
            path=resources.get("metadata", {}).get("path", ""),
        )
        return MarkdownWithMath(renderer=renderer).render(source)


def main(arguments: Sequence[str] | None = None) -> int:
    """Export the notebooks named, or all in ``notebooks/``."""
    parser = argparse.ArgumentParser(
        prog="python -m lecture_lib.tools.site",
        description="Run notebooks and write each as one HTML file that works offline.",
    )
    parser.add_argument("notebook", nargs="*", type=Path, help="all in notebooks/ by default")
    parser.add_argument("-o", "--output", type=Path, default=Path("build"), metavar="FOLDER")
    options = parser.parse_args(arguments)
    failed = 0
    for notebook in options.notebook or sorted(Path("notebooks").glob("*.ipynb")):
        try:
            written = export(notebook, options.output)
        except (CellFailed, OSError, ValueError) as error:
            failed = 1
            print(f"{notebook}: no page was written. {error}", file=sys.stderr, flush=True)
        else:
            print(f"{written}  ({written.stat().st_size / 1e6:.1f} MB)", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
