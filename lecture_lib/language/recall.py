"""Whether a model finds the bird that a story is about, and which of its heads look there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..autograd import softmax
from ..nn import Module
from .birds import BIRDS, END, PLURAL, SOUNDS
from .source import Source

__all__ = ["Recall"]

Array = NDArray[Any]
Edit = Callable[[Any], Any]

_BIRD = 3  # its place in a story, “¶ once a duck”
_AFTER = 10  # words behind it at least, so that eight words do not reach it


class Recall:
    """Places at which *it* or *they* makes the sound of the story's bird, ten words on or more.

    Parameters
    ----------
    source : Source
        :func:`story`.
    text : array_like of int, shape (T,)
        Stories, by number.
    front : int
        How many words of the story before stand in front of each: so far its bird has moved.
    context : int
        Words in a row.

    Attributes
    ----------
    rows : ndarray, shape (N, context)
        Stories that ask. They may be edited: ¶ stands at place `front`, the bird three behind it.
    row, place : ndarray of int, shape (K,)
        Where the pronouns stand; the sound is the next word.
    guess : float
        The right sound's share of all sounds for who knows only how frequent the birds are.

    Raises
    ------
    ValueError
        When no story of the text asks for its bird.

    Examples
    --------
    >>> from lecture_lib.language import story
    >>> tales = story()
    >>> recall = Recall(tales, tales.numbers(tales.sample(3_000, np.random.default_rng(0))))
    >>> row, place = recall.row[0], recall.place[0]
    >>> [tales.words[number] for number in recall.rows[row, [3, place, place + 1]]]
    ['ducks', 'they', 'quack']
    """

    def __init__(self, source: Source, text: ArrayLike, front: int = 0, context: int = 48) -> None:
        numbers, self.front = np.asarray(text, int), front
        end = int(source.numbers([END])[0])
        pronouns = source.numbers(["it", "they"])
        names = [word for pair in SOUNDS.values() for word in pair]
        self._sounds = source.numbers(names)
        self._birds = source.numbers([*BIRDS, *PLURAL.values()])
        stories = np.split(numbers, np.flatnonzero(numbers == end) + 1)[1:-1]
        self.rows = np.full((max(len(stories) - 1, 0), context), end)
        asks = []
        for row, (other, own) in enumerate(pairwise(stories)):
            words = np.array([*other[-1 - front : -1], end, *own])[:context]
            self.rows[row, : len(words)] = words
            if len(other) > front:
                asks += [
                    (row, t) for t in range(front + _BIRD + _AFTER, len(words) - 1)
                    if words[t] in pronouns and words[t + 1] in self._sounds
                ]  # fmt: skip
        if not asks:
            raise ValueError("Recall: no story of this text asks for its bird; take a longer text")
        row, self.place = np.transpose(asks)
        asked, self.row = np.unique(row, return_inverse=True)
        self.rows = self.rows[asked]
        likely = {word: BIRDS[bird] for bird, pair in SOUNDS.items() for word in pair}
        right = self.rows[self.row, self.place + 1]
        self.guess = float(np.mean([likely[source.words[number]] for number in right]))

    def share(self, model: Module, off: Collection[tuple[int, int]] = ()) -> float:
        """Return the right sound's share of all sounds, with some (layer, head) switched off."""
        with _changed(model, off):
            p = softmax(model(self.rows).data[self.row, self.place].astype(float))
        right = p[np.arange(len(p)), self.rows[self.row, self.place + 1]]
        return float(np.mean(right / p[:, self._sounds].sum(axis=1)))

    def written(self, model: Module) -> Array:
        """Return what the first layer's attention adds to the stream, (N, context, size)."""
        found: list[Array] = []

        def noted(given: Any) -> Any:
            found.append(np.array(given.data))
            return given

        with _changed(model, edit=noted):
            model(self.rows)
        return found[0]

    def looks(
        self, model: Module, off: Collection[tuple[int, int]] = (), edit: Edit | None = None
    ) -> Array:
        """Return what each head looks at from there: its bird, other birds, all other words.

        Shape (layers, heads, 3); the three weights of a head sum to 1. Some (layer, head) may be
        switched off: they still look, but nobody hears them. And `edit` may change what the first
        layer's attention adds to the stream, (N, context, size).
        """
        heads = _heads(model)
        for layer in heads:
            layer.keep = True
        with _changed(model, off, edit):
            model(self.rows)
        own = self.front + _BIRD
        other = np.isin(self.rows[self.row], self._birds)
        other[:, own] = False
        found = []
        for layer in heads:
            p = layer.probabilities[self.row, :, self.place]  # (K, heads, T)
            layer.keep, layer.probabilities = False, None
            birds = p[..., own].mean(axis=0), (p * other[:, None]).sum(axis=-1).mean(axis=0)
            found.append(np.stack([*birds, 1 - sum(birds)], axis=-1))
        return np.array(found)


def _heads(model: Any) -> list[Any]:
    return [block.attention for block in model.body.blocks]


@contextmanager
def _changed(
    model: Module, off: Collection[tuple[int, int]] = (), edit: Edit | None = None
) -> Iterator[None]:
    heads = _heads(model)
    heads[0].edit = edit
    for number, layer in enumerate(heads):
        layer.silent = tuple(head for at, head in off if at == number)
    try:
        yield
    finally:
        for layer in heads:
            layer.silent, layer.edit = (), None
