"""A notebook as Sphinx reads it: widgets have their places, pictures are files, answers hidden."""

from __future__ import annotations

import copy
import re
from html import escape
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

from ...style.lang import attribute
from ...translation import tr
from .live import VIEW, Live
from .pictures import Pictures

__all__ = ["page", "shown"]

# Solutions are files to download, and no pages: nobody comes upon them by chance.
_SOLUTION = re.compile(r"\[([^\]]+)\]\((solutions/[^)]+\.ipynb)\)")


def page(
    notebook: NotebookNode, live: Live, pictures: Pictures, assets: str, links: str = ""
) -> NotebookNode:
    """Return a notebook whose outputs are what its page shows.

    Parameters
    ----------
    notebook : NotebookNode
        With its outputs; not changed.
    live : Live
        Its widgets, as they were when its cells were run.
    pictures : Pictures
        Where its pictures go.
    assets : str
        Address of the folder with the modules and style sheets of widgets, as the page sees it.
    links : str
        HTML that follows the title: where to get the notebook.
    """
    notebook = shown(notebook, live, pictures)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _SOLUTION.sub(r'<a href="\2" download>\1</a>', cell.source)
    if links:
        notebook.cells.insert(1, new_markdown_cell(links))
    if end := live.html(assets):
        notebook.cells.append(new_markdown_cell(end))
    return notebook


def shown(notebook: NotebookNode, live: Live, pictures: Pictures) -> NotebookNode:
    """Return a copy of a notebook whose widgets have their places and whose pictures are files.

    Parameters
    ----------
    notebook, live, pictures
        As for `page`.
    """
    notebook = copy.deepcopy(notebook)
    notebook.metadata.pop("widgets", None)
    notebook.metadata.setdefault("language_info", {"name": "python"})  # colours its code
    words = ""
    for cell in notebook.cells:
        if cell.cell_type != "code":
            words = _heading(cell.source) or words
            continue
        tags = cell.metadata.setdefault("tags", [])
        if cell.metadata.get("jupyter", {}).get("source_hidden"):  # the answer is in there
            tags.append("remove-input")
        if "claims" in tags:  # of use to who has the slides, and long
            tags.append("hide-output")
        outputs = live.outputs.get(cell.id, cell.outputs)
        cell.outputs = [_shown(output, live, pictures, words) for output in outputs]
    return notebook


def _heading(source: str) -> str | None:
    first = source.lstrip().partition("\n")[0]
    return first.lstrip("# ") if first.startswith("#") else None


def _shown(output: Any, live: Live, pictures: Pictures, words: str) -> NotebookNode:
    """Return an output as HTML where it is a widget or a picture, else as it is."""
    data = output.get("data", {})
    if VIEW in data:
        return _html(_place(data, live, pictures))
    told = output.get("metadata", {}).get("image/png", {}).get("alt", "")
    # In English, as the heading and what the figure says of itself: no part of an attribute can
    # be marked as in another language.
    beside = f"Figure: {words}. {told or 'Its numbers are in the text beside it.'}"
    if image := pictures.html(data, beside):
        return _html(f'<div class="ll-figure">{image}</div>')
    return NotebookNode(output)


def _html(text: str) -> NotebookNode:
    return NotebookNode(new_output("display_data", data={"text/html": text}))


def _place(data: dict[str, Any], live: Live, pictures: Pictures) -> str:
    """Return a widget's place; what stands in it is for a page without scripts."""
    words, model = str(data.get("text/plain", "")), data[VIEW]["model_id"]
    if model not in live.models:
        why = escape(tr("This control needs a kernel; open the notebook in JupyterLab to use it."))
        if language := attribute():
            why = f"<span{language}>{why}</span>"
        return f"<pre>{escape(words)}\n({why})</pre>"
    still = pictures.html(data, words) or f"<pre>{escape(words)}</pre>"
    return f'<div class="widget" data-model="{escape(model)}"><div>{still}</div></div>'
