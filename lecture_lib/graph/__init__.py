"""Computation graphs as tables and pictures.

:func:`snapshot` copies a graph out of an engine into plain data (``graph.py``); everything else
reads that copy: ``collapse.py`` folds it, ``words.py`` and ``table.py`` write it, ``cards.py``,
``dot.py``, ``layout.py``, ``curves.py`` and ``svg.py`` draw it, ``show.py`` hands it to a notebook.
"""

from __future__ import annotations

from .collapse import collapse
from .dot import to_dot
from .graph import Edge, Graph, Node
from .layout import RendererMissing
from .show import show, to_svg
from .snapshot import snapshot

__all__ = [
    "Edge",
    "Graph",
    "Node",
    "RendererMissing",
    "collapse",
    "show",
    "snapshot",
    "to_dot",
    "to_svg",
]
