"""Whether momentum pays: the rule taught in the notebook agrees with the exact losses."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.exercises.nb08_pays import EXERCISES, best_loss, pays_fault
from lecture_lib.lessons import check

(PAYS,) = EXERCISES

pytestmark = pytest.mark.usefixtures("fresh_answers")


def by_edges(lams, variance, steps, room=19, power=2):
    u = np.geomspace(0.002, 100, 1000) / np.max(lams)
    loss = [np.sum(lams / 2 * np.exp(-power * lams * x * steps)) for x in u]
    loss += len(lams) * variance * u / 4
    plain, ball = (np.min(loss[u < edge / np.max(lams)]) for edge in (2, 2 * room))
    return plain > 1.5 * ball


def test_the_law_of_two_edges_is_right():
    assert check("momentum-pays", by_edges).ok is True


@pytest.mark.parametrize(
    ("room", "power", "diagnosis"),
    [
        (1.9, 2, "momentum's edge of η, for u"),
        (1.9, 1, None),
        (3, 2, None),
        (10, 2, "1 + β forgotten"),
        (19, 1, "1 + β forgotten"),  # the same answers, so one word for both
        (1e9, 2, "no edge for momentum"),
    ],
)
def test_a_wrong_edge_or_exponent_does_not_pass(room, power, diagnosis):
    report = check("momentum-pays", lambda *case: by_edges(*case, room, power))
    assert report.ok is False
    assert diagnosis is None or report.diagnosis == diagnosis


def test_no_case_is_close():
    drawn = [PAYS.numbers(np.random.default_rng(seed)) for seed in range(8)]
    for case in (*PAYS.simple, *drawn):
        ratio = best_loss(*case, 0.0) / best_loss(*case, 0.9)
        assert ratio > 2 or ratio < 1.2


def test_a_formula_without_noise_hears_of_noise():
    report = check("momentum-pays", lambda lams, _, steps: by_edges(lams, 0.0, steps))
    assert report.ok is False
    assert report.diagnosis == "noise forgotten, by the formula"


def test_the_expected_loss_is_the_mean_of_runs():
    lams, variance, steps = np.array([0.05, 1.0]), 0.02, 60
    rng, least = np.random.default_rng(0), np.inf
    for eta in np.geomspace(0.05, 1.0, 12):
        x = np.ones((4000, 2))
        for _ in range(steps):
            x = x - eta * (lams * x + np.sqrt(variance) * rng.standard_normal(x.shape))
        least = min(least, float(np.mean(x**2 @ lams) / lams.sum()))
    assert best_loss(lams, variance, steps, 0.0) == pytest.approx(least, rel=0.05)


@pytest.mark.parametrize(("answer", "says"), [(1.5, "True or False"), (False, "at best")])
def test_what_is_wrong_is_said(answer, says):
    assert says in pays_fault(answer, *PAYS.simple[0])
