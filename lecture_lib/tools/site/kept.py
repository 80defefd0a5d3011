"""What the widgets of a notebook held when it was run, kept until it, package or language change.

Site and talks are made of the same run, which takes far longer than all that is made of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ...files import replacing
from ...translation import current
from .. import part, runner
from . import live as run_part
from .live import Live, run_live

__all__ = ["kept_live", "package_digest"]

_PACKAGE = Path(__file__).parents[2]


async def kept_live(notebook: NotebookNode, path: Path, folder: Path) -> Live:
    """Return the live widgets of a notebook: as kept in a folder, or from a run.

    Parameters
    ----------
    notebook : NotebookNode
        Not changed.
    path : Path
        Where it lies; names it in errors and in the folder.
    folder : Path
        Made if it is not there; it keeps one run of each notebook.

    Raises
    ------
    CellFailed
        A cell raised, took too long, or took the kernel with it.
    """
    told = nbformat.writes(notebook).encode() + current().encode()
    now = hashlib.sha256(told + _digest_of_runs()).hexdigest()
    file = folder / f"{path.stem}.json"
    if file.exists():
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept.pop("of") == now:
            return Live(**kept)
    print(f"{path}: running what shows widgets", flush=True)
    live = await run_live(notebook, path)
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(file, "w") as stream:
        json.dump({"of": now, **asdict(live)}, stream)
    return live


@cache
def _digest_of_runs() -> bytes:
    """A number that changes with any file that a run may read: no tool, but what runs it."""
    runs = {Path(str(module.__file__)) for module in (part, runner, run_part)}
    return package_digest(lambda path: path in runs or path.parts[len(_PACKAGE.parts)] != "tools")


@cache
def package_digest(counts: Callable[[Path], bool] = lambda path: True) -> bytes:
    """Return a number that changes with any file of the package, or any that counts."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and counts(path):
            digest.update(str(path.relative_to(_PACKAGE)).encode() + b"\0" + path.read_bytes())
    return digest.digest()
