"""Numbers as people type them: ``-.5``, ``1/3``, ``0,5``, ``about ten steps``, ``1 000``.

``widgets/js/kit.js`` reads alike. A comma is a decimal point, with one exception: before groups of
three digits it may separate thousands. ``1,000`` and ``1,234,567`` do, ``0,125`` does not, and
``1,386`` could be either, so the student is asked.
"""

from __future__ import annotations

import math
import re

from ...translation import tr, tr_noop
from .arithmetic import NotArithmetic, TooLarge, calculated

__all__ = ["AMBIGUOUS", "EXAMPLES", "TOO_LARGE", "Unreadable", "read_numbers"]

EXAMPLES = "0.5, -.5, 0,5, 1/3, 2e-3, ln 3, (1 + 1/30)^30"
TOO_LARGE = tr_noop("That is too large for me to work out. Try for example: {0}")
AMBIGUOUS = tr_noop(
    "A comma before three digits can mean two things: 1,386 can be read as 1386 or as 1.386. "
    "Please write it in one of these ways."
)

# Digits before or after the point; a comma is a point.
_NUMBER = r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?"
_TOKEN = re.compile(rf"({_NUMBER})(?:\^([+-]?[0-9]{{1,4}}))?(?:/({_NUMBER}))?(%?)")
_CALL = re.compile(
    rf"(?<![a-z0-9.,)])(?:([+-])\s*)?(ln|√|sqrt|exp|e\^)\s*(?:\(\s*({_NUMBER})\s*\)|({_NUMBER}))",
    re.IGNORECASE,
)
_FUNCTIONS = {
    "ln": math.log, "√": math.sqrt, "sqrt": math.sqrt, "exp": math.exp, "e^": math.exp,
}  # fmt: skip
_MODULE = re.compile(r"(?<![a-z0-9_.])(?:np|numpy|math)\.(?=[a-z])", re.IGNORECASE)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_THOUSANDS = re.compile(
    r"(?<![0-9.,])[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+(?![0-9,])|(?:\s[0-9]{3})+(?![0-9]))"
)
_SEVERAL = re.compile(r"[^\W\d]\w*\s*=|\band\b")  # z₁ = −1.3 and z₂ = 0.39
_BETWEEN = re.compile(r"\s*;\s*|\s*,\s+|\s+|,(?=[-+.])")
_MILLIONS = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}(?![0-9])")
_LONGEST = 200
_NO_NUMBER = tr_noop("That is not a number I can read. Try for example: {0}")

# fmt: off
_NAMES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
]
# fmt: on
_SCALES = {"percent": 0.01, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_ABOUT = re.compile(r"^(?:(?:about|around|roughly|approximately|approx\.?|circa|ca\.)\s+|[≈~=]\s*)")
_NAME = re.compile(rf"^(-?)({'|'.join(_NAMES)})(?![a-z])")
_A_SCALE = re.compile(rf"^(-?)a\s+(?=(?:{'|'.join(_SCALES)})(?![a-z]))")
_UNITS = re.compile(r"((?:\s+[a-z]{3,})+)\.?$")
# Words after a number that change it: no units.
_NO_UNIT = re.compile(
    rf"^(?:(?:{'|'.join(_NAMES)}|{'|'.join(_SCALES)}|half|third|quarter|fifth|tenth|hundredth"
    r"|thousandth|dozen|halve)s?|squared|cubed|plus|minus|over|and|root|sqrt|tau|percentage"
    r"|(?:kilo|mega|giga|tera|milli|micro|nano).*)$"
)


class Unreadable(ValueError):
    """A text that is no number; the message says so gently and shows what would be one."""


def read_numbers(text: str, count: int = 1) -> tuple[float, ...]:
    """Read a number, or as many as are asked for.

    A single number may come with *about*, a unit, a word for it, and thousands apart; or be worked
    out by :func:`~lecture_lib.lessons.questions.arithmetic.calculated`.

    Parameters
    ----------
    text : str
        One number; or several with spaces, semicolons or *and* between them, in brackets or not,
        with their names or not. A comma in these is a decimal point, or stands between two. Each
        may be a calculation, and a function may be written as ``np.log``.
    count : int
        How many there should be.

    Raises
    ------
    Unreadable
        When there are not ``count`` finite numbers; the message is meant for the student.

    Examples
    --------
    >>> read_numbers("1/3"), read_numbers("0,5"), read_numbers("(-.58, .58)", 2)
    ((0.3333333333333333,), (0.5,), (-0.58, 0.58))
    >>> read_numbers("about 3 steps"), read_numbers("1,000"), read_numbers("minus ten")
    ((3.0,), (1000.0,), (-10.0,))
    >>> read_numbers("2^20"), read_numbers("10⁻³"), read_numbers("-ln 1"), read_numbers("√4")
    ((1048576.0,), (0.001,), (-0.0,), (2.0,))
    >>> [round(*read_numbers(text), 3) for text in ("(1+1/30)**30", "about 1/sqrt(pi) points")]
    [2.674, 0.564]
    >>> read_numbers("z₁ = -1.3 and z₂ = 0,39", 2), read_numbers("-.6, .3,-.1", 3)
    ((-1.3, 0.39), (-0.6, 0.3, -0.1))
    >>> read_numbers("-2,6,-36", 3), read_numbers("-2,6,-36", 2)
    ((-2.0, 6.0, -36.0), (-2.6, -36.0))
    >>> read_numbers("2,000,000, 4", 2), read_numbers("np.log(1) (1 + 1)/4 -2", 3)
    ((2000000.0, 4.0), (0.0, 0.5, -2.0))
    """
    # A minus sign may be typographic, and a slash may stand between spaces.
    plain = re.sub(r"[\u2212\u2013]", "-", text[:_LONGEST]).strip().replace("**", "^")
    plain = re.sub(r"(?<=[0-9])[⁰¹²³⁴-⁹⁻]+", lambda found: f"^{found[0].translate(_RAISED)}", plain)
    plain = _CALL.sub(_called, _MODULE.sub("", plain))
    plain, scale = _bare(plain) if count == 1 else (plain, 1.0)
    if count > 1:
        plain = _SEVERAL.sub(" ", plain).strip()
    whole, plain = plain, re.sub(r"\s*([/^])\s*", r"\1", plain.strip("()[]{} "))
    tokens = [t for t in _BETWEEN.split(plain) if t]
    if len(tokens) != count and count > 1:
        tokens = plain.split(",")
    numbers = [_number(t, scale) for t in tokens]
    if len(numbers) != count or None in numbers or len(text) > _LONGEST:
        if count == 1 and len(text) <= _LONGEST:
            return (_worked_out(whole, scale),)
        if count == 1:
            raise Unreadable(tr(_NO_NUMBER, EXAMPLES))
        if (apart := _MILLIONS.sub(lambda found: found[0].replace(",", ""), text)) != text:
            return read_numbers(apart, count)
        if len(text) <= _LONGEST and (values := _each_worked_out(whole, count)):
            return values
        some = " ".join(("-0.5", "1/3", "ln 3", ".25")[i % 4] for i in range(count))
        raise Unreadable(
            tr("Please enter {0} numbers with spaces between, such as: {1}", count, some)
        )
    return tuple(n for n in numbers if n is not None)


def _worked_out(text: str, scale: float) -> float:
    try:
        value = calculated(text) * scale
    except TooLarge:
        raise Unreadable(tr(TOO_LARGE, EXAMPLES)) from None
    except NotArithmetic:
        raise Unreadable(tr(_NO_NUMBER, EXAMPLES)) from None
    if not math.isfinite(value):
        raise Unreadable(tr(TOO_LARGE, EXAMPLES))
    return value


def _each_worked_out(text: str, count: int) -> tuple[float, ...]:
    """Work out so many calculations that stand side by side, in brackets or not; or nothing."""
    for inside in (text, text[1:-1] if text[:1] in ("(", "[", "{") else ""):
        parts = _parts(inside)
        if len(parts) != count:
            continue
        try:
            return tuple(calculated(part) for part in parts)
        except NotArithmetic:
            continue
    return ()


def _parts(text: str) -> list[str]:
    """Split calculations at what stands between them: no space within parentheses or by a sign."""
    depth, joined = 0, ""
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        joined += "" if depth > 0 and sign.isspace() else sign
    for by in (r"\s*([*/^·×÷])\s*", r"\s+([-+])\s+", r"(ln|log|sqrt|√|exp)\s+"):
        joined = re.sub(by, r"\1", joined, flags=re.IGNORECASE)
    return [part for part in _BETWEEN.split(joined) if part]


def _called(call: re.Match[str]) -> str:
    """Return the value of ``ln 3``, ``√2`` or ``e^2``; where there is none, what was typed."""
    sign, name, *argument = call.groups()
    try:
        value = _FUNCTIONS[name.lower()](_float(argument[0] or argument[1]))
    except (ValueError, OverflowError):
        return call[0]
    return repr(-value if sign == "-" else value)


def _bare(text: str) -> tuple[str, float]:
    """Return what is left of a text without words and thousands apart, and a factor."""
    plain = re.sub(r"^minus\s+", "-", _ABOUT.sub("", text.lower()))
    plain = _NAME.sub(lambda found: found[1] + str(_NAMES.index(found[2])), plain)
    plain = re.sub(r"\s+%$", "%", _A_SCALE.sub(r"\g<1>1 ", plain))
    scale = 1.0
    if units := _UNITS.search(plain):
        words = units[1].split()
        if words[0] in _SCALES:
            scale = _SCALES[words.pop(0)]
        if any(map(_NO_UNIT.match, words)):
            return text, 1.0  # which no number is
        plain = plain[: units.start()]
    return _THOUSANDS.sub(_together, plain), scale


def _together(grouped: re.Match[str]) -> str:
    """Join the groups of a number, unless its comma may be a decimal one."""
    first, *groups = re.split(r"[,\s]", grouped[0])
    point = re.match(r"\.[0-9]", grouped.string[grouped.end() :])
    if "," in grouped[0] and len(groups) == 1 and groups[0] != "000" and not point:
        raise Unreadable(tr(AMBIGUOUS))
    return "".join((first, *groups))


def _number(token: str, scale: float) -> float | None:
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    top, exponent, bottom, percent = found.groups()
    value = _float(top)
    if exponent is not None:
        size = abs(value)
        if (not size and int(exponent) < 0) or (
            size and abs(int(exponent) * math.log10(size)) > 300
        ):
            return None
        value = math.copysign(size ** int(exponent), value)  # -2^2 is -(2^2)
    if bottom is not None:
        divisor = _float(bottom)
        if divisor == 0:
            return None
        value /= divisor
    value = (value / 100 if percent else value) * scale
    return value if math.isfinite(value) else None


def _float(digits: str) -> float:
    return float(digits.replace(",", "."))
