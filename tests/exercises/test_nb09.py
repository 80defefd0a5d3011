"""Exercises of notebook 09: references against the library's rules, and boxes on trial."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.exercises import nb09_adam, nb09_burst, nb09_epsilon, nb09_scale, nb09_units
from lecture_lib.lessons import check, student
from lecture_lib.optim import Adam

FILES = (nb09_adam, nb09_epsilon, nb09_burst, nb09_scale, nb09_units)
ALL = {exercise.id: exercise for file in FILES for exercise in file.EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")

pytestmark = pytest.mark.usefixtures("fresh_answers")


def steps(rule, gradients):
    """Each change of θ when a rule is fed these gradients."""
    state, path = rule.init(np.zeros_like(gradients[0])), [np.zeros_like(gradients[0])]
    for g in gradients:
        theta, state = rule.update(path[-1], g, state)
        path.append(theta)
    return np.diff(path, axis=0)


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_is_adam(name):
    student(name)
    for gradients, *settings in ALL["adaptive-make"].cases():
        expected = steps(Adam(*settings), gradients).sum(axis=0)
        answer = ALL["adaptive-make"].reference(gradients, *settings)
        np.testing.assert_allclose(answer, expected, rtol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_with_the_epsilon_outside_adam_takes_the_same_steps(name):
    student(name)
    for g, eps in ALL["adaptive-repair"].cases():
        outside = float(ALL["adaptive-repair"].reference(g, eps))
        gradients = [np.array([g])] * 5
        np.testing.assert_allclose(
            steps(Adam(1.0, epsilon=outside), gradients),
            steps(Adam(1.0, epsilon=eps, epsilon_inside=True), gradients),
        )


@pytest.mark.parametrize("factor", [1e-9, 1e-3, 0.5, 3.0, 1e3, 1e9])
def test_boxes_that_are_said_to_be_invariant_are(factor):
    gradients = np.random.default_rng(4).normal(size=(6, 2))
    for box in nb09_scale._BOXES:
        if box.invariant:
            np.testing.assert_allclose(box(factor * gradients), box(gradients), rtol=1e-9)


def test_the_other_boxes_are_not():
    gradients = np.random.default_rng(4).normal(size=(6, 2))
    for box in nb09_scale._BOXES:
        if not box.invariant:
            far = [np.abs(box(factor * gradients) - box(gradients)).max() for factor in (1e-3, 1e3)]
            assert max(far) > 1e-2


@pytest.mark.parametrize("shape", [(4,), (4, 1), (4, 3), (4, 2, 2)])
def test_a_box_takes_rows_of_any_shape(shape):
    for box in nb09_scale._BOXES:
        assert box(np.ones(shape)).shape == shape


@pytest.mark.parametrize("most", [1500, 2000, 3000])
def test_a_burst_after_a_silence_makes_long_steps(most):
    made = nb09_burst.lengths(ALL["adaptive-break"].reference(most))
    assert 5.2 < made.max() < 6.6
    assert made[-1] < 0.01
    assert nb09_burst.longest(np.ones(50)) == pytest.approx(1)
    assert 3 < nb09_burst.longest(np.r_[np.zeros(5000), 1.0]) < 10**0.5


def test_the_longest_step_is_adams():
    gradients = np.random.default_rng(0).normal(size=(40, 1)) ** 3
    expected = np.abs(steps(Adam(1.0, epsilon=1e-12), gradients)).max()
    assert nb09_burst.longest(gradients[:, 0]) == pytest.approx(expected)


def test_other_long_steps_are_right_too():
    assert check("adaptive-break", lambda most: [*1.15 ** np.arange(1200.0), *[0] * 300])
    assert check("adaptive-break", lambda most: [0] * (most - 80) + [-3] * 20 + [0] * 60)


def test_too_many_gradients_are_told(capsys):
    result = check("adaptive-break", lambda most: [0.0] * most + [1.0] * 13)
    assert not result
    assert "gradients; here at most" in str(result)


def test_no_gradients_make_a_longer_step_than_the_ceiling():
    ceiling = 0.1 / np.sqrt(0.001 * (1 - 0.81 / 0.999))
    best = (0.9 / 0.999) ** np.arange(700)[::-1]  # what Cauchy and Schwarz call equality
    made = nb09_burst.longest(np.concatenate([np.zeros(9000), best]))
    assert ceiling - 0.01 < made < ceiling


def test_a_factor_of_two_is_not_enough():
    for factors in ((2,), (0.5,), (2.0**-10, 2.0**10)):
        result = check(
            "adaptive-judge",
            lambda rules, factors=factors: [
                all(nb09_scale._same(rule, f, nb09_scale._tries(5)) for f in factors)
                for rule in rules
            ],
        )
        assert not result
        assert "2, 4, 8" in str(result)


def test_the_best_units_of_two_parameters():
    rng, units = np.random.default_rng(0), ALL["adaptive-units"].reference
    for _ in range(20):
        A = rng.normal(size=(3, 2))
        H = A.T @ A
        for s in rng.uniform(0.1, 10, (20, 2)):
            assert units(H) <= np.linalg.cond(H / np.outer(s, s)) * (1 + 1e-9)
    turned = np.array([[50.5, -49.5], [-49.5, 50.5]])
    assert units(turned) == pytest.approx(100)
