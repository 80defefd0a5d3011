"""Difference quotients and their digits, against exact arithmetic and theory."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest

from lecture_lib.widgets.difference.quotients import (
    CENTRAL,
    COMPLEX,
    FORWARD,
    FUNCTIONS,
    SCHEMES,
    STEPS,
    quotient,
    typical,
)

ALL = [(f, scheme) for f in FUNCTIONS for scheme in range(len(SCHEMES))]
EACH = pytest.mark.parametrize(
    ("f", "scheme"), ALL, ids=[f"{f.name} {SCHEMES[scheme]}" for f, scheme in ALL]
)


def test_a_quotient_is_what_python_computes():
    h = 10.0**-6
    found = quotient(FUNCTIONS[0], CENTRAL, h)
    a, b = math.exp(1 + h), math.exp(1 - h)
    assert found.lines[:2] == (repr(a), repr(b))
    assert float(found.value) == (a - b) / (2 * h)
    assert found.error == abs((a - b) / (2 * h) - math.e) / math.e


def test_float32_rounds_every_number_on_the_way():
    h = np.float32(10.0**-3)
    a = np.float32(math.exp(np.float32(1) + h))
    b = np.float32(math.exp(1))
    found = quotient(FUNCTIONS[4], FORWARD, 10.0**-3)
    assert found.lines[:2] == (str(a), str(b))
    assert found.value == str((a - b) / h)
    assert str(FUNCTIONS[4].slope) == "2.7182817"


@EACH
def test_the_derivatives_are_those_of_the_function(f, scheme):
    """By the complex step for the first, by wide central differences for the others."""
    first, second, third = f.derivatives
    h = 1e-3 * f.x
    values = [f.at(f.x + k * h).real for k in range(-2, 3)]
    assert f.at(complex(f.x, 1e-20)).imag / 1e-20 == pytest.approx(first, rel=1e-14)
    assert (values[3] - 2 * values[2] + values[1]) / h**2 == pytest.approx(second, rel=1e-5)
    wide = (values[4] - 2 * values[3] + 2 * values[1] - values[0]) / (2 * h**3)
    assert wide == pytest.approx(third, rel=1e-4)


@EACH
def test_what_stands_below_the_line_is_the_difference(f, scheme):
    if scheme == COMPLEX:
        return
    for h in STEPS:
        a, b, difference = map(Decimal, quotient(f, scheme, h).lines)
        places = len(quotient(f, scheme, h).lines[2].partition(".")[2])
        assert abs(a - b - difference) <= 2 * Decimal(10) ** -places


@EACH
def test_shared_and_right_characters_are_counted(f, scheme):
    for h in STEPS:
        q = quotient(f, scheme, h)
        a, b, _ = q.lines
        assert a[: q.same] == b[: q.same]
        assert q.same in (len(a), len(b)) or a[q.same] != b[q.same]
        assert str(f.slope).startswith(q.value[: q.right])


@EACH
def test_the_error_is_below_both_theories_and_follows_the_larger(f, scheme):
    (c, power), r = f.truncation(scheme), f.rounding(scheme)
    for h in STEPS:
        error = quotient(f, scheme, h).error
        assert error <= 1.5 * c * h**power + 1.05 * r / h + f.epsilon
        if h < 0.05 and c * h**power > 30 * (r / h + f.epsilon):
            assert error == pytest.approx(c * h**power, rel=0.1)


@EACH
def test_the_best_step_is_where_theory_says(f, scheme):
    errors = [quotient(f, scheme, h).error for h in STEPS]
    about = f.best(scheme)
    if about is None:
        assert max(errors[:12]) <= f.epsilon  # a complex step loses nothing, however small
    else:
        assert abs(math.log10(STEPS[int(np.argmin(errors))] / about)) < 0.75


def test_all_digits_cancel_where_h_is_lost_in_x():
    q = quotient(FUNCTIONS[0], CENTRAL, 1e-16)
    a, b, difference = q.lines
    assert a == b == a[: q.same]
    assert float(difference) == 0
    assert q.error == 1


def test_luck_with_the_last_digits_is_not_typical():
    lucky = STEPS[19]  # 3.16e−7
    assert quotient(FUNCTIONS[0], CENTRAL, lucky).error < FUNCTIONS[0].least(CENTRAL)
    assert typical(FUNCTIONS[0], CENTRAL, lucky) > 2 * FUNCTIONS[0].least(CENTRAL)


@EACH
def test_what_is_typical_is_least_where_theory_says(f, scheme):
    about = f.best(scheme)
    if about is not None:
        least = STEPS[int(np.argmin([typical(f, scheme, h) for h in STEPS]))]
        assert abs(math.log10(least / about)) < 0.75


@pytest.mark.parametrize("scheme", [FORWARD, CENTRAL])
def test_the_best_step_grows_with_x(scheme):
    near, far = (f for f in FUNCTIONS if f.name.startswith("√x"))
    assert far.best(scheme) / near.best(scheme) == pytest.approx(far.x / near.x)
