"""The duel of notebook 02: the vote of a hidden unit and its voice, in one unit of length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..film import Film, Scene

__all__ = ["duel", "outcome", "vote_and_voice"]

Array = NDArray[np.float64]
History = Sequence[Sequence[Mapping[str, Any]]]

_EACH = 380.0  # what a bar of length 1 measures
_TALL, _VOTE, _VOICE = 38, 40, 112  # of a bar, and where each begins
_SAYS = 178  # below the bars: what is orange, and at last who won
_LINE, _HALF = 292.0, 190.0  # of the sum and the difference: how low, and what 1 measures there
_LEFT, _LOW, _SIDE = 468.0, 312.0, 290.0  # of the square
_AHEAD = 10  # steps whose loss is marked at the tip of a bar


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


def duel(runs: Mapping[str, History], unit: float, choice: str = "h₂ at the start") -> Film:
    """Training runs as a duel: two bars, what each loses next, and their path in a plane.

    Below the bars their sum and their difference run towards each other.

    Parameters
    ----------
    runs : mapping of str to sequence
        Name of each run -> its steps, see :func:`vote_and_voice`; the vote is wrong at first.
    unit : float
        In which the output is measured, so that both lengths may be compared.
    choice : str
        What the names stand for.

    Returns
    -------
    Film
        Each run ends where the unit falls silent or its vote is right. Only its last frame shows
        who won, and the border between the two ends. From then on its path stays, in grey, below
        those of the other runs.

    Examples
    --------
    >>> step = {"U": np.array([[0.0, -0.4], [0.0, 0.4]]), "h": np.array([0.0, 0.3])}
    >>> duel({"0.3": [[step], [step | {"h": np.array([0.0, 0.0])}]]}, unit=1.5)
    h₂ at the start = 0.3
    step  vote  voice  sum   difference
       0  0.80  0.20   1.00  0.60
       1  0.80  0.00   0.80  0.80   silent at step 1
    """
    scenes, tables, paths = [], [], []
    for name, run in runs.items():
        u, h = vote_and_voice(run)
        last, winner = _end(u, h)
        vote = np.maximum(-u[: last + 1], 0.0)
        voice = h[: last + 1] / unit
        ended = outcome(u, h) if winner else ""
        scenes.append(Scene(name, _changes(vote, voice, winner, ended), last))
        paths.append(_path(vote, voice))
        tables.append(f"{choice} = {name}\n" + _table(vote, voice, ended))
    return Film(_drawing(unit, paths), 350, scenes, "step", choice, "\n".join(tables), play=True)


# --- what changes -----------------------------------------------------------------------------


def _path(vote: Array, voice: Array) -> str:
    places = zip(_LEFT + _SIDE * vote, _LOW - _SIDE * voice, strict=True)
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _changes(vote: Array, voice: Array, winner: str, ended: str) -> dict[str, list[Any]]:
    last = len(vote) - 1
    before = [0] * last
    x, y = _LEFT + _SIDE * vote, _LOW - _SIDE * voice
    aside = (0, -13) if voice[0] > vote[0] else (31, 5)  # the word keeps off the border
    gone = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    left = {"silent": f"vote left: {vote[-1]:.2f}", "turned": f"voice left: {voice[-1]:.2f}"}
    changes: dict[str, list[Any]] = {
        "at.text": [str(k) for k in range(last + 1)],
        "trail.d": [_path(vote, voice)],
        "trail.stroke-dasharray": [f"{one:.1f} 4000" for one in gone],
        "now.cx": [round(one, 1) for one in x.tolist()],
        "now.cy": [round(one, 1) for one in y.tolist()],
        "from.cx": [round(float(x[0]), 1)],
        "from.cy": [round(float(y[0]), 1)],
        "vote-axis.width": [round(_SIDE * one, 1) for one in vote.tolist()],
        "voice-axis.y": [round(one, 1) for one in y.tolist()],
        "voice-axis.height": [round(_SIDE * one, 1) for one in voice.tolist()],
        "start.x": [round(float(x[0]) + aside[0], 1)],
        "start.y": [round(float(y[0]) + aside[1], 1)],
        "border.opacity": [*before, int(bool(winner))],
        "silent.text": [*[""] * last, ended if winner == "silent" else ""],
        "turned.text": [*[""] * last, ended if winner == "turned" else ""],
        "left.text": [*[""] * last, left.get(winner, "")],
        "key.opacity": [*[1] * last, 0 if winner else 1],
    }
    both = {"sum": vote + voice, "difference": np.abs(vote - voice)}
    for name, length in both.items():
        keep = (34, 346) if name == "sum" else (58, 322)  # words stay within the line
        changes |= {
            f"{name}.cx": [round(_HALF * one, 1) for one in length.tolist()],
            f"{name}-says.x": np.clip(_HALF * length, *keep).round(1).tolist(),
            f"{name}-says.text": [f"{name} {one:.2f}" for one in length],
        }
    changes |= {
        "between.x": changes["difference.cx"],
        "between.width": (2 * _HALF * np.minimum(vote, voice)).round(1).tolist(),
    }
    for name, bar in (("vote", vote), ("voice", voice)):
        bite = np.minimum(bar, _AHEAD * np.maximum(bar - np.append(bar[1:], bar[-1]), 0.0))
        changes |= {
            f"{name}.width": [round(_EACH * one, 1) for one in bar.tolist()],
            f"{name}-first.width": [round(_EACH * float(bar[0]), 1)],
            f"{name}-bite.x": [round(_EACH * one, 1) for one in (bar - bite).tolist()],
            f"{name}-bite.width": [round(_EACH * one, 1) for one in bite.tolist()],
            f"{name}-says.text": [f"{one:.2f}" for one in bar],
        }
    return changes


def _table(vote: Array, voice: Array, ended: str) -> str:
    last = len(vote) - 1
    rows = [
        f"{k:4}  {a:.2f}  {b:.2f}   {a + b:.2f}  {abs(a - b):.2f}"
        for k, (a, b) in enumerate(zip(vote, voice, strict=True))
        if k % 10 == 0 or k == last
    ]
    rows[-1] = f"{rows[-1]}   {ended}".rstrip()
    return "\n".join(["step  vote  voice  sum   difference", *rows])


# --- the drawing ------------------------------------------------------------------------------

_COLOURS = {"vote": "var(--ll-theory)", "voice": "var(--ll-value)"}


def _drawing(unit: float, paths: Sequence[str]) -> str:
    corner, right = _LOW - _SIDE, _LEFT + _SIDE
    ends = "".join(
        f'<text class="title" x="0" y="{_SAYS + 14}" data-id="{end}" '
        f'style="fill:{_COLOURS[winner]};font-size:26px"></text>'
        for end, winner in (("silent", "vote"), ("turned", "voice"))
    )
    ticks = "".join(
        f'<text class="quiet small" x="{_LEFT + _SIDE * at:g}" y="{_LOW + 19:g}" '
        f'text-anchor="middle">{at:g}</text>'
        + f'<text class="quiet small" x="{_LEFT - 8:g}" y="{_LOW - _SIDE * at + 5:g}" '
        f'text-anchor="end">{at:g}</text>' * (at > 0)
        for at in (0, 0.5, 1)
    )
    grey = "".join(
        f'<path class="line" d="{path}" data-after="{scene}" '
        'style="stroke:var(--ll-muted);stroke-width:2;opacity:.55"></path>'
        for scene, path in enumerate(paths)
    )
    return (
        _bar("vote", "vote |u|", _VOTE)
        + _bar("voice", f"voice h₂/{unit:.2f}", _VOICE)
        + '<g data-id="key">'
        f'<rect x="0" y="{_SAYS - 7}" width="18" height="18" rx="3" '
        'style="fill:var(--ll-gradient)"></rect>'
        f'<text x="27" y="{_SAYS + 7}">what the next {_AHEAD} steps take, at this pace'
        "</text></g>"
        f'{ends}<text x="0" y="{_SAYS + 42}" data-id="left"></text>'
        f"{_line()}"
        '<g data-id="border">'
        f'<path d="M{_LEFT:g},{_LOW:g}L{right:g},{corner:g}V{_LOW:g}Z" '
        f'style="fill:{_COLOURS["vote"]};fill-opacity:.16"></path>'
        f'<path d="M{_LEFT:g},{_LOW:g}L{right:g},{corner:g}H{_LEFT:g}Z" '
        f'style="fill:{_COLOURS["voice"]};fill-opacity:.16"></path>'
        f'<path class="axis" d="M{_LEFT:g},{_LOW:g}L{right:g},{corner:g}"></path>'
        f'<text class="title" x="{right - 12:g}" y="{_LOW - 0.47 * _SIDE:g}" text-anchor="end" '
        f'style="fill:{_COLOURS["vote"]}">silent</text>'
        f'<text class="title" x="{_LEFT + 14:g}" y="{corner + 26:g}" '
        f'style="fill:{_COLOURS["voice"]}">turned</text></g>'
        f'<path class="axis" d="M{_LEFT:g},{corner:g}V{_LOW:g}H{right:g}"></path>{ticks}'
        f'<rect x="{_LEFT:g}" y="{_LOW - 3:g}" height="6" data-id="vote-axis" '
        f'style="fill:{_COLOURS["vote"]}"></rect>'
        f'<rect x="{_LEFT - 3:g}" width="6" data-id="voice-axis" '
        f'style="fill:{_COLOURS["voice"]}"></rect>'
        f'<text x="{_LEFT + 0.75 * _SIDE:g}" y="{_LOW + 21:g}" text-anchor="middle">vote</text>'
        f'<text x="{_LEFT - 8:g}" y="{_LOW - 0.75 * _SIDE + 5:g}" text-anchor="end">voice</text>'
        f"{grey}"
        '<path class="line" style="stroke:var(--ll-muted)" data-id="trail"></path>'
        '<circle r="7" data-id="from" '
        'style="fill:var(--ll-surface);stroke:var(--ll-muted);stroke-width:2"></circle>'
        '<text class="quiet" text-anchor="middle" data-id="start">start</text>'
        '<circle class="dot" r="8" data-id="now" style="fill:var(--ll-text)"></circle>'
    )


def _line() -> str:
    """Sum and difference on one line, and between them twice the shorter bar."""
    return (
        f'<path class="axis" d="M0,{_LINE - 7:g}v14m0,-7H{_EACH:g}"></path>'
        f'<rect y="{_LINE - 3:g}" height="6" data-id="between" style="fill:var(--ll-muted)"></rect>'
        f'<circle class="dot" r="8" cy="{_LINE:g}" data-id="difference" '
        'style="fill:var(--ll-text)"></circle>'
        f'<circle class="dot" r="8" cy="{_LINE:g}" data-id="sum" '
        'style="fill:var(--ll-text)"></circle>'
        f'<text y="{_LINE - 16:g}" text-anchor="middle" data-id="sum-says"></text>'
        f'<text y="{_LINE + 28:g}" text-anchor="middle" data-id="difference-says"></text>'
    )


def _bar(name: str, words: str, top: int) -> str:
    return (
        f'<text x="0" y="{top - 10}">{words}</text>'
        f'<text class="title" x="{_EACH:g}" y="{top - 10}" text-anchor="end" '
        f'data-id="{name}-says"></text>'
        f'<rect class="track" x="0" y="{top}" width="{_EACH:g}" height="{_TALL}" rx="4"></rect>'
        f'<rect x="0" y="{top}" height="{_TALL}" rx="4" data-id="{name}-first" '
        f'style="fill:{_COLOURS[name]};fill-opacity:.14"></rect>'
        f'<rect x="0" y="{top}" height="{_TALL}" rx="4" data-id="{name}" '
        f'style="fill:{_COLOURS[name]}"></rect>'
        f'<rect y="{top}" height="{_TALL}" rx="4" data-id="{name}-bite" '
        'style="fill:var(--ll-gradient)"></rect>'
    )
