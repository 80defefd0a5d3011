"""Exercises of notebook 02: references against the engine, half-rules, and other right answers."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.exercises import nb02_duck, nb02_loss, nb02_start
from lecture_lib.lessons import check, given, student

ALL = {e.id: e for e in (*nb02_duck.EXERCISES, *nb02_loss.EXERCISES, *nb02_start.EXERCISES)}
NAMES = ("", "Ada", "数", "Émile", "x")

pytestmark = pytest.mark.usefixtures("fresh_answers")


@pytest.mark.parametrize("name", NAMES)
def test_the_repaired_routine_is_the_engines(name):
    student(name)
    delta, U, z, h0 = given("duck-repair").values()
    W = ll.Tensor(np.zeros((2, 2)))
    o = U @ ll.relu(W @ h0 + z)  # with W = 0 the bias is z
    o.backward(delta)
    np.testing.assert_allclose(ALL["duck-repair"].reference(delta, U, z, h0), W.grad)


@pytest.mark.parametrize("name", NAMES)
def test_the_loss_is_the_engines(name):
    student(name)
    o, label = given("duck-loss").values()
    found = ll.cross_entropy(o, label)
    np.testing.assert_allclose(ALL["duck-loss"].reference(o, label), found)
    assert np.isfinite(found)


@pytest.mark.parametrize(
    "logits",
    [
        lambda label: [710.0 if k == label else 0.0 for k in range(3)],
        lambda label: -1000.0 * (1 - np.eye(3)[label]) - 1000,
    ],
)
def test_whatever_breaks_the_line_will_do(logits):
    assert check("duck-break", logits).ok is True


def test_other_starts_are_right_and_fixed_ones_are_not():
    assert check("duck-choose", lambda E, U: 0.95 * np.sign(E @ [2, 1]) * np.ones((2, 1))).ok
    for W in (np.ones((2, 2)), -np.ones((2, 2)), np.eye(2), np.array([[0.9, 1.0], [0.7, -0.3]])):
        assert check("duck-choose", lambda E, U, W=W: W).ok is False
    only_second = check("duck-choose", lambda E, U: np.sign(E @ [2, 1]) * [[-1.0], [1.0]])
    assert only_second.diagnosis == "silent from the start"


def test_the_run_of_the_check_is_training():
    """The check's own gradients, written out, are those of the engine."""
    E, U = ALL["duck-choose"].simple[1]
    W = ALL["duck-choose"].reference(E, U)
    p = {"E": ll.Tensor(E), "W": ll.Tensor(W), "b": ll.Tensor(np.zeros(2)), "U": ll.Tensor(U)}
    for seen in nb02_start._run(W, E, U)[:20]:
        z = p["W"] @ (p["E"] @ np.array([2, 1]) / 3) + p["b"]
        np.testing.assert_allclose(seen, z.data)
        ll.cross_entropy(p["U"] @ ll.relu(z), 0).backward()
        for t in p.values():
            t.data, t.grad = t.data - 0.01 * t.grad, None


@pytest.mark.parametrize("attempt", [3.0, "W", [[1, 2]], None, [[np.nan, 1], [1, 1]]])
@pytest.mark.parametrize("id", ["duck-choose", "duck-break"])
def test_strange_answers_are_judged(id, attempt):
    assert not check(id, attempt)
