"""show: a table for a terminal, a picture for a page."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

import lecture_lib as ll
from lecture_lib.graph import show


def test_hostile_name_end_to_end(hostile):
    x = ll.Value(2.0, name=hostile)
    with ll.scope(hostile):
        y = x * x + 1
    y.backward()
    bundle = show(y, depth=0)._repr_mimebundle_()
    ET.fromstring(bundle["image/svg+xml"])
    bundle["text/plain"].encode()
    assert len(bundle["text/plain"].splitlines()) == 3


def test_large_graphs_are_folded_before_they_are_drawn():
    h = ll.Value(1.0, "x")
    for _ in range(3000):
        h = h + 1
    picture = show(h)
    assert len(picture.graph) == 150
    assert "operations" in repr(picture)


def test_bundle_has_table_and_picture(neuron):
    bundle = show(neuron)._repr_mimebundle_()
    assert list(bundle) == ["text/plain", "image/svg+xml"]
    assert bundle["text/plain"] == neuron.table()


def test_without_a_renderer_there_is_the_table_and_a_hint(neuron, without_pygraphviz, monkeypatch):
    monkeypatch.setenv("PATH", "")
    bundle = show(neuron)._repr_mimebundle_()
    assert list(bundle) == ["text/plain"]
    assert bundle["text/plain"].startswith(neuron.table())
    assert "pip install pygraphviz" in bundle["text/plain"]


def test_what_is_no_graph_is_refused():
    with pytest.raises(TypeError, match="needs a Value or a Tensor, got int"):
        show(3)
