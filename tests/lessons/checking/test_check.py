"""Exercises: references pass, every listed wrong answer fails with its own diagnosis."""

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

NAMES = ("", "Ada", "数", "Émile", "x")
WRONG = [(e.id, m) for e in EXERCISES.values() for m in e.mistakes]
# Only a function can make these mistakes. By hand, for a student's own numbers, the answer is right
# or another mistake's: no large logits are among them, nor the mode of evaluation.
ONLY_AS_A_FUNCTION = {
    # In one case, three rows that are turned are also the inverse.
    ("lm-voices", "one place on"), ("lm-voices", "one place back"),
    ("zigzag-iterations", "to the nearest"),  # in one case, rounded down or right
    ("zigzag-iterations", "the rule of thumb"),  # in one case, it may be right
    ("zigzag-judge", "plus instead of minus"),  # in one case, the sign was lost
    ("dropout-draws", "to the nearest"),  # in one case, rounded down or right
    ("dropout-draws", "always one more"),  # in one case, it is right
    ("dropout-backward", "mask read off the input"),  # where no input is below 0, as ReLU's mask
    ("adaptive-repair", "added instead of subtracted"),  # as the sign of g, where g is negative
    *(("select-better", name) for name in (  # in one case, the verdict may be right
        "judged by the seeds", "never open", "B never wins", "decided, for whom?",
        "less than a part",
        # where one part is large, the whole is it alone
        "always the larger part", "leads along columns, and counted so", "gains along rows",
        "gains along rows, and counted so", "one gain's variance",
        "the gains' variance divided, too", "n below, for the seeds", "A and B apart, by seeds")),
    ("select-coins", "rounded to the nearest"),  # in one case, rounded down or right
    ("duck-fused", "overflow"),
    ("duck-dE", "the same to every word"),
    # In one case, two slips in K may start alike.
    ("duck-choose", "the row left out of K"),
    ("duck-choose", "the bias left out of K"), ("duck-choose", "h₀ and w exchanged"),
    ("duck-choose", "lengths, not squares"), ("duck-choose", "the words counted whole"),
    ("duck-choose", "each word the same"), ("duck-choose", "√ forgotten"),
    ("duck-choose", "the sentence of the notebook"),
    ("duck-loss", "shifted by the label's logit"), ("duck-loss", "shifted by the mean"),
    ("duck-loss", "shifted by the smallest"), ("duck-loss", "the distance to the largest"),
    # With many examples, these may round to the right answer or to one another.
    ("noise-batch", "N for N − 1"), ("noise-batch", "root forgotten, with replacement"),
    ("noise-batch", "rounded to the nearest"), ("noise-batch", "one too many"),
    ("noise-batch", "one too few"),
    # One run has one word, and the wrong one may be right for it.
    *(("noise-judge", mistake.name) for mistake in EXERCISES["noise-judge"].mistakes),
    ("schedule-first-step", "size of the sum"), ("momentum-make", "η twice"),
    ("momentum-regime", "swings and zig-zags exchanged"),
    ("momentum-regime", "many changes of side"),
    ("momentum-beta", "the flat mode alone"), ("momentum-regime", "growth not seen"),
    ("momentum-regime", "it rose, so it diverges"),
    ("momentum-regime", "each change of side is a zig-zag"),
    ("momentum-regime", "each change of side is a swing"),
    ("momentum-regime", "the last position without its size"),
    *(("momentum-regime", f"always {word!r}") for word in ("creeps", "swings", "zig-zags",
                                                           "diverges")),
    ("descent-repair", "the sum of the sizes"),  # where all steps are to the left, they cancel not
    ("descent-basin", "split at 0"), ("descent-judge", "single losses"),
    ("descent-judge", "the edge is overlooked"), ("descent-judge", "one rise is the edge"),
    ("descent-judge", "rises of long ago"),
    ("descent-judge", "every bounce is the edge"),
    ("descent-judge", "compared with the first gradient"),  # and one run is of one kind only
    ("descent-judge", "a flat loss is a flat point"),
    ("descent-judge", "only what ends above its start is too large"),
    ("descent-basin", "split at the lesson's hilltop"),
    ("descent-judge", "the loss must reach 0"),
    ("descent-judge", "a long gradient means too large"),
    ("descent-judge", "a threshold that does not know the units"),
    ("unbroadcast", "always the first axis"),  # on one's own numbers: all leading axes
    ("unbroadcast", "always the first axis, then reshaped"),
    ("descent-judge", "any rise is too large"),
    # On a bowl η may be found in the first step; and one's own point is a minimum.
    ("descent-make", "halved before the first step only"),
    ("descent-make", "a round in which nobody walks"),  # it may still be at the start
    ("descent-judge", "any fall, however small"), ("descent-judge", "short on the way"),
    ("descent-limit", "a way down overlooked"), ("descent-limit", "the largest in size"),
    ("descent-limit", "the sign of the determinant"),
    ("descent-limit", "the signs on the diagonal"),
    # On one's own numbers all arrays are long: a factor of 1 has two reasons.
    ("stable-clip", "always c long"), ("stable-clip", "min for max"),
    ("stable-scale", "cut towards 0"),  # there the exponent is positive
    ("stable-scale", "over the smallest, which is 0"),  # and no entry is 0
    *(("stable-judge", mistake.name) for mistake in EXERCISES["stable-judge"].mistakes),
    # One's own numbers are a cross-entropy with a label in between.
    ("losses-label", "the first logit only"), ("losses-label", "the mean of all"),
    ("losses-label", "z for ŷ"), ("losses-label", "always −1"), ("losses-label", "out of range"),
    ("losses-label", "in range, and no more"), ("losses-label", "some refused"),
    ("losses-label", "some accepted"), ("losses-label", "the ends of the range"),
    ("losses-label", "only 0 and 1"), ("losses-label", "y − ŷ"), ("losses-label", "too much room"),
    ("losses-label", "always 0 or 1"),
    # With one η and one number of examples, this may be right.
    ("losses-diverge", "x for its square"),
}  # fmt: skip


pytestmark = pytest.mark.usefixtures("fresh_answers")


def test_exercises_have_three_mistakes_at_least_and_three_hints():
    assert set(EXERCISES) >= {
        "duck-dU",
        "repair-engine",
        "duck-fused",
        "duck-signs",
        "neuron-dw",
        "neuron-db",
        "two-paths",
        "topo-order",
        "count-costs",
        "unbroadcast",
        "own-rule",
        "u-curve",
    }
    for e in EXERCISES.values():
        assert len({m.name for m in e.mistakes}) == len(e.mistakes) >= 3
        assert len(set(e.hints)) == 3


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("id", EXERCISES)
def test_the_reference_passes(id, name):
    student(name)
    exercise = EXERCISES[id]
    assert check(id, exercise.reference).ok is True
    assert check(id, exercise.reference(*given(id).values())).ok is True


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("id", "mistake"), WRONG, ids=[f"{i}:{m.name}" for i, m in WRONG])
def test_every_wrong_answer_has_its_own_diagnosis(id, mistake, name):
    student(name)
    report = check(id, mistake.wrong)
    assert report.ok is False and report.diagnosis == mistake.name
    assert mistake.say in report.details
    assert f"not yet. Likely: {mistake.name}" in repr(report)
    if (id, mistake.name) not in ONLY_AS_A_FUNCTION:
        by_hand = check(id, mistake.wrong(*given(id).values()))
        assert by_hand.ok is False and by_hand.diagnosis == mistake.name


# In these π is known: as a rate, as one for all steps, and on the wrong side of the line.
KNOWN = {"zigzag-refute", "duck-choose", "schedule-choose", "descent-choose"}


@pytest.mark.parametrize("id", sorted(set(EXERCISES) - KNOWN))
def test_wrong_in_no_known_way_shows_the_smallest_failing_case(id):
    answers = {"repair-engine": {"a": 99.0}, "topo-order": ["a", "a"], "count-costs": (99, 99)}
    report = check(id, lambda *inputs: answers.get(id, np.pi))
    assert report.ok is False and report.diagnosis is None
    first = f"For {EXERCISES[id].inputs[0]} = {shown(EXERCISES[id].simple[0][0])}"
    assert report.details[-1].startswith(first)


@pytest.mark.parametrize("attempt", [None, NotImplemented, ..., lambda a, b: None])
def test_not_attempted(attempt):
    report = check("two-paths", attempt)
    assert report.ok is None
    assert 'not attempted yet. ll.hint("two-paths") gives a hint' in repr(report)
    assert "  f = (a + b)·a. Return ∂f/∂a." in repr(report).splitlines()
    assert "f = (a + b)·a. Return ∂f/∂a." in report.to_html()


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
    report = check("duck-fused", lambda logits, label: np.exp(logits) / 0)
    assert report.ok is False


def test_a_sign_and_an_overflow_together():
    def both(logits, label):
        powers = np.exp(logits)
        return np.eye(len(logits))[label] - powers / powers.sum()

    assert check("duck-fused", both).diagnosis == "wrong sign"


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
    assert hint("duck-signs").level == 1
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
    """The sign is wrong in the first case of these logits, and in no other."""
    report = check("losses-bce", lambda z, y: -(1 + z) * np.logaddexp(0, -z))
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
