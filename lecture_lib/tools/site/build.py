"""Build the site: run what shows widgets, write Sphinx's sources, let Sphinx make the pages.

Two things make a second build quick: a notebook whose text and package are as they were is not run
again, and Sphinx reads only what has changed. The old site stays whole until the new one is.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat

from ...files import replacing
from ...translation import VARIABLE, current
from ..copies import clean
from ..notes import TEACHING, read
from .cards import cards
from .kept import kept_live, package_digest
from .links import links
from .live import registered
from .pages import page
from .pictures import Pictures
from .reference import ROOMS, write_reference
from .statics import write_statics
from .teaching import linked

__all__ = ["SiteFailed", "build"]

_PACKAGE = Path(__file__).parents[2]
DOCUMENTS = _PACKAGE.parent / "docs" / "site"

_BARE_INDEX = """# Notebooks

```{toctree}
notebooks/index
reference/index
```
"""


class SiteFailed(RuntimeError):
    """Sphinx found something wrong with a page; what, it has printed."""


@dataclass(frozen=True)
class _Workshop:
    """Where a site is made: Sphinx's sources, what it copies as it is, and its results."""

    root: Path

    @property
    def sources(self) -> Path:
        return self.root / "sources"

    @property
    def extra(self) -> Path:
        return self.root / "extra"

    @property
    def html(self) -> Path:
        return self.root / "html"


def build(
    notebooks: Sequence[Path],
    target: Path = Path("build/site"),
    workshop: Path = Path("build/workshop"),
    rooms: Sequence[str] = ROOMS,
    documents: Path | None = DOCUMENTS,
    draft: bool = False,
) -> Path:
    """Build the site, and put it where the old one is once it is complete.

    Parameters
    ----------
    notebooks : sequence of Path
        Each becomes a page.
    target : Path
        Where the site goes.
    workshop : Path
        What makes the next build quick is kept here.
    rooms : sequence of str
        Of the package, whose names the reference documents.
    documents : Path, optional
        Prose and notebooks that belong to the site alone. With them come the notes for who
        teaches the notebooks.
    draft : bool
        Only the notebooks, to look at: no reference, no documents, and links may lead to pages
        that are not there.

    Returns
    -------
    Path
        The first page of the site.

    Raises
    ------
    CellFailed
        A cell failed; the old site is as it was.
    SiteFailed
        A page has a link that leads nowhere, or the like; the old site is as it was.
    """
    shop = _Workshop(workshop)
    if draft:
        rooms, documents = (), None
    shop.sources.mkdir(parents=True, exist_ok=True)
    write_reference(shop.sources / "reference", rooms)
    own = sorted(documents.glob("*.ipynb")) if documents else []
    taught = _write_notes(shop, notebooks) if documents else set()
    with ThreadPoolExecutor(1) as thread:  # who calls this may have a loop running
        thread.submit(asyncio.run, _write_pages(shop, [*notebooks, *own], taught)).result()
    _write(shop.sources / "notebooks" / "index.md", cards(notebooks, shop.sources / "notebooks"))
    for path in documents.glob("*.md") if documents else ():
        _write(shop.sources / path.name, path.read_text(encoding="utf-8"))
    if not documents:
        _write(shop.sources / "index.md", _BARE_INDEX)
    write_statics(shop.root / "static")
    _run_sphinx(shop, strict=not draft)
    return _replace(target, shop.html) / "index.html"


def _write_notes(shop: _Workshop, notebooks: Sequence[Path]) -> set[str]:
    """Write the pages for who teaches, and return the names of those notebooks that have one."""
    pages = shop.sources / "teaching"
    _write(pages / "index.md", (TEACHING / "index.md").read_text(encoding="utf-8"))
    found = [path for name in notebooks if (path := TEACHING / f"{name.stem}.md").exists()]
    for path in found:
        _write(pages / path.name, linked(read(path)))
    return {path.stem for path in found}


async def _write_pages(shop: _Workshop, notebooks: Sequence[Path], taught: set[str]) -> None:
    """Write all pages that are not there as they would be written, a few at once."""
    free = asyncio.Semaphore(os.cpu_count() or 1)

    async def one(path: Path) -> None:
        async with free:
            await _write_page(shop, path, links(path, is_taught=path.stem in taught))

    tasks = [asyncio.create_task(one(path)) for path in notebooks]
    try:
        await asyncio.gather(*tasks)
    finally:  # when one fails the others stop, and so do their kernels
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _write_page(shop: _Workshop, path: Path, get: str) -> None:
    written = shop.sources / "notebooks" / path.name
    mark = shop.root / "marks" / path.stem
    told = path.read_bytes() + get.encode() + current().encode()
    now = hashlib.sha256(told + package_digest()).hexdigest()
    if written.exists() and mark.exists() and mark.read_text(encoding="utf-8") == now:
        return
    notebook = nbformat.read(path, as_version=4)
    live = await kept_live(notebook, path, shop.root / "live")
    for name, text in live.assets.items():
        _write(
            shop.extra / "widgets" / name, text if name.endswith(".css") else registered(name, text)
        )
    pictures = shop.extra / "pictures" / path.stem
    shutil.rmtree(pictures, ignore_errors=True)
    content = page(
        notebook, live, Pictures(pictures, f"../pictures/{path.stem}"), "../widgets", get
    )
    _write(written, nbformat.writes(content))
    for source in (path, path.parent / "solutions" / path.name):
        if source.exists():
            copy = shop.extra / "notebooks" / source.relative_to(path.parent)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(clean(source))
    _write(mark, now)


def _run_sphinx(shop: _Workshop, strict: bool) -> None:
    """Make pages of the sources; a warning is an error, since a link may lead nowhere."""
    for name in ("pictures", "widgets"):  # what no page shows any more is gone
        shutil.rmtree(shop.html / name, ignore_errors=True)
    loud = ("-W", "--keep-going") if strict else ("-Q",)
    command = [
        sys.executable, "-m", "sphinx", "-b", "html", "-j", "auto", "-q", *loud,
        "-c", str(DOCUMENTS), "-d", str(shop.root / "doctrees"), str(shop.sources), str(shop.html),
    ]  # fmt: skip
    own = {
        "COURSE_WORKSHOP": str(shop.root.resolve()),
        "PYTHONPATH": str(_PACKAGE.parent),
        VARIABLE: current(),
    }
    if subprocess.run(command, env={**os.environ, **own}, check=False).returncode:
        raise SiteFailed("Sphinx refused what it names above; the old site is as it was.")


def _replace(target: Path, made: Path) -> Path:
    """Put a copy of what was made in the place of the target."""
    fresh, old = target.with_name(f"{target.name}.new"), target.with_name(f"{target.name}.old")
    for path in (fresh, old):
        shutil.rmtree(path, ignore_errors=True)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(made, fresh, ignore=shutil.ignore_patterns(".buildinfo*", "_sources"))
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    return target


def _write(path: Path, text: str) -> None:
    """Write a file if that changes it: Sphinx reads again what is newer than its page."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path, "w") as stream:
        stream.write(text)
