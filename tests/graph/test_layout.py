"""Layout: where cards and curves go, and what happens without a layout program."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys

import pytest

import lecture_lib as ll
from lecture_lib.graph import Graph, RendererMissing, snapshot, to_svg
from lecture_lib.graph.cards import PILL
from lecture_lib.graph.layout import _short, place, quiet


def test_parallel_edges_are_drawn_apart(two_paths):
    one, two = (place(two_paths).edges[e.id] for e in two_paths.edges)
    assert abs(one.label[1] - two.label[1]) >= PILL
    assert one.tip != two.tip


def test_layout_runs_from_left_to_right_without_overlap(neuron):
    found = place(neuron)
    for edge in neuron.edges:
        assert found.boxes[edge.source][2] < found.boxes[edge.target][0]
    boxes = list(found.boxes.values())
    for k, (left, top, right, bottom) in enumerate(boxes):
        assert min(left, top) >= 0 and right <= found.width and bottom <= found.height
        for other in boxes[:k]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def test_a_parameter_used_at_many_depths_can_be_laid_out():
    """The layout program alone would need minutes for its long edges."""
    w = ll.Value(0.5, "w")
    h = w
    for _ in range(70):
        h = (h * w).tanh()
    graph = snapshot(h)
    short = _short(graph)
    assert len(short) < len(graph.edges)
    assert place(graph).edges.keys() == {e.id for e in graph.edges}


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for dot is a POSIX script")
def test_the_program_dot_is_the_fallback(neuron, without_pygraphviz, monkeypatch, tmp_path):
    pytest.importorskip("graphviz")
    expected = _with_pygraphviz(neuron)
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
    assert to_svg(neuron) == expected


def _with_pygraphviz(graph: Graph) -> str:
    code = (
        "import pickle, sys\nfrom lecture_lib.graph import to_svg\n"
        "sys.stdout.buffer.write(to_svg(pickle.load(sys.stdin.buffer)).encode())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps(graph), capture_output=True, timeout=60
    )
    if done.returncode:
        pytest.skip("pygraphviz is not installed")
    return done.stdout.decode()


def test_drawing_is_silent(neuron, capfd):
    """What a C library prints on descriptor 2 would become an output of the notebook."""
    with quiet():
        os.write(2, b"Fontconfig warning")
    to_svg(neuron)
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")
    os.write(2, b"back again")
    assert capfd.readouterr().err == "back again"


def test_without_a_program_the_error_says_what_to_install(neuron, without_pygraphviz, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RendererMissing, match="pip install pygraphviz"):
        to_svg(neuron)


def test_silence_is_reentrant_and_ends_with_an_error(capfd):
    with pytest.raises(ValueError, match="inside"), quiet(), quiet():
        raise ValueError("inside")
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"
