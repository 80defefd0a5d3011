"""Graphs that the tests of this room draw, and names that mean them harm."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.graph import Edge, Graph, Node, snapshot

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "dot injection": '"];x[label="y',
    "trailing backslash": "a\\",
    "many backslashes": "\\\\\\",
    "node escape": "\\N \\G \\L \\n \\r",
    "entity": "&lt; &amp; &#60; &copy;",
    "record": "{|}<p>",
    "control": "a\x00b\x07c\nd\re\x1b",
    "lone surrogate": "\ud800 \udfff",
    "long": "x" * 10_000,
    "right to left": "وزن الشبكة",
    "override": "\u202egnp.exe",
    "empty": "",
    "html label": "<<B>bold</B>>",
    "attribute": "' onload='alert(1)' \"",
    "cdata": "]]><!-- -->",
    "comment": "/* // # */",
    "emoji": "🦆 → 🪿",
    "percent": "%1 %s {0} $x",
}


@pytest.fixture
def neuron():
    w, x, b, t = (ll.Value(v, n) for v, n in ((0.5, "w"), (2.0, "x"), (-0.25, "b"), (1.0, "t")))
    loss = (t - (w * x + b)) ** 2
    loss.name = "L"
    loss.backward()
    return snapshot(loss, data=["x", "t"])


@pytest.fixture
def two_paths():
    a = ll.Value(3.0, "a")
    b = a + a
    b.name = "b"
    b.backward()
    return snapshot(b)


@pytest.fixture
def arrays():
    x = ll.Tensor(np.arange(12.0).reshape(4, 3), name="x")
    W = ll.Tensor(np.array([[1.0, -1.0], [0.5, 0.25], [0.0, 2.0]]), name="W")
    h = np.maximum(x @ W, 0)
    h.name = "h"
    loss = np.sum(h, axis=0).mean()
    loss.name = "L"
    loss.backward()
    return snapshot(loss, data=["x"])


@pytest.fixture(params=HOSTILE.values(), ids=HOSTILE)
def hostile(request):
    return request.param


@pytest.fixture
def of_label():
    def make(text: str) -> Graph:
        """Text in every place that can hold it, past what snapshot would already have cleaned."""
        nodes = (
            Node("n0", text, kind="parameter", value=1.0, scope=(text,)),
            Node("n1", "y", op=text, label=text, value=2.0, gradient=1.0, scope=(text, text)),
        )
        return Graph(nodes, (Edge("e0", "n0", "n1", 0, 1.0),), "n1")

    return make


@pytest.fixture
def without_pygraphviz(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
