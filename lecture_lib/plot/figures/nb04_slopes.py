"""The films of notebook 04 in which a logit moves: a loss as a gap, and three classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...style import short
from ..film import Film, Scene
from .nb04_panel import Panel, marks

__all__ = ["classes", "gap"]

Array = NDArray[Any]


def _signed(x: float) -> str:
    """Write two decimals and the sign.

    >>> _signed(-0.881), _signed(0.4), _signed(-0.001)
    ('−0.88', '+0.40', '0.00')
    """
    text = f"{x:+.2f}"
    return "0.00" if float(text) == 0 else text.replace("-", "−")


def _arrow(x: float, tail: float, tip: float) -> str:
    """An upright arrow, without a head where there is no room for one."""
    head = min(9.0, abs(tip - tail) / 2) * (1 if tip < tail else -1)
    return (
        f"M{x:g},{tail:g}V{tip:g}M{x - abs(head) * 0.7:g},{tip + head:.1f}L{x:g},{tip:g}"
        f"L{x + abs(head) * 0.7:g},{tip + head:.1f}"
    )


def _tangent(panel: Panel, x: float, y: float, slope: float) -> str:
    """A short line through a point, as far as the panel reaches."""
    ends = np.clip([x - 1.1, x + 1.1], *panel.x)
    return panel.path(ends, y + slope * (ends - x))


# --- the loss as a gap ------------------------------------------------------------------------


def gap(
    shown: Mapping[str, tuple[Callable[[Array], Array], float, float]], first: float = -2.0
) -> Film:
    """A loss A(z) − y z + c is the gap between the curve A and a line, and ŷ − y its slope.

    Parameters
    ----------
    shown : mapping of str to (A, y, c)
        Title -> the curve, the slope of the line, and how far the line is lowered.
    first : float
        The logit at first, −5 to 5.

    Returns
    -------
    Film
        Its text has ŷ − y for a few logits.

    Examples
    --------
    >>> gap({"bell, y = 2": (lambda z: z**2 / 2, 2.0, 2.0)})
    bell, y = 2: ŷ − y at z = −5: −7.00  z = −2.5: −4.50  z = 0: −2.00  z = 2.5: +0.50  z = 5: +3.00
    """
    z = np.linspace(-5, 5, 101)
    drawing, scenes, told = "", [], []
    for k, (name, (A, y, c)) in enumerate(shown.items()):
        curve, line = np.asarray(A(z), float), y * z - c
        tangent = (np.asarray(A(z + 1e-5)) - np.asarray(A(z - 1e-5))) / 2e-5
        low, high = float(line.min()), float(max(curve.max(), line.max()))
        panel = Panel((30, 44, 400, 250), (-5, 5), (low - 0.4, high + 0.6))
        (_, right), (_, above) = panel.at([0, 3.2], [0, float(A(np.array(3.2)))])
        (_, end), (_, below) = panel.at([0, -2.6], [0, y * -2.6 - c])
        drawing += (
            f'<g data-id="axes{k}">{panel.ticks((-4, -2, 0, 2, 4))}'
            f'<path class="goal" fill="none" d="{panel.path(z, line)}"></path>'
            f'<path class="line two" d="{panel.path(z, curve)}"></path>'
            f'<text x="{right - 12}" y="{above - 6}" text-anchor="end">A(z)</text>'
            f'<text class="quiet" x="{end + 8}" y="{below + 14}">slope y</text></g>'
        )
        u, top = panel.at(z, curve)
        foot = panel.at(z, line)[1]
        off = tangent - y
        zero, scale = 620.0, 20.0
        changes: dict[str, list[Any]] = {
            "gap.d": [f"M{a:g},{b:g}V{d:g}" for a, b, d in zip(u, top, foot, strict=True)],
            "touch.d": [
                _tangent(panel, at, height, slope)
                for at, height, slope in zip(z, curve, tangent, strict=True)
            ],
            "loss.text": [f"gap, ℓ = {value:.2f}" for value in curve - line],
            "slope.text": [f"slope of the curve, ŷ = {slope:.2f}".replace("-", "−")
                           for slope in tangent + 0.0],
            "line.text": [f"slope of the line,  y = {short(y)}"],
            "says.text": [f"ŷ − y = {_signed(one)}" for one in off],
            "off.x": [f"{zero + scale * one:.1f}" if one < 0 else f"{zero:g}" for one in off],
            "off.width": [f"{scale * abs(one):.1f}" for one in off],
            "at.text": [f"{at:.1f}".replace("-", "−") for at in z + 0.0],
        }  # fmt: skip
        for other in range(len(shown)):
            changes[f"axes{other}.visibility"] = ["visible" if other == k else "hidden"]
        scenes.append(Scene(name, changes, len(z) - 1, int(np.argmin(np.abs(z - first)))))
        told.append(
            f"{name}: ŷ − y at "
            + "  ".join(f"z = {short(z[i])}: {_signed(off[i])}" for i in range(0, 101, 25))
        )
    title = Panel((30, 44, 400, 250), (-5, 5), (0, 1)).words("the loss is the gap", "logit z")
    ruler = Panel((500, 200, 240, 40), (-6, 6), (0, 1)).ticks((-6, -3, 0, 3, 6))
    drawing = (
        title + drawing
        + '<path class="line one" data-id="gap" style="stroke-width: 7"></path>'
        '<path class="line one" data-id="touch"></path>'
        '<text x="500" y="80" data-id="slope"></text><text x="500" y="108" data-id="line"></text>'
        '<text class="title" x="500" y="150" data-id="says"></text>'
        '<rect class="bar one" y="206" height="34" data-id="off"></rect>'
        f'{ruler}<text x="500" y="302" data-id="loss"></text>'
    )  # fmt: skip
    return Film(drawing, 350, scenes, "z", "distribution:", "\n".join(told))


# --- three classes ----------------------------------------------------------------------------


def classes(
    loss: Callable[[Array, Array], Any], labels: Mapping[str, ArrayLike], first: float = -1.0
) -> Film:
    """Three classes, of which the first one's logit moves, and what the label says of them.

    Parameters
    ----------
    loss : callable
        ``loss(o, q)`` for logits and a label, each of three numbers.
    labels : mapping of str to array_like, shape (3,)
        As it is written -> probabilities q.
    first : float
        The logit o₁ at first, −3 to 5; the other two are 0.

    Returns
    -------
    Film
        Its text has the lowest possible loss, and that at a few logits.

    Examples
    --------
    >>> def surprise(o, q):
    ...     return np.log(np.exp(o).sum()) - q @ o
    >>> classes(surprise, {"even": [1 / 3, 1 / 3, 1 / 3]})
    even: at best 1.10; at o₁ = −3: 1.72  −1: 1.20  1: 1.22  3: 2.09  5: 3.35
    """
    moved = np.arange(-30, 51) / 10
    bars = Panel((40, 54, 330, 190), (0.4, 3.6), (0, 1))
    hill = Panel((470, 54, 300, 190), (-3, 5), (0, 4))
    feet = bars.at([1, 2, 3], [0, 0, 0])[0]
    drawing = (
        bars.words("label q (dashed) and ŷ", "class") + bars.ticks((1, 2, 3))
        + bars.heights((0, 0.5, 1)) + hill.words("loss", "o₁") + hill.ticks((-2, 0, 2, 4))
        + hill.heights(marks(4))
        + "".join(
            f'<path class="shape" data-id="p{i}"></path>'
            f'<path class="goal" fill="none" style="stroke-width: 2.5" data-id="q{i}"></path>'
            f'<path class="line one" data-id="off{i}"></path>'
            f'<text x="{u}" y="322" text-anchor="middle" data-id="says{i}"></text>'
            for i, u in enumerate(feet)
        )
        + '<text class="quiet" x="4" y="322">ŷ − q</text>'
        '<path class="goal" fill="none" data-id="floor"></path>'
        '<text class="quiet" text-anchor="start" x="480" data-id="least"></text>'
        '<path class="line two" data-id="curve"></path>'
        '<path class="line one" data-id="touch"></path>'
        '<circle class="dot one" r="9" data-id="now"></circle>'
        '<text x="470" y="322" data-id="loss"></text>'
    )  # fmt: skip
    scenes, told = [], []
    for name, label in labels.items():
        q = np.asarray(label, float)
        o = np.stack([moved, 0 * moved, 0 * moved], axis=1)
        powers = np.exp(o)
        p = powers / powers.sum(axis=1, keepdims=True)
        losses = np.array([float(loss(one, q)) for one in o])
        least = float(-np.sum(q[q > 0] * np.log(q[q > 0]))) + 0.0
        changes: dict[str, list[Any]] = {
            "curve.d": [hill.path(moved, losses)],
            "floor.d": [hill.path([-3, 5], [least, least])],
            "least.text": [f"{least:.2f}"],
            "least.y": [f"{hill.at([0], [least])[1][0] - 6:g}"],
            "loss.text": [f"loss {value:.2f}" for value in losses],
            "touch.d": [
                _tangent(hill, at, height, slope)
                for at, height, slope in zip(moved, losses, p[:, 0] - q[0], strict=True)
            ],
            "at.text": [f"{at:.1f}".replace("-", "−") for at in moved],
        }
        changes["now.cx"], changes["now.cy"] = hill.at(moved, losses)
        for i, u in enumerate(feet):
            tops, (goal,) = bars.at(0 * moved, p[:, i])[1], bars.at([0], [q[i]])[1]
            changes[f"p{i}.d"] = [f"M{u - 30:g},244V{top:g}H{u + 30:g}V244" for top in tops]
            changes[f"q{i}.d"] = [f"M{u - 40:g},244V{goal:g}H{u + 40:g}V244"]
            changes[f"off{i}.d"] = [_arrow(u, goal, top) for top in tops]
            changes[f"says{i}.text"] = [_signed(one) for one in p[:, i] - q[i]]
        scenes.append(Scene(name, changes, len(moved) - 1, int(np.argmin(np.abs(moved - first)))))
        told.append(
            f"{name}: at best {least:.2f}; at o₁ = "
            + "  ".join(f"{short(moved[i])}: {losses[i]:.2f}" for i in range(0, 81, 20))
        )
    return Film(drawing, 342, scenes, "o₁", "label q =", "\n".join(told))
