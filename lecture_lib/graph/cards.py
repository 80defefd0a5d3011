"""The words on a picture, a card for each node and a pill for each edge, and their sizes in px."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from ..style import number
from ..style.text import escape_label, width
from .graph import Edge, Graph, Node, Numbers
from .words import numbers, shape

__all__ = ["HEAD", "KEY", "LOCAL", "NAME", "NUMBER", "PAD", "PILL", "ROW", "Card", "Row", "card",
           "cut", "pill", "role"]  # fmt: skip

NAME, KEY, NUMBER, LOCAL = 15.0, 11.0, 14.0, 12.0  # type sizes
PAD, ROW, HEAD = 10.0, 20.0, 28.0
LEAST = 96.0  # most scalars fit, so that cards above each other are equally wide
PILL = 18.0  # height of the ground under a local derivative

_MATRIX_ROW = re.compile(r"\[[^\[\]]*\]")


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
        rows.append(Row("shape", shape(node.shape), "muted"))
    rows += _number("value", node.value, node.norm, "value")
    rows += _number("grad", node.gradient, node.gradient_norm, "gradient-text")
    if node.anomaly:
        rows.append(Row("⚠", _ANOMALY[node.anomaly], "anomaly-line"))
    head = measure(name, NAME, bold=True) + (measure(label, NUMBER) + 18 if label else 0)
    body = [measure(row.key, KEY) + 14 + measure(t, NUMBER) for row in rows for t in row.lines]
    across = max([head, *body, LEAST if rows else 0]) + 2 * PAD
    down = HEAD + (ROW * sum(len(row.lines) for row in rows) + 7 if rows else 0)
    # Whole even numbers: half of them, the layout program's radius, is exact too.
    return Card(name, label, tuple(rows), 2.0 * round(across / 2), 2.0 * round(down / 2))


def _number(key: str, entries: Numbers | None, norm: float | None, role: str) -> list[Row]:
    if entries is not None:
        return [Row(key, cut(numbers(entries)), role)]
    return [] if norm is None else [Row(f"‖{key}‖", number(norm), role)]


_ANOMALY = {"born": "born here", "inherited": "inherited", "gradient": "in gradient"}
_NARROW, _WIDE = frozenset("fijlrtI.,:;|!'()[] "), frozenset("mwMW@%—")


def cut(text: str) -> str:
    """Cut the numbers of an array to what a card has room for.

    >>> cut("[1.000 2.000 3.000 4.000 5.000 6.000]")
    '[1.000 2.000 3.000 4.000 5.000 6.…'
    """
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
    text = f"×{edge.count}" if edge.count > 1 else ""
    if edge.local is not None:
        text = number(edge.local)
    return text, 2.0 * round((measure(text, LOCAL) + 12) / 2) if text else 0.0
