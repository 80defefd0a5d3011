"""The film of notebook 00: one network after more and more rounds of training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...autograd import Tensor, cross_entropy, relu
from ..film import Film, Scene

__all__ = ["learning"]

Array = NDArray[Any]
Net = tuple[Tensor, Tensor]

_SHADES = 5  # of ink, and of weights of each sign
_SHOWN, _SIDE, _GAP = 12, 6, 64  # images at the top: their number, pixels, distance
_TOP = 142  # of all three pictures below
_TILE, _PIXEL = 46, 5  # columns of V
_ZERO, _HALF, _BAR = 516.0, 62.0, 18.4  # scores: where 0 is, how far they reach, from bar to bar
_LEFT, _RIGHT, _LOW = 652.0, 780.0, 306.0  # the curve


def learning(
    nets: Mapping[int, Net], seen: tuple[ArrayLike, ArrayLike], unseen: tuple[ArrayLike, ArrayLike]
) -> Film:
    """A slider over rounds of training: what a network reads, its columns, scores, and share right.

    Parameters
    ----------
    nets : mapping of int to (Tensor, Tensor)
        V and W after some numbers of rounds, fewest first.
    seen, unseen : (array_like, array_like)
        Images of 64 pixels, with ink from 0 to 1, and their digits: those of the loss, and those
        that are read. The first twelve of ``unseen`` are drawn, the first goes through the network.

    Returns
    -------
    Film
        Its text has the share of ``unseen`` that is read right, and the loss, after each number.

    Notes
    -----
    Each column, and the scores after each number of rounds, are drawn by their own largest size:
    so a start is seen as well as what large steps make of it.

    Examples
    --------
    >>> nets = {0: (Tensor(np.zeros((64, 32))), Tensor(np.zeros((32, 10))))}
    >>> learning(nets, (np.ones((2, 64)), [0, 3]), (np.ones((12, 64)), [0, 1] * 6))
    rounds: read right, loss
    0: 50 %, 2.3
    """
    images, truth = np.asarray(unseen[0], float), np.asarray(unseen[1])
    scores = [np.maximum(images @ V.data, 0) @ W.data for V, W in nets.values()]
    found = [np.round(one, 9).argmax(axis=1) for one in scores]  # no last bit decides among equals
    right = [int(np.sum(one == truth)) for one in found]
    shares = [count / len(truth) for count in right]
    losses = [
        float(cross_entropy(relu(Tensor(seen[0]) @ V) @ W, np.asarray(seen[1])).data)
        for V, W in nets.values()
    ]
    places = [(_round(n), _height(share)) for n, share in zip(nets, shares, strict=True)]

    changes: dict[str, list[Any]] = {"at.text": [f"{n:,}" for n in nets]}
    for i in range(_SHOWN):
        marks = ["" if read[i] == truth[i] else " ✗" for read in found]
        changes[f"read{i}.text"] = [
            f"{read[i]}{mark}" for read, mark in zip(found, marks, strict=True)
        ]
        changes[f"read{i}.style"] = [
            f"fill:var(--ll-{'gradient-text' if mark else 'text'})" for mark in marks
        ]
    for sign, name in ((1, "for"), (-1, "against")):
        # small weights are still seen beside large ones
        tiles = [_shaded(np.clip(sign * _filled(V.data), 0, 1) ** 0.75) for V, _ in nets.values()]
        for shade in range(1, _SHADES + 1):
            changes[f"{name}{shade}.d"] = [_columns(one == shade) for one in tiles]
    changes["heard.d"] = [_frames(images[0] @ V.data > 0) for V, _ in nets.values()]
    changes["best.d"] = [_bars(_filled(one[0]), best=True) for one in scores]
    changes["others.d"] = [_bars(_filled(one[0]), best=False) for one in scores]
    changes["curve.d"] = [
        "M" + "L".join(f"{x:g},{y:g}" for x, y in places[: k + 1]) for k in range(len(places))
    ]
    changes["now.cx"], changes["now.cy"] = [x for x, _ in places], [y for _, y in places]
    changes["share.text"] = [f"{count} of {len(truth)} right" for count in right]
    changes["loss.text"] = [f"loss {_short(loss)}" for loss in losses]

    told = ["rounds: read right, loss"]
    told += [
        f"{n}: {share:.0%}, {_short(loss)}".replace("%", " %")
        for n, share, loss in zip(nets, shares, losses, strict=True)
    ]
    return Film(
        _drawing(images[:_SHOWN]), 348, [Scene("this run", changes, len(nets) - 1)], "rounds", "",
        "\n".join(told),
    )  # fmt: skip


def _short(loss: float) -> str:
    return f"{loss:.1f}" if loss >= 0.095 else f"{loss:.2f}"


# --- places -----------------------------------------------------------------------------------


def _round(n: int) -> float:
    """Rounds on a scale of tens, with 0 at its left end."""
    return round(_LEFT + (_RIGHT - _LEFT) * (np.log10(n) + 0.5 if n else 0) / 3.5, 1)


def _height(share: float) -> float:
    return round(_LOW - (_LOW - _TOP) * share, 1)


def _filled(values: Array) -> Array:
    """Each column, or a row of scores, by its own largest size: a small one is seen as well."""
    largest = np.abs(values).max(axis=0)
    filled: Array = values / np.where(largest > 1e-12, largest, 1.0)
    return filled


def _shaded(values: Array) -> Array:
    """Shades from 0 to the deepest; what is negative has none."""
    shades: Array = np.round(_SHADES * np.clip(values, 0, 1)).astype(int)
    return shades


def _runs(mask: Array, left: int, top: int) -> str:
    """Pixels of an image, those beside each other as one line."""
    said = ""
    for y, row in enumerate(mask):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(int), [0]])))
        for start, end in edges.reshape(-1, 2).tolist():
            said += f"M{left + _PIXEL * start},{top + _PIXEL * y}h{_PIXEL * (end - start)}"
    return said


def _tile(column: int) -> tuple[int, int]:
    return 16 + _TILE * (column % 8), _TOP + _TILE * (column // 8)


def _columns(mask: Array) -> str:
    """Pixels of one shade in the columns of V."""
    return "".join(
        _runs(one.reshape(8, 8), _tile(k)[0], _tile(k)[1] + 2)
        for k, one in enumerate(np.asarray(mask).T)
    )


def _frames(heard: Array) -> str:
    side = 8 * _PIXEL + 4
    return "".join(
        f"M{x - 2},{y - 2}h{side}v{side}h{-side}Z"
        for x, y in map(_tile, np.flatnonzero(heard).tolist())
    )


def _bars(scores: Array, best: bool) -> str:
    said = ""
    for digit, score in enumerate(scores):
        if (digit == np.round(scores, 9).argmax()) == best:
            wide = round(_HALF * float(score), 1)
            said += f"M{_ZERO:g},{_TOP + _BAR * digit + 2:.1f}h{wide:g}v14h{-wide:g}Z"
    return said


# --- what stays -------------------------------------------------------------------------------


def _drawing(images: Array) -> str:
    ink = _shaded(images).reshape(-1, 8, 8)
    drawn = ""
    for i in range(len(images)):
        left = 24 + _GAP * i
        for shade in range(1, _SHADES + 1):
            drawn += (
                f'<path transform="translate({left} 34) scale({_SIDE / _PIXEL:g})" '
                f'style="{_look("text", shade)}" d="{_runs(ink[i] == shade, 0, 0)}"></path>'
            )
        drawn += (
            f'<text class="title" x="{left + 24:g}" y="20" text-anchor="middle" '
            f'data-id="read{i}"></text>'
        )
    weights = "".join(
        f'<path data-id="{name}{shade}" style="{_look(role, shade)}"></path>'
        for name, role in (("for", "value"), ("against", "gradient"))
        for shade in range(1, _SHADES + 1)
    )
    return (
        f'{drawn}<path style="{_FRAME}" d="M18,27h60v58h-60Z"></path>'
        f'<text class="title" x="16" y="{_TOP - 18}">32 sums: columns of V</text>'
        f'{weights}<path data-id="heard" style="{_FRAME}"></path>{_scores()}{_curve()}'
    )


_FRAME = "fill:none;stroke:var(--ll-text);stroke-width:2"


def _look(role: str, shade: int) -> str:
    return (
        f"fill:none;stroke:var(--ll-{role});stroke-width:{_PIXEL};"
        f"stroke-opacity:{(shade + 0.4) / (_SHADES + 0.4):.2f};shape-rendering:crispEdges"
    )


def _scores() -> str:
    names = "".join(
        f'<text class="quiet" x="{_ZERO - _HALF - 12:g}" y="{_TOP + _BAR * k + 14:.1f}" '
        f'text-anchor="end">{k}</text>'
        for k in range(10)
    )
    return (
        f'<text class="title" x="{_ZERO - _HALF - 24:g}" y="{_TOP - 18}">10 scores</text>{names}'
        f'<path class="axis" d="M{_ZERO:g},{_TOP}v{10 * _BAR:g}"></path>'
        '<path data-id="others" style="fill:var(--ll-edge)"></path>'
        '<path data-id="best" style="fill:var(--ll-value)"></path>'
    )


def _curve() -> str:
    ticks = "".join(
        f'<path class="axis" d="M{_round(n):g},{_LOW:g}v5"></path>'
        f'<text class="quiet" x="{_round(n):g}" y="{_LOW + 23:g}" '
        f'text-anchor="middle">{n if n in (0, 10, 1000) else ""}</text>'
        for n in (0, 1, 10, 100, 1000)
    )
    ticks += "".join(
        f'<path class="axis" d="M{_LEFT:g},{_height(share):g}h-5"></path>'
        f'<text class="quiet" x="{_LEFT - 9:g}" y="{_height(share) + 5:g}" '
        f'text-anchor="end">{100 * share:.0f} %</text>'
        for share in (0, 0.5, 1)
    )
    return (
        f'<text class="title" x="{_RIGHT + 12:g}" y="{_TOP - 18}" '
        'text-anchor="end" data-id="share"></text>'
        f'<path class="axis" d="M{_LEFT:g},{_TOP}V{_LOW:g}H{_RIGHT:g}"></path>{ticks}'
        '<path class="line two" data-id="curve"></path>'
        '<circle class="dot two" r="7" data-id="now"></circle>'
        f'<text x="{_RIGHT - 4:g}" y="{_height(0.19):g}" text-anchor="end" data-id="loss"></text>'
    )
