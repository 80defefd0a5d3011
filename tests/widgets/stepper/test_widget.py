"""The stepper shows what the engine does, says what went wrong, and changes nothing."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from importlib import import_module

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.style import number
from lecture_lib.widgets import BackpropStepper
from lecture_lib.widgets.stepper.widget import CHANGED, DRAWN
from lecture_lib.widgets.stepper.words import number_of as shown


def neuron():
    w, x, b, y = (ll.Value(v, n) for v, n in ((0.5, "w"), (2.0, "x"), (-0.25, "b"), (1.0, "y")))
    return (y - (w * x + b)) ** 2


def head():
    o = [ll.Value(v, f"o{k}") for k, v in enumerate((-0.195, 0.117))]
    e = [v.exp() for v in o]
    return -(e[0] / (e[0] + e[1])).log()


def batch():
    rng = np.random.default_rng(0)
    shapes = {"X": (8, 4), "W": (4, 3), "b": (3,)}
    x, w, b = (ll.Tensor(rng.normal(size=shape), name) for name, shape in shapes.items())
    return np.mean(np.sum(np.maximum(x @ w + b, 0) ** 2, axis=1))


def network(sizes, seed=0):
    """A multilayer perceptron of Values, a scope for each layer."""
    rng = np.random.default_rng(seed)
    h = [ll.Value(v, f"x{k}") for k, v in enumerate(rng.normal(size=sizes[0]))]
    for layer, width in enumerate(sizes[1:]):
        with ll.scope(f"layer {layer}"):
            units = [[v * rng.normal() for v in h] for _ in range(width)]
            h = [sum(terms[1:], terms[0]).tanh() for terms in units]
    return h[0] ** 2


def named(root):
    """Name every node, so that frames can be compared with nodes."""
    order = ll.topological_order(root)
    for k, node in enumerate(order):
        node.name = f"node{k}"
    return order


# --- what is shown is what the engine does ---------------------------------------------------


@pytest.mark.parametrize("make", [neuron, head, batch, lambda: network((2, 3, 1))])
def test_every_frame_is_the_engines_own_step(make):
    root = make()
    order = named(root)
    stepper = BackpropStepper(root)
    frames = [stepper.frame(k) for k in range(len(stepper.steps))]

    # forward: leaves at once, then one operation a frame, in the engine's order
    leaves = {node.name: shown(node.data) for node in order if not node.parents}
    assert frames[0].values == leaves and frames[0].gradients == {}
    results = [node for node in order if node.parents]
    known = dict(leaves)
    for frame, node in zip(frames[1:], results, strict=False):
        known[node.name] = shown(node.data)
        assert frame.kind == "forward" and frame.values == known and frame.gradients == {}
        assert set(frame.active) == {node.name}

    # backward: the seed, then the steps of the engine, running totals included
    backward = frames[1 + len(results) :]
    totals = {root.name: shown(root.seed(None))}
    assert backward[0].kind == "seed" and backward[0].gradients == totals
    rest = iter(backward[1:])
    for step in ll.backward_steps(root):
        if step.unreduced is not None:  # un-broadcasting is a frame of its own
            assert next(rest).gradients == totals
        totals[step.parent.name] = shown(step.total)
        frame = next(rest)
        assert frame.gradients == totals and frame.values == known
        assert set(frame.active) == {step.node.name, step.parent.name}
        assert frame.kind == ("backward" if step.unreduced is None else "unbroadcast")
    assert next(rest, None) is None

    root.backward()
    assert frames[-1].gradients == {node.name: shown(node.grad) for node in order}


def test_a_scalar_step_carries_the_numbers_of_the_chain_rule():
    root = head()
    steps = [frame for frame in BackpropStepper(root).steps if frame["kind"] == "backward"]
    for frame, step in zip(steps, ll.backward_steps(root), strict=True):
        parts = (step.upstream, step.local, step.contribution, step.total)
        words = [frame[name] for name in ("upstream", "local", "contribution", "total")]
        assert words == [number(part) for part in parts]
        assert (frame["path"], frame["paths"]) == (step.path, step.paths)
        assert [question["answer"] for question in frame["questions"]] == [step.total]


def test_the_graph_is_walked_once_for_all_foldings(monkeypatch):
    walks = []
    module = import_module("lecture_lib.graph.snapshot")
    order = module.topological_order
    monkeypatch.setattr(module, "topological_order", lambda root: walks.append(1) or order(root))
    stepper = BackpropStepper(network((2, 2, 1)))
    assert len(stepper.content["views"]) == 2 and len(walks) == 1


def test_places_are_those_of_the_engine():
    stepper = BackpropStepper(network((2, 2, 1)))
    folded, whole = stepper.content["views"]
    assert list(whole["places"].values()) == list(range(len(whole["graph"]["nodes"])))
    for node in folded["graph"]["nodes"]:
        inside = node["members"] or [node["id"]]
        assert folded["places"][node["id"]] == max(whole["places"][key] for key in inside)


def test_nothing_of_the_graph_is_changed():
    root = batch()
    before = [(node.data.copy(), node.grad) for node in ll.topological_order(root)]
    BackpropStepper(root, live=True)
    for node, (data, grad) in zip(ll.topological_order(root), before, strict=True):
        assert np.array_equal(node.data, data) and node.grad is grad
    root.backward()  # and its arrays are still those that backward needs


def test_frames_count_from_both_ends_and_no_further():
    stepper = BackpropStepper(neuron())
    last = len(stepper.steps) - 1
    assert stepper.frame(-1) == stepper.frame(last)
    with pytest.raises(IndexError, match=rf"frame\({last + 1}\): the last of {last + 1} is {last}"):
        stepper.frame(last + 1)


# --- foldings --------------------------------------------------------------------------------


def test_a_small_graph_starts_unfolded_and_can_be_folded():
    stepper = BackpropStepper(network((2, 2, 1)))
    sizes = [len(view["graph"]["nodes"]) for view in stepper.content["views"]]
    assert sizes == sorted(sizes) and len(sizes) == 2
    assert stepper.level == 1
    unfolded = stepper.frame(-1)
    stepper.level = 0
    folded = stepper.frame(-1)
    assert len(stepper.steps) < len(stepper.content["views"][1]["frames"])
    assert folded.gradients["x0"] == unfolded.gradients["x0"]


def test_more_than_150_nodes_start_folded():
    stepper = BackpropStepper(network((4, 8, 8, 1)))
    sizes = [len(view["graph"]["nodes"]) for view in stepper.content["views"]]
    assert sizes[stepper.level] <= 150 < sizes[-1] <= DRAWN


def test_thousands_of_nodes_without_scopes_leave_their_middle_out():
    x = w = ll.Value(0.5, "w")
    for _ in range(2_000):
        x = x * w + 1
    stepper = BackpropStepper(x)
    (view,) = stepper.content["views"]
    assert len(view["graph"]["nodes"]) <= 150
    assert "4,001 nodes" in repr(stepper)


# --- bad input -------------------------------------------------------------------------------

HOSTILE = [
    "<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "</svg><b>", "a" * 500,
    "two\nlines", r"\href{javascript:alert(1)}{x}", "$", "{", "سلام", "__proto__", "\x00\ud800",
]  # fmt: skip


def test_hostile_names_stay_names():
    root = ll.Value(1.0, HOSTILE[0])
    for name in HOSTILE[1:]:
        root = root * ll.Value(1.5, name)
        root.name = name[::-1]
    stepper = BackpropStepper(root)
    sent = json.dumps(stepper.get_state()["content"])  # what goes to the page is plain data
    sent.encode("utf-8")
    picture = ET.fromstring(stepper.content["views"][0]["svg"])
    tags = {element.tag.rpartition("}")[2] for element in picture.iter()}
    assert tags <= {"svg", "title", "desc", "g", "path", "rect", "text"}
    assert not any(name.startswith("on") for element in picture.iter() for name in element.attrib)
    assert repr(stepper).count("\n") <= 1


def test_a_leaf_alone_has_itself():
    stepper = BackpropStepper(ll.Value(2.0, "x"))
    assert [frame["kind"] for frame in stepper.steps] == ["inputs", "seed"]
    assert repr(stepper) == "BackpropStepper(x = 2.000: 1 node, 0 edges, 2 frames)\n∂x/∂x = 1.000"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: ll.Tensor([1.0, 2.0], "x") * 2, r"GraphError: backward\(\): multiply has shape"),
        (lambda: ll.Tensor([1, 2], "i"), "DTypeError: .* only floats have derivatives"),
    ],
)
def test_a_root_without_a_backward_pass_says_why(make, says):
    stepper = BackpropStepper(make())
    assert stepper.steps[-1]["kind"] == "blocked"
    assert re.search(f"There is no backward pass. {says}", repr(stepper))


def test_a_gradient_to_start_from_makes_any_root_a_root():
    x = ll.Tensor([1.0, 2.0], "x")
    assert BackpropStepper(x * 3, gradient=[1.0, 0.0]).frame(-1).gradients["x"] == "[3.000 0.000]"


def test_a_nan_is_shown_where_it_is_born():
    x = ll.Tensor([1.0, -1.0], "x")
    with np.errstate(invalid="ignore"):
        logs = np.log(x)
        stepper = BackpropStepper(np.sum(logs))
    anomalies = {n["name"]: n["anomaly"] for n in stepper.content["views"][0]["graph"]["nodes"]}
    assert list(anomalies.values()) == [None, "born", "inherited"]
    assert stepper.frame(2).values["v2"] == "nan"
    assert stepper.frame(2).answer is None  # nothing to predict there


def test_what_is_no_graph_is_refused():
    with pytest.raises(TypeError, match="needs a Value or a Tensor, got float"):
        BackpropStepper(1.0)


def test_a_failed_forward_pass_is_shown_as_far_as_it_came():
    def run():
        w = ll.Value(-2.0, "w")
        u = w * 3
        u.name = "u"
        return u.log() + 1

    stepper = BackpropStepper(run)
    last = stepper.frame(-1)
    assert last.kind == "failed" and last.values == {"w": "−2.000", "u": "−6.000", "v1": "failed"}
    assert last.caption.startswith("It stops here. ValueError: log(-6)")
    assert "add a small constant" in repr(stepper)


@pytest.mark.parametrize(
    ("run", "parents"),
    [
        (lambda: ll.Value(1.0, "a") / ll.Value(0.0, "b"), ["a", "b"]),
        (lambda: ll.Value(1.0, "a") / 0, ["a"]),
        (lambda: 0.0 ** ll.Value(-1.0, "a"), ["a"]),
        (lambda: ll.Value(1e3, "a").exp(), ["a"]),
        (lambda: ll.Tensor(np.ones((2, 3)), "A") @ ll.Tensor(np.ones(2), "h"), ["A", "h"]),
        (lambda: np.concatenate([ll.Tensor([1.0], "p"), ll.Tensor([[1.0]], "q")]), ["p", "q"]),
        (lambda: np.fft.fft(ll.Tensor([1.0, 2.0], "x")), ["x"]),
    ],
)
def test_the_failing_operation_stands_with_its_operands(run, parents):
    stepper = BackpropStepper(run)
    names = [node["name"] for node in stepper.content["views"][0]["graph"]["nodes"]]
    assert stepper.steps[-1]["kind"] == "failed"
    assert sorted(names) == sorted([*parents, "v1"])


def test_with_detect_anomalies_the_operation_that_bears_the_nan_fails():
    def run():
        with ll.detect_anomalies():
            a = ll.Value(1e200, "a")
            return a * a

    stepper = BackpropStepper(run)
    (view,) = stepper.content["views"]
    assert [edge["source"] for edge in view["graph"]["edges"]] == ["n0", "n0"]


def test_an_error_outside_the_engine_stays_an_error():
    with pytest.raises(ZeroDivisionError, match="division by zero"):
        BackpropStepper(lambda: ll.Value(1.0) * (1 / 0))


def test_a_function_that_succeeds_is_like_its_result():
    assert repr(BackpropStepper(neuron)) == repr(BackpropStepper(neuron()))


# --- a graph that goes on living -------------------------------------------------------------


def test_a_graph_that_changed_is_noticed_and_its_snapshot_kept():
    x = ll.Tensor([1.0, 2.0], "x")
    stepper = BackpropStepper(np.sum(x * x))
    stepper.refresh()
    assert stepper.note == "" and CHANGED not in repr(stepper)
    x.data = x.data - 1
    assert stepper.changed and CHANGED in repr(stepper)
    assert stepper.frame(0).values == {"x": "[1.000 2.000]"}
    assert stepper.note == ""
    stepper._repr_mimebundle_()  # shown again
    assert stepper.note == CHANGED


# --- words -----------------------------------------------------------------------------------


def test_the_words_are_stable_and_whole():
    stepper = BackpropStepper(head())
    expected = (
        "BackpropStepper(v6 = 0.861: 8 nodes, 8 edges, 16 frames)\n"
        "∂v6/∂o0 = −0.577, ∂v6/∂o1 = 0.577"
    )
    assert repr(stepper) == expected
    bundle = stepper._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"] == expected
    assert "application/vnd.jupyter.widget-view+json" in data


def test_many_parameters_are_counted_not_listed():
    root = sum((ll.Value(1.0, f"w{k}") * 2 for k in range(20)), ll.Value(0.0, "b"))
    assert repr(BackpropStepper(root)).endswith("and 13 more")


def test_without_a_layout_program_there_are_words(monkeypatch):
    from lecture_lib.graph import RendererMissing
    from lecture_lib.widgets.stepper import frames

    def missing(graph):
        raise RendererMissing("install pygraphviz")

    monkeypatch.setattr(frames, "layout", missing)
    (view,) = BackpropStepper(neuron()).content["views"]
    assert view["svg"] is None and view["hint"] == "install pygraphviz" and "w × x" in view["table"]
