"""frames: what the stepper plays is what the engine does."""

from __future__ import annotations

import json
import math
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.graph.words import gradient, value
from lecture_lib.style import number
from lecture_lib.widgets.stepper import frames as film
from lecture_lib.widgets.stepper.frames import frames


def neuron():
    w, x, b, t = (ll.Value(v, n) for v, n in ((0.5, "w"), (2.0, "x"), (-0.25, "b"), (1.0, "t")))
    loss = (t - (w * x + b).sigmoid()) ** 2
    loss.name = "L"
    return loss


def layer():
    rng = np.random.default_rng(0)
    x = ll.Tensor(rng.normal(size=(8, 4)), name="X")
    W, b = ll.Tensor(rng.normal(size=(4, 3)), name="W"), ll.Tensor(np.zeros(3), name="b")
    return np.mean(np.maximum(x @ W + b, 0.0)) + np.sum(W**2)


def after(payload, k):
    """The numbers that can be seen once frame `k` is reached, replayed as a widget does."""
    state: dict[str, dict[str, str]] = {}
    for frame in payload["frames"][: k + 1]:
        for node, numbers in frame["reveal"].items():
            state.setdefault(node, {}).update(numbers)
    return state


def two_paths():
    a = ll.Value(3.0, "a")
    return a * a + a.exp()


@pytest.mark.parametrize("make", [neuron, two_paths])
def test_every_backward_frame_is_a_step_of_the_engine(make):
    loss = make()
    backward = [f for f in frames(loss)["frames"] if f["kind"] == "backward"]
    steps = list(ll.backward_steps(loss))
    assert len(backward) == len(steps)
    for frame, step in zip(backward, steps, strict=True):
        assert frame["upstream"] == number(step.upstream)
        assert frame["local"] == number(step.local)
        assert frame["contribution"] == number(step.contribution)
        assert frame["total"] == number(step.total)
        assert (frame["path"], frame["paths"]) == (step.path, step.paths)
        assert [question["answer"] for question in frame["questions"]] == [step.total]


@pytest.mark.parametrize("make", [neuron, layer])
def test_the_last_frame_shows_what_backward_computes(make):
    loss = make()
    payload = frames(loss)
    loss.backward()
    graph = ll.snapshot(loss)
    state = after(payload, len(payload["frames"]))
    assert state.keys() == graph.index.keys()
    for node in graph.nodes:
        assert state[node.id]["value"] == value(node)
        if gradient(node):  # an engine may keep no gradient of an interior array
            assert state[node.id]["gradient"] == gradient(node)
    assert payload["forward"] + payload["backward"] == len(payload["frames"])


def test_no_gradient_is_shown_before_it_is_known():
    payload = frames(neuron())
    state = after(payload, payload["forward"] - 1)
    assert all(set(numbers) == {"value"} for numbers in state.values())
    assert list(after(payload, 0)) == payload["frames"][0]["active"]


def test_nothing_is_changed_and_gradients_do_not_pile_up():
    loss = neuron()
    first = frames(loss)
    assert all(node.grad == 0.0 for node in ll.topological_order(loss))
    loss.backward()
    loss.backward()
    assert frames(loss) == first


def test_a_nan_of_the_backward_pass_is_marked_whether_or_not_one_has_been_made():
    a, k = ll.Value(float("inf"), "a"), ll.Value(2.0, "k")
    loss = (a - a) * k
    first = frames(loss)
    found = {node["name"]: node["anomaly"] for node in first["graph"]["nodes"]}
    assert (found["a"], found["k"]) == ("born", "gradient")
    loss.backward()
    assert frames(loss) == first


def test_two_paths_are_counted_and_added():
    a = ll.Value(3.0, "a")
    b = a * a
    b.name = "b"
    one, two = frames(b)["frames"][-2:]
    assert (one["edge"], two["edge"]) == ("e0", "e1")
    assert one["caption"].startswith("Arrow 1 of 2 back to a: ") and one["caption"].endswith(
        "So far 3.000."
    )
    assert two["caption"].endswith("Together 6.000.")
    assert two["latex"] == (
        r"\frac{\partial b}{\partial a} \mathrel{+}= \frac{\partial b}{\partial b} \cdot "
        r"\text{local}_{a\to b} = 1.000 \cdot 3.000 = 3.000"
    )
    assert {m["says"]: m["value"] for m in two["questions"][0]["mistakes"]} == {
        "the local derivative of the arrow is missing": 4.0,
        "what came before was overwritten instead of added to": 3.0,
        "the sign is wrong": 0.0,
    }


def test_a_mistake_never_equals_the_answer():
    for frame in frames(neuron())["frames"]:
        for question in frame["questions"]:
            for mistake in question["mistakes"]:
                assert not math.isclose(mistake["value"], question["answer"], rel_tol=1e-3)


def test_broadcasting_is_undone_in_a_frame_of_its_own():
    payload = frames(layer())
    k = next(k for k, f in enumerate(payload["frames"]) if f["kind"] == "unbroadcast")
    before, here = payload["frames"][k - 1 : k + 1]
    assert before["kind"] == "wide" and before["reveal"] == {} and "8×3" in before["says"]
    assert "used in each of the 8 rows: the 8 contributions are added" in here["says"]
    assert list(here["reveal"]) == [before["focus"]] == [here["focus"]]
    assert before["edge"] == here["edge"]


def test_arrays_come_with_heat_maps():
    payload = frames(layer())
    by_name = {n["name"]: n["id"] for n in payload["graph"]["nodes"]}
    maps = payload["arrays"][by_name["W"]]
    assert maps["value"]["shape"] == maps["gradient"]["shape"] == [4, 3]


@pytest.mark.parametrize("make", [neuron, layer])
def test_payload_is_json_and_every_id_is_in_the_picture(make):
    payload = json.loads(json.dumps(frames(make()), allow_nan=False))
    drawn = {e.attrib["id"] for e in ET.fromstring(payload["svg"]).iter() if "id" in e.attrib}
    for frame in payload["frames"]:
        assert {*frame["active"], frame["focus"], *frame["reveal"]} <= drawn
        assert frame["caption"].endswith(".") and (frame["latex"] or frame["work"])


def test_nan_is_shown_and_asks_no_question():
    a = ll.Value(float("inf"), "a")
    payload = frames(a - a)
    json.dumps(payload, allow_nan=False)
    assert payload["frames"][1]["caption"] == "v1 = a − a = inf − inf = nan."
    b = ll.Value(0.0, "b")
    last = frames(b * a)["frames"][-2]
    assert last["questions"] == [] and last["total"] == "inf"


def test_a_leaf_alone_has_two_frames():
    assert [f["kind"] for f in frames(ll.Value(1.0, "a"))["frames"]] == ["inputs", "seed"]


def test_an_array_needs_a_gradient_to_start_from():
    x = ll.Tensor(np.ones(3), name="x")
    with pytest.raises(Exception, match="gradient"):
        frames(x * 2.0)
    payload = frames(x * 2.0, gradient=np.ones(3))
    assert payload["frames"][-1]["reveal"] == {"n0": {"gradient": "[2.000 2.000 2.000]"}}


def test_what_is_folded_is_not_played():
    x = ll.Value(0.5, "x")
    h = x
    for k in range(3):
        with ll.scope(f"layer {k}"):
            h = (h * ll.Value(0.5)).tanh() * h
    payload = frames(h, depth=0)
    assert [n["name"] for n in payload["graph"]["nodes"]] == ["x", "layer 0", "layer 1", "layer 2"]
    assert [f["kind"] for f in payload["frames"]] == (
        ["inputs"] + 3 * ["forward"] + ["seed"] + 6 * ["backward"]
    )
    state = after(payload, len(payload["frames"]))
    h.backward()
    assert state["n0"]["gradient"] == number(x.grad)
    drawn = {e["id"] for e in payload["graph"]["edges"]}
    assert {f["edge"] for f in payload["frames"] if "edge" in f} == drawn


def test_thousands_of_nodes_are_folded():
    h = ll.Value(1.0, "x")
    for _ in range(3000):
        h = h * 0.999
    payload = frames(h)
    assert len(payload["graph"]["nodes"]) == 150
    assert payload["backward"] < 200


def test_without_a_renderer_there_is_a_hint(monkeypatch):
    def missing(graph):
        raise film.RendererMissing("install one")

    monkeypatch.setattr(film, "layout", missing)
    payload = frames(neuron())
    assert (payload["svg"], payload["hint"]) == (None, "install one")
    assert payload["frames"]
