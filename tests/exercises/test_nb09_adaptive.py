"""Exercises of notebook 09: references, wrong answers, and runs of the library's rules."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.exercises import nb09_adaptive
from lecture_lib.lessons import given, student
from lecture_lib.optim import AdaGrad, Adam, RMSProp

ALL = {e.id: e for e in nb09_adaptive.EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")


pytestmark = pytest.mark.usefixtures("fresh_answers")


def own(id):
    return tuple(given(id).values())


def cases(id):
    """The simple inputs, and those of the student of now."""
    return [*ALL[id].simple, own(id)]


def changes(rule, gradients):
    """Each change of θ when a rule is fed these gradients."""
    theta = np.zeros(np.shape(gradients[0]))
    state, path = rule.init(theta), [theta]
    for g in gradients:
        theta, state = rule.update(path[-1], np.asarray(g, dtype=float), state)
        path.append(theta)
    return np.diff(path, axis=0)


# --- the references against the library's rules and schedules -----------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_first_change_is_that_of_rmsprop(name):
    student(name)
    for g, eta, beta in cases("adaptive-first-step"):
        step = changes(RMSProp(eta, beta=beta, epsilon=0.0), [g])[0]
        np.testing.assert_allclose(
            ALL["adaptive-first-step"].reference(g, eta, beta), step, rtol=1e-12
        )


def test_the_first_step_named_after_adagrad_is_adagrads():
    g, eta, beta = ALL["adaptive-first-step"].simple[1]
    wrong = {m.name: m.wrong for m in ALL["adaptive-first-step"].mistakes}["s starts at g²"]
    np.testing.assert_allclose(wrong(g, eta, beta), changes(AdaGrad(eta, epsilon=0.0), [g])[0])


@pytest.mark.parametrize("name", NAMES)
def test_the_step_is_that_of_adam(name):
    student(name)
    for theta, g, m, v, t, eta, beta1, beta2, eps in cases("adaptive-adam"):
        rule = Adam(eta, beta1, beta2, eps)
        state = rule.init(theta)._replace(step=t - 1, m=m, v=v)
        expected = rule.update(theta, g, state)[0]
        answer = ALL["adaptive-adam"].reference(theta, g, m, v, t, eta, beta1, beta2, eps)
        np.testing.assert_allclose(answer, expected, rtol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_the_weights_are_those_of_the_corrected_average(name):
    student(name)
    for T, beta in cases("adaptive-weights"):
        weights = ALL["adaptive-weights"].reference(T, beta)
        assert weights.sum() == pytest.approx(1)
        # One row for each gradient: 1 at its step, otherwise 0. Adam's m at the end is its weight.
        rule = Adam(1.0, beta1=beta)
        theta, state = np.zeros(T), rule.init(np.zeros(T))
        for row in np.eye(T):
            theta, state = rule.update(theta, row, state)
        np.testing.assert_allclose(state.m / (1 - beta**T), weights, rtol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_the_step_after_a_shock_is_rmsprops(name):
    student(name)
    for G, k, beta in cases("adaptive-shock"):
        last = changes(RMSProp(1.0, beta=beta, epsilon=0.0), [G] + [1.0] * k)[-1]
        assert ALL["adaptive-shock"].reference(G, k, beta) == pytest.approx(-last)
