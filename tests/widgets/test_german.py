"""In another language a widget is drawn and linked as before, and prints what it did."""

from __future__ import annotations

import numpy as np
import pytest

from lecture_lib.language import judge, pond
from lecture_lib.lessons.ledger import entries, kinds
from lecture_lib.translation import messages, set_language
from lecture_lib.widgets import (
    AttentionExplorer,
    DigitPad,
    DropoutExplorer,
    LedgerExplorer,
    MaskingExplorer,
    ScaleExplorer,
)

from .sampling import models

EVEN = np.tri(3) / [[1], [2], [3]]
TEXT = "a duck lived near the pond . it swims ."
#: How each is made, and what its figure says.
MADE = {
    "attention": (
        lambda: AttentionExplorer(
            ["duck", ".", "it"], {0: [[EVEN, EVEN]], 9: [[EVEN, EVEN]]}, asks=2, seeks=0
        ),
        "Wohin „it“ in jedem Kopf schaut",
    ),
    "digits": (
        lambda: DigitPad(np.eye(64, 2), np.eye(2, 10), np.eye(3, 64), labels=[0, 1, 2]),
        "gelesen als 0",
    ),
    "dropout": (lambda: DropoutExplorer(p=0.3), "Ausgabe y jeder Ziehung"),
    "masking": (
        lambda: MaskingExplorer(TEXT, ["next_sentence", "infilling"]),
        "Nächster Satz · BERT, Ziehung 1 von 20",
    ),
    "sampling": (lambda: models.explorer(texts=16), "Anteil der angenommenen Sätze"),
    "scale": (ScaleExplorer, "Worker R"),
}
WIDGETS = pytest.mark.parametrize(("make", "says"), MADE.values(), ids=MADE)


def in_german(make):
    set_language("de")
    try:
        return make()
    finally:
        set_language("en")


@WIDGETS
def test_what_is_printed_is_the_same_in_every_language(make, says):
    english, other = str(make()), in_german(lambda: str(make()))
    assert other == english


@WIDGETS
def test_a_link_leads_back_to_its_state(german, make, says):
    explorer = make()
    last = {one.name: one.count - 1 for one in explorer.payload.choices}
    explorer.state = {**explorer.state, **last}
    assert make().follow(explorer.link()).state == explorer.state


@WIDGETS
def test_a_figure_speaks_it_too(german, make, says):
    axes = make().figure().axes
    titles = [ax.get_title(loc) for ax in axes for loc in ("left", "center")]
    written = [text.get_text() for ax in axes for text in ax.texts]
    assert says in [*titles, *written, *(ax.get_xlabel() for ax in axes)]


def test_an_answer_is_translated_and_a_word_of_the_text_is_not(german):
    explorer = MaskingExplorer("the duck follows a swan . it swims .", ["next_sentence"])
    assert {"folgt", "fremd"} < set(explorer.content["others"])
    assert "follows" in explorer.content["objectives"][0]["words"]
    [[_, (_, says)]] = [rows[-2:] for rows in explorer.blocks()]
    assert says[0][0] in ("follows", "elsewhere")


def test_a_judge_gives_its_reasons_in_it(german):
    assert judge(pond(), ["duck", "duck"]).reason == (
        "er endet nach 'duck duck', wo noch duck oder goose folgen muss"
    )


def test_all_kinds_of_slips_have_a_name_in_it():
    said = messages("de", "widgets/ledger/draw.js")
    assert set(kinds()) | {entry.kind for entry in entries()} - {""} <= set(said)


def test_the_filters_of_a_ledger_are_those_of_its_rows(german):
    ledger = LedgerExplorer(entries(), kind="sum for mean")
    assert ledger.rows() and LedgerExplorer(entries()).follow(ledger.link()).state == ledger.state
