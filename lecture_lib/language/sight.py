"""What a window of words can know of a language: the exact answer, as after endless text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .source import Source

__all__ = ["after_window", "out_of_sight"]


def after_window(source: Source, seen: Sequence[int]) -> NDArray[Any]:
    """Return the probabilities of the next word for who sees only the last words, and knows all.

    Parameters
    ----------
    source : Source
        The language.
    seen : sequence of int
        Numbers of the words that are seen, oldest first; none before a random word.

    Returns
    -------
    ndarray, shape (V,)

    Examples
    --------
    After *duck* alone, the goose comes half of the time:

    >>> from lecture_lib.language import Source
    >>> game = Source(0, lambda s: [("duck", 1.0, 1)] if s == 0 else [("duck", 0.5, 1),
    ...                                                               ("goose", 0.5, 0)])
    >>> game.words, after_window(game, [0]).tolist()
    (('duck', 'goose'), [0.5, 0.5])
    """
    belief = np.asarray(source.share, float)
    for word in seen:
        can = source.next[:, word] >= 0
        belief = np.bincount(
            source.next[can, word], (belief * source.p[:, word])[can], minlength=len(belief)
        )
        belief = belief / belief.sum()
    return np.asarray(belief @ source.p)


def out_of_sight(
    source: Source, text: ArrayLike, seen: int, places: ArrayLike
) -> NDArray[Any]:  # fmt: skip
    r"""Return what nobody can know who sees so many words: :math:`\sum p \ln(p/q)` at places.

    Parameters
    ----------
    source : Source
        The language.
    text : array_like of int, shape (T,)
        Numbers of words.
    seen : int
        How many words are seen.
    places : array_like of int, shape (K,)
        Of words that are to be foretold.

    Returns
    -------
    ndarray, shape (K,)
        In nats; p is the truth after all that was said, q :func:`after_window`.

    Examples
    --------
    >>> from lecture_lib.language import pond
    >>> language = pond()
    >>> text = language.numbers("a goose that sees two ducks honks .".split())
    >>> out_of_sight(language, text, 2, [2, 6]).round(1).tolist()  # goose and honks
    [0.2, 3.0]
    """
    numbers, found = np.asarray(text, int), []
    truth = source.distributions(numbers)
    for place in np.asarray(places, int).tolist():
        p = truth[place]
        q = after_window(source, numbers[max(place - seen, 0) : place].tolist())
        said = p > 0
        found.append(float(np.sum(p[said] * np.log(p[said] / q[said]))))
    return np.array(found)
