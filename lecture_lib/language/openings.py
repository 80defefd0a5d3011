"""How models do on the first words of stories, beside what any window of words could do there."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .measure import LanguageModel, distances, divergences, losses
from .source import Source, entropy
from .windows import Windowed, windows

__all__ = ["Openings"]

Array = NDArray[Any]


class Openings:
    """The first words of stories: rows to learn from, and a judge of who has learnt.

    Parameters
    ----------
    source : Source
        The language, which begins at the start of a story.
    end : str
        The word that ends a story.
    words : int
        How many words of each story count.
    text : array_like of int, shape (T,)
        New text, by number, on which models are judged; no model should learn from it.

    Attributes
    ----------
    judged : ndarray of bool, shape (T,)
        Which words of the text count.
    least : float
        The truth's loss, nats a word: the mean entropy of what comes next.

    Raises
    ------
    ValueError
        When no story begins in the text.

    Examples
    --------
    >>> from lecture_lib.language import story
    >>> tales = story()
    >>> text = tales.numbers(tales.sample(2_000, np.random.default_rng(0)))
    >>> openings = Openings(tales, "¶", 48, text)
    >>> openings.above(tales), openings.floor(2) > openings.floor(4) > 5
    (0.0, True)
    """

    def __init__(self, source: Source, end: str, words: int, text: ArrayLike) -> None:
        self.source, self.words, self.text = source, words, np.asarray(text, int)
        self.end = int(source.numbers([end])[0])
        self.place = distances(self.text.tolist(), {self.end})  # 1 for the first word of a story
        self.judged = (self.place > 0) & (self.place <= words)
        if not self.judged.any():
            raise ValueError(f"Openings: no story begins in the text; it has no {end!r}")
        self.least = float(entropy(self._truth[:-1][self.judged]).mean())

    @cached_property
    def _truth(self) -> Array:
        return self.source.distributions(self.text)

    def loss(self, model: LanguageModel) -> float:
        """Return the mean loss on the words that were really said, nats."""
        return float(losses(model, self.text)[self.judged].mean())

    def above(self, model: LanguageModel) -> float:
        """Return by how many per cent the expected loss is above the truth's.

        The luck of the words plays no part: each place counts with all that could have come.
        """
        lacks = divergences(self.source, model, self.text)[self.judged]
        return float(100 * lacks.mean() / self.least)

    def reader(self, model: Callable[[Array], Any]) -> Windowed:
        """Let a model, from tokens (B, T) to logits (B, T, V), read stories one by one."""
        return Windowed(model, self.end, context=self.words, anew=True)

    def rows(self, text: ArrayLike, seen: int | None = None) -> Array:
        """Return rows to learn from, (N, words + 1): each an ``end`` and the words behind it.

        With `seen`, rows of so many words and the one that follows, (N, seen + 1), for each word
        that counts.
        """
        numbers = np.asarray(text, int)
        if seen is None:
            rows: Array = windows(numbers, self.words + 1)
            return np.asarray(rows[rows[:, 0] == self.end])
        place = distances(numbers.tolist(), {self.end})
        counts = (place > 0) & (place <= self.words)
        return windows(numbers, seen + 1, start=self.end)[counts]

    def floor(self, seen: int) -> float:
        """Return per cent above the truth that no model of so many words can do without.

        It knows the language, sees the last `seen` words, and knows that it stands among the words
        that count.
        """
        return self.above(_Best(self, seen))


class _Best:
    """The best that a window can say."""

    def __init__(self, openings: Openings, seen: int) -> None:
        self.openings, self.seen = openings, seen
        source = openings.source
        state, _, p, to = source.arcs
        now = np.eye(len(source.states))[0]  # in which a story begins, as the language does
        inside = to != 0
        self.begin = np.zeros(len(now))  # in which states a window may begin
        for _ in range(openings.words - seen):
            self.begin += now
            now = np.bincount(to[inside], (now[state] * p)[inside], len(now))
        self.memory: dict[tuple[int, ...], tuple[Array, Array]] = {
            (): (np.arange(len(now)), self.begin)
        }

    def known(self, words: tuple[int, ...]) -> tuple[Array, Array]:
        """States after these words, and how probable each is; many windows begin alike."""
        head = words[:3]
        if head not in self.memory:
            self.memory[head] = self._after(self.memory[()], head)
        return self._after(self.memory[head], words[3:])

    def _after(self, found: tuple[Array, Array], words: tuple[int, ...]) -> tuple[Array, Array]:
        source, (states, share) = self.openings.source, found
        for word in words:
            share = share * source.p[states, word]
            said = share > 0
            states, number = np.unique(source.next[states, word][said], return_inverse=True)
            share = np.bincount(number, share[said])
        return states, share

    def distributions(self, text: ArrayLike) -> Array:
        numbers, p = np.asarray(text, int), self.openings.source.p
        said = self.openings._truth.copy()  # it knows, where it sees the beginning
        for t in np.flatnonzero(self.openings.judged & (self.openings.place > self.seen)):
            states, share = self.known(tuple(numbers[t - self.seen : t].tolist()))
            said[t] = share @ p[states] / share.sum()
        return said
