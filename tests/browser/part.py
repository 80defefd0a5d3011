"""The part of a notebook that only a browser can test: what shows widgets, and what that needs."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat

import lecture_lib as ll

SHOWS = {"predict", "quiz", *ll.widgets.__all__}


def widgets_part(path: Path) -> nbformat.NotebookNode:
    """Return a notebook without the code cells that no widget needs.

    A cell is kept if it names a widget, or gives a name that a later cell which is kept reads.
    Long trainings, whose results are text and pictures, fall away; nbval runs and compares all
    cells.
    """
    notebook = nbformat.read(path, as_version=4)
    kept, wanted = [], set()
    for cell in reversed(notebook.cells):
        if cell.cell_type == "code":
            gives, reads, dotted = _names(cell.source)
            if not (gives & wanted or (reads | dotted) & SHOWS):
                continue
            wanted |= reads
        kept.append(cell)
    notebook.cells = kept[::-1]
    return notebook


def _names(source: str) -> tuple[set[str], set[str], set[str]]:
    """Names that a cell binds or changes, names that it reads, and names behind a dot."""
    tree = ast.parse(source)
    gives: set[str] = set()
    statements = [tree]
    while statements:  # not into functions: what they bind is theirs
        node = statements.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            gives.add(node.name)
        elif isinstance(node, ast.alias):
            gives.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            gives.add(node.id)
        elif isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            gives |= {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            statements += ast.iter_child_nodes(node)
    nodes = list(ast.walk(tree))
    reads = {n.id for n in nodes if isinstance(n, ast.Name)}
    return gives, reads, {n.attr for n in nodes if isinstance(n, ast.Attribute)}
