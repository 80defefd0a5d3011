"""Exercises of notebook 08: references, wrong answers, and runs that confirm the references."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.descent import bowl, descend, parabola, quadratic
from lecture_lib.exercises.nb08_momentum import EXERCISES, tuning_fault
from lecture_lib.lessons import check, given, student
from lecture_lib.optim import Momentum

ALL = {e.id: e for e in EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")


pytestmark = pytest.mark.usefixtures("fresh_answers")


def own(id):
    return tuple(given(id).values())


# --- the references against runs --------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_rates_are_those_of_a_run(name):
    student(name)
    alpha, beta, lam = own("momentum-rate")
    path = descend(bowl(lam), Momentum(alpha, beta), np.ones(3), 600)
    # The largest of a stretch, so that a swing through zero does not count.
    late, early = (np.abs(path.theta[a:b]).max(axis=0) for a, b in ((400, 600), (200, 400)))
    rates = ALL["momentum-rate"].reference(alpha, beta, lam)
    np.testing.assert_allclose((late / early) ** (1 / 200), rates, rtol=1e-2)
    assert len(set(rates.round(6))) == 3 and (rates < 1).all()


@pytest.mark.parametrize("name", NAMES)
def test_between_the_critical_rates_the_path_swings(name):
    student(name)
    beta, lam = own("momentum-critical")
    low, high = ALL["momentum-critical"].reference(beta, lam)
    for rate, swings in (
        (0.9 * low, False),
        (1.1 * low, True),
        (0.98 * high, True),
        (1.02 * high, False),
    ):
        x = descend(parabola(lam), Momentum(rate, beta), (1.0,), 400).theta[:, 0]
        # Real roots let x settle to one sign, or to a change of sign at every step.
        turns = np.flatnonzero(np.sign(x[1:]) != np.sign(x[:-1]))
        steady = len(turns) <= 1 or (np.diff(turns) == 1).all()
        assert bool(steady) != swings, (rate, len(turns))


@pytest.mark.parametrize("name", NAMES)
def test_polyaks_best_needs_less_than_100_steps(name):
    student(name)
    mu, L = own("momentum-tune")
    path = descend(
        quadratic(L / mu, mu=mu), Momentum(*ALL["momentum-tune"].reference(mu, L)), (1.0, 1.0), 100
    )
    assert (np.abs(path.theta[-1]) <= 1e-6).all()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((0.3,), r"two numbers"),
        ((-0.1, 0.5), "positive"),
        ((0.1, 1.0), "below 1"),
        ((float("nan"), 0.5), "positive"),
        ("fast", "number"),
        ((5.0, 0.5), "grows"),
        ((0.01, 0.5), "is left"),
    ],
)
def test_what_is_wrong_with_a_tuning_is_said(answer, says):
    assert says in tuning_fault(answer, 0.2, 8.0)


def test_any_pair_that_is_fast_enough_is_right():
    assert check("momentum-tune", lambda mu, L: (3.6 / (L**0.5 + mu**0.5) ** 2, 0.6)).ok is True


@pytest.mark.parametrize("name", NAMES)
def test_the_converted_settings_walk_the_same_path(name):
    student(name)
    alpha, beta = own("momentum-convert")
    valley = quadratic(20, mu=0.2)
    ours = descend(valley, Momentum(alpha, beta), (20.0, 1.0), 50).theta
    pairs = ALL["momentum-convert"].reference(alpha, beta)
    for form, pair in zip(("averaged", "printed"), pairs, strict=True):
        other = descend(valley, Momentum(*pair, form=form, initial="zero"), (20.0, 1.0), 50).theta
        np.testing.assert_allclose(other, ours, rtol=1e-9, atol=1e-9)
