"""Pictures of notebook 02: the network, surprise, the film of a training run, and the race.

They draw what they are given and compute nothing but places.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from ...style import LIGHT, PALETTE
from ..axes import axes
from ..film import Film, Scene

__all__ = ["film", "network", "race", "surprise"]

Net = Mapping[str, Any]


# --- the network ------------------------------------------------------------------------------

_X = {"word": -0.3, "h0": 1.7, "z": 4.0, "h": 5.5, "o": 7.8, "y_hat": 9.4}
_Y = (1.0, -1.0)
_TITLES = {"word": "words", "h0": "mean h₀", "z": "z", "h": "h", "o": "logits o", "y_hat": "ŷ"}


def network(
    theta: Net,
    net: Net | None = None,
    words: Sequence[str] = ("duck", "duck", "goose"),
    ax: Axes | None = None,
) -> Axes:
    """Draw three words on their way through the network, its weights on the edges.

    Parameters
    ----------
    theta : mapping
        E, W, b and U, each 2 × 2 or 2.
    net : mapping, optional
        The nodes h0, z, h, o and y_hat, of two numbers each; what is missing is drawn as “?”.
    words : sequence of three of "duck" and "goose"
        The sentence.
    ax : Axes, optional

    Examples
    --------
    >>> theta = {"E": np.eye(2), "W": np.eye(2), "b": np.zeros(2), "U": np.eye(2)}
    >>> ax = network(theta, {"h0": [2 / 3, 1 / 3]})
    >>> sum(text.get_text() == "?" for text in ax.texts)
    8
    """
    ax = axes(ax, figsize=(9.6, 4.3))
    ax.set_axis_off()
    ax.set(xlim=(-1.05, 10.1), ylim=(-1.95, 2.35))
    for name, x in _X.items():
        ax.text(x, 2.1, _TITLES[name], ha="center", va="center", color=LIGHT["muted"], fontsize=13)
    _words(ax, np.asarray(theta["E"], float), words)
    _layer(ax, "h0", "z", np.asarray(theta["W"], float))
    _layer(ax, "h", "o", np.asarray(theta["U"], float))
    for row, bias in enumerate(np.asarray(theta["b"], float)):
        ax.text(
            _X["z"],
            _Y[row] - 0.62,
            f"b = {_short(bias)}",
            ha="center",
            fontsize=11,
            color=LIGHT["muted"],
        )
    for y in _Y:
        _arrow(ax, (_X["z"], y), (_X["h"], y), "ReLU")
    ax.text((_X["o"] + _X["y_hat"]) / 2, 0.0, "softmax", ha="center", va="center", fontsize=12)
    for y in _Y:
        _arrow(ax, (_X["o"], y), (_X["y_hat"], y))
    for name, x in _X.items():
        if name != "word":
            known = None if net is None else net.get(name)
            for row, y in enumerate(_Y):
                _circle(ax, x, y, "?" if known is None else _short(np.asarray(known, float)[row]))
    return ax


def _short(number: float) -> str:
    """Write 0.9 as .9, as one does on paper."""
    return re.sub(r"^(−?)0\.", r"\1.", f"{number:.3g}".replace("-", "−"))


def _words(ax: Axes, embeddings: Any, words: Sequence[str]) -> None:
    for y, word in zip((1.35, 0.0, -1.35), words, strict=True):
        top, bottom = embeddings[:, ("duck", "goose").index(word)]
        ax.text(
            _X["word"],
            y,
            f"{word}\n({_short(top)}, {_short(bottom)})",
            ha="center",
            va="center",
            fontsize=12,
            linespacing=1.35,
            bbox={
                "boxstyle": "round,pad=0.3",
                "facecolor": LIGHT["parameter"],
                "edgecolor": LIGHT["parameter-line"],
            },
        )
        ax.plot([0.34, 0.66], [y, y], color=LIGHT["edge"], linewidth=1.3)
    ax.plot([0.66, 0.66], [-1.35, 1.35], color=LIGHT["edge"], linewidth=1.3)
    for y in _Y:
        _arrow(ax, (0.66, y), (1.27, y), gap=0.0)


def _layer(ax: Axes, source: str, target: str, weights: Any) -> None:
    for row, column in np.ndindex(2, 2):
        start, end = np.array([_X[source], _Y[column]]), np.array([_X[target], _Y[row]])
        _arrow(ax, start, end)
        at = start + (0.3 if row != column else 0.5) * (end - start)
        ax.text(
            at[0],
            at[1],
            _short(weights[row, column]),
            ha="center",
            va="center",
            fontsize=12,
            color=LIGHT["text"],
            zorder=4,
            bbox={
                "boxstyle": "round,pad=0.18",
                "facecolor": LIGHT["parameter"],
                "edgecolor": LIGHT["parameter-line"],
                "linewidth": 0.8,
            },
        )


def _arrow(ax: Axes, start: ArrayLike, end: ArrayLike, label: str = "", gap: float = 0.43) -> None:
    start, end = np.asarray(start, float), np.asarray(end, float)
    along = (end - start) / np.hypot(*(end - start))
    ax.annotate(
        "",
        end - gap * along,
        start + gap * along,
        arrowprops={
            "arrowstyle": "-|>",
            "color": LIGHT["edge"],
            "linewidth": 1.3,
            "shrinkA": 0,
            "shrinkB": 0,
            "mutation_scale": 13,
        },
    )
    if label:
        middle = (start + end) / 2
        ax.text(middle[0], middle[1] + 0.16, label, ha="center", va="bottom", fontsize=12)


def _circle(ax: Axes, x: float, y: float, text: str) -> None:
    ax.plot(
        x,
        y,
        "o",
        markersize=39,
        markerfacecolor=LIGHT["root"],
        markeredgecolor=LIGHT["root-line"],
        markeredgewidth=1.3,
        zorder=3,
    )
    ax.text(x, y, text, ha="center", va="center", fontsize=11.5, zorder=5)


# --- surprise ---------------------------------------------------------------------------------


def surprise(points: Mapping[str, float], ax: Axes | None = None) -> Axes:
    """Draw −log p over p, with points on it.

    Parameters
    ----------
    points : mapping of str to float
        Label to probability, between 0 and 1.
    ax : Axes, optional

    Examples
    --------
    >>> ax = surprise({"a coin": 0.5})
    >>> ax.get_ylabel()
    'surprise −log p'
    """
    ax = axes(ax, figsize=(6.6, 3.4))
    p = np.linspace(0.012, 1, 400)
    ax.plot(p, -np.log(p), color=LIGHT["value"])
    for i, ((label, at), marker) in enumerate(zip(points.items(), "osD^v", strict=False)):
        ax.plot(at, -np.log(at), marker, color=LIGHT["gradient"], markersize=9, zorder=3)
        ax.annotate(
            f"{label}: {-np.log(at):.2f}",
            (at, -np.log(at)),
            (24, 48 - 26 * i),
            "data",
            textcoords="offset points",
            fontsize=13,
            va="center",
            arrowprops={"arrowstyle": "-", "color": LIGHT["muted"], "shrinkB": 5},
        )
    ax.set(
        xlabel="probability p of what happened",
        ylabel="surprise −log p",
        xlim=(0, 1.02),
        ylim=(0, 4.2),
    )
    return ax


# --- the race ---------------------------------------------------------------------------------


def race(
    runs: Mapping[str, tuple[ArrayLike, ArrayLike]], slope: float, ax: Axes | None = None
) -> Axes:
    """Draw runs in the plane of a unit's vote u and its output h.

    Parameters
    ----------
    runs : mapping of str to (u, h)
        Label to the two numbers after each step.
    slope : float
        The line h = −slope · u parts those that fall silent from those that turn.
    ax : Axes, optional

    Examples
    --------
    >>> ax = race({"h = 0.4": ([-0.8, -0.7], [0.4, 0.0])}, slope=1.2)
    >>> ax.get_xlabel()
    'vote u of the unit (negative: for the wrong class)'
    """
    ax = axes(ax, figsize=(7.6, 4.6))
    top, left, right = 1.75, -1.15, 0.62
    line = np.array([left, 0.0])
    ax.fill_between(line, 0, -slope * line, color=LIGHT["gradient"], alpha=0.13, linewidth=0)
    ax.fill_between(
        [left, 0, right], [-slope * left, 0, 0], top, color=LIGHT["value"], alpha=0.1, linewidth=0
    )
    ax.plot(line, -slope * line, color=LIGHT["theory"], linestyle="--", linewidth=1.3)
    ax.axvline(0, color=LIGHT["muted"], linewidth=1)
    colors = [
        PALETTE["vermilion"],
        PALETTE["reddish purple"],
        PALETTE["bluish green"],
        PALETTE["blue"],
    ]
    marks = "osD^"
    for i, (label, (u, h)) in enumerate(runs.items()):
        u, h = np.asarray(u, float), np.asarray(h, float)
        end = int(np.argmax(h <= 0)) + 1 if (h <= 0).any() else len(h)
        inside = (u[:end] <= right) & (h[:end] <= top)
        u, h = u[:end][inside], h[:end][inside]
        color = colors[i % len(colors)]
        ax.plot(u, h, color=color, linewidth=2.4)
        ax.plot(u[0], h[0], marks[i % len(marks)], color=color, markersize=9)
        ax.annotate(
            "",
            (u[-1], h[-1]),
            (u[-4], h[-4]) if len(u) > 4 else (u[0], h[0]),
            arrowprops={
                "arrowstyle": "-|>",
                "color": color,
                "linewidth": 2.2,
                "shrinkB": 0,
                "mutation_scale": 20,
            },
        )
        ax.annotate(
            label,
            (u[0], h[0]),
            (-10, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=12,
        )
    ax.text(
        -0.36,
        0.36 * slope,
        r"$h = \sqrt{K/2}\;(-u)$",
        fontsize=15,
        color=LIGHT["theory"],
        ha="left",
        va="bottom",
    )
    ax.text(left + 0.04, 0.06, "falls silent", fontsize=14, color=LIGHT["gradient-text"])
    ax.text(
        right - 0.03, top - 0.14, "turns its vote", fontsize=14, color=LIGHT["value"], ha="right"
    )
    ax.set(
        xlim=(left, right),
        ylim=(0, top),
        ylabel="output h of the unit",
        xlabel="vote u of the unit (negative: for the wrong class)",
    )
    return ax


# --- the film ---------------------------------------------------------------------------------

_TRACK = (170, 530)  # where the bars begin, and how long a full one is


def film(history: Sequence[Sequence[Net]], example: int = 0, right: int = 0) -> Film:
    """A training run with a slider over its steps: two hidden units, and the right class.

    Parameters
    ----------
    history : sequence of sequences of mappings
        For each step, for each example the nodes h (two numbers), y_hat and loss.
    example : int
        Which example is shown.
    right : int
        Its class.

    Returns
    -------
    Film
        Its text is a table of some of the steps.  Where a unit goes below 0, the bars have a mark
        at 0 and grow to its left as well.

    Examples
    --------
    >>> step = {"h": [0.0, 0.4], "y_hat": [0.42, 0.58], "loss": 0.868}
    >>> film([[step]])
    step  h₁     h₂     ŷ right  loss
       0  0.000  0.400    0.420  0.868
    """
    nets = [step[example] for step in history]
    hidden = np.array([net["h"] for net in nets], float)
    p = np.array([np.asarray(net["y_hat"])[right] for net in nets], float)
    loss = np.array([net["loss"] for net in nets], float)
    start, length = _TRACK
    most, least = max(0.5, float(hidden.max())), min(0.0, float(hidden.min()))
    full = f"{least:.2f} to {most:.2f}".replace("-", "−") if least else f"full bar: {most:.2f}"
    drawing = _row(0, "unit 1 puts out", full, "two")
    drawing += _row(1, "unit 2 puts out", full, "two")
    drawing += _row(2, "right class", "dashes: 50 %", "one")
    each = length / (most - least)
    zero = start - each * least
    if least:
        drawing += f'<path class="axis" d="M{zero:.1f},14v42m0,18v42"></path>'
    drawing += f'<path class="goal" d="M{start + length / 2:g},134v42"></path>'
    changes: dict[str, list[object]] = {
        "at.text": [f"{k}, loss {one:.3f}".replace("-", "−") for k, one in enumerate(loss)],
        "bar2.width": [round(length * one, 1) for one in p],
        "says2.text": [f"{100 * one:.1f} %" for one in p],
    }
    for unit, h in enumerate(hidden.T):
        changes[f"bar{unit}.x"] = [round(zero + each * min(0.0, one), 1) for one in h]
        changes[f"bar{unit}.width"] = [round(max(3.0, each * abs(one)), 1) for one in h]
        changes[f"bar{unit}.fill-opacity"] = [1 if one else 0.25 for one in h]
        changes[f"says{unit}.text"] = [
            f"{one:.3f}".replace("-", "−") if one else "silent" for one in h
        ]
    last = len(nets) - 1
    steps = sorted({*range(0, last + 1, max(1, last // 10)), last})
    text = "\n".join(
        ["step  h₁     h₂     ŷ right  loss"]
        + [
            f"{k:4}  {hidden[k, 0]:.3f}  {hidden[k, 1]:.3f}    {p[k]:.3f}  {loss[k]:.3f}"
            for k in steps
        ]
    )
    return Film(drawing, 190, [Scene("", changes, last)], "step", "", text)


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
