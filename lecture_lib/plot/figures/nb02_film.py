"""The film of notebook 02: training runs of the small network, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..film import Film, Scene

__all__ = ["film"]

Array = NDArray[Any]
Net = Mapping[str, Any]
History = Sequence[Sequence[Net]]

_TRACK = (170, 530)  # where bars and curve begin, and how long they are
_TOP, _LOW = 202, 312  # of the curve
_COIN = float(np.log(2))


def film(
    runs: History | Mapping[Any, History], example: int = 0, right: int = 0, choice: str = ""
) -> Film:
    """Training runs with a slider over their steps: two hidden units, the right class, the loss.

    Parameters
    ----------
    runs : sequence of sequences of mappings, or a mapping of such
        For each step, for each example the nodes h (two numbers), y_hat and loss; of one run, or of
        several by their names.
    example : int
        Which example is shown.
    right : int
        Its class.
    choice : str
        What the names of several runs stand for.

    Returns
    -------
    Film
        Its text is a table of some of the steps.  Where a unit goes below 0, the bars have a mark
        at 0 and grow to its left as well.  All runs have the same scales.

    Examples
    --------
    >>> step = {"h": [0.0, 0.4], "y_hat": [0.42, 0.58], "loss": 0.868}
    >>> film([[step]])
    step  h₁     h₂     ŷ right  loss
       0  0.000  0.400    0.420  0.868
    """
    named = runs if isinstance(runs, Mapping) else {"": runs}
    read = {str(name): _read(history, example, right) for name, history in named.items()}
    hidden = np.concatenate([h for h, _, _ in read.values()])
    highest = max(float(loss.max()) for _, _, loss in read.values())
    start, length = _TRACK
    most, least = max(0.5, float(hidden.max())), min(0.0, float(hidden.min()))
    each = length / (most - least)
    zero = start - each * least
    full = f"{least:.2f} to {most:.2f}".replace("-", "−") if least else f"full bar: {most:.2f}"
    drawing = _row(0, "unit 1 puts out", full, "two")
    drawing += _row(1, "unit 2 puts out", full, "two")
    drawing += _row(2, "right class", "dashes: 50 %", "one")
    if least:
        drawing += f'<path class="axis" d="M{zero:.1f},14v42m0,18v42"></path>'
    drawing += f'<path class="goal" d="M{start + length / 2:g},134v42"></path>'
    drawing += _chart(_height(_COIN, highest))

    scenes, tables = [], []
    for name, (h, p, loss) in read.items():
        changes = _bars(h, p, zero, each) | _curve(loss, highest)
        scenes.append(Scene(name, changes, len(h) - 1))
        tables.append((f"{choice} = {name}\n" if name else "") + _table(h, p, loss))
    return Film(drawing, 340, scenes, "step", choice, "\n".join(tables), play=True)


def _read(history: History, example: int, right: int) -> tuple[Array, Array, Array]:
    """What both units put out, the probability of the right class, and the loss, at each step."""
    nets = [step[example] for step in history]
    return (
        np.array([net["h"] for net in nets], float),
        np.array([np.asarray(net["y_hat"])[right] for net in nets], float),
        np.array([net["loss"] for net in nets], float),
    )


def _bars(hidden: Array, p: Array, zero: float, each: float) -> dict[str, list[Any]]:
    changes: dict[str, list[Any]] = {
        "at.text": [str(k) for k in range(len(p))],
        "bar2.width": [round(_TRACK[1] * one, 1) for one in p.tolist()],
        "says2.text": [f"{100 * one:.1f} %" for one in p],
    }
    for unit, h in enumerate(hidden.T.tolist()):
        changes[f"bar{unit}.x"] = [round(zero + each * min(0.0, one), 1) for one in h]
        changes[f"bar{unit}.width"] = [round(max(3.0, each * abs(one)), 1) for one in h]
        changes[f"bar{unit}.fill-opacity"] = [1 if one else 0.25 for one in h]
        changes[f"says{unit}.text"] = [
            f"{one:.3f}".replace("-", "−") if one else "silent" for one in h
        ]
    return changes


def _curve(loss: Array, highest: float) -> dict[str, list[Any]]:
    """The loss up to the present step: one path, of which a dash shows as much as has been."""
    start, length = _TRACK
    x = start + length * np.arange(len(loss)) / max(1, len(loss) - 1)
    y = np.array([_height(one, highest) for one in loss])
    gone = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    return {
        "curve.d": ["M" + "L".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))],
        "curve.stroke-dasharray": [f"{one:.1f} 4000" for one in gone],
        "now.cx": [round(one, 1) for one in x.tolist()],
        "now.cy": [round(one, 1) for one in y.tolist()],
        "says3.text": [f"{one:.3f}" for one in loss],
        "last.text": [str(len(loss) - 1)],
    }


def _height(loss: float, highest: float) -> float:
    return _LOW - (_LOW - _TOP) * float(loss) / max(highest, 1.1 * _COIN)


def _table(hidden: Array, p: Array, loss: Array) -> str:
    last = len(p) - 1
    steps = sorted({*range(0, last + 1, max(1, last // 10)), last})
    return "\n".join(
        ["step  h₁     h₂     ŷ right  loss"]
        + [
            f"{k:4}  {hidden[k, 0]:.3f}  {hidden[k, 1]:.3f}    {p[k]:.3f}  {loss[k]:.3f}"
            for k in steps
        ]
    )


def _row(k: int, name: str, unit: str, kind: str) -> str:
    """A bar with a name before and a number behind it."""
    (start, length), top = _TRACK, 60 * k + 20
    return (
        f'<text x="0" y="{top + 9}">{name}</text>'
        f'<text class="quiet small" x="0" y="{top + 32}">{unit}</text>'
        f'<rect class="track" x="{start}" y="{top}" width="{length}" height="30" rx="4"></rect>'
        f'<rect class="bar {kind}" x="{start}" y="{top}" height="30" rx="4" data-id="bar{k}">'
        "</rect>"
        f'<text x="800" y="{top + 20}" text-anchor="end" data-id="says{k}"></text>'
    )


def _chart(coin: float) -> str:
    """Axis and curve of the loss, with the loss at 50 % in dashes."""
    start, length = _TRACK
    return (
        f'<text x="0" y="{_TOP + 14}">loss</text>'
        f'<text class="quiet small" x="0" y="{_TOP + 37}">dashes: at 50 %</text>'
        f'<path class="axis" d="M{start},{_TOP - 6}V{_LOW}h{length}"></path>'
        f'<path class="goal" d="M{start},{coin:.1f}h{length}"></path>'
        '<path class="line one" data-id="curve"></path>'
        '<circle class="dot one" r="7.5" data-id="now"></circle>'
        f'<text class="quiet small" x="{start - 8}" y="{_LOW + 4}" text-anchor="end">0</text>'
        f'<text class="quiet small" x="{start}" y="{_LOW + 20}" text-anchor="middle">0</text>'
        f'<text class="quiet small" x="{start + length}" y="{_LOW + 20}" text-anchor="middle" '
        'data-id="last"></text>'
        f'<text class="quiet small" x="{start + length / 2:g}" y="{_LOW + 20}" '
        'text-anchor="middle">step</text>'
        f'<text x="800" y="{_TOP + 14}" text-anchor="end" data-id="says3"></text>'
    )
