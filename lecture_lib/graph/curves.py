"""The lines of a picture: from the way a layout found to a curve that pleases the eye."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .graph import Edge, Graph

__all__ = ["Placement", "Point", "Route", "arrow", "on_curve", "smooth"]

Point = tuple[float, float]

HEAD = 8.0  # length of an arrow's head, px
SPREAD = 12.0  # between arrows that enter or leave one node
APART = 26.0  # between parallel edges, where their labels sit
FROM_TIP = 26.0  # where an edge that the layout left out has its label
CLEAR = 5.0  # a curve keeps this far from other nodes


@dataclass(frozen=True, slots=True)
class Route:
    """The way of one edge: Bézier points, the tip of the arrow, the middle of its label."""

    points: tuple[Point, ...]
    tip: Point
    label: Point | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where everything goes, in px from the top left corner.

    Attributes
    ----------
    width, height : float
    boxes : mapping of node id to (left, top, right, bottom)
    edges : mapping of edge id to Route
    """

    width: float
    height: float
    boxes: Mapping[str, tuple[float, float, float, float]]
    edges: Mapping[str, Route]


def smooth(graph: Graph, place: Placement) -> Placement:
    """Replace each edge that can go straight to its target by a single curve.

    Curves leave a node on the right and enter the next on the left, in an order that does not
    cross; parallel edges bow apart.  Where another node is in the way, the layout's route stays;
    an edge without one runs behind.
    """
    starts = _slots(graph.edges, [(e.source, e.target) for e in graph.edges], place, right=True)
    ends = _slots(graph.edges, [(e.target, e.source) for e in graph.edges], place, right=False)
    bows = _bows(graph.edges)
    curves: list[tuple[Point, ...]] = []
    for edge in graph.edges:
        (x0, y0), (x1, y1), bow = starts[edge.id], ends[edge.id], bows[edge.id]
        x1 -= HEAD
        reach = 0.5 * (x1 - x0)
        curves.append(((x0, y0), (x0 + reach, y0 + bow), (x1 - reach, y1 + bow), (x1, y1)))
    edges = {}
    for edge, curve, free in zip(graph.edges, curves, _free(graph, place, curves), strict=True):
        route, tip = place.edges.get(edge.id), ends[edge.id]
        if route is None:
            route = Route(curve, tip, (curve[-1][0] - FROM_TIP, tip[1]))
        elif free:
            route = replace(route, points=curve, tip=tip)
        if route.label is not None:
            route = replace(route, label=on_curve(route.points, route.label[0]))
        edges[edge.id] = route
    return replace(place, edges=edges)


def _slots(
    edges: Sequence[Edge], pairs: Sequence[tuple[str, str]], place: Placement, right: bool
) -> dict[str, Point]:
    """Where each edge meets its node: side by side, in the order of the nodes at the other end."""
    at: dict[str, list[tuple[float, int, str]]] = {}
    for k, (edge, (node, other)) in enumerate(zip(edges, pairs, strict=True)):
        _, top, _, bottom = place.boxes[other]
        at.setdefault(node, []).append((top + bottom, k, edge.id))
    slots = {}
    for node, found in at.items():
        left, top, right_side, bottom = place.boxes[node]
        step = min(SPREAD, 0.7 * (bottom - top) / len(found))
        for k, (_, _, name) in enumerate(sorted(found)):
            y = (top + bottom) / 2 + (k - (len(found) - 1) / 2) * step
            slots[name] = (right_side if right else left, round(y, 1))
    return slots


def _bows(edges: Sequence[Edge]) -> dict[str, float]:
    """How far to bend each of several edges between the same two nodes."""
    groups: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        groups.setdefault((edge.source, edge.target), []).append(edge)
    # The curve follows its handles by three quarters, and the slots are SPREAD apart already.
    unit = (APART - SPREAD) / 0.75
    return {
        edge.id: (k - (len(group) - 1) / 2) * unit
        for group in groups.values()
        for k, edge in enumerate(group)
    }


_T = np.linspace(0.0, 1.0, 9)[:, None]
_BERNSTEIN = np.hstack([(1 - _T) ** 3, 3 * (1 - _T) ** 2 * _T, 3 * (1 - _T) * _T**2, _T**3])


def _free(graph: Graph, place: Placement, curves: Sequence[Sequence[Point]]) -> list[bool]:
    """Whether each edge's curve runs forward and keeps clear of every node but its own."""
    if not curves:
        return []
    x, y = np.moveaxis(_BERNSTEIN @ np.array(curves), -1, 0)[..., None]  # (edge, sample, 1)
    left, top, right, bottom = np.array([place.boxes[node.id] for node in graph.nodes]).T
    hit = (left < x) & (x < right)
    hit &= (top - CLEAR < y) & (y < bottom + CLEAR)
    touched = hit.any(axis=1)
    row = {node.id: k for k, node in enumerate(graph.nodes)}
    for k, edge in enumerate(graph.edges):
        touched[k, [row[edge.source], row[edge.target]]] = False
    forward = x[:, 0, 0] < x[:, -1, 0]
    return list(forward & ~touched.any(axis=1))


def on_curve(points: Sequence[Point], x: float) -> Point:
    """The point of a piecewise Bézier curve at abscissa `x`, where a label is to sit.

    Curves run from left to right, so halving the parameter finds it.

    >>> on_curve([(0, 0), (1, 0), (2, 3), (3, 3)], 1.5)
    (1.5, 1.5)
    """
    starts = range(0, len(points) - 3, 3)
    k = next((k for k in starts if points[k + 3][0] >= x), starts[-1])
    a, b, c, d = points[k : k + 4]

    def at(t: float, i: int) -> float:
        s = 1 - t
        return s**3 * a[i] + 3 * s * s * t * b[i] + 3 * s * t * t * c[i] + t**3 * d[i]

    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if at(middle, 0) <= x else (low, middle)
    return round(at(low, 0), 1), round(at(low, 1), 1)


def arrow(foot: Point, tip: Point) -> str:
    """A slim head, as SVG path data, from the end of a curve to the node it points at."""
    dx, dy = tip[0] - foot[0], tip[1] - foot[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    nx, ny = -dy / length * 3.6, dx / length * 3.6
    corners = ((foot[0] + nx, foot[1] + ny), tip, (foot[0] - nx, foot[1] - ny))
    return "M" + "L".join(f"{round(x, 1):g} {round(y, 1):g}" for x, y in corners) + "Z"
