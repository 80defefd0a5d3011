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


@pytest.mark.parametrize("erratum", errata().values(), ids=lambda erratum: erratum.id)
def test_an_erratum_is_fair(erratum):
    """What it accuses, it can show: the source, whose numbers they are, and the wrong result."""
    if erratum.kind == "not as in its source":
        assert re.search(r"\d{4}, (section|table|equation|figure|algorithm) \d", erratum.source)
    else:
        assert not erratum.source
    if not printed_by_the_slide(erratum):
        assert "." in erratum.setting, "say whose the numbers are, and what stands in each column"
    if erratum.kind == "wording":
        assert erratum.severity == "C", "words alone are no wrong result, and not imprecise"
    if erratum.severity == "A":
        assert not denies_a_wrong_result(erratum)
    if erratum.added:
        assert re.match(r"No error:|Right as printed|As in the paper|One of", erratum.fair)


def printed_by_the_slide(erratum):
    """Whether each number that a claim states stands in what is printed."""
    text = erratum.printed.replace("−", "-")
    numbers = re.findall(r"-?[\d.]*\d", text)
    return all(str(n) in numbers for n in flat(list(erratum.numbers.values())))


def denies_a_wrong_result(erratum):
    return bool(re.search(r"no wrong result|nothing is computed wrongly|no error",
                          erratum.setting + erratum.fair, re.IGNORECASE))  # fmt: skip


def flat(entries):
    return [x for e in entries for x in (flat(e) if isinstance(e, list) else [e])]


def test_fairness_sees_what_it_looks_for():
    found = errata()
    assert printed_by_the_slide(found["E-T1"]) and printed_by_the_slide(found["E-S4"])
    assert not printed_by_the_slide(found["E-G2"]) and not printed_by_the_slide(found["E-G8"])
    assert denies_a_wrong_result(found["E-T10"]) and not denies_a_wrong_result(found["E-G2"])


def test_what_agrees_elsewhere_or_is_a_name_is_no_erratum():
    """Those that two lecturers' readings took out of the count."""
    freed = ("E-G6", "E-G17", "E-G19", "E-S17", "E-F8", "E-S6")
    assert all(errata()[id].added for id in freed)
    assert sum(e.severity == "A" for e in errata().values()) == 10


def test_no_sentence_of_a_lecture_is_copied():
    """Quotation marks hold a few words at most."""
    texts = [t for row in statements().values() for t in (row.statement, row.check, row.reason)]
    texts += [t for e in errata().values() for t in (e.printed, e.right, e.reason, e.fair)]
    texts += [e.source for e in errata().values()]
    for text in texts:
        for quoted in re.findall(r'"([^"]*)"', text):
            assert len(quoted.split()) <= 7, quoted
