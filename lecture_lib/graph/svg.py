"""The picture itself: cards for nodes, curves for edges, drawn where a layout put them.

Drawn here rather than by the layout program, because its SVG differs from version to version and
font to font, and because a picture in a slide deserves better type.  Colours are presentation
attributes, so the file needs no style sheet; a widget overrides them with the CSS of :func:`css`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from ..style import LIGHT
from ..style.text import escape_label, width
from .curves import Placement, Point, Route, arrow
from .snapshot import Edge, Graph, Node

__all__ = ["Card", "card", "css", "draw"]

FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
_MATRIX_ROW = re.compile(r"\[[^\[\]]*\]")
NAME, KEY, NUMBER, LOCAL = 15.0, 11.0, 14.0, 12.0  # type sizes in px
PAD, ROW, HEAD = 10.0, 20.0, 28.0
MARGIN = 8.0
LEAST = 96.0  # most scalars fit, so that cards above each other are equally wide
PILL = 18.0  # height of the ground under a local derivative


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a card: a small key on the left; on the right a number, or a matrix's rows."""

    key: str
    text: str
    role: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The text as it is set: a small matrix row by row."""
        rows = _MATRIX_ROW.findall(self.text) if self.text.startswith("[[") else []
        return tuple(rows) if 1 < len(rows) <= 3 else (self.text,)


@dataclass(frozen=True, slots=True)
class Card:
    """What a node says and how large that is, in px."""

    name: str
    label: str
    rows: tuple[Row, ...]
    width: float
    height: float


def role(graph: Graph, node: Node) -> str:
    """The role that decides a node's colours; see :data:`lecture_lib.style.LIGHT`."""
    if node.anomaly:
        return "anomaly"
    return "root" if node.id == graph.root else node.kind


@lru_cache(1024)
def card(node: Node) -> Card:
    """Choose the words of a node and measure them."""
    name = escape_label(node.name, limit=18)
    label = escape_label(node.label, limit=22)
    rows = []
    if node.shape:
        rows.append(Row("shape", node.shape_text, "muted"))
    if node.value is not None:
        rows.append(Row("value", _short(node.value), "value"))
    elif node.norm is not None:
        rows.append(Row("‖value‖", node.norm, "value"))
    if node.gradient is not None:
        rows.append(Row("grad", _short(node.gradient), "gradient-text"))
    elif node.gradient_norm is not None:
        rows.append(Row("‖grad‖", node.gradient_norm, "gradient-text"))
    if node.anomaly:
        rows.append(Row("⚠", _ANOMALY[node.anomaly], "anomaly-line"))
    head = measure(name, NAME, bold=True) + (measure(label, NUMBER) + 18 if label else 0)
    body = [measure(row.key, KEY) + 14 + measure(t, NUMBER) for row in rows for t in row.lines]
    across = max([head, *body, LEAST if rows else 0]) + 2 * PAD
    down = HEAD + (ROW * sum(len(row.lines) for row in rows) + 7 if rows else 0)
    # Whole even numbers: half of them, the layout program's radius, is exact too.
    return Card(name, label, tuple(rows), 2.0 * round(across / 2), 2.0 * round(down / 2))


_ANOMALY = {"born": "born here", "inherited": "inherited", "gradient": "in gradient"}
_NARROW, _WIDE = frozenset("fijlrtI.,:;|!'()[] "), frozenset("mwMW@%—")


def _short(text: str) -> str:
    return text if len(text) <= 34 or len(Row("", text, "").lines) > 1 else text[:33] + "…"


def measure(text: str, size: float, bold: bool = False) -> float:
    """Estimate the width of `text` in px, erring on the wide side of common fonts."""
    return sum(map(_em, text)) * size * (1.08 if bold else 1.0)


@cache
def _em(c: str) -> float:
    wide = 0.36 if c in _NARROW else 0.92 if c in _WIDE else 0.6 if c < "\u2e80" else 0.52
    return width(c) * wide


def pill(edge: Edge) -> tuple[str, float]:
    """The text at an edge and the width of the ground under it."""
    text = edge.local if edge.local is not None else f"×{edge.count}" if edge.count > 1 else ""
    return text, 2.0 * round((measure(text, LOCAL) + 12) / 2) if text else 0.0


def draw(graph: Graph, place: Placement) -> str:
    """Return the SVG of `graph`.

    Elements carry ids and classes for widgets and style sheets: ``<g id="n3" class="ll-node
    ll-operation">`` with ``.ll-value`` and ``.ll-gradient-text`` inside, ``<g id="e2"
    class="ll-edge">`` with ``.ll-line``, ``.ll-head`` and ``.ll-local``.
    """
    across, down = place.width + 2 * MARGIN, place.height + 2 * MARGIN
    title = describe(graph)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ll-graph" role="img" '
        f'aria-label="{escape_label(title, "xml")}" width="{across:g}" height="{down:g}" '
        f'viewBox="{-MARGIN:g} {-MARGIN:g} {across:g} {down:g}" font-family="{FONT}">',
        f"<title>{escape_label(title, 'xml')}</title>",
        f"<desc>{escape_label(_story(graph), 'xml', limit=4000)}</desc>",
        *(_edge(graph, edge, place.edges[edge.id]) for edge in graph.edges),
        *(_node(graph, node, place.boxes[node.id][:2]) for node in graph.nodes),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def describe(graph: Graph) -> str:
    """One sentence for a screen reader.

    >>> import lecture_lib as ll
    >>> from lecture_lib.graph import snapshot
    >>> describe(snapshot(ll.Value(2.0, name="a") * 3))
    'Computation graph of v1 = 6.000: 2 nodes and 1 edge.'
    """
    root = graph.index[graph.root]
    value = f" = {_short(root.value)}" if root.value else ""
    nodes, edges = len(graph.nodes), len(graph.edges)
    return (
        f"Computation graph of {escape_label(root.name, limit=24)}{value}: {nodes} "
        f"node{'s' * (nodes != 1)} and {edges} edge{'s' * (edges != 1)}."
    )


def _story(graph: Graph, limit: int = 40) -> str:
    def tell(node: Node) -> Iterator[str]:
        expression = graph.expression(node)
        yield escape_label(node.name, limit=24) + (f" = {expression}" if expression else "")
        yield f"value {node.value_text}" if node.value_text else ""
        yield f"gradient {node.gradient_text}" if node.gradient_text else ""

    told = [", ".join(filter(None, tell(node))) for node in graph.nodes[:limit]]
    rest = len(graph.nodes) - limit
    return "; ".join(told) + (f"; and {rest} more." if rest > 0 else ".")


def _node(graph: Graph, node: Node, corner: Point) -> str:
    c, kind = card(node), role(graph, node)
    x, y = corner
    left, right = x + PAD, x + c.width - PAD
    heavy = kind in {"root", "anomaly"}
    title = escape_label(graph.expression(node), "xml")
    name = escape_label(node.name, "xml")
    scope = "/".join(node.scope)
    details = [name + (f" = {title}" if title else "")]
    details += [f"{row.key} {escape_label(row.text, 'xml')}" for row in c.rows]
    if node.dtype:
        details.append(node.dtype)
    if scope:
        details.append(f"in {escape_label(scope, 'xml')}")
    out = [
        f'<g id="{node.id}" class="ll-node ll-{kind}">',
        f"<title>{', '.join(details)}</title>",
    ]
    if node.kind == "scope":  # a second card behind the first: there is more underneath
        out.append(_rect(x + 4, y + 4, c, kind, 1.2))
    out.append(_rect(x, y, c, kind, 2.4 if heavy else 1.4))
    base = y + (19.5 if c.rows else c.height / 2 + 5)
    out.append(_text(left, base, c.name, NAME, "text", weight=600))
    if c.label:
        out.append(_text(right, base, c.label, NUMBER, "muted", end=True, extra="ll-op"))
    if c.rows:
        line = LIGHT[f"{kind}-line"]
        out.append(
            f'<path class="ll-rule" d="M{x:g} {y + HEAD:g}h{c.width:g}" stroke="{line}" '
            f'stroke-opacity="0.45"/>'
        )
    base = y + HEAD - 1
    for row in c.rows:
        out.append(_text(left, base + ROW, row.key, KEY, "muted"))
        out.append(_text(right, base + ROW, row.lines, NUMBER, row.role, end=True))
        base += ROW * len(row.lines)
    return "".join(out) + "</g>"


def _rect(x: float, y: float, c: Card, kind: str, line: float) -> str:
    return (
        f'<rect class="ll-card" x="{x:g}" y="{y:g}" width="{c.width:g}" height="{c.height:g}" '
        f'rx="7" fill="{LIGHT[kind]}" stroke="{LIGHT[f"{kind}-line"]}" stroke-width="{line:g}"/>'
    )


def _text(
    x: float, y: float, text: str | tuple[str, ...], size: float, role: str, *,
    end: bool = False, weight: int = 400, extra: str = "",
) -> str:  # fmt: skip
    anchor = ' text-anchor="end"' if end else ""
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    digits = ' style="font-variant-numeric:tabular-nums"' if end else ""
    lines = (text,) if isinstance(text, str) else text
    inner = escape_label(lines[0], "xml") if len(lines) == 1 else "".join(
        f'<tspan x="{x:g}" dy="{ROW if k else 0:g}">{escape_label(line, "xml")}</tspan>'
        for k, line in enumerate(lines)
    )
    return (
        f'<text class="ll-{role}{" " + extra if extra else ""}" x="{x:g}" y="{y:g}" '
        f'font-size="{size:g}" fill="{LIGHT[role]}"{anchor}{bold}{digits}>'
        f"{inner}</text>"
    )


def _edge(graph: Graph, edge: Edge, route: Route) -> str:
    source, target = graph.index[edge.source], graph.index[edge.target]
    title = f"{escape_label(source.name, 'xml')} → {escape_label(target.name, 'xml')}"
    if edge.local is not None:
        title += f", local derivative {edge.local}"
    if edge.count > 1:
        title += f", {edge.count} edges"
    color = LIGHT["edge"]
    first, *rest = route.points
    curve = f"M{first[0]:g} {first[1]:g}C" + " ".join(f"{x:g} {y:g}" for x, y in rest)
    out = [
        f'<g id="{edge.id}" class="ll-edge"><title>{title}</title>'
        f'<path class="ll-line" d="{curve}" fill="none" stroke="{color}" stroke-width="1.6"/>'
        f'<path class="ll-head" d="{arrow(route.points[-1], route.tip)}" fill="{color}"/>'
    ]
    text, across = pill(edge)
    if text and route.label is not None:
        x, y = route.label
        out.append(
            f'<g class="ll-local"><rect class="ll-pill" x="{x - across / 2:g}" '
            f'y="{y - PILL / 2:g}" width="{across:g}" height="{PILL:g}" rx="{PILL / 2:g}" '
            f'fill="{LIGHT["surface"]}" stroke="{LIGHT["grid"]}"/>'
            f'<text class="ll-text" x="{x:g}" y="{y + 4.2:g}" font-size="{LOCAL:g}" '
            f'fill="{LIGHT["text"]}" text-anchor="middle" '
            f'style="font-variant-numeric:tabular-nums">{escape_label(text, "xml")}</text></g>'
        )
    return "".join(out) + "</g>"


def css(selector: str = ".ll-graph") -> str:
    """Rules that make an inline picture follow the theme; see ``style.css_variables``."""
    kinds = ("parameter", "data", "operation", "root", "scope", "anomaly")
    texts = ("text", "muted", "value", "gradient-text", "anomaly-line")
    rules = [
        *(f"{selector} .ll-{k} .ll-card {{ fill: var(--ll-{k}); stroke: var(--ll-{k}-line); }}"
          for k in kinds),
        *(f"{selector} .ll-{k} .ll-rule {{ stroke: var(--ll-{k}-line); }}" for k in kinds),
        *(f"{selector} text.ll-{t} {{ fill: var(--ll-{t}); }}" for t in texts),
        f"{selector} .ll-line {{ stroke: var(--ll-edge); }}",
        f"{selector} .ll-head {{ fill: var(--ll-edge); }}",
        f"{selector} .ll-pill {{ fill: var(--ll-surface); stroke: var(--ll-grid); }}",
    ]  # fmt: skip
    return "\n".join(rules) + "\n"
