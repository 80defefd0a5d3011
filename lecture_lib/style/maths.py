r"""LaTeX as MathML, which browsers draw by themselves: maths without MathJax.

The converter is latex2mathml.  What it lacks of the LaTeX that MathJax understands in a notebook
is added here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import escape, unescape

__all__ = ["mathml"]

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
# Words stand in a formula as they are, and the converter would let their `<` become an element.
_WORDS = re.compile(r"\\text\{((?:\\.|[^{}\\])*)\}")
_MARK = "\ue000"  # of private use: in no font, and in no one's formula
_ASIDE = re.compile(f"{_MARK}([0-9]+){_MARK}")
# The sign += as one, as \mathrel{+}= sets it.
_ADDED = (
    "<mrow><mo>&#x0002B;</mo></mrow><mo>&#x0003D;</mo>",
    '<mo lspace="0.3em" rspace="0.3em">+=</mo>',
)
# TeX sets these two as letters, without room beside them: ∂y/∂x.
_CLOSE = re.compile(r"<mo>(&#x0002F;|&#x02202;)</mo>")
# So it does with bars, and with what the converter takes for operators, or not for one.
_BAR = re.compile(r'<mo( fence="false")? stretchy="false">(&#x0007C;|&#x02016;)</mo>')
_KINDS = (
    ("<mo>&#x0221E;</mo>", "<mi>&#x0221E;</mi>"),
    ("<mi>&#x000B1;</mi>", "<mo>&#x000B1;</mo>"),
    ("<mo>min</mo>", '<mo lspace="0">min</mo>'),
    ("<mo>max</mo>", '<mo lspace="0">max</mo>'),
)
# A minus after one of = · × ( [ , and += is a sign: it stands close to its number.
_SIGN = re.compile(
    r"(<mo[^>]*>(?:&#x0003D;|&#x000B7;|&#x000D7;|&#x00028;|&#x0002C;|\[|\+=)</mo>)"
    r"<mo>&#x02212;</mo>"
)
# A function stands a thin space apart from its argument, and from a factor before it.
_NAMED = (
    r"(?<!<msub>)(?<!<msup>)<mi>[a-z]{2,}</mi>"
    r"|<msu[bp]><mi>[a-z]{2,}</mi><m[in]>[^<]*</m[in]></msu[bp]>"
)
_FUNCTION = re.compile(rf"({_NAMED})(?=<m(?!o))")
_FACTOR = re.compile(rf"(</m(?!o)[a-z]+>|&#x00029;</mo>)(?=(?:{_NAMED}))")
_THIN = r'\1<mspace width="0.17em"/>'
# The prime of the fonts is raised as it is.
_BASE = r"(<mi>[^<]*</mi>|<mover\b(?:(?!<mover).)*</mover>)"
_INDEX = r"(<m[in]>[^<]*</m[in]>|<mrow>(?:(?!<mrow>).)*?</mrow>)"
_PRIMES = r"<mi>((?:&#x0203[234];)+)</mi>"
_PRIMED = re.compile(rf"<msup>{_BASE}{_PRIMES}</msup>")
_PRIMED_WITH_INDEX = re.compile(rf"<msubsup>{_BASE}{_INDEX}{_PRIMES}</msubsup>")
_BRACE = re.compile(r"(?<!\\)[{}]")
_UNKNOWN = re.compile(r"<m[ion]>(\\[A-Za-z]+)")


@lru_cache(maxsize=1024)
def mathml(latex: str, display: bool = False) -> str:
    r"""Convert a formula from LaTeX to a ``<math>`` element.

    Parameters
    ----------
    latex : str
        The formula without its dollar signs.
    display : bool
        True for a formula on a line of its own.

    Returns
    -------
    str
        Well-formed XML; nothing that stands in ``\\text{…}`` becomes an element of it.

    Raises
    ------
    ValueError
        When the formula has a command that cannot be converted.

    Examples
    --------
    >>> mathml(r"\eta^*").partition("<mrow>")[2]
    '<msup><mi>&#x003B7;</mi><mo>&#x0002A;</mo></msup></mrow></math>'
    >>> 'prefix' in mathml("x = -1"), 'prefix' in mathml("x - 1")
    (True, False)
    >>> "&lt;b&gt;" in mathml(r"\text{<b>}")
    True
    >>> mathml(r"\nosuch{x}")
    Traceback (most recent call last):
    ValueError: mathml: \nosuch in '\\nosuch{x}' is not understood; use plainer LaTeX ...
    """
    from latex2mathml.converter import convert

    plain = latex.strip()
    braces = _BRACE.findall(plain)
    if braces.count("{") != braces.count("}"):
        raise ValueError(f"mathml: {latex!r} has {{ without }}, or the other way round")
    words: list[str] = []
    plain = _WORDS.sub(lambda found: _put_aside(found[1], words), plain)
    for pattern, replacement in _REWRITES:
        plain = pattern.sub(replacement, plain)
    try:
        result = convert(plain, display="block" if display else "inline")
    except Exception as error:  # the converter's errors have no common class, and no message
        raise ValueError(f"mathml: {latex!r} is no LaTeX ({type(error).__name__})") from error
    if unknown := _UNKNOWN.search(result):
        raise ValueError(
            f"mathml: {unknown[1]} in {latex!r} is not understood; use plainer LaTeX "
            "or add a rewrite to lecture_lib/style/maths.py"
        )
    result = _VARIANT.sub(_styled, result).replace(*_ADDED)
    result = _CLOSE.sub(r'<mo lspace="0" rspace="0">\1</mo>', result)
    result = _BAR.sub(r'<mo\1 stretchy="false" lspace="0" rspace="0">\2</mo>', result)
    for converted, kind in _KINDS:
        result = result.replace(converted, kind)
    result = _FUNCTION.sub(_THIN, _FACTOR.sub(_THIN, result))
    result = _PRIMED.sub(r"<mrow>\1<mo>\2</mo></mrow>", result)
    result = _PRIMED_WITH_INDEX.sub(r"<msub><mrow>\1<mo>\3</mo></mrow>\2</msub>", result)
    result = _SIGN.sub(r'\1<mo form="prefix">&#x02212;</mo>', result)
    return _ASIDE.sub(lambda found: words[int(found[1])], result)


def _put_aside(text: str, words: list[str]) -> str:
    """Leave a number in a formula for words that are put back, escaped, when it is converted."""
    words.append(escape(re.sub(r"\\(.)", r"\1", text)).replace(" ", "\N{NO-BREAK SPACE}"))
    return rf"\text{{#{len(words) - 1}#}}".replace("#", _MARK)


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
