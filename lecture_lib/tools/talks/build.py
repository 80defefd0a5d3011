"""Write talks: run what shows widgets, make slides of the cells, share what all of them need."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from typing import Any

import nbformat

from ...files import replacing
from ...lessons.questions.question import TRIES_OF_A_CLASS
from ..notes import TEACHING, read
from ..site.headings import anchor
from ..site.kept import kept_live
from ..site.live import VIEW, Live, registered
from ..site.pages import shown
from ..site.pictures import Pictures
from ..site.statics import write_statics
from .markup import Markup, heading
from .notes import placed
from .shared import SCRIPTS, SHEETS, write_shared
from .slices import Slide, slices
from .slides import stacks

__all__ = ["build"]

# In English, as its slides and what reveal.js says; what is in another language, widgets above all,
# is marked where it stands (WCAG 2.2, 3.1.1 and 3.1.2).
_PAGE = """<!doctype html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{sheets}
</head>
<body>
<div class="reveal"><div class="slides">
{slides}
</div></div>
{live}
{scripts}
</body>
</html>
"""
_NOTEBOOK = re.compile(r"([^/#]+)\.ipynb(?:#(.+))?")


def build(
    notebooks: Sequence[Path],
    target: Path = Path("build/slides"),
    workshop: Path = Path("build/workshop"),
    teaching: Path = TEACHING,
) -> list[Path]:
    """Write a talk of each notebook; an old one stays until its new one is complete.

    Parameters
    ----------
    notebooks : sequence of Path
        In the order of the course.
    target : Path
        Where the talks go; what they share stands in ``shared`` beside them.
    workshop : Path
        Where the state of widgets is kept between builds, and shared with the site.
    teaching : Path
        Where notes lie for the speaker view, named as their notebooks are.

    Returns
    -------
    list of Path
        The talks.

    Raises
    ------
    CellFailed
        A cell failed; talks written before are whole.
    ValueError
        A notebook has no slide, or a note is for none.
    """
    target.mkdir(parents=True, exist_ok=True)
    write_shared(target / "shared")
    here = {path.stem for path in notebooks} | {path.stem for path in target.glob("*.html")}
    return [_write(path, target, workshop, here, teaching) for path in notebooks]


def _write(path: Path, target: Path, workshop: Path, here: set[str], teaching: Path) -> Path:
    notebook = nbformat.read(path, as_version=4)
    with ThreadPoolExecutor(1) as thread:  # who calls this may have a loop running
        run = kept_live(notebook, path, workshop / "live")
        live = thread.submit(asyncio.run, run).result()
    pictures = target / "pictures" / path.stem
    shutil.rmtree(pictures, ignore_errors=True)
    made = shown(notebook, live, Pictures(pictures, f"pictures/{path.stem}"))
    questions = {key for key, model in live.models.items() if _asks(model["state"])}
    asking = {
        cell
        for cell, outputs in live.outputs.items()
        if any(
            output.get("data", {}).get(VIEW, {}).get("model_id") in questions for output in outputs
        )
    }
    slides = slices(made, asking)
    if not slides:
        raise ValueError(f"{path}: no cell begins a slide; set the slide_type of its first one.")
    said = teaching / f"{path.stem}.md"
    notes = placed(read(said), slides) if said.exists() else [""] * len(slides)
    address = _Addresses(path, pictures, slides, here)
    html = stacks(slides, notes, Markup(address), questions)
    on_stage = _on_stage(live, html)
    assets = {
        name: (text if name.endswith(".css") else registered(name, text)).encode()
        for name, text in on_stage.assets.items()
    }
    write_statics(target / "widgets", assets)
    talk = target / f"{path.stem}.html"
    title = heading(slides[0].cells[0].source)[0] or path.stem
    sheets = (f'<link rel="stylesheet" href="shared/{name}">' for name in SHEETS)
    scripts = (f'<script src="shared/{name}"></script>' for name in SCRIPTS)
    page = _PAGE.format(
        title=escape(title),
        sheets="\n".join(sheets),
        scripts="\n".join(scripts),
        slides=html,
        live=on_stage.html("widgets"),
    )
    with replacing(talk, "w") as stream:
        stream.write(page)
    return talk


def _asks(state: Mapping[str, Any]) -> bool:
    return str(state.get("_anywidget_id", "")).endswith(".QuestionWidget")


def _on_stage(live: Live, html: str) -> Live:
    """The widgets that a slide shows, in the size for a projector."""
    models = {key: model for key, model in live.models.items() if f'data-model="{key}"' in html}
    for model in models.values():
        state = model["state"]
        if "presenter" in state:
            state["presenter"] = True
        if _asks(state):
            state["content"]["limit"] = TRIES_OF_A_CLASS
    used = {model.get(role) for model in models.values() for role in ("module", "sheet")}
    return Live({}, models, {name: text for name, text in live.assets.items() if name in used})


class _Addresses:
    """Where links lead: to a slide, to another talk, or to a page of the site beside the talks."""

    def __init__(self, path: Path, pictures: Path, slides: list[Slide], here: set[str]) -> None:
        self._path, self._pictures, self._here = path, pictures, here
        titles = (heading(slide.cells[0].source)[0] for slide in slides)
        self._anchors = {anchor(title) for title in titles if title}

    def __call__(self, address: str) -> str:
        if address.startswith("#"):
            return f"#/{address[1:]}" if address[1:] in self._anchors else self._page(address)
        if found := _NOTEBOOK.fullmatch(address):
            name, place = found.groups()
            if name in self._here:
                return f"{name}.html" + (f"#/{place}" if place else "")
            return f"../site/notebooks/{name}.html" + (f"#{place}" if place else "")
        if address.endswith(".ipynb"):  # a solution
            return f"../site/notebooks/{address}"
        if "://" not in address and (picture := self._path.parent / address).is_file():
            self._pictures.mkdir(parents=True, exist_ok=True)
            shutil.copy(picture, self._pictures)
            return f"pictures/{self._path.stem}/{picture.name}"
        return address

    def _page(self, place: str) -> str:
        return f"../site/notebooks/{self._path.stem}.html{place}"
