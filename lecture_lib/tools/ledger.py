"""Collect the claims of the committed notebooks into the ledger's file, with their proofs.

``python -m lecture_lib.tools.ledger`` reads the stored outputs, which nbval compares, and the
source of the cells. ``make notebooks`` does it after the notebooks ran, and before the notebook
that shows them all.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..files import replacing
from ..lessons.ledger import LECTURES
from ..lessons.ledger.proofs import CLAIMS
from ..lessons.ledger.record import CLAIM_ID

__all__ = ["FILE", "NOTEBOOKS", "collect", "lines_of", "main", "store"]

_PROJECT = Path(__file__).parents[2]
#: Where the notebooks are, and where the claims go.
NOTEBOOKS = _PROJECT / "notebooks"
FILE = _PROJECT / "lecture_lib" / "lessons" / "ledger" / CLAIMS

_HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)


def collect(folder: Path) -> list[dict[str, str]]:
    """Return the claims of all notebooks of a folder, in the order of the lectures.

    Parameters
    ----------
    folder : Path
        Its ``NN_….ipynb`` files, run.

    Raises
    ------
    ValueError
        A table shows a claim that no line of its cell makes.
    """
    found = []
    for path in sorted(folder.glob("[0-9][0-9]_*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        section = ""
        for cell in cells:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                section = (_HEADING.findall(source) or [section])[-1]
            elif "ll.claim(" in source:
                where = {"notebook": path.stem, "cell": cell["id"],
                         "section": section.replace(" ", "-")}  # fmt: skip
                found += [
                    {**row, "code": lines_of(source, row["id"], path.name), **where}
                    for row in _rows(cell)
                ]
    order = list(LECTURES)
    return sorted(found, key=lambda row: (order.index(row["id"][0]), row["id"]))


def store(folder: Path = NOTEBOOKS, file: Path = FILE, *, write: bool = True) -> bool:
    """Bring the file up to date; return whether it was not.

    Parameters
    ----------
    folder, file : Path
        Where the notebooks are, and where their claims go.
    write : bool
        False only compares.
    """
    text = json.dumps(collect(folder), ensure_ascii=False, indent=1) + "\n"
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return False
    if write:
        with replacing(file) as stream:
            stream.write(text.encode())
    return True


# --- the tables ------------------------------------------------------------------------------


class _Tables(HTMLParser):
    """Rows of all tables, each as the texts of its cells; the symbol of a verdict is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._in_cell = self._in_symbol = False

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self._in_cell = True
        elif dict(attrs).get("class") == "ll-symbol":
            self._in_symbol = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False
        elif tag == "span":
            self._in_symbol = False

    def handle_data(self, data: str) -> None:
        if self._in_cell and not self._in_symbol:
            self.rows[-1][-1] += data


def _rows(cell: Any) -> list[dict[str, str]]:
    """The claims that a cell shows, with the notes below them."""
    tables = _Tables()
    for output in cell["outputs"]:
        tables.feed("".join(output.get("data", {}).get("text/html", ())))
    found: list[dict[str, str]] = []
    for row in tables.rows:
        if len(row) == 5 and CLAIM_ID.fullmatch(row[0]):
            id, what, stated, computed, label = (text.strip() for text in row)
            verdict, _, rest = label.partition(" ")
            named = rest.split(",")[0] if verdict == "erratum" else ""
            found.append({"id": id, "what": what, "stated": stated, "computed": computed,
                          "verdict": verdict.rstrip(","), "label": label, "erratum": named,
                          "note": ""})  # fmt: skip
        elif len(row) == 1 and found:
            found[-1]["note"] = row[0].strip()
    return found


# --- the lines that prove one -----------------------------------------------------------------


def lines_of(source: str, id: str, where: str = "the cell") -> str:
    """Return the statement that makes a claim, after those of its cell that it is computed from.

    Parameters
    ----------
    source : str
        The whole cell.
    id : str
        The claim's.
    where : str
        The cell, for the message.

    Raises
    ------
    ValueError
        No statement makes this claim.

    Examples
    --------
    >>> cell = 'a = 2\\nb = 3\\nc = a + 1\\nll.claim("T-01", "", stated=3, computed=c)'
    >>> print(lines_of(cell, "T-01"))
    a = 2
    c = a + 1
    ll.claim("T-01", "", stated=3, computed=c)
    """
    body = ast.parse(source).body
    made = next((k for k, one in enumerate(body) if _makes(one, id)), None)
    if made is None:
        raise ValueError(f"{where}: its table shows {id}, but no ll.claim({id!r}, …) makes it")
    kept, needed = [made], _needs(body[made])
    for k in range(made - 1, -1, -1):
        if _binds(body[k]) & needed:
            kept.insert(0, k)
            needed |= _needs(body[k])
    lines = source.splitlines()
    pieces = ["\n".join(lines[_first(body[k]) - 1 : body[k].end_lineno]) for k in kept]
    between = ["\n\n" if "\n\n" in _gap(lines, body[a], body[b]) else "\n"
               for a, b in pairwise(kept)]  # fmt: skip
    return "".join(piece + gap for piece, gap in zip(pieces, [*between, ""], strict=True))


def _first(node: ast.stmt) -> int:
    """The line in which a statement begins, its decorators included."""
    above = [d.lineno for d in getattr(node, "decorator_list", ())]
    return min([node.lineno, *map(int, above)])


def _gap(lines: Sequence[str], before: ast.stmt, after: ast.stmt) -> str:
    """What stands between two statements: a blank line stays one."""
    between = lines[(before.end_lineno or 0) : _first(after) - 1]
    return "\n\n" if any(not line.strip() for line in between) else "\n"


def _makes(node: ast.stmt, id: str) -> bool:
    inside = list(ast.walk(node))
    calls = any(isinstance(n, ast.Call) and ast.unparse(n.func) == "ll.claim" for n in inside)
    return calls and any(isinstance(n, ast.Constant) and n.value == id for n in inside)


def _names(node: ast.AST, *contexts: type) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, contexts)}


def _needs(node: ast.stmt) -> set[str]:
    """Names that a statement reads; a function's own are its own."""
    needed = _names(node, ast.Load)
    if isinstance(node, ast.FunctionDef):
        needed -= {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)}
        needed -= _names(node, ast.Store)
    return needed


def _binds(node: ast.stmt) -> set[str]:
    """Names that a statement makes, or whose objects it changes by a method or an entry."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name for alias in node.names}
    bound = _names(node, ast.Store)
    changed: Iterable[ast.AST] = (
        n.value
        for n in ast.walk(node)
        if isinstance(n, (ast.Subscript, ast.Attribute)) and isinstance(n.ctx, ast.Store)
    )
    bound |= {n.id for n in changed if isinstance(n, ast.Name)}
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        method = node.value.func
        if isinstance(method, ast.Attribute) and isinstance(method.value, ast.Name):
            bound.add(method.value.id)
    return bound - {"ll", "np"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Collect the claims; with ``--check`` only say whether the file is stale, and return 1."""
    parser = argparse.ArgumentParser(
        prog="python -m lecture_lib.tools.ledger",
        description="Collect the claims of the notebooks' stored outputs into one file.",
    )
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    options = parser.parse_args(arguments)
    stale = store(write=not options.check)
    name = FILE.relative_to(_PROJECT)
    print(f"{name}  {('stale' if options.check else 'collected') if stale else 'up to date'}")
    return int(stale and options.check)


if __name__ == "__main__":
    sys.exit(main())
