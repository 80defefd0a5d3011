"""Which cells of a notebook make a slide."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode

__all__ = ["Slide", "slices"]


@dataclass(frozen=True)
class Slide:
    """What a slide shows, in order.

    Attributes
    ----------
    is_below : bool
        It goes on with the idea of the slide before it.
    cells : list
        What it shows.
    later : dict
        By the id of a cell that waits: how many presses of a key it takes until it is shown.
    """

    is_below: bool
    cells: list[NotebookNode] = field(default_factory=list)
    later: dict[str, int] = field(default_factory=dict)


def slices(notebook: NotebookNode, asking: Collection[str] = ()) -> list[Slide]:
    """Return the slides of a notebook, as its cells' ``slide_type`` says.

    Cells before the first slide, cells to skip, and a slide with claims, which are for those who
    have the slides of the lecture, are on none.

    Parameters
    ----------
    notebook : NotebookNode
        Not changed.
    asking : collection of str
        Ids of cells that show a question: what follows on the slide waits.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> kinds = {"A": "slide", "more": "-", "B": "subslide", "aside": "skip"}
    >>> cells = [
    ...     new_markdown_cell(text, metadata={"slideshow": {"slide_type": kind}})
    ...     for text, kind in kinds.items()
    ... ]
    >>> for slide in slices(new_notebook(cells=cells)):
    ...     print(slide.is_below, [cell.source for cell in slide.cells])
    False ['A', 'more']
    True ['B']
    """
    return list(_slices(notebook, asking))


def _slices(notebook: NotebookNode, asking: Collection[str]) -> Iterator[Slide]:
    slide = None
    for cell in notebook.cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type", "-")
        if kind in ("slide", "subslide"):
            if slide and slide.cells:
                yield slide
            slide = Slide(is_below=kind == "subslide")
        if "claims" in cell.metadata.get("tags", ()):
            slide = None
        if slide is None or kind in ("skip", "notes"):  # what is said stands in docs/teaching
            continue
        # JupyterLab hides what answers a question until the cell is run; on the first of a slide
        # the slide itself is turned to. What follows speaks of it.
        presses = max(slide.later.values(), default=0)
        if slide.cells:
            presses += kind == "fragment" or _is_hidden(cell) or slide.cells[-1].id in asking
        if presses:
            slide.later[cell.id] = presses
        slide.cells.append(cell)
    if slide and slide.cells:
        yield slide


def _is_hidden(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("jupyter", {}).get("outputs_hidden"))
