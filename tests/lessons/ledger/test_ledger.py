"""What a lecture states, what we compute, and an honest word between them."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lecture_lib.lessons import claim
from lecture_lib.lessons.ledger import LEDGER, ClaimError, claims
from lecture_lib.lessons.ledger.stated import judge, parse, write

U = np.array([[0, -0.5], [-0.9, 0.3]])
DU = np.array([[0, -0.2251756117], [0, 0.2251756117]])


@pytest.fixture(autouse=True)
def empty_ledger():
    LEDGER.clear()
    yield LEDGER
    LEDGER.clear()


@pytest.mark.parametrize(
    ("printed", "computed", "verdict"),
    [
        ("-.5", -0.5, "agrees"),
        ("-.225", -0.2251756, "rounds"),
        (".297", 0.29775, "disagrees"),  # cut off, not rounded: E-T1
        (".298", 0.29775, "rounds"),
        ("-2.36", -2.3662, "disagrees"),  # E-T2
        ("-2.37", -2.3662, "rounds"),
        ("−2.37", -2.3662, "rounds"),
        (".5", 0.45, "rounds"),  # half away from zero
        (".4", 0.45, "rounds"),  # half to even
        (".4", 0.35, "rounds"),
        (".3", 0.35, "disagrees"),
        ("2.68", 2.675, "rounds"),  # a tie for a reader, though not for the float
        ("2.67", 2.675, "disagrees"),
        ("0.30", 0.1 + 0.2, "agrees"),
        ("0", 5e-17, "agrees"),
        ("22 %", 0.2219, "rounds"),
        ("355M", 355_359_744, "rounds"),
        ("340M", 335_141_888, "disagrees"),
        ("400,000", 400_000, "agrees"),
        ("1e-2", 0.01, "agrees"),
        ("117", 117.19, "rounds"),
        (".5", float("nan"), "disagrees"),
        (".5", float("inf"), "disagrees"),
    ],
)
def test_a_printed_number_is_judged_by_its_digits(printed, computed, verdict):
    assert judge(parse(printed), computed) == verdict


@given(st.floats(-1e6, 1e6), st.integers(0, 6))
def test_python_s_own_rounding_always_rounds(x, places):
    assume(abs(x * 10**places % 1 - 0.5) > 1e-6)  # at a tie, readers and floats may differ
    assert judge(parse(f"{x:.{places}f}"), x) in ("agrees", "rounds")


@given(st.integers(-(10**6), 10**6), st.integers(1, 5), st.sampled_from([-1, 1]))
def test_one_unit_off_in_the_last_place_disagrees(digits, places, off):
    x = digits / 10**places
    assert judge(Decimal(digits + off).scaleb(-places), x) == "disagrees"


@pytest.mark.parametrize("text", ["", "min", "1/3", "1 2", "1,2", "--1", "0x1", "nan", "1e", "<b>"])
def test_what_is_no_printed_number_is_refused(text):
    with pytest.raises(ValueError, match="not a printed number"):
        parse(text)


@pytest.mark.parametrize(
    ("computed", "printed", "text"),
    [
        (-0.49774824, "-.502", "−0.49775"),
        (0.9, ".9", "0.9"),
        (1200.0, "1200", "1,200"),
        (127_500.4, "128K", "127,500"),
        (-1e-17, "0", "0"),
        (5.9604645e-8, "5.96e-8", "5.9605e-08"),
        (float("nan"), "1", "nan"),
        (float("-inf"), "1", "−inf"),
        (100.0, "1e2", "100"),
    ],
)
def test_a_computed_number_is_written_with_two_more_digits(computed, printed, text):
    assert write(computed, parse(printed)) == text


def test_the_lecture_s_update_is_an_erratum_that_shows_both_values():
    made = claim(
        "T-44",
        "U after one step",
        stated=[["0", "-.502"], ["-.9", ".297"]],
        computed=U - 0.01 * DU,
        erratum="E-T1",
        note="adding gives −.50225",
    )
    assert made.verdict == "erratum"
    assert made.judged == ("agrees", "disagrees", "agrees", "disagrees")
    assert str(made).splitlines()[1].split("  ") == [
        "T-44",
        "U after one step",
        "[[0, −.502], [−.9, .297]]",
        "[[0, −0.49775], [−0.9, 0.29775]]",
        "‡ erratum E-T1",
    ]
    page = made._repr_mimebundle_()["text/html"]
    assert page.count('class="ll-marked"') == 2
    assert "‡" in page and "erratum E-T1" in page and "adding gives" in page


def test_an_erratum_that_is_none_is_an_error_and_is_not_recorded(empty_ledger):
    with pytest.raises(ClaimError, match=r"E-T1 says that .* is wrong, but it rounds"):
        claim("T-43", "", stated="-.225", computed=-0.2251756, erratum="E-T1")
    with pytest.raises(ClaimError, match="agrees"):
        claim("T-43", "", stated=True, computed=True, erratum="E-T1")
    with pytest.raises(ClaimError, match="needs a number"):
        claim("T-43", "", stated="1", computed=float("nan"), erratum="E-T1")
    assert len(empty_ledger) == 0


def test_a_disagreement_is_loud():
    claim("T-43", "right", stated="1", computed=1)
    made = claim("T-38a", "wrong", stated="0.4", computed=0.5)
    assert "✗ disagrees" in str(made)
    assert not claims().ok
    assert "1 agrees, 1 DISAGREES" in str(claims())
    with pytest.raises(ClaimError, match="T-38a"):
        claims().require()
    assert claims("T-43").require().ok


def test_the_ledger_keeps_the_order_of_the_lectures_and_one_claim_per_id(empty_ledger):
    for id in ("S-54", "T-38b", "T-38a", "G-26", "T-09"):
        claim(id, "first", stated="1", computed=1)
    claim("T-38a", "again", stated="2", computed=2)
    assert [c.id for c in empty_ledger] == ["G-26", "T-09", "T-38a", "T-38b", "S-54"]
    assert empty_ledger["T-38a"].statement == "again"
    assert [c.id for c in claims("T-09…T-38")] == ["T-09", "T-38a", "T-38b"]
    assert [c.id for c in claims("T-38", "S")] == ["T-38a", "T-38b", "S-54"]
    assert [c.id for c in claims("T-01...T-20")] == ["T-09"]
    assert str(claims("K")) == "no claims have been made for K"
    with pytest.raises(KeyError, match="T-99"):
        empty_ledger["T-99"]


@pytest.mark.parametrize("asked", ["X", "T-1", "T-09…S-54", "T-09…", "…", ""])
def test_a_selection_that_cannot_be_read_is_an_error(asked):
    claim("T-09", "", stated="1", computed=1)
    if asked == "T-09…":
        assert len(claims(asked)) == 1
    else:
        with pytest.raises(ValueError, match="write a lecture"):
            claims(asked)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"id": "X-44"}, "the lectures are"),
        ({"id": "T-4"}, "number of a statement"),
        ({"erratum": "E-G1"}, "should look like 'E-T1'"),
        ({"erratum": "T1"}, "should look like"),
        ({"stated": ["1"]}, "stated has shape"),
        ({"stated": [["1"], ["1", "2"]], "computed": [1, 2]}, "equally long"),
        ({"stated": [], "computed": []}, "nothing to compare"),
        ({"stated": ["1", 2.0], "computed": [1, 2]}, "of one kind"),
        ({"stated": True}, "of one kind"),
        ({"stated": "one"}, "not a printed number"),
        ({"digits": -1}, "is not negative"),
        ({"tolerance": float("nan")}, "tolerance is nan"),
    ],
)
def test_a_claim_that_cannot_be_made_says_why_and_records_nothing(wrong, message, empty_ledger):
    good = {"id": "T-44", "statement": "", "stated": "1", "computed": 1.0}
    with pytest.raises(ValueError, match=message):
        claim(**{**good, **wrong})
    assert len(empty_ledger) == 0


def test_a_zero_among_decimals_is_read_at_their_precision():
    assert claim("T-43", "", stated=["0", "-.225"], computed=[0.3, -0.2252]).verdict == "disagrees"
    assert claim("T-43", "", stated=["0", "-.225"], computed=[2e-4, -0.2252]).verdict == "rounds"
    assert claim("T-43", "", stated="0.5", computed=0.502, digits=3).verdict == "disagrees"
    assert claim("T-43", "", stated="0.5", computed=0.4999, digits=3).verdict == "rounds"


@pytest.mark.parametrize(("computed", "verdict"), [(0.5018, "rounds"), (0.5034, "disagrees")])
def test_fewer_digits_than_are_printed_change_nothing(computed, verdict):
    """At one decimal both would be 0.5, and neither is 0.502."""
    assert claim("T-43", "", stated="0.502", computed=computed, digits=1).verdict == verdict


def test_numbers_bools_and_tolerances():
    assert claim("T-48", "models", stated=4, computed=2 * 2).verdict == "agrees"
    assert claim("T-48", "models", stated=4, computed=4.2).verdict == "disagrees"
    assert claim("T-05", "holds", stated=True, computed=np.bool_(False)).verdict == "disagrees"
    close = claim("T-39", "loss", stated=".86", computed=0.869, tolerance=0.01)
    assert (close.verdict, close.label) == ("agrees", "agrees ±0.01")


def test_a_node_of_an_engine_is_read_by_its_data():
    class Node:
        data, backward = 0.5, None

    assert claim("T-39", "", stated=".5", computed=Node()).verdict == "agrees"
    assert claim("T-39", "", stated=[".5", ".5"], computed=[Node(), 0.5]).verdict == "agrees"


def test_hostile_text_stays_text():
    made = claim(
        "T-01",
        "<script>alert(1)</script>\x1b[31m\nsecond\ud800",
        stated="1",
        computed=1,
        note='"><img src=x onerror=alert(1)>',
    )
    bundle = made._repr_mimebundle_()
    assert not re.search(r"<(script|img)", bundle["text/html"])
    assert "&lt;script&gt;" in bundle["text/html"]
    for text in bundle.values():
        text.encode()
        assert "\x1b" not in text
    assert len(bundle["text/plain"].splitlines()) == 3


def test_large_arrays_are_abbreviated():
    made = claim("T-01", "many", stated=np.zeros((30, 30)), computed=np.zeros((30, 30)))
    assert "30×30: 0, 0, 0, …" in str(made)


def test_no_committed_notebook_shows_a_claim_that_disagrees():
    notebooks = Path(__file__).resolve().parents[3] / "notebooks"
    for path in sorted(notebooks.rglob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                text = "".join(output.get("data", {}).get("text/plain", ()))
                assert "✗ disagrees" not in text, f"{path.name}: {text}"
