"""DOT and SVG: golden files, hostile labels, parallel edges, renderers that are missing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.graph import snapshot, svg
from lecture_lib.graph.snapshot import Edge, Graph, Node
from lecture_lib.style.text import escape_label

render = import_module("lecture_lib.graph.show")  # the room's `show` is the function
GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"

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


def neuron():
    w, x, b, t = (ll.Value(v, n) for v, n in ((0.5, "w"), (2.0, "x"), (-0.25, "b"), (1.0, "t")))
    loss = (t - (w * x + b)) ** 2
    loss.name = "L"
    loss.backward()
    return snapshot(loss, data=["x", "t"])


def two_paths():
    a = ll.Value(3.0, "a")
    b = a + a
    b.name = "b"
    b.backward()
    return snapshot(b)


def arrays():
    x = ll.Tensor(np.arange(12.0).reshape(4, 3), name="x")
    W = ll.Tensor(np.array([[1.0, -1.0], [0.5, 0.25], [0.0, 2.0]]), name="W")
    h = np.maximum(x @ W, 0)
    h.name = "h"
    loss = np.sum(h, axis=0).mean()
    loss.name = "L"
    loss.backward()
    return snapshot(loss, data=["x"])


GRAPHS = {"neuron": neuron, "two_paths": two_paths, "arrays": arrays}


@pytest.mark.parametrize("name", GRAPHS)
def test_golden_dot(name):
    """After a change that is meant: UPDATE_GOLDEN=1 pytest tests/test_graph_render.py."""
    dot, path = render.to_dot(GRAPHS[name]()), GOLDEN / f"{name}.dot"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(dot, encoding="utf-8", newline="\n")
    assert dot == path.read_text(encoding="utf-8")


def test_dot_does_not_depend_on_the_hash_seed():
    code = (
        "import lecture_lib as ll\nfrom lecture_lib.graph import snapshot\n"
        "from lecture_lib.graph.show import to_dot, to_svg\nh = ll.Value(1.0, 'x')\n"
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


def of_label(text: str) -> Graph:
    """Text in every place that can hold it, past what snapshot would already have cleaned."""
    nodes = (
        Node("n0", text, kind="parameter", value="1.000", scope=(text,)),
        Node("n1", "y", op=text, label=text, value=text, gradient=text, scope=(text, text)),
    )
    return Graph(nodes, (Edge("e0", "n0", "n1", 0, "1.000"),), "n1")


def shape_of(root: ET.Element) -> list[tuple[str, tuple[str, ...]]]:
    """Elements with the names of their attributes, in order."""
    return [(e.tag, tuple(e.attrib)) for e in root.iter()]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_label_in_our_svg(text):
    root = ET.fromstring(render.to_svg(of_label(text)))
    texts = [e.text for e in root.iter(f"{SVG}text")]
    assert escape_label(text, limit=18) in [t or "" for t in texts] or text == ""
    assert not {"script", "a", "image", "foreignObject", "style"} & {
        e.tag.removeprefix(SVG) for e in root.iter()
    }
    assert not any(k.startswith("on") or "href" in k for e in root.iter() for k in e.attrib)
    if text:  # the same elements and attributes as for a harmless label
        assert shape_of(root) == shape_of(ET.fromstring(render.to_svg(of_label("safe"))))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_label_through_graphviz(text):
    pygraphviz = pytest.importorskip("pygraphviz")
    with render._quiet:
        drawn = pygraphviz.AGraph(string=render.to_dot(of_label(text)))
        assert sorted(drawn.nodes()) == ["n0", "n1"]
        assert [(*e,) for e in drawn.edges()] == [("n0", "n1")]
        picture = drawn.draw(format="svg", prog="dot")
    root = ET.fromstring(picture)
    texts = [(e.text or "").replace("\u00a0", " ") for e in root.iter(f"{SVG}text")]
    shown = escape_label(text, limit=18)
    assert " ".join(shown.split()) in [" ".join(t.split()) for t in texts] or not shown.strip()
    assert not any("href" in k or k.startswith("on") for e in root.iter() for k in e.attrib)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_name_end_to_end(text):
    x = ll.Value(2.0, name=text)
    with ll.scope(text):
        y = x * x + 1
    y.backward()
    bundle = render.show(y, depth=0)._repr_mimebundle_()
    ET.fromstring(bundle["image/svg+xml"])
    bundle["text/plain"].encode()
    assert len(bundle["text/plain"].splitlines()) == 3


def test_svg_names_its_elements_and_describes_itself():
    graph = neuron()
    text = render.to_svg(graph)
    root = ET.fromstring(text)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == "Computation graph of L = 0.0625: 8 nodes and 7 edges."
    assert root.find(f"{SVG}title").text == root.attrib["aria-label"]
    assert "w × x, value 1.000, gradient −0.500" in root.find(f"{SVG}desc").text
    ids = {e.attrib["id"] for e in root.iter() if "id" in e.attrib}
    assert ids == {n.id for n in graph.nodes} | {e.id for e in graph.edges}
    assert "<!--" not in text and "<?" not in text
    assert not re.search(r"[Gg]raphviz|20\d\d-", text)


def test_picture_uses_the_roles_of_style():
    root = ET.fromstring(render.to_svg(neuron()))
    groups = {e.attrib["id"]: e for e in root.iter(f"{SVG}g") if "id" in e.attrib}
    classes = {k: g.attrib["class"].split()[-1] for k, g in groups.items() if k[0] == "n"}
    assert set(classes.values()) == {"ll-parameter", "ll-data", "ll-operation", "ll-root"}
    by_class = {e.attrib["class"]: e.attrib["fill"] for e in root.iter(f"{SVG}text")}
    assert by_class["ll-value"] == ll.style.LIGHT["value"]
    assert by_class["ll-gradient-text"] == ll.style.LIGHT["gradient-text"]


def test_anomalies_are_marked_in_words():
    a = ll.Value(float("nan"), "a")
    text = render.to_svg(snapshot(a * 2))
    assert "ll-anomaly" in text and "born here" in text and "inherited" in text


def test_parallel_edges_are_drawn_apart():
    graph = two_paths()
    assert render.to_dot(graph).count("n0 -> n1") == 2
    one, two = (render.place(graph).edges[e.id] for e in graph.edges)
    assert abs(one.label[1] - two.label[1]) >= svg.PILL
    assert one.tip != two.tip


def test_layout_runs_from_left_to_right_without_overlap():
    graph = neuron()
    place = render.place(graph)
    for edge in graph.edges:
        assert place.boxes[edge.source][2] < place.boxes[edge.target][0]
    boxes = list(place.boxes.values())
    for k, (left, top, right, bottom) in enumerate(boxes):
        assert min(left, top) >= 0 and right <= place.width and bottom <= place.height
        for other in boxes[:k]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def test_a_parameter_used_at_many_depths_can_be_laid_out():
    """The layout program alone would need minutes for its long edges."""
    w = ll.Value(0.5, "w")
    h = w
    for _ in range(70):
        h = (h * w).tanh()
    graph = snapshot(h)
    short = render._short(graph)
    assert len(short) < len(graph.edges)
    place = render.place(graph)
    assert place.edges.keys() == {e.id for e in graph.edges}


def test_one_node():
    ET.fromstring(render.to_svg(snapshot(ll.Value(2.0))))


def test_large_graphs_are_folded_before_they_are_drawn():
    h = ll.Value(1.0, "x")
    for _ in range(3000):
        h = h + 1
    picture = render.show(h)
    assert len(picture.graph) == 150
    assert "operations" in repr(picture)


def test_bundle_has_table_and_picture():
    bundle = render.show(neuron())._repr_mimebundle_()
    assert list(bundle) == ["text/plain", "image/svg+xml"]
    assert bundle["text/plain"] == neuron().table()


@pytest.fixture
def without_pygraphviz(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygraphviz", None)


def test_without_a_renderer_there_is_the_table_and_a_hint(without_pygraphviz, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(render.RendererMissing, match="pip install pygraphviz"):
        render.to_svg(neuron())
    bundle = render.show(neuron())._repr_mimebundle_()
    assert list(bundle) == ["text/plain"]
    assert bundle["text/plain"].startswith(neuron().table())
    assert "pip install pygraphviz" in bundle["text/plain"]


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for dot is a POSIX script")
def test_the_program_dot_is_the_fallback(without_pygraphviz, monkeypatch, tmp_path):
    pytest.importorskip("graphviz")
    expected = _with_pygraphviz(neuron())
    script, program = tmp_path / "dot.py", tmp_path / "dot"
    script.write_text(
        "import sys, pygraphviz\nassert sys.argv[1:] == ['-Tjson0']\n"
        "graph = pygraphviz.AGraph(string=sys.stdin.read())\n"
        "sys.stdout.buffer.write(graph.draw(format='json0', prog='dot'))\n"
    )
    # A #! line takes no interpreter whose path has a space.
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert render.to_svg(neuron()) == expected


def _with_pygraphviz(graph: Graph) -> str:
    code = (
        "import pickle, sys\nfrom lecture_lib.graph.show import to_svg\n"
        "sys.stdout.buffer.write(to_svg(pickle.load(sys.stdin.buffer)).encode())"
    )
    import pickle

    done = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps(graph), capture_output=True, timeout=60
    )
    if done.returncode:
        pytest.skip("pygraphviz is not installed")
    return done.stdout.decode()


def test_drawing_is_silent(capfd):
    """What a C library prints on descriptor 2 would become an output of the notebook."""
    with render._quiet:
        os.write(2, b"Fontconfig warning")
    render.to_svg(neuron())
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")
    os.write(2, b"back again")
    assert capfd.readouterr().err == "back again"


def test_css_has_a_rule_for_each_kind():
    css = svg.css(".p")
    for name in ("parameter", "data", "operation", "root", "scope", "anomaly"):
        assert f".p .ll-{name} .ll-card" in css
