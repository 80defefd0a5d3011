"""Where everything goes: the only module that runs Graphviz."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .cards import card
from .curves import Placement, Point, Route, smooth
from .dot import to_dot
from .graph import Graph

__all__ = ["RendererMissing", "place", "quiet"]

PIECES = 250  # columns that edges may cross in all before the longest are left out

HINT = (
    "No picture: neither pygraphviz nor the program dot is installed.\n"
    "pip install pygraphviz   (or: conda install graphviz)"
)


class RendererMissing(RuntimeError):
    """Neither pygraphviz nor ``dot`` is there to lay a graph out.

    :func:`~lecture_lib.show` catches it and prints the table with a hint; only who asks for the
    picture itself meets it.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> try:
    ...     placement = place(ll.snapshot(ll.Value(2.0)))
    ... except RendererMissing as missing:
    ...     print(missing)
    """


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
    with quiet():
        return bytes(pygraphviz.AGraph(string=dot).draw(format="json0", prog="dot"))


_DESCRIPTOR = threading.RLock()


@contextmanager
def quiet() -> Iterator[None]:
    """Close file descriptor 2 to C libraries for a moment.

    Fontconfig warns there about fonts that we do not use; in a notebook the warning would become
    part of the output.  One thread at a time: the descriptor belongs to the whole process.
    """
    with _DESCRIPTOR:
        try:
            saved = os.dup(2)
        except OSError:  # no standard error, as under pythonw
            yield
            return
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 2)
        os.close(sink)
        try:
            yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)
