"""Whatever is answered, to whichever exercise, is judged, and can be shown."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.lessons import check
from lecture_lib.lessons.checking import load

EXERCISES = load()

pytestmark = pytest.mark.usefixtures("fresh_answers")


class Half:
    def __repr__(self):
        raise RuntimeError("half-written")

    __str__ = __repr__


@pytest.mark.parametrize(
    "answer",
    [
        "text",
        "<script>\x1b",
        1j,
        object(),
        [[1], [1, 2]],
        {},
        {"a": None},
        np.nan,
        [np.inf],
        (),
        np.zeros(0),
        np.zeros((9, 9, 9)),
        [None],
        ["a", "b"],
        {1, 2},
        True,
        Half(),
        Half,
        range(3),
    ],
)
@pytest.mark.parametrize("id", EXERCISES)
def test_any_answer_is_judged(id, answer):
    report = check(id, lambda *inputs: answer)
    assert report.ok is False
    assert "<script>" not in report.to_html()
    repr(report).encode()
    assert "\x1b" not in repr(report)
    assert check(id, answer).ok is False
