"""A page of widgets and nothing else: what page.js makes of a notebook, without Sphinx."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path

import nbformat

from lecture_lib.style import css_variables
from lecture_lib.tools.runner import run
from lecture_lib.tools.site import live, statics

# Without the font, which is a file of the site: a bare page is one file.
SHEET = re.sub(
    r"@font-face \{.*?\}", "",
    Path(live.__file__).with_name("site.css").read_text(encoding="utf-8"), flags=re.DOTALL,
)  # fmt: skip


def bare_page(notebook: nbformat.NotebookNode) -> str:
    """The HTML of a notebook that was run: texts and widgets, all in one file."""
    made = live.live(notebook)
    parts = [_cell(cell, made) for cell in notebook.cells]
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Widgets</title>
<style>{css_variables("html", themed=False)}{SHEET}
html {{ --pst-color-background: var(--ll-surface); }}
body {{ margin: 0; padding: 2rem 1.25rem; font: 1.0625rem/1.6 system-ui, sans-serif;
  background: var(--ll-surface); color: var(--ll-text); }}
* {{ box-sizing: border-box; }}
main {{ max-width: 56rem; margin: auto; }}</style></head>
<body><main>{"".join(parts)}</main>
{made.html()}<script>{statics.page_script()}</script></body></html>"""


def export_cells(folder: Path, name: str, cells: list[str]) -> Path:
    """Run code cells, with HTML between them, and write their page."""
    make = {"<": nbformat.v4.new_markdown_cell}
    notebook = nbformat.v4.new_notebook(
        cells=[make.get(text[0], nbformat.v4.new_code_cell)(text) for text in cells]
    )
    path = folder / f"{name}.html"
    with ThreadPoolExecutor(1) as thread:  # Playwright has a loop running in this one
        thread.submit(asyncio.run, run(notebook, path, widgets=True)).result()
    path.write_text(bare_page(notebook), encoding="utf-8")
    return path


def _cell(cell: nbformat.NotebookNode, made: live.Live) -> str:
    if cell.cell_type == "markdown":
        return f'<div class="cell">{cell.source}</div>'
    shown = []
    for output in cell.outputs:
        data = output.get("data", {})
        words = escape(str(data.get("text/plain", output.get("text", ""))))
        view = data.get(live.VIEW)
        if view and view["model_id"] in made.models:
            model = view["model_id"]
            shown.append(
                f'<div class="widget" data-model="{model}"><div><pre>{words}</pre></div></div>'
            )
        else:
            shown.append(data.get("text/html", f"<pre>{words}</pre>"))
    return f'<div class="cell">{"".join(shown)}</div>'
