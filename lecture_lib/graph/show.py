"""A graph as a notebook shows it: the picture on a page, the table in a terminal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .dot import to_dot
from .graph import Graph
from .layout import RendererMissing, place
from .snapshot import snapshot
from .svg import draw

__all__ = ["Picture", "show", "to_svg"]


def to_svg(graph: Graph) -> str:
    """Draw a graph as SVG.

    Parameters
    ----------
    graph : Graph
        Folded to what is to be drawn; some hundred nodes take seconds.

    Returns
    -------
    str
        One ``<svg>`` element without a style sheet, with a title and a description for who cannot
        see it.  Ids of the graph are ids of its elements.

    Raises
    ------
    RendererMissing
        When neither pygraphviz nor ``dot`` can be run.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> svg = to_svg(ll.snapshot(ll.Value(2.0, name="a") * 3))
    >>> svg[:4], 'aria-label="Computation graph of v1 = 6.000: 2 nodes and 1 edge."' in svg
    ('<svg', True)
    """
    return draw(graph, place(graph))


@dataclass(frozen=True)
class Picture:
    """A graph that a notebook shows as a picture, and a terminal as its table.

    Attributes
    ----------
    graph : Graph
        As it is drawn: large graphs are folded.
    """

    graph: Graph

    @cached_property
    def svg(self) -> str:
        """The picture; raises :class:`RendererMissing` where it cannot be laid out."""
        return to_svg(self.graph)

    @cached_property
    def dot(self) -> str:
        """The graph in the DOT language."""
        return to_dot(self.graph)

    def __repr__(self) -> str:
        return self.graph.table()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        try:
            return {"text/plain": repr(self), "image/svg+xml": self.svg}
        except RendererMissing as missing:
            return {"text/plain": f"{self!r}\n\n{missing}"}


def show(root: Any, data: Collection[Any] = (), depth: int | None = None) -> Picture:
    """Show the graph that led to `root`, or a :class:`Graph`.

    Parameters
    ----------
    root : Value, Tensor or Graph
        The result; the picture holds all it depends on.
    data : collection of nodes or names
        Leaves to show as data rather than as parameters.
    depth : int, optional
        Fold scopes nested deeper than this; by default only as much as keeps the picture legible.

    Returns
    -------
    Picture
        As ``text/plain`` its table, as ``image/svg+xml`` the drawing.

    Raises
    ------
    TypeError
        When `root` is neither a node of a graph nor a :class:`Graph`.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> show(ll.Value(2.0, name="x") ** 2)
    step         value   local derivatives
    x             2.000
    v1 = x ** 2   4.000  ∂/∂x = 4.000
    """
    graph = root if isinstance(root, Graph) else snapshot(root, data)
    return Picture(graph.collapse(depth))
