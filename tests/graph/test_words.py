"""How a graph says how a node was computed."""

from __future__ import annotations

import numpy as np

import lecture_lib as ll
from lecture_lib.graph import snapshot


def test_constants_are_printed_where_they_stand():
    x = ll.Value(2.0, "x")
    for node, text in (
        (x + 1, "x + 1"), (1 - x, "1 − x"), (x - 1, "x − 1"), (1 / x, "1 ÷ x"), (2**x, "2 ** x"),
        (x**2, "x ** 2"), (-x, "−x"), (x.exp(), "exp(x)"), (3 * x, "x × 3"),
    ):  # fmt: skip
        graph = snapshot(node)
        assert graph.expression(graph.nodes[-1]) == text


def test_constants_of_array_operations():
    x = ll.Tensor(np.ones((2, 3)), name="x")
    for node, text in (
        (x + 1.0, "x + 1"), (x @ np.ones((3, 2)), None), (np.sum(x, axis=1), "sum(x, axis=1)"),
        (np.maximum(x, 0), "maximum(x, 0)"), (x * x, "x × x"),
    ):  # fmt: skip
        graph = snapshot(node)
        expression = graph.expression(graph.nodes[-1])
        assert expression == text or (text is None and "x" in expression)
