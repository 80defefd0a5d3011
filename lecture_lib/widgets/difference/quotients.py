"""Difference quotients with all their digits, for every step h."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import numpy as np

from ...translation import tr_noop

__all__ = ["FUNCTIONS", "SCHEMES", "STEPS", "Function", "Quotient", "quotient", "typical"]

#: 10⁻¹⁶ to 1 in half decades.
STEPS = tuple(10.0 ** (k / 2) for k in range(-32, 1))
SCHEMES = (tr_noop("forward"), tr_noop("central"), tr_noop("complex step"))
#: Steps close by, as factors: a tenth of a decade to either side.
_CLOSE_BY = tuple(10.0 ** (k / 100) for k in range(-10, 11))
FORWARD, CENTRAL, COMPLEX = range(3)


@dataclass(frozen=True)
class Function:
    """A function at one point, with what theory needs of it there.

    Attributes
    ----------
    name : str
    x : float
    at : callable
        The function of a real or a complex number.
    derivatives : (float, float, float)
        The first three at x.
    single : bool
        Round every number to float32 on the way.

    Examples
    --------
    >>> FUNCTIONS[0].name, FUNCTIONS[0].value
    ('exp at 1', 2.718281828459045)
    """

    name: str
    x: float
    at: Callable[[complex], complex]
    derivatives: tuple[float, float, float]
    single: bool = False

    @property
    def number(self) -> Any:
        """What rounds a number to the precision in use."""
        return np.float32 if self.single else float

    @property
    def value(self) -> float:
        return float(self.number(self.at(self.x).real))

    @property
    def slope(self) -> Any:
        """The first derivative, rounded."""
        return self.number(self.derivatives[0])

    @property
    def epsilon(self) -> float:
        return float(np.finfo(np.float32 if self.single else np.float64).eps)

    def truncation(self, scheme: int) -> tuple[float, int]:
        """Return c and p of the relative error c hᵖ that is left where digits are not the limit.

        >>> FUNCTIONS[0].truncation(FORWARD), FUNCTIONS[0].truncation(CENTRAL)
        ((0.5, 1), (0.16666666666666666, 2))
        """
        first, second, third = map(abs, self.derivatives)
        return (second / first / 2, 1) if scheme == FORWARD else (third / first / 6, 2)

    def rounding(self, scheme: int) -> float:
        """Return c of c/h, what the relative error from rounding is at most, to first order.

        Each value is rounded by ½ε|f| at most, and x ± h by ½ε|x|. Nothing cancels in a complex
        step: 0.
        """
        values = abs(self.value / self.derivatives[0])
        points = abs(self.x)
        parts = {FORWARD: values + points / 2, CENTRAL: (values + points) / 2, COMPLEX: 0.0}
        return float(self.epsilon * parts[scheme])

    def bounds(self, scheme: int) -> tuple[str, str]:
        """Return both errors as they are written beside their lines; the second is at most this.

        >>> FUNCTIONS[0].bounds(CENTRAL), FUNCTIONS[3].bounds(FORWARD)
        (('h²/6', 'ε/h'), ('h/4e3', '2.5e3 ε/h'))
        """
        (c, p), r = self.truncation(scheme), self.rounding(scheme) / self.epsilon
        under, factor = (f"{x:.2g}".replace("e+0", "e") for x in (1 / c, r))
        return f"h{'²' * (p - 1)}/{under}", "ε/h" if factor == "1" else f"{factor} ε/h"

    def best(self, scheme: int) -> float | None:
        """Return the h at which both errors together are at most smallest, in theory."""
        (c, p), r = self.truncation(scheme), self.rounding(scheme)
        return float((r / (c * p)) ** (1 / (p + 1))) if r else None

    def least(self, scheme: int) -> float:
        """Return what both errors together are at most at the best h: as small as can be promised.

        One measured error below it may be luck with the last digits, see `typical`. Without a best
        h it is ε.

        >>> f"{FUNCTIONS[0].least(CENTRAL):.1e}", f"{FUNCTIONS[0].least(FORWARD):.1e}"
        ('3.8e-11', '2.6e-08')
        """
        h = self.best(scheme)
        if h is None:
            return self.epsilon
        (c, p), r = self.truncation(scheme), self.rounding(scheme)
        return c * h**p + r / h


_R = math.sqrt(2.0)

FUNCTIONS = (
    Function(tr_noop("exp at 1"), 1.0, cmath.exp, (math.e, math.e, math.e)),
    Function(tr_noop("sin at 1"), 1.0, cmath.sin, (math.cos(1), -math.sin(1), -math.cos(1))),
    Function(tr_noop("√x at 2"), 2.0, cmath.sqrt, (1 / (2 * _R), -1 / (8 * _R), 3 / (32 * _R))),
    Function(tr_noop("√x at 1000"), 1000.0, cmath.sqrt,
             (0.5 * 1000**-0.5, -0.25 * 1000**-1.5, 0.375 * 1000**-2.5)),
    Function("exp, float32", 1.0, cmath.exp, (math.e, math.e, math.e), single=True),
)  # fmt: skip


@dataclass(frozen=True)
class Quotient:
    """A difference quotient as it is computed, and its digits.

    Attributes
    ----------
    lines : (str, str, str)
        The two values that are subtracted and their difference, one over the other: their points
        are in one column. Of a complex step only the imaginary part, twice empty.
    same : int
        Characters at the start that both values share.
    value : str
        The quotient.
    right : int
        Characters at its start that are those of the derivative.
    error : float
        Relative, of the quotient.
    """

    lines: tuple[str, str, str]
    same: int
    value: str
    right: int
    error: float


def quotient(f: Function, scheme: int, h: float) -> Quotient:
    """Compute one difference quotient, in the precision of the function.

    Examples
    --------
    >>> central = quotient(FUNCTIONS[0], CENTRAL, 1e-6)
    >>> for line in central.lines: print(line)
    2.7182845467422325
    2.718279110178576
    0.0000054365636566
    >>> central.value[: central.right], quotient(FUNCTIONS[0], COMPLEX, 1e-6).value
    ('2.718281828', '2.718281828458592')
    """
    a, b, slope = _measured(f, scheme, h)
    if scheme == COMPLEX:
        return _judged(f, (str(a), "", ""), 0, slope)
    return _judged(f, _aligned(a, b), _shared(str(a), str(b)), slope)


def typical(f: Function, scheme: int, h: float) -> float:
    """Return the root mean square of the relative errors of steps close to `h`.

    A single step may be lucky with its last digits; its neighbours then are not.

    Examples
    --------
    >>> f, lucky = FUNCTIONS[0], STEPS[19]
    >>> f"{lucky:.3g}: {quotient(f, CENTRAL, lucky).error:.0e}, {typical(f, CENTRAL, lucky):.0e}"
    '3.16e-07: 1e-11, 2e-10'
    """
    slopes = [float(_measured(f, scheme, h * factor)[2]) for factor in _CLOSE_BY]
    return math.sqrt(sum(_error(f, slope) ** 2 for slope in slopes) / len(slopes))


def _measured(f: Function, scheme: int, h: float) -> tuple[Any, Any, Any]:
    """The two values and the quotient; of a complex step the imaginary part, and nothing."""
    number = f.number
    x, step = number(f.x), number(h)
    if scheme == COMPLEX:
        part = number(f.at(complex(x, step)).imag)
        return part, None, part / step
    low = x if scheme == FORWARD else x - step
    a, b = (number(f.at(at).real) for at in (x + step, low))
    return a, b, (a - b) / (step if scheme == FORWARD else 2 * step)


def _error(f: Function, slope: float) -> float:
    return abs(slope - f.derivatives[0]) / abs(f.derivatives[0])


def _judged(f: Function, lines: tuple[str, str, str], same: int, value: Any) -> Quotient:
    text = str(value)
    right = _shared(text, str(f.slope))
    return Quotient(lines, same, text, right, _error(f, float(value)))


def _shared(a: str, b: str) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def _aligned(a: Any, b: Any) -> tuple[str, str, str]:
    """Two numbers and their difference to as many decimals as they have."""
    texts = [str(a), str(b)]
    decimals = max(len(text.partition(".")[2]) for text in texts)
    return texts[0], texts[1], f"{a - b:.{decimals}f}"
