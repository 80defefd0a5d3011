"""The exercise of notebook 08 that trains: only the rule of η/(1 − β) keeps the loss."""

from __future__ import annotations

import itertools

import pytest

from lecture_lib.exercises.nb08_digits import EXERCISES, last_loss, retune_fault
from lecture_lib.lessons import check

(RETUNE,) = EXERCISES

pytestmark = pytest.mark.usefixtures("fresh_answers")


@pytest.mark.parametrize(
    "setting",
    [
        *RETUNE.simple,
        *((round(x * (1 - b), 3), b, 0.9) for x, b in itertools.product((0.2, 0.4), (0.5, 0.7))),
    ],
)
def test_the_reference_keeps_the_loss(setting):
    eta, beta, new = setting
    ratio = last_loss(round(RETUNE.reference(*setting), 12), new) / last_loss(eta, beta)
    assert 0.85 < ratio < 1.15


def test_what_is_asked_for_can_be_found_by_trying_as_well():
    assert check("momentum-retune", lambda eta, b, new: 1.02 * eta * (1 - new) / (1 - b)).ok is True


@pytest.mark.parametrize(
    ("answer", "says"), [("x", "number"), (-1.0, "above 0"), (0.001, "ends with a loss")]
)
def test_what_is_wrong_with_a_rate_is_said(answer, says):
    assert says in retune_fault(answer, 0.3, 0.0, 0.9)
