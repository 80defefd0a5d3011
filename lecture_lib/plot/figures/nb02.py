"""Pictures of notebook 02: the network, and surprise; films and nudges have files of their own.

They draw what they are given and compute nothing but places; `random_duels` alone trains, and
`layer_start` draws numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from ...style import LIGHT
from ..axes import axes
from .nb02_duel import duel, outcome, vote_and_voice
from .nb02_film import film
from .nb02_layer import layer_film, layer_start
from .nb02_many import many_duels, random_duels
from .nb02_nudge import nudge_errors

__all__ = [
    "duel",
    "film",
    "layer_film",
    "layer_start",
    "many_duels",
    "network",
    "nudge_errors",
    "outcome",
    "random_duels",
    "surprise",
    "vote_and_voice",
]

Array = NDArray[Any]
Net = Mapping[str, Any]


# --- the network ------------------------------------------------------------------------------

_X = {"word": -0.3, "h0": 1.7, "z": 4.0, "h": 5.5, "o": 7.8, "y_hat": 9.4}
_Y = (1.0, -1.0)
_TITLES = {"word": "words", "h0": "mean h₀", "z": "z", "h": "h", "o": "logits o", "y_hat": "ŷ"}


def network(
    theta: Net,
    net: Net | None = None,
    words: Sequence[str] = ("duck", "duck", "goose"),
    slopes: Net | None = None,
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
    slopes : mapping, optional
        The slopes of the loss at h0, z, h and o, written in orange under their nodes; None is
        written as “?”. At "word" stands what each place of the sentence hands on.
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
            _Y[row] - (0.62 if slopes is None else 0.9),  # below the slope
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
    for name, values in ({} if slopes is None else slopes).items():
        _slopes(ax, name, values)
    return ax


def _slopes(ax: Axes, name: str, values: ArrayLike | None) -> None:
    """Write two slopes under their nodes, or what each word receives under every word."""
    told = (
        ["?", "?"]
        if values is None
        else [_short(x) for x in np.round(np.asarray(values, float), 3) + 0.0]
    )
    places = list(zip(_Y, told, strict=True))
    if name == "word":
        places = [(y + 0.06, f"({told[0]}, {told[1]})") for y in (1.35, 0.0, -1.35)]
    for y, text in places:
        ax.text(_X[name], y - 0.62, text, ha="center", va="center", fontsize=12,
                fontweight="bold", color=LIGHT["gradient-text"], zorder=6)  # fmt: skip


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
    size = 11.5 if len(text) < 5 else 10.5  # −2.25 must not touch the rim
    ax.text(x, y, text, ha="center", va="center", fontsize=size, zorder=5)


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
