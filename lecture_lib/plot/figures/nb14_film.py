"""The film of notebook 14: a window over a sentence grows, and with it what the model knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..film import Changes, Film, Scene

__all__ = ["window"]

Array = NDArray[Any]

_LEFT, _RIGHT, _TOP, _LOW = 66.0, 784.0, 128.0, 300.0


def window(
    sentence: Sequence[str], words: Sequence[str], scenes: Mapping[str, ArrayLike],
    truth: ArrayLike,
    groups: Sequence[str], first: int,
) -> Film:  # fmt: skip
    """A slider over the words that a model sees: how probable it finds each next word.

    Parameters
    ----------
    sentence : sequence of str
        What has been said.
    words : sequence of str
        Next words that are drawn, half of them in each group.
    scenes : mapping of str to array_like, shape (K + 1, W)
        Name -> probabilities of these words with 0, 1, … words seen.
    truth : array_like, shape (W,)
        The true ones.
    groups : sequence of two str
        What the halves are called.
    first : int
        The window that is shown at first.

    Returns
    -------
    Film
        Its text has the probability of each half.

    Examples
    --------
    >>> window(["two", "ducks"], ["swims", "swim"], {"all": [[0.5, 0.5], [0, 1]]}, [0, 1],
    ...        ["one", "many"], 1)
    probability of all verbs of 'many', by words seen
    all: 0: 0.50, 1: 1.00; true 1.00
    """
    right, half = np.asarray(truth, float), len(words) // 2
    top = 1.08 * max(float(np.max(found)) for found in [right, *map(np.asarray, scenes.values())])
    wide = (_RIGHT - _LEFT) / len(words)
    ends = np.cumsum([11 * len(word) + 18 for word in sentence])
    begin = 30 + np.concatenate([[0.0], ends[:-1]])
    told, made = [f"probability of all verbs of {groups[1]!r}, by words seen"], []
    for name, rows in scenes.items():
        found = np.asarray(rows, float)
        frames = range(len(found))
        lefts = [_left(len(sentence) - k, begin, sentence) for k in frames]
        edge = _left(len(sentence), begin, sentence)
        changes: Changes = {
            "box.x": [round(x - 7, 1) for x in lefts],
            "box.width": [round(max(edge - x - 1, 0.1), 1) for x in lefts],
            "at.text": [f"{k}" for k in frames],
            **{f"bar{i}.d": [_bar(i, float(p), wide, top) for p in found[:, i]]
               for i in range(len(words))},
        }  # fmt: skip
        made.append(Scene(name, changes, len(found) - 1, first))
        some = ", ".join(f"{k}: {found[k, half:].sum():.2f}" for k in frames)
        told.append(f"{name}: {some}; true {right[half:].sum():.2f}")
    drawing = _drawing(sentence, begin, words, right, groups, wide, top)
    return Film(drawing, 350, made, "words it sees", "it has read", "\n".join(told))


def _left(k: int, begin: Array, sentence: Sequence[str]) -> float:
    """Where word k begins; the place after the last is where the next would."""
    k = max(k, 0)
    return float(begin[k]) if k < len(begin) else float(begin[-1] + 11 * len(sentence[-1]) + 18)


def _bar(i: int, p: float, wide: float, top: float) -> str:
    left, height = _LEFT + (i + 0.16) * wide, _LOW - (_LOW - _TOP) * p / top
    return f"M{left:.1f},{_LOW:g}V{height:.1f}H{left + 0.68 * wide:.1f}V{_LOW:g}Z"


def _drawing(
    sentence: Sequence[str], begin: Array, words: Sequence[str], truth: Array,
    groups: Sequence[str], wide: float, top: float,
) -> str:  # fmt: skip
    ink = "fill:var(--ll-gradient);fill-opacity:.55;stroke:var(--ll-gradient);stroke-width:1"
    parts = [
        '<rect data-id="box" y="28" height="32" rx="5" style="fill:var(--ll-gradient);'
        'fill-opacity:.14;stroke:var(--ll-gradient);stroke-width:2"></rect>'
    ]
    parts += [f'<text class="title" x="{x:.1f}" y="50">{word}</text>'
              for x, word in zip(begin, sentence, strict=True)]  # fmt: skip
    parts.append(
        f'<text class="title" x="{_left(len(sentence), begin, sentence):.1f}" y="50">…</text>'
    )
    for i, word in enumerate(words):
        middle, high = _LEFT + (i + 0.5) * wide, _LOW - (_LOW - _TOP) * float(truth[i]) / top
        parts.append(f'<path data-id="bar{i}" style="{ink}"></path>')
        parts.append(f'<path d="M{middle - 0.42 * wide:.1f},{high:.1f}h{0.84 * wide:.1f}" '
                     'style="stroke:var(--ll-theory);stroke-width:4"></path>')  # fmt: skip
        parts.append(f'<text x="{middle:.1f}" y="{_LOW + 20:g}" text-anchor="middle">{word}</text>')
    for level in (0.2, 0.4, 0.6, 0.8):
        high = _LOW - (_LOW - _TOP) * level / top
        if level <= top:
            parts.append(f'<path class="axis" d="M{_LEFT - 6:g},{high:.1f}h6"></path>'
                         f'<text class="quiet" x="{_LEFT - 10:g}" y="{high + 5:.1f}" '
                         f'text-anchor="end">{level:g}</text>')  # fmt: skip
    half = _LEFT + wide * (len(words) // 2)
    parts.append(f'<path class="axis" d="M{_LEFT:g},{_LOW:g}H{_RIGHT:g}"></path>'
                 f'<path class="goal" d="M{half:g},{_TOP - 24:g}V{_LOW + 26:g}"/>')  # fmt: skip
    for x, name in ((_LEFT, groups[0]), (half, groups[1])):
        middle = x + wide * len(words) / 4
        parts.append(f'<text class="quiet" x="{middle:.1f}" y="{_LOW + 44:g}" '
                     f'text-anchor="middle">{name}</text>')  # fmt: skip
    parts.append(
        '<path d="M560,84h26" style="stroke:var(--ll-theory);stroke-width:4"></path>'
        '<text class="quiet" x="592" y="89">true</text>'
        f'<path d="M650,76h22v15h-22Z" style="{ink}"></path>'
        '<text class="quiet" x="680" y="89">the model</text>'
    )
    return "".join(parts)
