"""Computation graphs as tables, pictures and frames of an animation."""

from .collapse import collapse
from .show import RendererMissing, show, to_dot, to_svg
from .snapshot import Edge, Graph, Node, snapshot

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
