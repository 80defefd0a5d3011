"""What a claim must not be: typed, compared with itself, a digit that fits all, a misquotation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .inventory import Erratum
from .record import AGREES, ROUNDS, ClaimError
from .stated import SAME, judge, parse

__all__ = ["as_expected", "hold_to_quotation", "refuse_coarse", "refuse_same", "refuse_typed"]

Entry = Decimal | float | bool


def refuse_typed(where: str, computed: Any) -> None:
    """Refuse a verdict that may have been typed: bools come from NumPy, not from the keyboard.

    Parameters
    ----------
    where : str
        How the error begins.
    computed : Any
        What was handed over as computed.

    Raises
    ------
    ValueError
        It holds a bool of Python.

    Examples
    --------
    >>> refuse_typed("claim", np.all(np.array([1, 2]) > 0))
    >>> refuse_typed("claim", False)
    Traceback (most recent call last):
    ValueError: claim: computed holds False, which may have been typed. Hand over what NumPy
    found: np.all(a < b), np.isclose(a, b).all(), np.less(a, b)
    """
    if isinstance(computed, (list, tuple)):
        for entry in computed:
            refuse_typed(where, entry)
    elif isinstance(computed, bool):
        raise ValueError(
            f"{where}: computed holds {computed}, which may have been typed. Hand over what NumPy "
            "found: np.all(a < b), np.isclose(a, b).all(), np.less(a, b)"
        )


def refuse_same(where: str, stated: Any, computed: Any) -> None:
    """Refuse a number that stands beside itself.

    Parameters
    ----------
    where : str
        How the error begins.
    stated, computed : Any
        The two sides of a claim.

    Raises
    ------
    ValueError
        They are one object, or share their memory.

    Examples
    --------
    >>> x = np.arange(3.0)
    >>> refuse_same("claim", x.copy(), x)
    >>> refuse_same("claim", x, x[:])
    Traceback (most recent call last):
    ValueError: claim: stated and computed are the same object; compute the one without the other
    """
    arrays = isinstance(stated, np.ndarray) and isinstance(computed, np.ndarray)
    # Python keeps one copy of each small integer and bool, so for those `is` says nothing.
    one = stated is computed and not isinstance(stated, (int, np.bool_))
    if one or (arrays and np.shares_memory(stated, computed)):
        raise ValueError(
            f"{where}: stated and computed are the same object; compute the one without the other"
        )


def refuse_coarse(
    where: str, printed: Sequence[Any], entries: Sequence[Entry], judged: Sequence[str]
) -> None:
    """Refuse to round to a single digit: "1e2" would take all from 50 to 150, "0" up to a half.

    Parameters
    ----------
    where : str
        How the error begins.
    printed, entries, judged : sequence
        What is stated, as written and as numbers, and the verdict on each.

    Raises
    ------
    ValueError
        A single digit, to which no other of the claim lends its decimals, would have to round.

    Examples
    --------
    >>> refuse_coarse("claim", ["0.10"], [parse("0.10")], ["rounds"])
    >>> refuse_coarse("claim", ["1e2"], [parse("1e2")], ["rounds"])
    Traceback (most recent call last):
    ValueError: claim: '1e2' has one digit, so half its decade would round to it; say with digits=
    how many decimals it means, or with tolerance= what may lie between
    """
    places = [e.as_tuple().exponent for e in entries if isinstance(e, Decimal) and _digits(e) > 1]
    finest = min((int(place) for place in places), default=None)
    for text, entry, verdict in zip(printed, entries, judged, strict=True):
        if verdict != ROUNDS or not isinstance(entry, Decimal) or _digits(entry) > 1:
            continue
        if finest is None or int(entry.as_tuple().exponent) > finest:
            raise ValueError(
                f"{where}: {text!r} has one digit, so half its decade would round to it; say with "
                "digits= how many decimals it means, or with tolerance= what may lie between"
            )


def hold_to_quotation(
    where: str, erratum: Erratum, id: str, printed: NDArray[Any], entries: Sequence[Entry]
) -> bool:
    """Hold what a claim states to what the table of errata quotes.

    Digits and verdicts that differ are misquoted, and refused. A number that a formula gave may
    differ because a student has changed something: then the claim goes on, and will disagree.

    Parameters
    ----------
    where : str
        How the error begins.
    erratum : Erratum
        The one that is named.
    id : str
        That of the claim.
    printed : ndarray of object
        What is stated, as written.
    entries : sequence
        The same as numbers.

    Returns
    -------
    bool
        Whether it is what the table quotes.

    Raises
    ------
    ClaimError
        The table quotes nothing for this claim, or other digits, or the other verdict.

    Examples
    --------
    >>> from lecture_lib.lessons.ledger.inventory import errata
    >>> hold_to_quotation("claim", errata()["E-T2"], "T-40a", np.array("-2.37", dtype=object), [])
    Traceback (most recent call last):
    lecture_lib.lessons.ledger.record.ClaimError: claim: E-T2 quotes '-2.36', and stated is '-2.37'
    """
    if id not in erratum.numbers:
        known = ", ".join(erratum.numbers) or "none"
        raise ClaimError(
            f"{where}: the table of errata quotes no number of {erratum.id} for {id}, only for "
            f"{known}; what a claim calls wrong must stand there"
        )
    quoted = np.array(erratum.numbers[id], dtype=object)
    same = quoted.shape == printed.shape and all(
        _quotes(q, text, entries[i] if entries else text)
        for i, (q, text) in enumerate(zip(quoted.flat, printed.flat, strict=True))
    )
    if not same and not any(isinstance(entry, float) for entry in entries):
        raise ClaimError(
            f"{where}: {erratum.id} quotes {quoted.tolist()!r}, and stated is {printed.tolist()!r}"
        )
    return same


def as_expected(erratum: Erratum, id: str, computed: NDArray[Any]) -> bool:
    """Whether what a claim computed is what the table of errata has in place of the printed.

    Parameters
    ----------
    erratum : Erratum
        The one that is named.
    id : str
        That of the claim.
    computed : ndarray
        The right values.

    Examples
    --------
    >>> from lecture_lib.lessons.ledger.inventory import errata
    >>> as_expected(errata()["E-T2"], "T-40a", np.array(-2.3662))
    True
    """
    expected = np.array(erratum.instead[id], dtype=object)
    return expected.shape == computed.shape and all(
        _quotes(e, c, c) for e, c in zip(expected.flat, computed.flat, strict=True)
    )


def _quotes(quoted: Any, text: Any, entry: Any) -> bool:
    """Whether a stated entry is the quoted one: its digits, or a formula's value that has more."""
    if isinstance(quoted, bool) or isinstance(entry, (bool, np.bool_)):
        return isinstance(quoted, bool) and bool(quoted == entry)
    if isinstance(text, str):
        return isinstance(quoted, str) and parse(text).as_tuple() == parse(quoted).as_tuple()
    if isinstance(quoted, str):
        return judge(parse(quoted), float(entry)) in (AGREES, ROUNDS)
    return bool(abs(float(entry) - quoted) <= 1e3 * SAME * max(1.0, abs(quoted)))


def _digits(number: Decimal) -> int:
    return len(number.as_tuple().digits)
