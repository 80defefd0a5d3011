"""DOT: golden files, the same text everywhere, hostile labels."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from lecture_lib.graph import to_dot
from lecture_lib.graph.layout import quiet
from lecture_lib.style.text import escape_label

GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", ["neuron", "two_paths", "arrays"])
def test_golden_dot(name, request):
    """After a change that is meant: UPDATE_GOLDEN=1 pytest tests/graph/test_dot.py."""
    dot, path = to_dot(request.getfixturevalue(name)), GOLDEN / f"{name}.dot"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(dot, encoding="utf-8", newline="\n")
    assert dot == path.read_text(encoding="utf-8")


def test_dot_does_not_depend_on_the_hash_seed():
    code = (
        "import lecture_lib as ll\n"
        "from lecture_lib.graph import snapshot, to_dot, to_svg\nh = ll.Value(1.0, 'x')\n"
        "for k in range(60):\n"
        "    with ll.scope(f'layer {k}'):\n"
        "        h = (h * ll.Value(0.5, 'w')).tanh() + h\n"
        "h.backward()\ng = snapshot(h).collapse()\nprint(to_dot(g), to_svg(g), g.table())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed,
            "PYTHONIOENCODING": "utf-8"}, check=True, capture_output=True, timeout=60,
        ).stdout
        for seed in ("0", "1", "12345")
    }  # fmt: skip
    assert len(outputs) == 1


def test_parallel_edges_are_kept(two_paths):
    assert to_dot(two_paths).count("n0 -> n1") == 2


def test_hostile_label_through_graphviz(hostile, of_label):
    pygraphviz = pytest.importorskip("pygraphviz")
    with quiet():
        drawn = pygraphviz.AGraph(string=to_dot(of_label(hostile)))
        assert sorted(drawn.nodes()) == ["n0", "n1"]
        assert [(*e,) for e in drawn.edges()] == [("n0", "n1")]
        picture = drawn.draw(format="svg", prog="dot")
    root = ET.fromstring(picture)
    texts = [(e.text or "").replace("\u00a0", " ") for e in root.iter(f"{SVG}text")]
    shown = escape_label(hostile, limit=18)
    assert " ".join(shown.split()) in [" ".join(t.split()) for t in texts] or not shown.strip()
    assert not any("href" in k or k.startswith("on") for e in root.iter() for k in e.attrib)
