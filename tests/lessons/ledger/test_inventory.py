"""The two tables: complete, in order, and each id leading somewhere."""

from __future__ import annotations

import re

import pytest

from lecture_lib.lessons.ledger import LECTURES, errata, statements

KINDS = {"sys", "alg", "for", "obj", "heu", "num", "fig", "clm", "def", "q"}
SLIPS = {
    "wrong sign or digit", "missing root, norm or ε", "swapped, as min for max",
    "wrong index, place or shape", "sum for mean", "condition left out", "not as in its source",
    "wording", "added by us",
}  # fmt: skip
LAST = {"G": 67, "T": 52, "K": 24, "F": 51, "S": 75}


def test_every_statement_has_a_row_in_order():
    expected = [f"{letter}-{n:02d}" for letter in LECTURES for n in range(1, LAST[letter] + 1)]
    assert list(statements()) == expected


@pytest.mark.parametrize("row", statements().values(), ids=lambda row: row.id)
def test_a_row_is_whole(row):
    assert set(row.kind.split("/")) <= KINDS
    assert row.statement and row.notebooks
    assert all(re.fullmatch(r"\d\d", n) and int(n) <= 17 for n in row.notebooks)
    assert set(row.errata) <= set(errata())
    if row.inferred:
        assert "fig" in row.kind or "lost" in row.statement


@pytest.mark.parametrize("erratum", errata().values(), ids=lambda erratum: erratum.id)
def test_an_erratum_is_whole(erratum):
    rows = [row.id for row in statements().values() if erratum.id in row.errata]
    assert rows, "it belongs to no row"
    assert erratum.severity in "ABC"
    assert erratum.printed and erratum.right
    assert erratum.kind in SLIPS
    assert erratum.fair.endswith("."), "say what the lecture gets right, in a sentence"
    assert {id.rstrip("abcdefgh") for id in erratum.numbers} <= set(rows)
    assert set(erratum.instead) == set(erratum.numbers)
    assert not (erratum.numbers and erratum.reason), "a claim needs no reason why there is none"
    assert not (erratum.added and erratum.numbers), "what we add to a right sentence is no erratum"


def test_no_sentence_of_a_lecture_is_copied():
    """Quotation marks hold a few words at most."""
    texts = [t for row in statements().values() for t in (row.statement, row.check, row.reason)]
    texts += [t for e in errata().values() for t in (e.printed, e.right, e.reason, e.fair)]
    for text in texts:
        for quoted in re.findall(r'"([^"]*)"', text):
            assert len(quoted.split()) <= 7, quoted
