"""Exercises of notebook 07: references, wrong answers, and the theory behind them."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.descent import bowl, descend, quadratic
from lecture_lib.descent.theory import best_learning_rate, worst_start
from lecture_lib.exercises.nb07_zigzag import EXERCISES
from lecture_lib.lessons import check, given, student
from lecture_lib.optim import GradientDescent

ALL = {e.id: e for e in EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")


pytestmark = pytest.mark.usefixtures("fresh_answers")


def own(id):
    return tuple(given(id).values())


# --- the references against something independent ---------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_no_other_learning_rate_shrinks_every_direction_faster(name):
    student(name)
    (hessian,) = own("zigzag-best-step")
    best = ALL["zigzag-best-step"].reference(hessian)
    slowest = {
        share: np.linalg.norm(np.eye(3) - share * best * hessian, 2)
        for share in (0.9, 0.99, 1.0, 1.01, 1.1)
    }
    assert min(slowest, key=slowest.get) == 1.0


@pytest.mark.parametrize("name", NAMES)
def test_the_number_of_steps_is_that_of_descend(name):
    student(name)
    kappa, accuracy = own("zigzag-iterations")
    start = np.array(worst_start(1.0, kappa))
    valley = quadratic(condition_number=kappa, domain=((-400.0, 400.0), (-5.0, 5.0)))
    path = descend(valley, GradientDescent(best_learning_rate(1.0, kappa)), start, 4000)
    first = path.converged_at(accuracy * path.value[0], by="value")
    assert ALL["zigzag-iterations"].reference(kappa, accuracy) == first


@pytest.mark.parametrize("name", NAMES)
def test_standardised_features_are_near_the_best(name):
    student(name)
    (X,) = own("zigzag-features")
    F = ALL["zigzag-features"].reference(X)
    design = np.column_stack([F, np.ones(len(F))])
    correlation = np.linalg.eigvalsh(np.corrcoef(X.T))
    # The bias is at right angles to centred columns and has eigenvalue 1, between the others.
    assert np.linalg.cond(design.T @ design) == pytest.approx(correlation[-1] / correlation[0])
    assert np.linalg.cond(design.T @ design) < 5


@pytest.mark.parametrize(
    "answer", [np.ones((8, 3)), np.zeros((8, 3)), "features", None, 3.0, np.full((8, 3), np.nan)]
)
def test_features_that_say_less_than_the_inputs_are_refused(answer):
    if answer is None:
        assert check("zigzag-features", answer).ok is None
    else:
        assert check("zigzag-features", answer).ok is False
    (X,) = own("zigzag-features")
    assert check("zigzag-features", ALL["zigzag-features"].reference(X)[:, :2]).ok is False


def test_whitened_features_are_right_as_well():
    def whiten(X):
        centred = X - X.mean(axis=0)
        _, _, directions = np.linalg.svd(centred, full_matrices=False)
        F = centred @ directions.T
        return F / F.std(axis=0)

    assert check("zigzag-features", whiten).ok is True


@pytest.mark.parametrize("share", [1.001, 1.2, 1.5, 1.999])
def test_every_rate_between_the_limits_refutes(share):
    (curvatures,) = own("zigzag-refute")
    eta = share / curvatures.max()
    assert check("zigzag-refute", eta).ok is True
    path = descend(bowl(curvatures), GradientDescent(eta), np.ones(3), 4000)
    assert path.value[-1] < path.value[0]


@pytest.mark.parametrize("eta", [0.0, float("nan"), float("inf"), [0.3, 0.3], "small"])
def test_what_is_no_rate_refutes_nothing(eta):
    assert check("zigzag-refute", eta).ok is False
