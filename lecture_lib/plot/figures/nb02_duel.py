"""The duel of notebook 02: the vote of a hidden unit and its voice, in one unit of length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..film import Film, Scene

__all__ = ["duel", "outcome", "vote_and_voice"]

Array = NDArray[np.float64]
History = Sequence[Sequence[Mapping[str, Any]]]

_TRACK = (152.0, 538.0)  # where bars begin, and how long they may be
_ROOM = 1.05  # so much room beyond the loudest
_TALL, _ROW = 30, 46  # of a bar, and from one to the next
_SAYS = 290  # beside the plane: what is orange, and at last who won
_RIGHT, _TOP, _WIDE, _HIGH = 770.0, 162.0, 500.0, 330.0  # of the plane
_LINGER = 20  # steps shown after a unit has fallen silent, for then nothing moves


def vote_and_voice(run: History, unit: int = 1) -> tuple[Array, Array]:
    """Return the vote of a hidden unit and its output after each step of a training run.

    Parameters
    ----------
    run : sequence of sequences of mappings
        For each step, for each example the weights U of the logits and the hidden units h.
    unit : int
        Which hidden unit; 1 is the second.

    Returns
    -------
    u, h : ndarray
        How much 1 in the unit's output adds to the lead of the first logit, and the output.

    Examples
    --------
    >>> vote_and_voice([[{"U": np.array([[0.0, -0.5], [-0.9, 0.3]]), "h": np.array([0.0, 0.4])}]])
    (array([-0.8]), array([0.4]))
    """
    weights = np.array([_plain(nets[0]["U"])[:, unit] for nets in run])
    return weights[:, 0] - weights[:, 1], np.array([_plain(nets[0]["h"])[unit] for nets in run])


def _plain(x: Any) -> Array:
    return np.asarray(getattr(x, "data", x), float)


def outcome(u: ArrayLike, h: ArrayLike) -> str:
    """Say how the duel ends, and when.

    Parameters
    ----------
    u, h : array_like
        Vote and output after each step; u is negative at first, and h positive.

    Examples
    --------
    >>> outcome([-0.8, -0.7, -0.7], [0.4, 0.1, 0.0])
    'silent at step 2'
    >>> outcome([-0.8, 0.1], [1.5, 1.4]), outcome([-0.8, -0.7], [1.0, 0.9])
    ('turned at step 1', 'undecided')
    """
    step, winner = _end(np.asarray(u, float), np.asarray(h, float))
    return f"{winner} at step {step}" if winner else "undecided"


def _end(u: Array, h: Array) -> tuple[int, str]:
    over = (h <= 0) | (u >= 0)
    if not over.any():
        return len(u) - 1, ""
    step = int(np.argmax(over))
    return step, "silent" if h[step] <= 0 else "turned"


def duel(
    runs: Mapping[str, History],
    unit: float,
    choice: str = "h₂ at the start",
    sums: bool = False,
    border: bool = True,
    ahead: int = 10,
) -> Film:
    """Training runs as a duel: two bars, what each loses next, and their path in a plane.

    Below the bars stands the probability of the right class, the first.

    Parameters
    ----------
    runs : mapping of str to sequence
        Name of each run -> its steps, see :func:`vote_and_voice`; the vote is wrong at first.
        For each step and example also the probabilities y_hat, unless `sums` is true.
    unit : float
        In which the output is measured, so that both lengths may be compared.
    choice : str
        What the names stand for.
    sums : bool
        Show the sum and the difference of both bars in place of the right class, and end each run
        with its duel.
    border : bool
        Draw the line in the plane, and on which side of it who wins.
    ahead : int
        For how many steps the loss is marked at the tip of a bar.

    Returns
    -------
    Film
        The duel is over where the unit falls silent or its vote is right. From this step on the
        film says who won; of a silent unit it shows 20 steps more. When a run has been seen
        whole its path stays, in grey, below those of the other runs.

    Examples
    --------
    >>> start = {"U": np.array([[0.0, -0.4], [0.0, 0.4]]), "h": np.array([0.0, 0.3])}
    >>> silent = start | {"h": np.array([0.0, 0.0])}
    >>> duel({"0.3": [[start], [silent]]}, unit=1.5, sums=True)
    h₂ at the start = 0.3
    step  vote  voice  sum   difference
       0  0.80  0.20   1.00  0.60
       1  0.80  0.00   0.80  0.80   silent at step 1
    >>> said = {"y_hat": [0.44, 0.56]}, {"y_hat": [0.5, 0.5]}
    >>> duel({"0.3": [[start | said[0]], [silent | said[1]]]}, unit=1.5)
    h₂ at the start = 0.3
    step  vote   voice  right class
       0  −0.80  0.20   0.44
       1  −0.80  0.00   0.50   silent at step 1
    """
    duels = [_read(run, unit, sums) for run in runs.values()]
    plane = _Plane(
        max(0.0, *(float(one.u.max()) for one in duels)),
        max(1.0, *(_ROOM * float(one.voice.max()) for one in duels)),
    )
    longest = max(1.0, *(float(one.longest(sums)) for one in duels)) * (1 if sums else _ROOM)
    scenes, tables = [], []
    for name, one in zip(runs, duels, strict=True):
        changes = _bars(one, _TRACK[1] / longest, ahead)
        changes |= _path_so_far(one, plane) | _verdict(one)
        changes |= _sums(one, _TRACK[1] / longest) if sums else _right_class(one)
        scenes.append(Scene(name, changes, len(one.u) - 1))
        tables.append(f"{choice} = {name}\n" + _table(one, sums))
    paths = [_path(one, plane) for one in duels]
    drawing = _drawing(unit, plane, paths, sums, _border(plane) if border else "", ahead)
    return Film(drawing, 520, scenes, "step", choice, "\n".join(tables), play=True)


# --- what changes -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Duel:
    """A run: its vote u, its voice in units, the right class, and how the duel ends."""

    u: Array
    voice: Array
    right: Array
    over: int
    winner: str

    @property
    def vote(self) -> Array:
        return np.abs(self.u)

    def longest(self, sums: bool) -> float:
        lengths = self.vote + self.voice if sums else np.maximum(self.vote, self.voice)
        return float(lengths.max())


@dataclass(frozen=True)
class _Plane:
    """Vote to the right while it is wrong, to the left when it is right; voice upwards."""

    back: float
    top: float

    @property
    def side(self) -> float:
        return min(_WIDE / (1 + self.back), _HIGH / self.top)

    @property
    def left(self) -> float:
        return _RIGHT - self.side

    @property
    def low(self) -> float:
        return _TOP + self.side * self.top

    def x(self, u: Array) -> Array:
        return self.left - self.side * u

    def y(self, voice: Array) -> Array:
        return self.low - self.side * voice


def _read(run: History, unit: float, sums: bool) -> _Duel:
    u, h = vote_and_voice(run)
    over, winner = _end(u, h)
    if sums:
        run, u, h = run[: over + 1], np.minimum(u[: over + 1], 0.0), h[: over + 1]
    elif winner == "silent":
        last = over + 1 + _LINGER
        run, u, h = run[:last], u[:last], h[:last]
    right = [0.0 if sums else float(_plain(nets[0]["y_hat"])[0]) for nets in run]
    return _Duel(u, h / unit, np.array(right), over, winner)


def _path(one: _Duel, plane: _Plane) -> str:
    places = zip(plane.x(one.u), plane.y(one.voice), strict=True)
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _path_so_far(one: _Duel, plane: _Plane) -> dict[str, list[Any]]:
    x, y = plane.x(one.u), plane.y(one.voice)
    aside = (0, -13) if one.voice[0] > one.vote[0] else (31, 5)  # the word keeps off the border
    gone = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    return {
        "trail.d": [_path(one, plane)],
        "trail.stroke-dasharray": [f"{length:.1f} 4000" for length in gone],
        "now.cx": x.round(1).tolist(),
        "now.cy": y.round(1).tolist(),
        "from.cx": [round(float(x[0]), 1)],
        "from.cy": [round(float(y[0]), 1)],
        "end.cx": [round(float(x[one.over]), 1)],
        "end.cy": [round(float(y[one.over]), 1)],
        "vote-axis.x": np.minimum(x, plane.left).round(1).tolist(),
        "vote-axis.width": (plane.side * one.vote).round(1).tolist(),
        "voice-axis.y": y.round(1).tolist(),
        "voice-axis.height": (plane.side * one.voice).round(1).tolist(),
        "start.x": [round(float(x[0]) + aside[0], 1)],
        "start.y": [round(float(y[0]) + aside[1], 1)],
    }


def _verdict(one: _Duel) -> dict[str, list[Any]]:
    """What is to be seen from the end of the duel on."""
    ended = f"{one.winner} at step {one.over}" if one.winner else ""
    left = {
        "silent": f"vote left: {one.vote[one.over]:.2f}",
        "turned": f"voice left then: {one.voice[one.over]:.2f}",
    }
    return {
        "at.text": [str(k) for k in range(len(one.u))],
        "end.opacity": [*[0] * one.over, int(bool(one.winner))],
        "silent.text": [*[""] * one.over, ended if one.winner == "silent" else ""],
        "turned.text": [*[""] * one.over, ended if one.winner == "turned" else ""],
        "left.text": [*[""] * one.over, left.get(one.winner, "")],
        "key.opacity": [*[1] * one.over, 0 if one.winner else 1],
    }


def _bars(one: _Duel, each: float, ahead: int) -> dict[str, list[Any]]:
    begin = _TRACK[0]
    changes: dict[str, list[Any]] = {}
    wrong = np.maximum(-one.u, 0.0)
    for name, bar, loses in (("vote", one.vote, wrong), ("voice", one.voice, one.voice)):
        bite = np.minimum(loses, ahead * np.maximum(loses - np.append(loses[1:], loses[-1]), 0.0))
        if one.winner:
            bite[one.over :] = 0.0
        changes |= {
            f"{name}.width": (each * bar).round(1).tolist(),
            f"{name}-first.width": [round(each * float(bar[0]), 1)],
            f"{name}-bite.x": (begin + each * (bar - bite)).round(1).tolist(),
            f"{name}-bite.width": (each * bite).round(1).tolist(),
        }
    return changes | {
        "vote-says.text": [f"{abs(u):.2f} {'right' if u > 0 else 'wrong'}" for u in one.u],
        "voice-says.text": [f"{voice:.2f}" for voice in one.voice],
    }


def _right_class(one: _Duel) -> dict[str, list[Any]]:
    return {
        "right.width": (_TRACK[1] * one.right).round(1).tolist(),
        "right-says.text": [f"{100 * p:.0f} %" for p in one.right],
    }


def _sums(one: _Duel, each: float) -> dict[str, list[Any]]:
    begin, end = _TRACK[0], sum(_TRACK)
    changes: dict[str, list[Any]] = {}
    both = {"sum": one.vote + one.voice, "difference": np.abs(one.vote - one.voice)}
    for name, length in both.items():
        keep = (begin + 34, end - 34) if name == "sum" else (begin + 58, end - 58)
        changes |= {
            f"{name}.cx": (begin + each * length).round(1).tolist(),
            f"{name}-says.x": np.clip(begin + each * length, *keep).round(1).tolist(),
            f"{name}-says.text": [f"{name} {long:.2f}" for long in length],
        }
    return changes | {
        "between.x": changes["difference.cx"],
        "between.width": (2 * each * np.minimum(one.vote, one.voice)).round(1).tolist(),
    }


def _table(one: _Duel, sums: bool) -> str:
    last, often = len(one.u) - 1, 10 if sums else 50
    rows = ["step  vote  voice  sum   difference" if sums else "step  vote   voice  right class"]
    for k, (u, b) in enumerate(zip(one.u, one.voice, strict=True)):
        if k % often == 0 or k in (one.over, last):
            if sums:
                row = f"{k:4}  {abs(u):.2f}  {b:.2f}   {b - u:.2f}  {abs(b + u):.2f}"
            else:
                row = f"{k:4}  {u:5.2f}  {b:.2f}   {one.right[k]:.2f}".replace("-", "−")
            ended = f"   {one.winner} at step {k}" if one.winner and k == one.over else ""
            rows.append(row + ended)
    return "\n".join(rows)


# --- the drawing ------------------------------------------------------------------------------

_COLOURS = {"vote": "var(--ll-theory)", "voice": "var(--ll-value)"}


def _drawing(
    unit: float, plane: _Plane, paths: Sequence[str], sums: bool, border: str, ahead: int
) -> str:
    takes = "what the next step takes" if ahead == 1 else f"what the next {ahead} steps take,"
    ends = "".join(
        f'<text class="title" x="0" y="{_SAYS + 24}" data-id="{end}" '
        f'style="fill:{_COLOURS[winner]};font-size:26px"></text>'
        for end, winner in (("silent", "vote"), ("turned", "voice"))
    )
    grey = "".join(
        f'<path class="line" d="{path}" data-after="{scene}" '
        'style="stroke:var(--ll-muted);stroke-width:2;opacity:.55"></path>'
        for scene, path in enumerate(paths)
    )
    return (
        _bar("vote", "vote |u|", 0)
        + _bar("voice", f"voice h₂/{unit:.2f}", 1)
        + (_line() if sums else _chance())
        + '<g data-id="key">'
        f'<rect x="0" y="{_SAYS - 7}" width="18" height="18" rx="3" '
        'style="fill:var(--ll-gradient)"></rect>'
        f'<text x="27" y="{_SAYS + 7}">{takes}</text>'
        f'<text x="27" y="{_SAYS + 31}">{"" if ahead == 1 else "at this pace"}</text></g>'
        f'{ends}<text x="0" y="{_SAYS + 52}" data-id="left"></text>'
        f"{border}{_axes(plane)}{grey}"
        '<path class="line" style="stroke:var(--ll-muted)" data-id="trail"></path>'
        '<circle r="7" data-id="from" '
        'style="fill:var(--ll-surface);stroke:var(--ll-muted);stroke-width:2"></circle>'
        '<text class="quiet" text-anchor="middle" data-id="start">start</text>'
        '<circle r="7" data-id="end" '
        'style="fill:var(--ll-surface);stroke:var(--ll-text);stroke-width:2.5"></circle>'
        '<circle class="dot" r="8" data-id="now" style="fill:var(--ll-text)"></circle>'
    )


def _border(plane: _Plane) -> str:
    """The line, and both sides of it; each word stands where paths hardly pass."""
    side, left, low = plane.side, plane.left, plane.low
    corner = low - side
    return (
        f'<path d="M{left:g},{low:g}L{_RIGHT:g},{corner:g}V{low:g}Z" '
        f'style="fill:{_COLOURS["vote"]};fill-opacity:.16"></path>'
        f'<path d="M{left:g},{low:g}L{_RIGHT:g},{corner:g}V{_TOP:g}'
        f'H{left - side * plane.back:g}V{low:g}Z" '
        f'style="fill:{_COLOURS["voice"]};fill-opacity:.16"></path>'
        f'<path class="axis" d="M{left:g},{low:g}L{_RIGHT:g},{corner:g}"></path>'
        f'<text x="{left + 0.68 * side:g}" y="{low - 9:g}" text-anchor="end" '
        f'style="fill:{_COLOURS["vote"]};font-weight:600">silent</text>'
        f'<text x="{left + 10:g}" y="{corner + 20:g}" '
        f'style="fill:{_COLOURS["voice"]};font-weight:600">turned</text>'
    )


def _axes(plane: _Plane) -> str:
    side, left, low = plane.side, plane.left, plane.low
    across = "".join(
        f'<text class="quiet small" x="{left + side * at:g}" y="{low + 19:g}" '
        f'text-anchor="middle">{abs(at):g}</text>'
        for at in (-1, 0, 1)
        if at >= -plane.back
    )
    up = (
        f'<text class="quiet small" x="{left - 8:g}" y="{low - side + 5:g}" '
        'text-anchor="end">1</text>'
    )
    high = (1 + plane.top) / 2 if plane.top > 1.3 else 0.75  # where the path never passes
    names = f'<text x="{left + side / 2:g}" y="{low + 21:g}" text-anchor="middle">wrong vote</text>'
    if plane.back > 0.7:
        names += (
            f'<text x="{left - side / 2:g}" y="{low + 21:g}" text-anchor="middle">right vote</text>'
        )
    return (
        f'<path class="axis" d="M{left - side * plane.back:g},{low:g}H{_RIGHT:g}'
        f'M{left:g},{_TOP:g}V{low:g}"></path>{across}{up}{names}'
        f'<text x="{left - 8:g}" y="{low - side * high + 5:g}" text-anchor="end">voice</text>'
        f'<rect y="{low - 3:g}" height="6" data-id="vote-axis" '
        f'style="fill:{_COLOURS["vote"]}"></rect>'
        f'<rect x="{left - 3:g}" width="6" data-id="voice-axis" '
        f'style="fill:{_COLOURS["voice"]}"></rect>'
    )


def _line() -> str:
    """Sum and difference on one line, and between them twice the shorter bar."""
    begin, low = _TRACK[0], 2 * _ROW + 26
    dots = "".join(
        f'<circle class="dot" r="8" cy="{low}" data-id="{name}" '
        'style="fill:var(--ll-text)"></circle>'
        f'<text y="{low + down}" text-anchor="middle" data-id="{name}-says"></text>'
        for name, down in (("difference", 28), ("sum", -14))
    )
    return (
        f'<path class="axis" d="M{begin:g},{low - 7}v14m0,-7H{sum(_TRACK):g}"></path>'
        f'<rect y="{low - 3}" height="6" data-id="between" style="fill:var(--ll-muted)"></rect>'
        f"{dots}"
    )


def _chance() -> str:
    """The right class, as in the first film; grey, for orange is what a bar loses."""
    (begin, length), top = _TRACK, 2 * _ROW + 4
    return (
        f'<text x="0" y="{top + 10}">right class</text>'
        f'<text class="quiet small" x="0" y="{top + 32}">dashes: 50 %</text>'
        f'<rect class="track" x="{begin:g}" y="{top}" width="{length:g}" height="{_TALL}" rx="4">'
        f'</rect><rect x="{begin:g}" y="{top}" height="{_TALL}" rx="4" '
        'data-id="right" style="fill:var(--ll-muted)"></rect>'
        f'<path class="goal" d="M{begin + length / 2:g},{top - 5}v{_TALL + 10}"></path>'
        f'<text x="800" y="{top + 21}" text-anchor="end" data-id="right-says"></text>'
    )


def _bar(name: str, words: str, row: int) -> str:
    (begin, length), top = _TRACK, row * _ROW + 4
    return (
        f'<text x="0" y="{top + 21}">{words}</text>'
        f'<text x="800" y="{top + 21}" text-anchor="end" data-id="{name}-says"></text>'
        f'<rect class="track" x="{begin:g}" y="{top}" width="{length:g}" height="{_TALL}" rx="4">'
        f'</rect><rect x="{begin:g}" y="{top}" height="{_TALL}" rx="4" data-id="{name}-first" '
        f'style="fill:{_COLOURS[name]};fill-opacity:.14"></rect>'
        f'<rect x="{begin:g}" y="{top}" height="{_TALL}" rx="4" data-id="{name}" '
        f'style="fill:{_COLOURS[name]}"></rect>'
        f'<rect y="{top}" height="{_TALL}" rx="4" data-id="{name}-bite" '
        'style="fill:var(--ll-gradient)"></rect>'
    )
