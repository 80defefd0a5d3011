"""From a graph to DOT, to a layout, to a picture: the only module that knows Graphviz."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import graphviz

from ..style import LIGHT
from ..style.text import escape_label
from .curves import Placement, Point, Route, smooth
from .snapshot import Edge, Graph, snapshot
from .svg import Card, card, draw, pill, role

__all__ = ["Picture", "RendererMissing", "escape_label", "place", "show", "to_dot", "to_svg"]

DPI = 72.0  # Graphviz counts in inches; at 72 to the inch its points are our px

PIECES = 250  # columns that edges may cross in all before the longest are left out

QUICK = 100  # above this many nodes a layout trades a little beauty for time

HINT = (
    "No picture: neither pygraphviz nor the program dot is installed.\n"
    "pip install pygraphviz   (or: conda install graphviz)"
)


class RendererMissing(RuntimeError):
    """Neither pygraphviz nor ``dot`` is there to lay a graph out."""


def to_dot(graph: Graph, labels: bool = True, edges: Collection[str] | None = None) -> str:
    """Write a graph in the DOT language.

    The operation is part of its value's node, parallel edges are kept, ids are generated, and
    labels are escaped, so that no name can change the graph.  The text depends on nothing but
    `graph`.

    Parameters
    ----------
    graph : Graph
    labels : bool
        Without labels the nodes are empty boxes of the right size, which is what a layout needs.
    edges : collection of str, optional
        Ids of the edges to write; by default all.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> from lecture_lib.graph import snapshot
    >>> a = ll.Value(3.0, name="a")
    >>> to_dot(snapshot(a * a)).count("n0 -> n1")
    2
    """
    dot = graphviz.Digraph(
        graph_attr={"rankdir": "LR", "nodesep": "0.22", "ranksep": "0.4", "bgcolor": "transparent"},
        node_attr={"shape": "box", "style": "rounded,filled", "fontname": "Helvetica",
                   "fontsize": "14", "margin": "0.06,0.04", "fontcolor": LIGHT["text"]},
        edge_attr={"color": LIGHT["edge"], "fontname": "Helvetica", "fontsize": "12",
                   "fontcolor": LIGHT["text"], "arrowsize": "0.7",
                   "tailport": "e", "headport": "w"},
    )  # fmt: skip
    if not labels and len(graph) > QUICK:
        dot.attr(splines="line", nslimit="1", nslimit1="1", mclimit="0.5")
    for node in graph.nodes:
        kind, c = role(graph, node), card(node)
        dot.node(
            node.id,
            label=_table(c) if labels else "",
            fillcolor=LIGHT[kind],
            color=LIGHT[f"{kind}-line"],
            width=f"{c.width / DPI:.4f}",
            height=f"{c.height / DPI:.4f}",
            id=node.id,
        )
    for edge in graph.edges:
        if edges is None or edge.id in edges:
            dot.edge(edge.source, edge.target, label=_edge_label(edge, labels), id=edge.id)
    return str(dot.source)


def _table(c: Card) -> str:
    """A card as an HTML-like label."""

    def cell(text: str, align: str, color: str = "", bold: bool = False) -> str:
        text = escape_label(text, "dot") or " "
        text = f"<B>{text}</B>" if bold else text
        text = f'<FONT COLOR="{color}">{text}</FONT>' if color else text
        return f'<TD ALIGN="{align}">{text}</TD>'

    rows = [cell(c.name, "LEFT", bold=True) + cell(c.label, "RIGHT", LIGHT["muted"])]
    rows += [
        cell(row.key, "LEFT", LIGHT["muted"]) + cell(row.text, "RIGHT", LIGHT[row.role])
        for row in c.rows
    ]
    body = "".join(f"<TR>{row}</TR>" for row in rows)
    return f'<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="2">{body}</TABLE>>'


def _edge_label(edge: Edge, labels: bool) -> str:
    text, across = pill(edge)
    if not text:
        return ""
    if labels:
        return str(graphviz.escape(text))
    return (
        f'<<TABLE BORDER="0" FIXEDSIZE="TRUE" HEIGHT="18" WIDTH="{across:.0f}">'
        "<TR><TD></TD></TR></TABLE>>"
    )


def _short(graph: Graph) -> set[str]:
    """Ids of the edges that take part in the layout: all, but for the longest of a large graph.

    A layout splits an edge at every column it crosses, and its time grows with the square of the
    pieces: one parameter used at 75 depths took minutes.  The rest is drawn straight afterwards.
    """
    column: dict[str, int] = {}
    for node in graph.nodes:
        column[node.id] = max((column[e.source] + 1 for e in graph.incoming[node.id]), default=0)
    users: dict[str, int] = {}
    for edge in graph.edges:
        users[edge.source] = min(users.get(edge.source, len(graph)), column[edge.target])
    column |= {n.id: users[n.id] - 1 for n in graph.nodes if not n.op and n.id in users}
    kept: set[str] = set()
    tied: set[str] = set()  # every node needs one edge that holds it in its place
    pieces = 0
    for edge in sorted(graph.edges, key=lambda e: column[e.target] - column[e.source]):
        pieces += column[edge.target] - column[edge.source] - 1
        if pieces <= PIECES or edge.source not in tied:
            kept.add(edge.id)
            tied.add(edge.source)
    return kept


def place(graph: Graph) -> Placement:
    """Lay a graph out from left to right.

    Raises
    ------
    RendererMissing
        When neither pygraphviz nor ``dot`` can be run.
    """
    found = json.loads(_run(to_dot(graph, labels=False, edges=_short(graph))))
    _, _, across, down = map(float, found["bb"].split(","))

    def point(text: str) -> Point:
        x, y = map(float, text.split(","))
        return round(x, 1), round(down - y, 1)

    def box(node: dict[str, Any]) -> tuple[float, float, float, float]:
        (x, y), c = point(node["pos"]), cards[node["name"]]
        return x - c.width / 2, y - c.height / 2, x + c.width / 2, y + c.height / 2

    def route(edge: dict[str, Any]) -> Route:
        end, *curve = edge["pos"].split()
        label = point(edge["lp"]) if "lp" in edge else None
        return Route(tuple(map(point, curve)), point(end.removeprefix("e,")), label)

    cards = {node.id: card(node) for node in graph.nodes}
    return smooth(graph, Placement(
        across, down,
        {node["name"]: box(node) for node in found["objects"]},
        {edge["id"]: route(edge) for edge in found.get("edges", ())},
    ))  # fmt: skip


def to_svg(graph: Graph) -> str:
    """Draw a graph as SVG.

    Raises
    ------
    RendererMissing
        When neither pygraphviz nor ``dot`` can be run.
    """
    return draw(graph, place(graph))


def _run(dot: str) -> bytes:
    """Lay out with whatever is there: pygraphviz in process, else the program ``dot``."""
    try:
        import pygraphviz
    except (ImportError, OSError):
        program = shutil.which("dot")
        if program is None:
            raise RendererMissing(HINT) from None
        command = [program, "-Tjson0"]
        done = subprocess.run(
            command, input=dot.encode(), capture_output=True, check=True, timeout=120
        )
        return done.stdout
    with _quiet:
        return bytes(pygraphviz.AGraph(string=dot).draw(format="json0", prog="dot"))


class _Quiet:
    """Close file descriptor 2 to C libraries for a moment.

    Fontconfig warns there about fonts that we do not use; in a notebook the warning would become
    part of the output.  One thread at a time: the descriptor belongs to the whole process.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._saved: list[int] = []

    def __enter__(self) -> None:
        self._lock.acquire()
        try:
            saved = os.dup(2)
        except OSError:  # no standard error, as under pythonw
            self._saved.append(-1)
            return
        self._saved.append(saved)
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 2)
        os.close(sink)

    def __exit__(self, *exception: object) -> None:
        saved = self._saved.pop()
        if saved >= 0:
            os.dup2(saved, 2)
            os.close(saved)
        self._lock.release()


_quiet = _Quiet()


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
    data : collection of nodes or names
        Leaves to show as data rather than as parameters.
    depth : int, optional
        Fold scopes nested deeper than this; by default only as much as keeps the picture legible.

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
