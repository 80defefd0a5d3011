"""The widgets of a notebook, alive without a kernel.

The cells that show widgets are run once, when the site is built. What the widgets' models hold
then is stored on the page; ``page.js`` makes models of it again, and the widgets' own modules draw
them. A module or style sheet that many pages need is a file that they share.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from ..part import widgets_part
from ..runner import run

__all__ = ["STATE", "VIEW", "Live", "live", "registered", "run_live"]

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"

# Without JavaScript an explorer's place shows the figure that the explorer can draw of itself.
_WITH_FIGURES = """
import io
import matplotlib.pyplot as plt
from lecture_lib.widgets.explorer import Explorer

def picture(explorer):
    stream, figure = io.BytesIO(), explorer.figure()
    figure.savefig(stream, dpi=80)
    plt.close(figure)
    return stream.getvalue()

get_ipython().display_formatter.formatters["image/png"].for_type(Explorer, picture)
"""


@dataclass(frozen=True)
class Live:
    """What a page needs for its widgets.

    Attributes
    ----------
    outputs : dict
        By the id of a cell: its outputs, where they show a widget.
    models : dict
        By id: ``state``, ``buffers``, and the names of its ``module`` and ``sheet``.
    assets : dict
        By name: the text of each module (``….js``) and style sheet (``….css``).
    """

    outputs: Mapping[str, Sequence[Mapping[str, Any]]]
    models: Mapping[str, Mapping[str, Any]]
    assets: Mapping[str, str]

    def html(self, assets: str | None = None) -> str:
        """Return what stands at the end of the page: modules, sheets and the models' states.

        Parameters
        ----------
        assets : str, optional
            Address of the folder of shared modules and sheets; without it they stand in the page.
        """
        if not self.models:
            return ""
        packed = zlib.compress(json.dumps(self._told_once(), separators=(",", ":")).encode(), 9)
        state = base64.b64encode(packed).decode()
        parts = [_asset(name, text, assets) for name, text in self.assets.items()]
        return "\n".join([*parts, f'<script type="text/plain" id="widget-state">{state}</script>'])

    def _told_once(self) -> dict[str, Any]:
        """The models with numbers in place of their data: two of one kind may have the same."""
        data: dict[str, int] = {}
        models = {
            key: {
                **model,
                "buffers": [
                    {**one, "data": data.setdefault(one["data"], len(data))}
                    for one in model["buffers"]
                ],
            }
            for key, model in self.models.items()
        }
        return {"models": models, "data": list(data)}


def _asset(name: str, text: str, folder: str | None) -> str:
    if name.endswith(".css"):
        return (
            f"<style>{text}</style>"
            if folder is None
            else f'<link rel="stylesheet" href="{folder}/{name}">'
        )
    if folder is None:
        return f"<script>{registered(name, text)}</script>"
    return f'<script src="{folder}/{name}"></script>'


def registered(name: str, text: str) -> str:
    """Return a script that keeps a module's text under its name.

    A page that is opened from a file may not import a module from another file, but it may run a
    plain script. ``page.js`` makes the module of the text.
    """
    # `<` as an escape, so that no text of a widget can end the script element.
    kept = json.dumps(text).replace("<", "\\u003c")
    return f"(window.widgetModules ??= {{}})[{json.dumps(name)}] = {kept};"


async def run_live(notebook: NotebookNode, path: Path) -> Live:
    """Run the cells of a notebook that show widgets, and return what their page needs.

    Parameters
    ----------
    notebook : NotebookNode
        Not changed.
    path : Path
        Where it lies; names it in errors.

    Raises
    ------
    CellFailed
        A cell raised, took too long, or took the kernel with it.
    """
    part = widgets_part(notebook)
    if not any(cell.cell_type == "code" for cell in part.cells):
        return Live({}, {}, {})
    part.cells.insert(0, new_code_cell(_WITH_FIGURES))
    await run(part, path, widgets=True)
    return live(part)


def live(notebook: NotebookNode) -> Live:
    """Return what the page of a notebook needs that was run with its widgets' state stored.

    Parameters
    ----------
    notebook : NotebookNode
        As `lecture_lib.tools.runner.run` leaves it; not changed.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook
    >>> state = {"m": {"state": {"_esm": "export default {}", "rate": 0.1}}}
    >>> made = live(new_notebook(metadata={"widgets": {STATE: {"state": state}}}))
    >>> made.models["m"]["state"], list(made.assets.values())
    ({'rate': 0.1}, ['export default {}'])
    """
    saved = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    models: dict[str, Any] = {}
    assets: dict[str, str] = {}
    for key, model in saved.items():
        state = dict(model["state"])
        if "_esm" not in state:  # a slider of ipywidgets: it can do nothing without a kernel
            continue
        names = {}
        for role, trait, suffix in (("module", "_esm", "js"), ("sheet", "_css", "css")):
            if text := state.pop(trait, None):
                name = f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.{suffix}"
                assets[name], names[role] = text, name
        models[key] = {"state": state, "buffers": model.get("buffers", []), **names}
    outputs = {
        cell.id: cell.outputs
        for cell in notebook.cells
        if any(VIEW in output.get("data", {}) for output in cell.get("outputs", ()))
    }
    return Live(outputs, models, assets)
