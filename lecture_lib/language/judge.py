"""A judge of what was said: accepted or refused, and if refused, where and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..translation import tr
from .source import Source

__all__ = ["Grammatical", "Verdict", "grammatical", "judge", "sentences"]


@dataclass(frozen=True)
class Verdict:
    """What the judge says of a sentence.

    Attributes
    ----------
    accepted : bool
        Whether the language says it, from its first word to its last.
    place : int or None
        The first word that cannot stand where it stands, counted from 0; the number of words, when
        the sentence only lacks its end; None, when it is accepted.
    reason : str
        Why, in a sentence; empty, when it is accepted.

    Examples
    --------
    >>> Verdict(True)
    Verdict(accepted=True, place=None, reason='')
    """

    accepted: bool
    place: int | None = None
    reason: str = ""


def judge(source: Source, words: Sequence[str]) -> Verdict:
    """Say whether words are whole sentences of a language, and if not, where and why.

    Parameters
    ----------
    source : Source
        The language.
    words : sequence of str
        From the beginning of a sentence on.

    Returns
    -------
    Verdict

    Examples
    --------
    >>> from lecture_lib.language import pond
    >>> judge(pond(), "the goose that sees two ducks quack .".split()).reason
    "word 6, 'quack', cannot stand after 'sees two ducks'; it may be eats, follows, honks, sees, \
sleeps or swims"
    >>> judge(pond(), "duck duck".split()).reason
    "it ends after 'duck duck', where duck or goose has to follow"
    """
    known = dict(zip(source.words, range(len(source.words)), strict=True))
    state = 0
    for place, word in enumerate(words):
        if word not in known:
            return Verdict(False, place, tr("word {0}, {1}, is not in the language", place,
                                            repr(word)))  # fmt: skip
        following = int(source.next[state, known[word]])
        if following < 0:
            reason = _refused(place, word, words[:place], _possible(source, state))
            return Verdict(False, place, reason)
        state = following
    if state:
        reason = tr("it ends after {0}, where {1} has to follow", _end(words),
                    _possible(source, state))  # fmt: skip
        return Verdict(False, len(words), reason)
    return Verdict(True)


def _refused(place: int, word: str, before: Sequence[str], possible: str) -> str:
    if before:
        return tr("word {0}, {1}, cannot stand after {2}; it may be {3}", place, repr(word),
                  _end(before), possible)  # fmt: skip
    return tr("word {0}, {1}, cannot stand at the beginning; it may be {2}", place, repr(word),
              possible)  # fmt: skip


def _end(words: Sequence[str]) -> str:
    return repr(" ".join(words[-3:]))


def _possible(source: Source, state: int) -> str:
    *some, last = sorted(source.words[word] for word in np.flatnonzero(source.p[state]))
    return tr("{0} or {1}", ", ".join(some), last) if some else last


def sentences(source: Source, words: Sequence[str]) -> list[tuple[str, ...]]:
    """Cut a stream after each word that ends a sentence, in whatever place it stands.

    Parameters
    ----------
    source : Source
        Its ``ends`` end a sentence.
    words : sequence of str
        Of the language or not, such as a model generates.

    Returns
    -------
    list of tuple of str
        What is left at the end, a sentence without its end, is no part of it.

    Examples
    --------
    >>> from lecture_lib.language import pond
    >>> sentences(pond(), "the duck swims . duck goose ! a".split())
    [('the', 'duck', 'swims', '.'), ('duck', 'goose', '!')]
    """
    cuts = [0, *(place + 1 for place, word in enumerate(words) if word in source.ends)]
    return [tuple(words[a:b]) for a, b in pairwise(cuts)]


@dataclass(frozen=True)
class Grammatical:
    """How good and how varied a generated stream is.

    Attributes
    ----------
    count : int
        Sentences in it.
    accepted : float
        The share of them that the language accepts.
    distinct : float
        Different sentences among them, as a share.

    Examples
    --------
    >>> Grammatical(100, 0.98, 0.8)
    Grammatical(count=100, accepted=0.98, distinct=0.8)
    """

    count: int
    accepted: float
    distinct: float


def grammatical(source: Source, words: Sequence[str]) -> Grammatical:
    """Judge a generated stream: the shares of accepted and of distinct sentences.

    Parameters
    ----------
    source : Source
        The language.
    words : sequence of str
        The stream; it begins with a sentence, and an unfinished last one does not count.

    Returns
    -------
    Grammatical

    Raises
    ------
    ValueError
        No sentence ends in it.

    Notes
    -----
    Low temperatures make for accepted sentences, but always the same ones: one share needs the
    other beside it.

    Examples
    --------
    >>> from lecture_lib.language import pond
    >>> grammatical(pond(), "duck goose ! duck goose ! a ducks . a duck".split())
    Grammatical(count=3, accepted=0.6666666666666666, distinct=0.6666666666666666)
    """
    said = sentences(source, words)
    if not said:
        raise ValueError(f"grammatical: no sentence ends within {len(words)} words; generate more")
    accepted = sum(source.accepts(sentence) for sentence in said)
    return Grammatical(len(said), accepted / len(said), len(set(said)) / len(said))
