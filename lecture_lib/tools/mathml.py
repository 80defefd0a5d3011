r"""LaTeX as MathML, which browsers draw by themselves: maths in a page without MathJax.

The converter is latex2mathml; the font, STIX Two Math, comes with ziamath.  What they lack of
the LaTeX that MathJax understands in a notebook is added here.
"""

from __future__ import annotations

import base64
import io
import re
import unicodedata
from functools import lru_cache
from html import unescape
from importlib.metadata import distribution

__all__ = ["font", "mathml"]

# LaTeX the converter does not know -> LaTeX that it does.
_REWRITES = (
    (re.compile(r"\\(begin|end)\{(?:aligned|split|gathered)\}"), r"\\\1{align*}"),
    (re.compile(r"\\(begin|end)\{(?:align|equation|gather)\}"), r"\\\1{align*}"),
    (re.compile(r"\\operatorname\*"), r"\\operatorname"),
    (re.compile(r"\\arg(?![a-z])"), r"\\operatorname{arg}"),
    (re.compile(r"\\math(?:rel|bin|op|ord|open|close|punct)\{([^{}]*)\}"), r"{\1}"),
)
# Alphabets that MathML Core has as characters only, not as the attribute `mathvariant`.
_VARIANT = re.compile(
    r'<(m[ino]) mathvariant="(bold|bold-italic|double-struck|script|fraktur)">([^<]+)</\1>'
)
_BRACE = re.compile(r"(?<!\\)[{}]")
_UNKNOWN = re.compile(r"<m[ion]>(\\[A-Za-z]+)")

# What a formula of the course may need: Latin, Greek, signs, brackets and their pieces, and the
# mathematical bold, italic, script and double-struck letters.
_CHARACTERS = (
    (0x20, 0x7F), (0xA0, 0x100), (0x300, 0x310), (0x391, 0x3F6), (0x2010, 0x2045), (0x2100, 0x2140),
    (0x2190, 0x21A8), (0x21D0, 0x21D6), (0x2200, 0x22F2), (0x2308, 0x230C), (0x239B, 0x23B2),
    (0x23DE, 0x23E0), (0x27E6, 0x27EA), (0x27F5, 0x27FB), (0x1D400, 0x1D468), (0x1D49C, 0x1D4D0),
    (0x1D538, 0x1D56C), (0x1D6A8, 0x1D755), (0x1D7CE, 0x1D7E2),
)  # fmt: skip


@lru_cache(maxsize=1024)
def mathml(latex: str, display: bool = False) -> str:
    r"""Convert a formula from LaTeX to a ``<math>`` element.

    Parameters
    ----------
    latex : str
        The formula without its dollar signs.
    display : bool
        True for a formula on a line of its own.

    Raises
    ------
    ValueError
        When the formula has a command that cannot be converted.

    Examples
    --------
    >>> mathml(r"\eta^*").partition("<mrow>")[2]
    '<msup><mi>&#x003B7;</mi><mo>&#x0002A;</mo></msup></mrow></math>'
    >>> mathml(r"\nosuch{x}")
    Traceback (most recent call last):
    ValueError: mathml: \nosuch in '\\nosuch{x}' is not understood; use plainer LaTeX ...
    """
    from latex2mathml.converter import convert

    plain = latex.strip()
    braces = _BRACE.findall(plain)
    if braces.count("{") != braces.count("}"):
        raise ValueError(f"mathml: {latex!r} has {{ without }}, or the other way round")
    for pattern, replacement in _REWRITES:
        plain = pattern.sub(replacement, plain)
    try:
        result = convert(plain, display="block" if display else "inline")
    except Exception as error:  # the converter's errors have no common class, and no message
        raise ValueError(f"mathml: {latex!r} is no LaTeX ({type(error).__name__})") from error
    if unknown := _UNKNOWN.search(result):
        raise ValueError(
            f"mathml: {unknown[1]} in {latex!r} is not understood; use plainer LaTeX "
            "or add a rewrite to lecture_lib/tools/mathml.py"
        )
    return _VARIANT.sub(_styled, result)


def _styled(element: re.Match[str]) -> str:
    tag, variant, text = element.groups()
    return f"<{tag}>{''.join(_letter(char, variant) for char in unescape(text))}</{tag}>"


def _letter(char: str, variant: str) -> str:
    """Return a letter of another alphabet by its Unicode name.

    >>> _letter("θ", "bold"), _letter("1", "double-struck"), _letter("+", "bold")
    ('𝛉', '𝟙', '+')
    """
    name = unicodedata.name(char, "").replace("LATIN ", "").replace("GREEK ", "")
    style = variant.upper().replace("BOLD-ITALIC", "BOLD ITALIC")
    try:
        return unicodedata.lookup(f"MATHEMATICAL {style} {name.replace('LETTER ', '')}")
    except KeyError:
        return char


@lru_cache(maxsize=1)
def font() -> str:
    """Return STIX Two Math, with the course's characters only, as a ``data:`` address (WOFF).

    A formula needs a font with an OpenType MATH table: without one, brackets and roots do not
    grow with what they hold. Few systems have one installed.
    """
    from fontTools import subset

    options = subset.Options(flavor="woff", hinting=False, layout_features=[])
    source = distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")
    with subset.load_font(str(source), options) as face, io.BytesIO() as buffer:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[code for span in _CHARACTERS for code in range(*span)])
        subsetter.subset(face)
        subset.save_font(face, buffer, options)
        content = base64.b64encode(buffer.getvalue()).decode()
    return f"data:font/woff;base64,{content}"
