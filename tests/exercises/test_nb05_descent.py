"""Exercises of notebook 05: references, wrong answers, and the theory behind both."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.descent import descend, double_well, parabola
from lecture_lib.exercises import nb05_descent
from lecture_lib.lessons import given, student
from lecture_lib.optim import GradientDescent

ALL = {e.id: e for e in nb05_descent.EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")


pytestmark = pytest.mark.usefixtures("fresh_answers")


def own(id):
    return tuple(given(id).values())


# --- the references against something independent ---------------------------------------------


def test_the_path_is_that_of_descend():
    x, eta, curvature, steps = 4.0, 0.3, 1.5, 5
    line = ALL["descent-path"].reference(x, eta, curvature, steps)
    walked = descend(parabola(curvature), GradientDescent(eta), (x,), steps)
    assert walked.theta[-1, 0] == pytest.approx(line, rel=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_below_the_limit_it_shrinks_and_above_it_grows(name):
    student(name)
    (hessian,) = own("descent-limit")
    limit = ALL["descent-limit"].reference(hessian)
    for share, shrinks in ((0.99, True), (1.01, False)):
        theta = np.array([1.0, 0.7])
        for _ in range(2000):
            theta = theta - share * limit * hessian @ theta
        assert bool(np.linalg.norm(theta) < 1) is shrinks


@pytest.mark.parametrize("name", NAMES)
def test_the_basins_are_those_gradient_descent_finds(name):
    student(name)
    left, top, right, starts = own("descent-basin")
    well = double_well(left, top, right)
    ends = descend(well, GradientDescent(0.002), starts[:, None], 20_000).theta[-1, :, 0]
    assert ends == pytest.approx(ALL["descent-basin"].reference(left, top, right, starts), abs=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_the_ways_down_are_found_by_trying(name):
    student(name)
    (hessian,) = own("descent-downhill")
    directions = np.linalg.qr(np.random.default_rng(0).normal(size=(4, 4)))[0].T
    down = ALL["descent-downhill"].reference(hessian)
    # Sylvester: no basis changes the signature, so count after an elimination without exchange.
    shape = directions @ hessian @ directions.T
    pivots = []
    for k in range(4):
        pivots.append(shape[k, k])
        shape = shape - np.outer(shape[:, k], shape[k]) / shape[k, k]
    assert sum(p < 0 for p in pivots) == down
