"""A real layer of notebook 02: its random start, and a film of units that die."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..film import Film, Scene

__all__ = ["layer_film", "layer_start"]

Array = NDArray[np.float64]
History = Sequence[Mapping[str, Any]]

_SENTENCES, _INPUTS, _UNITS = 10, 8, 50
_LEFT, _WIDE = 150.0, 530.0  # where lamps, bar and chart begin, and how long they are
_ROWS, _PITCH = 2, 30.0  # of lamps, and from one row to the next
_BAR, _SECOND = 86.0, 134.0  # tops of the bars
_TOP, _LOW = 192.0, 312.0  # of the loss
_FLOOR, _TALL = 412.0, 72.0  # of the deaths: where they stand, and the most
_SAYS = 800  # where numbers end


def layer_start(
    seed: int, bias: float = 0.0
) -> tuple[Array, NDArray[np.int_], Array, Array, Array]:
    """Draw ten sentences of random numbers, and a network of 50 hidden units.

    Parameters
    ----------
    seed : int
    bias : float
        With which all units start.

    Returns
    -------
    H0, right, W, b, U : ndarray
        A sentence in each row, 10 × 8, and their classes, 0 and 1 by turns; then the weights
        50 × 8, the biases, and the weights 2 × 50 of the logits, all of them small enough that z
        and o are about as large as the inputs.

    Examples
    --------
    >>> H0, right, W, b, U = layer_start(seed=0)
    >>> H0.shape, W.shape, b.shape, U.shape
    ((10, 8), (50, 8), (50,), (2, 50))
    """
    rng = np.random.default_rng(seed)
    H0 = rng.normal(size=(_SENTENCES, _INPUTS))
    W = rng.normal(size=(_UNITS, _INPUTS)) / np.sqrt(_INPUTS)
    U = rng.normal(size=(2, _UNITS)) / np.sqrt(_UNITS)
    return H0, np.arange(_SENTENCES) % 2, W, np.full(_UNITS, bias), U


def layer_film(runs: Mapping[Any, History], choice: str = "η") -> Film:
    """Training runs of a layer: units as lamps, votes, errors, the loss, and who died when.

    Parameters
    ----------
    runs : mapping of str to sequence of mappings
        Name of each run -> for each step the outputs H (a row for each sentence, a column for each
        unit), the weights U of the logits (a row for each of two classes), the slopes d_o of the
        loss at the logits (a row for each sentence), and the loss. All runs have as many steps and
        units.
    choice : str
        What the names stand for.

    Returns
    -------
    Film
        A lamp is the brighter the more sentences its unit speaks on; it is out where the unit is
        silent on all. A bar shows how one-sided the errors are, the first column of d_o: the size
        of their sum, over the sum of their sizes. All runs have the same scales.

    Examples
    --------
    >>> speaks = {"H": np.ones((2, 2)), "U": np.array([[0.5, 0.0], [0.0, 0.5]]), "loss": 0.7}
    >>> even, lean = np.array([[-0.2, 0.2], [0.2, -0.2]]), np.array([[-0.4, 0.4], [0.1, -0.1]])
    >>> one_dead = {"H": np.array([[1.0, 0.0]] * 2), "loss": 2.0, "d_o": lean}
    >>> layer_film({"4": [speaks | {"d_o": even}, speaks | one_dead]})
    η = 4
    step  dead  mean vote  one-sided  loss
       0     0       0.50       0.00  0.70
       1     1       0.50       0.60  2.00
    """
    read = {str(name): _read(run) for name, run in runs.items()}
    votes = max(float(vote.max()) for _, vote, _, _ in read.values())
    highest = max(float(loss.max()) for *_, loss in read.values())
    most = max(1, *(int(np.max(_new(share))) for share, *_ in read.values()))
    units, last = next(iter(read.values()))[0].shape[1], len(next(iter(runs.values()))) - 1
    scenes, tables = [], []
    for name, (share, vote, lean, loss) in read.items():
        changes = _lamps(share) | _bar("vote", vote, votes) | _bar("lean", lean, 1.0)
        changes |= _curve(loss, highest) | _deaths(share, most)
        scenes.append(Scene(name, changes, last))
        tables.append(f"{choice} = {name}\n" + _table(share, vote, lean, loss))
    drawing = _drawing(units, last, most, highest)
    return Film(drawing, 442, scenes, "step", choice, "\n".join(tables), play=True)


def _read(run: History) -> tuple[Array, Array, Array, Array]:
    """For each step: each unit's share of sentences, mean vote, one-sidedness, loss."""
    share = np.array([np.mean(np.asarray(net["H"]) > 0, axis=0) for net in run])
    vote = np.array([np.mean(np.abs(net["U"][0] - net["U"][1])) for net in run])
    lean = np.array([_one_sided(np.asarray(net["d_o"])[:, 0]) for net in run])
    return share, vote, lean, np.array([net["loss"] for net in run], float)


def _one_sided(errors: Array) -> float:
    """From 0, where they cancel, to 1, where all have one sign."""
    sizes = float(np.sum(np.abs(errors)))
    return abs(float(np.sum(errors))) / sizes if sizes else 0.0


def _dead(share: Array) -> NDArray[np.int_]:
    return np.asarray(np.sum(share == 0, axis=1))


def _new(share: Array) -> NDArray[np.int_]:
    """How many have died in each step; none before the first."""
    return np.maximum(np.diff(_dead(share), prepend=_dead(share)[0]), 0)


# --- what changes -----------------------------------------------------------------------------


def _lamps(share: Array) -> dict[str, list[Any]]:
    changes: dict[str, list[Any]] = {
        "at.text": [str(k) for k in range(len(share))],
        "dead.text": [f"{dead} dead" for dead in _dead(share)],
    }
    for unit, one in enumerate(share.T):
        bright = np.where(one > 0, 0.25 + 0.75 * one, 0.0)
        changes[f"lamp{unit}.fill-opacity"] = bright.round(2).tolist()
    return changes


def _bar(name: str, length: Array, longest: float) -> dict[str, list[Any]]:
    return {
        f"{name}.width": (_WIDE * length / longest).round(1).tolist(),
        f"{name}-says.text": [f"{one:.2f}" for one in length],
    }


def _x(step: Any, last: int) -> Any:
    return _LEFT + 12 + (_WIDE - 24) * np.asarray(step) / max(1, last)


def _curve(loss: Array, highest: float) -> dict[str, list[Any]]:
    """The loss up to the present step: one path, of which a dash shows as much as has been."""
    x = _x(np.arange(len(loss)), len(loss) - 1)
    y = _LOW - (_LOW - _TOP) * loss / highest
    gone = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    return {
        "curve.d": ["M" + "L".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))],
        "curve.stroke-dasharray": [f"{one:.1f} 4000" for one in gone],
        "now.cx": x.round(1).tolist(),
        "now.cy": y.round(1).tolist(),
        "loss-says.text": [f"{one:.2f}" for one in loss],
    }


def _deaths(share: Array, most: int) -> dict[str, list[Any]]:
    """A column for each step, from the step on in which so many died."""
    changes: dict[str, list[Any]] = {}
    new = _new(share).tolist()
    for step, died in enumerate(new):
        tall = round(_TALL * died / most, 1)
        changes[f"died{step}.height"] = [*[0] * step, tall]
        changes[f"died{step}.y"] = [*[_FLOOR] * step, _FLOOR - tall]
    return changes | {"died-says.text": [f"{died} now" if died else "" for died in new]}


def _table(share: Array, vote: Array, lean: Array, loss: Array) -> str:
    steps = [k for k in (0, 1, 2, 3, 5, 10, 20) if k < len(loss)]
    dead = _dead(share)
    return "\n".join(
        ["step  dead  mean vote  one-sided  loss"]
        + [f"{k:4}  {dead[k]:4}  {vote[k]:9.2f}  {lean[k]:9.2f}  {loss[k]:.2f}" for k in steps]
    )


# --- the drawing ------------------------------------------------------------------------------


def _drawing(units: int, last: int, most: int, highest: float) -> str:
    each = -(-units // _ROWS)
    wide = _WIDE / max(each, 1)
    size = min(wide, _PITCH) - 4
    lamps = "".join(
        f'<rect x="{_LEFT + wide * (unit % each):.1f}" y="{4 + _PITCH * (unit // each):.1f}" '
        f'width="{size:.1f}" height="{size:.1f}" rx="4" data-id="lamp{unit}" '
        'style="fill:var(--ll-value);stroke:var(--ll-edge);stroke-width:1.2"></rect>'
        for unit in range(units)
    )
    thick = min(18.0, 0.7 * (_WIDE - 24) / max(1, last))
    columns = "".join(
        f'<rect x="{_x(step, last) - thick / 2:.1f}" width="{thick:.1f}" '
        f'data-id="died{step}" style="fill:var(--ll-text)"></rect>'
        for step in range(last + 1)
    )
    numbers = "".join(
        f'<text class="quiet small" x="{_x(step, last):.1f}" y="{_FLOOR + 19:g}" '
        f'text-anchor="middle">{step}</text>'
        for step in range(0, last + 1, max(1, last // 4))
    )
    return (
        _words(20, f"{units} units", "out: dead")
        + lamps
        + _number(26, "dead", "title")
        + _track(_BAR, "vote", "theory")
        + _words(_BAR + 20, "mean vote |u|")
        + _track(_SECOND, "lean", "value")
        + _words(_SECOND + 9, "errors", "full: one-sided")
        + _words(_TOP + 14, "loss")
        + _number(_TOP + 14, "loss-says")
        + f'<path class="axis" d="M{_LEFT:g},{_TOP:g}V{_LOW:g}h{_WIDE:g}"></path>'
        f'<text class="quiet small" x="{_LEFT - 8:g}" y="{_LOW + 4:g}" text-anchor="end">0</text>'
        f'<text class="quiet small" x="{_LEFT - 8:g}" y="{_TOP + 6:g}" text-anchor="end">'
        f"{highest:.1f}</text>"
        '<path class="line one" data-id="curve"></path>'
        '<circle class="dot one" r="7.5" data-id="now"></circle>'
        + _words(_FLOOR - _TALL + 24, "deaths")
        + _number(_FLOOR - _TALL + 24, "died-says")
        + columns
        + f'<path class="axis" d="M{_LEFT:g},{_FLOOR - _TALL:g}V{_FLOOR:g}h{_WIDE:g}"></path>'
        f'<text class="quiet small" x="{_LEFT - 8:g}" y="{_FLOOR - _TALL + 6:g}" '
        f'text-anchor="end">{most}</text>{numbers}'
        f'<text class="quiet small" x="{_LEFT + _WIDE + 12:g}" y="{_FLOOR + 19:g}">step</text>'
    )


def _track(top: float, name: str, color: str) -> str:
    """A bar on its track, and the number behind it."""
    return (
        f'<rect class="track" x="{_LEFT:g}" y="{top:g}" width="{_WIDE:g}" height="30" rx="4">'
        f'</rect><rect x="{_LEFT:g}" y="{top:g}" height="30" rx="4" data-id="{name}" '
        f'style="fill:var(--ll-{color})"></rect>' + _number(top + 21, f"{name}-says")
    )


def _words(y: float, name: str, below: str = "") -> str:
    more = f'<text class="quiet small" x="0" y="{y + 22:g}">{below}</text>' if below else ""
    return f'<text x="0" y="{y:g}">{name}</text>{more}'


def _number(y: float, name: str, kind: str = "") -> str:
    return f'<text class="{kind}" x="{_SAYS}" y="{y:g}" text-anchor="end" data-id="{name}"></text>'
