"""Every number in the lectures is a claim: stated, recomputed, judged, recorded."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...style import short
from ..numeric import as_numbers
from .honesty import (
    as_expected,
    hold_to_quotation,
    refuse_coarse,
    refuse_same,
    refuse_typed,
)
from .inventory import errata, known_erratum, known_statement
from .record import (
    AGREES,
    CLAIM_ID,
    DISAGREES,
    ERRATUM,
    LECTURES,
    LEDGER,
    ROUNDS,
    Claim,
    ClaimError,
)
from .stated import judge, parse, signed

__all__ = ["claim"]

ERRATUM_ID = re.compile(r"E-([GTKFS])\d+")


def claim(
    id: str,
    statement: str,
    *,
    stated: Any,
    computed: Any,
    digits: int | None = None,
    tolerance: float | None = None,
    places: int | None = None,
    erratum: str | None = None,
    note: str | None = None,
) -> Claim:
    """Recompute what a lecture states, judge it, and record it in the ledger.

    What could not have come out otherwise is refused: a verdict that was typed, a number beside
    itself, a single digit that half a decade rounds to, a quotation that is none.

    Parameters
    ----------
    id : str
        The lecture's letter and a number, ``"T-44"``, as :mod:`lecture_lib.lessons.ledger`
        explains; a letter behind it tells several numbers of one statement apart.  The row must
        stand in the inventory.
    statement : str
        What the number is, in a few plain words.
    stated : str, number, bool, or nested sequences of one kind of them
        As printed.  A string keeps its digits (``"-.502"`` has three decimals); a number is exact.
        A 0 or 1 without a point in an array of decimals is read at the finest place of the array.
    computed : number, bool, array, Value or Tensor
        The right value, not rounded.  Same shape as ``stated``; bools are NumPy's, as comparing
        arrays gives them.
    digits : int, optional
        Decimals the lecture means, when it prints fewer because the last are zeros.  A single
        digit rounds only with it.
    tolerance : float, optional
        Absolute difference that counts as agreement; by default that of float64 arithmetic.
    places : int, optional
        Decimals in which ``computed`` is written, where those further down differ between machines.
    erratum : str, optional
        Id of the erratum when the printed value is wrong; the table then shows both.  It must
        belong to the row, and ``stated`` must be what the table of errata quotes.
    note : str, optional
        A remark or the proof, printed below the row.

    Returns
    -------
    Claim
        With ``verdict`` "agrees" (equal), "rounds" (equal after rounding to the printed
        decimals, half to even or half away from zero; cutting digits off is not rounding),
        "erratum", or "disagrees", also where an erratum is named and what is stated or computed
        is not what the table of errata has for it.

    Raises
    ------
    ClaimError
        When an erratum is named for a number that is right, or that the table does not quote;
        when another claim has the id.  The same claim may be made again.
    ValueError
        For an unknown row, an erratum of another row, text that is no number, a typed verdict, or
        shapes that differ.  In all cases nothing is recorded.

    Examples
    --------
    >>> claim("T-43", "∂ℓ/∂U₁₂", stated="-.225", computed=-0.2251756117)
    id    what     stated  computed  verdict
    T-43  ∂ℓ/∂U₁₂  −.225   −0.22518  rounds
    """
    where = f"claim({id!r}, …)"
    _check_ids(where, id, erratum)
    _check_limits(where, digits, tolerance, places)
    refuse_same(where, stated, computed)
    refuse_typed(where, computed)
    right = as_numbers(computed, f"{where}: computed")
    printed = np.array(stated, dtype=object)
    if printed.shape != right.shape:
        raise ValueError(
            f"{where}: stated has shape {printed.shape} and computed {right.shape}; "
            "they are compared entry by entry, so give both the same shape"
        )
    if right.size == 0:
        raise ValueError(f"{where}: there is nothing to compare in arrays of shape {right.shape}")
    entries = _entries(where, printed, right)
    judged = tuple(
        judge(s, float(c), digits, tolerance) for s, c in zip(entries, right.flat, strict=True)
    )
    if digits is None:
        refuse_coarse(where, printed.ravel().tolist(), entries, judged)
    verdict = next(v for v in (DISAGREES, ROUNDS, AGREES) if v in judged)
    if erratum is not None:
        quoted = hold_to_quotation(where, errata()[erratum], id, printed, entries)
        if verdict != DISAGREES:
            raise ClaimError(
                f"{where}: {erratum} says that {stated!r} is wrong, but it {verdict} "
                f"with the computed {computed!r}; drop the erratum or correct what was computed"
            )
        if not np.isfinite(right).all():
            raise ClaimError(f"{where}: the right value is {computed!r}; an erratum needs a number")
        proved = quoted and as_expected(errata()[erratum], id, right)
        verdict = ERRATUM if proved else DISAGREES
    made = Claim(
        id=id,
        statement=statement,
        printed=tuple(map(_as_printed, printed.flat)),
        stated=entries,
        computed=right,
        judged=judged,
        verdict=verdict,
        erratum=erratum,
        note=note,
        tolerance=tolerance,
        places=places,
    )
    LEDGER.record(made)
    return made


def _check_ids(where: str, id: str, erratum: str | None) -> None:
    if not CLAIM_ID.fullmatch(str(id)):
        known = ", ".join(f"{k} ({who})" for k, (who, _) in LECTURES.items())
        raise ValueError(
            f"{where}: an id is a lecture's letter and the number of a statement, as in 'T-44' or "
            f"'T-38b'; the lectures are {known}"
        )
    known_statement(where, id)
    if erratum is not None and (not (found := ERRATUM_ID.fullmatch(erratum)) or found[1] != id[0]):
        raise ValueError(f"{where}: the erratum {erratum!r} should look like 'E-{id[0]}1'")
    if erratum is not None:
        known_erratum(where, id, erratum)


def _check_limits(
    where: str, digits: int | None, tolerance: float | None, places: int | None
) -> None:
    for name, number in (("digits", digits), ("places", places)):
        if number is not None and number < 0:
            raise ValueError(f"{where}: {name} is {number}; a number of decimals is not negative")
    if tolerance is not None and not 0 <= tolerance < float("inf"):
        raise ValueError(f"{where}: tolerance is {tolerance}; it must be 0 or a positive number")


def _entries(
    where: str, printed: NDArray[Any], right: NDArray[Any]
) -> tuple[Decimal | float | bool, ...]:
    kinds = {
        next((kind for kind in (bool, np.bool_, str, list) if isinstance(e, kind)), float)
        for e in printed.flat
    }
    holds = kinds <= {bool, np.bool_}
    if holds != (right.dtype == bool) or list in kinds or (len(kinds) > 1 and not holds):
        raise ValueError(
            f"{where}: stated {printed.tolist()!r} and computed must be of one kind: printed "
            "numbers as strings, exact numbers, or bools beside bools; and all rows equally long"
        )
    if kinds != {str}:
        return tuple(as_numbers(printed.tolist(), f"{where}: stated").flat)
    decimals = [parse(e) for e in printed.flat]
    finest = min(int(d.as_tuple().exponent) for d in decimals)
    return tuple(
        d.quantize(Decimal(1).scaleb(finest)) if d == int(d) and finest < 0 and "." not in e else d
        for d, e in zip(decimals, printed.flat, strict=True)
    )


def _as_printed(entry: Any) -> str:
    if isinstance(entry, (bool, np.bool_)):
        return str(bool(entry)).lower()
    if not isinstance(entry, str):  # an exact number, such as a formula's value
        return short(entry, digits=6)
    return signed(entry)
