"""What every test shares: reproducible examples from hypothesis, and fresh answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

collect_ignore = ["reference"]  # made once, with torch, which no test needs

# The same examples on every run and machine: a red test is red for its author too.
# No deadline: a slow machine is not a failure.
settings.register_profile("lecture", derandomize=True, deadline=None, database=None)
settings.load_profile("lecture")


@pytest.fixture
def fresh_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answers yet, no student's name, and no file: thousands of checks would wait for a disk."""
    from lecture_lib.lessons import student
    from lecture_lib.lessons.answers import ANSWERS, VARIABLE

    monkeypatch.setenv(VARIABLE, "")
    monkeypatch.setattr(ANSWERS, "_path", None)
    monkeypatch.setattr(ANSWERS, "_memory", {})
    student("")


@pytest.fixture
def german() -> Iterator[None]:
    """What is said is said in German."""
    from lecture_lib.translation import current, set_language

    before = current()
    set_language("de")
    yield
    set_language(before)
