"""Numbers as text: in columns, in sentences, in formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lecture_lib import style

NUMBERS = [*np.geomspace(1e-12, 1e12, 49), *-np.geomspace(1e-12, 1e12, 49), 0.0, 0.99996, 9.9996]


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (2.0, "2.000"), (0.359, "0.359"), (-0.359, "−0.359"), (0.1, "0.100"), (9.9996, "10.00"),
        (0.99996, "1.000"), (0.0099996, "0.0100"), (12.345, "12.35"), (123.45, "123.5"),
        (1234.5, "1234"), (12345.0, "12345"), (123456.0, "1.235e5"), (0.00744, "0.00744"),
        (0.000123, "1.23e−4"), (-4.1e-9, "−4.10e−9"), (1e300, "1.000e300"), (0.0, "0.000"),
        (-0.0, "0.000"), (math.nan, "nan"), (math.inf, "inf"), (-math.inf, "−inf"),
        (7, "7"), (-3, "−3"), (10**12, "1.000e12"), (np.float32(0.5), "0.500"),
        (np.float64(-2.5), "−2.500"), (np.array(1.5), "1.500"),
    ],
)  # fmt: skip
def test_number(x, text):
    assert style.number(x) == text


def test_number_of_a_numpy_integer_is_whole():
    assert style.number(np.int64(7)) == "7"


def test_number_between_a_tenth_and_ten_has_one_count_of_decimals():
    rng = np.random.default_rng(0)
    texts = [style.number(x) for x in rng.uniform(0.1, 9.99, 50)]
    assert {len(t.partition(".")[2]) for t in texts} == {3}


def test_number_refuses_one_digit():
    with pytest.raises(ValueError, match="digits is 1"):
        style.number(1.0, digits=1)


def test_align_puts_decimal_points_in_one_column():
    aligned = style.align(["2.000", "−12.35", "nan", "7"])
    assert len({len(t) for t in aligned}) == 1
    assert aligned[0].index(".") == aligned[1].index(".")
    assert style.align([]) == []


@pytest.mark.parametrize("x", NUMBERS)
def test_number_is_right_to_its_digits_and_can_be_read_back(x):
    assert float(style.number(x).replace("−", "-")) == pytest.approx(x, rel=5.1e-3)


@pytest.mark.parametrize("x", [*NUMBERS, 7, -3])
def test_tex_says_what_number_says(x):
    mantissa, _, power = style.tex(x).partition(r"\times10^{")
    exponent = f"e{power.rstrip('}')}" if power else ""
    assert (mantissa + exponent).replace("-", "−") == style.number(x)


@pytest.mark.parametrize(
    ("x", "tex"),
    [(-1.5e-7, r"-1.50\times10^{-7}"), (math.nan, r"\text{nan}"), (-math.inf, r"-\infty"),
     (math.inf, r"\infty"), (2.0, "2.000"), (np.int64(7), "7")],
)  # fmt: skip
def test_tex(x, tex):
    assert style.tex(x) == tex


@pytest.mark.parametrize(
    ("x", "digits", "text"),
    [(0.5, 4, "0.5"), (-1 / 3, 4, "−0.3333"), (2 / 3, 2, "0.67"), (12345.0, 4, "12345"),
     (12345.6, 4, "1.235e+04"), (-0.0, 4, "0"), (2e-7, 4, "2e-07"), (1e12, 4, "1e+12"),
     (math.nan, 4, "nan"), (-math.inf, 4, "−inf"), (np.float32(0.1), 4, "0.1"), (7, 4, "7")],
)  # fmt: skip
def test_short(x, digits, text):
    assert style.short(x, digits) == text


def test_point():
    assert style.point(-4.5, 2.0) == "(−4.5, 2)"
