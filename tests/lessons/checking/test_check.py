"""Check: what is told of an attempt, a task and a hint, and what is kept."""

from __future__ import annotations

import copy
import dataclasses
import re

import numpy as np
import pytest

from lecture_lib.lessons import check, given, hint, register, student
from lecture_lib.lessons.answers import ANSWERS
from lecture_lib.lessons.checking import Exercise, Mistake, UnknownExercise, load, shown
from lecture_lib.style import LIGHT

EXERCISES = load()

pytestmark = pytest.mark.usefixtures("fresh_answers")


@pytest.mark.parametrize("attempt", [None, NotImplemented, ..., lambda a, b: None])
def test_not_attempted(attempt):
    report = check("two-paths", attempt)
    assert report.ok is None
    assert 'not attempted yet. ll.hint("two-paths") gives a hint' in repr(report)
    assert "  f = (a + b)·a. Return ∂f/∂a." in repr(report).splitlines()
    task, _, after = report.to_html().partition("</details>")
    assert task.count("f = (a + b)·a. Return ∂f/∂a.") == 1 and "<details>" in task
    assert ("is there a return?" in after) == callable(attempt)


@pytest.mark.parametrize("id", load())
def test_the_task_is_told_in_full_and_in_lines_that_fit(id):
    lines = repr(check(id, None)).splitlines()[1:]
    assert EXERCISES[id].task in " ".join(map(str.strip, lines))
    assert all(len(line) <= 100 for line in lines)
    numbers = given(id)
    lines = repr(numbers).splitlines()[: -len(numbers)]
    assert " ".join(lines) == EXERCISES[id].task and all(len(line) <= 100 for line in lines)


def test_what_is_told_carries_no_markup():
    for exercise in load().values():
        said = [exercise.task, *exercise.hints, *(m.say for m in exercise.mistakes)]
        assert not [text for text in said if re.search(r"[`$\\]|\*\*\w|</", text)]


def test_a_stub_that_raises_is_not_attempted():
    def stub(a, b):
        raise NotImplementedError

    assert check("two-paths", stub).ok is None


def test_an_exception_is_explained_with_the_student_s_line():
    def mine(a, b):
        total = a + b
        return total / 0

    report = check("two-paths", mine)
    assert report.ok is False
    line = mine.__code__.co_firstlineno + 2
    assert report.details[0] == (
        f"ZeroDivisionError: float division by zero (line {line} of your cell, in mine: "
        "return total / 0)"
    )
    assert report.details[1] == "It was given a = 1, b = 3"


def test_a_nest_that_nobody_can_read_is_told_by_its_shape():
    def mine(runs):
        return [0.5, 0, 0]

    report = check("zigzag-noise", mine)
    assert report.details[0].startswith("For runs of shape (3, 2, 40, 4) you return [0.5, 0, 0];")
    report = check("zigzag-noise", lambda runs: 1 / 0)
    assert report.details[-1].startswith("It was given runs of shape (3, 2, 40, 4)")


def test_an_exception_below_the_student_s_function_names_the_student_s_line():
    def mine(h, y_hat, y):
        return np.outer(y_hat - y, h) @ np.ones(7)

    line = mine.__code__.co_firstlineno + 1
    assert f"line {line} of your cell" in check("duck-dU", mine).details[0]


def test_too_few_arguments_and_endless_recursion():
    assert "called with 3 arguments: (h, y_hat, y)" in repr(check("duck-dU", lambda h: h))

    def again(a, b):
        return again(a, b)

    assert "RecursionError" in repr(check("two-paths", again))


def test_an_interrupt_is_the_student_s_own():
    def interrupted(a, b):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check("two-paths", interrupted)


def test_the_inputs_are_copies():
    exercise = EXERCISES["duck-dU"]
    before = copy.deepcopy(exercise.simple)

    def spoils(h, y_hat, y):
        answer = exercise.reference(h, y_hat, y)
        for array in (h, y_hat, y):
            array[:] = 99
        return answer

    assert check("duck-dU", spoils).ok is True
    for kept, now in zip(before, exercise.simple, strict=True):
        np.testing.assert_equal(kept, now)


def test_warnings_of_numpy_are_not_printed():
    report = check("duck-loss", lambda o, label: np.exp(o) / 0)
    assert report.ok is False


def test_a_sign_and_an_overflow_together():
    def both(o, label):
        powers = np.exp(o)
        return np.log(powers[label] / powers.sum())

    assert check("duck-loss", both).diagnosis == "wrong sign"


def test_value_attempts_do_not_reveal_the_answer():
    answer = EXERCISES["two-paths"].reference(*given("two-paths").values())
    assert shown(answer) not in repr(check("two-paths", 99.25))


def test_students_have_their_own_numbers_and_keep_them():
    student("Ada")
    ada = given("two-paths")
    student("Bob")
    assert dict(given("two-paths")) != dict(ada)
    student("Ada")
    assert dict(given("two-paths")) == dict(ada)
    assert ada.a == ada["a"] and list(ada) == ["a", "b"] and len(ada) == 2
    assert repr(ada).startswith("f = (a + b)·a. Return ∂f/∂a.\n  a = ")
    with pytest.raises(AttributeError, match="gives a, b, and no 'c'"):
        ada.c  # noqa: B018


def test_hints_go_on_until_the_third():
    levels = [hint("duck-dU").level for _ in range(5)]
    assert levels == [1, 2, 3, 3, 3]
    assert hint("duck-dU", level=1).level == 1
    assert hint("duck-loss").level == 1
    student("Bob")
    assert hint("duck-dU").level == 1
    with pytest.raises(ValueError, match="hints 1, 2 and 3"):
        hint("duck-dU", level=4)


@pytest.mark.parametrize("stored", ["two", 17, None, [], True])
def test_a_strange_stored_level_starts_again(stored):
    ANSWERS.put("", "hint duck-dU", stored)
    assert hint("duck-dU").level in (1, 2)


def test_the_result_is_kept():
    check("two-paths", 99.0)
    assert ANSWERS.get("", "check two-paths") is False
    check("two-paths", EXERCISES["two-paths"].reference)
    assert ANSWERS.get("", "check two-paths") is True


@pytest.mark.parametrize("ask", [check, lambda id, _: hint(id), lambda id, _: given(id)])
def test_an_unknown_exercise_names_its_like(ask):
    with pytest.raises(UnknownExercise, match="did you mean 'duck-dU'"):
        ask("duck-du", None)
    with pytest.raises(UnknownExercise, match=r"there are|did you mean"):
        ask("\x1b<script>", None)
    with pytest.raises(UnknownExercise, match=r"no exercise 'zzzz'; there are \d+, .{,60}$"):
        ask("zzzz", None)
    with pytest.raises(UnknownExercise, match="not by a function; the id comes first"):
        ask(lambda a, b: a, "two-paths")


def test_an_exercise_needs_hints_and_mistakes():
    bare = Exercise("x", "", (), (), lambda rng: (), lambda: 0, (), ("one",))
    with pytest.raises(ValueError, match=r"exercise .x. needs three hints .* has 1 and 0"):
        register([dataclasses.replace(EXERCISES["two-paths"], id="good"), bare])
    assert not {"x", "good"} & set(EXERCISES)


def test_in_a_long_answer_the_entry_that_is_off_is_told():
    others = tuple(Mistake(f"{k} times", lambda x, k=k: k * x, "") for k in (3, 4, 5))
    exercise = Exercise(
        "tmp", "Double it.", ("x",), ((np.arange(100.0),),), lambda rng: (rng.normal(size=9),),
        lambda x: 2 * x, others, ("a", "b", "c"),
    )  # fmt: skip
    register([exercise])
    try:
        spoilt = check("tmp", lambda x: 2 * x + (np.arange(len(x)) == 70))
    finally:
        del EXERCISES["tmp"]
    assert spoilt.details[-1] == (
        "For x = [0, 1, 2, … 100 entries] you return [0, 2, 4, … 100 entries], with 141 at [70]; "
        "it should be 140 there"
    )


def test_two_mistakes_that_fit_are_told_apart_by_order():
    exercise = Exercise(
        "tmp",
        "Return 2x.",
        ("x",),
        ((1.0,), (3.0,)),
        lambda rng: (5.0,),
        lambda x: 2 * x,
        (
            Mistake("plus two", lambda x: x + 2, ""),
            Mistake("square", lambda x: x * x, ""),
            Mistake("itself", lambda x: x, ""),
        ),
        ("a", "b", "c"),
    )
    register([exercise])
    try:
        assert check("tmp", lambda x: x * x).diagnosis == "square"
        assert check("tmp", lambda x: x).diagnosis == "itself"
    finally:
        del EXERCISES["tmp"]


def test_a_half_right_answer_is_not_taken_for_a_wrong_sign():
    """The sign is wrong in the first case, of one row, and in no other."""
    right = EXERCISES["losses-cross-entropy"].reference
    report = check("losses-cross-entropy", lambda o, q: right(o, q) * (-1 if len(o) == 1 else 1))
    assert report.ok is False and report.diagnosis is None
    assert report.headline == "not yet"


def test_digits_grow_until_a_difference_is_seen():
    report = check("two-paths", lambda a, b: (2 * a + b) * (1 + 1e-5))
    assert report.details[-1] == "For a = 1, b = 3 you return 5.00005; it should be 5"
    assert (
        check("two-paths", lambda a, b: "5").details[-1].endswith("you return '5'; it should be 5")
    )


def test_a_tiny_answer_is_not_taken_for_another_tiny_one():
    exercise = Exercise(
        "tmp", "", ("x",), ((1.0,), (3.0,)), lambda rng: (5.0,), lambda x: x,
        (Mistake("a billionth", lambda x: 1e-9 * x, ""), Mistake("0", lambda x: 0.0, "")),
        ("a", "b", "c"),
    )  # fmt: skip
    register([exercise])
    try:
        assert check("tmp", lambda x: 1e-9 * x).diagnosis == "a billionth"
        assert check("tmp", lambda x: 1e-18).diagnosis == "0"
        assert check("tmp", lambda x: 5e-9 * x).diagnosis is None
    finally:
        del EXERCISES["tmp"]


@pytest.mark.parametrize(
    ("attempt", "role", "words"),
    [
        (lambda a, b: 2 * a + b, "good", "✓ two-paths</strong>: right, in all 3 cases"),
        (lambda a, b: a, "bad", "✗ two-paths</strong>: not yet. Likely: overwrote instead of"),
        (NotImplemented, "note", "… two-paths</strong>: not attempted yet"),
    ],
)
def test_a_report_is_a_card_that_says_what_its_colour_says(attempt, role, words):
    page = check("two-paths", attempt)._repr_mimebundle_()["text/html"]
    assert words in page
    assert f"4px solid var(--ll-{role}, {LIGHT[role]})" in page  # seen without a style sheet too
