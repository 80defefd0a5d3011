"""What a language model is trained to say, for models that are one body: all before, or around.

Each objective takes rows of tokens and draws a new :class:`Example` from them whenever it is
called. As ``fit(…, transform=partial(masked, vocabulary=vocabulary))`` it hides other words in
every batch, as RoBERTa does (Liu et al., 2019); an example drawn once, and learnt from again and
again, is what BERT did.

Those for an encoder and a decoder are in :mod:`~lecture_lib.language.denoising`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..nn import next_tokens
from ..randomness import checked_rng
from .example import Example, checked_rows, numbers_of, padded, words_of
from .masking import Masking
from .tokens import Special, Vocabulary

__all__ = ["left_to_right", "masked", "next_sentence", "prefix", "segments"]

Array = NDArray[Any]

_BERT = Masking()
_TRIES = 100


def left_to_right(
    rows: ArrayLike, vocabulary: Vocabulary, rng: np.random.Generator | None = None
) -> Example:
    """Say each word from those before it: the objective of GPT.

    Parameters
    ----------
    rows : array_like of int, shape (B, T)
        Tokens, with padding behind where they are shorter; at least two each.
    vocabulary : Vocabulary
        Theirs.
    rng : Generator, optional
        Not used; all objectives take one.

    Returns
    -------
    Example
        Inputs (B, T − 1), targets the same one later; all count but padding.

    Raises
    ------
    ValueError
        Rows that are too short, or no tokens of the vocabulary.

    Examples
    --------
    >>> vocabulary = Vocabulary("a duck swims .".split(), [Special.PADDING])
    >>> tokens, labels = left_to_right([[0, 1, 2, 3], [1, 3, 4, 4]], vocabulary)
    >>> tokens.tolist(), labels.tolist()
    ([[0, 1, 2], [1, 3, 4]], [[1, 2, 3], [3, -1, -1]])
    """
    there = _there("left_to_right", rows, vocabulary, 2)
    shown, target = next_tokens(rows)
    return Example((shown,), target, there[:, 1:])


def masked(
    rows: ArrayLike, vocabulary: Vocabulary, rng: np.random.Generator, masking: Masking = _BERT
) -> Example:
    """Say the hidden words from all others, before and behind: the objective of BERT.

    Parameters
    ----------
    rows : array_like of int, shape (B, T)
        Tokens, with padding behind where they are shorter. Special ones are never chosen.
    vocabulary : Vocabulary
        Has :attr:`Special.MASK`, behind all ordinary tokens.
    rng : Generator
        Chooses, anew with each call.
    masking : Masking
        How many words, and what is shown in their place: 15 %, and of these 80 % as the mask,
        10 % as another word, 10 % as they are.

    Returns
    -------
    Example
        Inputs (B, T), and a mask of what is there if some is padding; the chosen words count.

    Raises
    ------
    ValueError
        A vocabulary without the mask, a row without an ordinary word, or a share so small that
        some row remains whole.

    Notes
    -----
    Devlin et al., *BERT* (2019), section 3.1. A row of which nothing is chosen teaches nothing and
    is drawn again; with 15 % of six words that is every third.

    Examples
    --------
    >>> vocabulary = Vocabulary("a duck swims near the pond .".split(), [Special.MASK])
    >>> tokens, labels = masked([range(7)], vocabulary, np.random.default_rng(0), Masking(0.3))
    >>> " ".join(vocabulary.decode(tokens[0]))  # hidden, as it is, and another
    'a <mask> swims duck the pond .'
    >>> labels.tolist()
    [[-1, 1, 2, 3, -1, -1, -1]]
    """
    (mask,) = numbers_of("masked", vocabulary, Special.MASK)
    there = _there("masked", rows, vocabulary, 1)
    rows, words = np.asarray(rows), words_of(vocabulary)
    ordinary = rows < words
    if not ordinary.any(axis=1).all():
        raise ValueError(
            f"masked: row {int(np.argmin(ordinary.any(axis=1)))} has no ordinary word that a mask "
            "could cover"
        )
    shown, counted = rows.copy(), np.zeros(rows.shape, bool)
    for _ in range(_TRIES):
        again = ~counted.any(axis=1)
        if not again.any():
            break
        seen, chosen = masking.draw(np.where(ordinary, rows, 0)[again], words, rng)
        counted[again] = chosen & ordinary[again]
        shown[again] = np.where(counted[again], np.where(seen == words, mask, seen), rows[again])
    else:
        raise ValueError(
            f"masked: a row of {int(ordinary.sum(axis=1).min())} words stayed whole in {_TRIES} "
            f"draws with share={masking.share}; take a larger one, or longer rows"
        )
    return Example(_inputs(shown, there), rows, counted)


def prefix(rows: ArrayLike, vocabulary: Vocabulary, rng: np.random.Generator) -> Example:
    """Say the rest of a row from its beginning, which is read as a whole: T5's prefix-LM.

    Parameters
    ----------
    rows : array_like of int, shape (B, T)
        Tokens, with padding behind where they are shorter; at least two each.
    vocabulary : Vocabulary
        Theirs.
    rng : Generator
        Cuts each row in two, at any place alike.

    Returns
    -------
    Example
        Inputs: tokens (B, T − 1), and which of them each may see, (B, T − 1, T − 1): in the
        beginning all of it, afterwards all before. For a model that is *not* causal by itself;
        only the rest counts.

    Raises
    ------
    ValueError
        Rows that are too short, or no tokens of the vocabulary.

    Notes
    -----
    Raffel et al., *T5* (2020), section 3.2.1 and figure 4; what the lecture shows is this one,
    while the released models are trained by :func:`span_corruption` (erratum E-S8).

    Examples
    --------
    >>> vocabulary = Vocabulary("a duck swims near the pond .".split())
    >>> tokens, seen, labels = prefix([range(7)], vocabulary, np.random.default_rng(0))
    >>> labels.tolist()  # of "a duck swims near the" all see all
    [[-1, -1, -1, -1, -1, 6]]
    >>> seen[0].astype(int).tolist()[0]
    [1, 1, 1, 1, 1, 1]
    """
    there = _there("prefix", rows, vocabulary, 2)
    checked_rng("prefix", rng)
    shown, target = next_tokens(rows)
    cut = rng.integers(1, there.sum(axis=1))[:, None]  # tokens of the beginning
    place = np.arange(shown.shape[1])
    both = (place < cut)[:, :, None] & (place < cut)[:, None, :]
    seen = both | np.tri(len(place), dtype=bool)
    return Example((shown, seen), target, there[:, 1:] & (place >= cut - 1))


def next_sentence(
    first: ArrayLike, second: ArrayLike, vocabulary: Vocabulary, rng: np.random.Generator
) -> Example:
    """Say whether the second sentence follows the first, or comes from elsewhere.

    Parameters
    ----------
    first, second : array_like of int, shape (B, T)
        Sentences and those that follow them in a text, row by row, with padding behind where they
        are shorter. At least two rows: one in two gets the second sentence of another row.
    vocabulary : Vocabulary
        Has :attr:`Special.CLASS`, :attr:`Special.SEPARATOR` and :attr:`Special.PADDING`.
    rng : Generator
        Draws, anew with each call.

    Returns
    -------
    Example
        Inputs: ``<cls> first <sep> second <sep>``, and a mask of what is there. Targets (B,):
        1 where the second follows, 0 where not, as in the lecture. All count: an `ignore_index` of
        0 would leave out every other.

    Raises
    ------
    ValueError
        A vocabulary without those tokens, fewer than two rows, not as many of the one as of the
        other, or an empty sentence.

    Notes
    -----
    Devlin et al. (2019), section 3.1; they name the classes the other way round. RoBERTa found
    that it does without. Where sentences have nothing to do with each other, as at the pond, the
    least loss is ln 2. :func:`segments` tells which token belongs to which sentence.

    Examples
    --------
    >>> special = [Special.CLASS, Special.SEPARATOR, Special.PADDING]
    >>> vocabulary = Vocabulary("two ducks swim . they quack a swan it hisses".split(), special)
    >>> first = [vocabulary.encode(s.split()) for s in ("two ducks swim .", "a swan hisses .")]
    >>> second = [vocabulary.encode(s.split()) for s in ("they quack .", "it hisses .")]
    >>> tokens, there, labels = next_sentence(first, second, vocabulary, np.random.default_rng(0))
    >>> for row, label in zip(tokens, labels):
    ...     print(label, " ".join(vocabulary.decode(row)))
    0 <cls> two ducks swim . <sep> it hisses . <sep>
    1 <cls> a swan hisses . <sep> it hisses . <sep>
    """
    begin, between = numbers_of(
        "next_sentence", vocabulary, Special.CLASS, Special.SEPARATOR, Special.PADDING
    )[:2]
    a, b = (checked_rows("next_sentence", rows, vocabulary, 1) for rows in (first, second))
    checked_rng("next_sentence", rng)
    if len(a) != len(b) or len(a) < 2:
        raise ValueError(
            f"next_sentence: {len(a)} first and {len(b)} second sentences; it needs as many of "
            "both, and at least two, to take one from elsewhere"
        )
    follows = rng.random(len(a)) < 0.5
    elsewhere = (np.arange(len(a)) + rng.integers(1, len(a), len(a))) % len(a)  # never its own
    taken = np.where(follows, np.arange(len(a)), elsewhere)
    rows = [[begin, *one, between, *b[i], between] for one, i in zip(a, taken, strict=True)]
    shown = padded(rows, vocabulary)
    there = np.arange(shown.shape[1]) < np.array([len(row) for row in rows])[:, None]
    return Example((shown, there), follows.astype(int), np.ones(len(a), bool))


def segments(tokens: ArrayLike, vocabulary: Vocabulary) -> Array:
    """Return to which sentence of a pair each token belongs, 0 or 1; padding is of the last.

    Parameters
    ----------
    tokens : array_like of int, shape (..., T)
        As :func:`next_sentence` makes them.
    vocabulary : Vocabulary
        Has :attr:`Special.SEPARATOR`.

    Returns
    -------
    ndarray of int, shape (..., T)

    Raises
    ------
    ValueError
        A vocabulary without the separator.

    Examples
    --------
    >>> vocabulary = Vocabulary(["duck", "goose"], [Special.CLASS, Special.SEPARATOR])
    >>> segments([2, 0, 3, 1, 3], vocabulary).tolist()
    [0, 0, 0, 1, 1]
    """
    (between,) = numbers_of("segments", vocabulary, Special.SEPARATOR)
    ends = np.asarray(tokens) == between
    return np.asarray(np.minimum(np.cumsum(ends, axis=-1) - ends, 1))


def _there(owner: str, rows: ArrayLike, vocabulary: Vocabulary, least: int) -> Array:
    """Where there is a token, after a check."""
    lengths = [len(row) for row in checked_rows(owner, rows, vocabulary, least)]
    return np.arange(np.asarray(rows).shape[1]) < np.array(lengths)[:, None]


def _inputs(shown: Array, there: Array) -> tuple[Array, ...]:
    """A model is told what is there only where something is not."""
    return (shown,) if there.all() else (shown, there)
