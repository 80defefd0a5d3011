"""An exercise of notebook 14: a speaker that draws word after word, and cuts the tail by top-p."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..lessons.checking import Exercise, Inputs, Mistake

__all__ = ["EXERCISES"]

Array = NDArray[np.float64]
Generator = np.random.Generator

#: What may follow a word, most probable first: no two alike, and running sums far from every share.
_AFTER = (
    (0.4, 0.25, 0.15, 0.12, 0.08),
    (0.7, 0.15, 0.08, 0.05, 0.02),
    (0.26, 0.22, 0.2, 0.18, 0.14),
)
_SHARES = (0.55, 0.75, 0.88)


def _kept(p: Array, share: float) -> tuple[NDArray[np.intp], Array]:
    """The fewest most probable words that have the share, and the running sum of them."""
    order = np.argsort(-p, kind="stable")
    total = np.cumsum(p[order])
    count = 1 + int(np.searchsorted(total, min(share, total[-1]) - 1e-9))
    return order[:count], total[:count]


def _drawn(p: Array, chance: float, share: float) -> int:
    words, total = _kept(p, share)
    return int(words[np.searchsorted(total / total[-1], chance, side="right")])


def _speak(P: Array, first: int, chances: Sequence[float], share: float) -> list[int]:
    said = [int(first)]
    for chance in chances:
        said.append(_drawn(P[said[-1]], chance, share))
    return said


def _not_scaled(P: Array, first: int, chances: Sequence[float], share: float) -> list[int]:
    """The running sum ends below 1; beyond it the last word that was kept is taken."""
    said = [int(first)]
    for chance in chances:
        words, total = _kept(P[said[-1]], share)
        place = int(np.searchsorted(total, chance, side="right"))
        said.append(int(words[min(place, len(words) - 1)]))
    return said


def _one_less(P: Array, first: int, chances: Sequence[float], share: float) -> list[int]:
    """Only words whose running sum is still below the share."""
    said = [int(first)]
    for chance in chances:
        words, total = _kept(P[said[-1]], share)
        count = max(1, len(words) - 1)
        total = total[:count] / total[count - 1]
        said.append(int(words[np.searchsorted(total, chance, side="right")]))
    return said


def _one_more(P: Array, first: int, chances: Sequence[float], share: float) -> list[int]:
    """Also the word after the one that takes the sum to the share."""
    said = [int(first)]
    for chance in chances:
        p = P[said[-1]]
        order = np.argsort(-p, kind="stable")
        total = np.cumsum(p[order])[: len(_kept(p, share)[0]) + 1]
        said.append(int(order[np.searchsorted(total / total[-1], chance, side="right")]))
    return said


def _by_number(P: Array, first: int, chances: Sequence[float], share: float) -> list[int]:
    """The right words are kept, and stand in the order of their numbers."""
    said = [int(first)]
    for chance in chances:
        p = P[said[-1]]
        words = np.sort(_kept(p, share)[0])
        total = np.cumsum(p[words])
        said.append(int(words[np.searchsorted(total / total[-1], chance, side="right")]))
    return said


def _least_first(P: Array, first: int, chances: Sequence[float], share: float) -> list[int]:
    """Sorted the wrong way round: what is kept is the tail."""
    said = [int(first)]
    for chance in chances:
        p = P[said[-1]]
        order = np.argsort(p)
        total = np.cumsum(p[order])
        count = 1 + int(np.searchsorted(total, share - 1e-9))
        total = total[:count] / total[count - 1]
        said.append(int(order[np.searchsorted(total, chance, side="right")]))
    return said


def _places(P: Array, first: int, chances: Sequence[float], share: float) -> list[int]:
    """Where each word stands in the sorted row; and from there it goes on."""
    said = [int(first)]
    for chance in chances:
        _, total = _kept(P[said[-1]], share)
        said.append(int(np.searchsorted(total / total[-1], chance, side="right")))
    return said


def _inputs(rng: Generator) -> Inputs:
    V = 5
    P = np.array([rng.permutation(_AFTER[k]) for k in rng.permutation([0, 1, 2, 0, 2])])
    share, first = float(rng.choice(_SHARES)), int(rng.integers(V))
    said, chances = [first], list[float]()
    while len(chances) < 12:
        chance = round(float(rng.uniform(0.02, 0.98)), 2)
        _, total = _kept(P[said[-1]], share)
        edges = np.concatenate([total / total[-1], np.cumsum(np.sort(P)[:, ::-1], axis=1).ravel()])
        if np.abs(edges - chance).min() > 0.006:  # a rounding error draws no other word, even uncut
            chances.append(chance)
            said.append(_drawn(P[said[-1]], chance, share))
    return P, first, chances, share


_P = np.array([[0.1, 0.6, 0.3], [0.5, 0.2, 0.3], [0.25, 0.4, 0.35]])
_CHANCES = [0.2, 0.9, 0.61, 0.95, 0.4, 0.75, 0.15, 0.85]

_SPEAK = Exercise(
    id="lm-speak",
    task="P[w] holds the probabilities of each next word after the word w. Begin with the word "
    "first. For each number in chances, add one word: take the probabilities after the last word; "
    "keep the fewest most probable words that together have at least share; scale theirs to sum "
    "to 1; go through them, the most probable first, and say the first at which their running sum "
    "is above the number. Return all words, first included.",
    inputs=("P", "first", "chances", "share"),
    simple=((_P, 0, _CHANCES, 0.7), (_P, 2, _CHANCES[::-1], 0.55)),
    numbers=_inputs,
    reference=_speak,
    mistakes=(
        Mistake(
            "nothing is cut",
            lambda P, first, chances, share: _speak(P, first, chances, 1.0),
            "That draws from all words. Those beyond the share are not to be said at all.",
        ),
        Mistake(
            "not scaled",
            _not_scaled,
            "The right words are kept. But their running sum ends below 1, so the last of them "
            "is said too often. Scale.",
        ),
        Mistake(
            "one word less",
            _one_less,
            "One word too few is kept: together they have less than the share. Which word takes "
            "the sum to it?",
        ),
        Mistake(
            "one word more",
            _one_more,
            "One word too many is kept: without the last of them they already have the share.",
        ),
        Mistake(
            "always the most probable",
            lambda P, first, chances, share: _speak(P, first, [0.0] * len(chances), share),
            "That always says the most probable word. Where does the chance come in?",
        ),
        Mistake(
            "always after the first",
            lambda P, first, chances, share: [
                int(first),
                *(_drawn(P[first], chance, share) for chance in chances),
            ],
            "Every word here is drawn after the word first. The next is drawn after the last one "
            "said.",
        ),
        Mistake(
            "without the first",
            lambda P, first, chances, share: _speak(P, first, chances, share)[1:],
            "What is said is right. The word first is to stand in front.",
        ),
        Mistake(
            "the least probable first",
            _least_first,
            "The least probable words are kept. np.argsort goes upwards.",
        ),
        Mistake(
            "places for words",
            _places,
            "Those are places in the sorted row. Which word stands there?",
        ),
        Mistake(
            "by number",
            _by_number,
            "The right words are kept. But the running sum goes through them by their numbers, "
            "not from the most probable on.",
        ),
        Mistake(
            "columns",
            lambda P, first, chances, share: _speak(P.T, first, chances, share),
            "P[w] is a row. The column P[:, w] tells what came before.",
        ),
    ),
    hints=(
        "Which word do you look up at first, and which one the second time? Draw one word right "
        "before you write the loop.",
        "order = np.argsort(-p) has the most probable word first, and total = "
        "np.cumsum(p[order]) is the running sum. How many entries of total are below share?",
        "One more than that many words stay. Divide their running sums by the last of them. "
        "Count how many are not above the chance: that is the place in order.",
    ),
)


EXERCISES = (_SPEAK,)
