"""Graph: plain data that builds on nothing of the room, and its form for a page."""

from __future__ import annotations

import ast
import json
import pickle
from graphlib import TopologicalSorter
from pathlib import Path

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib import graph as room
from lecture_lib.graph import snapshot

ROOM = Path(room.__file__).parent


def imports(path):
    """Modules of the room that a module imports when it is imported itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.module for node in tree.body if isinstance(node, ast.ImportFrom) and node.level == 1
    }


def test_the_modules_of_the_room_build_on_each_other_without_a_circle():
    order = TopologicalSorter({path.stem: imports(path) for path in ROOM.glob("[a-z]*.py")})
    assert next(order.static_order()) == "graph"
    assert imports(ROOM / "graph.py") == set()


def test_graph_is_plain(neuron):
    graph = neuron
    assert pickle.loads(pickle.dumps(graph)) == graph
    again = json.loads(json.dumps(graph.to_dict(), allow_nan=False))
    assert again["root"] == graph.root
    assert [n["id"] for n in again["nodes"]] == [f"n{k}" for k in range(len(graph))]
    assert hash(graph) == hash(pickle.loads(pickle.dumps(graph)))
    with pytest.raises(AttributeError):
        graph.root = "n0"


def test_on_a_page_numbers_are_text_and_what_is_missing_is_none():
    a = ll.Value(3.0, "a")
    told = snapshot(a * a).to_dict()
    assert told["nodes"][0]["value"] == "3.000"
    assert told["nodes"][0]["gradient"] is told["nodes"][0]["norm"] is None
    assert told["edges"][0]["local"] == "3.000"
    (large,) = snapshot(ll.Tensor(np.full((64, 10), 0.5))).to_dict()["nodes"]
    assert (large["value"], large["norm"]) == (None, "12.65")
