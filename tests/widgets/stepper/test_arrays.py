"""Arrays: what the frames show of them, and what predict mode asks."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.widgets import BackpropStepper
from lecture_lib.widgets.stepper.copies import Copies
from lecture_lib.widgets.stepper.foretell_arrays import about_value
from lecture_lib.widgets.stepper.rules import rule_of


def table():
    column = ll.Tensor([[1.0], [2.0]], "column")
    row = ll.Tensor([10.0, 20.0, 30.0], "row")
    product = column * row
    total = np.sum(product)
    product.name, total.name = "table", "total"
    return total


def layer(gradient=True):
    x = ll.Tensor([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, 0.0, 1.0], [1.0, 1.0, 1.0]], "X")
    w = ll.Tensor([[1.0, 0.0], [2.0, -1.0], [0.0, 1.0]], "W")
    o = x @ w + ll.Tensor([1.0, -1.0], "b")
    o.name = "o"
    upstream = [[1.0, 0.0], [0.0, 2.0], [-1.0, 1.0], [1.0, 1.0]]
    return BackpropStepper(o, data=["X"], gradient=upstream)


def frames_to(stepper, name):
    """The backward frames that bring a gradient to a node."""
    ids = {node["name"]: node["id"] for node in stepper.content["views"][0]["graph"]["nodes"]}
    return [f for f in stepper.steps if f["focus"] == ids[name] and "edge" in f]


def grids(frame):
    return [part for part in frame["work"] if "entries" in part]


def signs(frame):
    return [part["sign"] for part in frame["work"] if "sign" in part]


def mistakes(question):
    """What wrong answers betray, by answer."""
    value = [m["value"] for m in question["mistakes"]]
    said = [m["says"] for m in question["mistakes"]]
    return {tuple(v) if isinstance(v, list) else v: s for v, s in zip(value, said, strict=True)}


# --- the collapse ----------------------------------------------------------------------------


def test_the_array_before_the_sum_is_shown_and_then_its_sum():
    wide, summed = frames_to(BackpropStepper(table()), "column")
    assert (wide["kind"], summed["kind"]) == ("wide", "unbroadcast")
    upstream, row, each = grids(wide)
    assert upstream["entries"] == [["1", "1", "1"]] * 2
    assert row["shape"] == "3, copied to 2×3" and row["entries"] == [["10", "20", "30"]] * 2
    assert each["shape"] == "2×3" and each["entries"] == [["10", "20", "30"]] * 2
    assert (
        wide["reveal"] == {} and wide["contribution"] == "[[10.00 20.00 30.00] [10.00 20.00 30.00]]"
    )
    terms, total = grids(summed)
    assert terms["entries"] == each["entries"] and terms["summed"] == "along"
    assert (total["shape"], total["entries"]) == ("2×1", [["60"], ["60"]])
    assert signs(summed) == ["sum over axis 1"]
    assert summed["says"] == (
        "column has the shape 2×1, and each entry was used in each of the 3 columns: "
        "the 3 contributions are added, over axis 1."
    )


def test_a_bias_under_a_batch_is_summed_down_the_rows():
    _, summed = frames_to(layer(), "b")
    terms, total = grids(summed)
    assert (terms["shape"], terms["summed"]) == ("4×2", "down")
    assert (total["shape"], total["entries"]) == ("2", [["1", "4"]])


def test_norms_are_those_of_the_array_they_stand_at():
    rng = np.random.default_rng(0)
    x, b = rng.normal(size=(9, 7)), ll.Tensor(rng.normal(size=7), "b")
    root = np.sum((b + x) ** 2)
    wide, summed = frames_to(BackpropStepper(root), "b")
    (step,) = [s for s in ll.backward_steps(root) if s.parent is b]
    norms = [float(f"{np.linalg.norm(a):.4g}") for a in (step.unreduced, step.contribution)]
    assert float(grids(wide)[-1]["norm"]) == norms[0]
    assert [float(g["norm"]) for g in grids(summed)] == norms
    assert norms[0] != norms[1]


@pytest.mark.parametrize(
    ("wide", "narrow", "axes"),
    [
        ((2, 3), (2, 1), (1,)),
        ((2, 3), (3,), (0,)),
        ((2, 3), (), (0, 1)),
        ((5, 2, 3), (2, 1), (0, 2)),
        ((1, 2), (2,), None),
        ((1, 3), (1, 3), None),
        ((0, 3), (3,), None),
    ],
)
def test_copies_are_where_an_axis_was_repeated(wide, narrow, axes):
    found = Copies.between(wide, narrow)
    assert (found and found.axes) == axes


def test_a_matrix_times_a_vector_has_no_copies():
    """Its pull-back has an axis of length 1 more, which is no broadcast."""
    z, u = ll.Tensor([0.7, -0.9], "z"), ll.Tensor([[1.0, 2.0], [3.0, 4.0]], "U")
    stepper = BackpropStepper(np.sum(u @ z))
    assert {frame["kind"] for frame in stepper.steps} == {"inputs", "forward", "seed", "backward"}
    told = " ".join(frame["caption"] for frame in stepper.steps)
    assert "used" not in told and "contributions" not in told


# --- the rules -------------------------------------------------------------------------------


def test_a_matrix_product_shows_both_rules_with_their_shapes():
    stepper = layer()
    ((to_x,), (to_w,)) = frames_to(stepper, "X"), frames_to(stepper, "W")
    assert [g["shape"] for g in grids(to_x)] == ["4×2", "2×3", "4×3"]
    assert [g["shape"] for g in grids(to_w)] == ["3×4", "4×2", "3×2"]
    assert "times Wᵀ, 4×2 by 2×3: the shape of X" in to_x["says"]
    assert "Xᵀ times the gradient of" in to_w["says"]


SHAPES = [((3,), (3,)), ((3,), (3, 2)), ((4, 3), (3,)), ((4, 3), (3, 2)), ((5, 4, 3), (3, 2))]


@pytest.mark.parametrize(("left", "right"), SHAPES)
def test_what_a_rule_shows_multiplies_to_what_the_engine_computes(left, right):
    rng = np.random.default_rng(1)
    a, b = ll.Tensor(rng.normal(size=left), "A"), ll.Tensor(rng.normal(size=right), "B")
    for step in ll.backward_steps(
        np.sum(np.tanh(a @ b) * rng.normal(size=(a.data @ b.data).shape))
    ):
        rule = rule_of(step, "g", lambda node: node.name or "v")
        raw = step.contribution if step.unreduced is None else step.unreduced
        arrays = [f.array for f in rule.factors]
        if rule.kind == "matrices":
            upright = [f.matrix if f.array.ndim < 2 else f.array for f in rule.factors]
            assert np.allclose(np.squeeze(upright[0] @ upright[1]), np.squeeze(raw))
        elif rule.kind == "entries":
            assert np.allclose(arrays[0] * arrays[1], raw)
        else:
            assert np.allclose(arrays[0], raw)


@pytest.mark.parametrize("function", [np.exp, np.tanh, ll.relu, ll.sigmoid, np.sqrt, np.mean])
def test_slopes_times_what_arrives_is_the_contribution(function):
    x = ll.Tensor([[0.5, 2.0], [3.0, 0.25]], "x")
    for step in ll.backward_steps(np.sum(function(x) * 3.0)):
        rule = rule_of(step, "g", lambda node: node.name or "v")
        product = np.prod([np.broadcast_to(f.array, step.contribution.shape)
                           for f in rule.factors], axis=0)  # fmt: skip
        assert np.allclose(product, step.contribution)


def test_entries_that_only_move_are_said_to():
    x = ll.Tensor(np.arange(6.0).reshape(2, 3), "x")
    (frame,) = frames_to(BackpropStepper(np.sum(x.T.reshape(6)[1:4])), "x")
    assert signs(frame) == ["put back"]


def test_paths_of_arrays_are_added_in_sight():
    x = ll.Tensor([1.0, 2.0], "x")
    first, second = frames_to(BackpropStepper(np.sum(x * x)), "x")
    assert grids(first)[-1]["says"] == "arrow 1 of 2"
    part, total = grids(second)[-2:]
    assert (part["entries"], total["entries"]) == ([["1", "2"]], [["2", "4"]])
    assert total["says"] == "together" and "Together [2.000 4.000]." in second["caption"]


def test_a_large_graph_sends_no_arrays():
    x = ll.Tensor([1.0, 2.0], "x")
    for _ in range(60):
        x = x * 0.9 + x
    stepper = BackpropStepper(np.sum(x))
    assert not any(frame["work"] for frame in stepper.steps)
    assert {q["kind"] for f in stepper.steps if f["focus"] == "n0" for q in f["questions"]} <= {
        "shape"
    }


# --- a gradient that is given ----------------------------------------------------------------


def test_a_given_gradient_is_that_of_the_loss():
    stepper = layer()
    (seed,) = [frame for frame in stepper.steps if frame["kind"] == "seed"]
    assert seed["says"] == "The gradient of the loss with respect to o, given."
    assert "∂ℓ/∂W = " in repr(stepper) and "∂o" not in repr(stepper)
    asked = {q["asks"] for frame in stepper.steps for q in frame["questions"]}
    assert "shape of ∂ℓ/∂b =" in asked and not any("∂o/" in one for one in asked)


# --- questions -------------------------------------------------------------------------------


def test_arrays_are_asked_for_their_shape_and_then_for_an_entry():
    wide, summed = frames_to(BackpropStepper(table()), "column")
    shape, entry = wide["questions"]
    assert (shape["asks"], shape["answer"]) == ("shape before the sum =", [2, 3])
    assert "after the sum" in mistakes(shape)[2, 1]
    assert (entry["asks"], entry["answer"]) == ("before the sum, entry [1, 2] =", 30.0)
    assert mistakes(entry)[1.0] == "the slope is missing"
    shape, entry = summed["questions"]
    assert (shape["asks"], shape["answer"]) == ("shape of ∂total/∂column =", [2, 1])
    found = mistakes(shape)
    assert "transposed" in found[1, 2] and "not summed" in found[2, 3]
    assert "wrong axis" in found[1, 3] and "wrong axis" in found[3,]
    assert "axis of length 1 is missing" in found[2,]
    assert (entry["asks"], entry["answer"]) == ("∂total/∂column[1, 0] =", 60.0)
    found = mistakes(entry)
    assert "one of its 3 contributions" in found[10.0]
    assert "wrong axis" in found[40.0] and found[120.0] == "summed over all axes"


def test_a_sum_over_the_wrong_axis_that_is_another_entry_too_is_said_to_be_either():
    b = ll.Tensor([1.0, -1.0], "b")
    o = ll.Tensor(np.zeros((3, 2)), "Z") + b
    stepper = BackpropStepper(o, data=["Z"], gradient=[[1.0, 2.0], [4.0, 0.0], [-1.0, 7.0]])
    found = mistakes(frames_to(stepper, "b")[-1]["questions"][-1])  # of 4 and 9: 3, 4 and 6
    assert "wrong axis" in found[6.0] and "entry" not in found[6.0]
    assert "entry [0]" in found[4.0] and "wrong axis" in found[4.0]


def test_an_entry_of_a_matrix_product_knows_the_product_that_was_not_transposed():
    u = ll.Tensor([[1.0, 2.0], [3.0, 5.0]], "U")
    h = ll.Tensor([[1.0, 1.0], [2.0, 0.0]], "h")
    upstream = np.array([[1.0, 0.0], [2.0, 1.0]])
    (frame,) = frames_to(BackpropStepper(u @ h, gradient=upstream), "h")
    entry = frame["questions"][-1]
    at = tuple(entry["place"])
    assert entry["answer"] == (u.data.T @ upstream)[at]
    assert "transposed" in mistakes(entry)[(u.data @ upstream)[at]]


def test_a_wrong_answer_without_a_known_reason_is_sent_to_where_it_is_seen():
    stepper = layer()
    ((to_x,), (to_w,)) = frames_to(stepper, "X"), frames_to(stepper, "W")
    wide, summed = frames_to(stepper, "b")
    assert to_x["questions"][0]["again"].startswith("A gradient has the shape of what")
    row, column = to_x["questions"][1]["place"]
    assert f"row [{row}] of the gradient of" in to_x["questions"][1]["again"]
    assert f"by column [{column}] of Wᵀ" in to_x["questions"][1]["again"]
    assert "of Xᵀ by column" in to_w["questions"][1]["again"]
    assert wide["questions"][0]["again"].startswith("Here every copy has an entry")
    assert "shape of what it is the gradient of" in summed["questions"][0]["again"]
    assert "4 copies" in summed["questions"][1]["again"]
    forward = [f for f in stepper.steps if f["kind"] == "forward"]
    told = " ".join(q["again"] for f in forward for q in f["questions"])
    assert "gradient" not in told and "of X by column" in told


def test_a_number_that_stands_in_two_places_is_said_to():
    x, y = ll.Tensor([[1.0, 2.0], [3.0, 5.0]], "x"), ll.Tensor([[1.0, 1.0], [0.0, 2.0]], "y")
    node = x + y  # [[2, 3], [3, 7]]
    (question,) = about_value("t", node, [])[-1:]
    asked = question["asks"]
    told = {m["value"]: m["says"] for m in question["mistakes"]}
    assert asked == "t[1, 0] =" and told[7.0] == "that is the entry [1, 1]"
    (question,) = about_value("t", node + np.array([[1.0, 0.0], [2.0, -4.0]]), [])[-1:]
    told = {m["value"]: m["says"] for m in question["mistakes"]}
    assert told[3.0] == "that is the entry [0, 0] or [0, 1] or [1, 1]"


def test_only_what_works_entry_by_entry_is_said_to():
    x = ll.Tensor([[1.0, 2.0], [3.0, 5.0], [7.0, 6.0]], "x")
    told = {}
    for name, root in (("sum", np.sum(x, axis=0)), ("turned", x.T), ("plus", x + np.ones(2))):
        steps = BackpropStepper(root, gradient=np.ones(root.shape)).steps
        (frame,) = [f for f in steps if f["kind"] == "forward"]
        told[name] = " ".join(question["again"] for question in frame["questions"])
    assert "same place" in told["plus"]
    assert told["sum"].startswith("Which axes are left") and "place" not in told["sum"]
    assert told["turned"] == told["sum"]


def test_a_vector_that_stands_upright_is_multiplied_as_a_whole():
    z, u = ll.Tensor([0.7, -0.9], "z"), ll.Tensor([[1.0, 2.0], [3.0, 4.0]], "U")
    (frame,) = frames_to(BackpropStepper(np.sum(u @ z)), "z")
    assert "Multiply row [1] of Uᵀ by the gradient of" in frame["questions"][-1]["again"]


def test_a_vector_that_stands_upright_is_asked_for_where_it_stands():
    z, u = ll.Tensor([0.7, -0.9], "z"), ll.Tensor([[1.0, 2.0], [3.0, 4.0]], "U")
    (frame,) = frames_to(BackpropStepper(np.sum(u @ z)), "z")
    assert frame["questions"][-1]["place"] == [1, 0]
    assert grids(frame)[-1]["entries"] == [["4"], ["6"]]


def test_nothing_is_asked_that_cannot_be_seen():
    rng = np.random.default_rng(0)
    x = ll.Tensor(rng.normal(size=(9, 7)), "x")
    (frame,) = frames_to(BackpropStepper(np.sum(x)), "x")
    assert [q["kind"] for q in frame["questions"]] == ["shape"]


def test_nan_is_not_asked_for():
    x = ll.Tensor([np.nan, np.nan], "x")
    asked = [q["kind"] for f in BackpropStepper(np.sum(x * 2.0)).steps for q in f["questions"]]
    assert "number" not in asked or asked.count("number") <= 2


@pytest.mark.parametrize("make", [lambda: BackpropStepper(table()), layer])
def test_every_backward_frame_of_small_arrays_asks(make):
    frames = [frame for frame in make().steps if "edge" in frame]
    assert frames and all(frame["questions"] for frame in frames)


@pytest.mark.parametrize("make", [lambda: BackpropStepper(table()), layer])
def test_what_is_asked_for_is_marked_as_secret(make):
    for frame in make().steps:
        if frame["questions"] and frame["work"]:
            assert grids(frame)[-1].get("secret")
