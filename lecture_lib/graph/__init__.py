"""Computation graphs as tables, pictures and frames of an animation."""

from .collapse import collapse
from .snapshot import Edge, Graph, Node, snapshot

__all__ = ["Edge", "Graph", "Node", "collapse", "snapshot"]
