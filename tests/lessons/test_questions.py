"""Predictions and quizzes: unanswered, answered, wrong, unreadable; with nobody there too."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib.lessons import predict, question_widget, quiz
from lecture_lib.lessons.answers import ANSWERS, Answers, student
from lecture_lib.lessons.questions import question as questions
from lecture_lib.lessons.questions.reading import Unreadable, read_numbers

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(autouse=True)
def answers_file(tmp_path, monkeypatch):
    monkeypatch.setattr(ANSWERS, "_path", path := tmp_path / ".answers.json")
    monkeypatch.setattr(ANSWERS, "_memory", {})
    student("")
    return path


READABLE = [
    ("1/3", (1 / 3,)),
    ("-.5", (-0.5,)),
    ("0,5", (0.5,)),
    ("−2", (-2.0,)),
    (" 7 ", (7.0,)),
    ("1e-3", (1e-3,)),
    ("+.25E1", (2.5,)),
    ("5%", (0.05,)),
    ("-1 / 4", (-0.25,)),
    ("3.", (3.0,)),
    ("(1)", (1.0,)),
    ("1,5/2,5", (0.6,)),
    ("–1", (-1.0,)),
    ("about 3", (3.0,)),
    ("Approx. -0.5", (-0.5,)),
    ("≈ 1/3", (1 / 3,)),
    ("= 4", (4.0,)),
    ("3 steps", (3.0,)),
    ("-0.58 nats.", (-0.58,)),
    ("about 12 forward passes", (12.0,)),
    ("1,000", (1000.0,)),
    ("1 000", (1000.0,)),
    ("12 345,5", (12345.5,)),
    ("1,234,567", (1234567.0,)),
    ("1,234.5", (1234.5,)),
    ("−10,000 steps", (-10000.0,)),
    ("0,125", (0.125,)),
    ("1,0000", (1.0,)),
    ("ten", (10.0,)),
    ("Two steps", (2.0,)),
    ("minus one", (-1.0,)),
    ("5 %", (0.05,)),
    ("five percent", (0.05,)),
    ("3 million parameters", (3e6,)),
    ("a hundred", (100.0,)),
    ("2^20", (1048576.0,)),
    ("2 ** 20", (1048576.0,)),
    ("2²⁰", (1048576.0,)),
    ("10⁻³", (0.001,)),
    ("-2^2", (-4.0,)),
    ("about 2^10 paths", (1024.0,)),
    ("ln 3", (1.0986122886681098,)),
    ("-ln(0.5)", (0.6931471805599453,)),
    ("− ln 2", (-0.6931471805599453,)),
    ("LN 0,5 nats", (-0.6931471805599453,)),
    ("√2", (1.4142135623730951,)),
    ("e^2", (7.38905609893065,)),
    ("-e**-1", (-0.36787944117144233,)),
    ("exp(2)", (7.38905609893065,)),
    ("about sqrt 2", (1.4142135623730951,)),
    ("(1+1/30)**30", (2.6743187758703026,)),
    ("(1 + 1/30)^30", (2.6743187758703026,)),
    ("1/sqrt(pi)", (0.5641895835477563,)),
    ("1/√π", (0.5641895835477563,)),
    ("2 * e^(1/2)", (3.2974425414002564,)),
    ("ln(1 + 1)", (0.6931471805599453,)),
    ("log 2 · 3", (2.0794415416798357,)),
    ("−2 × −(1 ÷ 4)", (0.5,)),
    ("1 - 2^2", (-3.0,)),
    ("3 * -2^2", (-12.0,)),
    ("2^-3 + 1", (1.125,)),
    ("5 - 2 - 1", (2.0,)),
    ("8/4/2", (1.0,)),
    ("(1)+(2)", (3.0,)),
    ("50% * 0,5", (0.25,)),
    ("1 000 * 2", (2000.0,)),
    ("about (1 + 1)/4 points", (0.5,)),
    ("2 + 3 million", (5e6,)),
    ("np.log(3)", (1.0986122886681098,)),
    ("−math.sqrt(4) / 2", (-1.0,)),
    ("2 * NP.log(3)", (2.1972245773362196,)),
]
READABLE_PAIRS = [
    ("(-.58, .58)", (-0.58, 0.58)),
    ("1 2", (1.0, 2.0)),
    ("[1;2]", (1.0, 2.0)),
    ("0,5; 0,25", (0.5, 0.25)),
    ("-.58,.58", (-0.58, 0.58)),
    ("1/2 1/4", (0.5, 0.25)),
    ("-1.3 and 0.39", (-1.3, 0.39)),
    ("z₁ = −1.3, z₂=.39", (-1.3, 0.39)),
    ("W_21=1,W_22 = 0,5", (1.0, 0.5)),
    ("ŷ₁ = 1/4; ŷ₂ = 3/4", (0.25, 0.75)),
    ("np.log(3) -2", (1.0986122886681098, -2.0)),
    ("ln 3, −2", (1.0986122886681098, -2.0)),
    ("log(3) log 2", (1.0986122886681098, 0.6931471805599453)),
    ("(1 + 1) 3", (2.0, 3.0)),
    ("(np.log(3), 1 - 5/3)", (1.0986122886681098, -0.6666666666666667)),
    ("[(1 + 1) / 4; exp( 0 )]", (0.5, 1.0)),
    ("z = np.log( 3 ) and s = -(2 + 1)", (1.0986122886681098, -3.0)),
    ("log(3,5) 2", (1.252762968495368, 2.0)),
]
UNREADABLE = [
    "",
    "abc",
    "1/0",
    "1 2",
    "--1",
    "1e999",
    "nan",
    "inf",
    "0x10",
    "__import__('os')",
    "1" * 300,
    "1,2,3",
    "²",
    "٣",
    "1_000",
    "<script>",
    "\ud800",
    "e5",
    ".",
    "/",
    "3 or 4",
    "at least 3",
    "about",
    "steps",
    "twenty five",
    "two million three",
    "ten to four",
    "3 squared",
    "2 pi",
    "3 quarters",
    "one half",
    "three minus one",
    "2 GB",
    "5 milliseconds",
    "3x",
    "1 00",
    "0 500",
    "1 000 00",
    "1e308 million",
    "2^2^2",
    "10^400",
    "0^-1",
    "2^x",
    "ln",
    "ln 0",
    "ln -1",
    "√-2",
    "2 ln 3",
    "2ln3",
    "kiln 3",
    "e^1000",
    "1e^2",
    "(1 + 2",
    "1 + 2)",
    "()",
    "1 +",
    "* 2",
    "1 + x",
    "2(3)",
    "2π",
    "-2^2^2",
    "ln 2 + ln",
    "ln π^2",
    "1/(1 - 1)",
    "(1 - 1)^-1",
    "1/ln(1 - 1)",
    "(-8)^(1/3)",
    "sqrt(1 - 2)",
    "constructor + 1",
    "().__class__",
    "3 - --1",
    "(" * 199,
]
#: These are calculations, and their results are none that a float holds.
TOO_LARGE = [
    "9^(9^9)", "-(9^9)^(9^9)", "10^400", "exp(1000)", "1e308 * 10", "1 - 1e999", "0 * 10^999",
    "e^1000", "10^305 * 10 million",
]  # fmt: skip
#: A decimal comma, or a thousands separator?
AMBIGUOUS = ["1,386", "−2,366", "12,500", "about 1,386", "1,386 nats", "1,386/2", "2,366e1"]


@pytest.mark.parametrize(("text", "numbers"), READABLE)
def test_numbers_as_people_type_them(text, numbers):
    assert read_numbers(text) == pytest.approx(numbers, rel=1e-15)


@pytest.mark.parametrize(("text", "numbers"), READABLE_PAIRS)
def test_two_numbers_as_people_type_them(text, numbers):
    assert read_numbers(text, 2) == pytest.approx(numbers, rel=1e-15)


@pytest.mark.parametrize("text", UNREADABLE)
def test_anything_else_gets_examples(text):
    with pytest.raises(Unreadable, match=r"0\.5, -\.5, 0,5, 1/3"):
        read_numbers(text)


@pytest.mark.parametrize("text", TOO_LARGE)
def test_what_is_too_large_is_told_so(text):
    with pytest.raises(Unreadable, match=r"too large .* 0\.5, -\.5, 0,5, 1/3"):
        read_numbers(text)


@pytest.mark.parametrize(
    "text", ["(1 + 1)", "(1 + 1) 3 4", "log(3) x", "log(0) 1", "(1 + 1 3", "1 + 1) 3", "np. 3", ""]
)
def test_what_is_not_two_calculations_is_told_that_ln_is_read(text):
    with pytest.raises(Unreadable, match=r"enter 2 numbers .*: -0\.5 1/3$"):
        read_numbers(text, 2)
    with pytest.raises(Unreadable, match=r"enter 3 numbers .*: -0\.5 1/3 ln 3$"):
        read_numbers("x", 3)


def test_three_calculations_where_three_numbers_are_asked_for():
    for text in ("log(3) 3 -2", "np.log(3), 3, -2", "(np.log(3); 6/2; 3 - 5)"):
        assert read_numbers(text, 3) == pytest.approx((1.0986122886681098, 3, -2), rel=1e-15)


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_a_comma_that_may_mean_two_things_is_asked_about(text):
    with pytest.raises(Unreadable, match=r"1386 or as 1\.386"):
        read_numbers(text)
    question = predict("x", "", 1.386)
    assert question.answer(text).kind == "note"
    assert question.tries == 0 and question.response == ""


@given(st.text(max_size=40))
def test_reading_never_fails_in_another_way(text):
    with contextlib.suppress(Unreadable):
        assert np.isfinite(read_numbers(text)).all()


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_python_writes_is_read(x):
    assert read_numbers(repr(x)) == (x,)


def slope(**options):
    return predict("slope", "What is ∂ℓ/∂o₁?", -0.577, 0.01, **options)


def test_an_unanswered_prediction_is_stable_and_keeps_its_secret():
    bundle = slope(explanation="since ŷ − y")._repr_mimebundle_()
    assert bundle["text/plain"] == "Predict: What is ∂ℓ/∂o₁? — not answered yet"
    assert "577" not in bundle["text/html"] and "since" not in bundle["text/html"]
    assert VIEW in bundle
    again = slope()._repr_mimebundle_()
    assert {k: v for k, v in again.items() if k != VIEW} == {
        k: v for k, v in slope()._repr_mimebundle_().items() if k != VIEW
    }
    assert slope().response == "" and slope().ok is None


def test_an_answer_is_kept_across_cells_and_kernels(monkeypatch, answers_file):
    assert slope().answer("-0,58").kind == "good"
    assert slope().ok is True and slope().response == "-0,58"
    monkeypatch.setattr(ANSWERS, "_memory", {})  # as a restart does
    assert slope().ok is True
    assert "you answered -0,58. Right: the answer is −0.577." in repr(slope())
    assert Answers(answers_file).get("", "predict slope") == "-0,58"


SOLUTION = "The answer is −0.577. It is ŷ − y."


def asked():
    return slope(mistakes={"that is the probability": 0.423}, explanation="It is ŷ − y.")


def test_a_wrong_prediction_gets_a_diagnosis_and_the_third_the_answer():
    question = asked()
    told = [question.answer(text).text for text in ("0.577", "0.42", "7")]
    assert told == [
        "Not yet: the sign is wrong.",
        "Not yet: that is the probability.",
        f"Not yet. {SOLUTION}",
    ]
    assert question.ok is False and question.response == "7" and question.shown
    assert "577" not in asked().feedback("0.1").text
    for form in (repr(question), question.to_html()):
        assert SOLUTION in form


def test_before_the_third_try_no_form_gives_the_answer_away():
    question = asked()
    question.answer("0.423")
    question.answer("7")
    for form in (repr(question), question.to_html()):
        assert "Not yet." in form and "577" not in form and "ŷ" not in form
    assert question.ok is False and not question.shown


def test_right_on_a_later_try():
    question = asked()
    question.answer("7")
    assert question.answer("-0.577").text == "Right: the answer is −0.577. It is ŷ − y."
    assert question.ok is True and question.tries == 1


def test_an_answer_that_was_shown_does_not_count_as_right():
    question = asked()
    question.answer("7")
    assert question.show().text == f"Not yet. {SOLUTION}"
    assert question.shown and question.ok is False
    assert question.answer("-0.577").text == SOLUTION
    assert question.ok is False and asked().ok is False


def test_an_answer_shown_before_any_try():
    assert asked().show().text == SOLUTION
    assert asked().ok is False and asked().response == ""
    assert repr(asked()).endswith(f"— shown. {SOLUTION}")


def test_a_right_answer_has_nothing_to_show():
    question = asked()
    question.answer("-0.577")
    assert question.show().kind == "good"
    assert question.ok is True and not question.shown


def test_a_right_answer_stays_when_another_is_tried():
    question = asked()
    question.answer("-0.577")
    assert question.answer("7").text == "Not yet."
    assert question.ok is True and question.tries == 0 and question.response == "-0.577"


def test_the_same_answer_again_and_an_unreadable_one_are_no_try():
    question = asked()
    for text in ("7", "7", " 7 ", "<b>", ""):
        if text:
            question.answer(text)
    assert question.tries == 1
    question.answer("")
    assert question.tries == 0 and question.ok is None


def test_tries_are_kept_as_the_answer_is(monkeypatch, answers_file):
    asked().answer("7")
    asked().answer("8")
    monkeypatch.setattr(ANSWERS, "_memory", {})  # as a restart does
    assert asked().tries == 2
    assert asked().answer("9").text.endswith(SOLUTION)
    assert Answers(answers_file).get("", "predict slope") == "9"


def test_answers_of_an_older_edition_are_read():
    ANSWERS.put("", "predict slope", "7")
    assert asked().ok is False and asked().tries == 0 and not asked().shown
    ANSWERS.put("", "predict slope", "-0.577")
    assert asked().ok is True


@pytest.mark.parametrize("stored", ["2", -1, 1.5, True, None, [3], 10**30])
def test_a_strange_number_of_tries_harms_nothing(stored):
    ANSWERS.put("", "tries predict slope", stored)
    assert 0 <= asked().tries <= 3
    repr(asked())
    assert asked().widget.tries == asked().tries


@pytest.mark.parametrize(
    ("answer", "tolerance", "mistakes", "response", "likely"),
    [
        (10, "2%", {"an average": 1}, "0.9", ""),
        (10, "2%", {"an average": 1}, "1.01", "an average"),
        (0.366, 0.01, {"all alike": 0.01, "starts at 0": 0.000906}, "0.0009", "starts at 0"),
        (1, "2%", {"a thousand times": 1000}, "1010", "a thousand times"),
        (10, "2%", {"nothing": 0}, "0.1", ""),
        (10, "2%", {"nothing": 0}, "0", "nothing"),
        (0, 0.1, {"one": 1}, "1.05", "one"),
        ([1, 10], "5%", {"swapped": [10, 1]}, "10 1.04", "swapped"),
        ([1, 10], "5%", {"swapped": [10, 1]}, "10 1.2", ""),
    ],
)
def test_a_mistake_is_matched_by_its_own_size(answer, tolerance, mistakes, response, likely):
    told = predict("x", "", answer, tolerance, mistakes=mistakes).feedback(response)
    assert told.kind == "bad"
    assert told.text == (f"Not yet: {likely}." if likely else "Not yet.")


def test_what_cannot_be_read_is_not_kept():
    question = slope()
    question.answer("-0.577")
    assert question.answer("<b>minus a half</b>").kind == "note"
    assert question.response == "-0.577"
    question.answer("")
    assert question.response == ""


@pytest.mark.parametrize("stored", [3, ["-0.577"], None, "<script>", {"a": 1}])
def test_a_strange_entry_in_the_file_counts_as_unanswered(stored):
    ANSWERS.put("", "predict slope", stored)
    assert "not answered yet" in repr(slope())


def test_two_students_answer_apart():
    student("Ada")
    slope().answer("1")
    student("Bob")
    assert slope().response == ""
    student("ada")
    assert slope().response == ""  # names differ, though their numbers do not
    student("Ada")
    assert slope().response == "1"


def test_several_numbers():
    question = predict("both", "∂ℓ/∂o?", [-0.577, 0.577], 0.01)
    assert question.feedback("-.58 .58").kind == "good"
    assert question.feedback("(.58, -.58)").text == "Not yet: the sign is wrong."
    assert "2 numbers" in question.feedback("1").text
    question.answer("1 1")
    assert question.show().text.endswith("The answer is (−0.577, 0.577).")


@pytest.mark.parametrize(
    ("answer", "tolerance", "response", "kind"),
    [
        (0, "2%", "0", "good"),
        (0, 0.1, "0.05", "good"),
        (100, "5%", "104", "good"),
        (100, "5%", "106", "bad"),
        (1, 0.5, "1.5", "good"),
        (2, 0, "2", "good"),
        (1 / 3, 0, "1/3", "good"),
    ],
)
def test_tolerances(answer, tolerance, response, kind):
    assert predict("t", "", answer, tolerance).feedback(response).kind == kind


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"answer": None}, TypeError, "NoneType"),
        ({"answer": float("nan")}, ValueError, "finite"),
        ({"answer": []}, ValueError, "finite number"),
        ({"answer": np.eye(2)}, ValueError, "row of up to"),
        ({"answer": 1, "tolerance": -1}, ValueError, "tolerance is -1"),
        ({"answer": 1, "tolerance": "5"}, ValueError, "5%"),
        ({"answer": 1, "tolerance": None}, ValueError, "tolerance is None"),
        ({"answer": 1, "mistakes": {"m": 1.001}}, ValueError, "would count as right"),
        ({"answer": 1, "mistakes": {"m": [1, 2]}}, ValueError, "has 2 numbers"),
        ({"id": "", "answer": 1}, TypeError, "the id"),
        ({"question": 0.5, "answer": 0.01}, TypeError, "answer=…"),
    ],
)
def test_a_prediction_that_cannot_be_asked(arguments, error, message):
    with pytest.raises(error, match=message):
        predict(**{"id": "x", **arguments})


@pytest.mark.parametrize(
    ("words", "told"),
    [("by all of it?", "by all of it?"), ("try another", "try another."), ("no.", "no.")],
)
def test_what_is_told_ends_in_one_sign(words, told):
    assert predict("end", "", 1, mistakes={words: 5}).feedback("5").text == f"Not yet: {told}"


@pytest.mark.parametrize(
    ("answer", "told"), [([-0.06, 0.16], "(−0.06, 0.16)"), (6e-6, "6e−6"), (100.0, "100")]
)
def test_an_answer_is_told_without_zeros_at_its_end(answer, told):
    assert predict("brief", "", answer).solution() == f"The answer is {told}."


CHOICES = ("1", "2", "a")


def paths(**changes):
    return quiz(
        **{
            "id": "paths",
            "question": "b = a + a. What is ∂b/∂a?",
            "choices": CHOICES,
            "answer": "2",
            "explanations": {"1": "Two edges leave a.", "a": "That is a value."},
            **changes,
        }
    )


def test_a_quiz_explains_every_wrong_choice():
    assert repr(paths()).splitlines() == [
        "Quiz: b = a + a. What is ∂b/∂a? — not answered yet",
        "  ( ) 1",
        "  ( ) 2",
        "  ( ) a",
    ]
    assert paths().answer("1").text == "Not quite. Two edges leave a."
    assert paths().ok is False
    assert paths().answer("2").text == "Right."
    assert "you answered 2. Right." in repr(paths())
    assert paths().answer("3").kind == "note" and paths().response == "2"


def test_a_quiz_tells_the_right_choice_after_the_third_wrong_one_or_on_show():
    wide = paths(
        choices=("1", "2", "a", "b"),
        explanations={"1": "One.", "a": "A.", "b": "B.", "2": "Both count."},
    )
    wide.answer("1")
    assert "Right" not in repr(wide)
    assert wide.answer("a").text == "Not quite. A."
    assert wide.answer("b").text == "Not quite. B. Right is: 2. Both count."
    assert wide.ok is False
    assert paths(id="other").show().text == "Right is: 2."


def test_an_answer_survives_another_order_of_the_choices():
    paths().answer("2")
    assert paths(choices=CHOICES[::-1]).ok is True
    assert paths(choices=("1", "3"), answer=0, explanations=["", "no"]).ok is None


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"choices": "12"}, TypeError, "list of texts"),
        ({"choices": ["1", 2]}, TypeError, "list of texts"),
        ({"choices": ["1"]}, ValueError, "two or more"),
        ({"choices": ["1", "1"]}, ValueError, "two or more"),
        ({"answer": "3"}, ValueError, "none of the choices"),
        ({"answer": 7}, ValueError, "none of the choices"),
        ({"explanations": {"1": "why"}}, ValueError, "explain why these are wrong: \\['a'\\]"),
        ({"explanations": ["why"]}, ValueError, "3 choices and 1 explanations"),
        ({"explanations": {"1": "w", "a": "w", "b": "w"}}, ValueError, "no choice"),
    ],
)
def test_a_quiz_that_cannot_be_asked(changes, error, message):
    with pytest.raises(error, match=message):
        paths(**changes)


def test_all_texts_are_escaped():
    evil = '<script>alert(1)</script>"\x1b[0m'
    asked = (
        predict("x", evil, 1, explanation=evil),
        quiz("x", evil, [evil, "b"], "b", {evil: evil}),
    )
    asked[1].answer(evil)
    ANSWERS.put("", "predict x", "2")
    for question in asked:
        bundle = question._repr_mimebundle_()
        assert "<script" not in bundle["text/html"] and "\x1b" not in bundle["text/html"]
        assert "\x1b" not in bundle["text/plain"]


def test_the_widget_and_the_kernel_agree_on_the_answer():
    question = slope()
    question.widget.response = "3"  # as the page sets it
    assert question.ok is False
    question.answer("4")
    assert question.widget.response == "4"
    assert json.dumps(question.widget.content)
    assert slope().widget.response == "4" and slope().widget.tries == 1


def test_the_kernel_keeps_the_tries_that_the_page_counts():
    question = asked()
    question.widget.set_state({"response": "7", "tries": 1})
    assert asked().tries == 1 and asked().response == "7"
    question.widget.set_state({"tries": 3})
    assert asked().shown and asked().ok is False
    question.widget.set_state({"response": "1,386", "tries": 3})  # no page sends what is unreadable
    assert asked().response == "7"


def test_without_anywidget_the_static_form_is_shown(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, question_widget.__name__, None)
    assert set(slope()._repr_mimebundle_()) == {"text/plain", "text/html"}


SCRIPT = """
import fs from "node:fs";
const { attempt, judge, tell } = await import(process.argv[2]);
const { readNumbers } = await import(process.argv[3]);
const { texts, content, runs } = JSON.parse(fs.readFileSync(0, "utf8"));
console.log(JSON.stringify({
  one: texts.map((t) => readNumbers(t, 1)), two: texts.map((t) => readNumbers(t, 2)),
  told: content.map(([c, response]) => judge(c, response)),
  runs: runs.map(([c, tried]) => {
    let kept = { response: "", tries: 0 };
    return tried.map((text) => {
      kept = attempt(c, kept, text);
      return [kept.response, kept.tries, tell(c, kept)];
    });
  }),
}));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node; the browser tests check too")
def test_the_page_reads_and_judges_as_the_kernel_does(tmp_path):
    package = Path(question_widget.__file__).parents[1]
    scripts = [package / name for name in ("lessons/question.js", "widgets/js/kit.js")]
    (tmp_path / "run.mjs").write_text(SCRIPT)
    texts = [t for t, _ in READABLE + READABLE_PAIRS] + [t for t in UNREADABLE if t != "\ud800"]
    texts += AMBIGUOUS + TOO_LARGE
    responses = [*texts, "-0.58", "0.577", "0.42", "0.9", "1.01", "9.9", "9.7", "1.5", "1.6"]
    questions = [
        slope(mistakes={"that is the probability": 0.423}),
        predict("ten", "", 10, "2%", mistakes={"an average": 1, "the size": 3}),
        predict("edge", "", 1, 0.5),
        paths(),
    ]
    told = [(q, r) for q in questions for r in (*responses, *CHOICES)]
    # None is a press on *Show*.
    runs = [
        (q, tried)
        for q in (asked(), paths())
        for tried in (
            ["7", "7", "x", "0.577", "1,386", "-0.577", "8"],
            ["7", "8", "9", "-0.577", "7"],
            ["7", None, "-0.577", None],
            [None, "7"],
            ["-0.577", None, "7", None],
            ["1", "a", "1", "2"],
            ["1", None, "2"],
            ["2", None],
        )
    ]
    done = subprocess.run(
        ["node", str(tmp_path / "run.mjs"), *(path.as_uri() for path in scripts)],
        text=True,
        capture_output=True,
        timeout=60,
        check=True,
        input=json.dumps(
            {
                "texts": texts,
                "content": [(q.state(), r) for q, r in told],
                "runs": [(q.state(), tried) for q, tried in runs],
            }
        ),
    )
    page = json.loads(done.stdout)
    for count, found in ((1, page["one"]), (2, page["two"])):
        for text, numbers in zip(texts, found, strict=True):
            try:
                expected = read_numbers(text, count)
            except Unreadable:
                assert numbers is None, text
            else:
                assert numbers == pytest.approx(expected, rel=1e-15), text
    for (question, response), answer in zip(told, page["told"], strict=True):
        expected = question.feedback(response)
        assert answer == {"kind": expected.kind, "text": expected.text}
    for (question, tried), steps in zip(runs, page["runs"], strict=True):
        question.answer("")
        for text, (response, tries, said) in zip(tried, steps, strict=True):
            _ = question.show() if text is None else question.answer(text)
            assert (response, tries) == (question.response, question.tries), tried
            told_here = question.verdict()
            assert said == {"kind": told_here.kind, "text": told_here.text}, (tried, text)


@pytest.mark.parametrize("asked, expected", [(None, 3), ("", 3), ("1", 1), ("1000", 1000)])
def test_the_environment_names_the_number_of_tries(asked, expected):
    assert questions._limit(asked) == expected


@pytest.mark.parametrize("asked", ["many", "0", "-2", "2.5"])
def test_a_number_of_tries_that_is_none_names_the_remedy(asked):
    with pytest.raises(ValueError, match=f"{questions.VARIABLE} is '{asked}'.*1 or more"):
        questions._limit(asked)
