"""What one knows of an automaton's state after some words: distributions over a few states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Belief", "merged"]

Array = NDArray[Any]

_DIGITS = 12  # to which two beliefs are the same


@dataclass(frozen=True)
class Belief:
    """How probable each of some states is, and how often one is left with this belief."""

    weight: float
    states: Array
    shares: Array

    def said(self, p: Array) -> Array:
        """The probability of each word, from those in each state, shape (S, V)."""
        return np.asarray(self.shares @ p[self.states])

    def after(self, p: Array, following: Array) -> Iterator[Belief]:
        """The beliefs that come next, by the word that is said and leads to a following state."""
        said = self.said(p)
        for word in np.flatnonzero(said):
            joint = self.shares * p[self.states, word]
            possible = joint > 0
            states, place = np.unique(
                following[self.states, word][possible], return_inverse=True
            )  # fmt: skip
            shares = np.bincount(place, joint[possible]) / said[word]
            yield Belief(self.weight * float(said[word]), states, shares)


def merged(beliefs: Iterable[Belief]) -> list[Belief]:
    """Add the weights of equal beliefs."""
    found: dict[Any, Belief] = {}
    for belief in beliefs:
        key = belief.states.tobytes(), np.round(belief.shares, _DIGITS).tobytes()
        before = found[key].weight if key in found else 0.0
        found[key] = replace(belief, weight=before + belief.weight)
    return list(found.values())
