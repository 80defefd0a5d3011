"""The film of notebook 07: what the learning rate does to every mode of a network, and to its loss.

All of it is the formula for a bowl: a step multiplies a mode of curvature λ by 1 − ηλ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..film import Film, Scene

__all__ = ["cost", "one_rate"]

Array = NDArray[np.float64]

_BARS, _LINE = (66.0, 310.0), (410.0, 780.0, 4.0)  # left, right, and the decades of the steps
_TOP, _LOW, _LOWEST = 64.0, 264.0, 1e-5
_GOALS = (0.1, 0.01, 0.001, 0.0001)


def _left(factors: Array, shares: Array, steps: ArrayLike) -> Array:
    """The loss in each mode, flattest first, as medians over the starts; then the whole of it."""
    with np.errstate(under="ignore", over="ignore"):
        powers = factors ** (2 * np.asarray(steps, dtype=float)[:, None, None])
        parts = shares * powers
    whole = parts.sum(axis=-1, keepdims=True)
    medians: Array = np.median(np.concatenate([parts, whole], axis=-1), axis=1)
    return medians


def cost(factors: ArrayLike, shares: ArrayLike, goal: float) -> float:
    """Return how many steps a bowl takes to a share of its first loss, in the median of starts.

    Parameters
    ----------
    factors : array_like, shape (modes,)
        What a step multiplies each mode by.
    shares : array_like, shape (starts, modes)
        What part of the first loss each mode holds.
    goal : float
        The share of the first loss that is to be left.

    Returns
    -------
    float
        A whole number; infinite where a mode does not shrink.

    Examples
    --------
    >>> cost([0.5, -0.9], [[0.99, 0.01]], 0.25), cost([0.5, -1.1], [[0.99, 0.01]], 0.25)
    (2.0, inf)
    """
    sizes, held = np.abs(np.asarray(factors, float)), np.atleast_2d(np.asarray(shares, float))
    if sizes.max() >= 1:
        return float("inf")
    low, high = 0, int(np.ceil(np.log(goal) / (2 * np.log(sizes.max()))))
    while high - low > 1:
        middle = (low + high) // 2
        short = _left(sizes, held, [middle])[0, -1] <= goal
        low, high = (low, middle) if short else (middle, high)
    return float(high)


def one_rate(
    curvatures: Mapping[str, ArrayLike],
    losses: Mapping[str, ArrayLike],
    fractions: Sequence[float],
    first: float,
) -> Film:
    """A slider over η in parts of η*: what a digit costs in each mode, and how the loss falls.

    Parameters
    ----------
    curvatures : mapping of str to array_like
        Name of each scene -> the eigenvalues of its Hessian, the flattest first.
    losses : mapping of str to array_like
        The same names -> the first loss in each mode, (starts, modes).
    fractions : sequence of float
        η/η*, one for each frame.
    first : float
        The fraction that is shown at first.

    Returns
    -------
    Film
        Its text has the steps to a tenth, a hundredth, … of the first loss at some fractions.

    Examples
    --------
    >>> one_rate({"round": [1, 9]}, {"round": [[0.01, 0.99]]}, [0.5, 1.0, 1.2], first=0.5)
    median steps to 1/10, 1/100, 1/1,000, 1/10,000 of the first loss, by the formula
    round, 0.5 η*: 1, 2, 11, 22
    round, 1 η*: 6, 11, 16, 21
    """
    scenes, told = [], ["median steps to 1/10, 1/100, 1/1,000, 1/10,000 of the first loss, "
                        "by the formula"]  # fmt: skip
    shown = [f for f in (0.5, 0.95, 1.0) if f in fractions]
    for name, values in curvatures.items():
        bent, held = np.asarray(values, float), np.atleast_2d(np.asarray(losses[name], float))
        held = held / held.sum(axis=-1, keepdims=True)
        start = max(0.0, np.ceil(np.log10(12 * bent[-1] / bent[0])) - _LINE[2])
        slowest = _digit(1 - min(fractions) * 2 * bent[0] / (bent[-1] + bent[0]))
        decades = 2 * int(np.ceil(np.log10(slowest) / 2))  # even: the middle has a whole power
        factors = [1 - f * 2 / (bent[-1] + bent[0]) * bent for f in fractions]
        costs = [[cost(factor, held, goal) for goal in _GOALS] for factor in factors]
        curves = [_curves(factor, held, start) for factor in factors]
        changes: dict[str, list[Any]] = {
            "one.d": [_bars(f, slice(0, 1), decades) for f in factors],
            "other.d": [_bars(f, slice(1, None), decades) for f in factors],
            "turned.d": [_turned(f) for f in factors],
            "flat.d": [flat for flat, _ in curves],
            "whole.d": [whole for _, whole in curves],
            "says.text": [_says(steps[-1]) for steps in costs],
            "digits.text": [
                "no end: the steepest mode grows" if np.isinf(steps[0])
                else "whole loss, steps for each digit in turn: " + ", ".join(_each(steps))
                for steps in costs
            ],
            "at.text": [f"{f:.2f} η*" for f in fractions],
            **{f"cost{k}.text": [_power(decades * k / 2)] for k in range(3)},
            **{f"tick{k}.text": [_power(start + k)] for k in range(5)},
        }  # fmt: skip
        scenes.append(Scene(name, changes, len(factors) - 1, list(fractions).index(first)))
        for f in shown:
            steps = costs[list(fractions).index(f)]
            told.append(f"{name}, {f:g} η*: {', '.join(map(_coarse, steps))}")
    return Film(_drawing(), 360, scenes, "η", "inputs:", "\n".join(told))


# --- words ------------------------------------------------------------------------------------


def _coarse(steps: float) -> str:
    """Two digits of a number, which another processor finds as well."""
    return f"{float(f'{steps:.2g}'):,.0f}"


def _each(steps: Sequence[float]) -> list[str]:
    return [_coarse(digit) for digit in np.diff(steps, prepend=0.0)]


def _says(steps: float) -> str:
    return "1/10,000: never" if np.isinf(steps) else f"1/10,000: about {_coarse(steps)} steps"


def _power(exponent: float) -> str:
    if exponent < 4:
        return f"{10**exponent:,.0f}"
    return "10" + str(int(exponent)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


# --- places -----------------------------------------------------------------------------------


def _digit(factor: ArrayLike) -> Array:
    """Steps in which a mode of this factor loses a digit of its loss; infinite if it does not."""
    with np.errstate(divide="ignore"):
        each = np.maximum(-2 * np.log(np.abs(np.asarray(factor, dtype=float))), 0.0)
        return np.asarray(np.log(10) / each)


def _bars(factors: Array, some: slice, decades: float) -> str:
    left, right = _BARS
    wide = (right - left) / len(factors)
    with np.errstate(divide="ignore"):
        share = np.clip(np.log10(_digit(factors)) / decades, 0.015, 1.1)  # a stub: under one step
    tops = zip(np.arange(len(factors))[some], (_LOW - (_LOW - _TOP) * share)[some], strict=True)
    return "".join(
        f"M{left + wide * (k + 0.15):.1f},{_LOW:g}V{top:.1f}h{0.7 * wide:.1f}V{_LOW:g}Z"
        for k, top in tops
    )


def _turned(factors: Array) -> str:
    """A short bar below the axis, under each mode that changes sides."""
    left, right = _BARS
    wide = (right - left) / len(factors)
    return "".join(
        f"M{left + wide * (k + 0.15):.1f},{_LOW + 9:g}h{0.7 * wide:.1f}"
        for k in np.flatnonzero(factors < 0)
    )


def _curves(factors: Array, held: Array, start: float) -> tuple[str, str]:
    left, right, decades = _LINE
    steps = np.unique(np.round(np.geomspace(10**start, 10 ** (start + decades), 73)))
    found = _left(np.abs(factors), held, steps)
    u = left + (right - left) * (np.log10(steps) - start) / decades

    def line(share: Array) -> str:
        height = np.log10(np.clip(share, 1e-9, 10)) / np.log10(_LOWEST)
        v = np.maximum(_TOP + (_LOW - _TOP) * height, _TOP - 14)
        out = np.flatnonzero(v > _LOW)
        if out.size:  # the first point below the axis: the line ends on it
            k = int(out[0])
            if k == 0:
                return ""
            part = (_LOW - v[k - 1]) / (v[k] - v[k - 1])
            last = u[k - 1] + part * (u[k] - u[k - 1])
            across, down = np.append(u[:k], last), np.append(v[:k], _LOW)
        else:
            across, down = u, v
        return "M" + "L".join(f"{x:.0f},{y:.0f}" for x, y in zip(across, down, strict=True))

    return line(found[:, 0]), line(found[:, -1])


def _drawing() -> str:
    left, right = _BARS
    from_, to, decades = _LINE
    goal = _TOP + (_LOW - _TOP) * 0.8
    ticks = "".join(
        f'<path class="axis" d="M{from_ + (to - from_) * k / decades:g},{_LOW:g}v5"></path>'
        f'<text class="quiet" x="{from_ + (to - from_) * k / decades:g}" y="{_LOW + 21:g}" '
        f'text-anchor="middle" data-id="tick{k}"></text>'
        for k in range(5)
    )
    ticks += "".join(
        f'<text class="quiet" x="{from_ - 9:g}" y="{_TOP + (_LOW - _TOP) * part + 5:g}" '
        f'text-anchor="end">{words}</text>'
        for part, words in ((0, "1"), (0.4, "1/100"), (0.8, "1/10,000"))
    )
    ticks += "".join(
        f'<text class="quiet" x="{left - 9:g}" y="{_LOW - (_LOW - _TOP) * k / 2 + 5:g}" '
        f'text-anchor="end" data-id="cost{k}"></text>'
        for k in range(3)
    )
    return (
        f'<text class="title" x="{left - 56:g}" y="26">steps for a digit, mode by mode</text>'
        '<path data-id="one" style="fill:var(--ll-gradient)"></path>'
        '<path data-id="other" style="fill:var(--ll-value);fill-opacity:.55"></path>'
        '<path data-id="turned" style="stroke:var(--ll-text);stroke-width:4;fill:none"></path>'
        f'<path class="axis" d="M{left:g},{_LOW:g}H{right:g}"></path>'
        f'<text class="quiet" x="{left:g}" y="{_LOW + 30:g}">flattest</text>'
        f'<text class="quiet" x="{right:g}" y="{_LOW + 30:g}" text-anchor="end">steepest</text>'
        f'<text class="quiet" x="{left:g}" y="{_LOW + 56:g}">▬ changes sides</text>'
        f'<text class="title" x="{from_ - 66:g}" y="26" data-id="says"></text>'
        f'<path class="goal" d="M{from_:g},{goal:g}H{to:g}"></path>'
        '<path class="line one" style="stroke-dasharray:7 4" data-id="flat"></path>'
        '<path class="line" style="stroke:var(--ll-text)" data-id="whole"></path>'
        f'<path class="axis" d="M{from_:g},{_TOP - 14:g}V{_LOW:g}H{to:g}"></path>{ticks}'
        f'<text class="quiet" x="{to:g}" y="{_LOW - 8:g}" text-anchor="end">step</text>'
        f'<text x="{from_ - 66:g}" y="{_LOW + 56:g}">loss left'
        '<tspan style="fill:var(--ll-gradient-text)">, and in the flattest mode</tspan></text>'
        f'<text class="quiet" x="{left - 56:g}" y="{_LOW + 86:g}" data-id="digits"></text>'
    )
