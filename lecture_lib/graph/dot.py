"""A graph in the DOT language, for a layout program or for a file."""

from __future__ import annotations

from collections.abc import Collection

import graphviz

from ..style import LIGHT
from ..style.text import escape_label
from .cards import PILL, Card, card, pill, role
from .graph import Edge, Graph

__all__ = ["to_dot"]

DPI = 72.0  # Graphviz counts in inches; at 72 to the inch its points are our px

QUICK = 100  # above this many nodes a layout trades a little beauty for time

GRAPH = {"rankdir": "LR", "nodesep": "0.22", "ranksep": "0.4", "bgcolor": "transparent"}
# fmt: off
NODE = {"shape": "box", "style": "rounded,filled", "fontname": "Helvetica", "fontsize": "14",
        "margin": "0.06,0.04", "fontcolor": LIGHT["text"]}
EDGE = {"color": LIGHT["edge"], "fontname": "Helvetica", "fontsize": "12", "arrowsize": "0.7",
        "fontcolor": LIGHT["text"], "tailport": "e", "headport": "w"}
# fmt: on


def to_dot(graph: Graph, labels: bool = True, edges: Collection[str] | None = None) -> str:
    """Write a graph in the DOT language.

    The operation is part of its value's node, parallel edges are kept, ids are generated, and
    labels are escaped, so that no name can change the graph.  The text depends on nothing but
    `graph`.

    Parameters
    ----------
    graph : Graph
        Folded to what is to be drawn.
    labels : bool
        Without labels the nodes are empty boxes of the right size, which is what a layout needs.
    edges : collection of str, optional
        Ids of the edges to write; by default all.

    Returns
    -------
    str
        A ``digraph`` that runs from left to right; ids of its nodes and edges are the graph's.

    Examples
    --------
    >>> import lecture_lib as ll
    >>> a = ll.Value(3.0, name="a")
    >>> to_dot(ll.snapshot(a * a)).count("n0 -> n1")
    2
    """
    dot = graphviz.Digraph(graph_attr=GRAPH, node_attr=NODE, edge_attr=EDGE)
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
        f'<<TABLE BORDER="0" FIXEDSIZE="TRUE" HEIGHT="{PILL:.0f}" WIDTH="{across:.0f}">'
        "<TR><TD></TD></TR></TABLE>>"
    )
