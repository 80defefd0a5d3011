"""The film of notebook 13: the scores of the best of K coins, on dev and on new questions."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..film import Changes, Film, Scene

__all__ = ["best_of", "chances"]

Array = NDArray[np.float64]

_LEFT, _RIGHT, _TOP, _LOW = 30.0, 770.0, 62.0, 262.0
_FROM, _TO = 0.3, 0.8  # shares of right answers along the axis


def chances(questions: int, models: int = 1) -> Array:
    """Return how likely it is that the best of some coins has right 0, 1, … of its questions.

    Parameters
    ----------
    questions : int
        How many each answers.
    models : int
        How many coins there are.

    Examples
    --------
    >>> chances(2).tolist(), chances(2, models=2).tolist()
    ([0.25, 0.5, 0.25], [0.0625, 0.5, 0.4375])
    """
    ways = [math.comb(questions, k) for k in range(questions + 1)]
    at_most = np.array([0.0] + [total / 2**questions for total in np.cumsum(ways, dtype=object)])
    return np.diff(at_most**models)


def best_of(models: Sequence[int], questions: Sequence[int], first: int) -> Film:
    """A slider over the number of coins: what their winner scores on dev, and on new questions.

    Parameters
    ----------
    models : sequence of int
        Numbers K of coins, one for each frame.
    questions : sequence of int
        Sizes of the development set, one for each scene.
    first : int
        The number K that is shown at first.

    Returns
    -------
    Film
        Its text has the winner's mean score on dev.

    Examples
    --------
    >>> best_of([1, 2, 4], questions=[100], first=2)
    the winner's mean score on dev
    100 questions: best of 1: 50.0 %, 2: 52.8 %, 4: 55.1 %; on new questions 50 %
    """
    scenes, told = [], ["the winner's mean score on dev"]
    for n in questions:
        hills = [chances(n, k) for k in models]
        top = max(float(hill.max()) for hill in hills)
        means = [float(hill @ np.arange(n + 1)) / n for hill in hills]
        changes: Changes = {
            "new.d": [_steps(chances(n), top)],
            "dev.d": [_steps(hill, top) for hill in hills],
            "mean.d": [f"M{_place(mean):.1f},{_TOP - 8:g}V{_LOW:g}" for mean in means],
            "says.x": [round(_place(mean) + 8, 1) for mean in means],
            "says.text": [f"on dev: {100 * mean:.1f} %" for mean in means],
            "at.text": [f"{k:,}" for k in models],
        }
        scenes.append(Scene(str(n), changes, len(models) - 1, list(models).index(first)))
        some = ", ".join(f"{k}: {100 * mean:.1f} %" for k, mean in zip(models, means, strict=True))
        told.append(f"{n} questions: best of {some}; on new questions 50 %")
    return Film(_drawing(), 320, scenes, "models K", "questions:", "\n".join(told))


def _place(share: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * (share - _FROM) / (_TO - _FROM)


def _steps(hill: Array, top: float) -> str:
    """A bar for each score, as one line; scores without a height are left out."""
    seen = np.flatnonzero(hill > 2e-3 * top)
    n, low, high = len(hill) - 1, int(seen[0]), int(seen[-1])
    line = f"M{_place((low - 0.5) / n):.1f},{_LOW:g}"
    for k in range(low, high + 1):
        height = _LOW - (_LOW - _TOP) * float(hill[k]) / top
        line += f"V{height:.1f}H{_place((k + 0.5) / n):.1f}"
    return f"{line}V{_LOW:g}Z"


def _drawing() -> str:
    def look(role: str) -> str:
        return f"fill:var(--ll-{role});fill-opacity:.3;stroke:var(--ll-{role});stroke-width:1"

    half = _place(0.5)
    ticks = "".join(
        f'<path class="axis" d="M{_place(x):g},{_LOW:g}v5"></path>'
        f'<text class="quiet" x="{_place(x):g}" y="{_LOW + 21:g}" text-anchor="middle">'
        f"{100 * x:.0f} %</text>"
        for x in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
    )
    return (
        f'<path data-id="new" style="{look("value")}"></path>'
        f'<path data-id="dev" style="{look("gradient")}"></path>'
        f'<path class="goal" d="M{half:g},{_TOP - 8:g}V{_LOW:g}"></path>'
        '<path class="goal" data-id="mean"></path>'
        f'<path class="axis" d="M{_LEFT:g},{_LOW:g}H{_RIGHT:g}"></path>{ticks}'
        f'<text class="quiet" x="{_RIGHT:g}" y="{_LOW + 44:g}" text-anchor="end">right</text>'
        f'<text x="{half - 8:g}" y="{_TOP - 16:g}" text-anchor="end" '
        'style="fill:var(--ll-value);font-weight:600">the winner on new questions: 50 %</text>'
        f'<text y="{_TOP - 16:g}" data-id="says" '
        'style="fill:var(--ll-gradient-text);font-weight:600"></text>'
    )
