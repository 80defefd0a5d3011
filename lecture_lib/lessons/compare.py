"""Theory beside measurement: a table whose text nbval verifies and a screen reader reads."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..style import short
from ..style.table import Cell, Note, Quoted, Table, Verdict
from ..translation import tr
from .numeric import as_numbers
from .tolerance import Tolerance, read_tolerance

__all__ = ["Comparison", "Difference", "compare"]


class Difference(AssertionError):
    """Theory and measurement differ by more than the tolerance."""


@dataclass(frozen=True)
class Row:
    """One quantity: of an array, the entry that comes off worst stands for all.

    Attributes
    ----------
    quantity : str
        Its name.
    theory, measured, allowed : float
        The worst entry on both sides, and the absolute difference allowed there.
    tolerance : str
        The tolerance as it was asked for.
    ok : bool
        Whether all entries are within the tolerance.
    index, count : tuple of int, and int
        Where the worst entry stands, and out of how many.
    """

    quantity: str
    theory: float
    measured: float
    allowed: float
    tolerance: str
    ok: bool
    index: tuple[int, ...]
    count: int

    def cells(self) -> list[Cell]:
        """Return quantity, theory, measured, tolerance, verdict."""
        theory, measured = _both(self)
        verdict = (
            Verdict(tr("agrees"), symbol="✓")
            if self.ok
            else Verdict(tr("differs"), symbol="✗", kind="bad")
        )
        return [
            Quoted(self.quantity),
            Cell(theory, numeric=True),
            Cell(measured, numeric=True),
            Cell(self.tolerance, numeric=True),
            verdict,
        ]

    def where(self) -> Note | None:
        """Return where the worst entry of an array differs, if it does."""
        if self.ok or self.count == 1:
            return None
        place = ", ".join(map(str, self.index))
        told = tr(
            "{0}: the worst of {1} entries is shown, at [{2}]", self.quantity, self.count, place
        )
        return Note(told, quoted=(self.quantity,))


@dataclass(frozen=True)
class Comparison:
    """The table that :func:`compare` returns; true when all rows agree.

    Attributes
    ----------
    rows : tuple of Row
        One for each quantity, in the order asked.

    Examples
    --------
    >>> found = compare({"sum": (3, 3), "product": (2, 2.5)}, tolerance="10%")
    >>> found.ok, [row.ok for row in found.rows]
    (False, [True, False])
    """

    rows: tuple[Row, ...]

    @property
    def ok(self) -> bool:
        """Whether every quantity agrees."""
        return all(row.ok for row in self.rows)

    def table(self) -> Table:
        """Return the table: quantity, theory, measured, tolerance, verdict."""
        arrays = any(row.count > 1 for row in self.rows)
        return Table(
            caption=tr("Theory beside measurement; of an array, the entry furthest off is shown")
            if arrays
            else tr("Theory beside measurement"),
            header=(tr("quantity"), tr("theory"), tr("measured"), tr("tolerance"), tr("verdict")),
            rows=[line for row in self.rows for line in (row.cells(), row.where()) if line],
        )

    def __bool__(self) -> bool:
        return self.ok

    def __repr__(self) -> str:
        return str(self.table())

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return self.table()._repr_mimebundle_()


def compare(
    quantity: str | Mapping[str, Sequence[Any]],
    theory: Any = None,
    measured: Any = None,
    tolerance: float | str | None = None,
    *,
    strict: bool = False,
) -> Comparison:
    """Put what theory predicts beside what was measured.

    Parameters
    ----------
    quantity : str or mapping
        The name of the quantity; or for several rows ``{name: (theory, measured)}`` or
        ``{name: (theory, measured, tolerance)}``.
    theory, measured : number, array, Value or Tensor
        Of shapes that broadcast.  Of arrays the entry furthest off is shown, and all must agree.
    tolerance : float or str
        Largest absolute difference, in the unit of the quantity; ``"5%"`` is relative to theory.
        For a mapping, the tolerance of the rows that bring none.
    strict : bool
        Raise when something differs.

    Returns
    -------
    Comparison
        Shown as a table; true when everything agrees.

    Raises
    ------
    Difference
        With ``strict``, when a quantity differs; the message is the table.
    ValueError, TypeError
        For a missing or negative tolerance, empty arrays, shapes that do not broadcast, or
        something that is no number.

    Notes
    -----
    Digits of a measurement that lie well below the tolerance are not shown: they differ between
    machines and mean nothing.

    Examples
    --------
    >>> compare("loss ratio per step", theory=(19 / 21) ** 2, measured=[0.8186] * 3, tolerance=1e-4)
    quantity             theory  measured  tolerance  verdict
    loss ratio per step  0.8186  0.8186    0.0001     agrees
    """
    if isinstance(quantity, str):
        asked = {quantity: (theory, measured, tolerance)}
    elif theory is None and measured is None:
        asked = {name: _triple(name, values, tolerance) for name, values in quantity.items()}
    else:
        raise TypeError(
            "compare: quantity is a mapping, so theory and measured belong inside it: "
            "{name: (theory, measured)}"
        )
    result = Comparison(tuple(_row(name, *values) for name, values in asked.items()))
    if strict and not result.ok:
        raise Difference(f"theory and measurement differ:\n{result!r}")
    return result


def _triple(name: str, values: Sequence[Any], tolerance: Any) -> tuple[Any, Any, Any]:
    if not isinstance(values, (tuple, list)) or len(values) not in (2, 3):
        raise TypeError(
            f"compare: {name!r} needs (theory, measured) or (theory, measured, "
            f"tolerance), not {values!r}"
        )
    return values[0], values[1], values[2] if len(values) == 3 else tolerance


def _row(name: str, theory: Any, measured: Any, tolerance: Any) -> Row:
    left = as_numbers(theory, f"compare: theory of {name!r}").astype(float)
    right = as_numbers(measured, f"compare: measured {name!r}").astype(float)
    try:
        left, right = np.broadcast_arrays(left, right)
    except ValueError:
        raise ValueError(
            f"compare: theory of {name!r} has shape {left.shape} and measured {right.shape}; "
            "give one theory for all, or one for each measurement"
        ) from None
    if left.size == 0:
        raise ValueError(f"compare: {name!r} is empty (shape {right.shape}): nothing was measured")
    allowed = _allowed(read_tolerance(tolerance, f"compare: tolerance of {name!r}"), left)
    with np.errstate(invalid="ignore"):
        gap = np.where(left == right, 0.0, np.abs(right - left))  # infinities may be equal
    worst = _worst(gap, allowed, left)
    index = tuple(int(i) for i in np.unravel_index(worst, left.shape))
    return Row(
        quantity=name,
        theory=float(left[index]),
        measured=float(right[index]),
        allowed=float(allowed[index]),
        tolerance=tolerance.strip() if isinstance(tolerance, str) else f"{tolerance:g}",
        ok=bool((gap <= allowed).all()),
        index=index,
        count=left.size,
    )


def _worst(gap: Any, allowed: Any, theory: Any) -> int:
    """Return the entry to show: the furthest off for what is allowed, else the largest.

    Differences of at most a hundredth of what is allowed are rounding, in which machines differ;
    so do the last digits of sizes. The choice must not depend on either.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(gap <= 0.01 * allowed, 0.0, gap / allowed)
    share = np.where(np.isnan(share), np.inf, share)
    size = [float(f"{abs(x):.6g}") if np.isfinite(x) else np.inf for x in theory.flat]
    return int(np.argmax(np.where((share == share.max()).ravel(), size, -1.0)))


def _allowed(tolerance: Tolerance, theory: Any) -> Any:
    """Return the absolute difference allowed for each entry."""
    if tolerance.relative:
        return tolerance.size * np.abs(np.where(np.isfinite(theory), theory, 0.0))
    return np.full(theory.shape, tolerance.size)


def _both(row: Row) -> tuple[str, str]:
    """Write both numbers with four digits, or with as many as it takes to see them differ."""
    if row.ok:
        return _write(row.theory, 4, row.allowed), _write(row.measured, 4, row.allowed)
    for digits in range(4, 17):
        theory, measured = _write(row.theory, digits), _write(row.measured, digits)
        if theory != measured:
            break
    return theory, measured


def _write(x: float, digits: int, allowed: float = 0.0) -> str:
    """Write a number, down to one digit below the tolerance: what follows is noise."""
    if allowed > 0 and math.isfinite(x):
        x = round(x, 1 - math.floor(math.log10(allowed)))
    return short(x, digits)
