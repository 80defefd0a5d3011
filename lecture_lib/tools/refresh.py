"""Run notebooks afresh and store their outputs: the module behind ``make notebooks``.

The claims that they show are then collected for the notebook of the ledger, which runs last.

Outputs are committed, so a refresh changes only what the code changed: whatever
differs from run to run is taken out, and refreshing twice gives the same bytes.
A notebook that cannot be refreshed keeps its old file, byte for byte.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ..files import replacing
from ..translation import ENGLISH, VARIABLE
from . import ledger
from .runner import CellFailed, run

__all__ = ["RefreshError", "main", "refresh", "strip"]

ADDRESS = re.compile(r"at 0x[0-9a-fA-F]+")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
ITS_OWN = "nbval-ignore-output"  # of a cell that tells about the machine it runs on
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
AT_ONCE = 2
LAST = "17_the_ledger.ipynb"  # shows the claims of all others


class RefreshError(RuntimeError):
    """A notebook could not be refreshed; its file is as it was."""

    def __init__(self, place: object, problem: str, remedy: str) -> None:
        super().__init__(f"{place}: {problem}\n    The file is unchanged. {remedy}")


async def refresh(path: Path, *, write: bool = True, timeout: int = 600) -> bool:
    """Run a notebook from a fresh kernel and store its outputs.

    The kernel is the interpreter that runs this, and starts in the notebook's folder.

    Parameters
    ----------
    path : Path
        The notebook; replaced in one step once all cells have run.
    write : bool
        False only compares: the file is never touched.
    timeout : int
        Seconds a cell may take.

    Returns
    -------
    bool
        Whether the refreshed notebook differs from the file it came from.

    Raises
    ------
    RefreshError
        The file is missing, read-only or no notebook, a cell failed, or the file
        changed meanwhile. Names the notebook, the cell and what to do.
    """
    before, notebook = _read(path)
    if write:
        _require_writable(path)
    try:
        await run(notebook, path, timeout=timeout)
    except CellFailed as failed:
        again = f"{failed.remedy}, then: make notebooks ARGS='{path}'"
        raise RefreshError(failed.place, failed.problem, again) from failed
    after = f"{nbformat.writes(strip(notebook))}\n".encode()
    changed = after != before
    if write and changed:
        _replace(path, before, after)
    return changed


def strip(notebook: NotebookNode) -> NotebookNode:
    """Take out of a notebook, in place, what differs between two equal runs.

    Memory addresses, timings, the Python version and the state of widgets go. So do
    the views of widgets: without its kernel a view shows an error, and with it gone
    readers see the picture or text that was sent beside it. A traceback keeps its
    last line, the others name files of the machine it was made on. A cell tagged
    ``nbval-ignore-output``, which nbval does not compare, keeps no output at all.

    >>> cell = nbformat.v4.new_code_cell("object()")
    >>> cell.outputs = [nbformat.v4.new_output("stream", text="<object at 0x7f3c>")]
    >>> strip(nbformat.v4.new_notebook(cells=[cell])).cells[0].outputs[0].text
    '<object at 0x0>'
    """
    notebook.metadata.pop("widgets", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    notebook.metadata["kernelspec"] = KERNEL
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if ITS_OWN in cell.metadata.get("tags", ()):
            cell.outputs = []
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                output.traceback = [f"{output.ename}: {output.evalue}"]
            for holder in (output, output.get("data", {})):
                holder.pop(WIDGET_VIEW, None)
                for key, text in holder.items():
                    if isinstance(text, str):
                        holder[key] = ADDRESS.sub("at 0x0", text)
    return notebook


def _read(path: Path) -> tuple[bytes, NotebookNode]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RefreshError(path, f"cannot be read ({error.strerror})", "Check its name.") from error
    try:
        notebook = nbformat.reads(content.decode(), as_version=nbformat.NO_CONVERT)
        if notebook.get("nbformat") != 4:
            raise ValueError("not of notebook format 4")
        nbformat.validate(notebook)
    except (ValueError, AttributeError, nbformat.ValidationError) as error:
        raise RefreshError(
            path,
            f"not a whole notebook ({str(error).splitlines()[0][:200]})",
            f"Bring back the last good one: git checkout -- '{path}'",
        ) from error
    return content, notebook


def _require_writable(path: Path) -> None:
    # The mode is asked too: to root every file is writable, and `os.replace` would
    # not mind that the one it replaces is read-only.
    if not (os.access(path, os.W_OK) and path.stat().st_mode & 0o222):
        raise RefreshError(path, "read-only", f"Make it writable: chmod u+w '{path}'")


def _replace(path: Path, before: bytes, after: bytes) -> None:
    """Put `after` in place of `before` in one step, or leave the file alone."""
    try:
        if path.read_bytes() != before:
            raise RefreshError(path, "changed while it was being run", "Refresh it again.")
        with replacing(path) as stream:
            stream.write(after)
    except OSError as error:
        raise RefreshError(
            path, f"cannot be written ({error.strerror or error})", "Check disk and folder."
        ) from error


async def _refresh_all(paths: Sequence[Path], write: bool) -> list[str]:
    """Refresh several notebooks, two at once; return one line for each that is not well."""
    places = asyncio.Semaphore(AT_ONCE)
    bad: list[str] = []

    async def one(path: Path) -> None:
        async with places:
            start = time.perf_counter()
            try:
                changed = await refresh(path, write=write)
            except RefreshError as error:
                bad.append(str(error))
                print(f"{path}  FAILED", flush=True)
                return
        state = ("refreshed" if write else "stale") if changed else "up to date"
        if changed and not write:
            bad.append(f"{path}: stale outputs\n    Store new ones: make notebooks ARGS='{path}'")
        print(f"{path}  {state}  ({time.perf_counter() - start:.1f} s)", flush=True)

    await asyncio.gather(*map(one, paths))
    return bad


def _collect(paths: Sequence[Path], write: bool) -> list[str]:
    """Collect the claims if a notebook of the course is among these; return what is not well."""
    if all(path.resolve().parent != ledger.NOTEBOOKS for path in paths):
        return []
    try:
        stale = ledger.store(write=write)
    except (OSError, ValueError) as error:
        return [f"{ledger.FILE.name}: the claims were not collected. {error}"]
    if stale:
        print(f"{ledger.FILE.name}  {'collected' if write else 'stale'}", flush=True)
    if stale and not write:
        return [f"{ledger.FILE.name}: stale claims\n    Collect them: make notebooks"]
    return []


def main(arguments: Sequence[str] | None = None) -> int:
    """Refresh the notebooks named, or all under ``notebooks/``; 1 if one is not well."""
    parser = argparse.ArgumentParser(
        prog="make notebooks", description="Run notebooks afresh and store their outputs."
    )
    parser.add_argument("notebook", nargs="*", type=Path, help="all under notebooks/ by default")
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    options = parser.parse_args(arguments)
    paths = options.notebook or sorted(Path("notebooks").rglob("*.ipynb"))
    paths = [path for path in paths if ".ipynb_checkpoints" not in path.parts]
    if not paths:
        parser.error("no notebook under notebooks/: run this at the top of the project")
    os.environ[VARIABLE] = ENGLISH  # what is stored is compared
    paths, write = list(dict.fromkeys(paths)), not options.check
    bad = asyncio.run(_refresh_all([path for path in paths if path.name != LAST], write))
    bad += _collect(paths, write)
    bad += asyncio.run(_refresh_all([path for path in paths if path.name == LAST], write))
    for line in bad:
        print(f"\n{line}", file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
