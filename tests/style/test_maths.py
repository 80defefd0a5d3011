"""Formulas as MathML: well-formed whatever stands in them, and set as MathJax sets them."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from lecture_lib.style.maths import mathml
from lecture_lib.widgets.stepper.latex import latex_name

MATHML = "{http://www.w3.org/1998/Math/MathML}"
KNOWN = {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msub", "msup", "msubsup", "mfrac"}


@pytest.mark.parametrize(
    "name",
    [
        "<img src=x onerror='alert(1)'>", '"><script>alert(1)</script>', "</mtext><b>x</b>", "a&b",
        r"\frac{$}", "{", "}", "a_b_c", "سلام", "#1 ~ 50 % ^ \\", "&lt;", "two words",
        "\ue0001\ue000",
    ],
)  # fmt: skip
def test_a_name_is_words_and_never_an_element(name):
    found = ElementTree.fromstring(mathml(rf"\frac{{\partial {latex_name(name)}}}{{2}}", True))
    assert {element.tag.removeprefix(MATHML) for element in found.iter()} <= KNOWN
    attributes = {key for element in found.iter() for key in element.attrib}
    assert attributes <= {"display", "stretchy", "lspace", "rspace"}


def test_words_keep_their_signs():
    assert (
        "".join(ElementTree.fromstring(mathml(r"\text{a < b \& c}")).itertext())
        == "a\xa0<\xa0b\xa0&\xa0c"
    )


@pytest.mark.parametrize("latex", ["x = -1", r"a \cdot -1", "(-1)", "f(x, -1)", "-1 = -2"])
def test_a_sign_stands_close_to_its_number(latex):
    assert 'form="prefix"' in mathml(latex)


@pytest.mark.parametrize("latex", ["x - 1", "(x) - 1", r"\left|x\right| - 1", "x^2 - 1"])
def test_a_minus_between_two_terms_does_not(latex):
    assert 'form="prefix">&#x02212;' not in mathml(latex)


def test_plus_equals_is_one_sign():
    assert "+=</mo>" in mathml(r"g \mathrel{+}= 1")


@pytest.mark.parametrize(
    ("latex", "spaces"),
    [
        (r"\ln p", 1), (r"0.8\ln 0.8", 2), (r"\log_2 x", 1), (r"(1-p)\sin^2 x", 2),
        (r"\ln(p)", 0), (r"-\exp(-x)", 0), (r"x_{\ln}", 0), ("x y", 0),
    ],
)  # fmt: skip
def test_a_function_stands_apart_from_its_argument_and_from_a_factor(latex, spaces):
    assert mathml(latex).count("<mspace") == spaces
    ElementTree.fromstring(mathml(latex))


def test_a_prime_is_not_raised_twice():
    assert "<mrow><mi>f</mi><mo>&#x02032;</mo></mrow>" in mathml("f'(x)")
    for latex in (r"\hat y'", r"h'_j", r"\hat{y}'_{ij}", r"\theta''", r"a_1' + b'", r"x_i - y'_i"):
        found = mathml(latex)
        ElementTree.fromstring(found)
        assert "<mo>&#x0203" in found and "<mi>&#x0203" not in found
