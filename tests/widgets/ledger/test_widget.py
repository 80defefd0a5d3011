"""The ledger's table without a browser: what its filters leave, and what it counts."""

from __future__ import annotations

import pytest
from traitlets import TraitError

from lecture_lib.lessons.ledger import entries
from lecture_lib.widgets import LedgerExplorer


@pytest.fixture
def ledger():
    return LedgerExplorer(entries())


def ids(ledger):
    return [row["id"] for row in ledger.rows()]


def test_without_a_filter_all_rows_are_there(ledger):
    assert ids(ledger) == [entry.id for entry in entries()]
    assert f"{len(entries())} of {len(entries())} rows" in repr(ledger)


@pytest.mark.parametrize(
    ("name", "value", "keeps"),
    [
        ("lecture", "Titov", lambda e: e.lecturer == "Titov"),
        ("verdict", "told", lambda e: e.verdict == "told"),
        ("verdict", "added", lambda e: e.kind == "added by us"),
        ("severity", "A", lambda e: e.severity == "A"),
        ("notebook", "12_dropout", lambda e: e.notebook == "12_dropout"),
        ("kind", "sum for mean", lambda e: e.kind == "sum for mean"),
    ],
)
def test_each_filter_keeps_its_own(ledger, name, value, keeps):
    ledger.state = {name: value}
    kept = [entry.id for entry in entries() if keeps(entry)]
    assert kept and ids(ledger) == kept


def test_filters_come_together_and_words_are_found_in_any_order_and_case(ledger):
    ledger.state = {"severity": "A", "words": "MIN Clipping"}
    assert ids(ledger) == ["S-62"]
    assert ids(LedgerExplorer(entries(), words="clipping min", severity="A")) == ["S-62"]
    ledger.state = {"words": "there is no such word"}
    assert (
        repr(ledger) == f"LedgerExplorer: 0 of {len(entries())} rows; words there is no such word"
    )


def test_the_counts_of_the_summary_add_up(ledger):
    ledger.state = {"verdict": "erratum"}
    lines = repr(ledger).splitlines()[2:]
    counts = [[int(n) for n in line.split()[-6:]] for line in lines]
    assert sum(row[0] for row in counts) == len(ids(ledger))
    assert all(row[0] == sum(row[1:]) for row in counts)


def test_what_is_no_filter_or_no_value_is_named(ledger):
    with pytest.raises(TraitError, match="no filter weight; there are lecture, verdict"):
        ledger.state = {"weight": "A"}
    with pytest.raises(TraitError, match="no row has severity 'D'; there are A, B, C"):
        LedgerExplorer(entries(), severity="D")
    assert ledger.state["severity"] == ""
