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


def line(E, W, U, words=5 / 9):
    h0, w = E @ [2 / 3, 1 / 3], W[1]
    return np.sqrt((1 + h0 @ h0 + words * w @ w) / 2) * (U[1, 1] - U[0, 1])


@pytest.mark.parametrize("factor", [1.04, 1.09])
def test_a_start_a_little_above_the_line_is_right(factor):
    def choose(E, W, U):
        return factor * line(E, W, U) - W[1] @ E @ [2 / 3, 1 / 3]

    assert check("duck-choose", choose).ok


@pytest.mark.parametrize(
    ("b2", "diagnosis"),
    [
        (lambda E, W, U: 1.05 * line(E, W, U), "h₂, not b₂"),
        (lambda E, W, U: 1.0 * line(E, W, U, 0) - W[1] @ E @ [2 / 3, 1 / 3], "the words left out"),
        (lambda E, W, U: 2.0 * line(E, W, U) - W[1] @ E @ [2 / 3, 1 / 3], "louder"),
        (lambda E, W, U: 0.7 * line(E, W, U) - W[1] @ E @ [2 / 3, 1 / 3], "too quiet"),
    ],
)
def test_other_starts_are_wrong_and_told_why(b2, diagnosis):
    report = check("duck-choose", b2)
    assert report.ok is False and report.diagnosis.startswith(diagnosis)


def test_the_run_of_the_check_is_training():
    """The check's own steps, written out, are those of the engine."""
    E, W, U = ALL["duck-choose"].simple[0]
    p = {"E": ll.Tensor(E), "W": ll.Tensor(W), "b": ll.Tensor([-9.0, 0.3]), "U": ll.Tensor(U)}
    for step in range(200):  # noqa: B007
        h = ll.relu(p["W"] @ (p["E"] @ np.array([2, 1]) / 3) + p["b"])
        if h.data[1] == 0:
            break
        ll.cross_entropy(p["U"] @ h, 0).backward()
        for t in p.values():
            t.data, t.grad = t.data - nb02_start._ETA * t.grad, None
    assert nb02_start._silent_at(0.3, E, W, U) == step


@pytest.mark.parametrize("name", NAMES)
def test_the_gradient_at_the_words_is_the_engines(name):
    student(name)
    d_z, W, words = given("duck-dE").values()
    E = ll.Tensor(np.zeros((3, 3)))
    shares = np.bincount(words, minlength=3) / len(words)
    (W @ (E @ shares)).backward(d_z)
    np.testing.assert_allclose(ALL["duck-dE"].reference(d_z, W, words), E.grad)


@pytest.mark.parametrize("attempt", [np.nan, "W", [[1, 2]], None, [[np.nan, 1], [1, 1]]])
@pytest.mark.parametrize("id", ["duck-choose", "duck-break"])
def test_strange_answers_are_judged(id, attempt):
    assert not check(id, attempt)
