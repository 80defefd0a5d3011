"""Exercises of notebook 13: references, wrong answers, and the library beside the references."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.teaching import EXERCISES, check, given, hint, student
from lecture_lib.teaching.answers import ANSWERS
from lecture_lib.teaching.exercises_selection import SELECTION_EXERCISES
from lecture_lib.training import EarlyStopping, History

ALL = {e.id: e for e in SELECTION_EXERCISES}
NAMES = ("", "Ada", "数", "Émile", "x")
WRONG = [(e.id, m) for e in ALL.values() for m in e.mistakes]


@pytest.fixture(autouse=True)
def in_memory(monkeypatch, tmp_path):
    monkeypatch.setattr(ANSWERS, "_path", tmp_path / "answers.json")
    monkeypatch.setattr(ANSWERS, "_memory", {})
    student("")


def test_all_are_registered_with_at_least_three_mistakes_and_different_hints():
    for id, exercise in ALL.items():
        assert EXERCISES[id] is exercise
        assert len({m.name for m in exercise.mistakes}) == len(exercise.mistakes) >= 3
        assert len({hint(id, level).text for level in (1, 2, 3)}) == 3


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("id", ALL)
def test_the_reference_passes_as_a_function_and_by_hand(id, name):
    student(name)
    assert check(id, ALL[id].reference).ok is True
    assert check(id, ALL[id].reference(*given(id).values())).ok is True


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("id", "mistake"), WRONG, ids=[f"{i}:{m.name}" for i, m in WRONG])
def test_every_wrong_answer_has_its_own_diagnosis(id, mistake, name):
    student(name)
    report = check(id, mistake.wrong)
    assert report.ok is False and report.diagnosis == mistake.name
    assert mistake.say in report.details


@pytest.mark.parametrize("name", NAMES)
def test_early_stopping_stops_where_the_librarys_rule_does(name):
    student(name)
    exercise = ALL["select-early-stop"]
    for losses, patience in exercise.cases():
        rule = EarlyStopping(patience)
        made = next(n for n in range(1, len(losses) + 1)
                    if rule(History(evaluations={"dev_loss": list(losses[:n])})))
        assert exercise.reference(losses, patience).tolist() == [np.argmin(losses[:made]), made]
