"""Exercises of notebook 12: references, wrong answers, and runs that confirm the references."""

from __future__ import annotations

import numpy as np
import pytest

import lecture_lib as ll
from lecture_lib.exercises import nb12_averages, nb12_masks
from lecture_lib.exercises.nb12_averages import break_fault
from lecture_lib.lessons import check, given, student
from lecture_lib.nn import dropout

ALL = {e.id: e for e in (*nb12_masks.EXERCISES, *nb12_averages.EXERCISES)}
NAMES = ("", "Ada", "数", "Émile", "x")


class Told(np.random.Generator):
    """A generator whose next uniform numbers are known."""

    def __init__(self, u):
        super().__init__(np.random.PCG64(0))
        self.u = u

    def random(self, shape=None):
        return self.u


pytestmark = pytest.mark.usefixtures("fresh_answers")


def own(id):
    return tuple(given(id).values())


# --- the references against the library ---------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_layer_and_backward_are_the_librarys(name):
    student(name)
    x, u, p = own("dropout-layer")
    # The library keeps where random() < 1 − p; the exercise where u ≥ p, which is 1 − u ≤ 1 − p.
    expected = dropout(x, p, Told(1 - u)), dropout(x, p, Told(1 - u), training=False)
    np.testing.assert_allclose(ALL["dropout-layer"].reference(x, u, p), expected)
    g, x, u, p = own("dropout-backward")
    t = ll.Tensor(x)
    dropout(t, p, Told(1 - u)).backward(g)
    np.testing.assert_allclose(ALL["dropout-backward"].reference(g, x, u, p), t.grad)


@pytest.mark.parametrize("name", NAMES)
def test_so_many_calls_are_enough_and_one_less_is_not(name):
    student(name)
    h, w, p, s = own("dropout-draws")
    calls = ALL["dropout-draws"].reference(h, w, p, s)
    masks, chance = ll.nn.subnets(len(h), p)
    y = masks @ (h * w) / (1 - p)
    variance = chance @ (y - h @ w) ** 2
    assert variance / calls <= s**2 < variance / (calls - 1)


@pytest.mark.parametrize("name", NAMES)
def test_the_penalty_is_the_mean_over_all_dropped_examples(name):
    student(name)
    X, y, w, p = own("dropout-penalty")
    masks, chance = ll.nn.subnets(X.shape[1], p)
    mean = sum(
        chance @ (target - (masks * row / (1 - p)) @ w) ** 2
        for row, target in zip(X, y, strict=True)
    )
    assert ALL["dropout-penalty"].reference(X, y, w, p) == pytest.approx(mean)


@pytest.mark.parametrize("name", NAMES)
def test_the_distance_is_one_number_for_all_classes(name):
    student(name)
    h, W, p = own("dropout-shift")
    distances = ALL["dropout-shift"].reference(h, W, p)
    assert distances.shape == (len(W),) and np.ptp(distances) < 1e-12


# --- many right answers -------------------------------------------------------------------------


def test_any_second_weight_that_silences_the_first_is_right():
    h, p = np.array([1.0, 2.0]), 0.25
    for second in (-2.0, -3.0, -100.0):
        assert break_fault((4.0, second), h, p) is None
    assert break_fault((-100.0, 2.0), h, p) is None  # unit 2 may be the one that speaks
    assert "whole network says" in (break_fault((4.0, -1.0), h, p) or "")
    assert "mean over the subnets is 0.25" in (break_fault((1.0, -9.0), h, p) or "")
    assert "two weights" in (break_fault((1.0, 2.0, 3.0), h, p) or "")


def test_an_exchange_of_the_units_is_accepted_by_check():
    assert check("dropout-break", lambda h, p: (-2 / (p * h[0]), 1 / (p * h[1]))).ok


# --- answers that need no idea ------------------------------------------------------------------


@pytest.mark.parametrize("id", ALL)
def test_constants_and_copies_of_an_input_fail(id):
    exercise = ALL[id]
    for case in exercise.cases():
        answer = exercise.reference(*case)
        assert not check(id, lambda *inputs, answer=answer: answer).ok
    for place in range(len(exercise.inputs)):
        assert not check(id, lambda *inputs, place=place: inputs[place]).ok
    for factor in (-1.0, 0.5, 2.0):
        scaled = check(id, lambda *inputs, f=factor: f * np.asarray(exercise.reference(*inputs)))
        assert not scaled.ok
