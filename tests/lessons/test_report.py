"""`ll.report`: in order, complete, to hand in; and no answer is lost by asking for it."""

from __future__ import annotations

import csv
import json
import os

import nbformat
import pytest

from lecture_lib.lessons import check, predict, quiz, report, student
from lecture_lib.lessons.answers import ANSWERS
from lecture_lib.lessons.places import asked, code_cells, places
from lecture_lib.translation import set_language


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch, fresh_answers):
    """Two notebooks, in which the questions stand in another order than by name."""
    work = tmp_path / "my_notebooks"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setattr(ANSWERS, "_path", tmp_path / "answers.json")
    cells = {
        "02_paths": [
            "ll.quiz('z', …)",
            "x = 1\nll.predict(\n  'a', …)",
            "ll.check('two-paths', f)",
        ],
        "01_start": ["ll.predict('late', …)  # ll.quiz('none', …)", "ll.predict('a', …)"],
        "03_far": ["ll.quiz('never', …)"],
    }
    for name, sources in cells.items():
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
        nbformat.write(made, work / f"{name}.ipynb")
    yield work
    student("")


def half(id="a"):
    return predict(id, "½?", answer=0.5)


def test_it_is_in_the_order_of_the_notebooks_with_tries_and_totals():
    student("Ada")
    check("two-paths", lambda a, b: a + b)
    check("two-paths", lambda a, b: 2 * a + b)
    check("two-paths", lambda a, b: 0)  # tried on after it was right
    yes = quiz("z", "Is it?", ["yes", "no"], "yes", {"no": "It is."})
    yes.answer("no")
    yes.answer("yes")
    half().answer("0.7")
    half("late").show()
    made = report()
    found = [(e.notebook, e.place, e.id, e.state, e.tries, e.answer) for e in made.entries]
    assert found == [
        ("01_start", 1, "late", "shown", 3, ""),
        ("01_start", 2, "a", "not yet", 1, "0.7"),  # once, where it stands first
        ("02_paths", 1, "z", "right", 2, "yes"),
        ("02_paths", 3, "two-paths", "passed", 2, ""),
    ]
    assert made.totals == {"right": 1, "passed": 1, "shown": 1, "not yet": 1}
    assert repr(report()) == repr(made)
    text = repr(made)
    assert text.startswith("Report of Ada: 1 right, 1 passed, 1 shown, 1 not yet\n")
    assert "02_paths: 1 right, 1 passed" in text


def test_open_questions_of_a_notebook_that_was_begun_are_counted_and_handed_in(folder):
    half("late").answer("0.5")
    report("mine.csv")
    with open(folder / "mine.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["state"]) for row in rows] == [("late", "right"), ("a", "open")]
    assert "Report of a student without a name" in repr(report())


def test_csv_is_safe_in_a_spreadsheet_and_json_holds_all(folder):
    student("=cmd()")
    half().answer("-0.5")
    report("mine.csv")
    assert "\n'=cmd()," in (folder / "mine.csv").read_text(encoding="utf-8-sig")
    assert ",-0.5\n" in (folder / "mine.csv").read_text(encoding="utf-8-sig")
    report(folder / "mine.json")
    content = json.loads((folder / "mine.json").read_text(encoding="utf-8"))
    assert content["student"] == "=cmd()" and content["totals"] == {"not yet": 1, "open": 1}


def test_a_page_escapes_what_people_wrote():
    student("<script>")
    half("late").answer("0.5")
    shown = report()._repr_mimebundle_()["text/html"]
    assert "<script>" not in shown and "&lt;script&gt;" in shown
    assert '<th scope="row"' in shown


@pytest.mark.parametrize("name", ["mine", "mine.xlsx", "02_paths.ipynb"])
def test_another_ending_is_refused_and_nothing_is_written(folder, name):
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(ValueError, match=r"ends neither in \.csv nor in \.json.*ll\.report\('"):
        report(name)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_the_answers_file_is_never_written_over():
    half().answer("0.5")
    before = ANSWERS.path.read_bytes()
    with pytest.raises(ValueError, match=r"holds your answers; choose another name"):
        report(ANSWERS.path)
    assert ANSWERS.path.read_bytes() == before


def test_a_folder_that_is_not_there_is_named(folder):
    with pytest.raises(FileNotFoundError, match=r"there is no folder"):
        report("nowhere/mine.csv")


def test_damaged_answers_are_moved_aside_and_told(capsys):
    ANSWERS.path.write_text('{"answers": ')
    assert repr(report()).endswith("Nothing is answered yet.")
    assert "damaged; it is now answers.json.corrupt-1" in capsys.readouterr().out
    assert ANSWERS.path.with_name("answers.json.corrupt-1").read_text() == '{"answers": '


def test_values_of_another_make_are_not_believed_and_not_lost():
    theirs = {"check two-paths": "yes", "quiz z": 7, "tries quiz z": "many", "predict a": "0.5",
              "right predict a": "yes", "tries predict a": -4, "note": [1]}  # fmt: skip
    ANSWERS.path.write_text(json.dumps({"answers": {"": theirs}}))
    made = report()
    assert {entry.id: entry.state for entry in made.entries} == {"late": "open", "a": "answered"}
    half("late").answer("0.5")
    kept = json.loads(ANSWERS.path.read_text(encoding="utf-8"))["answers"][""]
    assert kept.items() >= theirs.items()


def test_what_stands_in_no_notebook_and_under_other_names_is_told(folder):
    half("moved").answer("0.5")
    student("Bob")
    half("late").answer("0.5")
    (folder / "broken.ipynb").write_text("{")
    made = report()
    assert made.notes == (
        "broken.ipynb is left out: not a notebook: it is no whole JSON file",
        'Answers under other names are not in it: ""; ll.student("…") chooses',
    )
    student("")
    (entry,) = report().entries
    assert (entry.notebook, entry.id) == ("(in no notebook here)", "moved")


def test_an_answer_taken_back_is_open_again():
    half("late").answer("0.7")
    half("late").answer("")
    assert report().entries == ()
    assert ANSWERS.of("") == {} and ANSWERS.names() == []


def test_checks_that_stop_count_as_tries_and_blank_ones_do_not():
    check("two-paths", lambda a, b: 1 / 0)
    check("two-paths", ...)
    check("two-paths", NotImplemented)
    assert ANSWERS.of("") == {"check two-paths": False, "tries check two-paths": 1}


@pytest.mark.parametrize("content", ["", "[]", "7", '{"cells": 3}', '{"cells": [{}]}', "[" * 9000])
def test_what_is_no_notebook_is_named(tmp_path, content):
    path = tmp_path / "x.ipynb"
    path.write_text(content)
    with pytest.raises(ValueError, match="not a notebook"):
        code_cells(path)


def test_questions_are_found_on_one_line_and_not_in_comments():
    source = "#ll.quiz('no', …)\nshow(ll.quiz('a', …), ll.predict(\"b\", …))\nmy.ll.check(name, f)"
    assert [place.key for place in asked(source)] == ["quiz a", "predict b"]


def test_old_notebooks_with_sources_in_lines_are_read(folder):
    cell = {"cell_type": "code", "source": ["x = 1\n", "ll.quiz('q', …)"]}
    path = folder / "lines.ipynb"
    path.write_text(
        json.dumps({"cells": [cell, {"cell_type": "markdown", "source": "ll.quiz('m'"}]})
    )
    assert [place.id for place in places(path)] == ["q"]


def test_no_draft_is_left(folder):
    half("late").answer("0.5")
    before = set(os.listdir(folder))
    report("mine.csv").save("mine.csv")
    assert set(os.listdir(folder)) - before == {"mine.csv"}


def test_a_file_is_the_same_in_every_language(tmp_path):
    half().answer("0.5")
    check("two-paths", lambda a, b: 2 * a + b)
    report(tmp_path / "english.csv")
    set_language("de")
    try:
        made = report(tmp_path / "german.csv")
        shown = repr(made)
    finally:
        set_language("en")
    assert "Bericht von" in shown and "bestanden" in shown and "Vorhersage" in shown
    files = [(tmp_path / f"{name}.csv").read_bytes() for name in ("english", "german")]
    assert files[0] == files[1]
