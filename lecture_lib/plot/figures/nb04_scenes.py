"""The two films of notebook 04: a race of two losses, and a distribution that slides over data."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...style import short
from ..film import Film, Scene
from .nb04_panel import Panel, marks

__all__ = ["likelihood", "race"]

Array = NDArray[Any]


def _percent(share: float, digits: int = 3) -> str:
    """Write a share as one reads it.

    >>> _percent(0.75), _percent(0.0179862), _percent(0.000335, 2)
    ('75 %', '1.8 %', '0.034 %')
    """
    return f"{short(float(f'{100 * share:.{digits}g}'))} %"


def _sigmoid(z: ArrayLike) -> Array:
    return np.asarray(0.5 * (1 + np.tanh(np.asarray(z, float) / 2)))


# --- the race ---------------------------------------------------------------------------------


def race(
    losses: Mapping[str, Callable[[float], Any]],
    paths: Mapping[float, Mapping[str, ArrayLike]],
    goal: float,
) -> Film:
    """Two losses of one logit, drawn as hills, and gradient descent on each.

    Parameters
    ----------
    losses : mapping of str to callable
        Two of them: name -> loss of a logit.
    paths : mapping of float to mapping of str to array_like, shape (steps + 1,)
        Start -> name of the loss -> its logits.
    goal : float
        The logit at which both are lowest; within one percent of its probability a run is there.

    Returns
    -------
    Film
        Its text says after how many steps each run is there.

    Examples
    --------
    >>> def hill(z):
    ...     return z**2
    >>> race({"a": hill, "b": hill}, {-2.0: {"a": [-2, 0], "b": [-2, -2]}}, goal=0.0)
    start at ŷ = 12 %: a 1, b more than 1
    """
    z = np.linspace(-9.5, 4.5, 113)
    drawing, panels = "", {}
    for k, (name, loss) in enumerate(losses.items()):
        heights = _along(loss, z)
        panel = panels[name] = Panel(
            (40.0 + 400 * k, 44, 330, 170), (-9.5, 4.5), (0, 1.05 * float(heights.max()))
        )
        drawing += panel.words(name, "logit z") + panel.ticks((-8, -4, 0, 4))
        drawing += panel.heights(marks(float(heights.max())))
        (u,), _ = panel.at([goal], [0])
        kind, mark = ("one", "two")[k], "ab"[k]
        drawing += (
            f'<path class="goal" d="M{u},44v170"></path>'
            f'<text class="quiet" x="{u}" y="38" text-anchor="middle">goal</text>'
            f'<path class="line {kind}" d="{panel.path(z, heights)}"></path>'
            f'<circle class="dot {kind}" r="10" data-id="{mark}"></circle>'
            f'<text x="{40 + 400 * k}" y="284" data-id="{mark}says"></text>'
        )
    scenes, told = [], []
    for start, runs in paths.items():
        changes: dict[str, list[Any]] = {}
        arrived = []
        for mark, (name, path) in zip("ab", runs.items(), strict=True):
            run = np.asarray(path, float)
            count = _arrival(run, goal)
            shown = np.clip(np.nan_to_num(run, nan=z[-1]), z[0], z[-1])
            changes[f"{mark}.cx"], changes[f"{mark}.cy"] = panels[name].at(
                shown, _along(losses[name], shown)
            )
            changes[f"{mark}says.text"] = [
                f"ŷ = {_percent(float(_sigmoid(at)))}"
                + (f": there at step {count}" if k >= count else "")
                + (f", far off at z = {at:.0f}" if at < z[0] or at > z[-1] else "")
                for k, at in enumerate(run)
            ]
            arrived.append(
                f"{name} {count}" if count < len(run) else f"{name} more than {len(run) - 1}"
            )
        last = max(len(np.asarray(run)) for run in runs.values()) - 1
        changes["at.text"] = [str(k) for k in range(last + 1)]
        name = _percent(float(_sigmoid(start)), 2)
        scenes.append(Scene(name, changes, last))
        told.append(f"start at ŷ = {name}: {', '.join(arrived)}")
    return Film(drawing, 296, scenes, "step", "start at ŷ =", "\n".join(told), play=True)


def _along(loss: Callable[[float], Any], z: Array) -> Array:
    return np.array([float(loss(float(one))) for one in z])


def _arrival(run: Array, goal: float) -> int:
    """The first step from which on the probability is within one percent of the goal."""
    away = np.flatnonzero(~(np.abs(_sigmoid(run) - _sigmoid(goal)) < 0.01))  # NaN is away
    return int(away[-1]) + 1 if len(away) else 0


# --- a distribution that slides ---------------------------------------------------------------


@dataclass(frozen=True)
class _Family:
    """A distribution: which y it is drawn for, which ŷ it may have, and p(y)."""

    y: Array
    y_hat: Array
    p: Callable[[Array, Array], Array]
    top: float
    every: int  # of the ticks of ŷ

    @property
    def is_discrete(self) -> bool:
        return len(self.y) < 20

    @property
    def range(self) -> str:
        """Which y are drawn, in words."""
        joint = " or " if len(self.y) == 2 else " to "
        return f"{short(self.y[0])}{joint}{short(self.y[-1])}{', whole' * self.is_discrete}"

    def knows(self, y: Array) -> bool:
        """Whether all of y are drawn."""
        if self.is_discrete:
            return bool(np.isin(y, self.y).all())
        return bool(((y >= self.y[0]) & (y <= self.y[-1])).all())


_FACTORIAL = np.array([math.factorial(k) for k in range(13)], float)

_FAMILIES: Mapping[str, _Family] = {
    "a number: bell": _Family(
        np.linspace(-3, 11, 141), np.arange(0, 81) / 10,
        lambda y, m: np.exp(-((y - m) ** 2) / 2) / np.sqrt(2 * np.pi), 0.45, 20,
    ),
    "yes or no: coin": _Family(
        np.array([0, 1]), np.arange(2, 99) / 100,
        lambda y, m: np.where(y == 1, m, 1 - m), 1.05, 20,
    ),
    "a count: Poisson": _Family(
        np.arange(13), np.arange(5, 31) / 5,
        lambda y, m: m**y * np.exp(-m) / _FACTORIAL[np.asarray(y, int)], 0.4, 5,
    ),
}  # fmt: skip


def likelihood(data: Mapping[str, Sequence[float]], first: Mapping[str, float]) -> Film:
    """A distribution slides over data: how probable it makes each, and the sum of −ln p.

    Parameters
    ----------
    data : mapping of str to sequence of float
        "a number: bell", "yes or no: coin", "a count: Poisson" -> what was observed.
    first : mapping of str to float
        ŷ at first, for each.

    Returns
    -------
    Film
        Its text has the sum for a few ŷ.

    Raises
    ------
    ValueError
        Data that the drawing has no place for.

    Examples
    --------
    >>> print(likelihood({"yes or no: coin": [1, 1, 0]}, {"yes or no: coin": 0.5}))
    sum of −ln p                 ŷ = 0.02: 7.84  0.22: 3.28  0.42: 2.28  0.62: 1.92  0.82: 2.11
    """
    most = max(map(len, data.values()))
    drawing, scenes, told = "", [], []
    for k, (name, observed) in enumerate(data.items()):
        family, y = _FAMILIES[name], np.asarray(observed, float)
        if not family.knows(y):
            raise ValueError(f"likelihood: {name} is drawn for y = {family.range}, not {observed}")
        p = np.array([family.p(y, m) for m in family.y_hat])
        total = -np.log(p).sum(axis=1)
        left, right = _panels(family, total)
        changes = _bars(family, left, y, p, most)
        drawing += (
            f'<g data-id="axes{k}">{left.ticks(_few(family.y))}'
            f'{right.ticks(_few(family.y_hat))}{right.heights(marks(float(total.max())))}'
            f'{_dots(left, y)}'
            f'<path class="line two" d="{right.path(family.y_hat, total)}"></path></g>'
        )  # fmt: skip
        changes["now.cx"], changes["now.cy"] = right.at(family.y_hat, total)
        changes["sum.text"] = [
            "−ln p: " + " + ".join(f"{-math.log(one):.1f}" for one in row) + f" = {value:.1f}"
            for row, value in zip(p, total, strict=True)
        ]
        changes["at.text"] = [f"{m:.2f}" if family.top > 1 else f"{m:.1f}" for m in family.y_hat]
        for other in range(len(data)):
            changes[f"axes{other}.visibility"] = ["visible" if other == k else "hidden"]
        start = int(np.argmin(np.abs(family.y_hat - first[name])))
        scenes.append(Scene(name, changes, len(total) - 1, start))
        some = range(0, len(total), family.every)
        told.append(
            f"{'sum of −ln p' if len(data) == 1 else name:27}  ŷ = "
            + "  ".join(f"{changes['at.text'][i]}: {total[i]:.2f}" for i in some)
        )
    stems = "".join(f'<path class="stem" data-id="stem{i}"></path>' for i in range(most))
    left, right = _panels(_FAMILIES["a number: bell"], np.array([0.0, 1]))
    drawing = (
        left.words("p(y), and what was observed", "y") + right.words("sum of all −ln p", "ŷ")
        + '<path class="shape" data-id="shape"></path>' + stems + drawing
        + '<circle class="dot one" r="9" data-id="now"></circle>'
        '<text x="30" y="330" data-id="sum"></text>'
    )  # fmt: skip
    return Film(drawing, 342, scenes, "ŷ", "observed:", "\n".join(told))


def _few(values: Array) -> list[float]:
    """Whole numbers along an axis, about five; 0, ½ and 1 for a probability."""
    low, high = math.ceil(values[0] - 0.1), math.floor(values[-1] + 0.1)
    if high - low == 1:
        return [0, 1] if len(values) == 2 else [0, 0.5, 1]
    step = 2 if high - low > 5 else 1
    return [float(x) for x in range(low + low % step, high + 1, step)]


def _panels(family: _Family, total: Array) -> tuple[Panel, Panel]:
    pad = 0.6 if family.is_discrete else 0.0
    left = Panel(
        (30, 44, 400, 200), (float(family.y[0]) - pad, float(family.y[-1]) + pad), (0, family.top)
    )
    low, high = float(family.y_hat[0]), float(family.y_hat[-1])
    edge = 0.0 if family.top < 1 else 0.02
    return left, Panel((500, 44, 270, 200), (min(low, 0) - edge, high + edge),
                        (0, 1.05 * float(total.max())))  # fmt: skip


def _bars(family: _Family, panel: Panel, y: Array, p: Array, most: int) -> dict[str, list[Any]]:
    """The distribution in every frame, and a stem at each datum, as high as its p."""
    shapes = []
    for m in family.y_hat:
        heights = np.asarray(family.p(family.y, m))
        if family.is_discrete:
            x = np.repeat(family.y, 4) + np.tile([-0.36, -0.36, 0.36, 0.36], len(family.y))
            top = np.repeat(heights, 4) * np.tile([0, 1, 1, 0], len(family.y))
            shapes.append(panel.path(x, top))
        else:
            x = np.pad(family.y, 1, "edge")  # down to the axis, or the fill has a slanted edge
            shapes.append(panel.path(x, np.pad(heights, 1)))
    changes: dict[str, list[Any]] = {"shape.d": shapes}
    _, low = panel.at([0], [0])
    for i in range(most):
        if i >= len(y):
            changes[f"stem{i}.d"] = [""]
            continue
        u = panel.at(y, p[0])[0][i] + _aside(y)[i]
        tops = panel.at(np.zeros(len(p)), p[:, i])[1]
        changes[f"stem{i}.d"] = [f"M{u:g},{low[0]:g}V{top:g}" for top in tops]
    return changes


def _aside(y: Array) -> list[float]:
    """How far equal data stand apart, so that each is seen."""
    return [10.0 * (int(np.sum(y[:i] == one)) - (np.sum(y == one) - 1) / 2) for i, one in
            enumerate(y)]  # fmt: skip


def _dots(panel: Panel, y: Array) -> str:
    return "".join(
        f'<circle class="datum" r="5" cx="{u + aside:g}" cy="{v:g}"></circle>'
        for u, v, aside in zip(*panel.at(y, 0 * y), _aside(y), strict=True)
    )
