"""Who does what at the pond: subjects, their number, their verbs, and what if they disagree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .birds import BIRDS, MEETS, MOVES, PLURAL, SOUNDS
from .judge import sentences
from .source import Source

__all__ = ["acting", "several", "subject_distances", "wrong_numbers"]

_FORMS = [*SOUNDS.values(), *MOVES, *MEETS]
_OTHER = {a: b for forms in _FORMS for a, b in (forms, forms[::-1])}
_SINGULAR_AND_PLURAL = {*BIRDS, *PLURAL.values()}


def _parts(source: Source, words: Sequence[str]) -> list[str]:
    """What each word is in its sentence: subject, verb, met …"""
    return [source.states[state].place for state in source.path(words)]


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
    for place, (word, at) in enumerate(zip(words, _parts(source, words), strict=False)):
        if at == "subject" and word in _SINGULAR_AND_PLURAL:
            subject = place
        elif at in ("after subject", "verb") and word in _OTHER:
            found[place] = place - subject
    return found


def acting(source: Source, words: Sequence[str]) -> NDArray[Any]:
    """Label each bird: does it act, or is it seen or followed?

    Parameters
    ----------
    source : Source
        The language of the pond.
    words : sequence of str
        Sentences that it accepts.

    Returns
    -------
    ndarray of int, shape (T,)
        1 at birds that act, 0 at birds that are met; −1 at all other words, and in games.

    Examples
    --------
    >>> from lecture_lib.language import pond
    >>> acting(pond(), "a goose that sees two ducks honks .".split()).tolist()
    [-1, 1, -1, -1, -1, 0, -1, -1]
    """
    found = np.full(len(words), -1)
    for place, (word, at) in enumerate(zip(words, _parts(source, words), strict=False)):
        if at in ("subject", "met") and word in _SINGULAR_AND_PLURAL:
            found[place] = at == "subject"
    return found


def several(source: Source, words: Sequence[str], *, row: int | None = None) -> NDArray[Any]:
    """Label each *the* that begins a sentence: is one bird coming, or several?

    Parameters
    ----------
    source : Source
        The language of the pond.
    words : sequence of str
        Sentences that it accepts.
    row : int, optional
        Label instead the full stop of these sentences, where all of the sentence has been read;
        the text is cut into rows of so many words, and sentences that are cut get no label.

    Returns
    -------
    ndarray of int, shape (T,)
        1 for several, 0 for one; −1 at all other words.

    Examples
    --------
    >>> from lecture_lib.language import pond
    >>> several(pond(), "the wet geese honk . the swan sees the ducks .".split()).tolist()
    [1, -1, -1, -1, -1, 0, -1, -1, -1, -1, -1]
    >>> several(pond(), "the wet geese honk . the swan sees the ducks .".split(), row=8).tolist()
    [-1, -1, -1, -1, 1, -1, -1, -1, -1, -1, -1]
    """
    found, plural = np.full(len(words), -1), set(PLURAL.values())
    path, acts = source.path(words), acting(source, words)
    for place in np.flatnonzero(path[:-1] == 0).tolist():
        if words[place] == "the":
            bird = place + int(np.argmax(acts[place:] == 1))
            if row is None:
                found[place] = words[bird] in plural
            elif "." in (rest := list(words[place : place + row - place % row])):
                found[place + rest.index(".")] = words[bird] in plural
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
