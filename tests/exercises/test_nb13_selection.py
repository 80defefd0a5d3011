"""Exercises of notebook 13: references, wrong answers, and the library beside the references."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.exercises.nb13_selection import EXERCISES
from lecture_lib.lessons import student
from lecture_lib.training import EarlyStopping, History

ALL = {e.id: e for e in EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")


pytestmark = pytest.mark.usefixtures("fresh_answers")


@pytest.mark.parametrize("name", NAMES)
def test_early_stopping_stops_where_the_librarys_rule_does(name):
    student(name)
    exercise = ALL["select-early-stop"]
    for losses, patience in exercise.cases():
        rule = EarlyStopping(patience)
        made = next(
            n
            for n in range(1, len(losses) + 1)
            if rule(History(evaluations={"dev_loss": list(losses[:n])}))
        )
        assert exercise.reference(losses, patience).tolist() == [np.argmin(losses[:made]), made]
