"""The film of notebook 09: a valley is turned, and some rules walk down it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...descent import Surface, descend, quadratic
from ...optim import AdaGrad, Adam, GradientDescent, Momentum, Rule
from ..film import Film, Scene

__all__ = ["kappa_left", "turning"]

Array = NDArray[Any]

_MIDDLE, _RADIUS, _REACH = (186.0, 200.0), 156.0, 5.8  # the map: places, and θ at its edge
_LEFT, _RIGHT, _TOP, _LOW = 432.0, 606.0, 56.0, 292.0  # the chart
_MOST, _GOAL, _DRAWN = 400, 1e-6, 60  # steps of a run, what it is to reach, steps of a path

_STOPPED, _PLAIN = "AdaGrad, fixed", "gradient descent"

#: Name -> rule, of those that notice the turn, or might.
_KINDS: dict[str, type[Any]] = {
    "AdaGrad": AdaGrad, _STOPPED: GradientDescent, "Adam": Adam, "momentum": Momentum,
}  # fmt: skip


def kappa_left(hessian: ArrayLike, divisors: ArrayLike) -> float:
    """Return the condition number of a Hessian where parameter i has the rate 1/divisor i.

    Parameters
    ----------
    hessian : array_like, shape (2, 2)
        Symmetric.
    divisors : array_like, shape (2,)
        Positive.

    Examples
    --------
    >>> round(kappa_left([[5, 4], [4, 5]], [5, 5]), 6), round(kappa_left([[9, 0], [0, 1]], [9, 1]))
    (9.0, 1)
    """
    (a, b), (_, c) = np.asarray(hessian, float)
    first, second = np.asarray(divisors, float)
    middle, product = (a / first + c / second) / 2, b * b / (first * second)
    root = np.sqrt(((a / first - c / second) / 2) ** 2 + product)
    return float((middle + root) / (middle - root))


@dataclass(frozen=True)
class _Run:
    """What a rule does in one valley with its best rate."""

    count: int  # of steps to the goal, in the median of the starts
    rate: float
    path: Array


def _turn(points: ArrayLike, angle: float) -> Array:
    c, s = np.cos(angle), np.sin(angle)
    turned: Array = np.asarray(points, float) @ np.array([[c, s], [-s, c]])
    return turned


def _divisors(valley: Surface, start: Array, rate: float) -> Array:
    """The roots of AdaGrad's sums in the end, over their mean."""
    slopes = descend(valley, AdaGrad(rate), start, _DRAWN).gradient[:-1]
    roots: Array = np.sqrt(np.sum(slopes**2, axis=0))
    mean: Array = roots.mean(axis=-1, keepdims=True)
    return roots / mean


def _best(
    kind: type[Any], valley: Surface, angle: float, starts: int, fixed: float | None = None
) -> _Run:
    """Try rates from starts on a circle; the fewest steps in the median are best.

    With ``fixed``, a rate of AdaGrad, its divisors of each start divide every step.
    """
    around = (np.arange(starts) + 0.5) * 2 * np.pi / starts
    from_ = _turn(4 * np.column_stack([np.cos(around), np.sin(around)]), angle)
    rates = np.geomspace(1e-3, 10, 61)

    def rule(rate: Any, start: Array) -> Rule:
        made: Rule = kind(rate if fixed is None else rate / _divisors(valley, start, fixed))
        return made

    runs = descend(
        valley, rule(rates[:, None, None], from_), np.broadcast_to(from_, (61, *from_.shape)), _MOST
    )
    away = ~(runs.value < _GOAL * runs.value[0])  # what is not a number is away
    last = np.where(away.any(axis=0), _MOST + 1 - away[::-1].argmax(axis=0), 0)
    counts = np.median(last, axis=1)
    best, start = int(counts.argmin()), _turn([-4, 1], angle)
    path = descend(valley, rule(float(rates[best]), start), start, _DRAWN).theta
    return _Run(int(counts[best]), float(rates[best]), path)


def turning(kappa: float, angles: Sequence[int], starts: int = 12) -> Film:
    """A slider that turns a valley: paths of some rules, their steps, and the best κ′.

    AdaGrad walks twice: as it is, and from the start with the divisors of its end.

    Parameters
    ----------
    kappa : float
        Of the valley.
    angles : sequence of int
        In degrees from 0 to 45, one for each frame.
    starts : int
        How many, on a circle around the minimum; numbers of steps are medians of them.

    Returns
    -------
    Film
        Its text has the steps at the first, the last and some angles between.

    Examples
    --------
    >>> turning(9, [0, 45], starts=2)
    steps to a millionth of the loss
    AdaGrad: 3 at 0°, 3 at 45°
    AdaGrad, fixed: 3 at 0°, 3 at 45°
    Adam: 123 at 0°, 120 at 45°
    momentum: 121 at 0°, 121 at 45°
    gradient descent: 3 at every angle
    """
    turns = np.radians(angles)
    valleys = [quadratic(kappa, angle=float(turn)) for turn in turns]
    hessians = [valley.hessian(np.zeros(2)) for valley in valleys]
    best = [kappa_left(hessian, np.diag(hessian)) for hessian in hessians]
    plain = _best(GradientDescent, valleys[0], float(turns[0]), starts)
    found: dict[str, list[_Run]] = {}
    for name, kind in _KINDS.items():
        fixed = [run.rate if name == _STOPPED else None for run in found.get("AdaGrad", [])]
        found[name] = [
            _best(kind, valley, turn, starts, rate)
            for valley, turn, rate in zip(valleys, turns, fixed or [None] * len(turns), strict=True)
        ]
    found[_PLAIN] = [replace(plain, path=_turn(plain.path, turn - turns[0])) for turn in turns]
    counts = {name: [run.count for run in runs] for name, runs in found.items()}
    top = 1.08 * max(map(max, counts.values()))
    scenes, told = [], ["steps to a millionth of the loss"]
    shown = sorted({round(k * (len(angles) - 1) / 3) for k in range(4)})
    for name, runs in found.items():
        keeps = name in ("momentum", _PLAIN)
        changes: dict[str, list[Any]] = {
            "valley.transform": [f"rotate({-a} {_MIDDLE[0]:g} {_MIDDLE[1]:g})" for a in angles],
            "path.d": [_line(*_on_map(run.path)) for run in runs],
            "dots.d": [_dots(*_on_map(run.path)) for run in runs],
            "chosen.d": [_line(*_on_chart(angles, counts[name], top))],
            "now.cx": _on_chart(angles, counts[name], top)[0],
            "now.cy": _on_chart(angles, counts[name], top)[1],
            "rate.text": [f"{name}, η = {run.rate:.2g}" for run in runs],
            "kappa.text": [
                f"{run.count} steps; κ stays {kappa:g}" if keeps
                else f"{run.count} steps; κ′ = {left:.0f} at best"
                for run, left in zip(runs, best, strict=True)
            ],
            "at.text": [f"{a}°" for a in angles],
        }  # fmt: skip
        scenes.append(Scene(name, changes, len(angles) - 1))
        some = ", ".join(f"{counts[name][k]} at {angles[k]}°" for k in shown)
        told.append(f"{name}: {some if name != _PLAIN else f'{plain.count} at every angle'}")
    drawing = _map(kappa) + _chart(angles, counts, top)
    return Film(drawing, 370, scenes, "angle", "rule:", "\n".join(told))


# --- places -----------------------------------------------------------------------------------


def _on_map(path: Array) -> tuple[list[float], list[float]]:
    shown = np.clip(np.nan_to_num(path), -6.0, 6.0) * _RADIUS / _REACH
    u, v = _MIDDLE[0] + shown[:, 0], _MIDDLE[1] - shown[:, 1]
    return np.round(u, 1).tolist(), np.round(v, 1).tolist()


def _on_chart(
    angles: Sequence[float], steps: Sequence[float], top: float
) -> tuple[list[float], list[float]]:
    u = _LEFT + (_RIGHT - _LEFT) * np.asarray(angles, float) / 45
    v = _LOW - (_LOW - _TOP) * np.asarray(steps, float) / top
    return np.round(u, 1).tolist(), np.round(v, 1).tolist()


def _line(u: Sequence[float], v: Sequence[float]) -> str:
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in zip(u, v, strict=True))


def _dots(u: Sequence[float], v: Sequence[float]) -> str:
    """Round caps of lines without a length."""
    return "".join(f"M{x:g},{y:g}h0" for x, y in zip(u, v, strict=True))


# --- what stays -------------------------------------------------------------------------------


def _map(kappa: float) -> str:
    """The valley along the axes, inside a disc, and the axes, which do not turn."""
    x, y = _MIDDLE
    rings = ""
    for half in (2.5, 5.4, 10.0, 16.0):
        around = np.linspace(0, 2 * np.pi, 181)
        ring = np.column_stack([half * np.cos(around), half / np.sqrt(kappa) * np.sin(around)])
        inside = np.hypot(*ring.T) <= _REACH
        for part in np.split(np.arange(181), np.flatnonzero(np.diff(inside)) + 1):
            if inside[part[0]] and len(part) > 1:
                rings += f'<path class="axis" d="{_line(*_on_map(ring[part]))}"></path>'
    return (
        f'<text class="title" x="{x - _RADIUS:g}" y="26" data-id="rate"></text>'
        f'<text class="quiet" x="{x - _RADIUS:g}" y="{y + _RADIUS:g}">{_DRAWN} steps</text>'
        f'<circle class="track" cx="{x:g}" cy="{y:g}" r="{_RADIUS:g}"></circle>'
        f'<path class="goal" d="M{x - _RADIUS:g},{y:g}H{x + _RADIUS:g}"></path>'
        f'<path class="goal" d="M{x:g},{y - _RADIUS:g}V{y + _RADIUS:g}"></path>'
        f'<text class="quiet" x="{x + _RADIUS + 5:g}" y="{y + 5:g}">θ₁</text>'
        f'<text class="quiet" x="{x + 6:g}" y="{y - _RADIUS + 18:g}">θ₂</text>'
        f'<g data-id="valley">{rings}</g>'
        '<path class="line one" style="stroke-width:2" data-id="path"></path>'
        '<path class="line one" style="stroke-width:7;stroke-linecap:round" data-id="dots"></path>'
    )


def _chart(angles: Sequence[float], counts: dict[str, list[int]], top: float) -> str:
    """Steps over the angle, for all rules, in grey; the chosen one is drawn over them."""
    ticks = "".join(
        f'<path class="axis" d="M{u:g},{_LOW:g}v5"></path>'
        f'<text class="quiet" x="{u:g}" y="{_LOW + 21:g}" text-anchor="middle">{a}°</text>'
        for a, u in zip((0, 15, 30, 45), _on_chart((0, 15, 30, 45), (0, 0, 0, 0), top)[0],
                        strict=True)
    )  # fmt: skip
    ticks += "".join(
        f'<path class="axis" d="M{_LEFT:g},{v:g}h-5"></path>'
        f'<text class="quiet" x="{_LEFT - 9:g}" y="{v + 5:g}" text-anchor="end">{n}</text>'
        for n in range(0, int(top) + 1, 100)
        for v in _on_chart((0,), (n,), top)[1]
    )
    lines, ends = "", {name: steps[-1] for name, steps in counts.items()}
    for name, steps in counts.items():
        look = "goal" if name == _PLAIN else "axis"
        lines += f'<path class="{look}" d="{_line(*_on_chart(angles, steps, top))}"></path>'
    names, free = "", -np.inf
    for name in sorted(ends, key=lambda name: (-ends[name], name != "momentum")):
        (v,) = _on_chart((0,), (ends[name],), top)[1]
        free = max(free + 20, v + 5)
        names += f'<text class="quiet" x="{_RIGHT + 14:g}" y="{free:g}">{name}</text>'
    return (
        f'<text class="title" x="{_LEFT - 34:g}" y="26">steps to a millionth of the loss</text>'
        f'<path class="axis" d="M{_LEFT:g},{_TOP:g}V{_LOW:g}H{_RIGHT:g}"></path>'
        f"{ticks}{lines}{names}"
        '<path class="line one" data-id="chosen"></path>'
        '<circle class="dot one" r="8" data-id="now"></circle>'
        f'<text class="title" x="{_LEFT - 34:g}" y="{_LOW + 60:g}" data-id="kappa"></text>'
    )
