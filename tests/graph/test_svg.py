"""SVG: its elements, its roles, its words, and hostile labels."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import lecture_lib as ll
from lecture_lib.graph import snapshot, svg, to_svg
from lecture_lib.style.text import escape_label

SVG = "{http://www.w3.org/2000/svg}"


def shape_of(root: ET.Element) -> list[tuple[str, tuple[str, ...]]]:
    """Elements with the names of their attributes, in order."""
    return [(e.tag, tuple(e.attrib)) for e in root.iter()]


def test_hostile_label_in_our_svg(hostile, of_label):
    root = ET.fromstring(to_svg(of_label(hostile)))
    texts = [e.text for e in root.iter(f"{SVG}text")]
    assert escape_label(hostile, limit=18) in [t or "" for t in texts] or hostile == ""
    assert not {"script", "a", "image", "foreignObject", "style"} & {
        e.tag.removeprefix(SVG) for e in root.iter()
    }
    assert not any(k.startswith("on") or "href" in k for e in root.iter() for k in e.attrib)
    if hostile:  # the same elements and attributes as for a harmless label
        assert shape_of(root) == shape_of(ET.fromstring(to_svg(of_label("safe"))))


def test_svg_names_its_elements_and_describes_itself(neuron):
    text = to_svg(neuron)
    root = ET.fromstring(text)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == "Computation graph of L = 0.0625: 8 nodes and 7 edges."
    assert root.find(f"{SVG}title").text == root.attrib["aria-label"]
    assert "w × x, value 1.000, gradient −0.500" in root.find(f"{SVG}desc").text
    ids = {e.attrib["id"] for e in root.iter() if "id" in e.attrib}
    assert ids == {n.id for n in neuron.nodes} | {e.id for e in neuron.edges}
    assert "<!--" not in text and "<?" not in text
    assert not re.search(r"[Gg]raphviz|20\d\d-", text)


def test_picture_uses_the_roles_of_style(neuron):
    root = ET.fromstring(to_svg(neuron))
    groups = {e.attrib["id"]: e for e in root.iter(f"{SVG}g") if "id" in e.attrib}
    classes = {k: g.attrib["class"].split()[-1] for k, g in groups.items() if k[0] == "n"}
    assert set(classes.values()) == {"ll-parameter", "ll-data", "ll-operation", "ll-root"}
    by_class = {e.attrib["class"]: e.attrib["fill"] for e in root.iter(f"{SVG}text")}
    assert by_class["ll-value"] == ll.style.LIGHT["value"]
    assert by_class["ll-gradient-text"] == ll.style.LIGHT["gradient-text"]


def test_anomalies_are_marked_in_words():
    a = ll.Value(float("nan"), "a")
    text = to_svg(snapshot(a * 2))
    assert "ll-anomaly" in text and "born here" in text and "inherited" in text


def test_one_node():
    ET.fromstring(to_svg(snapshot(ll.Value(2.0))))


def test_css_has_a_rule_for_each_kind():
    css = svg.css(".p")
    for name in ("parameter", "data", "operation", "root", "scope", "anomaly"):
        assert f".p .ll-{name} .ll-card" in css
