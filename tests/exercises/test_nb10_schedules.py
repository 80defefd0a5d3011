"""Exercises of notebook 10: references against the library's schedules."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.exercises import nb10_schedules
from lecture_lib.lessons import given, student
from lecture_lib.optim import Plateau, WarmupCosine

ALL = {e.id: e for e in nb10_schedules.EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")


pytestmark = pytest.mark.usefixtures("fresh_answers")


def own(id):
    return tuple(given(id).values())


def cases(id):
    """The simple inputs, and those of the student of now."""
    return [*ALL[id].simple, own(id)]


@pytest.mark.parametrize("name", NAMES)
def test_the_schedule_is_warmup_cosine(name):
    student(name)
    for t, peak, warmup, total, lowest in cases("schedule-warmup-cosine"):
        rates = ALL["schedule-warmup-cosine"].reference(t, peak, warmup, total, lowest)
        np.testing.assert_allclose(rates, WarmupCosine(peak, warmup, total, lowest)(t), atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_the_rates_are_those_of_plateau(name):
    student(name)
    for losses, rate, factor, patience in cases("schedule-plateau"):
        rates = ALL["schedule-plateau"].reference(losses, rate, factor, patience)
        np.testing.assert_allclose(Plateau(rate, factor, patience).rates(losses), rates)
        assert rates[-1] < rate  # the case has a plateau


@pytest.mark.parametrize("name", NAMES)
def test_no_rate_is_better_than_the_ideal_one(name):
    student(name)
    for square, lam, sigma in cases("schedule-ideal"):
        best = ALL["schedule-ideal"].reference(square, lam, sigma)
        etas = np.linspace(0, 2 / lam, 20_001)
        after = (1 - etas * lam) ** 2 * square + etas**2 * sigma**2
        assert abs(etas[after.argmin()] - best) <= etas[1]


def test_the_ideal_rate_decays_like_one_over_the_step():
    square, rates = 1e6, []
    for _ in range(1000):
        eta = ALL["schedule-ideal"].reference(square, 2.0, 0.5)
        square = (1 - eta * 2.0) ** 2 * square + eta**2 * 0.5**2
        rates.append(eta)
    assert rates[0] == pytest.approx(1 / 2.0, rel=1e-3)
    assert rates[-1] == pytest.approx(1 / (2.0 * 1000), rel=1e-2)
