"""What every test shares: reproducible examples from hypothesis, and fresh answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

collect_ignore = ["reference"]  # made once, with torch, which no test needs

# The same examples on every run and machine: a red test is red for its author too.
# No deadline: a slow machine is not a failure.
settings.register_profile("lecture", derandomize=True, deadline=None, database=None)
settings.load_profile("lecture")


@pytest.fixture
def fresh_answers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No answers yet, a file of its own for them, and no student's name."""
    from lecture_lib.lessons import student
    from lecture_lib.lessons.answers import ANSWERS

    monkeypatch.setattr(ANSWERS, "_path", tmp_path / "answers.json")
    monkeypatch.setattr(ANSWERS, "_memory", {})
    student("")
