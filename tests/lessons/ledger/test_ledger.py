"""What a lecture states, what we compute, and an honest word between them."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lecture_lib.lessons import claim
from lecture_lib.lessons.ledger import LEDGER, ClaimError, claims, errata
from lecture_lib.lessons.ledger.stated import judge, parse, write

U = np.array([[0, -0.5], [-0.9, 0.3]])
DU = np.array([[0, -0.2251756117], [0, 0.2251756117]])
U_PRINTED = [["0", "-.502"], ["-.9", ".297"]]
U_PRINTED_AS_NUMBERS = np.array(U_PRINTED, dtype=float)


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
        claim(
            "T-44",
            "",
            stated=U_PRINTED,
            computed=U_PRINTED_AS_NUMBERS + np.array([[1e-5], [0]]),
            erratum="E-T1",
        )
    with pytest.raises(ClaimError, match="agrees"):
        claim("T-05b", "", stated=True, computed=np.True_, erratum="E-T5")
    with pytest.raises(ClaimError, match="needs a number"):
        claim("T-40a", "", stated="-2.36", computed=float("nan"), erratum="E-T2")
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
    assert [c.id for c in empty_ledger] == ["G-26", "T-09", "T-38a", "T-38b", "S-54"]
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
        ({"id": "T-99"}, "no row T-99; the nearest are T-52, T-51, T-50"),
        ({"erratum": "E-T99"}, "no erratum 'E-T99'; the nearest are E-T11, E-T10, E-T9"),
        ({"erratum": "E-T2"}, "E-T2 belongs to T-40, and not to T-44, which has E-T1"),
        ({"stated": True, "computed": False}, "may have been typed"),
        ({"stated": [True, True], "computed": [np.True_, True]}, "may have been typed"),
        ({"stated": DU, "computed": DU[:]}, "the same object"),
        ({"stated": "1e2", "computed": 149}, "'1e2' has one digit"),
        ({"stated": "0", "computed": 0.4999}, "'0' has one digit"),
        ({"stated": "0.1", "computed": 0.1499}, "'0.1' has one digit"),
        ({"stated": ["1"]}, "stated has shape"),
        ({"stated": [["1"], ["1", "2"]], "computed": [1, 2]}, "equally long"),
        ({"stated": [], "computed": []}, "nothing to compare"),
        ({"stated": ["1", 2.0], "computed": [1, 2]}, "of one kind"),
        ({"stated": True}, "of one kind"),
        ({"stated": "1", "computed": np.True_}, "of one kind"),
        ({"stated": "one"}, "not a printed number"),
        ({"digits": -1}, "is not negative"),
        ({"places": -1}, "places is -1; a number of decimals is not negative"),
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
    assert claim("T-44", "", stated="0.5", computed=0.502, digits=3).verdict == "disagrees"
    assert claim("T-44", "", stated="0.5", computed=0.4999, digits=3).verdict == "rounds"


def test_a_single_digit_rounds_only_where_its_decimals_are_said():
    assert claim("T-43", "", stated="0.5", computed=0.515, digits=1).verdict == "rounds"
    assert claim("T-43", "", stated="0.5", computed=0.5).verdict == "agrees"
    assert claim("T-44", "", stated="1e2", computed=149, digits=0).verdict == "disagrees"
    assert claim("T-37", "", stated=["0", "-1.3"], computed=[0.04, -1.3]).verdict == "rounds"
    assert claim("T-39", "", stated="355M", computed=355_359_744).verdict == "rounds"


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
    assert claim("T-40", "", stated=[".5", ".5"], computed=[Node(), 0.5]).verdict == "agrees"


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


# --- what a claim must not be -----------------------------------------------------------------


def numeric_errata():
    """Each number that the table of errata quotes: erratum, claim, as it stands there."""
    for erratum in errata().values():
        for id, quoted in erratum.numbers.items():
            yield pytest.param(erratum.id, id, quoted, id=f"{erratum.id}-{id}")


def shifted(quoted):
    """The quotation with one entry wrong: the last by a unit in its last place, or turned."""
    if isinstance(quoted, list):
        return [*quoted[:-1], shifted(quoted[-1])]
    if isinstance(quoted, bool):
        return not quoted
    if not isinstance(quoted, str):
        return quoted + 1
    return str(parse(quoted) + Decimal(1).scaleb(int(parse(quoted).as_tuple().exponent)))


@pytest.mark.parametrize(("erratum", "id", "quoted"), list(numeric_errata()))
def test_no_quotation_can_be_misquoted(erratum, id, quoted, empty_ledger):
    numbers = np.array(quoted, dtype=object)
    is_bool = isinstance(numbers.flat[0], bool)
    right = np.array(errata()[erratum].instead[id]).astype(bool if is_bool else float)
    mixed = not is_bool and len({type(x) for x in numbers.flat}) > 1  # a formula's values
    as_stated = numbers.astype(float) if mixed else quoted
    assert claim(id, "", stated=as_stated, computed=right, erratum=erratum).verdict == "erratum"
    if not is_bool:  # an engine that computes something else is seen
        assert claim(id, "", stated=as_stated, computed=right + 0.7, erratum=erratum).label == (
            f"disagrees with {erratum}"
        )
    empty_ledger.clear()
    wrong = np.array(shifted(quoted), dtype=object).astype(float) if mixed else shifted(quoted)
    try:
        made = claim(id, "", stated=wrong, computed=right, erratum=erratum)
    except ClaimError as error:
        assert re.search("quotes|is wrong, but it", str(error))
        assert len(empty_ledger) == 0
    else:  # a number, which a formula may have given to a student who has changed something
        assert made.label == f"disagrees with {erratum}"


def test_a_formula_s_value_may_have_more_digits_than_are_quoted(empty_ledger):
    said = {"erratum": "E-F2", "computed": [0.9999, 0.99, 0.5]}
    assert claim("F-16", "", stated=[0.70710678, 0.0099995, 1e-4], **said).erratum == "E-F2"
    empty_ledger.clear()
    assert claim("F-16", "", stated=[0.70810678, 0.0099995, 1e-4], **said).verdict == "disagrees"


def test_digits_and_verdicts_are_not_misquoted(empty_ledger):
    with pytest.raises(ClaimError, match=r"E-T2 quotes .-2\.36., and stated is .-2\.360."):
        claim("T-40a", "", stated="-2.360", computed=-2.3662, erratum="E-T2")
    with pytest.raises(ClaimError, match="E-T5 quotes True, and stated is False"):
        claim("T-05b", "", stated=False, computed=np.True_, erratum="E-T5")
    assert len(empty_ledger) == 0


def test_an_erratum_is_not_made_by_rounding():
    """0.0355 rounded to two decimals is not 0.0355, and no proof of anything."""
    made = claim("S-58", "", stated=0.0355, computed=0.04, erratum="E-S12")
    assert (made.verdict, made.label) == ("disagrees", "disagrees with E-S12")
    assert "✗" in str(made)


def test_what_the_table_does_not_quote_is_no_erratum():
    with pytest.raises(ClaimError, match=r"quotes no number of E-T1 for T-44b, only for T-44"):
        claim("T-44b", "", stated="-.502", computed=-0.498, erratum="E-T1")


def test_an_id_belongs_to_one_claim_and_a_cell_may_run_twice(empty_ledger):
    claim("T-20", "first", stated=2.0, computed=1)
    assert claim("T-20", "first", stated=3.0, computed=3).verdict == "agrees"  # after a change
    with pytest.raises(ClaimError, match="already says “first”, stated as 3"):
        claim("T-20", "second", stated=3.0, computed=3)
    claim("T-43", "", stated="-.225", computed=-0.2252)
    claim("T-43", "", stated="-.225", computed=-0.3)  # the computed side is what may move
    with pytest.raises(ClaimError, match="Put a letter behind"):
        claim("T-43", "", stated="-.226", computed=-0.2252)
    assert [c.printed for c in empty_ledger] == [("3",), ("−.225",)]


def test_a_claim_of_a_lost_figure_says_so():
    made = claim("F-29", "", stated=1, computed=1)
    assert made.inferred
    assert made.label == "agrees, inferred"
    assert not claim("F-28", "", stated=1, computed=1).inferred


def test_places_write_fewer_digits_and_judge_all():
    made = claim("T-39", "", stated=1, computed=1.004, places=2)
    assert made.verdict == "disagrees"
    assert "1  " in str(made) and "1.004" not in str(made)


def test_a_long_statement_is_wrapped_and_not_cut():
    words = " ".join(f"word{n}" for n in range(40))
    text = str(claim("T-39", words, stated=1, computed=1))
    assert "…" not in text
    assert all(f"word{n}" in text for n in range(40))
    assert max(map(len, text.splitlines())) < 100
