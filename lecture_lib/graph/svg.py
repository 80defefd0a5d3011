"""The picture itself: cards for nodes, curves for edges, drawn where a layout put them.

Drawn here rather than by the layout program, because its SVG differs from version to version and
font to font, and because a picture in a slide deserves better type.  Colours are presentation
attributes, so the file needs no style sheet; a widget overrides them with the CSS of :func:`css`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..style import LIGHT, number
from ..style.lang import attribute
from ..style.text import escape_label
from ..translation import tr
from .cards import HEAD, KEY, LOCAL, NAME, NUMBER, PAD, PILL, ROW, Card, card, fitted, pill, role
from .curves import Placement, Point, Route, arrow
from .graph import Edge, Graph, Node
from .words import expression, gradient, name, value

__all__ = ["css", "describe", "draw"]

FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
MARGIN = 8.0


def draw(graph: Graph, place: Placement) -> str:
    """Return the SVG of `graph`.

    Elements carry ids and classes for widgets and style sheets: ``<g id="n3" class="ll-node
    ll-operation">`` with ``.ll-value`` and ``.ll-gradient-text`` inside, ``<g id="e2"
    class="ll-edge">`` with ``.ll-line``, ``.ll-head`` and ``.ll-local``.
    """
    across, down = place.width + 2 * MARGIN, place.height + 2 * MARGIN
    title = describe(graph)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ll-graph" role="img"{attribute()} '
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
    result = f" = {fitted(root.value)[0]}" if root.value is not None else ""
    nodes, edges = len(graph.nodes), len(graph.edges)
    return tr(
        "Computation graph of {0}: {1} and {2}.",
        name(root) + result,
        tr("1 node") if nodes == 1 else tr("{0} nodes", nodes),
        tr("1 edge") if edges == 1 else tr("{0} edges", edges),
    )


def _story(graph: Graph, limit: int = 40) -> str:
    def tell(node: Node) -> Iterator[str]:
        made = expression(graph, node)
        yield name(node) + (f" = {made}" if made else "")
        yield tr("value {0}", value(node)) if value(node) else ""
        yield tr("gradient {0}", gradient(node)) if gradient(node) else ""

    told = [", ".join(filter(None, tell(node))) for node in graph.nodes[:limit]]
    rest = len(graph.nodes) - limit
    told += [tr("and {0} more", rest)] * (rest > 0)
    return f"{'; '.join(told)}."


def _node(graph: Graph, node: Node, corner: Point) -> str:
    c, kind = card(node), role(graph, node)
    x, y = corner
    left, right = x + PAD, x + c.width - PAD
    heavy = kind in {"root", "anomaly"}
    made = escape_label(expression(graph, node), "xml")
    scope = "/".join(node.scope)
    details = [escape_label(node.name, "xml") + (f" = {made}" if made else "")]
    details += [f"{row.key} {escape_label(row.text, 'xml')}" for row in c.rows]
    if node.dtype:
        details.append(node.dtype)
    if scope:
        details.append(tr("in {0}", escape_label(scope, "xml")))
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
    inner = (
        escape_label(lines[0], "xml")
        if len(lines) == 1
        else "".join(
            f'<tspan x="{x:g}" dy="{ROW if k else 0:g}">{escape_label(line, "xml")}</tspan>'
            for k, line in enumerate(lines)
        )
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
        title += ", " + tr("local derivative {0}", number(edge.local))
    if edge.count > 1:
        title += ", " + tr("{0} edges", edge.count)
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
