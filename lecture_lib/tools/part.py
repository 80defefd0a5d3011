"""The part of a notebook that shows widgets, and what that part needs."""

from __future__ import annotations

import ast
import copy
import dis
from collections.abc import Iterator, Set
from types import CodeType

from nbformat import NotebookNode

from .. import widgets

__all__ = ["SHOWS", "widgets_part"]

#: What a cell names that shows a widget.
SHOWS = {"predict", "quiz", *widgets.__all__}


def widgets_part(notebook: NotebookNode, shows: Set[str] = SHOWS) -> NotebookNode:
    """Return a copy of a notebook without the code cells that no widget needs.

    A cell is kept if it names a widget, or gives a name that a later cell which is kept reads.
    Long trainings, whose results are text and pictures, fall away; nbval runs and compares all
    cells.

    Parameters
    ----------
    notebook : NotebookNode
        Not changed.
    shows : set of str
        Names of widgets.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> cells = map(new_code_cell, ("slow()", "f = half", "ll.FilmPlayer(f)"))
    >>> [cell.source for cell in widgets_part(new_notebook(cells=list(cells))).cells]
    ['f = half', 'll.FilmPlayer(f)']
    """
    notebook = copy.deepcopy(notebook)
    kept, wanted = [], set[str]()
    for cell in reversed(notebook.cells):
        if cell.cell_type == "code":
            gives, reads, dotted = _names(cell.source)
            if not (gives & wanted or (reads | dotted) & shows):
                continue
            wanted = (wanted - gives) | reads
        kept.append(cell)
    notebook.cells = kept[::-1]
    return notebook


def _names(source: str) -> tuple[set[str], set[str], set[str]]:
    """Names that a cell binds or changes, names that it reads from others, names behind a dot."""
    tree = ast.parse(source)
    gives: set[str] = set()
    reads: set[str] = set()
    for code in _codes(compile(tree, "cell", "exec")):
        for step in dis.get_instructions(code):
            if step.opname == "STORE_NAME":
                gives.add(step.argval)
            elif step.opname in ("LOAD_NAME", "LOAD_GLOBAL") and step.argval not in gives:
                reads.add(step.argval)
    nodes = list(ast.walk(tree))
    for node in nodes:  # y[0] = 3 changes y, and needs the one there was
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            gives |= {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)} & reads
    return gives, reads, {n.attr for n in nodes if isinstance(n, ast.Attribute)}


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
