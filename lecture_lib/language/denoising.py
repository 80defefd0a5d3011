"""Objectives of an encoder and a decoder: a text is spoilt, read, and written as it was.

Every one of them returns an :class:`Example` with three inputs, (source, target_in, mask): what
the encoder reads, what the decoder has written so far, and where the source is no padding, in the
order in which :class:`~lecture_lib.nn.EncoderDecoder` takes them. What is to be said is target_in
one later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..randomness import checked_rng
from .example import Example, checked_rows, numbers_of, padded, sentinels
from .tokens import Special, Vocabulary

__all__ = [
    "as_text", "encoder_decoder", "infilling", "permute_sentences", "span_corruption",
    "table_to_text",
]  # fmt: skip

Array = NDArray[Any]
Tokens = Sequence[Any] | Array

_MEAN_SPAN = 3  # of BART's Poisson distribution, and T5's best


def encoder_decoder(
    sources: Sequence[Tokens], targets: Sequence[Tokens], vocabulary: Vocabulary
) -> Example:
    """Make a batch of pairs: the decoder reads what it should have written, one place later.

    Parameters
    ----------
    sources, targets : sequence of sequences of int
        What is read and what is to be written, pair by pair; none of them empty.
    vocabulary : Vocabulary
        Has :attr:`Special.START` and :attr:`Special.PADDING`.

    Returns
    -------
    Example
        Inputs (source, target_in, mask). Let a target end with :attr:`Special.END`, or the model
        never learns to stop.

    Raises
    ------
    ValueError
        A vocabulary without those tokens, an empty source or target, or not as many of both.

    Examples
    --------
    >>> vocabulary = Vocabulary("duck goose".split(), ["</s>", "<s>", "<pad>"])
    >>> example = encoder_decoder([[0, 0], [1]], [[1, 2], [2]], vocabulary)
    >>> [array.tolist() for array in example.inputs]
    [[[0, 0], [1, 4]], [[3, 1], [3, 4]], [[True, True], [True, False]]]
    >>> example.labels().tolist()
    [[1, 2], [2, -1]]
    """
    start, _ = numbers_of("encoder_decoder", vocabulary, Special.START, Special.PADDING)
    if len(sources) != len(targets):
        raise ValueError(
            f"encoder_decoder: {len(sources)} sources and {len(targets)} targets; they are pairs"
        )
    source, target = padded(sources, vocabulary), padded(targets, vocabulary)
    shown = padded([[start, *row[:-1]] for row in targets], vocabulary)
    return Example((source, shown, _there(sources)), target, _there(targets))


def infilling(
    rows: ArrayLike, vocabulary: Vocabulary, rng: np.random.Generator, share: float = 0.3
) -> Example:
    """Write the text of which spans were replaced by one mask each, however long: BART's noise.

    Parameters
    ----------
    rows : array_like of int, shape (B, T)
        Tokens, with padding behind where they are shorter; at least two each.
    vocabulary : Vocabulary
        Has the mask, start, end and padding of :class:`Special`.
    rng : Generator
        Draws, anew with each call.
    share : float
        Of the tokens that are covered, in (0, 1); at least one of a row is.

    Returns
    -------
    Example
        Inputs (source, target_in, mask); the target is the whole row and its end.

    Raises
    ------
    ValueError
        A vocabulary without those tokens, rows that are too short, a share outside (0, 1).

    Notes
    -----
    Lewis et al., *BART* (2020), section 2.2: lengths of spans are Poisson with mean 3. A span of
    length 0 puts a mask where nothing is missing, so the model has to say *how much* is. The last
    span of a row is shortened so that the share is met.

    Examples
    --------
    >>> special = [Special.MASK, Special.START, Special.END, Special.PADDING]
    >>> vocabulary = Vocabulary("a duck that sees two geese swims .".split(), special)
    >>> source, _, _, labels = infilling([range(8)], vocabulary, np.random.default_rng(4))
    >>> " ".join(vocabulary.decode(source[0]))
    'a duck that <mask> geese swims .'
    >>> " ".join(vocabulary.decode(labels[0]))
    'a duck that sees two geese swims . </s>'
    """
    mask, end = numbers_of("infilling", vocabulary, Special.MASK, Special.END)
    texts = checked_rows("infilling", rows, vocabulary, 2)
    sources = []
    for text in texts:
        lengths = _poisson_lengths(_budget("infilling", len(text), share), rng)
        *pairs, (behind, _) = _cut(text, lengths, rng)
        sources.append([token for kept, _ in pairs for token in (*kept, mask)] + [*behind])
    return encoder_decoder(sources, [[*text, end] for text in texts], vocabulary)


def span_corruption(
    rows: ArrayLike, vocabulary: Vocabulary, rng: np.random.Generator, share: float = 0.15
) -> Example:
    """Write only what is missing: spans are replaced by sentinels, which name them: T5's noise.

    Parameters
    ----------
    rows : array_like of int, shape (B, T)
        Tokens, with padding behind where they are shorter; at least two each.
    vocabulary : Vocabulary
        Has the start and padding of :class:`Special`, and :func:`sentinels`: one more than spans.
    rng : Generator
        Draws, anew with each call.
    share : float
        Of the tokens that are covered, in (0, 1); at least one of a row is.

    Returns
    -------
    Example
        Inputs (source, target_in, mask); the target is each sentinel with its span behind it, and
        one more sentinel to end it.

    Raises
    ------
    ValueError
        A vocabulary without those tokens or with too few sentinels, rows that are too short, a
        share outside (0, 1).

    Notes
    -----
    Raffel et al., *T5* (2020), section 3.1.4 and figure 2. So many tokens are cut into as many
    spans as make their mean length 3, each division alike. What is written is short, which saves
    time: a model that writes everything again mostly copies.

    Examples
    --------
    >>> special = [*sentinels(3), Special.START, Special.PADDING]
    >>> vocabulary = Vocabulary("a duck that sees two geese swims .".split(), special)
    >>> source, _, _, labels = span_corruption([range(8)], vocabulary, np.random.default_rng(1),
    ...                                        share=0.6)
    >>> " ".join(vocabulary.decode(source[0]))
    'a <0> sees two <1>'
    >>> " ".join(vocabulary.decode(labels[0]))
    '<0> duck that <1> geese swims . <2>'
    """
    texts = checked_rows("span_corruption", rows, vocabulary, 2)
    sources, targets = [], []
    for text in texts:
        lengths = _even_lengths(_budget("span_corruption", len(text), share), len(text), rng)
        *names, end = numbers_of("span_corruption", vocabulary, *sentinels(len(lengths) + 1))
        *pairs, (behind, _) = _cut(text, lengths, rng)
        named = list(zip(names, pairs, strict=True))
        sources.append([token for name, (kept, _) in named for token in (*kept, name)] + [*behind])
        targets.append(
            [token for name, (_, covered) in named for token in (name, *covered)] + [end]
        )
    return encoder_decoder(sources, targets, vocabulary)


def permute_sentences(
    rows: ArrayLike, vocabulary: Vocabulary, rng: np.random.Generator,
    ends: Iterable[str] = (".", "!", "?"),
) -> Example:  # fmt: skip
    """Write the text of which the sentences were put into another order: BART's second noise.

    Parameters
    ----------
    rows : array_like of int, shape (B, T)
        Tokens, with padding behind where they are shorter.
    vocabulary : Vocabulary
        Has the start, end and padding of :class:`Special`.
    rng : Generator
        Draws one order of all, which may be the right one.
    ends : iterable of str
        The tokens that end a sentence.

    Returns
    -------
    Example
        Inputs (source, target_in, mask); the target is the row as it was, and its end.

    Raises
    ------
    ValueError
        A vocabulary without those tokens, or a row with fewer than two sentences.

    Examples
    --------
    >>> special = [Special.START, Special.END, Special.PADDING]
    >>> vocabulary = Vocabulary("once a duck swims . it quacks".split(), special)
    >>> source, *_ = permute_sentences([[0, 1, 2, 3, 4, 5, 6, 4]], vocabulary,
    ...                                np.random.default_rng(3))
    >>> " ".join(vocabulary.decode(source[0]))
    'it quacks . once a duck swims .'
    """
    (end,) = numbers_of("permute_sentences", vocabulary, Special.END)
    checked_rng("permute_sentences", rng)
    stops = [vocabulary[stop] for stop in ends if stop in vocabulary]
    texts = checked_rows("permute_sentences", rows, vocabulary, 1)
    sources = []
    for number, text in enumerate(texts):
        cuts = np.flatnonzero(np.isin(text[:-1], stops)) + 1
        if not len(cuts):
            raise ValueError(
                f"permute_sentences: row {number} of {len(text)} tokens is one sentence, which "
                "has one order; take longer rows, or say what ends a sentence with ends=…"
            )
        said = np.split(text, cuts)
        sources.append([token for i in rng.permutation(len(said)) for token in said[i]])
    return encoder_decoder(sources, [[*text, end] for text in texts], vocabulary)


def table_to_text(
    rows: ArrayLike, vocabulary: Vocabulary, rng: np.random.Generator | None = None,
    after: str = ":",
) -> Example:  # fmt: skip
    """Write the sentence that tells a table.

    Parameters
    ----------
    rows : array_like of int, shape (B, T)
        Tables and their sentences, one text of :func:`facts` each, with padding behind.
    vocabulary : Vocabulary
        Has the start, end and padding of :class:`Special`.
    rng : Generator, optional
        Not used; all objectives take one.
    after : str
        The token behind which the sentence begins.

    Returns
    -------
    Example
        Inputs (source, target_in, mask); the target is the sentence and its end.

    Raises
    ------
    ValueError
        A vocabulary without those tokens, or a row without a table or without a sentence.

    Examples
    --------
    >>> special = [Special.START, Special.END, Special.PADDING]
    >>> vocabulary = Vocabulary("bird duck does swim : a swims .".split(), special)
    >>> example = table_to_text([[0, 1, 2, 3, 4, 5, 1, 6, 7]], vocabulary)
    >>> for array in (*example.inputs[:2], example.target):
    ...     print(" ".join(vocabulary.decode(array[0])))
    bird duck does swim :
    <s> a duck swims .
    a duck swims . </s>
    """
    colon, end = numbers_of("table_to_text", vocabulary, after, Special.END)
    texts = checked_rows("table_to_text", rows, vocabulary, 2)
    cuts = []
    for number, text in enumerate(texts):
        found = np.flatnonzero(text[:-1] == colon)
        if not len(found):
            raise ValueError(
                f"table_to_text: row {number} of {len(text)} tokens has no {after!r} with a "
                "sentence behind it"
            )
        cuts.append(int(found[0]) + 1)
    return encoder_decoder(
        [text[:cut] for text, cut in zip(texts, cuts, strict=True)],
        [[*text[cut:], end] for text, cut in zip(texts, cuts, strict=True)],
        vocabulary,
    )


def as_text(
    rows: ArrayLike, labels: ArrayLike, vocabulary: Vocabulary, names: Sequence[str],
    task: Sequence[str] = (), rng: np.random.Generator | None = None,
) -> Example:  # fmt: skip
    """Write the name of a class: classification without a head of its own, as T5 does it.

    Parameters
    ----------
    rows : array_like of int, shape (B, T)
        Tokens, with padding behind where they are shorter.
    labels : array_like of int, shape (B,)
        The class of each, from 0 on.
    vocabulary : Vocabulary
        Has the start, end and padding of :class:`Special`, the names, and the words of the task.
    names : sequence of str
        A token for each class.
    task : sequence of str
        Tokens put before each row, which tell one task from another.
    rng : Generator, optional
        Not used; all objectives take one.

    Returns
    -------
    Example
        Inputs (source, target_in, mask); the target is a name and its end.

    Raises
    ------
    ValueError
        A vocabulary without those tokens, or a label without a name.

    Notes
    -----
    Raffel et al., *T5* (2020), section 2.4. "cola" asks whether a sentence is grammatical, as
    :func:`judge` does.

    Examples
    --------
    >>> special = [Special.START, Special.END, Special.PADDING, "cola", "fine", "wrong"]
    >>> vocabulary = Vocabulary("ducks quack honk .".split(), special)
    >>> example = as_text([[0, 1, 3], [0, 2, 3]], [0, 1], vocabulary, ["fine", "wrong"], ["cola"])
    >>> for source, target in zip(example.inputs[0], example.target):
    ...     print(*vocabulary.decode(source), "⇒", *vocabulary.decode(target))
    cola ducks quack . ⇒ fine </s>
    cola ducks honk . ⇒ wrong </s>
    """
    (end,) = numbers_of("as_text", vocabulary, Special.END)
    told, asked = (
        numbers_of("as_text", vocabulary, *names),
        numbers_of("as_text", vocabulary, *task),
    )
    texts, classes = checked_rows("as_text", rows, vocabulary, 1), np.asarray(labels)
    fits = classes.shape == (len(texts),) and classes.dtype.kind in "iu"
    if not (fits and 0 <= classes.min() <= classes.max() < len(told)):
        raise ValueError(
            f"as_text: labels of {classes.dtype} and shape {classes.shape} for {len(texts)} rows "
            f"and {len(told)} names; it needs one for each row, from 0 to {len(told) - 1}"
        )
    sources = [[*asked, *text] for text in texts]
    return encoder_decoder(sources, [[told[label], end] for label in classes], vocabulary)


# -- spans ---------------------------------------------------------------------------------------


def _budget(owner: str, length: int, share: float) -> int:
    """How many tokens to cover: the share, but at least one, and not all."""
    if not 0 < share < 1:
        raise ValueError(f"{owner}: share={share} must be above 0 and below 1")
    return min(max(1, round(share * length)), length - 1)


def _poisson_lengths(covered: int, rng: np.random.Generator) -> list[int]:
    """Lengths of spans until so many tokens are covered; some are 0."""
    lengths: list[int] = []
    while missing := covered - sum(lengths):
        lengths.append(min(int(rng.poisson(_MEAN_SPAN)), missing))
    return [int(length) for length in rng.permutation(lengths)]


def _even_lengths(covered: int, length: int, rng: np.random.Generator) -> list[int]:
    """Divide so many tokens into spans of mean length 3 that find room apart from each other."""
    spans = min(max(1, round(covered / _MEAN_SPAN)), length - covered + 1)
    cuts = np.sort(rng.choice(covered - 1, spans - 1, replace=False)) + 1
    return [int(n) for n in np.diff([0, *cuts, covered])]


def _cut(
    text: Array, lengths: Sequence[int], rng: np.random.Generator
) -> list[tuple[Array, Array]]:
    """Lay spans into a text, at any places alike: pairs of what is kept before one, and the span.

    A last pair has what is kept behind all, and nothing. There is a kept token between two spans,
    if there are enough.
    """
    places = len(text) - sum(lengths) + 1
    before = np.sort(rng.choice(places, len(lengths), replace=len(lengths) > places))
    begins = before + np.cumsum([0, *lengths[:-1]])
    bounds = np.stack([begins, begins + lengths], axis=1).ravel()
    parts = [*np.split(text, bounds), text[:0]]
    return list(zip(parts[::2], parts[1::2], strict=True))


def _there(rows: Sequence[Tokens]) -> Array:
    lengths = np.array([len(row) for row in rows])
    return np.arange(lengths.max()) < lengths[:, None]
