"""Theory | measured | tolerance | verdict."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lecture_lib.lessons.compare import Difference, compare

RATIO = (19 / 21) ** 2


def lines(comparison):
    return str(comparison).splitlines()


def test_agreement_is_a_line_of_five_columns():
    measured = np.full(60, RATIO) + np.random.default_rng(0).uniform(-1e-15, 1e-15, 60)
    result = compare("loss ratio per step", theory=RATIO, measured=measured, tolerance=1e-9)
    assert result.ok and bool(result)
    assert lines(result)[0].split() == ["quantity", "theory", "measured", "tolerance", "verdict"]
    assert lines(result)[1].split() == [
        "loss",
        "ratio",
        "per",
        "step",
        "0.8186",
        "0.8186",
        "1e-09",
        "agrees",
    ]


def test_the_worst_entry_of_an_array_stands_for_all():
    result = compare("x", theory=[1, 2, 3], measured=[1, 2.5, 3.1], tolerance=0.2)
    assert not result.ok
    assert lines(result)[1].split() == ["x", "2", "2.5", "0.2", "✗", "differs"]
    assert lines(result)[2].strip() == "x: the worst of 3 entries is shown, at [1]"


def test_worst_is_measured_against_what_is_allowed_there():
    row = compare("x", theory=[1, 100], measured=[1.2, 103], tolerance="10%").rows[0]
    assert row.index == (0,) and not row.ok


def test_several_rows_share_or_bring_a_tolerance():
    result = compare({"a": (1, 1.05), "b": (1, 1.05, 0.01)}, tolerance=0.1)
    assert [row.ok for row in result.rows] == [True, False]
    assert not result.ok


@pytest.mark.parametrize(
    ("theory", "measured", "tolerance", "ok"),
    [
        (0.0, 3e-17, 1e-12, True),
        (1.0, 1.1, 0.1 - 1e-6, False),
        (1.0, 1.5, "50%", True),
        (-1.0, -1.5, "50 %", True),
        (0.0, 0.1, "50%", False),
        (1, 1, 0, True),
        (1.0, math.nan, 1, False),
        (math.nan, math.nan, 1, False),
        (math.inf, math.inf, 1, True),
        (math.inf, 1.0, "5%", False),
        (math.inf, -math.inf, 1, False),
        (True, True, 0, True),
    ],
)
def test_verdicts(theory, measured, tolerance, ok):
    assert compare("q", theory, measured, tolerance).ok is ok


def test_one_nan_in_an_array_is_the_worst():
    row = compare("q", 0, [1e9, math.nan, 0], 1).rows[0]
    assert row.index == (1,) and not row.ok


def test_noise_below_the_tolerance_is_not_printed():
    shown = {str(compare("q", 0.0, noise, 1e-12)) for noise in (0.0, 3e-17, -2e-16, 1.1e-15)}
    assert len(shown) == 1


def test_digits_grow_until_a_difference_is_seen():
    assert "1.0000001" in str(compare("q", 1.0, 1 + 1e-7, 1e-9))


def test_strict_raises_with_the_table():
    with pytest.raises(Difference, match=r"q\s+1\s+2\s+0.5\s+✗ differs"):
        compare("q", 1, 2, 0.5, strict=True)
    assert compare("q", 1, 1, 0.5, strict=True).ok


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("q", 1, 2), ValueError, "tolerance of 'q' is None"),
        (("q", 1, 2, -1), ValueError, "tolerance"),
        (("q", 1, 2, "5"), ValueError, "5%"),
        (("q", 1, 2, math.inf), ValueError, "tolerance"),
        (("q", [1, 2], [1, 2, 3], 1), ValueError, r"shape \(2,\) and measured \(3,\)"),
        (("q", 1, [], 1), ValueError, "empty"),
        (("q", 1, "two", 1), TypeError, "measured 'q' is a str"),
        (("q", None, 1, 1), TypeError, "theory of 'q' is a NoneType"),
        (("q", [[1], [1, 2]], 1, 1), ValueError, "different lengths"),
        (({"q": 1}, None, None, 1), TypeError, "needs"),
        (({"q": (1, 1)}, 1, None, 1), TypeError, "belong inside"),
        (("q", 1j, 1, 1), TypeError, "complex"),
    ],
)
def test_bad_input_is_named(arguments, error, message):
    with pytest.raises(error, match=message):
        compare(*arguments)


def test_both_forms_are_shown_and_escaped():
    bundle = compare("<b>", 1, 2, 0.5)._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert "&lt;b&gt;" in bundle["text/html"] and "<b>" not in bundle["text/html"]
    assert "✗" in bundle["text/html"] and ">theory</th>" in bundle["text/html"]


def test_wide_letters_stay_aligned():
    plain = lines(compare({"鴨": (1, 1), "e\u0301x": (1, 1)}, tolerance=1))
    assert plain[1].replace("鴨", "aa").index("1") == plain[2].replace("e\u0301", "a").index("1")
