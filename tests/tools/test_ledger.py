"""The claims of the notebooks as one file: up to date, whole, with the lines that prove them."""

from __future__ import annotations

import json

import pytest

from lecture_lib.lessons import claim
from lecture_lib.lessons.ledger import LEDGER, claims, entries, errata, kinds, proofs
from lecture_lib.tools.ledger import FILE, NOTEBOOKS, collect, lines_of, main, store


def test_the_file_holds_what_the_notebooks_hold(capsys):
    """It cannot go stale: `make notebooks`, or `python -m lecture_lib.tools.ledger`."""
    assert json.loads(FILE.read_text(encoding="utf-8")) == collect(NOTEBOOKS)
    assert main(["--check"]) == 0
    assert "up to date" in capsys.readouterr().out


def test_every_entry_leads_to_its_notebook_and_says_what_is_right():
    for entry in entries():
        if entry.verdict not in ("told", "added"):
            assert (NOTEBOOKS / f"{entry.notebook}.ipynb").exists() and entry.section
            assert f'"{entry.id}"' in entry.code and "ll.claim(" in entry.code
        if entry.verdict == "added":
            assert not entry.severity and not entry.counts and entry.kind not in kinds()
        elif entry.erratum:
            assert entry.severity in ("A", "B", "C") and entry.kind in kinds()
        if entry.erratum:
            assert entry.printed and entry.right and entry.fair


def test_every_erratum_and_every_claim_is_there_once():
    ids = [entry.id for entry in entries()]
    assert len(set(ids)) == len(ids)
    assert {entry.erratum for entry in entries()} - {""} == set(errata())
    assert {entry.id for entry in entries() if entry.verdict not in ("told", "added")} == {
        proof["id"] for proof in proofs()
    }


def test_what_rests_on_a_lost_slide_is_no_finding():
    lost = next(entry for entry in entries() if entry.id == "G-07")
    assert lost.verdict == "erratum" and not lost.counts and not lost.wrong


@pytest.fixture
def notebook(tmp_path):
    """A notebook whose cell makes three claims, with the table it showed."""
    source = (
        "def slope(x):\n    return 2 * x\n\n\nother = 5\nslopes = [slope(x) for x in (1, 2)]\n"
        'll.claim("T-25", "two", stated=4, computed=slopes[1], note="<as> it is")\n'
        'll.claim("T-43", "three", stated=".30", computed=0.2998)\n'
        'll.claim("T-48", "five", stated=5, computed=other, tolerance=1.0)\nll.claims()'
    )
    LEDGER.clear()
    claim("T-25", "two", stated=4, computed=4.0, note="<as> it is")
    claim("T-43", "three", stated=".30", computed=0.2998)
    claim("T-48", "five", stated=5, computed=4.5, tolerance=1.0)
    html = claims()._repr_mimebundle_()["text/html"]
    LEDGER.clear()
    cells = [
        {"cell_type": "markdown", "id": "t", "source": ["## For those\n", "\nwords"]},
        {"cell_type": "code", "id": "c", "source": source.splitlines(keepends=True),
         "outputs": [{"data": {"text/html": html}}]},
    ]  # fmt: skip
    (tmp_path / "01_a.ipynb").write_text(json.dumps({"cells": cells}))
    return tmp_path


def test_a_table_is_read_with_notes_verdicts_and_lines(notebook):
    four, three, five = collect(notebook)
    assert (four["id"], four["stated"], four["computed"], four["note"]) == (
        "T-25", "4", "4", "<as> it is",
    )  # fmt: skip
    assert (three["verdict"], five["verdict"], five["label"]) == ("rounds", "agrees", "agrees ±1")
    assert (four["notebook"], four["cell"], four["section"]) == ("01_a", "c", "For-those")
    assert "def slope" in four["code"] and "other" not in four["code"]
    assert "other = 5" in five["code"] and "slope" not in five["code"]


def test_the_file_is_written_only_when_something_changed(notebook, tmp_path):
    file = tmp_path / "claims.json"
    assert store(notebook, file, write=False) and not file.exists()
    assert store(notebook, file) and file.exists()
    assert not store(notebook, file)


def test_a_claim_that_is_shown_and_not_made_is_named():
    with pytest.raises(ValueError, match=r"01: its table shows T-02, but no ll.claim\('T-02', …\)"):
        lines_of('ll.claim("T-01", "", stated=1, computed=x)', "T-02", "01")


def test_what_changes_an_object_belongs_to_the_proof():
    cell = 'w = Value(1)\nv = Value(2)\nw.backward()\nll.claim("T-01", "", computed=w.grad)'
    assert lines_of(cell, "T-01").splitlines()[:2] == ["w = Value(1)", "w.backward()"]
