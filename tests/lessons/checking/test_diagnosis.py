"""What is usually wrong is said only where it explains all cases."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.lessons.checking.diagnosis import usual_mistake


@pytest.mark.parametrize(
    ("answers", "right", "words"),
    [
        ([[-1.0, 2.0]], [[1.0, -2.0]], "the sign is wrong, all else is right"),
        ([0.0, 2.0], [0.0, -2.0], "the sign is wrong, all else is right"),
        ([[[1.0, 3.0], [2.0, 4.0]]], [[[1.0, 2.0], [3.0, 4.0]]], "it is transposed"),
        ([np.zeros((3, 2))], [np.zeros((2, 3))], "should be (2, 3): is it transposed?"),
        ([[2.0, 1.0]], [[1.0, 2.0]], "the entries are in reverse order"),
        ([[1.0, 2.0]], [[1.0, -2.0]], "signs were lost: every entry has the right size"),
        ([1.0, -2.0], [2.0, -4.0], "it is 0.5 times what it should be"),
        ([[2.0, 4.0, 0.0]], [[1.0, 2.0, 0.0]], "every entry is 2 times what it should be"),
        ([[np.nan, 0.0]], [[1.0, 2.0]], "there is nan or inf in it"),
        ([{"a": 1.0}], [{"a": 1.0, "b": 2.0}], "there is no entry for 'b'"),
        ([{"a": 1.0, "b": 2.0}], [{"a": 1.0}], "the entry 'b' should not be there"),
        ([{"a": 1.5}], [{"a": 1.0}], "the entry 'a' is wrong"),
        ([[1.0, 7.0]], [[1.0, 2.0]], ""),
        ([[0.0]], [[0.0]], ""),
    ],
)
def test_usual_mistakes(answers, right, words):
    found = usual_mistake(answers, right)
    assert found.endswith(words) if words else found == ""


@pytest.mark.parametrize(
    ("answers", "right"),
    [
        ([1.25], [1.0]),  # one number is some factor of every other
        ([[0.0, -0.75]], [[0.0, 1.0]]),  # so it is beside entries that say nothing
        ([-1.0, 7.0], [1.0, 2.0]),
        ([2.0, 6.0], [1.0, 2.0]),
        ([[2.0, 1.0], [1.0, 2.0]], [[1.0, 2.0], [1.0, 2.0]]),
        ([-1e-8, 2.0], [1e-8, -3.0]),  # near 0 everything is like everything
        ([-1.0, [1.0, 2.0]], [1.0, 3.0]),
    ],
)
def test_what_holds_in_one_case_only_is_not_said(answers, right):
    assert usual_mistake(answers, right) == ""
