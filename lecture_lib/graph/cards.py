"""The words on a picture, a card for each node and a pill for each edge, and their sizes in px."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from ..style import number
from ..style.text import escape_label, width
from ..translation import current, tr, tr_noop
from .graph import Edge, Graph, Node, Numbers
from .words import numbers, shape

__all__ = ["HEAD", "KEY", "LOCAL", "NAME", "NUMBER", "PAD", "PILL", "ROW", "Card", "Row", "card",
           "fitted", "pill", "role"]  # fmt: skip

NAME, KEY, NUMBER, LOCAL = 15.0, 11.0, 14.0, 12.0  # type sizes
PAD, ROW, HEAD = 10.0, 20.0, 28.0
LEAST = 96.0  # most scalars fit, so that cards above each other are equally wide
PILL = 18.0  # height of the ground under a local derivative

LETTERS = 34  # longer numbers are cut, but for a matrix of at most so many rows
LINES = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a card: a small key on the left; on the right its text, on one line or more."""

    key: str
    text: str
    lines: tuple[str, ...]
    role: str


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


def card(node: Node) -> Card:
    """Choose the words of a node and measure them."""
    return _card(node, current())


@lru_cache(1024)
def _card(node: Node, language: str) -> Card:
    name = escape_label(node.name, limit=18)
    label = escape_label(node.label, limit=22)
    rows = [_row(tr("shape"), shape(node.shape), "muted")] if node.shape else []
    rows += _numbers(tr("value"), node.value, node.norm, "value")
    rows += _numbers(tr("grad"), node.gradient, node.gradient_norm, "gradient-text")
    if node.anomaly:
        rows.append(_row("⚠", tr(_ANOMALY[node.anomaly]), "anomaly-line"))
    head = measure(name, NAME, bold=True) + (measure(label, NUMBER) + 18 if label else 0)
    body = [measure(row.key, KEY) + 14 + measure(t, NUMBER) for row in rows for t in row.lines]
    across = max([head, *body, LEAST if rows else 0]) + 2 * PAD
    down = HEAD + (ROW * sum(len(row.lines) for row in rows) + 7 if rows else 0)
    # Whole even numbers: half of them, the layout program's radius, is exact too.
    return Card(name, label, tuple(rows), 2.0 * round(across / 2), 2.0 * round(down / 2))


def _row(key: str, text: str, role: str) -> Row:
    return Row(key, text, (text,), role)


def _numbers(key: str, entries: Numbers | None, norm: float | None, role: str) -> list[Row]:
    if entries is not None:
        return [Row(key, *fitted(entries), role)]
    return [] if norm is None else [_row(f"‖{key}‖", number(norm), role)]


def fitted(entries: Numbers) -> tuple[str, tuple[str, ...]]:
    """Numbers as one text, and as the lines they are set in: a small matrix row by row.

    >>> fitted(((1.0, 2.0), (3.0, 4.0)))
    ('[[1.000 2.000] [3.000 4.000]]', ('[1.000 2.000]', '[3.000 4.000]'))
    """
    text, lines = numbers(entries), tuple(map(numbers, _rows(entries)))
    if 1 < len(lines) <= LINES:
        return text, lines
    text = text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}…"
    return text, (text,)


def _rows(entries: Numbers) -> Iterator[Numbers]:
    """The innermost rows of an array; a scalar is its own."""
    if isinstance(entries, tuple) and any(isinstance(entry, tuple) for entry in entries):
        for entry in entries:
            yield from _rows(entry)
    else:
        yield entries


_ANOMALY = {
    "born": tr_noop("born here"), "inherited": tr_noop("inherited"),
    "gradient": tr_noop("in gradient"),
}  # fmt: skip
_NARROW, _WIDE = frozenset("fijlrtI.,:;|!'()[] "), frozenset("mwMW@%—")


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
