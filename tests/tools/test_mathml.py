"""LaTeX of the course as MathML."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ElementTree

import pytest
from fontTools.ttLib import TTFont

from lecture_lib.style.maths import mathml
from lecture_lib.tools.site.font import font


def text(latex):
    return "".join(ElementTree.fromstring(unescape_entities(mathml(latex))).itertext())


def unescape_entities(source):
    return re.sub(r"&#x([0-9A-F]+);", lambda code: chr(int(code[1], 16)), source)


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"\theta \leftarrow \theta - \eta v", "θ←θ−ηv"),
        (r"\operatorname*{arg\,min}_\theta f", "argminθf"),
        (r"\arg\max_i y_i", "argmaxiyi"),
        (r"\frac{\partial L}{\partial x} \mathrel{+}= g", "∂L∂x+=g"),
        (r"\boldsymbol{\theta}, \mathbf{W}, \mathbb{1}, \mathbb{E}", "𝜽,𝐖,𝟙,𝔼"),
        (r"\lVert g \rVert_2 \le \tfrac12", "‖g‖2≤12"),
    ],
)
def test_what_is_shown(latex, shown):
    assert text(latex).replace(" ", "").replace("\u2009", "") == shown


@pytest.mark.parametrize("name", ["align", "align*", "aligned", "split", "equation", "gathered"])
def test_environments_have_a_row_for_each_line_and_no_ampersand(name):
    latex = rf"\begin{{{name}}} a &= b \\ &= c \end{{{name}}}"
    html = mathml(latex)
    assert html.count("<mtr>") == 2
    assert "&amp;" not in html and "&#x00026;" not in html


def test_a_slope_in_a_line_has_no_room_in_it():
    assert mathml(r"\partial y/\partial x").count('<mo lspace="0" rspace="0">') == 3


def test_display_and_inline():
    assert 'display="block"' in mathml("x", display=True)
    assert 'display="inline"' in mathml("x")


@pytest.mark.parametrize(
    "latex", [r"\nosuch", r"\frac{1}{\alsonone}", r"\begin{pmatrix} 1", r"\frac{a", "}"]
)
def test_what_cannot_be_converted_is_named(latex):
    with pytest.raises(ValueError, match="mathml: ") as caught:
        mathml(latex)
    assert repr(latex) in str(caught.value)


def test_the_font_is_small_and_its_brackets_grow():
    assert len(font()) < 200_000
    with TTFont(io.BytesIO(font())) as face:
        characters = face.getBestCmap()
        variants = face["MATH"].table.MathVariants
    assert {ord(letter) for letter in "Aθη∂∇∑√‖𝜃𝐖𝔼ℓℎ"} <= set(characters)
    growing = set(variants.VertGlyphCoverage.glyphs)
    assert {characters[ord(bracket)] for bracket in "()[]{|√"} <= growing
