"""Verbs of the pond and their subjects: how far apart they stand, and what if they disagree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .birds import BIRDS, MEETS, MOVES, PLURAL, SOUNDS
from .judge import sentences
from .source import Source

__all__ = ["subject_distances", "wrong_numbers"]

_FORMS = [*SOUNDS.values(), *MOVES, *MEETS]
_OTHER = {a: b for forms in _FORMS for a, b in (forms, forms[::-1])}
_SINGULAR_AND_PLURAL = {*BIRDS, *PLURAL.values()}


def subject_distances(source: Source, words: Sequence[str]) -> NDArray[Any]:
    """Return how many words back the subject of each main verb stands.

    Parameters
    ----------
    source : Source
        The language of the pond.
    words : sequence of str
        Sentences that it accepts.

    Returns
    -------
    ndarray of int, shape (T,)
        0 at words that are no main verb; verbs of clauses are none.

    Examples
    --------
    >>> from lecture_lib.language import pond
    >>> subject_distances(pond(), "a goose that sees two ducks honks and swims .".split()).tolist()
    [0, 0, 0, 0, 0, 0, 5, 0, 7, 0]
    """
    found, subject = np.zeros(len(words), int), 0
    for place, (word, state) in enumerate(zip(words, source.path(words), strict=False)):
        at = source.states[state].place
        if at == "subject" and word in _SINGULAR_AND_PLURAL:
            subject = place
        elif at in ("after subject", "verb") and word in _OTHER:
            found[place] = place - subject
    return found


def wrong_numbers(
    source: Source, count: int, rng: np.random.Generator, *, longest: int = 20
) -> list[list[str]]:
    """Return sentences of the pond; in half of them one verb has the wrong number.

    Parameters
    ----------
    source : Source
        The language of the pond.
    count : int
        How many sentences.
    rng : Generator
        Draws the sentences, and which verb is changed.
    longest : int
        At most so many words; sentences of fewer than five are left out too.

    Returns
    -------
    list of list of str

    Examples
    --------
    >>> from lecture_lib.language import pond
    >>> language = pond()
    >>> some = wrong_numbers(language, 100, np.random.default_rng(0))
    >>> sum(language.accepts(words) for words in some)
    53
    """
    found: list[list[str]] = []
    while len(found) < count:
        for sentence in sentences(source, source.sample(14 * count, rng)):
            words = list(sentence)
            verbs = [place for place, word in enumerate(words) if word in _OTHER]
            if not 4 < len(words) <= longest:
                continue
            if verbs and rng.random() < 0.5:
                place = int(rng.choice(verbs))
                words[place] = _OTHER[words[place]]
            found.append(words)
    return found[:count]
